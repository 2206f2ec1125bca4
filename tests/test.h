#pragma once

/*
 * A test program is a file of TEST(name) { … } and one TEST_MAIN. It prints TAP
 * (testanything.org); a name reads as behaviour: refuses_a_second_title.
 * A failed CHECK ends its test and says where.
 *
 * No test measures time (tests/bench does): an input that must not take for ever is
 * given, and its result is checked. A program that does not end is stopped and fails.
 */

#include "base.h"

#include <stdio.h>

struct test {
	const char *name;
	void (*run)(void);
	bool large;
	struct test *next;
};

extern struct test *test_first, **test_last;
extern bool test_failed;
extern const char *test_data; /* the folder tests/data */

void test_add(struct test *test);
void test_fail(const char *file, int line, const char *format, ...) PRINTF_LIKE(3, 4);
int test_run_all(int argc, char **argv);

/* NORMAL times SHURA_TEST_ROUNDS, a whole number from 1 up: for longer runs of random or of
 * crowded tests. */
int test_rounds(int normal);

/* A new empty folder, removed at exit. Borrowed. */
const char *test_folder(void);
/* The whole file; aborts where it cannot be read. The caller frees. LEN may be NULL. */
char *test_read_file(const char *path, size_t *len);
void test_write_file(const char *path, const char *text);
/* Runs a command of the shell; how it ended. */
int test_shell(const char *format, ...) PRINTF_LIKE(1, 2);

#define TEST_ADDED(name, is_large)                                                                 \
	static void name(void);                                                                    \
	static struct test test_of_##name = { #name, name, is_large, NULL };                       \
	__attribute__((constructor)) static void add_##name(void)                                  \
	{                                                                                          \
		test_add(&test_of_##name);                                                         \
	}                                                                                          \
	static void name(void)

#define TEST(name) TEST_ADDED(name, false)

/* A test of inputs so long that whatever is not linear shows as never ending. It runs without
 * ASan's strict_string_checks, which read all the rest of a string at each strchr: they alone make
 * linear code quadratic. */
#define TEST_LARGE(name) TEST_ADDED(name, true)

#define TEST_MAIN                                                                                  \
	int main(int argc, char **argv)                                                            \
	{                                                                                          \
		return test_run_all(argc, argv);                                                   \
	}

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			test_fail(__FILE__, __LINE__, "%s", #condition);                           \
			return;                                                                    \
		}                                                                                  \
	} while (0)

#define CHECK_TEXT(actual, expected)                                                               \
	do {                                                                                       \
		const char *a_ = (actual), *e_ = (expected);                                       \
		if (!str_equal(a_, e_)) {                                                          \
			test_fail(__FILE__, __LINE__, "expected\n%s\ngot\n%s", e_ ? e_ : "(null)", \
				a_ ? a_ : "(null)");                                               \
			return;                                                                    \
		}                                                                                  \
	} while (0)

#define CHECK_NUMBER(actual, expected)                                                             \
	do {                                                                                       \
		long long a_ = (long long)(actual), e_ = (long long)(expected);                    \
		if (a_ != e_) {                                                                    \
			test_fail(__FILE__, __LINE__, "%s: expected %lld, got %lld", #actual, e_,  \
				a_);                                                               \
			return;                                                                    \
		}                                                                                  \
	} while (0)

/* CALL answers 0; else the words of ERR are shown. */
#define CHECK_OK(call, err)                                                                        \
	do {                                                                                       \
		int code_ = (call);                                                                \
		if (code_ < 0) {                                                                   \
			CLEANUP(str_free) char *text_ = error_text(&(err));                        \
			test_fail(__FILE__, __LINE__, "%s: %s", #call, text_);                     \
			return;                                                                    \
		}                                                                                  \
	} while (0)

/* CALL answers CODE, and the message is TEXT. */
#define CHECK_REFUSED(call, code, err, text)                                                       \
	do {                                                                                       \
		CHECK_NUMBER(call, code);                                                          \
		CLEANUP(str_free) char *text_ = error_text(&(err));                                \
		CHECK_TEXT(text_, text);                                                           \
	} while (0)
