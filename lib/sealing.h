#pragma once

/*
 * How the writer makes the tags of changes (change_seal): main first, then the tag,
 * then the answer. A writer that was killed in between, or a disk that was full, leaves a
 * submission or an answer without its tag: it is made again from the record, the same to the byte.
 * All of this under the council's lock.
 */

#include "change.h"
#include "council.h"
#include "db.h"

/*
 * Before the N CHANGES are committed. Where none of them seals, this is nothing; else the council's key is in
 * allowed-signers afterwards.
 */
int sealing_begin(const struct council *council, struct store *store, struct change **changes, size_t n,
	struct error *err);

/* After it: the tags. A RESULT whose tag could not be made says so. False: there is such a one. */
bool sealing_finish(const struct council *council, struct store *store, struct change **changes, size_t n,
	struct change_result *results);

/*
 * The tags that submissions and answers lack, those withdrawn apart; INDEX is up to date. What a record says is proved
 * first: one that says something else stays without a tag, and `shura verify` names it. While a restored
 * council's commits are pushed (shura.acceptSigned), its tags may be on their way: nothing is made then.
 */
int sealing_mend(const struct council *council, struct store *store, struct db *index, struct error *err);
