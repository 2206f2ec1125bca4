#include "past.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	KEPT_MAX = 12,	 /* indexes in the folder … */
	KEPT_MB = 2048,	 /* … and what they hold together, but for the newest */
	QUEUE_MAX = 4,	 /* that are being made or wait for it */
	WAITING_MAX = 2, /* threads that wait: the others ask again */
	NICE = 10,	 /* whoever reads today goes first */
};

/* One commit that main stood at. */
struct stood {
	struct revision commit;
	long long at; /* committed */
};

struct past {
	const struct council *council;
	pthread_t thread;
	bool running;
	atomic_bool stopping;
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t changed;
	struct store *store;
	struct db *index;   /* today's */
	struct stood *line; /* the oldest first, up to the commit that the index stood for */
	size_t count;
	struct withdrawn withdrawn;
	char mark[17];			    /* of WITHDRAWN */
	struct past_state queue[QUEUE_MAX]; /* the first is being made */
	size_t queued;
	int waiting;
	struct past_state failed; /* the last that could not be made, and why */
	struct error why;
};

/* Which commit -------------------------------------------------------------------------------- */

struct fresh {
	struct stood *stood; /* the newest first */
	size_t count;
	const char *known;
	bool met;
};

static int add_fresh(void *ctx, const char *commit, long long committed, struct error *err)
{
	struct fresh *fresh = ctx;
	struct stood stood = { .at = committed };

	fresh->met = str_equal(commit, fresh->known);
	if (fresh->met)
		return 1;
	strcpy(stood.commit.hex, commit);
	fresh->stood = mem_grow(fresh->stood, fresh->count, sizeof *fresh->stood);
	fresh->stood[fresh->count++] = stood;
	return 0;
}

static const char *last_commit(const struct past *past)
{
	return past->count ? past->line[past->count - 1].commit.hex : "";
}

/* What has come since the last time; all of it, where main was rewritten. */
static int lengthen(struct past *past, const char *head, struct error *err)
{
	struct fresh fresh = { .known = last_commit(past) };
	int code = store_each_first_parent(past->store, head, add_fresh, &fresh, err);

	if (code == 0 && !fresh.met)
		past->count = 0;
	for (size_t i = fresh.count; code == 0 && i-- > 0;) {
		past->line = mem_grow(past->line, past->count, sizeof *past->line);
		past->line[past->count++] = fresh.stood[i];
	}
	free(fresh.stood);
	return code;
}

/* FNV-1a of the identities. */
static void set_mark(struct past *past)
{
	unsigned long long sum = 14695981039346656037ull;

	for (size_t i = 0; i < past->withdrawn.count; i++)
		for (const char *p = past->withdrawn.id[i];; p++) {
			sum = (sum ^ (unsigned char)*p) * 1099511628211ull;
			if (!*p)
				break;
		}
	snprintf(past->mark, sizeof past->mark, "%016llx", sum);
}

static int read_today(struct past *past, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { 0 };
	CLEANUP(withdrawn_release) struct withdrawn withdrawn = { 0 };
	struct revision head;
	int code;

	if ((code = transaction_begin(&transaction, past->index, false, err)) < 0 ||
		(code = index_commit(past->index, &head, err)) < 0 ||
		str_equal(head.hex, last_commit(past)))
		return code;
	if ((code = index_withdrawn(past->index, &withdrawn, err)) < 0 ||
		(code = lengthen(past, head.hex, err)) < 0)
		return code;
	withdrawn_release(&past->withdrawn);
	past->withdrawn = withdrawn;
	withdrawn = (struct withdrawn){ 0 };
	set_mark(past);
	return 0;
}

/* From the index and not from main itself: both are what the pages of today show. */
static int look_at_today(struct past *past, struct error *err)
{
	int code = 0;

	if (!past->store)
		code = store_open(&past->store, council_records(past->council), false, err);
	if (code == 0 && !past->index)
		code = index_open_reading(&past->index, council_index(past->council), err);
	if (code < 0 || (code = read_today(past, err)) == 0)
		return code;
	db_close(past->index); /* it may have been made anew */
	past->index = NULL;
	return code;
}

