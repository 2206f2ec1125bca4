#include "handlers.h"
#include "passages.h"
#include "quote.h"
#include "remark.h"
#include "reply.h"
#include "talk.h"
#include "version.h"

/*
 * What is said of a proposal: on a passage or on the whole, among members or, while a round is open, to
 * everybody. What was said stays; its authors and the coordinator say what became of it.
 */

enum { TRIES = 16, DAY_LEN = 10 };

static char *trimmed(const char *text)
{
	CLEANUP(str_free) char *copy = str_copy(text ? text : "");

	return str_copy(str_trim(copy));
}

/* Saying something ----------------------------------------------------------------------------- */

/* To whom it is said: a stakeholder speaks to everybody, in the round. */
static int set_audience(struct record *rec, struct request *req, const struct talk_rights *rights,
	struct error *err)
{
	bool to_all = !rights->is_member || str_equal(request_field(req, "audience"), "discussion");
	CLEANUP(str_free) char *round = str_format("%d", rights->round);

	if (to_all && !rights->round)
		return error_set(err, ERR_INVALID,
			"the round of discussion is closed, or does not invite you: write to the coordinator");
	record_set(rec, "audience", to_all ? "discussion" : "members");
	if (to_all)
		record_set(rec, "round", round);
	return 0;
}

static int set_body(struct record *rec, struct request *req, struct error *err)
{
	CLEANUP(str_free) char *words = trimmed(request_field(req, "text"));
	CLEANUP(str_free) char *body = str_format("%s\n", words);

	if (!*words) {
		error_set(err, ERR_INVALID, "write what you want to say");
		return error_field(err, "text");
	}
	record_set_body(rec, body);
	return 0;
}

static struct record *begin(struct request *req, const char *now)
{
	struct record *rec = record_new("comment");

	record_set(rec, "author", draft_person(req));
	record_set(rec, "at", now);
	return rec;
}

static void set_base(struct record *rec, const struct talk_range *range)
{
	CLEANUP(str_free) char *version = str_format("%d", talk_version_of(range->rec));

	record_set(rec, "base", range->revision);
	if (!str_equal(version, "0"))
		record_set(rec, "version", version);
	if (range->is_given) {
		struct anchor anchor = { 0 };

		anchor_make(&anchor, record_body(range->rec), range->start, range->end);
		talk_put_anchor(rec, &anchor);
		anchor_release(&anchor);
	}
}

static const char *kind_of(const struct request *req)
{
	const char *kind = request_field(req, "kind");

	return kind && *kind ? kind : "note";
}

static int save(const struct talk *talk, const struct record *rec, const char *now, const char *subject,
	struct error *err)
{
	char id[DRAFT_ID];

	draft_new_id(id, now);
	CLEANUP(str_free) char *name = str_format("comments/%.*s/%s.md", DAY_LEN, now, id);
	CLEANUP(str_free) char *path = place_beside(talk->path, name);

	return talk_commit(talk, rec, path, "comment", subject, NULL, err);
}

/* *MOVED: the text is another one than the person read. */
static int say(struct request *req, const char *proposal, bool *moved, struct error *err)
{
	CLEANUP(talk_release) struct talk talk = { 0 };
	CLEANUP(talk_range_release) struct talk_range range = { 0 };
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(str_free) char *now = draft_now(req);
	struct talk_rights rights;
	int code = talk_open(&talk, req, proposal, err);

	if (code < 0 || (code = talk_rights(&talk, &rights, err)) < 0 ||
		(code = talk_range(&talk, &range, err)) < 0)
		return code;
	rec = begin(req, now);
	set_base(rec, &range);
	record_set(rec, "kind", kind_of(req));
	if ((code = set_audience(rec, req, &rights, err)) < 0 || (code = set_body(rec, req, err)) < 0)
		return code;
	*moved = !str_equal(range.revision, talk.revision);
	return save(&talk, rec, now, "a comment", err);
}

/* The words of the form that are about TEXT: as HTML, and as they stand in the source. */
struct shown {
	char *quote;
	struct buf html;
};

static void shown_releasep(struct shown *shown)
{
	free(shown->quote);
	buf_release(&shown->html);
}

static void show_range(struct shown *out, const struct talk *talk, const struct talk_range *range)
{
	struct markdown how = { .path = talk->path };

	if (!range->is_given)
		return;
	const char *source = record_body(range->rec) + range->start;
	struct buf words = BUF_INIT;

	markdown_html(&out->html, source, range->end - range->start, &how, NULL);
	markdown_plain(&words, source, range->end - range->start); /* they are found again among the marks of the text */
	out->quote = buf_take(&words);
}

