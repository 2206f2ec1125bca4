/* The council's rules, its weekend and holidays under the coordinator's hands: one commit each. */

#include "draft.h"
#include "figure.h"
#include "handlers.h"
#include "kind.h"
#include "rule.h"
#include "site.h"

#include <stdio.h>

static const char council_address[] = "/council", edit_address[] = "/rules/edit";

static const char *field(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	return value ? value : "";
}

int get_rules(struct request *req, struct reply *reply, struct error *err)
{
	return reply_page(req, reply, "rules", NULL, 0, err);
}

int get_rules_edit(struct request *req, struct reply *reply, struct error *err)
{
	return reply_page(req, reply, "rules-edit", NULL, 0, err);
}

int get_rule_form(struct request *req, struct reply *reply, struct error *err)
{
	struct page_value values[] = {
		{"rule_key", req->segment[0]}
	};

	return reply_page(req, reply, "rule-form", values, ARRAY_SIZE(values), err);
}

/* A rule ------------------------------------------------------------------------------------- */

/* What was typed; the texts are borrowed from the form. */
struct typed_rule {
	const struct rule_known *known;
	const char *value, *unit, *basis, *citation;
	char from[16];
	struct date day; /* of FROM */
};

static int read_from(struct typed_rule *rule, const struct request *req, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *typed = field(req, "from");

	if (!*typed)
		error_set(err, ERR_INVALID, "write the day from which the rule holds");
	else if (date_parse_typed(&rule->day, typed, err) == 0) {
		if (!rule->day.timed) {
			date_write(&text, &rule->day);
			snprintf(rule->from, sizeof rule->from, "%s", buf_text(&text));
			return 0;
		}
		error_set(err, ERR_INVALID, "\"%s\" is no day; write it like 2015-07-28", typed);
	}
	return error_field(err, "from");
}

static int read_typed(struct typed_rule *rule, const struct request *req, struct error *err)
{
	const char *words = field(req, "words");
	bool numbers;

	*rule = (struct typed_rule){ .known = rule_find(req->segment[0]) };
	if (!rule->known)
		return error_set(err, ERR_NOT_FOUND, "there is no such rule");
	numbers = rule_has_numbers(rule->known);
	if (numbers && *words && *field(req, "number")) {
		error_set(err, ERR_INVALID, "choose words or write a number, not both");
		return error_field(err, "number");
	}
	rule->value = numbers && !*words ? field(req, "number") : words;
	rule->unit = *field(req, "unit") ? field(req, "unit") : NULL;
	rule->basis = field(req, "basis");
	rule->citation = *field(req, "citation") ? field(req, "citation") : NULL;
	if (rule_check(rule->known, rule->value, rule->unit, err) < 0)
		return error_field(err, *words ? "words" : "number");
	return read_from(rule, req, err);
}

static char *today_of(const struct request *req)
{
	CLEANUP(str_free) char *now = draft_now(req);

	return str_copy_n(now, strcspn(now, "T"));
}

/* Somebody else said something else of this rule since the form was shown. */
static int check_trace(const struct draft *draft, const struct rules *rules,
	const struct typed_rule *rule, struct error *err)
{
	CLEANUP(buf_release) struct buf trace = BUF_INIT;
	const char *was = request_field(draft->req, "was");

	rules_trace(rules, rule->known->key, &trace);
	if (!was || str_equal(was, buf_text(&trace)))
		return 0;
	return error_set(err, ERR_CONFLICT,
		"somebody else changed this rule meanwhile; look at what holds now, and save again "
		"if "
		"yours shall come after it");
}

static bool says_the_same(const struct rule *one, const struct typed_rule *other)
{
	return str_equal(one->value, other->value) && str_equal(one->unit, other->unit) &&
	       str_equal(one->basis, other->basis) && str_equal(one->citation, other->citation);
}

