#pragma once

/* What a submission sent, as it was sealed, for pages that show it beside what became of it. */

#include "item.h"
#include "request.h"

struct as_sent {
	char *proposal;		/* the file */
	struct record *sealed;	/* the proposal as it was sent */
	struct items items;	/* its recommendations */
};

/* Of the submission REC, the record at PATH as it stands at COMMIT. */
int as_sent_read(struct as_sent *out, struct request *req, const char *commit, const char *path,
	const struct record *rec, struct error *err);
void as_sent_release(struct as_sent *sent);
static inline void as_sent_releasep(struct as_sent *sent)
{
	as_sent_release(sent);
}

/* Its recommendations in order, as JSON [{"item":"R1","html":"…"}]. */
void as_sent_rows(const struct as_sent *sent, struct buf *json);

/* The same of the submission at ADDRESS, "/proposals/2015/1/submissions/1". */
int as_sent_rows_of(struct request *req, const char *address, struct buf *json, struct error *err);

/*
 * Which recommendations of PROPOSAL, "proposals/2015/1", say something else today than in the text that was answered,
 * as JSON [{"answer":1,"item":"R2"}].
 */
int as_sent_changes(struct request *req, const char *proposal, struct buf *json, struct error *err);
