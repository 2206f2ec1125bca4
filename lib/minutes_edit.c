#include "minutes_map.h"
#include "number.h"
#include "minutes_text.h"
#include "item.h"

#include <stdio.h>

enum { MAX_MARKER = 16 };

int minutes_replace(
	struct record *rec, const struct buf *body, size_t issues, size_t items, struct error *err)
{
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(buf_text(body));

	if (map.issues != issues || map.items != items)
		return error_set(err, ERR_INVALID,
			"code or HTML in the text above is never closed; close it first");
	number_put_body(rec, buf_text(body));
	return 0;
}

/* Lines and the blank ones between them */

static bool is_blank_line(const char *line)
{
	line += strspn(line, " \t\r");
	return !*line || *line == '\n';
}

/* The bytes of the blank lines that TEXT begins with. */
static size_t blank_lines(const char *text)
{
	size_t at = 0, n;

	while (text[at] && is_blank_line(text + at)) {
		n = strcspn(text + at, "\n");
		at += n + (text[at + n] == '\n');
	}
	return at;
}

/* Everything so far ends in a whole line. */
static void end_line(struct buf *out)
{
	if (out->len && out->data[out->len - 1] != '\n')
		buf_addc(out, '\n');
}

static bool ends_blank(const struct buf *out)
{
	size_t n = out->len;

	if (n && out->data[n - 1] == '\n')
		n--;
	while (n && strchr(" \t\r", out->data[n - 1]))
		n--;
	return !n || out->data[n - 1] == '\n';
}

static void end_paragraph(struct buf *out)
{
	end_line(out);
	if (!ends_blank(out))
		buf_addc(out, '\n');
}

/* After the last line before END that is not blank, but not before START. */
static size_t content_end(const char *body, size_t start, size_t end)
{
	size_t n = end;

	while (n > start && strchr(" \t\r\n", body[n - 1]))
		n--;
	while (n < end && body[n] != '\n')
		n++;
	return n < end ? n + 1 : end;
}

/* What BODY goes on with at AT, after a blank line if that is text and no blank is there. */
static void add_rest(struct buf *out, const char *body, size_t at)
{
	if (!is_blank_line(body + at))
		end_paragraph(out);
	buf_puts(out, body + at);
}

/* Items and their markers */

static ssize_t find_part(const struct minutes_map *map, const char *body, const char *id)
{
	for (size_t i = 0; i < map->outline.count; i++) {
		const char *text = body + map->outline.part[i].text;
		CLEANUP(str_free) char *found = NULL;

		if (map->spot[i].item && item_id(&found, text + item_box(NULL, text)) &&
			str_equal(found, id))
			return (ssize_t)i;
	}
	return -1;
}

static int no_item(const char *id, struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "there is no item %s in these minutes", id);
}

struct marker {
	char text[MAX_MARKER + 8];
	int indent;
};

/* The marker of the item at PART as it stands there, its white space made good. */
static struct marker marker_of(const char *body, const struct outline_part *part)
{
	size_t n = part->marker - part->start, pad = part->text - part->marker;
	struct marker marker = { 0 };

	if (pad < 1 || pad > 4 || strspn(body + part->marker, " ") < pad)
		pad = 1;
	memcpy(marker.text, body + part->start, n);
	memset(marker.text + n, ' ', pad);
	marker.indent = (int)(n + pad);
	return marker;
}

/* The marker of an item that comes after the one at PART. */
static struct marker marker_after(const char *body, const struct outline_part *part)
{
	struct marker before = marker_of(body, part), marker = before;
	size_t gap = strspn(before.text, " "), n = strspn(before.text + gap, "0123456789");
	long number = atol(before.text + gap);
	int len;

	if (!n || number >= 999999998)
		return before;
	len = snprintf(marker.text, sizeof(marker.text), "%.*s%ld%s", (int)gap, before.text,
		number + 1, before.text + gap + n);
	marker.indent = len;
	return marker;
}

/* Adding */

/* The last part in ISSUE and SECTION that is an item, or else the section's heading; -1: no such
 * section. */
