#pragma once

/*
 * The notices of one person, as the page shows them: all that outbox.h was told to say, by letter or not. They
 * stand there for half a year.
 */

#include "account.h"

struct notice_row {
	long long id, made;
	const char *event, *record, *title, *address; /* borrowed */
	bool seen;
};
typedef int (*notice_row_fn)(void *ctx, const struct notice_row *row, struct error *err);

/* The newest first, MOST at most, after the first SKIP. */
int notices_each(struct db *db, long long account, int most, int skip, notice_row_fn each, void *ctx,
	struct error *err);
int notices_unseen(struct db *db, long long account, long long *count, struct error *err);
/* The notice ID is seen, or ALL up to it. Another person's stays as it is. */
int notices_see(struct db *db, long long account, long long id, bool all, long long now, struct error *err);
