/* The part of text.h that takes Azerbaijani endings off a word that is searched for. */
#include "text.h"

enum { OPEN_MIN = 4, OPEN_VOWEL_MIN = 6, CLOSED_MIN = 3, STEMS_MAX = 8, WORD_MAX = 60 };

/* A layer of endings, the last one first: a noun has at most one of each, in this order. */
enum layer { CASES, POSSESSIVES, PLURALS, LAYERS };

/*
 * Endings in the plain fold, where A stands for a or e, and I for i or u (there is no ı or ü): which
 * one it is follows the vowel before. What begins with a vowel stands after a consonant; what a
 * vowel needs before it (n, s, y) stands after a vowel only.
 */
/* clang-format off */
static const struct {
	enum layer layer;
	const char *ending;
	char after; /* 'C' consonant, 'V' vowel, '*' either */
} endings[] = {
	{ CASES,       "In",    'C' }, /* kəndin */
	{ CASES,       "nIn",   'V' }, /* şuranın */
	{ CASES,       "I",     'C' }, /* kəndi */
	{ CASES,       "nI",    'V' },
	{ CASES,       "A",     'C' }, /* kəndə */
	{ CASES,       "yA",    'V' },
	{ CASES,       "nA",    'V' }, /* təşkilatına */
	{ CASES,       "dA",    '*' }, /* kənddə */
	{ CASES,       "ndA",   'V' },
	{ CASES,       "dAn",   '*' }, /* kənddən */
	{ CASES,       "ndAn",  'V' },
	{ POSSESSIVES, "I",     'C' }, /* kəndi */
	{ POSSESSIVES, "sI",    'V' }, /* büdcəsi */
	{ POSSESSIVES, "ImIz",  'C' }, /* kəndimiz */
	{ POSSESSIVES, "mIz",   'V' },
	{ POSSESSIVES, "InIz",  'C' },
	{ POSSESSIVES, "nIz",   'V' },
	{ PLURALS,     "lAr",   '*' }, /* kəndlər */
};
/* clang-format on */

static bool is_vowel(char c)
{
	return c && strchr("aeiou", c);
}

/* The vowel that the endings of LEN letters of WORD follow; 0 where there is none. */
static char last_vowel(const char *word, size_t len)
{
	while (len--)
		if (is_vowel(word[len]))
			return word[len];
	return '\0';
}

/* Vowels agree; i, o and u of the fold are of either kind. */
static bool is_like(char pattern, char c, char vowel)
{
	if (pattern == 'I')
		return c == 'i' || (c == 'u' && vowel != 'a' && vowel != 'e');
	if (pattern != 'A')
		return c == pattern;
	return vowel == 'a' || vowel == 'e' ? c == vowel : c == 'a' || c == 'e';
}

/* How long WORD is without ENDING; 0 where it does not end so. */
static size_t without(const char *word, size_t len, const char *ending, char after)
{
	size_t n = strlen(ending), rest = len > n ? len - n : 0;
	char vowel = last_vowel(word, rest);

	if (rest < CLOSED_MIN || !vowel || (after == 'V' && !is_vowel(word[rest - 1])) ||
		(after == 'C' && is_vowel(word[rest - 1])))
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_like(ending[i], word[rest + i], vowel))
			return 0;
		if (is_vowel(word[rest + i]))
			vowel = word[rest + i];
	}
	return rest;
}

struct stems {
	const char *word;
	size_t len[STEMS_MAX];
	bool many[STEMS_MAX]; /* the ending of many was taken off */
	size_t n;
};

static void add_stem(struct stems *stems, size_t len, bool many)
{
	for (size_t i = 0; i < stems->n; i++)
		if (stems->len[i] == len)
			return;
	if (stems->n < STEMS_MAX) {
		stems->len[stems->n] = len;
		stems->many[stems->n++] = many;
	}
}

/* All that is left of LEN letters when endings of LAYER and those before it are taken off. */
static void take_off(struct stems *stems, size_t len, enum layer from)
{
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		size_t rest = endings[i].layer < from ? 0 :
			without(stems->word, len, endings[i].ending, endings[i].after);

		if (!rest)
			continue;
		add_stem(stems, rest, endings[i].layer == PLURALS);
		take_off(stems, rest, endings[i].layer + 1);
	}
}

/* One vowel alone is often no ending: a short stem then has two consonants last (kənd, sədr). */
static bool may_stand(const struct stems *stems, size_t i)
{
	const char *word = stems->word;
	size_t len = stems->len[i], gone = strlen(word) - len;

	if (len < OPEN_MIN)
		return stems->many[i];
	return gone > 1 || len > OPEN_MIN || (!is_vowel(word[len - 1]) && !is_vowel(word[len - 2]));
}

/* A short stem, or one that ends in a vowel and may have lost a letter of its own, stands by itself
 * or with an ending: "insa" shall not find inşaat. */
static void add_closed(struct buf *out, const char *stem, size_t len)
{
	static const char *const after_vowel[] = { "lAr", "dA", "sI", "yA", "nI", "nA" };
	static const char *const after_consonant[] = { "lAr", "dA", "In", "I", "A" };
	bool open = is_vowel(stem[len - 1]);
	const char *const *list = open ? after_vowel : after_consonant;
	size_t n = open ? ARRAY_SIZE(after_vowel) : ARRAY_SIZE(after_consonant);
	char vowel = last_vowel(stem, len);

	buf_printf(out, " OR \"%.*s\"", (int)len, stem);
	for (size_t i = 0; i < n; i++)
		for (const char *v = "aeiu"; *v; v++) {
			const char *slot = strpbrk(list[i], "AI");
			bool whole = slot[1] == '\0' && strlen(list[i]) == 1;

			if (is_like(*slot, *v, vowel))
				buf_printf(out, " OR \"%.*s%.*s%c%s\"%s", (int)len, stem,
					(int)(slot - list[i]), list[i], *v, slot + 1,
					whole ? "" : "*");
		}
}

/* Nazirliyin, otağın: before a vowel k was y, and q was ğ. */
static void add_open(struct buf *out, const char *stem, size_t len)
{
	char last = stem[len - 1];

	buf_printf(out, " OR \"%.*s\"*", (int)len, stem);
	if (stem[len] && is_vowel(stem[len]) && (last == 'y' || last == 'g') && len > OPEN_MIN)
		buf_printf(out, " OR \"%.*s%c\"*", (int)len - 1, stem, last == 'y' ? 'k' : 'q');
}

void text_add_stems(struct buf *out, const char *folded)
{
	struct stems stems = { .word = folded };
	size_t len = strlen(folded);

	if (len > WORD_MAX || strspn(folded, "abcdefghijklmnopqrstuvwxyz") != len)
		return;
	take_off(&stems, len, CASES);
	for (size_t i = 0; i < stems.n; i++) {
		size_t n = stems.len[i];
		bool vowel = is_vowel(folded[n - 1]);

		if (!may_stand(&stems, i))
			continue;
		if (n < OPEN_MIN || (vowel && n < OPEN_VOWEL_MIN))
			add_closed(out, folded, n);
		else
			add_open(out, folded, n);
	}
}
