#pragma once

/*
 * Nothing typed is lost: a form that cannot be taken now (the session has ended,
 * it is too large, the disk is full) is carried along in the page that says so,
 * and one button sends it to where it was going.
 */

#include "reply.h"

/* Passwords and the gate's own fields are never carried; nor is more than this in all. */
enum { CARRY_MAX = 2 << 20 };

/* FORM as hidden inputs, each name with PREFIX before it. */
void carry_inputs(struct buf *out, const struct fields *form, const char *prefix);

/* What was typed, for the eyes: a list of the fields that hold words. */
void carry_typed(struct buf *out, const struct fields *form);

/* The fields of FORM that were carried with PREFIX, without it. */
void carry_unpack(struct fields *out, const struct fields *form, const char *prefix);

/*
 * The page "send-again": the fields of FORM and a button that sends them to ADDRESS; without one
 * (NULL) they are only shown. TITLE and LEAD (may be NULL) are phrases in English that say why;
 * ERROR (may be NULL) is what went wrong, in the reader's words.
 */
int carry_page(struct request *req, struct reply *reply, const struct fields *form,
	const char *address, const char *title, const char *lead, const char *error,
	struct error *err);

/* The sign-in page, with the form of REQ in it. */
int carry_to_sign_in(struct request *req, struct reply *reply, struct error *err);
