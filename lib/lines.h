#pragma once

/*
 * Line numbers that people can quote: the same text has the same lines on every
 * screen and on paper, whatever the style sheet.
 */

#include "buf.h"

enum { LINES_WIDTH = 64 }; /* what a column of print and of a page has room for */

/*
 * Append HTML, as lib/markdown makes it, with <span class="ln" data-line="12"></span> at the start
 * of each line; the first line is number FIRST. Returns the number after the last one.
 *
 * A line holds at most WIDTH (0: LINES_WIDTH) characters and ends at a word; a longer word is cut.
 * Each block and each <br /> begins a line; headings and rows of tables are one line each, and code
 * has its own. What stands in <ins> takes no room, so that a suggested change leaves the numbers as
 * they are. What holds no words has no line.
 */
int lines_number(struct buf *out, const char *html, size_t len, int first, int width);
