#include "draft.h"
#include "handlers.h"
#include "kind.h"
#include "text.h"

#include <stdio.h>

/* The backlog: topics that members propose for an agenda. Each is an issue in the state "proposed". */

enum { TRIES = 16, DAY_MINUTES = 24 * 60 };

/* Asking ------------------------------------------------------------------------------------- */

static int show_topics(
	struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	struct page_value values[] = {
		{ "person",   draft_person(req)                                        },
		{ "compares", why || !request_field(req, "heading") ? NULL : "1" },
	};

	if (request_field(req, "action"))
		return reply_form_again(req, reply, "topics", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "topics", values, ARRAY_SIZE(values), err);
}

int get_topics(struct request *req, struct reply *reply, struct error *err)
{
	return show_topics(req, reply, NULL, err);
}

static char *topic_address(const struct request *req)
{
	return str_format("/issues/%s/%s", req->segment[0], req->segment[1]);
}

static int show_topic(
	struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *topic = topic_address(req);
	struct page_value values[] = {
		{ "topic",  topic             },
		{ "person", draft_person(req) },
	};

	if (why)
		return reply_form_again(req, reply, "topic", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "topic", values, ARRAY_SIZE(values), err);
}

int get_topic(struct request *req, struct reply *reply, struct error *err)
{
	return show_topic(req, reply, NULL, err);
}

/* Proposing ----------------------------------------------------------------------------------- */

static const char *typed(const struct request *req, const char *name)
{
	const char *text = request_field(req, name);

	return text && *text ? text : NULL;
}

static int read_topic(struct request *req, struct record **out, struct error *err)
{
	const char *title = typed(req, "heading"), *wanted = typed(req, "wanted");
	CLEANUP(record_free) struct record *rec = record_new("issue");

	if (!title) {
		error_set(err, ERR_INVALID, "write the topic in a line");
		return error_field(err, "heading");
	}
	if (wanted && (wanted[strspn(wanted, "0123456789")] || strtol(wanted, NULL, 10) < 1 ||
			      strtol(wanted, NULL, 10) > DAY_MINUTES)) {
		error_set(err, ERR_INVALID, "write the minutes as a whole number from 1 to 1440");
		return error_field(err, "wanted");
	}
	record_set(rec, "title", title);
	record_set(rec, "state", "proposed");
	record_set(rec, "proposed by", draft_person(req));
	if (wanted)
		record_set(rec, "minutes wanted", wanted);
	if (typed(req, "why"))
		record_set_body(rec, typed(req, "why"));
	*out = TAKE(rec);
	return 0;
}

static int propose_once(struct request *req, const struct record *rec, struct error *err)
{
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(change_free) struct change *change =
		change_new(req->account.name, req->account.login, "");
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *slug = text_slug(record_get(rec, "title"));
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *year = str_copy_n(now, strlen("2015"));
	int number, code = next_number(req, "issue", year, &number, err);

	if (code < 0 || (code = place_make(&path, "issue", year, number, slug, err)) < 0)
		return code;
	record_write(&text, rec);
	change_create(change, buf_text(&path), buf_text(&text), text.len);
	change->action = str_copy("propose-topic");
	free(change->subject);
	change->subject = str_format("%s: %s", record_get(rec, "title"), draft_phrase(req, "topic proposed"));
	return draft_commit(req, TAKE(change), &result, err);
}

static int propose(struct request *req, struct error *err)
{
	CLEANUP(record_free) struct record *rec = NULL;
	int code = read_topic(req, &rec, err);

	if (code < 0)
		return code;
	code = ERR_CONFLICT;
	for (int i = 0; i < TRIES && code == ERR_CONFLICT; i++)
		code = propose_once(req, rec, err);
	return code;
}

/* First the topic is shown beside those that are like it; whoever has seen them proposes it. */
int post_topics(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(record_free) struct record *rec = NULL;
	struct error why;

	if (str_equal(request_field(req, "action"), "compare"))
		return show_topics(req, reply, read_topic(req, &rec, &why) < 0 ? &why : NULL, err);
	if (!str_equal(request_field(req, "action"), "propose"))
		return error_set(err, ERR_INVALID, "the form does not say what to do");
	if (propose(req, &why) < 0)
		return show_topics(req, reply, &why, err);
	reply_redirect(reply, "/topics", "topic-proposed");
	return 0;
}

/* Moving -------------------------------------------------------------------------------------- */

static int move(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	return draft_step(draft, subject, request_field(draft->req, "action"), err);
}

/* Each answers where to go next, in *NEXT. */
static int move_topic(struct request *req, const char *topic, char **next, struct error *err)
{
	*next = str_copy("/topics");
	return draft_change(req, topic, move, NULL, NULL, err);
}

static int take_topic(struct request *req, const char *topic, char **next, struct error *err)
{
	const char *meeting = typed(req, "meeting");

	if (!meeting || !str_starts(meeting, "/meetings/")) {
		error_set(err, ERR_INVALID, "choose a meeting");
		return error_field(err, "meeting");
	}
	*next = str_format("/plan%s", meeting);
	return draft_change(req, meeting, agenda_take_topic, NULL, NULL, err);
}

/* clang-format off */
static const struct {
	const char *action;
	int (*run)(struct request *req, const char *topic, char **next, struct error *err);
} moves[] = {
	{ "take-topic",     take_topic },
	{ "decline-topic",  move_topic },
	{ "withdraw-topic", move_topic },
	{ "propose-topic",  move_topic },
};
/* clang-format on */

int post_topic(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *topic = topic_address(req);
	const char *action = request_field(req, "action");
	struct error why;

	for (size_t i = 0; i < ARRAY_SIZE(moves); i++) {
		CLEANUP(str_free) char *next = NULL;

		if (!str_equal(moves[i].action, action))
			continue;
		if (moves[i].run(req, topic, &next, &why) < 0)
			return show_topic(req, reply, &why, err);
		reply_redirect(reply, next, "saved");
		return 0;
	}
	return error_set(err, ERR_INVALID, "the form does not say what to do");
}
