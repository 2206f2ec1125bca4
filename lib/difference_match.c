#include "difference_inner.h"

/*
 * Matching two lists, in three steps that each leave less to the next: what is equal at both ends;
 * lines that stand once in each list, in the longest order that both share (patience); Myers' O(ND)
 * from both ends, which gives up after a number of steps and goes on from the furthest point it has
 * reached. A token that only one list has is out from the start.
 */

enum {
	STEPS = 10 * 1000 * 1000,
	LEAST_COST = 16,
	MOST_COST = 1024,
	PATIENCE_LEVELS = 12,
	PATIENCE_FROM = 20, /* shorter stretches are cheap to match in full */
};

/* One list: what is left of it to match. */
struct side {
	uint32_t *number;
	size_t *index; /* in the whole list */
	size_t count;
	bool *kept; /* of the whole list: it is in both */
};

struct matcher {
	struct side a, b;
	uint32_t *in_a, *in_b; /* by number: how often in the stretch; zero between uses */
	size_t *at_b;
	long cost, *forward, *backward;
};

struct range {
	size_t a, a_end, b, b_end;
};

struct pair {
	size_t a, b;
};

static void keep(struct matcher *m, size_t a, size_t b)
{
	m->a.kept[m->a.index[a]] = true;
	m->b.kept[m->b.index[b]] = true;
}

static bool equal(const struct matcher *m, size_t a, size_t b)
{
	return m->a.number[a] == m->b.number[b];
}

/* Keep what is equal at both ends. False when nothing is left to match. */
static bool trim(struct matcher *m, struct range *r)
{
	while (r->a < r->a_end && r->b < r->b_end && equal(m, r->a, r->b))
		keep(m, r->a++, r->b++);
	while (r->a < r->a_end && r->b < r->b_end && equal(m, r->a_end - 1, r->b_end - 1))
		keep(m, --r->a_end, --r->b_end);
	return r->a < r->a_end && r->b < r->b_end;
}

/* The longest chain of PAIRS whose B ascends as their A does; at the front of PAIRS. */
static size_t longest_chain(struct pair *pairs, size_t count)
{
	size_t *top = mem_alloc(count * sizeof *top), *before = mem_alloc(count * sizeof *before);
	size_t length = 0;

	for (size_t i = 0; i < count; i++) {
		size_t low = 0, high = length;

		while (low < high) {
			size_t middle = (low + high) / 2;

			if (pairs[top[middle]].b < pairs[i].b)
				low = middle + 1;
			else
				high = middle;
		}
		before[i] = low ? top[low - 1] : 0;
		top[low] = i;
		length += low == length;
	}
	for (size_t n = length, i = length ? top[length - 1] : 0; n; i = before[i])
		top[--n] = i;
	for (size_t n = 0; n < length; n++)
		pairs[n] = pairs[top[n]];
	free(top);
	free(before);
	return length;
}

/* The tokens that stand once in each list within R. */
static size_t unique_pairs(struct matcher *m, const struct range *r, struct pair *pairs)
{
	size_t count = 0;

	for (size_t a = r->a; a < r->a_end; a++)
		m->in_a[m->a.number[a]]++;
	for (size_t b = r->b; b < r->b_end; b++) {
		m->in_b[m->b.number[b]]++;
		m->at_b[m->b.number[b]] = b;
	}
	for (size_t a = r->a; a < r->a_end; a++) {
		uint32_t number = m->a.number[a];

		if (m->in_a[number] == 1 && m->in_b[number] == 1)
			pairs[count++] = (struct pair){ a, m->at_b[number] };
	}
	for (size_t a = r->a; a < r->a_end; a++)
		m->in_a[m->a.number[a]] = 0;
	for (size_t b = r->b; b < r->b_end; b++)
		m->in_b[m->b.number[b]] = 0;
	return count;
}

static void match(struct matcher *m, struct range r, int levels);

