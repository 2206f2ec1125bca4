#include "db_handle.h"


#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { BUSY_MILLISECONDS = 10000 };

struct query {
	struct db *db;
	sqlite3_stmt *stmt;
	int refused; /* what SQLite said to a value that could not be bound */
};

static int code_of(struct db *db, int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_IOERR: {
		int system = sqlite3_system_errno(db->sqlite);
		return system == ENOSPC || system == EDQUOT ? ERR_FULL : ERR_FAILED;
	}
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_CONSTRAINT:
		return ERR_CONFLICT;
	case SQLITE_TOOBIG:
		return ERR_TOO_LARGE;
	case SQLITE_AUTH:
		return ERR_DENIED;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_DAMAGED;
	default:
		return ERR_FAILED;
	}
}

int db_error(struct db *db, int code, struct error *err)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return 0;
	switch (code_of(db, code)) {
	case ERR_FULL:
		return error_set(err, ERR_FULL, "the disk is full; make room and try again");
	case ERR_BUSY:
		return error_set(err, ERR_BUSY, "the database is in use; try again in a moment");
	default:
		return error_set(
			err, code_of(db, code), "database: %s", sqlite3_errmsg(db->sqlite));
	}
}

int db_run(struct db *db, const char *sql, struct error *err)
{
	db->preparing = true;
	int code = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
	db->preparing = false;
	return db_error(db, code, err);
}

static const char *const set_up[] = {
	[DB_READ] = "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;"
		    "PRAGMA mmap_size = 268435456; PRAGMA cache_size = -4000",
	[DB_WRITE] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
		     "PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 67108864;"
		     "PRAGMA mmap_size = 268435456; PRAGMA cache_size = -32000",
	[DB_WRITE_ELSEWHERE] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
			       "PRAGMA wal_autocheckpoint = 0;"
			       "PRAGMA mmap_size = 268435456; PRAGMA cache_size = -32000",
	/* EXTRA syncs the folder, too: without it a commit could be undone by a power cut */
	[DB_ROLLBACK] = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA",
	[DB_BUILD] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000",
};

static int configure(struct db *db, enum db_mode mode, struct error *err)
{
	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_busy_timeout(db->sqlite, BUSY_MILLISECONDS);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	if (mode == DB_READ || mode == DB_WRITE_ELSEWHERE)
		sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	int code = db_run(db, "PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY", err);
	if (code == 0)
		code = db_run(db, set_up[mode], err);
	return code < 0 ? code : db_add_tokenizer(db, err);
}

/* Its counts of memory take a lock at each allocation, and nobody reads them. */
static void count_no_memory(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int empty(struct db *db, struct error *err)
{
	int code;

	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);
	code = db_run(db, "VACUUM", err);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
	return code;
}

/* Another connection must not take the new tables for those that it knows. */
static int set_new_schema(struct db *db, struct error *err)
{
	char sql[64];
	unsigned number;

	sqlite3_randomness(sizeof number, &number);
	snprintf(sql, sizeof sql, "PRAGMA schema_version = %u", number >> 2);
	return db_run(db, sql, err);
}

int db_empty(struct db *db, struct error *err)
{
	int code;

	for (sqlite3_stmt *stmt = NULL; (stmt = sqlite3_next_stmt(db->sqlite, stmt));)
		sqlite3_reset(stmt);
	code = empty(db, err);
	return code < 0 ? code : set_new_schema(db, err);
}

static int open_file(
	struct db **out, const char *file, enum db_mode mode, bool emptied, struct error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	CLEANUP(db_close) struct db *db = mem_alloc(sizeof(*db));
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

	if (mode != DB_READ)
		flags |= SQLITE_OPEN_CREATE;
	else if (access(file, F_OK) < 0 && errno == ENOENT)
		return error_set(err, ERR_NOT_FOUND, "there is no database \"%s\"", file);

	pthread_once(&once, count_no_memory);
	int code = sqlite3_open_v2(file, &db->sqlite, flags, NULL);
	if (code != SQLITE_OK)
		code = db_error(db, code, err);
	else if (emptied) {
		sqlite3_busy_timeout(db->sqlite, BUSY_MILLISECONDS);
		code = empty(db, err);
	}
	if (code == 0)
		code = configure(db, mode, err);
	if (code == 0 && emptied)
		code = set_new_schema(db, err);
	if (code < 0) {
		error_prefix(err, "%s", file);
		return code;
	}
	*out = TAKE(db);
	return 0;
}

