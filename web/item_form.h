#pragma once

/*
 * What the forms for one item of the minutes hold, field by field, as a person reads it: taken from
 * an item, from a request, put together with what somebody else saved, and made an item again.
 */

#include "draft.h"

enum item_field {
	ITEM_SPEAKERS,
	ITEM_TEXT,
	ITEM_ORIGINS,
	ITEM_VOTES_FOR,
	ITEM_VOTES_AGAINST,
	ITEM_VOTES_ABSTAINED,
	ITEM_VOTERS_FOR,
	ITEM_VOTERS_AGAINST,
	ITEM_VOTERS_ABSTAINED,
	ITEM_PERSON,
	ITEM_DUE,
	ITEM_DONE,
	ITEM_FIELDS,
};

/* The field's names in the forms; item-form.html has the meaning of each. */
struct item_field_names {
	const char *value;  /* "due" */
	const char *theirs; /* "their_due": what somebody else saved */
	const char *clash;  /* "clash_due": it differs from mine, and one of the two is to be chosen */
	const char *taken;  /* "taken_due": it was put in the place of what I had not touched */
};
extern const struct item_field_names item_fields[ITEM_FIELDS];

struct item_form {
	char *value[ITEM_FIELDS]; /* "" where it says nothing */
};

void item_form_release(struct item_form *form);
static inline void item_form_releasep(struct item_form *form)
{
	item_form_release(form);
}

struct item_form item_form_of(const struct minutes_item *item);

/* What REQ sent; a field that its form does not have is as in BASE (NULL: says nothing). */
struct item_form item_form_typed(const struct request *req, const struct item_form *base);

/*
 * MINE was typed on BASE, and meanwhile there is THEIRS: what only they changed is taken over, in
 * the text word by word. Returns a bit (1 << field) for each field that both changed, which stays
 * mine. BASE may be NULL: then all that differs is such a field.
 */
unsigned item_form_merge(
	struct item_form *mine, const struct item_form *base, const struct item_form *theirs);

/* A bit for each field in which ONE and OTHER differ. */
unsigned item_form_differs(const struct item_form *one, const struct item_form *other);

/* A draft's edit: adds the item that the form "letter", "issue" … of its request describes. */
int item_add(struct draft *draft, struct buf *subject, void *ctx, struct error *err);

/*
 * FORM as an item of LETTER. Names that OLD (may be NULL) has already stay as it has them; others
 * are found, made or left as written, as the fields make_speakers and make_person say. MINUTES know
 * which origins there are. ERR_INVALID names the field.
 */
int item_form_read(const struct item_form *form, struct draft *draft, const struct minutes *minutes,
	char letter, const struct minutes_item *old, struct minutes_item *out, struct error *err);
