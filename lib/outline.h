#pragma once

/*
 * The outline of a Markdown body: its headings (those with "#") and the items of
 * its lists, both at the top level only. What stands in code, in HTML, in a quote
 * or inside of an item is none of it. The blocks are CommonMark's, as far as
 * headings and items need them; one pass over the lines, whatever they hold.
 */

#include "buf.h"

enum outline_type { OUTLINE_HEADING, OUTLINE_ITEM };

struct outline_part {
	enum outline_type type;
	int line;	   /* 1-based, in the body */
	int level;	   /* of a heading: 1–6 */
	int indent;	   /* of an item: columns that its further lines stand in by */
	size_t start, end; /* whole lines; an item's end with its last line that is not blank */
	size_t marker;	   /* the byte after "-", "1." or "###" */
	size_t text; /* where the text begins: an item's may stand on the line below its marker */
	size_t text_end; /* of a heading: before a closing "##" */
};

struct outline {
	struct outline_part *part;
	size_t count;
};

struct outline outline_read(const char *body);
void outline_release(struct outline *outline);
static inline void outline_releasep(struct outline *outline)
{
	outline_release(outline);
}

/* The Markdown of PART without its marker and its indentation. The caller frees. */
char *outline_text(const char *body, const struct outline_part *part);

/* Is the line at TEXT (without its end) one that begins a block of its own, and no paragraph? */
bool outline_begins_block(const char *text);
