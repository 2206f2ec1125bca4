#pragma once

/*
 * Pictures made of figures, as SVG for a page. They hold no colours: the style sheet gives them by class, in
 * light, dark and print. Who cannot see a picture finds the same figures as a table or a list beside it; so
 * a picture is one image with a name and a description, and its links are for the pointer alone.
 */

#include "buf.h"

/* What stands in one column of a flow. */
struct picture_node {
	const char *label;
	const char *address; /* where the figure leads */
	const char *class;
	int column; /* from 0 */
	long count;
};

/* So many go from one node on to another one in a later column. */
struct picture_link {
	size_t from, to;
	long count;
};

/* A flow from left to right, as high as the counts say; nodes in their order, those of 0 are left out. */
void picture_flow(struct buf *out, const char *title, const char *description,
	const struct picture_node *nodes, size_t count, const struct picture_link *links, size_t links_count);

/* What happened on a time axis; days are numbers (date.h). */
struct picture_event {
	int lane;
	long from, until; /* the same: a moment */
	const char *label; /* beside the mark, where there is room */
	const char *title; /* in full */
	const char *class;
};

/* Time from left to right, a lane below the other; those without events are left out. Of TODAY (0: none) a line. */
void picture_timeline(struct buf *out, const char *title, const char *description,
	const char *const *lanes, size_t lanes_count, const struct picture_event *events, size_t count, long today);