int db_open(struct db **out, const char *file, enum db_mode mode, struct error *err)
{
	return open_file(out, file, mode, false, err);
}

int db_open_emptied(struct db **out, const char *file, enum db_mode mode, struct error *err)
{
	return open_file(out, file, mode, true, err);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->nkept; i++)
		query_free(db->kept[i].query);
	free(db->kept);
	sqlite3_finalize(db->begin[0]);
	sqlite3_finalize(db->begin[1]);
	sqlite3_finalize(db->commit);
	sqlite3_finalize(db->rollback);
	sqlite3_close_v2(db->sqlite);
	db_end_guard(db);
	free(db);
}

int *db_reader(struct db *db)
{
	return &db->reader;
}

/* Queries ------------------------------------------------------------------------------------ */

static int prepare(
	sqlite3_stmt **out, struct db *db, const char *sql, const char **tail, struct error *err)
{
	db->preparing = true;
	int code = sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, out, tail);
	db->preparing = false;
	return db_error(db, code, err);
}

int db_prepare(struct query **out, struct db *db, const char *sql, struct error *err)
{
	CLEANUP(query_free) struct query *query = mem_alloc(sizeof(*query));
	sqlite3_stmt *more = NULL;
	const char *tail;
	int code;

	query->db = db;
	code = prepare(&query->stmt, db, sql, &tail, err);
	if (code < 0)
		return code;
	if (!query->stmt)
		return error_set(err, ERR_INVALID, "a query without a statement");
	code = prepare(&more, db, tail, &tail, err);
	sqlite3_finalize(more);
	if (code < 0)
		return code;
	if (more)
		return error_set(err, ERR_INVALID, "a query with more than one statement");
	*out = TAKE(query);
	return 0;
}

void query_free(struct query *query)
{
	if (!query)
		return;
	sqlite3_finalize(query->stmt);
	free(query);
}

int db_keep(struct query **out, struct db *db, const char *sql, struct error *err)
{
	struct kept kept = { sql, NULL };

	for (size_t i = 0; i < db->nkept; i++)
		if (db->kept[i].sql == sql) {
			*out = db->kept[i].query;
			return 0;
		}
	int code = db_prepare(&kept.query, db, sql, err);
	if (code < 0)
		return code;
	db->kept = mem_grow(db->kept, db->nkept, sizeof(*db->kept));
	db->kept[db->nkept++] = kept;
	*out = kept.query;
	return 0;
}

static void note(struct query *query, int code)
{
	if (code != SQLITE_OK && query->refused == SQLITE_OK)
		query->refused = code;
}

void query_bind_text(struct query *query, int n, const char *text)
{
	note(query, sqlite3_bind_text(query->stmt, n, text, -1, SQLITE_TRANSIENT));
}

void query_bind_bytes(struct query *query, int n, const void *bytes, size_t len)
{
	/* a NULL pointer would bind NULL, but no bytes are bytes, too */
	note(query, sqlite3_bind_blob64(query->stmt, n, bytes ? bytes : "", len, SQLITE_TRANSIENT));
}

void query_bind_number(struct query *query, int n, long long number)
{
	note(query, sqlite3_bind_int64(query->stmt, n, number));
}

void query_bind_null(struct query *query, int n)
{
	note(query, sqlite3_bind_null(query->stmt, n));
}

int query_parameters(const struct query *query)
{
	return sqlite3_bind_parameter_count(query->stmt);
}

const char *query_parameter(const struct query *query, int n)
{
	if (n < 0 || n >= query_parameters(query))
		return NULL;
	const char *name = sqlite3_bind_parameter_name(query->stmt, n + 1);
	return name ? name + 1 : "";
}

int query_columns(const struct query *query)
{
	return sqlite3_column_count(query->stmt);
}

const char *query_column(const struct query *query, int n)
{
	if (n < 0 || n >= query_columns(query))
		return NULL;
	return sqlite3_column_name(query->stmt, n);
}

static int refused(struct query *query, struct error *err)
{
	int code = query->refused;

	query->refused = SQLITE_OK;
	return error_set(err, ERR_FAILED, "database: %s", sqlite3_errstr(code));
}

