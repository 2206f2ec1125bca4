#include "correction.h"
#include "date.h"
#include "draft.h"
#include "handlers.h"
#include "meanwhile.h"
#include "text.h"
#include "who.h"

#include <stdio.h>

/* A fact that is one line of text. */
struct fact {
	const char *field, *key;
	const char *usual;   /* what the form shows of a meeting that says nothing */
	const char *context; /* of its choices' names; "": they are phrases; NULL: it is as it is written */
};

static const struct fact plain_facts[] = {
	{ "heading", "title",  NULL,      NULL   },
	{ "number",  "number", NULL,      NULL   },
	{ "kind",    "kind",   "session", ""     },
	{ "starts",  "starts", NULL,      NULL   },
	{ "ends",    "ends",   NULL,      NULL   },
	{ "place",   "place",  NULL,      NULL   },
	{ "mode",    "mode",   NULL,      "mode" },
};
/* Where the minutes come from, when somebody else wrote them. */
static const struct fact source_facts[] = {
	{ "source_kind",   "kind",   NULL, "source" },
	{ "source_title",  "title",  NULL, NULL     },
	{ "source_author", "author", NULL, NULL     },
	{ "source_url",    "url",    NULL, NULL     },
};
static const char *const person_keys[] = { "chair", "secretary" };

/* Whether the form changes FACT, which is NOW; *TYPED is what it says, NULL for nothing. */
static int fact_changed(
	struct draft *draft, const struct fact *fact, const char *now, const char **typed, struct error *err)
{
	CLEANUP(str_free) char *was = str_format("was_%s", fact->field);
	const struct request *req = draft->req;
	const char *words = NULL;

	if (!now && request_field(req, was))
		now = fact->usual;
	if (now && fact->context)
		words = *fact->context ? phrases_get_in(req->phrases, fact->context, now)
				       : request_phrase(req, now);
	*typed = request_field(req, fact->field);
	*typed = *typed && **typed ? *typed : NULL;
	return form_changed(draft, fact->field, now, words, err);
}

static int put_plain(struct draft *draft, const struct fact *fact, struct error *err)
{
	const char *now = record_get(draft->rec, fact->key), *typed;
	int code = fact_changed(draft, fact, now, &typed, err);

	if (code > 0)
		record_set(draft->rec, fact->key, typed);
	return code < 0 ? code : 0;
}

/* 1: the day that was typed is another than NOW. */
static int date_changed(struct draft *draft, const char *now, struct error *err)
{
	CLEANUP(buf_release) struct buf words = BUF_INIT;
	struct date date;

	if (now && date_parse(&date, now, NULL) == 0)
		date_text(&words, &date, phrases_language(draft->req->phrases), DATE_LONG);
	return form_changed(draft, "date", now, words.len ? buf_text(&words) : NULL, err);
}

static int put_date(struct draft *draft, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *typed = request_field(draft->req, "date"), *now = record_get(draft->rec, "date");
	struct date date;
	int code;

	if (form_is_untouched(draft->req, "date"))
		return 0;
	if (typed && *typed) {
		if (date_parse_typed(&date, typed, err) < 0)
			return error_field(err, "date");
		date_write(&text, &date);
		if (str_equal(buf_text(&text), now))
			return 0;
	}
	if ((code = date_changed(draft, now, err)) > 0)
		record_set(draft->rec, "date", text.len ? buf_text(&text) : NULL);
	return code < 0 ? code : 0;
}

static int find_person(struct draft *draft, const char *key, const char *name, struct who *who,
	struct error *err)
{
	int code = who_find_or_make(draft, name, who_choice(draft->req, key, name), who, err);

	if (code < 0)
		return code;
	if (who->path && !who->person)
		return error_set(err, ERR_INVALID, "%s is an institution; name a person", who->label);
	if (!who->path && strchr(name, '/'))
		return error_set(err, ERR_INVALID, "a name that is left as written has no slash: \"%s\"", name);
	return 0;
}

