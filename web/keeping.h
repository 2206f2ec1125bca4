#pragma once

/*
 * Forms whose text the server keeps while it is being written (working.h), and who is
 * writing in them (presence.h). A page with such a form says
 *
 *	{{>kept}}                                        above the form: the offer, and who else edits
 *	<form … data-keep="{{keep_address}}" data-record="{{keep_record}}">
 *	{{>kept-note}}                                   beside its buttons
 *
 * and its handlers say keeping_page in the place of reply_page, and keeping_done after a save.
 * The rest is the page's script: without it a form is kept nowhere, but what was kept is offered.
 */

#include "reply.h"

struct kept_form {
	const char *address;       /* of the form's page, or of the form where a page has several: what the text is kept under */
	const char *record;        /* the address of the record that is edited, or NULL: nobody is told who edits */
	const char *const *fields; /* the names that a kept text may fill in; ends with NULL */
};

/*
 * VALUES for the page with FORM, and before them: keep_address, keep_record, editing_names (who else edits, or
 * NULL); where another text is kept than VALUES say: kept_offer_at in words, and kept_seconds; where the reader
 * took it up: kept_taken_at, the fields as they were kept and "base". Say even of an empty field that it is.
 */
int keeping_values(struct values *out, struct request *req, const struct kept_form *form,
	const struct page_value *values, size_t n, struct error *err);

/* reply_page with these. */
int keeping_page(struct request *req, struct reply *reply, const char *page,
	const struct kept_form *form, const struct page_value *values, size_t n, struct error *err);

/* FORM was saved: nothing is kept, and who asks edits no more. What goes wrong with it is passed over: the save counts. */
void keeping_done(struct request *req, const struct kept_form *form);
