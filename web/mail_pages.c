/* Mail as people see it: what I hear of and how often; and, for the administrator, the outbox. */

#include "date.h"
#include "handlers.h"
#include "mailbox.h"
#include "outbox.h"
#include "site.h"

#include <stdio.h>
#include <time.h>

enum { SHOWN_MAX = 200 };

static const char *const how_phrases[HOWS] = { "at once", "daily", "never" };

static void add_text(struct buf *json, const char *name, const char *value)
{
	buf_printf(json, "%s\"%s\":", json->data[json->len - 1] == '{' ? "" : ",", name);
	buf_add_json(json, value, strlen(value));
}

/* My mail ------------------------------------------------------------------------------------- */

static void list_ways(struct buf *json, const struct request *req, enum how chosen)
{
	buf_puts(json, ",\"ways\":[");
	for (int how = 0; how < HOWS; how++) {
		buf_puts(json, how ? ",{" : "{");
		add_text(json, "name", how_name((enum how)how));
		add_text(json, "phrase", request_phrase(req, how_phrases[how]));
		add_text(json, "chosen", (enum how)how == chosen ? "1" : "");
		buf_addc(json, '}');
	}
	buf_addc(json, ']');
}

static void list_groups(struct buf *json, const struct request *req, const struct mailbox *box)
{
	buf_addc(json, '[');
	for (int group = 0; group < EVENT_GROUPS; group++) {
		buf_puts(json, group ? ",{" : "{");
		add_text(json, "name", event_group_name((enum event_group)group));
		add_text(json, "phrase",
			request_phrase(req, event_group_phrase((enum event_group)group)));
		list_ways(json, req, box->how[group]);
		buf_addc(json, '}');
	}
	buf_addc(json, ']');
}

/* The languages of letters; "" is the council's own. */
static void list_languages(struct buf *json, const struct request *req, const struct mailbox *box)
{
	buf_puts(json, "[{");
	add_text(json, "code", "");
	add_text(json, "name", request_phrase(req, "the council's language"));
	add_text(json, "chosen", *box->language ? "" : "1");
	for (size_t n = 0; phrases_code(n); n++) {
		buf_puts(json, "},{");
		add_text(json, "code", phrases_code(n));
		add_text(json, "name", phrases_name(n));
		add_text(json, "chosen", str_equal(phrases_code(n), box->language) ? "1" : "");
	}
	buf_puts(json, "}]");
}

static int show_mail(struct request *req, struct reply *reply, const struct mailbox *box,
	const struct error *why, struct error *err)
{
	CLEANUP(buf_release) struct buf groups = BUF_INIT;
	CLEANUP(buf_release) struct buf languages = BUF_INIT;

	list_groups(&groups, req, box);
	list_languages(&languages, req, box);
	struct page_value values[] = {
		{"title", request_phrase(req, "What I am told of") },
		{ "mail",	  box->address		       },
		{ "group_list",	buf_text(&groups)},
		{ "language_list",	   buf_text(&languages)		},
		{ "no_server",      req->site->mail_server ? NULL : "1"},
	};

	if (why)
		return reply_form_again(req, reply, "mail", values, ARRAY_SIZE(values), why, err);
	reply->kept_private = true;
	return reply_page(req, reply, "mail", values, ARRAY_SIZE(values), err);
}

int mail_get(struct request *req, struct reply *reply, struct error *err)
{
	struct mailbox box;
	int code = mailbox_find(req->worker->private, req->account.login, &box, err);

	return code < 0 ? code : show_mail(req, reply, &box, NULL, err);
}

static int take(char *out, size_t room, const char *value, struct error *err)
{
	if (strlen(value) >= room)
		return error_set(err, ERR_TOO_LARGE, "\"%s\" is too long; take at most %zu bytes",
			value, room - 1);
	strcpy(out, value);
	return 0;
}

