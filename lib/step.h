#pragma once

/*
 * Taking a step of a track: what the step changes in its record, and in the
 * records beside it, as one change. Pages and commands both come here; the guards
 * (track.h) hold on every path.
 */

#include "db.h"
#include "track.h"

struct step {
	struct store *store;
	const char *head;      /* the commit that PATH was read from */
	const char *path;
	struct record *rec;    /* for editing */
	struct change *change; /* gets other files, and the trailer */
	const char *now;       /* "2015-07-28T15:00+04:00", in the council's zone */
	const char *by;        /* who takes it: reference of a person, or a name */
	unsigned roles;
	/* What the person stated: "reason", "until" … as typed; NULL or "" for nothing. */
	const char *(*fact)(void *ctx, const char *name);
	void *ctx;
	struct db *index; /* what to carry over is asked of it (carried.h); NULL: nothing is */
};

/*
 * Edit STEP's record as ACTION does. *TAKEN (may be NULL) is the row of the table. ERR_CONFLICT and
 * ERR_DENIED as track_find; ERR_INVALID in words that say what is missing.
 */
int step_take(const struct step *step, const char *action, const struct track_step **taken,
	struct error *err);

/*
 * The steps that somebody of STEP's roles may take from here, in the tables' order. BLOCKED says what must be
 * done first, or is NULL.
 */
typedef int (*step_fn)(void *ctx, const struct track_step *row, const struct error *blocked,
	struct error *err);
int step_each(const struct step *step, step_fn each, void *ctx, struct error *err);

/* What a step does beside moving the state: edits STEP's record and change. */
struct step_act {
	const char *action;
	int (*act)(const struct step *step, struct error *err);
};

/* The acts of a proposal's steps (proposals/act.c); end with a NULL action. */
extern const struct step_act proposal_acts[];

/* For acts. */

/* What the person stated, or NULL for nothing but white space. Borrowed. */
const char *step_fact(const struct step *step, const char *name);
/* A day as typed, in the canonical form, the caller's; *OUT stays NULL where nothing was typed. */
int step_fact_day(const struct step *step, const char *name, char **out, struct error *err);
char *step_today(const struct step *step); /* "2015-07-28". The caller frees. */
/* The file NAME beside STEP's: "…/notice.md". The caller frees. */
char *step_beside(const struct step *step, const char *name);
/* REC becomes the file PATH in the same change. */
void step_write(const struct step *step, const char *path, const struct record *rec);
