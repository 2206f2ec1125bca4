#include "number.h"
#include "item.h"
#include "kind.h"

#include <stdio.h>

static const char *letters_of(const struct record *rec)
{
	const struct kind *kind = kind_find(record_kind(rec));

	return kind ? kind->item_letters : "";
}

static int noted(const struct record *rec, char letter)
{
	const struct yaml *last = record_value(rec, "last");
	const char *text = last && last->type == YAML_MAP
		? yaml_get(last, (char[]){ letter, '\0' })
		: NULL;
	long number = text ? atol(text) : 0;

	return number > 0 && number <= ITEM_MAX_NUMBER ? (int)number : 0;
}

int number_highest(const struct record *rec, char letter)
{
	int here = item_highest(record_body(rec), letter), then = noted(rec, letter);

	return here > then ? here : then;
}

static void note(struct record *rec, char letter, int number)
{
	const struct yaml *last = record_value(rec, "last");
	struct yaml *map = last && last->type == YAML_MAP ? yaml_copy(last) : yaml_map();
	char digits[16];

	snprintf(digits, sizeof digits, "%d", number);
	yaml_put_text(map, (char[]){ letter, '\0' }, digits);
	record_set_value(rec, "last", map);
}

void number_keep(struct record *rec, const struct record *before)
{
	for (const char *letter = letters_of(rec); *letter; letter++) {
		int highest = number_highest(before, *letter);

		if (highest > number_highest(rec, *letter))
			note(rec, *letter, highest);
	}
}

void number_put_body(struct record *rec, const char *body)
{
	const char *letters = letters_of(rec);
	int highest['Z' + 1] = { 0 };

	for (const char *letter = letters; *letter; letter++)
		highest[(int)*letter] = number_highest(rec, *letter);
	record_set_body(rec, body);
	for (const char *letter = letters; *letter; letter++)
		if (highest[(int)*letter] > number_highest(rec, *letter))
			note(rec, *letter, highest[(int)*letter]);
}

/* The highest number of BEFORE's items of LETTER; one that is only mentioned in a text counts not. */
static int highest_item(const struct record *before, const struct items *items, char letter)
{
	int highest = noted(before, letter);

	for (size_t i = 0; i < items->count; i++) {
		const char *id = items->item[i].id;

		if (*id == letter && atoi(id + 1) > highest)
			highest = atoi(id + 1);
	}
	return highest;
}

void number_check(const struct record *rec, const struct record *before, const char *path,
	struct faults *faults)
{
	CLEANUP(items_release) struct items items = { 0 };
	bool is_read = false;

	for (const char *letter = letters_of(before); *letter; letter++) {
		int highest, now = number_highest(rec, *letter);
		const char name[] = { *letter, '\0' };

		if (number_highest(before, *letter) <= now)
			continue;
		if (!is_read)
			items = items_read(record_body(before), letters_of(before));
		is_read = true;
		highest = highest_item(before, &items, *letter);
		if (highest > now)
			fault_add(faults, path, record_line(rec, "last"),
				"%s%d is deleted, and its number is never given again: keep it above "
				"the text, as in \"last: {%s: %d}\"",
				name, highest, name, highest);
	}
}
