#include "difference_inner.h"

#include <stdio.h>

enum {
	WORDS_MAX_BYTES = 2 << 20, /* of a text whose lines are compared by words */
	WORDS_MAX_LINES = 20000,   /* that differ */
	FOLD_OVER = 6,
	TEXT_CONTEXT = 3,
	COMMON_PERCENT = 40, /* of the words, in any order of changes */
	KEPT_PERCENT = 15,   /* of the words, in stretches of some length */
};

enum op { SAME = 1, DELETED = 2, INSERTED = 4 };

/* Two texts by lines. */
struct comparison {
	struct tokens a, b;
	struct hunks hunks;
	bool by_words;
	size_t tokens; /* that all comparisons by words see, roughly */
};

static void comparison_init(struct comparison *c, const char *old, const char *new, bool ends)
{
	size_t lines = 0, bytes = 0;

	*c = (struct comparison){
		.a = difference_lines(old, ends),
		.b = difference_lines(new, ends),
	};
	c->hunks = difference_compare(&c->a, &c->b, 0);
	for (size_t i = 0; i < c->hunks.count; i++) {
		const struct hunk *h = &c->hunks.hunk[i];

		lines += h->a_end - h->a + h->b_end - h->b;
		bytes += difference_span(&c->a, h->a, h->a_end).len;
		bytes += difference_span(&c->b, h->b, h->b_end).len;
	}
	c->tokens = bytes / 2;
	c->by_words = lines <= WORDS_MAX_LINES && strlen(old) <= WORDS_MAX_BYTES &&
		      strlen(new) <= WORDS_MAX_BYTES;
}

static void comparison_release(struct comparison *c)
{
	tokens_release(&c->a);
	tokens_release(&c->b);
	hunks_release(&c->hunks);
}

static void comparison_releasep(struct comparison *c)
{
	comparison_release(c);
}

/* The words of one hunk of lines. */
struct passage {
	struct tokens a, b;
	struct hunks hunks;
};

static void passage_init(struct passage *p, const struct comparison *c, const struct hunk *h)
{
	struct token a = difference_span(&c->a, h->a, h->a_end);
	struct token b = difference_span(&c->b, h->b, h->b_end);

	*p = (struct passage){
		.a = difference_words(a.text, a.len),
		.b = difference_words(b.text, b.len),
	};
	p->hunks = difference_compare(&p->a, &p->b, c->tokens);
}

static void passage_release(struct passage *p)
{
	tokens_release(&p->a);
	tokens_release(&p->b);
	hunks_release(&p->hunks);
}

static void passage_releasep(struct passage *p)
{
	passage_release(p);
}

static size_t count_words(const struct tokens *t, size_t from, size_t to, size_t *bytes)
{
	size_t words = 0;

	for (size_t i = from; i < to; i++) {
		if (!difference_is_word(&t->token[i]))
			continue;
		words++;
		*bytes += t->token[i].len;
	}
	return words;
}

/* Whether the two have PERCENT of their words in common: then they are better shown as one changed text. */
static bool shares(const struct passage *p, size_t percent)
{
	size_t a = 0, b = 0, deleted = 0, inserted = 0, least;

	count_words(&p->a, 0, p->a.count, &a);
	count_words(&p->b, 0, p->b.count, &b);
	for (size_t i = 0; i < p->hunks.count; i++) {
		count_words(&p->a, p->hunks.hunk[i].a, p->hunks.hunk[i].a_end, &deleted);
		count_words(&p->b, p->hunks.hunk[i].b, p->hunks.hunk[i].b_end, &inserted);
	}
	least = a < b ? a : b;
	return (a - deleted) * 100 >= least * percent;
}

static bool has_line_end(const struct tokens *t, size_t from, size_t to)
{
	while (from < to && *t->token[from].text != '\n')
		from++;
	return from < to;
}

/* Bytes of words in both sides of H. */
static size_t weight(const struct passage *p, const struct hunk *h)
{
	size_t bytes = 0;

	count_words(&p->a, h->a, h->a_end, &bytes);
	count_words(&p->b, h->b, h->b_end, &bytes);
	return bytes;
}

