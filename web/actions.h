#pragma once

/*
 * A pool of threads for what may wait: saving, passwords, long questions. Threads
 * are made as they are needed, and each does one action after the other.
 */

#include "error.h"

struct actions;
typedef void (*action_fn)(void *ctx);

int actions_start(struct actions **out, int threads, struct error *err);

/* RUN(CTX) soon, on one of the threads. ERR_BUSY when too many are waiting, or after the end. */
int actions_add(struct actions *actions, action_fn run, void *ctx, struct error *err);

/* Does all that is waiting, then ends the threads; what is added later is refused. */
void actions_finish(struct actions *actions);
/* Finishes, and frees: when nobody can add any more. */
void actions_stop(struct actions *actions);
DEFINE_CLEANUP(struct actions *, actions_stop)
