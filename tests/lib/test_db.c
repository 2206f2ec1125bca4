#include "test.h"
#include "buf.h"
#include "db.h"

#include <stdio.h>
#include <sys/stat.h>

static struct error err;

static char *new_file(void)
{
	return str_format("%s/some.db", test_folder());
}

static struct db *open_file(const char *file, enum db_mode mode)
{
	struct db *db = NULL;

	db_open(&db, file, mode, &err);
	return db;
}

static struct db *open_new(void)
{
	CLEANUP(str_free) char *file = new_file();

	return open_file(file, DB_WRITE);
}

/* The rows of SQL: columns joined with "|", rows ended by ";". The caller frees. */
static char *ask(struct db *db, const char *sql)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (db_prepare(&query, db, sql, &err) < 0)
		return error_text(&err);
	int code;
	while ((code = query_step(query, &err)) > 0) {
		for (int i = 0; i < query_columns(query); i++)
			buf_printf(&out, "%s%s", i ? "|" : "",
				query_is_null(query, i) ? "NULL" : query_text(query, i));
		buf_puts(&out, ";");
	}
	return code < 0 ? error_text(&err) : str_copy(buf_text(&out));
}

#define CHECK_ROWS(db, sql, rows)                                                                  \
	do {                                                                                       \
		CLEANUP(str_free) char *rows_ = ask(db, sql);                                      \
		CHECK_TEXT(rows_, rows);                                                           \
	} while (0)

TEST(keeps_every_type_of_value)
{
	CLEANUP(db_close) struct db *db = open_new();
	CLEANUP(query_free) struct query *insert = NULL, *select = NULL;

	CHECK_OK(db_run(db, "CREATE TABLE t (a, b, c, d)", &err), err);
	CHECK_OK(db_prepare(&insert, db, "INSERT INTO t VALUES (?, ?, ?, ?)", &err), err);
	query_bind_text(insert, 1, "İclas '\"");
	query_bind_bytes(insert, 2, "a\0b", 3);
	query_bind_number(insert, 3, 9007199254740993LL);
	query_bind_null(insert, 4);
	CHECK_OK(query_run(insert, &err), err);

	CHECK_OK(db_prepare(&select, db, "SELECT * FROM t", &err), err);
	CHECK_NUMBER(query_step(select, &err), 1);
	CHECK_TEXT(query_text(select, 0), "İclas '\"");
	CHECK_NUMBER(query_len(select, 1), 3);
	CHECK(query_number(select, 2) == 9007199254740993LL);
	CHECK(query_is_number(select, 2) && !query_is_number(select, 0));
	CHECK(query_is_null(select, 3) && query_text(select, 3) == NULL);
	CHECK_NUMBER(query_step(select, &err), 0);
}

TEST(a_null_text_is_null_and_no_bytes_are_not)
{
	CLEANUP(db_close) struct db *db = open_new();
	CLEANUP(query_free) struct query *query = NULL;

	CHECK_OK(db_prepare(&query, db, "SELECT ?1 IS NULL, ?2 IS NULL, length(?2)", &err), err);
	query_bind_text(query, 1, NULL);
	query_bind_bytes(query, 2, NULL, 0);
	CHECK_NUMBER(query_step(query, &err), 1);
	CHECK_NUMBER(query_number(query, 0), 1);
	CHECK_NUMBER(query_number(query, 1), 0);
	CHECK_NUMBER(query_number(query, 2), 0);
}

TEST(values_stay_over_a_reset_and_go_with_a_run)
{
	CLEANUP(db_close) struct db *db = open_new();
	CLEANUP(query_free) struct query *query = NULL;

	CHECK_OK(db_prepare(&query, db, "SELECT ?1", &err), err);
	query_bind_text(query, 1, "kept");
	CHECK_NUMBER(query_step(query, &err), 1);
	query_reset(query);
	CHECK_NUMBER(query_step(query, &err), 1);
	CHECK_TEXT(query_text(query, 0), "kept");
	query_reset(query);
	CHECK_OK(query_run(query, &err), err);
	CHECK_NUMBER(query_step(query, &err), 1);
	CHECK(query_is_null(query, 0));
}

