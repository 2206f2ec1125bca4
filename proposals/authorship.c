#include "authorship.h"
#include "trail.h"

/*
 * Revision by revision, each word keeps its number along the trail. Words that are taken out are
 * remembered with theirs, so that whoever puts a passage back has not written it.
 */

enum {
	GRAM = 4, /* words and signs of a passage that was put back, at least */
	CANDIDATES = 8,
	REMEMBERED = 1 << 20, /* words */
};

struct word {
	uint64_t sum;
	unsigned number;
};

/* What was taken out, passage after passage; between them a word of sum 0. */
struct graves {
	struct word *word;
	size_t count;
	size_t *first; /* by the hash of a gram: its place + 1 */
	size_t *next;  /* by place */
	size_t mask;
};

static void graves_release(struct graves *g)
{
	free(g->word);
	free(g->first);
	free(g->next);
}

static size_t gram_hash(const struct graves *g, const uint64_t sums[GRAM])
{
	uint64_t h = 0;

	for (int i = 0; i < GRAM; i++) {
		h = (h ^ sums[i]) * 0x9e3779b97f4a7c15;
		h ^= h >> 31;
	}
	return (size_t)h & g->mask;
}

static bool grave_gram(const struct graves *g, size_t at, uint64_t sums[GRAM])
{
	for (int i = 0; i < GRAM; i++)
		if (at + (size_t)i >= g->count || !(sums[i] = g->word[at + (size_t)i].sum))
			return false;
	return true;
}

static void index_from(struct graves *g, size_t from)
{
	uint64_t sums[GRAM];

	for (size_t at = from; at < g->count; at++) {
		size_t slot;

		if (!grave_gram(g, at, sums))
			continue;
		slot = gram_hash(g, sums);
		g->next[at] = g->first[slot];
		g->first[slot] = at + 1;
	}
}

static void bury(struct graves *g, struct word word)
{
	g->word = mem_grow(g->word, g->count, sizeof *g->word);
	g->next = mem_grow(g->next, g->count, sizeof *g->next);
	g->next[g->count] = 0;
	g->word[g->count++] = word;
}

static void widen(struct graves *g)
{
	size_t room = g->first ? (g->mask + 1) * 2 : 1024;

	if (g->first && g->mask >= g->count)
		return;
	while (room < g->count * 2)
		room *= 2;
	free(g->first);
	g->first = mem_alloc(room * sizeof *g->first);
	g->mask = room - 1;
	index_from(g, 0);
}

/* The words of OLD that the new text has not. */
static void bury_lost(struct graves *g, const struct word *old, const bool *found, size_t count)
{
	size_t before = g->count;

	for (size_t i = 0; i < count && g->count < REMEMBERED; i++) {
		if (!found[i])
			bury(g, old[i]);
		else if (i && !found[i - 1])
			bury(g, (struct word){ 0 });
	}
	if (g->count == before)
		return;
	bury(g, (struct word){ 0 });
	if (!g->first || g->mask < g->count)
		widen(g);
	else
		index_from(g, before);
}

/* How many of the new words from WORD on stand in the grave at PLACE. */
static size_t common_length(
	const struct graves *g, size_t place, const struct trail_word *word, size_t count)
{
	size_t n = 0;

	while (n < count && place + n < g->count && word[n].from == TRAIL_NEW &&
		g->word[place + n].sum == word[n].sum)
		n++;
	return n;
}

/* The grave of the longest passage that WORD begins with; its length, or 0. */
static size_t exhume(
	const struct graves *g, const struct trail_word *word, size_t count, size_t *at)
{
	uint64_t sums[GRAM];
	size_t best = 0, place;

	if (count < GRAM || !g->first)
		return 0;
	for (int i = 0; i < GRAM; i++)
		sums[i] = word[i].from == TRAIL_NEW ? word[i].sum : 0;
	place = g->first[gram_hash(g, sums)];
	for (int tries = 0; place && tries < CANDIDATES; tries++, place = g->next[place - 1]) {
		size_t n = common_length(g, place - 1, word, count);

		if (n >= GRAM && n > best) {
			best = n;
			*at = place - 1;
		}
	}
	return best;
}

/* The text so far, by words. */
struct state {
	struct word *word;
	size_t count;
	struct graves graves;
};

