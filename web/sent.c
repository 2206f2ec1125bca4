#include "sent.h"
#include "draft.h"
#include "markdown.h"
#include "proposal.h"
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

int sent_rows_of(struct request *req, const char *address, struct buf *json, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(sent_release) struct sent sent = { 0 };
	int code = draft_open(&draft, req, address, err);

	if (code == 0)
		code = sent_read(&sent, req, draft.head.hex, draft.path, draft.rec, err);
	if (code == 0)
		sent_rows(&sent, json);
	return code;
}
