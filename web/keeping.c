#include "keeping.h"
#include "date.h"
#include "handlers.h"
#include "presence.h"
#include "stream.h"
#include "working.h"

#include <stdio.h>
#include <time.h>

enum { RECORD_ADDRESS_MAX = 300, FIELDS_FILLED = 16 };

/* Pages with a form ---------------------------------------------------------------------------- */

/* SECONDS in words, where the council is. */
static char *moment_text(const struct request *req, long long seconds)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date date;

	if (date_from_time(&date, seconds, req->worker->facts->zone, NULL) < 0 &&
		date_from_time(&date, seconds, "UTC", NULL) < 0)
		return str_copy("");
	date_text(&text, &date, phrases_language(req->phrases), DATE_SHORT);
	return buf_take(&text);
}

static int add_field(void *ctx, const char *name, const char *value, struct error *err)
{
	fields_add(ctx, name, value ? value : "");
	return 0;
}

static const char *value_of(const struct page_value *values, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_equal(values[i].name, name))
			return values[i].value ? values[i].value : "";
	return "";
}

static bool differs(const struct kept_form *form, const struct fields *kept,
	const struct page_value *values, size_t n)
{
	for (const char *const *name = form->fields; *name; name++) {
		const char *text = fields_get(kept, *name);

		if (text && !str_equal(text, value_of(values, n, *name)))
			return true;
	}
	return false;
}

static void fill_in(struct values *out, const struct kept_form *form, const struct fields *kept,
	const char *base)
{
	for (size_t i = 0; form->fields[i] && i < FIELDS_FILLED; i++)
		if (fields_get(kept, form->fields[i]))
			values_add_taken(
				out, form->fields[i], str_copy(fields_get(kept, form->fields[i])));
	if (*base)
		values_add_taken(out, "base", str_copy(base));
}

static int add_kept(struct values *out, struct request *req, const struct kept_form *form,
	const struct page_value *values, size_t n, struct error *err)
{
	CLEANUP(fields_release) struct fields kept = { 0 };
	CLEANUP(buf_release) struct buf base = BUF_INIT;
	struct db *db = req->worker->private;
	long long at = 0;
	int code = working_find(db, req->account.id, form->address, &at, &base, err);

	if (code <= 0)
		return code;
	code = working_each(db, req->account.id, form->address, add_field, &kept, err);
	if (code < 0 || !differs(form, &kept, values, n))
		return code;
	if (str_equal(request_query(req, "kept"), form->address)) {
		fill_in(out, form, &kept, buf_text(&base));
		values_add_taken(out, "kept_taken_at", moment_text(req, at));
	} else {
		values_add_taken(out, "kept_offer_at", moment_text(req, at));
	}
	values_add_taken(out, "kept_seconds", str_format("%lld", at));
	return 0;
}

/* Who else edits, and that REQ does now. */
static void add_editors(struct values *out, struct request *req, const struct kept_form *form)
{
	CLEANUP(buf_release) struct buf names = BUF_INIT, line = BUF_INIT;
	long long now = time(NULL);

	if (!form->record || !request_may(req, ROLE_MEMBER))
		return;
	presence_put(req->site->presence, form->record, req->account.id, req->account.name, now,
		PRESENCE_SHOWN);
	streams_wake(req->site->streams);
	presence_others(req->site->presence, form->record, req->account.id, now, &names);
	for (const char *p = buf_text(&names); *p; p++)
		buf_puts(&line, *p == '\n' ? ", " : (char[2]){ *p, '\0' });
	values_add_taken(out, "editing_names", buf_take(&line));
}

int keeping_values(struct values *out, struct request *req, const struct kept_form *form,
	const struct page_value *values, size_t n, struct error *err)
{
	int code = req->signed_in ? add_kept(out, req, form, values, n, err) : 0;

	if (code < 0)
		return code;
	values_add_taken(out, "keep_address", str_copy(form->address));
	values_add_taken(out, "keep_record", form->record ? str_copy(form->record) : NULL);
	if (req->signed_in)
		add_editors(out, req, form);
	for (size_t i = 0; i < n; i++)
		values_add(out, values[i].name, values[i].value);
	return 0;
}

