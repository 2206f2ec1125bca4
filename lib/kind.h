#pragma once

/*
 * The kinds of record, one table each: which keys a kind has, what each may
 * hold, which states it knows and who may read it in which state. Validation,
 * the order of keys in a file, the index and the pages all ask these tables.
 */

#include "record.h"
#include "fault.h"

/* Who may read. A reader of a higher level reads all below. */
enum audience { AUDIENCE_PUBLIC = 0, AUDIENCE_AGENCY = 1, AUDIENCE_MEMBERS = 2 };

enum value_type {
	VALUE_TEXT,      /* any scalar */
	VALUE_INTEGER,   /* digits; MIN..MAX */
	VALUE_BOOLEAN,   /* true, false */
	VALUE_DATE,      /* date.h */
	VALUE_TIME,      /* 15:00 */
	VALUE_CHOICE,    /* one of CHOICES */
	VALUE_REFERENCE, /* to a record of KINDS */
	VALUE_ITEM,      /* to an item, "meetings/…/minutes.md#s1" */
	VALUE_URL,       /* http or https */
	VALUE_MAP,       /* of KEYS */
	VALUE_NAMES,     /* a text, or a map language → text */
	VALUE_ANY,       /* not looked at */
	VALUE_WHO,       /* a reference to a record of KINDS, or a name as written ("member 1") */
	VALUE_HEX,       /* MIN hexadecimal digits, lower case */
};

struct choice {
	const char *name;
	enum audience audience; /* only where the key decides on it */
};

struct key {
	const char *name;
	enum value_type type;
	bool list;                    /* a list of such values */
	bool required;                /* must be stated; else it may be absent or null */
	const struct choice *choices; /* of a choice; ends with a NULL name */
	const char *kinds;            /* of the record that is referred to: "person body" */
	const struct key *keys;       /* of a map; ends with a NULL name */
	long min, max;                /* of an integer, when MAX is not 0 */
};

struct kind {
	const char *name;     /* "minutes": the value of "record:" */
	const char *folder;   /* "meetings": the first part of path, identity and address */
	const struct key *keys; /* in canonical order, "record" left out; ends with a NULL name */
	const char *item_letters; /* of the items its body may hold: "SODA", "R", or "" */
	const char *state_key;  /* whose choices decide on the audience, or NULL */
	const char *public_key; /* once it is stated the record is public, or NULL */
	enum audience audience; /* where none of these keys decides */
};

const struct kind *kind_find(const char *name); /* NULL where there is none */
const struct kind *kind_at(size_t n);           /* in table order; NULL past the end */
const struct key *kind_key(const struct kind *kind, const char *key);

/*
 * Everything that is wrong with REC as a file at PATH, seen by itself: kind and path, keys,
 * values, items with equal ids, votes, grammar of the minutes. References are looked at for their
 * form only; check.h asks whether they lead somewhere.
 */
void kind_check(const struct record *rec, const char *path, struct faults *faults);

/* Who may read REC: its own "audience" key, else its public key, else what its state says. */
enum audience kind_audience(const struct record *rec);
const char *audience_name(enum audience audience); /* public, agency, members */
