#pragma once

/*
 * The numbers of items: none is ever given twice. While the item with the highest number of its letter
 * is there, the body says which comes next; once it is deleted, the front matter does:
 * "last: {S: 12}". Which letters a kind of record has is kind.h's to say; which text gets an id is
 * decided where that kind's body is known.
 */

#include "record.h"
#include "fault.h"

int number_highest(const struct record *rec, char letter); /* that an item of LETTER has or had */

/* Make BODY the body of REC, and keep the numbers of what it has no more. */
void number_put_body(struct record *rec, const char *body);

/* REC stands in the place of BEFORE: keep the numbers that BEFORE had. */
void number_keep(struct record *rec, const struct record *before);

/* Finds who did not. */
void number_check(const struct record *rec, const struct record *before, const char *path,
	struct faults *faults);
