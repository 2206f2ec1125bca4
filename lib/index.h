#pragma once

/*
 * The index: what the council's records say, as SQLite answers questions about
 * it. Disposable: rebuilt from git it holds byte for byte what it holds when it
 * was kept up step by step. schema.sql says what stands where.
 */

#include "db.h"
#include "store.h"

#include <stdatomic.h>

/* What opening and filling answer in place of 0 where the file was no whole database: it is made
 * anew. */
enum { INDEX_WAS_DAMAGED = 1 };

/* Make or open the index at FILE for writing; one of another schema version is made anew. */
int index_open(struct db **out, const char *file, enum db_mode mode, struct error *err);

/* For reading: with the search tokenizer and the SQL functions that views need. ERR_NOT_FOUND
 * where there is no index yet. */
int index_open_reading(struct db **out, const char *file, struct error *err);

/* Whose eyes views see with (enum audience of kind.h); at first the public's. */
void index_set_reader(struct db *index, int audience);

/*
 * Bring the index to the commit that main stands at, in one transaction, from the difference of
 * the two trees. One whose commit the repository does not know (main was rewritten) is rebuilt.
 * CHANGED (may be NULL) says whether anything was done.
 */
int index_catch_up(struct db *index, struct store *store, bool *changed, struct error *err);

/* Empty it and fill it again, in one transaction: readers see the old one until it is done. */
int index_rebuild(struct db *index, struct store *store, struct error *err);

/*
 * Indexes of earlier states (index_past.c), which only the public reads. Whoever reads one sees what was public
 * then, unless it has been withdrawn from the public since.
 */

/* The identities of the records that were public once and are not any more, in order. */
struct withdrawn {
	char **id;
	size_t count;
};
int index_withdrawn(struct db *index, struct withdrawn *out, struct error *err);
void withdrawn_release(struct withdrawn *withdrawn);
static inline void withdrawn_releasep(struct withdrawn *withdrawn)
{
	withdrawn_release(withdrawn);
}

/*
 * Make FILE the index of the commit that STORE stands at; what is WITHDRAWN is for members in every version. Where
 * FILE is there, it is one of another commit with the same withdrawn, from which it goes on, or back. Once STOP is true
 * it ends soon, with ERR_BUSY. On failure FILE may be there, and is of no use.
 */
int index_build(const char *file, struct store *store, const struct withdrawn *withdrawn,
	const atomic_bool *stop, struct error *err);

/* The commit that the index stands for; "" for an empty council. */
int index_commit(struct db *index, struct revision *out, struct error *err);

/* Every row of every table in a fixed order, as text: equal dumps, equal indexes. */
int index_dump(struct db *index, struct buf *out, struct error *err);
