#pragma once

/* Lists of accounts and sessions as JSON, for the questions of their pages; in accounts.c. */

#include "request.h"

/* "NAME":VALUE in the object that JSON ends with. */
void listing_add_text(struct buf *json, const char *name, const char *value);
/* "member, agency" in the reader's words. */
void listing_add_roles(struct buf *out, const struct request *req, unsigned roles);
