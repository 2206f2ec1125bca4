#include "workday.h"

static const char *const weekdays[] = { "sunday", "monday", "tuesday", "wednesday", "thursday",
	"friday", "saturday" };

const char *workdays_name(int weekday)
{
	return weekdays[weekday];
}

static int weekday_of(long day)
{
	return (int)(((day + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}

static void read_weekend(struct workdays *out, const struct yaml *list)
{
	if (!list || list->type != YAML_LIST) {
		out->weekend[0] = out->weekend[6] = true;
		return;
	}
	for (size_t i = 0; i < list->items; i++)
		for (size_t k = 0; k < ARRAY_SIZE(weekdays); k++)
			out->weekend[k] |= list->item[i]->type == YAML_SCALAR &&
					   str_equal(list->item[i]->text, weekdays[k]);
}

static int by_day(const void *a, const void *b)
{
	long one = *(const long *)a, other = *(const long *)b;

	return (one > other) - (one < other);
}

static void read_holidays(struct workdays *out, const struct yaml *list)
{
	size_t kept = 0;
	struct date date;

	for (size_t i = 0; i < yaml_count(list); i++) {
		if (list->item[i]->type != YAML_SCALAR ||
			date_parse(&date, list->item[i]->text, NULL) < 0 || !date.day)
			continue;
		out->holiday = mem_grow(out->holiday, out->holidays, sizeof *out->holiday);
		out->holiday[out->holidays++] = date_to_day(&date);
	}
	if (out->holidays)
		qsort(out->holiday, out->holidays, sizeof *out->holiday, by_day);
	for (size_t i = 0; i < out->holidays; i++)
		if (!kept || out->holiday[i] != out->holiday[kept - 1])
			out->holiday[kept++] = out->holiday[i];
	out->holidays = kept;
}

void workdays_read(struct workdays *out, const struct record *council)
{
	*out = (struct workdays){ 0 };
	read_weekend(out, council ? record_value(council, "weekend") : NULL);
	read_holidays(out, council ? record_value(council, "holidays") : NULL);
}

void workdays_release(struct workdays *days)
{
	free(days->holiday);
	*days = (struct workdays){ 0 };
}

/* How many holidays come before DAY. */
static size_t holidays_before(const struct workdays *days, long day)
{
	size_t low = 0, high = days->holidays;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (days->holiday[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool workdays_has(const struct workdays *days, long day)
{
	size_t n = holidays_before(days, day);

	return !days->weekend[weekday_of(day)] && (n == days->holidays || days->holiday[n] != day);
}

static bool never_works(const struct workdays *days)
{
	for (int i = 0; i < 7; i++)
		if (!days->weekend[i])
			return false;
	return true;
}

long workdays_add(const struct workdays *days, long day, long n)
{
	if (never_works(days))
		return day;
	while (n > 0)
		n -= workdays_has(days, ++day);
	return day;
}

/* Days of the week alone: whole weeks are counted at once, since a date may be far away. */
static long between_weekends(const struct workdays *days, long day, long until)
{
	long weeks = (until - day) / 7, count = 0;

	for (int i = 0; i < 7; i++)
		count += days->weekend[i] ? 0 : weeks;
	for (day += weeks * 7 + 1; day <= until; day++)
		count += !days->weekend[weekday_of(day)];
	return count;
}

long workdays_between(const struct workdays *days, long day, long until)
{
	long count;

	if (until <= day)
		return 0;
	count = between_weekends(days, day, until);
	for (size_t i = holidays_before(days, day + 1);
		i < days->holidays && days->holiday[i] <= until; i++)
		count -= !days->weekend[weekday_of(days->holiday[i])];
	return count;
}
