#pragma once

/*
 * For check*.c: the files as they will be, and whether what a record refers to is
 * among them.
 */

#include "change.h"
#include "fault.h"
#include "place.h"
#include "record.h"

/* A commit, and what a change that is not made yet (may be NULL) puts on top of it. */
struct view {
	struct store *store;
	const char *commit;
	const struct change *change;
};

bool view_has(const struct view *view, const char *path);

/*
 * Where the record that lives at PATH is in fact: the number of its folder decides, the slug may
 * have changed. EXCEPT (may be NULL) is a path that does not count. False where it is nowhere.
 */
bool view_find(const struct view *view, const char *path, const char *except, struct buf *found);

/* The file that a reference of a front matter stands for. */
int reference_path(struct buf *out, const char *ref, struct error *err);

/* Each reference of REC, the record at PATH, that leads to no record is a fault. */
void view_check_references(
	const struct view *view, const struct record *rec, const char *path, struct faults *faults);

/* ERR's "line N" in front becomes the line of the fault, counted from line FIRST of the file. */
void fault_add_lined(struct faults *faults, const char *path, int first, struct error *err);

/* The record at PATH as it will be; ERR_NOT_FOUND. The caller frees. */
int view_read(struct record **out, const struct view *view, const char *path, struct error *err);

/* The records in the folder NAME beside the file PATH as they will be: "corrections", "comments" with those of every day. */
typedef int (*view_record_fn)(void *ctx, const char *path, const struct record *rec, struct error *err);
int view_each_part(const struct view *view, const char *path, const char *name, view_record_fn each,
	void *ctx, struct error *err);
