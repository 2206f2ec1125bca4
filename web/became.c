#include "date.h"
#include "handlers.h"

/* What became of it, for everybody: the whole council in figures, the lists behind them, and the report of a year. */

int get_became(struct request *req, struct reply *reply, struct error *err)
{
	return reply_page(req, reply, "flow", NULL, 0, err);
}

int get_became_list(struct request *req, struct reply *reply, struct error *err)
{
	const struct page_value values[] = { { "whole", req->format == FORMAT_CSV ? "1" : NULL } };

	return reply_page(req, reply, "flow-list", values, ARRAY_SIZE(values), err);
}

/* The day of the query's field NAME, as every program writes it; NULL where it is left to the page. The caller frees. */
static int read_day(struct request *req, const char *name, char **out, struct error *err)
{
	const char *text = request_query(req, name);
	CLEANUP(buf_release) struct buf day = BUF_INIT;
	struct date date;

	if (!text || !*text)
		return 0;
	if (date_parse_typed(&date, text, NULL) < 0 || !date.day)
		return error_set(err, ERR_INVALID, "\"%s\" is no day; write it as 2015-07-28 or 28.07.2015", text);
	date.timed = false;
	date_write(&day, &date);
	*out = buf_take(&day);
	return 0;
}

int get_annual(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *from = NULL, *to = NULL;
	int code;

	if ((code = read_day(req, "from", &from, err)) < 0 || (code = read_day(req, "to", &to, err)) < 0)
		return code;
	if (from && to && strcmp(to, from) < 0)
		return error_set(err, ERR_INVALID, "the report ends on %s, before it begins on %s; exchange the two days", to, from);
	const struct page_value values[] = { { "first_day", from }, { "last_day", to } };

	return reply_page(req, reply, "annual", values, ARRAY_SIZE(values), err);
}
