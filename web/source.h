#pragma once

/* The texts of records as this reader may see them, of now and of earlier. */

#include "place.h"
#include "record.h"
#include "request.h"

enum { COMPARE_MAX = 1 << 20 }; /* bytes of two versions that a stranger compares */

/* A record as it stands. */
struct source {
	char id[PLACE_MAX + 1]; /* identity */
	char path[PLACE_MAX + 1];
	char blob[41];
};

/* The record at ADDRESS. ERR_NOT_FOUND where there is none that the reader may see. */
int source_find(struct request *req, const char *address, struct source *out, struct error *err);

/*
 * The file of the record at ADDRESS, appended to OUT, as it stands or, with COMMIT (may be NULL or ""), as that made it.
 * ERR_NOT_FOUND where there is none that the reader may see.
 */
int source_read(struct request *req, const char *address, const char *commit, struct buf *out,
	struct error *err);
