#include "secret.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <strings.h>

enum { AT_ONCE = 2 };

int secret_init(struct error *err)
{
	if (sodium_init() < 0)
		return error_set(err, ERR_FAILED, "the system gives no random numbers");
	return 0;
}

/* Passwords */

/* The worst that are long enough: guessers begin with these. */
/* clang-format off */
static const char *const worst[] = {
	"0123456789", "0987654321", "1029384756", "1111111111", "123123123123", "1234567890",
	"1234567891", "12345678910", "123456789a", "123456789q", "1q2w3e4r5t", "1q2w3e4r5t6y",
	"1qaz2wsx3edc", "1qaz@wsx3edc", "9876543210", "987654321a", "abcd123456", "abcdefghij",
	"admin12345", "admin123456", "administrator", "asdfghjkl;", "azerbaijan", "azerbaycan",
	"azerbaycan1", "azərbaycan", "bakibakibaki", "baku12345678", "football123",
	"ictimai şura", "ictimaisura", "iloveyou123", "letmein123", "parolparol", "passw0rd123",
	"password01", "password12", "password123", "password1234", "passwordpassword",
	"princess123", "q1w2e3r4t5", "q1w2e3r4t5y6", "qazwsxedcrfv", "qwerty1234", "qwerty12345",
	"qwerty123456", "qwertyuiop", "qwertyuiop[]", "salam12345", "salamsalam", "superman123",
	"welcome123", "zxcvbnm123", "şifrə12345",
};
/* clang-format on */

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static bool is_one_of_the_worst(const char *password)
{
	for (size_t i = 0; i < ARRAY_SIZE(worst); i++)
		if (strcasecmp(password, worst[i]) == 0)
			return true;
	return strspn(password, (char[2]){ *password }) == strlen(password);
}

int password_check(const char *password, struct error *err)
{
	if (characters(password) < PASSWORD_MIN)
		return error_set(err, ERR_INVALID,
			"this password is too short; take at least %d characters", PASSWORD_MIN);
	if (strlen(password) > PASSWORD_MAX)
		return error_set(err, ERR_INVALID,
			"this password is too long; take at most %d bytes", PASSWORD_MAX);
	if (is_one_of_the_worst(password))
		return error_set(err, ERR_INVALID,
			"this password is one of the first that anybody would try; take another");
	return 0;
}

/* Each hash takes 64 MiB: a crowd at the door must not take the machine's memory. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t left = PTHREAD_COND_INITIALIZER;
static int running;

static void enter(void)
{
	pthread_mutex_lock(&lock);
	while (running == AT_ONCE)
		pthread_cond_wait(&left, &lock);
	running++;
	pthread_mutex_unlock(&lock);
}

static void leave(void)
{
	pthread_mutex_lock(&lock);
	running--;
	pthread_cond_signal(&left);
	pthread_mutex_unlock(&lock);
}

int password_hash(char **hash, const char *password, struct error *err)
{
	char text[crypto_pwhash_STRBYTES];
	int rc;

	enter();
	rc = crypto_pwhash_str_alg(text, password, strlen(password),
		crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
		crypto_pwhash_ALG_ARGON2ID13);
	leave();
	if (rc < 0)
		return error_set(err, ERR_FAILED,
			"there is not enough memory to protect the password; try again later");
	*hash = str_copy(text);
	return 0;
}

/* Made as the real ones are, of a password that nobody knows. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$ZcNMtVKZ1plK11JCEyZdIw$"
			     "k9PAQsZz87zOs8s5t8qonz19b8WWEVrz9jheZbM2Vjs";

bool password_matches(const char *hash, const char *password)
{
	bool right;

	enter();
	right = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;
	leave();
	return hash && right;
}

/* Tokens */

