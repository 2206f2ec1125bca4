#include "csv.h"

static const char mark[] = "\xEF\xBB\xBF";

void csv_begin(struct buf *out)
{
	buf_puts(out, mark);
}

static bool begins_row(const struct buf *out)
{
	return out->len == strlen(mark) || str_ends(out->data, "\r\n");
}

/* Sheets skip white space before they look for a formula. */
static bool is_formula(const char *text)
{
	const char *first = text + strspn(text, " \t\r\n");

	return *text == '\t' || *text == '\r' || (*first && strchr("=+-@", *first));
}

void csv_add(struct buf *out, const char *text)
{
	if (!begins_row(out))
		buf_addc(out, ',');
	text = text ? text : "";
	buf_addc(out, '"'); /* also of an empty field: the row has begun */
	if (is_formula(text))
		buf_addc(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_addc(out, '"');
		buf_addc(out, *text);
	}
	buf_addc(out, '"');
}

void csv_end_row(struct buf *out)
{
	buf_puts(out, "\r\n");
}
