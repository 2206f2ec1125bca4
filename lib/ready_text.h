#pragma once

/*
 * Texts that the agency has ready for its answers: reasons that come back often. They live in private.db, and only
 * the agency reads them.
 */

#include "buf.h"
#include "db.h"

enum { READY_TEXTS_MAX = 100, READY_NAME_MAX = 100, READY_TEXT_MAX = 8000 /* bytes */ };

/* All of them by name, as JSON [{"id":1,"name":"…","text":"…"}], appended to JSON. */
int ready_texts(struct db *db, struct buf *json, struct error *err);

/* The text ID; ERR_NOT_FOUND. */
int ready_text_find(struct db *db, long long id, struct buf *text, struct error *err);

/* NAME and TEXT become a new one (ID 0) or what ID says. ERR_INVALID in words with the field "name" or "text". */
int ready_text_save(struct db *db, long long id, const char *name, const char *text, struct error *err);

int ready_text_delete(struct db *db, long long id, struct error *err);
