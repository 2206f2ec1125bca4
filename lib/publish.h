#pragma once

/* What minutes name becomes public with them. */

#include "step.h"

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
