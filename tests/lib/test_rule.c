#include "test.h"
#include "kind.h"
#include "rule.h"

static struct rules *rules_of(const char *keys)
{
	CLEANUP(str_free) char *text = str_format("---\nrecord: council\n%s---\n", keys);
	struct record *rec = NULL;

	record_parse(&rec, text, strlen(text), NULL);
	return rules_new(rec);
}

static struct date date_of(const char *text)
{
	struct date date = { 0 };

	date_parse(&date, text, NULL);
	return date;
}

/* "VALUE UNIT (BASIS)" of the rule that held on DATE. */
static void check_rule(
	const struct rules *rules, const char *key, const char *date, const char *expected)
{
	struct date on = date_of(date);
	const struct rule *rule = rules_on(rules, key, &on);
	CLEANUP(str_free)
	char *text = rule ? str_format("%s %s (%s)", rule->value, rule->unit ? rule->unit : "-",
				    rule->basis)
			  : str_copy("none");

	CHECK_TEXT(text, expected);
}

static void check_due(
	const struct rules *rules, const char *key, const char *date, const char *expected)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct date from = date_of(date), due;

	if (rules_due(rules, key, &from, &due))
		date_write(&out, &due);
	CHECK_TEXT(buf_text(&out), expected);
}

TEST(a_share_of_the_members_is_a_number)
{
	CHECK_NUMBER(rule_share("more than half", 6), 4);
	CHECK_NUMBER(rule_share("more than half", 7), 4);
	CHECK_NUMBER(rule_share("half", 7), 4);
	CHECK_NUMBER(rule_share("half", 6), 3);
	CHECK_NUMBER(rule_share("two thirds", 7), 5);
	CHECK_NUMBER(rule_share("three quarters", 8), 6);
	CHECK_NUMBER(rule_share("all", 5), 5);
	CHECK_NUMBER(rule_share("9", 5), 9);
	CHECK_NUMBER(rule_share("most", 5), 0);
}

TEST(defaults_hold_where_the_council_says_nothing)
{
	CLEANUP(rules_free) struct rules *rules = rules_new(NULL);

	check_rule(rules, "notice", "2015-01-01", "5 calendar days (project)");
	check_rule(rules, "quorum", "2015-01-01", "more than half of the members (project)");
	check_rule(rules, "of nobody", "2015-01-01", "none");
	check_rule(rules, "notice", "2015-01", "none");
	for (size_t i = 0; rule_at(i); i++)
		CHECK_NUMBER(rule_check(rule_at(i), rule_at(i)->value, rule_at(i)->unit, NULL), 0);
}

TEST(the_latest_rule_that_has_begun_holds)
{
	CLEANUP(rules_free)
	struct rules *rules = rules_of(
		"rules:\n"
		"  - {key: answer, value: 20, unit: working days, basis: law, from: 2026-07-28}\n"
		"  - {key: answer, value: 30, unit: calendar days, basis: statute}\n"
		"  - {key: answer, value: 10, unit: working days, basis: law, from: 2020}\n"
		"  - {key: signed, value: 7, unit: calendar days, basis: law, from: 2020-05}\n"
		"  - {key: house, value: own words, basis: practice}\n");

	check_rule(rules, "answer", "2019-12-31", "30 calendar days (statute)");
	check_rule(rules, "answer", "2020-01-01", "10 working days (law)");
	check_rule(rules, "answer", "2026-07-27", "10 working days (law)");
	check_rule(rules, "answer", "2026-07-28", "20 working days (law)");
	check_rule(rules, "answer", "2026-07-28T10:00+04:00", "20 working days (law)");
	check_rule(rules, "signed", "2020-04-30", "none");
	check_rule(rules, "signed", "2020-05-01", "7 calendar days (law)");
	check_rule(rules, "house", "2020-05-01", "own words - (practice)");
}

TEST(the_default_holds_before_the_first_dated_rule)
{
	CLEANUP(rules_free)
	struct rules *rules = rules_of("rules:\n  - {key: notice, value: 10, unit: working days, "
				       "basis: law, from: 2020-01-01}\n");

	check_rule(rules, "notice", "2019-06-01", "5 calendar days (project)");
	check_rule(rules, "notice", "2020-06-01", "10 working days (law)");
}