/* In a text that is mostly another one, a short word that both have by chance is changed with what stands around it. */
static void drop_islands(struct passage *p)
{
	struct hunks *hs = &p->hunks;
	size_t n = 0, before = hs->count ? weight(p, &hs->hunk[0]) : 0;

	for (size_t i = 1; i < hs->count; i++) {
		struct hunk *last = &hs->hunk[n], *next = &hs->hunk[i];
		size_t common = 0, after = weight(p, next);

		count_words(&p->a, last->a_end, next->a, &common);
		if (common * 2 < before && common * 2 < after && !has_line_end(&p->a, last->a_end, next->a)) {
			last->a_end = next->a_end;
			last->b_end = next->b_end;
			before += after + 2 * common;
		} else {
			hs->hunk[++n] = *next;
			before = after;
		}
	}
	hs->count = hs->count ? n + 1 : 0;
}

/* Whether words of P are shown as kept: with half of them gone, only those that stand together. */
static bool is_worth_words(struct passage *p)
{
	if (shares(p, COMMON_PERCENT))
		return true;
	drop_islands(p);
	return shares(p, KEPT_PERCENT);
}

/* Two replacements with nothing but a blank between them read better as one. */
static void join_replacements(struct passage *p)
{
	struct hunks *hs = &p->hunks;
	size_t n = 0;

	for (size_t i = 1; i < hs->count; i++) {
		struct hunk *last = &hs->hunk[n], *next = &hs->hunk[i];
		bool both = last->a < last->a_end && last->b < last->b_end &&
			    next->a < next->a_end && next->b < next->b_end;

		if (both && next->a == last->a_end + 1 &&
			difference_is_blank(&p->a.token[last->a_end])) {
			last->a_end = next->a_end;
			last->b_end = next->b_end;
		} else {
			hs->hunk[++n] = *next;
		}
	}
	hs->count = hs->count ? n + 1 : 0;
}

/* What is being written: one paragraph, or one row with two cells. */
struct show {
	struct buf *out;
	enum difference_style style;
	struct buf side[2]; /* unified: the first only */
	enum op open[2];    /* whose tag is open there */
	int seen;	    /* ops in this line */
};

static void show_releasep(struct show *s)
{
	buf_release(&s->side[0]);
	buf_release(&s->side[1]);
}

static void set_open(struct show *s, int side, enum op op)
{
	static const char *const opening[] = {
		[SAME] = "", [DELETED] = "<del>", [INSERTED] = "<ins>"
	};
	static const char *const closing[] = {
		[SAME] = "", [DELETED] = "</del>", [INSERTED] = "</ins>"
	};

	if (s->open[side] == op)
		return;
	buf_puts(&s->side[side], closing[s->open[side]]);
	buf_puts(&s->side[side], opening[op]);
	s->open[side] = op;
}

static void add(struct show *s, enum op op, const char *text, size_t len)
{
	for (int side = 0; side < 2; side++) {
		bool here = s->style == DIFFERENCE_UNIFIED ? side == 0
							   : op != (side ? DELETED : INSERTED);

		if (!here)
			continue;
		set_open(s, side, op);
		buf_add_html(&s->side[side], text, len);
	}
	s->seen |= (int)op;
}

static const char *class_of(int seen)
{
	return seen == DELETED	  ? "deleted"
	       : seen == INSERTED ? "added"
	       : seen & ~SAME	  ? "changed"
				  : "same";
}

static void finish_line(struct show *s)
{
	const char *class = class_of(s->seen);

	set_open(s, 0, SAME);
	set_open(s, 1, SAME);
	if (s->style == DIFFERENCE_UNIFIED)
		buf_printf(s->out, "<p class=\"%s\">%s</p>\n", class, buf_text(&s->side[0]));
	else
		buf_printf(s->out, "<tr class=\"%s\"><td>%s</td><td>%s</td></tr>\n", class,
			buf_text(&s->side[0]), buf_text(&s->side[1]));
	buf_cut(&s->side[0], 0);
	buf_cut(&s->side[1], 0);
	s->seen = 0;
}

/* A line end that is not in both texts is shown where the line itself is. */
static void end_line(struct show *s, enum op op)
{
	if (op != SAME && (s->seen & ~(int)op))
		add(s, op, "\u00b6", 2);
	s->seen |= (int)op;
	if (s->style == DIFFERENCE_UNIFIED || op == SAME) {
		finish_line(s);
	} else {
		int side = op == INSERTED;

		set_open(s, side, SAME);
		buf_puts(&s->side[side], "<br />\n");
	}
}

