#include "signature.h"

enum { LINE_LEN = 70 }; /* of the armour, as OpenSSH breaks it */

static const char algorithm[] = "ssh-ed25519";

/* The formats are made of numbers and of strings with their length in front, most significant byte first. */
static void add_number(struct buf *out, size_t n)
{
	unsigned char bytes[4] = { (unsigned char)(n >> 24), (unsigned char)(n >> 16),
		(unsigned char)(n >> 8), (unsigned char)n };

	buf_add(out, bytes, sizeof bytes);
}

static void add_bytes(struct buf *out, const void *bytes, size_t len)
{
	add_number(out, len);
	buf_add(out, bytes, len);
}

static void add_string(struct buf *out, const char *text)
{
	add_bytes(out, text, strlen(text));
}

/* Keys */

void signing_key_from(struct signing_key *out, const unsigned char seed[SIGN_SEED_LEN])
{
	memcpy(out->seed, seed, SIGN_SEED_LEN);
	sign_public(out->public.bytes, seed);
}

void signing_key_new(struct signing_key *out)
{
	sign_seed(out->seed);
	sign_public(out->public.bytes, out->seed);
}

void signing_key_forget(struct signing_key *key)
{
	secret_forget(key, sizeof *key);
}

static void add_key(struct buf *out, const struct public_key *key)
{
	add_string(out, algorithm);
	add_bytes(out, key->bytes, sizeof key->bytes);
}

void public_key_add(struct buf *out, const struct public_key *key)
{
	CLEANUP(buf_release) struct buf blob = BUF_INIT;

	add_key(&blob, key);
	buf_printf(out, "%s ", algorithm);
	base64_add(out, blob.data, blob.len);
}

bool public_key_read(struct public_key *out, const char *text)
{
	CLEANUP(buf_release) struct buf blob = BUF_INIT, again = BUF_INIT;
	size_t head = strlen(algorithm);
	struct public_key key = { { 0 } };

	add_key(&blob, &key); /* for its length */
	if (!str_starts(text, algorithm) || text[head] != ' ' ||
		!base64_read(blob.data, blob.len, text + head + 1))
		return false;
	memcpy(key.bytes, blob.data + blob.len - sizeof key.bytes, sizeof key.bytes);
	public_key_add(&again, &key);
	if (!str_equal(buf_text(&again), text))
		return false;
	*out = key;
	return true;
}

void public_key_fingerprint(struct buf *out, const struct public_key *key)
{
	CLEANUP(buf_release) struct buf blob = BUF_INIT;
	unsigned char sum[SHA256_LEN];

	add_key(&blob, key);
	sha256_bytes(sum, blob.data, blob.len);
	buf_puts(out, "SHA256:");
	base64_add(out, sum, sizeof sum);
	buf_cut(out, out->len - 1); /* without the padding */
}

/* Signatures */

/* What is signed in place of TEXT. */
static void add_signed(struct buf *out, const char *text, size_t len)
{
	unsigned char sum[SHA512_LEN];

	sha512_bytes(sum, text, len);
	buf_puts(out, "SSHSIG");
	add_string(out, "git");
	add_string(out, "");
	add_string(out, "sha512");
	add_bytes(out, sum, sizeof sum);
}

static void add_blob(struct buf *out, const struct public_key *key, const unsigned char *signature)
{
	CLEANUP(buf_release) struct buf inner = BUF_INIT;

	buf_puts(out, "SSHSIG");
	add_number(out, 1);
	add_key(&inner, key);
	add_bytes(out, inner.data, inner.len);
	add_string(out, "git");
	add_string(out, "");
	add_string(out, "sha512");
	buf_cut(&inner, 0);
	add_string(&inner, algorithm);
	add_bytes(&inner, signature, SIGNATURE_LEN);
	add_bytes(out, inner.data, inner.len);
}

static void add_armour(struct buf *out, const struct buf *blob)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	base64_add(&text, blob->data, blob->len);
	buf_puts(out, SIGNATURE_BEGIN);
	for (size_t at = 0; at < text.len; at += LINE_LEN)
		buf_printf(out, "%.*s\n", LINE_LEN, text.data + at);
	buf_puts(out, SIGNATURE_END);
}

void signature_add(struct buf *out, const struct signing_key *key, const char *text, size_t len)
{
	CLEANUP(buf_release) struct buf bytes = BUF_INIT, blob = BUF_INIT;
	unsigned char signature[SIGNATURE_LEN];

	add_signed(&bytes, text, len);
	sign_make(signature, key->seed, bytes.data, bytes.len);
	add_blob(&blob, &key->public, signature);
	add_armour(out, &blob);
}

/* The bytes in ARMOUR, as many as BLOB has now. */
static bool read_armour(struct buf *blob, const char *armour)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *end = strstr(armour, SIGNATURE_END);

	if (!end || !str_starts(armour, SIGNATURE_BEGIN))
		return false;
	for (const char *p = armour + strlen(SIGNATURE_BEGIN); p < end; p++)
		if (*p != '\n')
			buf_addc(&text, *p);
	return base64_read(blob->data, blob->len, buf_text(&text));
}

int signature_verify(struct public_key *signer, const char *armour, const char *text, size_t len,
	struct error *err)
{
	CLEANUP(buf_release) struct buf blob = BUF_INIT, again = BUF_INIT, bytes = BUF_INIT;
	static const size_t key_at = sizeof "SSHSIG" - 1 + 4 + 4 + 4 + sizeof algorithm - 1 + 4;
	unsigned char signature[SIGNATURE_LEN] = { 0 };
	struct public_key key = { { 0 } };

	/* All of it but the key and the signature is fixed: it is the right one if it comes out again. */
	add_blob(&blob, &key, signature);
	if (read_armour(&blob, armour)) {
		memcpy(key.bytes, blob.data + key_at, sizeof key.bytes);
		memcpy(signature, blob.data + blob.len - sizeof signature, sizeof signature);
		buf_cut(&blob, 0);
		add_blob(&blob, &key, signature);
		add_armour(&again, &blob);
	}
	if (!again.len || !str_equal(buf_text(&again), armour))
		return error_set(err, ERR_INVALID,
			"this is no Ed25519 signature in OpenSSH's format for git, with SHA-512");
	add_signed(&bytes, text, len);
	if (!sign_holds(signature, key.bytes, bytes.data, bytes.len))
		return error_set(err, ERR_INVALID, "the signature is not that of this text");
	*signer = key;
	return 0;
}
