#include "date.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/unumberformatter.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

enum { LANGUAGES_MAX = 16, NAME_MAX = 48 };

/* Reading */

/* N digits at *P, which moves past them; -1 where there are not that many. */
static int digits(const char **p, int n)
{
	int number = 0;

	for (; n; n--, ++*p) {
		if (**p < '0' || **p > '9')
			return -1;
		number = number * 10 + (**p - '0');
	}
	return number;
}

static bool next_number(const char **p, char before, int n, int *out)
{
	if (**p != before)
		return false;
	++*p;
	*out = digits(p, n);
	return *out >= 0;
}

static bool parse_time(const char **p, struct date *date)
{
	int sign, hours, minutes;

	if (!next_number(p, 'T', 2, &date->hour) || !next_number(p, ':', 2, &date->minute))
		return false;
	sign = **p == '-' ? -1 : 1;
	if (!next_number(p, sign < 0 ? '-' : '+', 2, &hours) || !next_number(p, ':', 2, &minutes))
		return false;
	date->timed = true;
	date->offset = sign * (hours * 60 + minutes);
	return date->hour < 24 && date->minute < 60 && minutes < 60 &&
	       hours * 60 + minutes <= 14 * 60;
}

static bool parse_form(const char *p, struct date *date)
{
	date->year = digits(&p, 4);
	if (date->year < 1 || !*p)
		return date->year >= 1;
	if (!next_number(&p, '-', 2, &date->month) || date->month < 1 || date->month > 12)
		return false;
	if (!*p)
		return true;
	if (!next_number(&p, '-', 2, &date->day) || date->day < 1 || date->day > 31)
		return false;
	return !*p || (parse_time(&p, date) && !*p);
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

int date_parse(struct date *out, const char *text, struct error *err)
{
	struct date date = { .year = 0 };

	if (!parse_form(text, &date))
		return error_set(err, ERR_INVALID,
			"\"%s\" is no date; write 2015, 2015-07, 2015-07-28 or "
			"2015-07-28T15:00+04:00",
			text);
	if (date.day && date.day > days_in(date.year, date.month))
		return error_set(err, ERR_INVALID, "the calendar has no day %s", text);
	*out = date;
	return 0;
}

/* Writing */

int date_parse_typed(struct date *out, const char *text, struct error *err)
{
	CLEANUP(str_free) char *plain = NULL;
	int day, month, year, end = 0;

	if (sscanf(text, "%2d.%2d.%4d%n", &day, &month, &year, &end) == 3 && !text[end])
		plain = str_format("%04d-%02d-%02d", year, month, day);
	else if (sscanf(text, "%2d.%4d%n", &month, &year, &end) == 2 && !text[end])
		plain = str_format("%04d-%02d", year, month);
	if (!plain && date_parse(out, text, NULL) < 0)
		return error_set(err, ERR_INVALID,
			"\"%s\" is no date; write it like 28.07.2015, 07.2015 or 2015", text);
	return date_parse(out, plain ? plain : text, err);
}

void date_write(struct buf *out, const struct date *date)
{
	int offset = abs(date->offset);

	buf_printf(out, "%04d", date->year);
	if (date->month)
		buf_printf(out, "-%02d", date->month);
	if (date->day)
		buf_printf(out, "-%02d", date->day);
	if (date->timed)
		buf_printf(out, "T%02d:%02d%c%02d:%02d", date->hour, date->minute,
			date->offset < 0 ? '-' : '+', offset / 60, offset % 60);
}

/* What ICU knows of a language, read once. */
struct names {
	char language[16];
	char month[12][NAME_MAX]; /* as it stands beside a day */
	char alone[12][NAME_MAX]; /* as it stands without one */
	char brief[12][NAME_MAX];
	char weekday[7][NAME_MAX]; /* from Sunday */
	UNumberFormatter *numbers;
};

static void load(const UDateFormat *format, UDateFormatSymbolType type, int first, int n,
	char (*to)[NAME_MAX])
{
	UChar wide[NAME_MAX];

	for (int i = 0; i < n; i++) {
		UErrorCode status = U_ZERO_ERROR;
		int32_t len = udat_getSymbols(format, type, first + i, wide, NAME_MAX, &status);

		u_strToUTF8(to[i], NAME_MAX - 1, NULL, wide, U_SUCCESS(status) ? len : 0, &status);
	}
}

static struct names *names_new(const char *language)
{
	struct names *names = mem_alloc(sizeof *names);
	UErrorCode status = U_ZERO_ERROR;
	UDateFormat *format = udat_open(UDAT_LONG, UDAT_LONG, language, NULL, 0, NULL, 0, &status);

	names->numbers = unumf_openForSkeletonAndLocale(u"", 0, language, &status);
	if (U_FAILURE(status))
		abort(); /* ICU's own data is missing: no date can be written */
	snprintf(names->language, sizeof names->language, "%s", language);
	load(format, UDAT_MONTHS, 0, 12, names->month);
	load(format, UDAT_STANDALONE_MONTHS, 0, 12, names->alone);
	load(format, UDAT_SHORT_MONTHS, 0, 12, names->brief);
	load(format, UDAT_WEEKDAYS, 1, 7, names->weekday);
	udat_close(format);
	return names;
}

/* Each language is read at its first use and then kept: there are as many as catalogues. */
static const struct names *names_of(const char *language)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct names *known[LANGUAGES_MAX];
	const struct names *found;
	size_t i = 0;

	pthread_mutex_lock(&lock);
	while (i < LANGUAGES_MAX - 1 && known[i] && strcmp(known[i]->language, language) != 0)
		i++;
	if (!known[i])
		known[i] = names_new(
			strlen(language) < sizeof known[i]->language ? language : "en");
	found = known[i];
	pthread_mutex_unlock(&lock);
	return found;
}

