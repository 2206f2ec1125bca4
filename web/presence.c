#include "presence.h"

#include <pthread.h>

enum { PLACES = 512, PLACES_EACH = 20 }; /* what is crowded out comes back with the next sign of life */

struct editor {
	char *address, *name;
	long long account, until;
};

struct presence {
	pthread_mutex_t mutex;
	struct editor editor[PLACES];
	size_t count;
};

struct presence *presence_new(void)
{
	struct presence *presence = mem_alloc(sizeof *presence);

	pthread_mutex_init(&presence->mutex, NULL);
	return presence;
}

/* The order of those who stay is kept: names are shown as they came. */
static void drop(struct presence *presence, size_t n)
{
	free(presence->editor[n].address);
	free(presence->editor[n].name);
	presence->count--;
	memmove(&presence->editor[n], &presence->editor[n + 1],
		(presence->count - n) * sizeof presence->editor[0]);
}

void presence_free(struct presence *presence)
{
	if (!presence)
		return;
	while (presence->count)
		drop(presence, presence->count - 1);
	pthread_mutex_destroy(&presence->mutex);
	free(presence);
}

/* The place of ACCOUNT at ADDRESS, or COUNT. */
static size_t find(const struct presence *presence, const char *address, long long account)
{
	size_t n = 0;

	while (n < presence->count && (presence->editor[n].account != account ||
					      !str_equal(presence->editor[n].address, address)))
		n++;
	return n;
}

static void drop_late(struct presence *presence, long long now)
{
	for (size_t n = presence->count; n-- > 0;)
		if (presence->editor[n].until <= now)
			drop(presence, n);
}

/* There is room for one more of ACCOUNT: the oldest goes, its own where it has its share. */
static void make_room(struct presence *presence, long long account)
{
	size_t own = 0, oldest = 0;

	for (size_t n = presence->count; n-- > 0;)
		if (presence->editor[n].account == account) {
			own++;
			oldest = n;
		}
	if (own == PLACES_EACH)
		drop(presence, oldest);
	else if (presence->count == PLACES)
		drop(presence, 0);
}

void presence_put(struct presence *presence, const char *address, long long account,
	const char *name, long long now, int seconds)
{
	size_t n;

	pthread_mutex_lock(&presence->mutex);
	drop_late(presence, now);
	n = find(presence, address, account);
	if (n == presence->count) {
		make_room(presence, account);
		n = presence->count++;
		presence->editor[n] = (struct editor){
			.address = str_copy(address), .name = str_copy(name), .account = account
		};
	}
	presence->editor[n].until = now + seconds;
	pthread_mutex_unlock(&presence->mutex);
}

void presence_leave(struct presence *presence, const char *address, long long account)
{
	size_t n;

	pthread_mutex_lock(&presence->mutex);
	n = find(presence, address, account);
	if (n < presence->count)
		drop(presence, n);
	pthread_mutex_unlock(&presence->mutex);
}

void presence_others(struct presence *presence, const char *address, long long account,
	long long now, struct buf *out)
{
	pthread_mutex_lock(&presence->mutex);
	for (size_t n = 0; n < presence->count; n++) {
		const struct editor *editor = &presence->editor[n];

		if (editor->until > now && editor->account != account &&
			str_equal(editor->address, address))
			buf_printf(out, "%s%s", out->len ? "\n" : "", editor->name);
	}
	pthread_mutex_unlock(&presence->mutex);
}
