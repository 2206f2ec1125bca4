#include "sent.h"
#include "draft.h"
#include "markdown.h"
#include "proposal.h"
#include "source.h"
#include "submission.h"

void sent_release(struct sent *sent)
{
	free(sent->proposal);
	record_free(sent->sealed);
	items_release(&sent->items);
	*sent = (struct sent){ 0 };
}

int sent_read(struct sent *out, struct request *req, const char *commit, const char *path,
	const struct record *rec, struct error *err)
{
	struct view view = { req->worker->store, commit, NULL };
	CLEANUP(record_free) struct record *sealed = NULL;
	int code = submission_sealed(&sealed, &view, path, rec, err);

	if (code < 0)
		return code;
	out->proposal = proposal_of(path);
	out->items = items_read(record_body(sealed), "R");
	out->sealed = TAKE(sealed);
	return 0;
}

static void add_html(struct buf *json, const struct sent *sent, const char *text)
{
	const struct markdown how = { .path = sent->proposal };
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	size_t len = strlen(text);
	int code = strchr(text, '\n') ? markdown_html(&html, text, len, &how, NULL)
				      : markdown_inline_html(&html, text, len, &how, NULL);

	if (code < 0)
		buf_add_html(&html, text, len);
	buf_add_json(json, buf_text(&html), html.len);
}

void sent_rows(const struct sent *sent, struct buf *json)
{
	buf_addc(json, '[');
	for (size_t i = 0; i < sent->items.count; i++) {
		const struct item *item = &sent->items.item[i];

		buf_printf(json, "%s{\"item\":\"%s\",\"html\":", i ? "," : "", item->id);
		add_html(json, sent, item->text);
		buf_addc(json, '}');
	}
	buf_addc(json, ']');
}

static int open_sent(struct sent *out, struct request *req, const char *address, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	int code = draft_open(&draft, req, address, err);

	return code < 0 ? code : sent_read(out, req, draft.head.hex, draft.path, draft.rec, err);
}

int sent_rows_of(struct request *req, const char *address, struct buf *json, struct error *err)
{
	CLEANUP(sent_release) struct sent sent = { 0 };
	int code = open_sent(&sent, req, address, err);

	if (code == 0)
		sent_rows(&sent, json);
	return code;
}

static const struct item *find_item(const struct items *items, const char *id)
{
	for (size_t i = 0; i < items->count; i++)
		if (str_equal(items->item[i].id, id))
			return &items->item[i];
	return NULL;
}

static void add_changes(
	struct request *req, const char *proposal, int answer, const struct items *now, struct buf *json)
{
	CLEANUP(str_free) char *address = str_format("/%s/submissions/%d", proposal, answer);
	CLEANUP(sent_release) struct sent sent = { 0 };

	if (open_sent(&sent, req, address, NULL) < 0)
		return; /* it is not to be seen what was answered: nothing is said of it */
	for (size_t i = 0; i < sent.items.count; i++) {
		const struct item *was = &sent.items.item[i], *is = find_item(now, was->id);

		if (!is || !str_equal(was->text, is->text))
			buf_printf(json, "%s{\"answer\":%d,\"item\":\"%s\"}", json->len > 1 ? "," : "", answer, was->id);
	}
}

/* Of the same state of the council as the page. */
static int read_today(struct request *req, const char *address, struct items *out, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	int code = source_read(req, address, NULL, &text, err);

	if (code == 0)
		code = record_parse(&rec, buf_text(&text), text.len, err);
	if (code == 0)
		*out = items_read(record_body(rec), "R");
	return code;
}

int sent_changes(struct request *req, const char *proposal, struct buf *json, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *address = str_format("/%s", proposal);
	CLEANUP(items_release) struct items now = { 0 };
	bool is_read = false;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT DISTINCT answer FROM visible_outcomes WHERE proposal = ?1 AND published IS NOT NULL", err);

	if (code < 0)
		return code;
	buf_addc(json, '[');
	query_bind_text(query, 1, proposal);
	while ((code = query_step(query, err)) > 0) {
		if (!is_read && (code = read_today(req, address, &now, err)) < 0)
			return code;
		is_read = true;
		add_changes(req, proposal, (int)query_number(query, 0), &now, json);
	}
	buf_addc(json, ']');
	return code;
}
