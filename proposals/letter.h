#pragma once

/* The covering letter that a submission begins with, from template/letter.LANGUAGE.md; people go on writing it. */

#include "base.h"

struct letter {
	const char *council, *agency, *title;
	const char *number;  /* "2015/1" */
	const char *version; /* "3" */
	const char *date;    /* in words */
	size_t recommendations;
};

/* In LANGUAGE, English where we have no template in it. The caller frees. */
char *letter_draft(const char *language, const struct letter *letter);