static void encode(char token[TOKEN_LEN + 1], const unsigned char *bytes, size_t len)
{
	sodium_bin2base64(
		token, TOKEN_LEN + 1, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void token_new(char token[TOKEN_LEN + 1])
{
	unsigned char bytes[32];

	randombytes_buf(bytes, sizeof bytes);
	encode(token, bytes, sizeof bytes);
	sodium_memzero(bytes, sizeof bytes);
}

void token_hash(char hash[2 * TOKEN_HASH_LEN + 1], const char *token)
{
	unsigned char bytes[TOKEN_HASH_LEN];

	crypto_generichash(
		bytes, sizeof bytes, (const unsigned char *)token, strlen(token), NULL, 0);
	sodium_bin2hex(hash, 2 * TOKEN_HASH_LEN + 1, bytes, sizeof bytes);
}

void token_derive(char token[TOKEN_LEN + 1], const char *from, const char *purpose)
{
	unsigned char key[crypto_generichash_KEYBYTES], bytes[32];

	crypto_generichash(key, sizeof key, (const unsigned char *)from, strlen(from), NULL, 0);
	crypto_generichash(bytes, sizeof bytes, (const unsigned char *)purpose, strlen(purpose),
		key, sizeof key);
	encode(token, bytes, sizeof bytes);
	sodium_memzero(key, sizeof key);
}

bool token_equal(const char *a, const char *b)
{
	size_t len = strlen(a);

	return len == strlen(b) && sodium_memcmp(a, b, len) == 0;
}

void sha256_hex(char out[65], const char *text, size_t len)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)text, len);
	sodium_bin2hex(out, 65, hash, sizeof hash);
}

void sha256_bytes(unsigned char out[SHA256_LEN], const void *bytes, size_t len)
{
	crypto_hash_sha256(out, bytes, len);
}

void sha512_bytes(unsigned char out[SHA512_LEN], const void *bytes, size_t len)
{
	crypto_hash_sha512(out, bytes, len);
}

void base64_add(struct buf *out, const void *bytes, size_t len)
{
	size_t room = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);

	sodium_bin2base64(
		buf_reserve(out, room), room, bytes, len, sodium_base64_VARIANT_ORIGINAL);
	out->len += room - 1;
}

bool base64_read(void *bytes, size_t len, const char *text)
{
	CLEANUP(buf_release) struct buf again = BUF_INIT;
	size_t n;

	if (sodium_base642bin(bytes, len, text, strlen(text), NULL, &n, NULL,
		    sodium_base64_VARIANT_ORIGINAL) < 0 ||
		n != len)
		return false;
	base64_add(&again, bytes, len);
	return str_equal(buf_text(&again), text);
}

/* Signatures */

static_assert(SIGN_SEED_LEN == crypto_sign_SEEDBYTES, "Ed25519's sizes");
static_assert(SIGN_PUBLIC_LEN == crypto_sign_PUBLICKEYBYTES, "Ed25519's sizes");
static_assert(SIGNATURE_LEN == crypto_sign_BYTES, "Ed25519's sizes");

void sign_seed(unsigned char seed[SIGN_SEED_LEN])
{
	randombytes_buf(seed, SIGN_SEED_LEN);
}

void sign_public(unsigned char public[SIGN_PUBLIC_LEN], const unsigned char seed[SIGN_SEED_LEN])
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(public, secret, seed);
	sodium_memzero(secret, sizeof secret);
}

void sign_make(unsigned char signature[SIGNATURE_LEN], const unsigned char seed[SIGN_SEED_LEN],
	const void *bytes, size_t len)
{
	unsigned char public[SIGN_PUBLIC_LEN], secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(public, secret, seed);
	crypto_sign_detached(signature, NULL, bytes, len, secret);
	sodium_memzero(secret, sizeof secret);
}

bool sign_holds(const unsigned char signature[SIGNATURE_LEN],
	const unsigned char public[SIGN_PUBLIC_LEN], const void *bytes, size_t len)
{
	return crypto_sign_verify_detached(signature, bytes, len, public) == 0;
}

void secret_forget(void *bytes, size_t len)
{
	sodium_memzero(bytes, len);
}
