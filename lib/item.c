#include "item.h"
#include "outline.h"

#include <ctype.h>

enum { MAX_DIGITS = 6 };

static size_t name_length(const char *s)
{
	size_t n = 1;

	if (*s < 'A' || *s > 'Z' || s[1] < '1' || s[1] > '9')
		return 0;
	while (n <= MAX_DIGITS && isdigit((unsigned char)s[n]))
		n++;
	return isdigit((unsigned char)s[n]) ? 0 : n;
}

bool item_is_name(const char *name, size_t len)
{
	return len && name_length(name) == len;
}

size_t item_id(char **id, const char *text)
{
	size_t n = str_starts(text, "**") ? name_length(text + 2) : 0;
	const char *end;

	if (!n || !str_starts(text + 2 + n, "**"))
		return 0;
	end = text + 2 + n + 2;
	if (*end && !strchr(" \t\r\n", *end))
		return 0;
	if (id)
		*id = str_copy_n(text + 2, n);
	return (size_t)(end - text) + strspn(end, " \t");
}

int item_highest(const char *body, char letter)
{
	int highest = 0;

	for (const char *p = body; (p = strchr(p, '*')); p++) {
		if (p[1] != '*' || p[2] != letter || !name_length(p + 2))
			continue;
		if (atoi(p + 3) > highest)
			highest = atoi(p + 3);
	}
	return highest;
}

/* An item that stands under a heading of its own ends where the next such heading begins. */
static void end_headings(struct items *items, struct item *at, const struct outline_part *part)
{
	if (part->type == OUTLINE_HEADING && part->level <= 3 && at)
		at->end = part->start;
}

static struct item *add_item(struct items *out, const char *body, const struct outline_part *part,
	char *id, const char *text)
{
	out->item = mem_grow(out->item, out->count, sizeof(*out->item));
	out->item[out->count] = (struct item){ .id = id,
		.text = str_copy(text),
		.line = part->line,
		.start = part->start,
		.end = part->end,
		.heading = part->type == OUTLINE_HEADING };
	return &out->item[out->count++];
}

size_t item_box(bool *done, const char *text)
{
	if (text[0] != '[' || !text[1] || !strchr(" xX", text[1]) || text[2] != ']')
		return 0;
	if (text[3] && !strchr(" \t\r\n", text[3]))
		return 0;
	if (done)
		*done = text[1] != ' ';
	return 3 + strspn(text + 3, " \t");
}

struct items items_read(const char *body, const char *letters)
{
	CLEANUP(outline_release) struct outline outline = outline_read(body);
	struct items out = { 0 };
	size_t under = SIZE_MAX;

	for (size_t i = 0; i < outline.count; i++) {
		const struct outline_part *part = &outline.part[i];
		CLEANUP(str_free) char *text = NULL;
		char *id = NULL;
		size_t box, n;

		end_headings(&out, under == SIZE_MAX ? NULL : &out.item[under], part);
		if (part->type == OUTLINE_HEADING && part->level <= 3)
			under = SIZE_MAX;
		if (part->type == OUTLINE_HEADING && part->level != 3)
			continue;
		text = outline_text(body, part);
		box = part->type == OUTLINE_ITEM ? item_box(NULL, text) : 0;
		n = item_id(&id, text + box);
		if (!n || !strchr(letters, *id)) {
			free(id);
			continue;
		}
		add_item(&out, body, part, id, text + box + n);
		if (part->type == OUTLINE_HEADING)
			under = out.count - 1;
	}
	if (under != SIZE_MAX)
		out.item[under].end = strlen(body);
	return out;
}

void items_release(struct items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		free(items->item[i].id);
		free(items->item[i].text);
	}
	free(items->item);
	*items = (struct items){ 0 };
}
