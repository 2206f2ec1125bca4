#include "rule.h"

#include <stdio.h>

/* clang-format off */
static const char *const time_units[] = { "calendar days", "working days", "months", NULL };
static const char *const rate_units[] = { "per month", "per quarter", "per half-year", "per year", NULL };
static const char *const quorum_units[] = { "of the members", NULL };
static const char *const vote_units[] = { "of those present", "of those voting", "of the members", NULL };
static const char *const shares[] = { "half", "more than half", "two thirds", "three quarters", "all", NULL };
static const char *const majorities[] = { "simple", "two thirds", "three quarters", "all", NULL };
static const char *const approvals[] = { "at a meeting", "at a meeting or in writing", NULL };
static const char *const yes_no[] = { "no", "yes", NULL };
static const char *const no_words[] = { NULL };

static const struct rule_known known_rules[] = {
	{ "meetings",           "how often the council meets",              RULE_NUMBER,   "1",              "per quarter",      rate_units   },
	{ "notice",             "how early a meeting is called",            RULE_NUMBER,   "5",              "calendar days",    time_units   },
	{ "notice.urgent",      "how early an urgent meeting is called",    RULE_NUMBER,   "3",              "calendar days",    time_units   },
	{ "quorum",             "quorum",                                   RULE_SHARE,    "more than half", "of the members",   quorum_units },
	{ "majority",           "majority for a decision",                  RULE_MAJORITY, "simple",         "of those present", vote_units   },
	{ "minutes.circulated", "minutes go round after the meeting",       RULE_NUMBER,   "5",              "working days",     time_units   },
	{ "minutes.signed",     "minutes are signed after the meeting",     RULE_NUMBER,   "15",             "working days",     time_units   },
	{ "minutes.approval",   "how minutes are approved",                 RULE_APPROVAL, "at a meeting or in writing", NULL,        no_words     },
	{ "action.undated",     "an action without a date is overdue after", RULE_NUMBER,  "6",              "months",           time_units   },
	{ "discussion.window",  "how long a discussion is open",            RULE_NUMBER,   "28",             "calendar days",    time_units   },
	{ "answer",             "the agency's answer after registration",   RULE_NUMBER,   "15",             "working days",     time_units   },
	{ "answer.check",       "a second reviewer checks an answer",       RULE_YES_NO,   "no",             NULL,               no_words     },
	{ "progress.report",    "how often progress is reported",           RULE_NUMBER,   "1",              "per quarter",      rate_units   },
};
/* clang-format on */

enum { KNOWN = ARRAY_SIZE(known_rules), NUMBER_MAX = 9999 };

const struct rule_known *rule_at(size_t n)
{
	return n < KNOWN ? &known_rules[n] : NULL;
}

const struct rule_known *rule_find(const char *key)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (str_equal(known_rules[i].key, key))
			return &known_rules[i];
	return NULL;
}

const char *const *rule_words(enum rule_form form)
{
	static const char *const *const words[] = {
		[RULE_NUMBER] = no_words,
		[RULE_SHARE] = shares,
		[RULE_MAJORITY] = majorities,
		[RULE_APPROVAL] = approvals,
		[RULE_YES_NO] = yes_no,
	};

	return words[form];
}

bool rule_has_numbers(const struct rule_known *known)
{
	return known->form == RULE_NUMBER || known->form == RULE_SHARE;
}

/* The whole number that TEXT is, or 0. */
static int number_of(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	int number = digits && digits < 5 && !text[digits] ? atoi(text) : 0;

	return number <= NUMBER_MAX ? number : 0;
}

int rule_share(const char *value, int of)
{
	/* clang-format off */
	static const struct {
		const char *word;
		int part, whole, more;
	} parts[] = {
		{ "half",           1, 2, 0 },
		{ "more than half", 1, 2, 1 },
		{ "two thirds",     2, 3, 0 },
		{ "three quarters", 3, 4, 0 },
		{ "all",            1, 1, 0 },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		int needed = of * parts[i].part;

		if (str_equal(parts[i].word, value))
			return parts[i].more ? needed / parts[i].whole + 1
					     : (needed + parts[i].whole - 1) / parts[i].whole;
	}
	return number_of(value);
}

/* Checking */

static bool is_among(const char *const *words, const char *text)
{
	for (; *words; words++)
		if (str_equal(*words, text))
			return true;
	return false;
}

static int refuse_word(const char *text, const char *const *words, struct error *err)
{
	CLEANUP(buf_release) struct buf list = BUF_INIT;

	for (; *words; words++)
		buf_printf(&list, "%s%s", list.len ? ", " : "", *words);
	return error_set(err, ERR_INVALID, "\"%s\" is not known here; write one of: %s", text,
		buf_text(&list));
}

