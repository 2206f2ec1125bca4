#include "phrases.h"
#include "embed.h"
#include "test.h"

/* TEXT as a catalogue, or what is wrong with it. */
static struct phrases *read_or_say(const char *text, char **fault)
{
	struct phrases *phrases = NULL;
	struct error err = { 0 };

	*fault = NULL;
	if (phrases_read(&phrases, "po/xx.po", text, 0, &err) < 0)
		*fault = error_text(&err);
	return phrases;
}

#define READ(phrases, text)                                                                        \
	CLEANUP(str_free) char *phrases##_fault = NULL;                                            \
	CLEANUP(phrases_free) struct phrases *phrases = read_or_say(text, &phrases##_fault);       \
	CHECK_TEXT(phrases##_fault, NULL)

/* What is wrong with TEXT as a catalogue. The caller frees. */
static char *fault_of(const char *text)
{
	char *fault;

	phrases_free(read_or_say(text, &fault));
	return fault;
}

#define CHECK_FAULT(text, expected)                                                                \
	do {                                                                                       \
		CLEANUP(str_free) char *fault_ = fault_of(text);                                   \
		CHECK_TEXT(fault_, expected);                                                      \
	} while (0)

TEST(finds_what_is_translated)
{
	READ(phrases, "msgid \"Meetings\"\nmsgstr \"Toplantılar\"\n\n"
		      "msgid \"Agenda\"\nmsgstr \"Gündəlik\"\n");
	CHECK_TEXT(phrases_get(phrases, "Agenda"), "Gündəlik");
	CHECK_TEXT(phrases_get(phrases, "Meetings"), "Toplantılar");
}

TEST(errors_name_days_as_the_language_does)
{
	CLEANUP(phrases_free) struct phrases *phrases = NULL;
	struct error err = { 0 };

	CHECK_OK(phrases_read(&phrases, "po/az.po", "msgid \"%s is after %s\"\nmsgstr \"%s %s günündən sonradır\"\n", 0, &err), err);
	error_set(&err, ERR_INVALID, "%s is after %s", "2015-07-28", "2015-07-28-plan.pdf");
	CLEANUP(str_free) char *words = phrases_error_text(phrases, &err);
	CHECK_TEXT(words, "28.07.2015 2015-07-28-plan.pdf günündən sonradır");
	CLEANUP(str_free) char *bare = error_text(&err);
	CHECK_TEXT(bare, "2015-07-28 is after 2015-07-28-plan.pdf");
}

TEST(what_is_not_translated_stays_english)
{
	READ(phrases, "msgid \"Agenda\"\nmsgstr \"\"\n");
	CHECK_TEXT(phrases_get(phrases, "Agenda"), "Agenda");
	CHECK_TEXT(phrases_get(phrases, "Minutes"), "Minutes");
	CHECK_TEXT(phrases_get(phrases, ""), "");
}

TEST(strings_go_on_over_lines_and_have_escapes)
{
	READ(phrases, "msgid \"\"\n\"one \"\n  \"\\\"two\\\"\\n\"\n"
		      "msgstr \"bir \"\n\t\"\\\\iki\\t\"\n\"\\r\"");
	CHECK_TEXT(phrases_get(phrases, "one \"two\"\n"), "bir \\iki\t\r");
}

TEST(lines_may_end_as_on_windows_and_entries_touch)
{
	READ(phrases, "msgid \"a\"\r\nmsgstr \"1\"\r\nmsgid \"b\"\r\nmsgstr \"2\"\r\n");
	CHECK_TEXT(phrases_get(phrases, "a"), "1");
	CHECK_TEXT(phrases_get(phrases, "b"), "2");
}

TEST(comments_are_skipped)
{
	READ(phrases, "# somebody\n#: page.html:3\n#. a hint\nmsgid \"a\"\nmsgstr \"1\"\n"
		      "#~ msgid \"old\"\n#~ msgstr \"0\"\n");
	CHECK_TEXT(phrases_get(phrases, "a"), "1");
	CHECK_TEXT(phrases_get(phrases, "old"), "old");
}

TEST(a_fuzzy_entry_counts_as_not_translated)
{
	READ(phrases,
		"#, fuzzy, c-format\nmsgid \"a\"\nmsgstr \"1\"\n\nmsgid \"b\"\nmsgstr \"2\"\n");
	CHECK_TEXT(phrases_get(phrases, "a"), "a");
	CHECK_TEXT(phrases_get(phrases, "b"), "2");
}

TEST(one_and_several_are_told_apart)
{
	READ(phrases, "msgid \"%d proposal\"\nmsgid_plural \"%d proposals\"\n"
		      "msgstr[0] \"%d proposal\"\nmsgstr[1] \"%d proposals\"\n");
	CHECK_TEXT(phrases_form(phrases, "%d proposal", true), "%d proposal");
	CHECK_TEXT(phrases_form(phrases, "%d proposal", false), "%d proposals");
	CHECK_TEXT(phrases_get(phrases, "%d proposal"), "%d proposals");
	CHECK_TEXT(phrases_form(phrases, "%d other", true), "%d other");
}

TEST(a_noun_that_stays_as_it_is_needs_one_form)
{
	READ(phrases, "msgid \"%d proposal\"\nmsgid_plural \"%d proposals\"\n"
		      "msgstr[0] \"%d təklif\"\n\nmsgid \"%d issue\"\nmsgstr \"%d məsələ\"\n");
	CHECK_TEXT(phrases_form(phrases, "%d proposal", true), "%d təklif");
	CHECK_TEXT(phrases_form(phrases, "%d proposal", false), "%d təklif");
	CHECK_TEXT(phrases_form(phrases, "%d issue", false), "%d məsələ");
}

TEST(a_context_keeps_apart_what_english_does_not)
{
	READ(phrases, "msgid \"session\"\nmsgstr \"seans\"\n\n"
		      "msgctxt \"kind\"\nmsgid \"session\"\nmsgstr \"iclas\"\n");
	CHECK_TEXT(phrases_get(phrases, "session"), "seans");
	CHECK_TEXT(phrases_get_in(phrases, "kind", "session"), "iclas");
	CHECK_TEXT(phrases_get_in(phrases, "mode", "session"), "seans");
	CHECK_TEXT(phrases_get_in(phrases, "mode", "online"), "online");
}

TEST(faults_name_file_and_line)
{
	CHECK_FAULT("\nmsgid \"a\nmsgstr \"1\"\n",
		"po/xx.po, line 2: expected a text between quotation marks");
	CHECK_FAULT("msgid \"a\" x\nmsgstr \"1\"\n",
		"po/xx.po, line 1: expected a text between quotation marks");
	CHECK_FAULT("msgid \"a\"\nmsgstr \"\\x41\"\n",
		"po/xx.po, line 2: a backslash stands before n, t, r, \" or \\ only");
	CHECK_FAULT("msgid \"a\"\n\nmsgid \"b\"\n", "po/xx.po, line 3: a second msgid");
	CHECK_FAULT("msgstr \"a\"\n", "po/xx.po, line 1: a translation without its msgid");
	CHECK_FAULT("# x\n\nmsgid \"a\"\n", "po/xx.po, line 3: a msgid without its msgstr");
	CHECK_FAULT("msgid \"a\"\nmsgstr \"1\"\n\nmsgid \"a\"\nmsgstr \"2\"\n",
		"po/xx.po, line 4: \"a\" is there twice");
	static const char *const strange[] = { "msgstr[2] \"a\"\n", "\"a\"\n", "hello\n", "msgid\n",
		"msgid a\n" };
	for (size_t i = 0; i < ARRAY_SIZE(strange); i++)
		CHECK_FAULT(strange[i],
			"po/xx.po, line 1: expected msgid, msgid_plural, msgctxt, msgstr, "
			"msgstr[0] or msgstr[1] and a text between quotation marks");
}

TEST(a_translation_takes_the_values_of_its_key)
{
	CHECK_FAULT("msgid \"%zu of %s, 100%% %\"\nmsgstr \"%zu, 100%% %s %\"\n", NULL);
	CHECK_FAULT("msgid \"%s: %d\"\nmsgstr \"%d: %s\"\n",
		"po/xx.po, line 1: \"%d: %s\" does not take the same values as \"%s: %d\"");
	CHECK_FAULT("msgid \"%d\"\nmsgstr \"x\"\n",
		"po/xx.po, line 1: \"x\" does not take the same values as \"%d\"");
	CHECK_FAULT("msgid \"%d\"\nmsgstr \"%d %d\"\n",
		"po/xx.po, line 1: \"%d %d\" does not take the same values as \"%d\"");
	CHECK_FAULT(
		"\nmsgid \"%d a\"\nmsgid_plural \"%d as\"\nmsgstr[0] \"%d\"\nmsgstr[1] \"%s\"\n",
		"po/xx.po, line 2: \"%s\" does not take the same values as \"%d a\"");
}

static const struct embedded files[] = {
	{"pages/az.po", "not a catalogue",	    15, ""},
	{ "po/az.po",
		"msgid \"\"\nmsgstr \"Language: az\\nLanguage-Name: Azərbaycanca\\nX: y\\n\"\n"
		"msgid \"a\"\nmsgstr \"ə\"\n", 0,  ""},
	{ "po/en.po",   "",			  0,  ""},
	{ "po/readme",  "not a catalogue",	  15, ""},
};

TEST(catalogues_are_found_by_language)
{
	struct error err = { 0 };

	CHECK_OK(phrases_init_from(files, ARRAY_SIZE(files), &err), err);
	CHECK_TEXT(phrases_code(0), "az");
	CHECK_TEXT(phrases_name(0), "Azərbaycanca");
	CHECK_TEXT(phrases_code(1), "en");
	CHECK_TEXT(phrases_name(1), "en");
	CHECK_TEXT(phrases_code(2), NULL);
	CHECK_TEXT(phrases_name(2), NULL);
	CHECK_TEXT(phrases_get(phrases_find("az"), "a"), "ə");
	CHECK_TEXT(phrases_get(phrases_find("en"), "a"), "a");
	CHECK_TEXT(phrases_language(phrases_find("en")), "en");
	CHECK_NUMBER(phrases_number(phrases_find("en")), 1);
	CHECK(!phrases_find("fr"));
	CHECK(!phrases_find(NULL));
}

TEST(without_a_catalogue_nothing_starts)
{
	struct error err = { 0 };

	CHECK_REFUSED(phrases_init_from(files, 1, &err), ERR_INVALID, err,
		"there is no catalogue of phrases in po/");
}

TEST(the_built_in_catalogues_are_sound)
{
	struct error err = { 0 };

	CHECK_OK(phrases_init(&err), err);
	CHECK_TEXT(phrases_code(0), "az");
	CHECK_TEXT(phrases_get(phrases_find("az"), "not stated in the source"),
		"mənbədə göstərilməyib");
	CHECK(phrases_find("en"));
}

TEST_MAIN
