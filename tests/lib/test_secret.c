#include "test.h"
#include "secret.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_token(const char *token)
{
	return strlen(token) == TOKEN_LEN &&
	       strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
		       TOKEN_LEN;
}

TEST(is_made_ready)
{
	struct error err = { 0 };

	CHECK_OK(secret_init(&err), err);
	CHECK_OK(secret_init(&err), err); /* twice does no harm */
}

TEST(accepts_a_fair_password)
{
	struct error err = { 0 };

	CHECK_OK(password_check("dəmir yolu", &err), err); /* ten characters, eleven bytes */
	CHECK_OK(password_check("correct horse battery", &err), err);
}

TEST(refuses_short_passwords)
{
	struct error err = { 0 };

	CHECK_REFUSED(password_check("", &err), ERR_INVALID, err,
		"this password is too short; take at least 10 characters");
	CHECK_REFUSED(password_check("dmrYolu-9", &err), ERR_INVALID, err,
		"this password is too short; take at least 10 characters");
	CHECK_REFUSED(password_check("əəəşşşəəə", &err), ERR_INVALID, err,
		"this password is too short; take at least 10 characters");
}

TEST(refuses_long_passwords)
{
	char password[PASSWORD_MAX + 2] = { 0 };
	struct error err = { 0 };

	memset(password, 'a', PASSWORD_MAX);
	password[3] = 'b';
	CHECK_OK(password_check(password, &err), err);
	password[PASSWORD_MAX] = 'c';
	CHECK_REFUSED(password_check(password, &err), ERR_INVALID, err,
		"this password is too long; take at most 256 bytes");
}

TEST(refuses_the_worst_passwords)
{
	static const char *const worst[] = { "1234567890", "Password123", "QWERTYUIOP",
		"Azerbaycan", "azərbaycan", "aaaaaaaaaaaa", "0000000000" };
	struct error err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(worst); i++)
		CHECK_REFUSED(password_check(worst[i], &err), ERR_INVALID, err,
			"this password is one of the first that anybody would try; take another");
}

TEST(a_hash_knows_its_password_only)
{
	CLEANUP(str_free) char *hash = NULL;
	CLEANUP(str_free) char *again = NULL;
	struct error err = { 0 };

	CHECK_OK(secret_init(&err), err);
	CHECK_OK(password_hash(&hash, "dəmir yolu", &err), err);
	CHECK(str_starts(hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
	CHECK(!strstr(hash, "yolu"));
	CHECK(password_matches(hash, "dəmir yolu"));
	CHECK(!password_matches(hash, "dəmir yol"));
	CHECK(!password_matches(hash, "Dəmir yolu"));
	CHECK(!password_matches(hash, ""));
	CHECK_OK(password_hash(&again, "dəmir yolu", &err), err);
	CHECK(!str_equal(hash, again)); /* each has a salt of its own */
}

TEST(a_broken_hash_matches_nothing)
{
	CHECK(!password_matches("", "dəmir yolu"));
	CHECK(!password_matches("", ""));
	CHECK(!password_matches("$argon2id$v=19$m=65536,t=2,p=1$", ""));
	CHECK(!password_matches(NULL, ""));
	CHECK(!password_matches(NULL, "dəmir yolu"));
}

static void do_nothing(const char *hash)
{
}

static void match_wrong(const char *hash)
{
	password_matches(hash, "wrong");
}

/* The most KiB of memory that a process ever has in which WORK is done on HASH. */
static long memory_of(void (*work)(const char *), const char *hash)
{
	struct rusage usage = { 0 };
	pid_t child = fork();

	if (child == 0) {
		work(hash);
		_exit(0);
	}
	wait4(child, NULL, 0, &usage);
	return usage.ru_maxrss;
}

/* The memory of a hash is the measure of its work: 64 MiB. */
TEST(nobodys_password_takes_the_same_work_as_somebodys)
{
	CLEANUP(str_free) char *hash = NULL;
	struct error err = { 0 };
	long before, known, unknown;

	CHECK_OK(password_hash(&hash, "dəmir yolu", &err), err);
	before = memory_of(do_nothing, hash);
	known = memory_of(match_wrong, hash) - before;
	unknown = memory_of(match_wrong, NULL) - before;
	CHECK(known > 60000 && known < 70000);
	CHECK(unknown > 60000 && unknown < 70000);
}

static void *match(void *hash)
{
	return password_matches(hash, "dəmir yolu") ? hash : NULL;
}

TEST(a_crowd_takes_turns)
{
	CLEANUP(str_free) char *hash = NULL;
	struct error err = { 0 };
	pthread_t threads[8];
	void *result;

	CHECK_OK(password_hash(&hash, "dəmir yolu", &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		CHECK(pthread_create(&threads[i], NULL, match, hash) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		pthread_join(threads[i], &result);
		CHECK(result == hash);
	}
}

TEST(tokens_are_new_each_time)
{
	char a[TOKEN_LEN + 1], b[TOKEN_LEN + 1];

	token_new(a);
	token_new(b);
	CHECK(is_token(a));
	CHECK(is_token(b));
	CHECK(strcmp(a, b) != 0);
}

TEST(a_token_is_kept_as_a_hash)
{
	char hash[2 * TOKEN_HASH_LEN + 1], other[2 * TOKEN_HASH_LEN + 1];

	token_hash(hash, "abc"); /* BLAKE2b-256 of "abc" */
	CHECK_TEXT(hash, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	token_hash(other, "abd");
	CHECK(strcmp(hash, other) != 0);
	token_hash(other, "");
	CHECK_NUMBER(strlen(other), 64);
}

TEST(a_derived_token_depends_on_both)
{
	char form[TOKEN_LEN + 1], again[TOKEN_LEN + 1], other[TOKEN_LEN + 1];

	token_derive(form, "session", "form");
	token_derive(again, "session", "form");
	CHECK(is_token(form));
	CHECK_TEXT(again, form);
	token_derive(other, "session", "mail");
	CHECK(strcmp(other, form) != 0);
	token_derive(other, "sessiom", "form");
	CHECK(strcmp(other, form) != 0);
	token_derive(other, "", "");
	CHECK(is_token(other));
}

TEST(compares_tokens)
{
	CHECK(token_equal("abc", "abc"));
	CHECK(token_equal("", ""));
	CHECK(!token_equal("abc", "abd"));
	CHECK(!token_equal("abc", "abcd"));
	CHECK(!token_equal("abc", ""));
	CHECK(!token_equal("xbc", "abc"));
}

TEST_MAIN