int keeping_page(struct request *req, struct reply *reply, const char *page,
	const struct kept_form *form, const struct page_value *values, size_t n, struct error *err)
{
	CLEANUP(values_release) struct values all = { 0 };
	int code = keeping_values(&all, req, form, values, n, err);

	return code < 0 ? code : reply_page(req, reply, page, all.value, all.count, err);
}

void keeping_done(struct request *req, const struct kept_form *form)
{
	working_done(req->worker->private, req->account.id, form->address, NULL);
	if (form->record)
		presence_leave(req->site->presence, form->record, req->account.id);
	streams_wake(req->site->streams);
}

/* What the page's script sends ----------------------------------------------------------------- */

/* The gate's own fields, and those that say what to do with the others. */
static bool is_own(const char *name)
{
	static const char *const own[] = { "form_token", "once", "base", "action", "record", "back",
		"switch_language" };

	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		if (str_equal(name, own[i]))
			return true;
	return false;
}

static int keep(struct request *req, const char *address, struct error *err)
{
	const char *base = request_field(req, "base");
	struct working_field fields[WORKING_FIELDS_MAX + 1];
	size_t n = 0;

	for (size_t i = 0; i < req->form.count && n < ARRAY_SIZE(fields); i++) {
		const struct field *field = &req->form.field[i];

		if (!is_own(field->name) && !field->file)
			fields[n++] = (struct working_field){ field->name, field->value };
	}
	return working_keep(req->worker->private, req->account.id, address, base ? base : "",
		fields, n, time(NULL), err);
}

/* Only records that the reader sees are edited; *ADDRESS is NULL where the form names none. */
static int find_record(const struct request *req, const char **address, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	const char *record = request_field(req, "record");
	int code;

	*address = NULL;
	if (!record || *record != '/' || strlen(record) > RECORD_ADDRESS_MAX ||
		!request_may(req, ROLE_MEMBER))
		return 0;
	code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT 1 FROM visible_records WHERE address = ?1", err);
	if (code < 0)
		return code;
	query_bind_text(query, 1, record);
	if ((code = query_step(query, err)) > 0)
		*address = record;
	return code < 0 ? code : 0;
}

static int note_presence(struct request *req, struct error *err)
{
	struct presence *presence = req->site->presence;
	const char *record;
	int code = find_record(req, &record, err);

	if (code < 0 || !record)
		return code;
	if (str_equal(request_field(req, "action"), "leave"))
		presence_leave(presence, record, req->account.id);
	else
		presence_put(presence, record, req->account.id, req->account.name, time(NULL),
			PRESENCE_ALIVE);
	streams_wake(req->site->streams);
	return 0;
}

static int answer_kept(struct request *req, struct reply *reply)
{
	CLEANUP(buf_release) struct buf at = BUF_INIT;
	struct date now;

	if (date_from_time(&now, time(NULL), req->worker->facts->zone, NULL) < 0)
		date_from_time(&now, time(NULL), "UTC", NULL);
	date_write(&at, &now);
	reply->type = "application/json";
	reply->kept_private = true;
	buf_puts(&reply->body, "{\"kept_at\":");
	buf_add_json(&reply->body, buf_text(&at), at.len);
	buf_puts(&reply->body, "}\n");
	return 0;
}

int post_keep(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = str_format("/%s", req->segment[0]);
	CLEANUP(buf_release) struct buf taken = BUF_INIT;
	const char *action = request_field(req, "action");
	const char *back = request_back(request_field(req, "back") ? request_field(req, "back") : address);
	int code = request_acts(req, err);

	if (code < 0)
		return code;
	if (str_equal(action, "take")) {
		buf_printf(&taken, "%s%ckept=", back, strchr(back, '?') ? '&' : '?');
		buf_add_url(&taken, address);
		reply_redirect(reply, buf_text(&taken), NULL);
		return 0;
	}
	if (str_equal(action, "discard")) {
		code = working_done(req->worker->private, req->account.id, address, err);
		if (code == 0)
			reply_redirect(reply, back, "thrown-away");
		return code;
	}
	if ((code = keep(req, address, err)) < 0 || (code = note_presence(req, err)) < 0)
		return code;
	return answer_kept(req, reply);
}

int post_alive(struct request *req, struct reply *reply, struct error *err)
{
	int code = note_presence(req, err);

	if (code < 0)
		return code;
	reply->status = 204;
	reply->kept_private = true;
	return 0;
}
