#pragma once

/*
 * The seal of minutes: once they are approved, their text and facts are what the
 * council agreed on, and no path changes them any more. The key "seal" holds the
 * SHA-256 (FIPS 180-4) of the file without the lines that come later: the state,
 * the signatures, the audience, and the seal itself. Anybody proves it with
 *
 *	sed -E '1,/^---$/{/^(minutes|seal|signed by chair|signed by secretary|audience):/d}' minutes.md | sha256sum
 */

#include "record.h"

enum { SEAL_LEN = 64 };

/* The seal that REC as it stands would have, in hexadecimal. */
void seal_make(char out[SEAL_LEN + 1], const struct record *rec);

/* Whether REC has a seal, right or wrong. */
bool seal_is_there(const struct record *rec);

/* ERR_INVALID when REC has a seal that is not that of its text. */
int seal_check(const struct record *rec, struct error *err);

/* Whether KEY may still change under a seal. */
bool seal_leaves_open(const char *key);