static int check_value(const struct rule_known *known, const char *value, struct error *err)
{
	if ((rule_has_numbers(known) && number_of(value)) || is_among(rule_words(known->form), value))
		return 0;
	if (known->form == RULE_NUMBER)
		return error_set(err, ERR_INVALID, "\"%s\" is no whole number from %ld to %ld",
			value, 1L, (long)NUMBER_MAX);
	return refuse_word(value, rule_words(known->form), err);
}

static int check_unit(const struct rule_known *known, const char *unit, struct error *err)
{
	if (!*known->units)
		return unit ? error_set(err, ERR_INVALID, "this rule has no unit") : 0;
	if (!unit)
		return error_set(err, ERR_INVALID, "must be stated");
	return is_among(known->units, unit) ? 0 : refuse_word(unit, known->units, err);
}

int rule_check(
	const struct rule_known *known, const char *value, const char *unit, struct error *err)
{
	if (check_value(known, value, err) < 0)
		return error_place(err, "value");
	if (check_unit(known, unit, err) < 0)
		return error_place(err, "unit");
	return 0;
}

static void add_fault(struct faults *faults, const char *path, const char *key, size_t n,
	const struct yaml *at, struct error *err)
{
	CLEANUP(str_free) char *place = str_format("%s %zu", key, n + 1);

	error_place(err, "%s", place);
	fault_add_error(faults, path, at->line, err);
}

/* Two rows that begin on one day: which of them holds nobody could say. */
static int check_unique(const struct yaml *rules, size_t n, struct error *err)
{
	const char *key = yaml_get(rules->item[n], "key"), *from = yaml_get(rules->item[n], "from");

	for (size_t i = 0; i < n; i++) {
		const struct yaml *other = rules->item[i];

		if (!str_equal(yaml_get(other, "key"), key) ||
			!str_equal(yaml_get(other, "from"), from))
			continue;
		return error_set(err, ERR_INVALID,
			"\"%s\" begins on the same day on line %d already; take one of the two out",
			key, other->line);
	}
	return 0;
}

/* What kind_check says of keys and of values by themselves is not said again. */
static void check_rules(const struct yaml *rules, const char *path, struct faults *faults)
{
	struct error err;

	for (size_t i = 0; i < yaml_count(rules); i++) {
		const struct yaml *row = rules->item[i];
		const char *key = yaml_get(row, "key"), *value = yaml_get(row, "value");
		const struct rule_known *known = rule_find(key);

		if (key && check_unique(rules, i, &err) < 0)
			add_fault(faults, path, "rules", i, row, &err);
		if (known && value && rule_check(known, value, yaml_get(row, "unit"), &err) < 0)
			add_fault(faults, path, "rules", i, row, &err);
	}
}

static void check_holidays(const struct yaml *holidays, const char *path, struct faults *faults)
{
	struct error err;
	struct date date;

	for (size_t i = 0; i < yaml_count(holidays); i++) {
		const struct yaml *one = holidays->item[i];

		if (one->type != YAML_SCALAR || date_parse(&date, one->text, NULL) < 0 ||
			(date.day && !date.timed))
			continue;
		error_set(
			&err, ERR_INVALID, "\"%s\" is no day; write it like 2015-07-28", one->text);
		add_fault(faults, path, "holidays", i, one, &err);
	}
}

void rules_check(const struct record *council, const char *path, struct faults *faults)
{
	check_rules(record_value(council, "rules"), path, faults);
	check_holidays(record_value(council, "holidays"), path, faults);
}

/* Reading */

static size_t order_of(const char *key)
{
	const struct rule_known *known = rule_find(key);

	return known ? (size_t)(known - known_rules) : KNOWN;
}

static int by_key_and_day(const void *a, const void *b)
{
	const struct rule *one = a, *other = b;
	size_t place = order_of(one->key), other_place = order_of(other->key);
	int order = (place > other_place) - (place < other_place);

	if (!order)
		order = strcmp(one->key, other->key);
	/* A date of lower precision is the beginning of those within it: it sorts as its first day.
	 */
	return order ? order : strcmp(one->from ? one->from : "", other->from ? other->from : "");
}

static void add_rule(struct rules *rules, const struct rule *rule)
{
	rules->rule = mem_grow(rules->rule, rules->count, sizeof *rules->rule);
	rules->rule[rules->count++] = *rule;
}

static bool is_date(const char *text)
{
	return !text || date_parse(&(struct date){ 0 }, text, NULL) == 0;
}

/* A malformed row counts for nothing: the check names it. */
static void add_row(struct rules *rules, const struct yaml *row)
{
	struct rule rule = {
		.key = yaml_get(row, "key"),
		.value = yaml_get(row, "value"),
		.unit = yaml_get(row, "unit"),
		.basis = yaml_get(row, "basis"),
		.citation = yaml_get(row, "citation"),
		.from = yaml_get(row, "from"),
	};
	const struct rule_known *known = rule_find(rule.key);

	if (rule.key && rule.value && is_date(rule.from) &&
		(!known || rule_check(known, rule.value, rule.unit, NULL) == 0))
		add_rule(rules, &rule);
}

