#pragma once

/*
 * A letter as RFC 5322 and MIME have it. Whatever a name, a title or an address holds,
 * it cannot end its header's line. Who gets which letter is decided in event.h,
 * how it is sent in smtp.h.
 */

#include "buf.h"
#include "error.h"

struct mail {
	const char *from, *from_name; /* addresses as mail_check_address lets them pass */
	const char *to, *to_name;
	const char *subject;
	const char *text;
	const char *calendar; /* an iCalendar object, or NULL */
	const char *method;   /* its METHOD: "REQUEST" */
	const char *message;  /* the Message-ID's part before the @: the same at every try */
	const char *settings; /* the address of the page where its reader chooses */
	long long time;
	int offset; /* minutes east */
};

enum { MAIL_ADDRESS_MAX = 254 };

/* ERR_INVALID unless TEXT is one plain address, "leyla@example.org". */
int mail_check_address(const char *text, struct error *err);

/* Lines end in CRLF and hold 78 ASCII characters at most. */
void mail_write(struct buf *out, const struct mail *mail);
