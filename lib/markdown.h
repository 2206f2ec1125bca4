#pragma once

/*
 * Markdown to HTML: CommonMark 0.30 by cmark, pipe tables of our own, links
 * between records turned into addresses. Safe on any input: raw HTML is left out,
 * only http, https, mailto and links to records and their items are followed,
 * images come only from the record's own attachments.
 *
 * Lines in messages and in markdown_each_link count from the start of TEXT.
 *
 * What becomes of what cmark does not know:
 *   | a | b |             <table>; <th scope="col">, class "left", "center" or "right" where the
 *                         line under the header asks for it. A pipe in a cell is written "\|".
 *                         Cells beyond the header's are kept. A definition "[x]: y" is not known
 *                         in cells.
 *   - **S1** a            <li id="s1"><b class="item"><a href="#s1">S1</a></b> a; the same in a
 *                         third-level heading. The id stands once, on the first of equal ones.
 *   - [ ] a, - [x] a      ☐ a, ☑ a
 *   [a](http://b)         rel="nofollow noopener noreferrer"
 *   [a](attachments/b)    the file's own address, where PATH allows attachments
 *   ![a](http://b)        a link with the image's words
 *   [a](javascript:b)     a
 */

#include "error.h"
#include "buf.h"

enum { MARKDOWN_MAX_BYTES = 1 << 20, MARKDOWN_MAX_DEPTH = 100 };

/*
 * The address that LINK, which is relative, stands for, appended to OUT; ERR_INVALID: the text
 * stays, the link goes. Whatever it appends is escaped by us.
 */
typedef int (*markdown_resolve)(void *ctx, const char *link, struct buf *out);

struct markdown {
	const char *path;	  /* of the file that the text is in: for relative links; or NULL */
	markdown_resolve resolve; /* NULL: place_resolve and place_address */
	void *ctx;
	const char *item_letters; /* ids of these items become anchors and bold numbers: "SODA"; or
				     NULL */
	int heading_shift;	  /* added to the level of headings; at most 6 remain */
};

/*
 * Append the HTML of TEXT. What would take cmark too long (nesting over the limit, brackets without
 * end) gives ERR_INVALID and names the line; too long a text gives ERR_TOO_LARGE. OUT is then left
 * alone. HOW may be NULL.
 */
int markdown_html(struct buf *out, const char *text, size_t len, const struct markdown *how,
	struct error *err);

/* One line's worth: no paragraph around it. For items and cells. */
int markdown_inline_html(struct buf *out, const char *text, size_t len, const struct markdown *how,
	struct error *err);

/*
 * The text without any marks, for search and excerpts; a line a block, no line end after the last.
 * Never fails: what cannot be parsed is taken as it is.
 */
void markdown_plain(struct buf *out, const char *text, size_t len);

/* Pure CommonMark with the safe renderer, no tables, links kept: for the specification's examples.
 */
int markdown_commonmark(struct buf *out, const char *text, size_t len, struct error *err);

/* Every link target in TEXT, in order, images left out: for references. A negative answer of EACH
 * ends it. */
typedef int (*markdown_link_fn)(void *ctx, const char *target, int line, struct error *err);
int markdown_each_link(
	const char *text, size_t len, markdown_link_fn each, void *ctx, struct error *err);

enum markdown_block {
	MARKDOWN_HEADING,
	MARKDOWN_PARAGRAPH,
	MARKDOWN_ITEM,
	MARKDOWN_TABLE,
	MARKDOWN_CODE,
	MARKDOWN_QUOTE,
	MARKDOWN_RULE,
	MARKDOWN_RAW, /* raw HTML, which is left out: without HTML of ours */
};

/* A block at the top level, or an item of a list there. */
struct markdown_part {
	enum markdown_block type;
	int level;	   /* of a heading as written: 1–6 */
	int line;	   /* the first, 1-based */
	size_t start, end; /* whole lines of the text, without blank ones at the end */
	const char *html;  /* as markdown_html writes it; an item in a list of its own, which keeps
			      its number. Lent until EACH returns */
	size_t len;
};

/* The parts of TEXT in order, rendered with what the whole text defines. A negative answer of EACH
 * ends it; fails as markdown_html does. */
typedef int (*markdown_part_fn)(void *ctx, const struct markdown_part *part, struct error *err);
int markdown_each_part(const char *text, size_t len, const struct markdown *how,
	markdown_part_fn each, void *ctx, struct error *err);
