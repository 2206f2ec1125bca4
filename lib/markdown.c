#include "markdown_inner.h"

#include <cmark.h>

static void tree_free(cmark_node *root)
{
	cmark_node_free(root);
}
DEFINE_CLEANUP(cmark_node *, tree_free)

struct cmark_node *markdown_parse(const char *text, size_t len)
{
	cmark_node *root = cmark_parse_document(text, len, CMARK_OPT_VALIDATE_UTF8);

	cmark_consolidate_text_nodes(root);
	return root;
}

/* A heading that is closed again is the one block whose content nothing can turn into a block. */
struct cmark_node *markdown_parse_line(const char *text, size_t len)
{
	CLEANUP(buf_release) struct buf line = BUF_INIT;

	buf_puts(&line, "# ");
	buf_add(&line, text, len);
	for (size_t i = 2; i < line.len; i++)
		if (line.data[i] == '\n' || line.data[i] == '\r')
			line.data[i] = ' ';
	buf_puts(&line, " #\n");
	return cmark_node_first_child(markdown_parse(line.data, line.len));
}

int markdown_html(struct buf *out, const char *text, size_t len, const struct markdown *how,
	struct error *err)
{
	CLEANUP(tree_free) cmark_node *root = NULL;
	static const struct markdown nothing;
	int r = markdown_guard(text, len, err);

	if (r < 0)
		return r;
	how = how ? how : &nothing;
	root = markdown_parse(text, len);
	r = markdown_tables(root, text, len, how, false, err);
	if (r == 0)
		markdown_render(out, root, how);
	return r;
}

int markdown_inline_html(struct buf *out, const char *text, size_t len, const struct markdown *how,
	struct error *err)
{
	CLEANUP(tree_free) cmark_node *root = NULL;
	static const struct markdown nothing;
	cmark_node *heading;
	int r = markdown_guard(text, len, err);

	if (r < 0)
		return r;
	heading = markdown_parse_line(text, len);
	root = cmark_node_parent(heading);
	markdown_render(out, heading, how ? how : &nothing);
	return 0;
}

void markdown_plain(struct buf *out, const char *text, size_t len)
{
	CLEANUP(tree_free) cmark_node *root = NULL;

	if (markdown_guard(text, len, NULL) == 0) {
		root = markdown_parse(text, len);
		if (markdown_tables(root, text, len, NULL, true, NULL) == 0) {
			markdown_words(out, root);
			return;
		}
	}
	buf_add(out, text, len);
}

int markdown_commonmark(struct buf *out, const char *text, size_t len, struct error *err)
{
	CLEANUP(tree_free) cmark_node *root = NULL;
	int r = markdown_guard(text, len, err);

	if (r < 0)
		return r;
	root = markdown_parse(text, len);
	markdown_render(out, root, NULL);
	return 0;
}

/* Where NODE begins: cmark counts the lines of inlines from the start of their block. */
static int line_of(cmark_node *node)
{
	int line = 0;

	for (; node && line < 1; node = cmark_node_parent(node))
		line = cmark_node_get_start_line(node);
	return line;
}

static int each_link(cmark_iter *iter, markdown_link_fn each, void *ctx, struct error *err)
{
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		int r;

		if (event != CMARK_EVENT_ENTER || cmark_node_get_type(node) != CMARK_NODE_LINK)
			continue;
		r = each(ctx, cmark_node_get_url(node), line_of(node), err);
		if (r < 0)
			return r;
	}
	return 0;
}

int markdown_each_link(
	const char *text, size_t len, markdown_link_fn each, void *ctx, struct error *err)
{
	CLEANUP(tree_free) cmark_node *root = NULL;
	cmark_iter *iter;
	int r = markdown_guard(text, len, err);

	if (r < 0)
		return r;
	root = markdown_parse(text, len);
	iter = cmark_iter_new(root);
	r = each_link(iter, each, ctx, err);
	cmark_iter_free(iter);
	return r;
}
