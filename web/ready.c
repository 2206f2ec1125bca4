/* The agency's page of texts that it has ready for its answers. */

#include "handlers.h"
#include "ready_text.h"

static char *trimmed(const struct request *req, const char *name)
{
	CLEANUP(str_free) char *copy = str_copy(request_field(req, name) ? request_field(req, name) : "");

	return str_copy(str_trim(copy));
}

static long long id_of(const struct request *req)
{
	const char *id = request_field(req, "id");

	return id ? strtoll(id, NULL, 10) : 0;
}

static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(buf_release) struct buf ready = BUF_INIT;
	int code = ready_texts(req->worker->private, &ready, err);

	if (code < 0)
		return code;
	const struct page_value values[] = {
		{ "title",      request_phrase(req, "Ready texts for answers") },
		{ "ready_json", buf_text(&ready)                               },
		{ "failed",     why ? request_field(req, "id") : NULL          },
	};

	reply->kept_private = true;
	if (why)
		return reply_form_again(req, reply, "ready", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "ready", values, ARRAY_SIZE(values), err);
}

int get_ready(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

int post_ready(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *name = trimmed(req, "name");
	CLEANUP(str_free) char *text = trimmed(req, "text");
	bool deletes = str_equal(request_field(req, "action"), "delete");
	struct db *db = req->worker->private;
	struct error why;
	int code = request_acts(req, &why);

	if (code == 0)
		code = deletes ? ready_text_delete(db, id_of(req), &why)
			       : ready_text_save(db, id_of(req), name, text, &why);
	if (code < 0)
		return show(req, reply, &why, err);
	reply_redirect(reply, "/review/templates", deletes ? "text-deleted" : "saved");
	return 0;
}
