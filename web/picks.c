#include "picks.h"

#include <stdio.h>

/* "meetings/2015/1#o1" → the record's identity and "O1". */
static bool read_pick(const char *of, char record[32], char item[16])
{
	char year[8], number[8], digits[8];
	int n = 0;

	if (sscanf(of, "meetings/%7[0-9a-z]/%6[0-9]#o%6[0-9]%n", year, number, digits, &n) != 3 || of[n])
		return false;
	snprintf(record, 32, "meetings/%s/%s", year, number);
	snprintf(item, 16, "O%s", digits);
	return true;
}

static bool was_there(const struct fields *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_equal(fields->field[i].name, "of") &&
			str_equal(fields->field[i].value, fields->field[n].value))
			return true;
	return false;
}

static void add_text(struct buf *out, const char *key, const char *text)
{
	buf_printf(out, ",\"%s\":", key);
	if (text)
		buf_add_json(out, text, strlen(text));
	else
		buf_puts(out, "null");
}

static void add_typed(
	struct buf *out, const struct fields *fields, const char *key, const char *of)
{
	CLEANUP(str_free) char *name = str_format("%s:%s", key, of);

	add_text(out, key, fields_get(fields, name));
}

char *picks_json(const struct fields *fields)
{
	struct buf out = BUF_INIT;
	size_t count = 0;

	buf_addc(&out, '[');
	for (size_t i = 0; i < fields->count && count < PICKS_MAX; i++) {
		const char *of = fields->field[i].value;
		char record[32], item[16];

		if (!str_equal(fields->field[i].name, "of") || was_there(fields, i) ||
			!read_pick(of, record, item))
			continue;
		buf_printf(&out, "%s{\"of\":", count++ ? "," : "");
		buf_add_json(&out, of, strlen(of));
		add_text(&out, "record", record);
		add_text(&out, "item", item);
		add_typed(&out, fields, "no", of);
		add_typed(&out, fields, "words", of);
		buf_addc(&out, '}');
	}
	buf_addc(&out, ']');
	return buf_take(&out);
}

char *picks_of_address(const struct request *req)
{
	if (!request_may(req, ROLE_MEMBER) ||
		(!request_query(req, "pick") && !request_query(req, "of")))
		return NULL;
	return picks_json(&req->query);
}
