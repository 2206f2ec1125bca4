#pragma once

/*
 * SQLite as this project uses it: prepared queries, always bound; transactions
 * that roll back unless committed; functions of our own. The only file besides
 * the search tokenizer that knows the library.
 */

#include "error.h"

struct db;
struct query;

enum db_mode {
	DB_READ,	    /* one a thread; never checkpoints */
	DB_WRITE,	    /* the sole writer and checkpointer of a WAL database */
	DB_WRITE_ELSEWHERE, /* another process that writes under the council's lock: never
			       checkpoints */
	DB_ROLLBACK,	    /* a database in rollback-journal mode (private.db), full sync */
	DB_BUILD,	    /* a new file that nobody else opens before it is whole: what fails is thrown away */
};

/* Opens FILE (made when a writing mode finds none). The search tokenizer is registered. */
int db_open(struct db **out, const char *file, enum db_mode mode, struct error *err);

/* Opens FILE and empties it first, in place, however damaged it is; likewise one that is open. Other
 * connections see it empty at once. */
int db_open_emptied(struct db **out, const char *file, enum db_mode mode, struct error *err);
int db_empty(struct db *db, struct error *err);

void db_close(struct db *db);
DEFINE_CLEANUP(struct db *, db_close)

/* A number that goes with the handle, 0 at first: whose eyes it reads with (index.h). */
int *db_reader(struct db *db);

/* Several statements without values: schemas, pragmas. */
int db_run(struct db *db, const char *sql, struct error *err);

/*
 * What SQLite refuses: a full disk is ERR_FULL, a lock that lasts ERR_BUSY, a broken constraint
 * ERR_CONFLICT, what the guard refuses ERR_DENIED, a file that is no whole database ERR_DAMAGED.
 */

/* One statement, prepared. The tail after the first statement must be empty. */
int db_prepare(struct query **out, struct db *db, const char *sql, struct error *err);
void query_free(struct query *query);

/* The query for the literal SQL, prepared once and kept with DB: borrowed. Reset it after use. */
int db_keep(struct query **out, struct db *db, const char *sql, struct error *err);
DEFINE_CLEANUP(struct query *, query_free)

/* Values by position from 1. Text and blobs are copied. A NULL text binds NULL. */
void query_bind_text(struct query *query, int n, const char *text);
void query_bind_bytes(struct query *query, int n, const void *bytes, size_t len);
void query_bind_number(struct query *query, int n, long long number);
void query_bind_null(struct query *query, int n);

/* Parameters and columns by name. ":name" without its colon; 0-based for both; NULL past the end.
 */
int query_parameters(const struct query *query);
const char *query_parameter(const struct query *query, int n);
int query_columns(const struct query *query);
const char *query_column(const struct query *query, int n);

/* 1 with a row, 0 at the end, or an error code. The end also resets the query. */
int query_step(struct query *query, struct error *err);
void query_reset(struct query *query);		       /* values are kept until bound anew */
int query_run(struct query *query, struct error *err); /* step to the end, then reset and clear */

/* Columns from 0; borrowed until the next step. */
const char *query_text(struct query *query, int n); /* NULL for NULL */
size_t query_len(struct query *query, int n);
long long query_number(struct query *query, int n);
bool query_is_null(struct query *query, int n);
bool query_is_number(struct query *query, int n); /* INTEGER or REAL, not text that looks like it */

/* A transaction that rolls back when it goes out of scope, unless it was committed. */
struct transaction {
	struct db *db;
};
int transaction_begin(struct transaction *out, struct db *db, bool writing, struct error *err);
int transaction_commit(struct transaction *transaction, struct error *err);
void transaction_rollback(struct transaction *transaction);
static inline void transaction_rollbackp(struct transaction *transaction)
{
	transaction_rollback(transaction);
}

/* An SQL function. It answers through one of the results, or not at all (NULL). STEADY: the same
 * values give the same answer within one statement. */
struct call;
typedef void (*db_function)(struct call *call, void *ctx);
int db_add_function(struct db *db, const char *name, int values, bool steady, db_function function,
	void *ctx, struct error *err);
const char *call_text(struct call *call, int n); /* NULL for NULL */
size_t call_len(struct call *call, int n);
long long call_number(struct call *call, int n);
bool call_is_null(struct call *call, int n);
void call_answer_text(struct call *call, const char *text, size_t len); /* copied */
void call_answer_bytes(struct call *call, const void *bytes, size_t len);
void call_answer_number(struct call *call, long long number);
void call_fail(struct call *call, const char *message);

/*
 * While GUARD is set, preparing a statement that reads TABLE directly, not through a view of the
 * schema, is refused (ERR_DENIED) unless GUARD says true; writing is refused always. A view is
 * itself a TABLE that is read directly. VIEW is always NULL: what a view reads is not asked about.
 * Set NULL to end it.
 */
typedef bool (*db_guard)(const char *table, const char *view, void *ctx);
void db_set_guard(struct db *db, db_guard guard, void *ctx);

/* A consistent copy of the whole database in FILE, synced. */
int db_backup(struct db *db, const char *file, struct error *err);
