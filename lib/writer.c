#include "writer.h"
#include "check.h"
#include "kind.h"
#include "once.h"
#include "sealing.h"
#include "writer_upkeep.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

enum {
	GROUP_MAX = 64,
	LOCK_SECONDS = 30,
	POLL_MS = 200,
	RETRY_MS = 2000,   /* after the index could not be brought up to date */
	UPKEEP_MS = 60000, /* without a save, before the repository is tidied */
};

/* One change on its way. It stands on the stack of the thread that waits for it. */
struct job {
	struct change *change;
	struct change_result *result;
	bool done;
	pthread_cond_t answered;
	struct job *next;
};

/* What tells that somebody moved main. */
struct seen {
	struct timespec changed[2];
	ino_t inode[2];
};

struct writer {
	const struct council *council;
	struct store *store; /* these two are the thread's alone once it runs */
	struct db *index;
	struct seen seen;
	long long last_try, last_save; /* ms */
	pthread_t thread;
	bool running;
	bool unsealed; /* a tag is to be made (sealing.h) */
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t work;
	struct job *first, **last;
	bool stopping;
	struct error behind; /* of the index; no parts: it is up to date */
	void (*moved)(void *ctx);
	void *moved_ctx;
};

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void look_at(struct seen *out, size_t n, const char *dir, const char *name)
{
	CLEANUP(str_free) char *path = str_format("%s/%s", dir, name);
	struct stat st;

	if (stat(path, &st) == 0) {
		out->changed[n] = st.st_mtim;
		out->inode[n] = st.st_ino;
	}
}

/* True when main may have moved since the last time. */
static bool has_moved(struct writer *writer)
{
	const char *dir = council_records(writer->council);
	struct seen now;
	bool moved;

	memset(&now, 0, sizeof now);
	look_at(&now, 0, dir, "refs/heads/main");
	look_at(&now, 1, dir, "packed-refs");
	moved = memcmp(&now, &writer->seen, sizeof now) != 0;
	writer->seen = now;
	return moved;
}

static int catch_up(struct writer *writer, struct error *err)
{
	struct error own = { 0 };
	bool changed = false;
	int code;

	has_moved(writer);
	code = index_catch_up(writer->index, writer->store, &changed, &own);
	writer->last_try = now_ms();
	pthread_mutex_lock(&writer->mutex);
	writer->behind = code < 0 ? own : (struct error){ 0 };
	if (changed && writer->moved)
		writer->moved(writer->moved_ctx);
	pthread_mutex_unlock(&writer->mutex);
	if (code < 0 && err)
		*err = own;
	return code;
}

void writer_on_move(struct writer *writer, void (*moved)(void *ctx), void *ctx)
{
	pthread_mutex_lock(&writer->mutex);
	writer->moved = moved;
	writer->moved_ctx = ctx;
	pthread_mutex_unlock(&writer->mutex);
}

static bool is_behind(struct writer *writer)
{
	bool behind;

	pthread_mutex_lock(&writer->mutex);
	behind = writer->behind.code < 0;
	pthread_mutex_unlock(&writer->mutex);
	return behind;
}

int writer_index_state(struct writer *writer, struct error *err)
{
	int code;

	pthread_mutex_lock(&writer->mutex);
	code = writer->behind.code;
	if (code < 0 && err)
		*err = writer->behind;
	pthread_mutex_unlock(&writer->mutex);
	return code;
}

/* Commits */

static void fail_all(struct change_result *results, size_t n, const struct error *err)
{
	for (size_t i = 0; i < n; i++)
		results[i] = (struct change_result){ .code = err->code, .err = *err };
}

/* Whether CHANGE's form has made a commit already: RESULT is that, or why it cannot be told. */
static bool is_done(struct writer *writer, const struct change *change, struct change_result *result)
{
	int code;

	*result = (struct change_result){ .unchanged = true };
	if (!once_read(&(struct once){ 0 }, change->once))
		return false;
	code = once_find(writer->index, writer->store, change->once, &result->commit, &result->err);
	result->code = code < 0 ? code : 0;
	return code != 0;
}

/* The place among the N changes of one of the same form; N: there is none. */
static size_t same_form(struct change **changes, size_t n, const struct change *change)
{
	for (size_t i = 0; i < n; i++)
		if (once_same(changes[i]->once, change->once))
			return i;
	return n;
}

/* What the twin gets of the answer of the first; the texts of a conflict stay the first's alone. */
static struct change_result answer_again(const struct change_result *first)
{
	return (struct change_result){ .commit = first->commit,
		.unchanged = true,
		.err = first->err,
		.code = first->code };
}

/* main first, then the tags: of what is answered, both are there. */
static int commit_and_seal(const struct council *council, struct store *store, struct change **changes,
	size_t n, struct change_result *results, change_check check, struct error *err)
{
	int code = sealing_begin(council, store, changes, n, err);

	if (code < 0)
		fail_all(results, n, err);
	else if ((code = change_commit(store, changes, n, results, check, NULL, err)) == 0)
		sealing_finish(council, store, changes, n, results);
	return code;
}

