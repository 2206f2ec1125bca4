#include "correction.h"
#include "date.h"
#include "draft.h"
#include "handlers.h"
#include "text.h"
#include "who.h"

#include <stdio.h>

/* The plain facts of a meeting: form fields that are keys of the front matter. */
static const char *const plain_keys[] = { "number", "kind", "starts", "ends",
	"place", "mode" };
static const char *const person_keys[] = { "chair", "secretary" };

bool form_is_untouched(const struct request *req, const char *key)
{
	CLEANUP(str_free) char *name = str_format("was_%s", key);
	const char *typed = request_field(req, key), *was = request_field(req, name);

	return was && str_equal(typed ? typed : "", was);
}

static int put_date(struct draft *draft, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *typed = request_field(draft->req, "date");
	struct date date;

	if (form_is_untouched(draft->req, "date"))
		return 0;
	if (!typed || !*typed) {
		if (record_get(draft->rec, "date"))
			record_set(draft->rec, "date", NULL);
		return 0;
	}
	if (date_parse_typed(&date, typed, err) < 0)
		return error_field(err, "date");
	date_write(&text, &date);
	if (!str_equal(buf_text(&text), record_get(draft->rec, "date")))
		record_set(draft->rec, "date", buf_text(&text));
	return 0;
}

static int find_person(struct draft *draft, const char *key, const char *name, struct who *who,
	struct error *err)
{
	CLEANUP(str_free) char *make = str_format("make_%s", key);
	int code = who_find_or_make(draft, name, request_field(draft->req, make), who, err);

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
	const char *name = request_field(draft->req, key);

	if (form_is_untouched(draft->req, key))
		return 0;
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

/* Where the minutes come from, when somebody else wrote them. */
static void put_source(struct draft *draft)
{
	static const char *const keys[] = { "kind", "title", "author", "url" };
	const struct yaml *old = record_value(draft->rec, "source");
	struct yaml *source = old && old->type == YAML_MAP ? yaml_copy(old) : yaml_map();

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		CLEANUP(str_free) char *field = str_format("source_%s", keys[i]);
		const char *typed = request_field(draft->req, field);

		if (!typed || form_is_untouched(draft->req, field))
			continue;
		yaml_put(source, keys[i], yaml_scalar(*typed ? typed : NULL));
	}
	if (yaml_get(source, "title") || old)
		record_set_value(draft->rec, "source", source);
	else
		yaml_free(source);
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
	if (!str_equal(title, record_get(draft->rec, "title")))
		record_set(draft->rec, "title", title);
	for (size_t i = 0; i < ARRAY_SIZE(plain_keys); i++) {
		const char *typed = request_field(draft->req, plain_keys[i]);

		typed = typed && *typed ? typed : NULL;
		if (form_is_untouched(draft->req, plain_keys[i]))
			continue;
		if (!str_equal(typed, record_get(draft->rec, plain_keys[i])))
			record_set(draft->rec, plain_keys[i], typed);
	}
	put_source(draft);
	if ((code = put_date(draft, err)) < 0 || (code = check_times(draft->req, err)) < 0)
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

/* A name that the person was asked about: now, or before another field was at fault. */
static const char *asked_name(const struct request *req, const char *key, const struct error *why)
{
	CLEANUP(str_free) char *make = str_format("make_%s", key);

	return (who_unknown(why) && str_equal(why->field, key)) || request_field(req, make)
		? request_field(req, key)
		: NULL;
}

/* MEETING is NULL for a new one. */
static int form_again(struct request *req, struct reply *reply, const char *meeting,
	const struct error *why, struct error *err)
{
	struct page_value values[] = {
		{ "meeting",       meeting                            },
		{ "is_new",        meeting ? NULL : "1"               },
		{ "ask_chair",     asked_name(req, "chair", why)      },
		{ "ask_secretary", asked_name(req, "secretary", why)  },
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

/* The meeting that COMMIT made: this very form was sent before. */
static int find_made(struct request *req, const struct revision *commit, char **address,
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT record FROM visible_versions WHERE id = ?1 AND path LIKE '%/minutes.md'", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, commit->hex);
	if ((code = query_step(query, err)) < 0)
		return code;
	*address = next_address(req, code ? query_text(query, 0) : "");
	return 0;
}

/* One try: a number that somebody else has, though no index told yet, is a conflict. */
static int make_once(struct request *req, char **address, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { .req = req, .rec = record_new("minutes") };
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *slug = NULL;
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
	if (result.unchanged)
		return find_made(req, &result.commit, address, err);
	*address = next_address(req, place.identity);
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