static void find(const struct past *past, long long before, struct past_state *out)
{
	*out = (struct past_state){ .begins = -1 };
	strcpy(out->mark, past->mark);
	for (size_t i = past->count; i-- > 0;) {
		const struct stood *stood = &past->line[i];

		if (!*out->commit && stood->at < before)
			strcpy(out->commit, stood->commit.hex);
		if (out->begins < 0 || stood->at < out->begins)
			out->begins = stood->at;
	}
}

int past_find(struct past *past, long long before, struct past_state *out, struct error *err)
{
	int code;

	pthread_mutex_lock(&past->mutex);
	code = look_at_today(past, err);
	if (code == 0)
		find(past, before, out);
	pthread_mutex_unlock(&past->mutex);
	return code;
}

/* The folder ---------------------------------------------------------------------------------- */

static char *file_of(const struct past *past, const struct past_state *state)
{
	return str_format("%s/%s-%s.db", council_past(past->council), state->commit, state->mark);
}

/* Its time tells which was asked for last. */
static bool is_kept(const char *file)
{
	return utimensat(AT_FDCWD, file, NULL, 0) == 0;
}

struct kept {
	char *file;
	struct timespec used;
	long long size;
};

struct folder {
	struct kept *kept;
	size_t count;
};

static void folder_releasep(struct folder *folder)
{
	for (size_t i = 0; i < folder->count; i++)
		free(folder->kept[i].file);
	free(folder->kept);
}

static int compare_used(const void *a, const void *b)
{
	const struct timespec *x = &((const struct kept *)a)->used,
			      *y = &((const struct kept *)b)->used;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return x->tv_nsec < y->tv_nsec ? 1 : x->tv_nsec > y->tv_nsec ? -1 : 0;
}

/* All files, the one used last first. */
static void read_folder(const struct past *past, struct folder *out)
{
	const char *path = council_past(past->council);
	DIR *dir = opendir(path);

	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		struct kept kept = { str_format("%s/%s", path, entry->d_name), { 0 }, 0 };
		struct stat st;

		if (stat(kept.file, &st) < 0 || !S_ISREG(st.st_mode)) {
			free(kept.file);
			continue;
		}
		kept.used = st.st_mtim;
		kept.size = st.st_size;
		out->kept = mem_grow(out->kept, out->count, sizeof kept);
		out->kept[out->count++] = kept;
	}
	if (dir)
		closedir(dir);
	if (out->count)
		qsort(out->kept, out->count, sizeof *out->kept, compare_used);
}

/* Room for one more. */
static void make_room(const struct past *past)
{
	CLEANUP(folder_release) struct folder folder = { 0 };
	long long held = 0;

	read_folder(past, &folder);
	for (size_t i = 0; i < folder.count; i++) {
		held += folder.kept[i].size;
		if (i + 1 >= KEPT_MAX || (i && held > (long long)KEPT_MB << 20))
			unlink(folder.kept[i].file);
	}
}

/* What another run left half made, or another version of the program made. */
static void throw_away(const struct past *past)
{
	CLEANUP(folder_release) struct folder folder = { 0 };

	read_folder(past, &folder);
	for (size_t i = 0; i < folder.count; i++) {
		CLEANUP(db_close) struct db *index = NULL;

		if (!str_ends(folder.kept[i].file, ".db") ||
			index_open_reading(&index, folder.kept[i].file, NULL) < 0)
			unlink(folder.kept[i].file);
	}
}

/* Making -------------------------------------------------------------------------------------- */

static void copy_withdrawn(struct withdrawn *out, const struct withdrawn *from)
{
	for (size_t i = 0; i < from->count; i++) {
		out->id = mem_grow(out->id, out->count, sizeof *out->id);
		out->id[out->count++] = str_copy(from->id[i]);
	}
}

