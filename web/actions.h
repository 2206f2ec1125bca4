#pragma once

/*
 * A pool of threads for what may wait: saving, passwords, long questions. Threads
 * are made as they are needed, and each does one action after the other. Each
 * kind of action has a lane, with its own queue and a bound on how many run at
 * one time, so that those who are signed in never wait behind strangers.
 */

#include "error.h"

struct actions;
typedef void (*action_fn)(void *ctx);

enum lane {
	LANE_SIGNED_IN, /* any thread, and room for every connection there may be */
	LANE_FORMS,     /* strangers' forms: signing in; at most a quarter of the threads */
	LANE_PAGES,     /* strangers' slow pages: as many again at most */
	LANES,
};

int actions_start(struct actions **out, int threads, struct error *err);

/* RUN(CTX) soon, on one of the threads. ERR_BUSY when too many wait in LANE, or after the end. */
int actions_add(struct actions *actions, enum lane lane, action_fn run, void *ctx,
	struct error *err);

/* Does all that is waiting, then ends the threads; what is added later is refused. */
void actions_finish(struct actions *actions);
/* Finishes, and frees: when nobody can add any more. */
void actions_stop(struct actions *actions);
DEFINE_CLEANUP(struct actions *, actions_stop)
