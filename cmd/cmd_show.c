#include "command.h"
#include "record.h"

#include <stdio.h>

/* The path of the record that NAME means: a path, or an address with or without its slash. */
static int find_path(struct db *index, const char *name, struct buf *path, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	const char *id = name[0] == '/' ? name + 1 : name;
	int code;

	code = db_prepare(&query, index,
		"SELECT path, 1 FROM records WHERE id = ?1 OR path = ?1 "
		"UNION ALL SELECT path, 2 FROM (SELECT path FROM versions WHERE record = ?1 OR path = ?1 "
		"ORDER BY depth DESC LIMIT 1) ORDER BY 2 LIMIT 1",
		err);
	if (code < 0)
		return code;
	query_bind_text(query, 1, id);
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_NOT_FOUND, "there is no record \"%s\"", name);
	buf_puts(path, query_text(query, 0));
	return 0;
}

static int print_json(const char *path, const char *commit, const struct buf *text,
	struct error *err)
{
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	int code = record_parse(&rec, buf_text(text), text->len, err);

	if (code < 0)
		return code;
	buf_puts(&out, "{\"path\":");
	buf_add_json(&out, path, strlen(path));
	buf_printf(&out, ",\"commit\":\"%s\",\"front\":", commit);
	yaml_write_json(&out, record_front(rec));
	buf_puts(&out, ",\"body\":");
	buf_add_json(&out, record_body(rec), strlen(record_body(rec)));
	printf("%s}\n", buf_text(&out));
	return 0;
}

int cmd_show(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(db_close) struct db *index = NULL;
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *at = command_option(line, "at");
	struct revision commit;
	int code;

	if ((code = command_open(line, &council, &store, &index, err)) < 0)
		return code;
	if ((code = find_path(index, line->argument[1], &path, err)) < 0)
		return code;
	code = at ? store_find_commit(store, at, &commit, err) : store_head(store, &commit, err);
	if (code < 0)
		return code;
	if ((code = store_read(store, commit.hex, buf_text(&path), &text, NULL, err)) < 0)
		return code;
	if (command_option(line, "json"))
		return print_json(buf_text(&path), commit.hex, &text, err);
	fwrite(buf_text(&text), 1, text.len, stdout);
	return 0;
}
