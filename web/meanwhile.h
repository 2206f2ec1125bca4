#pragma once

/*
 * Fields that somebody else may change while a form lies open: "was_KEY" keeps
 * what KEY said when the form was shown. What nobody typed in stays as others made
 * it since; what both changed is told to the second one, who may save again. An item's
 * words have a comparison of their own (item.h).
 */

#include "draft.h"

/* The field KEY still says what it said when the form was shown. */
bool form_is_untouched(const struct request *req, const char *key);

/*
 * Whether the field KEY (a literal) is to be put: 1; 0: it is untouched, or says what the record says NOW (in the
 * form's own words; NULL: nothing). ERR_CONFLICT, at this field, where it was changed here and by somebody else; NOW
 * is told in WORDS (NULL: as it is), and is "was_KEY" when the form is shown again (reply_form_again). A form
 * without "was_KEY" is new, and never in conflict; nor is one with what it said itself before.
 */
int form_changed(const struct draft *draft, const char *key, const char *now, const char *words, struct error *err);

/* What forms say for a person who is WRITTEN so in a record (NULL: nobody): the caller frees *OUT. */
int form_who_now(struct request *req, const char *written, char **out, struct error *err);