/* Whether one of them was saved without its tag. */
static bool lacks_seal(struct change **changes, const struct change_result *results, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (changes[i]->seal && results[i].code < 0 && results[i].commit.hex[0])
			return true;
	return false;
}

/* A save counts once it is in the repository: an index that fails comes later. */
static void write_group(
	struct writer *writer, struct change **changes, struct change_result *results, size_t n)
{
	CLEANUP(council_unlock) struct council_lock *lock = NULL;
	struct change *todo[GROUP_MAX];
	struct change_result done[GROUP_MAX];
	size_t place[GROUP_MAX], count = 0;
	struct error err = { 0 };

	if (council_lock(&lock, writer->council, LOCK_SECONDS, &err) < 0) {
		fail_all(results, n, &err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		place[i] = is_done(writer, changes[i], &results[i])
				   ? GROUP_MAX
				   : same_form(todo, count, changes[i]);
		if (place[i] == count)
			todo[count++] = changes[i];
	}
	if (commit_and_seal(writer->council, writer->store, todo, count, done, check_change, &err) == 0)
		catch_up(writer, NULL);
	writer->unsealed |= lacks_seal(todo, done, count);
	for (size_t i = 0; i < n; i++)
		if (place[i] != GROUP_MAX)
			results[i] = changes[i] == todo[place[i]] ? done[place[i]]
								  : answer_again(&done[place[i]]);
	writer->last_save = now_ms();
}

/* Whether CHANGE's form says something else in one of the N jobs: which of them is the latest is told first. */
static bool says_otherwise(struct job **jobs, size_t n, const struct change *change)
{
	for (size_t i = 0; i < n; i++) {
		const char *once = jobs[i]->change->once;

		if (once_same_form(once, change->once) && !once_same(once, change->once))
			return true;
	}
	return false;
}

static size_t take_jobs(struct writer *writer, struct job **jobs)
{
	size_t n = 0;

	while (writer->first && n < GROUP_MAX && !says_otherwise(jobs, n, writer->first->change)) {
		jobs[n++] = writer->first;
		writer->first = writer->first->next;
	}
	if (!writer->first)
		writer->last = &writer->first;
	return n;
}

static void write_jobs(struct writer *writer, struct job **jobs, size_t n)
{
	struct change *changes[GROUP_MAX];
	struct change_result results[GROUP_MAX];

	for (size_t i = 0; i < n; i++)
		changes[i] = jobs[i]->change;
	write_group(writer, changes, results, n);
	pthread_mutex_lock(&writer->mutex);
	for (size_t i = 0; i < n; i++) {
		*jobs[i]->result = results[i];
		jobs[i]->done = true;
		pthread_cond_signal(&jobs[i]->answered);
	}
	pthread_mutex_unlock(&writer->mutex);
}

/* What a push, a killed writer or a full disk left without its tag. */
static void seal_again(struct writer *writer)
{
	writer->unsealed =
		sealing_mend(writer->council, writer->store, writer->index, NULL) < 0;
	if (has_moved(writer)) /* the key was published */
		catch_up(writer, NULL);
}

/* Nobody wants anything: look whether somebody else wrote, and tidy up now and then. */
static void idle(struct writer *writer)
{
	CLEANUP(council_unlock) struct council_lock *lock = NULL;
	bool later = now_ms() - writer->last_try > RETRY_MS;
	bool behind = is_behind(writer) && later, unsealed = writer->unsealed && later;
	bool moved = has_moved(writer);
	bool untidy = now_ms() - writer->last_save > UPKEEP_MS;

	if (untidy) {
		writer->last_save = now_ms();
		untidy = upkeep_is_due(council_records(writer->council));
	}
	if (!moved && !behind && !untidy && !unsealed)
		return;
	if (council_lock(&lock, writer->council, LOCK_SECONDS, NULL) < 0) {
		writer->seen = (struct seen){ 0 }; /* look again */
		return;
	}
	if (moved || behind || unsealed)
		catch_up(writer, NULL);
	if ((unsealed || moved) && !is_behind(writer)) /* a submission or an answer may have been pushed */
		seal_again(writer);
	if (untidy)
		upkeep_run(council_records(writer->council));
}

static void wait_for_work(struct writer *writer)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += POLL_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	while (!writer->first && !writer->stopping)
		if (pthread_cond_timedwait(&writer->work, &writer->mutex, &until) != 0)
			return;
}

