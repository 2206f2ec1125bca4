#pragma once

/*
 * What the files of the difference module share: texts as lists of numbered
 * tokens, and what two such lists have in common.
 */

#include "difference.h"

/* A line or a word of a text, which stays the caller's. Equal numbers: equal bytes. */
struct token {
	const char *text;
	size_t len;
	uint32_t number;
};

struct tokens {
	struct token *token;
	size_t count;
};

/* Tokens [A, A_END) of the one list stand where [B, B_END) of the other do; between hunks all are
 * equal. */
struct hunk {
	size_t a, a_end, b, b_end;
};

struct hunks {
	struct hunk *hunk;
	size_t count;
};

/* The lines of TEXT, with their line end only if ENDS. */
struct tokens difference_lines(const char *text, bool ends);

/* All of TEXT: words (runs of letters and digits), runs of blanks, and any other character by
 * itself. */
struct tokens difference_words(const char *text, size_t len);

bool difference_is_word(const struct token *token);
bool difference_is_blank(const struct token *token); /* no line end */

/* Tokens [FROM, TO) of lines as one text: from the first byte to the last line's end, excluded. */
struct token difference_span(const struct tokens *lines, size_t from, size_t to);

/* Number the tokens of N lists. Returns how many numbers there are. */
uint32_t difference_number(struct tokens *const *lists, size_t n);

/*
 * What turns A into B; NUMBERS from difference_number. The fewest changes where that is cheap, else
 * good ones: the work is bounded as if the lists held TOTAL tokens, or all of theirs if that is
 * more.
 */
struct hunks difference_match(
	const struct tokens *a, const struct tokens *b, uint32_t numbers, size_t total);

/* Both steps at once. */
struct hunks difference_compare(struct tokens *a, struct tokens *b, size_t total);

void tokens_release(struct tokens *tokens);
void hunks_release(struct hunks *hunks);
static inline void tokens_releasep(struct tokens *tokens)
{
	tokens_release(tokens);
}
static inline void hunks_releasep(struct hunks *hunks)
{
	hunks_release(hunks);
}
