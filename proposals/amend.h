#pragma once

/*
 * A suggested change of a text, and what becomes of it when the text has moved on:
 * it still fits, it meets somebody else's change of the same words, or the text says
 * already what it wanted.
 */

#include "trail.h"
#include "error.h"

struct amend {
	const char *base;  /* the text it was made on */
	size_t start, end; /* what it replaces there */
	const char *replacement;
};

enum amend_fit {
	AMEND_FITS,
	AMEND_CONFLICTS, /* both changed the same words */
	AMEND_OVERTAKEN, /* what it wanted stands there already */
};

/* The three texts of a conflict, for one screen; all the caller's. */
struct amend_conflict {
	char *base;    /* the passage when the change was suggested */
	char *amended; /* what it would become */
	char *current; /* what stands there now; "" where it is gone */
};

/* The whole base with the replacement in it. The caller frees. */
char *amend_base(const struct amend *amend);

/*
 * CURRENT with the change in it. ERR_CONFLICT where both changed the same words: *OUT is left
 * alone and CONFLICT (may be NULL) is filled. ERR_INVALID where the change is overtaken. The caller
 * frees *OUT.
 */
int amend_apply(char **out, const struct amend *amend, const char *current,
	struct amend_conflict *conflict, struct error *err);

/* The same without the text. TRAIL leads from the base to CURRENT, NULL: it is made. */
enum amend_fit amend_fit(const struct amend *amend, const char *current, const struct trail *trail);
const char *amend_fit_name(enum amend_fit fit); /* "fits", "conflicts", "overtaken" */

/* Where it stands in the current text; as trail_range says. */
struct amend_place {
	enum trail_state state;
	size_t start, end;
};
struct amend_place amend_place(const struct amend *amend, const struct trail *trail);

/* Do two changes want the same words, or the same place? What is gone meets nothing. */
bool amend_places_meet(const struct amend_place *a, const struct amend_place *b);

void amend_conflict_release(struct amend_conflict *conflict);
static inline void amend_conflict_releasep(struct amend_conflict *conflict)
{
	amend_conflict_release(conflict);
}
