#include "step.h"
#include "draft.h"
#include "handlers.h"

#include <stdio.h>

/* The steps of a meeting and its minutes: each has a page that says what it does and asks what it needs. */

struct form {
	struct request *req;
	char in[PLACE_MAX + 1];
};

/* One choice, "meetings/2015/0002-x#D1", is two facts. */
static const char *part_of_decision(struct form *form, const char *name)
{
	const char *chosen = request_field(form->req, "decision");
	const char *hash = chosen ? strchr(chosen, '#') : NULL;

	if (!hash)
		return NULL;
	snprintf(form->in, sizeof form->in, "%.*s", (int)(hash - chosen), chosen);
	return str_equal(name, "item") ? hash + 1 : form->in;
}

static const char *fact_of_form(void *ctx, const char *name)
{
	struct form *form = ctx;

	if (str_equal(name, "in") || str_equal(name, "item"))
		return part_of_decision(form, name);
	return request_field(form->req, name);
}

int draft_step(struct draft *draft, struct buf *subject, const char *action, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(str_free) char *now = draft_now(req);
	struct form form = { .req = req };
	struct step step = { req->worker->store, draft->head.hex, draft->path, draft->rec,
		draft->change, now, draft_person(req), req->roles, fact_of_form, &form,
		page_db(req->worker->pages) };
	const struct track_step *row;
	int code = step_take(&step, action, &row, err);

	if (code == 0)
		draft_subject(draft, subject, row->subject, NULL);
	return code;
}

static int take(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	return draft_step(draft, subject, draft->req->segment[2], err);
}

struct shown {
	const char *action;
	const struct track_step *row;
	char *blocked;
	struct request *req;
};

static int find_row(void *ctx, const struct track_step *row, const struct error *blocked,
	struct error *err)
{
	struct shown *shown = ctx;

	if (!str_equal(row->action, shown->action))
		return 0;
	shown->row = row;
	if (blocked)
		shown->blocked = error_text_in(blocked, phrases_get, shown->req->phrases);
	return 0;
}

/* The page of the step ACTION, with what was typed where it was refused (WHY). */
static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *is_action = str_format("is_%s", req->segment[2]);
	struct shown shown = { req->segment[2], NULL, NULL, req };
	int code = draft_open(&draft, req, meeting, err);

	if (code < 0)
		return code;
	struct step step = { req->worker->store, draft.head.hex, draft.path, draft.rec, NULL, now,
		draft_person(req), req->roles, NULL, NULL,
		page_db(req->worker->pages) };

	if ((code = step_each(&step, find_row, &shown, err)) < 0)
		return code;
	CLEANUP(str_free) char *blocked = shown.blocked;
	CLEANUP(str_free) char *day = str_copy_n(now, strlen("2015-07-28"));

	if (!shown.row)
		return error_set(err, ERR_CONFLICT,
			"the state is another one meanwhile: look at the page again");
	CLEANUP(buf_release) struct buf outdated = BUF_INIT;

	if (str_equal(shown.action, "change-call") && (code = draft_outdated(req, meeting, &outdated, err)) < 0)
		return code;
	for (char *p = is_action; *p; p++)
		*p = *p == '-' ? '_' : *p;
	struct page_value values[] = {
		{ "meeting",  meeting                                     },
		{ "action",   shown.action                                },
		{ "button",   request_phrase(req, shown.row->button)      },
		{ "blocked",  blocked                                     },
		{ "day",      day                                         },
		{ "person",   draft_person(req)                              },
		{ "outdated", outdated.len ? buf_text(&outdated) : NULL        },
		{ is_action,  "1"                                         },
	};

	if (why)
		return reply_form_again(req, reply, "step", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "step", values, ARRAY_SIZE(values), err);
}

int get_step(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

int post_step(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct error why;
	int code = draft_change(req, meeting, take, NULL, NULL, &why);

	if (code == ERR_DENIED || code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show(req, reply, &why, err);
	reply_redirect(reply, meeting,
		str_equal(req->segment[2], "publish") ? "published" : "saved");
	return 0;
}
