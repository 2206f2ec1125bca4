#pragma once

/* What the tests of accounts and of sessions begin with. */

#include "test.h"
#include "account.h"
#include "secret.h"

#include <stdio.h>

#define PASSWORD "dəmir yolu"
#define WRONG "the login or the password is wrong"
#define ENDED "the session has ended; sign in again"
#define USED "this invitation was used or has expired; ask for a new one"

/* Of the last call. */
static struct error err;

/* The private.db in FOLDER. */
static inline struct db *open_in(const char *folder)
{
	CLEANUP(str_free) char *file = str_format("%s/private.db", folder);
	struct db *db = NULL;

	if (secret_init(&err) < 0 || account_open(&db, file, &err) < 0) {
		CLEANUP(str_free) char *text = error_text(&err);

		test_fail(__FILE__, __LINE__, "%s", text);
		abort();
	}
	return db;
}

static inline struct account account(const char *login, const char *name, unsigned roles)
{
	struct account out = { .roles = roles };

	snprintf(out.login, sizeof out.login, "%s", login);
	snprintf(out.name, sizeof out.name, "%s", name);
	return out;
}

static inline int add(struct db *db, const char *login, const char *password)
{
	struct account made = account(login, "Osman Gündüz", ROLE_COORDINATOR);

	return account_add(db, &made, password, &err);
}

static inline long long ask(struct db *db, const char *sql)
{
	CLEANUP(query_free) struct query *query = NULL;

	if (db_prepare(&query, db, sql, &err) < 0 || query_step(query, &err) <= 0)
		return -1;
	return query_number(query, 0);
}

/* Signs in from ADDRESS, with a browser that nobody knows. */
static inline int start_from(struct db *db, const char *address, const char *login,
	const char *password, char token[44])
{
	struct device device = { .address = address };

	return session_start(db, login, password, &device, token, &err);
}

static inline int start(struct db *db, const char *login, const char *password, char token[44])
{
	return start_from(db, "192.0.2.1", login, password, token);
}

static inline int accept(
	struct db *db, const char *link, const char *password, char session[44])
{
	struct device device = { .address = "192.0.2.1" };

	return invitation_accept(db, link, password, &device, session, &err);
}
