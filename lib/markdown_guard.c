#include "markdown_inner.h"

/*
 * cmark 0.30 is linear but for two things, found by timing random repetitions
 * of marks: every line costs as many steps as containers are open, blank lines
 * too; and every link that ends walks over the image openers before it in its
 * paragraph. Both are bounded here from above, without parsing.
 */

enum {
	MAX_LEVEL_LINES = 10 * 1000 * 1000, /* 18 ns each */
	MAX_IMAGE_STEPS = 50 * 1000 * 1000, /* 2 ns each */
	MAX_BRACKETS = 200 * 1000,	    /* 600 ns each */
};

struct guard {
	const char *text;
	size_t len;
	size_t at;
	int line;
	size_t depth;	    /* no more containers were ever open than this */
	size_t level_lines; /* sum of depth over the lines */
	size_t images;	    /* image openers since the last blank line */
	size_t image_steps;
	size_t brackets;
};

struct line {
	const char *text;
	size_t len;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool next_line(struct guard *g, struct line *line)
{
	size_t end = g->at;

	if (g->at >= g->len)
		return false;
	while (end < g->len && g->text[end] != '\n' && g->text[end] != '\r')
		end++;
	*line = (struct line){ g->text + g->at, end - g->at };
	if (end + 1 < g->len && g->text[end] == '\r' && g->text[end + 1] == '\n')
		end++;
	g->at = end + 1;
	g->line++;
	return true;
}

/* Where the rest of the line that holds only MARK and blanks begins: there it is a rule, no list.
 */
static size_t rule_start(struct line line, char mark)
{
	size_t at = line.len, marks = 0;

	while (at && (line.text[at - 1] == mark || is_blank(line.text[at - 1])))
		marks += line.text[--at] == mark;
	return marks >= 3 ? at : line.len;
}

/* The length of a list marker at AT, or 0. */
static size_t marker_length(struct line line, size_t at)
{
	size_t end = at;

	while (end < line.len && end - at < 9 && line.text[end] >= '0' && line.text[end] <= '9')
		end++;
	if (end == line.len || !strchr(end > at ? ".)" : "-+*", line.text[end]))
		return 0;
	end++;
	return end == line.len || is_blank(line.text[end]) ? end - at : 0;
}

/*
 * How many containers may be open after this line: its own markers, and of those open before, no
 * more than its blanks can continue, two columns each.
 */
static size_t depth_after(const struct guard *g, struct line line)
{
	size_t dashes = rule_start(line, '-'), stars = rule_start(line, '*');
	size_t column = 0, blanks = 0, markers = 0, n;

	for (size_t at = 0; at < line.len && markers <= MARKDOWN_MAX_DEPTH; at += n) {
		char c = line.text[at];
		size_t width = c == '\t' ? 4 - column % 4 : 1;

		n = 1;
		if (is_blank(c)) {
			blanks += width;
		} else if (c == '>') {
			markers++;
		} else if ((c == '-' && at >= dashes) || (c == '*' && at >= stars)) {
			break;
		} else if ((n = width = marker_length(line, at))) {
			markers++;
		} else {
			break;
		}
		column += width;
	}
	return (g->depth < blanks / 2 ? g->depth : blanks / 2) + markers;
}

/* A line that ends every paragraph: blank, also inside a quote. */
static bool ends_paragraph(struct line line)
{
	size_t at = 0;

	while (at < line.len && is_blank(line.text[at]))
		at++;
	if (at == line.len)
		return true;
	if (line.text[at] != '>' || at > 3 || memchr(line.text, '\t', at))
		return false;
	while (at < line.len && (is_blank(line.text[at]) || line.text[at] == '>'))
		at++;
	return at == line.len;
}

static void count_brackets(struct guard *g, struct line line)
{
	if (ends_paragraph(line)) {
		g->images = 0;
		return;
	}
	for (size_t i = 0; i < line.len; i++) {
		if (line.text[i] == '[') {
			g->brackets++;
			g->images += i && line.text[i - 1] == '!';
		} else if (line.text[i] == ']') {
			g->image_steps += g->images;
		}
	}
}

static int check(const struct guard *g, struct error *err)
{
	if (g->depth > MARKDOWN_MAX_DEPTH)
		return error_set(err, ERR_INVALID,
			"lists and quotes are nested more than %d levels deep; take levels away",
			MARKDOWN_MAX_DEPTH);
	if (g->level_lines > MAX_LEVEL_LINES)
		return error_set(err, ERR_INVALID,
			"too many lines in nested lists and quotes; take empty lines or levels "
			"away");
	if (g->image_steps > MAX_IMAGE_STEPS)
		return error_set(err, ERR_INVALID,
			"too many images and links in one paragraph; divide it with empty lines");
	if (g->brackets > MAX_BRACKETS)
		return error_set(err, ERR_INVALID,
			"the text has more than %d brackets; divide it into several texts",
			MAX_BRACKETS);
	return 0;
}

int markdown_guard(const char *text, size_t len, struct error *err)
{
	struct guard g = { .text = text, .len = len };
	struct line line;

	if (len > MARKDOWN_MAX_BYTES)
		return error_set(err, ERR_TOO_LARGE,
			"the text is longer than %d bytes; divide it into several texts",
			MARKDOWN_MAX_BYTES);
	while (next_line(&g, &line)) {
		size_t depth = depth_after(&g, line);

		g.depth = depth > g.depth ? depth : g.depth;
		g.level_lines += g.depth;
		count_brackets(&g, line);
		if (check(&g, err) < 0) {
			error_prefix(err, "line %d", g.line);
			return ERR_INVALID;
		}
	}
	return 0;
}
