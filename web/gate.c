#include "gate.h"
#include "as_of.h"
#include "changed.h"
#include "sealed.h"
#include "secret.h"

static bool is_post(const struct request *req)
{
	return str_equal(req->method, "POST");
}

/* QUERY but for what a page says once, after something was done. */
static void add_lasting(struct buf *out, const char *query)
{
	char before = '?';

	for (const char *p = query; *p;) {
		size_t n = strcspn(p, "&");

		if (n && !str_starts(p, "done=")) {
			buf_addc(out, before);
			buf_add(out, p, n);
			before = '&';
		}
		p += n + (p[n] == '&');
	}
}

/* The path and its query: a link back to what was asked for. */
static char *address_here(const char *path, const char *query)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (const char *p = path; *p;) {
		size_t n = strcspn(p, "/");
		CLEANUP(str_free) char *segment = str_copy_n(p, n);

		buf_add_url(&out, segment);
		p += n;
		if (*p) {
			buf_addc(&out, '/');
			p++;
		}
	}
	add_lasting(&out, query);
	return buf_take(&out);
}

static int known_method(const struct message *msg, int *status, struct error *err)
{
	static const char *const known[] = { "GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE",
		"PATCH", "TRACE" };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (str_equal(msg->method, known[i]))
			return 0;
	*status = 501;
	return error_set(err, ERR_INVALID, "the program that asked broke a rule of HTTP: %s",
		"a method that is not known here");
}

int gate_admit(struct request *req, const struct message *msg, int *status, struct error *err)
{
	const char *query = "";
	int code;

	req->message = msg;
	req->head = str_equal(msg->method, "HEAD");
	req->method = req->head ? "GET" : msg->method;
	code = message_check(msg, status, err);
	if (code == 0)
		code = known_method(msg, status, err);
	if (code == 0)
		code = message_path(msg, &req->path, &query, status, err);
	if (code < 0) {
		request_read(req, "", NULL);
		return code;
	}
	req->format = request_format(msg, req->path);
	if (!*req->path) {
		free(req->path);
		req->path = str_copy("/");
	}
	req->address_here = address_here(req->path, query);
	*status = 400;
	code = request_read(req, query, err);
	if (code < 0)
		return code;
	req->route = route_find(req->method, req->path, req->segment, &req->allowed);
	return 0;
}

size_t gate_room(const struct request *req)
{
	if (!is_post(req))
		return 0;
	return req->route && req->route->max_body ? req->route->max_body : GATE_BODY;
}

bool gate_waits(const struct request *req)
{
	if (req->route && req->route->for_all)
		return false;
	return is_post(req) || *req->came_with || as_of_is_asked(req) || req->format == FORMAT_PDF || req->format == FORMAT_CSV || (req->route && req->route->slow);
}

int gate_identify(struct request *req, struct error *err)
{
	int code;

	if (req->identified || !*req->came_with || (req->route && req->route->for_all))
		return 0;
	code = session_find(req->worker->private, req->came_with, &req->account, &req->renew, err);
	if (code < 0 && code != ERR_NOT_FOUND)
		return code;
	req->identified = true;
	if (code < 0)
		return 0;
	req->signed_in = true;
	req->roles = roles_full(req->account.roles);
	strcpy(req->session, req->came_with);
	return 0;
}

/* A full disk keeps nobody from reading: neither of these is needed now. */
static void note_use(struct request *req, struct reply *reply)
{
	session_touch(req->worker->private, req->came_with, NULL);
	changed_note_visit(req);
	if (req->renew && !is_post(req) &&
		session_rotate(req->worker->private, req->came_with, req->session, NULL) == 0)
		reply_cookie(req, reply, "session", req->session, COOKIE_MONTH);
}

/* Who asks. A cookie whose session has ended leaves a reader who is not signed in. */
static int identify(struct request *req, struct reply *reply, struct error *err)
{
	int code = gate_identify(req, err);

	if (code < 0)
		return code;
	if (*req->visit)
		token_derive(req->form_token, req->visit, "form");
	if (!req->signed_in)
		return 0;
	if (!req->route || !req->route->by_script)
		note_use(req, reply);
	token_derive(req->form_token, req->session, "form");
	return 0;
}

/* Whether ORIGIN names this server, as the reader's browser calls it. */
static bool is_our_origin(const struct request *req, const char *origin)
{
	const char *host = message_header(req->message, "host");
	const char *rest = strstr(origin, "://");

	return str_equal(origin, req->site->origin) || (rest && str_equal(rest + 3, host));
}

enum sender { SENDER_UNKNOWN, SENDER_OURS, SENDER_FOREIGN };

/* Which page sent the form, as far as the browser tells. */
static enum sender sender(const struct request *req)
{
	const char *origin = message_header(req->message, "origin");
	const char *site = message_header(req->message, "sec-fetch-site");

	if (site && !str_equal(site, "same-origin") && !str_equal(site, "none"))
		return SENDER_FOREIGN;
	if (origin)
		return is_our_origin(req, origin) ? SENDER_OURS : SENDER_FOREIGN;
	return site && str_equal(site, "same-origin") ? SENDER_OURS : SENDER_UNKNOWN;
}

