#pragma once

/*
 * The texts that were sent to the agency, as they were sealed, for the pages that hold them against each other or
 * against the text of today.
 */

#include "draft.h"
#include "item.h"

struct submitted {
	char *address;       /* of the submission */
	char *path;          /* of the proposal.md */
	struct record *rec;  /* the submission */
	struct record *text; /* the proposal as it was sealed */
	struct items items;  /* its recommendations */
};

/* The submission at ADDRESS. ERR_NOT_FOUND where the reader sees none. */
int submitted_read(struct submitted *out, struct request *req, const char *address, struct error *err);

/* The one before it that the reader sees; 1: found. */
int submitted_before(struct submitted *out, struct request *req, const struct submitted *of, struct error *err);

/*
 * Why the last submission of the proposal at ADDRESS came back, with what changed in the recommendation that is meant since, where the
 * proposal is NOW: [{"concerns":"R2","reason":"…","change":"<div …>","version":"1"}]; nothing where it did not come back.
 */
int submitted_reasons(struct buf *json, struct request *req, const char *address, const struct record *now,
	struct error *err);

void submitted_release(struct submitted *sent);
static inline void submitted_releasep(struct submitted *sent)
{
	submitted_release(sent);
}

/* The words of the recommendation ID with all that stands under it, a line a block; "" where there is none. */
void submitted_words(struct buf *out, const struct record *proposal, const char *id);

/* How the recommendation ID of OLD reads in NEW, as difference_html shows it; nothing where the words are the same. */
void submitted_change(struct buf *html, const struct record *old, const struct record *new, const char *id);
