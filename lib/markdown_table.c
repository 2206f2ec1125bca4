#include "markdown_inner.h"

#include <cmark.h>
#include <stdio.h>

/*
 * Pipe tables, which cmark has not. A table is a paragraph to cmark, so that nothing else can be
 * mistaken for one; its source lines are split into cells, and each cell is parsed by itself.
 */

enum { MAX_COLUMNS = 100, MAX_CELLS = 20000 };

struct span {
	const char *text;
	size_t len;
};

struct tables {
	struct markdown_source source;
	const struct markdown *how;
	bool plain;
	size_t cells;
	char align[MAX_COLUMNS];
	int columns;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct span trimmed(struct span s)
{
	while (s.len && is_space(*s.text))
		s.text++, s.len--;
	while (s.len && is_space(s.text[s.len - 1]))
		s.len--;
	return s;
}

static int quotes_around(cmark_node *node)
{
	int quotes = 0;

	for (node = cmark_node_parent(node); node; node = cmark_node_parent(node))
		quotes += cmark_node_get_type(node) == CMARK_NODE_BLOCK_QUOTE;
	return quotes;
}

/* Line I of PARAGRAPH without what belongs to the quotes and lists around it. */
static struct span paragraph_line(const struct markdown_source *s, cmark_node *paragraph, int i)
{
	int n = cmark_node_get_start_line(paragraph) - 1 + i;
	size_t skip = i ? 0 : (size_t)cmark_node_get_start_column(paragraph) - 1;
	size_t start = s->line[n], len = s->line[n + 1] - start;
	struct span line = { s->text + start, len };

	skip = skip < len ? skip : len;
	line = trimmed((struct span){ line.text + skip, len - skip });
	for (int q = i ? quotes_around(paragraph) : 0; q && line.len && *line.text == '>'; q--)
		line = trimmed((struct span){ line.text + 1, line.len - 1 });
	return line;
}

static int paragraph_lines(const struct markdown_source *s, cmark_node *paragraph)
{
	int first = cmark_node_get_start_line(paragraph), last = cmark_node_get_end_line(paragraph);

	last = last < s->lines ? last : s->lines;
	return first < 1 ? 0 : last - first + 1;
}

/* Take the next cell from ROW. A pipe after a backslash belongs to the cell, without the backslash.
 */
static bool next_cell(struct span *row, struct buf *cell)
{
	size_t at = 0;

	if (!row->len)
		return false;
	buf_cut(cell, 0);
	for (; at < row->len && row->text[at] != '|'; at++) {
		if (row->text[at] == '\\' && at + 1 < row->len) {
			if (row->text[++at] != '|')
				buf_addc(cell, '\\');
		}
		buf_addc(cell, row->text[at]);
	}
	at += at < row->len;
	*row = (struct span){ row->text + at, row->len - at };
	return true;
}

static struct span row_start(struct span row)
{
	if (row.len && *row.text == '|')
		row.text++, row.len--;
	return row;
}

static int count_cells(struct span row)
{
	CLEANUP(buf_release) struct buf cell = BUF_INIT;
	int n = 0;

	for (row = row_start(row); next_cell(&row, &cell);)
		n++;
	return n;
}

/* 'l', 'r', 'c' or '-' for a cell of the row under the header; 0 where it is none. */
static char alignment(const struct buf *cell)
{
	struct span s = trimmed((struct span){ buf_text(cell), cell->len });
	bool left = s.len && *s.text == ':', right = s.len > 1 && s.text[s.len - 1] == ':';
	size_t from = left, to = s.len - right;

	if (from >= to)
		return 0;
	while (from < to)
		if (s.text[from++] != '-')
			return 0;
	return left && right ? 'c' : left ? 'l' : right ? 'r' : '-';
}

static bool read_alignments(struct tables *t, struct span row)
{
	CLEANUP(buf_release) struct buf cell = BUF_INIT;

	t->columns = 0;
	for (row = row_start(row); next_cell(&row, &cell);) {
		if (t->columns == MAX_COLUMNS || !(t->align[t->columns++] = alignment(&cell)))
			return false;
	}
	return t->columns > 0;
}

/* The line of PARAGRAPH that is a table's header, or -1. */
static int find_header(struct tables *t, cmark_node *paragraph)
{
	int lines = paragraph_lines(&t->source, paragraph);

	for (int i = 0; i + 1 < lines; i++) {
		struct span under = paragraph_line(&t->source, paragraph, i + 1), header;

		if (!under.len || !strchr("|:-", *under.text) || !read_alignments(t, under))
			continue;
		header = paragraph_line(&t->source, paragraph, i);
		if (memchr(header.text, '|', header.len) && count_cells(header) == t->columns)
			return i;
	}
	return -1;
}

static void add_inline(struct tables *t, struct buf *out, const struct buf *cell)
{
	cmark_node *heading = markdown_parse_line(buf_text(cell), cell->len);

	if (t->plain)
		markdown_words(out, heading);
	else
		markdown_render(out, heading, t->how);
	cmark_node_free(cmark_node_parent(heading));
}

static void add_cell(struct tables *t, struct buf *out, struct buf *cell, int column, bool header)
{
	char align = column < t->columns ? t->align[column] : '-';
	bool empty = !trimmed((struct span){ buf_text(cell), cell->len }).len;
	const char *name = header && !empty ? "th" : "td";

	if (t->plain) {
		if (column)
			buf_addc(out, ' ');
		add_inline(t, out, cell);
		return;
	}
	buf_printf(out, "<%s%s%s>", name, *name == 't' && name[1] == 'h' ? " scope=\"col\"" : "",
		align == 'l'   ? " class=\"left\""
		: align == 'c' ? " class=\"center\""
		: align == 'r' ? " class=\"right\""
			       : "");
	if (!empty)
		add_inline(t, out, cell);
	buf_printf(out, "</%s>", name);
}

static void add_row(struct tables *t, struct buf *out, struct span row, bool header)
{
	CLEANUP(buf_release) struct buf cell = BUF_INIT;
	int column = 0;

	if (!t->plain)
		buf_puts(out, "<tr>");
	for (row = row_start(row); next_cell(&row, &cell); column++, t->cells++)
		add_cell(t, out, &cell, column, header);
	buf_cut(&cell, 0);
	for (; column < t->columns && !t->plain; column++, t->cells++)
		add_cell(t, out, &cell, column, false);
	buf_puts(out, t->plain ? "\n" : "</tr>\n");
}

static int check_cells(const struct tables *t, int line, struct error *err)
{
	if (t->cells <= MAX_CELLS)
		return 0;
	error_set(err, ERR_INVALID,
		"the tables have more than %d cells; divide the text into several", MAX_CELLS);
	error_prefix(err, "line %d", line);
	return ERR_INVALID;
}

static int add_table(
	struct tables *t, struct buf *out, cmark_node *paragraph, int header, struct error *err)
{
	int lines = paragraph_lines(&t->source, paragraph);
	int line = cmark_node_get_start_line(paragraph);

