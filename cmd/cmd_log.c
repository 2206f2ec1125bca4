#include "command.h"
#include "rows.h"

static const char log_all[] =
	"SELECT substr(c.id, 1, 10) AS \"commit\", datetime(c.at + 60 * c.zone, 'unixepoch') AS at, "
	"printf('%+03d:%02d', c.zone / 60, abs(c.zone) % 60) AS zone, "
	"c.author, c.login, c.subject, c.action FROM commits c "
	"WHERE ?1 IS NULL ORDER BY c.depth DESC, c.id LIMIT ?2";

static const char log_one[] =
	"SELECT substr(c.id, 1, 10) AS \"commit\", datetime(c.at + 60 * c.zone, 'unixepoch') AS at, "
	"printf('%+03d:%02d', c.zone / 60, abs(c.zone) % 60) AS zone, "
	"c.author, c.login, c.subject, c.action FROM versions v JOIN commits c ON c.id = v.id "
	"WHERE v.record = coalesce((SELECT record FROM versions WHERE path = ?1 LIMIT 1), "
	"ltrim(?1, '/')) ORDER BY v.depth DESC, v.id LIMIT ?2";

int cmd_log(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(db_close) struct db *index = NULL;
	CLEANUP(query_free) struct query *query = NULL;
	const char *limit = command_option(line, "limit");
	const char *path = line->arguments > 1 ? line->argument[1] : NULL;
	int code;

	if ((code = command_open(line, &council, &store, &index, err)) < 0)
		return code;
	if ((code = db_prepare(&query, index, path ? log_one : log_all, err)) < 0)
		return code;
	query_bind_text(query, 1, path);
	query_bind_number(query, 2, limit ? atoll(limit) : 1000);
	return rows_print(query, command_option(line, "json"),
		"{commit}  {at}{zone}  {author}: {subject}", err);
}
