#include "difference.h"
#include "listing.h"
#include "markdown.h"
#include "reviewed.h"

#include <ctype.h>

/* The texts of a review: the sealed one, by recommendations, beside the one that was sent before. */

static void begin_row(struct buf *json)
{
	buf_puts(json, json->len > 1 ? ",{" : "{");
}

/* Recommendations ---------------------------------------------------------------------------------- */

static void add_html(struct buf *json, const struct submitted *sent, const struct item *item)
{
	struct markdown how = { .path = sent->path };
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	const char *body = record_body(sent->text);
	size_t line = item->heading ? strcspn(body + item->start, "\n") : 0, end = item->start + line;

	if (strchr(item->text, '\n') ||
		markdown_inline_html(&html, item->text, strlen(item->text), &how, NULL) < 0)
		buf_cut(&html, 0);
	if (!html.len && markdown_html(&html, item->text, strlen(item->text), &how, NULL) < 0)
		buf_add_html(&html, item->text, strlen(item->text));
	if (item->heading && end < item->end)
		markdown_html(&html, body + end, item->end - end, &how, NULL);
	listing_add_text(json, "html", buf_text(&html));
}

static bool has_item(const struct items *items, const char *id)
{
	for (size_t i = 0; i < items->count; i++)
		if (str_equal(items->item[i].id, id))
			return true;
	return false;
}

static void add_item(struct buf *json, const struct submitted *sent, const struct submitted *before, const struct item *item)
{
	CLEANUP(buf_release) struct buf words = BUF_INIT, change = BUF_INIT;
	bool is_new = before->rec && !has_item(&before->items, item->id);

	submitted_words(&words, sent->text, item->id);
	if (before->rec && !is_new)
		submitted_change(&change, before->text, sent->text, item->id);
	begin_row(json);
	listing_add_text(json, "id", item->id);
	listing_add_text(json, "words", buf_text(&words));
	add_html(json, sent, item);
	listing_add_text(json, "change", buf_text(&change));
	listing_add_text(json, "is_new", is_new ? "1" : "");
	buf_addc(json, '}');
}

static char *items_json(const struct submitted *sent, const struct submitted *before)
{
	struct buf json = BUF_INIT;

	buf_addc(&json, '[');
	for (size_t i = 0; i < sent->items.count; i++)
		add_item(&json, sent, before, &sent->items.item[i]);
	buf_addc(&json, ']');
	return buf_take(&json);
}

static char *gone_json(const struct submitted *sent, const struct submitted *before)
{
	struct buf json = BUF_INIT;

	buf_addc(&json, '[');
	for (size_t i = 0; i < before->items.count; i++) {
		const char *id = before->items.item[i].id;
		CLEANUP(buf_release) struct buf words = BUF_INIT;

		if (has_item(&sent->items, id))
			continue;
		submitted_words(&words, before->text, id);
		begin_row(&json);
		listing_add_text(&json, "id", id);
		listing_add_text(&json, "words", buf_text(&words));
		buf_addc(&json, '}');
	}
	buf_addc(&json, ']');
	return buf_take(&json);
}

/* Where they come from ------------------------------------------------------------------------------- */

static void add_origin(struct buf *json, const struct submitted *sent, const char *id, const char *target)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT, fragment = BUF_INIT;
	struct place place;

	if (place_resolve(&path, &fragment, sent->path, target, NULL) < 0 || !fragment.len ||
		place_parse(&place, buf_text(&path), NULL) < 0)
		return;
	*fragment.data = (char)toupper((unsigned char)*fragment.data);
	if (!item_is_name(buf_text(&fragment), fragment.len))
		return;
	begin_row(json);
	listing_add_text(json, "item", id);
	listing_add_text(json, "record", place.identity);
	listing_add_text(json, "of", buf_text(&fragment));
	buf_addc(json, '}');
}

/* As the sealed text cites them. */
static char *origins_json(const struct submitted *sent)
{
	struct buf json = BUF_INIT;

	buf_addc(&json, '[');
	for (size_t i = 0; i < sent->items.count; i++) {
		struct item_link *links = NULL;
		size_t n = item_links(&links, sent->items.item[i].text);

		for (size_t k = 0; k < n; k++)
			add_origin(&json, sent, sent->items.item[i].id, links[k].target);
		item_links_free(links, n);
	}
	buf_addc(&json, ']');
	return buf_take(&json);
}

/* The whole text ------------------------------------------------------------------------------------- */

static int add_text(struct values *values, const struct submitted *sent, struct error *err)
{
	struct markdown how = { .path = sent->path, .heading_shift = 2 };
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	const char *body = record_body(sent->text);
	int code = markdown_html(&html, body, strlen(body), &how, err);

	if (code == 0)
		values_add_taken(values, "text_html", buf_take(&html));
	return code;
}

static void add_difference(struct values *values, const struct request *req, const struct submitted *sent,
	const struct submitted *before)
{
	CLEANUP(buf_release) struct buf old = BUF_INIT, new = BUF_INIT, html = BUF_INIT;
	bool sides = str_equal(request_query(req, "style"), "sides");

	markdown_plain(&old, record_body(before->text), strlen(record_body(before->text)));
	markdown_plain(&new, record_body(sent->text), strlen(record_body(sent->text)));
	if (!str_equal(buf_text(&old), buf_text(&new)))
		difference_html(&html, buf_text(&old), buf_text(&new), sides ? DIFFERENCE_SIDES : DIFFERENCE_UNIFIED, 1);
	values_add_taken(values, "difference_html", html.len ? buf_take(&html) : NULL);
	values_add(values, "is_sides", sides ? "1" : NULL);
	values_add_taken(values, "before", str_copy(before->address + 1));
}

int review_texts(struct values *values, struct request *req, const struct submitted *sent, struct error *err)
{
	CLEANUP(submitted_release) struct submitted before = { 0 };
	int code = submitted_before(&before, req, sent, err);

	if (code < 0 || (code = add_text(values, sent, err)) < 0)
		return code;
	if (before.rec)
		add_difference(values, req, sent, &before);
	values_add_taken(values, "items_json", items_json(sent, &before));
	values_add_taken(values, "gone_json", gone_json(sent, &before));
	values_add_taken(values, "origins_json", origins_json(sent));
	return 0;
}
