/* A page's queries as one thread has them: every name found once, so that no row costs a search. */

#include "page_plan.h"

#include <stdio.h>

/* Finding names ------------------------------------------------------------------------------- */

static int find_column(const struct asked *asked, const char *name)
{
	const char *column;

	for (int i = 0; (column = query_column(asked->query, i)); i++)
		if (str_equal(column, name))
			return i;
	return -1;
}

static bool take_column(
	const struct asking *asking, int query, const char *name, struct source *out)
{
	int column = find_column(&asking->asked[query], name);

	if (column >= 0)
		*out = (struct source){ SOURCE_COLUMN, query, column };
	return column >= 0;
}

static bool take_query(
	const struct asking *asking, const char *outer, const char *name, struct source *out)
{
	int query = page_find_query(asking->page, outer, name);

	if (query >= 0)
		*out = (struct source){ SOURCE_QUERY, query, 0 };
	return query >= 0;
}

/* A value of the request; its number is settled when all names are known. */
static struct source take_given(struct asking *asking, const char *name)
{
	int n = 0;

	while (n < asking->names && !str_equal(asking->name[n], name))
		n++;
	if (n == asking->names) {
		asking->name = mem_grow(asking->name, (size_t)n, sizeof *asking->name);
		asking->name[asking->names++] = name;
	}
	return (struct source){ SOURCE_GIVEN, -1, n };
}

static struct source find_parameter(struct asking *asking, int query, const char *name)
{
	const struct page *page = asking->page;
	struct source source;

	for (int i = page->query[query].outer; i >= 0; i = page->query[i].outer)
		if (take_column(asking, i, name, &source))
			return source;
	if (page->has_row && query != 0 && take_column(asking, 0, name, &source))
		return source;
	return take_given(asking, name);
}

static struct source find_place(
	struct asking *asking, const struct template_ref *ref, const struct template *template)
{
	const struct page *page = asking->page;
	struct source source;

	for (int i = ref->within; i >= 0; i = template_ref(template, i)->within) {
		int query = asking->source[i].query;

		if (asking->source[i].type != SOURCE_QUERY)
			continue;
		if (ref->section && take_query(asking, page->query[query].path, ref->name, &source))
			return source;
		if (take_column(asking, query, ref->name, &source))
			return source;
	}
	if (ref->section && take_query(asking, "", ref->name, &source))
		return source;
	if (page->has_row && take_column(asking, 0, ref->name, &source))
		return source;
	return take_given(asking, ref->name);
}

/* A query has one row at a time, so it cannot be run within itself. */
static int check_place(
	const struct asking *asking, int n, const struct template *template, struct error *err)
{
	const struct source *source = &asking->source[n];
	bool within = asking->page->has_row && source->query == 0;

	if (source->type != SOURCE_QUERY)
		return 0;
	for (int i = template_ref(template, n)->within; i >= 0;
		i = template_ref(template, i)->within)
		within |= asking->source[i].type == SOURCE_QUERY &&
			  asking->source[i].query == source->query;
	if (within)
		return error_set(err, ERR_INVALID, "%s.html: the section \"%s\" is within itself",
			asking->page->name, template_ref(template, n)->name);
	return 0;
}

static int find_places(struct asking *asking, struct error *err)
{
	const struct template *template = asking->page->template[0];
	const struct template_ref *ref;
	int code = 0;

	for (int n = 0; code == 0 && (ref = template_ref(template, n)); n++) {
		asking->source = mem_grow(asking->source, (size_t)n, sizeof *asking->source);
		asking->source[n] = find_place(asking, ref, template);
		code = check_place(asking, n, template, err);
	}
	return code;
}

static void find_parameters(struct asking *asking, int query)
{
	struct asked *asked = &asking->asked[query];

	asked->parameters = query_parameters(asked->query);
	if (asked->parameters)
		asked->parameter = mem_alloc((size_t)asked->parameters * sizeof *asked->parameter);
	for (int i = 0; i < asked->parameters; i++)
		asked->parameter[i] = find_parameter(
			asking, query, query_parameter(asked->query, i));
}

/* Names in order ---------------------------------------------------------------------------------
 */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void renumber(struct source *source, const int *place)
{
	if (source->type == SOURCE_GIVEN)
		source->number = place[source->number];
}

