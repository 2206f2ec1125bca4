#include "anchor.h"
#include "buf.h"
#include "test.h"

static unsigned random_below(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*state >> 33) % n;
}

static const char body[] = "Ön söz burada.\n\n## Tövsiyələr\n\n- **R1** Bir portal yaradılsın.\n"
			   "- **R2** Bir portal saxlanılsın.\n\nAra söz.\n\n### **R3** Üçüncü\n\n"
			   "Onun izahı **qalın** sözlə.\n";

TEST(makes_an_anchor_with_what_stands_around)
{
	CLEANUP(anchor_release) struct anchor a = { 0 };
	size_t at = (size_t)(strstr(body, "saxlanılsın") - body);

	anchor_make(&a, body, at, at + strlen("saxlanılsın"));
	CHECK_TEXT(a.part, "R2");
	CHECK_TEXT(a.quote, "saxlanılsın");
	CHECK_TEXT(a.before, "ortal yaradılsın.\n- **R2** Bir portal ");
	CHECK_TEXT(a.after, ".\n\nAra söz.\n\n### **R3** Üçüncü\n\nOnu");
}

static char *part(const char *quote)
{
	CLEANUP(anchor_release) struct anchor a = { 0 };
	size_t at = (size_t)(strstr(body, quote) - body);

	anchor_make(&a, body, at, at + strlen(quote));
	return TAKE(a.part);
}

TEST(names_the_item_or_the_heading_above)
{
	CLEANUP(str_free) char *none = part("Ön söz");
	CLEANUP(str_free) char *heading = part("Ara söz");
	CLEANUP(str_free) char *item = part("yaradılsın");
	CLEANUP(str_free) char *under = part("izahı");

	CHECK_TEXT(none, NULL);
	CHECK_TEXT(heading, "Tövsiyələr");
	CHECK_TEXT(item, "R1");
	CHECK_TEXT(under, "R3");
}

TEST(chooses_by_what_stands_around)
{
	CLEANUP(anchor_release) struct anchor a = { 0 };
	size_t at = (size_t)(strstr(body, "Bir portal sax") - body), start, end;

	anchor_make(&a, body, at, at + strlen("Bir portal"));
	CHECK(anchor_find(&a, body, &start, &end));
	CHECK_NUMBER(start, at);
	CHECK_NUMBER(end, at + strlen("Bir portal"));
}

TEST(finds_a_quote_whose_lines_were_broken_anew)
{
	const struct anchor a = { .quote = " iki üç\ndörd", .before = "bir", .after = "\nbeş" };
	static const char text[] = "iki dörd bir  iki\nüç   dörd beş";
	size_t start, end;

	CHECK(anchor_find(&a, text, &start, &end));
	CHECK_TEXT(text + start, "iki\nüç   dörd beş");
	CHECK_NUMBER(end - start, strlen("iki\nüç   dörd"));
}

TEST(finds_a_place_between_words)
{
	const struct anchor a = { .quote = "", .before = "bir ", .after = "üç" };
	const struct anchor wrapped = { .quote = "", .before = "bir\n", .after = "üç" };
	const struct anchor one_side = {
		.quote = "", .before = "uzun bir cümlə ", .after = "qalmayıb"
	};
	const struct anchor all = { 0 };
	size_t start = 99, end = 99;

	CHECK(anchor_find(&a, "bir iki bir üç", &start, &end));
	CHECK_NUMBER(start, 12);
	CHECK_NUMBER(end, start);
	CHECK(anchor_find(&wrapped, "bir iki bir  üç", &start, &end));
	CHECK_NUMBER(end, start);
	CHECK(anchor_find(&one_side, "bu uzun bir cümlə idi", &start, &end));
	CHECK_NUMBER(start, strlen("bu uzun bir cümlə "));
	CHECK(anchor_find(&all, "", &start, &end));
	CHECK_NUMBER(start + end, 0);
}

TEST(does_not_find_what_is_not_there)
{
	const struct anchor a = { .quote = "dörd", .before = "", .after = "" };
	size_t start = 1, end = 2;

	CHECK(!anchor_find(&a, "bir iki üç", &start, &end));
	CHECK_NUMBER(start, 1);
	CHECK_NUMBER(end, 2);
}

TEST(cuts_at_whole_characters)
{
	CLEANUP(anchor_release) struct anchor a = { 0 };

	anchor_make(&a, "əəəəəəəəəəəəəəəəəəəəəəəəəə", 3, 5);
	CHECK_TEXT(a.quote, "əə");
	CHECK_TEXT(a.before, "ə");
	CHECK_TEXT(a.after, "əəəəəəəəəəəəəəəəəəəə");
}

/* What was made of a text is found in it again, whatever it holds. */
TEST(finds_what_it_has_made)
{
	static const char *const words[] = { "a ", "b ", "ə", "\n\n", "- ", "**R1** ", "## ",
		"  " };

	for (int round = 0; round < test_rounds(300); round++) {
		uint64_t state = (uint64_t)round * 31 + 7;
		CLEANUP(anchor_release) struct anchor a = { 0 };
		CLEANUP(buf_release) struct buf text = BUF_INIT;
		size_t start, end, from, to;

		for (unsigned n = 1 + random_below(&state, 60); n; n--)
			buf_puts(&text, words[random_below(&state, ARRAY_SIZE(words))]);
		from = random_below(&state, (unsigned)text.len);
		to = from + random_below(&state, (unsigned)(text.len - from));
		anchor_make(&a, text.data, from, to);
		CHECK(anchor_find(&a, text.data, &start, &end));
		CHECK_NUMBER(end - start, strlen(a.quote));
		CHECK(strncmp(text.data + start, a.quote, end - start) == 0);
		CHECK(start < strlen(a.before) || memcmp(text.data + start - strlen(a.before),
							  a.before, strlen(a.before)) == 0);
		CHECK(str_starts(text.data + end, a.after));
	}
}

TEST_LARGE(ends_on_hostile_texts)
{
	char *many = mem_alloc(1000001), *quote = mem_alloc(500001);
	struct anchor a = { .quote = quote, .before = "b", .after = "c" };
	size_t start, end;

	memset(many, 'a', 1000000);
	memset(quote, 'a', 500000);
	CHECK(anchor_find(&a, many, &start, &end));
	quote[499999] = 'b';
	CHECK(!anchor_find(&a, many, &start, &end));
	free(many);
	free(quote);
}

TEST_MAIN
