#include "date.h"
#include "handlers.h"
#include "reply.h"

/* What became of it, for everybody: the whole council in figures, the lists behind them, and the report of a year. */

/* Whom NAME may mean, as a JSON list of identities that begin with FOLDER; the caller frees. */
static int find_who(struct request *req, const char *name, const char *folder, char **out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT json_group_array(record) FROM (SELECT n.record FROM visible_passages n"
		"	WHERE n.query MATCH coalesce('{title} : (' || nullif(search_query(?1), '') || ')', '\"\"') AND n.item = ''"
		" UNION SELECT n.record FROM visible_names n WHERE n.fold >= fold(?1) AND n.fold < fold(?1) || char(1114111))"
		" WHERE record GLOB ?2 || '*'", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, name);
	query_bind_text(query, 2, folder);
	if ((code = query_step(query, err)) > 0)
		*out = str_copy(query_text(query, 0));
	return code < 0 ? code : 0;
}

/* Who the filters name. */
static int fill_filters(struct request *req, struct values *values, struct error *err)
{
	static const struct {
		const char *field, *folder, *value;
	} filters[] = { { "person", "people/", "people_found" }, { "body", "bodies/", "bodies_found" } };

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		const char *name = request_query(req, filters[i].field);
		char *found = NULL;
		int code = name && *name ? find_who(req, name, filters[i].folder, &found, err) : 0;

		if (code < 0)
			return code;
		values_add_taken(values, filters[i].value, found); /* NULL: of everybody */
	}
	return 0;
}

int get_became(struct request *req, struct reply *reply, struct error *err)
{
	return reply_page_filled(req, reply, "flow", NULL, 0, fill_filters, err);
}

int get_became_list(struct request *req, struct reply *reply, struct error *err)
{
	const struct page_value values[] = { { "whole", req->format == FORMAT_CSV ? "1" : NULL } };

	return reply_page_filled(req, reply, "flow-list", values, ARRAY_SIZE(values), fill_filters, err);
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

/* Between two days, whichever of them is given first. */
int get_annual(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *from = NULL, *to = NULL;
	bool exchanged;
	int code;

	if ((code = read_day(req, "from", &from, err)) < 0 || (code = read_day(req, "to", &to, err)) < 0)
		return code;
	exchanged = from && to && strcmp(to, from) < 0;
	const struct page_value values[] = { { "first_day", exchanged ? to : from }, { "last_day", exchanged ? from : to } };

	return reply_page(req, reply, "annual", values, ARRAY_SIZE(values), err);
}
