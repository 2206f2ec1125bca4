#include "mail_calendar.h"
#include "date.h"
#include "ical.h"

char *mail_calendar(const struct happening *what, const struct facts *facts,
	const struct site *site, const char *attendee, long long now)
{
	const char *method = what->event->invitation, *date = record_get(what->meeting, "date");
	CLEANUP(str_free) char *uid = ical_uid(what->record, facts->mark);
	CLEANUP(str_free) char *link = str_format("%s%s", site->origin, what->address);
	CLEANUP(ical_free) struct ical *ical = ical_new(method, NULL, facts->zone);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct date day;

	if (!date || date_parse(&day, date, NULL) < 0 || !day.day)
		return NULL;
	ical_add(ical, &(struct ical_meeting){
			       .uid = uid,
			       .title = what->title,
			       .date = date,
			       .starts = record_get(what->meeting, "starts"),
			       .ends = record_get(what->meeting, "ends"),
			       .place = record_get(what->meeting, "place"),
			       .address = link,
			       .organizer = site->mail_from,
			       .attendee = attendee,
			       .sequence = now / 60,
			       .stamp = now,
			       .status = str_equal(method, "CANCEL") ? EVENT_CANCELLED : EVENT_SURE,
		       });
	ical_write(&out, ical);
	return buf_take(&out);
}
