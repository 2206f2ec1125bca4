#pragma once

/*
 * Who is editing what at this moment. An editor's script sends signs of life; an open
 * form without a script counts for a while after it was shown. It is no record: it is
 * kept nowhere, and a server that starts anew learns it again from the signs of life.
 */

#include "buf.h"

enum {
	PRESENCE_ALIVE = 60,  /* seconds that a sign of life counts */
	PRESENCE_SHOWN = 300, /* and a form that was shown */
};

struct presence; /* shared by all threads */

struct presence *presence_new(void);
void presence_free(struct presence *presence);

/* ACCOUNT, called NAME, edits the record at ADDRESS, and does so for SECONDS from NOW unless more is heard. */
void presence_put(struct presence *presence, const char *address, long long account,
	const char *name, long long now, int seconds);
/* No more: it was saved, or the page was left. */
void presence_leave(struct presence *presence, const char *address, long long account);

/* The names of those who edit ADDRESS at NOW, but for ACCOUNT, a line each, in order. */
void presence_others(struct presence *presence, const char *address, long long account,
	long long now, struct buf *out);
