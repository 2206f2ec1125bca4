#include "outline.h"

#include <ctype.h>
#include <strings.h>

enum { TAB = 4, CODE_INDENT = 4, MAX_DIGITS = 9, MAX_NESTED = 16 };

struct line {
	const char *text; /* after the indentation */
	const char *end;  /* without the line end and white space before it */
	int indent;	  /* columns */
	bool blank;
};

struct fence {
	char c; /* NUL: none is open */
	size_t length;
};

/* How an HTML block ends, by CommonMark's seven conditions. */
enum html {
	HTML_NONE,
	HTML_RAW,	  /* </script>, </pre>, </style>, </textarea> */
	HTML_COMMENT,	  /* --> */
	HTML_INSTRUCTION, /* ?> */
	HTML_DECLARATION, /* > */
	HTML_CDATA,	  /* ]]> */
	HTML_TAG,	  /* a blank line */
};

struct scanner {
	struct outline *out;
	const char *body;
	struct outline_part *item; /* open, or NULL */
	struct fence fence;	   /* inside of the item where one is open */
	enum html html;
	bool paragraph; /* the line before belongs to one that may go on */
	bool was_blank;
	bool bare; /* nothing has followed the marker of the item yet */
	bool dead; /* nor can it any more */
};

static struct line line_at(const char *start, const char *end)
{
	struct line line = { .text = start, .end = end };

	for (; line.text < end && (*line.text == ' ' || *line.text == '\t'); line.text++)
		line.indent += *line.text == '\t' ? TAB - line.indent % TAB : 1;
	while (line.end > line.text && strchr(" \t\r", line.end[-1]))
		line.end--;
	line.blank = line.text == line.end;
	return line;
}

static size_t run_of(const char *p, const char *end, char c)
{
	const char *start = p;

	while (p < end && *p == c)
		p++;
	return (size_t)(p - start);
}

static bool is_gap(const char *p, const char *end)
{
	return p >= end || *p == ' ' || *p == '\t';
}

static int heading_level(const struct line *line)
{
	size_t n = run_of(line->text, line->end, '#');

	return n >= 1 && n <= 6 && is_gap(line->text + n, line->end) ? (int)n : 0;
}

static bool is_thematic(const struct line *line)
{
	char c = line->blank ? '\0' : *line->text;
	int n = 0;

	if (c != '-' && c != '*' && c != '_')
		return false;
	for (const char *p = line->text; p < line->end; p++) {
		if (*p == c)
			n++;
		else if (*p != ' ' && *p != '\t')
			return false;
	}
	return n >= 3;
}

static struct fence fence_of(const struct line *line)
{
	struct fence none = { 0 }, fence = { .c = line->blank ? '\0' : *line->text };

	if (fence.c != '`' && fence.c != '~')
		return none;
	fence.length = run_of(line->text, line->end, fence.c);
	if (fence.length < 3)
		return none;
	if (fence.c == '`' && memchr(line->text + fence.length, '`',
				      (size_t)(line->end - line->text) - fence.length))
		return none;
	return fence;
}

static bool closes_fence(const struct line *line, const struct fence *fence)
{
	size_t n = run_of(line->text, line->end, fence->c);

	return n >= fence->length && line->text + n == line->end;
}

/* Bytes of the marker of a list item, 0 where there is none. */
static size_t marker_length(const struct line *line)
{
	const char *p = line->text;
	size_t n = 0;

	if (line->blank || is_thematic(line))
		return 0;
	if (*p == '-' || *p == '*' || *p == '+')
		return is_gap(p + 1, line->end) ? 1 : 0;
	while (n <= MAX_DIGITS && p + n < line->end && isdigit((unsigned char)p[n]))
		n++;
	if (n == 0 || n > MAX_DIGITS || p + n >= line->end || (p[n] != '.' && p[n] != ')'))
		return 0;
	return is_gap(p + n + 1, line->end) ? n + 1 : 0;
}

