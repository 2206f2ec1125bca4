#pragma once

/*
 * What the files of the Markdown module share among themselves. Only
 * markdown*.c include this; everybody else includes markdown.h.
 */

#include "markdown.h"

struct cmark_node;

/* Where a link leads. */
enum markdown_target {
	MARKDOWN_NOWHERE, /* not followed: its words stay */
	MARKDOWN_HERE,	  /* this site */
	MARKDOWN_AWAY,	  /* another site */
};

/*
 * Refuse what would take cmark too long, before it sees the text. All bounds are counts of work,
 * not of time, so that the same text has the same answer everywhere.
 */
int markdown_guard(const char *text, size_t len, struct error *err);

/* The tree of TEXT, neighbouring text nodes joined. Free with cmark_node_free. */
struct cmark_node *markdown_parse(const char *text, size_t len);

/* The tree of one line: a heading node whose children are the inlines; its parent is the root. */
struct cmark_node *markdown_parse_line(const char *text, size_t len);

/*
 * Put a custom block in place of every paragraph, or end of a paragraph, that is a pipe table. It
 * carries HTML, or words only if PLAIN. ERR_INVALID: more cells than a text may have.
 */
int markdown_tables(struct cmark_node *root, const char *text, size_t len,
	const struct markdown *how, bool plain, struct error *err);

/* A text by lines, as cmark counts them. It stays the caller's. */
struct markdown_source {
	const char *text;
	size_t len;
	size_t *line; /* offsets; one more than there are lines */
	int lines;
};

void markdown_source_init(struct markdown_source *source, const char *text, size_t len);
void markdown_source_release(struct markdown_source *source);

/* The source lines of a block, 1-based; also of what markdown_tables has made. */
void markdown_lines(struct cmark_node *node, int *first, int *last);

/* Append the HTML of ROOT without ROOT's own tags. HOW NULL: what CommonMark says, nothing of ours.
 */
void markdown_render(struct buf *out, struct cmark_node *root, const struct markdown *how);

/*
 * The HTML of each block of ROOT by itself, of a list each item in a list of its own. What is
 * decided over a whole text (the first of equal ids, tight lists) is as markdown_render does it. A
 * negative answer of EACH ends it. HTML is lent until EACH returns.
 */
typedef int (*markdown_block_fn)(
	void *ctx, struct cmark_node *block, const struct buf *html, struct error *err);
int markdown_render_each(struct cmark_node *root, const struct markdown *how,
	markdown_block_fn each, void *ctx, struct error *err);

/* Append the words of ROOT. */
void markdown_words(struct buf *out, struct cmark_node *root);

/* What stands in href for URL; nothing is appended for MARKDOWN_NOWHERE. */
enum markdown_target markdown_address(
	struct buf *href, const char *url, const struct markdown *how);

/* The address of an image that is one of the record's attachments. */
bool markdown_image(struct buf *src, const char *url, const struct markdown *how);

/* Our policy does not judge here; only what would run as a program is refused. */
bool markdown_url_is_harmless(const char *url);
