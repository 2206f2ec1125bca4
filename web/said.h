#pragma once

/*
 * What is said of one item of minutes in a record of its own beside them: what became of a
 * suggestion, how an action stands. The minutes may be sealed; these go on.
 */

#include "draft.h"

struct said {
	struct draft draft;      /* of the minutes */
	struct minutes *minutes;
	const struct minutes_item *item;
	char *path;              /* "…/actions/a1.md" */
	struct record *rec;      /* as it stands, or a new one */
	struct revision blob;    /* as it stands; "" for a new one */
};

/*
 * What is said of the item ID ("A1"; "a1" does, too) of the meeting of the route's segments. KIND is
 * "disposition" or "action". ERR_NOT_FOUND where the minutes have no such item.
 */
int said_open(struct said *out, struct request *req, const char *kind, const char *id,
	struct error *err);
void said_release(struct said *said);
static inline void said_releasep(struct said *said)
{
	said_release(said);
}

/* The form's "base", the blob that it was shown with, is still what stands; else ERR_CONFLICT. */
int said_check_base(const struct said *said, struct error *err);

/*
 * Say who said it and when, and commit it as ACTION: as public as the minutes are. WHAT is the phrase
 * of the history, which may take the item's id.
 */
int said_save(struct said *said, const char *what, const char *action, struct error *err);
