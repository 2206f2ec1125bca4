#pragma once

/* Decisions that go from minutes, though the approval of other minutes or the adoption of a proposal rests on them. */

#include "check_view.h"

struct cited {
	struct dropped *dropped;
	size_t count;
};

void cited_release(struct cited *cited);

/* Note the decisions that the minutes at PATH had BEFORE and have no more AFTER. Other records have none. */
void cited_note(struct cited *cited, const char *path, const struct record *before, const struct record *after);

/* Each of them on which a record rests is a fault. All records are read, but only after a decision went, which is rare. */
int cited_check(const struct cited *cited, const struct view *view, struct faults *faults, struct error *err);
