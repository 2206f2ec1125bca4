/* Reading the files of pages/: once, when the server starts. */

#include "page_plan.h"
#include "embed.h"

static const char folder[] = "pages/";

/* Queries ------------------------------------------------------------------------------------- */

static bool has_path(const struct page_query *query, const char *outer, const char *name)
{
	size_t n = strlen(outer);

	if (!n)
		return str_equal(query->path, name);
	return strncmp(query->path, outer, n) == 0 && query->path[n] == '.' &&
	       str_equal(query->path + n + 1, name);
}

int page_find_query(const struct page *page, const char *outer, const char *name)
{
	for (int i = 0; i < page->queries; i++)
		if (has_path(&page->query[i], outer, name))
			return i;
	return -1;
}

static bool is_path(const char *path)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_.";

	return *path && !path[strspn(path, letters)] && *path != '.' && !strstr(path, "..") &&
	       path[strlen(path) - 1] != '.';
}

/* The query around the one at PATH has to stand before it. */
static int find_outer(const struct page *page, const char *path, int *out, struct error *err)
{
	const char *dot = strrchr(path, '.');

	*out = -1;
	if (!dot)
		return 0;
	CLEANUP(str_free) char *outer = str_copy_n(path, (size_t)(dot - path));
	*out = page_find_query(page, "", outer);
	if (*out < 0 || str_equal(outer, "page"))
		return error_set(err, ERR_INVALID, "\":%s\" does not stand behind a query \":%s\"",
			path, outer);
	return 0;
}

static int check_place(const struct page *page, const struct page_query *query, struct error *err)
{
	if (!is_path(query->path))
		return error_set(err, ERR_INVALID, "\"%s\" is no name", query->path);
	if (page_find_query(page, "", query->path) >= 0)
		return error_set(err, ERR_INVALID, "\"%s\" is there twice", query->path);
	if (str_equal(query->path, "page") && (page->queries || !query->one))
		return error_set(err, ERR_INVALID, "\":page one\" has to be the first query");
	return 0;
}

/* The query that the line at TEXT, "-- :name one", begins; without its SQL. */
static int add_query(struct page *page, const char *text, size_t len, int line, struct error *err)
{
	CLEANUP(str_free) char *head = str_copy_n(text, len);
	char *words = str_trim(head);
	const char *path = strsep(&words, " \t");
	struct page_query query = { .line = line };
	const char *from = NULL;
	int code;

	words = words ? str_trim(words) : "";
	query.one = str_equal(words, "one");
	if (str_starts(words, "from "))
		from = words + strlen("from ");
	else if (*words && !query.one)
		return error_set(err, ERR_INVALID,
			"\"%s\" is followed by \"one\", \"from\" and a page, or nothing", path);
	if ((code = find_outer(page, path, &query.outer, err)) < 0)
		return code;
	query.path = (char *)path;
	if ((code = check_place(page, &query, err)) < 0)
		return code;
	query.path = str_copy(path);
	query.from = str_copy(from);
	query.name = strrchr(query.path, '.') ? strrchr(query.path, '.') + 1 : query.path;
	page->has_row |= str_equal(query.path, "page");
	page->query = mem_grow(page->query, (size_t)page->queries, sizeof query);
	page->query[page->queries++] = query;
	return 0;
}

/* The line that begins a query, at or after P; LINE counts with it. */
static const char *next_query(const char *p, int *line)
{
	while (*p && !str_starts(p, "-- :")) {
		p += strcspn(p, "\n");
		if (*p) {
			p++;
			++*line;
		}
	}
	return p;
}

/* Before the first query only comments may stand. */
static int check_beginning(const char *text, const char *end, int *line, struct error *err)
{
	*line = 1;
	for (const char *p = text; p < end; p += strcspn(p, "\n"), p += *p == '\n', ++*line)
		if (!str_starts(p, "--") && *p != '\n')
			return error_set(
				err, ERR_INVALID, "a query begins with a line \"-- :name\"");
	return 0;
}

static int read_queries(struct page *page, const char *text, int *line, struct error *err)
{
	const char *p = next_query(text, line);
	int code = check_beginning(text, p, line, err);

	while (code == 0 && *p) {
		const char *head = p + strlen("-- :"), *sql = p + strcspn(p, "\n");

		if ((code = add_query(page, head, (size_t)(sql - head), *line, err)) < 0)
			break;
		p = next_query(sql, line);
		page->query[page->queries - 1].sql = str_copy_n(sql, (size_t)(p - sql));
	}
	return code;
}

int page_read_queries(struct page *page, const char *text, struct error *err)
{
	int line = 1;
	int code = read_queries(page, text, &line, err);

	if (code < 0)
		error_prefix(err, "%s.sql, line %d", page->name, line);
	return code;
}

/* Pages --------------------------------------------------------------------------------------- */

struct files {
	const struct embedded *file;
	size_t count;
};

static int compare_file(const void *name, const void *file)
{
	return strcmp(name, ((const struct embedded *)file)->name);
}

