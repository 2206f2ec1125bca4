/* "Who is told": the table of event.h, as everybody may read it. */

#include "event.h"
#include "handlers.h"

static void add_text(struct buf *json, const char *name, const char *value)
{
	buf_printf(json, "%s\"%s\":", json->data[json->len - 1] == '{' ? "" : ",", name);
	buf_add_json(json, value, strlen(value));
}

static void add_whom(struct buf *json, const struct request *req, unsigned whom)
{
	CLEANUP(buf_release) struct buf names = BUF_INIT;

	for (int i = 0; i < TOLDS; i++) {
		if (!(whom & 1u << i))
			continue;
		buf_puts(&names, names.len ? ", " : "");
		buf_puts(&names, request_phrase(req, told_phrase((enum told)(1 << i))));
	}
	add_text(json, "whom", buf_text(&names));
}

static void add_events(struct buf *json, const struct request *req, enum event_group group)
{
	const char *between = "";

	buf_puts(json, ",\"events\":[");
	for (const struct event *event = events; event->name; event++) {
		if (event->group != group)
			continue;
		buf_printf(json, "%s{", between);
		add_text(json, "name", event->name);
		add_text(json, "what", request_phrase(req, event->what));
		add_whom(json, req, event->whom);
		add_text(json, "doer", event->doer ? "1" : "");
		add_text(json, "invitation", event->invitation ? "1" : "");
		buf_addc(json, '}');
		between = ",";
	}
	buf_addc(json, ']');
}

int told_get(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(buf_release) struct buf json = BUF_INIT;

	buf_addc(&json, '[');
	for (int group = 0; group < EVENT_GROUPS; group++) {
		buf_puts(&json, group ? ",{" : "{");
		add_text(&json, "phrase",
			request_phrase(req, event_group_phrase((enum event_group)group)));
		add_events(&json, req, (enum event_group)group);
		buf_addc(&json, '}');
	}
	buf_addc(&json, ']');
	struct page_value values[] = {
		{"title", request_phrase(req, "Who is told") },
		{ "told_list",      buf_text(&json)	       },
	};

	return reply_page(req, reply, "told", values, ARRAY_SIZE(values), err);
}