static bool match_by_patience(struct matcher *m, struct range r, int levels)
{
	struct pair *pairs;
	size_t count;

	if (!levels || r.a_end - r.a < PATIENCE_FROM || r.b_end - r.b < PATIENCE_FROM)
		return false;
	pairs = mem_alloc((r.a_end - r.a) * sizeof *pairs);
	count = longest_chain(pairs, unique_pairs(m, &r, pairs));
	for (size_t i = 0; i < count; i++) {
		keep(m, pairs[i].a, pairs[i].b);
		match(m, (struct range){ r.a, pairs[i].a, r.b, pairs[i].b }, levels - 1);
		r.a = pairs[i].a + 1;
		r.b = pairs[i].b + 1;
	}
	free(pairs);
	if (count)
		match(m, r, levels - 1);
	return count > 0;
}

/*
 * Myers, "An O(ND) Difference Algorithm", 4b. A diagonal D holds the points where a - b = D;
 * FORWARD[D] and BACKWARD[D] say how far in A the paths from the two corners have come on it. The
 * arrays are windows around the corners' diagonals.
 */
struct search {
	const struct matcher *m;
	long a, a_end, b, b_end;
	long first, last; /* diagonals there are */
	long fore, back;  /* the corners' */
	long fore_low, fore_high, back_low, back_high;
	long *forward, *backward;
};

static long *forward(const struct search *s, long diagonal)
{
	return &s->forward[diagonal - s->fore + s->m->cost + 2];
}

static long *backward(const struct search *s, long diagonal)
{
	return &s->backward[diagonal - s->back + s->m->cost + 2];
}

/* One diagonal more at each end, or one less where there are no more; the parity changes. */
static void widen_forward(struct search *s)
{
	if (s->fore_low > s->first)
		*forward(s, --s->fore_low - 1) = -1;
	else
		s->fore_low++;
	if (s->fore_high < s->last)
		*forward(s, ++s->fore_high + 1) = -1;
	else
		s->fore_high--;
}

static void widen_backward(struct search *s)
{
	if (s->back_low > s->first)
		*backward(s, --s->back_low - 1) = s->a_end + 1;
	else
		s->back_low++;
	if (s->back_high < s->last)
		*backward(s, ++s->back_high + 1) = s->a_end + 1;
	else
		s->back_high--;
}

/* The point of DIAGONAL nearest to A that lies in the rectangle. */
static struct pair inside(const struct search *s, long diagonal, long a)
{
	long least = s->a > s->b + diagonal ? s->a : s->b + diagonal;
	long most = s->a_end < s->b_end + diagonal ? s->a_end : s->b_end + diagonal;

	a = a < least ? least : a > most ? most : a;
	return (struct pair){ (size_t)a, (size_t)(a - diagonal) };
}

static bool step_forward(struct search *s, bool meets, struct pair *split)
{
	widen_forward(s);
	for (long d = s->fore_high; d >= s->fore_low; d -= 2) {
		long below = *forward(s, d - 1), above = *forward(s, d + 1);
		long a = below >= above ? below + 1 : above;

		while (a < s->a_end && a - d < s->b_end && equal(s->m, (size_t)a, (size_t)(a - d)))
			a++;
		*forward(s, d) = a;
		if (meets && d >= s->back_low && d <= s->back_high && *backward(s, d) <= a) {
			*split = inside(s, d, a);
			return true;
		}
	}
	return false;
}

static bool step_backward(struct search *s, bool meets, struct pair *split)
{
	widen_backward(s);
	for (long d = s->back_high; d >= s->back_low; d -= 2) {
		long below = *backward(s, d - 1), above = *backward(s, d + 1);
		long a = below < above ? below : above - 1;

		while (a > s->a && a - d > s->b &&
			equal(s->m, (size_t)(a - 1), (size_t)(a - d - 1)))
			a--;
		*backward(s, d) = a;
		if (meets && d >= s->fore_low && d <= s->fore_high && a <= *forward(s, d)) {
			*split = inside(s, d, a);
			return true;
		}
	}
	return false;
}

/* Of all points reached from either corner, the one furthest from it. */
static struct pair furthest(const struct search *s)
{
	struct pair best = { (size_t)s->a, (size_t)s->b };
	long most = 0;

