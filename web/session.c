#include "desk.h"
#include "handlers.h"
#include "item_form.h"
#include "participants.h"
#include "reply.h"
#include "text.h"
#include "who.h"

#include <stdio.h>

/* In session: the page that records a meeting while it is held, and the screen in the room. */

/* What a reader was shown of MEETING: the commit, and what lies on the desk. */
static int name_state(struct request *req, const char *meeting, char **etag, struct error *err)
{
	char commit[41] = "";
	int code = page_begin(req->worker->pages, commit, err);

	if (code < 0)
		return code;
	page_end(req->worker->pages);
	*etag = str_format("\"%s-%.12s-%u-%s-%s\"", req->account.login, *commit ? commit : "empty",
		desk_get(req->site->desk, meeting).version, phrases_language(req->phrases),
		req->site->build);
	return 0;
}

/* A page that is asked for every few seconds: while it still holds, its tag is all that is sent. */
static int show_live(struct request *req, struct reply *reply, const char *page, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *etag = NULL;
	struct on_desk now = desk_get(req->site->desk, meeting);
	struct page_value values[] = {
		{ "meeting",        meeting      },
		{ "desk_issue",     now.issue    },
		{ "desk_vote",      now.vote     },
		{ "desk_for",       now.count[0] },
		{ "desk_against",   now.count[1] },
		{ "desk_abstained", now.count[2] },
	};
	int code = name_state(req, meeting, &etag, err);

	if (code == 0 && !reply_is_known(req, etag))
		code = reply_page(req, reply, page, values, ARRAY_SIZE(values), err);
	if (code < 0)
		return code;
	free(reply->etag);
	reply->etag = TAKE(etag);
	return 0;
}

int get_session(struct request *req, struct reply *reply, struct error *err)
{
	return show_live(req, reply, "session", err);
}

int get_session_screen(struct request *req, struct reply *reply, struct error *err)
{
	return show_live(req, reply, "screen", err);
}

/* Answers */

static void add_json(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "%c\"%s\":", out->len ? ',' : '{', name);
	if (value)
		buf_add_json(out, value, strlen(value));
	else
		buf_puts(out, "null");
}

/* To the page's script: what was saved, or why not, in words. */
static int answer_script(
	struct request *req, struct reply *reply, const char *anchor, const struct error *why)
{
	reply->type = "application/json";
	reply->kept_private = true;
	if (why) {
		CLEANUP(str_free) char *words = phrases_error_words(req->phrases, why);

		reply->status = error_http_status(why->code);
		add_json(&reply->body, "error", words);
		add_json(&reply->body, "field", *why->field ? why->field : NULL);
		buf_puts(&reply->body, ",\"asked\":");
		who_questions(req, why, &reply->body);
	} else {
		add_json(&reply->body, "saved", anchor);
	}
	buf_addc(&reply->body, '}');
	return 0;
}

static int show_again(
	struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct page_value values[] = {
		{ "meeting", meeting },
	};

	return reply_form_again(req, reply, "session", values, ARRAY_SIZE(values), why, err);
}

/* Back to the page, at the issue and the kind of entry that were there before. */
static int go_on(struct request *req, struct reply *reply, const char *part)
{
	CLEANUP(buf_release) struct buf address = BUF_INIT;
	const char *issue = request_field(req, "issue"), *letter = request_field(req, "letter");

	buf_printf(&address, "/session/meetings/%s/%s?issue=", req->segment[0], req->segment[1]);
	buf_add_url(&address, issue ? issue : "");
	buf_puts(&address, "&letter=");
	buf_add_url(&address, letter ? letter : "");
	buf_printf(&address, "#%s", part);
	reply_redirect(reply, buf_text(&address), "saved");
	return 0;
}

static int run(struct request *req, struct reply *reply, draft_edit edit, const char *part,
	struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *anchor = NULL;
	struct error why;
	int code = draft_change(req, meeting, edit, NULL, &anchor, &why);

	if (req->format == FORMAT_JSON)
		return answer_script(req, reply, anchor, code < 0 ? &why : NULL);
	if (code < 0)
		return show_again(req, reply, &why, err);
	return go_on(req, reply, part);
}

