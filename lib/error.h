#pragma once

/*
 * What went wrong, in words that say what to do next.
 *
 * A function returns 0 or one of these codes; the words go into the caller's
 * struct error. The English format string of a message is also its key in the
 * catalogues of the interface: the parts are kept apart from the values in
 * them, so that the front end can say the same in the reader's language.
 */

#include "base.h"

struct buf;

enum error_code {
	ERR_FAILED = -1,    /* the machine or a library failed */
	ERR_INVALID = -2,   /* what was given breaks a rule */
	ERR_NOT_FOUND = -3, /* there is no such thing */
	ERR_DENIED = -4,    /* this person may not */
	ERR_CONFLICT = -5,  /* somebody else was faster */
	ERR_TOO_LARGE = -6, /* over a limit that the message names */
	ERR_BUSY = -7,      /* try again in a moment */
	ERR_FULL = -8,      /* no room on the disk */
	ERR_DAMAGED = -9,   /* a database that cannot be read as one */
};

enum { ERROR_PARTS = 4, ERROR_VALUES = 6, ERROR_POOL = 768, ERROR_FIELD = 48 };

struct error {
	int code;
	char field[ERROR_FIELD];          /* a form's field that is at fault, "reasons-R2", or "" */
	int parts;                        /* outermost first; joined with ": " */
	int places;                       /* so many of them, the outermost, say where in the files */
	const char *format[ERROR_PARTS];  /* literals: the keys of the catalogues */
	int first[ERROR_PARTS];           /* where a part's values begin in VALUE */
	int values;
	int value[ERROR_VALUES];          /* offsets into POOL */
	int used;
	char pool[ERROR_POOL];
};

/*
 * Set the message and return CODE, so that refusing is one statement. FORMAT is
 * a literal with %s, %d, %zu, %ld, %lld or %% only; values too long are cut at
 * a character. A NULL ERR is allowed everywhere.
 */
int error_set(struct error *err, int code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Say where it happened, before what has been said. Returns the code that ERR holds. */
int error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* The same where it is a place in the files: whoever types in a form is not told. */
int error_place(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Say which FIELD of a form is at fault; one that was named before stays. Returns ERR's code,
 * ERR_INVALID without one. */
int error_field(struct error *err, const char *field);

/* ERR_FULL for ENOSPC and EDQUOT, else ERR_FAILED; "WHAT: the system's words". */
int error_errno(struct error *err, const char *what);

/* In whose language: what a format is there, and how a value is written. */
struct error_language {
	const char *(*translate)(const void *catalogue, const char *format);
	void (*write)(const void *catalogue, struct buf *out, const char *value);
};

/* How the message reads, in English where LANGUAGE is NULL. The caller frees. */
char *error_text_in(const struct error *err, const struct error_language *language, const void *catalogue);
char *error_text(const struct error *err);
/* The same without the places. */
char *error_words_in(const struct error *err, const struct error_language *language, const void *catalogue);

/* The one place where a code meets the outer world. */
int error_http_status(int code);
int error_exit_code(int code);
const char *error_name(int code); /* "invalid", "not-found"…: for machines */
