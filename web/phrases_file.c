#include "phrases_file.h"
#include "buf.h"

enum part { PART_CONTEXT, PART_ENGLISH, PART_PLURAL, PART_ONE, PART_SEVERAL, PARTS };

/* clang-format off */
static const struct {
	const char *word;
	enum part part;
} words[] = {
	{ "msgctxt",      PART_CONTEXT },
	{ "msgid_plural", PART_PLURAL  },
	{ "msgid",        PART_ENGLISH },
	{ "msgstr[0]",    PART_ONE     },
	{ "msgstr[1]",    PART_SEVERAL },
	{ "msgstr",       PART_ONE     },
};
/* clang-format on */

/* The entry that is being read. */
struct reading {
	struct buf part[PARTS];
	bool has[PARTS];
	bool fuzzy;
	int last; /* the part that a line of its own goes on with, or -1 */
	int line; /* of the msgid */
};

static void clear(struct reading *reading)
{
	for (size_t i = 0; i < PARTS; i++)
		buf_release(&reading->part[i]);
	*reading = (struct reading){ .last = -1 };
}

static void clearp(struct reading *reading)
{
	clear(reading);
}

/* Strings ------------------------------------------------------------------------------------- */

static int add_escape(struct buf *out, char c, struct error *err)
{
	static const char escapes[] = "n\nt\tr\r\"\"\\\\";

	for (const char *p = escapes; *p; p += 2)
		if (*p == c) {
			buf_addc(out, p[1]);
			return 0;
		}
	return error_set(err, ERR_INVALID, "a backslash stands before n, t, r, \" or \\ only");
}

/* The string at P, which begins with its quote; nothing may stand behind it. */
static int read_string(struct buf *out, const char *p, const char *end, struct error *err)
{
	int code = 0;

	for (p++; code == 0 && p < end && *p != '"'; p++) {
		if (*p == '\\' && p + 1 < end)
			code = add_escape(out, *++p, err);
		else
			buf_addc(out, *p);
	}
	if (code < 0)
		return code;
	if (p + 1 != end)
		return error_set(err, ERR_INVALID, "expected a text between quotation marks");
	return 0;
}

/* Conversions --------------------------------------------------------------------------------- */

/* The next conversion at or after *P, "d" or "zu"; *P goes behind it. Its length, 0 for none. */
static size_t next_conversion(const char **p, const char **conversion)
{
	while ((*p = strchr(*p, '%'))) {
		const char *start = ++*p;

		*p += strspn(*p, "lz");
		if (**p && strchr("sdu", **p)) {
			*conversion = start;
			return (size_t)(++*p - start);
		}
		if (**p == '%')
			++*p;
	}
	return 0;
}

/* A translation that takes other values than its key would show the wrong ones. */
static bool same_conversions(const char *a, const char *b)
{
	for (;;) {
		const char *first, *second;
		size_t n = next_conversion(&a, &first);

		if (n != next_conversion(&b, &second) || (n && memcmp(first, second, n) != 0))
			return false;
		if (!n)
			return true;
	}
}

static int check_conversions(const struct reading *reading, struct error *err)
{
	const char *english = buf_text(&reading->part[PART_ENGLISH]);

	for (size_t i = PART_PLURAL; i < PARTS; i++) {
		const char *text = buf_text(&reading->part[i]);

		if (*english && *text && !same_conversions(english, text))
			return error_set(err, ERR_INVALID,
				"\"%s\" does not take the same values as \"%s\"", text, english);
	}
	return 0;
}

/* Entries ------------------------------------------------------------------------------------- */

static char *take_part(struct reading *reading, enum part part)
{
	return buf_take(&reading->part[part]);
}

void phrase_entry_clear(struct phrase_entry *entry)
{
	free(entry->context);
	free(entry->english);
	free(entry->one);
	free(entry->several);
	*entry = (struct phrase_entry){ 0 };
}

static int give_entry(struct reading *reading, phrases_entry_fn each, void *ctx, struct error *err)
{
	struct phrase_entry entry = {
		.context = take_part(reading, PART_CONTEXT),
		.english = take_part(reading, PART_ENGLISH),
		.one = take_part(reading, PART_ONE),
		.line = reading->line,
	};
	bool two = reading->part[PART_SEVERAL].len;

	entry.several = two ? take_part(reading, PART_SEVERAL) : str_copy(entry.one);
	int code = each(ctx, &entry, err);
	phrase_entry_clear(&entry);
	return code;
}

