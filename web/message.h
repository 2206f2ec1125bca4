#pragma once

/*
 * A request as it came, and whether it keeps the rules of HTTP.
 *
 * The library in front lets much through that two programs in a row read in two
 * ways, which is how a request is smuggled past a proxy. So the form of each
 * request is checked here before anything else looks at it, and what is doubtful
 * is refused, never mended. What the request means is decided in gate.c.
 */

#include "fields.h"

enum {
	MESSAGE_TARGET_MAX = 8 * 1024, /* bytes of the address */
	MESSAGE_HEADERS_MAX = 64,      /* how many */
	MESSAGE_BODY_MAX = 32 << 20,   /* read to the end, so that the answer can be read, too */
};

struct message {
	char method[16];
	char *target;	       /* as sent: nothing decoded */
	struct fields headers; /* names in lower case, values without white space around */
	char peer[64];	       /* who is connected, without the port */
	int socket;            /* by which they are; 0: none */
	struct buf body;       /* as much of it as is kept */
	size_t came;	       /* bytes of the body that came */
};

void message_release(struct message *msg);

/* The value of the first header of that name (in lower case), or NULL. Borrowed. */
const char *message_header(const struct message *msg, const char *name);

/*
 * Take the header lines from LEN bytes of BLOCK, where the library has put NULs in place of each
 * line's first colon and of both bytes of its CRLF; nothing else may hold one. A refusal is
 * ERR_INVALID, and *STATUS the HTTP status that says so.
 */
int message_read_headers(
	struct message *msg, const char *block, size_t len, int *status, struct error *err);

/* One header as it came; it is checked by message_check. */
void message_add_header(struct message *msg, const char *name, size_t name_len, const char *value,
	size_t value_len);

/*
 * Method, headers and target together: names and values well formed, one Host, at most one
 * Content-Length, no Transfer-Encoding, no body where there should be none, a target of at most
 * MESSAGE_TARGET_MAX bytes.
 */
int message_check(const struct message *msg, int *status, struct error *err);

/*
 * The path of the target, decoded, into *PATH (yours), and its query, as sent, into *QUERY
 * (borrowed, "" without one). Refused: escapes that are none, control characters, NUL, a slash or
 * backslash in an escape, invalid UTF-8, "//", "." and ".." as segments.
 */
int message_path(
	const struct message *msg, char **path, const char **query, int *status, struct error *err);

/* How long the body is said to be; 0 where nothing is said. After message_check. */
unsigned long long message_length(const struct message *msg);
