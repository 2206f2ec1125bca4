#include "submitted.h"
#include "difference.h"
#include "listing.h"
#include "markdown.h"
#include "proposal.h"
#include "submission.h"

void submitted_release(struct submitted *sent)
{
	free(sent->address);
	free(sent->path);
	record_free(sent->rec);
	record_free(sent->text);
	items_release(&sent->items);
	*sent = (struct submitted){ 0 };
}

int submitted_read(struct submitted *out, struct request *req, const char *address, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(submitted_release) struct submitted sent = { .address = str_copy(address) };
	int code = draft_open(&draft, req, address, err);

	if (code < 0)
		return code;
	if (!str_equal(record_get(draft.rec, "record"), "submission"))
		return error_set(err, ERR_NOT_FOUND, "there is no such record");
	struct view view = { req->worker->store, draft.head.hex, NULL };

	if ((code = submission_sealed(&sent.text, &view, draft.path, draft.rec, err)) < 0)
		return code;
	sent.path = proposal_of(draft.path);
	sent.rec = TAKE(draft.rec);
	sent.items = items_read(record_body(sent.text), "R");
	*out = sent;
	sent = (struct submitted){ 0 };
	return 0;
}

static int read_found(struct submitted *out, struct request *req, struct query *query, struct error *err)
{
	int code = query_step(query, err);

	if (code <= 0)
		return code;
	CLEANUP(str_free) char *address = str_copy(query_text(query, 0));

	code = submitted_read(out, req, address, err);
	return code < 0 ? code : 1;
}

int submitted_before(struct submitted *out, struct request *req, const struct submitted *of, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT b.address FROM visible_records r JOIN visible_records b ON b.owner = r.owner AND b.kind = 'submission'"
		" WHERE r.address = ?1 AND b.number < r.number ORDER BY b.number DESC LIMIT 1", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, of->address);
	return read_found(out, req, query, err);
}

/* The last one of the proposal at ADDRESS that the reader sees; 1: found. */
static int read_last(struct submitted *out, struct request *req, const char *address, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT address FROM visible_records WHERE owner = ?1 AND kind = 'submission' ORDER BY number DESC LIMIT 1",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address + 1);
	return read_found(out, req, query, err);
}

void submitted_words(struct buf *out, const struct record *proposal, const char *id)
{
	const char *body = record_body(proposal);
	CLEANUP(items_release) struct items items = items_read(body, "R");

	for (size_t i = 0; i < items.count; i++) {
		const struct item *item = &items.item[i];

		if (!str_equal(item->id, id))
			continue;
		if (item->heading)
			markdown_plain(out, body + item->start, item->end - item->start);
		else
			markdown_plain(out, item->text, strlen(item->text));
		return;
	}
}

void submitted_change(struct buf *html, const struct record *old, const struct record *new, const char *id)
{
	CLEANUP(buf_release) struct buf before = BUF_INIT, after = BUF_INIT;

	submitted_words(&before, old, id);
	submitted_words(&after, new, id);
	if (!str_equal(buf_text(&before), buf_text(&after)))
		difference_html(html, buf_text(&before), buf_text(&after), DIFFERENCE_UNIFIED, 1);
}

static void add_reason(struct buf *json, const struct submitted *sent, const struct yaml *reason, const struct record *now)
{
	CLEANUP(buf_release) struct buf change = BUF_INIT;
	const char *concerns = yaml_get(reason, "concerns"), *why = yaml_get(reason, "reason");

	if (concerns)
		submitted_change(&change, sent->text, now, concerns);
	buf_puts(json, json->len > 1 ? ",{" : "{");
	listing_add_text(json, "concerns", concerns ? concerns : "");
	listing_add_text(json, "reason", why ? why : "");
	listing_add_text(json, "change", buf_text(&change));
	listing_add_text(json, "version", record_get(sent->rec, "version"));
	buf_addc(json, '}');
}

int submitted_reasons(struct buf *json, struct request *req, const char *address, const struct record *now,
	struct error *err)
{
	CLEANUP(submitted_release) struct submitted sent = { 0 };
	const struct yaml *reasons;
	int code = read_last(&sent, req, address, err);

	if (code <= 0 || !str_equal(record_get(sent.rec, "state"), "returned"))
		return code < 0 ? code : 0;
	reasons = yaml_at(record_value(sent.rec, "returned"), "reasons");
	buf_addc(json, '[');
	for (size_t i = 0; i < yaml_count(reasons); i++)
		add_reason(json, &sent, reasons->item[i], now);
	buf_addc(json, ']');
	return 0;
}
