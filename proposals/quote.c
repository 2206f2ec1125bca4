#include "quote.h"
#include "text.h"

#include <ctype.h>

struct word {
	size_t start, end;
};

struct words {
	struct word *word;
	size_t count;
};

static void words_releasep(struct words *words)
{
	free(words->word);
}

static bool is_white(char c)
{
	return isspace((unsigned char)c);
}

/* The end of a link's address that begins at AT ("](…)"), or AT. */
static size_t address_end(const char *text, size_t at, size_t limit)
{
	size_t end = at + 2;

	if (at + 2 >= limit || text[at] != ']' || text[at + 1] != '(')
		return at;
	while (end < limit && text[end] != ')' && text[end] != '\n')
		end++;
	return end < limit && text[end] == ')' ? end + 1 : at;
}

/* The words between FROM and TO that a page shows: not those in the addresses of links. */
static struct words read_words(const char *text, size_t from, size_t to)
{
	struct words words = { 0 };
	size_t at = from, start = from, pos = from, skipped = from;

	while (text_next_word(text, to, &start, &pos)) {
		for (; at < start; at++)
			if (address_end(text, at, to) > at)
				skipped = address_end(text, at, to);
		if (start < skipped)
			continue;
		words.word = mem_grow(words.word, words.count, sizeof *words.word);
		words.word[words.count++] = (struct word){ start, pos };
	}
	return words;
}

static bool is_same(const char *a, const struct word *x, const char *b, const struct word *y)
{
	size_t len = x->end - x->start;

	return len == y->end - y->start && memcmp(a + x->start, b + y->start, len) == 0;
}

static bool stands_at(const char *text, const struct words *words, size_t at, const char *quote,
	const struct words *sought)
{
	if (sought->count > words->count - at)
		return false;
	for (size_t i = 0; i < sought->count; i++)
		if (!is_same(text, &words->word[at + i], quote, &sought->word[i]))
			return false;
	return true;
}

static size_t distance(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

/* Signs that the quote has at its ends, such as a full stop, belong to it where the text has them, too. */
static void widen(const char *text, size_t from, size_t to, const char *quote,
	const struct words *sought, size_t *start, size_t *end)
{
	const char *tail = quote + sought->word[sought->count - 1].end;
	const char *head = quote + sought->word[0].start;

	while (*tail && *end < to && text[*end] == *tail)
		++*end, tail++;
	while (head > quote && *start > from && text[*start - 1] == head[-1])
		--*start, head--;
	while (*end > *start && is_white(text[*end - 1]))
		--*end;
	while (*start < *end && is_white(text[*start]))
		++*start;
}

/* A quote without a word: signs as they are. */
static bool find_signs(const char *text, size_t from, size_t to, const char *quote, size_t *start,
	size_t *end)
{
	size_t len = strlen(quote);
	const char *found = len ? strstr(text + from, quote) : NULL;

	if (!found || found + len > text + to)
		return false;
	*start = (size_t)(found - text);
	*end = *start + len;
	return true;
}

bool quote_find(const char *text, size_t from, size_t to, const char *quote, size_t skip,
	size_t *start, size_t *end)
{
	CLEANUP(str_free) char *copy = str_copy(quote);
	const char *wanted = str_trim(copy);
	CLEANUP(words_release) struct words words = read_words(text, from, to);
	CLEANUP(words_release) struct words sought = read_words(wanted, 0, strlen(wanted));
	size_t best = SIZE_MAX;

	if (!sought.count)
		return find_signs(text, from, to, wanted, start, end);
	for (size_t at = 0; at < words.count; at++)
		if (stands_at(text, &words, at, wanted, &sought) &&
			(best == SIZE_MAX || distance(at, skip) < distance(best, skip)))
			best = at;
	if (best == SIZE_MAX)
		return false;
	*start = words.word[best].start;
	*end = words.word[best + sought.count - 1].end;
	widen(text, from, to, wanted, &sought, start, end);
	return true;
}

/* The next piece at AT: white space, or what is none. */
static size_t piece_end(const char *text, size_t at)
{
	bool white = is_white(text[at]);

	while (text[at] && is_white(text[at]) == white)
		at++;
	return at;
}

static size_t piece_start(const char *text, size_t at)
{
	bool white = is_white(text[at - 1]);

	while (at && is_white(text[at - 1]) == white)
		at--;
	return at;
}

/* How many bytes both begin with, in whole pieces; both END with, leaving what they begin with. */
static size_t common_head(const char *a, const char *b)
{
	size_t at = 0;

	while (a[at] && b[at]) {
		size_t end = piece_end(a, at);

		if (end != piece_end(b, at) || memcmp(a + at, b + at, end - at) != 0)
			break;
		at = end;
	}
	return at;
}

static size_t common_tail(const char *a, const char *b, size_t head)
{
	size_t i = strlen(a), j = strlen(b), len = i;

	while (i > head && j > head) {
		size_t x = piece_start(a, i), y = piece_start(b, j);

		if (x < head || y < head || i - x != j - y || memcmp(a + x, b + y, i - x) != 0)
			break;
		i = x;
		j = y;
	}
	return len - i;
}

static bool holds_words(const char *text, size_t from, size_t to)
{
	while (from < to && is_white(text[from]))
		from++;
	return from < to;
}

/* Words that come, and none that go, with a line end among them: told with the word before or after
 * them, for a record keeps no white space at the ends of its text. */
static void take_neighbour(const char *old, struct quote_change *out, size_t *head, size_t *tail)
{
	if (out->start && holds_words(old, 0, out->start)) {
		size_t at = out->start;

		if (is_white(old[at - 1]))
			at = piece_start(old, at);
		*head = piece_start(old, at);
	} else {
		size_t at = out->end, len = strlen(old);

		if (old[at] && is_white(old[at]))
			at = piece_end(old, at);
		*tail = len - (old[at] ? piece_end(old, at) : at);
	}
}

bool quote_change(struct quote_change *out, const char *old, const char *new)
{
	size_t old_len = strlen(old), new_len = strlen(new);
	size_t head = common_head(old, new), tail = common_tail(old, new, head), from, to;

	out->start = head;
	out->end = old_len - tail;
	from = head;
	to = new_len - tail;
	if (!holds_words(old, out->start, out->end) && !holds_words(new, from, to))
		return false;
	if (!holds_words(old, out->start, out->end)) {
		bool lines = memchr(new + from, '\n', to - from) != NULL;

		if (lines)
			take_neighbour(old, out, &head, &tail);
		out->start = from = head;
		out->end = old_len - tail;
		to = new_len - tail;
	}
	while (from < to && is_white(new[from]))
		from++, out->start += out->start < out->end && is_white(old[out->start]);
	while (to > from && is_white(new[to - 1]))
		to--, out->end -= out->end > out->start && is_white(old[out->end - 1]);
	out->replacement = str_copy_n(new + from, to - from);
	return true;
}

char *quote_replacement(const struct anchor *anchor, const char *body)
{
	CLEANUP(str_free) char *copy = str_copy(body);
	const char *before = anchor->before ? anchor->before : "";
	const char *after = anchor->after ? anchor->after : "";
	const char *words = str_trim(copy);
	size_t len = strlen(before);

	if (!*words || (anchor->quote && *anchor->quote))
		return str_copy(words);
	return str_format("%s%s%s", len && !is_white(before[len - 1]) ? " " : "", words,
		*after && !is_white(*after) ? " " : "");
}
