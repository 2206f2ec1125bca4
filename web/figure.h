#pragma once

/* How the figure of a rule reads: "5 working days", "more than half of the members". */

#include "buf.h"
#include "phrases.h"

/* VALUE with its UNIT (may be NULL) in the words of PHRASES. */
void figure_add(
	struct buf *out, const struct phrases *phrases, const char *value, const char *unit);
