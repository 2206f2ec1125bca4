#pragma once

/*
 * The table of addresses: which method, who may, which handler. The gate asks
 * it once for every request; a test goes through it with every role.
 */

#include "request.h"

typedef int (*handler)(struct request *req, struct reply *reply, struct error *err);

struct route {
	const char *method;  /* "GET", "POST" */
	const char *pattern; /* "/meetings/STAR/STAR" with STAR = one segment; a final "/..." takes the rest as one */
	unsigned roles;      /* any of these may; others who are not signed in are asked to sign in */
	handler handle;
	bool slow;           /* may take longer than a page: runs on the pool of actions, as every POST does */
	size_t max_body;     /* bytes of the form; 0 is 64 KB */
	bool for_all;        /* the same for everybody: nobody asks whose the session is */
	bool edits;          /* minutes, or any record: what is sealed is not edited (sealed.h) */
	bool by_script;      /* asked without anybody's doing: it is no use of the session, which may end meanwhile */
	bool only_now;       /* has no earlier state: "at" in its address is refused (as_of.h) */
	bool no_token;       /* a form that changes nothing but this reader's own view */
};

extern const struct route routes[];
extern const size_t routes_count;

/* Whether a page of earlier days can be asked for there: what the public may read. */
bool route_looks_back(const struct route *route);

/* The route for METHOD and PATH, filling SEGMENT; ALLOWED tells the methods known there when it is
 * not this one (405). NULL where there is none. */
const struct route *route_find(const char *method, const char *path, char *segment[8],
	const char **allowed);
