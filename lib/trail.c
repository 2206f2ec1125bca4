#include "trail.h"
#include "difference_inner.h"

/*
 * First what difference_match says of the words in order, to which the signs between them are
 * added; then what is left over on both sides is searched for passages that were moved. A few
 * common words that match in the middle of rewritten text would hold such passages apart, so they
 * are let go before.
 */

enum {
	GRAM = 4,	      /* words and signs that a moved passage has at least */
	GRAM_BYTES = 10,      /* of letters in it */
	CANDIDATES = 16,      /* places where a moved passage is looked for */
	STRAY = 2,	      /* a match of no more words … */
	STRAY_AROUND = 4,     /* … that so many times as much change surrounds … */
	RARE_BYTES = 5,	      /* … without a word so long that stands once in either text */
	SURVIVES = 5,	      /* changed: at least one in so many bytes of the words is left */
	BY_LINES = 512 << 10, /* bytes of a text from which lines take the place of words */
	SCATTERED = 20000,    /* words of one range that are looked at one by one */
};

#define NOWHERE SIZE_MAX

/* What the old text's word A has become: word TO[A] of the new one. */
struct trail {
	struct tokens a, b; /* without white space */
	char *old, *new;
	size_t old_len, new_len;
	bool by_lines;
	size_t gram;
	size_t *to, *from;
	bool *moved;	 /* by A */
	size_t *run_end; /* by A: the words up to here stand in the new text without a gap */
	size_t *kept;	 /* by A: bytes of the words before it that stand in order; one more */
	size_t *weight;	 /* by A: bytes of the words before it; one more */
	size_t *moves;	 /* by A: moved words before it; one more */
	size_t *before;	 /* by A: the last word up to it that stands in order; NOWHERE */
	size_t *after;	 /* by A: the first word from it on that stands in order; NOWHERE */
};

static bool is_white(const struct token *token)
{
	return strspn(token->text, " \t\r\n") >= token->len;
}

static struct tokens ink_of(const char *text, bool by_lines)
{
	struct tokens all = by_lines ? difference_lines(text, false)
				     : difference_words(text, strlen(text));
	size_t n = 0;

	for (size_t i = 0; i < all.count; i++)
		if (!is_white(&all.token[i]))
			all.token[n++] = all.token[i];
	all.count = n;
	return all;
}

static bool is_word(const struct trail *t, const struct token *token)
{
	return t->by_lines || difference_is_word(token);
}

static size_t start_of(const char *text, const struct tokens *t, size_t i)
{
	return (size_t)(t->token[i].text - text);
}

static size_t end_of(const char *text, const struct tokens *t, size_t i)
{
	return start_of(text, t, i) + t->token[i].len;
}

static void pair(struct trail *t, size_t a, size_t b)
{
	t->to[a] = b;
	t->from[b] = a;
}

static size_t larger(size_t x, size_t y)
{
	return x > y ? x : y;
}

/* By number, up to 2: how often a word stands in the text where it is more often. */
static unsigned char *count_words(const struct trail *t, uint32_t numbers)
{
	unsigned char *in_a = mem_alloc(numbers + 1), *in_b = mem_alloc(numbers + 1);

	for (size_t a = 0; a < t->a.count; a++)
		in_a[t->a.token[a].number] += in_a[t->a.token[a].number] < 2;
	for (size_t b = 0; b < t->b.count; b++)
		in_b[t->b.token[b].number] += in_b[t->b.token[b].number] < 2;
	for (uint32_t i = 0; i < numbers; i++)
		in_a[i] = in_b[i] > in_a[i] ? in_b[i] : in_a[i];
	free(in_b);
	return in_a;
}

/* The words between the changes BEFORE and AFTER: chance, or really the same? */
static bool is_stray(const struct tokens *words, const unsigned char *often,
	const struct hunk *before, const struct hunk *after)
{
	size_t length = after->a - before->a_end;
	size_t above = larger(before->a_end - before->a, before->b_end - before->b);
	size_t below = larger(after->a_end - after->a, after->b_end - after->b);

	if (length > STRAY || above < length * STRAY_AROUND || below < length * STRAY_AROUND)
		return false;
	for (size_t a = before->a_end; a < after->a; a++)
		if (words->token[a].len >= RARE_BYTES && often[words->token[a].number] == 1)
			return false;
	return true;
}

