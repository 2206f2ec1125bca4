#pragma once

/*
 * What store*.c and change*.c share: the handle's inside, libgit2's words turned
 * into ours, and the way of new objects to the disk. Nobody else includes this.
 */

#include "store.h"

#include <git2.h>

/* More than any record or attachment may have, so that a read is bounded. */
enum { STORE_MAX_BYTES = 64 << 20 };

struct store {
	char *dir;
	git_repository *repo;
	git_odb *odb;
	git_odb_backend *fresh; /* objects made by a batch, in memory until it is finished */
	struct revision stands_at; /* store_stand_at; "" where main is */
};

/* The one translator: CODE and libgit2's own words as an error of ours. Returns its code. */
int store_failed(struct error *err, int code);

void revision_set(struct revision *out, const git_oid *id);

/* ERR_NOT_FOUND: no such commit. "" gives a NULL tree, the empty one. */
int store_tree(git_tree **out, struct store *store, const char *commit, struct error *err);

/* A file, and no symbolic link or submodule: these are no part of a council, and count as absent. */
bool store_is_file(const git_tree_entry *entry);

/* The blob at PATH in TREE (may be NULL): false where there is none. */
bool store_blob_at(git_oid *out, const git_tree *tree, const char *path);

/*
 * A batch: the objects that one or more commits need, and the move of main. From begin to finish it
 * holds git's own lock of main, so that a push either came before or is told to come again. Made
 * objects are kept in memory; finish writes them all, and returns when they and main are on disk.
 * The caller holds the council's lock: one batch a repository at a time.
 */
struct store_batch {
	struct store *store;
	int dir; /* the repository's folder, open since before anything was written */
	bool locked;
	git_oid head; /* where main stood at the beginning */
	bool has_head;
	git_oid *made;
	size_t count;
};

int store_batch_begin(struct store_batch *out, struct store *store, struct error *err);
int store_batch_make(git_oid *out, struct store_batch *batch, git_object_t type, const void *data,
	size_t len, struct error *err);
int store_batch_finish(struct store_batch *batch, const git_oid *head, struct error *err);
/* In place of finish: writes what was made, moves main nowhere, and gives the tag NAME its object ID. */
int store_batch_finish_tag(
	struct store_batch *batch, const char *name, const git_oid *id, struct error *err);
/* Gives the lock back and forgets what was not finished. */
void store_batch_release(struct store_batch *batch);
static inline void store_batch_releasep(struct store_batch *batch)
{
	store_batch_release(batch);
}

DEFINE_CLEANUP(git_tree *, git_tree_free)
DEFINE_CLEANUP(git_blob *, git_blob_free)
DEFINE_CLEANUP(git_commit *, git_commit_free)
DEFINE_CLEANUP(git_repository *, git_repository_free)
DEFINE_CLEANUP(git_config *, git_config_free)
DEFINE_CLEANUP(git_odb *, git_odb_free)
DEFINE_CLEANUP(git_diff *, git_diff_free)
DEFINE_CLEANUP(git_revwalk *, git_revwalk_free)
DEFINE_CLEANUP(git_signature *, git_signature_free)