	if (!t->plain)
		buf_puts(out, "<table>\n<thead>\n");
	add_row(t, out, paragraph_line(&t->source, paragraph, header), true);
	if (!t->plain)
		buf_puts(out, lines > header + 2 ? "</thead>\n<tbody>\n" : "</thead>\n");
	for (int i = header + 2; i < lines && t->cells <= MAX_CELLS; i++) {
		add_row(t, out, paragraph_line(&t->source, paragraph, i), false);
		line = cmark_node_get_start_line(paragraph) + i;
	}
	if (!t->plain)
		buf_puts(out, lines > header + 2 ? "</tbody>\n</table>\n" : "</table>\n");
	return check_cells(t, line, err);
}

static bool is_break(cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	return type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK;
}

/*
 * The break after the first LINES lines of PARAGRAPH; NULL where something reaches over the end of
 * a line, so that lines and breaks do not match: such a paragraph stays as it is.
 */
static cmark_node *break_after(const struct markdown_source *s, cmark_node *paragraph, int lines)
{
	cmark_node *found = NULL;
	int breaks = 0;

	for (cmark_node *n = cmark_node_first_child(paragraph); n; n = cmark_node_next(n))
		if (is_break(n) && ++breaks == lines)
			found = n;
	return breaks == paragraph_lines(s, paragraph) - 1 ? found : NULL;
}

void markdown_lines(struct cmark_node *node, int *first, int *last)
{
	cmark_node *next = cmark_node_next(node);
	int table;

	*first = cmark_node_get_start_line(node);
	*last = cmark_node_get_end_line(node);
	if (cmark_node_get_type(node) == CMARK_NODE_CUSTOM_BLOCK)
		sscanf(cmark_node_get_on_exit(node), "%d %d", first, last);
	else if (next && cmark_node_get_type(next) == CMARK_NODE_CUSTOM_BLOCK &&
		 sscanf(cmark_node_get_on_exit(next), "%d", &table) == 1 && table <= *last)
		*last = table - 1;
}

static void free_from(cmark_node *node)
{
	while (node) {
		cmark_node *next = cmark_node_next(node);

		cmark_node_free(node);
		node = next;
	}
}

/* Where the table stands goes where a custom block has room for it; it is never printed. */
static void set_lines(cmark_node *table, cmark_node *paragraph, int header)
{
	CLEANUP(str_free)
	char *lines = str_format("%d %d", cmark_node_get_start_line(paragraph) + header,
		cmark_node_get_end_line(paragraph));

	cmark_node_set_on_exit(table, lines);
}

static int replace(struct tables *t, cmark_node *paragraph, struct error *err)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	int header = find_header(t, paragraph);
	cmark_node *from = header > 0 ? break_after(&t->source, paragraph, header) : NULL, *table;
	int r;

	if (header < 0 || (header > 0 && !from))
		return 0;
	r = add_table(t, &out, paragraph, header, err);
	if (r < 0)
		return r;
	table = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
	cmark_node_set_on_enter(table, buf_text(&out));
	set_lines(table, paragraph, header);
	cmark_node_insert_after(paragraph, table);
	if (from)
		free_from(from);
	else
		cmark_node_free(paragraph);
	return 0;
}

static size_t paragraphs(cmark_node *root, cmark_node ***out)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;
	size_t count = 0;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (event != CMARK_EVENT_ENTER || cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH)
			continue;
		*out = mem_grow(*out, count, sizeof **out);
		(*out)[count++] = node;
	}
	cmark_iter_free(iter);
	return count;
}

int markdown_tables(struct cmark_node *root, const char *text, size_t len,
	const struct markdown *how, bool plain, struct error *err)
{
	struct tables t = { .how = how, .plain = plain };
	cmark_node **paragraph = NULL;
	size_t count;
	int r = 0;

	if (!memchr(text, '|', len))
		return 0;
	markdown_source_init(&t.source, text, len);
	count = paragraphs(root, &paragraph);
	for (size_t i = 0; i < count && r == 0; i++)
		r = replace(&t, paragraph[i], err);
	free(paragraph);
	markdown_source_release(&t.source);
	return r;
}
