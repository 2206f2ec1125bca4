#include "phrases.h"
#include "date.h"
#include "embed.h"
#include "phrases_file.h"

#include <stdio.h>

enum { LANGUAGES_MAX = 32 };

/* Written by phrases_init alone, before there are threads. */
static struct {
	struct phrases *phrases[LANGUAGES_MAX];
	size_t count;
} catalogues;

static int compare_keys(const struct phrase_entry *a, const char *context, const char *english)
{
	int order = strcmp(a->english, english);

	return order ? order : strcmp(a->context, context);
}

static int compare(const void *a, const void *b)
{
	const struct phrase_entry *other = b;

	return compare_keys(a, other->context, other->english);
}

static const struct phrase_entry *find(
	const struct phrases *phrases, const char *context, const char *english)
{
	const struct phrase_entry key = { .context = (char *)context, .english = (char *)english };

	return phrases->entries
		       ? bsearch(&key, phrases->entry, phrases->entries, sizeof key, compare)
		       : NULL;
}

const char *phrases_form(const void *phrases, const char *english, bool one)
{
	const struct phrase_entry *entry = find(phrases, "", english);

	if (!entry)
		return english;
	return one ? entry->one : entry->several;
}

const char *phrases_get(const void *phrases, const char *english)
{
	return phrases_form(phrases, english, false);
}

const char *phrases_get_in(const struct phrases *phrases, const char *context, const char *english)
{
	const struct phrase_entry *entry = find(phrases, context, english);

	return entry ? entry->several : phrases_get(phrases, english);
}

const char *phrases_language(const struct phrases *phrases)
{
	return phrases->code;
}

size_t phrases_number(const struct phrases *phrases)
{
	return phrases->number;
}

/* The languages ------------------------------------------------------------------------------- */

const struct phrases *phrases_find(const char *language)
{
	for (size_t i = 0; language && i < catalogues.count; i++)
		if (str_equal(catalogues.phrases[i]->code, language))
			return catalogues.phrases[i];
	return NULL;
}

const char *phrases_code(size_t n)
{
	return n < catalogues.count ? catalogues.phrases[n]->code : NULL;
}

const char *phrases_name(size_t n)
{
	return n < catalogues.count ? catalogues.phrases[n]->name : NULL;
}

int phrases_init_from(const struct embedded *files, size_t count, struct error *err)
{
	int code = 0;

	while (catalogues.count)
		phrases_free(catalogues.phrases[--catalogues.count]);
	for (size_t i = 0; i < count && code == 0; i++) {
		if (!str_starts(files[i].name, "po/") || !str_ends(files[i].name, ".po"))
			continue;
		if (catalogues.count == LANGUAGES_MAX)
			return error_set(err, ERR_INVALID, "%s: more than %d languages",
				files[i].name, LANGUAGES_MAX);
		code = phrases_read(&catalogues.phrases[catalogues.count], files[i].name,
			files[i].data, catalogues.count, err);
		catalogues.count += code == 0;
	}
	if (code == 0 && !catalogues.count)
		return error_set(err, ERR_INVALID, "there is no catalogue of phrases in po/");
	return code;
}

int phrases_init(struct error *err)
{
	return phrases_init_from(embedded, embedded_count, err);
}

/* One catalogue ------------------------------------------------------------------------------- */

void phrases_free(struct phrases *phrases)
{
	if (!phrases)
		return;
	for (size_t i = 0; i < phrases->entries; i++)
		phrase_entry_clear(&phrases->entry[i]);
	free(phrases->entry);
	free(phrases->code);
	free(phrases->name);
	free(phrases);
}

static const char header_name[] = "Language-Name:";

/* The language's own name, from the header. */
static char *read_name(const char *header, const char *code)
{
	const char *line = strstr(header, header_name);

	if (!line)
		return str_copy(code);
	line += strlen(header_name);
	line += strspn(line, " ");
	return str_copy_n(line, strcspn(line, "\n"));
}

static int add_entry(void *ctx, struct phrase_entry *entry, struct error *err)
{
	struct phrases *phrases = ctx;

	if (!*entry->english && !*entry->context && !phrases->name)
		phrases->name = read_name(entry->several, phrases->code);
	phrases->entry = mem_grow(phrases->entry, phrases->entries, sizeof *entry);
	phrases->entry[phrases->entries++] = *entry;
	*entry = (struct phrase_entry){ 0 };
	return 0;
}

/* Sorts the entries; each may be there once. Those without a translation go. */
static int settle(struct phrases *phrases, const char *name, struct error *err)
{
	size_t kept = 0;

	if (phrases->entries)
		qsort(phrases->entry, phrases->entries, sizeof *phrases->entry, compare);
	for (size_t i = 0; i + 1 < phrases->entries; i++) {
		const struct phrase_entry *a = &phrases->entry[i], *b = a + 1;

		if (compare(a, b) == 0) {
			error_set(err, ERR_INVALID, "\"%s\" is there twice", a->english);
			return error_prefix(
				err, "%s, line %d", name, a->line > b->line ? a->line : b->line);
		}
	}
	for (size_t i = 0; i < phrases->entries; i++) {
		struct phrase_entry entry = phrases->entry[i];

		if (*entry.several && *entry.english)
			phrases->entry[kept++] = entry;
		else
			phrase_entry_clear(&entry);
	}
	phrases->entries = kept;
	return 0;
}

int phrases_read(
	struct phrases **out, const char *name, const char *text, size_t n, struct error *err)
{
	CLEANUP(phrases_free) struct phrases *phrases = mem_alloc(sizeof *phrases);
	const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;

	phrases->number = n;
	phrases->code = str_copy_n(base, strcspn(base, "."));
	int code = phrases_file_read(name, text, add_entry, phrases, err);
	if (code < 0 || (code = settle(phrases, name, err)) < 0)
		return code;
	if (!phrases->name)
		phrases->name = str_copy(phrases->code);
	*out = TAKE(phrases);
	return 0;
}

/* Errors -------------------------------------------------------------------------------------- */

static bool looks_like_day(const char *value)
{
	return strlen(value) >= strlen("2015-07-28") && value[4] == '-' && value[7] == '-';
}

static void write_value(const void *phrases, struct buf *out, const char *value)
{
	struct date date;

	if (looks_like_day(value) && date_parse(&date, value, NULL) == 0)
		date_text(out, &date, phrases_language(phrases), DATE_SHORT);
	else
		buf_puts(out, value);
}

static const struct error_language said = { phrases_get, write_value };

char *phrases_error_text(const struct phrases *phrases, const struct error *why)
{
	return error_text_in(why, &said, phrases);
}

char *phrases_error_words(const struct phrases *phrases, const struct error *why)
{
	return error_words_in(why, &said, phrases);
}
