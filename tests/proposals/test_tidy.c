#include "tidy.h"
#include "test.h"

#include <glob.h>

#define CHECK_TIDY(text, how, expected)                                                            \
	do {                                                                                       \
		CLEANUP(str_free) char *tidied_ = tidy_text(text, how);                            \
		CHECK_TEXT(tidied_, expected);                                                     \
	} while (0)

#define CHECK_PASTED(text, expected) CHECK_TIDY(text, TIDY_PASTED, expected)
#define CHECK_SAVED(text, expected) CHECK_TIDY(text, TIDY_SAVED, expected)

TEST(takes_away_what_nobody_sees)
{
	CHECK_SAVED("\ufeffbir\r\ni\u00adki\u200b\rüç", "bir\niki\nüç");
	CHECK_SAVED("bir\viki\u2028üç\n", "bir\niki\nüç\n");
	CHECK_SAVED("bir\n\n\n \niki\n\n\n", "bir\n\niki\n\n");
	CHECK_SAVED("", "");
	CHECK_SAVED("\n", "\n");
}

TEST(saves_what_markdown_may_mean)
{
	CHECK_SAVED("•\tbir\n5\u00a0₼\ta\n", "•\tbir\n5\u00a0₼\ta\n");
}

TEST(makes_lists_of_bullets)
{
	CHECK_PASTED("Giriş:\n•\tbir\n•\tiki\nSon\n", "Giriş:\n\n- bir\n- iki\n\nSon\n");
	CHECK_PASTED("· bir\n·\u00a0\u00a0iki\n", "- bir\n- iki\n");
	CHECK_PASTED("–\tbir\n–\tiki\n", "- bir\n- iki\n");
	CHECK_PASTED("\uf0b7\tbir\n", "- bir\n");
	CHECK_PASTED("– bir dialoq\no da gəldi\n", "– bir dialoq\no da gəldi\n");
}

TEST(makes_lists_within_lists)
{
	CHECK_PASTED("•\tbir\no\tiki\no\tüç\n▪\tdörd\n•\tbeş\n",
		"- bir\n  - iki\n  - üç\n    - dörd\n- beş\n");
	CHECK_PASTED("1.\tbir\no\tiki\n2.\tüç\n", "1. bir\n   - iki\n2. üç\n");
	CHECK_PASTED("•\tbir\n\to\tiki\n", "- bir\n  - iki\n");
}

TEST(makes_lists_of_numbers)
{
	CHECK_PASTED("Giriş\n3.\tbir\n4.\tiki\n", "Giriş\n\n3. bir\n4. iki\n");
	CHECK_PASTED("1)\tbir\n", "1) bir\n");
	CHECK_PASTED("1.2.\tAd\n## 1.\tAd\n2015. il\n", "1.2. Ad\n## 1. Ad\n2015. il\n");
}

TEST(makes_blanks_of_what_looks_like_them)
{
	CHECK_PASTED(
		"5\u00a0₼\tvə\n\u00a0\u00a0\u00a0\u00a0\u00a0abzas\n", "5 ₼ və\nabzas\n");
}

TEST(never_touches_code)
{
	static const char code[] =
		"```\n•\tbir\n\n\n\u00a0i\u00adki\n```\n\n    •\tüç\n\n\n    dörd\n\n"
		"~~~~\n~~~\n1.\tx\n~~~~\n\n- ```\n  a\tb\n  ```\n";

	CHECK_PASTED(code, code);
	CHECK_SAVED(code, code);
}

TEST(leaves_clean_markdown_alone)
{
	static const char *const folders[] = { "markdown", "minutes", "records/good/*",
		"records/good/*/*", "records/good/*/*/*", "records/good/*/*/*/*" };
	int read = 0;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		CLEANUP(str_free) char *pattern = str_format("%s/%s/*.md", test_data, folders[i]);
		glob_t found;

		if (glob(pattern, 0, NULL, &found) != 0)
			continue;
		for (size_t n = 0; n < found.gl_pathc; n++, read++) {
			CLEANUP(str_free) char *text = test_read_file(found.gl_pathv[n], NULL);

			CHECK_SAVED(text, text);
			CHECK_PASTED(text, text);
		}
		globfree(&found);
	}
	CHECK(read > 10);
}

TEST(does_nothing_the_second_time)
{
	static const char *const pieces[] = { "söz ", "•\t", "o\t", "1.\t", "\n", "\n\n\n", "- ",
		"```\n", "    ", "\u00a0", "\t", "\v", "\r\n", "\u00ad", "## ", "> ", "–\t" };

	for (int round = 0; round < test_rounds(500); round++) {
		uint64_t state = (uint64_t)round * 31 + 7;
		char text[1024] = "";

		for (int n = 0; n < 40; n++) {
			state = state * 6364136223846793005u + 1442695040888963407u;
			strcat(text, pieces[(state >> 33) % ARRAY_SIZE(pieces)]);
		}
		CLEANUP(str_free) char *saved = tidy_text(text, TIDY_SAVED);
		CHECK_SAVED(saved, saved);
	}
}

TEST_LARGE(ends_on_long_lines)
{
	char *many = mem_alloc(1000001);

	memset(many, '\t', 1000000);
	free(tidy_text(many, TIDY_PASTED));
	memset(many, '\n', 1000000);
	CHECK_PASTED(many, "\n");
	memset(many, '`', 1000000);
	CHECK_PASTED(many, many);
	free(many);
}

TEST_MAIN
