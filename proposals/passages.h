#pragma once

/*
 * The text of a proposal cut into passages, for reading with notes beside, for
 * editing by sections, and for showing a suggested change where it would stand.
 */

#include "markdown.h"

enum passage_type {
	PASSAGE_HEADING,
	PASSAGE_PARAGRAPH,
	PASSAGE_ITEM, /* of a list */
	PASSAGE_TABLE,
	PASSAGE_CODE,
	PASSAGE_QUOTE,
	PASSAGE_RULE, /* a line across */
};

/* A part of the text between two second-level headings ("## …"), with the first of them. */
struct passage_section {
	char *title;	   /* words only; "" for what stands before the first such heading */
	size_t start, end; /* whole lines of the text; sections lie side by side */
	int line;	   /* 1-based, in the source */
};

struct passage {
	enum passage_type type;
	int level;		   /* of a heading: 1–6, as in the source */
	size_t start, end;	   /* bytes in the text: whole lines, the last one's end included */
	char *item;		   /* "R2" where it begins with an item's id, else NULL */
	size_t section;		   /* the index of the section it stands in */
	char *html;		   /* an item stands in a list of its own, which keeps its number */
	int first_line, last_line; /* as lines_number counts; last < first: it has none */
	const char **
		note; /* the ids of the marks that begin in it, in the marks' order; ids borrowed */
	size_t notes;
};

struct passages {
	struct passage *passage;
	size_t count;
	struct passage_section *section; /* at least one */
	size_t sections;
};

/*
 * Words to mark: <mark class="CLASS" data-note="ID">…</mark> around the words of [START, END) of
 * the text, closed and opened again at every tag. An empty range is marked by an empty <mark>. A
 * range that has no word of its own (the address of a link) is marked at the next word. Marks may
 * overlap; where more than PASSAGE_MARKS_DEEP do, the further ones are only in the passages' notes.
 */
struct passage_mark {
	size_t start, end;
	const char *class, *id;
};

enum { PASSAGE_MARKS_DEEP = 8, PASSAGES_MAX = 10000 };

/* How the text is read. Zeros are fine. */
struct passages_how {
	struct markdown markdown;
	int width;	/* of a line; 0: LINES_WIDTH; < 0: lines are not numbered */
	int first_line; /* 0: 1 */
	const struct passage_mark *mark; /* in any order */
	size_t marks;
};

/* Fails as markdown_html does, and with ERR_TOO_LARGE where there are more than PASSAGES_MAX; *OUT is then left alone. */
int passages_read(
	struct passages *out, const char *text, const struct passages_how *how, struct error *err);

/*
 * The same with a suggested change in it: [START, END) of TEXT would become REPLACEMENT. Words that
 * would go are in <del class="amended">, words that would come in <ins class="amended">; where the
 * two cannot be shown within one another (whole lists, tables), all of the old is in <del> and
 * <ins class="amended"> with the new follows the passage. The passages and their line numbers are
 * those of TEXT. HOW's marks are not shown. *FIRST and *LAST (may be NULL) are the passages it
 * touches.
 */
int passages_amended(struct passages *out, const char *text, size_t start, size_t end,
	const char *replacement, const struct passages_how *how, size_t *first, size_t *last,
	struct error *err);

/* The sections alone. Returns how many, at least one; free with passages_sections_free. */
size_t passages_sections(struct passage_section **out, const char *text);
void passages_sections_free(struct passage_section *sections, size_t count);

/* The passage that holds byte AT, or the last one before it; COUNT where there is none. */
size_t passages_at(const struct passages *passages, size_t at);

const char *passage_type_name(enum passage_type type); /* "heading", "paragraph", "item"… */

void passages_release(struct passages *passages);
static inline void passages_releasep(struct passages *passages)
{
	passages_release(passages);
}