static UPluralRules *ordinals;

static void open_ordinals(void)
{
	UErrorCode status = U_ZERO_ERROR;

	ordinals = uplrules_openForType("az", UPLURAL_TYPE_ORDINAL, &status);
	if (U_FAILURE(status))
		abort(); /* as above */
}

/* CLDR has the categories, but no pattern with the suffix. */
static const char *suffix_of(int year)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[16] = { 0 };
	char category[16] = "";

	if (year && year % 1000 == 0)
		return "-ci"; /* min, milyon: a front vowel, which the rules forget */
	pthread_once(&once, open_ordinals);
	uplrules_select(ordinals, year, wide, ARRAY_SIZE(wide), &status);
	u_UCharsToChars(wide, category, ARRAY_SIZE(category) - 1);
	if (str_equal(category, "one"))
		return "-ci";
	if (str_equal(category, "few"))
		return "-cü";
	if (str_equal(category, "many"))
		return "-cı";
	return "-cu";
}

void date_year_suffixed(struct buf *out, int year)
{
	buf_printf(out, "%d%s", year, suffix_of(year));
}

static const char *weekday_of(const struct names *names, const struct date *date)
{
	struct tm tm = {
		.tm_year = date->year - 1900, .tm_mon = date->month - 1, .tm_mday = date->day
	};

	timegm(&tm);
	return names->weekday[tm.tm_wday];
}

static void add_azerbaijani(
	struct buf *out, const struct date *date, const struct names *names, enum date_style style)
{
	if (style == DATE_SHORT) {
		if (date->day)
			buf_printf(out, "%02d.", date->day);
		if (date->month)
			buf_printf(out, "%02d.", date->month);
		buf_printf(out, "%d", date->year);
		return;
	}
	if (date->day)
		buf_printf(out, "%d ", date->day);
	if (date->month)
		buf_printf(out, "%s ", names->month[date->month - 1]);
	date_year_suffixed(out, date->year);
	buf_puts(out, " il");
	if (style == DATE_WORDS && date->day)
		buf_printf(out, ", %s", weekday_of(names, date));
}

static const char *month_of(
	const struct names *names, const struct date *date, enum date_style style)
{
	if (style == DATE_SHORT)
		return names->brief[date->month - 1];
	return date->day ? names->month[date->month - 1] : names->alone[date->month - 1];
}

static void add_other(
	struct buf *out, const struct date *date, const struct names *names, enum date_style style)
{
	if (style == DATE_WORDS && date->day)
		buf_printf(out, "%s, ", weekday_of(names, date));
	if (date->day)
		buf_printf(out, "%d ", date->day);
	if (date->month)
		buf_printf(out, "%s ", month_of(names, date, style));
	buf_printf(out, "%d", date->year);
}

