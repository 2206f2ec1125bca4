#pragma once

/*
 * Names that a coordinator types, found among the people and bodies on record,
 * or made in place as part of the same commit.
 */

#include "draft.h"

struct who {
	char *path;  /* of the record */
	char *label; /* how it is written in minutes: a body's short name where it has one */
	bool person;
};

void who_release(struct who *who);
static inline void who_releasep(struct who *who)
{
	who_release(who);
}

/*
 * Who NAME is: a person or body, by name, short name or another spelling; case and special letters
 * do not matter. ERR_NOT_FOUND: nobody. ERR_INVALID: several, and the message names them.
 */
int who_find(struct request *req, const char *name, struct who *out, struct error *err);

/* A new person or body called NAME, added to DRAFT's change. KIND is "person" or "body". */
int who_make(struct draft *draft, const char *kind, const char *name, struct who *out,
	struct error *err);

/*
 * The same, and what MAKE says of a name that nobody has: "person" and "body" make one, with "name"
 * it stays as written (OUT has no path then), the identity of one of who_likely means that one, NULL or anything else asks: ERR_INVALID.
 */
int who_find_or_make(struct draft *draft, const char *name, const char *make, struct who *out,
	struct error *err);

/* ERR_INVALID asks what shall become of NAME, or of each of NAMES, which have commas between them. */
int who_ask(struct error *err, const char *name);
int who_ask_each(struct error *err, const char *names);

/* The name, or names with commas, that WHY asks about; NULL where it is about something else. Borrowed. */
const char *who_unknown(const struct error *why);

/*
 * Whom NAME (may be NULL) may mean, at most 5, as JSON [{"id":"people/osman-gunduz","name":"Osman Gündüz"}]: its words
 * begin words of theirs ("Osman", "O. Gündüz"), or its letters those of an institution ("ETSN").
 */
void who_likely(struct request *req, const char *name, struct buf *json);
/* The one of these that has the identity ID. 1: found. */
int who_find_likely(struct request *req, const char *name, const char *id, struct who *out, struct error *err);

/*
 * A form asks about each name by itself: for the N-th name of its FIELD, from 1, it sends the name as "asked_FIELD_N"
 * and the choice, as who_find_or_make's MAKE, as "make_FIELD_N". This is the choice for NAME, or that for all of
 * FIELD's names, "make_FIELD"; NULL: none yet. Borrowed.
 */
const char *who_choice(const struct request *req, const char *field, const char *name);

/*
 * The questions of the form that is shown again: those of WHY (may be NULL), and those asked before whose names still
 * stand there, as JSON [{"field":"speakers","number":1,"name":"…","choice":"","likely":[as who_likely]}].
 */
void who_questions(struct request *req, const struct error *why, struct buf *json);

/* People in Markdown, as minutes.h has them. */
struct inlines {
	char **text;
	size_t count;
};

/* TEXT is taken over. */
void inlines_add(struct inlines *inlines, char *text);
void inlines_release(struct inlines *inlines);
static inline void inlines_releasep(struct inlines *inlines)
{
	inlines_release(inlines);
}

/*
 * "Osman Gündüz, VXSİ" for DRAFT's minutes, typed in FIELD of the form, each as who_find_or_make finds it with the form's
 * choice; ERR_INVALID asks about all that nobody has. Without a FIELD these stay as they are written. Names of KEPT stay
 * as they are there, without a question.
 */
int who_inlines(struct draft *draft, const char *names, const char *field, const struct inlines *kept,
	struct inlines *out, struct error *err);

/*
 * "Osman Gündüz, VXSİ" as front matters name them, one a line: references, and names that stay as they
 * are written; found and asked about as by who_inlines, but for names that are KNOWN as plain ones.
 */
int who_references(struct draft *draft, const char *names, const char *field, const struct inlines *known,
	struct buf *out, struct error *err);

/* NAME as it is KNOWN, case and special letters aside; NULL: it is not. Borrowed. */
const char *who_known(const struct inlines *known, const char *name);

/* The plain name in a Markdown inline "[Name](…)" or "*Name*". The caller frees. */
char *who_plain(const char *inline_text);
