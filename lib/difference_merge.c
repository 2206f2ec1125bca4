#include "difference_inner.h"

/*
 * Three-way merge. What only one of the two changed is taken from that one. Lines and words differ
 * in what counts as changing the same: two people may change lines that stand next to each other,
 * and may both insert lines at one place; words that touch are the same words.
 */

enum { MINE, THEIRS };

struct merge {
	struct tokens base, side[2];
	struct hunks hunks[2];
	size_t next[2]; /* the first hunk of each side not yet merged */
	bool words;
	difference_choose choose; /* what is done where both changed the same words; NULL: it is refused */
	void *ctx;
};

/* Base tokens [START, END) and, of the sides that changed them, their own. */
struct region {
	size_t start, end;
	size_t from[2], to[2];
	bool changed[2];
};

static void merge_release(struct merge *m)
{
	tokens_release(&m->base);
	for (int i = 0; i < 2; i++) {
		tokens_release(&m->side[i]);
		hunks_release(&m->hunks[i]);
	}
}

static void merge_releasep(struct merge *m)
{
	merge_release(m);
}

static void merge_match(struct merge *m)
{
	struct tokens *lists[] = { &m->base, &m->side[MINE], &m->side[THEIRS] };
	uint32_t numbers = difference_number(lists, 3);

	for (int i = 0; i < 2; i++)
		m->hunks[i] = difference_match(&m->base, &m->side[i], numbers, 0);
}

static const struct hunk *next_hunk(const struct merge *m, int side)
{
	return m->next[side] < m->hunks[side].count ? &m->hunks[side].hunk[m->next[side]] : NULL;
}

/* Whether H changes what REGION does. */
static bool meets(const struct merge *m, const struct region *r, const struct hunk *h)
{
	if (m->words)
		return h->a <= r->end && r->start <= h->a_end;
	if (h->a == h->a_end && r->start == r->end)
		return h->a == r->start;
	return h->a < r->end && r->start < h->a_end;
}

/* FROM and TO hold, until the region is complete, how far the side's text is ahead of the base. */
static void absorb(struct region *r, int side, const struct hunk *h)
{
	r->start = h->a < r->start ? h->a : r->start;
	r->end = h->a_end > r->end ? h->a_end : r->end;
	if (!r->changed[side])
		r->from[side] = h->b - h->a;
	r->to[side] = h->b_end - h->a_end;
	r->changed[side] = true;
}

static const struct hunk *earlier(const struct hunk *x, const struct hunk *y)
{
	if (!x || !y)
		return x ? x : y;
	return y->a < x->a || (y->a == x->a && y->a_end < x->a_end) ? y : x;
}

static bool next_region(struct merge *m, struct region *r)
{
	const struct hunk *h = earlier(next_hunk(m, MINE), next_hunk(m, THEIRS));
	bool grown = h != NULL;

	if (!h)
		return false;
	*r = (struct region){ .start = h->a, .end = h->a_end };
	while (grown) {
		grown = false;
		for (int side = 0; side < 2; side++) {
			if (!(h = next_hunk(m, side)) || !meets(m, r, h))
				continue;
			absorb(r, side, h);
			m->next[side]++;
			grown = true;
		}
	}
	for (int side = 0; side < 2; side++) {
		r->from[side] += r->start;
		r->to[side] += r->end;
	}
	return true;
}

static void add_tokens(
	const struct merge *m, struct buf *out, const struct tokens *t, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		buf_add(out, t->token[i].text, t->token[i].len);
		if (!m->words)
			buf_addc(out, '\n');
	}
}

static bool is_empty(const struct token *line)
{
	return strspn(line->text, " \t\r") >= line->len;
}

static bool is_list_item(const struct token *line)
{
	const char *marker = line->text + strspn(line->text, " ");
	size_t digits = strspn(marker, "0123456789");

	return marker[digits] && strchr(digits ? ".)" : "-+*", marker[digits]) &&
	       marker[digits + 1] == ' ';
}

/* How many tokens R's two sides begin with together, or end with. */
static size_t common(const struct merge *m, const struct region *r, bool at_end)
{
	size_t mine = r->to[MINE] - r->from[MINE], theirs = r->to[THEIRS] - r->from[THEIRS], n = 0;

	while (n < mine && n < theirs) {
		size_t i = at_end ? r->to[MINE] - n - 1 : r->from[MINE] + n;
		size_t j = at_end ? r->to[THEIRS] - n - 1 : r->from[THEIRS] + n;

		if (m->side[MINE].token[i].number != m->side[THEIRS].token[j].number)
			break;
		n++;
	}
	return n;
}

static bool both_same(const struct merge *m, const struct region *r)
{
	size_t mine = r->to[MINE] - r->from[MINE];

	return mine == r->to[THEIRS] - r->from[THEIRS] && common(m, r, false) == mine;
}

static bool has_empty(const struct tokens *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (is_empty(&lines->token[i]))
			return true;
	return false;
}

/*
 * Both inserted at one place: theirs, then mine, and only once what both begin and end with. Where
 * that held a blank line, one stays between the two, unless they are items of a list.
 */
