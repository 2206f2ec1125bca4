#pragma once

/*
 * A table as programs for sheets read it: RFC 4180 in UTF-8, with the mark by which
 * they know that. What such a program would take for a formula is a text to it: it gets
 * an apostrophe in front.
 */

#include "buf.h"

void csv_begin(struct buf *out);
/* One more field of the row; NULL is an empty one. */
void csv_add(struct buf *out, const char *text);
void csv_end_row(struct buf *out);
