#pragma once

/*
 * What was sent to the agency, and its course there: sent, registered, under
 * review, answered; or returned for revision, after which the same proposal is
 * sent again.
 */

#include "check_view.h"
#include "item.h"

/* The last submission of the proposal at PATH, and its own path (may be NULL). ERR_NOT_FOUND. The caller frees both. */
int submission_last(struct record **out, char **at, const struct view *view, const char *path,
	struct error *err);

/* The proposal as REC, the submission at PATH, sent it: ERR_INVALID where its commit or its sha256 is wrong. */
int submission_sealed(struct record **out, const struct view *view, const char *path,
	const struct record *rec, struct error *err);

/* Whether ID, "R2", is one of the recommendations of SEALED. */
bool submission_recommends(const struct record *sealed, const char *id);

/* How many reasons REC was returned for. */
size_t submission_reasons(const struct record *rec);

/* What was said at registration, of extensions and of the return stays; the due date moves with an extension alone. */
void submission_check_course(const char *path, const struct record *before, const struct record *after,
	struct faults *faults);
