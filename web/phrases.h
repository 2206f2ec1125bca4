#pragma once

/*
 * The words of the interface. English is written in the sources and is the key;
 * po/az.po has the Azerbaijani. One more language is one more catalogue there.
 *
 * A catalogue is a plain .po file. Its header says what the language calls itself:
 * "Language-Name: Azərbaycanca\n". A translation has the same conversions (%s, %d …) in the same
 * order as its key. An entry that is marked fuzzy, or is empty, counts as not translated.
 *
 * Two forms, for one thing and for several, are written as
 *
 *	msgid "%d proposal"
 *	msgid_plural "%d proposals"
 *	msgstr[0] "%d proposal"
 *	msgstr[1] "%d proposals"
 *
 * and the key is the msgid. English needs a catalogue (po/en.po) for no more than these. A language
 * whose noun stays as it is has a plain msgstr, or msgstr[0] alone. msgctxt keeps apart what one
 * English word says in two places ("kind" and "session").
 */

#include "error.h"

struct phrases; /* one language's catalogue */
struct embedded;

/* All catalogues that are built in, parsed once before the first thread starts. ERR_INVALID names
 * file and line of a broken one. */
int phrases_init(struct error *err);
/* The same from the files po/ among FILES, in place of those before: for tests. */
int phrases_init_from(const struct embedded *files, size_t count, struct error *err);

/* LANGUAGE's catalogue ("az", "en"); NULL where there is none. */
const struct phrases *phrases_find(const char *language);
const char *phrases_language(const struct phrases *phrases);
size_t phrases_number(const struct phrases *phrases); /* the N of phrases_code */

/* The phrase, or ENGLISH itself; of two forms that for several. */
const char *phrases_get(const void *phrases, const char *english);
/* In the form for one thing, or for several. Fits template_phrase. */
const char *phrases_form(const void *phrases, const char *english, bool one);
/* What ENGLISH means as a CONTEXT; where the catalogue does not keep them apart, phrases_get. */
const char *phrases_get_in(const struct phrases *phrases, const char *context, const char *english);

/* What went wrong, in this language, its days written as it writes them; "words" leaves the places out. The caller frees. */
char *phrases_error_text(const struct phrases *phrases, const struct error *why);
char *phrases_error_words(const struct phrases *phrases, const struct error *why);

/* The N-th language's code, and what it calls itself ("Azərbaycanca"); NULL past the end. */
const char *phrases_code(size_t n);
const char *phrases_name(size_t n);

/* One catalogue. NAME ("po/az.po") tells the language; PHRASES_NUMBER of it is N. */
int phrases_read(
	struct phrases **out, const char *name, const char *text, size_t n, struct error *err);
void phrases_free(struct phrases *phrases);
DEFINE_CLEANUP(struct phrases *, phrases_free)
