/* The SQL functions on rules, days and lateness; the table at the end lists them. */

#include "page_plan.h"
#include "date.h"
#include "figure.h"
#include "rule.h"

static const struct phrases *phrases_of(const struct page_thread *thread)
{
	return thread->reader.phrases;
}

static void answer(struct call *call, const char *text)
{
	if (text)
		call_answer_text(call, text, strlen(text));
}

static const struct rules *rules_of(const struct page_thread *thread)
{
	return thread->reader.rules;
}

/* What is no known rule keeps the council's own word for it. */
static void rule_name(struct call *call, void *ctx)
{
	const char *key = call_text(call, 0);
	const struct rule_known *known = rule_find(key);

	if (key)
		answer(call, known ? phrases_get(phrases_of(ctx), known->name) : key);
}

/* The N-th value as a date; false where it is none. */
static bool call_date(struct call *call, int n, struct date *out)
{
	const char *text = call_text(call, n);

	return text && date_parse(out, text, NULL) == 0;
}

typedef bool (*rule_reckon)(
	const struct rules *rules, const char *key, const struct date *date, struct date *out);

static void answer_due(struct call *call, const struct rules *rules, rule_reckon reckon)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *key = call_text(call, 0);
	struct date date, due;

	if (!key || !rules || !call_date(call, 1, &date) || !reckon(rules, key, &date, &due))
		return;
	date_write(&text, &due);
	answer(call, buf_text(&text));
}

/* rule_due('minutes.signed', date): the last day in time; NULL where it is not known. */
static void rule_due(struct call *call, void *ctx)
{
	answer_due(call, rules_of(ctx), rules_due);
}

/* rule_before('notice', date): the same for what comes before a date. */
static void rule_before(struct call *call, void *ctx)
{
	answer_due(call, rules_of(ctx), rules_before);
}

/* figure_text('5', 'working days'): "5 working days". */
static void figure_text(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *value = call_text(call, 0);

	if (!value)
		return;
	figure_add(&text, phrases_of(ctx), value, call_text(call, 1));
	answer(call, buf_text(&text));
}

/* rule_needed('quorum', date, of): how many of that number the rule of that day asks for; NULL: no such rule. */
static void rule_needed(struct call *call, void *ctx)
{
	const char *key = call_text(call, 0);
	const struct rule *rule = NULL;
	struct date date;
	int needed;

	if (key && rules_of(ctx) && call_date(call, 1, &date))
		rule = rules_on(rules_of(ctx), key, &date);
	needed = rule ? rule_share(rule->value, (int)call_number(call, 2)) : 0;
	if (needed)
		call_answer_number(call, needed);
}

/* rule_text('minutes.signed', date): what held on that day, "15 working days". */
static void rule_text(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *key = call_text(call, 0);
	const struct rule *rule = NULL;
	struct date date;

	if (key && rules_of(ctx) && call_date(call, 1, &date))
		rule = rules_on(rules_of(ctx), key, &date);
	if (!rule)
		return;
	figure_add(&text, phrases_of(ctx), rule->value, rule->unit);
	answer(call, buf_text(&text));
}

static void add_member(struct buf *json, const char *name, const char *value)
{
	buf_printf(json, ",\"%s\":", name);
	if (value)
		buf_add_json(json, value, strlen(value));
	else
		buf_puts(json, "null");
}

/* rule_rows(): all rules that ever held or shall hold, as JSON; of a key the latest row last. */
static void rule_rows(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf json = BUF_INIT;
	const struct rules *rules = rules_of(ctx);
	const char *day = ((const struct page_thread *)ctx)->reader.today;
	struct date date;

	if (!rules || date_parse(&date, day, NULL) < 0)
		return;
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rule[i];
		bool holds = rule == rules_on(rules, rule->key, &date);

		buf_printf(&json, "%s{\"place\":%zu", i ? "," : "[", i);
		add_member(&json, "key", rule->key);
		add_member(&json, "value", rule->value);
		add_member(&json, "unit", rule->unit);
		add_member(&json, "basis", rule->basis);
		add_member(&json, "citation", rule->citation);
		add_member(&json, "from", rule->from);
		buf_printf(&json, ",\"holds\":%d,\"is_default\":%d}", holds, rule->is_default);
	}
	buf_puts(&json, "]");
	answer(call, buf_text(&json));
}

static void add_list(struct buf *json, const char *name, const char *const *words)
{
	const char *between = "";

	buf_printf(json, "\"%s\":[", name);
	for (; *words; words++) {
		buf_puts(json, between);
		buf_add_json(json, *words, strlen(*words));
		between = ",";
	}
	buf_puts(json, "],");
}