static void put(struct show *s, enum op op, const char *text, size_t len)
{
	const char *end;

	while ((end = memchr(text, '\n', len))) {
		if (end > text)
			add(s, op, text, (size_t)(end - text));
		end_line(s, op);
		len -= (size_t)(end + 1 - text);
		text = end + 1;
	}
	if (len)
		add(s, op, text, len);
}

static void put_tokens(struct show *s, enum op op, const struct tokens *t, size_t from, size_t to)
{
	struct token span = difference_span(t, from, to);

	put(s, op, span.text, span.len);
}

static void show_words(struct show *s, struct passage *p)
{
	size_t a = 0;

	join_replacements(p);
	for (size_t i = 0; i < p->hunks.count; i++) {
		const struct hunk *h = &p->hunks.hunk[i];

		put_tokens(s, SAME, &p->a, a, h->a);
		put_tokens(s, DELETED, &p->a, h->a, h->a_end);
		put_tokens(s, INSERTED, &p->b, h->b, h->b_end);
		a = h->a_end;
	}
	put_tokens(s, SAME, &p->a, a, p->a.count);
	finish_line(s);
}

static void put_line(struct show *s, enum op op, const struct token *line)
{
	s->seen |= (int)op;
	if (line->len)
		add(s, op, line->text, line->len);
}

static void show_lines(struct show *s, const struct comparison *c, const struct hunk *h)
{
	size_t a = h->a, b = h->b;
	bool beside = s->style == DIFFERENCE_SIDES;

	while (a < h->a_end || b < h->b_end) {
		bool from_a = a < h->a_end;

		if (from_a)
			put_line(s, DELETED, &c->a.token[a++]);
		if (b < h->b_end && (beside || !from_a))
			put_line(s, INSERTED, &c->b.token[b++]);
		finish_line(s);
	}
}

static void show_hunk(struct show *s, const struct comparison *c, const struct hunk *h)
{
	CLEANUP(passage_release) struct passage p = { 0 };
	bool both = h->a < h->a_end && h->b < h->b_end;

	if (c->by_words && both)
		passage_init(&p, c, h);
	if (!c->by_words || !both || !is_worth_words(&p))
		show_lines(s, c, h);
	else
		show_words(s, &p);
}

static void show_fold(struct show *s, size_t lines)
{
	if (s->style == DIFFERENCE_UNIFIED)
		buf_printf(s->out, "<p class=\"skipped\" data-lines=\"%zu\">…</p>\n", lines);
	else
		buf_printf(s->out,
			"<tr class=\"skipped\" data-lines=\"%zu\"><td colspan=\"2\">…</td></tr>\n",
			lines);
}

/* Lines [FROM, TO) of both; HEAD and TAIL of them are shown where it is folded. */
static void show_same(struct show *s, const struct tokens *lines, size_t from, size_t to,
	size_t head, size_t tail)
{
	bool fold = to - from > FOLD_OVER && head + tail < to - from;

	for (size_t i = from; i < to; i++) {
		if (fold && i == from + head) {
			show_fold(s, to - from - head - tail);
			i = to - tail;
			if (i == to)
				return;
		}
		put_line(s, SAME, &lines->token[i]);
		finish_line(s);
	}
}

void difference_html(
	struct buf *out, const char *old, const char *new, enum difference_style style, int context)
{
	CLEANUP(comparison_release) struct comparison c = { 0 };
	CLEANUP(show_release)
	struct show s = {
		.out = out, .style = style, .open = {SAME, SAME}
	};
	size_t around = context < 0 ? SIZE_MAX / 4 : (size_t)context, a = 0;
	bool unified = style == DIFFERENCE_UNIFIED;

	comparison_init(&c, old, new, false);
	buf_puts(out, unified ? "<div class=\"difference\">\n"
			      : "<table class=\"difference\">\n<tbody>\n");
	for (size_t i = 0; i < c.hunks.count; i++) {
		const struct hunk *h = &c.hunks.hunk[i];

		show_same(&s, &c.a, a, h->a, i || context < 0 ? around : 0, around);
		show_hunk(&s, &c, h);
		a = h->a_end;
	}
	show_same(&s, &c.a, a, c.a.count, a || context < 0 ? around : 0, context < 0 ? around : 0);
	buf_puts(out, unified ? "</div>\n" : "</tbody>\n</table>\n");
}

