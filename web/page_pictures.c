/* The SQL functions that draw pictures; the table at the end lists them. */

#include "page_plan.h"
#include "date.h"
#include "flow.h"
#include "picture.h"

static const struct phrases *phrases_of(const struct page_thread *thread)
{
	return thread->reader.phrases;
}

static const char *text_of(struct call *call, int n)
{
	const char *text = call_text(call, n);

	return text ? text : "";
}

/* reached_at('taken up'): what it stands for, as JSON; NULL where it is no stage (flow.h). */
static void reached_at(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	(void)ctx;
	if (flow_reached(&out, text_of(call, 0)))
		call_answer_text(call, buf_text(&out), out.len);
}

/* reached_name('accepted: done'): in words. */
static void reached_name(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	flow_words(&out, phrases_of(ctx), text_of(call, 0));
	if (out.len)
		call_answer_text(call, buf_text(&out), out.len);
}

/* flow_figures(counts of suggestions, of recommendations): JSON. */
static void figures(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	flow_figures(&out, phrases_of(ctx), text_of(call, 0), text_of(call, 1));
	call_answer_text(call, buf_text(&out), out.len);
}

/* flow_picture(counts of suggestions, '&year=2015'): SVG. */
static void flow(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	flow_picture(&out, phrases_of(ctx), text_of(call, 0), text_of(call, 1));
	call_answer_text(call, buf_text(&out), out.len);
}

/* url('yol və su'): as a value of a query. */
static void url(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	(void)ctx;
	buf_add_url(&out, text_of(call, 0));
	call_answer_text(call, buf_text(&out), out.len);
}

/* Cuts the next field off *TEXT. */
static char *next_field(char **text)
{
	char *field = strsep(text, "\37");

	return field ? field : (char *)"";
}

/* False where it has no day: no axis has a place for it. */
static bool day_of(const char *text, long *out)
{
	struct date date;

	if (date_parse(&date, text, NULL) < 0 || !date.day)
		return false;
	*out = date_to_day(&date);
	return true;
}

static bool read_event(struct picture_event *event, char *row)
{
	const char *lane = next_field(&row), *from = next_field(&row), *until = next_field(&row);

	event->lane = atoi(lane);
	event->class = next_field(&row);
	event->label = next_field(&row);
	event->title = next_field(&row);
	if (!day_of(from, &event->from))
		return false;
	if (!*until || !day_of(until, &event->until) || event->until < event->from)
		event->until = event->from;
	return true;
}

/* timeline_picture(rows ended by char(30) of lane, from, until, class, label, title, with char(31) between): SVG. */
static void timeline(struct call *call, void *ctx)
{
	static const char *const lane_phrases[] = { "Suggestions", "Text", "Discussion", "Council", "Agency", "Implementation" };
	const struct page_thread *thread = ctx;
	CLEANUP(str_free) char *text = str_copy(text_of(call, 0));
	CLEANUP(buf_release) struct buf out = BUF_INIT, words = BUF_INIT;
	const char *lanes[ARRAY_SIZE(lane_phrases)];
	struct picture_event *events = NULL;
	size_t count = 0;
	long today = 0;

	for (size_t i = 0; i < ARRAY_SIZE(lanes); i++)
		lanes[i] = phrases_get(phrases_of(ctx), lane_phrases[i]);
	for (char *rest = text, *row; (row = strsep(&rest, "\36"));) {
		events = mem_grow(events, count, sizeof *events);
		if (!*row || !read_event(&events[count], row))
			continue;
		buf_printf(&words, "%s%s", count ? "; " : "", events[count].title);
		count++;
	}
	day_of(thread->reader.today, &today);
	picture_timeline(&out, phrases_get(phrases_of(ctx), "Timeline"), buf_text(&words), lanes, ARRAY_SIZE(lanes), events, count,
		today);
	free(events);
	if (out.len)
		call_answer_text(call, buf_text(&out), out.len);
}

/* clang-format off */
static const struct {
	const char *name;
	int values;
	db_function function;
} functions[] = {
	{ "flow_figures",     2, figures    },
	{ "flow_picture",     2, flow       },
	{ "reached_at",       1, reached_at },
	{ "reached_name",     1, reached_name },
	{ "timeline_picture", 1, timeline   },
	{ "url",              1, url        },
};
/* clang-format on */

int page_add_picture_functions(struct page_thread *thread, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < ARRAY_SIZE(functions) && code == 0; i++)
		code = db_add_function(thread->db, functions[i].name, functions[i].values, true, functions[i].function, thread, err);
	return code;
}