static bool token_of(const struct request *req, const char *from)
{
	char wanted[TOKEN_LEN + 1];
	const char *sent = request_field(req, "form_token");

	if (!*from || !sent || strlen(sent) != TOKEN_LEN)
		return false;
	token_derive(wanted, from, "form");
	return token_equal(sent, wanted);
}

static bool has_token(const struct request *req)
{
	if (req->route->no_token)
		return true;
	return req->signed_in ? token_of(req, req->came_with) : token_of(req, req->visit);
}

/* The form came from a page of ours that this browser had, even if its session has ended since. */
static bool is_trusted(const struct request *req)
{
	return sender(req) == SENDER_OURS || token_of(req, req->came_with) ||
	       token_of(req, req->visit);
}

enum { GO_ON = 0, ANSWERED = 1 };

/* A form that cannot be taken as it is: the person gets it back, and may send it again where that
 * can help. */
static int give_back(
	struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *words = phrases_error_text(req->phrases, why);
	bool hopeless = why->code == ERR_TOO_LARGE || why->code == ERR_NOT_FOUND ||
			why->code == ERR_DENIED;
	int code;

	reply->status = error_http_status(why->code);
	code = carry_page(req, reply, &req->form, hopeless ? NULL : req->address_here,
		"This could not be taken", NULL, words, err);
	return code < 0 ? code : ANSWERED;
}

static int check_size(struct request *req, struct error *err)
{
	size_t room = gate_room(req);

	if (req->message->came <= room)
		return 0;
	return error_set(err, ERR_TOO_LARGE,
		"this is too large: at most %zu KB can be sent here at once", room / 1024);
}

static bool wants_html(const struct request *req)
{
	return req->format != FORMAT_JSON && req->format != FORMAT_MARKDOWN;
}

/* A reader who may not, and is not signed in: perhaps the session ended while the form was filled
 * in. */
static int sign_in_first(struct request *req, struct reply *reply, struct error *err)
{
	if (!is_trusted(req) || !wants_html(req)) {
		reply->status = 401;
		return error_set(err, ERR_DENIED, "sign in first");
	}
	int code = carry_to_sign_in(req, reply, err);

	return code < 0 ? code : ANSWERED;
}

/* Whether the form came from a page of ours that still holds. */
static int check_token(struct request *req, struct reply *reply, struct error *err)
{
	if (has_token(req))
		return GO_ON;
	if (sender(req) != SENDER_OURS || !wants_html(req))
		return error_set(err, ERR_DENIED,
			"this form is no longer valid; load its page again and send it from there");
	reply->status = 403;
	int code = carry_page(req, reply, &req->form, req->address_here, "Send it once more",
		"This page was opened some time ago.", NULL, err);

	return code < 0 ? code : ANSWERED;
}

/* A form shown again has a button for the other language: what was typed comes back in it. */
static void switch_language(struct request *req, struct reply *reply)
{
	const char *language = request_field(req, "switch_language");
	const struct phrases *phrases = language ? phrases_find(language) : NULL;

	if (!phrases || req->route->no_token)
		return;
	req->phrases = phrases;
	req->only_shown = true;
	reply_cookie(req, reply, "language", language, COOKIE_YEAR);
}

static int take_form(struct request *req, struct reply *reply, struct error *err)
{
	struct error fault = { 0 }, large = { 0 };
	int code, faulty = request_read_form(req, &fault);

	if (sender(req) == SENDER_FOREIGN)
		return error_set(err, ERR_DENIED,
			"this form was sent from another site, so it was not accepted");
	/* A form that was cut may have lost its token: it changes nothing, and is only shown. */
	if (check_size(req, &large) < 0) {
		if (is_trusted(req) && wants_html(req))
			return give_back(req, reply, &large, err);
		*err = large;
		return ERR_TOO_LARGE;
	}
	if (!request_may(req, req->route->roles) && !req->signed_in)
		return sign_in_first(req, reply, err);
	code = check_token(req, reply, err);
	if (code != GO_ON)
		return code;
	switch_language(req, reply);
	if (faulty == 0)
		return code;
	return give_back(req, reply, &fault, err);
}

/* There is no such route: perhaps the address has a slash too many, or another method is meant. */
static int missing(struct request *req, struct reply *reply, struct error *err)
{
	size_t len = strlen(req->path);

	if (req->allowed) {
		reply->status = 405;
		reply->allow = req->allowed;
		return error_set(
			err, ERR_INVALID, "this address answers only to: %s", req->allowed);
	}
	if (len > 1 && req->path[len - 1] == '/' && str_equal(req->method, "GET")) {
		CLEANUP(str_free) char *path = str_copy_n(req->path, len - 1);
		const char *query = strchr(req->address_here, '?');

		reply->status = 301;
		reply->location = address_here(path, query ? query + 1 : "");
		return 0;
	}
	return error_set(err, ERR_NOT_FOUND, "there is no such page");
}