/* A rule that held on a day that is past is never another one afterwards. */
static int check_past(const struct draft *draft, const struct rules *rules,
	const struct typed_rule *rule, struct error *err)
{
	CLEANUP(str_free) char *today = today_of(draft->req);
	struct date day = rule->day;
	const struct rule *now;

	day.month = day.month ? day.month : 1;
	day.day = day.day ? day.day : 1;
	now = rules_on(rules, rule->known->key, &day);
	if (now && !now->is_default && says_the_same(now, rule)) {
		error_set(err, ERR_INVALID, "this is what holds on that day already");
		return error_field(err, *field(draft->req, "words") ? "words" : "number");
	}
	if (!now || !now->from || !str_equal(now->from, rule->from) ||
		strcmp(now->from, today) >= 0)
		return 0;
	error_set(err, ERR_INVALID,
		"a rule that began on this day has held already and stays as it was; choose a "
		"later day");
	return error_field(err, "from");
}

static struct yaml *row_of(const struct typed_rule *rule)
{
	struct yaml *row = yaml_map();

	yaml_put_text(row, "key", rule->known->key);
	yaml_put_text(row, "value", rule->value);
	yaml_put_text(row, "unit", rule->unit);
	yaml_put_text(row, "basis", rule->basis);
	yaml_put_text(row, "citation", rule->citation);
	yaml_put_text(row, "from", rule->from);
	return row;
}

/* The list with the new row: in the place of one of the same day, else after the earlier ones. */
static struct yaml *with_row(const struct yaml *list, const struct typed_rule *rule)
{
	struct yaml *out = yaml_list();
	size_t count = yaml_count(list), at = count;
	bool same = false;

	for (size_t i = 0; i < count; i++) {
		const char *from = yaml_get(list->item[i], "from");

		if (!str_equal(yaml_get(list->item[i], "key"), rule->known->key) ||
			strcmp(from ? from : "", rule->from) > 0)
			continue;
		same = str_equal(from, rule->from);
		at = same ? i : i + 1;
	}
	for (size_t i = 0; i <= count; i++) {
		if (i == at)
			yaml_append(out, row_of(rule));
		if (i < count && !(same && i == at))
			yaml_append(out, yaml_copy(list->item[i]));
	}
	return out;
}

static void say_rule(const struct draft *draft, const struct typed_rule *rule, struct buf *subject)
{
	const struct phrases *phrases = phrases_find(draft_language(draft->req));
	CLEANUP(buf_release) struct buf day = BUF_INIT;

	date_text(&day, &rule->day, draft_language(draft->req), DATE_SHORT);
	buf_printf(subject, "%s: %s: ", phrases_get(phrases, "Rules"),
		phrases_get(phrases, rule->known->name));
	figure_add(subject, phrases, rule->value, rule->unit);
	buf_printf(subject, " (%s)", buf_text(&day));
}

static int change_rule(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(rules_free) struct rules *rules = NULL;
	struct record *council = NULL;
	struct typed_rule rule;
	int code = read_typed(&rule, draft->req, err);

	if (code < 0)
		return code;
	record_write(&text, draft->rec);
	if ((code = record_parse(&council, buf_text(&text), text.len, err)) < 0)
		return code;
	rules = rules_new(council);
	if ((code = check_trace(draft, rules, &rule, err)) < 0 ||
		(code = check_past(draft, rules, &rule, err)) < 0)
		return code;
	record_set_value(draft->rec, "rules", with_row(record_value(draft->rec, "rules"), &rule));
	say_rule(draft, &rule, subject);
	return 0;
}

int post_rule(struct request *req, struct reply *reply, struct error *err)
{
	struct page_value values[] = {
		{"rule_key", req->segment[0]}
	};
	struct error why;

	if (draft_change(req, council_address, change_rule, NULL, NULL, &why) < 0)
		return reply_form_again(
			req, reply, "rule-form", values, ARRAY_SIZE(values), &why, err);
	reply_redirect(reply, edit_address, "saved");
	return 0;
}

