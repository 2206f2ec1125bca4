#pragma once

/*
 * What of a record never changes once it was sent or published, whatever is told of it later:
 * the one table of it. The hook, the pages and `shura verify` ask it, and the tag that seals the
 * record holds the SHA-256 of just this (tag.h).
 */

#include "record.h"

/* The frozen keys of KIND, beside the body; they end with NULL. NULL where the whole file is frozen, or none of it. */
const char *const *frozen_keys(const char *kind);
bool frozen_key(const char *kind, const char *key);

/*
 * REC as it would be without anything that came later. Of a submission: "record" and the frozen keys that are stated,
 * in the table's order and the canonical form, and the body. A file that the program wrote yields the same bytes with
 *
 *	awk '/^---$/ { n++ } n == 1 && /^[^ ]/ { keep = /^(---|record|KEY|KEY…)(:|$)/ } n != 1 || keep' 01.md
 *
 * An answer is frozen as a whole: these are the bytes of its file.
 */
void frozen_write(struct buf *out, const struct record *rec);
void frozen_sum(char out[65], const struct record *rec); /* its SHA-256, in hexadecimal */
