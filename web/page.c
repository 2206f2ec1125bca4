#include "page_plan.h"
#include "index.h"

#include <stdio.h>

/* A thread ------------------------------------------------------------------------------------ */

static bool may_read(const char *table, const char *view, void *ctx)
{
	return str_starts(table, "visible_") || str_equal(table, "json_each");
}

static int open_index(struct page_thread *thread, const char *index_file, struct error *err)
{
	struct revision commit;
	int code;

	if ((code = index_open_reading(&thread->db, index_file, err)) < 0 ||
		(code = page_add_functions(thread, err)) < 0 ||
		/* prepared now and kept, because no page may read what it reads */
		(code = index_commit(thread->db, &commit, err)) < 0 ||
		/* the search makes its own statements when it is first named */
		(code = db_run(thread->db, "SELECT rowid FROM search LIMIT 0", err)) < 0)
		return code;
	db_set_guard(thread->db, may_read, NULL);
	return 0;
}

int page_thread_new(struct page_thread **out, const struct pages *pages, const char *index_file,
	struct error *err)
{
	CLEANUP(page_thread_free) struct page_thread *thread = mem_alloc(sizeof *thread);
	int code;

	thread->pages = pages;
	thread->asking = mem_alloc((pages->count + 1) * sizeof(struct asking *));
	if ((code = open_index(thread, index_file, err)) < 0)
		return code;
	*out = TAKE(thread);
	return 0;
}

void page_thread_free(struct page_thread *thread)
{
	if (!thread)
		return;
	for (size_t i = 0; i < thread->pages->count; i++)
		asking_free(thread->asking[i]);
	free(thread->asking);
	db_close(thread->db);
	free(thread);
}

struct db *page_db(struct page_thread *thread)
{
	return thread->db;
}

void page_set_reader(struct page_thread *thread, const struct page_reader *reader)
{
	thread->reader = *reader;
	index_set_reader(thread->db, reader->audience);
}

/* One state of the council -------------------------------------------------------------------- */

int page_begin(struct page_thread *thread, char commit[41], struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { 0 };
	struct revision revision;
	int code = 0;

	if (!thread->begun)
		code = transaction_begin(&transaction, thread->db, false, err);
	if (code < 0 || (code = index_commit(thread->db, &revision, err)) < 0)
		return code;
	snprintf(commit, 41, "%s", revision.hex);
	thread->begun++;
	transaction.db = NULL; /* page_end ends it */
	return 0;
}

void page_end(struct page_thread *thread)
{
	struct transaction transaction = { thread->db };

	if (thread->begun && --thread->begun == 0)
		transaction_rollback(&transaction);
}

/* Values -------------------------------------------------------------------------------------- */

static int compare_name(const void *name, const void *row)
{
	return strcmp(name, *(const char *const *)row);
}

static void give(struct asking *asking, const struct page_value *values, size_t n)
{
	size_t names = (size_t)asking->names;

	if (!names)
		return;
	memset(asking->given, 0, names * sizeof *asking->given);
	/* backwards: the first of a name is the one that stays */
	for (size_t i = n; i-- > 0;) {
		const char **found = bsearch(
			values[i].name, asking->name, names, sizeof *asking->name, compare_name);

		if (found)
			asking->given[found - asking->name] = values[i].value;
	}
}

static const char *value_of(const struct asking *asking, int ref, size_t *len)
{
	const struct source *source = &asking->source[ref];
	const char *value;

	if (source->type == SOURCE_GIVEN) {
		value = asking->given[source->number];
		*len = value ? strlen(value) : 0;
		return value;
	}
	struct query *query = asking->asked[source->query].query;
	value = query_text(query, source->number);
	*len = value ? query_len(query, source->number) : 0;
	return value;
}

static const char *get_value(void *ctx, int ref, size_t *len)
{
	return value_of(ctx, ref, len);
}

static int is_true(const struct asking *asking, int ref)
{
	size_t len;

	return template_is_true(value_of(asking, ref, &len));
}

