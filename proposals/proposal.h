#pragma once

/*
 * The council's track of a proposal: which states there are, and whose move it
 * is in each (WORKFLOW: "Whose move is it?").
 */

#include "account.h"

struct proposal_state {
	const char *name;
	unsigned waits_for; /* roles whose move it is; 0: nobody's */
};

extern const struct proposal_state proposal_states[]; /* end with a NULL name */

/* NULL where there is no such state. */
const struct proposal_state *proposal_find_state(const char *state);
