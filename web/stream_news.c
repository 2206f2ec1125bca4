#include "stream_news.h"
#include "date.h"
#include "place.h"
#include "site.h"

enum { TOLD_MAX = 50 }; /* events of one look; a page is read anew after the first */

void watching_add(struct watching *watching, const char *record)
{
	for (size_t i = 0; i < watching->count; i++)
		if (str_equal(watching->record[i], record))
			return;
	watching->record = mem_grow(watching->record, watching->count, sizeof *watching->record);
	watching->record[watching->count++] = str_copy(record);
}

void watching_release(struct watching *watching)
{
	for (size_t i = 0; i < watching->count; i++)
		free(watching->record[i]);
	free(watching->record);
	*watching = (struct watching){ 0 };
}

void news_release(struct news *news)
{
	for (size_t i = 0; i < news->count; i++) {
		free(news->item[i].record);
		for (int level = 0; level < NEWS_LEVELS; level++)
			free(news->item[i].text[level]);
	}
	free(news->item);
	*news = (struct news){ 0 };
}

/* What has changed, of those that are watched. */
struct changed {
	const struct watching *watched;
	struct watching record;
};

static bool belongs(const char *record, const char *to)
{
	return str_starts(record, to) && (!record[strlen(to)] || record[strlen(to)] == '/');
}

static int note_change(
	void *ctx, const char *path, const char *old_blob, const char *new_blob, struct error *err)
{
	struct changed *changed = ctx;
	struct place place;

	if (changed->record.count >= TOLD_MAX || place_parse(&place, path, NULL) < 0)
		return 0;
	for (size_t i = 0; i < changed->watched->count; i++)
		if (belongs(place.identity, changed->watched->record[i]))
			watching_add(&changed->record, place.identity);
	return 0;
}

/* The moment of a commit as records write it. */
static void write_moment(struct buf *out, const struct worker *worker, long long at)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date date;

	if (date_from_time(&date, at, worker->facts->zone, NULL) == 0 ||
		date_from_time(&date, at, "UTC", NULL) == 0)
		date_write(&text, &date);
	buf_add_json(out, buf_text(&text), text.len);
}

static void write_text(struct buf *out, const char *text)
{
	if (text)
		buf_add_json(out, text, strlen(text));
	else
		buf_puts(out, "null");
}

/* The commit in which RECORD was last changed before OLD, or in it. */
static int find_before(struct db *db, const char *record, const char *old, char **out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, db,
		"SELECT v.id FROM visible_versions v WHERE v.record = ?1 AND v.blob <> '' AND v.depth <="
		" (SELECT c.depth FROM visible_commits c WHERE c.id = ?2) ORDER BY v.depth DESC LIMIT 1",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, record);
	query_bind_text(query, 2, old);
	if ((code = query_step(query, err)) > 0)
		*out = str_copy(query_text(query, 0));
	return code < 0 ? code : 0;
}

/* The event of RECORD's latest version, for the reader that the index is asked for; none where they see none. */
static int write_event(char **out, struct worker *worker, const char *record, const char *old,
	const char *new, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *address = str_format("/%s", record);
	CLEANUP(str_free) char *was = NULL;
	struct db *db = page_db(worker->pages);
	int code = db_prepare(&query, db,
		"SELECT v.id, c.author, c.at FROM visible_versions v JOIN visible_commits c ON c.id = v.id"
		" WHERE v.record = ?1 ORDER BY v.depth DESC LIMIT 1",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, record);
	if ((code = query_step(query, err)) <= 0 ||
		(code = find_before(db, record, old, &was, err)) < 0)
		return code;
	buf_printf(&text, "event: revision\nid: %s\ndata: {\"record\":", new);
	write_text(&text, address);
	buf_puts(&text, ",\"commit\":");
	write_text(&text, query_text(query, 0));
	buf_puts(&text, ",\"by\":");
	write_text(&text, query_text(query, 1));
	buf_puts(&text, ",\"at\":");
	write_moment(&text, worker, query_number(query, 2));
	buf_puts(&text, ",\"was\":");
	write_text(&text, was);
	buf_puts(&text, "}\n\n");
	*out = buf_take(&text);
	return 0;
}

static int add_news(struct news *out, struct worker *worker, const char *watched, const char *record,
	const char *old, const char *new, struct error *err)
{
	const struct facts *facts = worker->facts;
	struct news_item *item;
	int code = 0;

	out->item = mem_grow(out->item, out->count, sizeof *out->item);
	item = &out->item[out->count++];
	*item = (struct news_item){ .record = str_copy(watched) };
	for (int level = 0; code >= 0 && level < NEWS_LEVELS; level++) {
		page_set_reader(worker->pages,
			&(struct page_reader){ level, phrases_find(phrases_code(0)), facts->zone,
				facts->rules, "" });
		code = write_event(&item->text[level], worker, record, old, new, err);
	}
	return code < 0 ? code : 0;
}

int news_collect(struct news *out, struct worker *worker, const struct watching *watched,
	const char *old_commit, const char *new_commit, struct error *err)
{
	struct changed changed = { .watched = watched };
	CLEANUP(watching_release) struct watching records = { 0 };
	int code = store_each_change(
		worker->store, old_commit, new_commit, note_change, &changed, err);

	records = changed.record;
	for (size_t i = 0; code >= 0 && i < watched->count; i++)
		for (size_t n = 0; code >= 0 && n < records.count; n++)
			if (belongs(records.record[n], watched->record[i]))
				code = add_news(out, worker, watched->record[i], records.record[n],
					old_commit, new_commit, err);
	return code < 0 ? code : 0;
}
