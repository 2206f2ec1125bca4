#pragma once

/*
 * The agency's answer to one submission: an outcome for each recommendation of
 * the sealed text, with reasons for whatever is no full acceptance. It comes here
 * when it is published; until then the agency keeps it to itself.
 */

#include "check_view.h"

/*
 * Whether ANSWER, the record at PATH that VIEW holds or will hold, may be published as it is: it
 * answers a submission that the agency had under review, names that very text, leaves no recommendation out,
 * gives its reasons, and was checked by a second reviewer where the council's rule asks for one. SUBMISSION is what it answers, on its
 * way to being answered; NULL: VIEW has it, and it is. ERR_INVALID in words, with the field ("reasons-R2") that they belong to.
 */
int answer_check(const struct view *view, const char *path, const struct record *answer,
	const struct record *submission, struct error *err);

/* Whether OUTCOME promises something that is carried out: accepted, partly. */
bool answer_accepts(const char *outcome);

/*
 * The outcome of the recommendation ID in the latest answer that was published to the proposal at PATH; the answer's
 * day ("2016-03-14", the caller's) goes to DAY (may be NULL). ERR_NOT_FOUND where no answer speaks of it. The caller frees.
 */
int answer_outcome(char **out, char **day, const struct view *view, const char *path, const char *id,
	struct error *err);
