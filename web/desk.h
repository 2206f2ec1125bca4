#pragma once

/*
 * What lies before the council at this moment: the issue under discussion and the
 * vote that is being taken, for the screen in the room. It is no record: what
 * becomes of it is recorded, and a server that starts anew has forgotten it.
 */

#include "base.h"

struct desk; /* of all meetings that are in session; shared by all threads */

struct on_desk {
	char issue[600];  /* its title; "" where nobody said so */
	char vote[2000];  /* the decision that is voted on; "" for none */
	char count[3][8]; /* for, against, abstained, as far as they are counted */
	unsigned version; /* another one with each change */
};

struct desk *desk_new(void);
void desk_free(struct desk *desk);

/* MEETING's desk is as NOW says from here on, but for the version. */
void desk_put(struct desk *desk, const char *meeting, const struct on_desk *now);

/* All empty where nothing was put. */
struct on_desk desk_get(struct desk *desk, const char *meeting);
