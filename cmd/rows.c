#include "rows.h"
#include "buf.h"

#include <stdio.h>

static int column_of(struct query *query, const char *name, size_t n)
{
	const char *column;

	for (int i = 0; (column = query_column(query, i)); i++)
		if (strlen(column) == n && strncmp(column, name, n) == 0)
			return i;
	return -1;
}

static void add_text(struct buf *out, struct query *query, const char *pattern)
{
	for (const char *p = pattern; *p; p++) {
		const char *end = *p == '{' ? strchr(p, '}') : NULL;
		int column = end ? column_of(query, p + 1, (size_t)(end - p) - 1) : -1;

		if (column < 0) {
			buf_addc(out, *p);
			continue;
		}
		buf_puts(out, query_text(query, column));
		p = end;
	}
}

static void add_json(struct buf *out, struct query *query)
{
	const char *column;

	for (int i = 0; (column = query_column(query, i)); i++) {
		buf_addc(out, i ? ',' : '{');
		buf_add_json(out, column, strlen(column));
		buf_addc(out, ':');
		if (query_is_null(query, i))
			buf_puts(out, "null");
		else if (query_is_number(query, i))
			buf_puts(out, query_text(query, i));
		else
			buf_add_json(out, query_text(query, i), query_len(query, i));
	}
	buf_addc(out, '}');
}

int rows_print(struct query *query, bool json, const char *pattern, struct error *err)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	int code;

	for (bool first = true; (code = query_step(query, err)) > 0; first = false) {
		buf_cut(&out, 0);
		if (json) {
			buf_puts(&out, first ? "[" : ",\n");
			add_json(&out, query);
		} else {
			add_text(&out, query, pattern);
			buf_addc(&out, '\n');
		}
		fwrite(buf_text(&out), 1, out.len, stdout);
	}
	if (code < 0)
		return code;
	if (json)
		puts(out.len ? "]" : "[]");
	return 0;
}
