#pragma once

/* Keeping the repository's objects in few files, with stock git where it is installed. */

#include "base.h"

/* Whether some 2000 loose objects have come together in the repository DIR. A guess, and cheap. */
bool upkeep_is_due(const char *dir);

/*
 * Pack what is loose; put packs together when there are many. Nothing is ever pruned that is in no
 * pack. The caller holds the council's lock.
 */
void upkeep_run(const char *dir);
