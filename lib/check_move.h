#pragma once

/*
 * What a change may make of a record that is there: its state moves by a row of
 * its track (track.h), and what is sealed stays. The same for pages, commands and
 * pushes.
 */

#include "check_view.h"

/* A state of the record at PATH that did not move by a row of its track is a fault. */
void check_move(const struct view *view, const char *path, const struct record *before,
	const struct record *after, struct faults *faults);

/*
 * Faults of the record at PATH that was BEFORE (NULL: it is new) and shall be AFTER (NULL: it is to go)
 * in VIEW: what is sealed was changed, or what is new has nothing to belong to.
 */
void check_kept(const struct view *view, const char *path, const struct record *before,
	const struct record *after, struct faults *faults);
