#pragma once

/*
 * The address of one's own calendar: a token that lets a calendar program read what its person may
 * read, without signing in. An account has at most one; only its hash is kept, so it is shown
 * once.
 */

#include "account.h"

/* A new token for the account ID; the one before it works no more. */
int feed_new(struct db *db, long long id, char token[44], struct error *err);

/* Whose it is. ERR_NOT_FOUND: never made, revoked, or the account was disabled. */
int feed_find(struct db *db, const char *token, struct account *out, struct error *err);

/* When the account's was made, seconds since 1970; 0 where there is none. */
int feed_made(struct db *db, long long id, long long *out, struct error *err);

/* The account's token works no more. */
int feed_end(struct db *db, long long id, struct error *err);
