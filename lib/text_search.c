/* The part of text.h that search stands on: words, folds, queries; and slugs, which are folds. */
#include "text.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

enum { SOFTENED_MIN = 4, ENDING_MAX = 4, SLUG_MAX = 60 };

/* clang-format off */
/* What becomes of a small letter in either fold, where that is not its own base letter. */
static const struct letter {
	UChar32 c;
	const char *plain, *roman;
} letters[] = {
	{ 0x0259, "e",  "a"  }, /* ə */
	{ 0x0131, "i",  "i"  }, /* ı */
	{ 0x015f, "s",  "sh" }, /* ş */
	{ 0x00e7, "c",  "ch" }, /* ç */
	{ 0x011f, "g",  "gh" }, /* ğ */
	{ 'c',    "c",  "j"  },
	{ 'x',    "x",  "kh" },
	{ 'q',    "q",  "g"  },
	{ 0x01dd, "e",  "a"  }, /* ǝ and the next: typed for ə by mistake */
	{ 0x04d9, "e",  "a"  }, /* Cyrillic ә */
	{ 0x00df, "ss", "ss" }, /* ß */
	{ 0x00e6, "ae", "ae" }, /* æ */
	{ 0x0153, "oe", "oe" }, /* œ */
	{ 0x00f8, "o",  "o"  }, /* ø */
	{ 0x0142, "l",  "l"  }, /* ł */
	{ 0x0111, "d",  "d"  }, /* đ */
	{ 0x00f0, "d",  "d"  }, /* ð */
	{ 0x00fe, "th", "th" }, /* þ */
	{ 0x0127, "h",  "h"  }, /* ħ */
};
/* clang-format on */

static const struct letter *letter_find(UChar32 c)
{
	for (size_t i = 0; i < ARRAY_SIZE(letters); i++)
		if (letters[i].c == c)
			return &letters[i];
	return NULL;
}

static void add_character(struct buf *out, UChar32 c)
{
	char bytes[U8_MAX_LENGTH];
	int n = 0;

	U8_APPEND_UNSAFE(bytes, n, c);
	buf_add(out, bytes, (size_t)n);
}

static UChar32 small(UChar32 c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	return u_foldCase(c, U_FOLD_CASE_EXCLUDE_SPECIAL_I);
}

static bool is_dropped(UChar32 c)
{
	return (c >= 0x300 && c < 0x370) ||
	       (c >= 0x80 && u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT));
}

/* A foreign letter as the letters it consists of; its base is itself in both folds (č is no c). */
static void add_decomposed(struct buf *out, UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
	UChar parts[64];
	int32_t n = unorm2_getDecomposition(nfkd, c, parts, ARRAY_SIZE(parts), &status);
	UChar32 part;

	if (n < 0 || U_FAILURE(status)) {
		add_character(out, c);
		return;
	}
	for (int32_t i = 0; i < n;) {
		U16_NEXT(parts, i, n, part);
		if (!is_dropped(part))
			add_character(out, small(part));
	}
}

static void add_folded(struct buf *out, UChar32 c, bool roman)
{
	const struct letter *letter;

	c = small(c);
	if (c < 0x80 && (!roman || (c != 'c' && c != 'x' && c != 'q')))
		buf_addc(out, (char)c);
	else if ((letter = letter_find(c)))
		buf_puts(out, roman ? letter->roman : letter->plain);
	else if (!is_dropped(c))
		add_decomposed(out, c);
}

/* U+0300–U+036F begin with these bytes: only then can NFC make a difference to the folds. */
static bool has_marks(const char *text, size_t len)
{
	return memchr(text, 0xcc, len) || memchr(text, 0xcd, len);
}

static void add_fold(struct buf *out, const char *text, size_t len, bool roman)
{
	CLEANUP(str_free) char *nfc = has_marks(text, len) ? text_nfc(text, len) : NULL;
	UChar32 c;

	if (nfc) {
		text = nfc;
		len = strlen(nfc);
	}
	for (size_t i = 0; i < len;) {
		U8_NEXT(text, i, len, c);
		add_folded(out, c < 0 ? 0xfffd : c, roman);
	}
}

static char *fold(const char *text, size_t len, bool roman)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	add_fold(&out, text, len, roman);
	return buf_take(&out);
}

char *text_fold(const char *text, size_t len)
{
	return fold(text, len, false);
}

char *text_fold_roman(const char *text, size_t len)
{
	return fold(text, len, true);
}

/* Words */

static bool begins_word(UChar32 c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (small(c) >= 'a' && small(c) <= 'z');
	return u_isalnum(c) && c != 0x2bb && c != 0x2bc; /* letters by name, apostrophes in use */
}

static bool continues_word(UChar32 c)
{
	return begins_word(c) ||
	       (c >= 0x80 && ((U_GET_GC_MASK(c) & U_GC_M_MASK) ||
				     u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)));
}

static size_t end_of_word(const char *text, size_t len, size_t i)
{
	UChar32 c;

	for (size_t next = i; next < len; i = next) {
		U8_NEXT(text, next, len, c);
		if (!continues_word(c))
			break;
	}
	return i;
}