TEST(names_parameters_and_columns)
{
	CLEANUP(db_close) struct db *db = open_new();
	CLEANUP(query_free) struct query *query = NULL;

	CHECK_OK(db_prepare(&query, db, "SELECT :path AS a, :q AS b, :path", &err), err);
	CHECK_NUMBER(query_parameters(query), 2);
	CHECK_TEXT(query_parameter(query, 0), "path");
	CHECK_TEXT(query_parameter(query, 1), "q");
	CHECK(query_parameter(query, 2) == NULL && query_parameter(query, -1) == NULL);
	CHECK_NUMBER(query_columns(query), 3);
	CHECK_TEXT(query_column(query, 1), "b");
	CHECK(query_column(query, 3) == NULL);
}

TEST(takes_one_statement_only)
{
	CLEANUP(db_close) struct db *db = open_new();
	struct query *query = NULL;

	CHECK_REFUSED(db_prepare(&query, db, "SELECT 1; SELECT 2", &err), ERR_INVALID, err,
		"a query with more than one statement");
	CHECK_REFUSED(db_prepare(&query, db, " -- nothing\n", &err), ERR_INVALID, err,
		"a query without a statement");
	CHECK(query == NULL);
	CHECK_OK(db_prepare(&query, db, "SELECT 1; -- and no more\n ", &err), err);
	query_free(query);
}

TEST(says_what_is_wrong_with_a_statement)
{
	CLEANUP(db_close) struct db *db = open_new();
	struct query *query = NULL;

	CHECK_REFUSED(db_prepare(&query, db, "SELECT x FROM nowhere", &err), ERR_FAILED, err,
		"database: no such table: nowhere");
	CHECK_REFUSED(
		db_run(db, "CREATE TABLE", &err), ERR_FAILED, err, "database: incomplete input");
}

TEST(a_value_for_no_place_fails_at_the_step)
{
	CLEANUP(db_close) struct db *db = open_new();
	CLEANUP(query_free) struct query *query = NULL;

	CHECK_OK(db_prepare(&query, db, "SELECT ?1", &err), err);
	query_bind_text(query, 2, "nowhere");
	CHECK_REFUSED(
		query_step(query, &err), ERR_FAILED, err, "database: column index out of range");
	CHECK_NUMBER(query_step(query, &err), 1);
}

TEST(a_broken_constraint_is_a_conflict)
{
	CLEANUP(db_close) struct db *db = open_new();

	CHECK_OK(db_run(db, "CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)", &err), err);
	CHECK_REFUSED(db_run(db, "INSERT INTO t VALUES (1)", &err), ERR_CONFLICT, err,
		"database: UNIQUE constraint failed: t.a");
}

TEST(a_transaction_left_alone_is_rolled_back)
{
	CLEANUP(db_close) struct db *db = open_new();

	CHECK_OK(db_run(db, "CREATE TABLE t (a)", &err), err);
	{
		CLEANUP(transaction_rollback) struct transaction transaction = { 0 };

		CHECK_OK(transaction_begin(&transaction, db, true, &err), err);
		CHECK_OK(db_run(db, "INSERT INTO t VALUES (1)", &err), err);
	}
	CHECK_ROWS(db, "SELECT count(*) FROM t", "0;");
	{
		CLEANUP(transaction_rollback) struct transaction transaction = { 0 };

		CHECK_OK(transaction_begin(&transaction, db, true, &err), err);
		CHECK_OK(db_run(db, "INSERT INTO t VALUES (1)", &err), err);
		CHECK_OK(transaction_commit(&transaction, &err), err);
	}
	CHECK_ROWS(db, "SELECT count(*) FROM t", "1;");
}

TEST(a_reader_sees_one_state_until_it_ends)
{
	CLEANUP(str_free) char *file = new_file();
	CLEANUP(db_close) struct db *writer = open_file(file, DB_WRITE), *reader = NULL;
	CLEANUP(transaction_rollback) struct transaction reading = { 0 };

	CHECK_OK(db_run(writer, "CREATE TABLE t (a)", &err), err);
	CHECK_OK(db_open(&reader, file, DB_READ, &err), err);
	CHECK_OK(transaction_begin(&reading, reader, false, &err), err);
	CHECK_ROWS(reader, "SELECT count(*) FROM t", "0;");
	CHECK_OK(db_run(writer, "INSERT INTO t VALUES (1)", &err), err);
	CHECK_ROWS(reader, "SELECT count(*) FROM t", "0;");
	transaction_rollback(&reading);
	CHECK_ROWS(reader, "SELECT count(*) FROM t", "1;");
}