static void follow(struct state *s, const char *old, const char *new, unsigned number)
{
	CLEANUP(trail_free) struct trail *trail = trail_by_words(old, new);
	struct trail_word *words;
	size_t count = trail_words(trail, &words), place = 0;
	struct word *next = mem_alloc((count + 1) * sizeof *next);
	bool *found = mem_alloc(s->count + 1);

	for (size_t i = 0; i < count; i++) {
		next[i] = (struct word){ words[i].sum | 1, number };
		words[i].sum |= 1; /* 0 stands between graves */
		if (words[i].from == TRAIL_NEW)
			continue;
		next[i].number = s->word[words[i].from].number;
		found[words[i].from] = true;
	}
	for (size_t i = 0; i < count; i++) {
		size_t n = exhume(&s->graves, words + i, count - i, &place);

		for (size_t j = 0; j < n; j++)
			next[i + j].number = s->graves.word[place + j].number;
		i += n ? n - 1 : 0;
	}
	bury_lost(&s->graves, s->word, found, s->count);
	free(s->word);
	free(words);
	free(found);
	s->word = next;
	s->count = count;
}

/* The words of the last text, with their bytes. */
static void put_runs(struct authorship *out, const struct state *s, const char *text, unsigned last)
{
	CLEANUP(trail_free) struct trail *trail = trail_by_words("", text);
	struct trail_word *words;
	size_t count = trail_words(trail, &words), len = strlen(text);

	*out = (struct authorship){ 0 };
	for (size_t i = 0; i < count; i++) {
		unsigned number = s->word[i].number;
		struct authorship_run *run = out->count ? &out->run[out->count - 1] : NULL;

		if (run && run->number == number)
			continue;
		if (run)
			run->end = words[i].start;
		out->run = mem_grow(out->run, out->count, sizeof *out->run);
		out->run[out->count++] = (struct authorship_run){ run ? words[i].start : 0, len,
			number };
	}
	if (!count && len) {
		out->run = mem_grow(out->run, 0, sizeof *out->run);
		out->run[out->count++] = (struct authorship_run){ 0, len, last };
	}
	free(words);
}

void authorship_read(
	struct authorship *out, const struct authorship_revision *revisions, size_t count)
{
	struct state s = { 0 };
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		if (!str_equal(text, revisions[i].text))
			follow(&s, text, revisions[i].text, revisions[i].number);
		text = revisions[i].text;
	}
	put_runs(out, &s, text, count ? revisions[count - 1].number : 0);
	free(s.word);
	graves_release(&s.graves);
}

static size_t ink(const char *text, size_t start, size_t end)
{
	size_t n = 0;

	for (size_t i = start; i < end; i++)
		n += !strchr(" \t\r\n", text[i]);
	return n;
}

static void add_share(struct authorship_share **out, size_t *count, unsigned number, size_t bytes)
{
	for (size_t i = 0; i < *count; i++) {
		if ((*out)[i].number == number) {
			(*out)[i].bytes += bytes;
			return;
		}
	}
	*out = mem_grow(*out, *count, sizeof **out);
	(*out)[(*count)++] = (struct authorship_share){ .number = number, .bytes = bytes };
}

static int by_bytes(const void *a, const void *b)
{
	const struct authorship_share *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

size_t authorship_shares(struct authorship_share **out, const struct authorship *of,
	const char *text, size_t start, size_t end)
{
	size_t count = 0, all = 0, len = strlen(text);

	*out = NULL;
	end = end < len ? end : len;
	for (size_t i = 0; i < of->count; i++) {
		const struct authorship_run *run = &of->run[i];
		size_t from = run->start > start ? run->start : start;
		size_t to = run->end < end ? run->end : end;
		size_t bytes = from < to ? ink(text, from, to) : 0;

		if (bytes)
			add_share(out, &count, run->number, bytes);
		all += bytes;
	}
	if (count)
		qsort(*out, count, sizeof **out, by_bytes);
	for (size_t i = 0; i < count; i++)
		(*out)[i].percent = (int)(((*out)[i].bytes * 100 + all / 2) / all);
	return count;
}

void authorship_release(struct authorship *authorship)
{
	free(authorship->run);
	*authorship = (struct authorship){ 0 };
}
