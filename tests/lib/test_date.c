#include "test.h"
#include "date.h"

static char *canonical(const char *text)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct date date;

	if (date_parse(&date, text, NULL) < 0)
		return str_copy("refused");
	date_write(&out, &date);
	return buf_take(&out);
}

static char *in_words(const char *text, const char *language, enum date_style style)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct date date;

	if (date_parse(&date, text, NULL) < 0)
		return str_copy("refused");
	date_text(&out, &date, language, style);
	return buf_take(&out);
}

static char *year(int number)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	date_year_suffixed(&out, number);
	return buf_take(&out);
}

static char *number(long long n, const char *language)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	number_text(&out, n, language);
	return buf_take(&out);
}

static char *moment(long long seconds, const char *zone)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct date date;
	struct error err;

	if (date_from_time(&date, seconds, zone, &err) < 0)
		return error_text(&err);
	date_write(&out, &date);
	return buf_take(&out);
}

#define CHECK_OWNED(call, expected)                                                                \
	do {                                                                                       \
		CLEANUP(str_free) char *owned_ = (call);                                           \
		CHECK_TEXT(owned_, expected);                                                      \
	} while (0)

TEST(reads_and_writes_the_four_precisions)
{
	static const char *const dates[] = { "2015", "2015-07", "2015-07-28",
		"2015-07-28T15:00+04:00", "2016-02-29", "2000-02-29", "0001-01-01", "9999-12-31",
		"1999-12-31T23:59-03:30", "2015-07-28T00:00+00:00", "2015-01-01T00:00+14:00" };

	for (size_t i = 0; i < ARRAY_SIZE(dates); i++)
		CHECK_OWNED(canonical(dates[i]), dates[i]);
}

TEST(reads_every_part)
{
	struct error err = { 0 };
	struct date date;

	CHECK_OK(date_parse(&date, "2015-07-28T15:04-03:30", &err), err);
	CHECK_NUMBER(date.year, 2015);
	CHECK_NUMBER(date.month, 7);
	CHECK_NUMBER(date.day, 28);
	CHECK(date.timed);
	CHECK_NUMBER(date.hour, 15);
	CHECK_NUMBER(date.minute, 4);
	CHECK_NUMBER(date.offset, -210);
	CHECK_OK(date_parse(&date, "2015-07", &err), err);
	CHECK_NUMBER(date.day, 0);
	CHECK(!date.timed);
}

TEST(refuses_what_is_no_date)
{
	static const char *const texts[] = { "", "15", "215", "20155", "0000", "2015-", "2015-7",
		"2015-00", "2015-13", "2015-07-", "2015-07-00", "2015-07-32", "2015-7-28",
		"2015-07-28T", "2015-07-28T15", "2015-07-28T15:00", "2015-07-28T24:00+04:00",
		"2015-07-28T15:60+04:00", "2015-07-28T15:00+04", "2015-07-28T15:00+15:00",
		"2015-07-28T15:00+04:60", "2015-07-28T15:00+04:00 ", "2015-07-28 15:00", " 2015",
		"2015-07-28T15:00Z", "28.07.2015", "+2015", "2015-+7", "bilinmir" };
	struct error err = { 0 };
	struct date date = { .year = 7 };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		CLEANUP(str_free)
		char *message = str_format("\"%s\" is no date; write 2015, "
					   "2015-07, 2015-07-28 or 2015-07-28T15:00+04:00",
			texts[i]);

		CHECK_REFUSED(date_parse(&date, texts[i], &err), ERR_INVALID, err, message);
	}
	CHECK_NUMBER(date.year, 7);
}

