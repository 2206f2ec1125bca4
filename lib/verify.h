#pragma once

/*
 * Whether every seal holds, proved from the repository alone: a clone will do, and
 * no index or private.db is asked. Each object is held against its own name; each
 * record that was ever sealed against what was sealed then. What differs is named to the byte.
 */

#include "error.h"
#include "store.h"

struct verify_seal {
	const char *kind; /* "minutes", "submission", "answer" */
	char *record;	  /* its identity, "meetings/2015/1" */
	char *path;	  /* where it is now */
	char *tag;	  /* or NULL */
	struct revision commit; /* where the sealed text stands */
	char *sum;	  /* its SHA-256 */
	bool holds;
};

struct verify_fault {
	char *path;  /* a record, a ref, or an object's file */
	int line;    /* 0: as a whole */
	long offset; /* of the first byte that differs, from 0; -1: none */
	struct error reason;
};

struct verify {
	struct verify_seal *seal;
	size_t seals;
	struct verify_fault *fault;
	size_t faults;
};

void verify_release(struct verify *verify);
static inline void verify_releasep(struct verify *verify)
{
	verify_release(verify);
}

/* DONE things of the PHASE ("objects", "revisions", "records") have been looked at; often. */
typedef void (*verify_progress)(void *ctx, const char *phase, size_t done);

/* An error is answered only where there is nothing to look at; all else stands in OUT. */
int verify_all(struct verify *out, struct store *store, verify_progress progress, void *ctx,
	struct error *err);
