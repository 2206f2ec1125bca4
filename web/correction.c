#include "correction.h"
#include "correct.h"
#include "handlers.h"
#include "step.h"


/*
 * A member's correction while the minutes go round: other words for an item, or a
 * remark on the facts or on what is missing. The coordinator takes it up, by one
 * press or by hand, or refuses it and says why.
 */

enum { TRIES = 16, DAY_LEN = 10 };

/* What of the minutes is corrected, beside their items. */
static const char part_facts[] = "facts", part_missing[] = "missing";

static char *beside(const struct draft *draft, const char *folder, const char *name)
{
	const char *slash = strrchr(draft->path, '/');

	return str_format("%.*s/%s/%s.md", slash ? (int)(slash - draft->path) : 0, draft->path,
		folder, name);
}

/* TEXT without the white space around it. The caller frees. */
static char *trimmed(const char *text)
{
	CLEANUP(str_free) char *copy = str_copy(text ? text : "");

	return str_copy(str_trim(copy));
}

/* Sending one -------------------------------------------------------------------------------- */

/* The words of item PART in the minutes REC; NULL where there is none. The caller frees. */
static char *words_of(const struct record *rec, const char *path, const char *part)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, path, NULL);
	const struct minutes_item *item = minutes_find(minutes, part);

	return item ? trimmed(item->text) : NULL;
}

/* The same as they were when the form was shown, at BASE. */
static char *words_at(struct request *req, const char *base, const char *path, const char *part)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;

	if (!base || !*base || store_read(req->worker->store, base, path, &text, NULL, NULL) < 0 ||
		record_parse(&rec, buf_text(&text), text.len, NULL) < 0)
		return NULL;
	return words_of(rec, path, part);
}

static bool is_of_item(const char *part)
{
	return !str_equal(part, part_facts) && !str_equal(part, part_missing);
}

/* Corrections are taken up while the minutes go round, to the closing date. */
static int check_open(const struct draft *draft, const char *now, struct error *err)
{
	const char *until = yaml_get(record_value(draft->rec, "circulated"), "until");

	if (!str_equal(record_get(draft->rec, "minutes"), "circulated"))
		return error_set(err, ERR_INVALID,
			"these minutes do not go round now; tell the coordinator what is wrong");
	if (until && strncmp(now, until, DAY_LEN) > 0)
		return error_set(err, ERR_INVALID,
			"corrections were taken up until %s; tell the coordinator what is wrong", until);
	return 0;
}

/* What was sent: other words for those of an item, or a remark. */
struct sent {
	char *text, *reason;
	char *quote; /* the words as they are; NULL: a remark */
};

static void sent_releasep(struct sent *sent)
{
	free(sent->text);
	free(sent->reason);
	free(sent->quote);
}

/* An item's words that stay as they are, with a reason, are a remark: on who spoke, votes, a date. */
static int read_sent(struct sent *sent, const struct request *req, struct error *err)
{
	sent->text = trimmed(request_field(req, "text"));
	sent->reason = trimmed(request_field(req, "reason"));
	if (*sent->text && !str_equal(sent->text, sent->quote))
		return 0;
	if (*sent->text && *sent->reason) {
		free(sent->text);
		free(sent->quote);
		sent->text = sent->reason;
		sent->quote = NULL;
		sent->reason = str_copy("");
		return 0;
	}
	if (!*sent->text)
		error_set(err, ERR_INVALID, "write what it should say");
	else
		error_set(err, ERR_INVALID,
			"these are the words as they stand: change what is wrong in them, or say below what is wrong");
	return error_field(err, "text");
}

static void put_anchor(struct record *rec, const char *part, const char *quote)
{
	struct yaml *anchor = yaml_map();

	yaml_put_text(anchor, "part", part);
	yaml_put_text(anchor, "quote", quote);
	record_set_value(rec, "anchor", anchor);
}

static struct record *make_correction(struct request *req, const char *base, const char *part,
	const struct sent *sent, const char *now)
{
	CLEANUP(str_free) char *body = str_format("%s\n", sent->text);
	struct record *rec = record_new("correction");

	record_set(rec, "author", draft_person(req));
	record_set(rec, "at", now);
	record_set(rec, "base", base);
	put_anchor(rec, part, sent->quote);
	if (*sent->reason)
		record_set(rec, "reason", sent->reason);
	record_set(rec, "state", "open");
	record_set_body(rec, body);
	return rec;
}

static const char *subject_of(const char *part)
{
	if (str_equal(part, part_facts))
		return "a correction of the facts";
	return str_equal(part, part_missing) ? "a correction: something is missing"
					     : "a correction of %s";
}

static int commit_correction(
	struct draft *draft, const struct record *rec, const char *part, const char *name, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(str_free) char *path = beside(draft, "corrections", name);
	struct change *change;

	draft_subject(draft, &subject, subject_of(part), part);
	record_write(&text, rec);
	change = change_new(req->account.name, req->account.login, buf_text(&subject));
	change->action = str_copy("send-correction");
	change_create(change, path, buf_text(&text), text.len);
	return draft_commit(req, change, &result, err);
}

