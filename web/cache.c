#include "cache.h"

#include <pthread.h>

enum { SLOTS = 512, STRIPES = 16, PAGE_MAX = 128 << 10 };

struct slot {
	char *key;
	struct buf body;
};

struct cache {
	struct slot slot[SLOTS];
	pthread_mutex_t mutex[STRIPES]; /* one for every SLOTS / STRIPES slots */
};

struct cache *cache_new(void)
{
	struct cache *cache = mem_alloc(sizeof *cache);

	for (int i = 0; i < STRIPES; i++)
		pthread_mutex_init(&cache->mutex[i], NULL);
	return cache;
}

void cache_free(struct cache *cache)
{
	if (!cache)
		return;
	for (int i = 0; i < SLOTS; i++) {
		free(cache->slot[i].key);
		buf_release(&cache->slot[i].body);
	}
	for (int i = 0; i < STRIPES; i++)
		pthread_mutex_destroy(&cache->mutex[i]);
	free(cache);
}

static char *key_text(const struct cache_key *key, bool squeezed)
{
	return str_format("%c %s %s %s", squeezed ? 'z' : 'p', key->page, key->tag, key->address);
}

/* FNV-1a (draft-eastlake-fnv): a page of an older commit shares its slot by chance only. */
static unsigned slot_of(const char *key)
{
	unsigned hash = 2166136261u;

	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619u;
	return (hash ^ hash >> 16) % SLOTS;
}

bool cache_get(struct cache *cache, const struct cache_key *key, bool squeezed, struct buf *out)
{
	CLEANUP(str_free) char *text = key_text(key, squeezed);
	unsigned n = slot_of(text);
	bool found;

	pthread_mutex_lock(&cache->mutex[n % STRIPES]);
	found = str_equal(cache->slot[n].key, text);
	if (found)
		buf_add(out, cache->slot[n].body.data, cache->slot[n].body.len);
	pthread_mutex_unlock(&cache->mutex[n % STRIPES]);
	return found;
}

void cache_put(struct cache *cache, const struct cache_key *key, bool squeezed,
	const struct buf *body)
{
	char *text;
	unsigned n;

	if (body->len > PAGE_MAX || !body->len)
		return;
	text = key_text(key, squeezed);
	n = slot_of(text);
	pthread_mutex_lock(&cache->mutex[n % STRIPES]);
	free(cache->slot[n].key);
	cache->slot[n].key = text;
	buf_cut(&cache->slot[n].body, 0);
	buf_add(&cache->slot[n].body, body->data, body->len);
	pthread_mutex_unlock(&cache->mutex[n % STRIPES]);
}