/* Sorts the names that the request may give, so that its values find them. */
static void sort_names(struct asking *asking)
{
	size_t n = (size_t)asking->names, size = (n + 1) * sizeof(char *);
	CLEANUP(free) void *old = mem_alloc(size), *place_memory = mem_alloc((n + 1) * sizeof(int));
	int *place = place_memory;

	asking->given = mem_alloc(size);
	if (!n)
		return;
	memcpy(old, asking->name, n * sizeof(char *));
	qsort(asking->name, n, sizeof *asking->name, compare_names);
	for (size_t i = 0; i < n; i++) {
		const char **found = bsearch(&((const char **)old)[i], asking->name, n,
			sizeof *asking->name, compare_names);
		place[i] = (int)(found - asking->name);
	}
	for (int i = 0; i < asking->page->queries; i++)
		for (int k = 0; k < asking->asked[i].parameters; k++)
			renumber(&asking->asked[i].parameter[k], place);
	for (int i = 0; template_ref(asking->page->template[0], i); i++)
		renumber(&asking->source[i], place);
}

/* Preparing ----------------------------------------------------------------------------------- */

static int prepare(struct asking *asking, int n, struct error *err)
{
	const struct page_query *query = &asking->page->query[n];
	int code = db_prepare(&asking->asked[n].query, asking->thread->db, query->sql, err);

	if (code < 0) {
		error_prefix(err, "%s.sql, line %d", asking->page->name, query->line);
		return code;
	}
	return 0;
}

int asking_new(
	struct asking **out, struct page_thread *thread, const struct page *page, struct error *err)
{
	CLEANUP(asking_free) struct asking *asking = mem_alloc(sizeof *asking);
	int code = 0;

	asking->page = page;
	asking->thread = thread;
	asking->asked = mem_alloc(((size_t)page->queries + 1) * sizeof *asking->asked);
	for (int i = 0; i < page->queries && code == 0; i++)
		code = prepare(asking, i, err);
	if (code < 0)
		return code;
	for (int i = 0; i < page->queries; i++)
		find_parameters(asking, i);
	if ((code = find_places(asking, err)) < 0)
		return code;
	sort_names(asking);
	*out = TAKE(asking);
	return 0;
}

void asking_free(struct asking *asking)
{
	if (!asking)
		return;
	for (int i = 0; asking->asked && i < asking->page->queries; i++) {
		query_free(asking->asked[i].query);
		free(asking->asked[i].parameter);
	}
	free(asking->asked);
	free(asking->source);
	free(asking->name);
	free(asking->given);
	free(asking);
}

/* Running ------------------------------------------------------------------------------------- */

static bool is_whole(const char *number)
{
	return number && !number[strspn(number, "-0123456789")];
}

/* Numbers stay numbers: text and number are never equal in a comparison without a column. */
static void bind(struct asking *asking, struct query *query, int n, const struct source *source)
{
	if (source->type == SOURCE_GIVEN) {
		query_bind_text(query, n, asking->given[source->number]);
		return;
	}
	struct query *from = asking->asked[source->query].query;

	if (query_is_number(from, source->number) && is_whole(query_text(from, source->number)))
		query_bind_number(query, n, query_number(from, source->number));
	else
		query_bind_text(query, n, query_text(from, source->number));
}

static long row_around(const struct asking *asking, int query)
{
	int outer = asking->page->query[query].outer;

	return outer < 0 ? asking->around : asking->asked[outer].row;
}

static int step(struct asking *asking, int query, struct error *err)
{
	struct asked *asked = &asking->asked[query];
	int code = query_step(asked->query, err);

	asked->row = code > 0 ? ++asking->thread->rows : 0;
	if (code < 0)
		error_prefix(err, "%s.sql, line %d", asking->page->name,
			asking->page->query[query].line);
	return code;
}

int asking_open(struct asking *asking, int query, struct error *err)
{
	struct asked *asked = &asking->asked[query];

	for (int i = 0; i < asked->parameters; i++)
		bind(asking, asked->query, i + 1, &asked->parameter[i]);
	int code = step(asking, query, err);
	asked->answered = row_around(asking, query);
	asked->had = code > 0;
	return code;
}

int asking_next(struct asking *asking, int query, struct error *err)
{
	struct asked *asked = &asking->asked[query];

	if (!asking->page->query[query].one)
		return step(asking, query, err);
	query_reset(asked->query);
	asked->row = 0;
	return 0;
}

int asking_any(struct asking *asking, int query, struct error *err)
{
	struct asked *asked = &asking->asked[query];

	if (asked->answered == row_around(asking, query))
		return asked->had;
	int code = asking_open(asking, query, err);
	query_reset(asked->query);
	asked->row = 0;
	return code;
}