	for (long d = s->fore_low; d <= s->fore_high; d += 2) {
		struct pair p = inside(s, d, *forward(s, d));
		long way = (long)(p.a + p.b) - s->a - s->b;

		if (way > most)
			most = way, best = p;
	}
	for (long d = s->back_low; d <= s->back_high; d += 2) {
		struct pair p = inside(s, d, *backward(s, d));
		long way = s->a_end + s->b_end - (long)(p.a + p.b);

		if (way > most)
			most = way, best = p;
	}
	return best;
}

/* A point that a short way from corner to corner passes. */
static struct pair find_split(struct matcher *m, const struct range *r)
{
	struct search s = {
		.m = m,
		.a = (long)r->a,
		.a_end = (long)r->a_end,
		.b = (long)r->b,
		.b_end = (long)r->b_end,
		.forward = m->forward,
		.backward = m->backward,
	};
	struct pair split;
	bool odd;

	s.first = s.a - s.b_end;
	s.last = s.a_end - s.b;
	s.fore_low = s.fore_high = s.fore = s.a - s.b;
	s.back_low = s.back_high = s.back = s.a_end - s.b_end;
	*forward(&s, s.fore) = s.a;
	*backward(&s, s.back) = s.a_end;
	odd = (s.fore - s.back) & 1;
	for (long cost = 0; cost < m->cost; cost++)
		if (step_forward(&s, odd, &split) || step_backward(&s, !odd, &split))
			return split;
	return furthest(&s);
}

static size_t size_of(const struct range *r)
{
	return r->a_end - r->a + r->b_end - r->b;
}

/* Recurses into the smaller half only: the depth stays logarithmic. */
static void match_by_myers(struct matcher *m, struct range r)
{
	while (trim(m, &r)) {
		struct pair split = find_split(m, &r);
		struct range left = { r.a, split.a, r.b, split.b };
		struct range right = { split.a, r.a_end, split.b, r.b_end };
		bool left_is_smaller = size_of(&left) < size_of(&right);

		if (!size_of(&left) || !size_of(&right))
			return;
		match_by_myers(m, left_is_smaller ? left : right);
		r = left_is_smaller ? right : left;
	}
}

static void match(struct matcher *m, struct range r, int levels)
{
	if (trim(m, &r) && !match_by_patience(m, r, levels))
		match_by_myers(m, r);
}

static void side_init(struct side *side, const struct tokens *tokens)
{
	side->number = mem_alloc(tokens->count * sizeof *side->number);
	side->index = mem_alloc(tokens->count * sizeof *side->index);
	side->kept = mem_alloc(tokens->count * sizeof *side->kept);
}

static void side_release(struct side *side)
{
	free(side->number);
	free(side->index);
	free(side->kept);
}

/* What IN counts, that is what the other list has too. */
static void side_fill(struct side *side, const struct tokens *tokens, const struct range *r,
	bool first, const uint32_t *in)
{
	size_t from = first ? r->a : r->b, to = first ? r->a_end : r->b_end;

	for (size_t i = from; i < to; i++) {
		if (!in[tokens->token[i].number])
			continue;
		side->number[side->count] = tokens->token[i].number;
		side->index[side->count++] = i;
	}
}

static struct range trim_lists(struct matcher *m, const struct tokens *a, const struct tokens *b)
{
	struct range r = { 0, a->count, 0, b->count };

	while (r.a < r.a_end && r.b < r.b_end && a->token[r.a].number == b->token[r.b].number)
		m->a.kept[r.a++] = m->b.kept[r.b++] = true;
	while (r.a < r.a_end && r.b < r.b_end &&
		a->token[r.a_end - 1].number == b->token[r.b_end - 1].number)
		m->a.kept[--r.a_end] = m->b.kept[--r.b_end] = true;
	return r;
}

