#pragma once

/*
 * "?at=2015-09-01": every page that the public may read, as it stood at the end of that day where the council is
 * (past.h). The gate asks for it once; a handler then reads from the request's worker as ever, and does not know.
 *
 * Whoever asks reads the past as the public, and changes nothing in it: what was public then, and has not been
 * withdrawn since. "Today" is that day. Links and forms of the page lead on in the same day; the page says so, and
 * leads back. "at" may also be a commit where a version of one record is read (source.h): that is left alone, and
 * may stand beside a day.
 */

#include "reply.h"

/* Whether the address asks for a day, or for what should be one. */
bool as_of_is_asked(const struct request *req);

/*
 * After it is known who asks, and before anything is done: where a day is asked for, REQ is the public's from here
 * on and its worker stands there. 1: answered already (it is prepared still, or the day is today). Refused, in words: a
 * form, what is not the public's, what is no day, a day to come, and one before the first record.
 */
int as_of_enter(struct request *req, struct reply *reply, struct error *err);

/* In the end: REPLY leads on in the same day, and the worker is NOW again. */
void as_of_leave(struct request *req, struct reply *reply, struct worker *now);

/* "2015-09-01": the day that counts as today for REQ. */
void as_of_today(const struct request *req, char out[11]);

/*
 * Values of every page: as_of (the day in words), as_of_day, now_address; and where the page has earlier days:
 * look_back_address, look_back_fields_html (the rest of its query) and last_day, the latest that can be asked for.
 */
void as_of_add(struct values *values, const struct request *req);

/* BODY, a page in HTML or JSON, says its day, and leads on in it. */
void as_of_mark(const struct request *req, struct buf *body);
