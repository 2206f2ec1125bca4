/*
 * The numbers of items: none is given twice. While the item with the highest number of its letter is
 * there, the body says which comes next; once it is deleted, the front matter does: "last: {S: 12}".
 */

#include "minutes_map.h"
#include "item.h"

#include <stdio.h>

static const char letters[] = "SODA";

static int noted(const struct record *rec, char letter)
{
	const struct yaml *last = record_value(rec, "last");
	const char *text = last && last->type == YAML_MAP
		? yaml_get(last, (char[]){ letter, '\0' })
		: NULL;
	long number = text ? atol(text) : 0;

	return number > 0 && number <= ITEM_MAX_NUMBER ? (int)number : 0;
}

int minutes_highest(const struct record *rec, char letter)
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

void minutes_keep_numbers(struct record *rec, const struct record *before)
{
	for (const char *letter = letters; *letter; letter++) {
		int highest = minutes_highest(before, *letter);

		if (highest > minutes_highest(rec, *letter))
			note(rec, *letter, highest);
	}
}

void minutes_put_body(struct record *rec, const char *body)
{
	int highest[sizeof letters];

	for (size_t i = 0; letters[i]; i++)
		highest[i] = minutes_highest(rec, letters[i]);
	record_set_body(rec, body);
	for (size_t i = 0; letters[i]; i++)
		if (highest[i] > minutes_highest(rec, letters[i]))
			note(rec, letters[i], highest[i]);
}

/* The highest number of BEFORE's items of LETTER; one that is only mentioned in a text counts not. */
static int highest_item(const struct record *before, const struct minutes *minutes, char letter)
{
	int highest = noted(before, letter);

	for (size_t i = 0; i < minutes->items; i++) {
		const char *id = minutes->item[i].id;

		if (id && *id == letter && atoi(id + 1) > highest)
			highest = atoi(id + 1);
	}
	return highest;
}

void minutes_check_numbers(const struct record *rec, const struct record *before, const char *path,
	struct faults *faults)
{
	CLEANUP(minutes_free) struct minutes *minutes = NULL;

	for (const char *letter = letters; *letter; letter++) {
		int highest, now = minutes_highest(rec, *letter);
		const char name[] = { *letter, '\0' };

		if (minutes_highest(before, *letter) <= now)
			continue;
		minutes = minutes ? minutes : minutes_read(before, path, NULL);
		highest = highest_item(before, minutes, *letter);
		if (highest > now)
			fault_add(faults, path, record_line(rec, "last"),
				"%s%d is deleted, and its number is never given again: keep it above "
				"the text, as in \"last: {%s: %d}\"",
				name, highest, name, highest);
	}
}

/* Numbering what has no number */

/* An item that begins with a block of its own keeps it: the id then stands above. */
static void add_id(struct buf *out, const char *body, const struct outline_part *part, size_t box,
	const char *id)
{
	const char *text = body + part->text;

	buf_add(out, text, box);
	if (!box && outline_begins_block(text))
		buf_printf(out, "**%s**\n\n%*s", id, part->indent, "");
	else
		buf_printf(out, "**%s** ", id);
}

/* May the item at PART get an id, now that HIGHEST are in use? */
static bool wants_id(
	const struct minutes_map *map, size_t part, const char *body, const int *highest)
{
	const char *text = body + map->outline.part[part].text;

	return map->spot[part].item && !item_id(NULL, text + item_box(NULL, text)) &&
	       highest[(int)minutes_letter(map->spot[part].section)] < ITEM_MAX_NUMBER;
}

bool minutes_number(struct record *rec)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	int highest['Z' + 1] = { 0 };
	size_t done = 0;

	for (int letter = 'A'; letter <= 'Z'; letter++)
		highest[letter] = minutes_highest(rec, (char)letter);
	for (size_t i = 0; i < map.outline.count; i++) {
		const struct outline_part *part = &map.outline.part[i];
		bool action = map.spot[i].section == SECTION_ACTIONS;
		size_t box = action ? item_box(NULL, body + part->text) : 0;
		char letter = minutes_letter(map.spot[i].section);
		CLEANUP(str_free) char *id = NULL;

		if (!wants_id(&map, i, body, highest))
			continue;
		id = str_format("%c%d", letter, ++highest[(int)letter]);
		buf_add(&out, body + done, part->text - done);
		add_id(&out, body, part, box, id);
		done = part->text + box;
	}
	if (!done)
		return false;
	buf_puts(&out, body + done);
	return minutes_replace(rec, &out, map.issues, map.items, NULL) == 0;
}
