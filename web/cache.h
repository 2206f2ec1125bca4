#pragma once

/*
 * Public pages as they were last sent, plain and squeezed. A page that is the
 * same for everybody who is not signed in has a tag that names the commit it
 * was made of (reply_page.c); the tag is part of the key, so nothing here is
 * ever out of date, and what is old is simply written over. At most 512 pages
 * of at most 128 KB: memory is bounded, whatever is asked for.
 */

#include "buf.h"

struct cache;

struct cache *cache_new(void);
void cache_free(struct cache *cache);
DEFINE_CLEANUP(struct cache *, cache_free)

/* All that decides on what a page looks like: its tag (commit, language, format, day, program), the
 * page's name, and the address with its query. */
struct cache_key {
	const char *tag, *page, *address;
};

/* Append to OUT what was kept under KEY. False where nothing was. */
bool cache_get(struct cache *cache, const struct cache_key *key, bool squeezed, struct buf *out);
void cache_put(struct cache *cache, const struct cache_key *key, bool squeezed,
	const struct buf *body);
