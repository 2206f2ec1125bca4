#pragma once

/* The socket that is listened on, and how addresses are written. */

#include "error.h"

struct sockaddr;

/*
 * TEXT is "127.0.0.1:8080", "[::1]:8080" or "name:8080"; port 0 takes a free one. *ADDRESS (yours)
 * is how a browser writes it: "http://127.0.0.1:8080".
 */
int listen_open(int *socket, char **address, const char *text, struct error *err);

/* The address of PEER without its port; "-" where it has none. */
void listen_name_peer(const struct sockaddr *peer, char *out, size_t room);
