#pragma once

/*
 * The gate stands before every handler. It vets the request, finds its route,
 * learns who asks, sees that a form came from one of our own pages, and turns
 * what handlers answer, or fail with, into a page. It knows nothing of the
 * library that brings the requests.
 */

#include "carry.h"
#include "route.h"

enum { GATE_BODY = 64 * 1024 };

/*
 * Vet MSG (which has to outlive REQ) and fill REQ, whose site is set: path, route, format, query,
 * language, cookies. Needs no database. Refusing is ERR_INVALID or ERR_TOO_LARGE with the HTTP
 * status in *STATUS; gate_refuse then answers. A path without a route is no refusal: gate_answer
 * sees to it.
 */
int gate_admit(struct request *req, const struct message *msg, int *status, struct error *err);

/* How many bytes of the body are to be kept. */
size_t gate_room(const struct request *req);

/* Whether the answer may have to wait for something: then it belongs on the pool of actions. */
bool gate_waits(const struct request *req);

/* With REQ's worker set: finds out who asks, where a cookie says so, for gate_answer and before it. */
int gate_identify(struct request *req, struct error *err);

/* With REQ's worker set: always makes an answer. */
void gate_answer(struct request *req, struct reply *reply);

/* The answer to a request that was not admitted or could not be served. STATUS 0 is that of WHY;
 * the worker may be NULL. */
void gate_refuse(struct request *req, struct reply *reply, int status, const struct error *why);
