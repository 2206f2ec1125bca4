#include "difference.h"
#include "draft.h"
#include "handlers.h"
#include "keeping.h"
#include "markdown.h"
#include "kind.h"
#include "number.h"
#include "recommendation.h"
#include "source.h"
#include "text.h"

/*
 * A record as its own Markdown. What was typed was typed on a revision; when the
 * record has moved on, both are merged, and what does not go together is shown.
 */

enum { TRIES = 8 };

static char *record_address(const struct request *req)
{
	return str_format("/%s", req->segment[0]);
}

static const char *const kept_fields[] = { "text", "note", NULL };

static struct kept_form kept_form(const struct request *req, const char *address)
{
	return (struct kept_form){ req->path, address, kept_fields };
}

int get_edit_text(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = record_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	int code = draft_open(&draft, req, address, err);

	if (code < 0)
		return code;
	struct page_value values[] = {
		{ "record", address        },
		{ "base",   draft.head.hex },
		{ "text",   draft.text     },
		{ "note",   ""             },
	};
	const struct kept_form form = kept_form(req, address);

	return keeping_page(req, reply, "edit-text", &form, values, ARRAY_SIZE(values), err);
}

/* What the record shall be: what was typed, merged with what others saved since BASE. */
static int merged_text(struct request *req, const struct draft *draft, const char *base,
	char **out, bool *merged, struct error *err)
{
	CLEANUP(buf_release) struct buf old = BUF_INIT;
	const char *typed = request_field(req, "text");
	int code;

	typed = typed ? typed : "";
	*merged = false;
	if (!base || !*base || (code = store_read(req->worker->store, base, draft->path, &old, NULL, NULL)) < 0)
		return error_set(err, ERR_CONFLICT,
			"this form does not say on which version it was typed: look at what stands there now, and save again");
	*merged = !str_equal(buf_text(&old), draft->text);
	if (!*merged) {
		*out = str_copy(typed);
		return 0;
	}
	return difference_merge(out, buf_text(&old), typed, draft->text, err);
}

static int commit_text(struct request *req, const struct draft *draft, char *text, struct error *err)
{
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(str_free) char *subject = NULL;
	CLEANUP(str_free) char *clean = NULL;
	const char *note = request_field(req, "note"), *title;
	struct change *change;
	int code;

	if ((code = text_clean(&clean, text, strlen(text), err)) < 0 ||
		(code = record_parse(&rec, clean, strlen(clean), err)) < 0)
		return code;
	number_keep(rec, draft->rec);
	if (str_equal(record_kind(rec), "minutes"))
		minutes_number(rec);
	else if (str_equal(record_kind(rec), "proposal"))
		recommendation_number(rec);
	record_write(&out, rec);
	title = record_get(rec, "title");
	title = title ? title : record_get(rec, "name");
	subject = str_format("%s: %s", title ? title : draft->path,
		note && *note ? note : draft_phrase(req, "edited as text"));
	change = change_new(req->account.name, req->account.login, subject);
	change_write(change, draft->path, buf_text(&out), out.len);
	change->base = str_copy(draft->head.hex);
	change->merge = CHANGE_STRICT;
	return draft_commit(req, change, &result, err);
}

/* One try. *RACE: somebody saved between reading and writing; try again on what they saved. */
static int save_once(struct request *req, const char *address, bool *merged, bool *race,
	struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(str_free) char *text = NULL;
	int code = draft_open(&draft, req, address, err);

	*race = false;
	if (code < 0)
		return code;
	code = merged_text(req, &draft, request_field(req, "base"), &text, merged, err);
	if (code < 0)
		return code;
	code = commit_text(req, &draft, text, err);
	*race = code == ERR_CONFLICT;
	return code;
}

static int form_again(struct request *req, struct reply *reply, const char *address,
	const struct error *why, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(buf_release) struct buf difference = BUF_INIT;
	const char *typed = request_field(req, "text");
	const char *base = request_field(req, "base");
	bool conflict = why->code == ERR_CONFLICT;
	struct error told = *why;
	int code = draft_open(&draft, req, address, err);

	if (code < 0)
		return code;
	told.places = 0; /* lines are what this person writes */
	if (conflict)
		difference_html(&difference, draft.text, typed ? typed : "", DIFFERENCE_UNIFIED, 3);
	struct page_value values[] = {
		{ "record",          address                                     },
		{ "base",            conflict ? draft.head.hex : base ? base : "" },
		{ "theirs",          conflict ? draft.text : NULL                },
		{ "difference_html", conflict ? buf_text(&difference) : NULL     },
	};

	return reply_form_again(req, reply, "edit-text", values, ARRAY_SIZE(values), &told, err);
}

static int preview_again(struct request *req, struct reply *reply, const char *address,
	struct error *err)
{
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	const char *typed = request_field(req, "text"), *base = request_field(req, "base");
	struct error why;
	struct markdown how = { .item_letters = "SODAR", .heading_shift = 1 };

	typed = typed ? typed : "";
	if (record_parse(&rec, typed, strlen(typed), &why) < 0 ||
		markdown_html(&html, record_body(rec), strlen(record_body(rec)), &how, &why) < 0)
		return form_again(req, reply, address, &why, err);
	struct page_value values[] = {
		{ "record",       address                          },
		{ "base",         base ? base : "" },
		{ "preview_html", buf_text(&html)                  },
	};

	return reply_form_again(req, reply, "edit-text", values, ARRAY_SIZE(values), NULL, err);
}

int post_edit_text(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = record_address(req);
	bool merged = false, race = true;
	struct kept_form form;
	struct error why;
	int code = ERR_CONFLICT;

	if (str_equal(request_field(req, "action"), "preview"))
		return preview_again(req, reply, address, err);
	for (int i = 0; i < TRIES && race; i++)
		code = save_once(req, address, &merged, &race, &why);
	if (code < 0)
		return form_again(req, reply, address, &why, err);
	form = kept_form(req, address);
	keeping_done(req, &form);
	reply_redirect(reply, address, merged ? "merged" : "saved");
	return 0;
}

/* A piece of Markdown as HTML, for the page that is being typed in: the text of the query's "record", or of none. */
int post_preview(struct request *req, struct reply *reply, struct error *err)
{
	const char *text = request_field(req, "text");
	const char *record = request_query(req, "record");
	struct source source;
	bool is_known = record && source_find(req, record, &source, NULL) == 0;
	struct markdown how = { .path = is_known ? source.path : NULL, .item_letters = "SODAR", .heading_shift = 1 };

	text = text ? text : "";
	if (str_starts(text, "---\n")) {
		const char *end = strstr(text + 4, "\n---\n");

		text = end ? end + 5 : text;
	}
	reply->kept_private = true;
	return markdown_html(&reply->body, text, strlen(text), &how, err);
}

/* People and bodies whose name has a word that begins with "q". */
int get_complete(struct request *req, struct reply *reply, struct error *err)
{
	req->format = FORMAT_JSON;
	return reply_page(req, reply, "complete", NULL, 0, err);
}
