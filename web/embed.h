#pragma once

/* The files that are built into the program: pages, static files, catalogues, the schema. */

#include <stddef.h>

struct embedded {
	const char *name; /* "pages/meeting.sql", "static/shura.css", "po/az.po" */
	const char *data; /* followed by a NUL that LEN does not count */
	size_t len;
	const char *hash; /* 16 hexadecimal digits of its content: for addresses that never change */
};

extern const struct embedded embedded[];
extern const size_t embedded_count;

const struct embedded *embedded_find(const char *name); /* NULL where there is none */
