#pragma once

/*
 * The body of minutes: agenda issues as second-level headings, under each the
 * fixed third-level headings of the official protocol, under these the items.
 *
 * Reading never changes a byte. Editing works on the text itself and touches
 * only the lines of the item that is edited, so that two people who edit
 * different items merge, and what nobody touched stays as it was typed.
 */

#include "record.h"
#include "fault.h"

enum minutes_section {
	SECTION_HEARD,      /* Eşidildi · Heard */
	SECTION_SPOKE,      /* Çıxış etdilər · Spoke */
	SECTION_SUGGESTED,  /* Səsləndirilən təkliflər · Suggestions voiced */
	SECTION_RESOLVED,   /* Qərara alındı · Resolved */
	SECTION_ACTIONS,    /* Tapşırıqlar · Actions */
	SECTION_OTHER,      /* a heading of the council's own */
};

/* The heading's words in LANGUAGE ("az", "en"). */
const char *minutes_heading(enum minutes_section section, const char *language);

/* What it is called in the index and in JSON: "heard", "spoke"… */
const char *minutes_section_name(enum minutes_section section);

/* The letter of the ids of items there: 'S' for heard and spoke, 'O', 'D', 'A', 0 for other. */
char minutes_letter(enum minutes_section section);

enum { VOTES_UNKNOWN = -1 };

enum minutes_vote { VOTE_FOR, VOTE_AGAINST, VOTE_ABSTAINED, MINUTES_VOTES };

/* "for", "against", "abstained" */
const char *minutes_vote_name(enum minutes_vote vote);

struct minutes_voters {
	char **who; /* as speakers */
	size_t count;
};

struct minutes_item {
	char *id;        /* "S1"; NULL where the text has none yet */
	char letter;
	enum minutes_section section;
	size_t issue;    /* which of the issues below */
	char *text;      /* Markdown, without id, speakers, origins, votes, person and date; begins
			  * with a line end where it stands below the item's first line */
	char **speaker;  /* "[Osman Gündüz](…)", or a plain name: in the file that is *emphasised* */
	size_t speakers;
	char **origin;   /* "S3", or "../0002-x/minutes.md#s3" */
	size_t origins;
	int votes_for, against, abstained; /* VOTES_UNKNOWN where not stated */
	struct minutes_voters voted[MINUTES_VOTES]; /* who, as far as the minutes name them */
	bool done;       /* a ticked action */
	char *person;    /* of an action: as a speaker, or NULL */
	char *due;       /* of an action: a date, or NULL */
	int line;        /* in the file */
	size_t start, end; /* its bytes in the body, final line end included */
};

struct minutes_issue {
	char *title;   /* without the leading number; "" of items that stand above the first heading */
	int line;
	size_t start, end; /* its bytes, heading included, up to the next issue */
};

struct minutes {
	struct minutes_issue *issue;
	size_t issues;
	struct minutes_item *item; /* in the text's order */
	size_t items;
};

/*
 * Read the body of REC. Never fails: what is no issue, section or item is free text. List items
 * are items in the five sections, and elsewhere those that have an id; lists inside belong to their
 * item. Items above the first second-level heading make an issue without a title. Faults
 * (two equal ids, an item's letter in the wrong section, an origin that is not there, votes that
 * are no numbers, a bad due date) are added to FAULTS unless it is NULL. The caller frees it.
 */
struct minutes *minutes_read(const struct record *rec, const char *path, struct faults *faults);
void minutes_free(struct minutes *minutes);
DEFINE_CLEANUP(struct minutes *, minutes_free)

/*
 * All that is wrong with minutes as such: the grammar of the body, an end before the start, more
 * votes than people who vote were present (where that is known of each), more names than votes or one
 * twice, a broken seal.
 */
void minutes_check(const struct record *rec, const char *path, struct faults *faults);

/* Whether one of this capacity has a vote, where VOTING (may be NULL) does not say otherwise. */
bool capacity_votes(const char *capacity, const char *voting);

/* Of one of the participants: whether this person has a vote; and was there, if only for a while. */
bool participant_votes(const struct yaml *one);
bool participant_is_there(const struct yaml *one);

const struct minutes_item *minutes_find(const struct minutes *minutes, const char *id);

void minutes_item_release(struct minutes_item *item);

/*
 * ITEM as its canonical lines: "- **O1** text (S3)\n". What its letter has no place for is left
 * out: statements have no origins, only decisions have votes, only actions a box, person and date.
 */
void minutes_write_item(struct buf *out, const struct minutes_item *item, const char *language);

/*
 * The edits. Each rewrites the body of REC; LANGUAGE is that of a heading that has to be made and
 * of the words of votes. Adding gives the item the next free id, which leaves through ID (may be
 * NULL; the caller frees). An unknown id or issue gives ERR_NOT_FOUND; votes, dates and origins
 * that could not be read again, and code or HTML that would swallow what is edited, ERR_INVALID.
 * On failure the body stays as it was. Issues whose headings have numbers keep them in order.
 */
int minutes_add_issue(struct record *rec, const char *title, struct error *err);
int minutes_set_issue_title(struct record *rec, size_t issue, const char *title,
	struct error *err);
int minutes_move_issue(struct record *rec, size_t issue, size_t to, struct error *err);
int minutes_delete_issue(struct record *rec, size_t issue, struct error *err);
int minutes_add_item(struct record *rec, size_t issue, const struct minutes_item *item,
	const char *language, char **id, struct error *err);
/* Where the item stands, and its id, are not ITEM's to say. */
int minutes_set_item(struct record *rec, const char *id, const struct minutes_item *item,
	const char *language, struct error *err);
/* One place up (-1) or down (+1) among its neighbours in the section; at the end: no change. */
int minutes_move_item(struct record *rec, const char *id, int by, struct error *err);
int minutes_delete_item(struct record *rec, const char *id, struct error *err);

/* Give an id to every item of the five sections that has none (number.h). True when something changed. */
bool minutes_number(struct record *rec);
