#pragma once

/*
 * The revisions of a proposal that the reader may see, oldest first, and which of them are
 * named versions (proposals/version.h).
 */

#include "record.h"
#include "request.h"

struct revision_of {
	char commit[REVISION_LEN + 1], blob[REVISION_LEN + 1];
	int version; /* the named version that it belongs to: itself, or the next one after it; 0: none has come yet */
	bool named;  /* it is that version */
};

struct revisions {
	struct revision_of *row;
	size_t count;
	size_t left_out; /* older ones, over the limit */
};

enum { REVISIONS_MAX = 1000 };

/* ERR_NOT_FOUND where there is no such proposal. At most MAX, the latest. */
int revisions_read(struct revisions *out, struct request *req, const char *address, size_t max,
	struct error *err);
int revisions_record(struct request *req, const struct revision_of *row, struct record **out, struct error *err);

/* NAME is the number of a version, "2", or a whole commit. ERR_NOT_FOUND. Borrowed. */
int revisions_find(const struct revisions *of, const char *name, const struct revision_of **out,
	struct error *err);

void revisions_release(struct revisions *revisions);
static inline void revisions_releasep(struct revisions *revisions)
{
	revisions_release(revisions);
}
