#pragma once

/*
 * A proposal as this reader sees it while it is talked about: its text and
 * revision, its earlier texts, and what this reader may say of it.
 */

#include "draft.h"
#include "follow.h"

struct talk {
	struct request *req;
	char *address;     /* "/proposals/2015/1" */
	const char *id;    /* "proposals/2015/1" */
	char *path;        /* of proposal.md */
	struct record *rec;
	char revision[REVISION_LEN + 1]; /* the commit that made this text */
};

/* ERR_NOT_FOUND where this reader sees no such proposal. */
int talk_open(struct talk *out, struct request *req, const char *address, struct error *err);
void talk_release(struct talk *talk);
static inline void talk_releasep(struct talk *talk)
{
	talk_release(talk);
}

/* The proposal in COMMIT (a full name, or its first 12 signs), which this reader may see. */
int talk_record_at(const struct talk *talk, const char *commit, char full[REVISION_LEN + 1],
	struct record **out, struct error *err);

/* A follow_read: the text in COMMIT, whoever may see it; CTX is the talk. */
char *talk_read(void *ctx, const char *commit);

/* The named version that REC's text is; 0 where it is none or has changed since. */
int talk_version_of(const struct record *rec);

/* What this reader may do. */
struct talk_rights {
	bool may_comment;  /* among members, or in the round */
	int round;	   /* the open round that this person may speak in, to everybody; 0: none */
	bool is_member;
	bool may_amend;
	bool may_decide;   /* on amendments, and say what became of comments */
	bool may_change;   /* the text, now */
};
int talk_rights(const struct talk *talk, struct talk_rights *out, struct error *err);

/* The record ID in FOLDER of the proposal ("amendments"), which this reader may see. */
int talk_part(const struct talk *talk, const char *folder, const char *id, char **path,
	struct record **out, struct error *err);

/* The anchor that REC states; its texts are REC's. */
struct anchor talk_anchor(const struct record *rec);
void talk_put_anchor(struct record *rec, const struct anchor *anchor);

/* The passages that [START, END) of TEXT touches become [*FROM, *TO), without the last line end. */
void talk_passages_around(const char *text, size_t start, size_t end, size_t *from, size_t *to);

/* Where what TRAIL leads to has the passages around [START, END) of the old TEXT: of words that are gone, what
 * is left around them. */
void talk_passages_now(const struct trail *trail, const char *text, size_t start, size_t end, size_t *from, size_t *to);

/* What of the text a form is about: a passage, or words in it. */
struct talk_range {
	char revision[REVISION_LEN + 1]; /* the base that the form was shown with */
	struct record *rec;		 /* the proposal there */
	size_t start, end;
	bool is_given; /* false: the whole proposal is meant */
};

/*
 * From the form's or query's "base" (or, without it, the text as it stands), "passage" (its number), "quote" (words
 * that were selected, or to which the passage was narrowed) and "skip" (words of the passage before them). ERR_INVALID
 * where the quote stands nowhere.
 */
int talk_range(const struct talk *talk, struct talk_range *out, struct error *err);
void talk_range_release(struct talk_range *range);
static inline void talk_range_releasep(struct talk_range *range)
{
	talk_range_release(range);
}

/* Commit REC as the new file PATH beside the proposal; SUBJECT is a phrase that may take VALUE. */
int talk_commit(const struct talk *talk, const struct record *rec, const char *path, const char *action,
	const char *subject, const char *value, struct error *err);