/* An empty item and a number other than 1 cannot break into a paragraph. */
static bool interrupts(const struct line *line, size_t marker)
{
	const char *p = line->text;

	if (p + marker == line->end)
		return false;
	return !isdigit((unsigned char)*p) || (marker == 2 && *p == '1');
}

static bool name_is(const char *name, size_t len, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(names[i]) == len && strncasecmp(name, names[i], len) == 0)
			return true;
	}
	return false;
}

static const char *const raw_names[] = { "script", "pre", "style", "textarea" };

/* clang-format off */
static const char *const block_names[] = {
	"address", "article", "aside", "base", "basefont", "blockquote", "body", "caption",
	"center", "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt",
	"fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2",
	"h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link",
	"main", "menu", "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param",
	"section", "source", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title",
	"tr", "track", "ul",
};
/* clang-format on */

/* A tag that stands alone on its line. */
static bool is_lone_tag(const char *after_name, const char *end)
{
	return end > after_name && end[-1] == '>' &&
	       memchr(after_name, '>', (size_t)(end - after_name)) == end - 1;
}

static enum html html_tag(const struct line *line, bool paragraph)
{
	const char *name = line->text + 1, *p;
	bool closing = name < line->end && *name == '/';

	name += closing;
	for (p = name; p < line->end && (isalnum((unsigned char)*p) || *p == '-'); p++)
		;
	if (p == name || !isalpha((unsigned char)*name))
		return HTML_NONE;
	if (p < line->end && !strchr(" \t/>", *p))
		return HTML_NONE;
	if (!closing && name_is(name, (size_t)(p - name), raw_names, ARRAY_SIZE(raw_names)))
		return HTML_RAW;
	if (name_is(name, (size_t)(p - name), block_names, ARRAY_SIZE(block_names)))
		return HTML_TAG;
	return !paragraph && is_lone_tag(p, line->end) ? HTML_TAG : HTML_NONE;
}

static bool begins(const struct line *line, const char *prefix)
{
	size_t n = strlen(prefix);

	return (size_t)(line->end - line->text) >= n && memcmp(line->text, prefix, n) == 0;
}

static enum html html_start(const struct line *line, bool paragraph)
{
	if (line->blank || *line->text != '<')
		return HTML_NONE;
	if (begins(line, "<!--"))
		return HTML_COMMENT;
	if (begins(line, "<?"))
		return HTML_INSTRUCTION;
	if (begins(line, "<![CDATA["))
		return HTML_CDATA;
	if (begins(line, "<!") && line->end - line->text > 2 &&
		isalpha((unsigned char)line->text[2]))
		return HTML_DECLARATION;
	return html_tag(line, paragraph);
}

static bool holds(const struct line *line, const char *what)
{
	return memmem(line->text, (size_t)(line->end - line->text), what, strlen(what)) != NULL;
}

static bool holds_raw_end(const struct line *line)
{
	for (const char *p = line->text; p + 2 < line->end; p++) {
		const char *name = p + 2;

		if (p[0] != '<' || p[1] != '/')
			continue;
		while (p + 2 < line->end && isalpha((unsigned char)p[2]))
			p++;
		if (p + 2 < line->end && p[2] == '>' &&
			name_is(name, (size_t)(p + 2 - name), raw_names, ARRAY_SIZE(raw_names)))
			return true;
	}
	return false;
}

static bool ends_html(const struct line *line, enum html html)
{
	switch (html) {
	case HTML_RAW:
		return holds_raw_end(line);
	case HTML_COMMENT:
		return holds(line, "-->");
	case HTML_INSTRUCTION:
		return holds(line, "?>");
	case HTML_DECLARATION:
		return holds(line, ">");
	case HTML_CDATA:
		return holds(line, "]]>");
	default:
		return line->blank;
	}
}

