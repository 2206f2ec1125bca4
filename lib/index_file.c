#include "index_write.h"
#include "kind.h"

#include <stdio.h>

/*
 * Which file stands for an identity. Two folders of one number (two clones that
 * were merged by hand) are a fault that `check` reports; until it is mended, the
 * first path counts here, whatever the order in which they came.
 */

int index_read(struct record **out, struct store *store, const struct place *place,
	const char *blob, struct error *err)
{
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code = store_read_blob(store, blob, &text, err);

	if (code < 0)
		return code == ERR_TOO_LARGE ? 0 : code;
	if (record_parse(&rec, buf_text(&text), text.len, NULL) < 0)
		return 0;
	if (str_equal(record_kind(rec), place->kind->name))
		*out = TAKE(rec);
	return 0;
}

static const char *const row_of[] = {
	"DELETE FROM records WHERE id = ?",
	"DELETE FROM pages WHERE record = ?",
	"DELETE FROM names WHERE record = ?",
	"DELETE FROM terms WHERE record = ?",
	"DELETE FROM participants WHERE meeting = ?",
	"DELETE FROM agenda WHERE meeting = ?",
	"DELETE FROM texts WHERE record = ?",
	"DELETE FROM replacements WHERE record = ?",
	"DELETE FROM comments WHERE record = ?",
	"DELETE FROM submissions WHERE record = ?",
	"DELETE FROM outcomes WHERE record = ?",
	"DELETE FROM reports WHERE record = ?",
	"DELETE FROM items WHERE record = ?",
	"DELETE FROM speakers WHERE record = ?",
	"DELETE FROM voters WHERE record = ?",
	"DELETE FROM links WHERE record = ?",
	"DELETE FROM dispositions WHERE record = ?",
	"DELETE FROM actions WHERE record = ?",
};

/* Add the record's share to the totals (BY 1), or take it away (-1). */
static int count_rows(struct indexer *ix, const char *id, int by, struct error *err)
{
	int code = INDEX_RUN(ix, err,
		"WITH r AS (SELECT kind, audience FROM records WHERE id = ?1),"
		"	i AS (SELECT letter, audience FROM items, r WHERE record = ?1)"
		" INSERT INTO totals SELECT * FROM ("
		"	SELECT kind, audience, ?2 FROM r UNION ALL"
		"	SELECT letter, audience, ?2 * count(*) FROM i GROUP BY letter)"
		" WHERE true ON CONFLICT DO UPDATE SET count = count + excluded.count",
		TEXT(id), NUMBER(by));

	if (code == 0 && by < 0)
		code = INDEX_RUN(ix, err, "DELETE FROM totals WHERE count = ?", NUMBER(0));
	return code;
}

/* All rows of the record but its passages: index_passages and index_settle see to these. */
static int delete_rows(struct indexer *ix, const char *id, struct error *err)
{
	CLEANUP(index_followed_release) struct index_followed items = { 0 };
	int code = index_followed(ix, id, &items, err);

	if (code == 0)
		code = count_rows(ix, id, -1, err);
	for (size_t i = 0; code == 0 && i < ARRAY_SIZE(row_of); i++)
		code = INDEX_RUN(ix, err, row_of[i], TEXT(id));
	return code < 0 ? code : index_follow(ix, &items, err);
}

static int add_rows(struct indexer *ix, const struct place *place, const struct record *rec,
	const char *path, const char *blob, struct error *err)
{
	CLEANUP(index_followed_release) struct index_followed items = { 0 };
	int code = index_entry(ix, place, rec, path, blob, err);

	if (code < 0 || (code = count_rows(ix, place->identity, 1, err)) < 0 ||
		(code = index_followed(ix, place->identity, &items, err)) < 0)
		return code;
	return index_follow(ix, &items, err);
}

