#include "markdown_inner.h"

#include <cmark.h>

static void tree_free(cmark_node *root)
{
	cmark_node_free(root);
}
DEFINE_CLEANUP(cmark_node *, tree_free)

void markdown_source_init(struct markdown_source *source, const char *text, size_t len)
{
	struct markdown_source *s = source;

	*s = (struct markdown_source){ .text = text, .len = len };
	for (size_t at = 0; at < len; s->lines++) {
		s->line = mem_grow(s->line, (size_t)s->lines, sizeof *s->line);
		s->line[s->lines] = at;
		while (at < len && text[at] != '\n' && text[at] != '\r')
			at++;
		at += at + 1 < len && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
	}
	s->line = mem_grow(s->line, (size_t)s->lines, sizeof *s->line);
	s->line[s->lines] = len;
}

void markdown_source_release(struct markdown_source *source)
{
	free(source->line);
	*source = (struct markdown_source){ 0 };
}

struct parts {
	struct markdown_source source;
	markdown_part_fn each;
	void *ctx;
	int line; /* the first that no part before holds */
};

static enum markdown_block type_of(cmark_node *block)
{
	switch (cmark_node_get_type(block)) {
	case CMARK_NODE_HEADING:
		return MARKDOWN_HEADING;
	case CMARK_NODE_ITEM:
		return MARKDOWN_ITEM;
	case CMARK_NODE_CUSTOM_BLOCK:
		return MARKDOWN_TABLE;
	case CMARK_NODE_CODE_BLOCK:
		return MARKDOWN_CODE;
	case CMARK_NODE_BLOCK_QUOTE:
		return MARKDOWN_QUOTE;
	case CMARK_NODE_THEMATIC_BREAK:
		return MARKDOWN_RULE;
	case CMARK_NODE_HTML_BLOCK:
		return MARKDOWN_RAW;
	default:
		return MARKDOWN_PARAGRAPH;
	}
}

static bool is_blank_line(const struct markdown_source *s, int line)
{
	for (size_t at = s->line[line - 1]; at < s->line[line]; at++)
		if (!strchr(" \t\n\r", s->text[at]))
			return false;
	return true;
}

/* The first line of what follows BLOCK; cmark's own end of a heading may lie behind it. */
static int line_behind(cmark_node *block, int lines)
{
	cmark_node *next = cmark_node_next(block);
	int first = lines + 1, last;

	if (!next && cmark_node_get_type(block) == CMARK_NODE_ITEM)
		next = cmark_node_next(cmark_node_parent(block));
	if (next)
		markdown_lines(next, &first, &last);
	return first;
}

static int put_part(void *ctx, cmark_node *block, const struct buf *html, struct error *err)
{
	struct parts *parts = ctx;
	const struct markdown_source *s = &parts->source;
	struct markdown_part part = {
		.type = type_of(block),
		.html = buf_text(html),
		.len = html->len,
	};
	int first, last, behind = line_behind(block, s->lines);

	markdown_lines(block, &first, &last);
	last = last < behind ? last : behind - 1;
	first = first < parts->line ? parts->line : first;
	first = first > s->lines ? s->lines : first;
	last = last < first ? first : last > s->lines ? s->lines : last;
	while (last > first && is_blank_line(s, last))
		last--;
	if (part.type == MARKDOWN_HEADING)
		part.level = cmark_node_get_heading_level(block);
	part.line = first;
	part.start = s->line[first - 1];
	part.end = s->line[last];
	parts->line = last + 1;
	return parts->each(parts->ctx, &part, err);
}

int markdown_each_part(const char *text, size_t len, const struct markdown *how,
	markdown_part_fn each, void *ctx, struct error *err)
{
	CLEANUP(tree_free) cmark_node *root = NULL;
	static const struct markdown nothing;
	struct parts parts = { .each = each, .ctx = ctx, .line = 1 };
	int r = markdown_guard(text, len, err);

	if (r < 0)
		return r;
	how = how ? how : &nothing;
	root = markdown_parse(text, len);
	r = markdown_tables(root, text, len, how, false, err);
	if (r < 0)
		return r;
	markdown_source_init(&parts.source, text, len);
	r = markdown_render_each(root, how, put_part, &parts, err);
	markdown_source_release(&parts.source);
	return r;
}
