#pragma once

/*
 * Dates as sources state them: with the precision that they have.
 * 2015 · 2015-07 · 2015-07-28 · 2015-07-28T15:00+04:00
 */

#include "error.h"
#include "buf.h"

struct date {
	int year;
	int month;  /* 1–12, 0 = not stated */
	int day;    /* 1–31, 0 = not stated */
	bool timed; /* HOUR, MINUTE and OFFSET are stated */
	int hour;
	int minute;
	int offset; /* minutes east of Greenwich */
};

enum date_style {
	DATE_LONG,  /* 28 iyul 2015-ci il · 28 July 2015 */
	DATE_SHORT, /* 28.07.2015 · 28 Jul 2015 */
	DATE_WORDS, /* long, and with the weekday where the day is known */
};

/* ERR_INVALID with the forms that are allowed. Days are checked against the calendar. */
int date_parse(struct date *out, const char *text, struct error *err);

/* What a person types: these forms, and 28.07.2015 or 07.2015. */
int date_parse_typed(struct date *out, const char *text, struct error *err);

/* The canonical text (the four forms above). */
void date_write(struct buf *out, const struct date *date);

/* In words of LANGUAGE ("az", "en"); a time is followed by its zone as "UTC+4". */
void date_text(struct buf *out, const struct date *date, const char *language,
	enum date_style style);

/* A moment (seconds since 1970) in ZONE (an IANA name; council.md says which) as a timed date. */
int date_from_time(struct date *out, long long seconds, const char *zone, struct error *err);

/* The moment at which the day of that number (date_to_day) begins in ZONE; an unknown one is UTC. */
long long date_moment(long day, const char *zone);

/* 2015 → "2015-ci" (LANGUAGE.md: by ICU's ordinal category, round thousands are "-ci"). */
void date_year_suffixed(struct buf *out, int year);

/* Numbers in LANGUAGE's form: 1.234.567 (az), 1,234,567 (en). */
void number_text(struct buf *out, long long number, const char *language);

/* A day as a number: 0 is 1970-01-01. Of a DATE whose day is stated; its time does not count. */
long date_to_day(const struct date *date);
/* The whole day of that number, in the years 1 to 9999. */
void date_from_day(struct date *out, long day);
