#pragma once

/*
 * One line a request: time, address, method, path without its query, status,
 * bytes, milliseconds, login. Lines are gathered and written by a thread of
 * their own, so that a slow disk holds up nobody.
 */

#include "error.h"

struct log;

/* FILE is a descriptor that stays the caller's; -1: nothing is written. */
int log_start(struct log **out, int file, struct error *err);
void log_stop(struct log *log); /* after everything gathered was written */
DEFINE_CLEANUP(struct log *, log_stop)

struct log_entry {
	const char *address, *method;
	const char *target; /* as sent, may be NULL; the query is left out, and the token of an
			       invitation */
	int status;
	size_t bytes;
	long long microseconds;
	const char *login; /* "" for nobody */
};
void log_add(struct log *log, const struct log_entry *entry);
