#pragma once

/*
 * When somebody was here last: so that a page can say what changed since. A visit ends half an hour
 * after its last request, or when the person signs out. What there was to see is a place in the
 * council's history (commits.depth). Kept in private.db; moments are seconds since 1970, given by the
 * caller.
 */

#include "account.h"

/* Whether a request of ACCOUNT shall be noted: 1 or 0. No more than once in a few minutes. */
int visit_is_due(struct db *db, long long account, long long now, struct error *err);
/* It is noted: DEPTH is how far the history goes. The first request of a visit begins it where the one before ended. */
int visit_note(struct db *db, long long account, long long depth, long long now, struct error *err);
/* The visit is over, with all up to DEPTH seen. */
int visit_end(struct db *db, long long account, long long depth, struct error *err);

/* Where what is new begins: 1, or 0 for somebody who was never here. */
int visit_since(struct db *db, long long account, long long *depth, struct error *err);
/* All up to DEPTH is new no more. */
int visit_see(struct db *db, long long account, long long depth, struct error *err);
