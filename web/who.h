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
 * "Osman Gündüz, VXSİ" as Markdown inlines for minutes at PATH. A name nobody has is made where
 * MAKE is "person" or "body", stays as written where it is "name", else ERR_INVALID says so. Returns
 * the count; the caller frees the array and its strings.
 */
int who_inlines(struct draft *draft, const char *names, const char *make, char ***out,
	size_t *count, struct error *err);

/* The plain name in a Markdown inline "[Name](…)" or "*Name*". The caller frees. */
char *who_plain(const char *inline_text);
