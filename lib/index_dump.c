#include "index_write.h"

/* All that is kept, each table in the order of its key; the views show nothing else. */
/* clang-format off */
static const struct {
	const char *table, *sql;
} dumps[] = {
	{ "meta",         "SELECT * FROM meta ORDER BY key" },
	{ "records",      "SELECT id, path, kind, address, owner, title, short, hex(sort), initial, year,"
	                  " number, date, state, meeting_state, audience, blob, front"
	                  " FROM records ORDER BY id" },
	{ "doubles",      "SELECT * FROM doubles ORDER BY path" },
	{ "pages",        "SELECT * FROM pages ORDER BY record" },
	{ "attachments",  "SELECT * FROM attachments ORDER BY path" },
	{ "names",        "SELECT * FROM names ORDER BY record, name" },
	{ "terms",        "SELECT * FROM terms ORDER BY record, seq" },
	{ "participants", "SELECT * FROM participants ORDER BY meeting, seq" },
	{ "agenda",       "SELECT * FROM agenda ORDER BY meeting, seq" },
	{ "texts",        "SELECT * FROM texts ORDER BY record, seq, part" },
	{ "replacements", "SELECT * FROM replacements ORDER BY record" },
	{ "comments",     "SELECT * FROM comments ORDER BY record" },
	{ "submissions",  "SELECT * FROM submissions ORDER BY record" },
	{ "outcomes",     "SELECT * FROM outcomes ORDER BY proposal, recommendation, answer" },
	{ "reports",      "SELECT * FROM reports ORDER BY proposal, recommendation, at" },
	{ "items",        "SELECT * FROM items ORDER BY record, id" },
	{ "dispositions", "SELECT * FROM dispositions ORDER BY record" },
	{ "actions",      "SELECT * FROM actions ORDER BY record" },
	{ "duties",       "SELECT * FROM duties ORDER BY meeting, item, level" },
	{ "fates",        "SELECT * FROM fates ORDER BY meeting, item, level" },
	{ "courses",      "SELECT * FROM courses ORDER BY proposal, item, level" },
	{ "totals",       "SELECT * FROM totals ORDER BY what, audience" },
	{ "speakers",     "SELECT * FROM speakers ORDER BY record, item, seq" },
	{ "voters",       "SELECT * FROM voters ORDER BY record, item, seq" },
	{ "links",        "SELECT * FROM links ORDER BY record, item, to_record, to_item, role" },
	{ "commits",      "SELECT * FROM commits ORDER BY id" },
	{ "versions",     "SELECT * FROM versions ORDER BY record, depth, id" },
	{ "passages",     "SELECT p.record, p.item, p.kind, p.year, s.title, s.body"
	                  " FROM passages p LEFT JOIN search s ON s.rowid = p.rowid"
	                  " ORDER BY p.record, p.item" },
	{ "search",       "SELECT count(*) FROM search" },
};
/* clang-format on */

static void dump_value(struct query *query, int n, struct buf *out)
{
	if (query_is_null(query, n))
		buf_puts(out, " -");
	else if (query_is_number(query, n))
		buf_printf(out, " %lld", query_number(query, n));
	else {
		buf_addc(out, ' ');
		buf_add_json(out, query_text(query, n), query_len(query, n));
	}
}

static int dump_table(
	struct db *index, const char *table, const char *sql, struct buf *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, index, sql, err);

	if (code < 0)
		return code;
	while ((code = query_step(query, err)) > 0) {
		buf_puts(out, table);
		for (int i = 0; i < query_columns(query); i++)
			dump_value(query, i, out);
		buf_addc(out, '\n');
	}
	return code;
}

int index_dump(struct db *index, struct buf *out, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { 0 };
	int code = transaction_begin(&transaction, index, false, err);

	for (size_t i = 0; code == 0 && i < ARRAY_SIZE(dumps); i++)
		code = dump_table(index, dumps[i].table, dumps[i].sql, out, err);
	return code;
}
