#pragma once

/*
 * PDF from HTML, by WeasyPrint: a program that may be missing, and is looked for
 * in PATH each time. It runs as a child that is bounded in time and memory, has
 * the HTML as its standard input, and knows no address to fetch from; two at a
 * time, the others wait. What the HTML may hold is decided in paper.c.
 */

#include "buf.h"
#include "error.h"

struct pdf;

int pdf_new(struct pdf **out, struct error *err);
void pdf_free(struct pdf *pdf); /* when nobody makes any more */
DEFINE_CLEANUP(struct pdf *, pdf_free)

/* How long one may take; 20 unless it is said. */
void pdf_set_seconds(struct pdf *pdf, int seconds);

bool pdf_is_there(void); /* the program */

/*
 * Wait for a turn, which pdf_leave gives back. ERR_BUSY when too many wait; of strangers, fewer
 * may. Waiting blocks: only for the pool of actions, most of which stays free for saves.
 */
int pdf_enter(struct pdf *pdf, bool stranger, struct error *err);
void pdf_leave(struct pdf *pdf, bool stranger);

/*
 * With a turn: the PDF of HTML, appended to OUT. ERR_BUSY where it took too long, or where whoever
 * is connected by SOCKET (0: nobody) has gone.
 */
int pdf_make(
	struct pdf *pdf, const struct buf *html, int socket, struct buf *out, struct error *err);

/* Ends the children that run, and gives no more turns. */
void pdf_stop(struct pdf *pdf);
