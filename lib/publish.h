#pragma once

/* What minutes name becomes public with them; whom a proposal names, when somebody says so. */

#include "step.h"
#include "check_view.h"

/*
 * A record MADE for minutes that the public does not see yet is for members, too: it gets the
 * mark "audience: members".
 */
void publish_hide(const struct record *minutes, struct record *made);

/* What was said of the items of STEP's minutes (dispositions, actions, addenda) becomes as public as these. */
int publish_parts(const struct step *step, struct error *err);

/*
 * Take that mark off the people, bodies and issues that the minutes of STEP name, if the minutes are public
 * now. A part of the same change.
 */
int publish_named(const struct step *step, struct error *err);

/*
 * A record that everybody reads (AFTER) names people and bodies of whom only members may read, and was not public with
 * their names already (BEFORE; NULL: it is new): ERR_INVALID, of the form's field "show", says who they are.
 */
int publish_check_who(const struct view *view, const struct record *before, const struct record *after,
	struct error *err);

/*
 * The same for all that CHANGE writes of proposals on top of HEAD. With SHOW, these people and bodies become
 * public in the same change.
 */
int publish_who(struct store *store, const char *head, struct change *change, bool show, struct error *err);
