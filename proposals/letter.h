#pragma once

/*
 * The covering letters that a submission and an answer begin with, from template/letter.LANGUAGE.md and
 * template/answer-letter.LANGUAGE.md; people go on writing them.
 */

#include "base.h"

enum letter_kind { LETTER_SUBMISSION, LETTER_ANSWER };

struct letter {
	const char *council, *agency, *title;
	const char *number;  /* "2015/1" */
	const char *version; /* "3" */
	const char *date;    /* in words */
	size_t recommendations;
	const char *sent;    /* of an answer: number and date of the letter that it answers, in words */
};

/* In LANGUAGE, English where we have no template in it. The caller frees. */
char *letter_draft(enum letter_kind kind, const char *language, const struct letter *letter);
