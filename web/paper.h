#pragma once

/*
 * Pages that are documents of an office, too: the protocol, the extract, the
 * agenda, the attendance list, the report of a discussion. Each prints from its own HTML by the style
 * sheet's print part, and is a PDF at its address with ".pdf", made of nothing
 * else: who may not read the page has no PDF of it, either.
 */

#include "request.h"

/* Whether PAGE is one of these. */
bool paper_is(const char *page);

/* Before anything is asked: ERR_NOT_FOUND where PAGE is none of these; ERR_FAILED with status 503,
 * and words on what to install, where the program is missing. */
int paper_check(
	const struct request *req, struct reply *reply, const char *page, struct error *err);

/* REPLY's HTML, which is PAGE for this reader, becomes its PDF. May take long. */
int paper_make(struct request *req, struct reply *reply, const char *page, struct error *err);
