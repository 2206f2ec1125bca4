#pragma once

/*
 * Named versions of a proposal's text. Every save is a revision, a commit; one that
 * people shall talk about is named: an entry of "versions" in the front matter says
 * its number, since when, by whom, in a line what it changes, and the SHA-256 (FIPS
 * 180-4) of the text that it names. Anybody proves that with
 *
 *	awk 'n > 1; /^---$/ { n++ }' proposal.md | sha256sum
 *
 * The text of version N is that of the first revision that has the entry.
 */

#include "record.h"

enum { VERSION_SUM_LEN = 64 };

/* The entry of the last named version of REC, or NULL where it has none. Borrowed. */
const struct yaml *version_last(const struct record *rec);

/* The number of ENTRY; 0 where it is NULL or has none. */
int version_number(const struct yaml *entry);

/* The sum of REC's text: its file without the front matter. */
void version_sum(char out[VERSION_SUM_LEN + 1], const struct record *rec);

/* Whether the last named version is the text as it stands. */
bool version_is_current(const struct record *rec);

/*
 * Name the text as it stands: BY whom (a reference or a name), AT ("2015-08-10T10:00+04:00"), WHAT
 * it changes in a line. Nothing happens where it has a name already. ERR_INVALID where WHAT is NULL
 * or blank.
 */
int version_name(
	struct record *rec, const char *by, const char *at, const char *what, struct error *err);
