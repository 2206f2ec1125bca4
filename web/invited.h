#pragma once

/* Whom rounds of discussion invite; in invited.c. */

#include "who.h"

/*
 * Who is invited by a plain name already, though nobody on record has it: in a round, or with an account of their own.
 * They are not asked about again.
 */
int invited_known(struct request *req, struct inlines *out, struct error *err);
