#pragma once

/*
 * Who is connected, by address: so that one address does not take every
 * connection, and so that a proxy's word on whom it asks for is believed, and
 * nobody else's.
 */

#include "error.h"

enum { ADDRESS_MAX = 46, PEERS_SHARE = 128 /* connections of one address, those it has just closed among them */ };

struct peers;

/*
 * PROXIES are addresses with commas between, "" for none: they may have any number of connections.
 * ERR_INVALID names the word that is no address.
 */
int peers_new(struct peers **out, const char *proxies, struct error *err);
void peers_free(struct peers *peers);
DEFINE_CLEANUP(struct peers *, peers_free)

/* Whether one more connection from ADDRESS is within its share; of IPv6, the first 64 bits count. */
bool peers_admit(struct peers *peers, const char *address);
void peers_add(struct peers *peers, const char *address);
void peers_remove(struct peers *peers, const char *address);

/* Whether ADDRESS is one of PROXIES (may be NULL), however both are written. */
bool peers_is_proxy(const char *proxies, const char *address);

/* ADDRESS (LEN bytes) in its usual form; false where it is none. */
bool peers_read_address(const char *address, size_t len, char out[ADDRESS_MAX]);