/* Words that are ticked or typed -------------------------------------------------------------- */

/* Whether WORD stands in LIST, which is parted by spaces. */
static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (n == len && memcmp(p, word, len) == 0)
			return true;
		p += n;
	}
	return false;
}

static void add_word(struct buf *list, const char *word)
{
	if (!has_word(buf_text(list), word))
		buf_printf(list, "%s%s", list->len ? " " : "", word);
}

/*
 * Whether WORD is to be in the record, where it stands (IS) or not: what the form had when it was
 * shown (WAS) and still has (TYPED) says nothing of it, so that what others did meanwhile stays.
 */
static bool shall_stay(const char *word, bool is, const char *was, const char *typed)
{
	bool before = has_word(was, word), after = has_word(typed, word);

	return before == after ? is : after;
}

/* The weekend --------------------------------------------------------------------------------- */

static char *typed_weekend(const struct request *req)
{
	CLEANUP(buf_release) struct buf typed = BUF_INIT;
	const char *day;

	for (size_t i = 0; (day = request_field_at(req, "weekend", i)); i++)
		add_word(&typed, day);
	return str_copy(buf_text(&typed));
}

static int change_weekend(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(str_free) char *typed = typed_weekend(draft->req);
	CLEANUP(yaml_free) struct yaml *list = yaml_list();
	struct workdays days;

	workdays_read(&days, draft->rec);
	for (int i = 1; i <= 7; i++)
		if (shall_stay(workdays_name(i % 7), days.weekend[i % 7],
			    field(draft->req, "was_weekend"), typed))
			yaml_append(list, yaml_scalar(workdays_name(i % 7)));
	workdays_release(&days);
	if (list->items == 7) {
		error_set(err, ERR_INVALID, "leave at least one day on which the council works");
		return error_field(err, "weekend");
	}
	record_set_value(draft->rec, "weekend", TAKE(list));
	buf_puts(subject, draft_phrase(draft->req, "The weekend was changed"));
	return 0;
}

/* Holidays ------------------------------------------------------------------------------------ */

enum { RANGE_MAX = 60 };

static int read_day(const char *text, long *day, struct error *err)
{
	CLEANUP(str_free) char *copy = str_copy(text);
	struct date date;
	const char *plain = str_trim(copy);

	if (date_parse_typed(&date, plain, err) < 0)
		return ERR_INVALID;
	if (!date.day || date.timed)
		return error_set(
			err, ERR_INVALID, "\"%s\" is no day; write it like 2015-07-28", plain);
	*day = date_to_day(&date);
	return 0;
}

static int add_days(struct buf *days, const char *line, long first, long last, const char *year,
	struct error *err)
{
	if (last < first || last - first >= RANGE_MAX)
		return error_set(err, ERR_INVALID,
			"\"%s\" is no row of days: the first comes first, and there are at most %d",
			line, RANGE_MAX);
	for (long day = first; day <= last; day++) {
		CLEANUP(buf_release) struct buf text = BUF_INIT;
		struct date date;

		date_from_day(&date, day);
		date_write(&text, &date);
		if (!str_starts(buf_text(&text), year))
			return error_set(err, ERR_INVALID,
				"\"%s\" is not in the year %s, whose holidays these are", line,
				year);
		add_word(days, buf_text(&text));
	}
	return 0;
}

/* "20.03.2026", or "20.03.2026 – 24.03.2026". */
static int read_line(struct buf *days, char *line, const char *year, struct error *err)
{
	const char *dash = strstr(line, "–"), *hyphen = strstr(line, " - ");
	CLEANUP(str_free) char *whole = str_copy(line);
	long first = 0, last = 0;
	int code;

	if (dash || hyphen) {
		size_t at = (size_t)((dash ? dash : hyphen) - line);

		line[at] = '\0';
		code = read_day(line, &first, err);
		if (code == 0)
			code = read_day(whole + at + 3, &last, err); /* both are three bytes */
	} else {
		code = read_day(line, &first, err);
		last = first;
	}
	return code < 0 ? code : add_days(days, whole, first, last, year, err);
}

