#pragma once

/* People on record, as those who keep the accounts name them. */

#include "buf.h"
#include "db.h"

/*
 * The reference ("people/o/osman-gunduz") of the person called NAME, as the reader of INDEX sees it,
 * into OUT: case and special letters do not matter. A reference stays what it is, and nothing is
 * nothing. ERR_NOT_FOUND: nobody. ERR_INVALID: several, and the message names them.
 */
int person_find(struct db *index, const char *name, struct buf *out, struct error *err);
