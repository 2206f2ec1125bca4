#include "actions.h"

#include <pthread.h>

enum { WAITING_MAX = 256 };

struct action {
	action_fn run;
	void *ctx;
};

struct actions {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct action waiting[WAITING_MAX]; /* a ring */
	size_t first, count;
	pthread_t *thread;
	int threads, threads_max;
	int idle;
	bool stopping;
};

/* The next action; false when there will be none. Called with the lock held. */
static bool next_action(struct actions *actions, struct action *out)
{
	actions->idle++;
	while (actions->count == 0 && !actions->stopping)
		pthread_cond_wait(&actions->work, &actions->lock);
	actions->idle--;
	if (actions->count == 0)
		return false;
	*out = actions->waiting[actions->first];
	actions->first = (actions->first + 1) % WAITING_MAX;
	actions->count--;
	return true;
}

static void *work(void *ctx)
{
	struct actions *actions = ctx;
	struct action action;

	pthread_mutex_lock(&actions->lock);
	while (next_action(actions, &action)) {
		pthread_mutex_unlock(&actions->lock);
		action.run(action.ctx);
		pthread_mutex_lock(&actions->lock);
	}
	pthread_mutex_unlock(&actions->lock);
	return NULL;
}

/* One more thread; called with the lock held. */
static bool add_thread(struct actions *actions)
{
	if (pthread_create(&actions->thread[actions->threads], NULL, work, actions) != 0)
		return false;
	actions->threads++;
	return true;
}

int actions_start(struct actions **out, int threads, struct error *err)
{
	CLEANUP(actions_stop) struct actions *actions = mem_alloc(sizeof *actions);

	pthread_mutex_init(&actions->lock, NULL);
	pthread_cond_init(&actions->work, NULL);
	actions->threads_max = threads;
	actions->thread = mem_alloc((size_t)threads * sizeof *actions->thread);
	pthread_mutex_lock(&actions->lock);
	bool started = add_thread(actions);

	pthread_mutex_unlock(&actions->lock);
	if (!started)
		return error_set(err, ERR_FAILED, "the system gives no more threads");
	*out = TAKE(actions);
	return 0;
}

int actions_add(struct actions *actions, action_fn run, void *ctx, struct error *err)
{
	bool taken;

	pthread_mutex_lock(&actions->lock);
	taken = !actions->stopping && actions->count < WAITING_MAX;
	if (taken) {
		size_t last = (actions->first + actions->count++) % WAITING_MAX;

		actions->waiting[last] = (struct action){ run, ctx };
		if ((size_t)actions->idle < actions->count &&
			actions->threads < actions->threads_max)
			add_thread(actions);
		pthread_cond_signal(&actions->work);
	}
	pthread_mutex_unlock(&actions->lock);
	return taken ? 0
		     : error_set(err, ERR_BUSY,
			       "the server has too much to do just now; try again in a moment");
}

void actions_finish(struct actions *actions)
{
	int threads;

	pthread_mutex_lock(&actions->lock);
	actions->stopping = true;
	threads = actions->threads;
	actions->threads = 0;
	pthread_cond_broadcast(&actions->work);
	pthread_mutex_unlock(&actions->lock);
	for (int i = 0; i < threads; i++)
		pthread_join(actions->thread[i], NULL);
}

void actions_stop(struct actions *actions)
{
	if (!actions)
		return;
	actions_finish(actions);
	pthread_cond_destroy(&actions->work);
	pthread_mutex_destroy(&actions->lock);
	free(actions->thread);
	free(actions);
}
