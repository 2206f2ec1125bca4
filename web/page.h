#pragma once

/*
 * A page is a question and a template: pages/NAME.sql and pages/NAME.html. Without the .sql it asks
 * nothing.
 *
 * The .sql holds named queries, each begun by a line
 *
 *	-- :name          a list: a section {{#name}} runs over its rows, in JSON an array
 *	-- :name one      one row: in JSON an object, or null
 *	-- :outer.name    nested: inside {{#outer}} only; columns of the row around are parameters
 *	-- :name from page   the query of that name that stands in page.sql
 *	-- :name from page other.name   the same where it is called otherwise there
 *
 * Parameters (:id, :q …) are, from the inside out, columns of the rows around, then values of the
 * request; one that is neither is NULL. The query ":page one" comes first and is opened by itself
 * around the whole template; if it has no row, there is no such page (ERR_NOT_FOUND). Without a
 * ":page", the page is always there.
 *
 * A name in the template is, from the inside out, a query nested in the section around or a column
 * of it; then a query, a column of ":page", a value of the request.
 *
 * The same queries answer as JSON: {"page": {…}, "name": […]}; a nested query stands in the row
 * around it. Columns whose name ends in _json are put in as they are, those that end in _html are
 * left out, and columns and queries that begin with "_" are for the template alone.
 *
 * Queries read only views "visible_…" and json_each: when the page is prepared, any other table is
 * refused. The SQL functions for pages are listed in page_functions.c.
 */

#include "buf.h"
#include "db.h"
#include "phrases.h"
#include "rule.h"

struct embedded;

/*
 * All pages, their templates in every language of phrases_init; shared by all threads and never
 * changed. ERR_INVALID names file and line.
 */
struct pages;
int pages_load(struct pages **out, struct error *err);
/* The same from FILES, in order of their names; they have to last: for tests. */
int pages_load_from(
	struct pages **out, const struct embedded *files, size_t count, struct error *err);
void pages_free(struct pages *pages);
DEFINE_CLEANUP(struct pages *, pages_free)

/*
 * Prepares every page once, on the index INDEX_FILE: a page whose SQL is wrong, or that asks for
 * more than its reader may see, is found when the server starts and not when it is read.
 */
int pages_check(const struct pages *pages, const char *index_file, struct error *err);

/* One thread's queries on its own connection to the index, prepared when a page is first read. */
struct page_thread;
int page_thread_new(struct page_thread **out, const struct pages *pages, const char *index_file,
	struct error *err);
void page_thread_free(struct page_thread *thread);
DEFINE_CLEANUP(struct page_thread *, page_thread_free)

/* A value of the request that queries and templates may name. */
struct page_value {
	const char *name;
	const char *value; /* NULL: not there */
};

struct page_reader {
	int audience;		       /* enum audience: what the views show */
	const struct phrases *phrases; /* the language */
	const char *zone;
	const struct rules *rules; /* the council's; NULL: the program's defaults */
	char today[11];		   /* "2015-07-28" where the council is; "" outside a page */
};

/*
 * All that a page reads, it reads between these two: one state of the council. COMMIT is the
 * commit it stands for, "" for an empty council. They may be nested; the outermost count.
 */
int page_begin(struct page_thread *thread, char commit[41], struct error *err);
void page_end(struct page_thread *thread);

/* Of VALUES with the same name, the first counts. On an error, OUT is as it was. */
int page_html(struct page_thread *thread, const char *name, const struct page_reader *reader,
	const struct page_value *values, size_t n, struct buf *out, struct error *err);
int page_json(struct page_thread *thread, const char *name, const struct page_reader *reader,
	const struct page_value *values, size_t n, struct buf *out, struct error *err);
/* As CSV: what the query ":_table" finds, its columns named by phrases; ERR_NOT_FOUND where the page has none. */
int page_table(struct page_thread *thread, const char *name, const struct page_reader *reader,
	const struct page_value *values, size_t n, struct buf *out, struct error *err);

/* The thread's connection, for handlers' own questions; guarded like a page's. */
struct db *page_db(struct page_thread *thread);
void page_set_reader(struct page_thread *thread, const struct page_reader *reader);
