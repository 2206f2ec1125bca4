#pragma once

/*
 * The git repository that holds the records: bare, one branch "main", read and
 * written through libgit2. A store is one thread's handle; open one a thread.
 * What a change must fulfil is decided in check.h, who writes when in writer.h.
 */

#include "error.h"
#include "buf.h"

struct store;

enum { REVISION_LEN = 40 };

/* A commit or a blob, in hexadecimal; "" stands for none (an empty repository). */
struct revision {
	char hex[REVISION_LEN + 1];
};

/* Make DIR a bare repository ready for durable writing (all object folders made and synced). */
int store_init(const char *dir, struct error *err);

/* FROM_ENVIRONMENT: honour git's quarantine variables, for a hook that looks at a push. */
int store_open(struct store **out, const char *dir, bool from_environment, struct error *err);
void store_free(struct store *store);
DEFINE_CLEANUP(struct store *, store_free)

/* Clear away what a killed writer left (a lock of main's, half a batch). Under the council's lock.
 */
int store_mend(struct store *store, struct error *err);

/* The commit that main stands at; "" in an empty repository. */
int store_head(struct store *store, struct revision *out, struct error *err);

/* From here on store_head answers COMMIT: what STORE reads, it reads as it stood then. Nothing is written with it. */
void store_stand_at(struct store *store, const char *commit);

/* ERR_INVALID unless TEXT is a commit's full name or a prefix (of 7 at least) of just one. */
int store_find_commit(
	struct store *store, const char *text, struct revision *out, struct error *err);

/* The file PATH in COMMIT, appended to OUT; BLOB (may be NULL) gets its blob. ERR_NOT_FOUND. */
int store_read(struct store *store, const char *commit, const char *path, struct buf *out,
	struct revision *blob, struct error *err);
int store_read_blob(struct store *store, const char *blob, struct buf *out, struct error *err);
int store_blob_size(struct store *store, const char *blob, size_t *out, struct error *err);

/* COMMIT as git keeps it: lines "author …" and the like, an empty line, the message. */
int store_read_commit(struct store *store, const char *commit, struct buf *out, struct error *err);

/*
 * Annotated tags, "submission/2015/0001/01" for refs/tags/… of that name. OBJECT is the tag's own
 * object; its bytes are "object …", "type …", "tag …", "tagger …", an empty line, the message and
 * whatever signs it. store_tag.c.
 */

/* ERR_NOT_FOUND: there is no such tag; ERR_INVALID: it is a plain one, on no object of its own. */
int store_find_tag(struct store *store, const char *name, struct revision *object, struct error *err);

/* The bytes of OBJECT appended to OUT, and the commit that it stands on. ERR_INVALID: it is no annotated tag
 * of a commit. */
int store_read_tag(struct store *store, const char *object, struct buf *out, struct revision *commit,
	struct error *err);

/* Every tag whose name begins with PREFIX, in no order. A negative answer of EACH ends it. */
typedef int (*store_tag_fn)(void *ctx, const char *name, struct error *err);
int store_each_tag(struct store *store, const char *prefix, store_tag_fn each, void *ctx,
	struct error *err);

/* Make the tag NAME of TEXT, its object's bytes: durable when it returns. ERR_CONFLICT: there is one.
 * Under the council's lock. */
int store_make_tag(struct store *store, const char *name, const char *text, size_t len,
	struct error *err);

/*
 * Every object that the repository has, read and held against its own name. CHECKED (may be NULL) is told
 * of each; BROKEN of one that is not what its name says, with the file it lies in ("" in a pack) and git's words.
 */
typedef void (*store_checked_fn)(void *ctx);
typedef int (*store_broken_fn)(void *ctx, const char *object, const char *file, const char *words,
	struct error *err);
int store_each_broken(struct store *store, store_checked_fn checked, store_broken_fn broken, void *ctx,
	struct error *err);

/* Whether the repository's own configuration says that KEY is true. */
bool store_setting(struct store *store, const char *key);

/* Whether COMMIT has PATH, a file or a folder. */
bool store_has(struct store *store, const char *commit, const char *path);

/* All files of COMMIT below FOLDER ("" for all), in path order. A negative answer of EACH ends it.
 */
typedef int (*store_file_fn)(void *ctx, const char *path, const char *blob, struct error *err);
int store_each_file(struct store *store, const char *commit, const char *folder, store_file_fn each,
	void *ctx, struct error *err);

/* The names of what stands directly in FOLDER of COMMIT; none where there is no such folder. */
typedef int (*store_name_fn)(void *ctx, const char *name, struct error *err);
int store_each_name(struct store *store, const char *commit, const char *folder, store_name_fn each,
	void *ctx, struct error *err);

/* Where the histories of ONE and OTHER parted. ERR_NOT_FOUND: they have nothing in common. */
int store_merge_base(struct store *store, const char *one, const char *other, struct revision *out, struct error *err);

/* What differs between two commits; OLD_COMMIT "" is the empty tree. A side that is missing is "".
 */
typedef int (*store_change_fn)(
	void *ctx, const char *path, const char *old_blob, const char *new_blob, struct error *err);
int store_each_change(struct store *store, const char *old_commit, const char *new_commit,
	store_change_fn each, void *ctx, struct error *err);

/*
 * The paths of what NEW_COMMIT has that is neither file nor folder (a symbolic link, a submodule)
 * and OLD_COMMIT has not just so. They count as absent everywhere else.
 */
int store_each_stranger(struct store *store, const char *old_commit, const char *new_commit,
	store_name_fn each, void *ctx, struct error *err);

/*
 * The commits that NEW has and OLD ("" for none) has not, parents before children. CHANGED holds
 * the paths whose content differs from that of every parent.
 */
struct store_commit {
	struct revision id;
	struct revision parent[2];
	int parents;	    /* may be more than 2: then only the first two are named */
	long long time;	    /* author's, seconds since 1970 */
	int offset;	    /* minutes east */
	const char *author; /* name */
	const char *email;
	const char *subject;
	const char *message; /* whole */
	struct store_changed {
		const char *path;
		const char *old_blob; /* in the first parent; "" where it was not there */
		const char *blob;     /* "" where it is gone */
	} * changed;
	size_t nchanged;
	const struct store_changed *stranger; /* the same for what is neither file nor folder */
	size_t nstrangers;
};
typedef int (*store_commit_fn)(void *ctx, const struct store_commit *commit, struct error *err);
int store_each_commit(struct store *store, const char *old_commit, const char *new_commit,
	store_commit_fn each, void *ctx, struct error *err);

/*
 * What main stood at before HEAD and with it, the newest first: HEAD, its first parent, and so on. COMMITTED is
 * when it was committed, seconds since 1970. EACH ends it by answering 1, or a negative code.
 */
typedef int (*store_line_fn)(void *ctx, const char *commit, long long committed, struct error *err);
int store_each_first_parent(struct store *store, const char *head, store_line_fn each, void *ctx,
	struct error *err);

/* Whether OLD is NEW or an ancestor of it ("" is everybody's ancestor). */
bool store_is_ancestor(struct store *store, const char *old_commit, const char *new_commit);

/* The value of trailer KEY in a commit's MESSAGE, or NULL. The caller frees. */
char *store_trailer(const char *message, const char *key);
