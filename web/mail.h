#pragma once

/*
 * The mail: one thread of the server that follows the commits, puts what people are
 * told of into the outbox (outbox.h), and hands the letters to the mail server. Of
 * several servers of one council only one does.
 */

#include "site.h"
#include "smtp.h"

struct mail_options {
	struct smtp_options smtp; /* without a server letters wait */
	const char *from;	  /* the address that letters come from */
};

struct mailer;

/* ERR_INVALID for options that cannot be right. OPTIONS and SITE have to last. */
int mailer_start(struct mailer **out, struct site *site, const struct mail_options *options,
	struct error *err);
/* A letter that is being sent may finish (10 s at most). */
void mailer_stop(struct mailer *mailer);
DEFINE_CLEANUP(struct mailer *, mailer_stop)
