#pragma once

/* The texts of records as this reader may see them, of now and of earlier. */

#include "record.h"
#include "request.h"

enum { COMPARE_MAX = 1 << 20 }; /* bytes of two versions that a stranger compares */

/*
 * The file of the record at ADDRESS, appended to OUT, as it stands or, with COMMIT (may be NULL or ""), as that made it.
 * ERR_NOT_FOUND where there is none that the reader may see.
 */
int source_read(struct request *req, const char *address, const char *commit, struct buf *out,
	struct error *err);