/* May LINE break off a paragraph that it is not indented for? A tag alone cannot. */
static bool begins_block(const struct line *line, bool lazy)
{
	return !line->blank && line->indent < CODE_INDENT &&
	       (*line->text == '>' || heading_level(line) || fence_of(line).c ||
		       is_thematic(line) || marker_length(line) || html_start(line, lazy));
}

bool outline_begins_block(const char *text)
{
	struct line line = line_at(text, text + strcspn(text, "\n"));

	return line.indent >= CODE_INDENT || (!line.blank && *line.text == '|') ||
	       begins_block(&line, false);
}

static struct outline_part *add_part(
	struct scanner *in, enum outline_type type, const char *start, const char *next, int number)
{
	struct outline *out = in->out;

	out->part = mem_grow(out->part, out->count, sizeof(*out->part));
	out->part[out->count] = (struct outline_part){ .type = type,
		.line = number,
		.start = (size_t)(start - in->body),
		.end = (size_t)(next - in->body) };
	return &out->part[out->count++];
}

static void set_heading(
	struct scanner *in, struct outline_part *part, const struct line *line, int level)
{
	const char *p = line->text + level, *end = line->end, *close;

	part->level = level;
	part->marker = (size_t)(p - in->body);
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	for (close = end; close > p && close[-1] == '#'; close--)
		;
	if (close < end && (close == p || close[-1] == ' ' || close[-1] == '\t'))
		end = close;
	while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	part->text = (size_t)(p - in->body);
	part->text_end = (size_t)(end - in->body);
}

/* True when the line is part of code or HTML that a line before has opened. */
static bool in_block(struct scanner *in, const struct line *line)
{
	if (in->html) {
		if (ends_html(line, in->html))
			in->html = HTML_NONE;
		return true;
	}
	if (in->fence.c) {
		if (line->indent < CODE_INDENT && closes_fence(line, &in->fence))
			in->fence.c = '\0';
		return true;
	}
	return false;
}

/* A marker of a list item or a quote: what may hold the block that the line begins. */
static size_t container_length(const struct line *line)
{
	return !line->blank && *line->text == '>' ? 1 : marker_length(line);
}

/*
 * Does a paragraph stay open behind this line of an item, so that a line that is not indented
 * may still go on with it?
 */
static void follow_item(struct scanner *in, struct line line, bool code)
{
	size_t n;

	in->bare = in->bare && line.blank;
	if (in_block(in, &line)) {
		in->paragraph = false;
		return;
	}
	for (int depth = 0; depth < MAX_NESTED && (n = container_length(&line)); depth++)
		line = line_at(line.text + n, line.end);
	in->fence = fence_of(&line);
	in->html = html_start(&line, in->paragraph);
	in->paragraph = !code && !line.blank && !in->fence.c && !in->html &&
			!heading_level(&line) && !is_thematic(&line);
	if (in->html && ends_html(&line, in->html))
		in->html = HTML_NONE;
}

static void open_item(
	struct scanner *in, struct outline_part *part, const struct line *line, size_t marker)
{
	const char *p = line->text + marker;
	int column = line->indent + (int)marker, to = column;
	bool code;

	part->marker = (size_t)(p - in->body);
	for (; p < line->end && (*p == ' ' || *p == '\t'); p++)
		to += *p == '\t' ? TAB - to % TAB : 1;
	code = p < line->end && to - column > CODE_INDENT;
	if (code || p == line->end) {
		part->indent = column + 1;
		part->text = part->marker + code;
	} else {
		part->indent = to;
		part->text = (size_t)(p - in->body);
	}
	in->item = part;
	in->bare = true;
	in->dead = false;
	in->paragraph = false;
	in->fence.c = '\0';
	follow_item(in, line_at(p, line->end), code);
}