/* Where COMMIT is on the line; the line's end where it is not. */
static size_t place_of(const struct past *past, const char *commit)
{
	size_t i = past->count;

	while (i-- > 0)
		if (strcmp(past->line[i].commit.hex, commit) == 0)
			return i;
	return past->count;
}

/* How many commits there are between the one that FILE is of and AT; more than all where it is of
 * no use. */
static size_t distance_of(const struct past *past, const char *file, size_t at)
{
	const char *name = strrchr(file, '/') + 1;
	CLEANUP(str_free) char *commit = str_copy_n(name, strcspn(name, "-"));
	CLEANUP(str_free) char *rest = str_format("-%s.db", past->mark);
	size_t place = str_equal(name + strlen(commit), rest) ? place_of(past, commit)
							      : past->count;

	if (place == past->count)
		return SIZE_MAX;
	return place > at ? place - at : at - place;
}

/* With the mutex held: the index to begin with, which is nearest; NULL: none, the way from the
 * beginning is shorter. That of today is of use while nothing is left out. */
static char *nearest(const struct past *past, const struct past_state *state)
{
	CLEANUP(folder_release) struct folder folder = { 0 };
	size_t at = place_of(past, state->commit), best = at;
	char *file = NULL;

	read_folder(past, &folder);
	for (size_t i = 0; i < folder.count; i++) {
		size_t distance = distance_of(past, folder.kept[i].file, at);

		if (distance < best) {
			best = distance;
			free(file);
			file = str_copy(folder.kept[i].file);
		}
	}
	if (!past->withdrawn.count && at < past->count && past->count - 1 - at < best) {
		free(file);
		file = str_copy(council_index(past->council));
	}
	return file;
}

static int copy_index(const char *from, const char *to, struct error *err)
{
	CLEANUP(db_close) struct db *index = NULL;
	int code = index_open_reading(&index, from, err);

	return code < 0 ? code : db_backup(index, to, err);
}

/* BASE (may be NULL) is what to begin with; where that leads nowhere, from the beginning. */
static int build(struct past *past, const char *file, struct store *store, const char *base,
	const struct withdrawn *withdrawn, struct error *err)
{
	int code;

	unlink(file);
	if (base && copy_index(base, file, err) == 0 &&
		index_build(file, store, withdrawn, &past->stopping, err) == 0)
		return 0;
	unlink(file);
	code = index_build(file, store, withdrawn, &past->stopping, err);
	if (code < 0)
		unlink(file);
	return code;
}

static int make(struct past *past, const struct past_state *state, const char *base,
	const struct withdrawn *withdrawn, struct error *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(str_free) char *file = file_of(past, state);
	CLEANUP(str_free) char *fresh = str_format("%s.%ld.new", file, (long)getpid());
	int code = store_open(&store, council_records(past->council), false, err);

	if (code < 0)
		return code;
	store_stand_at(store, state->commit);
	if (mkdir(council_past(past->council), 0750) < 0 && errno != EEXIST)
		return error_errno(err, council_past(past->council));
	if ((code = build(past, fresh, store, base, withdrawn, err)) < 0)
		return code;
	return rename(fresh, file) < 0 ? error_errno(err, file) : 0;
}

static bool is_same(const struct past_state *a, const struct past_state *b)
{
	return str_equal(a->commit, b->commit) && str_equal(a->mark, b->mark);
}

/* The first of the queue; with the mutex held, but not while it is made. One whose mark holds no
 * more is left out: nobody asks for it again. */
