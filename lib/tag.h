#pragma once

/*
 * The tag that seals a submission: its name, message and bytes are made of the
 * record and the key alone, so that it can be made again, and anybody can hold the
 * one against the other. "git verify-tag" proves it, with the file allowed-signers.
 */

#include "change.h"
#include "record.h"
#include "signers.h"

#define TAG_SUBMISSIONS "submission/"
#define TAG_LETTER "Letter-SHA-256: " /* the line of what was sent (frozen_sum) */

/*
 * For the submission record REC at PATH: "submission/2015/0001/01", and the message that says
 * which version of which proposal with which SHA-256 it seals, and the SHA-256 of the letter with its numbers and
 * dates. ERR_INVALID where the record does not say it.
 */
int tag_name(struct buf *out, const char *path, struct error *err);
int tag_message(struct buf *out, const struct record *rec, const char *path, struct error *err);

/* Let CHANGE, which writes REC at PATH, make the tag as well (change_seal). */
int tag_with_change(struct change *change, const struct record *rec, const char *path, struct error *err);

/*
 * The bytes of the tag NAME on COMMIT, signed with KEY. WHO sealed, and when, is a person as git writes
 * one: "Anar <anar@shura.invalid> 1438344000 +0400" (tag_author of the commit that recorded it).
 */
void tag_make(struct buf *out, const char *name, const char *commit, const char *message, const char *who,
	const struct signing_key *key);
int tag_author(char **out, struct store *store, const char *commit, struct error *err);

/* A tag that was proved: its signature is that of a key of allowed-signers, and its name its own. */
struct tag {
	struct revision commit;
	struct public_key signer;
	char *message; /* without the signature; the caller frees */
};

/* ERR_INVALID says what does not hold. OBJECT is the tag's own object, SIGNERS the text of the file allowed-signers. */
int tag_verify(struct tag *out, struct store *store, const char *name, const char *object,
	const char *signers, struct error *err);

/*
 * Whether REC, the submission at PATH, says the truth about COMMIT's text of the proposal: ERR_INVALID where its
 * "commit" is none of MAIN's, or its "sha256" is not that of the file proposal.md there, whose path PROPOSAL (may be
 * NULL) gets.
 */
int tag_check_text(struct store *store, const char *main_commit, const struct record *rec,
	const char *path, struct buf *proposal, struct error *err);
