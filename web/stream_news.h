#pragma once

/* What a commit brought to records that somebody watches: the events of stream.h in words. */

#include "request.h"

enum { NEWS_LEVELS = 3 }; /* enum audience */

/* Identities of records that are watched. */
struct watching {
	char **record;
	size_t count;
};
void watching_add(struct watching *watching, const char *record);
void watching_release(struct watching *watching);
static inline void watching_releasep(struct watching *watching)
{
	watching_release(watching);
}

struct news {
	struct news_item {
		char *record;            /* the identity that is watched */
		char *text[NEWS_LEVELS]; /* the event for readers of each level; NULL: they see nothing of it */
	} * item;
	size_t count;
};
void news_release(struct news *news);
static inline void news_releasep(struct news *news)
{
	news_release(news);
}

/*
 * What is new in the commit NEW, which the index stands for, and was not in OLD, of the records WATCHED and of
 * what belongs to them. Between page_begin and page_end.
 */
int news_collect(struct news *out, struct worker *worker, const struct watching *watched,
	const char *old_commit, const char *new_commit, struct error *err);
