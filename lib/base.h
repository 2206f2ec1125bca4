#pragma once

/*
 * What every file here stands on: ownership that the compiler sees to, and
 * memory that never comes back NULL.
 *
 * Small allocations abort when memory is out. That is only right because each
 * input is bounded before it is read; whoever reads something from outside
 * bounds it first.
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Run FN on the variable when it goes out of scope. Initialise it where it is declared. */
#define CLEANUP(fn) __attribute__((cleanup(fn##p)))
#define DEFINE_CLEANUP(type, fn)                                                                   \
	static inline void fn##p(type *p)                                                          \
	{                                                                                          \
		if (*p)                                                                            \
			fn(*p);                                                                    \
	}

/* Give the pointer away: its value, and NULL is left behind. */
#define TAKE(p)                                                                                    \
	({                                                                                         \
		__auto_type taken_ = (p);                                                          \
		(p) = NULL;                                                                        \
		taken_;                                                                            \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* Like the C library's functions, but they abort when memory is out. */
void *mem_alloc(size_t size); /* zeroed */
void *mem_resize(void *p, size_t size);
char *str_copy(const char *s); /* NULL gives NULL */
char *str_copy_n(const char *s, size_t n);
char *str_format(const char *format, ...) PRINTF_LIKE(1, 2);

/* Room for one more in the array *P of COUNT elements of SIZE bytes; doubles when it is full. */
void *mem_grow(void *p, size_t count, size_t size);

/* Both may be NULL; NULL equals only NULL. */
bool str_equal(const char *a, const char *b);
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);

/* S without white space at its ends: cut in place, the result points into S. */
char *str_trim(char *s);

DEFINE_CLEANUP(void *, free)
/* For CLEANUP(str_free) char *. */
static inline void str_free(char *s)
{
	free(s);
}
DEFINE_CLEANUP(char *, str_free)
