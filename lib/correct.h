#pragma once

/* A correction's words put into the minutes that it corrects. */

#include "record.h"

/*
 * Put the words of CORRECTION into its item of MINUTES, the file PATH: a three-way merge by words, or TYPED (may be
 * NULL) as it stands. ERR_CONFLICT where the same words have changed since it was sent; ERR_INVALID where
 * the item is gone, and where the correction is a remark that only a person can take up. LANGUAGE as in minutes.h.
 */
int correct_words(struct record *minutes, const char *path, const struct record *correction,
	const char *typed, const char *language, struct error *err);