static const char *typed_or_asked(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	return value ? value : request_query(req, name);
}

static int show_form(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(talk_release) struct talk talk = { 0 };
	CLEANUP(talk_range_release) struct talk_range range = { 0 };
	CLEANUP(shown_release) struct shown shown = { 0 };
	struct talk_rights rights;
	int code = talk_open(&talk, req, address, err);

	if (code < 0 || (code = talk_rights(&talk, &rights, err)) < 0)
		return code;
	if (talk_range(&talk, &range, NULL) == 0) /* a quote that stands nowhere is given back below */
		show_range(&shown, &talk, &range);
	CLEANUP(str_free) char *round = rights.round ? str_format("%d", rights.round) : NULL;
	struct page_value values[] = {
		{ "proposal",    address },
		{ "base",        *range.revision ? range.revision : typed_or_asked(req, "base") },
		{ "passage",     typed_or_asked(req, "passage") },
		{ "skip",        typed_or_asked(req, "skip") },
		{ "quote",       why && request_field(req, "quote") ? request_field(req, "quote") : shown.quote },
		{ "quote_html",  shown.html.len ? buf_text(&shown.html) : NULL },
		{ "open_round",  round },
		{ "is_closed",   rights.may_comment ? NULL : "1" },
		{ "is_older",    *range.revision && !str_equal(range.revision, talk.revision) ? "1" : NULL },
		{ "kind_chosen", why ? kind_of(req) : typed_or_asked(req, "kind") },
		{ "to_all",      str_equal(request_field(req, "audience"), "discussion") ? "1" : NULL },
	};

	if (why)
		return reply_form_again(req, reply, "comment-form", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "comment-form", values, ARRAY_SIZE(values), err);
}

int get_comment_new(struct request *req, struct reply *reply, struct error *err)
{
	return show_form(req, reply, NULL, err);
}

