#pragma once

/*
 * The participants of a meeting under the coordinator's hands: a list in the front matter, in which a form names
 * one by who it is.
 */

#include "draft.h"

/* All of them, for editing; an empty list where nobody is named. The caller frees. */
struct yaml *participants_copy(const struct record *rec);

/* The place in LIST of the one whom the form's "who" means, even when others were added or removed. ERR_NOT_FOUND. */
int participant_find(
	const struct draft *draft, const struct yaml *list, size_t *out, struct error *err);

/*
 * "on behalf of", as the form's "on_behalf" says; nothing typed changes nothing. A name that nobody has is asked about,
 * as who_find_or_make does, and answered in "make_on_behalf".
 */
int participant_put_behalf(struct draft *draft, struct yaml *entry, struct error *err);
