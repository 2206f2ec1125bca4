#include "amend.h"
#include "difference.h"
#include "handlers.h"
#include "number.h"
#include "quote.h"
#include "recommendation.h"
#include "reply.h"
#include "short_links.h"
#include "step.h"
#include "talk.h"

/*
 * A member's amendment: other words for a passage, with the reason. An author or the coordinator accepts it by one
 * press, as an edit that names both, or rejects it and says why.
 */

enum { TRIES = 16 };

static const char *typed_or_asked(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	return value ? value : request_query(req, name);
}

/* TEXT without the white space at its end: what stands before the words is the passage's own. */
static char *without_end(const char *text, size_t len)
{
	while (len && strchr(" \t\n", text[len - 1]))
		len--;
	return str_copy_n(text, len);
}

/* Suggesting ----------------------------------------------------------------------------------- */

static struct record *make(struct request *req, const struct talk_range *range, const struct quote_change *change,
	const char *now)
{
	CLEANUP(str_free) char *reason_typed = str_copy(request_field(req, "reason"));
	CLEANUP(str_free) char *body = str_format("%s\n", change->replacement);
	const char *reason = reason_typed ? str_trim(reason_typed) : "";
	struct record *rec = record_new("amendment");
	struct anchor anchor = { 0 };

	anchor_make(&anchor, record_body(range->rec), range->start + change->start, range->start + change->end);
	record_set(rec, "author", draft_person(req));
	record_set(rec, "at", now);
	record_set(rec, "base", range->revision);
	talk_put_anchor(rec, &anchor);
	if (*reason)
		record_set(rec, "reason", reason);
	record_set(rec, "state", "open");
	record_set_body(rec, body);
	anchor_release(&anchor);
	return rec;
}

static int suggest(struct request *req, const char *proposal, struct error *err)
{
	CLEANUP(talk_release) struct talk talk = { 0 };
	CLEANUP(talk_range_release) struct talk_range range = { 0 };
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(str_free) char *now = draft_now(req);
	const char *typed = request_field(req, "text") ? request_field(req, "text") : "";
	CLEANUP(str_free) char *cut = without_end(typed, strlen(typed));
	CLEANUP(str_free) char *new = NULL;
	struct quote_change change = { 0 };
	char id[DRAFT_ID];
	int code = talk_open(&talk, req, proposal, err);

	if (code < 0 || (code = talk_range(&talk, &range, err)) < 0)
		return code;
	CLEANUP(str_free) char *old = without_end(record_body(range.rec) + range.start, range.end - range.start);

	if (!range.is_given)
		return error_set(err, ERR_INVALID, "choose a passage of the text first");
	if (short_links_restore(&new, cut, old, err) < 0)
		return error_field(err, "text");
	if (!quote_change(&change, old, new)) {
		error_set(err, ERR_INVALID, "these are the words as they stand: change what should be another way");
		return error_field(err, "text");
	}
	rec = make(req, &range, &change, now);
	free(change.replacement);
	draft_new_id(id, now);
	CLEANUP(str_free) char *name = str_format("amendments/%s.md", id);
	CLEANUP(str_free) char *path = place_beside(talk.path, name);

	return talk_commit(&talk, rec, path, "suggest-amendment", "an amendment", NULL, err);
}

static int show_form(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(talk_release) struct talk talk = { 0 };
	CLEANUP(talk_range_release) struct talk_range range = { 0 };
	CLEANUP(str_free) char *words = NULL;
	CLEANUP(str_free) char *brief = NULL;
	struct talk_rights rights;
	int code = talk_open(&talk, req, proposal, err);

	if (code < 0 || (code = talk_rights(&talk, &rights, err)) < 0)
		return code;
	if (talk_range(&talk, &range, NULL) == 0 && range.is_given)
		words = without_end(record_body(range.rec) + range.start, range.end - range.start);
	if (!words && !why)
		return error_set(err, ERR_NOT_FOUND, "choose a passage of the text first");
	brief = short_links(words ? words : "");
	struct page_value values[] = {
		{ "proposal",  proposal },
		{ "base",      *range.revision ? range.revision : typed_or_asked(req, "base") },
		{ "passage",   typed_or_asked(req, "passage") },
		{ "skip",      typed_or_asked(req, "skip") },
		{ "quote",     typed_or_asked(req, "quote") },
		{ "has_short", words && !str_equal(words, brief) ? "1" : NULL },
		{ "text",      why ? request_field(req, "text") : brief },
		{ "is_closed", rights.may_amend ? NULL : "1" },
		{ "is_older",  *range.revision && !str_equal(range.revision, talk.revision) ? "1" : NULL },
	};

	if (why)
		return reply_form_again(req, reply, "amend", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "amend", values, ARRAY_SIZE(values), err);
}

int get_amend(struct request *req, struct reply *reply, struct error *err)
{
	return show_form(req, reply, NULL, err);
}

