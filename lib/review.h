#pragma once

/*
 * What the agency keeps to itself while it reviews what was sent to it: who looks
 * after which recommendation, and notes. Neither is a record: they live in
 * private.db, and whoever asks here has to be of the agency. That a recommendation
 * is there, and who may ask, is decided elsewhere.
 *
 * SUBMISSION is an identity, "proposals/2015/1/submissions/1"; an ITEM "R2", or "" for
 * the whole.
 */

#include "db.h"

enum {
	REVIEW_NOTE_MAX = 10000, /* bytes */
	REVIEW_NOTES_MAX = 500, /* of one submission */
	REVIEW_UNIT_MAX = 200,
	REVIEW_ASSIGNED_MAX = 500, /* times, in one submission */
};

struct review_note {
	long long id, account, at; /* seconds since 1970 */
	const char *item, *author, *text; /* the author's name, as it is now */
};

/*
 * FORM is the key of the form that says it (once.h), or "": the same form sent again notes nothing twice. ERR_INVALID
 * with the field "text" where nothing is said, ERR_TOO_LARGE likewise.
 */
int review_note_add(struct db *db, const char *submission, const char *item, long long account, const char *text,
	const char *form, long long now, struct error *err);

/* Only its author deletes a note: ERR_DENIED. One that is not there is deleted already. */
int review_note_delete(struct db *db, const char *submission, long long id, long long account, struct error *err);

/* The notes on SUBMISSION, the first one first. */
typedef int (*review_note_fn)(void *ctx, const struct review_note *note, struct error *err);
int review_notes(struct db *db, const char *submission, review_note_fn each, void *ctx, struct error *err);

/* Nobody is meant where UNIT, LOGIN and UNTIL are all "". */
struct review_assignment {
	long long id, at;
	const char *submission, *item;
	const char *unit;  /* free text */
	const char *login, *name; /* an account of the agency; "" for none */
	const char *until; /* "2016-03-24" */
	const char *by;    /* whoever said so: a name */
};

/*
 * From now on the item of TO is in the hands of TO's unit and account (the rest of TO is not read). SEEN is the id of the assignment
 * that who asks, BY, has seen, 0 for none: where another one counts meanwhile, and says something else, it is ERR_CONFLICT and stays. The
 * earlier ones stay on record. ERR_INVALID with the field "person", "unit" or "until" in words.
 */
int review_assign(struct db *db, const struct review_assignment *to, long long seen, long long by, long long now,
	struct error *err);

/* The assignments in SUBMISSION, the last of each item first: that one counts. */
typedef int (*review_assignment_fn)(void *ctx, const struct review_assignment *assignment, struct error *err);
int review_assignments(struct db *db, const char *submission, review_assignment_fn each, void *ctx, struct error *err);

/* What is in ACCOUNT's hands now, in all submissions, the nearest day first. */
int review_mine(struct db *db, long long account, review_assignment_fn each, void *ctx, struct error *err);

/* Who can be given something: the accounts of the agency that may sign in, by name. */
typedef int (*review_person_fn)(void *ctx, const char *login, const char *name, struct error *err);
int review_people(struct db *db, review_person_fn each, void *ctx, struct error *err);
