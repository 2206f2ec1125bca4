#pragma once

/*
 * What the server's threads stand on: the council's pages and its writer, shared
 * by all, and each thread's own handles, made when the thread first needs them
 * and gone when it ends.
 */

#include "request.h"
#include "rule.h"

/* What the council says of itself, at one commit. */
struct facts {
	char commit[41];
	char *zone;	    /* IANA name; "UTC" where nothing is stated */
	char *language;	    /* the first of its languages */
	struct fields name; /* by language; "" holds the title */
	struct rules *rules; /* and its working days */
	char mark[13];	     /* of its first commit: no other council's names have it */
};

/*
 * ORIGIN is what links in full begin with; PROXIES as in request.h, borrowed. The writer is started, pages are loaded. COUNCIL stays
 * the caller's and has to outlive the site.
 */
int site_open(struct site **out, const struct council *council, const char *origin, const char *proxies,
	struct error *err);
/* After all threads that used it have ended. The writer finishes what is waiting. */
void site_close(struct site *site);
DEFINE_CLEANUP(struct site *, site_close)

/* The calling thread's own handles. */
int site_worker(struct site *site, struct worker **out, struct error *err);

/*
 * NOW's handles on an earlier state of the council: FILE is its index, COMMIT what it stands for. They stay with
 * NOW, which keeps the last; STATE tells one from another.
 */
int site_worker_at(struct site *site, struct worker *now, const char *file, const char *commit, const char *state,
	struct error *err);

/* "2015-07-28" where the council is. */
void facts_today(const struct facts *facts, char out[11]);

/* Between page_begin and page_end: read anew what the council says, if COMMIT is another one. */
int facts_refresh(struct worker *worker, const char *commit, struct error *err);
const char *facts_name(const struct facts *facts, const char *language);

/* Frees the compressor's memory; in reply.c. */
void squeeze_free(struct squeeze *squeeze);
