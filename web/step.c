#include "step.h"
#include "date.h"
#include "draft.h"
#include "handlers.h"
#include "invited.h"
#include "item.h"
#include "letter.h"
#include "route.h"
#include "sent.h"
#include "site.h"
#include "submitted.h"
#include "version.h"

#include <stdio.h>

/* The steps of tracks: each has a page that says what it does and asks what it needs. */

struct form {
	struct request *req;
	char in[PLACE_MAX + 1];
	const char *invited; /* as records name them, one a line */
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
	return str_equal(name, "invited") ? form->invited : request_field(form->req, name);
}

/* Whom a round invites is as public as the round, also somebody who is nobody on record yet. */
static int find_invited(struct draft *draft, struct buf *out, struct error *err)
{
	const char *names = request_field(draft->req, "invited");
	CLEANUP(record_free) struct record *round = record_new("round");
	CLEANUP(inlines_release) struct inlines known = { 0 };
	struct draft of_round = *draft;
	int code;

	if (!names)
		return 0;
	if ((code = invited_known(draft->req, &known, err)) < 0)
		return code;
	record_set(round, "state", "open");
	of_round.rec = round;
	if (who_references(&of_round, names, "invited", &known, out, err) < 0)
		return error_field(err, "invited");
	return 0;
}

int draft_step(struct draft *draft, struct buf *subject, const char *action, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(buf_release) struct buf invited = BUF_INIT;
	struct form form = { .req = req };
	struct step step = { req->worker->store, draft->head.hex, draft->path, draft->rec,
		draft->change, now, draft_person(req), req->roles, fact_of_form, &form,
		page_db(req->worker->pages) };
	const struct track_step *row;
	int code = find_invited(draft, &invited, err);

	form.invited = buf_text(&invited);
	if (code == 0)
		code = step_take(&step, action, &row, err);
	if (code == 0)
		draft_subject(draft, subject, row->subject, NULL);
	return code;
}

/* Steps that pages of their own take, or that go along with another one. */
static const char *const elsewhere[] = { "answer", "report", "withdraw-submission", NULL };

/* Whose steps these are, and where their pages stand. */
struct place_of_step {
	const char *within; /* the route's pattern has it */
	const char *page;
	size_t action; /* the segment */
	const char *part; /* the folder beside the proposal that the record is in, or NULL */
	const char *const *not_here; /* actions, ends with NULL; or NULL */
};

static const struct place_of_step places[] = {
	{ "/rounds/",      "round-step",      3, "rounds",      NULL      },
	{ "/submissions/", "submission-step", 3, "submissions", elsewhere },
	{ "/proposals/",   "proposal-step",   2, NULL,          NULL      },
	{ "/",             "step",            2, NULL,          NULL      },
};

static const struct place_of_step *place_of(const struct request *req)
{
	const struct place_of_step *place = places;

	while (!strstr(req->route->pattern, place->within))
		place++;
	return place;
}

static const char *action_of(const struct request *req)
{
	return req->segment[place_of(req)->action];
}

static int check_is_here(const struct request *req, struct error *err)
{
	const char *const *name = place_of(req)->not_here;

	for (; name && *name; name++)
		if (str_equal(*name, action_of(req)))
			return error_set(err, ERR_NOT_FOUND, "there is no such page");
	return 0;
}

/* "/meetings/2015/1", "/proposals/2015/1/rounds/1". The caller frees. */
static char *address_of(const struct request *req)
{
	char *owner = draft_address(req);

	if (!place_of(req)->part)
		return owner;
	CLEANUP(str_free) char *proposal = owner;

	return str_format("%s/%s/%s", proposal, place_of(req)->part, req->segment[2]);
}

static int take(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	return draft_step(draft, subject, action_of(draft->req), err);
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
		shown->blocked = phrases_error_text(shown->req->phrases, blocked);
	return 0;
}

/* The row of the step that REQ asks for; ERR_CONFLICT where it does not begin here, ERR_DENIED where it is not REQ's. */
static int find_step(struct draft *draft, struct shown *shown, const char *now, struct error *err)
{
	struct request *req = draft->req;
	struct step step = { req->worker->store, draft->head.hex, draft->path, draft->rec, NULL, now,
		draft_person(req), req->roles, NULL, NULL, page_db(req->worker->pages) };
	const struct track *track;
	int code = step_each(&step, find_row, shown, err);

	if (code < 0 || shown->row)
		return code;
	return track_find(&shown->row, &track, draft->rec, shown->action, req->roles, err);
}