TEST(a_deadline_is_counted_from_its_day_by_the_rule_of_that_day)
{
	CLEANUP(rules_free)
	struct rules *rules = rules_of(
		"holidays: [2026-11-25]\nrules:\n"
		"  - {key: minutes.signed, value: 3, unit: calendar days, basis: law, from: "
		"2026-01-01}\n"
		"  - {key: discussion.window, value: 9999, unit: months, basis: law}\n");

	check_due(rules, "minutes.circulated", "2026-11-20", "2026-11-30");
	check_due(rules, "minutes.signed", "2026-11-20", "2026-11-23");
	check_due(rules, "minutes.signed", "2025-12-31", "2026-01-21");
	check_due(rules, "action.undated", "2026-08-31", "2027-02-28");
	check_due(rules, "action.undated", "2026-06-15", "2026-12-15");
	check_due(rules, "action.undated", "2027-08-31T10:00+04:00", "2028-02-29");
	check_due(rules, "discussion.window", "9500-06-15", "");
	check_due(rules, "minutes.signed", "2026-11", "");
	check_due(rules, "minutes.signed", "2026", "");
	check_due(rules, "quorum", "2026-11-20", "");
	check_due(rules, "meetings", "2026-11-20", "2027-02-20"); /* once a quarter */
}

static void check_faults(const char *keys, const char *expected)
{
	CLEANUP(str_free)
	char *text = str_format("---\nrecord: council\nname: A\nlanguages: [az]\n%s---\n", keys);
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct error err;

	CHECK_OK(record_parse(&rec, text, strlen(text), &err), err);
	kind_check(rec, "council.md", &faults);
	for (size_t i = 0; i < faults.count; i++) {
		CLEANUP(str_free) char *words = error_text(&faults.fault[i].reason);

		buf_printf(&out, "%d %s\n", faults.fault[i].line, words);
	}
	CHECK_TEXT(buf_text(&out), expected);
}

TEST(a_malformed_rule_is_named_by_its_line)
{
	check_faults("rules:\n"
		     "  - {key: notice, value: soon, unit: calendar days, basis: law}\n"
		     "  - {key: answer, value: 5, unit: moons, basis: law}\n"
		     "  - {key: minutes.signed, value: 0, basis: law}\n"
		     "  - {key: quorum, value: most, unit: of the members, basis: law}\n"
		     "  - {key: quorum, value: 7, unit: of the members, basis: law, from: 2020}\n"
		     "  - {key: meetings, value: 2, basis: law}\n",
		"6 rules 1: value: \"soon\" is no whole number from 1 to 9999\n"
		"7 rules 2: unit: \"moons\" is not known here; write one of: calendar days, "
		"working days, months\n"
		"8 rules 3: value: \"0\" is no whole number from 1 to 9999\n"
		"9 rules 4: value: \"most\" is not known here; write one of: half, more than half, "
		"two thirds, three quarters, all\n"
		"11 rules 6: unit: must be stated\n");
}

TEST(rules_of_the_councils_own_are_no_fault)
{
	check_faults("rules:\n  - {key: tea, value: at three, basis: practice}\n", "");
}

TEST(two_rules_cannot_begin_on_one_day)
{
	check_faults("rules:\n"
		     "  - {key: tea, value: at three, basis: practice}\n"
		     "  - {key: tea, value: at four, basis: practice}\n"
		     "  - {key: tea, value: at five, basis: practice, from: 2020}\n",
		"7 rules 2: \"tea\" begins on the same day on line 6 already; take one of the two "
		"out\n");
}

TEST(a_holiday_is_a_whole_day)
{
	check_faults("holidays: [2026-01-01, 2026-01, 2026-01-01T10:00+04:00, x]\n",
		"5 holidays 4: \"x\" is no date; write 2015, 2015-07, 2015-07-28 or "
		"2015-07-28T15:00+04:00\n"
		"5 holidays 2: \"2026-01\" is no day; write it like 2015-07-28\n"
		"5 holidays 3: \"2026-01-01T10:00+04:00\" is no day; write it like 2015-07-28\n");
}

TEST(what_is_malformed_counts_for_nothing)
{
	CLEANUP(rules_free)
	struct rules *rules = rules_of("rules: [{key: notice, value: soon}, {value: 1}, tea, {key: "
				       "notice, value: 9, unit: months, from: x}]\n");

	check_rule(rules, "notice", "2026-01-01", "5 calendar days (project)");
}

TEST_MAIN