/* "pages/NAME" + SUFFIX; NULL where there is none. */
static const char *find_text(const struct files *files, const char *name, const char *suffix)
{
	CLEANUP(str_free) char *path = str_format("%s%s%s", folder, name, suffix);
	const struct embedded *file = bsearch(
		path, files->file, files->count, sizeof *file, compare_file);

	return file ? file->data : NULL;
}

static const char *find_partial(void *ctx, const char *name)
{
	return find_text(ctx, name, ".html");
}

static int load_templates(struct page *page, const struct files *files, struct error *err)
{
	CLEANUP(str_free) char *name = str_format("%s.html", page->name);
	const char *text = find_text(files, page->name, ".html");
	int code = 0;

	for (size_t i = 0; phrases_code(i) && code == 0; i++) {
		page->template = mem_grow(page->template, i, sizeof(struct template *));
		page->template[i] = NULL;
		code = template_load(&page->template[i], name, text, find_partial, (void *)files,
			phrases_form, phrases_find(phrases_code(i)), err);
	}
	return code;
}

static int load_page(
	struct pages *pages, const char *name, const struct files *files, struct error *err)
{
	const char *sql = find_text(files, name, ".sql");
	int code = 0;

	pages->page = mem_grow(pages->page, pages->count, sizeof *pages->page);
	struct page *page = &pages->page[pages->count++];
	*page = (struct page){ .name = str_copy(name) };
	if (sql)
		code = page_read_queries(page, sql, err);
	return code < 0 ? code : load_templates(page, files, err);
}

/* The page's name if FILE has SUFFIX; the caller frees. */
static char *name_of(const struct embedded *file, const char *suffix)
{
	size_t n = strlen(folder), len = strlen(file->name);

	if (!str_starts(file->name, folder) || !str_ends(file->name, suffix))
		return NULL;
	return str_copy_n(file->name + n, len - n - strlen(suffix));
}

static int load_file(struct pages *pages, const struct embedded *file, const struct files *files,
	struct error *err)
{
	CLEANUP(str_free) char *page = name_of(file, ".html");
	CLEANUP(str_free) char *queries = name_of(file, ".sql");

	if (queries && !find_text(files, queries, ".html"))
		return error_set(
			err, ERR_INVALID, "%s: there is no template \"%s\"", file->name, queries);
	return page ? load_page(pages, page, files, err) : 0;
}

static int compare_page(const void *a, const void *b)
{
	return strcmp(((const struct page *)a)->name, ((const struct page *)b)->name);
}

static struct page *find_page(const struct pages *pages, const char *name)
{
	for (size_t i = 0; i < pages->count; i++)
		if (str_equal(pages->page[i].name, name))
			return &pages->page[i];
	return NULL;
}

/* What stands in another page's file is taken from there. */
static int borrow(const struct pages *pages, const struct page *page, struct page_query *query,
	struct error *err)
{
	CLEANUP(str_free) char *name = str_copy_n(query->from, strcspn(query->from, " "));
	const char *path = query->from[strlen(name)] ? query->from + strlen(name) + 1 : query->path;
	const struct page *other = find_page(pages, name);
	int found = other ? page_find_query(other, "", path) : -1;

	if (found < 0 || other->query[found].from) {
		error_set(err, ERR_INVALID, "there is no query \":%s\" in %s.sql", path, name);
		return error_prefix(err, "%s.sql, line %d", page->name, query->line);
	}
	free(query->sql);
	query->sql = str_copy(other->query[found].sql);
	query->one = other->query[found].one;
	return 0;
}

static int borrow_all(struct pages *pages, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < pages->count; i++)
		for (int k = 0; code == 0 && k < pages->page[i].queries; k++)
			if (pages->page[i].query[k].from)
				code = borrow(pages, &pages->page[i], &pages->page[i].query[k], err);
	return code;
}

int pages_load_from(
	struct pages **out, const struct embedded *files, size_t count, struct error *err)
{
	CLEANUP(pages_free) struct pages *pages = mem_alloc(sizeof *pages);
	struct files all = { files, count };
	int code = 0;

	while (phrases_code(pages->languages))
		pages->languages++;
	for (size_t i = 0; i < count && code == 0; i++)
		code = load_file(pages, &files[i], &all, err);
	if (code < 0 || (code = borrow_all(pages, err)) < 0)
		return code;
	/* "item-form" comes before "item" among names of files, not among names */
	if (pages->count)
		qsort(pages->page, pages->count, sizeof *pages->page, compare_page);
	*out = TAKE(pages);
	return 0;
}

int pages_load(struct pages **out, struct error *err)
{
	return pages_load_from(out, embedded, embedded_count, err);
}

static void release_page(struct page *page, size_t languages)
{
	for (int i = 0; i < page->queries; i++) {
		free(page->query[i].path);
		free(page->query[i].sql);
		free(page->query[i].from);
	}
	for (size_t i = 0; page->template && i < languages && page->template[i]; i++)
		template_free(page->template[i]);
	free(page->query);
	free(page->template);
	free(page->name);
}

void pages_free(struct pages *pages)
{
	if (!pages)
		return;
	for (size_t i = 0; i < pages->count; i++)
		release_page(&pages->page[i], pages->languages);
	free(pages->page);
	free(pages);
}