TEST(a_reader_neither_writes_nor_checkpoints)
{
	CLEANUP(str_free) char *file = new_file();
	CLEANUP(str_free) char *wal = str_format("%s-wal", file);
	CLEANUP(db_close) struct db *writer = NULL, *reader = NULL;
	struct stat before, after;

	CHECK_OK(db_open(&writer, file, DB_WRITE_ELSEWHERE, &err), err);
	CHECK_OK(db_run(writer, "CREATE TABLE t (a)", &err), err);
	CHECK_OK(db_open(&reader, file, DB_READ, &err), err);
	CHECK_REFUSED(db_run(reader, "INSERT INTO t VALUES (1)", &err), ERR_FAILED, err,
		"database: attempt to write a readonly database");
	CHECK_ROWS(reader, "SELECT count(*) FROM t", "0;");
	stat(wal, &before);
	db_close(TAKE(writer));
	db_close(TAKE(reader));
	CHECK(stat(wal, &after) == 0 && before.st_size > 0);
	CHECK_NUMBER(after.st_size, before.st_size);
	CHECK_OK(db_open(&reader, file, DB_READ, &err), err);
	CHECK_ROWS(reader, "SELECT count(*) FROM t", "0;");
}

TEST(there_is_nothing_to_read_before_it_is_written)
{
	CLEANUP(str_free) char *file = str_format("%s/none.db", test_folder());
	CLEANUP(str_free) char *words = str_format("there is no database \"%s\"", file);
	struct db *db = NULL;

	CHECK_REFUSED(db_open(&db, file, DB_READ, &err), ERR_NOT_FOUND, err, words);
	CHECK(db == NULL);
}

TEST(a_file_that_is_no_database_is_refused)
{
	CLEANUP(str_free) char *file = new_file();
	CLEANUP(str_free) char *words = str_format("%s: database: file is not a database", file);
	struct db *db = NULL;

	test_write_file(file,
		"This is a letter, and it is long enough to be read as one.\n"
		"It goes on for more than a hundred bytes, as letters do now and then.\n");
	CHECK_REFUSED(db_open(&db, file, DB_WRITE, &err), ERR_DAMAGED, err, words);
	CHECK(db == NULL);
}

static void describe(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (call_is_null(call, 0))
		return;
	if (call_number(call, 1) < 0) {
		call_fail(call, "less than nothing");
		return;
	}
	buf_printf(&out, "%s %s/%zu × %lld", (const char *)ctx, call_text(call, 0),
		call_len(call, 0), call_number(call, 1));
	call_answer_text(call, out.data, out.len);
}

static void twice(struct call *call, void *ctx)
{
	call_answer_number(call, 2 * call_number(call, 0));
}

static void two_bytes(struct call *call, void *ctx)
{
	call_answer_bytes(call, "\0\1", 2);
}

TEST(functions_of_our_own_answer)
{
	CLEANUP(db_close) struct db *db = open_new();

	CHECK_OK(db_add_function(db, "describe", 2, true, describe, "it:", &err), err);
	CHECK_OK(db_add_function(db, "twice", 1, true, twice, NULL, &err), err);
	CHECK_OK(db_add_function(db, "two_bytes", 0, false, two_bytes, NULL, &err), err);
	CHECK_ROWS(db, "SELECT describe('şura', 3), describe(NULL, 1)", "it: şura/5 × 3|NULL;");
	CHECK_ROWS(db, "SELECT twice(4), hex(two_bytes())", "8|0001;");
	CHECK_ROWS(db, "SELECT describe('a', -1)", "database: less than nothing");
}

static void never(struct call *call, void *ctx)
{
	call_answer_number(call, *db_reader(ctx));
}

