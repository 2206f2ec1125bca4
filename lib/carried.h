#pragma once

/*
 * What stands on the next agenda by itself: earlier minutes that are not approved, actions that are open, and
 * proposals that are not closed or were answered since the last meeting. The index knows them (the view
 * visible_carried); a meeting gets them as rows of its agenda when it is called, and those that came since when it
 * is opened.
 */

#include "db.h"
#include "record.h"

/* So many of each at most, the oldest first: an agenda has to be read. */
enum { CARRIED_MINUTES = 12, CARRIED_MATTERS = 60 };

/*
 * Put what the agenda of REC, the minutes at PATH, lacks in front of it, with titles in LANGUAGE ("az",
 * "en"). INDEX reads with its own reader's eyes.
 */
int carried_add(struct record *rec, const char *path, struct db *index, const char *language,
	struct error *err);