/* What the addressee of DRAFT's proposal is called; NULL where none is stated. The caller frees. */
static char *name_of_addressee(const struct draft *draft)
{
	CLEANUP(query_free) struct query *query = NULL;
	const char *addressee = record_get(draft->rec, "addressee");
	struct place place;

	if (!addressee || place_of_reference(&place, addressee, NULL) < 0 ||
		db_prepare(&query, page_db(draft->req->worker->pages),
			"SELECT title FROM visible_records WHERE id = ?1", NULL) < 0)
		return NULL;
	query_bind_text(query, 1, place.identity);
	return query_step(query, NULL) > 0 ? str_copy(query_text(query, 0)) : NULL;
}

/* A covering letter to begin with, in the council's language. The caller frees. */
static char *begin_letter(const struct draft *draft, const char *day)
{
	const struct request *req = draft->req;
	const char *language = draft_language(req);
	CLEANUP(str_free) char *agency = name_of_addressee(draft);
	CLEANUP(str_free) char *number = str_format("%s/%s", req->segment[0], req->segment[1]);
	CLEANUP(items_release) struct items items = items_read(record_body(draft->rec), "R");
	CLEANUP(buf_release) struct buf words = BUF_INIT;
	struct date date;

	if (date_parse(&date, day, NULL) == 0)
		date_text(&words, &date, language, DATE_LONG);
	return letter_draft(LETTER_SUBMISSION, language, &(struct letter){ facts_name(req->worker->facts, language), agency,
		record_get(draft->rec, "title"), number,
		yaml_get(record_value(draft->rec, "adopted"), "version"), buf_text(&words), items.count, NULL });
}

/* What only the record itself tells a page: its versions, a letter to begin with, and what was sent. */
struct told {
	char version[16], next_version[16];
	bool is_unnamed;
	char *letter;
	struct buf sent, came_back, typed;
};

static void told_releasep(struct told *told)
{
	free(told->letter);
	buf_release(&told->sent);
	buf_release(&told->came_back);
	buf_release(&told->typed);
}

/* What was typed, {"reason-R1": …}: for fields of which no page knows how many there are. */
static void add_typed(struct buf *json, const struct request *req)
{
	buf_addc(json, '{');
	for (size_t i = 0; i < req->form.count; i++) {
		buf_puts(json, i ? "," : "");
		buf_add_json(json, req->form.field[i].name, strlen(req->form.field[i].name));
		buf_addc(json, ':');
		buf_add_json(json, req->form.field[i].value, req->form.field[i].len);
	}
	buf_addc(json, '}');
}

static int read_sent(struct told *out, const struct draft *draft, struct error *err)
{
	CLEANUP(sent_release) struct sent sent = { 0 };
	int code = sent_read(&sent, draft->req, draft->head.hex, draft->path, draft->rec, err);

	if (code == 0)
		sent_rows(&sent, &out->sent);
	return code;
}

static int read_told(
	struct told *out, const struct draft *draft, const char *action, const char *day, struct error *err)
{
	int number = version_number(version_last(draft->rec));

	snprintf(out->version, sizeof out->version, "%d", number);
	snprintf(out->next_version, sizeof out->next_version, "%d", number + 1);
	out->is_unnamed = !version_is_current(draft->rec);
	add_typed(&out->typed, draft->req);
	if (str_equal(action, "submit")) {
		CLEANUP(str_free) char *address = draft_address(draft->req);

		out->letter = begin_letter(draft, day);
		return submitted_reasons(&out->came_back, draft->req, address, draft->rec, err);
	}
	return str_equal(action, "return") ? read_sent(out, draft, err) : 0;
}

static const char default_call[] =
	"We ask you to read the draft and to write what you think of it: what you support, what you object to, and what "
	"should be put in other words. Please say which recommendation you speak of.";

