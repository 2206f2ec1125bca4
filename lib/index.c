#include "index_write.h"
#include "text.h"

#include <stdio.h>

extern const char index_schema[];

/* The language of a council that has not said one. */
static const char default_language[] = "az";

/* Statements ---------------------------------------------------------------------------------- */

static void bind(struct query *query, int n, const struct bound *value)
{
	switch (value->type) {
	case 't':
		query_bind_text(query, n, value->text);
		break;
	case 'b':
		query_bind_bytes(query, n, value->text, value->len);
		break;
	case 'n':
		query_bind_number(query, n, value->number);
		break;
	default:
		query_bind_null(query, n);
	}
}

int index_ask(struct query **out, struct indexer *ix, const char *sql, const struct bound *values,
	size_t n, struct error *err)
{
	int code = db_keep(out, ix->db, sql, err);

	if (code < 0)
		return code;
	for (size_t i = 0; i < n; i++)
		bind(*out, (int)i + 1, &values[i]);
	return 0;
}

int index_run(struct indexer *ix, const char *sql, const struct bound *values, size_t n,
	struct error *err)
{
	struct query *query;
	int code = index_ask(&query, ix, sql, values, n, err);

	return code < 0 ? code : query_run(query, err);
}

/* Opening ------------------------------------------------------------------------------------- */

static void answer_fold(struct call *call, void *ctx)
{
	const char *text = call_text(call, 0);

	if (!text)
		return;
	CLEANUP(str_free) char *fold = text_fold(text, call_len(call, 0));
	call_answer_text(call, fold, strlen(fold));
}

static void answer_reader(struct call *call, void *ctx)
{
	call_answer_number(call, *db_reader(ctx));
}

static int add_functions(struct db *db, struct error *err)
{
	int code = db_add_function(db, "reader_level", 0, true, answer_reader, db, err);

	return code < 0 ? code : db_add_function(db, "fold", 1, true, answer_fold, NULL, err);
}

void index_set_reader(struct db *index, int audience)
{
	*db_reader(index) = audience;
}

