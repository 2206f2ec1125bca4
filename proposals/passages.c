#include "passages_inner.h"
#include "item.h"
#include "lines.h"
#include "outline.h"

#include <ctype.h>

static void add_section(
	struct passage_section **out, size_t *count, char *title, size_t start, int line)
{
	*out = mem_grow(*out, *count, sizeof **out);
	(*out)[(*count)++] = (struct passage_section){
		.title = title, .start = start, .line = line
	};
}

static bool is_white(const char *text, size_t len)
{
	return strspn(text, " \t\r\n") >= len;
}

static char *title_of(const char *text, const struct outline_part *part)
{
	CLEANUP(buf_release) struct buf plain = BUF_INIT;

	markdown_plain(&plain, text + part->text, part->text_end - part->text);
	return str_copy(buf_text(&plain));
}

size_t passages_sections(struct passage_section **out, const char *text)
{
	CLEANUP(outline_release) struct outline outline = outline_read(text);
	size_t count = 0;

	*out = NULL;
	for (size_t i = 0; i < outline.count; i++) {
		const struct outline_part *part = &outline.part[i];

		if (part->type != OUTLINE_HEADING || part->level != 2)
			continue;
		if (!count && !is_white(text, part->start))
			add_section(out, &count, str_copy(""), 0, 1);
		add_section(out, &count, title_of(text, part), count ? part->start : 0, part->line);
	}
	if (!count)
		add_section(out, &count, str_copy(""), 0, 1);
	for (size_t i = 0; i < count; i++)
		(*out)[i].end = i + 1 < count ? (*out)[i + 1].start : strlen(text);
	return count;
}

void passages_sections_free(struct passage_section *sections, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(sections[i].title);
	free(sections);
}

const char *passage_type_name(enum passage_type type)
{
	static const char *const names[] = {
		[PASSAGE_HEADING] = "heading",
		[PASSAGE_PARAGRAPH] = "paragraph",
		[PASSAGE_ITEM] = "item",
		[PASSAGE_TABLE] = "table",
		[PASSAGE_CODE] = "code",
		[PASSAGE_QUOTE] = "quote",
		[PASSAGE_RULE] = "rule",
	};

	return names[type];
}

static bool find_type(enum passage_type *out, enum markdown_block block)
{
	static const enum passage_type types[] = {
		[MARKDOWN_HEADING] = PASSAGE_HEADING,
		[MARKDOWN_PARAGRAPH] = PASSAGE_PARAGRAPH,
		[MARKDOWN_ITEM] = PASSAGE_ITEM,
		[MARKDOWN_TABLE] = PASSAGE_TABLE,
		[MARKDOWN_CODE] = PASSAGE_CODE,
		[MARKDOWN_QUOTE] = PASSAGE_QUOTE,
		[MARKDOWN_RULE] = PASSAGE_RULE,
	};

	if (block == MARKDOWN_RAW)
		return false;
	*out = types[block];
	return true;
}

/* The id that an item or a third-level heading begins with; NULL without one of LETTERS. */
static char *item_of(const char *text, const struct markdown_part *part, const char *letters)
{
	const char *p = text + part->start;
	char *id = NULL;

	if (!letters || (part->type != MARKDOWN_ITEM && part->level != 3))
		return NULL;
	p += strspn(p, " ");
	p += strspn(p, part->type == MARKDOWN_ITEM ? "0123456789" : "#");
	p += part->type == MARKDOWN_ITEM && *p;
	p += strspn(p, " \t");
	p += item_box(NULL, p);
	if (item_id(&id, p) && strchr(letters, *id))
		return id;
	free(id);
	return NULL;
}

struct builder {
	struct passages *out;
	const char *text;
	const char *letters;
};

static int add_passage(void *ctx, const struct markdown_part *part, struct error *err)
{
	struct builder *b = ctx;
	struct passages *out = b->out;
	size_t section = out->count ? out->passage[out->count - 1].section : 0;
	enum passage_type type;

	if (!find_type(&type, part->type))
		return 0;
	if (out->count >= PASSAGES_MAX)
		return error_set(err, ERR_TOO_LARGE,
			"this text has more than %d passages: read it whole, or as text", PASSAGES_MAX);
	while (section + 1 < out->sections && part->start >= out->section[section + 1].start)
		section++;
	out->passage = mem_grow(out->passage, out->count, sizeof *out->passage);
	out->passage[out->count++] = (struct passage){
		.type = type,
		.level = part->level,
		.start = part->start,
		.end = part->end,
		.item = item_of(b->text, part, b->letters),
		.section = section,
		.html = str_copy_n(part->html, part->len),
		.last_line = -1,
	};
	return 0;
}

