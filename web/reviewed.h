#pragma once

/*
 * The agency's review of what was sent: its page, and what private.db holds of it
 * (lib/review.h). Nobody else than the agency is ever given any of it.
 */

#include "reply.h"
#include "submitted.h"

/*
 * For pages with {{>review-mine}}: what is in the hands of who asks, as JSON for the value "review_mine"; NULL unless that is
 * somebody of the agency. The caller frees.
 */
char *review_mine_json(struct request *req);

/*
 * What the page of the review shows of the texts (review_page.c):
 *
 *	items_json      the recommendations as they were sent, each with what changed in it since the submission before
 *	origins_json    which suggestions they cite
 *	gone_json       those that were sent before, and are no more there
 *	text_html       the whole text
 *	difference_html what changed in it since then; is_sides where it stands side by side
 *	before          identity of the submission before
 */
int review_texts(struct values *values, struct request *req, const struct submitted *sent, struct error *err);
