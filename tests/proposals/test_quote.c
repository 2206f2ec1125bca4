#include "quote.h"
#include "test.h"

static const char text[] = "- **R1** Pilot rayonlar [VXSİ](../v/vxsi.md) ilə *birgə* seçilsin.\n"
			   "- **R2** Rayonlar birgə, rayonlar birgə seçilsin.\n";

static void finds(const char *quote, size_t skip, const char *expected)
{
	size_t start = 0, end = 0;

	CHECK(quote_find(text, 0, strlen(text), quote, skip, &start, &end));
	CLEANUP(str_free) char *found = str_copy_n(text + start, end - start);
	CHECK_TEXT(found, expected);
}

TEST(finds_selected_words_among_marks)
{
	finds("rayonlar VXSİ ilə birgə seçilsin.", 0, "rayonlar [VXSİ](../v/vxsi.md) ilə *birgə* seçilsin.");
	finds("R1 Pilot", 0, "R1** Pilot");
	finds("  Pilot\n rayonlar ", 0, "Pilot rayonlar");
}

TEST(takes_the_place_nearest_to_what_was_passed)
{
	size_t start, end, first;

	CHECK(quote_find(text, 0, strlen(text), "birgə", 0, &first, &end));
	CHECK(quote_find(text, 0, strlen(text), "birgə", 100, &start, &end));
	CHECK(start > first);
}

TEST(knows_no_words_of_addresses_or_elsewhere)
{
	size_t start = 7, end = 7;

	CHECK(!quote_find(text, 0, strlen(text), "vxsi md", 0, &start, &end));
	CHECK(!quote_find(text, 0, strlen(text), "heç yerdə", 0, &start, &end));
	CHECK(!quote_find(text, 0, 20, "seçilsin", 0, &start, &end));
	CHECK(start == 7 && end == 7);
}

/* What OLD becomes by the change that NEW is found to be, as an amendment that was written and read again. */
static void changes(const char *old, const char *new, const char *quote, const char *words)
{
	struct quote_change change;
	struct anchor anchor;

	CHECK(quote_change(&change, old, new));
	anchor_make(&anchor, old, change.start, change.end);
	CHECK_TEXT(anchor.quote, quote);
	CHECK_TEXT(change.replacement, words);
	CLEANUP(str_free) char *body = str_format("%s\n", change.replacement);
	CLEANUP(str_free) char *replacement = quote_replacement(&anchor, body);
	CLEANUP(str_free) char *result =
		str_format("%.*s%s%s", (int)change.start, old, replacement, old + change.end);
	CHECK_TEXT(result, new);
	free(change.replacement);
	anchor_release(&anchor);
}

TEST(narrows_an_edit_to_whole_words)
{
	changes("bir iki üç", "bir beş üç", "iki", "beş");
	changes("bir iki üç", "bir üç", "iki ", "");
	changes("bir üç", "bir iki üç", "", "iki");
	changes("bir iki", "bir iki üç", "", "üç");
	changes("iki üç", "bir iki üç", "", "bir");
	changes("bir bir", "bir bir bir", "", "bir");
	changes("bir iki üç", "iki", "bir iki üç", "iki");
}

TEST(keeps_line_ends_of_new_paragraphs)
{
	changes("bir iki.", "bir iki.\n\nüç.", "iki.", "iki.\n\nüç.");
	changes("bir.", "Sıfır.\n\nbir.", "bir.", "Sıfır.\n\nbir.");
}

TEST(white_space_alone_is_no_change)
{
	struct quote_change change;

	CHECK(!quote_change(&change, "bir iki", "bir  iki"));
	CHECK(!quote_change(&change, "bir iki", "bir\niki"));
	CHECK(!quote_change(&change, "bir", "bir"));
}

TEST_MAIN
