/* Answering with a page: the values that every page has, its form again, its ETag. */

#include "reply.h"
#include "as_of.h"
#include "embed.h"
#include "flash.h"
#include "notice_list.h"
#include "paper.h"
#include "pdf.h"
#include "secret.h"
#include "text.h"
#include "who.h"

#include <stdio.h>

enum { VALUES_MAX = 300 };

void values_add(struct values *values, const char *name, const char *value)
{
	for (size_t i = 0; i < values->count; i++)
		if (str_equal(values->value[i].name, name))
			return;
	values->value = mem_grow(values->value, values->count, sizeof *values->value);
	values->value[values->count++] = (struct page_value){ name, value };
}

void values_add_taken(struct values *values, const char *name, char *value)
{
	if (values->nkept == ARRAY_SIZE(values->kept))
		abort();
	values->kept[values->nkept++] = value;
	values_add(values, name, value);
}

void values_release(struct values *values)
{
	for (size_t i = 0; i < values->nkept; i++)
		free(values->kept[i]);
	free(values->value);
	*values = (struct values){ 0 };
}

static void add_files(struct values *values)
{
	/* clang-format off */
	static const char *const files[][2] = {
		{ "style_address",  "static/shura.css" },
		{ "script_address", "static/shura.js" },
		{ "session_address", "static/session.js" },
		{ "live_address",   "static/live.js" },
		{ "editor_address", "static/editor.js" },
		{ "talk_address",   "static/talk.js" },
		{ "icon_address",   "static/shura.svg" },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const struct embedded *file = embedded_find(files[i][1]);

		if (file)
			values_add_taken(values, files[i][0],
				str_format("/static/%s/%s", file->hash, file->name + 7));
	}
}

/* The language that a reader may change to: the one after theirs. */
static void add_languages(struct values *values, const char *language)
{
	size_t n = 0;

	while (phrases_code(n) && !str_equal(phrases_code(n), language))
		n++;
	if (!phrases_code(n) || !phrases_code(++n))
		n = 0;
	values_add(values, "language", language);
	values_add(values, "other_language", phrases_code(n));
	values_add(values, "other_language_name", phrases_name(n));
}

static void add_reader(struct values *values, const struct request *req)
{
	/* clang-format off */
	static const struct {
		const char *name;
		unsigned roles;
	} abilities[] = {
		{ "is_member",        ROLE_MEMBER },
		{ "is_coordinator",   ROLE_COORDINATOR },
		{ "is_agency",        ROLE_AGENCY },
		{ "is_stakeholder",   ROLE_STAKEHOLDER },
		{ "is_administrator", ROLE_ADMINISTRATOR },
	};
	/* clang-format on */

	if (req->format == FORMAT_PDF) /* on paper nothing can be done: it is the same for whoever may read it */
		return;
	for (size_t i = 0; i < ARRAY_SIZE(abilities); i++)
		values_add(values, abilities[i].name,
			request_may(req, abilities[i].roles) ? "1" : NULL);
	values_add(values, "signed_in", req->signed_in ? "1" : NULL);
	values_add(values, "account_person", req->signed_in && *req->account.person ? req->account.person : NULL);
	values_add(values, "account_name", req->signed_in ? req->account.name : NULL);
	values_add(values, "login", req->signed_in ? req->account.login : NULL);
}

/* The address of the same in another format: the path with its suffix, and the query. */
static char *with_suffix(const char *address, const char *suffix)
{
	size_t len = strcspn(address, "?");

	return str_format("%.*s.%s%s", (int)len, address, suffix, address + len);
}

/* A page that can be a PDF says so; where the program is missing, only to those who can have it installed. */
static void add_pdf(struct values *values, const struct request *req, const char *page)
{
	if (paper_is(page) && (pdf_is_there() || request_may(req, ROLE_COORDINATOR | ROLE_ADMINISTRATOR)))
		values_add_taken(values, "pdf_address", with_suffix(req->address_here, "pdf"));
}

