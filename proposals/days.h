#pragma once

/* Days that a record may state, on every path: by a step, or by a push. */

#include "check_view.h"

/* Nothing that happened is of a day still to come where the council is: ERR_INVALID with FIELD where DAY (not NULL) is. */
int days_check_past(const struct view *view, const char *day, const char *field, struct error *err);

/* What the agency says counts when it is published: REC says since when, which is no day to come, and is for everybody. */
int days_check_published(const struct view *view, const struct record *rec, struct error *err);

/* When what KEY of the council's rules asks for is due, counted from DAY. The caller frees; NULL where no rule tells. */
char *days_due(const struct view *view, const char *key, const char *day);
