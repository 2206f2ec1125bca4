#include "text.h"

#include <pthread.h>
#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

/* The same text as ICU's functions on whole texts want it. */
struct wide {
	UChar *text;
	int32_t len;
};

static void wide_releasep(struct wide *wide)
{
	free(wide->text);
}

static struct wide wide_from(const char *text, size_t len)
{
	struct wide wide = { mem_alloc((len + 1) * sizeof(UChar)), 0 };
	UErrorCode status = U_ZERO_ERROR;

	u_strFromUTF8WithSub(
		wide.text, (int32_t)len + 1, &wide.len, text, (int32_t)len, 0xfffd, NULL, &status);
	return wide;
}

static char *wide_to_utf8(const struct wide *wide)
{
	int32_t room = wide->len * 3 + 1;
	char *out = mem_alloc((size_t)room);
	UErrorCode status = U_ZERO_ERROR;

	u_strToUTF8WithSub(out, room, NULL, wide->text, wide->len, 0xfffd, NULL, &status);
	return out;
}

bool text_is_blank(const char *text)
{
	int32_t at = 0, len = text ? (int32_t)strlen(text) : 0;

	while (at < len) {
		UChar32 c;

		U8_NEXT(text, at, len, c);
		if (!u_isUWhiteSpace(c) && u_charType(c) != U_FORMAT_CHAR) /* U+200B and its like */
			return false;
	}
	return true;
}

bool text_is_utf8(const char *text, size_t len)
{
	UChar32 c;

	for (size_t i = 0; i < len;) {
		U8_NEXT(text, i, len, c);
		if (c <= 0)
			return false;
	}
	return true;
}

/* Enough to know, one character at a time; most texts never need the real thing. */
static bool is_nfc(const char *text, size_t len)
{
	UChar32 c;

	for (size_t i = 0; i < len;) {
		U8_NEXT(text, i, len, c);
		if (c < 0)
			return false;
		if (c < 0x300)
			continue;
		if (u_getCombiningClass(c) ||
			u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) != UNORM_YES)
			return false;
	}
	return true;
}

char *text_nfc(const char *text, size_t len)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);

	if (is_nfc(text, len))
		return str_copy_n(text, len);
	CLEANUP(wide_release) struct wide from = wide_from(text, len);
	CLEANUP(wide_release) struct wide to = { NULL, 0 };
	int32_t room = from.len * 3 + 1; /* UAX #15: no code unit grows more in NFC */

	to.text = mem_alloc((size_t)room * sizeof(UChar));
	to.len = unorm2_normalize(nfc, from.text, from.len, to.text, room, &status);
	return U_SUCCESS(status) ? wide_to_utf8(&to) : str_copy_n(text, len);
}

static bool is_refused(UChar32 c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
}

static int refuse_control(UChar32 c, size_t line, struct error *err)
{
	char name[12];

	snprintf(name, sizeof name, "U+%04X", (unsigned)c);
	return error_set(err, ERR_INVALID,
		"line %zu: the control character %s cannot be kept; remove it and try again", line,
		name);
}

/* TEXT into OUT with single line ends, if every character may stay. */
static int clean_lines(struct buf *out, const char *text, size_t len, struct error *err)
{
	size_t line = 1, from;
	UChar32 c;

	for (size_t i = 0; i < len;) {
		from = i;
		U8_NEXT(text, i, len, c);
		if (c < 0)
			return error_set(err, ERR_INVALID,
				"line %zu: this is not UTF-8; save the text as UTF-8 and try again",
				line);
		if (c == '\r') {
			i += i < len && text[i] == '\n';
			c = '\n';
		}
		if (is_refused(c))
			return refuse_control(c, line, err);
		line += c == '\n';
		if (c == '\n')
			buf_addc(out, '\n');
		else
			buf_add(out, text + from, i - from);
	}
	return 0;
}

int text_clean(char **out, const char *text, size_t len, struct error *err)
{
	static const char mark[] = "\xef\xbb\xbf";
	CLEANUP(buf_release) struct buf lines = BUF_INIT;
	size_t skip = len >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
	int rc = clean_lines(&lines, text + skip, len - skip, err);

	if (rc < 0)
		return rc;
	*out = is_nfc(buf_text(&lines), lines.len) ? buf_take(&lines)
						   : text_nfc(lines.data, lines.len);
	return 0;
}

