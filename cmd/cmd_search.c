#include "command.h"
#include "rows.h"
#include "text.h"

int cmd_search(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(db_close) struct db *index = NULL;
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(buf_release) struct buf words = BUF_INIT;
	CLEANUP(str_free) char *match = NULL;
	const char *limit = command_option(line, "limit");
	int code;

	for (int i = 1; i < line->arguments; i++) {
		buf_puts(&words, line->argument[i]);
		buf_addc(&words, ' ');
	}
	if (!text_is_utf8(buf_text(&words), words.len))
		return error_set(err, ERR_INVALID, "the words are no valid UTF-8");
	match = text_search_query(buf_text(&words));
	if (!*match)
		return error_set(err, ERR_INVALID, "there is no word to search for");
	if ((code = command_open(line, &council, &store, &index, err)) < 0)
		return code;
	code = db_prepare(&query, index,
		"SELECT r.address || iif(p.item <> '', '#' || lower(p.item), '') AS address, r.kind, "
		"r.title, snippet(search, 1, '', '', '…', 24) AS passage "
		"FROM search JOIN passages p ON p.rowid = search.rowid JOIN records r ON r.id = p.record "
		"WHERE search MATCH ?1 ORDER BY search.rank LIMIT ?2",
		err);
	if (code < 0)
		return code;
	query_bind_text(query, 1, match);
	query_bind_number(query, 2, limit ? atoll(limit) : 50);
	return rows_print(query, command_option(line, "json"),
		"{address}  {title}\n    {passage}", err);
}
