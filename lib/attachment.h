#pragma once

/*
 * Files that lie beside a record and are none: which kinds are taken, told by the ending
 * and by what stands in them; what they are called; and when they may go no more.
 */

#include "error.h"
#include "buf.h"

enum { ATTACHMENT_UPLOAD_MAX = 5 << 20, ATTACHMENT_NAME_MAX = 80 };

struct attachment_type {
	const char *ending; /* "png" */
	const char *type;   /* "image/png" */
	bool shown;	    /* a browser shows it; others are saved */
};

/* By the ending of NAME; NULL where such files are not taken. */
const struct attachment_type *attachment_find_type(const char *name);

/* The Content-Type of the file NAME, whatever it is. */
const char *attachment_content_type(const char *name);

/*
 * Whether the LEN BYTES may be kept as the file NAME: an ending that is taken, and what stands in it is what the
 * ending says. ERR_INVALID, ERR_TOO_LARGE in words for who sends it.
 */
int attachment_check(const char *name, const char *bytes, size_t len, struct error *err);

/* What a file that somebody calls ORIGINAL ("C:\Hesabat (son).PDF") is called here: "hesabat-son.pdf". The caller frees. */
char *attachment_name(const char *original);

/* Whether a proposal in STATE keeps its attachments as they are. */
bool attachment_is_frozen(const char *state);