int passages_build(
	struct passages *out, const char *text, const struct markdown *how, struct error *err)
{
	CLEANUP(passages_release) struct passages built = { 0 };
	struct builder b = { &built, text, how->item_letters };
	int r;

	built.sections = passages_sections(&built.section, text);
	r = markdown_each_part(text, strlen(text), how, add_passage, &b, err);
	if (r < 0)
		return r;
	*out = built;
	built = (struct passages){ 0 };
	return 0;
}

static int add_html(void *ctx, const struct markdown_part *part, struct error *err)
{
	struct passages_htmls *out = ctx;

	if (part->type == MARKDOWN_RAW)
		return 0;
	out->html = mem_grow(out->html, out->count, sizeof *out->html);
	out->html[out->count++] = str_copy_n(part->html, part->len);
	return 0;
}

int passages_htmls(
	struct passages_htmls *out, const char *text, const struct markdown *how, struct error *err)
{
	*out = (struct passages_htmls){ 0 };
	return markdown_each_part(text, strlen(text), how, add_html, out, err);
}

void passages_htmls_release(struct passages_htmls *htmls)
{
	for (size_t i = 0; i < htmls->count; i++)
		free(htmls->html[i]);
	free(htmls->html);
	*htmls = (struct passages_htmls){ 0 };
}

void passages_number(struct passages *passages, const struct passages_how *how)
{
	int line = how->first_line ? how->first_line : 1;

	for (size_t i = 0; how->width >= 0 && i < passages->count; i++) {
		struct passage *p = &passages->passage[i];
		CLEANUP(buf_release) struct buf out = BUF_INIT;

		p->first_line = line;
		line = lines_number(&out, p->html, strlen(p->html), line, how->width);
		p->last_line = line - 1;
		free(p->html);
		p->html = str_copy(buf_text(&out));
	}
}

size_t passages_at(const struct passages *passages, size_t at)
{
	size_t found = passages->count;

	for (size_t i = 0; i < passages->count && passages->passage[i].start <= at; i++)
		found = i;
	return found;
}

static void add_notes(struct passages *out, const struct passages_how *how)
{
	for (size_t i = 0; i < how->marks; i++) {
		size_t at = passages_at(out, how->mark[i].start);
		struct passage *p = out->count ? &out->passage[at < out->count ? at : 0] : NULL;

		/* what begins in the white space behind a passage begins with the next one */
		if (p && at + 1 < out->count && how->mark[i].start >= p->end &&
			how->mark[i].end > p[1].start)
			p++;
		if (!p || !how->mark[i].id)
			continue;
		p->note = mem_grow(p->note, p->notes, sizeof *p->note);
		p->note[p->notes++] = how->mark[i].id;
	}
}

static void add_marks(struct passages *out, const char *text, const struct passages_how *how)
{
	struct passages_tag *tags = mem_alloc((how->marks + 1) * sizeof *tags);
	struct passages_range *ranges = mem_alloc((how->marks + 1) * sizeof *ranges);

	for (size_t i = 0; i < how->marks; i++) {
		const struct passage_mark *mark = &how->mark[i];

		tags[i] = (struct passages_tag){ "mark", mark->class ? mark->class : "", mark->id };
		ranges[i] = (struct passages_range){ mark->start, mark->end };
	}
	passages_mark(out, text, &how->markdown, tags, ranges, how->marks);
	add_notes(out, how);
	free(tags);
	free(ranges);
}

int passages_read(
	struct passages *out, const char *text, const struct passages_how *how, struct error *err)
{
	int r = passages_build(out, text, &how->markdown, err);

	if (r < 0)
		return r;
	if (how->marks)
		add_marks(out, text, how);
	passages_number(out, how);
	return 0;
}

void passages_release(struct passages *passages)
{
	for (size_t i = 0; i < passages->count; i++) {
		free(passages->passage[i].item);
		free(passages->passage[i].html);
		free(passages->passage[i].note);
	}
	free(passages->passage);
	passages_sections_free(passages->section, passages->sections);
	*passages = (struct passages){ 0 };
}
