#pragma once

/*
 * Whether a repository, or what a change makes of it, is a council's: every
 * record by itself (kind.h), and every reference leads to a record. The same
 * code serves the writer, the hook, import and `shura check`.
 */

#include "change.h"
#include "fault.h"

/* One text as the file PATH, by itself. */
void check_text(const char *path, const char *text, size_t len, struct faults *faults);

/* For change_commit: the files of the change, and their references in the tree it will make. */
int check_change(void *ctx, struct store *store, const char *parent_commit,
	const struct change *change, struct error *err);

/*
 * All of CHANGES as if they were one: they may refer to each other in any order. A file that differs
 * from what it was in a change's base is a fault: there is nobody to merge.
 */
int check_together(struct store *store, const char *commit, struct change **changes, size_t n,
	struct faults *faults, struct error *err);

/*
 * The files in which NEW differs from OLD ("" for all of NEW), with their references, and those of
 * files elsewhere that refer to a record which NEW has no more. What is wrong goes into FAULTS; an
 * error is answered only when the repository cannot be read.
 */
int check_commit(struct store *store, const char *old_commit, const char *new_commit,
	struct faults *faults, struct error *err);

/*
 * The same for a step of the history: the files in which it differs from all of its parents, with
 * their own references. Whether others refer to what is gone is asked of the last step alone.
 */
int check_step(struct store *store, const struct store_commit *commit, struct faults *faults,
	struct error *err);

/*
 * What a merge makes of a file that one side alone has changed since the two parted: it goes on from there, and
 * what stays, stays.
 */
int check_merge(struct store *store, const struct store_commit *commit, struct faults *faults, struct error *err);

/* The states that a commit moves: from those of its parent, of a merge from those of either parent. */
void check_moves(struct store *store, const struct store_commit *commit, struct faults *faults);


/*
 * Whether REF may move from OLD to NEW (git's zeros stand for none), when MAIN is where the push
 * will leave main. For the hook. Each new commit is looked at: what is wrong with one that is not
 * the last stands in FAULTS under git's own name for it, "1234567890:people/x/x.md". ERR_DENIED:
 * this ref or this way of moving it is refused, whatever the files hold; else the first of FAULTS.
 */
int check_push(struct store *store, const char *ref, const char *old_commit, const char *new_commit,
	const char *main_commit, struct faults *faults, struct error *err);
