/* Ids for the items of minutes that have none; that no number comes twice is number.h's. */

#include "minutes_map.h"
#include "item.h"
#include "number.h"

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
		highest[letter] = number_highest(rec, (char)letter);
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
