#pragma once

/*
 * How a change becomes a commit: deciding what each file will hold (change_merge.c)
 * and making the trees and the commit (change_commit.c).
 */

#include "change.h"
#include "store_git.h"

/* What remains of a change once it was held against the files as they are now. */
struct merged {
	struct change change; /* borrows all but FILE; a merged text stands in OWN */
	char **own;
	size_t owned;
	bool changed_text; /* a merge was needed */
};

/*
 * Hold CHANGE against NOW, the tree of the commit that it will stand on. A file that would not
 * differ is left out. ERR_CONFLICT fills the texts of RESULT.
 */
int change_merge_files(struct merged *out, struct store *store, const struct change *change,
	const git_tree *now, struct change_result *result, struct error *err);
void merged_release(struct merged *merged);
static inline void merged_releasep(struct merged *merged)
{
	merged_release(merged);
}

/* The tree that FILES make of OLD (may be NULL), a part of BATCH. */
int change_make_tree(git_oid *out, struct store_batch *batch, const git_tree *old,
	const struct change_file *file, size_t files, struct error *err);

/* Whether SEAL (may be NULL) may be made on top of PARENT. change_seal.c. */
int change_check_seal(struct store *store, const struct change_seal *seal, const char *parent,
	struct error *err);

/* The commit's message, author's name and address, as they may stand in it. */
void change_message(struct buf *out, const struct change *change);
void change_name(struct buf *out, const struct change *change);
void change_address(struct buf *out, const struct change *change);