TEST(a_steady_function_follows_its_handle_from_run_to_run)
{
	CLEANUP(db_close) struct db *db = open_new();
	CLEANUP(query_free) struct query *query = NULL;

	CHECK_OK(db_add_function(db, "level", 0, true, never, db, &err), err);
	CHECK_OK(db_prepare(&query, db, "SELECT level()", &err), err);
	for (int level = 0; level < 3; level++) {
		*db_reader(db) = level;
		CHECK_NUMBER(query_step(query, &err), 1);
		CHECK_NUMBER(query_number(query, 0), level);
		query_reset(query);
	}
}

static bool only_shown(const char *table, const char *view, void *ctx)
{
	return view == NULL && (str_starts(table, "shown") || str_equal(table, "json_each"));
}

static struct db *open_guarded(void)
{
	struct db *db = open_new();

	db_run(db,
		"CREATE TABLE t (a, n); INSERT INTO t VALUES ('open', 0), ('secret', 2);"
		"CREATE VIEW shown AS SELECT a FROM t WHERE n = 0;"
		"CREATE VIEW others AS SELECT a FROM t",
		&err);
	db_set_guard(db, only_shown, NULL);
	return db;
}

TEST(a_guarded_statement_reads_through_views)
{
	CLEANUP(db_close) struct db *db = open_guarded();

	CHECK_ROWS(db, "SELECT a FROM shown", "open;");
	CHECK_ROWS(db, "SELECT count(*) FROM shown s JOIN shown USING (a)", "1;");
	CHECK_ROWS(db, "WITH x AS (SELECT a FROM shown) SELECT upper(a) FROM x", "OPEN;");
	CHECK_ROWS(db, "SELECT value FROM json_each('[1, 2]')", "1;2;");
	CHECK_ROWS(db, "SELECT (SELECT a FROM shown LIMIT 1), 1 IN (SELECT 1)", "open|1;");
}

TEST(a_guarded_statement_reads_nothing_else)
{
	CLEANUP(db_close) struct db *db = open_guarded();
	static const char *const refused[] = {
		"SELECT a FROM t",
		"SELECT count(*) FROM t",
		"SELECT a FROM others",
		"SELECT shown.a FROM shown JOIN t ON t.a = shown.a",
		"SELECT (SELECT a FROM t LIMIT 1) FROM shown",
		"WITH x AS (SELECT a FROM t) SELECT a FROM x",
		"WITH x AS (SELECT * FROM (SELECT a FROM t)) SELECT a FROM x",
		"SELECT a FROM shown WHERE EXISTS (SELECT 1 FROM t WHERE n = 2)",
		"SELECT a FROM shown UNION SELECT a FROM t",
		"SELECT sql FROM sqlite_schema",
		"INSERT INTO t VALUES (1, 2)",
		"UPDATE t SET a = 1",
		"DELETE FROM t",
		"DROP TABLE t",
		"ATTACH 'x' AS y",
		"PRAGMA query_only = 0",
	};

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct query *query = NULL;
		int code = db_prepare(&query, db, refused[i], &err);

		query_free(query);
		if (code != ERR_DENIED)
			return test_fail(__FILE__, __LINE__, "%d for: %s", code, refused[i]);
	}
	CHECK_NUMBER(db_run(db, "DELETE FROM t", &err), ERR_DENIED);
	CHECK(db_run(db, "SELECT name FROM pragma_table_info('t')", &err) < 0);
	db_set_guard(db, NULL, NULL);
	CHECK_ROWS(db, "SELECT count(*) FROM t", "2;");
}

TEST(a_transaction_works_under_a_guard)
{
	CLEANUP(db_close) struct db *db = open_guarded();
	CLEANUP(transaction_rollback) struct transaction transaction = { 0 };

	CHECK_OK(transaction_begin(&transaction, db, false, &err), err);
	CHECK_ROWS(db, "SELECT a FROM shown", "open;");
	CHECK_OK(transaction_commit(&transaction, &err), err);
}

static struct db *open_search(const char *file)
{
	struct db *db = open_file(file, DB_WRITE);

	db_run(db,
		"CREATE VIRTUAL TABLE search USING fts5 (body, tokenize = 'council');"
		"INSERT INTO search (rowid, body) VALUES"
		"	(1, 'Elektron xidmətlərin təşkili'), (2, 'Əliməmməd Nuriyevin çıxışı'),"
		"	(3, 'VXSİ-nin İclası')",
		&err);
	return db;
}