/* The page of the step that REQ asks for, with what was typed where it was refused (WHY). */
static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *address = address_of(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *day = str_copy_n(now, strlen("2015-07-28"));
	CLEANUP(str_free) char *is_action = str_format("is_%s", action_of(req));
	CLEANUP(buf_release) struct buf outdated = BUF_INIT;
	struct shown shown = { action_of(req), NULL, NULL, req };
	struct told told __attribute__((cleanup(told_releasep))) = { 0 };
	int code = check_is_here(req, err);

	if (code == 0)
		code = draft_open(&draft, req, address, err);
	if (code == 0)
		code = find_step(&draft, &shown, now, err);
	CLEANUP(str_free) char *blocked = shown.blocked;
	if (code == 0 && str_equal(shown.action, "change-call"))
		code = draft_outdated(req, address, &outdated, err);
	if (code == 0)
		code = read_told(&told, &draft, shown.action, day, err);
	if (code < 0)
		return code;
	for (char *p = is_action; *p; p++)
		*p = *p == '-' ? '_' : *p;
	struct page_value values[] = {
		{ "meeting",      address                                         },
		{ "of",           address                                         },
		{ "action",       shown.action                                    },
		{ "button",       request_phrase(req, shown.row->button)          },
		{ "blocked",      blocked                                         },
		{ "day",          day                                             },
		{ "person",       draft_person(req)                               },
		{ "outdated",     outdated.len ? buf_text(&outdated) : NULL       },
		{ "version",      told.version                                    },
		{ "next_version", told.next_version                               },
		{ "is_unnamed",   told.is_unnamed ? "1" : NULL                    },
		{ "call_draft",   draft_phrase(req, default_call)                 },
		{ "letter_draft", told.letter                                     },
		{ "sent_json",    told.sent.len ? buf_text(&told.sent) : NULL     },
		{ "reasons_json", told.came_back.len ? buf_text(&told.came_back) : NULL },
		{ "typed_json",   buf_text(&told.typed)                           },
		{ "may_be_body",  "1"                                             },
		{ is_action,      "1"                                             },
	};
	const char *page = place_of(req)->page;

	if (why)
		return reply_form_again(req, reply, page, values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, page, values, ARRAY_SIZE(values), err);
}

int get_step(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

/* Steps after which there is something better to say than that it is saved, and a better place to go on. */
static const struct after {
	const char *action, *flash;
	bool to_round; /* the page to go on with is the round's */
} afters[] = {
	{ "publish",       "published",        false           },
	{ "name-version",  "version-named",    false           },
	{ "review",        "in-review",        false           },
	{ "discuss",       "in-discussion",    true  },
	{ "discuss-again", "in-discussion",    true  },
	{ "ready",         "ready",            false           },
	{ "adopt",         "adopted",          false           },
	{ "submit",        "submitted",        false           },
	{ "redraft",       "back-to-draft",    false           },
	{ "revise",        "back-to-draft",    false           },
	{ "resume",        "back-to-draft",    false           },
	{ "park",          "parked",           false           },
	{ "withdraw",      "withdrawn",        false           },
	{ "supersede",     "superseded",       false           },
	{ "extend-round",  "round-extended",   false           },
	{ "close-round",   "round-closed",     false           },
	{ "register",      "registered",       false           },
	{ "take-up",       "review-begun",     false           },
	{ "extend",        "put-off",          false           },
	{ "return",        "returned",         false           },
};

/* The page of the last round of the proposal at ADDRESS, or its own. The caller frees. */
static char *last_round(struct request *req, const char *address)
{
	CLEANUP(query_free) struct query *query = NULL;

	if (db_prepare(&query, page_db(req->worker->pages),
		    "SELECT address FROM visible_records WHERE owner = ?1 AND kind = 'round' ORDER BY number DESC LIMIT 1",
		    NULL) < 0)
		return str_copy(address);
	query_bind_text(query, 1, address + 1);
	return str_copy(query_step(query, NULL) > 0 ? query_text(query, 0) : address);
}

static void go_on(struct request *req, struct reply *reply, const char *address)
{
	const char *action = action_of(req);
	bool of_minutes = str_equal(place_of(req)->page, "step");

	for (size_t i = 0; i < ARRAY_SIZE(afters); i++) {
		if (!str_equal(afters[i].action, action) || (of_minutes && i))
			continue;
		CLEANUP(str_free) char *to = afters[i].to_round ? last_round(req, address) : str_copy(address);

		reply_redirect(reply, to, afters[i].flash);
		return;
	}
	reply_redirect(reply, address, "saved");
}

int post_step(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = address_of(req);
	struct error why;
	int code = check_is_here(req, &why);

	if (code == 0)
		code = draft_change(req, address, take, NULL, NULL, &why);

	if (code == ERR_DENIED || code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show(req, reply, &why, err);
	go_on(req, reply, address);
	return 0;
}