int query_step(struct query *query, struct error *err)
{
	if (query->refused != SQLITE_OK)
		return refused(query, err);

	int code = sqlite3_step(query->stmt);
	if (code == SQLITE_ROW)
		return 1;
	int result = db_error(query->db, code, err);
	sqlite3_reset(query->stmt);
	return result;
}

void query_reset(struct query *query)
{
	sqlite3_reset(query->stmt);
}

int query_run(struct query *query, struct error *err)
{
	int code;

	while ((code = query_step(query, err)) > 0)
		;
	sqlite3_clear_bindings(query->stmt);
	return code;
}

const char *query_text(struct query *query, int n)
{
	return (const char *)sqlite3_column_text(query->stmt, n);
}

size_t query_len(struct query *query, int n)
{
	return (size_t)sqlite3_column_bytes(query->stmt, n);
}

long long query_number(struct query *query, int n)
{
	return sqlite3_column_int64(query->stmt, n);
}

bool query_is_null(struct query *query, int n)
{
	return sqlite3_column_type(query->stmt, n) == SQLITE_NULL;
}

bool query_is_number(struct query *query, int n)
{
	int type = sqlite3_column_type(query->stmt, n);

	return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

/* Transactions ------------------------------------------------------------------------------- */

static int run_kept(struct db *db, sqlite3_stmt **stmt, const char *sql, struct error *err)
{
	int code = SQLITE_OK;

	if (!*stmt)
		code = sqlite3_prepare_v3(
			db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(*stmt);
	int result = db_error(db, code, err);
	sqlite3_reset(*stmt);
	return result;
}

int transaction_begin(struct transaction *out, struct db *db, bool writing, struct error *err)
{
	int code = run_kept(db, &db->begin[writing], writing ? "BEGIN IMMEDIATE" : "BEGIN", err);

	if (code == 0)
		out->db = db;
	return code;
}

int transaction_commit(struct transaction *transaction, struct error *err)
{
	struct db *db = transaction->db;
	int code = run_kept(db, &db->commit, "COMMIT", err);

	if (code == 0)
		transaction->db = NULL;
	return code;
}

void transaction_rollback(struct transaction *transaction)
{
	struct db *db = TAKE(transaction->db);

	/* some failures have rolled it back already */
	if (db && !sqlite3_get_autocommit(db->sqlite))
		run_kept(db, &db->rollback, "ROLLBACK", NULL);
}

/* Copies ------------------------------------------------------------------------------------- */

static int copy_pages(struct db *from, struct db *to, struct error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->sqlite, "main", from->sqlite, "main");

	if (!backup)
		return db_error(to, sqlite3_errcode(to->sqlite), err);
	int code = sqlite3_backup_step(backup, -1);
	int end = sqlite3_backup_finish(backup);
	if (code != SQLITE_DONE || end != SQLITE_OK)
		return db_error(to, code == SQLITE_DONE ? end : code, err);
	return 0;
}

static int sync_path(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_errno(err, path);
	int code = fsync(fd) < 0 ? error_errno(err, path) : 0;
	close(fd);
	return code;
}

static int copy_to(struct db *db, const char *part, struct error *err)
{
	CLEANUP(db_close) struct db *copy = mem_alloc(sizeof(*copy));
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	int code = db_error(copy, sqlite3_open_v2(part, &copy->sqlite, flags, NULL), err);

	if (code == 0)
		code = copy_pages(db, copy, err);
	if (code == 0) /* the copy is one file: nothing of it is left in a log beside it */
		code = db_run(copy, "PRAGMA journal_mode = DELETE", err);
	return code;
}

int db_backup(struct db *db, const char *file, struct error *err)
{
	CLEANUP(str_free) char *part = str_format("%s.part", file);
	CLEANUP(str_free) char *folder = str_copy(file);
	char *slash = strrchr(folder, '/');
	int code;

	unlink(part);
	code = copy_to(db, part, err);
	if (code == 0)
		code = sync_path(part, err);
	if (code == 0 && rename(part, file) < 0)
		code = error_errno(err, file);
	if (code < 0) {
		unlink(part);
		return code;
	}
	if (slash)
		slash[slash == folder] = '\0';
	return sync_path(slash ? folder : ".", err);
}