/* Tells one schema from another (FNV-1a); never 0, which a new file has. */
static int schema_version(void)
{
	uint32_t hash = 2166136261u;

	for (const char *p = index_schema; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	return (int)(hash >> 1) | 1;
}

static int is_current(struct db *db, bool *out, struct error *err)
{
	struct query *query;
	int code = db_keep(&query, db, "PRAGMA user_version", err);

	if (code < 0 || (code = query_step(query, err)) < 0)
		return code;
	*out = query_number(query, 0) == schema_version();
	query_reset(query);
	return 0;
}

/* "DROP TABLE …" for all that there is: the search and the views before the tables they stand on.
 */
static int write_drops(struct db *db, struct buf *out, struct error *err)
{
	struct query *query;
	int code = db_keep(&query, db,
		"SELECT format('DROP %s \"%w\";', type, name) FROM sqlite_schema"
		" WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
		"	AND name NOT GLOB 'search_*'"
		" ORDER BY type DESC, name = 'search' DESC, name",
		err);

	if (code < 0)
		return code;
	while ((code = query_step(query, err)) > 0)
		buf_puts(out, query_text(query, 0));
	return code;
}

/* Within a transaction: everything goes, and the tables are there again, empty. */
static int make_tables(struct db *db, struct error *err)
{
	CLEANUP(buf_release) struct buf sql = BUF_INIT;
	int code = write_drops(db, &sql, err);

	if (code < 0)
		return code;
	buf_puts(&sql, index_schema);
	buf_printf(&sql, "\nPRAGMA user_version = %d;", schema_version());
	return db_run(db, buf_text(&sql), err);
}

static int make_current(struct db *db, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { 0 };
	bool current = false;
	int code = is_current(db, &current, err);

	if (code < 0 || current)
		return code;
	if ((code = transaction_begin(&transaction, db, true, err)) < 0 ||
		(code = make_tables(db, err)) < 0)
		return code;
	return transaction_commit(&transaction, err);
}

typedef int (*open_function)(
	struct db **out, const char *file, enum db_mode mode, struct error *err);

static int open_current(struct db **out, open_function open, const char *file, enum db_mode mode,
	struct error *err)
{
	CLEANUP(db_close) struct db *db = NULL;
	int code;

	if ((code = open(&db, file, mode, err)) < 0 || (code = add_functions(db, err)) < 0 ||
		(code = make_current(db, err)) < 0)
		return code;
	*out = TAKE(db);
	return 0;
}

int index_open(struct db **out, const char *file, enum db_mode mode, struct error *err)
{
	int code = open_current(out, db_open, file, mode, err);

	if (code != ERR_DAMAGED)
		return code;
	code = open_current(out, db_open_emptied, file, mode, err);
	return code < 0 ? code : INDEX_WAS_DAMAGED;
}

int index_open_reading(struct db **out, const char *file, struct error *err)
{
	CLEANUP(db_close) struct db *db = NULL;
	bool current = false;
	int code;

	if ((code = db_open(&db, file, DB_READ, err)) < 0 || (code = add_functions(db, err)) < 0 ||
		(code = is_current(db, &current, err)) < 0)
		return code;
	if (!current)
		return error_set(err, ERR_NOT_FOUND,
			"the index was made by another version of the program; make it anew with"
			" \"shura reindex\"");
	*out = TAKE(db);
	return 0;
}

/* Settings ------------------------------------------------------------------------------------ */

static int read_meta(struct db *db, const char *key, char *out, size_t size, struct error *err)
{
	struct query *query;
	int code = db_keep(&query, db, "SELECT value FROM meta WHERE key = ?", err);

	*out = '\0';
	if (code < 0)
		return code;
	query_bind_text(query, 1, key);
	code = query_step(query, err);
	if (code > 0)
		snprintf(out, size, "%s", query_text(query, 0));
	query_reset(query);
	return code < 0 ? code : 0;
}

static int write_meta(struct indexer *ix, const char *key, const char *value, struct error *err)
{
	return INDEX_RUN(
		ix, err, "INSERT OR REPLACE INTO meta VALUES (?, ?)", TEXT(key), TEXT(value));
}

int index_commit(struct db *index, struct revision *out, struct error *err)
{
	return read_meta(index, "commit", out->hex, sizeof(out->hex), err);
}

static const char *first_language(const struct record *rec)
{
	const struct yaml *languages = rec ? record_value(rec, "languages") : NULL;

	if (languages && languages->type == YAML_LIST && languages->items)
		languages = languages->item[0];
	return languages && languages->type == YAML_SCALAR ? languages->text : default_language;
}

static int council_language(
	struct store *store, const char *commit, char out[16], struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	int code = *commit ? store_read(store, commit, "council.md", &text, NULL, err)
			   : ERR_NOT_FOUND;

	if (code < 0 && code != ERR_NOT_FOUND)
		return code;
	if (code == 0)
		record_parse(&rec, buf_text(&text), text.len, NULL);
	snprintf(out, 16, "%s", first_language(rec));
	return 0;
}

/* Filling ------------------------------------------------------------------------------------- */

struct file {
	char *path;
	bool was; /* in the commit that the index stands for */
	struct revision blob;
};

struct files {
	struct file *file;
	size_t count;
};

static void files_releasep(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->file[i].path);
	free(files->file);
}

static int note_file(
	void *ctx, const char *path, const char *old_blob, const char *new_blob, struct error *err)
{
	struct files *files = ctx;
	struct file file = { str_copy(path), *old_blob, { "" } };

	memcpy(file.blob.hex, new_blob, strnlen(new_blob, REVISION_LEN));
	files->file = mem_grow(files->file, files->count, sizeof(*files->file));
	files->file[files->count++] = file;
	return 0;
}

static int put_files(struct indexer *ix, const struct files *files, struct error *err)
{
	int code = 0;

	/* a folder that got another name is gone and there in one step */
	for (size_t i = 0; code == 0 && i < files->count; i++)
		if (files->file[i].was)
			code = index_remove(ix, files->file[i].path, err);
	for (size_t i = 0; code == 0 && i < files->count && (code = index_go_on(ix, err)) == 0; i++)
		if (*files->file[i].blob.hex)
			code = index_add(ix, files->file[i].path, files->file[i].blob.hex, err);
	return code < 0 ? code : index_settle(ix, err);
}

static void indexer_releasep(struct indexer *ix)
{
	for (size_t i = 0; i < ix->ntouched; i++)
		free(ix->touched[i]);
	free(ix->touched);
}

