#include "mail_letter.h"
#include "date.h"
#include "event.h"
#include "mail_message.h"

struct content {
	struct buf subject, text;
	char *language, *calendar;
	const char *method;
	size_t count;
};

static void content_releasep(struct content *content)
{
	buf_release(&content->subject);
	buf_release(&content->text);
	free(content->language);
	free(content->calendar);
}

static int add_notice(void *ctx, const struct notice *notice, struct error *err)
{
	struct content *content = ctx;
	const struct event *event = event_find(notice->event);

	if (!content->count++) {
		buf_puts(&content->subject, notice->subject);
		content->language = str_copy(notice->language);
		content->calendar = str_copy(notice->calendar);
		content->method = event ? event->invitation : NULL;
	}
	buf_printf(&content->text, "%s\n\n%s\n", notice->subject, notice->text);
	return 0;
}

static const char *say_in(const char *language, const char *english)
{
	const struct phrases *phrases = phrases_find(language);

	return phrases ? phrases_get(phrases, english) : english;
}

/* Of several meetings there is no one invitation. */
static void bundle(struct content *content, const char *council)
{
	buf_cut(&content->subject, 0);
	buf_printf(
		&content->subject, "%s: %s", council, say_in(content->language, "the day's news"));
	free(content->calendar);
	content->calendar = NULL;
}

static void close_text(struct content *content, const char *council, const char *origin)
{
	buf_printf(&content->text, "-- \n%s\n%s: %s/account/mail\n%s: %s/told\n", council,
		say_in(content->language, "How often letters come to you"), origin,
		say_in(content->language, "Who is told"), origin);
}

static int minutes_east(long long moment, const char *zone)
{
	struct date date = { 0 };

	return date_from_time(&date, moment, zone, NULL) < 0 ? 0 : date.offset;
}

int letter_write(struct buf *out, const struct worker *worker, const struct site *site,
	const struct letter *letter, struct error *err)
{
	CLEANUP(str_free) char *settings = str_format("%s/account/mail", site->origin);
	struct content content __attribute__((cleanup(content_releasep))) = { 0 };
	int code = outbox_each_notice(worker->private, letter->id, add_notice, &content, err);

	if (code < 0)
		return code;
	const char *council = facts_name(worker->facts, content.language ? content.language : "");

	if (content.count > 1)
		bundle(&content, council);
	close_text(&content, council, site->origin);
	mail_write(out, &(struct mail){
				.from = site->mail_from,
				.from_name = council,
				.to = letter->address,
				.to_name = letter->name,
				.subject = buf_text(&content.subject),
				.text = buf_text(&content.text),
				.calendar = content.calendar,
				.method = content.method,
				.message = letter->message,
				.settings = settings,
				.time = letter->made,
				.offset = minutes_east(letter->made, worker->facts->zone),
			});
	return 0;
}