static void *write_on(void *ctx)
{
	struct writer *writer = ctx;
	struct job *jobs[GROUP_MAX];
	bool stopping = false;

	while (!stopping) {
		size_t n;

		pthread_mutex_lock(&writer->mutex);
		wait_for_work(writer);
		n = take_jobs(writer, jobs);
		stopping = writer->stopping && !n;
		pthread_mutex_unlock(&writer->mutex);
		if (n)
			write_jobs(writer, jobs, n);
		else if (!stopping)
			idle(writer);
	}
	return NULL;
}

static struct writer *writer_new(const struct council *council)
{
	struct writer *writer = mem_alloc(sizeof *writer);
	pthread_condattr_t clock;

	writer->council = council;
	writer->last = &writer->first;
	writer->last_save = now_ms();
	pthread_mutex_init(&writer->mutex, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&writer->work, &clock);
	pthread_condattr_destroy(&clock);
	return writer;
}

static int prepare(struct writer *writer, struct error *err)
{
	CLEANUP(council_unlock) struct council_lock *lock = NULL;
	int code;

	if ((code = council_lock(&lock, writer->council, LOCK_SECONDS, err)) < 0 ||
		(code = store_open(&writer->store, council_records(writer->council), false, err)) <
			0 ||
		(code = store_mend(writer->store, err)) < 0 ||
		(code = index_open(&writer->index, council_index(writer->council), DB_WRITE, err)) <
			0)
		return code;
	index_set_reader(writer->index, AUDIENCE_MEMBERS); /* for once_find */
	if ((code = catch_up(writer, err)) < 0)
		return code;
	seal_again(writer);
	return 0;
}

int writer_start(struct writer **out, const struct council *council, struct error *err)
{
	CLEANUP(writer_stop) struct writer *writer = writer_new(council);
	int code = prepare(writer, err);

	if (code < 0)
		return code;
	if (pthread_create(&writer->thread, NULL, write_on, writer) != 0)
		return error_set(err, ERR_FAILED, "no thread can be started");
	writer->running = true;
	*out = TAKE(writer);
	return 0;
}

void writer_stop(struct writer *writer)
{
	if (!writer)
		return;
	if (writer->running) {
		pthread_mutex_lock(&writer->mutex);
		writer->stopping = true;
		pthread_cond_signal(&writer->work);
		pthread_mutex_unlock(&writer->mutex);
		pthread_join(writer->thread, NULL);
	}
	if (writer->index)
		db_close(writer->index);
	store_free(writer->store);
	pthread_cond_destroy(&writer->work);
	pthread_mutex_destroy(&writer->mutex);
	free(writer);
}

int writer_commit(struct writer *writer, struct change *change, struct change_result *result,
	struct error *err)
{
	struct job job = { .change = change, .result = result };

	pthread_cond_init(&job.answered, NULL);
	pthread_mutex_lock(&writer->mutex);
	*writer->last = &job;
	writer->last = &job.next;
	pthread_cond_signal(&writer->work);
	while (!job.done)
		pthread_cond_wait(&job.answered, &writer->mutex);
	pthread_mutex_unlock(&writer->mutex);
	pthread_cond_destroy(&job.answered);
	change_free(change);
	if (result->code < 0 && err)
		*err = result->err;
	return result->code;
}

/* Without a thread */

static void catch_up_alone(const struct council *council, struct store *store)
{
	CLEANUP(db_close) struct db *index = NULL;

	if (index_open(&index, council_index(council), DB_WRITE_ELSEWHERE, NULL) >= 0)
		index_catch_up(index, store, NULL, NULL);
}

int writer_commit_alone(const struct council *council, struct change **changes, size_t n,
	struct change_result *results, struct error *err)
{
	CLEANUP(council_unlock) struct council_lock *lock = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	struct error own = { 0 };
	int code;

	if ((code = council_lock(&lock, council, LOCK_SECONDS, &own)) < 0 ||
		(code = store_open(&store, council_records(council), false, &own)) < 0)
		fail_all(results, n, &own);
	else if ((code = commit_and_seal(council, store, changes, n, results, check_change, &own)) == 0)
		catch_up_alone(council, store);
	if (code < 0 && err)
		*err = own;
	return code;
}

static int accept(void *ctx, struct store *store, const char *parent_commit,
	const struct change *change, struct error *err)
{
	return 0;
}

int writer_commit_together(const struct council *council, struct change **changes, size_t n,
	struct change_result *results, struct faults *faults, struct error *err)
{
	CLEANUP(council_unlock) struct council_lock *lock = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	struct revision head;
	int code;

	if ((code = council_lock(&lock, council, LOCK_SECONDS, err)) < 0 ||
		(code = store_open(&store, council_records(council), false, err)) < 0 ||
		(code = store_head(store, &head, err)) < 0 ||
		(code = check_together(store, head.hex, changes, n, faults, err)) < 0 ||
		(code = faults_error(faults, err)) < 0)
		return code;
	if ((code = commit_and_seal(council, store, changes, n, results, accept, err)) < 0)
		return code;
	catch_up_alone(council, store);
	return 0;
}