/* The words without the signs, and which of all they are. */
struct words {
	struct tokens tokens;
	size_t *index;
};

static struct words words_of(const struct trail *t, const struct tokens *all)
{
	struct words out = { 0 };

	out.tokens.token = mem_alloc((all->count + 1) * sizeof *out.tokens.token);
	out.index = mem_alloc((all->count + 1) * sizeof *out.index);
	for (size_t i = 0; i < all->count; i++) {
		if (!is_word(t, &all->token[i]))
			continue;
		out.index[out.tokens.count] = i;
		out.tokens.token[out.tokens.count++] = all->token[i];
	}
	return out;
}

static void words_release(struct words *words)
{
	tokens_release(&words->tokens);
	free(words->index);
}

static void pair_words(struct trail *t, const struct words *wa, const struct words *wb,
	uint32_t numbers, const unsigned char *often)
{
	struct hunks hunks = difference_match(&wa->tokens, &wb->tokens, numbers, 0);
	size_t a = 0, b = 0;

	for (size_t i = 0; i <= hunks.count; i++) {
		const struct hunk *next = i < hunks.count ? &hunks.hunk[i] : NULL;
		size_t end = next ? next->a : wa->tokens.count;

		if (!(i && next && is_stray(&wa->tokens, often, next - 1, next)))
			for (; a < end; a++, b++)
				pair(t, wa->index[a], wb->index[b]);
		a = next ? next->a_end : a;
		b = next ? next->b_end : b;
	}
	hunks_release(&hunks);
}

static bool are_same_sign(const struct trail *t, size_t a, size_t b)
{
	return t->a.token[a].number == t->b.token[b].number && !is_word(t, &t->a.token[a]);
}

/* The signs between two words go with them, from both ends. */
static void pair_signs(struct trail *t)
{
	size_t a = 0, b = 0;

	for (size_t next = 0; next <= t->a.count; next++) {
		size_t end = next, b_limit = next < t->a.count ? t->to[next] : t->b.count;

		if (b_limit == NOWHERE)
			continue;
		while (a < end && b < b_limit && are_same_sign(t, a, b))
			pair(t, a++, b++);
		for (size_t n = b_limit; a < end && b < n && are_same_sign(t, end - 1, n - 1);)
			pair(t, --end, --n);
		a = next + 1;
		b = b_limit + 1;
	}
}

static void match_in_order(struct trail *t)
{
	struct tokens *lists[] = { &t->a, &t->b };
	uint32_t numbers = difference_number(lists, 2);
	unsigned char *often = count_words(t, numbers);
	struct words wa = words_of(t, &t->a), wb = words_of(t, &t->b);

	pair_words(t, &wa, &wb, numbers, often);
	pair_signs(t);
	words_release(&wa);
	words_release(&wb);
	free(often);
}

/* The places of the new text's left-over grams, by their hash. */
struct grams {
	size_t *first; /* by hash: place + 1, or 0 */
	size_t *next;  /* by place: likewise */
	size_t mask;
	size_t length;
};

static bool is_gram(
	const struct trail *trail, const struct tokens *t, const size_t *match, size_t at)
{
	size_t letters = 0;

	if (at + trail->gram > t->count)
		return false;
	for (size_t i = at; i < at + trail->gram; i++) {
		if (match[i] != NOWHERE)
			return false;
		if (is_word(trail, &t->token[i]))
			letters += t->token[i].len;
	}
	return letters >= GRAM_BYTES;
}

static size_t gram_hash(const struct grams *g, const struct tokens *t, size_t at)
{
	uint64_t h = 0;

	for (size_t i = at; i < at + g->length; i++) {
		h = (h ^ t->token[i].number) * 0x9e3779b97f4a7c15;
		h ^= h >> 29;
	}
	return (size_t)h & g->mask;
}

static void grams_init(struct grams *g, const struct trail *t)
{
	size_t room = 16;

	while (room < t->b.count * 2)
		room *= 2;
	*g = (struct grams){ .mask = room - 1, .length = t->gram };
	g->first = mem_alloc(room * sizeof *g->first);
	g->next = mem_alloc((t->b.count + 1) * sizeof *g->next);
	for (size_t b = t->b.count; b-- > 0;) {
		size_t slot;

		if (!is_gram(t, &t->b, t->from, b))
			continue;
		slot = gram_hash(g, &t->b, b);
		g->next[b] = g->first[slot];
		g->first[slot] = b + 1;
	}
}

