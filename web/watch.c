#include "watch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>

struct watched {
	int socket;
	atomic_llong deadline; /* seconds of the steady clock; 0: none */
	struct watched *next, *before;
};

struct watch {
	pthread_mutex_t lock;
	pthread_cond_t stop;
	struct watched *first;
	pthread_t thread;
	bool started, stopping;
};

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Called with the lock held: no socket is closed meanwhile. */
static void shut_late(struct watch *watch)
{
	long long time = now();

	for (struct watched *w = watch->first; w; w = w->next) {
		long long deadline = atomic_load(&w->deadline);

		if (deadline && deadline <= time) {
			shutdown(w->socket, SHUT_RDWR);
			atomic_store(&w->deadline, 0);
		}
	}
}

static void *work(void *ctx)
{
	struct watch *watch = ctx;
	struct timespec next;

	pthread_mutex_lock(&watch->lock);
	while (!watch->stopping) {
		clock_gettime(CLOCK_MONOTONIC, &next);
		next.tv_sec++;
		pthread_cond_timedwait(&watch->stop, &watch->lock, &next);
		shut_late(watch);
	}
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

int watch_start(struct watch **out, struct error *err)
{
	CLEANUP(watch_stop) struct watch *watch = mem_alloc(sizeof *watch);
	pthread_condattr_t steady;

	pthread_mutex_init(&watch->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&watch->stop, &steady);
	pthread_condattr_destroy(&steady);
	if (pthread_create(&watch->thread, NULL, work, watch) != 0)
		return error_set(err, ERR_FAILED, "the system gives no more threads");
	watch->started = true;
	*out = TAKE(watch);
	return 0;
}

void watch_stop(struct watch *watch)
{
	if (!watch)
		return;
	pthread_mutex_lock(&watch->lock);
	watch->stopping = true;
	pthread_cond_signal(&watch->stop);
	pthread_mutex_unlock(&watch->lock);
	if (watch->started)
		pthread_join(watch->thread, NULL);
	pthread_cond_destroy(&watch->stop);
	pthread_mutex_destroy(&watch->lock);
	free(watch);
}

struct watched *watch_add(struct watch *watch, int socket)
{
	struct watched *watched = mem_alloc(sizeof *watched);

	watched->socket = socket;
	pthread_mutex_lock(&watch->lock);
	watched->next = watch->first;
	if (watch->first)
		watch->first->before = watched;
	watch->first = watched;
	pthread_mutex_unlock(&watch->lock);
	return watched;
}

void watch_set(struct watched *watched, int seconds)
{
	atomic_store(&watched->deadline, seconds ? now() + seconds : 0);
}

void watch_remove(struct watch *watch, struct watched *watched)
{
	pthread_mutex_lock(&watch->lock);
	if (watched->next)
		watched->next->before = watched->before;
	if (watched->before)
		watched->before->next = watched->next;
	else
		watch->first = watched->next;
	pthread_mutex_unlock(&watch->lock);
	free(watched);
}