static int put_person(struct draft *draft, const char *key, struct error *err)
{
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(buf_release) struct buf ref = BUF_INIT;
	CLEANUP(str_free) char *now = NULL;
	const char *name = request_field(draft->req, key);
	int code;

	if ((code = form_who_now(draft->req, record_get(draft->rec, key), &now, err)) < 0 ||
		(code = form_changed(draft, key, now, NULL, err)) <= 0)
		return code;
	if (!name || !*name) {
		record_set(draft->rec, key, NULL);
		return 0;
	}
	if (find_person(draft, key, name, &who, err) < 0)
		return error_field(err, key);
	if (who.path)
		place_reference(&ref, who.path);
	record_set(draft->rec, key, who.path ? buf_text(&ref) : name);
	return 0;
}

static int put_source(struct draft *draft, struct error *err)
{
	const struct yaml *old = record_value(draft->rec, "source");
	CLEANUP(yaml_free) struct yaml *source = old && old->type == YAML_MAP ? yaml_copy(old) : yaml_map();

	for (size_t i = 0; i < ARRAY_SIZE(source_facts); i++) {
		const struct fact *fact = &source_facts[i];
		const char *typed;
		int code;

		if (!request_field(draft->req, fact->field))
			continue;
		if ((code = fact_changed(draft, fact, yaml_get(source, fact->key), &typed, err)) < 0)
			return code;
		if (code > 0)
			yaml_put(source, fact->key, yaml_scalar(typed));
	}
	if (yaml_get(source, "title") || old)
		record_set_value(draft->rec, "source", TAKE(source));
	return 0;
}

static int check_times(struct request *req, struct error *err)
{
	const char *starts = request_field(req, "starts"), *ends = request_field(req, "ends");

	if (!starts || !ends || !*starts || !*ends || strcmp(ends, starts) >= 0)
		return 0;
	error_set(err, ERR_INVALID, "the meeting ends before it starts");
	return error_field(err, "ends");
}

/* Only what differs is set, so that keys nobody touched keep their lines. */
static int put_facts(struct draft *draft, struct error *err)
{
	const char *title = request_field(draft->req, "heading");
	int code;

	if (!title || !*title) {
		error_set(err, ERR_INVALID, "write a title: what the meeting was about");
		return error_field(err, "heading");
	}
	for (size_t i = 0; i < ARRAY_SIZE(plain_facts); i++)
		if ((code = put_plain(draft, &plain_facts[i], err)) < 0)
			return code;
	if ((code = put_source(draft, err)) < 0 || (code = put_date(draft, err)) < 0 || (code = check_times(draft->req, err)) < 0)
		return code;
	for (size_t i = 0; i < ARRAY_SIZE(person_keys); i++)
		if ((code = put_person(draft, person_keys[i], err)) < 0)
			return code;
	return 0;
}

static int edit_facts(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	int code = put_facts(draft, err);

	if (code == 0)
		code = correction_take_up(draft, err);
	if (code == 0)
		draft_subject(draft, subject, "date, place and other facts", NULL);
	return code;
}

/* MEETING is NULL for a new one. */
static int form_again(struct request *req, struct reply *reply, const char *meeting,
	const struct error *why, struct error *err)
{
	struct page_value values[] = {
		{ "meeting", meeting              },
		{ "is_new",  meeting ? NULL : "1" },
	};

	return reply_form_again(req, reply, "facts-form", values, ARRAY_SIZE(values), why, err);
}

/* The facts as they stand; the chair's and secretary's names come from the page's question. */
int get_facts(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct page_value values[] = { { "meeting", meeting } };

	return reply_page(req, reply, "facts-form", values, ARRAY_SIZE(values), err);
}

int post_facts(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *back = str_format("/record%s", meeting);
	struct error why;

	if (draft_change(req, meeting, edit_facts, NULL, NULL, &why) < 0)
		return form_again(req, reply, meeting, &why, err);
	reply_redirect(reply, back, "saved");
	return 0;
}

