#pragma once

/*
 * Reports on how an accepted recommendation is carried out. A report stays as it
 * was made; what it says wrong, a later one says right.
 */

#include "check_view.h"

/*
 * Whether REPORT, the new record at PATH in VIEW, may be made: of a recommendation that an answer accepted, not
 * older than that answer, with a reason where it stopped or is late, and with evidence that is there. ERR_INVALID in words,
 * with the field that they belong to.
 */
int progress_check(const struct view *view, const char *path, const struct record *report, struct error *err);

/* Whether the report at PATH comes after the one at OTHER: "…/2016-01-15-10.md" after "…/2016-01-15-9.md". */
bool progress_is_later(const char *path, const char *other);