bool text_next_word(const char *text, size_t len, size_t *start, size_t *pos)
{
	size_t i = *pos, from;
	UChar32 c;

	do {
		if (i >= len) {
			*pos = len;
			return false;
		}
		from = i;
		U8_NEXT(text, i, len, c);
	} while (!begins_word(c));
	*start = from;
	*pos = end_of_word(text, len, i);
	return true;
}

/* Queries */

static bool is_joint(UChar32 c)
{
	return c == '-' || c == '\'' || c == 0x2010 || c == 0x2011 || c == 0x2019 || c == 0x2bc;
}

static bool is_all(const char *word, size_t len, bool (*test)(UChar32), size_t min, size_t max)
{
	size_t n = 0;
	UChar32 c;

	for (size_t i = 0; i < len; n++) {
		U8_NEXT(word, i, len, c);
		if (!test(c))
			return false;
	}
	return n >= min && n <= max;
}

static bool is_capital_or_digit(UChar32 c)
{
	return u_isUUppercase(c) || u_isdigit(c);
}

static bool is_small(UChar32 c)
{
	return u_isULowercase(c);
}

/* Whether the word at START is the grammatical ending of the one that ends at END: MHM-in. */
static bool is_ending(const char *text, size_t first, size_t end, size_t start, size_t pos)
{
	size_t i = end;
	UChar32 c;

	if (first == end || start == end)
		return false;
	U8_NEXT(text, i, start, c);
	return i == start && is_joint(c) &&
	       is_all(text + first, end - first, is_capital_or_digit, 2, SIZE_MAX) &&
	       is_all(text + start, pos - start, is_small, 1, ENDING_MAX);
}

/* The forms of one word that a query tries, each but once. */
struct forms {
	char *form[4];
	size_t n;
};

static void forms_releasep(struct forms *forms)
{
	for (size_t i = 0; i < forms->n; i++)
		free(forms->form[i]);
}

static void add_form(struct forms *forms, char *form)
{
	for (size_t i = 0; i < forms->n; i++) {
		if (str_equal(forms->form[i], form)) {
			free(form);
			return;
		}
	}
	forms->form[forms->n++] = form;
}

static void add_forms(struct forms *forms, const char *word, size_t len)
{
	add_form(forms, text_fold(word, len));
	add_form(forms, text_fold_roman(word, len));
}

/* Nazirlik, Nazirliyi; otaq, otağı: in words of more than one syllable, hence the least length. */
static void add_softened(struct forms *forms, const char *word, size_t len)
{
	const char *plain = forms->form[0];
	size_t n = strlen(plain);
	char last = n < SOFTENED_MIN ? '\0' : plain[n - 1];

	if ((last != 'k' && last != 'q') || (unsigned char)word[len - 1] >= 0x80)
		return;
	CLEANUP(str_free)
	char *soft = str_format("%.*s%s", (int)len - 1, word, last == 'k' ? "y" : "ğ");

	add_forms(forms, soft, strlen(soft));
}

static void add_quoted(struct buf *out, const char *form)
{
	buf_addc(out, '"');
	for (; *form; form++) {
		if (*form == '"')
			buf_addc(out, '"');
		buf_addc(out, *form);
	}
	buf_puts(out, "\"*");
}

static bool add_word(struct buf *out, const char *word, size_t len)
{
	CLEANUP(forms_release) struct forms forms = { .n = 0 };

	add_forms(&forms, word, len);
	add_softened(&forms, word, len);
	if (!*forms.form[0])
		return false;
	buf_puts(out, out->len ? " AND (" : "(");
	for (size_t i = 0; i < forms.n; i++) {
		buf_puts(out, i ? " OR " : "");
		add_quoted(out, forms.form[i]);
	}
	text_add_stems(out, forms.form[0]);
	buf_addc(out, ')');
	return true;
}

/* The query into OUT; whether words of TEXT were left out. */
static bool add_query(struct buf *out, const char *text)
{
	CLEANUP(str_free) char *nfc = text_nfc(text, strlen(text));
	size_t len = strlen(nfc), pos = 0, start, first = 0, end = 0;
	int words = 0;

	while (text_next_word(nfc, len, &start, &pos)) {
		if (words == TEXT_SEARCH_WORDS)
			return true;
		if (!is_ending(nfc, first, end, start, pos))
			words += add_word(out, nfc + start, pos - start);
		first = start;
		end = pos;
	}
	return false;
}

char *text_search_query(const char *text)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	add_query(&out, text);
	return buf_take(&out);
}

bool text_search_is_cut(const char *text)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	return add_query(&out, text);
}

/* Slugs */

static void add_slug_word(struct buf *out, const char *word, size_t len)
{
	size_t room = SLUG_MAX - out->len, joint = out->len > 0;

	if (joint && len + joint > room)
		return;
	if (joint)
		buf_addc(out, '-');
	buf_add(out, word, len < room ? len : room);
}

static size_t ascii_run(const char *p)
{
	size_t n = 0;

	while ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= '0' && p[n] <= '9'))
		n++;
	return n;
}

char *text_slug(const char *text)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(str_free) char *folded = text_fold(text, strlen(text));

	for (const char *p = folded; *p;) {
		size_t n = ascii_run(p), had = out.len;

		if (n)
			add_slug_word(&out, p, n);
		if (n && out.len == had)
			break;
		p += n ? n : 1;
	}
	return buf_take(&out);
}
