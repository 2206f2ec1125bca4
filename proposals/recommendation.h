#pragma once

/*
 * The recommendations of a proposal: the items **R1**, **R2** … of its body, and the body that a new
 * proposal begins with. That no number comes twice is number.h's.
 */

#include "record.h"

/*
 * The body of a new proposal in LANGUAGE (English where we have no template in it), with
 * RECOMMENDATIONS, a Markdown list, under their heading. The caller frees.
 */
char *proposal_template(const char *language, const char *recommendations);

/*
 * Give an id to every recommendation of REC that has none: the list items under the heading
 * "Tövsiyələr" or "Recommendations", and its third-level headings where one of them has an id.
 * What stands under a heading with an id belongs to it. True when something changed.
 */
bool recommendation_number(struct record *rec);
