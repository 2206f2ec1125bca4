#pragma once

/*
 * How the index is filled: what its own files share. Nobody else includes this.
 */

#include "index.h"
#include "minutes.h"
#include "place.h"

/* What is special about an index of an earlier state. */
struct earlier {
	const struct withdrawn *withdrawn;
	const atomic_bool *stop;
};

/* One filling of the index, in one transaction. */
struct indexer {
	struct db *db;
	struct store *store;
	char language[16]; /* the council's first: the order of titles */
	char **touched;	   /* identities that lost a row: index_settle looks after them */
	size_t ntouched;
	const struct earlier *earlier; /* NULL for the index of today */
};

/* Who may read REC, the record ID, and whether there is no need to go on (ERR_BUSY); index_past.c. */
int index_audience(const struct indexer *ix, const char *id, const struct record *rec);
int index_go_on(const struct indexer *ix, struct error *err);

/* Within a transaction: from what the index holds, the state of OLD ("" for none), to that of NEW, which stands
 * before or after it on one line; all anew where it does not. */
int index_move(struct db *db, struct store *store, const char *old_commit, const char *new_commit,
	const struct earlier *earlier, struct error *err);

/* A value to bind. */
struct bound {
	char type; /* 't', 'n', 'b' or 0 for NULL */
	const char *text;
	size_t len;
	long long number;
};

#define NOTHING ((struct bound){ 0 })
#define TEXT(s) ((struct bound){ .type = 't', .text = (s) }) /* NULL binds NULL */
#define NUMBER(n) ((struct bound){ .type = 'n', .number = (n) })
#define BYTES(p, n) ((struct bound){ .type = 'b', .text = (p), .len = (n) })

/* Run SQL (a literal, prepared once) with these values. */
#define INDEX_RUN(ix, err, sql, ...)                                                               \
	index_run(ix, sql, (struct bound[]){ __VA_ARGS__ },                                        \
		sizeof((struct bound[]){ __VA_ARGS__ }) / sizeof(struct bound), err)
int index_run(struct indexer *ix, const char *sql, const struct bound *values, size_t n,
	struct error *err);

/* The same for a question: the query is borrowed, stands before its first row, and is to be reset.
 */
#define INDEX_ASK(out, ix, err, sql, ...)                                                          \
	index_ask(out, ix, sql, (struct bound[]){ __VA_ARGS__ },                                   \
		sizeof((struct bound[]){ __VA_ARGS__ }) / sizeof(struct bound), err)
int index_ask(struct query **out, struct indexer *ix, const char *sql, const struct bound *values,
	size_t n, struct error *err);

/* A record on its way into the tables. */
struct entry {
	struct indexer *ix;
	const struct record *rec;
	const struct place *place;
	const char *id; /* the place's identity */
	const char *path;
	const char *title;
	struct passage {
		char *item; /* "" is the record itself */
		char *body;
		size_t seq;
	} * passage; /* what search is to find of it */
	size_t passages;
};

/* Read the record of BLOB as the file PATH. 0 without a record (*OUT stays NULL) when it is none.
 */
int index_read(struct record **out, struct store *store, const struct place *place,
	const char *blob, struct error *err);

/* The file PATH is BLOB now; or is no more. What is no record is passed over. */
int index_add(struct indexer *ix, const char *path, const char *blob, struct error *err);
int index_remove(struct indexer *ix, const char *path, struct error *err);
/* The same of a file that lies beside a record (index_attachment.c). */
int index_attachment(struct indexer *ix, const char *path, const char *blob, struct error *err);
int index_attachment_gone(struct indexer *ix, const char *path, struct error *err);
/* After all of these: one record an identity, and no passage without its record. */
int index_settle(struct indexer *ix, struct error *err);

/* All rows of the record REC, the file PATH, where none are. */
int index_entry(struct indexer *ix, const struct place *place, const struct record *rec,
	const char *path, const char *blob, struct error *err);

/* The parts of a record (index_record.c and index_minutes.c). Items are cut out of REST, which
 * begins as the whole body. */
int index_links(struct entry *entry, const char *rest, struct error *err);
int index_meeting(struct entry *entry, struct buf *rest, struct error *err);
/* What stands in minutes between the items (index_texts.c): headings and free text. */
int index_texts(struct entry *entry, const struct minutes *minutes, struct error *err);
/* TEXT as HTML for any page: its links to items of the record itself lead there. Yours. */
char *index_html(const struct entry *entry, const char *text, size_t len);
int index_items(struct entry *entry, const char *letters, struct buf *rest, struct error *err);
/* A comment on a proposal (index_comment.c). */
int index_comment(struct entry *entry, struct error *err);
/* A submission, an answer or a report of progress (index_answer.c). */
int index_course(struct entry *entry, struct error *err);
/* Whom VALUE of a front matter means: an identity in PLACE, or a name as written. */
void index_who(const char *value, struct place *place, struct bound *id, struct bound *name);
/* What a disposition or a report says of an item of minutes (index_follow.c). */
int index_said_of_item(struct entry *entry, struct error *err);
int index_link(struct entry *entry, const char *item, const char *to, const char *to_item,
	const char *role, struct error *err);
/* The identity that the Markdown LINK leads to, and the item ("" for none); false for none. */
bool index_resolve(const struct entry *entry, const char *link, struct place *to, char item[16]);
/* The same for a front matter's "meetings/…/minutes.md#s1". */
bool index_resolve_path(const char *reference, struct place *to, char item[16]);

/* Items whose effective state a record decides on: those of minutes themselves ("" is all of them), the one
 * that a disposition or a report is of, those that a proposal cites; and the recommendations of a proposal ("" again)
 * where it is one, or was sent, answered or reported for one. */
struct index_followed {
	struct {
		char *meeting, *item;
	} * item;
	size_t count;
};

void index_followed_release(struct index_followed *items);
static inline void index_followed_releasep(struct index_followed *items)
{
	index_followed_release(items);
}
/* Add those of the record ID, as the tables have it now, to OUT. */
int index_followed(struct indexer *ix, const char *id, struct index_followed *out, struct error *err);
/* Make their rows anew from what the tables have now. */
int index_follow(struct indexer *ix, const struct index_followed *items, struct error *err);

/* What search finds (index_search.c): ITEM "" is the record itself. BODY is taken over. */
void index_passage(struct entry *entry, const char *item, char *body);
/* Make the search hold just these passages of the record; those that stay the same are not touched.
 */
int index_passages(struct entry *entry, struct error *err);
void index_passages_release(struct entry *entry);

/* The commits that NEW has and OLD has not, and their versions of records. */
int index_history(
	struct indexer *ix, const char *old_commit, const char *new_commit, struct error *err);
/* The way back: of the commits that OLD has and NEW has not, nothing is left. */
int index_forget(
	struct indexer *ix, const char *old_commit, const char *new_commit, struct error *err);
