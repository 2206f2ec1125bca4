#include "actions.h"

#include <pthread.h>

enum { WAITING_MAX = 1024, STRANGERS_WAITING_MAX = 64 };

struct action {
	action_fn run;
	void *ctx;
	struct action *next;
};

struct queue {
	struct action *first, **last;
	int waiting, waiting_max;
	int running, running_max;
};

struct actions {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct queue lane[LANES];
	pthread_t *thread;
	int threads, threads_max;
	int idle;
	bool stopping;
};

/* The first lane in which an action may begin; NULL: none. Called with the lock held. */
static struct queue *ready_lane(struct actions *actions)
{
	for (int i = 0; i < LANES; i++) {
		struct queue *lane = &actions->lane[i];

		if (lane->first && lane->running < lane->running_max)
			return lane;
	}
	return NULL;
}

static int count_waiting(const struct actions *actions)
{
	int n = 0;

	for (int i = 0; i < LANES; i++)
		n += actions->lane[i].waiting;
	return n;
}

static struct action *take_first(struct queue *lane)
{
	struct action *action = lane->first;

	lane->first = action->next;
	if (!lane->first)
		lane->last = &lane->first;
	lane->waiting--;
	lane->running++;
	return action;
}

/* The lane of the next action; NULL when there will be none. Called with the lock held. */
static struct queue *next_lane(struct actions *actions)
{
	struct queue *lane;

	actions->idle++;
	while (!(lane = ready_lane(actions)) && !(actions->stopping && count_waiting(actions) == 0))
		pthread_cond_wait(&actions->work, &actions->lock);
	actions->idle--;
	return lane;
}

static void *work(void *ctx)
{
	struct actions *actions = ctx;
	struct queue *lane;

	pthread_mutex_lock(&actions->lock);
	while ((lane = next_lane(actions))) {
		struct action *action = take_first(lane);

		pthread_mutex_unlock(&actions->lock);
		action->run(action->ctx);
		free(action);
		pthread_mutex_lock(&actions->lock);
		lane->running--;
		pthread_cond_broadcast(&actions->work);
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

static void open_lanes(struct actions *actions, int threads)
{
	int quarter = threads / 4 > 0 ? threads / 4 : 1;

	for (int i = 0; i < LANES; i++) {
		struct queue *lane = &actions->lane[i];

		lane->last = &lane->first;
		lane->waiting_max = i == LANE_SIGNED_IN ? WAITING_MAX : STRANGERS_WAITING_MAX;
		lane->running_max = i == LANE_SIGNED_IN ? threads : quarter;
	}
}

int actions_start(struct actions **out, int threads, struct error *err)
{
	CLEANUP(actions_stop) struct actions *actions = mem_alloc(sizeof *actions);

	pthread_mutex_init(&actions->lock, NULL);
	pthread_cond_init(&actions->work, NULL);
	actions->threads_max = threads;
	open_lanes(actions, threads);
	actions->thread = mem_alloc((size_t)threads * sizeof *actions->thread);
	pthread_mutex_lock(&actions->lock);
	bool started = add_thread(actions);

	pthread_mutex_unlock(&actions->lock);
	if (!started)
		return error_set(err, ERR_FAILED, "the system gives no more threads");
	*out = TAKE(actions);
	return 0;
}

int actions_add(struct actions *actions, enum lane which, action_fn run, void *ctx,
	struct error *err)
{
	struct queue *lane = &actions->lane[which];
	bool taken;

	pthread_mutex_lock(&actions->lock);
	taken = !actions->stopping && lane->waiting < lane->waiting_max;
	if (taken) {
		struct action *action = mem_alloc(sizeof *action);

		*action = (struct action){ run, ctx, NULL };
		*lane->last = action;
		lane->last = &action->next;
		lane->waiting++;
		/* a thread that was woken a moment ago still counts as idle */
		if (actions->idle < count_waiting(actions) &&
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
