#pragma once

/* A list of what is wrong with records: file, line and reason, as many as are found. */

#include "error.h"

struct fault {
	char *path;
	int line; /* 0: the file as a whole */
	struct error reason;
};

struct faults {
	struct fault *fault;
	size_t count;
};

#define FAULTS_INIT { 0 }
enum { FAULTS_MAX = 1000 }; /* further ones are counted no more */

/* All of these do nothing when FAULTS is NULL. FORMAT is a literal, as in error_set. */
#define fault_add(faults, path, line, ...)                                                         \
	do {                                                                                       \
		struct error reason_;                                                              \
		error_set(&reason_, ERR_INVALID, __VA_ARGS__);                                     \
		fault_add_error((faults), (path), (line), &reason_);                               \
	} while (0)
void fault_add_error(struct faults *faults, const char *path, int line, const struct error *err);
void faults_release(struct faults *faults);
static inline void faults_releasep(struct faults *faults)
{
	faults_release(faults);
}

/*
 * The first fault as an error ("FILE, line N: reason", "FILE, line N (and 3 more faults): reason"),
 * or 0 where there is none.
 */
int faults_error(const struct faults *faults, struct error *err);
