#pragma once

/*
 * Nothing twice: a change may carry the mark of the form that made it, "KEY SUM":
 * the form's key, and what it said, or the key alone. The commit keeps the mark as
 * trailer "Form: KEY SUM", the index knows it, and whoever is asked to make a change
 * that says the same as the latest of its key answers with the commit that is there:
 * a double click, or a second try after a lost answer, is one change. A form that
 * said something else since then is another change, also where it goes back to what
 * it said before.
 */

#include "db.h"
#include "store.h"

enum { ONCE_MIN = 16, ONCE_MAX = 64 };

/* Whether KEY is one: 16 to 64 of the characters A-Z a-z 0-9 _ -. */
bool once_is_key(const char *key);

/* A mark, taken apart; SUM is "" where the key stands alone. */
struct once {
	char key[ONCE_MAX + 1], sum[ONCE_MAX + 1];
};

/* False where MARK (may be NULL) is none; OUT is then empty. */
bool once_read(struct once *out, const char *mark);

/* Whether two marks are of one form; and whether they say the same. */
bool once_same_form(const char *mark, const char *other);
bool once_same(const char *mark, const char *other);

/*
 * The latest commit of main that was made by MARK's form: 1, *OUT, and whether it said the same; 0 where there
 * is none. Commits that the index does not have yet are asked, too. INDEX shows what members see.
 */
int once_latest(struct db *index, struct store *store, const char *mark, struct revision *out, bool *same,
	struct error *err);

/* The same: 1 only where it said the same. */
int once_find(struct db *index, struct store *store, const char *mark, struct revision *out,
	struct error *err);
