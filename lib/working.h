#pragma once

/*
 * Texts that somebody is still writing: what stands in a long form, kept until it is
 * saved or thrown away. They are no records and belong to one account alone; they
 * live in private.db and go with their account.
 */

#include "db.h"
#include "buf.h"

enum {
	WORKING_TEXT_MAX = 2 << 20, /* bytes of one form's fields */
	WORKING_COUNT_MAX = 200,    /* of an account: the oldest go */
	WORKING_FIELDS_MAX = 100,
	WORKING_ADDRESS_MAX = 500,
};

struct working_field {
	const char *name, *value;
};

/* FIELDS as one JSON object. */
void working_json(struct buf *out, const struct working_field *field, size_t fields);

/*
 * Keep what stands in the form on the page ADDRESS, which was typed on the revision BASE ("" for none), in
 * the place of what was kept before. Fields that are all empty keep nothing. ERR_TOO_LARGE in words.
 */
int working_keep(struct db *db, long long account, const char *address, const char *base,
	const struct working_field *field, size_t fields, long long now, struct error *err);

/* 1: a text is kept for ADDRESS, since AT, typed on BASE; 0: none is. */
int working_find(struct db *db, long long account, const char *address, long long *at,
	struct buf *base, struct error *err);

/* The fields of the text that is kept for ADDRESS. */
typedef int (*working_fn)(void *ctx, const char *name, const char *value, struct error *err);
int working_each(struct db *db, long long account, const char *address, working_fn each, void *ctx,
	struct error *err);

/* It was saved, or thrown away. */
int working_done(struct db *db, long long account, const char *address, struct error *err);
