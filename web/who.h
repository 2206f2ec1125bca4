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

/* The names that WHY asks about, or NULL where it is about something else. Borrowed. */
const char *who_unknown(const struct error *why);

/*
 * Whom NAME (may be NULL) may mean, at most 5, as JSON [{"id":"people/osman-gunduz","name":"Osman Gündüz"}]: its words
 * begin words of theirs ("Osman", "O. Gündüz"), or its letters those of an institution ("ETSN").
 */
void who_likely(struct request *req, const char *name, struct buf *json);

/* People in Markdown, as minutes.h has them. */
struct inlines {
	char **text;
	size_t count;
};

void inlines_release(struct inlines *inlines);
static inline void inlines_releasep(struct inlines *inlines)
{
	inlines_release(inlines);
}

/*
 * "Osman Gündüz, VXSİ" for DRAFT's minutes, each as who_find_or_make finds it; ERR_INVALID asks about
 * all that nobody has. Names of KEPT stay as they are there, without a question.
 */
int who_inlines(struct draft *draft, const char *names, const char *make, const struct inlines *kept,
	struct inlines *out, struct error *err);

/*
 * "Osman Gündüz, VXSİ" as front matters name them, one a line: references, and names that stay as they
 * are written; found and asked about as by who_inlines.
 */
int who_references(
	struct draft *draft, const char *names, const char *make, struct buf *out, struct error *err);

/* What the form's FIELD says where the form has to ask about a name in it: now (WHY), or before another field was at
 * fault; else NULL. Borrowed. */
const char *who_asked(const struct request *req, const char *field, const struct error *why);

/* The plain name in a Markdown inline "[Name](…)" or "*Name*". The caller frees. */
char *who_plain(const char *inline_text);