static void matcher_fill(struct matcher *m, const struct tokens *a, const struct tokens *b)
{
	struct range r = trim_lists(m, a, b);

	for (size_t i = r.a; i < r.a_end; i++)
		m->in_a[a->token[i].number] = 1;
	for (size_t i = r.b; i < r.b_end; i++)
		m->in_b[b->token[i].number] = 1;
	side_fill(&m->a, a, &r, true, m->in_b);
	side_fill(&m->b, b, &r, false, m->in_a);
	for (size_t i = r.a; i < r.a_end; i++)
		m->in_a[a->token[i].number] = 0;
	for (size_t i = r.b; i < r.b_end; i++)
		m->in_b[b->token[i].number] = 0;
}

static long cost_limit(size_t tokens)
{
	size_t cost = STEPS / (tokens + 1);

	return cost < LEAST_COST ? LEAST_COST : cost > MOST_COST ? MOST_COST : (long)cost;
}

static struct hunks collect(const struct matcher *m, size_t na, size_t nb)
{
	struct hunks out = { 0 };

	for (size_t a = 0, b = 0; a < na || b < nb; a++, b++) {
		struct hunk h = { a, a, b, b };

		while (h.a_end < na && !m->a.kept[h.a_end])
			h.a_end++;
		while (h.b_end < nb && !m->b.kept[h.b_end])
			h.b_end++;
		if (h.a < h.a_end || h.b < h.b_end) {
			out.hunk = mem_grow(out.hunk, out.count, sizeof *out.hunk);
			out.hunk[out.count++] = h;
		}
		a = h.a_end;
		b = h.b_end;
	}
	return out;
}

/* One step down, where the first token of the hunk equals the one that follows the hunk. */
static bool slides(const struct tokens *tokens, size_t from, size_t to, size_t limit)
{
	return from < to && to < limit && tokens->token[from].number == tokens->token[to].number;
}

/*
 * What was only inserted or only deleted can often stand in several places: take the last, so that
 * an inserted paragraph goes with the blank line after it.
 */
static void slide(struct hunks *hunks, const struct tokens *a, const struct tokens *b)
{
	for (size_t i = 0; i < hunks->count; i++) {
		struct hunk *h = &hunks->hunk[i], *next = i + 1 < hunks->count ? h + 1 : NULL;
		size_t a_limit = next ? next->a - 1 : a->count;
		size_t b_limit = next ? next->b - 1 : b->count;
		bool inserted = h->a == h->a_end, deleted = h->b == h->b_end;

		while ((inserted && h->a_end < a_limit && slides(b, h->b, h->b_end, b_limit)) ||
			(deleted && h->b_end < b_limit && slides(a, h->a, h->a_end, a_limit)))
			*h = (struct hunk){ h->a + 1, h->a_end + 1, h->b + 1, h->b_end + 1 };
	}
}

struct hunks difference_match(
	const struct tokens *a, const struct tokens *b, uint32_t numbers, size_t total)
{
	size_t both = a->count + b->count;
	struct matcher m = { .cost = cost_limit(total > both ? total : both) };
	struct hunks out;

	side_init(&m.a, a);
	side_init(&m.b, b);
	m.in_a = mem_alloc(numbers * sizeof *m.in_a);
	m.in_b = mem_alloc(numbers * sizeof *m.in_b);
	m.at_b = mem_alloc(numbers * sizeof *m.at_b);
	m.forward = mem_alloc((size_t)(2 * m.cost + 5) * sizeof *m.forward);
	m.backward = mem_alloc((size_t)(2 * m.cost + 5) * sizeof *m.backward);
	matcher_fill(&m, a, b);
	match(&m, (struct range){ 0, m.a.count, 0, m.b.count }, PATIENCE_LEVELS);
	out = collect(&m, a->count, b->count);
	slide(&out, a, b);
	side_release(&m.a);
	side_release(&m.b);
	free(m.in_a);
	free(m.in_b);
	free(m.at_b);
	free(m.forward);
	free(m.backward);
	return out;
}

struct hunks difference_compare(struct tokens *a, struct tokens *b, size_t total)
{
	struct tokens *lists[] = { a, b };
	uint32_t numbers = difference_number(lists, 2);

	return difference_match(a, b, numbers, total);
}

void hunks_release(struct hunks *hunks)
{
	free(hunks->hunk);
	*hunks = (struct hunks){ 0 };
}
