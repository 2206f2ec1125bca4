#include "check_view.h"
#include "draft.h"
#include "handlers.h"
#include "publish.h"
#include "seal.h"
#include "kind.h"

#include <stdio.h>

/* A numbered addendum: what is found wrong in minutes after they were sealed. */

enum { TRIES = 16, DAY_LEN = 10 };

static int find_highest(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	int *highest = ctx;
	struct place place;

	if (place_parse(&place, path, NULL) == 0 && place.number > *highest)
		*highest = place.number;
	return 0;
}

static int next_addendum(const struct draft *draft, int *out, struct error *err)
{
	struct view view = { draft->req->worker->store, draft->head.hex, NULL };
	int highest = 0;
	int code = view_each_part(&view, draft->path, "addenda", find_highest, &highest, err);

	if (code == 0)
		*out = highest + 1;
	return code;
}

static int check_item(const struct draft *draft, const char *item, struct error *err)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);

	if (!item || !*item || minutes_find(minutes, item))
		return 0;
	error_set(err, ERR_INVALID, "the minutes have no item %s", item);
	return error_field(err, "concerns");
}

static int read_addendum(const struct draft *draft, int number, struct record **out, struct error *err)
{
	struct request *req = draft->req;
	const char *item = request_field(req, "concerns"), *in = request_field(req, "approved_in");
	CLEANUP(str_free) char *copy = str_copy(request_field(req, "text") ? request_field(req, "text") : "");
	CLEANUP(str_free) char *body = str_format("%s\n", str_trim(copy));
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *day = str_copy_n(now, DAY_LEN);
	CLEANUP(str_free) char *digits = str_format("%d", number);
	CLEANUP(record_free) struct record *rec = record_new("addendum");
	int code = check_item(draft, item, err);

	if (code < 0)
		return code;
	if (*body == '\n') {
		error_set(err, ERR_INVALID, "write what the addendum says");
		return error_field(err, "text");
	}
	record_set(rec, "number", digits);
	if (item && *item)
		record_set(rec, "concerns", item);
	record_set(rec, "by", draft_person(req));
	record_set(rec, "at", day);
	if (in && *in)
		record_set(rec, "approved in", in);
	if (kind_audience(draft->rec) == AUDIENCE_PUBLIC)
		record_set(rec, "audience", audience_name(AUDIENCE_PUBLIC));
	record_set_body(rec, body);
	*out = TAKE(rec);
	return 0;
}

/* One try: a number that somebody else took meanwhile is a conflict. */
static int add_once(struct request *req, const char *meeting, int *number, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(str_free) char *path = NULL;
	CLEANUP(str_free) char *digits = NULL;
	struct change *change;
	int code = draft_open(&draft, req, meeting, err);

	if (code < 0)
		return code;
	if (!seal_is_there(draft.rec))
		return error_set(err, ERR_INVALID, "minutes that are not sealed are edited; they have no addenda");
	if ((code = next_addendum(&draft, number, err)) < 0 ||
		(code = read_addendum(&draft, *number, &rec, err)) < 0)
		return code;
	path = str_format("%.*s/addenda/%02d.md", (int)(strrchr(draft.path, '/') - draft.path),
		draft.path, *number);
	digits = str_format("%d", *number);
	draft_subject(&draft, &subject, "addendum %s", digits);
	record_write(&text, rec);
	change = change_new(req->account.name, req->account.login, buf_text(&subject));
	change->action = str_copy("add-addendum");
	change_create(change, path, buf_text(&text), text.len);
	return draft_commit(req, change, &result, err);
}

static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct page_value values[] = { { "meeting", meeting } };

	if (why)
		return reply_form_again(req, reply, "addendum-form", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "addendum-form", values, ARRAY_SIZE(values), err);
}

int get_addendum_new(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

int post_addendum_new(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *back = NULL;
	struct error why;
	int number = 0, code = ERR_CONFLICT, done = draft_done(req, &why);

	for (int i = 0; done == 0 && code == ERR_CONFLICT && i < TRIES; i++)
		code = add_once(req, meeting, &number, &why);
	if (done < 0 || (done == 0 && code < 0))
		return show(req, reply, &why, err);
	back = number ? str_format("%s#addendum-%d", meeting, number) : str_format("%s#addenda", meeting);
	reply_redirect(reply, back, "added");
	return 0;
}