/* Order */

/* Opened once; from then on they are only read, which ICU allows from any thread. */
static UCollator *collator_az, *collator_all;

static UCollator *open_collator(const char *language)
{
	UErrorCode status = U_ZERO_ERROR;
	UCollator *collator = ucol_open(language, &status);

	ucol_setAttribute(collator, UCOL_NUMERIC_COLLATION, UCOL_ON, &status);
	if (U_FAILURE(status))
		abort(); /* ICU's own data is missing: nothing can be put in order */
	return collator;
}

static void open_collators(void)
{
	collator_az = open_collator("az");
	collator_all = open_collator("en");
}

static const UCollator *collator_of(const char *language)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, open_collators);
	return str_equal(language, "az") ? collator_az : collator_all;
}

void text_sort_key(struct buf *out, const char *text, const char *language)
{
	const UCollator *collator = collator_of(language);
	CLEANUP(wide_release) struct wide wide = wide_from(text, strlen(text));
	int32_t room = wide.len * 2 + 16;
	uint8_t *key = (uint8_t *)buf_reserve(out, (size_t)room);
	int32_t need = ucol_getSortKey(collator, wide.text, wide.len, key, room);

	if (need > room) {
		key = (uint8_t *)buf_reserve(out, (size_t)need);
		ucol_getSortKey(collator, wide.text, wide.len, key, need);
	}
	out->len += (size_t)need - 1; /* without the final NUL, which they all have */
	out->data[out->len] = '\0';
}

/* Case */

typedef int32_t (*change_case)(
	UChar *, int32_t, const UChar *, int32_t, const char *, UErrorCode *);

static char *in_case(const char *text, const char *language, change_case change)
{
	UErrorCode status = U_ZERO_ERROR;
	CLEANUP(wide_release) struct wide from = wide_from(text, strlen(text));
	CLEANUP(wide_release) struct wide to = { NULL, 0 };
	int32_t room = from.len * 3 + 1; /* no letter becomes more than three (SpecialCasing) */

	to.text = mem_alloc((size_t)room * sizeof(UChar));
	to.len = change(to.text, room, from.text, from.len, language, &status);
	return wide_to_utf8(&to);
}

char *text_lower(const char *text, const char *language)
{
	return in_case(text, language, u_strToLower);
}

char *text_upper(const char *text, const char *language)
{
	return in_case(text, language, u_strToUpper);
}

char *text_initial(const char *text, const char *language)
{
	CLEANUP(str_free) char *nfc = text_nfc(text, strlen(text));
	size_t len = strlen(nfc), i = 0;
	UChar32 c = 0;

	if (len)
		U8_NEXT(nfc, i, len, c);
	if (!u_isalpha(c))
		return str_copy("#");
	nfc[i] = '\0';
	return text_upper(nfc, language);
}

/* Pieces */

static bool is_mark(UChar32 c)
{
	return U_GET_GC_MASK(c) & U_GC_M_MASK;
}

/* Where the first MAX characters end; *WORD is where the last whole word among them ends. */
static size_t end_of(const char *text, size_t len, size_t max, size_t *word)
{
	size_t i = 0, n = 0, from;
	bool inside = false;
	UChar32 c;

	*word = 0;
	while (i < len) {
		from = i;
		U8_NEXT(text, i, len, c);
		if (u_isUWhiteSpace(c) && inside)
			*word = from;
		inside = !u_isUWhiteSpace(c);
		if (n >= max && !is_mark(c))
			return from;
		n++;
	}
	*word = len;
	return len;
}

static size_t trimmed(const char *text, size_t len)
{
	while (len && strchr(" \t\n\r", text[len - 1]))
		len--;
	return len;
}

char *text_excerpt(const char *text, size_t max)
{
	size_t len = trimmed(text, strlen(text)), word;
	size_t end = end_of(text, len, max, &word);

	if (end == len)
		return str_copy_n(text, len);
	return str_format("%.*s…", (int)trimmed(text, word ? word : end), text);
}

size_t text_line_of(const char *text, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset && text[i]; i++)
		line += text[i] == '\n';
	return line;
}
