#pragma once

/*
 * Where what stands in the body of minutes: its outline, and for each part the
 * issue and the section that it belongs to. Reading and editing both start here.
 */

#include "minutes.h"
#include "outline.h"

enum { MINUTES_NOWHERE = -1 };

struct minutes_spot {
	ssize_t issue; /* or MINUTES_NOWHERE: above the first */
	enum minutes_section section;
	bool item; /* an item of the minutes, and not just of a list */
};

struct minutes_span {
	ssize_t heading;   /* the part that is its heading; MINUTES_NOWHERE: it has none */
	size_t first;	   /* its first part */
	size_t start, end; /* bytes */
};

struct minutes_map {
	struct outline outline;
	struct minutes_spot *spot; /* one for each part */
	struct minutes_span *issue;
	size_t issues;
	size_t items;
};

struct minutes_map minutes_map_read(const char *body);
void minutes_map_release(struct minutes_map *map);
static inline void minutes_map_releasep(struct minutes_map *map)
{
	minutes_map_release(map);
}

/* The bytes of "1. " that a heading's TEXT begins with, 0 without; the number leaves through
 * *NUMBER. */
size_t minutes_issue_number(int *number, const char *text);

/*
 * Make BODY the body of REC, if it then holds so many ISSUES and ITEMS; else ERR_INVALID: what is
 * open in a free text (code, HTML) has swallowed some.
 */
int minutes_replace(
	struct record *rec, const struct buf *body, size_t issues, size_t items, struct error *err);
