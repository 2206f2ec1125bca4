#pragma once

/*
 * An answer that the agency is preparing: the fields of its form, kept in private.db until it is published. It is no
 * record, and nobody but the agency sees it. Every save is a revision of its own, so that two reviewers at once are
 * merged field by field and none writes over the other. A second reviewer's check is of one revision.
 */

#include "working.h"

enum { PREPARED_REVISIONS = 20 /* of one answer; older ones go */, PREPARED_TEXT_MAX = 2 << 20 /* bytes of its fields */ };

struct prepared {
	long long revision; /* 0: nothing is kept yet */
	long long at;
	char *by; /* who saved it, as records name people */
	long long checked_at;
	char *checked; /* who checked this revision; NULL: nobody */
};

/* The latest revision of the answer to SUBMISSION ("proposals/2015/1/submissions/1"). What OUT held is freed. */
int prepared_find(struct db *db, const char *submission, struct prepared *out, struct error *err);
void prepared_release(struct prepared *prepared);
static inline void prepared_releasep(struct prepared *prepared)
{
	prepared_release(prepared);
}

/* The fields of REVISION; none where it is not kept any more. */
int prepared_each(struct db *db, const char *submission, long long revision, working_fn each, void *ctx,
	struct error *err);

/* FIELDS become the revision after BASE (0: the first). ERR_CONFLICT where BASE is not the latest. */
int prepared_save(struct db *db, const char *submission, long long base, const struct working_field *field,
	size_t fields, const char *by, long long now, struct error *err);

/* BY has checked REVISION. ERR_CONFLICT where it is not the latest, ERR_INVALID where BY prepared it. */
int prepared_check(struct db *db, const char *submission, long long revision, const char *by, long long now,
	struct error *err);

/* It was published. */
int prepared_done(struct db *db, const char *submission, struct error *err);
