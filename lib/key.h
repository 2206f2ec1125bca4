#pragma once

/* The council's own key, which seals submissions: in private.db, so that its backup holds it, and nowhere else. */

#include "council.h"
#include "db.h"
#include "signature.h"

/* The key that DB (private.db) holds, made where there is none. The caller forgets it. */
int key_find(struct signing_key *out, struct db *db, struct error *err);

/* The same for who has no connection of his own. */
int key_of(struct signing_key *out, const struct council *council, struct error *err);