static bool has_always(const struct rules *rules, const char *key)
{
	for (size_t i = 0; i < rules->count; i++)
		if (str_equal(rules->rule[i].key, key) && !rules->rule[i].from)
			return true;
	return false;
}

static void add_default(struct rules *rules, const struct rule_known *known)
{
	if (!has_always(rules, known->key))
		add_rule(rules, &(struct rule){ .key = known->key,
					.value = known->value,
					.unit = known->unit,
					.basis = "project",
					.is_default = true });
}

struct rules *rules_new(struct record *council)
{
	struct rules *rules = mem_alloc(sizeof *rules);
	const struct yaml *list = council ? record_value(council, "rules") : NULL;

	rules->council = council;
	workdays_read(&rules->days, council);
	for (size_t i = 0; i < yaml_count(list); i++)
		add_row(rules, list->item[i]);
	for (size_t i = 0; i < KNOWN; i++)
		add_default(rules, &known_rules[i]);
	qsort(rules->rule, rules->count, sizeof *rules->rule, by_key_and_day);
	return rules;
}

void rules_free(struct rules *rules)
{
	if (!rules)
		return;
	free(rules->rule);
	workdays_release(&rules->days);
	record_free(rules->council);
	free(rules);
}

/* Asking */

const struct rule *rules_on(const struct rules *rules, const char *key, const struct date *date)
{
	const struct rule *found = NULL;
	char day[16];

	if (!date->day)
		return NULL;
	snprintf(day, sizeof day, "%04d-%02d-%02d", date->year, date->month, date->day);
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rule[i];

		if (str_equal(rule->key, key) && (!rule->from || strncmp(rule->from, day, 10) <= 0))
			found = rule;
	}
	return found;
}

void rules_trace(const struct rules *rules, const char *key, struct buf *out)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rule[i];

		if (str_equal(rule->key, key) && !rule->is_default)
			buf_printf(out, "%s %s %s %s %s; ", rule->from ? rule->from : "-",
				rule->value, rule->unit ? rule->unit : "-",
				rule->basis ? rule->basis : "-",
				rule->citation ? rule->citation : "-");
	}
}

/* The same day of a later month, or that month's last one. */
static long add_months(const struct date *date, int months)
{
	int month = date->month - 1 + months;
	struct date first = { .year = date->year + month / 12, .month = month % 12 + 1, .day = 1 };
	struct date next = {
		.year = date->year + (month + 1) / 12, .month = (month + 1) % 12 + 1, .day = 1
	};
	long day = date_to_day(&first) + date->day - 1, last = date_to_day(&next) - 1;

	return day < last ? day : last;
}

/* How many months one turn of a rate lasts; 0 for no rate. */
static int months_of(const char *unit)
{
	/* clang-format off */
	static const struct {
		const char *unit;
		int months;
	} rates[] = {
		{ "per month",     1  },
		{ "per quarter",   3  },
		{ "per half-year", 6  },
		{ "per year",      12 },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_SIZE(rates); i++)
		if (str_equal(rates[i].unit, unit))
			return rates[i].months;
	return 0;
}

/* When the next turn of a rate ends that comes NUMBER times in MONTHS. */
static long add_turn(const struct date *date, int months, int number)
{
	long from = date_to_day(date);

	if (months % number == 0)
		return add_months(date, months / number);
	return from + (add_months(date, months) - from) / number;
}

bool rules_due(
	const struct rules *rules, const char *key, const struct date *date, struct date *out)
{
	const struct rule *rule = rules_on(rules, key, date);
	int number = rule ? number_of(rule->value) : 0;
	long day, last = date_to_day(&(struct date){ .year = 9999, .month = 12, .day = 31 });

	if (!number)
		return false;
	if (str_equal(rule->unit, "calendar days"))
		day = date_to_day(date) + number;
	else if (str_equal(rule->unit, "working days"))
		day = workdays_add(&rules->days, date_to_day(date), number);
	else if (str_equal(rule->unit, "months"))
		day = add_months(date, number);
	else if (months_of(rule->unit))
		day = add_turn(date, months_of(rule->unit), number);
	else
		return false;
	if (day > last)
		return false;
	date_from_day(out, day);
	return true;
}

/* The last day that has N working days after it up to UNTIL. */
static long workdays_before(const struct workdays *days, long until, long n)
{
	long day = until, least = until - 20 * n - 40;

	while (day > least && workdays_between(days, day, until) < n)
		day--;
	return day;
}

bool rules_before(const struct rules *rules, const char *key, const struct date *date,
	struct date *out)
{
	const struct rule *rule = rules_on(rules, key, date);
	int number = rule ? number_of(rule->value) : 0;

	if (!number)
		return false;
	if (str_equal(rule->unit, "calendar days"))
		date_from_day(out, date_to_day(date) - number);
	else if (str_equal(rule->unit, "working days"))
		date_from_day(out, workdays_before(&rules->days, date_to_day(date), number));
	else
		return false;
	return true;
}
