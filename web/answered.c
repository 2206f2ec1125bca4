/* An answer of the agency that was published, as everybody reads it: a page, and a letter on paper. */

#include "sent.h"
#include "draft.h"
#include "handlers.h"
#include "reply.h"
#include "seals.h"
#include "secret.h"
#include "source.h"

/* Of its file: what the tag says, and "sha256sum" prints. */
static int add_sum(struct request *req, struct values *values, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	char sum[65];
	int code = source_read(req, req->path, NULL, &text, err);

	if (code < 0)
		return code == ERR_NOT_FOUND ? 0 : code; /* the page says so itself */
	sha256_hex(sum, buf_text(&text), text.len);
	values_add_taken(values, "answer_sum", str_copy(sum));
	return 0;
}

static int fill(struct request *req, struct values *values, struct error *err)
{
	CLEANUP(buf_release) struct buf signers = BUF_INIT, sent = BUF_INIT;
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(str_free) char *submission = str_format("%s/submissions/%s", proposal, req->segment[2]);
	int code;

	if ((code = seals_keys(req, &signers, err)) < 0 || (code = add_sum(req, values, err)) < 0)
		return code;
	values_add_taken(values, "signers", buf_take(&signers));
	/* where what was sent is not to be seen, the page shows today's text */
	if (sent_rows_of(req, submission, &sent, NULL) == 0)
		values_add_taken(values, "sent_json", buf_take(&sent));
	return 0;
}

int get_answer(struct request *req, struct reply *reply, struct error *err)
{
	if (req->format == FORMAT_MARKDOWN)
		return read_markdown(req, reply, err);
	return reply_page_filled(req, reply, "answer", NULL, 0, fill, err);
}