int post_amend(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(str_free) char *back = str_format("%s#p%ld", proposal,
		request_field(req, "passage") ? atol(request_field(req, "passage")) : 1L);
	struct error why;
	int code = draft_done(req, &why);

	for (int i = 0; code == 0 && i < TRIES; i++)
		if ((code = suggest(req, proposal, &why)) != ERR_CONFLICT)
			break;
	if (code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show_form(req, reply, &why, err);
	reply_redirect(reply, back, "suggested");
	return 0;
}

/* One amendment -------------------------------------------------------------------------------- */

/* An amendment with the text that it was made on. */
struct amendment {
	struct talk talk;
	char *path;
	struct record *rec;
	char *base, *replacement;
	struct amend amend;
	bool is_placed; /* its words were found there */
};

static void amendment_releasep(struct amendment *one)
{
	talk_release(&one->talk);
	free(one->path);
	record_free(one->rec);
	free(one->base);
	free(one->replacement);
}

static int amendment_read(struct amendment *out, struct request *req, const char *proposal, struct error *err)
{
	int code = talk_open(&out->talk, req, proposal, err);

	if (code < 0 || (code = talk_part(&out->talk, "amendments", req->segment[2], &out->path, &out->rec, err)) < 0)
		return code;
	struct anchor anchor = talk_anchor(out->rec);

	out->base = talk_read(&out->talk, record_get(out->rec, "base"));
	out->base = out->base ? out->base : str_copy(record_body(out->talk.rec));
	out->replacement = quote_replacement(&anchor, record_body(out->rec));
	out->amend = (struct amend){ .base = out->base, .replacement = out->replacement };
	out->is_placed = anchor_find(&anchor, out->base, &out->amend.start, &out->amend.end);
	return 0;
}

/* What is shown of an amendment: its passage as it was, as it would be, and as it is now. */
struct passage_texts {
	char *base, *amended, *current;
	enum amend_fit fit;
	enum trail_state state;
};

static void passage_texts_releasep(struct passage_texts *texts)
{
	free(texts->base);
	free(texts->amended);
	free(texts->current);
}

static void read_texts(struct passage_texts *out, const struct amendment *one)
{
	const char *now = record_body(one->talk.rec);
	const struct amend *amend = &one->amend;
	CLEANUP(trail_free) struct trail *trail = NULL;
	struct amend_place place;
	struct anchor anchor = talk_anchor(one->rec);
	size_t from, to;

	*out = (struct passage_texts){ .fit = AMEND_CONFLICTS, .state = TRAIL_GONE };
	if (!one->is_placed) {
		out->base = str_copy(anchor.quote ? anchor.quote : "");
		out->amended = str_copy(one->replacement);
		out->current = str_copy("");
		return;
	}
	trail = trail_new(one->base, now);
	place = amend_place(amend, trail);
	out->fit = amend_fit(amend, now, trail);
	out->state = place.state;
	talk_passages_around(one->base, amend->start, amend->end, &from, &to);
	out->base = str_copy_n(one->base + from, to - from);
	out->amended = str_format("%.*s%s%.*s", (int)(amend->start - from), one->base + from, one->replacement,
		(int)(to > amend->end ? to - amend->end : 0), one->base + amend->end);
	talk_passages_now(trail, one->base, amend->start, amend->end, &from, &to);
	talk_passages_around(now, from, to, &from, &to);
	out->current = str_copy_n(now + from, to - from);
}

static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(amendment_release) struct amendment one = { 0 };
	CLEANUP(passage_texts_release) struct passage_texts texts = { 0 };
	CLEANUP(buf_release) struct buf change = BUF_INIT;
	struct talk_rights rights;
	int code = amendment_read(&one, req, proposal, err);

	if (code < 0 || (code = talk_rights(&one.talk, &rights, err)) < 0)
		return code;
	read_texts(&texts, &one);
	difference_html(&change, texts.base, texts.amended, DIFFERENCE_UNIFIED, -1);
	bool typed = why && request_field(req, "text");
	struct page_value values[] = {
		{ "proposal",       proposal },
		{ "amendment",      req->segment[2] },
		{ "change_html",    buf_text(&change) },
		{ "base_words",     texts.base },
		{ "amended_words",  texts.amended },
		{ "current_words",  texts.current },
		{ "text",           typed ? request_field(req, "text") : texts.current },
		{ "fit",            amend_fit_name(texts.fit) },
		{ "is_conflicting", texts.fit == AMEND_CONFLICTS || (why && why->code == ERR_CONFLICT) ? "1" : NULL },
		{ "is_overtaken",   texts.fit == AMEND_OVERTAKEN ? "1" : NULL },
		{ "is_fitting",     texts.fit == AMEND_FITS ? "1" : NULL },
		{ "place_state",    trail_state_name(texts.state) },
		{ "may_decide",     rights.may_decide ? "1" : NULL },
		{ "may_change",     rights.may_change ? "1" : NULL },
		{ "person",         draft_person(req) },
	};

	if (why)
		return reply_form_again(req, reply, "amendment", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "amendment", values, ARRAY_SIZE(values), err);
}

