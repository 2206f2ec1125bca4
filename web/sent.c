#include "sent.h"
#include "markdown.h"
#include "proposal.h"
#include "submission.h"

/* What an item says, in one line where it is one. */
static void add_html(struct buf *json, const char *text, const char *path)
{
	struct markdown how = { .path = path };
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	int code = strchr(text, '\n') ? markdown_html(&html, text, strlen(text), &how, NULL)
				      : markdown_inline_html(&html, text, strlen(text), &how, NULL);

	if (code < 0)
		buf_add_html(&html, text, strlen(text));
	buf_add_json(json, buf_text(&html), html.len);
}

int sent_recommendations(struct buf *json, const struct request *req, const char *head, const char *path,
	const struct record *rec, struct error *err)
{
	struct view view = { req->worker->store, head, NULL };
	CLEANUP(record_free) struct record *sealed = NULL;
	CLEANUP(str_free) char *proposal = proposal_of(path);
	int code = submission_sealed(&sealed, &view, path, rec, err);

	if (code < 0)
		return code;
	CLEANUP(items_release) struct items items = items_read(record_body(sealed), "R");
	buf_addc(json, '[');
	for (size_t i = 0; i < items.count; i++) {
		buf_puts(json, i ? ",{\"item\":" : "{\"item\":");
		buf_add_json(json, items.item[i].id, strlen(items.item[i].id));
		buf_puts(json, ",\"html\":");
		add_html(json, items.item[i].text, proposal);
		buf_addc(json, '}');
	}
	buf_addc(json, ']');
	return 0;
}
