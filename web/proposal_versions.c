#include "difference.h"
#include "handlers.h"
#include "lines.h"
#include "markdown.h"
#include "number.h"
#include "proposal_form.h"
#include "reply.h"
#include "revisions.h"
#include "source.h"
#include "version.h"

#include <stdio.h>

/* The versions of a proposal: the list, one of them to read, naming the text, and taking an older text up again. */

/* The list ------------------------------------------------------------------------------------- */

static char *rows_json(const struct revisions *revisions)
{
	struct buf json = BUF_INIT;

	buf_addc(&json, '[');
	for (size_t i = revisions->count; i-- > 0;)
		buf_printf(&json, "%s{\"id\":\"%s\",\"version\":%d,\"named\":%d}", json.len > 1 ? "," : "",
			revisions->row[i].commit, revisions->row[i].version, revisions->row[i].named);
	buf_addc(&json, ']');
	return buf_take(&json);
}

/* What who asks may do, and where the text stands. */
static void add_state(struct values *values, const struct draft *draft)
{
	const struct yaml *last = version_last(draft->rec);
	bool current = version_is_current(draft->rec);
	char *number = last ? str_format("%d", version_number(last)) : NULL;

	values_add_taken(values, "last_version", number);
	values_add_taken(values, "next_version", str_format("%d", version_number(last) + 1));
	values_add(values, "is_version", current ? "1" : NULL);
	values_add(values, "changed_since", number && !current ? number : NULL);
	values_add(values, "may_edit",
		request_may(draft->req, ROLE_MEMBER) && proposal_form_allows(draft, NULL) == 0 ? "1" : NULL);
	values_add_taken(values, "base", str_copy(draft->head.hex));
}

static int show_list(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(revisions_release) struct revisions revisions = { 0 };
	CLEANUP(values_release) struct values values = { 0 };
	int code = draft_open(&draft, req, address, err);

	if (code < 0 || (code = revisions_read(&revisions, req, address, REVISIONS_MAX, err)) < 0)
		return code;
	values_add_taken(&values, "record", str_copy(address));
	values_add_taken(&values, "rows_json", rows_json(&revisions));
	if (revisions.left_out)
		values_add_taken(&values, "left_out", str_format("%zu", revisions.left_out));
	add_state(&values, &draft);
	if (why)
		return reply_form_again(req, reply, "versions", values.value, values.count, why, err);
	return reply_page(req, reply, "versions", values.value, values.count, err);
}

int get_versions(struct request *req, struct reply *reply, struct error *err)
{
	return show_list(req, reply, NULL, err);
}

/* One version -------------------------------------------------------------------------------------- */

static int add_text(struct values *values, const struct draft *draft, const struct record *rec, struct error *err)
{
	CLEANUP(buf_release) struct buf html = BUF_INIT, numbered = BUF_INIT, front = BUF_INIT;
	struct markdown how = { .path = draft->path, .item_letters = "R", .heading_shift = 1 };
	int code = markdown_html(&html, record_body(rec), strlen(record_body(rec)), &how, err);

	if (code < 0)
		return code;
	yaml_write_json(&front, record_front(rec));
	if (request_query(draft->req, "lines"))
		lines_number(&numbered, buf_text(&html), html.len, 1, 0);
	values_add_taken(values, "text_html", buf_take(numbered.len ? &numbered : &html));
	values_add_taken(values, "front_json", buf_take(&front));
	return 0;
}

int show_version(struct request *req, struct reply *reply, const char *name, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(revisions_release) struct revisions revisions = { 0 };
	CLEANUP(values_release) struct values values = { 0 };
	CLEANUP(record_free) struct record *rec = NULL;
	const struct revision_of *row;
	int code = draft_open(&draft, req, address, err);

	if (code < 0 || (code = revisions_read(&revisions, req, address, REVISIONS_MAX, err)) < 0 ||
		(code = revisions_find(&revisions, name, &row, err)) < 0 ||
		(code = revisions_record(req, row, &rec, err)) < 0 ||
		(code = add_text(&values, &draft, rec, err)) < 0)
		return code;
	values_add_taken(&values, "record", str_copy(address));
	values_add(&values, "commit", row->commit);
	values_add_taken(&values, "version", row->named ? str_format("%d", row->version) : NULL);
	values_add(&values, "is_latest", row == &revisions.row[revisions.count - 1] ? "1" : NULL);
	add_state(&values, &draft);
	return reply_page(req, reply, "version", values.value, values.count, err);
}

int get_version(struct request *req, struct reply *reply, struct error *err)
{
	return show_version(req, reply, req->segment[2], err);
}

/* Naming and restoring --------------------------------------------------------------------------- */

static int name(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	int code = proposal_form_allows(draft, err);

	if (code == 0)
		code = proposal_form_name(draft, subject, err);
	if (code == 0 && !draft->change->action)
		draft->change->action = str_copy("name-version");
	return code;
}

/* Nobody takes back what they have not seen. */
static int check_base(const struct draft *draft, struct error *err)
{
	CLEANUP(buf_release) struct buf seen = BUF_INIT;
	const char *base = request_field(draft->req, "base");

	if (base && strlen(base) == REVISION_LEN &&
		store_read(draft->req->worker->store, base, draft->path, &seen, NULL, NULL) == 0 &&
		(str_equal(buf_text(&seen), draft->text) || draft_is_own(draft)))
		return 0;
	return error_set(err, ERR_CONFLICT,
		"somebody else has changed this file meanwhile; look at it and try again");
}

