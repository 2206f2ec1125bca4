#include "index_write.h"
#include "minutes_map.h"

/*
 * What stands in minutes between the items: the headings of the protocol, and
 * free text with whatever headings it has. With the items, in their order, it is
 * all of the body: nothing that somebody wrote is missing from a page.
 */

struct texts {
	struct entry *entry;
	const char *body;
	struct minutes_map map;
	size_t agenda; /* of the issue that is being read; 0 above the first */
	size_t seq;    /* of the last item */
	size_t part;
	size_t next;   /* part of the outline: all before it stand before what is read next */
};

static int add(struct texts *texts, const char *section, const char *html, struct error *err)
{
	return INDEX_RUN(texts->entry->ix, err, "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?)",
		TEXT(texts->entry->id), NUMBER((long long)texts->seq),
		NUMBER((long long)++texts->part), NUMBER((long long)texts->agenda), TEXT(section),
		TEXT(html));
}

static int add_free(struct texts *texts, size_t start, size_t end, struct error *err)
{
	CLEANUP(str_free) char *html = NULL;

	if (start >= end || strspn(texts->body + start, " \t\n") >= end - start)
		return 0;
	html = index_html(texts->entry, texts->body + start, end - start);
	return add(texts, NULL, html, err);
}

static bool is_section(const struct texts *texts, size_t part)
{
	const struct outline_part *heading = &texts->map.outline.part[part];

	return heading->type == OUTLINE_HEADING && heading->level == 3 &&
	       texts->map.spot[part].section != SECTION_OTHER;
}

/* The bytes from START to END, in which there is no item: headings of sections, and the rest. */
static int add_gap(struct texts *texts, size_t start, size_t end, struct error *err)
{
	const struct outline *outline = &texts->map.outline;
	int code = 0;

	for (; code == 0 && texts->next < outline->count; texts->next++) {
		const struct outline_part *part = &outline->part[texts->next];

		if (part->start >= end)
			break;
		if (part->start < start || !is_section(texts, texts->next))
			continue;
		code = add_free(texts, start, part->start, err);
		if (code == 0)
			code = add(texts, minutes_section_name(texts->map.spot[texts->next].section),
				NULL, err);
		start = part->end;
	}
	return code < 0 ? code : add_free(texts, start, end, err);
}

/* One issue: from its heading's end to the next issue. */
static int add_span(struct texts *texts, const struct minutes *minutes, size_t start, size_t end,
	size_t *item, struct error *err)
{
	int code = 0;

	for (; code == 0 && *item < minutes->items && minutes->item[*item].start < end; ++*item) {
		const struct minutes_item *one = &minutes->item[*item];

		if (!one->id)
			continue;
		code = add_gap(texts, start, one->start, err);
		start = one->end;
		texts->seq++;
	}
	return code < 0 ? code : add_gap(texts, start, end, err);
}

static size_t after_heading(const struct texts *texts, const struct minutes_span *issue)
{
	return issue->heading < 0 ? issue->start : texts->map.outline.part[issue->heading].end;
}

static int add_all(struct texts *texts, const struct minutes *minutes, struct error *err)
{
	const struct minutes_map *map = &texts->map;
	size_t end = map->issues ? map->issue[0].start : strlen(texts->body), item = 0;
	int code = add_gap(texts, 0, end, err);

	for (size_t i = 0; code == 0 && i < map->issues; i++) {
		texts->agenda = i + 1;
		code = add_span(texts, minutes, after_heading(texts, &map->issue[i]),
			map->issue[i].end, &item, err);
	}
	return code;
}

int index_texts(struct entry *entry, const struct minutes *minutes, struct error *err)
{
	struct texts texts = { .entry = entry, .body = record_body(entry->rec) };
	int code;

	texts.map = minutes_map_read(texts.body);
	code = add_all(&texts, minutes, err);
	minutes_map_release(&texts.map);
	return code;
}
