#pragma once

/*
 * Items of any body: list items and third-level headings that begin with a bold
 * id, **S1** or **R3**. minutes.h knows what more the minutes say of theirs.
 */

#include "buf.h"

struct item {
	char *id;   /* as written, "R3" */
	char *text; /* Markdown of the item, without its marker and id; of a heading: its line */
	int line;   /* 1-based, in the body */
	size_t start,
		end; /* bytes in the body, of a heading up to the next one of its level or above */
	bool heading;
};

struct items {
	struct item *item;
	size_t count;
};

/*
 * Items of the LETTERS given ("SODA", "R"), in order; code, HTML and quotes hold none, and a list
 * inside of an item belongs to that item.
 */
struct items items_read(const char *body, const char *letters);
void items_release(struct items *items);
static inline void items_releasep(struct items *items)
{
	items_release(items);
}

enum { ITEM_MAX_NUMBER = 999999 };

/*
 * The bytes of the id that TEXT begins with, "**S1**" and the white space behind it; 0 where it
 * begins with none. An id is a capital letter and a number up to ITEM_MAX_NUMBER. ID may be NULL;
 * what leaves through it is the caller's.
 */
size_t item_id(char **id, const char *text);

/* The same for the box of a task, "[ ] " or "[x] ". DONE may be NULL. */
size_t item_box(bool *done, const char *text);

/* Is NAME the name of an item, "S1"? */
bool item_is_name(const char *name, size_t len);

/* The highest number that an id of LETTER has anywhere in BODY, in code too; 0 without any. */
int item_highest(const char *body, char letter);

/* A link of Markdown inline text: "[label](target)", both without the backslashes of escapes. */
struct item_link {
	char *label;
	char *target;
};

/* The links in TEXT, in order (images left out). The caller frees with item_links_free. */
size_t item_links(struct item_link **out, const char *text);
void item_links_free(struct item_link *links, size_t count);

/* The bytes of the link that TEXT begins with, 0 where it begins with none. */
size_t item_link_length(const char *text);
/* The same; [*FROM, *TO) of TEXT is then its target. */
size_t item_link_target(const char *text, size_t *from, size_t *to);

/* TEXT without the backslashes of escapes. The caller frees. */
char *item_unescape(const char *text, size_t len);
