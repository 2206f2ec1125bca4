#pragma once

/*
 * The council's rules: figures that differ by law and by country. council.md has them as dated
 * rows {key, value, unit, basis, citation, from}; where it has none of a key, the default holds
 * that the program comes with, and its basis is the project alone. A past row stays when a newer
 * one comes, so that a meeting is judged by the rule that held on its day.
 */

#include "fault.h"
#include "workday.h"

/* What the value of a rule may be: a number, words, or either. */
enum rule_form {
	RULE_NUMBER,   /* a whole number from 1 up */
	RULE_SHARE,    /* more than half …, or a whole number */
	RULE_MAJORITY, /* simple, two thirds … */
	RULE_APPROVAL, /* at a meeting, or in writing, too */
	RULE_YES_NO,
};

/* A rule that the program knows. */
struct rule_known {
	const char *key;
	const char *name; /* a phrase */
	enum rule_form form;
	const char *value, *unit; /* the default */
	const char *const *units; /* ends with NULL; none: words that need no unit */
};

const struct rule_known *rule_at(size_t n); /* in table order; NULL past the end */
const struct rule_known *rule_find(const char *key);
bool rule_has_numbers(const struct rule_known *known);

/* The words that a value of FORM may be, ends with NULL; a number has none. */
const char *const *rule_words(enum rule_form form);

/* ERR_INVALID says what VALUE and UNIT (may be NULL) of a known rule may be. */
int rule_check(
	const struct rule_known *known, const char *value, const char *unit, struct error *err);

/* Everything wrong with "rules", "weekend" and "holidays" of council.md that its keys alone do not
 * tell. */
void rules_check(const struct record *council, const char *path, struct faults *faults);

/* One row; a text that is not stated is NULL. */
struct rule {
	const char *key, *value, *unit, *basis, *citation;
	const char *from; /* NULL: since ever */
	bool is_default;  /* the program's own: council.md has no such row */
};

/* All of council.md on this, read once; nothing of it changes. */
struct rules {
	struct rule *rule; /* by key in the table's order (unknown ones last), then by FROM */
	size_t count;
	struct workdays days;
	struct record *council; /* what the texts are borrowed from */
};

/* COUNCIL (may be NULL: the defaults alone) is taken over. */
struct rules *rules_new(struct record *council);
void rules_free(struct rules *rules);
DEFINE_CLEANUP(struct rules *, rules_free)

/* The rule of KEY that held on DATE; NULL where there is none, and where DATE has no day. Borrowed.
 */
const struct rule *rules_on(const struct rules *rules, const char *key, const struct date *date);

/* What council.md has said of KEY so far, in one line: another one after every change. */
void rules_trace(const struct rules *rules, const char *key, struct buf *out);

/* How many of OF are at least needed where the rule says VALUE: "more than half" of 6 is 4. 0 for no share. */
int rule_share(const char *value, int of);

/*
 * The last day on which what KEY asks for is in time, counted from DATE: of a rate such as "2 per quarter" when
 * the next turn ends. False: unknown, since DATE has no day, or the rule that held is no number of either.
 */
bool rules_due(
	const struct rules *rules, const char *key, const struct date *date, struct date *out);

/* The same for what has to come before DATE, by the rule that holds on DATE: a notice, so many days ahead. */
bool rules_before(const struct rules *rules, const char *key, const struct date *date,
	struct date *out);