static void add_time(struct buf *out, const struct date *date)
{
	int offset = abs(date->offset);

	buf_printf(out, ", %02d:%02d UTC", date->hour, date->minute);
	if (offset)
		buf_printf(out, "%s%d", date->offset < 0 ? "−" : "+", offset / 60);
	if (offset % 60)
		buf_printf(out, ":%02d", offset % 60);
}

void date_text(
	struct buf *out, const struct date *date, const char *language, enum date_style style)
{
	const struct names *names = names_of(language);

	if (str_equal(language, "az"))
		add_azerbaijani(out, date, names, style);
	else
		add_other(out, date, names, style);
	if (date->timed)
		add_time(out, date);
}

void number_text(struct buf *out, long long number, const char *language)
{
	const struct names *names = names_of(language);
	UErrorCode status = U_ZERO_ERROR;
	UFormattedNumber *result = unumf_openResult(&status);
	UChar wide[40];
	char text[ARRAY_SIZE(wide) * 3];
	int32_t len;

	unumf_formatInt(names->numbers, number, result, &status);
	len = unumf_resultToString(result, wide, ARRAY_SIZE(wide), &status);
	unumf_closeResult(result);
	u_strToUTF8(text, sizeof text, NULL, wide, len, &status);
	if (U_FAILURE(status))
		snprintf(text, sizeof text, "%lld", number);
	buf_puts(out, text);
}

/* Moments */

/* Minutes east of Greenwich in ZONE at that moment. */
static int offset_at(int *out, long long seconds, const char *zone, struct error *err)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[64] = { 0 }, canonical[64];
	UCalendar *calendar;

	u_strFromUTF8(wide, ARRAY_SIZE(wide), NULL, zone, -1, &status);
	ucal_getCanonicalTimeZoneID(wide, -1, canonical, ARRAY_SIZE(canonical), NULL, &status);
	if (U_FAILURE(status))
		return error_set(err, ERR_INVALID,
			"there is no time zone \"%s\"; use a name such as Asia/Baku", zone);
	calendar = ucal_open(wide, -1, "en", UCAL_GREGORIAN, &status);
	ucal_setMillis(calendar, (double)seconds * 1000, &status);
	*out = (ucal_get(calendar, UCAL_ZONE_OFFSET, &status) +
		       ucal_get(calendar, UCAL_DST_OFFSET, &status)) /
	       60000;
	ucal_close(calendar);
	return U_SUCCESS(status) ? 0 : error_set(err, ERR_FAILED, "ICU: %s", u_errorName(status));
}

int date_from_time(struct date *out, long long seconds, const char *zone, struct error *err)
{
	const long long first = -62135510400, last = 253402214400; /* a day inside 0001–9999 */
	struct tm tm;
	time_t local;
	int offset = 0, rc;

	if (seconds < first || seconds > last)
		return error_set(err, ERR_INVALID, "%lld is no moment between the years 1 and 9999",
			seconds);
	if ((rc = offset_at(&offset, seconds, zone, err)) < 0)
		return rc;
	local = seconds + offset * 60;
	gmtime_r(&local, &tm);
	*out = (struct date){ .year = tm.tm_year + 1900,
		.month = tm.tm_mon + 1,
		.day = tm.tm_mday,
		.timed = true,
		.hour = tm.tm_hour,
		.minute = tm.tm_min,
		.offset = offset };
	return 0;
}

/* Days */

enum { SECONDS_A_DAY = 24 * 60 * 60 };

long date_to_day(const struct date *date)
{
	struct tm tm = {
		.tm_year = date->year - 1900, .tm_mon = date->month - 1, .tm_mday = date->day
	};

	/* timegm answers for midnight: nothing is left over, before 1970 either */
	return (long)(timegm(&tm) / SECONDS_A_DAY);
}

/* The offset is that of the moment itself. Three times: the clock may be moved between the first guess and the
 * moment, or at midnight. */
long long date_moment(long day, const char *zone)
{
	long long midnight = (long long)day * SECONDS_A_DAY;
	int offset = 0;

	for (int i = 0; i < 3; i++)
		if (offset_at(&offset, midnight - offset * 60, zone, NULL) < 0)
			return midnight;
	return midnight - offset * 60;
}

void date_from_day(struct date *out, long day)
{
	time_t midnight = (time_t)day * SECONDS_A_DAY;
	struct tm tm;

	gmtime_r(&midnight, &tm);
	*out = (struct date){
		.year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday
	};
}
