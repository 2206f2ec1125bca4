#pragma once

/*
 * What was said of older texts of a proposal, found in the text as it stands. All
 * that was said of one text shares one trail.
 */

#include "anchor.h"
#include "trail.h"

struct follow;

/* The text of the proposal in COMMIT, the caller's; NULL where there is none. */
typedef char *(*follow_read)(void *ctx, const char *commit);

/* CURRENT has to last. */
struct follow *follow_new(const char *current, follow_read read, void *ctx);
void follow_free(struct follow *follow);
DEFINE_CLEANUP(struct follow *, follow_free)

struct follow_place {
	enum trail_state state;
	size_t start, end; /* in the current text; of what is gone, where it would stand */
	bool is_placed;	   /* false: the anchor's words were nowhere in its own text */
};

/* Where what ANCHOR says of the text in COMMIT (NULL or "": of the current one) is now. */
struct follow_place follow_anchor(
	struct follow *follow, const char *commit, const struct anchor *anchor);

/* The text in COMMIT, and the trail from it to the current one; of an unknown commit the current
 * text. Borrowed. */
const char *follow_text(struct follow *follow, const char *commit);
const struct trail *follow_trail(struct follow *follow, const char *commit);
