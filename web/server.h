#pragma once

/*
 * HTTP by libmicrohttpd, which nothing else here knows. The gate stands before
 * everything: it refuses what the library lets through but a server behind a
 * proxy must not (two lengths, folded headers, a NUL in the path), bounds time
 * and size, finds out who asks, checks the form's token, and asks the routes.
 *
 * Pages are answered on the library's threads; what may wait (every POST, and
 * routes marked slow) runs on a pool of actions, while the connection sleeps.
 * Strangers have lanes of that pool, and room for large bodies, of their own, and
 * nobody has more than a share of the connections.
 */

#include "mail.h"
#include "request.h"

struct server;

struct server_options {
	const char *listen;  /* "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one */
	const char *origin;  /* NULL: "http://" and what is listened on */
	const char *proxies; /* addresses with commas; NULL: this machine's own if ORIGIN is given */
	int threads;         /* 0: as many as the machine has processors, at least 2 */
	int actions;         /* 0: 32 */
	int body_seconds;    /* 0: 60; headers get 15 */
	int beat_seconds;    /* between signs of life of a stream of events; 0: 15 */
	int pdf_seconds;     /* how long one PDF may take; 0: 20 */
	int past_seconds;    /* how long a page of an earlier day waits while it is prepared, before it says so */
	int log;             /* file descriptor for one line a request, or -1 */
	struct mail_options mail;
};

int server_start(struct server **out, const struct council *council,
	const struct server_options *options, struct error *err);
const char *server_address(const struct server *server); /* "http://127.0.0.1:8080" */
/* Lets what is under way finish (10 s at most), then ends. */
void server_stop(struct server *server);
DEFINE_CLEANUP(struct server *, server_stop)
