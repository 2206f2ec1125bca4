#include "page_plan.h"

/* A number as JSON has it; what SQLite calls infinite is none. */
static bool is_json_number(const char *text)
{
	return text && (text[0] == '-' ? text[1] >= '0' && text[1] <= '9'
				       : text[0] >= '0' && text[0] <= '9');
}

static void write_value(struct query *query, int column, struct buf *out)
{
	bool number = query_is_number(query, column);
	bool json = str_ends(query_column(query, column), "_json");
	const char *text = query_text(query, column);

	if (!text)
		buf_puts(out, "null");
	else if (json || (number && is_json_number(text)))
		buf_add(out, text, query_len(query, column));
	else
		buf_add_json(out, text, query_len(query, column));
}

static void write_name(const char *name, struct buf *out)
{
	char last = out->data[out->len - 1];

	if (last != '{')
		buf_addc(out, ',');
	buf_add_json(out, name, strlen(name));
	buf_addc(out, ':');
}

static void write_columns(struct query *query, struct buf *out)
{
	const char *name;

	for (int i = 0; (name = query_column(query, i)); i++) {
		if (name[0] == '_' || str_ends(name, "_html"))
			continue;
		write_name(name, out);
		write_value(query, i, out);
	}
}

static int write_query(struct asking *asking, int query, struct buf *out, struct error *err);

/* The queries nested in the one numbered OUTER; -1: those of the top but ":page". */
static int write_nested(struct asking *asking, int outer, struct buf *out, struct error *err)
{
	const struct page *page = asking->page;
	int code = 0;

	for (int i = 0; i < page->queries && code == 0; i++) {
		const char *name = page->query[i].name;

		if (page->query[i].outer != outer || name[0] == '_' || (i == 0 && page->has_row))
			continue;
		write_name(name, out);
		code = write_query(asking, i, out, err);
	}
	return code;
}

static int write_row(struct asking *asking, int query, struct buf *out, struct error *err)
{
	buf_addc(out, '{');
	write_columns(asking->asked[query].query, out);
	int code = write_nested(asking, query, out, err);
	buf_addc(out, '}');
	return code;
}

static int write_list(
	struct asking *asking, int query, int more, struct buf *out, struct error *err)
{
	int code = 0;

	buf_addc(out, '[');
	for (bool first = true; more > 0; first = false) {
		if (!first)
			buf_addc(out, ',');
		if ((code = write_row(asking, query, out, err)) < 0)
			return code;
		more = asking_next(asking, query, err);
	}
	buf_addc(out, ']');
	return more;
}

static int write_query(struct asking *asking, int query, struct buf *out, struct error *err)
{
	int more = asking_open(asking, query, err);
	int code;

	if (more < 0)
		return more;
	if (!asking->page->query[query].one)
		return write_list(asking, query, more, out, err);
	if (!more) {
		buf_puts(out, "null");
		return 0;
	}
	code = write_row(asking, query, out, err);
	return code < 0 ? code : asking_next(asking, query, err);
}

int asking_write_json(struct asking *asking, struct buf *out, struct error *err)
{
	int code;

	buf_addc(out, '{');
	if (asking->page->has_row) {
		write_name("page", out);
		buf_addc(out, '{');
		write_columns(asking->asked[0].query, out);
		buf_addc(out, '}');
	}
	code = write_nested(asking, -1, out, err);
	buf_puts(out, "}\n");
	return code;
}
