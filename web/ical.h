#pragma once

/*
 * Meetings as iCalendar (RFC 5545), by libical: how a calendar program reads them. Which meetings,
 * and for whose eyes, is decided by the caller.
 */

#include "buf.h"
#include "error.h"

enum ical_status { EVENT_PLANNED, EVENT_SURE, EVENT_CANCELLED };

/* One meeting. All texts may be NULL but those of the first line. */
struct ical_meeting {
	const char *uid, *title, *date; /* DATE as records have it */
	const char *starts, *ends;	/* "15:00", where the council is */
	const char *place, *address, *text;
	const char *organizer; /* a mail address */
	const char *attendee;  /* who is invited: likewise */
	long long sequence;    /* higher with every version */
	long long stamp;       /* the moment of the last one */
	enum ical_status status;
};

/* The meeting "meetings/2015/1" of the council whose facts have MARK, everywhere the same. Yours.
 */
char *ical_uid(const char *identity, const char *mark);

struct ical;

/*
 * An empty calendar. METHOD is "PUBLISH" for one that is followed, "REQUEST" or "CANCEL" for an
 * invitation (RFC 5546), which has no NAME (NULL). Times are told in ZONE (an IANA name), whose
 * rules it carries along.
 */
struct ical *ical_new(const char *method, const char *name, const char *zone);
void ical_free(struct ical *ical);
DEFINE_CLEANUP(struct ical *, ical_free)

/* A meeting whose DATE has no day is in no calendar, and is left out. */
void ical_add(struct ical *ical, const struct ical_meeting *meeting);

/* The whole, in lines that end in CR LF and are folded. */
void ical_write(struct buf *out, const struct ical *ical);
