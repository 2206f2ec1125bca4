#include "desk.h"

#include <pthread.h>

enum { MEETINGS = 8 }; /* councils hold one at a time */

struct desk {
	pthread_mutex_t mutex;
	unsigned version;
	struct place_on_desk {
		char *meeting;
		struct on_desk now;
	} place[MEETINGS];
};

struct desk *desk_new(void)
{
	struct desk *desk = mem_alloc(sizeof *desk);

	pthread_mutex_init(&desk->mutex, NULL);
	return desk;
}

void desk_free(struct desk *desk)
{
	if (!desk)
		return;
	for (size_t i = 0; i < MEETINGS; i++)
		free(desk->place[i].meeting);
	pthread_mutex_destroy(&desk->mutex);
	free(desk);
}

/* MEETING's place, else the one that was not touched for longest. */
static struct place_on_desk *place_of(struct desk *desk, const char *meeting)
{
	struct place_on_desk *oldest = &desk->place[0];

	for (size_t i = 0; i < MEETINGS; i++) {
		struct place_on_desk *place = &desk->place[i];

		if (str_equal(place->meeting, meeting))
			return place;
		if (place->now.version < oldest->now.version)
			oldest = place;
	}
	return oldest;
}

void desk_put(struct desk *desk, const char *meeting, const struct on_desk *now)
{
	struct place_on_desk *place;

	pthread_mutex_lock(&desk->mutex);
	place = place_of(desk, meeting);
	free(place->meeting);
	place->meeting = str_copy(meeting);
	place->now = *now;
	place->now.version = ++desk->version;
	pthread_mutex_unlock(&desk->mutex);
}

struct on_desk desk_get(struct desk *desk, const char *meeting)
{
	struct on_desk now = { 0 };
	struct place_on_desk *place;

	pthread_mutex_lock(&desk->mutex);
	place = place_of(desk, meeting);
	if (str_equal(place->meeting, meeting))
		now = place->now;
	pthread_mutex_unlock(&desk->mutex);
	return now;
}