static void add_address(struct values *values, const struct request *req)
{
	size_t len = req->path[0] ? strcspn(req->path + 1, "/") : 0;

	values_add(values, "path", req->path);
	values_add(values, "here", str_equal(req->method, "GET") ? req->address_here : NULL);
	values_add_taken(values, "json_address", with_suffix(req->address_here, "json"));
	values_add_taken(values, "csv_address", with_suffix(req->address_here, "csv"));
	if (len && len < 32) {
		char *name = str_format("nav_%.*s", (int)len, req->path + 1);

		values->kept[values->nkept++] = name;
		values_add(values, name, "1");
	}
	values_add(values, "origin", req->site->origin);
}

/* What a page puts in unescaped, and words that it says in our name, never come from outside. */
static bool is_reserved(const struct field *field)
{
	static const char *const ours[] = { "error", "error_field", "lead", "link", "send_to", "done", "changed_meanwhile" };

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		if (str_equal(field->name, ours[i]))
			return true;
	return str_starts(field->name, "bad_") || str_ends(field->name, "_html") || str_ends(field->name, "_json") || field->file;
}

static void add_fields(struct values *values, const struct fields *fields)
{
	for (size_t i = 0; i < fields->count && values->count < VALUES_MAX; i++)
		if (!is_reserved(&fields->field[i]))
			values_add(values, fields->field[i].name, fields->field[i].value);
}

/* How much somebody was told of that they have not seen. */
static void add_unseen(struct values *values, const struct request *req)
{
	long long count = 0;

	if (req->signed_in && notices_unseen(req->worker->private, req->account.id, &count, NULL) == 0 && count)
		values_add_taken(values, "unseen_count", str_format("%lld", count));
}

static void add_standard(struct values *values, const struct request *req,
	const struct reply *reply, const char *day)
{
	const char *language = phrases_language(req->phrases);
	const char *flash = flash_phrase(request_query(req, "done"));

	add_address(values, req);
	as_of_add(values, req);
	add_languages(values, language);
	add_reader(values, req);
	add_unseen(values, req);
	add_files(values);
	values_add(values, "is_form_again", reply->gives_back ? "1" : NULL);
	values_add(values, "council_name", facts_name(req->worker->facts, language));
	values_add(values, "flash", flash ? request_phrase(req, flash) : NULL);
	values_add(values, "today", day);
	if (req->signed_in) {
		char once[TOKEN_LEN + 1];

		token_new(once);
		values_add_taken(values, "once", str_copy(once));
	}
	values_add(values, "form_token",
		req->signed_in || reply->kept_private ? req->form_token : NULL);
}

/* A page that is the same for all who are not signed in has a tag; NULL for any other. */
static char *page_etag(
	const struct request *req, const struct reply *reply, const char *commit, const char *day)
{
	static const char *const formats[] = { "html", "json", "md", "pdf", "csv" };

	if (req->signed_in || reply->kept_private || reply->status || reply->cookies ||
		!str_equal(req->method, "GET") || flash_phrase(request_query(req, "done")))
		return NULL;
	return str_format("\"%.12s-%s-%s-%s-%s%s%s\"", *commit ? commit : "empty",
		phrases_language(req->phrases), req->site->build, formats[req->format], day,
		*req->as_of ? "-" : "", *req->as_of ? req->worker->state : "");
}

/* Between page_begin and page_end. */
static int render(struct request *req, struct reply *reply, const char *page, struct values *values,
	reply_fill fill, const char *commit, struct error *err)
{
	const struct facts *facts = req->worker->facts;
	struct page_reader reader = { roles_audience(req->roles), req->phrases, facts->zone,
		facts->rules, "" };
	const char *day = reader.today;
	int code;

	as_of_today(req, reader.today);
	free(reply->etag); /* of a page that was tried before this one */
	reply->etag = page_etag(req, reply, commit, day);
	if (reply->etag && reply_is_known(req, reply->etag)) {
		reply->status = 304;
		return 0;
	}
	bool kept = reply->etag && req->format != FORMAT_PDF;

	if (req->format == FORMAT_CSV) {
		CLEANUP(str_free) char *name = text_slug(req->path);

		reply->type = "text/csv; charset=utf-8; header=present";
		free(reply->download);
		reply->download = str_format("%s.csv", name);
	}
	if (kept && reply_from_cache(req, reply, page))
		return 0;
	page_set_reader(req->worker->pages, &reader);
	if (fill && (code = fill(req, values, err)) < 0)
		return code;
	add_standard(values, req, reply, day);
	add_pdf(values, req, page);
	if (reply->gives_back)
		add_fields(values, &req->form);
	values_add(values, "title", NULL); /* no address names a page */
	add_fields(values, &req->query);
	buf_cut(&reply->body, 0);
	if (req->format == FORMAT_JSON) {
		reply->type = "application/json";
		code = page_json(req->worker->pages, page, &reader, values->value, values->count,
			&reply->body, err);
	} else if (req->format == FORMAT_CSV) {
		code = page_table(req->worker->pages, page, &reader, values->value, values->count,
			&reply->body, err);
	} else {
		code = page_html(req->worker->pages, page, &reader, values->value, values->count,
			&reply->body, err);
	}
	if (code == 0)
		as_of_mark(req, &reply->body);
	if (code == 0 && kept)
		reply_keep(req, reply, page);
	return code;
}