/* True when the line belongs to the item that is open; else that item is closed. */
static bool continue_item(struct scanner *in, const struct line *line, const char *next)
{
	struct outline_part *item = in->item;

	if (line->blank) {
		in_block(in, line);
		in->dead |= in->bare && line->indent < item->indent;
		return true;
	}
	if (in->bare && !in->dead && line->indent >= item->indent)
		item->text = (size_t)(line->text - in->body);
	if (line->indent >= item->indent && !in->dead)
		follow_item(in, *line,
			(in->was_blank || !in->paragraph) &&
				line->indent - item->indent >= CODE_INDENT);
	else if (!in->paragraph || in->was_blank || begins_block(line, true))
		return false;
	item->end = (size_t)(next - in->body);
	return true;
}

static void begin_block(struct scanner *in, const struct line *line, const char *start,
	const char *next, int number)
{
	bool paragraph = in->paragraph;
	int level = heading_level(line);
	size_t marker = marker_length(line);

	in->paragraph = false;
	if (level) {
		set_heading(in, add_part(in, OUTLINE_HEADING, start, next, number), line, level);
	} else if ((in->fence = fence_of(line)).c) {
		return;
	} else if ((in->html = html_start(line, paragraph))) {
		if (ends_html(line, in->html))
			in->html = HTML_NONE;
	} else if (marker && (!paragraph || interrupts(line, marker))) {
		open_item(in, add_part(in, OUTLINE_ITEM, start, next, number), line, marker);
	} else {
		in->paragraph = !is_thematic(line) && *line->text != '>';
	}
}

static void scan_line(
	struct scanner *in, const char *start, const char *end, const char *next, int number)
{
	struct line line = line_at(start, end);

	if (in->item) {
		if (continue_item(in, &line, next))
			return;
		in->item = NULL;
		in->fence.c = '\0';
		in->html = HTML_NONE;
		in->paragraph = false;
	}
	if (in_block(in, &line))
		return;
	if (line.blank)
		in->paragraph = false;
	else if (line.indent < CODE_INDENT)
		begin_block(in, &line, start, next, number);
}

struct outline outline_read(const char *body)
{
	struct outline out = { 0 };
	struct scanner in = { .out = &out, .body = body };
	const char *start = body, *limit = body + strlen(body);

	for (int number = 1; start < limit; number++) {
		const char *end = memchr(start, '\n', (size_t)(limit - start));
		const char *next = end ? end + 1 : limit;

		end = end ? end : limit;
		scan_line(&in, start, end, next, number);
		in.was_blank = strspn(start, " \t\r") >= (size_t)(end - start);
		start = next;
	}
	return out;
}

void outline_release(struct outline *outline)
{
	free(outline->part);
	*outline = (struct outline){ 0 };
}

/* The line without COLUMNS of white space; of a tab that reaches further, the rest stays. */
static void add_dedented(struct buf *out, const char *p, const char *end, int columns)
{
	int column = 0;

	if (strspn(p, " \t\r") >= (size_t)(end - p))
		return;
	for (; p < end && column < columns && (*p == ' ' || *p == '\t'); p++)
		column += *p == '\t' ? TAB - column % TAB : 1;
	for (; column > columns; column--)
		buf_addc(out, ' ');
	while (end > p && end[-1] == '\r')
		end--;
	buf_add(out, p, (size_t)(end - p));
}

char *outline_text(const char *body, const struct outline_part *part)
{
	const char *p = body + part->text, *limit = body + part->end;
	struct buf out = BUF_INIT;

	if (part->type == OUTLINE_HEADING)
		return str_copy_n(p, part->text_end - part->text);
	for (int columns = 0; p < limit; columns = part->indent) {
		const char *end = memchr(p, '\n', (size_t)(limit - p));

		end = end ? end : limit;
		add_dedented(&out, p, end, columns);
		buf_addc(&out, '\n');
		p = end + 1;
	}
	while (out.len && strchr(" \t\r\n", out.data[out.len - 1]))
		buf_cut(&out, out.len - 1);
	return buf_take(&out);
}
