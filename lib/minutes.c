#include "minutes_map.h"
#include "minutes_text.h"
#include "item.h"
#include "text.h"

enum { MAX_HEADING = 120, MAX_ISSUE_DIGITS = 3 };

struct section {
	const char *name;
	char letter;
	const char *az, *en;
	const char *fold_az, *fold_en;
};

/* clang-format off */
static const struct section sections[] = {
	[SECTION_HEARD]     = { "heard", 'S', "Eşidildi", "Heard", "esidildi", "heard" },
	[SECTION_SPOKE]     = { "spoke", 'S', "Çıxış etdilər", "Spoke", "cixis etdiler", "spoke" },
	[SECTION_SUGGESTED] = { "suggested", 'O', "Səsləndirilən təkliflər", "Suggestions voiced",
				"seslendirilen teklifler", "suggestions voiced" },
	[SECTION_RESOLVED]  = { "resolved", 'D', "Qərara alındı", "Resolved", "qerara alindi", "resolved" },
	[SECTION_ACTIONS]   = { "actions", 'A', "Tapşırıqlar", "Actions", "tapsiriqlar", "actions" },
	[SECTION_OTHER]     = { "other", 0, "", "", "", "" },
};
/* clang-format on */

const char *minutes_heading(enum minutes_section section, const char *language)
{
	return str_equal(language, "az") ? sections[section].az : sections[section].en;
}

const char *minutes_section_name(enum minutes_section section)
{
	return sections[section].name;
}

char minutes_letter(enum minutes_section section)
{
	return sections[section].letter;
}

/* The letters and digits of TEXT with single spaces between words. */
static char *words_of(const char *text)
{
	struct buf out = BUF_INIT;

	for (const char *p = text; *p; p++) {
		if (!strchr(" \t:*_.", *p))
			buf_addc(&out, *p);
		else if (out.len && out.data[out.len - 1] != ' ')
			buf_addc(&out, ' ');
	}
	while (out.len && out.data[out.len - 1] == ' ')
		buf_cut(&out, out.len - 1);
	return buf_take(&out);
}

static enum minutes_section section_of(const char *body, const struct outline_part *part)
{
	CLEANUP(str_free) char *text = outline_text(body, part);
	CLEANUP(str_free) char *words = NULL;
	CLEANUP(str_free) char *fold = NULL;

	if (strlen(text) > MAX_HEADING)
		return SECTION_OTHER;
	words = words_of(text);
	fold = text_fold(words, strlen(words));
	for (int i = 0; i < SECTION_OTHER; i++) {
		if (str_equal(fold, sections[i].fold_az) || str_equal(fold, sections[i].fold_en))
			return (enum minutes_section)i;
	}
	return SECTION_OTHER;
}

/* The map */

/* An item without an id counts where it would get one, if there is anything in it. */
static bool is_item(const char *body, const struct outline_part *part, enum minutes_section section)
{
	const char *text = body + part->text;
	size_t box = item_box(NULL, text);

	if (item_id(NULL, text + box))
		return true;
	text += section == SECTION_ACTIONS ? box : 0;
	return section != SECTION_OTHER && text + strspn(text, " \t\r\n") < body + part->end;
}

static void begin_issue(struct minutes_map *map, size_t part, bool heading)
{
	map->issue = mem_grow(map->issue, map->issues, sizeof(*map->issue));
	map->issue[map->issues++] = (struct minutes_span){
		.heading = heading ? (ssize_t)part : MINUTES_NOWHERE,
		.first = part,
		.start = map->outline.part[part].start,
	};
}

static void place_part(
	struct minutes_map *map, size_t i, const char *body, enum minutes_section *section)
{
	const struct outline_part *part = &map->outline.part[i];
	struct minutes_spot *spot = &map->spot[i];

	if (part->type == OUTLINE_HEADING && part->level <= 3)
		*section = part->level == 3 ? section_of(body, part) : SECTION_OTHER;
	spot->item = part->type == OUTLINE_ITEM && is_item(body, part, *section);
	if (part->type == OUTLINE_HEADING && part->level == 2)
		begin_issue(map, i, true);
	else if (!map->issues && (spot->item || *section != SECTION_OTHER))
		begin_issue(map, i, false);
	spot->section = *section;
	spot->issue = map->issues ? (ssize_t)map->issues - 1 : MINUTES_NOWHERE;
	map->items += spot->item;
}

struct minutes_map minutes_map_read(const char *body)
{
	struct minutes_map map = { .outline = outline_read(body) };
	enum minutes_section section = SECTION_OTHER;

	map.spot = mem_alloc(map.outline.count * sizeof(*map.spot));
	for (size_t i = 0; i < map.outline.count; i++)
		place_part(&map, i, body, &section);
	for (size_t i = 0; i < map.issues; i++)
		map.issue[i].end = i + 1 < map.issues ? map.issue[i + 1].start : strlen(body);
	return map;
}

void minutes_map_release(struct minutes_map *map)
{
	outline_release(&map->outline);
	free(map->spot);
	free(map->issue);
	*map = (struct minutes_map){ 0 };
}

size_t minutes_issue_number(int *number, const char *text)
{
	size_t n = strspn(text, "0123456789"), gap;

	if (!n || n > MAX_ISSUE_DIGITS || (text[n] != '.' && text[n] != ')'))
		return 0;
	gap = strspn(text + n + 1, " \t");
	*number = atoi(text);
	return gap ? n + 1 + gap : 0;
}

