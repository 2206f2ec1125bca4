/* What somebody is told of, by letter or not: the page of notices, and how many of them are new. */

#include "date.h"
#include "event.h"
#include "handlers.h"
#include "listing.h"
#include "notice_list.h"
#include "site.h"

#include <stdio.h>
#include <time.h>

enum { SHOWN = 50 };

struct list {
	const struct request *req;
	struct buf json;
	int rows;
	long long newest;
};

/* "Minutes approved: %s" without the place of the title. */
static void add_subject(struct list *list, const struct event *event)
{
	CLEANUP(buf_release) struct buf words = BUF_INIT;
	const char *format = request_phrase(list->req, event ? event->subject : "%s");
	const char *hole = strstr(format, "%s");
	size_t len = hole ? (size_t)(hole - format) : strlen(format);

	while (len && strchr(": ", format[len - 1]))
		len--;
	buf_add(&words, format, len);
	listing_add_text(&list->json, "what", buf_text(&words));
}

static int list_one(void *ctx, const struct notice_row *row, struct error *err)
{
	struct list *list = ctx;
	struct date date = { 0 };

	if (++list->rows > SHOWN)
		return 0;
	date_from_time(&date, row->made, list->req->worker->facts->zone, NULL);
	buf_puts(&list->json, list->json.len > 1 ? ",{" : "{");
	add_subject(list, event_find(row->event));
	listing_add_text(&list->json, "event", row->event);
	listing_add_text(&list->json, "record", row->record);
	listing_add_text(&list->json, "title", row->title);
	listing_add_text(&list->json, "address", row->address);
	buf_printf(&list->json, ",\"id\":%lld,\"made\":%lld,\"offset\":%d,\"seen\":%d}", row->id, row->made,
		date.offset, row->seen);
	if (row->id > list->newest)
		list->newest = row->id;
	return 0;
}

static int page_of(const struct request *req)
{
	const char *text = request_query(req, "page_number");
	long page = text ? strtol(text, NULL, 10) : 1;

	return page < 1 ? 1 : page > 1000 ? 1000 : (int)page;
}

int get_notices(struct request *req, struct reply *reply, struct error *err)
{
	struct list list = { .req = req };
	int page = page_of(req);
	char newest[24], previous[12], next[12];
	int code;

	buf_addc(&list.json, '[');
	code = notices_each(req->worker->private, req->account.id, SHOWN + 1, (page - 1) * SHOWN, list_one, &list, err);
	buf_addc(&list.json, ']');
	CLEANUP(str_free) char *json = buf_take(&list.json);

	if (code < 0)
		return code;
	snprintf(newest, sizeof newest, "%lld", list.newest);
	snprintf(previous, sizeof previous, "%d", page - 1);
	snprintf(next, sizeof next, "%d", page + 1);
	struct page_value values[] = {
		{ "title",         request_phrase(req, "Notifications") },
		{ "notice_list",   json },
		{ "newest",        newest },
		{ "previous_page", page > 1 ? previous : NULL },
		{ "next_page",     list.rows > SHOWN ? next : NULL },
	};

	reply->kept_private = true;
	return reply_page(req, reply, "notices", values, ARRAY_SIZE(values), err);
}

int post_notices(struct request *req, struct reply *reply, struct error *err)
{
	const char *one = request_field(req, "notice"), *upto = request_field(req, "upto");
	const char *id = one ? one : upto;
	int code;

	if (!id)
		return error_set(err, ERR_INVALID, "say which notice was read");
	code = notices_see(req->worker->private, req->account.id, strtoll(id, NULL, 10), !one,
		(long long)time(NULL), err);
	if (code >= 0)
		reply_redirect(reply, "/notifications", one ? NULL : "seen");
	return code < 0 ? code : 0;
}
