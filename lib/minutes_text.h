#pragma once

/*
 * One item of the minutes as Markdown: who speaks, the text, and what stands at
 * its end. Where an item stands, and what must be unique, is minutes.c's.
 */

#include "minutes.h"

enum { MINUTES_MAX_VOTES = 10000 };

/* What could not be read, and so stayed in the text. */
enum minutes_doubt { DOUBT_VOTES = 1, DOUBT_DUE = 2 };

/*
 * Fill ITEM, whose section is set, from MARKDOWN without list marker and indentation. Returns the
 * doubts. Only what an item's letter has a place for is read: origins of all but statements, votes
 * of decisions, the box, person and due date of actions.
 */
unsigned minutes_item_parse(struct minutes_item *item, const char *markdown);

/* ITEM as list item whose first line begins with MARKER; further lines stand in by INDENT columns.
 */
void minutes_write_item_as(struct buf *out, const struct minutes_item *item, const char *language,
	const char *marker, int indent);

/* The letter that ITEM's id has or would get; 0 where it would get none. */
char minutes_item_letter(const struct minutes_item *item);

/* The name of the item that ORIGIN leads to, if it is in these minutes: "S3" of "S3" and "#s3". */
char *minutes_origin_here(const char *origin);

/* Can ITEM be written so that it reads the same? ERR_INVALID says what cannot. */
int minutes_item_check(const struct minutes_item *item, struct error *err);

/* People and bodies: a link, or a name that is emphasised. minutes_people.c */

/* The bytes of the person that P begins with, 0 where it begins with none; and who that is. */
size_t minutes_person_length(const char *p);
char *minutes_person(const char *p, size_t len); /* the caller frees */
void minutes_write_person(struct buf *out, const char *person);

/* The bytes of a comma and the white space behind it. */
size_t minutes_comma(const char *p);

/* The speakers that P begins with, if any; returns their bytes, the colon included. */
size_t minutes_read_speakers(struct minutes_item *item, const char *p);
bool minutes_write_speakers(struct buf *out, const struct minutes_item *item);

/*
 * A text that begins as a list of speakers does, and is none, keeps a backslash before its colon:
 * "[The law](…)\: …". Markdown shows the same. The offset of GUARD (":" or "\:") behind such a
 * list.
 */
size_t minutes_guard(const char *text, const char *guard);

/* Origins, votes, person and due date, at the end of an item. minutes_end.c */

/* Move them from the end of TEXT into ITEM. Returns the doubts. */
unsigned minutes_cut_end(struct minutes_item *item, char *text);

/* Append them to OUT, where the item's own text began at FROM. */
void minutes_write_end(
	struct buf *out, const struct minutes_item *item, const char *language, size_t from);

/* Votes of a decision. minutes_votes.c */

/* GROUP is the inside of "(for 6, against 0)": false where it is no votes, or half of them (a doubt). */
bool minutes_read_votes(struct minutes_item *item, const char *group, unsigned *doubt);
bool minutes_is_voted(const struct minutes_item *item);
void minutes_write_votes(
	struct buf *out, const struct minutes_item *item, const char *language);

/* The same by name: list items "- for: [A](…), *B*" that TEXT ends with, moved into ITEM. */
void minutes_cut_voters(struct minutes_item *item, char *text);
void minutes_write_voters(
	struct buf *out, const struct minutes_item *item, const char *language);

/* Where there are names and no count, they are counted. */
void minutes_count_voters(struct minutes_item *item);

/* Small things that all of these share. */

void minutes_add_text(char ***list, size_t *count, char *text); /* TEXT is taken over */
void minutes_free_texts(char **list, size_t count);

static inline bool minutes_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline bool minutes_is_gap(char c)
{
	return !c || minutes_is_space(c);
}

static inline bool minutes_is_blank(const char *s)
{
	return !s || !s[strspn(s, " \t\r\n")];
}