static int finish_entry(
	struct reading *reading, phrases_entry_fn each, void *ctx, struct error *err)
{
	bool header = !reading->part[PART_ENGLISH].len;
	int code = 0;

	if (reading->last < 0)
		return 0;
	if (!reading->has[PART_ENGLISH])
		return error_set(err, ERR_INVALID, "a translation without its msgid");
	if (!reading->has[PART_ONE])
		return error_set(err, ERR_INVALID, "a msgid without its msgstr");
	if ((code = check_conversions(reading, err)) < 0)
		return code;
	if (!reading->fuzzy || header)
		code = give_entry(reading, each, ctx, err);
	clear(reading);
	return code;
}

/* Lines --------------------------------------------------------------------------------------- */

/* Whether the line at P begins a new entry while one is being read. */
static bool begins_anew(const struct reading *reading, const char *p)
{
	bool first = str_starts(p, "msgctxt") || str_starts(p, "#");

	return reading->has[PART_ONE] &&
	       (first || (str_starts(p, "msgid") && !str_starts(p, "msgid_plural")));
}

static int read_word(
	struct reading *reading, const char *p, const char *end, int line, struct error *err)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i].word);
		enum part part = words[i].part;

		if (strncmp(p, words[i].word, n) != 0 || (p[n] != ' ' && p[n] != '\t'))
			continue;
		if (reading->has[part])
			return error_set(err, ERR_INVALID, "a second %s", words[i].word);
		p += n;
		p += strspn(p, " \t");
		if (p >= end || *p != '"')
			break;
		reading->has[part] = true;
		reading->last = part;
		if (part == PART_ENGLISH || !reading->line)
			reading->line = line;
		return read_string(&reading->part[part], p, end, err);
	}
	return error_set(err, ERR_INVALID,
		"expected msgid, msgid_plural, msgctxt, msgstr, "
		"msgstr[0] or msgstr[1] and a text between quotation marks");
}

static int read_line(
	struct reading *reading, const char *p, const char *end, int line, struct error *err)
{
	if (*p == '#') {
		reading->fuzzy |= p[1] == ',' && memmem(p, (size_t)(end - p), "fuzzy", 5);
		return 0;
	}
	if (*p == '"' && reading->last >= 0)
		return read_string(&reading->part[reading->last], p, end, err);
	return read_word(reading, p, end, line, err);
}

/* One line, from P to END; LINE becomes that of a fault before it. */
static int take_line(struct reading *reading, const char *p, const char *end, int *line,
	phrases_entry_fn each, void *ctx, struct error *err)
{
	if (begins_anew(reading, p)) {
		int began = reading->line;
		int code = finish_entry(reading, each, ctx, err);

		if (code < 0) {
			*line = began;
			return code;
		}
	}
	return p < end ? read_line(reading, p, end, *line, err) : 0;
}

static int read_lines(struct reading *reading, const char *text, int *line, phrases_entry_fn each,
	void *ctx, struct error *err)
{
	const char *last = text + strlen(text);

	for (const char *p = text; p < last; ++*line) {
		const char *next = memchr(p, '\n', (size_t)(last - p)), *end = next ? next : last;
		CLEANUP(str_free) char *copy = str_copy_n(p, (size_t)(end - p));
		const char *clean = str_trim(copy);
		int code = take_line(reading, clean, clean + strlen(clean), line, each, ctx, err);

		if (code < 0)
			return code;
		p = next ? next + 1 : last;
	}
	*line = reading->line;
	return finish_entry(reading, each, ctx, err);
}

int phrases_file_read(
	const char *name, const char *text, phrases_entry_fn each, void *ctx, struct error *err)
{
	__attribute__((cleanup(clearp))) struct reading reading = { .last = -1 };
	int line = 1;
	int code = read_lines(&reading, text, &line, each, ctx, err);

	if (code < 0)
		error_prefix(err, "%s, line %d", name, line);
	return code;
}
