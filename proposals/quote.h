#pragma once

/*
 * What a person pointed at or typed, found in the source of a text: words that were
 * selected on a page have none of Markdown's marks, and a passage that was edited as
 * a whole differs in a few words only.
 */

#include "anchor.h"

/*
 * Where between FROM and TO in TEXT the words of QUOTE stand, whatever marks are between them; of
 * several places, the one before which the number of words is nearest to SKIP. False where they are
 * nowhere; the range is then left alone.
 */
bool quote_find(const char *text, size_t from, size_t to, const char *quote, size_t skip,
	size_t *start, size_t *end);

/* A range of an old text, and what stands there in the new one; the caller frees the words. */
struct quote_change {
	size_t start, end;
	char *replacement;
};

/*
 * The smallest range of whole words of OLD in which NEW differs. Neither the range nor the
 * replacement has white space around it that the other lacks, but for words that only go. False
 * where nothing but white space differs.
 */
bool quote_change(struct quote_change *out, const char *old, const char *new);

/*
 * The replacement of an amendment: BODY of its record as it takes the place of ANCHOR's quote. Words
 * that come between two others have blanks around them. The caller frees.
 */
char *quote_replacement(const struct anchor *anchor, const char *body);