TEST(refuses_days_that_the_calendar_has_not)
{
	struct error err = { 0 };
	struct date date;

	CHECK_REFUSED(date_parse(&date, "2015-02-29", &err), ERR_INVALID, err,
		"the calendar has no day 2015-02-29");
	CHECK_REFUSED(date_parse(&date, "1900-02-29", &err), ERR_INVALID, err,
		"the calendar has no day 1900-02-29");
	CHECK_REFUSED(date_parse(&date, "2015-04-31", &err), ERR_INVALID, err,
		"the calendar has no day 2015-04-31");
	CHECK_REFUSED(date_parse(&date, "2015-02-30T10:00+04:00", &err), ERR_INVALID, err,
		"the calendar has no day 2015-02-30T10:00+04:00");
}

TEST(speaks_azerbaijani)
{
	CHECK_OWNED(in_words("2015-07-28", "az", DATE_LONG), "28 iyul 2015-ci il");
	CHECK_OWNED(in_words("2015-07", "az", DATE_LONG), "iyul 2015-ci il");
	CHECK_OWNED(in_words("2015", "az", DATE_LONG), "2015-ci il");
	CHECK_OWNED(in_words("2015-07-28", "az", DATE_SHORT), "28.07.2015");
	CHECK_OWNED(in_words("2015-07", "az", DATE_SHORT), "07.2015");
	CHECK_OWNED(in_words("2015", "az", DATE_SHORT), "2015");
	CHECK_OWNED(
		in_words("2015-07-28", "az", DATE_WORDS), "28 iyul 2015-ci il, çərşənbə axşamı");
	CHECK_OWNED(in_words("2016-01-01", "az", DATE_WORDS), "1 yanvar 2016-cı il, cümə");
	CHECK_OWNED(in_words("2015-07", "az", DATE_WORDS), "iyul 2015-ci il");
}

TEST(speaks_english)
{
	CHECK_OWNED(in_words("2015-07-28", "en", DATE_LONG), "28 July 2015");
	CHECK_OWNED(in_words("2015-07", "en", DATE_LONG), "July 2015");
	CHECK_OWNED(in_words("2015", "en", DATE_LONG), "2015");
	CHECK_OWNED(in_words("2015-07-28", "en", DATE_SHORT), "28 Jul 2015");
	CHECK_OWNED(in_words("2015-09", "en", DATE_SHORT), "Sep 2015");
	CHECK_OWNED(in_words("2015-07-28", "en", DATE_WORDS), "Tuesday, 28 July 2015");
	CHECK_OWNED(in_words("2024-02-29", "en", DATE_WORDS), "Thursday, 29 February 2024");
}

TEST(another_language_needs_no_code)
{
	CHECK_OWNED(in_words("2015-07-28", "ru", DATE_LONG), "28 июля 2015");
	CHECK_OWNED(in_words("2015-07", "ru", DATE_LONG), "июль 2015");
}

TEST(a_time_is_followed_by_its_zone)
{
	CHECK_OWNED(in_words("2015-07-28T15:00+04:00", "az", DATE_LONG),
		"28 iyul 2015-ci il, 15:00 UTC+4");
	CHECK_OWNED(
		in_words("2015-07-28T09:05+04:00", "az", DATE_SHORT), "28.07.2015, 09:05 UTC+4");
	CHECK_OWNED(in_words("2015-07-28T15:00-03:30", "en", DATE_LONG),
		"28 July 2015, 15:00 UTC−3:30");
	CHECK_OWNED(in_words("2015-07-28T15:00+00:00", "en", DATE_WORDS),
		"Tuesday, 28 July 2015, 15:00 UTC");
}

