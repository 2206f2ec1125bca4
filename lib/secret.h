#pragma once

/* Secrets, sums and signatures: password hashes, tokens, SHA-2, Ed25519; by libsodium. */

#include "buf.h"
#include "error.h"

enum { TOKEN_LEN = 43, TOKEN_HASH_LEN = 32, PASSWORD_MIN = 10, PASSWORD_MAX = 256 };

int secret_init(struct error *err); /* once, before anything else here */

/* ERR_INVALID for a password too short, too long, or on the short list of the worst. */
int password_check(const char *password, struct error *err);

/*
 * Argon2id, libsodium's interactive limits (64 MiB, about 0.1 s; RFC 9106). At most two run at
 * once in the process, further ones wait their turn. The caller frees *HASH.
 */
int password_hash(char **hash, const char *password, struct error *err);

/* HASH NULL takes as long and says false, so that time tells nobody which accounts exist. */
bool password_matches(const char *hash, const char *password);

/* 32 random bytes as unpadded URL-safe base64, NUL-terminated. */
void token_new(char token[TOKEN_LEN + 1]);

/* What is kept of a token: SHA-256 would do for 256 random bits; this is BLAKE2b. In hexadecimal. */
void token_hash(char hash[2 * TOKEN_HASH_LEN + 1], const char *token);

/* A token bound to another and a purpose (CSRF: session token → form token), keyed BLAKE2b. */
void token_derive(char token[TOKEN_LEN + 1], const char *from, const char *purpose);

/* SHA-256 (FIPS 180-4) of what everybody may know, as sha256sum prints it. */
void sha256_hex(char out[65], const char *text, size_t len);

/* In time that does not depend on where they differ. */
bool token_equal(const char *a, const char *b);

/* The sums themselves, and bytes as base64 with its padding (RFC 4648, 4). */
enum { SHA256_LEN = 32, SHA512_LEN = 64 };
void sha256_bytes(unsigned char out[SHA256_LEN], const void *bytes, size_t len);
void sha512_bytes(unsigned char out[SHA512_LEN], const void *bytes, size_t len);
void base64_add(struct buf *out, const void *bytes, size_t len);

/* Just LEN bytes out of TEXT, in the one way of writing them that base64_add has; else false. */
bool base64_read(void *bytes, size_t len, const char *text);

/* Ed25519 (RFC 8032). SEED is the secret; a text has one signature only, whenever it is made. */
enum { SIGN_SEED_LEN = 32, SIGN_PUBLIC_LEN = 32, SIGNATURE_LEN = 64 };
void sign_seed(unsigned char seed[SIGN_SEED_LEN]);
void sign_public(unsigned char public[SIGN_PUBLIC_LEN], const unsigned char seed[SIGN_SEED_LEN]);
void sign_make(unsigned char signature[SIGNATURE_LEN], const unsigned char seed[SIGN_SEED_LEN],
	const void *bytes, size_t len);
bool sign_holds(const unsigned char signature[SIGNATURE_LEN],
	const unsigned char public[SIGN_PUBLIC_LEN], const void *bytes, size_t len);
void secret_forget(void *bytes, size_t len);
