#pragma once

/* What changed since the reader's last visit. */

#include "request.h"

/* A request of somebody who is signed in is noted, now and then. */
void changed_note_visit(struct request *req);
/* They sign out. */
void changed_end_visit(struct request *req);

/* Where what is new to the reader begins, for the questions of changed.sql; "" for somebody who was never here. */
struct seen_depth {
	char text[24];
};
struct seen_depth changed_since(const struct request *req);
