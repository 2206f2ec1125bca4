#pragma once

/* A letter from the outbox, as it goes to the mail server. */

#include "outbox.h"
#include "site.h"

int letter_write(struct buf *out, const struct worker *worker, const struct site *site,
	const struct letter *letter, struct error *err);
