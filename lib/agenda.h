#pragma once

/*
 * The agenda of a meeting: rows in the front matter, headings in the body, the n-th for the n-th. A row
 * that somebody wrote without its heading gets it when the agenda is edited.
 */

#include "record.h"

/* The rows for editing: a copy, empty where there are none. The caller frees. */
struct yaml *agenda_copy(const struct record *rec);

/* Put ROW, which is taken over, at place AT (from 0; past the end: last) of the agenda of REC. */
int agenda_insert(struct record *rec, size_t at, struct yaml *row, struct error *err);

/* ERR_NOT_FOUND where there is no such row or place. */
int agenda_move(struct record *rec, size_t from, size_t to, struct error *err);
