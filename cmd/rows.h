#pragma once

/* The rows of a query on standard output: as JSON, or as text by a pattern of its columns. */

#include "db.h"

/*
 * All rows of QUERY. As JSON: an array of objects. As text: PATTERN a row, in which "{name}" stands for the column
 * of that name.
 */
int rows_print(struct query *query, bool json, const char *pattern, struct error *err);
