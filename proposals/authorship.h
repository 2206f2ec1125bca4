#pragma once

/*
 * Who wrote what: which revision brought each word of a text in. Words that were
 * moved stay their first writer's, and so does a passage that was taken out and put
 * back later.
 */

#include "base.h"

struct authorship_revision {
	const char *text;
	unsigned number; /* the caller's: what the runs name */
};

/* Bytes [START, END) of the last text. Runs lie side by side from its first byte to its last; white
 * space goes with what stands before it. */
struct authorship_run {
	size_t start, end;
	unsigned number;
};

struct authorship {
	struct authorship_run *run;
	size_t count;
};

/* REVISIONS oldest first; the same text twice is no harm. */
void authorship_read(
	struct authorship *out, const struct authorship_revision *revisions, size_t count);

/* A revision's part in a range. */
struct authorship_share {
	unsigned number;
	size_t bytes; /* without white space */
	int percent;  /* of the range, rounded */
};

/* Which revisions bytes [START, END) of TEXT, the last text, come from: most first, then the older.
 * Returns how many; the caller frees *OUT. */
size_t authorship_shares(struct authorship_share **out, const struct authorship *of,
	const char *text, size_t start, size_t end);

void authorship_release(struct authorship *authorship);
static inline void authorship_releasep(struct authorship *authorship)
{
	authorship_release(authorship);
}
