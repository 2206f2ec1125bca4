#pragma once

/*
 * Handing letters to a mail server, by libcurl, which nothing else here knows. One letter at a
 * time; the connection is kept from one to the next.
 */

#include "error.h"

#include <stdatomic.h>

struct smtp;

/* ERR_INVALID for what cannot be right whatever the server says. All is copied. */
struct smtp_options {
	const char *server;	     /* "smtp://host:587", "smtps://host:465" */
	const char *user, *password; /* or NULL */
	const char *ca; /* file of certificates to trust in place of the system's, or NULL */
	bool plain;	/* smtp:// without TLS is good enough; on this machine it always is */
};
int smtp_open(struct smtp **out, const struct smtp_options *options, struct error *err);
void smtp_close(struct smtp *smtp);
DEFINE_CLEANUP(struct smtp *, smtp_close)

enum smtp_answer {
	SMTP_SENT,
	SMTP_LATER,   /* this letter did not get through: 4xx, silence, a lost connection */
	SMTP_REFUSED, /* the server wants this letter never (5xx) */
	SMTP_AWAY,    /* it did not come to any letter: another one would fare the same */
};
enum { SMTP_WHY = 300 };

/*
 * Hand over the LEN bytes of LETTER, from mail_write. Unless it was sent, WHY says what the server
 * said, or what keeps us from it. *STOP true breaks off.
 */
enum smtp_answer smtp_send(struct smtp *smtp, const char *from, const char *to, const char *letter,
	size_t len, const atomic_bool *stop, char why[SMTP_WHY]);