static int read_days(
	struct buf *days, const struct request *req, const char *year, struct error *err)
{
	CLEANUP(str_free) char *typed = str_copy(field(req, "days"));
	char *rest = typed, *line;
	int code = 0;

	while (code == 0 && (line = strsep(&rest, "\n,;")))
		if (*(line = str_trim(line)))
			code = read_line(days, line, year, err);
	return code < 0 ? error_field(err, "days") : 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp((*(struct yaml *const *)a)->text, (*(struct yaml *const *)b)->text);
}

/* The holidays there are, and those of TYPED, each if it shall be there. */
static struct yaml *merged_days(const struct yaml *now, const char *was, const char *typed)
{
	CLEANUP(buf_release) struct buf all = BUF_INIT;
	struct yaml *out = yaml_list();
	char *rest, *word;

	for (size_t i = 0; i < yaml_count(now); i++)
		if (now->item[i]->type == YAML_SCALAR &&
			shall_stay(now->item[i]->text, true, was, typed))
			add_word(&all, now->item[i]->text);
	CLEANUP(str_free) char *copy = str_copy(typed);

	rest = copy;
	while ((word = strsep(&rest, " ")))
		if (*word && shall_stay(word, false, was, typed))
			add_word(&all, word);
	CLEANUP(str_free) char *words = str_copy(buf_text(&all));

	rest = words;
	while ((word = strsep(&rest, " ")))
		if (*word)
			yaml_append(out, yaml_scalar(word));
	if (out->items)
		qsort(out->item, out->items, sizeof(struct yaml *), by_text);
	return out;
}

static int read_year(const struct request *req, const char **out, struct error *err)
{
	const char *year = field(req, "year");

	if (strlen(year) != 4 || year[strspn(year, "0123456789")])
		return error_set(err, ERR_INVALID, "the form does not say which year it is about");
	*out = year;
	return 0;
}

static int change_holidays(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(buf_release) struct buf typed = BUF_INIT;
	const struct request *req = draft->req;
	struct yaml *list;
	const char *year = "";
	int code;

	if ((code = read_year(req, &year, err)) < 0 ||
		(code = read_days(&typed, req, year, err)) < 0)
		return code;
	list = merged_days(
		record_value(draft->rec, "holidays"), field(req, "was_days"), buf_text(&typed));
	if (list->items) {
		record_set_value(draft->rec, "holidays", list);
	} else {
		yaml_free(list);
		record_unset(draft->rec, "holidays");
	}
	buf_printf(subject, "%s: %s", draft_phrase(req, "The holidays were changed"), year);
	return 0;
}

/* The form of both ---------------------------------------------------------------------------- */

int post_rules_edit(struct request *req, struct reply *reply, struct error *err)
{
	static const struct form_action actions[] = {
		{"weekend",	     change_weekend },
		{ "holidays",		      change_holidays },
		{ 0},
	};
	const struct form_action *action = actions;
	CLEANUP(str_free) char *weekend = typed_weekend(req);
	CLEANUP(str_free) char *back = NULL;
	struct page_value values[] = {
		{"typed_weekend", weekend}
	};
	struct error why;

	while (action->action && !str_equal(action->action, request_field(req, "action")))
		action++;
	if (!action->action && !req->only_shown)
		return error_set(err, ERR_INVALID, "the form does not say what to do");
	if (draft_change(req, council_address, action->edit, NULL, NULL, &why) < 0)
		return reply_form_again(
			req, reply, "rules-edit", values, ARRAY_SIZE(values), &why, err);
	back = str_format("%s?year=%.4s#%s", edit_address, field(req, "year"), action->action);
	reply_redirect(reply, back, "saved");
	return 0;
}