int post_session_item(struct request *req, struct reply *reply, struct error *err)
{
	return run(req, reply, item_add, "entry", err);
}

/* Attendance */

/* Seconds since 1970 as a time of day in the council's zone. The caller frees. */
static char *draft_time(const struct request *req, long long seconds)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date date;

	if (date_from_time(&date, seconds, req->worker->facts->zone, NULL) < 0)
		return NULL;
	date_write(&text, &date);
	return str_copy(buf_text(&text) + strlen("2015-07-28T"));
}

/* When it was: as the form says, since it may have waited in the browser; else now. */
static char *time_of(const struct request *req)
{
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *then = NULL;
	const char *at = request_field(req, "at");

	if (at && *at && !at[strspn(at, "0123456789")])
		at = then = draft_time(req, strtoll(at, NULL, 10));
	return str_copy_n(at && *at ? at : now + strlen("2015-07-28T"), strlen("15:00"));
}

/* What becomes of the times. */
static const struct attendance {
	const char *name;
	bool arrives, stays_arrived, leaves;
} attendances[] = {
	{ .name = "present"                                             },
	{ .name = "absent"                                              },
	{ .name = "excused"                                             },
	{ .name = "late",       .arrives = true                         },
	{ .name = "left early", .stays_arrived = true,  .leaves = true  },
	{ 0 },
};

/* TIME NULL takes out what is there: a null inside of a map is not written. */
static void put_time(struct yaml *entry, const char *key, const char *time)
{
	yaml_put(entry, key, yaml_scalar(time));
}

static int put_attendance(struct draft *draft, struct yaml *entry, struct error *err)
{
	CLEANUP(str_free) char *time = time_of(draft->req);
	const char *typed = request_field(draft->req, "attendance");
	const struct attendance *row = attendances;

	if (!typed)
		return 0;
	while (row->name && !str_equal(row->name, typed))
		row++;
	if (!row->name)
		return error_set(err, ERR_INVALID, "the form does not say what to do");
	yaml_put_text(entry, "attendance", row->name);
	if (!row->stays_arrived)
		put_time(entry, "arrived", row->arrives ? time : NULL);
	put_time(entry, "left", row->leaves ? time : NULL);
	return 0;
}

static int set_attendance(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *list = participants_copy(draft->rec);
	size_t n;
	int code = participant_find(draft, list, &n, err);

	if (code < 0 || (code = put_attendance(draft, list->item[n], err)) < 0)
		return code;
	if ((code = participant_put_behalf(draft, list->item[n], err)) < 0) {
		if (who_unknown(err)) /* nothing is made in the middle of a session */
			error_set(err, code, "nobody on record is called \"%s\"; add them as a participant first",
				request_field(draft->req, "on_behalf"));
		return error_field(err, "on_behalf");
	}
	record_set_value(draft->rec, "participants", TAKE(list));
	record_unset(draft->rec, "quorum"); /* closing the session notes it anew */
	draft_subject(draft, subject, "attendance", NULL);
	return 0;
}

int post_session_attendance(struct request *req, struct reply *reply, struct error *err)
{
	return run(req, reply, set_attendance, "people", err);
}

/* The screen in the room */

static void copy_field(const struct request *req, const char *name, char *out, size_t room)
{
	const char *text = request_field(req, name);
	CLEANUP(str_free) char *cut = text_excerpt(text ? text : "", room - sizeof "…");

	snprintf(out, room, "%s", cut);
}

int post_session_desk(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct on_desk now = { 0 };

	copy_field(req, "issue_title", now.issue, sizeof now.issue);
	if (str_equal(request_field(req, "letter"), "D")) {
		copy_field(req, "text", now.vote, sizeof now.vote);
		copy_field(req, "votes_for", now.count[0], sizeof now.count[0]);
		copy_field(req, "votes_against", now.count[1], sizeof now.count[1]);
		copy_field(req, "votes_abstained", now.count[2], sizeof now.count[2]);
	}
	desk_put(req->site->desk, meeting, &now);
	if (req->format == FORMAT_JSON)
		return answer_script(req, reply, NULL, NULL);
	return go_on(req, reply, "entry");
}
