#pragma once

/*
 * Signatures that stock git and ssh-keygen prove: Ed25519 in the armoured format of
 * OpenSSH (its PROTOCOL.sshsig), namespace "git", SHA-512; and how a public key is
 * written and called.
 */

#include "secret.h"

#define SIGNATURE_BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define SIGNATURE_END "-----END SSH SIGNATURE-----\n"

struct public_key {
	unsigned char bytes[SIGN_PUBLIC_LEN];
};

/* What signs; nobody else's business. */
struct signing_key {
	unsigned char seed[SIGN_SEED_LEN];
	struct public_key public;
};

void signing_key_new(struct signing_key *out);
void signing_key_from(struct signing_key *out, const unsigned char seed[SIGN_SEED_LEN]);
void signing_key_forget(struct signing_key *key);
static inline void signing_key_forgetp(struct signing_key *key)
{
	signing_key_forget(key);
}

/* "ssh-ed25519 AAAA…", and the same read. */
void public_key_add(struct buf *out, const struct public_key *key);
bool public_key_read(struct public_key *out, const char *text);

/* "SHA256:…", as ssh-keygen -lf prints it. */
void public_key_fingerprint(struct buf *out, const struct public_key *key);

/* The armoured signature of LEN bytes of TEXT, appended to OUT with its last line's end. */
void signature_add(struct buf *out, const struct signing_key *key, const char *text, size_t len);

/*
 * Whether ARMOUR, NUL-terminated, is a signature of TEXT, and whose: ERR_INVALID where it is not written
 * byte for byte as signature_add (and ssh-keygen -Y sign -n git) does, or is of another text. Whether
 * *SIGNER is somebody to trust is another question (signers.h).
 */
int signature_verify(struct public_key *signer, const char *armour, const char *text, size_t len,
	struct error *err);