static ssize_t last_in_section(
	const struct minutes_map *map, size_t issue, enum minutes_section section)
{
	ssize_t heading = -1, item = -1;

	for (size_t i = 0; i < map->outline.count; i++) {
		const struct minutes_spot *spot = &map->spot[i];

		if (spot->issue != (ssize_t)issue || spot->section != section)
			continue;
		if (spot->item)
			item = (ssize_t)i;
		else if (map->outline.part[i].type == OUTLINE_HEADING)
			heading = heading < 0 ? (ssize_t)i : heading;
	}
	return item < 0 ? heading : item;
}

/* Is there a blank line between the item at PART and the one before it? */
static bool is_loose(const struct minutes_map *map, const char *body, size_t part)
{
	const struct minutes_spot *spot = map->spot;

	if (!part || !spot[part - 1].item || spot[part - 1].section != spot[part].section)
		return false;
	return is_blank_line(body + map->outline.part[part - 1].end);
}

static void add_after_item(struct buf *out, const struct minutes_map *map, const char *body,
	size_t part, const struct minutes_item *item, const char *language)
{
	const struct outline_part *last = &map->outline.part[part];
	struct marker marker = marker_after(body, last);

	buf_add(out, body, last->end);
	end_line(out);
	if (is_loose(map, body, part))
		end_paragraph(out);
	minutes_write_item_as(out, item, language, marker.text, marker.indent);
	add_rest(out, body, last->end);
}

/* Where the section whose heading is PART ends: at the next heading of its level or above. */
static size_t section_end(const struct minutes_map *map, size_t part)
{
	size_t issue = (size_t)map->spot[part].issue;

	for (size_t i = part + 1; i < map->outline.count; i++) {
		const struct outline_part *next = &map->outline.part[i];

		if (next->type == OUTLINE_HEADING && next->level <= 3)
			return next->start;
	}
	return map->issue[issue].end;
}

static void add_under_heading(struct buf *out, const struct minutes_map *map, const char *body,
	size_t part, const struct minutes_item *item, const char *language)
{
	size_t end = content_end(body, map->outline.part[part].start, section_end(map, part));

	buf_add(out, body, end);
	end_paragraph(out);
	minutes_write_item(out, item, language);
	add_rest(out, body, end);
}

/* Where a new SECTION of ISSUE goes: before the first that comes later in a protocol. */
static size_t place_of_section(
	const struct minutes_map *map, const char *body, size_t issue, enum minutes_section section)
{
	const struct minutes_span *span = &map->issue[issue];

	for (size_t i = span->first; i < map->outline.count; i++) {
		const struct minutes_spot *spot = &map->spot[i];

		if (spot->issue != (ssize_t)issue)
			break;
		if (map->outline.part[i].type == OUTLINE_HEADING &&
			spot->section != SECTION_OTHER && spot->section > section)
			return map->outline.part[i].start;
	}
	return content_end(body, span->start, span->end);
}

static void add_section(struct buf *out, const struct minutes_map *map, const char *body,
	const struct minutes_item *item, const char *language)
{
	size_t at = place_of_section(map, body, item->issue, item->section);

	buf_add(out, body, at);
	end_paragraph(out);
	buf_printf(out, "### %s\n\n", minutes_heading(item->section, language));
	minutes_write_item(out, item, language);
	add_rest(out, body, at);
}

static int next_id(char **out, const struct record *rec, char letter, struct error *err)
{
	int number = number_highest(rec, letter) + 1;

	if (number > ITEM_MAX_NUMBER)
		return error_set(err, ERR_TOO_LARGE,
			"an item has a number up to %d, and that is used", ITEM_MAX_NUMBER);
	*out = str_format("%c%d", letter, number);
	return 0;
}

int minutes_add_item(struct record *rec, size_t issue, const struct minutes_item *item,
	const char *language, char **id, struct error *err)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(str_free) char *new_id = NULL;
	struct minutes_item written = *item;
	ssize_t part;
	int rc;

	if (issue >= map.issues)
		return error_set(err, ERR_NOT_FOUND, "these minutes have no issue %zu", issue + 1);
	if (!minutes_letter(item->section))
		return error_set(err, ERR_INVALID, "choose the section that the item belongs to");
	rc = minutes_item_check(item, err);
	if (rc < 0 || (rc = next_id(&new_id, rec, minutes_letter(item->section), err)) < 0)
		return rc;
	written.id = new_id;
	written.issue = issue;
	part = last_in_section(&map, issue, item->section);
	if (part < 0)
		add_section(&out, &map, body, &written, language);
	else if (map.spot[part].item)
		add_after_item(&out, &map, body, (size_t)part, &written, language);
	else
		add_under_heading(&out, &map, body, (size_t)part, &written, language);
	rc = minutes_replace(rec, &out, map.issues, map.items + 1, err);
	if (rc == 0 && id)
		*id = TAKE(new_id);
	return rc;
}