/* rule_form('quorum'): what a form asks for, {"words": […], "units": […], "numbers": 1}. */
static void rule_form(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf json = BUF_INIT;
	const struct rule_known *known = rule_find(call_text(call, 0));

	if (!known)
		return;
	buf_addc(&json, '{');
	add_list(&json, "words", rule_words(known->form));
	add_list(&json, "units", known->units);
	buf_printf(&json, "\"numbers\":%d}", rule_has_numbers(known));
	answer(call, buf_text(&json));
}

/* rule_trace('quorum'): another text after every change. */
static void rule_trace(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	if (rules_of(ctx) && call_text(call, 0))
		rules_trace(rules_of(ctx), call_text(call, 0), &text);
	answer(call, buf_text(&text));
}

/* weekend(): its days' names as council.md has them, Monday first, as JSON. */
static void weekend(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf json = BUF_INIT;

	for (int i = 1; rules_of(ctx) && i <= 7; i++)
		if (rules_of(ctx)->days.weekend[i % 7])
			buf_printf(&json, "%s\"%s\"", json.len ? "," : "[", workdays_name(i % 7));
	buf_puts(&json, json.len ? "]" : "[]");
	answer(call, buf_text(&json));
}

/* today(): where the council is. A page's tag names the day, so that none is kept beyond it. */
static void today(struct call *call, void *ctx)
{
	const char *day = ((const struct page_thread *)ctx)->reader.today;

	answer(call, *day ? day : NULL);
}

static void answer_late(struct call *call, const struct rules *rules, const struct date *due,
	const struct date *until)
{
	if (due->day && until->day && date_to_day(until) > date_to_day(due))
		call_answer_number(
			call, workdays_between(&rules->days, date_to_day(due), date_to_day(until)));
}

/*
 * workdays_late(due, until): how many working days have passed since the day DUE, 0 on a weekend
 * just after it; NULL where UNTIL is in time, or either has no day.
 */
static void workdays_late(struct call *call, void *ctx)
{
	struct date due, until;

	if (rules_of(ctx) && call_date(call, 0, &due) && call_date(call, 1, &until))
		answer_late(call, rules_of(ctx), &due, &until);
}

/*
 * action_late(done, due, date of the meeting): workdays_late of an action that is not done, today;
 * one without a date is due by rule.
 */
static void action_late(struct call *call, void *ctx)
{
	const struct page_thread *thread = ctx;
	struct date due, day;

	if (call_is_null(call, 0) || call_number(call, 0) || !rules_of(thread) ||
		date_parse(&day, thread->reader.today, NULL) < 0)
		return;
	if (!call_date(call, 1, &due) &&
		(!call_is_null(call, 1) || !call_date(call, 2, &due) ||
			!rules_due(rules_of(thread), "action.undated", &due, &due)))
		return;
	answer_late(call, rules_of(thread), &due, &day);
}

/* late_text(workdays_late(…)): "overdue by 3 working days"; NULL for what is in time. */
static void late_text(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	long long days = call_number(call, 0);
	const char *form, *place;

	if (call_is_null(call, 0))
		return;
	form = phrases_form(
		phrases_of(ctx), days ? "overdue by %d working day" : "overdue", days == 1);
	place = strchr(form, '%');
	if (!place) {
		answer(call, form);
		return;
	}
	buf_add(&text, form, (size_t)(place - form));
	number_text(&text, days, phrases_language(phrases_of(ctx)));
	buf_puts(&text, place + 2);
	answer(call, buf_text(&text));
}

/* clang-format off */
static const struct {
	const char *name;
	int values;
	db_function function;
} functions[] = {
	{ "action_late",     3, action_late      },
	{ "figure_text",     2, figure_text      },
	{ "late_text",       1, late_text        },
	{ "rule_before",     2, rule_before      },
	{ "rule_due",        2, rule_due         },
	{ "rule_form",       1, rule_form        },
	{ "rule_name",       1, rule_name        },
	{ "rule_needed",     3, rule_needed      },
	{ "rule_rows",       0, rule_rows        },
	{ "rule_text",       2, rule_text        },
	{ "rule_trace",      1, rule_trace       },
	{ "today",           0, today            },
	{ "weekend",         0, weekend          },
	{ "workdays_late",   2, workdays_late    },
};
/* clang-format on */

int page_add_rule_functions(struct page_thread *thread, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < ARRAY_SIZE(functions) && code == 0; i++)
		code = db_add_function(thread->db, functions[i].name, functions[i].values, true,
			functions[i].function, thread, err);
	return code;
}