int get_meeting_new(struct request *req, struct reply *reply, struct error *err)
{
	struct page_value values[] = { { "is_new", "1" } };

	return reply_page(req, reply, "facts-form", values, ARRAY_SIZE(values), err);
}

static void year_of(const struct record *rec, char out[16])
{
	struct date date;
	const char *text = record_get(rec, "date");

	if (text && date_parse(&date, text, NULL) == 0)
		snprintf(out, 16, "%04d", date.year);
	else
		strcpy(out, "undated");
}

static bool is_to_come(const struct request *req)
{
	return str_equal(request_field(req, "planned"), "1");
}

/* Where the coordinator goes on: a meeting that is to come is planned, another one recorded. */
static char *next_address(const struct request *req, const char *identity)
{
	return str_format("/%s/%s", is_to_come(req) ? "plan" : "record", identity);
}

/* One try: a number that somebody else has, though no index told yet, is a conflict. */
static int make_once(struct request *req, char **address, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { .req = req, .rec = record_new("minutes") };
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *slug = NULL;
	CLEANUP(str_free) char *identity = NULL;
	struct place place;
	char year[16];
	int number, code;

	draft.change = change_new(req->account.name, req->account.login, "");
	record_set(draft.rec, "state", is_to_come(req) ? "planned" : "held");
	record_set(draft.rec, "minutes", "draft");
	if ((code = put_facts(&draft, err)) < 0)
		return code;
	year_of(draft.rec, year);
	slug = text_slug(record_get(draft.rec, "title"));
	if ((code = next_number(req, "minutes", year, &number, err)) < 0 ||
		(code = place_make(&path, "minutes", year, number, slug, err)) < 0 ||
		(code = place_parse(&place, buf_text(&path), err)) < 0)
		return code;
	record_write(&text, draft.rec);
	change_create(draft.change, buf_text(&path), buf_text(&text), text.len);
	free(draft.change->subject);
	draft.change->subject = str_format("%s: %s", record_get(draft.rec, "title"),
		draft_phrase(req, "a new meeting"));
	if ((code = draft_commit(req, TAKE(draft.change), &result, err)) < 0)
		return code;
	identity = str_copy(place.identity);
	if (result.unchanged && (code = draft_made(req, &result.commit, "minutes.md", &identity, err)) < 0)
		return code;
	*address = next_address(req, identity);
	return 0;
}

int post_meeting_new(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = NULL;
	struct error why;
	int code = ERR_CONFLICT;

	for (int i = 0; i < 16 && code == ERR_CONFLICT; i++)
		code = make_once(req, &address, &why);
	if (code < 0)
		return form_again(req, reply, NULL, &why, err);
	reply_redirect(reply, address, "made");
	return 0;
}

int get_recording(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct page_value values[] = { { "meeting", meeting } };

	return reply_page(req, reply, "record", values, ARRAY_SIZE(values), err);
}

int form_run(struct request *req, struct reply *reply, const struct form_action *actions,
	const char *page, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *anchor = NULL;
	CLEANUP(str_free) char *back = NULL;
	struct error why;

	while (actions->action && !str_equal(actions->action, request_field(req, "action")))
		actions++;
	if (!actions->action && !req->only_shown)
		return error_set(err, ERR_INVALID, "the form does not say what to do");
	if (draft_change(req, meeting, actions->edit, NULL, &anchor, &why) < 0) {
		struct page_value values[] = { { "meeting", meeting } };

		return reply_form_again(req, reply, page, values, ARRAY_SIZE(values), &why, err);
	}
	back = str_format("%.*s%s%s", (int)(strrchr(req->path, '/') - req->path), req->path,
		anchor ? "#" : "", anchor ? anchor : "");
	reply_redirect(reply, back, "saved");
	return 0;
}
