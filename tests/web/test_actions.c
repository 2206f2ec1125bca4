#include "test.h"
#include "actions.h"

#include <pthread.h>
#include <semaphore.h>

static struct error err;
static sem_t begun, gate;

/* An action that says that it runs, and then waits until it may end. */
static void wait_at_gate(void *ctx)
{
	sem_post(&begun);
	sem_wait(&gate);
}

static void say(void *ctx)
{
	sem_post(ctx);
}

/* Adds to LANE until two run, which is all that strangers may, and it is full; how many were taken. */
static int fill(struct actions *actions, enum lane lane)
{
	int taken = 0;

	for (; taken < 2; taken++) {
		if (actions_add(actions, lane, wait_at_gate, NULL, &err) < 0)
			return taken;
		sem_wait(&begun);
	}
	while (actions_add(actions, lane, wait_at_gate, NULL, &err) == 0)
		taken++;
	return taken;
}

static void open_gate(int times)
{
	while (times--)
		sem_post(&gate);
}

TEST(who_is_signed_in_never_waits_behind_strangers)
{
	struct actions *actions = NULL;
	sem_t done;
	int strangers = 0, running;

	sem_init(&begun, 0, 0);
	sem_init(&gate, 0, 0);
	sem_init(&done, 0, 0);
	CHECK_OK(actions_start(&actions, 8, &err), err);
	strangers += fill(actions, LANE_PAGES);
	CHECK_REFUSED(actions_add(actions, LANE_PAGES, wait_at_gate, NULL, &err), ERR_BUSY, err,
		"the server has too much to do just now; try again in a moment");
	strangers += fill(actions, LANE_FORMS);
	for (int i = 0; i < 40; i++) {
		CHECK_OK(actions_add(actions, LANE_SIGNED_IN, say, &done, &err), err);
		sem_wait(&done);
	}
	CHECK(sem_getvalue(&begun, &running) == 0);
	CHECK_NUMBER(running, 0);
	open_gate(strangers);
	actions_stop(actions);
	CHECK(sem_getvalue(&begun, &running) == 0);
	CHECK_NUMBER(running, strangers - 4);
}

TEST(what_waits_is_done_before_the_end)
{
	struct actions *actions = NULL;
	sem_t done;
	int count;

	sem_init(&done, 0, 0);
	CHECK_OK(actions_start(&actions, 1, &err), err);
	for (int i = 0; i < 60; i++)
		CHECK_OK(actions_add(actions, (enum lane)(i % LANES), say, &done, &err), err);
	actions_finish(actions);
	CHECK(sem_getvalue(&done, &count) == 0);
	CHECK_NUMBER(count, 60);
	CHECK_NUMBER(actions_add(actions, LANE_SIGNED_IN, say, &done, &err), ERR_BUSY);
	actions_stop(actions);
}

TEST_MAIN