static void touch(struct indexer *ix, const char *id)
{
	ix->touched = mem_grow(ix->touched, ix->ntouched, sizeof(*ix->touched));
	ix->touched[ix->ntouched++] = str_copy(id);
}

int index_remove(struct indexer *ix, const char *path, struct error *err)
{
	struct place place;
	struct query *query;
	int code;

	if (place_parse(&place, path, NULL) < 0)
		return index_attachment_gone(ix, path, err);
	if ((code = INDEX_RUN(ix, err, "DELETE FROM doubles WHERE path = ?", TEXT(path))) < 0 ||
		(code = INDEX_ASK(
			 &query, ix, err, "SELECT 1 FROM records WHERE path = ?", TEXT(path))) < 0)
		return code;
	code = query_step(query, err);
	query_reset(query);
	if (code <= 0)
		return code;
	touch(ix, place.identity);
	return delete_rows(ix, place.identity, err);
}

/* The first of what SQL finds about ID: a path and its blob; *PATH stays NULL where there is none.
 */
static int find_path(struct indexer *ix, const char *sql, const char *id, char **path,
	struct revision *blob, struct error *err)
{
	struct query *query;
	int code = INDEX_ASK(&query, ix, err, sql, TEXT(id));

	if (code < 0)
		return code;
	code = query_step(query, err);
	if (code > 0) {
		*path = str_copy(query_text(query, 0));
		snprintf(blob->hex, sizeof(blob->hex), "%s", query_text(query, 1));
	}
	query_reset(query);
	return code < 0 ? code : 0;
}

static int find_holder(
	struct indexer *ix, const char *id, char **path, struct revision *blob, struct error *err)
{
	return find_path(ix, "SELECT path, blob FROM records WHERE id = ?", id, path, blob, err);
}

static int add_double(
	struct indexer *ix, const char *path, const char *id, const char *blob, struct error *err)
{
	return INDEX_RUN(ix, err, "INSERT OR REPLACE INTO doubles VALUES (?, ?, ?)", TEXT(path),
		TEXT(id), TEXT(blob));
}

int index_add(struct indexer *ix, const char *path, const char *blob, struct error *err)
{
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(str_free) char *holder = NULL;
	struct revision held;
	struct place place;
	int code;

	if (place_parse(&place, path, NULL) < 0)
		return place_is_attachment(path) ? index_attachment(ix, path, blob, err) : 0;
	if ((code = index_read(&rec, ix->store, &place, blob, err)) < 0 || !rec)
		return code;
	if ((code = find_holder(ix, place.identity, &holder, &held, err)) < 0)
		return code;
	if (!holder)
		return add_rows(ix, &place, rec, path, blob, err);
	if (strcmp(holder, path) < 0)
		return add_double(ix, path, place.identity, blob, err);
	if ((code = add_double(ix, holder, place.identity, held.hex, err)) < 0 ||
		(code = delete_rows(ix, place.identity, err)) < 0)
		return code;
	return add_rows(ix, &place, rec, path, blob, err);
}

static int settle(struct indexer *ix, const char *id, struct error *err)
{
	CLEANUP(str_free) char *holder = NULL, *first = NULL;
	struct revision blob, held;
	struct entry nothing = { .ix = ix, .id = id };
	int code;

	if ((code = find_path(ix, "SELECT path, blob FROM doubles WHERE id = ? ORDER BY path", id,
		     &first, &blob, err)) < 0 ||
		(code = find_holder(ix, id, &holder, &held, err)) < 0)
		return code;
	if (first && (!holder || strcmp(first, holder) < 0)) {
		code = INDEX_RUN(ix, err, "DELETE FROM doubles WHERE path = ?", TEXT(first));
		return code < 0 ? code : index_add(ix, first, blob.hex, err);
	}
	return holder ? 0 : index_passages(&nothing, err);
}

int index_settle(struct indexer *ix, struct error *err)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < ix->ntouched; i++)
		code = settle(ix, ix->touched[i], err);
	return code;
}
