#pragma once

/*
 * A change: the one way in. Files to write, who wrote them, what a person
 * would say of it, and the revision it was decided on.
 */

#include "store.h"

enum change_merge {
	CHANGE_MERGE,  /* text: the file has moved on → three-way merge, conflict if that fails */
	CHANGE_STRICT, /* a transition: the file has moved on → conflict */
};

struct change_file {
	char *path;
	char *text; /* NULL deletes the file */
	size_t len;
	bool is_new; /* there must be no such file, whatever the change was decided on */
};

/*
 * Do again on THEIRS, what others saved meanwhile, what the change does to its one file: the new
 * TEXT and SUBJECT are the caller's. Better than any merge of texts where the change is an act
 * ("add a statement"): it then comes after theirs, and nobody is asked. Called by the thread that
 * commits, while the one that made the change waits. A negative answer refuses the change.
 */
typedef int (*change_redo)(void *ctx, const char *theirs, char **text, char **subject,
	struct error *err);

/* The tag that the change's commit brings along (tag.h): annotated, signed by the council's key. */
struct change_seal {
	char *tag;    /* "submission/2015/0001/01" */
	char *commit; /* that it stands on, one of main; in full. NULL until the writer has read it from … */
	char *of;     /* … the record at this path, which names it; or NULL */
	char *message;
};

struct change {
	struct change_file *file;
	size_t files;
	char *author;  /* name */
	char *with_name, *with_login; /* whose words it takes up: trailer "Co-authored-by: …"; or NULL */
	char *login;   /* becomes LOGIN@shura.invalid (RFC 2606): real addresses are no records */
	char *subject; /* one line that a person would write */
	char *action;  /* trailer "Action: …", or NULL */
	char *once;    /* the mark of the form that made it (once.h): trailer "Form: …", or NULL */
	char *base;    /* revision it was decided on; NULL: the current one, whatever it is */
	enum change_merge merge;
	change_redo redo; /* of a change of one file; NULL: as MERGE says */
	void *redo_ctx;
	long long time; /* 0: now */
	int offset;	/* minutes east, of the council's zone */
	struct change_seal *seal; /* or NULL */
};

struct change *change_new(const char *author, const char *login, const char *subject);
void change_free(struct change *change);
DEFINE_CLEANUP(struct change *, change_free)

void change_write(struct change *change, const char *path, const char *text, size_t len);

/* The same for a file that is new: ERR_CONFLICT where somebody made it first, equal or not. */
void change_create(struct change *change, const char *path, const char *text, size_t len);
void change_delete(struct change *change, const char *path);

/*
 * Seal COMMIT by TAG with this change: the writer (writer.h) signs it, and answers when the commit and
 * the tag are on disk. One that stands there already on another commit is ERR_CONFLICT, and nothing is
 * saved. What TAG and MESSAGE are says tag.h.
 */
void change_seal(struct change *change, const char *tag, const char *commit, const char *message);
/* The same on the "commit" that the record at the path OF names as main has it. */
void change_seal_as(struct change *change, const char *tag, const char *of, const char *message);

/*
 * What became of it. On ERR_CONFLICT, MINE, THEIRS and BASE hold the texts of PATH that did not go
 * together, so that a page can show them and nothing typed is lost.
 */
struct change_result {
	struct revision commit;
	bool merged;	/* somebody had saved meanwhile, and both are kept */
	bool unchanged; /* nothing differed; no commit was made */
	char *path;
	char *mine, *theirs, *base;
	struct error err;
	int code;
};

void change_result_release(struct change_result *result);
static inline void change_result_releasep(struct change_result *result)
{
	change_result_release(result);
}

/*
 * Make one commit a change, in order, on top of main; bring all to disk together; move main once.
 * Each change gets its own RESULT (a refused one does not hold the others up). Before a change is
 * committed, CHECK is asked about the files as they will be (after a merge). The caller holds the
 * council's lock. Returns 0, or the error that befell all of them (then nothing was kept).
 */
typedef int (*change_check)(void *ctx, struct store *store, const char *parent_commit,
	const struct change *merged, struct error *err);
int change_commit(struct store *store, struct change **changes, size_t n,
	struct change_result *results, change_check check, void *ctx, struct error *err);