static void make_first(struct past *past)
{
	CLEANUP(withdrawn_release) struct withdrawn withdrawn = { 0 };
	CLEANUP(str_free) char *base = NULL;
	const struct past_state state = past->queue[0];
	struct error why = { 0 };
	int code = 0;

	if (str_equal(state.mark, past->mark)) {
		make_room(past);
		base = nearest(past, &state);
		copy_withdrawn(&withdrawn, &past->withdrawn);
		pthread_mutex_unlock(&past->mutex);
		code = make(past, &state, base, &withdrawn, &why);
		pthread_mutex_lock(&past->mutex);
	}
	if (code < 0) {
		past->failed = state;
		past->why = why;
	}
	past->queued--;
	memmove(past->queue, past->queue + 1, past->queued * sizeof *past->queue);
	pthread_cond_broadcast(&past->changed);
}

static void *run(void *ctx)
{
	struct past *past = ctx;

	setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
	pthread_mutex_lock(&past->mutex);
	while (!atomic_load(&past->stopping))
		if (past->queued)
			make_first(past);
		else
			pthread_cond_wait(&past->changed, &past->mutex);
	pthread_mutex_unlock(&past->mutex);
	return NULL;
}

/* Asking -------------------------------------------------------------------------------------- */

static bool is_queued(const struct past *past, const struct past_state *state)
{
	for (size_t i = 0; i < past->queued; i++)
		if (is_same(&past->queue[i], state))
			return true;
	return false;
}

static int enqueue(struct past *past, const struct past_state *state, struct error *err)
{
	if (is_queued(past, state))
		return 0;
	if (past->queued == QUEUE_MAX)
		return error_set(err, ERR_BUSY,
			"the register of several other days is being prepared; try again in a "
			"moment");
	if (is_same(&past->failed, state))
		past->failed = (struct past_state){ 0 };
	past->queue[past->queued++] = *state;
	pthread_cond_broadcast(&past->changed);
	return 0;
}

static void wait_for(struct past *past, const struct past_state *state, int seconds)
{
	struct timespec until;

	if (past->waiting == WAITING_MAX)
		return;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	past->waiting++;
	while (is_queued(past, state) &&
		pthread_cond_timedwait(&past->changed, &past->mutex, &until) == 0)
		continue;
	past->waiting--;
}

static int find_or_make(struct past *past, const struct past_state *state, const char *file,
	int seconds, struct error *err)
{
	int code;

	if (is_kept(file))
		return 0;
	if ((code = enqueue(past, state, err)) < 0)
		return code;
	wait_for(past, state, seconds);
	if (is_kept(file))
		return 0;
	if (!is_same(&past->failed, state))
		return PAST_LATER;
	*err = past->why;
	return past->why.code;
}

int past_open(struct past *past, const struct past_state *state, int seconds, char **file,
	struct error *err)
{
	CLEANUP(str_free) char *path = file_of(past, state);
	int code;

	pthread_mutex_lock(&past->mutex);
	code = find_or_make(past, state, path, seconds, err);
	pthread_mutex_unlock(&past->mutex);
	if (code == 0)
		*file = TAKE(path);
	return code;
}

/* Beginning and end --------------------------------------------------------------------------- */

int past_start(struct past **out, const struct council *council, struct error *err)
{
	CLEANUP(past_stop) struct past *past = mem_alloc(sizeof *past);
	pthread_condattr_t clock;

	past->council = council;
	pthread_mutex_init(&past->mutex, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&past->changed, &clock);
	pthread_condattr_destroy(&clock);
	throw_away(past);
	if (pthread_create(&past->thread, NULL, run, past) != 0)
		return error_set(err, ERR_FAILED, "the system gives no more threads");
	past->running = true;
	*out = TAKE(past);
	return 0;
}

void past_stop(struct past *past)
{
	if (!past)
		return;
	if (past->running) {
		pthread_mutex_lock(&past->mutex);
		atomic_store(&past->stopping, true);
		pthread_cond_broadcast(&past->changed);
		pthread_mutex_unlock(&past->mutex);
		pthread_join(past->thread, NULL);
	}
	db_close(past->index);
	store_free(past->store);
	free(past->line);
	withdrawn_release(&past->withdrawn);
	pthread_cond_destroy(&past->changed);
	pthread_mutex_destroy(&past->mutex);
	free(past);
}