int post_comment_new(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(str_free) char *back = request_field(req, "passage") && *request_field(req, "passage")
		? str_format("%s#p%ld", proposal, atol(request_field(req, "passage")))
		: str_format("%s#text", proposal);
	bool moved = false;
	struct error why;
	int code = draft_done(req, &why);

	for (int i = 0; code == 0 && i < TRIES; i++)
		if ((code = say(req, proposal, &moved, &why)) != ERR_CONFLICT)
			break;
	if (code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show_form(req, reply, &why, err);
	reply_redirect(reply, moved ? proposal : back, moved ? "commented-older" : "commented");
	return 0;
}

/* One thread ----------------------------------------------------------------------------------- */

/* Where the words of the thread's first comment are now. */
static int thread_fill(struct request *req, struct values *values, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(talk_release) struct talk talk = { 0 };
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(follow_free) struct follow *follow = NULL;
	struct talk_rights rights;
	int code = talk_open(&talk, req, address, err);

	if (code < 0 || (code = talk_rights(&talk, &rights, err)) < 0 ||
		(code = talk_part(&talk, "comments", req->segment[2], NULL, &rec, err)) < 0)
		return code;
	struct anchor anchor = talk_anchor(rec);

	follow = follow_new(record_body(talk.rec), talk_read, &talk);
	if (anchor.quote)
		values_add(values, "place_state",
			trail_state_name(follow_anchor(follow, record_get(rec, "base"), &anchor).state));
	values_add(values, "may_comment", rights.may_comment ? "1" : NULL);
	values_add(values, "may_decide", rights.may_decide ? "1" : NULL);
	values_add_taken(values, "open_round", rights.round ? str_format("%d", rights.round) : NULL);
	values_add_taken(values, "last_version", str_format("%d", version_number(version_last(talk.rec))));
	return 0;
}

int get_comment(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	struct page_value values[] = { { "proposal", address }, { "comment", req->segment[2] } };
	int code = remark_lead(req, reply, address, req->segment[2], err);

	if (code != 0)
		return code < 0 ? code : 0;
	return reply_page_filled(req, reply, "comment", values, ARRAY_SIZE(values), thread_fill, err);
}

static int again(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(values_release) struct values values = { 0 };
	int code;

	values_add(&values, "proposal", address);
	values_add(&values, "comment", req->segment[2]);
	if ((code = thread_fill(req, &values, err)) < 0)
		return code;
	return reply_form_again(req, reply, "comment", values.value, values.count, why, err);
}

/* A reply is heard by whom the first comment was said to, at most. */
static int answer(struct request *req, const char *proposal, struct error *err)
{
	CLEANUP(talk_release) struct talk talk = { 0 };
	CLEANUP(record_free) struct record *first = NULL;
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(str_free) char *path = NULL;
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(buf_release) struct buf thread = BUF_INIT;
	struct talk_rights rights;
	int code = talk_open(&talk, req, proposal, err);

	if (code < 0 || (code = talk_rights(&talk, &rights, err)) < 0 ||
		(code = talk_part(&talk, "comments", req->segment[2], &path, &first, err)) < 0)
		return code;
	rec = begin(req, now);
	record_set(rec, "kind", kind_of(req));
	place_reference(&thread, path);
	record_set(rec, "reply to", record_get(first, "reply to") ? record_get(first, "reply to") : buf_text(&thread));
	if (str_equal(record_get(first, "audience"), "discussion"))
		code = set_audience(rec, req, &rights, err);
	else
		record_set(rec, "audience", "members");
	if (code < 0 || (code = set_body(rec, req, err)) < 0)
		return code;
	return save(&talk, rec, now, "a reply", err);
}

static bool asks_why(const char *outcome)
{
	return str_equal(outcome, "partly") || str_equal(outcome, "not taken up");
}

static int set_disposition(struct record *rec, const struct talk *talk, struct error *err)
{
	struct request *req = talk->req;
	CLEANUP(str_free) char *why = trimmed(request_field(req, "why"));
	const char *outcome = request_field(req, "outcome");
	int version = version_number(version_last(talk->rec));
	CLEANUP(str_free) char *number = version ? str_format("%d", version) : NULL;
	struct yaml *map;

	if (!outcome || !*outcome) {
		error_set(err, ERR_INVALID, "choose what becomes of it");
		return error_field(err, "outcome");
	}
	if (asks_why(outcome) && !*why) {
		error_set(err, ERR_INVALID, "say why it is not taken up, or only partly");
		return error_field(err, "why");
	}
	map = yaml_map();
	yaml_put_text(map, "outcome", outcome);
	yaml_put_text(map, "why", *why ? why : NULL);
	yaml_put_text(map, "by", draft_person(req));
	yaml_put_text(map, "in version", number);
	record_set_value(rec, "disposition", map);
	return 0;
}

/* DRAFT is the comment. */
static int dispose(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(talk_release) struct talk talk = { 0 };
	struct talk_rights rights;
	int code = talk_open(&talk, req, ctx, err);

	if (code < 0 || (code = talk_rights(&talk, &rights, err)) < 0)
		return code;
	if (!rights.may_decide)
		return error_set(err, ERR_DENIED,
			"what becomes of a comment is said by the authors of the proposal or the coordinator");
	if (str_equal(request_field(req, "action"), "reopen"))
		record_unset(draft->rec, "disposition");
	else if ((code = set_disposition(draft->rec, &talk, err)) < 0)
		return code;
	draft_subject(&(struct draft){ .req = req, .rec = talk.rec }, subject, "what became of a comment", NULL);
	free(draft->change->action);
	draft->change->action = str_copy("dispose-comment");
	return 0;
}

static int act(struct request *req, const char *proposal, struct error *err)
{
	CLEANUP(str_free) char *comment = str_format("%s/comments/%s", proposal, req->segment[2]);
	int code;

	if (!str_equal(request_field(req, "action"), "reply"))
		return draft_change(req, comment, dispose, (void *)proposal, NULL, err);
	code = draft_done(req, err);
	for (int i = 0; code == 0 && i < TRIES; i++)
		if ((code = answer(req, proposal, err)) != ERR_CONFLICT)
			break;
	return code;
}

int post_comment(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(str_free) char *back = str_format("%s/comments/%s", proposal, req->segment[2]);
	bool replies = str_equal(request_field(req, "action"), "reply");
	struct error why;
	int code = act(req, proposal, &why);

	if (code == ERR_NOT_FOUND || code == ERR_DENIED) {
		*err = why;
		return code;
	}
	if (code < 0)
		return again(req, reply, &why, err);
	reply_redirect(reply, back, replies ? "commented" : "saved");
	return 0;
}

/* All of them ---------------------------------------------------------------------------------- */

int get_comments(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	struct page_value values[] = { { "proposal", proposal } };

	return reply_page(req, reply, "comments", values, ARRAY_SIZE(values), err);
}