int get_amendment(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

/* Deciding ------------------------------------------------------------------------------------- */

static const char *answer_of(void *ctx, const char *name)
{
	return str_equal(name, "answer") ? request_field(ctx, "answer") : NULL;
}

static int take(struct draft *draft, const char *path, struct record *rec, const char *action,
	const struct track_step **row, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(str_free) char *now = draft_now(req);
	struct step step = { req->worker->store, draft->head.hex, path, rec, draft->change, now, draft_person(req),
		req->roles, answer_of, req, NULL };

	return step_take(&step, action, row, err);
}

/* The text as who accepts has put it, in the place of the passage that the form showed. */
static int by_hand(char **out, const char *text, struct request *req, struct error *err)
{
	const char *was = request_field(req, "was"), *typed = request_field(req, "text");
	const char *at = was && *was ? strstr(text, was) : NULL;
	CLEANUP(str_free) char *words = typed ? without_end(typed, strlen(typed)) : NULL;

	if (!at || strstr(at + 1, was))
		return error_set(err, ERR_CONFLICT,
			"the passage has been changed meanwhile; look at both texts and choose");
	if (!words || !*words) {
		error_set(err, ERR_INVALID, "write what shall stand there");
		return error_field(err, "text");
	}
	*out = str_format("%.*s%s%s", (int)(at - text), text, words, at + strlen(was));
	return 0;
}

/* DRAFT is the proposal: its words, the amendment's state and its author's name are one commit. */
static int accept(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(amendment_release) struct amendment one = { 0 };
	CLEANUP(buf_release) struct buf file = BUF_INIT;
	CLEANUP(str_free) char *text = NULL;
	const struct track_step *row;
	int code = amendment_read(&one, req, ctx, err);

	if (code < 0 || (code = take(draft, one.path, one.rec, "accept-amendment", &row, err)) < 0)
		return code;
	if (str_equal(request_field(req, "action"), "by-hand"))
		code = by_hand(&text, record_body(draft->rec), req, err);
	else if (!one.is_placed)
		code = error_set(err, ERR_CONFLICT,
			"the passage has been changed meanwhile; look at both texts and choose");
	else
		code = amend_apply(&text, &one.amend, record_body(draft->rec), NULL, err);
	CLEANUP(str_free) char *identity = str_format("%s/amendments/%s", one.talk.id, req->segment[2]);

	if (code < 0 || (code = draft_credit(draft, identity, err)) < 0)
		return code;
	number_put_body(draft->rec, text);
	recommendation_number(draft->rec);
	record_write(&file, one.rec);
	change_write(draft->change, one.path, buf_text(&file), file.len);
	draft_subject(draft, subject, row->subject, NULL);
	return 0;
}

/* DRAFT is the amendment. */
static int close_it(struct draft *draft, struct buf *subject, const char *proposal, const char *action,
	struct error *err)
{
	CLEANUP(talk_release) struct talk talk = { 0 };
	const struct track_step *row;
	int code = talk_open(&talk, draft->req, proposal, err);

	if (code < 0 || (code = take(draft, draft->path, draft->rec, action, &row, err)) < 0)
		return code == ERR_INVALID ? error_field(err, "answer") : code;
	draft_subject(&(struct draft){ .req = draft->req, .rec = talk.rec }, subject, row->subject, NULL);
	return 0;
}

static int reject(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	return close_it(draft, subject, ctx, "reject-amendment", err);
}

static int overtake(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	return close_it(draft, subject, ctx, "overtake-amendment", err);
}

static int withdraw(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	return close_it(draft, subject, ctx, "withdraw-amendment", err);
}

static const struct form_action answers[] = {
	{ "accept",   accept   },
	{ "by-hand",  accept   },
	{ "reject",   reject   },
	{ "overtake", overtake },
	{ "withdraw", withdraw },
	{ 0 },
};

int post_amendment(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(str_free) char *address = str_format("%s/amendments/%s", proposal, req->segment[2]);
	CLEANUP(str_free) char *back = str_format("%s#text", proposal);
	const struct form_action *action = answers;
	struct error why;
	int code;

	while (action->action && !str_equal(action->action, request_field(req, "action")))
		action++;
	if (!action->action)
		return error_set(err, ERR_INVALID, "the form does not say what to do");
	code = draft_change(req, action->edit == accept ? proposal : address, action->edit, proposal, NULL, &why);
	if (code == ERR_DENIED || code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show(req, reply, &why, err);
	reply_redirect(reply, back, action->edit == accept ? "accepted" : "saved");
	return 0;
}
