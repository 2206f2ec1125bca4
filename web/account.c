/* Everybody's own page: who they are here, where they are signed in, and their password. */

#include "date.h"
#include "handlers.h"
#include "listing.h"
#include "site.h"

#include <stdio.h>

/* What a browser that calls itself AGENT is, in two words: "Firefox, Android". */
static char *browser_name(const char *agent)
{
	/* clang-format off */
	static const char *const browsers[][2] = { /* the first one found counts */
		{ "Firefox/",  "Firefox" },
		{ "Edg/",      "Edge" },
		{ "OPR/",      "Opera" },
		{ "Chrome/",   "Chrome" },
		{ "Safari/",   "Safari" },
	};
	static const char *const systems[][2] = {
		{ "Android",   "Android" },
		{ "iPhone",    "iPhone" },
		{ "iPad",      "iPad" },
		{ "Windows",   "Windows" },
		{ "Macintosh", "Mac" },
		{ "Linux",     "Linux" },
	};
	/* clang-format on */
	const char *browser = NULL, *system = NULL;

	for (size_t i = 0; !browser && i < ARRAY_SIZE(browsers); i++)
		browser = strstr(agent, browsers[i][0]) ? browsers[i][1] : NULL;
	for (size_t i = 0; !system && i < ARRAY_SIZE(systems); i++)
		system = strstr(agent, systems[i][0]) ? systems[i][1] : NULL;
	return str_format("%s%s%s", browser ? browser : "", browser && system ? ", " : "",
		system ? system : "");
}

struct list {
	const struct request *req;
	struct buf json;
};

static void add_number(struct buf *json, const char *name, long long number)
{
	buf_printf(json, ",\"%s\":%lld", name, number);
}

static int list_one(void *ctx, const struct session *session, struct error *err)
{
	struct list *list = ctx;
	CLEANUP(str_free) char *browser = browser_name(session->agent);
	struct date date = { 0 };

	date_from_time(&date, session->used, list->req->worker->facts->zone, NULL);
	buf_puts(&list->json, list->json.len > 1 ? ",{" : "{");
	listing_add_text(&list->json, "browser", browser);
	listing_add_text(&list->json, "address", session->address);
	listing_add_text(&list->json, "is_this", session->is_this ? "1" : "");
	add_number(&list->json, "started", session->started);
	add_number(&list->json, "used", session->used);
	add_number(&list->json, "offset", date.offset);
	buf_addc(&list->json, '}');
	return 0;
}

/* WHY (may be NULL): what was wrong with the form. */
static int show(
	struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	struct list list = { .req = req };
	CLEANUP(buf_release) struct buf roles = BUF_INIT;
	int code;

	buf_addc(&list.json, '[');
	code = session_each(req->worker->private, req->came_with, list_one, &list, err);
	buf_addc(&list.json, ']');
	CLEANUP(str_free) char *sessions = buf_take(&list.json);

	if (code < 0)
		return code;
	listing_add_roles(&roles, req, req->account.roles);

	/* clang-format off */
	const struct page_value values[] = {
		{ "title",          request_phrase(req, "My account") },
		{ "own_roles",      buf_text(&roles) },
		{ "session_list",   sessions },
		{ "login",          req->account.login },
		{ "password",       NULL },
		{ "password_again", NULL },
		{ "password_old",   NULL },
	};
	/* clang-format on */
	if (why)
		return reply_form_again(req, reply, "account", values, ARRAY_SIZE(values), why, err);
	reply->kept_private = true;
	return reply_page(req, reply, "account", values, ARRAY_SIZE(values), err);
}

int account_get(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

static int change_password(struct request *req, struct reply *reply, struct error *err)
{
	const char *old = request_field(req, "password_old");
	const char *fresh = request_field(req, "password");
	int code;

	if (!old || !fresh || !str_equal(fresh, request_field(req, "password_again")))
		return error_set(err, ERR_INVALID, "the two passwords are not the same");
	code = session_change_password(req->worker->private, req->came_with, old, fresh, err);
	if (code == 0)
		reply_redirect(reply, "/account", "password-changed");
	return code;
}

static int end_others(struct request *req, struct reply *reply, struct error *err)
{
	int code = session_end_others(req->worker->private, req->came_with, err);

	if (code == 0)
		reply_redirect(reply, "/account", "others-ended");
	return code;
}

int account_post(struct request *req, struct reply *reply, struct error *err)
{
	const char *action = request_field(req, "action");
	struct error why = { 0 };
	int code = request_acts(req, &why);

	if (code == 0 && str_equal(action, "password"))
		code = change_password(req, reply, &why);
	else if (code == 0 && str_equal(action, "others"))
		code = end_others(req, reply, &why);
	else if (code == 0)
		code = error_set(&why, ERR_INVALID,
			"this form asks for nothing that is known here");
	return code < 0 ? show(req, reply, &why, err) : 0;
}
