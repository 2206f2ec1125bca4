#pragma once

/*
 * What a change may make of a record that is there: its state moves by a row of
 * its track (track.h), and what is sealed stays. The same for pages, commands and
 * pushes.
 */

#include "check_view.h"

/* What becomes of a record of KIND: BEFORE is NULL where it is new, AFTER where it is to go. */
struct kept_kind {
	const char *kind;
	void (*check)(const struct view *view, const char *base, const char *path,
		const struct record *before, const struct record *after, struct faults *faults);
};

/* A proposal and what belongs to it (proposals/keep.c); ends with a NULL kind. */
extern const struct kept_kind proposal_kept[];

/* A state of the record at PATH that did not move by a row of its track is a fault. */
void check_move(const struct view *view, const char *path, const struct record *before,
	const struct record *after, struct faults *faults);

/*
 * Faults of the record at PATH that was BEFORE (NULL: it is new) and shall be AFTER (NULL: it is to go)
 * in VIEW, which stands on the commit BASE ("": on none): what is sealed was changed, or what is new has nothing
 * to belong to.
 */
void check_kept(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults);
