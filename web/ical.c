#include "ical.h"
#include "date.h"

#include <libical/ical.h>
#include <pthread.h>
#include <stdio.h>

struct ical {
	icalcomponent *calendar;
	char *zone; /* NULL: the library does not know it, and times are told as they are on the
		       wall */
};

/* libical's list of zones is one for all threads. Yours, or NULL: no such zone, or UTC. */
static icalcomponent *zone_component(const char *zone)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	icalcomponent *own = NULL;
	icaltimezone *found;

	pthread_mutex_lock(&lock);
	found = icaltimezone_get_builtin_timezone(zone);
	if (found && icaltimezone_get_component(found))
		own = icalcomponent_new_clone(icaltimezone_get_component(found));
	pthread_mutex_unlock(&lock);
	return own;
}

/* The zone is called by its name alone: the library's own has a path before it. */
static void add_zone(struct ical *ical, const char *zone)
{
	icalcomponent *component = zone_component(zone);
	icalproperty *name;

	if (!component)
		return;
	name = icalcomponent_get_first_property(component, ICAL_TZID_PROPERTY);
	if (name)
		icalproperty_set_tzid(name, zone);
	icalcomponent_add_component(ical->calendar, component);
	ical->zone = str_copy(zone);
}

static void add_x(icalcomponent *component, const char *name, const char *value)
{
	icalproperty *property = icalproperty_new_x(value);

	icalproperty_set_x_name(property, name);
	icalcomponent_add_property(component, property);
}

char *ical_uid(const char *identity, const char *mark)
{
	char *uid = str_format("%s@%s.shura.invalid", identity, mark);

	for (char *p = uid; *p; p++)
		if (*p == '/')
			*p = '-';
	return uid;
}

struct ical *ical_new(const char *method, const char *name, const char *zone)
{
	struct ical *ical = mem_alloc(sizeof *ical);

	ical->calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	icalcomponent_add_property(ical->calendar, icalproperty_new_version("2.0"));
	icalcomponent_add_property(
		ical->calendar, icalproperty_new_prodid("-//Shura//" VERSION "//EN"));
	icalcomponent_add_property(ical->calendar, icalproperty_new_calscale("GREGORIAN"));
	icalcomponent_add_property(
		ical->calendar, icalproperty_new_method(icalproperty_string_to_method(method)));
	if (name) {
		add_x(ical->calendar, "X-WR-CALNAME", name);
		add_x(ical->calendar, "X-WR-TIMEZONE", zone);
		add_x(ical->calendar, "X-PUBLISHED-TTL", "PT1H");
	}
	add_zone(ical, zone);
	return ical;
}

void ical_free(struct ical *ical)
{
	if (!ical)
		return;
	icalcomponent_free(ical->calendar);
	free(ical->zone);
	free(ical);
}

/* Times ---------------------------------------------------------------------------------------- */

static icaltimetype day_of(const struct date *date)
{
	icaltimetype time = icaltime_null_date();

	time.year = date->year;
	time.month = date->month;
	time.day = date->day;
	return time;
}

/* At "15:00" of the day, on the clocks of the council. */
static icaltimetype clock_of(const struct date *date, const char *clock)
{
	icaltimetype time = day_of(date);

	time.is_date = 0;
	time.hour = atoi(clock);
	time.minute = atoi(clock + 3);
	time.second = 0;
	return time;
}

static icaltimetype moment(long long seconds)
{
	return icaltime_from_timet_with_zone((time_t)seconds, 0, icaltimezone_get_utc_timezone());
}

/* A date that has its own time and offset. */
static icaltimetype moment_of(const struct date *date)
{
	long long minutes = date_to_day(date) * 24LL * 60 + date->hour * 60 + date->minute;

	return moment((minutes - date->offset) * 60);
}

static icalproperty *in_zone(const struct ical *ical, icalproperty *property)
{
	if (ical->zone)
		icalproperty_add_parameter(property, icalparameter_new_tzid(ical->zone));
	return property;
}

static void add_day(icalcomponent *event, const struct date *date)
{
	icalproperty *start = icalproperty_new_dtstart(day_of(date));

	icalproperty_add_parameter(start, icalparameter_new_value(ICAL_VALUE_DATE));
	icalcomponent_add_property(event, start);
}

/* A meeting of unknown end ends when it begins; one of unknown beginning takes the day. */
static void add_times(const struct ical *ical, icalcomponent *event,
	const struct ical_meeting *meeting, const struct date *date)
{
	if (meeting->starts) {
		icaltimetype start = clock_of(date, meeting->starts);

		icalcomponent_add_property(event, in_zone(ical, icalproperty_new_dtstart(start)));
		if (meeting->ends && strcmp(meeting->ends, meeting->starts) > 0)
			icalcomponent_add_property(event,
				in_zone(ical,
					icalproperty_new_dtend(clock_of(date, meeting->ends))));
	} else if (date->timed) {
		icalcomponent_add_property(event, icalproperty_new_dtstart(moment_of(date)));
	} else {
		add_day(event, date);
	}
}

/* Meetings ------------------------------------------------------------------------------------- */

/* Answers are given on the meeting's page, not by mail. */
static void add_attendee(icalcomponent *event, const char *address)
{
	CLEANUP(str_free) char *attendee = str_format("mailto:%s", address);
	icalproperty *property = icalproperty_new_attendee(attendee);

	icalproperty_add_parameter(
		property, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
	icalproperty_add_parameter(property, icalparameter_new_rsvp(ICAL_RSVP_FALSE));
	icalcomponent_add_property(event, property);
}

static void add_texts(icalcomponent *event, const struct ical_meeting *meeting)
{
	CLEANUP(str_free)
	char *organizer = meeting->organizer ? str_format("mailto:%s", meeting->organizer) : NULL;

	if (organizer)
		icalcomponent_add_property(event, icalproperty_new_organizer(organizer));
	if (meeting->attendee)
		add_attendee(event, meeting->attendee);
	icalcomponent_add_property(event, icalproperty_new_summary(meeting->title));
	if (meeting->place)
		icalcomponent_add_property(event, icalproperty_new_location(meeting->place));
	if (meeting->text)
		icalcomponent_add_property(event, icalproperty_new_description(meeting->text));
	if (meeting->address)
		icalcomponent_add_property(event, icalproperty_new_url(meeting->address));
}

void ical_add(struct ical *ical, const struct ical_meeting *meeting)
{
	static const icalproperty_status statuses[] = {
		[EVENT_PLANNED] = ICAL_STATUS_TENTATIVE,
		[EVENT_SURE] = ICAL_STATUS_CONFIRMED,
		[EVENT_CANCELLED] = ICAL_STATUS_CANCELLED,
	};
	icalcomponent *event;
	struct date date;

	if (date_parse(&date, meeting->date, NULL) < 0 || !date.day)
		return;
	event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	icalcomponent_add_property(event, icalproperty_new_uid(meeting->uid));
	icalcomponent_add_property(event, icalproperty_new_sequence((int)meeting->sequence));
	icalcomponent_add_property(event, icalproperty_new_dtstamp(moment(meeting->stamp)));
	icalcomponent_add_property(event, icalproperty_new_lastmodified(moment(meeting->stamp)));
	add_times(ical, event, meeting, &date);
	add_texts(event, meeting);
	icalcomponent_add_property(event, icalproperty_new_status(statuses[meeting->status]));
	icalcomponent_add_component(ical->calendar, event);
}

void ical_write(struct buf *out, const struct ical *ical)
{
	char *text = icalcomponent_as_ical_string_r(ical->calendar);

	buf_puts(out, text);
	icalmemory_free_buffer(text);
}
