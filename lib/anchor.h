#pragma once

/*
 * An anchor: what in a text a comment or an amendment is about, said in words of
 * the text itself and never by numbers, so that a person can read it and it still
 * holds where the numbers do not.
 */

#include "error.h"

enum { ANCHOR_AROUND = 40 }; /* bytes of context at each side, at most */

struct anchor {
	char *part;   /* for people: the item ("R2") it stands in, or the heading above; may be NULL
		       */
	char *quote;  /* the passage; "" is the place between BEFORE and AFTER */
	char *before; /* what stands around it, up to ANCHOR_AROUND bytes of whole characters */
	char *after;
};

/* The anchor of bytes [START, END) of TEXT, which are cut to whole characters. */
void anchor_make(struct anchor *out, const char *text, size_t start, size_t end);

/*
 * Where in TEXT the anchor is: of several places, the one with most of BEFORE and AFTER around it.
 * White space may have changed. False where the quote is nowhere; the range is then left alone.
 * PART is not asked. NULL members count as "".
 */
bool anchor_find(const struct anchor *anchor, const char *text, size_t *start, size_t *end);

void anchor_release(struct anchor *anchor);
static inline void anchor_releasep(struct anchor *anchor)
{
	anchor_release(anchor);
}
