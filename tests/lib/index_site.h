#pragma once

/* What the tests of the index share: a repository with its index, and the questions asked of it. */

#include "test.h"
#include "change.h"
#include "index.h"

static struct error err;

/* A repository with its index, and a change that is being put together. */
struct site {
	char *records, *index;
	struct store *store;
	struct db *db;
	struct change *change;
	struct revision head;
};

static inline void site_releasep(struct site *site)
{
	change_free(site->change);
	db_close(site->db);
	store_free(site->store);
	free(site->records);
	free(site->index);
}
#define SITE CLEANUP(site_release) struct site

static inline struct site site_new(void)
{
	const char *folder = test_folder();
	struct site site = { .records = str_format("%s/records.git", folder),
		.index = str_format("%s/index.db", folder) };

	if (store_init(site.records, &err) < 0 ||
		store_open(&site.store, site.records, false, &err) < 0 ||
		index_open(&site.db, site.index, DB_WRITE, &err) < 0) {
		CLEANUP(str_free) char *text = error_text(&err);
		test_fail(__FILE__, __LINE__, "%s", text);
	}
	return site;
}

static inline void put(struct site *site, const char *path, const char *text)
{
	if (!site->change)
		site->change = change_new("Aynur Əliyeva", "aynur", "Save");
	if (text)
		change_write(site->change, path, text, strlen(text));
	else
		change_delete(site->change, path);
}

/* Commits what was put, as SUBJECT, and brings the index up to date. */
static inline int save(struct site *site, const char *subject)
{
	CLEANUP(change_free) struct change *change = TAKE(site->change);
	CLEANUP(change_result_release) struct change_result result = { 0 };
	int code;

	free(change->subject);
	change->subject = str_copy(subject);
	change->action = str_copy("save");
	change->time = 1438081200;
	change->offset = 240;
	if ((code = change_commit(site->store, &change, 1, &result, NULL, NULL, &err)) < 0)
		return code;
	if (result.code < 0) {
		err = result.err;
		return result.code;
	}
	site->head = result.commit;
	return index_catch_up(site->db, site->store, NULL, &err);
}

/* The rows of SQL: columns joined with "|", rows ended by ";". The caller frees. */
static inline char *ask(struct db *db, const char *sql)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (db_prepare(&query, db, sql, &err) < 0)
		return error_text(&err);
	int code;
	while ((code = query_step(query, &err)) > 0) {
		for (int i = 0; i < query_columns(query); i++)
			buf_printf(&out, "%s%s", i ? "|" : "",
				query_is_null(query, i) ? "-" : query_text(query, i));
		buf_puts(&out, ";");
	}
	return code < 0 ? error_text(&err) : str_copy(buf_text(&out));
}

#define CHECK_ROWS(db, sql, rows)                                                                  \
	do {                                                                                       \
		CLEANUP(str_free) char *rows_ = ask(db, sql);                                      \
		CHECK_TEXT(rows_, rows);                                                           \
	} while (0)

/* The index equals one made anew from the same commit. */
static inline bool equals_rebuilt(struct site *site)
{
	CLEANUP(str_free) char *file = str_format("%s/index.db", test_folder());
	CLEANUP(buf_release) struct buf kept = BUF_INIT, fresh = BUF_INIT;
	CLEANUP(db_close) struct db *db = NULL;

	if (index_open(&db, file, DB_WRITE, &err) < 0 || index_rebuild(db, site->store, &err) < 0 ||
		index_dump(db, &fresh, &err) < 0 || index_dump(site->db, &kept, &err) < 0 ||
		db_run(site->db, "INSERT INTO search (search) VALUES ('integrity-check')", &err) <
			0) {
		CLEANUP(str_free) char *text = error_text(&err);
		test_fail(__FILE__, __LINE__, "%s", text);
		return false;
	}
	if (str_equal(kept.data, fresh.data))
		return true;
	return false;
}
