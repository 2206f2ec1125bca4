#include "review.h"
#include "date.h"
#include "handlers.h"
#include "listing.h"
#include "reviewed.h"
#include "track.h"

#include <stdio.h>
#include <time.h>

/* The page that a reviewer works on, and what the agency keeps beside it for itself alone. */

struct listed {
	struct request *req;
	struct buf json;
};

static void begin_row(struct buf *json)
{
	buf_puts(json, json->len > 1 ? ",{" : "{");
}

static void add_number(struct buf *json, const char *name, long long number)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%lld", number);
	listing_add_text(json, name, digits);
}

/* "2016-03-24T10:15+04:00", where the council is. */
static void add_moment(struct buf *json, const struct request *req, long long seconds)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date date;

	if (date_from_time(&date, seconds, req->worker->facts->zone, NULL) == 0 ||
		date_from_time(&date, seconds, "UTC", NULL) == 0)
		date_write(&text, &date);
	listing_add_text(json, "at", buf_text(&text));
}

/* What private.db holds ------------------------------------------------------------------------------ */

static int list_note(void *ctx, const struct review_note *note, struct error *err)
{
	struct listed *list = ctx;

	begin_row(&list->json);
	add_number(&list->json, "id", note->id);
	listing_add_text(&list->json, "item", note->item);
	listing_add_text(&list->json, "author", note->author);
	listing_add_text(&list->json, "text", note->text);
	listing_add_text(&list->json, "own", note->account == list->req->account.id ? "1" : "");
	add_moment(&list->json, list->req, note->at);
	buf_addc(&list->json, '}');
	return 0;
}

static int list_assignment(void *ctx, const struct review_assignment *one, struct error *err)
{
	struct listed *list = ctx;

	begin_row(&list->json);
	add_number(&list->json, "id", one->id);
	listing_add_text(&list->json, "submission", one->submission);
	listing_add_text(&list->json, "item", one->item);
	listing_add_text(&list->json, "unit", one->unit);
	listing_add_text(&list->json, "login", one->login);
	listing_add_text(&list->json, "name", one->name);
	listing_add_text(&list->json, "until", one->until);
	listing_add_text(&list->json, "by", one->by);
	add_moment(&list->json, list->req, one->at);
	buf_addc(&list->json, '}');
	return 0;
}

static int list_person(void *ctx, const char *login, const char *name, struct error *err)
{
	struct listed *list = ctx;

	begin_row(&list->json);
	listing_add_text(&list->json, "login", login);
	listing_add_text(&list->json, "name", name);
	buf_addc(&list->json, '}');
	return 0;
}

/* The rows that a question of review.h gave, as a value of the page. */
static void end_list(struct values *values, const char *name, struct listed *list)
{
	buf_addc(&list->json, ']');
	values_add_taken(values, name, buf_take(&list->json));
}

static int add_private(struct values *values, struct request *req, const char *submission, struct error *err)
{
	struct listed notes = { .req = req }, assigned = { .req = req }, people = { .req = req };
	struct db *db = req->worker->private;
	int code;

	buf_addc(&notes.json, '[');
	code = review_notes(db, submission, list_note, &notes, err);
	end_list(values, "notes_list", &notes);
	buf_addc(&assigned.json, '[');
	if (code == 0)
		code = review_assignments(db, submission, list_assignment, &assigned, err);
	end_list(values, "assigned_list", &assigned);
	buf_addc(&people.json, '[');
	if (code == 0)
		code = review_people(db, list_person, &people, err);
	end_list(values, "people_list", &people);
	return code;
}

char *review_mine_json(struct request *req)
{
	struct listed list = { .req = req };

	if (!req->signed_in || !request_may(req, ROLE_AGENCY) || req->format == FORMAT_PDF) /* paper is the same for all */
		return NULL;
	buf_addc(&list.json, '[');
	if (review_mine(req->worker->private, req->account.id, list_assignment, &list, NULL) < 0) {
		buf_release(&list.json);
		return NULL;
	}
	buf_addc(&list.json, ']');
	return buf_take(&list.json);
}

/* The page ------------------------------------------------------------------------------------------- */

/* "/proposals/2015/1/submissions/1", of the route's segments. The caller frees. */
static char *address_of(const struct request *req)
{
	return str_format("/proposals/%s/%s/submissions/%s", req->segment[0], req->segment[1], req->segment[2]);
}

/* The steps that who asks may take, from the table. */
static char *moves_json(const struct request *req, const struct record *rec)
{
	const struct track *track = track_of("submission", "state");
	struct buf json = BUF_INIT;

	buf_addc(&json, '[');
	for (const struct track_step *step = track->steps; step->action; step++) {
		if (!str_equal(step->from, record_get(rec, "state")) || !request_may(req, step->may & ROLE_AGENCY))
			continue;
		begin_row(&json);
		listing_add_text(&json, "action", step->action);
		listing_add_text(&json, "button", request_phrase(req, step->button));
		listing_add_text(&json, "aside", step->way == WAY_ASIDE ? "1" : "");
		buf_addc(&json, '}');
	}
	buf_addc(&json, ']');
	return buf_take(&json);
}