static int read_box(const struct request *req, struct mailbox *box, struct error *err)
{
	const char *address = request_field(req, "mail");
	const char *language = request_field(req, "language");
	int code = take(box->address, sizeof box->address, address ? address : "", err);

	if (code < 0)
		return code;
	if (language && *language && !phrases_find(language))
		return error_set(err, ERR_INVALID, "this language is not known here");
	snprintf(box->language, sizeof box->language, "%s", language ? language : "");
	for (int group = 0; group < EVENT_GROUPS; group++) {
		CLEANUP(str_free)
		char *name = str_format("how_%s", event_group_name((enum event_group)group));
		int how = how_find(request_field(req, name));

		if (how >= 0)
			box->how[group] = (enum how)how;
	}
	return 0;
}

int mail_post(struct request *req, struct reply *reply, struct error *err)
{
	struct error why = { 0 };
	struct mailbox box;
	int code = mailbox_find(req->worker->private, req->account.login, &box, err);

	if (code < 0)
		return code;
	code = read_box(req, &box, &why);
	if (code == 0)
		code = request_acts(req, &why);
	if (code == 0)
		code = mailbox_save(req->worker->private, &box, &why);
	if (code == ERR_INVALID || code == ERR_TOO_LARGE)
		return show_mail(req, reply, &box, &why, err);
	if (code < 0)
		*err = why;
	else
		reply_redirect(reply, "/account/mail", "saved");
	return code;
}

/* The outbox ---------------------------------------------------------------------------------- */

struct listing {
	struct buf json;
	const struct request *req;
};

static int list_letter(void *ctx, const struct outbox_row *row, struct error *err)
{
	struct listing *listing = ctx;
	struct buf *json = &listing->json;
	const struct event *event = event_find(row->event);
	struct date made = { 0 };

	date_from_time(&made, row->made, listing->req->worker->facts->zone, NULL);
	buf_puts(json, json->len > 1 ? ",{" : "{");
	add_text(json, "state", request_phrase(listing->req, row->state));
	add_text(json, "failed", str_equal(row->state, "failed") ? "1" : "");
	add_text(json, "login", row->login);
	add_text(json, "event",
		request_phrase(listing->req, event ? event->what : "the daily letter"));
	add_text(json, "why", request_phrase(listing->req, row->why));
	buf_printf(json, ",\"id\":%lld,\"made\":%lld,\"offset\":%d,\"next\":%lld,\"tries\":%d}", row->id,
		row->made, made.offset, row->next, row->tries);
	return 0;
}

int outbox_get(struct request *req, struct reply *reply, struct error *err)
{
	struct db *private = req->worker->private;
	struct listing listing = { .req = req };
	CLEANUP(buf_release) struct buf trouble = BUF_INIT;
	struct outbox_counts counts;
	char daily[24], queued[24], sending[24], sent[24], failed[24];
	int code;

	buf_addc(&listing.json, '[');
	if ((code = outbox_count(private, &counts, err)) >= 0 &&
		(code = outbox_each(private, SHOWN_MAX, list_letter, &listing, err)) >= 0)
		code = outbox_fact(private, "trouble", &trouble, err);
	buf_addc(&listing.json, ']');
	CLEANUP(str_free) char *letters = buf_take(&listing.json);

	if (code < 0)
		return code;
	snprintf(daily, sizeof daily, "%lld", counts.daily);
	snprintf(queued, sizeof queued, "%lld", counts.queued);
	snprintf(sending, sizeof sending, "%lld", counts.sending);
	snprintf(sent, sizeof sent, "%lld", counts.sent);
	snprintf(failed, sizeof failed, "%lld", counts.failed);
	struct page_value values[] = {
		{"title", request_phrase(req, "Outbox") },
		{ "mail_server",	 req->site->mail_server		},
		{ "trouble",	     buf_text(&trouble)	},
		{ "count_daily",	 daily      },
		{ "count_queued",	  queued	 },
		{ "count_sending",	   sending	   },
		{ "count_sent",	sent	     },
		{ "count_failed",	  failed	 },
		{ "letter_list",	 letters	 },
	};

	reply->kept_private = true;
	return reply_page(req, reply, "outbox", values, ARRAY_SIZE(values), err);
}

int outbox_post(struct request *req, struct reply *reply, struct error *err)
{
	const char *letter = request_field(req, "letter");
	int code = outbox_again(req->worker->private, letter ? strtoll(letter, NULL, 10) : 0,
		(long long)time(NULL), err);

	if (code == 0)
		reply_redirect(reply, "/outbox", "tried-again");
	return code;
}
