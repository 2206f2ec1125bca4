#pragma once

/* What a submission sent, as it was sealed, for pages that show it beside what became of it. */

#include "item.h"
#include "request.h"

struct sent {
	char *proposal;		/* the file */
	struct record *sealed;	/* the proposal as it was sent */
	struct items items;	/* its recommendations */
};

/* Of the submission REC, the record at PATH as it stands at COMMIT. ERR_INVALID where its seal is broken. */
int sent_read(struct sent *out, struct request *req, const char *commit, const char *path,
	const struct record *rec, struct error *err);
void sent_release(struct sent *sent);
static inline void sent_releasep(struct sent *sent)
{
	sent_release(sent);
}

/* Its recommendations in order, as JSON [{"item":"R1","html":"…"}]. */
void sent_rows(const struct sent *sent, struct buf *json);

/* The same of the submission at ADDRESS, "/proposals/2015/1/submissions/1". */
int sent_rows_of(struct request *req, const char *address, struct buf *json, struct error *err);

/*
 * Which recommendations of PROPOSAL, "proposals/2015/1", say something else today than in the text that was answered,
 * as JSON [{"answer":1,"item":"R2"}].
 */
int sent_changes(struct request *req, const char *proposal, struct buf *json, struct error *err);