/* Within a transaction: from what the index holds, the state of OLD, to NEW. */
static int fill(struct indexer *ix, const struct files *files, const char *old_commit,
	const char *new_commit, struct error *err)
{
	bool ahead = !ix->earlier || store_is_ancestor(ix->store, old_commit, new_commit);
	int code;

	if ((code = put_files(ix, files, err)) < 0 ||
		(code = (ahead ? index_history : index_forget)(ix, old_commit, new_commit, err)) < 0 ||
		(code = write_meta(ix, "language", ix->language, err)) < 0)
		return code;
	return write_meta(ix, "commit", new_commit, err);
}

static int rebuild_to(struct db *db, struct store *store, const char *commit,
	const struct earlier *earlier, struct error *err)
{
	CLEANUP(indexer_release) struct indexer ix = { .db = db, .store = store, .earlier = earlier };
	CLEANUP(files_release) struct files files = { 0 };
	int code;

	if ((code = make_tables(db, err)) < 0 ||
		(code = council_language(store, commit, ix.language, err)) < 0)
		return code;
	if (!*commit)
		return 0;
	if ((code = store_each_change(store, "", commit, note_file, &files, err)) < 0)
		return code;
	return fill(&ix, &files, "", commit, err);
}

static bool has_council(const struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (str_equal(files->file[i].path, "council.md"))
			return true;
	return false;
}

/* Pages of today never go back: a main that did is read anew. */
static bool is_on_the_way(struct store *store, const char *old, const char *new,
	const struct earlier *earlier)
{
	return *old && *new && (store_is_ancestor(store, old, new) ||
		(earlier && store_is_ancestor(store, new, old)));
}

int index_move(struct db *db, struct store *store, const char *old, const char *new,
	const struct earlier *earlier, struct error *err)
{
	CLEANUP(indexer_release) struct indexer ix = { .db = db, .store = store, .earlier = earlier };
	CLEANUP(files_release) struct files files = { 0 };
	char language[16];
	int code;

	if (!is_on_the_way(store, old, new, earlier))
		return rebuild_to(db, store, new, earlier, err);
	if ((code = store_each_change(store, old, new, note_file, &files, err)) < 0 ||
		(code = read_meta(db, "language", ix.language, sizeof(ix.language), err)) < 0)
		return code;
	if (has_council(&files)) {
		if ((code = council_language(store, new, language, err)) < 0)
			return code;
		if (!str_equal(language, ix.language))
			return rebuild_to(db, store, new, earlier, err);
	}
	return fill(&ix, &files, old, new, err);
}

static int catch_up(struct db *index, struct store *store, bool *changed, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { 0 };
	struct revision old, new;
	int code;

	if (changed)
		*changed = false;
	if ((code = store_head(store, &new, err)) < 0 ||
		(code = index_commit(index, &old, err)) < 0 || str_equal(old.hex, new.hex))
		return code;
	if ((code = transaction_begin(&transaction, index, true, err)) < 0 ||
		(code = index_commit(index, &old, err)) < 0 ||
		(code = index_move(index, store, old.hex, new.hex, NULL, err)) < 0 ||
		(code = transaction_commit(&transaction, err)) < 0)
		return code;
	if (changed)
		*changed = true;
	return 0;
}

typedef int (*index_step)(struct db *index, struct store *store, bool *changed, struct error *err);

/* A damaged index is emptied, and the step done again. */
static int step_or_renew(struct db *index, struct store *store, bool *changed, index_step step,
	struct error *err)
{
	int code = step(index, store, changed, err);

	if (code != ERR_DAMAGED)
		return code;
	if ((code = db_empty(index, err)) < 0 || (code = make_current(index, err)) < 0 ||
		(code = step(index, store, changed, err)) < 0)
		return code;
	return INDEX_WAS_DAMAGED;
}

int index_catch_up(struct db *index, struct store *store, bool *changed, struct error *err)
{
	return step_or_renew(index, store, changed, catch_up, err);
}

static int rebuild(struct db *index, struct store *store, bool *changed, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { 0 };
	struct revision head;
	int code;

	if ((code = store_head(store, &head, err)) < 0 ||
		(code = transaction_begin(&transaction, index, true, err)) < 0 ||
		(code = rebuild_to(index, store, head.hex, NULL, err)) < 0)
		return code;
	return transaction_commit(&transaction, err);
}

int index_rebuild(struct db *index, struct store *store, struct error *err)
{
	return step_or_renew(index, store, NULL, rebuild, err);
}