static void grams_release(struct grams *g)
{
	free(g->first);
	free(g->next);
}

static bool may_pair(const struct trail *t, size_t a, size_t b)
{
	return a < t->a.count && b < t->b.count && t->to[a] == NOWHERE && t->from[b] == NOWHERE &&
	       t->a.token[a].number == t->b.token[b].number;
}

static size_t common_length(const struct trail *t, size_t a, size_t b)
{
	size_t n = 0;

	while (may_pair(t, a + n, b + n))
		n++;
	return n;
}

static void move(struct trail *t, size_t a, size_t b)
{
	pair(t, a, b);
	t->moved[a] = true;
}

static void match_moves(struct trail *t)
{
	struct grams g;

	grams_init(&g, t);
	for (size_t a = 0; a < t->a.count; a++) {
		size_t best = 0, at = 0, tries = 0, place;

		if (!is_gram(t, &t->a, t->to, a))
			continue;
		place = g.first[gram_hash(&g, &t->a, a)];
		for (; place && tries < CANDIDATES; place = g.next[place - 1], tries++) {
			size_t n = common_length(t, a, place - 1);

			at = n > best ? place - 1 : at;
			best = larger(n, best);
		}
		if (best < t->gram)
			continue;
		for (size_t n = 1; n <= a && n <= at && may_pair(t, a - n, at - n); n++)
			move(t, a - n, at - n);
		for (size_t n = 0; n < best; n++)
			move(t, a + n, at + n);
		a += best - 1;
	}
	grams_release(&g);
}

static size_t weight_of(const struct trail *t, const struct token *token)
{
	return is_word(t, token) ? token->len * 16 : 1;
}

static void measure(struct trail *t)
{
	size_t count = t->a.count;

	t->kept = mem_alloc((count + 1) * sizeof *t->kept);
	t->weight = mem_alloc((count + 1) * sizeof *t->weight);
	t->moves = mem_alloc((count + 1) * sizeof *t->moves);
	t->run_end = mem_alloc((count + 1) * sizeof *t->run_end);
	t->before = mem_alloc((count + 1) * sizeof *t->before);
	t->after = mem_alloc((count + 1) * sizeof *t->after);
	for (size_t a = 0; a < count; a++) {
		size_t weight = weight_of(t, &t->a.token[a]);
		bool in_order = t->to[a] != NOWHERE && !t->moved[a];

		t->weight[a + 1] = t->weight[a] + weight;
		t->kept[a + 1] = t->kept[a] + (in_order ? weight : 0);
		t->moves[a + 1] = t->moves[a] + t->moved[a];
		t->before[a] = in_order ? a : a ? t->before[a - 1] : NOWHERE;
	}
	t->after[count] = NOWHERE;
	for (size_t a = count; a-- > 0;) {
		bool follows = t->to[a] != NOWHERE && a + 1 < count && t->to[a + 1] == t->to[a] + 1;

		t->run_end[a] = follows ? t->run_end[a + 1] : a + 1;
		t->after[a] = t->to[a] != NOWHERE && !t->moved[a] ? a : t->after[a + 1];
	}
}

static struct trail *new_trail(const char *old, const char *new, bool by_lines)
{
	struct trail *t = mem_alloc(sizeof *t);

	t->old = str_copy(old);
	t->new = str_copy(new);
	t->old_len = strlen(old);
	t->new_len = strlen(new);
	t->by_lines = by_lines;
	t->gram = by_lines ? 1 : GRAM;
	t->a = ink_of(t->old, by_lines);
	t->b = ink_of(t->new, by_lines);
	t->to = mem_alloc((t->a.count + 1) * sizeof *t->to);
	t->from = mem_alloc((t->b.count + 1) * sizeof *t->from);
	t->moved = mem_alloc(t->a.count + 1);
	for (size_t a = 0; a <= t->a.count; a++)
		t->to[a] = NOWHERE;
	for (size_t b = 0; b <= t->b.count; b++)
		t->from[b] = NOWHERE;
	match_in_order(t);
	match_moves(t);
	measure(t);
	return t;
}

struct trail *trail_new(const char *old, const char *new)
{
	return new_trail(old, new, strlen(old) > BY_LINES || strlen(new) > BY_LINES);
}

