#pragma once

/*
 * A growing string of bytes, always ended by a NUL that LEN does not count.
 * DATA is never NULL once something was added; buf_text gives "" before that.
 */

#include "base.h"

struct buf {
	char *data;
	size_t len;
	size_t room;
};

#define BUF_INIT { 0 }

void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_addc(struct buf *buf, char c);
void buf_puts(struct buf *buf, const char *s); /* NULL adds nothing */
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* Room for LEN more bytes; returns where they go. The caller then adds to LEN itself. */
char *buf_reserve(struct buf *buf, size_t len);

/* Keep only the first LEN bytes. */
void buf_cut(struct buf *buf, size_t len);

const char *buf_text(const struct buf *buf); /* borrowed */
char *buf_take(struct buf *buf);             /* yours; the buffer is empty again */

/* Frees what the buffer holds, and leaves it empty. */
void buf_release(struct buf *buf);
static inline void buf_releasep(struct buf *buf)
{
	buf_release(buf);
}

/* TEXT as it may stand in HTML, between tags or in a quoted attribute. */
void buf_add_html(struct buf *buf, const char *text, size_t len);

/* TEXT as a JSON string with its quotes. Bytes that are no UTF-8 must not come here. */
void buf_add_json(struct buf *buf, const char *text, size_t len);

/* TEXT percent-encoded as one segment of a path or one value of a query (RFC 3986, 2.3). */
void buf_add_url(struct buf *buf, const char *text);