static int send_once(struct request *req, const char *meeting, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(sent_release) struct sent sent = { 0 };
	const char *part = req->segment[2], *base = NULL;
	char name[DRAFT_ID];
	int code = draft_open(&draft, req, meeting, err);

	if (code < 0 || (code = check_open(&draft, now, err)) < 0)
		return code;
	if (is_of_item(part)) {
		base = request_field(req, "base");
		sent.quote = words_at(req, base, draft.path, part);
		base = sent.quote ? base : NULL;
		sent.quote = sent.quote ? sent.quote : words_of(draft.rec, draft.path, part);
		if (!sent.quote)
			return error_set(err, ERR_NOT_FOUND, "there is no item %s in these minutes", part);
	}
	if ((code = read_sent(&sent, req, err)) < 0)
		return code;
	rec = make_correction(req, base ? base : draft.head.hex, part, &sent, now);
	draft_new_id(name, now);
	return commit_correction(&draft, rec, part, name, err);
}

/* The form for PART, filled with what stands there; WHY it is shown again. */
static int show_form(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *words = NULL;
	CLEANUP(draft_release) struct draft draft = { 0 };
	const char *part = req->segment[2];
	struct error closed;
	int code = draft_open(&draft, req, meeting, err);

	if (code < 0)
		return code;
	words = words_of(draft.rec, draft.path, part);
	if (!words && is_of_item(part))
		return error_set(err, ERR_NOT_FOUND, "there is no item %s in these minutes", part);
	CLEANUP(str_free) char *shut = check_open(&draft, now, &closed) < 0
		? phrases_error_text(req->phrases, &closed)
		: NULL;
	struct page_value values[] = {
		{ "meeting",    meeting                                     },
		{ "part",       part                                        },
		{ "words",      words                                       },
		{ "closed",     shut                                        },
		{ "is_item",    is_of_item(part) ? "1" : NULL               },
		{ "is_facts",   str_equal(part, part_facts) ? "1" : NULL    },
		{ "is_missing", str_equal(part, part_missing) ? "1" : NULL  },
		{ "based_on",   why ? request_field(req, "base") : draft.head.hex },
	};

	if (why)
		return reply_form_again(req, reply, "correction-form", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "correction-form", values, ARRAY_SIZE(values), err);
}

int get_correct(struct request *req, struct reply *reply, struct error *err)
{
	return show_form(req, reply, NULL, err);
}

static char *anchor_of(const char *part)
{
	char *anchor = str_copy(part);

	if (is_of_item(part))
		anchor[0] |= 0x20;
	return anchor;
}

static void go_back(struct request *req, struct reply *reply, const char *part, const char *flash)
{
	CLEANUP(str_free) char *anchor = anchor_of(part);
	CLEANUP(str_free) char *address = str_format(
		"/meetings/%s/%s#%s", req->segment[0], req->segment[1], anchor);

	reply_redirect(reply, address, flash);
}

