#include "mail_calendar.h"
#include "date.h"

#include <stdio.h>
#include <time.h>

enum { FOLD = 74, DAY = 24 * 60 * 60, HOURS = 2 };

/* A content line, folded between characters (RFC 5545, 3.1). */
static void put_line(struct buf *out, const char *line)
{
	size_t left = strlen(line);

	while (left > FOLD) {
		size_t n = FOLD;

		while (((unsigned char)line[n] & 0xc0) == 0x80)
			n--;
		buf_add(out, line, n);
		buf_puts(out, "\r\n ");
		line += n;
		left -= n;
	}
	buf_puts(out, line);
	buf_puts(out, "\r\n");
}

static void put(struct buf *out, const char *name, const char *value)
{
	CLEANUP(str_free) char *line = str_format("%s:%s", name, value);

	put_line(out, line);
}

static void put_text(struct buf *out, const char *name, const char *text)
{
	CLEANUP(buf_release) struct buf escaped = BUF_INIT;

	for (; text && *text; text++) {
		if (strchr("\\;,", *text))
			buf_addc(&escaped, '\\');
		if (*text == '\n')
			buf_puts(&escaped, "\\n");
		else if ((unsigned char)*text >= 0x20)
			buf_addc(&escaped, *text);
	}
	if (escaped.len)
		put(out, name, buf_text(&escaped));
}

static void put_moment(struct buf *out, const char *name, long long seconds)
{
	time_t time = (time_t)seconds;
	char text[32];
	struct tm tm;

	gmtime_r(&time, &tm);
	strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &tm);
	put(out, name, text);
}

/* TIME ("15:00") of DATE in ZONE, as seconds since 1970; false where either is not stated. */
static bool moment_of(long long *out, const struct date *date, const char *text, const char *zone)
{
	struct tm tm = { .tm_year = date->year - 1900, .tm_mon = date->month - 1, .tm_mday = date->day };
	struct date there;

	if (!text || sscanf(text, "%2d:%2d", &tm.tm_hour, &tm.tm_min) != 2)
		return false;
	*out = timegm(&tm);
	if (date_from_time(&there, *out, zone, NULL) == 0)
		*out -= there.offset * 60;
	return true;
}

/* A meeting whose hour is not stated takes the day. */
static void put_time(struct buf *out, const struct record *meeting, const struct date *date, const char *zone)
{
	long long starts, ends;

	if (!moment_of(&starts, date, record_get(meeting, "starts"), zone)) {
		CLEANUP(str_free)
		char *day = str_format("DTSTART;VALUE=DATE:%04d%02d%02d", date->year, date->month, date->day);

		put_line(out, day);
		return;
	}
	put_moment(out, "DTSTART", starts);
	if (!moment_of(&ends, date, record_get(meeting, "ends"), zone) || ends <= starts)
		ends = starts + HOURS * 60 * 60;
	put_moment(out, "DTEND", ends);
}

/* The part of ORIGIN that names who speaks. */
static const char *host_of(const char *origin)
{
	const char *host = strstr(origin, "://");

	return host ? host + 3 : origin;
}

char *mail_calendar(const struct happening *what, const struct facts *facts, const struct site *site,
	long long now)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(str_free) char *identity = str_format("%s@%s", what->record, host_of(site->origin));
	CLEANUP(str_free) char *sequence = str_format("%lld", now / 60);
	CLEANUP(str_free) char *link = str_format("%s%s", site->origin, what->address);
	bool cancels = str_equal(what->event->invitation, "CANCEL");
	struct date date;

	if (!record_get(what->meeting, "date") ||
		date_parse(&date, record_get(what->meeting, "date"), NULL) < 0 || !date.day)
		return NULL;
	put(&out, "BEGIN", "VCALENDAR");
	put(&out, "VERSION", "2.0");
	put(&out, "PRODID", "-//Shura//" VERSION "//EN");
	put(&out, "METHOD", what->event->invitation);
	put(&out, "BEGIN", "VEVENT");
	put(&out, "UID", identity);
	put(&out, "SEQUENCE", sequence);
	put_moment(&out, "DTSTAMP", now);
	put_time(&out, what->meeting, &date, facts->zone);
	if (site->mail_from) {
		CLEANUP(str_free) char *organizer = str_format("mailto:%s", site->mail_from);

		put(&out, "ORGANIZER", organizer);
	}
	put_text(&out, "SUMMARY", what->title);
	put_text(&out, "LOCATION", record_get(what->meeting, "place"));
	put(&out, "URL", link);
	put(&out, "STATUS", cancels ? "CANCELLED" : "CONFIRMED");
	put(&out, "END", "VEVENT");
	put(&out, "END", "VCALENDAR");
	return buf_take(&out);
}
