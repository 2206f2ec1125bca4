#pragma once

/* Catalogues as gettext writes them: only phrases*.c know. */

#include "error.h"

struct phrase_entry {
	char *context; /* "" without one */
	char *english;
	char *one, *several; /* "" where it is not translated; the same without a plural */
	int line;
};

struct phrases {
	char *code, *name;
	size_t number;
	struct phrase_entry *entry; /* by key */
	size_t entries;
};

/* Frees what it holds and zeroes it. */
void phrase_entry_clear(struct phrase_entry *entry);

/* Gets each entry, in the file's order; what is taken out of ENTRY is its own. */
typedef int (*phrases_entry_fn)(void *ctx, struct phrase_entry *entry, struct error *err);
int phrases_file_read(
	const char *name, const char *text, phrases_entry_fn each, void *ctx, struct error *err);
