#pragma once

/*
 * The register as it stood earlier: which commit main stood at at a moment, and an index of that commit, which the
 * public may read (index.h). Such indexes are kept in a folder of the council, few of them; they are made one at a
 * time, in the background, and thrown away when others are asked for. One for all threads.
 */

#include "council.h"
#include "index.h"

struct past;

/* COUNCIL has to outlive it. What lies in the folder and is of no use any more is thrown away. */
int past_start(struct past **out, const struct council *council, struct error *err);
/* Gives up what is being made. After all who use it have ended. */
void past_stop(struct past *past);
DEFINE_CLEANUP(struct past *, past_stop)

/* One state: its commit, and a mark of what has been withdrawn from the public since, which is left out of it. */
struct past_state {
	char commit[REVISION_LEN + 1]; /* "" where nothing was there yet */
	char mark[17];
	long long begins; /* seconds since 1970: when the first commit was made; -1 where there is none */
};

/*
 * What main stood at at the moment BEFORE (seconds since 1970, exclusive): the last of its commits, by first
 * parents, that was committed before it. The clocks of those who committed may have been wrong.
 */
int past_find(struct past *past, long long before, struct past_state *out, struct error *err);

enum { PAST_LATER = 1 };

/*
 * The FILE of the index of STATE; yours to free. Where it has to be made first, waits up to SECONDS, unless
 * others wait already; PAST_LATER: it is being made. ERR_BUSY: too many others are. The file may be gone a little later.
 */
int past_open(struct past *past, const struct past_state *state, int seconds, char **file,
	struct error *err);
