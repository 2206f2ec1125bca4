#include "difference_inner.h"

#include <ctype.h>
#include <unistd.h>

/* Numbers by their bytes. The hash is keyed, so that nobody can prepare lines that collide. */
struct numbers {
	uint64_t key;
	uint32_t *slot; /* number + 1, or 0 */
	size_t mask;
	const struct token **first; /* of each number */
	uint32_t count;
};

static void add_token(struct tokens *out, const char *text, size_t len)
{
	out->token = mem_grow(out->token, out->count, sizeof *out->token);
	out->token[out->count++] = (struct token){ .text = text, .len = len };
}

struct tokens difference_lines(const char *text, bool ends)
{
	struct tokens out = { 0 };

	while (*text) {
		size_t len = strcspn(text, "\n"), end = text[len] == '\n';

		add_token(&out, text, ends ? len + end : len);
		text += len + end;
	}
	return out;
}

/* Letters beyond ASCII, but neither the Latin-1 signs (« » nbsp) nor general punctuation (“ ” – …).
 */
static bool is_letter(const char *text, size_t len)
{
	unsigned char c = (unsigned char)*text;

	if (c < 0x80)
		return isalnum(c);
	return c != 0xc2 && !(c == 0xe2 && len > 1 && (unsigned char)text[1] < 0x82);
}

static size_t char_length(const char *text, size_t len)
{
	size_t n = 1;

	while (n < len && ((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static size_t token_length(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && is_letter(text + n, len - n))
		n += char_length(text + n, len - n);
	while (n == 0 || (is_blank(*text) && n < len && is_blank(text[n])))
		n += n ? 1 : char_length(text, len);
	return n;
}

struct tokens difference_words(const char *text, size_t len)
{
	struct tokens out = { 0 };

	for (size_t n; len; text += n, len -= n) {
		n = token_length(text, len);
		add_token(&out, text, n);
	}
	return out;
}

bool difference_is_word(const struct token *token)
{
	return is_letter(token->text, token->len);
}

bool difference_is_blank(const struct token *token)
{
	return is_blank(*token->text);
}

struct token difference_span(const struct tokens *lines, size_t from, size_t to)
{
	const struct token *first = &lines->token[from], *last;

	if (from == to)
		return (struct token){ .text = "" };
	last = &lines->token[to - 1];
	return (struct token){ .text = first->text,
		.len = (size_t)(last->text + last->len - first->text) };
}

static uint64_t hash(const struct numbers *n, const struct token *token)
{
	uint64_t h = n->key ^ token->len;

	for (size_t at = 0; at < token->len; at += 8) {
		uint64_t part = 0;

		memcpy(&part, token->text + at, token->len - at < 8 ? token->len - at : 8);
		h = (h ^ part) * (n->key | 1);
		h ^= h >> 29;
		h *= 0x9e3779b97f4a7c15;
		h ^= h >> 32;
	}
	return h;
}

static bool same(const struct token *a, const struct token *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static uint32_t number_of(struct numbers *n, const struct token *token)
{
	size_t at = hash(n, token) & n->mask;

	for (; n->slot[at]; at = (at + 1) & n->mask)
		if (same(n->first[n->slot[at] - 1], token))
			return n->slot[at] - 1;
	n->slot[at] = n->count + 1;
	n->first[n->count] = token;
	return n->count++;
}

uint32_t difference_number(struct tokens *const *lists, size_t n)
{
	struct numbers numbers = { 0 };
	size_t total = 0, room = 16;

	for (size_t i = 0; i < n; i++)
		total += lists[i]->count;
	while (room < total * 2)
		room *= 2;
	if (getentropy(&numbers.key, sizeof numbers.key) < 0)
		numbers.key = (uintptr_t)lists;
	numbers.mask = room - 1;
	numbers.slot = mem_alloc(room * sizeof *numbers.slot);
	numbers.first = mem_alloc(total * sizeof *numbers.first);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < lists[i]->count; j++)
			lists[i]->token[j].number = number_of(&numbers, &lists[i]->token[j]);
	free(numbers.slot);
	free(numbers.first);
	return numbers.count;
}

void tokens_release(struct tokens *tokens)
{
	free(tokens->token);
	*tokens = (struct tokens){ 0 };
}