/* The page; WHY (may be NULL) is what is wrong with the form that was sent to FORM, "notes" or "assign". */
static int show(struct request *req, struct reply *reply, const char *form, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *address = address_of(req);
	CLEANUP(submitted_release) struct submitted sent = { 0 };
	CLEANUP(values_release) struct values values = { 0 };
	int code = submitted_read(&sent, req, address, err);

	if (code < 0 || (code = review_texts(&values, req, &sent, err)) < 0 ||
		(code = add_private(&values, req, address + 1, err)) < 0)
		return code;
	values_add(&values, "submission", address);
	values_add(&values, "form", form);
	values_add_taken(&values, "moves_list", moves_json(req, sent.rec));
	reply->kept_private = true;
	if (why)
		return reply_form_again(req, reply, "review", values.value, values.count, why, err);
	return reply_page(req, reply, "review", values.value, values.count, err);
}

int get_review(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, NULL, err);
}

/* What is sent --------------------------------------------------------------------------------------- */

static const char *field_or_empty(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	return value ? value : "";
}

/* A recommendation of what was sent, or "" for the whole. */
static int check_item(struct request *req, const char *address, struct error *err)
{
	CLEANUP(submitted_release) struct submitted sent = { 0 };
	const char *item = field_or_empty(req, "item");
	int code = submitted_read(&sent, req, address, err);

	if (code < 0 || !*item)
		return code;
	for (size_t i = 0; i < sent.items.count; i++)
		if (str_equal(sent.items.item[i].id, item))
			return 0;
	return error_set(err, ERR_INVALID, "%s is no recommendation of the version that was sent", item);
}

/* A day as typed, that is not over; "" for none. */
static int read_until(struct request *req, struct buf *out, struct error *err)
{
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *typed = str_copy(field_or_empty(req, "until"));
	struct date date;
	int code;

	if (!*str_trim(typed))
		return 0;
	code = date_parse_typed(&date, str_trim(typed), err);
	if (code == 0 && (!date.day || date.timed))
		code = error_set(err, ERR_INVALID, "\"%s\" is no day; write it like 2015-07-28", str_trim(typed));
	if (code == 0) {
		date_write(out, &date);
		if (strcmp(buf_text(out), now) < 0 && strncmp(buf_text(out), now, out->len) != 0)
			code = error_set(err, ERR_INVALID, "%s is over already", buf_text(out));
	}
	return code < 0 ? error_field(err, "until") : 0;
}

static int note(struct request *req, const char *address, const char **flash, struct error *err)
{
	struct db *db = req->worker->private;
	const char *text = field_or_empty(req, "text"), *form = field_or_empty(req, "once");
	CLEANUP(str_free) char *trimmed = str_copy(text);

	if (str_equal(request_field(req, "action"), "delete")) {
		*flash = "deleted-note";
		return review_note_delete(db, address + 1, atoll(field_or_empty(req, "note")), req->account.id, err);
	}
	*flash = "noted-inside";
	return review_note_add(db, address + 1, field_or_empty(req, "item"), req->account.id, str_trim(trimmed), form,
		time(NULL), err);
}

static int assign(struct request *req, const char *address, const char **flash, struct error *err)
{
	CLEANUP(buf_release) struct buf until = BUF_INIT;
	CLEANUP(str_free) char *unit = str_copy(field_or_empty(req, "unit"));
	struct review_assignment to = { .submission = address + 1, .item = field_or_empty(req, "item"),
		.unit = str_trim(unit), .login = field_or_empty(req, "person") };
	int code = read_until(req, &until, err);

	to.until = buf_text(&until);
	*flash = *to.unit || *to.login ? "assigned" : "assigned-nobody";
	if (code < 0)
		return code;
	return review_assign(req->worker->private, &to, atoll(field_or_empty(req, "seen")), req->account.id, time(NULL),
		err);
}

typedef int (*act_fn)(struct request *req, const char *address, const char **flash, struct error *err);

static int act(struct request *req, struct reply *reply, const char *form, act_fn fn, struct error *err)
{
	CLEANUP(str_free) char *address = address_of(req);
	const char *item = field_or_empty(req, "item"), *flash = NULL;
	struct error why;
	int code = request_acts(req, &why);

	if (code == 0)
		code = check_item(req, address, &why);
	if (code == 0)
		code = fn(req, address, &flash, &why);
	if (code < 0)
		return code == ERR_NOT_FOUND ? (*err = why, code) : show(req, reply, form, &why, err);
	CLEANUP(str_free) char *to = *item ? str_format("/review%s#r%s", address, item + 1)
					   : str_format("/review%s#whole", address);

	reply_redirect(reply, to, flash);
	return 0;
}

int post_review_notes(struct request *req, struct reply *reply, struct error *err)
{
	return act(req, reply, "notes", note, err);
}

int post_review_assign(struct request *req, struct reply *reply, struct error *err)
{
	return act(req, reply, "assign", assign, err);
}
