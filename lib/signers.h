#pragma once

/*
 * The file "allowed-signers" at the repository's root: whose signatures seal here,
 * in git's own format, so that a clone proves seals with stock tools. It is no
 * record. Each line is
 *
 *	council@shura.invalid namespaces="git" ssh-ed25519 AAAA…
 *
 * and stays for good: what an earlier key sealed is proved by it for ever. Only the
 * program adds one.
 */

#include "fault.h"
#include "signature.h"
#include "store.h"

#define SIGNERS_PATH "allowed-signers"

/* Lines of another form are faults. */
void signers_check(const char *text, size_t len, struct faults *faults);

/*
 * BEFORE ("" where there was none) becomes AFTER ("": it goes): a line that is gone is a fault; one that is
 * new, too, unless MAY_ADD.
 */
void signers_check_kept(const char *before, const char *after, bool may_add, struct faults *faults);

/* The file in COMMIT; empty where there is none. */
int signers_read(struct buf *out, struct store *store, const char *commit, struct error *err);

/* The key of one LINE of it, without the line's end; false where it has another form. */
bool signers_read_line(struct public_key *out, const char *line);

/* Whether TEXT, the file, has a line for KEY. */
bool signers_have(const char *text, const struct public_key *key);

/* The line for KEY, with its end. */
void signers_add(struct buf *out, const struct public_key *key);

/* Make a commit of its own that adds KEY, where main has it not yet. Under the council's lock. */
int signers_publish(struct store *store, const struct public_key *key, struct error *err);
