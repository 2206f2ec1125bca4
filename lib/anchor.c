#include "anchor.h"
#include "item.h"
#include "markdown.h"
#include "outline.h"

enum {
	OVERLAPPING = 16 << 20, /* bytes compared before places that overlap are passed over */
	ALONE = 8,		/* bytes of one side that are enough for a place between words */
};

static bool is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The heading's words, or the id it begins with. */
static char *name_of(const char *body, const struct outline_part *part)
{
	CLEANUP(buf_release) struct buf plain = BUF_INIT;
	CLEANUP(str_free) char *text = outline_text(body, part);
	char *id = NULL;

	if (item_id(&id, text) || part->type == OUTLINE_ITEM)
		return id;
	markdown_plain(&plain, text, strlen(text));
	return buf_take(&plain);
}

static char *part_at(const char *text, size_t at)
{
	CLEANUP(outline_release) struct outline outline = outline_read(text);

	for (size_t i = outline.count; i-- > 0;) {
		const struct outline_part *part = &outline.part[i];
		char *name;

		if (part->start > at || (part->type == OUTLINE_ITEM && part->end <= at))
			continue;
		name = name_of(text, part);
		if (name && *name)
			return name;
		free(name);
	}
	return NULL;
}

void anchor_make(struct anchor *out, const char *text, size_t start, size_t end)
{
	size_t len = strlen(text), from, to;

	end = end < len ? end : len;
	start = start < end ? start : end;
	while (start && is_inside(text[start]))
		start--;
	while (end < len && is_inside(text[end]))
		end++;
	from = start > ANCHOR_AROUND ? start - ANCHOR_AROUND : 0;
	to = len - end > ANCHOR_AROUND ? end + ANCHOR_AROUND : len;
	while (from < start && is_inside(text[from]))
		from++;
	while (to > end && is_inside(text[to]))
		to--;
	*out = (struct anchor){
		.part = part_at(text, start),
		.quote = str_copy_n(text + start, end - start),
		.before = str_copy_n(text + from, start - from),
		.after = str_copy_n(text + end, to - end),
	};
}

void anchor_release(struct anchor *anchor)
{
	free(anchor->part);
	free(anchor->quote);
	free(anchor->before);
	free(anchor->after);
	*anchor = (struct anchor){ 0 };
}

/* What is looked for, and the text; both either as they are or with white space made even. */
struct search {
	const char *text;
	size_t len;
	const char *before, *quote, *after;
};

static size_t common_end(const char *text, size_t at, const char *before)
{
	size_t len = strlen(before), n = 0;

	while (n < len && n < at && text[at - n - 1] == before[len - n - 1])
		n++;
	return n;
}

static size_t common_start(const char *text, const char *after)
{
	size_t n = 0;

	while (after[n] && text[n] == after[n])
		n++;
	return n;
}

/* Context that is shorter than it could be is all there is on that side of the text. */
static size_t score(const struct search *s, size_t start, size_t end)
{
	size_t before = strlen(s->before), after = strlen(s->after);

	return 2 * (common_end(s->text, start, s->before) + common_start(s->text + end, s->after)) +
	       (start == before && before + 4 < ANCHOR_AROUND) +
	       (s->len - end == after && after + 4 < ANCHOR_AROUND);
}

/* The best place of WHAT; it stands for [START + LEAD, START + LEAD + LENGTH). */
static bool find_best(const struct search *s, const char *what, size_t lead, size_t length,
	size_t *found, size_t *count)
{
	size_t len = strlen(what), best = 0, compared = 0, at = 0;
	const char *hit;

	*count = 0;
	while (at <= s->len && (hit = memmem(s->text + at, s->len - at, what, len))) {
		size_t start = (size_t)(hit - s->text) + lead, n = score(s, start, start + length);

		if (!*count || n > best) {
			best = n;
			*found = start;
		}
		++*count;
		compared += len;
		at = (size_t)(hit - s->text) + (compared < OVERLAPPING || !len ? 1 : len);
	}
	return *count > 0;
}

/* A place between words: both sides, else the one side that stands once. */
static bool find_place(const struct search *s, size_t *found)
{
	CLEANUP(str_free) char *both = str_format("%s%s", s->before, s->after);
	size_t count, before = strlen(s->before), after = strlen(s->after), place;

	if (!before && !after) {
		*found = 0;
		return s->len == 0;
	}
	if (find_best(s, both, before, 0, found, &count))
		return true;
	if (before >= ALONE && find_best(s, s->before, before, 0, &place, &count) && count == 1) {
		*found = place;
		return true;
	}
	if (after >= ALONE && find_best(s, s->after, 0, 0, &place, &count) && count == 1) {
		*found = place;
		return true;
	}
	return false;
}

static bool find(const struct search *s, size_t *start, size_t *end)
{
	size_t count, length = strlen(s->quote), place;
	bool found = length ? find_best(s, s->quote, 0, length, &place, &count)
			    : find_place(s, &place);

	if (!found)
		return false;
	*start = place;
	*end = place + length;
	return true;
}

/* TEXT with one blank for each run of white space. AT, unless NULL: where each byte was, and one
 * more. */
static char *even(const char *text, size_t **at)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	size_t len = strlen(text), n = 0;

	if (at)
		*at = mem_alloc((len + 1) * sizeof **at);
	for (size_t i = 0; i < len; i++) {
		if (is_white(text[i]) && i && is_white(text[i - 1]))
			continue;
		buf_addc(&out, is_white(text[i]) ? ' ' : text[i]);
		if (at)
			(*at)[n++] = i;
	}
	if (at)
		(*at)[n] = len;
	return str_copy(buf_text(&out));
}

static bool find_even(const struct anchor *a, const char *text, size_t *start, size_t *end)
{
	CLEANUP(free) void *owned = NULL;
	size_t *at, from, to;
	CLEANUP(str_free) char *evened = even(text, &at);
	CLEANUP(str_free) char *before = even(a->before ? a->before : "", NULL);
	CLEANUP(str_free) char *quote = even(a->quote ? a->quote : "", NULL);
	CLEANUP(str_free) char *after = even(a->after ? a->after : "", NULL);
	struct search s = { evened, strlen(evened), before, quote, after };
	bool words;

	owned = at;
	words = strspn(quote, " ") < strlen(quote);
	if (words)
		s.quote = str_trim(quote);
	if (!find(&s, &from, &to))
		return false;
	*start = at[from];
	*end = to > from ? at[to - 1] + 1 : *start;
	return true;
}

bool anchor_find(const struct anchor *anchor, const char *text, size_t *start, size_t *end)
{
	struct search s = { .text = text, .len = strlen(text) };

	s.before = anchor->before ? anchor->before : "";
	s.quote = anchor->quote ? anchor->quote : "";
	s.after = anchor->after ? anchor->after : "";
	return find(&s, start, end) || find_even(anchor, text, start, end);
}