static int ask_to_sign_in(struct request *req, struct reply *reply, struct error *err)
{
	if (!wants_html(req)) {
		reply->status = 401;
		return error_set(err, ERR_DENIED, "sign in first");
	}
	CLEANUP(buf_release) struct buf address = BUF_INIT;

	buf_puts(&address, "/sign-in?back=");
	buf_add_url(&address, req->address_here);
	reply_redirect(reply, buf_text(&address), NULL);
	return 0;
}

/* What a handler could not do is said with the form in the page, so that it can be sent again. */
static int handle(struct request *req, struct reply *reply, struct error *err)
{
	const struct facts *facts = req->worker->facts;
	struct page_reader reader = { roles_audience(req->roles), req->phrases, facts->zone,
		facts->rules, "" };
	struct error why = { 0 };
	int code;

	memcpy(reader.today, req->as_of, sizeof req->as_of);
	/* whatever the handler asks of the index, it asks as this reader */
	page_set_reader(req->worker->pages, &reader);
	code = req->route->edits ? sealed_answer(req, reply, &why) : 0;
	if (code == 0)
		code = req->route->handle(req, reply, &why);
	if (code >= 0)
		return code;
	if (is_post(req) && wants_html(req)) {
		reply_restart(reply);
		return give_back(req, reply, &why, err);
	}
	*err = why;
	return code;
}

static int answer(struct request *req, struct reply *reply, struct error *err)
{
	int code = identify(req, reply, err);

	if (code < 0)
		return code;
	if (!req->route)
		return missing(req, reply, err);
	code = as_of_enter(req, reply, err);
	if (code != GO_ON)
		return code < 0 ? code : 0;
	if (is_post(req)) {
		code = take_form(req, reply, err);
		if (code != GO_ON)
			return code < 0 ? code : 0;
	}
	if (!request_may(req, req->route->roles) && !req->signed_in)
		return ask_to_sign_in(req, reply, err);
	if (!request_may(req, req->route->roles))
		return error_set(err, ERR_DENIED,
			"your account has no right to this; an administrator can give it");
	return handle(req, reply, err);
}

static void answer_json_error(
	struct request *req, struct reply *reply, const struct error *why, const char *words)
{
	const char *name = error_name(why->code);

	reply->type = "application/json";
	buf_cut(&reply->body, 0);
	buf_puts(&reply->body, "{\"error\":{\"code\":");
	buf_add_json(&reply->body, name, strlen(name));
	buf_puts(&reply->body, ",\"message\":");
	buf_add_json(&reply->body, words, strlen(words));
	buf_puts(&reply->body, "}}\n");
}

static void answer_plain_error(struct reply *reply, const char *words)
{
	reply->type = "text/plain; charset=utf-8";
	buf_cut(&reply->body, 0);
	buf_printf(&reply->body, "%s\n", words);
}

static const char *error_title(int code)
{
	switch (code) {
	case ERR_NOT_FOUND:
		return "Not found";
	case ERR_DENIED:
		return "Not allowed";
	case ERR_BUSY:
		return "Busy";
	default:
		return "This did not work";
	}
}

static int answer_html_error(
	struct request *req, struct reply *reply, const struct error *why, const char *words)
{
	/* clang-format off */
	const struct page_value values[] = {
		{ "title",        request_phrase(req, error_title(why->code)) },
		{ "error",        words },
		{ "is_not_found", why->code == ERR_NOT_FOUND ? "1" : NULL },
	};
	/* clang-format on */
	struct error err = { 0 };

	return reply_page(req, reply, "error", values, ARRAY_SIZE(values), &err);
}

void gate_refuse(struct request *req, struct reply *reply, int status, const struct error *why)
{
	const char *allow = reply->allow;
	int retry_after = reply->retry_after;

	reply_restart(reply);
	reply->status = status ? status : error_http_status(why->code);
	reply->allow = allow;
	reply->retry_after = retry_after ? retry_after : reply->status == 503 ? 5 : 0;
	if (!req->path)
		req->path = str_copy("/");
	if (!req->address_here)
		req->address_here = str_copy("/");
	if (!req->phrases)
		req->phrases = phrases_find(
			req->worker ? req->worker->facts->language : phrases_code(0));
	if (!req->phrases)
		req->phrases = phrases_find(phrases_code(0));
	reply->kept_private = true;
	if (req->format == FORMAT_PDF || req->format == FORMAT_CSV) /* what went wrong is a page */
		req->format = FORMAT_HTML;
	CLEANUP(str_free) char *words = phrases_error_text(req->phrases, why);

	if (req->format == FORMAT_JSON)
		answer_json_error(req, reply, why, words);
	else if (req->format == FORMAT_MARKDOWN || !req->worker ||
		 answer_html_error(req, reply, why, words) < 0)
		answer_plain_error(reply, words);
}

void gate_answer(struct request *req, struct reply *reply)
{
	struct worker *now = req->worker;
	struct error err = { 0 };

	if (!req->phrases)
		req->phrases = phrases_find(req->worker->facts->language);
	if (!req->phrases)
		req->phrases = phrases_find(phrases_code(0));
	if (answer(req, reply, &err) < 0)
		gate_refuse(req, reply, reply->status >= 400 ? reply->status : 0, &err);
	as_of_leave(req, reply, now);
	reply_finish(req, reply);
}
