#pragma once

/* The meeting as an invitation that calendars understand (RFC 5546). */

#include "mail_tell.h"

/* For whoever has the address ATTENDEE. NULL where the meeting has no day. The caller frees. */
char *mail_calendar(const struct happening *what, const struct facts *facts,
	const struct site *site, const char *attendee, long long now);
