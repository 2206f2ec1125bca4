#pragma once

/*
 * Steps from state to state: one constant table a track, read from top to
 * bottom. Pages show its rows as buttons, whoever carries a step out asks it, and
 * no change of a state gets into the repository on any path unless a row allows
 * it and the row's guards hold (check_move.c).
 */

#include "account.h"
#include "check_view.h"

/* A record before and after a step; of a step that is only thought of, both are the same. */
struct track_case {
	const struct view *view;
	const char *path;
	const struct record *before, *after;
};

/* 0, or why the step cannot be taken, in words that say what to do first. */
typedef int (*track_guard)(const struct track_case *step, struct error *err);

/* Where a step leads: a page shows the way on as a button, the others as links beside it. */
enum track_way { WAY_ON, WAY_ASIDE };

struct track_step {
	const char *from;
	const char *action;  /* also the trailer of the commit */
	const char *to;
	unsigned may;        /* roles, one of which is needed */
	const char *button;  /* what the button says */
	const char *subject; /* of the commit, after the title and a colon */
	track_guard first;   /* what must be so before anybody takes the step; or NULL */
	track_guard stated;  /* what the step itself must state; or NULL */
	enum track_way way;
};

struct track {
	const char *kind;
	const char *key; /* of the front matter: the state */
	const struct track_step *steps; /* end with a NULL action */
};

/* Those of a proposal and of what belongs to it stand in proposals/track.c; end with a NULL kind. */
extern const struct track proposal_tracks[];

const struct track *track_nth(size_t n); /* of all of them; NULL past the end */

/* The track of KIND whose state is the value of KEY; NULL where there is none. */
const struct track *track_of(const char *kind, const char *key);

/* The step ACTION of any track of KIND from the state that REC is in; NULL where there is none. */
const struct track_step *track_at(
	const struct record *rec, const char *action, const struct track **track);

/*
 * The step ACTION of REC for somebody of ROLES, guards left aside. ERR_CONFLICT where the state has
 * moved on so that ACTION does not begin there, ERR_DENIED where these roles may not.
 */
int track_find(const struct track_step **out, const struct track **track, const struct record *rec,
	const char *action, unsigned roles, struct error *err);

/* ERR_INVALID unless some row leads from state FROM to TO whose guards hold for STEP. */
int track_check(const struct track *track, const struct track_case *step, const char *from,
	const char *to, struct error *err);
