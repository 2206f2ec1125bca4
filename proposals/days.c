#include "days.h"
#include "date.h"
#include "rule.h"

#include <time.h>

enum { DAY_LEN = 10 };

/* The caller's; NULL where there is none yet. */
static struct record *read_council(const struct view *view)
{
	struct record *council = NULL;

	return view_read(&council, view, "council.md", NULL) < 0 ? NULL : council;
}

int days_check_past(const struct view *view, const char *day, const char *field, struct error *err)
{
	CLEANUP(record_free) struct record *council = read_council(view);
	CLEANUP(buf_release) struct buf today = BUF_INIT;
	const char *zone = council ? record_get(council, "time zone") : NULL;
	long long now = time(NULL);
	struct date date;

	if (!zone || date_from_time(&date, now, zone, NULL) < 0)
		date_from_time(&date, now, "UTC", NULL);
	date_write(&today, &date);
	if (strncmp(day, buf_text(&today), DAY_LEN) <= 0)
		return 0;
	error_set(err, ERR_INVALID, "%s is a day that is still to come", day);
	return error_field(err, field);
}

int days_check_published(const struct view *view, const struct record *rec, struct error *err)
{
	const char *since = record_get(rec, "published at");

	if (!since)
		return error_set(err, ERR_INVALID, "an answer or a report comes here when it is published: say since when it is");
	if (record_value(rec, "audience") && !str_equal(record_get(rec, "audience"), "public"))
		return error_set(err, ERR_INVALID, "an answer or a report is published to everybody: leave its audience out");
	return days_check_past(view, since, "published at", err);
}

char *days_due(const struct view *view, const char *key, const char *day)
{
	CLEANUP(rules_free) struct rules *rules = rules_new(read_council(view));
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date from, due;

	if (date_parse(&from, day, NULL) < 0 || !rules_due(rules, key, &from, &due))
		return NULL;
	date_write(&text, &due);
	return buf_take(&text);
}
