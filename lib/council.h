#pragma once

/*
 * A council is a folder: records.git, index.db (disposable), private.db (backed
 * up, never rebuilt) and lock; and past, indexes of earlier days (disposable). This file knows these names and nothing else does.
 */

#include "error.h"

struct council;

/* Make DIR (absent or empty) a council: repository, hook, databases. PROGRAM is the hook's path. */
int council_init(const char *dir, const char *program, struct error *err);

/* ERR_NOT_FOUND when DIR is no council, with words on how to make one. */
int council_open(struct council **out, const char *dir, struct error *err);
void council_free(struct council *council);
DEFINE_CLEANUP(struct council *, council_free)

/* Borrowed paths. */
const char *council_dir(const struct council *council);
const char *council_records(const struct council *council);
const char *council_index(const struct council *council);
const char *council_private(const struct council *council);
const char *council_past(const struct council *council); /* a folder, which need not be there */

/* Point the repository's hook at PROGRAM, if it points elsewhere. */
int council_set_hook(const struct council *council, const char *program, struct error *err);

/*
 * The lock that whoever writes records or index holds. Waits up to SECONDS, then ERR_BUSY. It goes
 * with the process, however that ends. Not for two threads of one process at once: they have one
 * writer.
 */
struct council_lock;
int council_lock(
	struct council_lock **out, const struct council *council, int seconds, struct error *err);
void council_unlock(struct council_lock *lock);
DEFINE_CLEANUP(struct council_lock *, council_unlock)

/* Whoever sends the council's mail holds this one, for as long as it lives. ERR_BUSY: another one does. */
int council_lock_mail(
	struct council_lock **out, const struct council *council, struct error *err);