void difference_count(const char *old, const char *new, size_t *deleted, size_t *inserted)
{
	CLEANUP(comparison_release) struct comparison c = { 0 };
	size_t bytes;

	*deleted = *inserted = 0;
	comparison_init(&c, old, new, false);
	for (size_t i = 0; i < c.hunks.count; i++) {
		CLEANUP(passage_release) struct passage p = { 0 };

		passage_init(&p, &c, &c.hunks.hunk[i]);
		for (size_t j = 0; j < p.hunks.count; j++) {
			const struct hunk *h = &p.hunks.hunk[j];

			*deleted += count_words(&p.a, h->a, h->a_end, &bytes);
			*inserted += count_words(&p.b, h->b, h->b_end, &bytes);
		}
	}
}

static void text_lines(struct buf *out, char sign, const struct tokens *t, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct token *line = &t->token[i];

		buf_addc(out, sign);
		buf_add(out, line->text, line->len);
		if (line->text[line->len - 1] != '\n')
			buf_puts(out, "\n\\ No newline at end of file\n");
	}
}

static void text_range(struct buf *out, char sign, size_t from, size_t to)
{
	buf_printf(out, "%c%zu", sign, to > from ? from + 1 : from);
	if (to - from != 1)
		buf_printf(out, ",%zu", to - from);
}

/* Hunks [FROM, TO) are so near to each other that they share a heading. */
static void text_group(struct buf *out, const struct comparison *c, size_t from, size_t to)
{
	const struct hunk *first = &c->hunks.hunk[from], *last = &c->hunks.hunk[to - 1];
	size_t before = first->a < TEXT_CONTEXT ? first->a : TEXT_CONTEXT;
	size_t rest = c->a.count - last->a_end, after = rest < TEXT_CONTEXT ? rest : TEXT_CONTEXT;
	size_t a = first->a - before;

	buf_puts(out, "@@ ");
	text_range(out, '-', a, last->a_end + after);
	buf_addc(out, ' ');
	text_range(out, '+', first->b - before, last->b_end + after);
	buf_puts(out, " @@\n");
	for (const struct hunk *h = first; h <= last; h++) {
		text_lines(out, ' ', &c->a, a, h->a);
		text_lines(out, '-', &c->a, h->a, h->a_end);
		text_lines(out, '+', &c->b, h->b, h->b_end);
		a = h->a_end;
	}
	text_lines(out, ' ', &c->a, a, a + after);
}

void difference_text(struct buf *out, const char *old, const char *new, const char *old_name,
	const char *new_name)
{
	CLEANUP(comparison_release) struct comparison c = { 0 };

	comparison_init(&c, old, new, true);
	if (c.hunks.count)
		buf_printf(out, "--- %s\n+++ %s\n", old_name, new_name);
	for (size_t from = 0, to; from < c.hunks.count; from = to) {
		const struct hunk *h = c.hunks.hunk;

		for (to = from + 1; to < c.hunks.count; to++)
			if (h[to].a - h[to - 1].a_end > 2 * TEXT_CONTEXT)
				break;
		text_group(out, &c, from, to);
	}
}

static size_t offset_of(const struct tokens *t, size_t i, const char *text)
{
	return i < t->count ? (size_t)(t->token[i].text - text) : strlen(text);
}

size_t difference_changes(struct difference_change **out, const char *old, const char *new)
{
	CLEANUP(passage_release)
	struct passage p = {
		.a = difference_words(old, strlen(old)),
		.b = difference_words(new, strlen(new)),
	};
	size_t count;

	p.hunks = difference_compare(&p.a, &p.b, 0);
	join_replacements(&p);
	count = p.hunks.count;
	*out = mem_alloc((count + 1) * sizeof **out);
	for (size_t i = 0; i < count; i++) {
		const struct hunk *h = &p.hunks.hunk[i];

		(*out)[i] = (struct difference_change){ offset_of(&p.a, h->a, old),
			offset_of(&p.a, h->a_end, old), offset_of(&p.b, h->b, new),
			offset_of(&p.b, h->b_end, new) };
	}
	return count;
}
