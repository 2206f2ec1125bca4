#pragma once

/*
 * The notice of a meeting: what was sent out and is public before any minutes are. It says date, place and
 * the agenda without its internal rows, and lives beside the minutes as notice.md.
 */

#include "record.h"
#include "rule.h"

/* The notice of the meeting REC, in STATE ("called", "changed", "cancelled"), as of DAY. The caller frees. */
struct record *notice_of(const struct record *rec, const char *state, const char *day);

/*
 * In what the meeting REC is another one than its NOTICE said, in LANGUAGE: "place: Baku → Ganja;
 * agenda"; nothing where it is the same.
 */
void notice_changes(struct buf *out, const struct record *notice, const struct record *rec,
	const char *language);

/*
 * The last day on which the meeting REC is called in time, or, where URGENT, as an urgent one. False: not
 * known, since it has no day or the rule is none of days.
 */
bool notice_due(const struct record *rec, const struct rules *rules, bool urgent, struct date *out);