static int open_section(void *ctx, int ref, struct error *err)
{
	struct asking *asking = ctx;
	const struct source *source = &asking->source[ref];

	return source->type == SOURCE_QUERY ? asking_open(asking, source->query, err)
					    : is_true(asking, ref);
}

static int next_row(void *ctx, int ref, struct error *err)
{
	struct asking *asking = ctx;
	const struct source *source = &asking->source[ref];

	return source->type == SOURCE_QUERY ? asking_next(asking, source->query, err) : 0;
}

static int has_any(void *ctx, int ref, struct error *err)
{
	struct asking *asking = ctx;
	const struct source *source = &asking->source[ref];

	return source->type == SOURCE_QUERY ? asking_any(asking, source->query, err)
					    : is_true(asking, ref);
}

/* Answers ------------------------------------------------------------------------------------- */

static int compare_page(const void *name, const void *page)
{
	return strcmp(name, ((const struct page *)page)->name);
}

static const struct page *find_page(const struct pages *pages, const char *name)
{
	if (!pages->count)
		return NULL;
	return bsearch(name, pages->page, pages->count, sizeof *pages->page, compare_page);
}

static int find_asking(
	struct asking **out, struct page_thread *thread, const char *name, struct error *err)
{
	const struct pages *pages = thread->pages;
	const struct page *page = find_page(pages, name);
	int code = 0;

	if (!page)
		return error_set(err, ERR_FAILED, "there is no page \"%s\" in this program", name);
	struct asking **asking = &thread->asking[page - pages->page];

	if (!*asking)
		code = asking_new(asking, thread, page, err);
	if (code < 0)
		return code;
	*out = *asking;
	return 0;
}

static void close_all(struct asking *asking)
{
	for (int i = 0; i < asking->page->queries; i++)
		query_reset(asking->asked[i].query);
	give(asking, NULL, 0);
}

/* The row of ":page" becomes current. */
static int open_page(struct asking *asking, struct error *err)
{
	asking->around = ++asking->thread->rows;
	if (!asking->page->has_row)
		return 0;
	int code = asking_open(asking, 0, err);
	if (code == 0)
		return error_set(err, ERR_NOT_FOUND, "there is no such page");
	return code < 0 ? code : 0;
}

static int render(struct asking *asking, struct buf *out, struct error *err)
{
	const struct template_data data = { asking, get_value, open_section, next_row, has_any };
	size_t language = phrases_number(asking->thread->reader.phrases);

	return template_render(asking->page->template[language], &data, out, err);
}

static int answer(struct page_thread *thread, const char *name, const struct page_reader *reader,
	const struct page_value *values, size_t n, struct buf *out,
	int (*write)(struct asking *, struct buf *, struct error *), struct error *err)
{
	struct asking *asking;
	size_t start = out->len;
	int code = find_asking(&asking, thread, name, err);

	if (code < 0)
		return code;
	page_set_reader(thread, reader);
	give(asking, values, n);
	code = open_page(asking, err);
	if (code == 0)
		code = write(asking, out, err);
	close_all(asking);
	if (code < 0)
		buf_cut(out, start);
	return code;
}

int page_html(struct page_thread *thread, const char *name, const struct page_reader *reader,
	const struct page_value *values, size_t n, struct buf *out, struct error *err)
{
	return answer(thread, name, reader, values, n, out, render, err);
}

int page_json(struct page_thread *thread, const char *name, const struct page_reader *reader,
	const struct page_value *values, size_t n, struct buf *out, struct error *err)
{
	return answer(thread, name, reader, values, n, out, asking_write_json, err);
}

int page_table(struct page_thread *thread, const char *name, const struct page_reader *reader,
	const struct page_value *values, size_t n, struct buf *out, struct error *err)
{
	return answer(thread, name, reader, values, n, out, asking_write_table, err);
}

int pages_check(const struct pages *pages, const char *index_file, struct error *err)
{
	CLEANUP(page_thread_free) struct page_thread *thread = NULL;
	struct asking *asking;
	int code = page_thread_new(&thread, pages, index_file, err);

	for (size_t i = 0; i < pages->count && code == 0; i++)
		code = find_asking(&asking, thread, pages->page[i].name, err);
	return code;
}
