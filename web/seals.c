/* How anybody proves what the council sealed, and the receipt of one submission. */

#include "frozen.h"
#include "handlers.h"
#include "key.h"
#include "reply.h"
#include "seals.h"
#include "sent.h"
#include "signers.h"

/* The lines of allowed-signers as rows for the page. */
static void add_rows(struct buf *out, const char *text)
{
	const char *line = text;

	buf_addc(out, '[');
	while (*line) {
		size_t len = strcspn(line, "\n");
		CLEANUP(buf_release) struct buf fingerprint = BUF_INIT;
		CLEANUP(str_free) char *one = str_copy_n(line, len);
		struct public_key key;

		line += len + (line[len] == '\n');
		if (!signers_read_line(&key, one))
			continue;
		public_key_fingerprint(&fingerprint, &key);
		buf_puts(out, out->len > 1 ? ",{\"line\":" : "{\"line\":");
		buf_add_json(out, one, strlen(one));
		buf_printf(out, ",\"fingerprint\":\"%s\"}", buf_text(&fingerprint));
	}
	buf_addc(out, ']');
}

/* Before the first seal the repository does not name it yet. */
static int add_own(struct buf *signers, struct db *private, struct error *err)
{
	CLEANUP(signing_key_forget) struct signing_key key = { 0 };
	int code = key_find(&key, private, err);

	if (code == 0 && !signers_have(buf_text(signers), &key.public))
		signers_add(signers, &key.public);
	return code;
}

/* What the commands on the page let through of a submission, "number|version". */
static void add_sent_keys(struct buf *out)
{
	for (const char *const *key = frozen_keys("submission"); *key; key++)
		buf_printf(out, "%s%s", out->len ? "|" : "", *key);
}

int seals_keys(struct request *req, struct buf *json, struct error *err)
{
	CLEANUP(buf_release) struct buf signers = BUF_INIT;
	struct revision head;
	int code;

	if ((code = store_head(req->worker->store, &head, err)) < 0 ||
		(code = signers_read(&signers, req->worker->store, head.hex, err)) < 0 ||
		(!*req->as_of && (code = add_own(&signers, req->worker->private, err)) < 0))
		return code;
	add_rows(json, buf_text(&signers));
	return 0;
}

/* PAGE, with the keys that its reader can hold a signature against. */
static int show(struct request *req, struct reply *reply, const char *page, reply_fill fill, struct error *err)
{
	CLEANUP(buf_release) struct buf rows = BUF_INIT, sent = BUF_INIT;
	int code = seals_keys(req, &rows, err);

	if (code < 0)
		return code;
	add_sent_keys(&sent);
	struct page_value values[] = { { "signers", buf_text(&rows) }, { "sent", buf_text(&sent) } };

	return reply_page_filled(req, reply, page, values, ARRAY_SIZE(values), fill, err);
}

int get_seals(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, "seals", NULL, err);
}

/* What was sent is read under its seal. One that is broken says nothing: "shura verify" names what is wrong. */
static int submission_fill(struct request *req, struct values *values, struct error *err)
{
	CLEANUP(buf_release) struct buf json = BUF_INIT;

	if (sent_rows_of(req, req->path, &json, NULL) == 0)
		values_add_taken(values, "sent_json", buf_take(&json));
	return 0;
}

int get_submission(struct request *req, struct reply *reply, struct error *err)
{
	if (req->format == FORMAT_MARKDOWN)
		return read_markdown(req, reply, err);
	return show(req, reply, "submission", submission_fill, err);
}
