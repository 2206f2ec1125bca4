#pragma once

/*
 * Text in the council's languages: what is well formed, how it is compared,
 * folded for search, and put in order. All of it is ICU's work; the process
 * locale stays "C", and nothing here depends on an installed locale.
 */

#include "error.h"
#include "buf.h"

bool text_is_utf8(const char *text, size_t len); /* also: holds no NUL */
bool text_is_blank(const char *text); /* nothing to be seen in it: NULL, white space of any kind, what has no width */

/*
 * TEXT from outside as we keep it: valid UTF-8 in NFC, lines that end in "\n", no NUL and no
 * control characters but tab and line end, no byte order mark. ERR_INVALID names the line.
 * The caller frees *OUT.
 */
int text_clean(char **out, const char *text, size_t len, struct error *err);

/* TEXT in NFC; bytes that are no UTF-8 become U+FFFD. The caller frees. */
char *text_nfc(const char *text, size_t len);

/*
 * The two search folds of LANGUAGE.md. Plain: lower case without the special letters (ə→e,
 * ı/I/İ→i, ş→s, ç→c, ğ→g, ö→o, ü→u, other Latin letters without their marks). Roman: as people
 * write names abroad (ə→a, ş→sh, ç→ch, c→j, x→kh, q→g, ğ→gh). The caller frees.
 */
char *text_fold(const char *text, size_t len);
char *text_fold_roman(const char *text, size_t len);

/*
 * The next word at or after *POS: letters, digits and marks in one run; hyphen and apostrophe
 * end it. Its bytes are [*START, *POS). False when there is none.
 */
bool text_next_word(const char *text, size_t len, size_t *start, size_t *pos);

/*
 * What a person typed, as an FTS5 query in which every word is a prefix and every word must be
 * there: both folds of it, a final k or q also as y or ğ before a suffix, and what is left when the
 * endings of an Azerbaijani noun are taken off (text_add_stems). "" when TEXT holds
 * no word. The caller frees. At most TEXT_SEARCH_WORDS count. The short ending that an acronym or a number
 * takes after a hyphen (MHM-in, 2015-ci) need not be there.
 */
char *text_search_query(const char *text);
enum { TEXT_SEARCH_WORDS = 16 };
/*
 * Adds ` OR "kend"*` and the like for a word in the plain FOLD, such as "kendlerde": without its
 * endings of case, of whose it is and of many. Stems have at least four letters, or three before
 * -lar; short ones stand alone or with an ending again.
 */
void text_add_stems(struct buf *out, const char *folded);
/* Whether TEXT has words that text_search_query leaves out. */
bool text_search_is_cut(const char *text);

/*
 * Bytes that sort (memcmp) as LANGUAGE's dictionary does; digits count as numbers. A language
 * other than "az" and "en" takes the order that Unicode gives to all.
 */
void text_sort_key(struct buf *out, const char *text, const char *language);

char *text_lower(const char *text, const char *language); /* the caller frees */
char *text_upper(const char *text, const char *language);

/* The first letter in LANGUAGE's upper case, "#" where TEXT begins with none. The caller frees. */
char *text_initial(const char *text, const char *language);

/*
 * TEXT as a piece of a path: lower ASCII letters and digits with single hyphens, at most 60
 * bytes, cut at a word; "" when nothing is left. The caller frees.
 */
char *text_slug(const char *text);

/*
 * The first MAX characters of TEXT at most, cut at a word (inside one that is longer than that),
 * with "…" where it was cut. The caller frees.
 */
char *text_excerpt(const char *text, size_t max);

/* The line, counted from 1, that holds byte OFFSET: for messages. */
size_t text_line_of(const char *text, size_t offset);