static int answer(struct request *req, struct reply *reply, const char *page, struct values *values,
	reply_fill fill, struct error *err)
{
	char commit[41] = "";
	int code;

	if (req->format == FORMAT_MARKDOWN)
		return error_set(err, ERR_NOT_FOUND, "only records can be read as Markdown");
	if (req->format == FORMAT_PDF && (code = paper_check(req, reply, page, err)) < 0)
		return code;
	code = page_begin(req->worker->pages, commit, err);
	if (code < 0)
		return code;
	code = facts_refresh(req->worker, commit, err);
	if (code == 0)
		code = render(req, reply, page, values, fill, commit, err);
	page_end(req->worker->pages);
	if (code == 0 && req->format == FORMAT_PDF && reply->status != 304)
		code = paper_make(req, reply, page, err);
	return code;
}

int reply_page_filled(struct request *req, struct reply *reply, const char *page,
	const struct page_value *given, size_t n, reply_fill fill, struct error *err)
{
	CLEANUP(values_release) struct values values = { 0 };

	for (size_t i = 0; i < n; i++)
		values_add(&values, given[i].name, given[i].value);
	return answer(req, reply, page, &values, fill, err);
}

int reply_page(struct request *req, struct reply *reply, const char *page,
	const struct page_value *given, size_t n, struct error *err)
{
	return reply_page_filled(req, reply, page, given, n, NULL, err);
}

/* What FIELD says since somebody else changed it: the form was shown to its reader with that. */
static void add_meanwhile(struct values *values, const struct request *req, const char *field)
{
	if (!req->was_name || !str_equal(req->was_name + strlen("was_"), field))
		return;
	values_add(values, "changed_meanwhile", "1");
	values_add(values, req->was_name, req->was_value);
}

/* The words of WHY, and the field that they are about. */
static void add_error(struct values *values, struct request *req, const struct error *why)
{
	CLEANUP(buf_release) struct buf asked = BUF_INIT;

	values_add_taken(values, "error", phrases_error_words(req->phrases, why));
	values_add(values, "error_field", *why->field ? why->field : NULL);
	if (who_unknown(why)) {
		CLEANUP(buf_release) struct buf likely = BUF_INIT;

		who_likely(req, who_unknown(why), &likely);
		values_add_taken(values, "likely_json", buf_take(&likely));
	}
	who_questions(req, why, &asked);
	values_add_taken(values, "asked_json", buf_take(&asked));
	if (*why->field) {
		char *name = str_format("bad_%s", why->field);

		values->kept[values->nkept++] = name;
		values_add(values, name, "1");
		if (why->code == ERR_CONFLICT)
			add_meanwhile(values, req, why->field);
	}
}

int reply_form_again(struct request *req, struct reply *reply, const char *page,
	const struct page_value *given, size_t n, const struct error *why, struct error *err)
{
	CLEANUP(values_release) struct values values = { 0 };

	reply->status = why ? error_http_status(why->code) : 200;
	reply->gives_back = true;
	reply_begin_visit(req, reply);
	if (why)
		add_error(&values, req, why);
	for (size_t i = 0; i < n; i++)
		values_add(&values, given[i].name, given[i].value);
	return answer(req, reply, page, &values, NULL, err);
}
