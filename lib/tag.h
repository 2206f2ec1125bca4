#pragma once

/*
 * The tags that seal submissions and answers: a tag's name, message and bytes are made of the
 * records and the key alone, so that it can be made again, and anybody can hold the one against
 * the other. "git verify-tag" proves it, with the file allowed-signers.
 */

#include "change.h"
#include "record.h"
#include "signers.h"

/* The kinds that are sealed so, and how their tags' names begin ("submission/"); NULL past the end. */
const char *tag_kind(size_t n);
const char *tag_prefix(size_t n);

/* Before the sum of what KIND freezes (frozen.h) in a tag's message: "Letter-SHA-256: ". */
const char *tag_label(const char *kind);

/* Whether REC as it stands is sealed: a submission that was sent, an answer that was published. */
bool tag_is_due(const struct record *rec);

/*
 * For the record REC at PATH: "submission/2015/0001/01", and the message that says which version of which
 * proposal with which SHA-256 it seals, which submission it answers, and the SHA-256 of the letter or the answer
 * itself. ERR_INVALID where the record does not say it.
 */
int tag_name(struct buf *out, const char *path, struct error *err);
int tag_message(struct buf *out, const struct record *rec, const char *path, struct error *err);

/*
 * The file of the submission that REC at PATH is, or answers. ERR_INVALID where it names none of its proposal. The
 * caller frees.
 */
int tag_submission(char **out, const struct record *rec, const char *path, struct error *err);

/* ERR_INVALID where REC does not answer the text that SUBMISSION sent. */
int tag_check_answer(const struct record *rec, const struct record *submission, struct error *err);

/* The commit that the tag of REC stands on: that of the submission, which an answer is held against. The caller frees. */
int tag_commit(char **out, struct store *store, const char *main_commit, const struct record *rec,
	const char *path, struct error *err);

/* Let CHANGE, which writes REC at PATH just as it is, make the tag as well (change_seal). */
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
 * Whether REC at PATH says the truth about the text of the proposal that was sent: ERR_INVALID where the submission's
 * "commit" is none of MAIN's, or REC's "sha256" is not that of the file proposal.md there, whose path PROPOSAL (may be
 * NULL) gets.
 */
int tag_check_text(struct store *store, const char *main_commit, const struct record *rec,
	const char *path, struct buf *proposal, struct error *err);
