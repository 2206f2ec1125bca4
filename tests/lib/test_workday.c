#include "test.h"
#include "workday.h"

static struct record *council(const char *keys)
{
	CLEANUP(str_free) char *text = str_format("---\nrecord: council\n%s---\n", keys);
	struct record *rec = NULL;

	record_parse(&rec, text, strlen(text), NULL);
	return rec;
}

static long day(const char *text)
{
	struct date date = { 0 };

	date_parse(&date, text, NULL);
	return date_to_day(&date);
}

static void check_add(const char *keys, const char *from, long n, const char *expected)
{
	CLEANUP(record_free) struct record *rec = council(keys);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct workdays days;
	struct date date;

	workdays_read(&days, rec);
	date_from_day(&date, workdays_add(&days, day(from), n));
	workdays_release(&days);
	date_write(&out, &date);
	CHECK_TEXT(buf_text(&out), expected);
}

static long between(const char *keys, const char *from, const char *until)
{
	CLEANUP(record_free) struct record *rec = council(keys);
	struct workdays days;
	long n;

	workdays_read(&days, rec);
	n = workdays_between(&days, day(from), day(until));
	workdays_release(&days);
	return n;
}

TEST(days_are_numbers_and_back)
{
	static const char *const texts[] = { "1970-01-01", "1969-12-31", "2000-02-29", "0001-01-01",
		"9999-12-31" };

	CHECK_NUMBER(day("1970-01-01"), 0);
	CHECK_NUMBER(day("1969-12-31"), -1);
	CHECK_NUMBER(day("2026-11-24"), 20781);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		CLEANUP(buf_release) struct buf out = BUF_INIT;
		struct date date;

		date_from_day(&date, day(texts[i]));
		date_write(&out, &date);
		CHECK_TEXT(buf_text(&out), texts[i]);
	}
}

TEST(a_weekend_is_saturday_and_sunday_where_nothing_is_said)
{
	check_add("", "2026-11-20", 1, "2026-11-23"); /* a Friday */
	check_add("", "2026-11-21", 1, "2026-11-23");
	check_add("", "2026-11-20", 5, "2026-11-27");
	check_add("", "2026-11-21", 0, "2026-11-21");
}

TEST(the_councils_own_weekend_and_holidays_count)
{
	check_add("weekend: [friday, saturday]\n", "2026-11-19", 1, "2026-11-22");
	check_add("weekend: []\n", "2026-11-20", 1, "2026-11-21");
	check_add("holidays: [2026-11-24, 2026-11-23, 2026-11-23, 2026-11-22]\n", "2026-11-20", 1,
		"2026-11-25");
	check_add("holidays: [2026, 2026-11, not a day, 2026-11-23]\n", "2026-11-20", 1,
		"2026-11-24");
}

TEST(a_council_that_never_works_has_no_next_working_day)
{
	check_add("weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]\n",
		"2026-11-20", 3, "2026-11-20");
}

TEST(counts_the_working_days_between)
{
	CHECK_NUMBER(between("", "2026-11-20", "2026-11-20"), 0);
	CHECK_NUMBER(between("", "2026-11-24", "2026-11-20"), 0);
	CHECK_NUMBER(between("", "2026-11-20", "2026-11-22"), 0);
	CHECK_NUMBER(between("", "2026-11-20", "2026-11-24"), 2);
	CHECK_NUMBER(
		between("holidays: [2026-11-23, 2026-11-22]\n", "2026-11-20", "2026-11-24"), 1);
	CHECK_NUMBER(
		between("holidays: [2026-11-20, 2026-11-25]\n", "2026-11-20", "2026-11-24"), 2);
}

TEST(adding_and_counting_agree)
{
	CLEANUP(record_free)
	struct record *rec = council(
		"weekend: [wednesday]\nholidays: [2026-01-01, 2026-01-02, 2026-03-20]\n");
	struct workdays days;
	long from = day("2025-12-30");

	workdays_read(&days, rec);
	for (long n = 1; n < 200; n++) {
		long until = workdays_add(&days, from, n);

		CHECK(workdays_has(&days, until));
		CHECK_NUMBER(workdays_between(&days, from, until), n);
		CHECK_NUMBER(workdays_between(&days, from, until - 1), n - 1);
	}
	workdays_release(&days);
}

TEST_MAIN
