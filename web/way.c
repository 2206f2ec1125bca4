/*
 * The whole way of one item, as a page: a statement or suggestion to what came of it, a recommendation
 * back to where it was voiced. All but one thing is asked of the index: with which revision, and which
 * named version, a recommendation came into its proposal is read from the proposal's own texts.
 */

#include "draft.h"
#include "handlers.h"
#include "item.h"
#include "sent.h"

#include <ctype.h>

enum { RECOMMENDATIONS_MAX = 20 };

static const struct {
	const char *folder, *page;
	char letter;
} ways[] = {
	{ "suggestions",     "way",            'O' },
	{ "statements",      "way",            'S' },
	{ "recommendations", "recommendation", 'R' },
};

/* Texts of one proposal, oldest first. */
struct texts {
	char (*blob)[41], (*commit)[41];
	size_t count;
};

static void texts_releasep(struct texts *texts)
{
	free(texts->blob);
	free(texts->commit);
}

static int read_texts(
	struct request *req, const char *proposal, struct texts *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT blob, id FROM visible_versions WHERE record = ?1 AND blob <> '' ORDER BY depth, id",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, proposal);
	while ((code = query_step(query, err)) > 0) {
		out->blob = mem_grow(out->blob, out->count, sizeof *out->blob);
		out->commit = mem_grow(out->commit, out->count, sizeof *out->commit);
		strcpy(out->blob[out->count], query_text(query, 0));
		strcpy(out->commit[out->count++], query_text(query, 1));
	}
	return code;
}

/* Whether the N-th text has the recommendation ITEM, and how many named versions it knows. */
static int look(struct request *req, const struct texts *texts, size_t n, const char *item,
	bool *has, size_t *versions, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(items_release) struct items items = { 0 };
	int code = store_read_blob(req->worker->store, texts->blob[n], &text, err);

	*has = false;
	*versions = 0;
	if (code < 0 || record_parse(&rec, buf_text(&text), text.len, NULL) < 0)
		return code; /* what was no record then had none */
	items = items_read(record_body(rec), "R");
	for (size_t i = 0; i < items.count; i++)
		*has = *has || str_equal(items.item[i].id, item);
	*versions = yaml_count(record_value(rec, "versions"));
	return 0;
}

/* Where a recommendation came in. A number is never given again: from then on all texts have it. */
struct came {
	const char *commit;
	size_t version; /* the first named one that has it, 0: none yet, or it is not to be seen which */
	bool is_older;  /* than what this reader may see: who brought it in, and when, is not to be seen */
};

static int find_first(struct request *req, const struct texts *texts, const char *item,
	struct came *out, struct error *err)
{
	size_t low = 0, high = texts->count, before = 0, then, now, versions;
	bool has;
	int code;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((code = look(req, texts, middle, item, &has, &versions, err)) < 0)
			return code;
		if (has)
			high = middle;
		else
			low = middle + 1;
	}
	if (low == texts->count)
		return 0;
	if ((low && (code = look(req, texts, low - 1, item, &has, &before, err)) < 0) ||
		(code = look(req, texts, low, item, &has, &then, err)) < 0 ||
		(code = look(req, texts, texts->count - 1, item, &has, &now, err)) < 0)
		return code;
	out->commit = texts->commit[low];
	out->is_older = !low && !request_may(req, ROLE_MEMBER);
	out->version = (low || then < 2) && now > before ? before + 1 : 0;
	return 0;
}

static int add_came(struct request *req, const char *proposal, const char *item, struct buf *out,
	struct error *err)
{
	CLEANUP(texts_release) struct texts texts = { 0 };
	struct came came = { 0 };
	int code = read_texts(req, proposal, &texts, err);

	if (code < 0 || (code = find_first(req, &texts, item, &came, err)) < 0 || !came.commit)
		return code;
	buf_printf(out, "%s{\"proposal\":\"%s\",\"item\":\"%s\",\"commit\":\"%s\",\"older\":%d,\"version\":",
		out->len > 1 ? "," : "", proposal, item, came.commit, came.is_older);
	if (came.version)
		buf_printf(out, "%zu}", came.version);
	else
		buf_puts(out, "null}");
	return 0;
}

/* The recommendations that RECORD's ITEM, of whatever letter, led to or is. */
static const char recommendations_sql[] =
	"SELECT DISTINCT b.became, b.became_item FROM visible_became b"
	" WHERE b.became GLOB 'proposals/*' AND ((b.meeting = ?1 AND b.item = ?2) OR (b.meeting, b.item) IN"
	"  (SELECT l.record, l.item FROM visible_links l WHERE l.to_record = ?1 AND l.to_item = ?2 AND l.role = 'origin'))"
	" UNION SELECT l.record, l.item FROM visible_links l"
	"  WHERE l.to_record = ?1 AND l.to_item = ?2 AND l.item GLOB 'R*'"
	" UNION SELECT i.record, i.id FROM visible_items i WHERE i.record = ?1 AND i.id = ?2 AND i.letter = 'R'"
	" LIMIT ?3";

static int read_came(struct request *req, const char *record, const char *item, struct buf *out,
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages), recommendations_sql, err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, record);
	query_bind_text(query, 2, item);
	query_bind_number(query, 3, RECOMMENDATIONS_MAX);
	buf_addc(out, '[');
	while ((code = query_step(query, err)) > 0)
		if ((code = add_came(req, query_text(query, 0), query_text(query, 1), out, err)) < 0)
			return code;
	buf_addc(out, ']');
	return code;
}

static size_t way_of(const struct request *req)
{
	const char *end = strrchr(req->path, '/');

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		size_t len = strlen(ways[i].folder);

		if ((size_t)(end - req->path) > len && end[-(ssize_t)len - 1] == '/' &&
			strncmp(end - len, ways[i].folder, len) == 0)
			return i;
	}
	return 0;
}

int get_way(struct request *req, struct reply *reply, struct error *err)
{
	size_t way = way_of(req);
	CLEANUP(str_free) char *item = str_copy(req->segment[2]);
	CLEANUP(str_free) char *record = str_format("%s/%s/%s",
		ways[way].letter == 'R' ? "proposals" : "meetings", req->segment[0], req->segment[1]);
	CLEANUP(buf_release) struct buf came = BUF_INIT, changed = BUF_INIT;
	int code;

	*item = (char)toupper((unsigned char)*item);
	if (*item != ways[way].letter || !item_is_name(item, strlen(item)))
		return error_set(err, ERR_NOT_FOUND, "there is no such record");
	if ((code = read_came(req, record, item, &came, err)) < 0)
		return code;
	if (ways[way].letter == 'R' && (code = sent_changes(req, record, &changed, err)) < 0)
		return code;
	struct page_value values[] = {
		{ "record",       record             },
		{ "item",         item               },
		{ "came",         buf_text(&came)    },
		{ "changed_json", buf_text(&changed) },
	};

	return reply_page(req, reply, ways[way].page, values, ARRAY_SIZE(values), err);
}
