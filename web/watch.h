#pragma once

/*
 * Deadlines of connections. The library ends a connection on which nothing moves,
 * but one byte a second would hold it for ever; here each stage of a request has
 * an end of its own, after which the socket is shut.
 */

#include "error.h"

struct watch;
struct watched; /* one connection */

int watch_start(struct watch **out, struct error *err);
void watch_stop(struct watch *watch); /* all connections are gone by then */
DEFINE_CLEANUP(struct watch *, watch_stop)

struct watched *watch_add(struct watch *watch, int socket);
/* SECONDS from now; 0: none while the server itself is at work. */
void watch_set(struct watched *watched, int seconds);
/* Before the socket is closed, so that nobody else's is shut. */
void watch_remove(struct watch *watch, struct watched *watched);
