#pragma once

/*
 * Names with values, as forms, queries and headers have them, and the two ways
 * in which browsers write forms. All is bounded by the body's own limit, which
 * whoever reads the body keeps.
 */

#include "buf.h"
#include "error.h"

enum { FIELDS_MAX = 4000, FIELD_NAME_MAX = 200 };

struct field {
	char *name;
	char *value; /* UTF-8 in NFC, lines end in "\n"; no NUL. Of a file: its bytes, then a NUL */
	size_t len;  /* of VALUE */
	char *file;  /* the name of the file that was sent; NULL for a plain field */
};

struct fields {
	struct field *field;
	size_t count;
};

void fields_release(struct fields *fields);
static inline void fields_releasep(struct fields *fields)
{
	fields_release(fields);
}

/* The first value of NAME, or NULL. Borrowed. */
const char *fields_get(const struct fields *fields, const char *name);

/* Both are copied. */
void fields_add(struct fields *fields, const char *name, const char *value);
void fields_add_bytes(
	struct fields *fields, const char *name, const char *value, size_t len, const char *file);

/*
 * Read what a browser wrote. Values are cleaned (text_clean). One that cannot be is kept without
 * the bytes that no text has, and the answer is ERR_INVALID with the first fault; OUT then holds
 * all fields even so, to be given back. A body that was cut gives the fields up to the cut.
 */
int fields_read_urlencoded(struct fields *out, const char *text, size_t len, struct error *err);

/* TYPE is the whole Content-Type. ERR_INVALID, too, where the body is not built as TYPE says. */
int fields_read_multipart(
	struct fields *out, const char *type, const char *body, size_t len, struct error *err);

/* %XX undone, and "+" where PLUS; ERR_INVALID for an escape that is none. */
int percent_decode(struct buf *out, const char *text, size_t len, bool plus, struct error *err);

/* VALUE cleaned into *OUT (yours); on ERR_INVALID, *OUT is VALUE without what no text has. */
int fields_clean(char **out, const char *value, size_t len, struct error *err);
