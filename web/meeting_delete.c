/* A meeting that was planned by mistake goes again: never called, and nothing recorded. Its number stays used. */

#include "draft.h"
#include "handlers.h"
#include "minutes.h"
#include "site.h"

static int refuse_other(void *ctx, const char *name, struct error *err)
{
	if (str_equal(name, "minutes.md"))
		return 0;
	return error_set(err, ERR_INVALID, "the meeting was called already, or has files of its own: cancel it instead (%s)", name);
}

/* ERR_INVALID: why DRAFT's meeting stays. */
static int check_unused(const struct draft *draft, struct error *err)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);
	CLEANUP(str_free) char *folder = str_copy_n(draft->path, strlen(draft->path) - strlen("/minutes.md"));

	if (!str_equal(record_get(draft->rec, "state"), "planned"))
		return error_set(err, ERR_INVALID, "only a planned meeting is deleted; another one is cancelled");
	if (minutes->items)
		return error_set(err, ERR_INVALID, "something has been recorded at this meeting: delete its items first");
	return store_each_name(draft->req->worker->store, draft->head.hex, folder, refuse_other, NULL, err);
}

static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	struct error unfit;
	int code = draft_open(&draft, req, meeting, err);

	if (code < 0)
		return code;
	if (!why && check_unused(&draft, &unfit) < 0)
		why = &unfit;
	const struct page_value values[] = { { "meeting", meeting } };

	if (why)
		return reply_form_again(req, reply, "meeting-delete", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "meeting-delete", values, ARRAY_SIZE(values), err);
}

int get_meeting_delete(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

static int delete(struct request *req, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	struct change *change;
	int code = draft_open(&draft, req, meeting, err);

	if (code < 0 || (code = check_unused(&draft, err)) < 0)
		return code;
	draft_subject(&draft, &subject, "meeting deleted, made by mistake", NULL);
	change = change_new(req->account.name, req->account.login, buf_text(&subject));
	change->action = str_copy("delete-meeting");
	change_delete(change, draft.path);
	change->base = str_copy(draft.head.hex);
	change->merge = CHANGE_STRICT;
	return draft_commit(req, change, &result, err);
}

int post_meeting_delete(struct request *req, struct reply *reply, struct error *err)
{
	struct error why;
	int code = draft_done(req, &why);

	if (code == 0)
		code = delete(req, &why);
	if (code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show(req, reply, &why, err);
	reply_redirect(reply, "/meetings", "meeting-deleted");
	return 0;
}
