#pragma once

/*
 * Steps from state to state: one constant table a track, read from top to
 * bottom. Pages show its rows as buttons; whoever carries a step out asks it.
 */

#include "account.h"

struct track_step {
	const char *from;
	const char *action;
	const char *to;
	unsigned may;       /* roles, one of which is needed */
	const char *button; /* what the button says */
	const char *subject; /* of the commit, after the title and a colon */
};

/* The minutes' own track; ends with a NULL action. */
extern const struct track_step minutes_steps[];

/*
 * The step ACTION from state FROM for somebody of ROLES. ERR_CONFLICT where the state has moved on
 * so that ACTION does not begin there, ERR_DENIED where these roles may not.
 */
int track_find(const struct track_step **out, const struct track_step *steps, const char *from,
	const char *action, unsigned roles, struct error *err);