struct trail *trail_by_words(const char *old, const char *new)
{
	return new_trail(old, new, false);
}

void trail_free(struct trail *trail)
{
	if (!trail)
		return;
	tokens_release(&trail->a);
	tokens_release(&trail->b);
	free(trail->old);
	free(trail->new);
	free(trail->to);
	free(trail->from);
	free(trail->moved);
	free(trail->run_end);
	free(trail->kept);
	free(trail->weight);
	free(trail->moves);
	free(trail->before);
	free(trail->after);
	free(trail);
}

/* The first word of the old text that ends after byte AT. */
static size_t word_after(const struct trail *t, size_t at)
{
	size_t low = 0, high = t->a.count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (end_of(t->old, &t->a, middle) > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* A stretch of the new text's words. */
struct stretch {
	size_t first, end;
};

static size_t b_start(const struct trail *t, size_t b)
{
	return b < t->b.count ? start_of(t->new, &t->b, b) : t->new_len;
}

static size_t b_end(const struct trail *t, size_t b)
{
	return end_of(t->new, &t->b, b);
}

/*
 * The bytes of S in the new text; those of the old range [START, END) that lie outside of its words
 * (white space, or a part of the word that was not meant) are left out or taken along likewise.
 */
static void put_bytes(const struct trail *t, size_t first, size_t last, struct stretch s,
	size_t start, size_t end, size_t *new_start, size_t *new_end)
{
	size_t old_first = start_of(t->old, &t->a, first), old_last = end_of(t->old, &t->a, last);
	size_t from = b_start(t, s.first), to = b_end(t, s.end - 1);
	size_t lead = start < old_first ? old_first - start : 0;
	size_t tail = end > old_last ? end - old_last : 0;

	if (lead <= from && memcmp(t->new + from - lead, t->old + start, lead) == 0)
		from -= lead;
	if (strncmp(t->new + to, t->old + old_last, tail) == 0)
		to += tail;
	if (t->to[first] == s.first && start > old_first)
		from += start - old_first;
	if (t->to[last] == s.end - 1 && end < old_last)
		to -= old_last - end;
	*new_start = from;
	*new_end = to;
}

/* Where what stood before the old text's word A would stand now. */
static size_t place_before(const struct trail *t, size_t a)
{
	size_t before = a ? t->before[a - 1] : NOWHERE;
	size_t after = a < t->a.count ? t->after[a] : NOWHERE;

	if (before != NOWHERE)
		return b_end(t, t->to[before]);
	return after != NOWHERE ? b_start(t, t->to[after]) : 0;
}

/* The blanks of the old text between byte AT and the word before it, if they are still there. */
static size_t blanks_after(const struct trail *t, size_t a, size_t at)
{
	size_t from = end_of(t->old, &t->a, a), place = b_end(t, t->to[a]), n = 0;

	while (from + n < at && t->new[place + n] == t->old[from + n])
		n++;
	return place + n;
}

/* The blanks between byte AT and word A after it, likewise. */
static size_t blanks_before(const struct trail *t, size_t a, size_t at)
{
	size_t to = start_of(t->old, &t->a, a), place = b_start(t, t->to[a]), n = 0;

	while (to - n > at && place > n && t->new[place - n - 1] == t->old[to - n - 1])
		n++;
	return place - n;
}

static enum trail_state empty_at(
	const struct trail *t, size_t at, size_t *new_start, size_t *new_end)
{
	size_t next = word_after(t, at), count = t->a.count;
	size_t left = next ? t->to[next - 1] : NOWHERE;
	size_t right = next < count ? t->to[next] : NOWHERE;
	bool moved = (next && t->moved[next - 1]) || (next < count && t->moved[next]);

	if (next < count && start_of(t->old, &t->a, next) < at) { /* inside of a word */
		*new_start = *new_end = right == NOWHERE ? place_before(t, next)
							 : b_start(t, right) + at -
								   start_of(t->old, &t->a, next);
		return right == NOWHERE ? TRAIL_GONE : t->moved[next] ? TRAIL_MOVED : TRAIL_KEPT;
	}
	if (left != NOWHERE)
		*new_start = *new_end = blanks_after(t, next - 1, at);
	else if (right != NOWHERE)
		*new_start = *new_end = blanks_before(t, next, at);
	else
		*new_start = *new_end = place_before(t, next);
	if (left == NOWHERE && right == NOWHERE)
		return count ? TRAIL_GONE : TRAIL_KEPT;
	if (left != NOWHERE && right != NOWHERE && right == left + 1)
		return moved ? TRAIL_MOVED : TRAIL_KEPT;
	if ((!next && right == 0) || (next == count && left == t->b.count - 1))
		return TRAIL_KEPT;
	if (left != NOWHERE && right != NOWHERE && right > left)
		*new_end = blanks_before(t, next, at);
	*new_end = larger(*new_end, *new_start);
	return TRAIL_CHANGED;
}

/* Of the words [FIRST, END) that were moved, the stretch that holds the most of them. */
static size_t moved_stretch(const struct trail *t, size_t first, size_t end, struct stretch *out)
{
	size_t best = 0, limit = end - first > SCATTERED ? first + SCATTERED : end;
	size_t room = 2 * (end - first) + GRAM;
	struct stretch now = { 0 };
	size_t weight = 0;

	for (size_t a = first; a < limit; a++) {
		size_t b = t->to[a];

		if (b == NOWHERE || !t->moved[a])
			continue;
		if (!weight || b < now.first || b > now.end + room) {
			weight = 0;
			now = (struct stretch){ b, b + 1 };
		}
		now.end = larger(now.end, b + 1);
		weight += weight_of(t, &t->a.token[a]);
		if (weight > best) {
			best = weight;
			*out = now;
		}
	}
	return best;
}

static enum trail_state scattered(
	const struct trail *t, size_t first, size_t end, struct stretch *out)
{
	size_t all = t->weight[end] - t->weight[first], kept = t->kept[end] - t->kept[first];
	struct stretch moved = { 0 };
	size_t elsewhere = 0;

	if (t->moves[end] > t->moves[first])
		elsewhere = moved_stretch(t, first, end, &moved);
	if (larger(kept, elsewhere) * SURVIVES < all || !larger(kept, elsewhere))
		return TRAIL_GONE;
	if (elsewhere > kept)
		*out = moved;
	else
		*out = (struct stretch){ t->to[t->after[first]], t->to[t->before[end - 1]] + 1 };
	return TRAIL_CHANGED;
}

enum trail_state trail_range(
	const struct trail *trail, size_t start, size_t end, size_t *new_start, size_t *new_end)
{
	const struct trail *t = trail;
	size_t length = t->old_len, first, last;
	enum trail_state state;
	struct stretch s;

	start = start < length ? start : length;
	end = end > length ? length : end < start ? start : end;
	first = word_after(t, start);
	last = end ? word_after(t, end - 1) : 0; /* the word that holds END's byte, or the next */
	last += last < t->a.count && start_of(t->old, &t->a, last) < end;
	if (first >= last)
		return empty_at(t, start, new_start, new_end);
	if (t->run_end[first] >= last && t->to[first] != NOWHERE) {
		s = (struct stretch){ t->to[first], t->to[first] + last - first };
		state = t->moves[last] > t->moves[first] ? TRAIL_MOVED : TRAIL_KEPT;
	} else {
		state = scattered(t, first, last, &s);
	}
	if (state == TRAIL_GONE)
		*new_start = *new_end = place_before(t, first);
	else
		put_bytes(t, first, last - 1, s, start, end, new_start, new_end);
	return state;
}

const char *trail_state_name(enum trail_state state)
{
	static const char *const names[] = {
		[TRAIL_KEPT] = "kept",
		[TRAIL_MOVED] = "moved",
		[TRAIL_CHANGED] = "changed",
		[TRAIL_GONE] = "gone",
	};

	return names[state];
}

/* Not keyed: whoever follows words by it must not take equal sums for the whole truth. */
static uint64_t sum_of(const struct token *token)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < token->len; i++)
		h = (h ^ (unsigned char)token->text[i]) * 0x100000001b3;
	return h;
}

size_t trail_words(const struct trail *trail, struct trail_word **out)
{
	const struct trail *t = trail;

	*out = mem_alloc((t->b.count + 1) * sizeof **out);
	for (size_t b = 0; b < t->b.count; b++)
		(*out)[b] = (struct trail_word){
			.start = b_start(t, b),
			.end = b_end(t, b),
			.from = t->from[b] == NOWHERE ? TRAIL_NEW : t->from[b],
			.sum = sum_of(&t->b.token[b]),
		};
	return t->b.count;
}
