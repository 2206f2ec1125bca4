#pragma once

/*
 * Corrections that members send while minutes go round, under the hands of who
 * takes them up with a form of the minutes.
 */

#include "draft.h"

/*
 * The form that REQ sent names a correction ("correction") that it takes up: mark it so in DRAFT's change, and
 * name its author beside the coordinator. 0 where the form names none.
 */
int correction_take_up(struct draft *draft, struct error *err);
