#include "passages_inner.h"
#include "difference.h"

/*
 * A change shown in place is old and new in one source, with planted characters around the words of
 * either. It is shown if the HTML without the new words is the old text's, and without the old
 * words the new text's; else old and new stand one after the other.
 */

enum { GOES, COMES };

static const struct passages_tag tags[] = {
	[GOES] = {.name = "del",  .class = "amended"},
	[COMES] = { .name = "ins", .class = "amended"},
};

struct change {
	struct passages *out;
	const char *text;
	size_t start, end;
	const char *replacement;
	const struct markdown *how;
	size_t first, last; /* the passages it touches */
};

static void add_words(struct buf *source, struct passages_bounds *bounds, size_t tag,
	const char *words, size_t len)
{
	if (!len)
		return;
	passages_add_bound(bounds, source->len, tag, true);
	buf_add(source, words, len);
	passages_add_bound(bounds, source->len, tag, false);
}

/* Both texts in one; by words, or the whole passage at once. */
static char *combine(const struct change *c, struct passages_bounds *bounds, bool by_words)
{
	CLEANUP(buf_release) struct buf source = BUF_INIT;
	CLEANUP(str_free) char *quote = str_copy_n(c->text + c->start, c->end - c->start);
	struct difference_change whole = { 0, strlen(quote), 0, strlen(c->replacement) };
	struct difference_change *changes = NULL;
	size_t count = by_words ? difference_changes(&changes, quote, c->replacement) : 1, at = 0;

	buf_add(&source, c->text, c->start);
	for (size_t i = 0; i < count; i++) {
		const struct difference_change *x = changes ? &changes[i] : &whole;

		buf_add(&source, quote + at, x->start - at);
		add_words(&source, bounds, GOES, quote + x->start, x->end - x->start);
		add_words(&source, bounds, COMES, c->replacement + x->new_start,
			x->new_end - x->new_start);
		at = x->end;
	}
	buf_puts(&source, quote + at);
	buf_puts(&source, c->text + c->end);
	free(changes);
	return str_copy(buf_text(&source));
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* The bytes of an element at HTML that holds nothing, or 0. */
static size_t empty_length(const char *html)
{
	static const char *const names[] = { "em", "strong", "code", "a" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t len = strlen(names[i]);
		const char *end;

		if (*html != '<' || strncmp(html + 1, names[i], len) != 0 ||
			!strchr("> ", html[1 + len]))
			continue;
		end = html + strcspn(html, ">");
		if (str_starts(end, "></") && strncmp(end + 3, names[i], len) == 0 &&
			end[3 + len] == '>')
			return (size_t)(end + 4 + len - html);
	}
	return 0;
}

/* The same words in the same elements, white space and empty elements aside? */
static bool is_same(const char *a, const char *b)
{
	for (;; a++, b++) {
		size_t n;

		while (is_space(*a) || (n = empty_length(a)))
			a += is_space(*a) ? 1 : n;
		while (is_space(*b) || (n = empty_length(b)))
			b += is_space(*b) ? 1 : n;
		if (*a != *b || !*a)
			return *a == *b;
	}
}

static bool is_same_without(
	const char *html, const struct passages_bounds *bounds, int tag, const char *expected)
{
	CLEANUP(buf_release) struct buf stripped = BUF_INIT;
	bool drop[] = { tag == GOES, tag == COMES };

	passages_strip(&stripped, html, bounds, drop);
	return is_same(buf_text(&stripped), expected);
}

static bool is_whole(const char *html, const struct passages_bounds *bounds)
{
	bool *seen = mem_alloc(bounds->count + 1);
	bool whole;

	passages_see(seen, html, bounds);
	whole = !memchr(seen, false, bounds->count);
	free(seen);
	return whole;
}

static bool show_in_place(const struct change *c, const char *amended, bool by_words)
{
	CLEANUP(passages_bounds_release) struct passages_bounds bounds = { 0 };
	CLEANUP(str_free) char *source = combine(c, &bounds, by_words);
	CLEANUP(str_free) char *planted = passages_plant(source, &bounds);
	CLEANUP(passages_htmls_release) struct passages_htmls both = { 0 }, new = { 0 };
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct passage *p = &c->out->passage[c->first];
	struct passages_writer writer;
	const char *html;

	if (!planted || passages_htmls(&both, planted, c->how, NULL) < 0 ||
		passages_htmls(&new, amended, c->how, NULL) < 0 || both.count != c->out->count ||
		new.count != both.count)
		return false;
	html = both.html[c->first];
	if (!is_whole(html, &bounds) || !is_same_without(html, &bounds, COMES, p->html) ||
		!is_same_without(html, &bounds, GOES, new.html[c->first]))
		return false;
	passages_writer_init(&writer, &bounds, tags, ARRAY_SIZE(tags));
	passages_write(&writer, &out, html);
	passages_writer_release(&writer);
	free(p->html);
	p->html = str_copy(buf_text(&out));
	return true;
}

/* Whether old and new have so many words in common that one sees what changed. */
static bool is_alike(const struct change *c)
{
	CLEANUP(str_free) char *quote = str_copy_n(c->text + c->start, c->end - c->start);
	struct difference_change *changes;
	size_t count = difference_changes(&changes, quote, c->replacement);
	size_t old = strlen(quote), new = strlen(c->replacement), kept = old;

	for (size_t i = 0; i < count; i++)
		kept -= changes[i].end - changes[i].start;
	free(changes);
	return kept * 10 >= (old < new ? old : new) * 4;
}

static int show_after(const struct change *c, struct error *err)
{
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	const struct passages_range range = { c->start, c->end };
	struct passage *last;
	char *old;
	int r = markdown_html(&html, c->replacement, strlen(c->replacement), c->how, err);

	if (r < 0)
		return r;
	if (c->start < c->end)
		passages_mark(c->out, c->text, c->how, &tags[GOES], &range, 1);
	if (!html.len)
		return 0;
	last = &c->out->passage[c->last];
	old = last->html;
	last->html = str_format(
		"%s<ins class=\"%s\">\n%s</ins>\n", old, tags[COMES].class, buf_text(&html));
	free(old);
	return 0;
}

/* An empty text, or one of definitions only, has nothing that a change could stand in. */
static void add_empty(struct passages *out)
{
	out->passage = mem_grow(out->passage, out->count, sizeof *out->passage);
	out->passage[out->count++] = (struct passage){
		.type = PASSAGE_PARAGRAPH, .html = str_copy(""), .last_line = -1
	};
}

static void find_touched(struct change *c)
{
	size_t end = c->end > c->start ? c->end - 1 : c->end;

	if (!c->out->count)
		add_empty(c->out);
	c->first = passages_at(c->out, c->start);
	c->last = passages_at(c->out, end);
	c->first = c->first < c->out->count ? c->first : 0;
	c->last = c->last < c->first || c->last == c->out->count ? c->first : c->last;
	if (c->first < c->last && c->start >= c->out->passage[c->first].end)
		c->first++;
}

static int show(struct change *c, struct error *err)
{
	CLEANUP(buf_release) struct buf amended = BUF_INIT;
	const struct passage *p;

	find_touched(c);
	p = &c->out->passage[c->first];
	buf_add(&amended, c->text, c->start);
	buf_puts(&amended, c->replacement);
	buf_puts(&amended, c->text + c->end);
	if (c->first == c->last && p->end > p->start &&
		((is_alike(c) && show_in_place(c, buf_text(&amended), true)) ||
			show_in_place(c, buf_text(&amended), false)))
		return 0;
	return show_after(c, err);
}

int passages_amended(struct passages *out, const char *text, size_t start, size_t end,
	const char *replacement, const struct passages_how *how, size_t *first, size_t *last,
	struct error *err)
{
	CLEANUP(passages_release) struct passages built = { 0 };
	size_t len = strlen(text);
	struct change c = { .out = &built, .text = text, .replacement = replacement };
	int r = passages_build(&built, text, &how->markdown, err);

	c.start = start < len ? start : len;
	c.end = end > len ? len : end < c.start ? c.start : end;
	c.how = &how->markdown;
	if (r == 0)
		r = show(&c, err);
	if (r < 0)
		return r;
	passages_number(&built, how);
	if (first)
		*first = c.first;
	if (last)
		*last = c.last;
	*out = built;
	built = (struct passages){ 0 };
	return 0;
}
