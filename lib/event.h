#pragma once

/*
 * What people are told of by mail: one constant table, read from top to bottom.
 * The page "Who is told" is made from it, and so are the letters: which change of
 * a record tells of an event, who is told, what the subject says and which
 * lines the text has. Events are read off what commits changed, so that a step
 * on a page, a command and a push tell alike.
 */

#include "base.h"

/* A person chooses for each of these how often letters come. */
enum event_group {
	GROUP_MEETINGS,
	GROUP_TOPICS,
	GROUP_MINUTES,
	GROUP_ACTIONS,
	GROUP_PROPOSALS,
	GROUP_DISCUSSIONS,
	EVENT_GROUPS
};

const char *event_group_name(enum event_group group);	/* "meetings": for machines */
const char *event_group_phrase(enum event_group group); /* "Meetings" */

enum told {
	TOLD_MEMBERS = 1 << 0,
	TOLD_COORDINATORS = 1 << 1,
	TOLD_AGENCY = 1 << 2,
	TOLD_PARTICIPANTS = 1 << 3, /* people on the meeting's list who have an account */
	TOLD_AUTHOR = 1 << 4,	    /* who proposed or suggested it */
	TOLD_IN_CHARGE = 1 << 5,    /* whose action it is */
	TOLD_AUTHORS = 1 << 6,	    /* of the proposal */
	TOLD_INVITED = 1 << 7,	    /* to the round of discussion */
	TOLD_ENDORSERS = 1 << 8,    /* of an earlier version */
	TOLD_ANSWERED = 1 << 9,	    /* whose comment is replied to */
	TOLD_VOICES = 1 << 10,	    /* who voiced what the proposal takes up, or commented on it */
};
enum { TOLDS = 11 };
const char *told_phrase(enum told told);

enum event_line {
	LINE_WHEN = 1 << 0,
	LINE_PLACE = 1 << 1,
	LINE_AGENDA = 1 << 2,
	LINE_REASON = 1 << 3,
	LINE_UNTIL = 1 << 4, /* corrections are taken up to that day */
	LINE_ANSWER = 1 << 5,
	LINE_DUE = 1 << 6,
	LINE_CLOSES = 1 << 7,  /* comments are taken to that day */
	LINE_WORDS = 1 << 8,   /* of a comment */
	LINE_OUTCOME = 1 << 9, /* what became of it, and why */
	LINE_VERSION = 1 << 10,
	LINE_SUMMARY = 1 << 11,
	LINE_REGISTERED = 1 << 13, /* under which number, when, and by when it is to be answered */
	LINE_PUT_OFF = 1 << 14,	   /* until when, and why */
	LINE_RETURNED = 1 << 15,   /* why */
	LINE_ANSWERED = 1 << 16,   /* what the answer to each recommendation is */
	LINE_REPORT = 1 << 12, /* recommendation, status, percent and reason of a report */
};

/* KEY of a record of KIND came to VALUE; VALUE NULL: to another value than before. Of the map
 * "disposition" the key is "disposition.outcome"; "versions" is the number of the last one, "extended" the day of the
 * last one. */
struct event_sign {
	const char *kind, *key, *value;
	bool fresh; /* of a record that is new, too; else only of one that was there before */
};

struct event {
	const char *name; /* "meeting-called" */
	enum event_group group;
	const char *what;	   /* on the page: when people are told */
	unsigned whom;		   /* enum told */
	bool doer;		   /* whoever did it is told, too */
	const char *const *again;  /* keys, a change of which tells once more; NULL ends them */
	const char *unless;	   /* a record that states this key does not tell */
	const char *about;	   /* of remarks on a record of that kind alone; NULL: no remark tells */
	bool of_items;		   /* of each open action in the minutes, once a person */
	const char *invitation;	   /* method of the calendar's part, or NULL */
	const char *subject;	   /* with the title */
	unsigned lines;		   /* enum event_line */
	struct event_sign sign[3]; /* end with a NULL kind; none at all: found day by day */
};

extern const struct event events[]; /* end with a NULL name */

const struct event *event_find(const char *name); /* NULL where there is none */