TEST(search_folds_what_is_indexed)
{
	CLEANUP(str_free) char *file = new_file();
	CLEANUP(db_close) struct db *db = open_search(file);

	CHECK_ROWS(db, "SELECT rowid FROM search WHERE search MATCH '\"xidmet\" *'", "1;");
	CHECK_ROWS(db, "SELECT rowid FROM search WHERE search MATCH 'eliMEMmed'", "2;");
	CHECK_ROWS(db, "SELECT rowid FROM search WHERE search MATCH 'İCLASI'", "3;");
	CHECK_ROWS(db, "SELECT rowid FROM search WHERE search MATCH 'vxsi'", "3;");
	CHECK_ROWS(db, "SELECT rowid FROM search WHERE search MATCH 'nothing'", "");
}

TEST(search_finds_the_romanised_form_at_the_same_place)
{
	CLEANUP(str_free) char *file = new_file();
	CLEANUP(db_close) struct db *db = open_search(file);

	CHECK_ROWS(db, "SELECT rowid FROM search WHERE search MATCH 'alimammad'", "2;");
	CHECK_ROWS(
		db, "SELECT rowid FROM search WHERE search MATCH '\"alimammad nuriyevin\"'", "2;");
	CHECK_ROWS(
		db, "SELECT rowid FROM search WHERE search MATCH '\"nuriyevin chikhishi\"'", "2;");
}

TEST(search_marks_the_words_as_they_are_written)
{
	CLEANUP(str_free) char *file = new_file();
	CLEANUP(db_close) struct db *db = open_search(file);

	CHECK_ROWS(db,
		"SELECT highlight(search, 0, '[', ']') FROM search"
		" WHERE search MATCH 'alimammad OR cixis*'",
		"[Əliməmməd] Nuriyevin [çıxışı];");
}

TEST(a_search_through_a_view_passes_the_guard)
{
	CLEANUP(str_free) char *file = new_file();
	CLEANUP(db_close) struct db *db = open_search(file), *reader = NULL;

	CHECK_OK(db_run(db,
			 "CREATE VIEW shown AS SELECT s.rowid AS id, s.search AS query, s.rank AS "
			 "rank,"
			 " s.body FROM search s",
			 &err),
		err);
	CHECK_OK(db_open(&reader, file, DB_READ, &err), err);
	db_set_guard(reader, only_shown, NULL);
	CHECK_ROWS(reader, "SELECT id FROM shown WHERE query MATCH 'iclasi' ORDER BY rank", "3;");
	CHECK_OK(db_run(db, "CREATE TABLE later (a)", &err), err); /* reconnects the search */
	CHECK_ROWS(reader, "SELECT id FROM shown WHERE query MATCH 'vxsi'", "3;");
	CHECK_ROWS(reader, "SELECT rowid FROM search WHERE search MATCH 'iclasi'",
		"database: access to search.ROWID is prohibited");
	CHECK_ROWS(reader, "SELECT c0 FROM search_content",
		"database: access to search_content.c0 is prohibited");
}

TEST(a_copy_holds_everything_in_one_file)
{
	CLEANUP(str_free) char *file = str_format("%s/copy.db", test_folder());
	CLEANUP(str_free) char *wal = str_format("%s-wal", file);
	CLEANUP(db_close) struct db *db = open_new(), *copy = NULL;
	struct stat info;

	CHECK_OK(db_run(db, "CREATE TABLE t (a); INSERT INTO t VALUES ('here')", &err), err);
	CHECK_OK(db_backup(db, file, &err), err);
	CHECK_OK(db_run(db, "DELETE FROM t", &err), err);
	CHECK(stat(wal, &info) < 0);
	CHECK_OK(db_open(&copy, file, DB_READ, &err), err);
	CHECK_ROWS(copy, "SELECT a FROM t", "here;");
	CHECK_OK(db_backup(db, file, &err), err); /* the next one takes its place */
}

TEST(a_copy_to_nowhere_says_so)
{
	CLEANUP(db_close) struct db *db = open_new();

	CHECK_NUMBER(db_backup(db, "/nowhere/copy.db", &err), ERR_FAILED);
	CHECK_ROWS(db, "SELECT 1", "1;");
}

TEST_MAIN
