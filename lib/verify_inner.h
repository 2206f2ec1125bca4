#pragma once

/* What verify*.c share. */

#include "place.h"
#include "record.h"
#include "verify.h"

struct sealed_kind;

/* A record's first revision that was sealed. */
struct sealed {
	const struct sealed_kind *kind;
	char *identity, *path; /* then */
	struct revision commit;
	bool is_there; /* still */
};

/* The work on its way. */
struct verifying {
	struct verify *out;
	struct store *store;
	struct revision head;
	struct buf signers; /* the text of allowed-signers */
	struct sealed *sealed;
	size_t count;
	verify_progress progress;
	void *ctx;
	size_t done;
};

/* A record as a file. */
struct verify_text {
	const char *path;
	const char *text;
	size_t len;
	struct record *rec; /* NULL: it is none */
};

/* FORMAT is a literal, as in error_set. */
#define verify_add(verifying, path, line, ...)                                                     \
	do {                                                                                       \
		struct error reason_;                                                              \
		error_set(&reason_, ERR_INVALID, __VA_ARGS__);                                     \
		verify_add_error((verifying), (path), (line), -1, &reason_);                       \
	} while (0)
void verify_add_error(struct verifying *verifying, const char *path, int line, long offset,
	const struct error *reason);

/*
 * Where NOW first differs from WAS, which COMMIT holds, in what FROZEN says of a key and in the body: a fault. True:
 * there is one. verify_text.c.
 */
typedef bool (*verify_frozen)(const char *key);
bool verify_compare(struct verifying *verifying, const struct verify_text *was,
	const struct verify_text *now, const char *commit, verify_frozen frozen);

/* The same where any difference counts. */
bool verify_compare_all(struct verifying *verifying, const struct verify_text *was,
	const struct verify_text *now, const char *commit);

/* The file PATH of COMMIT; TEXT owns what OUT borrows, but for the record. ERR_*. */
int verify_read(struct verify_text *out, struct buf *text, struct store *store, const char *commit,
	const char *path, struct error *err);
void verify_text_release(struct verify_text *text);
static inline void verify_text_releasep(struct verify_text *text)
{
	verify_text_release(text);
}

/* The kinds of seals: verify_kinds.c. */
struct sealed_kind {
	const char *kind;
	/* Whether REC, a revision of it, is sealed, and rightly so: the first such is what was sealed. */
	bool (*is_sealed)(const struct record *rec);
	/* Hold NOW against FIRST (NULL: no revision was ever rightly sealed), add the faults and a seal. */
	int (*check)(struct verifying *verifying, const struct sealed *first,
		const struct verify_text *now, struct error *err);
	/* Whether NOW, which has no such revision, claims to be sealed. */
	bool (*claims)(const struct record *rec);
};
const struct sealed_kind *sealed_kind_of(const char *kind);
