#include "passages_inner.h"

/*
 * Finding places for the marks: each is tried at the words of its range, all of them together as
 * long as that changes nothing else in the HTML; what does is tried in halves, and a single one
 * that still does moves to words further in.
 */

enum {
	MAX_BYTES = 3 << 20, /* rendered to find places; what has none by then is not shown */
	FAR = 4096,	     /* bytes in which a word is looked for */
};

struct unit {
	size_t tag;
	size_t start, end; /* the range that was asked for */
	size_t from, to;   /* where its bounds are planted */
	bool placed;
};

struct marker {
	struct passages *passages;
	const char *text;
	size_t len;
	const struct markdown *how;
	bool *markup;
	size_t rendered;
};

/* Letters and digits; beyond ASCII all but the signs of Latin-1 and general punctuation. */
static bool is_word_char(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	if (*p < 0x80)
		return (*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z');
	return *p != 0xc2 && !(*p == 0xe2 && p[1] < 0x82);
}

static bool is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static bool is_word_at(const struct marker *m, size_t at)
{
	while (at && is_inside(m->text[at]))
		at--;
	return at < m->len && !m->markup[at] && is_word_char(m->text + at);
}

static bool begins_word(const struct marker *m, size_t at)
{
	return !is_inside(m->text[at]) && is_word_at(m, at) && (!at || !is_word_at(m, at - 1));
}

static bool ends_word(const struct marker *m, size_t at)
{
	return at && !is_inside(m->text[at]) && is_word_at(m, at - 1) && !is_word_at(m, at);
}

/* The start after SKIP others of a word in [FROM, TO); TO without one. */
static size_t find_start(const struct marker *m, size_t from, size_t to, int skip)
{
	size_t limit = to - from > FAR ? from + FAR : to;

	for (size_t at = from; at < limit; at++)
		if (begins_word(m, at) || (at == from && is_word_at(m, at)))
			if (skip-- == 0)
				return at;
	return to;
}

/* The end before SKIP others of a word in (FROM, TO]; FROM without one. */
static size_t find_end(const struct marker *m, size_t from, size_t to, int skip)
{
	size_t limit = to - from > FAR ? to - FAR : from;

	for (size_t at = to; at > limit; at--)
		if (ends_word(m, at) || (at == to && is_word_at(m, at - 1)))
			if (skip-- == 0)
				return at;
	return from;
}

/* A sign that ends a sentence is marked with it. */
static size_t with_sign(const struct marker *m, size_t at, size_t limit)
{
	bool sign = at < limit && !m->markup[at] && strchr(".,;:!?", m->text[at]);

	return sign && (at + 1 == m->len || strchr(" \n", m->text[at + 1])) ? at + 1 : at;
}

static void place_point(const struct marker *m, struct unit *u, int skip)
{
	size_t passage = passages_at(m->passages, u->start);
	const struct passage *p = passage < m->passages->count ? &m->passages->passage[passage]
							       : NULL;
	size_t first = p ? p->start : 0, at = find_end(m, first, u->start, skip);

	if (at == first)
		at = find_start(m, u->start, m->len, skip);
	u->from = u->to = at;
}

/* False where there is no word left to try. */
static bool place(const struct marker *m, struct unit *u, int skip_first, int skip_last)
{
	if (u->start == u->end) {
		place_point(m, u, skip_first + skip_last);
		return u->from < m->len || (u->from && is_word_at(m, u->from - 1));
	}
	u->from = find_start(m, u->start, u->end, skip_first);
	u->to = find_end(m, u->from, u->end, skip_last);
	if (u->from < u->to)
		u->to = with_sign(m, u->to, u->end);
	return u->from < u->to;
}

/* A range without words of its own takes the next one, else the one before. */
static bool place_beside(const struct marker *m, struct unit *u)
{
	size_t at = find_start(m, u->end, m->len, 0);

	if (at == m->len) {
		u->to = find_end(m, 0, u->start, 0);
		u->from = u->to;
		while (u->from && is_word_at(m, u->from - 1))
			u->from--;
		return u->from < u->to;
	}
	u->from = u->to = at;
	while (u->to < m->len && is_word_at(m, u->to))
		u->to++;
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct passages_bound *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return 0;
}

/* The bounds of one place: what ends there, then what begins and ends, then what begins. */
enum rank { RANK_END, RANK_POINT, RANK_START };

struct ranked {
	struct passages_bound bound;
	enum rank rank;
	size_t order;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int place = by_place(&x->bound, &y->bound);

	if (place || x->rank != y->rank)
		return place ? place : (int)x->rank - (int)y->rank;
	return x->order < y->order ? -1 : 1;
}

static void put_bounds(struct passages_bounds *out, const struct unit *units, size_t count)
{
	struct ranked *ranked = mem_alloc((2 * count + 1) * sizeof *ranked);

	for (size_t i = 0; i < count; i++) {
		const struct unit *u = &units[i];
		bool point = u->from == u->to;

		ranked[2 * i] = (struct ranked){
			{u->from, u->tag, true},
			   point ? RANK_POINT : RANK_START, 2 * i
		};
		ranked[2 * i + 1] = (struct ranked){
			{u->to, u->tag, false},
			  point ? RANK_POINT : RANK_END, 2 * i + 1
		};
	}
	qsort(ranked, 2 * count, sizeof *ranked, by_rank);
	for (size_t i = 0; i < 2 * count; i++)
		passages_add_bound(
			out, ranked[i].bound.at, ranked[i].bound.tag, ranked[i].bound.opens);
	free(ranked);
}

static bool is_same(const char *planted, const char *html, const struct passages_bounds *bounds)
{
	CLEANUP(buf_release) struct buf stripped = BUF_INIT;

	passages_strip(&stripped, planted, bounds, NULL);
	return str_equal(buf_text(&stripped), html);
}

static bool render(struct marker *m, struct passages_bounds *bounds, struct passages_htmls *out)
{
	CLEANUP(str_free) char *planted = passages_plant(m->text, bounds);

	m->rendered += m->len + 1024;
	return planted && passages_htmls(out, planted, m->how, NULL) == 0 &&
	       out->count == m->passages->count;
}

/* Do UNITS, all of them, change nothing but what they mark, and are all their bounds in words? */
static bool fits(struct marker *m, const struct unit *units, size_t count)
{
	CLEANUP(passages_bounds_release) struct passages_bounds bounds = { 0 };
	CLEANUP(passages_htmls_release) struct passages_htmls htmls = { 0 };
	CLEANUP(free) void *owned = NULL;
	bool *seen = owned = mem_alloc(2 * count + 1);

	put_bounds(&bounds, units, count);
	if (!render(m, &bounds, &htmls))
		return false;
	for (size_t i = 0; i < htmls.count; i++) {
		if (!is_same(htmls.html[i], m->passages->passage[i].html, &bounds))
			return false;
		passages_see(seen, htmls.html[i], &bounds);
	}
	return !memchr(seen, false, 2 * count);
}

/* A unit that fits nowhere as it is: words further in, then the words beside. */
static void settle_one(struct marker *m, struct unit *u)
{
	static const int skips[][2] = {
		{1,  0},
		  { 0, 1},
		    { 1, 1},
		      { 2, 0},
		{ 0, 2},
		  { 3, 3}
	};

	for (size_t i = 0; i < ARRAY_SIZE(skips) && m->rendered < MAX_BYTES; i++) {
		if (place(m, u, skips[i][0], skips[i][1]) && fits(m, u, 1)) {
			u->placed = true;
			return;
		}
	}
	u->placed = m->rendered < MAX_BYTES && place_beside(m, u) && fits(m, u, 1);
}

static void settle(struct marker *m, struct unit *units, size_t count)
{
	if (!count || m->rendered > MAX_BYTES)
		return;
	if (fits(m, units, count)) {
		for (size_t i = 0; i < count; i++)
			units[i].placed = true;
	} else if (count == 1) {
		settle_one(m, units);
	} else {
		settle(m, units, count / 2);
		settle(m, units + count / 2, count - count / 2);
	}
}

static int by_start(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to > y->to ? -1 : 1;
	return x->tag < y->tag ? -1 : x->tag > y->tag;
}

static void show(struct marker *m, const struct unit *units, size_t count,
	const struct passages_tag *tags, size_t tags_count)
{
	CLEANUP(passages_bounds_release) struct passages_bounds bounds = { 0 };
	CLEANUP(passages_htmls_release) struct passages_htmls htmls = { 0 };
	struct passages_writer writer;

	put_bounds(&bounds, units, count);
	if (!count || !render(m, &bounds, &htmls))
		return;
	passages_writer_init(&writer, &bounds, tags, tags_count);
	for (size_t i = 0; i < htmls.count; i++) {
		CLEANUP(buf_release) struct buf out = BUF_INIT;
		struct passage *p = &m->passages->passage[i];
		bool same = is_same(htmls.html[i], p->html, &bounds);

		passages_write(&writer, &out, htmls.html[i]);
		if (!same)
			continue;
		free(p->html);
		p->html = str_copy(buf_text(&out));
	}
	passages_writer_release(&writer);
}

void passages_mark(struct passages *passages, const char *text, const struct markdown *how,
	const struct passages_tag *tags, const struct passages_range *ranges, size_t count)
{
	struct marker m = {
		.passages = passages,
		.text = text,
		.len = strlen(text),
		.how = how,
		.markup = passages_markup(text),
	};
	size_t usable = count < PASSAGES_MAX_BOUNDS / 2 ? count : PASSAGES_MAX_BOUNDS / 2, n = 0;
	struct unit *units = mem_alloc((usable + 1) * sizeof *units);

	for (size_t i = 0; i < usable; i++) {
		struct unit *u = &units[n];

		u->tag = i;
		u->start = ranges[i].start < m.len ? ranges[i].start : m.len;
		u->end = ranges[i].end < m.len ? ranges[i].end : m.len;
		u->end = u->end < u->start ? u->start : u->end;
		while (u->start && is_inside(text[u->start]))
			u->start--;
		while (is_inside(text[u->end]))
			u->end++;
		n += place(&m, u, 0, 0) || place_beside(&m, u);
	}
	qsort(units, n, sizeof *units, by_start);
	settle(&m, units, n);
	usable = n;
	n = 0;
	for (size_t i = 0; i < usable; i++)
		if (units[i].placed)
			units[n++] = units[i];
	show(&m, units, n, tags, count);
	free(units);
	free(m.markup);
}
