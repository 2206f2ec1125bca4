#pragma once

/*
 * What became of suggestions and recommendations, in figures: which stages there are, and which of them
 * each value of fates.reached and courses.reached (schema.sql) has behind it.
 *
 * Counts come as text, a line each: "accepted: done=4".
 */

#include "phrases.h"
#include "buf.h"

/* What STAGE ("taken up", "done" …) stands for, as a JSON list of values of "reached"; false where it is none. */
bool flow_reached(struct buf *out, const char *stage);

/* How far something is that has REACHED that: "accepted, in progress". */
void flow_words(struct buf *out, const struct phrases *phrases, const char *reached);

/* Every stage as JSON: [{"stage", "label", "depth", "suggestions", "recommendations"}]. */
void flow_figures(struct buf *out, const struct phrases *phrases, const char *suggestions, const char *recommendations);

/* The picture of the suggestions; FILTER is what the links' query goes on with ("&year=2015" or ""). */
void flow_picture(struct buf *out, const struct phrases *phrases, const char *suggestions, const char *filter);
