#pragma once

/* What account.c and session.c share: private.db asked in one line. */

#include "account.h"

/* The columns that account_read takes, of a table named a. */
#define ACCOUNT_COLUMNS "a.id, a.login, a.name, a.roles, a.person, a.disabled, a.password IS NULL"
enum { ACCOUNT_COLUMN_COUNT = 7 };
void account_read(struct account *out, struct query *query);

/* SQL with its values, a letter each in TYPES: "t" a const char *, "n" a long long. */
int account_query(struct query **out, struct db *db, struct error *err, const char *sql,
	const char *types, ...);

/* The same, run: 1 if it gave a row, else 0. *NUMBER (may be NULL) is that row's first column. */
int account_run(long long *number, struct db *db, struct error *err, const char *sql,
	const char *types, ...);

/* PASSWORD checked and hashed; the caller frees *HASH. */
int account_protect(char **hash, const char *password, struct error *err);
/* Whether PASSWORD, typed on whatever keyboard, is the one behind HASH (NULL: nobody's). */
bool account_recognise(const char *hash, const char *password);