static void add_both(const struct merge *m, struct buf *out, struct region r)
{
	const struct tokens *mine = &m->side[MINE], *theirs = &m->side[THEIRS];
	size_t head = common(m, &r, false), tail;
	bool apart;

	add_tokens(m, out, mine, r.from[MINE], r.from[MINE] + head);
	apart = has_empty(mine, r.from[MINE], r.from[MINE] + head);
	r.from[MINE] += head;
	r.from[THEIRS] += head;
	tail = common(m, &r, true);
	apart |= has_empty(mine, r.to[MINE] - tail, r.to[MINE]);
	r.to[MINE] -= tail;
	r.to[THEIRS] -= tail;
	apart &= r.from[MINE] < r.to[MINE] && r.from[THEIRS] < r.to[THEIRS];
	add_tokens(m, out, theirs, r.from[THEIRS], r.to[THEIRS]);
	if (apart && !is_list_item(&mine->token[r.from[MINE]]))
		buf_addc(out, '\n');
	add_tokens(m, out, mine, r.from[MINE], r.to[MINE] + tail);
}

static int merge_words(
	struct buf *out, const struct merge *lines, const struct region *r, struct error *err);

static int add_region(struct merge *m, struct buf *out, const struct region *r, struct error *err)
{
	bool mine = r->changed[MINE], theirs = r->changed[THEIRS];

	if (!theirs || (mine && both_same(m, r)))
		add_tokens(m, out, &m->side[MINE], r->from[MINE], r->to[MINE]);
	else if (!mine)
		add_tokens(m, out, &m->side[THEIRS], r->from[THEIRS], r->to[THEIRS]);
	else if (m->words)
		return error_set(err, ERR_CONFLICT,
			"somebody else changed the same words; look at both texts and choose");
	else if (r->start == r->end)
		add_both(m, out, *r);
	else
		return merge_words(out, m, r, err);
	return 0;
}

static int merge_tokens(struct merge *m, struct buf *out, struct error *err)
{
	struct region r;
	size_t at = 0;

	merge_match(m);
	while (next_region(m, &r)) {
		add_tokens(m, out, &m->base, at, r.start);
		if (add_region(m, out, &r, err) < 0)
			return ERR_CONFLICT;
		at = r.end;
	}
	add_tokens(m, out, &m->base, at, m->base.count);
	return 0;
}

static struct tokens words_of(const struct tokens *lines, size_t from, size_t to)
{
	struct token span = difference_span(lines, from, to);

	return difference_words(span.text, span.len);
}

static char *lines_of(const struct tokens *lines, size_t from, size_t to)
{
	struct token span = difference_span(lines, from, to);

	return from < to ? str_format("%.*s\n", (int)span.len, span.text) : str_copy("");
}

static void ask(const struct merge *m, struct buf *out, const struct region *r)
{
	CLEANUP(str_free) char *base = lines_of(&m->base, r->start, r->end);
	CLEANUP(str_free) char *mine = lines_of(&m->side[MINE], r->from[MINE], r->to[MINE]);
	CLEANUP(str_free) char *theirs = lines_of(&m->side[THEIRS], r->from[THEIRS], r->to[THEIRS]);

	m->choose(m->ctx, out, base, mine, theirs);
}

/* Lines that both changed, by words; the end of the last line is not among them. */
static int merge_words(
	struct buf *out, const struct merge *lines, const struct region *r, struct error *err)
{
	CLEANUP(merge_release) struct merge m = { .words = true };
	bool gone = r->from[MINE] == r->to[MINE] || r->from[THEIRS] == r->to[THEIRS];
	size_t before = out->len;

	m.base = words_of(&lines->base, r->start, r->end);
	for (int side = 0; side < 2; side++)
		m.side[side] = words_of(&lines->side[side], r->from[side], r->to[side]);
	if (merge_tokens(&m, out, err) < 0) {
		buf_cut(out, before);
		if (lines->choose) {
			ask(lines, out, r);
			return 0;
		}
		error_prefix(err, "line %zu", r->from[MINE] + 1);
		return ERR_CONFLICT;
	}
	if (out->len > before || !gone)
		buf_addc(out, '\n');
	return 0;
}

static bool ends_with_line(const char *text)
{
	return !*text || str_ends(text, "\n");
}

static int merge(char **out, const char *base, const char *mine, const char *theirs,
	difference_choose choose, void *ctx, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(merge_release) struct merge m = { .choose = choose, .ctx = ctx };
	const char *end = ends_with_line(mine) == ends_with_line(base) ? theirs : mine;

	if (str_equal(mine, base) || str_equal(theirs, base) || str_equal(mine, theirs)) {
		*out = str_copy(str_equal(mine, base) ? theirs : mine);
		return 0;
	}
	m.base = difference_lines(base, false);
	m.side[MINE] = difference_lines(mine, false);
	m.side[THEIRS] = difference_lines(theirs, false);
	if (merge_tokens(&m, &text, err) < 0)
		return ERR_CONFLICT;
	if (!ends_with_line(end) && text.len)
		buf_cut(&text, text.len - 1);
	*out = buf_take(&text);
	return 0;
}

int difference_merge(
	char **out, const char *base, const char *mine, const char *theirs, struct error *err)
{
	return merge(out, base, mine, theirs, NULL, NULL, err);
}

char *difference_merge_choosing(const char *base, const char *mine, const char *theirs,
	difference_choose choose, void *ctx)
{
	char *out = NULL;

	merge(&out, base, mine, theirs, choose, ctx, NULL); /* refuses nothing */
	return out;
}
