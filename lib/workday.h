#pragma once

/*
 * Which days a council works: council.md names the weekend and the holidays. Days are
 * numbers here (date_to_day); a date that has no day has no deadline, and never comes so far.
 */

#include "date.h"
#include "record.h"

struct workdays {
	bool weekend[7]; /* from Sunday */
	long *holiday;	 /* in order, none twice */
	size_t holidays;
};

/*
 * As COUNCIL (council.md) says; one that says nothing of the weekend, and NULL, has Saturday and
 * Sunday. What is malformed is passed over: kind_check names it.
 */
void workdays_read(struct workdays *out, const struct record *council);
void workdays_release(struct workdays *days);

/* "sunday" (0) to "saturday" (6), as council.md has them. */
const char *workdays_name(int weekday);

bool workdays_has(const struct workdays *days, long day);

/* The N-th working day after DAY (N = 0: DAY itself), or DAY where no day of the week is one. */
long workdays_add(const struct workdays *days, long day, long n);

/* How many working days come after DAY, up to and including UNTIL; 0 where UNTIL is not later. */
long workdays_between(const struct workdays *days, long day, long until);