/* Changing, moving, deleting */

int minutes_set_item(struct record *rec, const char *id, const struct minutes_item *item,
	const char *language, struct error *err)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(str_free) char *own_id = str_copy(id);
	ssize_t i = find_part(&map, body, id);
	struct minutes_item written = *item;
	const struct outline_part *part;
	struct marker marker;
	int rc = i < 0 ? no_item(id, err) : minutes_item_check(item, err);

	if (rc < 0)
		return rc;
	part = &map.outline.part[i];
	marker = marker_of(body, part);
	written.id = own_id;
	written.section = map.spot[i].section;
	buf_add(&out, body, part->start);
	minutes_write_item_as(&out, &written, language, marker.text, marker.indent);
	if ((size_t)i + 1 < map.outline.count && map.outline.part[i + 1].start == part->end)
		buf_puts(&out, body + part->end);
	else
		add_rest(&out, body, part->end);
	return minutes_replace(rec, &out, map.issues, map.items, err);
}

/* The item next to the one at PART under the same heading, or -1. */
static ssize_t neighbour(const struct minutes_map *map, ssize_t part, int by)
{
	for (ssize_t i = part + by; i >= 0 && (size_t)i < map->outline.count; i += by) {
		const struct outline_part *other = &map->outline.part[i];

		if (other->type == OUTLINE_HEADING && other->level <= 3)
			return -1;
		if (map->spot[i].item)
			return i;
	}
	return -1;
}

/* The item FROM in the place of the item TO, whose marker it takes where both are equally long. */
static void add_moved(struct buf *out, const char *body, const struct outline_part *from,
	const struct outline_part *to)
{
	const struct outline_part *marker = from->marker - from->start == to->marker - to->start
						    ? to
						    : from;

	buf_add(out, body + marker->start, marker->marker - marker->start);
	buf_add(out, body + from->marker, from->end - from->marker);
	end_line(out);
}

int minutes_move_item(struct record *rec, const char *id, int by, struct error *err)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	ssize_t i = find_part(&map, body, id), other;
	const struct outline_part *upper, *lower;

	if (i < 0)
		return no_item(id, err);
	other = by ? neighbour(&map, i, by < 0 ? -1 : 1) : -1;
	if (other < 0)
		return 0;
	upper = &map.outline.part[other < i ? other : i];
	lower = &map.outline.part[other < i ? i : other];
	buf_add(&out, body, upper->start);
	add_moved(&out, body, lower, upper);
	if (upper->end < lower->start && !is_blank_line(body + upper->end))
		end_paragraph(&out);
	buf_add(&out, body + upper->end, lower->start - upper->end);
	add_moved(&out, body, upper, lower);
	if (lower + 1 < map.outline.part + map.outline.count && lower[1].start == lower->end)
		buf_puts(&out, body + lower->end);
	else
		add_rest(&out, body, lower->end);
	return minutes_replace(rec, &out, map.issues, map.items, err);
}

int minutes_delete_item(struct record *rec, const char *id, struct error *err)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	ssize_t i = find_part(&map, body, id);
	const struct outline_part *part;
	bool before, after;
	size_t rest;

	if (i < 0)
		return no_item(id, err);
	part = &map.outline.part[i];
	rest = part->end;
	before = i > 0 && part[-1].end == part->start;
	after = (size_t)i + 1 < map.outline.count && part[1].start == part->end;
	buf_add(&out, body, part->start);
	if (ends_blank(&out))
		rest += blank_lines(body + rest);
	if (before && after)
		buf_puts(&out, body + rest);
	else if (body[rest])
		add_rest(&out, body, rest);
	else
		buf_cut(&out, content_end(body, 0, part->start));
	return minutes_replace(rec, &out, map.issues, map.items - 1, err);
}
