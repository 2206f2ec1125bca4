#pragma once

/*
 * A proposal as such: the states of the council's track, who works on its text, and
 * in which states that text stands as it is. Whose move it is, the index says
 * (visible_moves in schema.sql).
 */

#include "account.h"
#include "record.h"

struct proposal_state {
	const char *name;
	bool frozen; /* the text stands as it is: what was agreed on is what is adopted and sent */
};

extern const struct proposal_state proposal_states[]; /* end with a NULL name */

/* NULL where there is no such state. */
const struct proposal_state *proposal_find_state(const char *state);

/* Whether the text of REC, a proposal, stands as it is. */
bool proposal_is_frozen(const struct record *rec);

/* Whether BY, a person's reference or name, is one of the authors of REC. */
bool proposal_is_author(const struct record *rec, const char *by);

/* Whether somebody of ROLES may change the text and answer amendments: its authors, and
 * coordinators. */
bool proposal_may_edit(const struct record *rec, const char *by, unsigned roles);

/* The proposal.md that the file PATH belongs to: "…/rounds/01.md", "…/comments/2015-08-01/x.md".
 * The caller frees. */
char *proposal_of(const char *path);