TEST(years_take_the_suffix_of_their_last_sound)
{
	static const struct {
		int year;
		const char *text;
	} years[] = {
		{2013,	"2013-cü"},
		{ 2015, "2015-ci" },
		{ 2016, "2016-cı"},
		{ 2019, "2019-cu" },
		{ 2000, "2000-ci" },
		{ 1000, "1000-ci" },
		{ 1991, "1991-ci" },
		{ 1918, "1918-ci" },
		{ 2010, "2010-cu" },
		{ 2014, "2014-cü"},
		{ 2020, "2020-ci" },
		{ 2026, "2026-cı"},
		{ 2030, "2030-cu" },
		{ 2040, "2040-cı"},
		{ 2100, "2100-cü"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(years); i++)
		CHECK_OWNED(year(years[i].year), years[i].text);
}

TEST(numbers_are_grouped_as_the_language_does)
{
	CHECK_OWNED(number(1234567, "az"), "1.234.567");
	CHECK_OWNED(number(1234567, "en"), "1,234,567");
	CHECK_OWNED(number(1234, "az"), "1.234");
	CHECK_OWNED(number(999, "az"), "999");
	CHECK_OWNED(number(0, "en"), "0");
	CHECK_OWNED(number(-1234, "en"), "-1,234");
	CHECK_OWNED(number(INT64_MAX, "az"), "9.223.372.036.854.775.807");
}

TEST(moments_become_dates_of_a_zone)
{
	CHECK_OWNED(moment(1438081200, "Asia/Baku"), "2015-07-28T16:00+05:00"); /* summer time */
	CHECK_OWNED(moment(1469703600, "Asia/Baku"), "2016-07-28T15:00+04:00"); /* abolished */
	CHECK_OWNED(moment(0, "UTC"), "1970-01-01T00:00+00:00");
	CHECK_OWNED(moment(-1, "UTC"), "1969-12-31T23:59+00:00");
	CHECK_OWNED(moment(1438124400, "America/St_Johns"), "2015-07-28T20:30-02:30");
}

static char *beginning(int year, int month, int day, const char *zone)
{
	const struct date date = { .year = year, .month = month, .day = day };

	return moment(date_moment(date_to_day(&date), zone), zone);
}

TEST(a_day_begins_at_midnight_of_its_zone)
{
	CHECK_OWNED(beginning(2016, 7, 28, "Asia/Baku"), "2016-07-28T00:00+04:00");
	CHECK_OWNED(beginning(2015, 3, 29, "Asia/Baku"), "2015-03-29T00:00+04:00"); /* the clock is moved at 4 */
	CHECK_OWNED(beginning(2015, 10, 25, "Asia/Baku"), "2015-10-25T00:00+05:00");
	CHECK_OWNED(beginning(2015, 10, 26, "Asia/Baku"), "2015-10-26T00:00+04:00");
	CHECK_OWNED(beginning(2018, 11, 4, "America/Sao_Paulo"), "2018-11-04T01:00-02:00"); /* there was no midnight */
	CHECK_OWNED(beginning(2018, 2, 18, "America/Sao_Paulo"), "2018-02-18T00:00-03:00");
	CHECK_OWNED(beginning(1969, 12, 31, "UTC"), "1969-12-31T00:00+00:00");
	CHECK_NUMBER(date_moment(1, "Nowhere/There"), 86400);
}

TEST(moments_are_bounded_and_zones_are_known)
{
	CHECK_OWNED(moment(0, "Asia/Bakuu"),
		"there is no time zone \"Asia/Bakuu\"; use a name such as Asia/Baku");
	CHECK_OWNED(moment(0, ""), "there is no time zone \"\"; use a name such as Asia/Baku");
	CHECK_OWNED(
		moment(0, "A/B/C/D/E/F/G/H/I/J/K/L/M/N/O/P/Q/R/S/T/U/V/W/X/Y/Z/A/B/C/D/E/F/G/H"),
		"there is no time zone \"A/B/C/D/E/F/G/H/I/J/K/L/M/N/O/P/Q/R/S/T/U/V/W/X/Y/Z/A/B/C/"
		"D/E/F/G/H\"; use a name such as Asia/Baku");
	CHECK_OWNED(moment(INT64_MAX, "UTC"),
		"9223372036854775807 is no moment between the years 1 and 9999");
	CHECK_OWNED(moment(-62135510400, "America/New_York"), "0001-01-01T19:04-04:56");
	CHECK_OWNED(moment(253402214400, "Asia/Baku"), "9999-12-31T04:00+04:00");
}

TEST_MAIN
