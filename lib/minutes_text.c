#include "minutes_text.h"
#include "item.h"

char minutes_item_letter(const struct minutes_item *item)
{
	if (item->id)
		return *item->id;
	return item->letter ? item->letter : minutes_letter(item->section);
}

void minutes_add_text(char ***list, size_t *count, char *text)
{
	*list = mem_grow(*list, *count, sizeof(**list));
	(*list)[(*count)++] = text;
}

void minutes_free_texts(char **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i]);
	free(list);
}

void minutes_item_release(struct minutes_item *item)
{
	free(item->id);
	free(item->text);
	minutes_free_texts(item->speaker, item->speakers);
	minutes_free_texts(item->origin, item->origins);
	for (size_t i = 0; i < MINUTES_VOTES; i++)
		minutes_free_texts(item->voted[i].who, item->voted[i].count);
	free(item->person);
	free(item->due);
	*item = (struct minutes_item){ 0 };
}

/* The bytes of box and id at the start. A box counts only before an id, or of an action. */
static size_t read_head(struct minutes_item *item, const char *markdown)
{
	bool done = false;
	size_t box = item_box(&done, markdown), id = item_id(&item->id, markdown + box);

	if (!id && item->section != SECTION_ACTIONS)
		return 0;
	item->letter = minutes_item_letter(item);
	item->done = done && item->letter == 'A';
	return box + id;
}

unsigned minutes_item_parse(struct minutes_item *item, const char *markdown)
{
	const char *p = markdown + strspn(markdown, " \t\n");
	size_t guard;
	unsigned doubt;

	item->votes_for = item->against = item->abstained = VOTES_UNKNOWN;
	p += read_head(item, p);
	item->letter = minutes_item_letter(item);
	p += minutes_read_speakers(item, p);
	p += strspn(p, " \t");
	item->text = str_copy(p);
	guard = item->speakers ? 0 : minutes_guard(item->text, "\\:");
	if (guard)
		memmove(item->text + guard, item->text + guard + 1,
			strlen(item->text + guard + 1) + 1);
	doubt = minutes_cut_end(item, item->text);
	minutes_count_voters(item);
	return doubt;
}

static void trim_spaces(struct buf *out, const char *which)
{
	while (out->len && strchr(which, out->data[out->len - 1]))
		buf_cut(out, out->len - 1);
}

static void write_text(struct buf *out, const struct minutes_item *item, bool spoken)
{
	const char *text = item->text ? item->text : "";
	size_t guard;

	if (minutes_is_blank(text))
		return;
	text += strspn(text, " \t");
	guard = spoken ? 0 : minutes_guard(text, ":");
	if (*text == '\n' || *text == '\r')
		trim_spaces(out, " ");
	buf_add(out, text, guard);
	buf_puts(out, guard ? "\\" : "");
	buf_puts(out, text + guard);
}

/* Every line of TEXT but the first stands in by INDENT. */
static void add_indented(struct buf *out, const char *text, int indent)
{
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\n"), end = n;

		while (end && p[end - 1] == '\r')
			end--;
		if (p != text && strspn(p, " \t") < end)
			buf_printf(out, "%*s", indent, "");
		if (p == text || strspn(p, " \t") < end)
			buf_add(out, p, end);
		buf_addc(out, '\n');
		p += n + (p[n] == '\n');
	}
}

void minutes_write_item_as(struct buf *out, const struct minutes_item *item, const char *language,
	const char *marker, int indent)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	size_t from;
	bool spoken;

	buf_puts(&text, marker);
	if (minutes_item_letter(item) == 'A')
		buf_puts(&text, item->done ? "[x] " : "[ ] ");
	if (item->id)
		buf_printf(&text, "**%s** ", item->id);
	spoken = minutes_write_speakers(&text, item);
	from = text.len;
	write_text(&text, item, spoken);
	if (text.len > from)
		trim_spaces(&text, " \t\r\n");
	minutes_write_end(&text, item, language, from);
	trim_spaces(&text, " \t\r\n");
	add_indented(out, buf_text(&text), indent);
}

void minutes_write_item(struct buf *out, const struct minutes_item *item, const char *language)
{
	minutes_write_item_as(out, item, language, "- ", 2);
}
