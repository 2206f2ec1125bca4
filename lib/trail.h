#pragma once

/*
 * The trail from an old text to a new one: where the words that stood at a place
 * are now. Comments, amendments and questions of who wrote what follow it. White
 * space does not count: a paragraph whose lines were broken anew is the same.
 */

#include "base.h"

enum trail_state {
	TRAIL_KEPT,    /* the same words, at the corresponding place */
	TRAIL_MOVED,   /* the same words, but they were cut there and put elsewhere */
	TRAIL_CHANGED, /* some of the words are left */
	TRAIL_GONE,    /* nothing of it is left */
};

struct trail;

/* Neither text need live on. Texts over half a megabyte are followed by lines instead of words. */
struct trail *trail_new(const char *old, const char *new);

/* By words however long the texts are, for trail_words. */
struct trail *trail_by_words(const char *old, const char *new);

/*
 * What has become of the bytes [START, END) of the old text, and where in the new one: what
 * corresponds to them now, with the white space at its ends if that is the same; of what is gone,
 * the empty range where it would stand. What was inserted right before or after the range does not
 * belong to it and changes nothing.
 *
 * An empty range is the place between two words: kept where both still stand beside each other or
 * one of them is left at an end of the text, changed where only one is left or something came
 * between (the range is then what came between).
 */
enum trail_state trail_range(
	const struct trail *trail, size_t start, size_t end, size_t *new_start, size_t *new_end);

/* "kept", "moved", "changed", "gone". */
const char *trail_state_name(enum trail_state state);

/* The words of the new text (and single signs, but no white space), in order, each with the word of
 * the old text that it was: for whoever follows words through many texts. */
#define TRAIL_NEW SIZE_MAX
struct trail_word {
	size_t start, end; /* bytes in the new text */
	size_t from;	   /* the index among the old text's words; TRAIL_NEW without one */
	uint64_t sum;	   /* equal for equal words, also of other trails */
};
size_t trail_words(const struct trail *trail, struct trail_word **out); /* the caller frees */

void trail_free(struct trail *trail);
DEFINE_CLEANUP(struct trail *, trail_free)