/* Reading */

static void read_issues(
	struct minutes *out, const struct minutes_map *map, const char *body, int first_line)
{
	out->issues = map->issues;
	out->issue = mem_alloc(map->issues * sizeof(*out->issue));
	for (size_t i = 0; i < map->issues; i++) {
		const struct minutes_span *span = &map->issue[i];
		const struct outline_part *part = &map->outline.part[span->first];
		CLEANUP(str_free) char *text = NULL;
		int number;

		text = span->heading < 0 ? str_copy("") : outline_text(body, part);
		out->issue[i] = (struct minutes_issue){
			.title = str_copy(text + minutes_issue_number(&number, text)),
			.line = first_line + part->line - 1,
			.start = span->start,
			.end = span->end,
		};
	}
}

static void read_item(struct minutes_item *item, const char *body, const struct outline_part *part,
	const char *path, struct faults *faults)
{
	CLEANUP(str_free) char *text = outline_text(body, part);
	unsigned doubt = minutes_item_parse(item, text);

	item->start = part->start;
	item->end = part->end;
	if (doubt & DOUBT_VOTES)
		fault_add(faults, path, item->line,
			"votes are whole numbers up to %d, as in \"for 6, against 0, abstained 0\"",
			MINUTES_MAX_VOTES);
	if (doubt & DOUBT_DUE)
		fault_add(faults, path, item->line,
			"the due date must read like 2015-09-01, 2015-09 or 2015");
}

static void read_items(struct minutes *out, const struct minutes_map *map, const char *body,
	int first_line, const char *path, struct faults *faults)
{
	out->item = mem_alloc(map->items * sizeof(*out->item));
	for (size_t i = 0; i < map->outline.count; i++) {
		const struct outline_part *part = &map->outline.part[i];
		struct minutes_item *item = &out->item[out->items];

		if (!map->spot[i].item)
			continue;
		item->section = map->spot[i].section;
		item->issue = (size_t)map->spot[i].issue;
		item->line = first_line + part->line - 1;
		read_item(item, body, part, path, faults);
		out->items++;
	}
}

/* What only shows when all items are known */

static int by_id(const void *a, const void *b)
{
	const struct minutes_item *const *x = a, *const *y = b;
	int order = strcmp((*x)->id, (*y)->id);

	return order ? order : ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

static int against_id(const void *id, const void *element)
{
	const struct minutes_item *const *item = element;

	return strcmp(id, (*item)->id);
}

struct ids {
	const struct minutes_item **item;
	size_t count;
};

static struct ids sorted_ids(const struct minutes *minutes)
{
	struct ids ids = { .item = mem_alloc(minutes->items * sizeof(*ids.item)) };

	for (size_t i = 0; i < minutes->items; i++) {
		if (minutes->item[i].id)
			ids.item[ids.count++] = &minutes->item[i];
	}
	qsort(ids.item, ids.count, sizeof(*ids.item), by_id);
	return ids;
}

static void check_letter(const struct minutes_item *item, const char *path, struct faults *faults)
{
	char letter[] = { minutes_letter(item->section), '\0' };

	if (item->id && *letter && *item->id != *letter)
		fault_add(faults, path, item->line,
			"%s does not belong under this heading; the ids of its items begin with %s",
			item->id, letter);
}

static void check_origins(const struct minutes_item *item, const struct ids *ids, const char *path,
	struct faults *faults)
{
	for (size_t i = 0; i < item->origins; i++) {
		CLEANUP(str_free) char *name = minutes_origin_here(item->origin[i]);

		if (name && !bsearch(name, ids->item, ids->count, sizeof(*ids->item), against_id))
			fault_add(faults, path, item->line,
				"%s is named as an origin, but these minutes have no such item",
				name);
	}
}

static void check_all(const struct minutes *minutes, const char *path, struct faults *faults)
{
	struct ids ids = sorted_ids(minutes);

	for (size_t i = 1; i < ids.count; i++) {
		if (str_equal(ids.item[i]->id, ids.item[i - 1]->id))
			fault_add(faults, path, ids.item[i]->line,
				"the id %s is used on line %d already; take one of the two out, "
				"and that item gets a new id",
				ids.item[i]->id, ids.item[i - 1]->line);
	}
	for (size_t i = 0; i < minutes->items; i++) {
		check_letter(&minutes->item[i], path, faults);
		check_origins(&minutes->item[i], &ids, path, faults);
	}
	free(ids.item);
}

struct minutes *minutes_read(const struct record *rec, const char *path, struct faults *faults)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	struct minutes *out = mem_alloc(sizeof(*out));
	int first_line = record_body_line(rec);

	read_issues(out, &map, body, first_line);
	read_items(out, &map, body, first_line, path, faults);
	if (faults)
		check_all(out, path, faults);
	return out;
}

void minutes_free(struct minutes *minutes)
{
	if (!minutes)
		return;
	for (size_t i = 0; i < minutes->issues; i++)
		free(minutes->issue[i].title);
	for (size_t i = 0; i < minutes->items; i++)
		minutes_item_release(&minutes->item[i]);
	free(minutes->issue);
	free(minutes->item);
	free(minutes);
}

const struct minutes_item *minutes_find(const struct minutes *minutes, const char *id)
{
	for (size_t i = 0; i < minutes->items; i++) {
		if (minutes->item[i].id && str_equal(minutes->item[i].id, id))
			return &minutes->item[i];
	}
	return NULL;
}
