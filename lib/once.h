#pragma once

/*
 * Nothing twice: a change may carry a key of the form that made it. The commit
 * keeps it as trailer "Form: KEY", the index knows it, and whoever is asked to
 * make a change of the same key again answers with the commit that is there: a
 * double click, or a second try after a lost answer, is one change.
 */

#include "db.h"
#include "store.h"

enum { ONCE_MIN = 16, ONCE_MAX = 64 };

/* Whether KEY is one: 16 to 64 of the characters A-Z a-z 0-9 _ -. */
bool once_is_key(const char *key);

/*
 * The first commit of main that was made by the form KEY: 1 and *OUT, 0 where there is none. Commits that
 * the index does not have yet are asked, too. INDEX shows what members see.
 */
int once_find(struct db *index, struct store *store, const char *key, struct revision *out,
	struct error *err);