int post_correct(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct error why;
	int code = draft_done(req, &why);

	for (int i = 0; code == 0 && i < TRIES; i++)
		if ((code = send_once(req, meeting, &why)) != ERR_CONFLICT)
			break;
	if (code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show_form(req, reply, &why, err);
	go_back(req, reply, req->segment[2], "corrected");
	return 0;
}

/* Answering one ------------------------------------------------------------------------------ */

struct answer {
	const char *id;
	char *part; /* of the correction; for the way back */
};

static int read_correction(struct draft *draft, const char *id, struct record **out, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *path = beside(draft, "corrections", id);
	struct place place;
	struct revision head;
	int code;

	if (place_parse(&place, path, NULL) < 0)
		return error_set(err, ERR_NOT_FOUND, "there is no such correction");
	if ((code = store_head(draft->req->worker->store, &head, err)) < 0)
		return code;
	if (store_read(draft->req->worker->store, *draft->head.hex ? draft->head.hex : head.hex, path,
		    &text, NULL, NULL) < 0)
		return error_set(err, ERR_NOT_FOUND, "there is no such correction");
	return record_parse(out, buf_text(&text), text.len, err);
}

static const char *part_of(const struct record *rec)
{
	const char *part = yaml_get(record_value(rec, "anchor"), "part");

	return part ? part : part_missing;
}

static int credit(struct draft *draft, const char *id, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(draft->req);
	CLEANUP(str_free) char *identity = str_format("%s/corrections/%s", meeting + 1, id);

	return draft_credit(draft, identity, err);
}

/* The words are put into the minutes here: there they are being edited. */
static const char *answer_of(void *ctx, const char *name)
{
	if (str_equal(name, "by-hand"))
		return "1";
	return str_equal(name, "answer") ? request_field(ctx, "answer") : NULL;
}

/* The step ACTION of the correction ID, as a part of DRAFT's change. */
static int take(struct draft *draft, const char *id, struct record *rec, const char *action,
	const struct track_step **row, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *path = beside(draft, "corrections", id);
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct step step = { req->worker->store, draft->head.hex, path, rec, draft->change, now,
		draft_person(req), req->roles, answer_of, req,
		NULL };
	int code = step_take(&step, action, row, err);

	if (code < 0)
		return code;
	record_write(&text, rec);
	change_write(draft->change, path, buf_text(&text), text.len);
	return 0;
}

/* An edit of the minutes: the correction's words, its state, and its author's name, in one commit. */
static int accept(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct answer *answer = ctx;
	CLEANUP(record_free) struct record *rec = NULL;
	const struct track_step *row;
	struct request *req = draft->req;
	const char *action = request_field(req, "action");
	const char *typed = str_equal(action, "by-hand") ? request_field(req, "text") : NULL;
	int code = read_correction(draft, answer->id, &rec, err);

	if (code < 0)
		return code;
	free(answer->part);
	answer->part = str_copy(part_of(rec));
	if ((code = take(draft, answer->id, rec, "accept-correction", &row, err)) < 0 ||
		(code = credit(draft, answer->id, err)) < 0)
		return code;
	if (!str_equal(action, "mark") && (code = correct_words(draft->rec, draft->path, rec, typed,
						   draft_language(req), err)) < 0)
		return code;
	draft_subject(draft, subject, is_of_item(answer->part) ? "%s corrected" : row->subject, answer->part);
	return 0;
}

static int close_it(struct draft *draft, struct buf *subject, struct answer *answer,
	const char *action, struct error *err)
{
	CLEANUP(record_free) struct record *rec = NULL;
	const struct track_step *row;
	int code = read_correction(draft, answer->id, &rec, err);

	if (code < 0)
		return code;
	free(answer->part);
	answer->part = str_copy(part_of(rec));
	if ((code = take(draft, answer->id, rec, action, &row, err)) < 0)
		return code == ERR_INVALID ? error_field(err, "answer") : code;
	draft_subject(draft, subject, row->subject, NULL);
	return 0;
}

static int refuse(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	return close_it(draft, subject, ctx, "refuse-correction", err);
}

static int withdraw(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	return close_it(draft, subject, ctx, "withdraw-correction", err);
}

static const struct form_action answers[] = {
	{ "accept",   accept   },
	{ "by-hand",  accept   },
	{ "mark",     accept   },
	{ "refuse",   refuse   },
	{ "withdraw", withdraw },
	{ 0 },
};

int correction_take_up(struct draft *draft, struct error *err)
{
	const char *id = request_field(draft->req, "correction");
	CLEANUP(record_free) struct record *rec = NULL;
	int code;

	if (!id || !*id)
		return 0;
	if ((code = read_correction(draft, id, &rec, err)) < 0 ||
		(code = take(draft, id, rec, "accept-correction", NULL, err)) < 0)
		return code;
	return credit(draft, id, err);
}

/* One correction, with what stands in the minutes now. */
static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(str_free) char *words = NULL;
	CLEANUP(str_free) char *body = NULL;
	int code = draft_open(&draft, req, meeting, err);

	if (code < 0 || (code = read_correction(&draft, req->segment[2], &rec, err)) < 0)
		return code;
	const char *part = part_of(rec), *quote = yaml_get(record_value(rec, "anchor"), "quote");
	bool typed = why && request_field(req, "text");

	words = words_of(draft.rec, draft.path, part);
	body = trimmed(quote || !words ? record_body(rec) : words);
	struct page_value values[] = {
		{ "meeting",     meeting                                                    },
		{ "correction",  req->segment[2]                                            },
		{ "part",        part                                                       },
		{ "is_item",     words ? "1" : NULL                                         },
		{ "is_facts",    str_equal(part, part_facts) ? "1" : NULL                   },
		{ "now_words",   words                                                      },
		{ "has_changed", words && quote && !str_equal(words, quote) ? "1" : NULL    },
		{ "text",        typed ? request_field(req, "text") : body                  },
		{ "is_conflict", why && why->code == ERR_CONFLICT ? "1" : NULL              },
		{ "who",         draft_person(req)                                             },
	};

	if (why)
		return reply_form_again(req, reply, "correction", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "correction", values, ARRAY_SIZE(values), err);
}

int get_correction(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

int post_correction(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct answer answer = { req->segment[2], NULL };
	const struct form_action *action = answers;
	struct error why;
	int code;

	while (action->action && !str_equal(action->action, request_field(req, "action")))
		action++;
	if (!action->action)
		return error_set(err, ERR_INVALID, "the form does not say what to do");
	code = draft_change(req, meeting, action->edit, &answer, NULL, &why);
	CLEANUP(str_free) char *part = answer.part;

	if (code == ERR_DENIED || code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show(req, reply, &why, err);
	go_back(req, reply, part ? part : "", "saved");
	return 0;
}
