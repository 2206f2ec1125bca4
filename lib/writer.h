#pragma once

/*
 * The one who writes: a thread that takes the changes that are waiting, commits
 * them together, brings the index up to date, and only then answers. It also
 * notices when somebody else (a push, the command line) moved main.
 */

#include "change.h"
#include "council.h"
#include "fault.h"
#include "index.h"

struct writer;

/* COUNCIL must outlive the writer. Clears up after a killed one and brings the index up to date. */
int writer_start(struct writer **out, const struct council *council, struct error *err);

/* Finishes what is waiting, then ends the thread. */
void writer_stop(struct writer *writer);
DEFINE_CLEANUP(struct writer *, writer_stop)

/*
 * MOVED(CTX) is called after each time that the index was brought to another commit, on the writer's thread, which it
 * must not hold up. NULL ends that: afterwards it is called no more.
 */
void writer_on_move(struct writer *writer, void (*moved)(void *ctx), void *ctx);

/*
 * Commit CHANGE (taken over) and wait until it is on disk and in the index; many threads may wait
 * at once. Returns the result's code; its words go into ERR, too. Where CHANGE's form has made a commit
 * already, that one is the result, "unchanged".
 */
int writer_commit(struct writer *writer, struct change *change, struct change_result *result,
	struct error *err);

/* 0, or why the index is behind the records although they are safe; the writer goes on trying. */
int writer_index_state(struct writer *writer, struct error *err);

/*
 * The way of writer_commit without a thread, for the command line: takes the council's lock itself.
 * Returns 0, or the error that befell all of the changes.
 */
int writer_commit_alone(const struct council *council, struct change **changes, size_t n,
	struct change_result *results, struct error *err);

/*
 * One commit a change, all of them or none: they are checked together first, and may refer to each
 * other in any order. What is wrong with them is added to FAULTS, and the answer is ERR_INVALID.
 */
int writer_commit_together(const struct council *council, struct change **changes, size_t n,
	struct change_result *results, struct faults *faults, struct error *err);