static void take_fact(struct record *rec, const struct record *old, const char *key)
{
	const struct yaml *value = record_value(old, key);

	if (value)
		record_set_value(rec, key, yaml_copy(value));
	else
		record_set(rec, key, NULL);
}

static int restore(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *old = NULL;
	const char *at = request_field(req, "at"), *called = request_field(req, "called");
	CLEANUP(str_free) char *label = str_format("%.40s", called && *called ? called : at ? at : "");
	int code = proposal_form_allows(draft, err);

	if (code < 0 || (code = check_base(draft, err)) < 0 ||
		(code = source_read(req, address, at && *at ? at : "none", &text, err)) < 0 ||
		(code = record_parse(&old, buf_text(&text), text.len, err)) < 0)
		return code;
	for (size_t i = 0; i < PROPOSAL_FACTS; i++)
		take_fact(draft->rec, old, proposal_facts[i].key);
	number_put_body(draft->rec, record_body(old));
	if (!draft->change->action)
		draft->change->action = str_copy("edit-proposal");
	draft_subject(draft, subject, "the text of %s is taken up again", label);
	return 0;
}

int post_versions(struct request *req, struct reply *reply, struct error *err)
{
	static const struct {
		const char *action;
		draft_edit edit;
		const char *flash;
	} acts[] = { { "name", name, "version-named" }, { "restore", restore, "restored" } };
	CLEANUP(str_free) char *address = draft_address(req);
	struct error why;

	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		if (!str_equal(acts[i].action, request_field(req, "action")))
			continue;
		if (draft_change(req, address, acts[i].edit, NULL, NULL, &why) < 0)
			return show_list(req, reply, &why, err);
		CLEANUP(str_free) char *to = str_format("%s/versions", address);

		reply_redirect(reply, to, acts[i].flash);
		return 0;
	}
	return error_set(err, ERR_INVALID, "the form does not say what to do");
}

/* Comparing ---------------------------------------------------------------------------------------- */

/* The text as people see it: a line a block; SOURCE: its Markdown. */
static void add_shown(struct buf *out, const struct record *rec, bool source)
{
	const char *body = record_body(rec);

	if (source)
		buf_puts(out, body);
	else
		markdown_plain(out, body, strlen(body));
}

struct compared {
	const struct revision_of *row;
	struct record *rec;
	struct buf shown;
};

static void compared_releasep(struct compared *one)
{
	record_free(one->rec);
	buf_release(&one->shown);
}

static int read_compared(struct compared *out, struct request *req, const struct revisions *revisions,
	const char *name, bool source, struct error *err)
{
	int code = revisions_find(revisions, name, &out->row, err);

	if (code == 0 && (code = revisions_record(req, out->row, &out->rec, err)) == 0)
		add_shown(&out->shown, out->rec, source);
	return code;
}

static void add_compared(struct values *values, const struct compared *one, const char *commit,
	const char *version, const char *front)
{
	CLEANUP(buf_release) struct buf json = BUF_INIT;

	yaml_write_json(&json, record_front(one->rec));
	values_add_taken(values, front, buf_take(&json));
	values_add_taken(values, commit, str_copy(one->row->commit));
	values_add_taken(values, version, one->row->named ? str_format("%d", one->row->version) : NULL);
}

int compare_proposal(struct request *req, struct reply *reply, const char *address, struct error *err)
{
	__attribute__((cleanup(compared_releasep))) struct compared old = { 0 }, new = { 0 };
	CLEANUP(revisions_release) struct revisions revisions = { 0 };
	CLEANUP(values_release) struct values values = { 0 };
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	bool sides = str_equal(request_query(req, "style"), "sides"), source = request_query(req, "source");
	size_t deleted, inserted;
	int code = revisions_read(&revisions, req, address, REVISIONS_MAX, err);

	if (code < 0 ||
		(code = read_compared(&old, req, &revisions, request_query(req, "from"), source, err)) < 0 ||
		(code = read_compared(&new, req, &revisions, request_query(req, "to"), source, err)) < 0)
		return code;
	if (!req->signed_in && old.shown.len + new.shown.len > COMPARE_MAX)
		return error_set(err, ERR_TOO_LARGE,
			"these versions are too long to be compared without signing in; each can be read as text");
	difference_html(&html, buf_text(&old.shown), buf_text(&new.shown),
		sides ? DIFFERENCE_SIDES : DIFFERENCE_UNIFIED, request_query(req, "all") ? -1 : 1);
	difference_count(buf_text(&old.shown), buf_text(&new.shown), &deleted, &inserted);
	values_add_taken(&values, "record", str_copy(address));
	values_add_taken(&values, "difference_html", buf_take(&html));
	values_add_taken(&values, "deleted_count", str_format("%zu", deleted));
	values_add_taken(&values, "inserted_count", str_format("%zu", inserted));
	values_add(&values, "is_sides", sides ? "1" : NULL);
	values_add(&values, "is_source", source ? "1" : NULL);
	values_add(&values, "only_marks",
		!deleted && !inserted && !str_equal(record_body(old.rec), record_body(new.rec)) ? "1" : NULL);
	add_compared(&values, &old, "from_commit", "from_number", "old_front");
	add_compared(&values, &new, "to_commit", "to_number", "new_front");
	return reply_page(req, reply, "compare-proposal", values.value, values.count, err);
}
