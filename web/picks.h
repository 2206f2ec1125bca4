#pragma once

/*
 * Suggestions that a member picks for a new proposal, on any page that shows some: checkboxes named "of"
 * ("meetings/2015/1#o1"), in the address as often as needed, so that they go along from page to page.
 */

#include "request.h"

enum { PICKS_MAX = 100 };

/*
 * What was picked, as JSON for questions: [{"of": "meetings/2015/1#o1", "record": "meetings/2015/1", "item": "O1",
 * "no": …, "words": …}], the last two as typed in FORM's fields "no:OF" and "words:OF", or null. What is no
 * suggestion's reference is left out. The caller frees.
 */
char *picks_json(const struct fields *fields);

/* The same of the address, where a member is picking ("pick", or something is picked); else NULL. */
char *picks_of_address(const struct request *req);
