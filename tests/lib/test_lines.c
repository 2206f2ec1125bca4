#include "lines.h"
#include "markdown.h"
#include "test.h"

static unsigned random_below(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*state >> 33) % n;
}

/* Numbered lines with |N| in the place of the marks. */
static char *numbered(const char *html, int first, int width)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT, brief = BUF_INIT;
	static const char mark[] = "<span class=\"ln\" data-line=\"";

	lines_number(&out, html, strlen(html), first, width);
	for (const char *p = buf_text(&out); *p;) {
		if (!str_starts(p, mark)) {
			buf_addc(&brief, *p++);
			continue;
		}
		p += strlen(mark);
		buf_addc(&brief, '|');
		while (*p != '"')
			buf_addc(&brief, *p++);
		buf_addc(&brief, '|');
		p += strlen("\"></span>");
	}
	return str_copy(buf_text(&brief));
}

#define CHECK_LINES(html, first, width, expected)                                                  \
	do {                                                                                       \
		CLEANUP(str_free) char *lines_ = numbered(html, first, width);                     \
		CHECK_TEXT(lines_, expected);                                                      \
	} while (0)

TEST(breaks_lines_at_words)
{
	CHECK_LINES("<p>bir iki üç dörd</p>\n", 1, 10, "<p>|1|bir iki üç |2|dörd</p>\n");
	CHECK_LINES("<p>bir iki üçdörd</p>\n", 5, 10, "<p>|5|bir iki |6|üçdörd</p>\n");
	CHECK_LINES("<p>bir\niki\nüç</p>\n", 1, 10, "<p>|1|bir\niki\nüç</p>\n");
}

TEST(counts_characters_as_they_are_seen)
{
	CHECK_LINES("<p>əəəəə ə&amp;ə ə</p>", 1, 9, "<p>|1|əəəəə ə&amp;ə |2|ə</p>");
	CHECK_LINES("<p>aa <em>bb</em>cc dd</p>", 1, 7, "<p>|1|aa <em>bb</em>cc |2|dd</p>");
	CHECK_LINES("<p>aaaa <em>bb</em>cc dd</p>", 1, 7, "<p>|1|aaaa |2|<em>bb</em>cc dd</p>");
}

TEST(cuts_a_word_that_is_longer_than_a_line)
{
	CHECK_LINES("<p>x abcdefghij y</p>", 1, 4, "<p>|1|x |2|abcd|3|efgh|4|ij y</p>");
	CHECK_LINES("<p>abcdefgh</p>", 1, 4, "<p>|1|abcd|2|efgh</p>");
	CHECK_LINES("<p>əəə<b>əə</b>ə</p>", 1, 2, "<p>|1|əə|2|ə<b>ə|3|ə</b>ə</p>");
}

TEST(begins_a_line_with_each_block)
{
	CHECK_LINES("<h2>Uzun bir "
		    "başlıq</h2>\n<ul>\n<li>bir</li>\n<li>\n<p>iki</p>\n<p>üç</p>\n</li>\n</ul>\n",
		1, 5,
		"<h2>|1|Uzun bir "
		"başlıq</h2>\n<ul>\n<li>|2|bir</li>\n<li>\n<p>|3|iki</p>\n<p>|4|üç</p>\n"
		"</li>\n</ul>\n");
	CHECK_LINES("<p>a<br />\nb</p>", 1, 80, "<p>|1|a<br />\n|2|b</p>");
	CHECK_LINES("<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n<hr />\n", 1, 80,
		"<ul>\n<li>|1|a\n<ul>\n<li>|2|b</li>\n</ul>\n</li>\n</ul>\n<hr />\n");
}

TEST(gives_a_row_of_a_table_one_line)
{
	CHECK_LINES("<table>\n<thead>\n<tr><td></td><th>uzun söz</th></tr>\n</thead>\n<tbody>\n"
		    "<tr><td>çox uzun söz</td><td>b</td></tr>\n</tbody>\n</table>\n<p>c</p>\n",
		1, 4,
		"<table>\n<thead>\n<tr><td>|1|</td><th>uzun söz</th></tr>\n</thead>\n<tbody>\n"
		"<tr><td>|2|çox uzun söz</td><td>b</td></tr>\n</tbody>\n</table>\n<p>|3|c</p>\n");
}

TEST(numbers_the_lines_of_code)
{
	CHECK_LINES("<pre><code>int a;\n\n  b();\n</code></pre>\n<p>c</p>", 1, 80,
		"<pre><code>|1|int a;\n\n  |2|b();\n</code></pre>\n<p>|3|c</p>");
}

TEST(gives_no_room_to_what_would_be_inserted)
{
	CHECK_LINES("<p>bir <del>iki</del><ins>yeni uzun söz</ins> üç "
		    "dörd</p><ins><p>x</p></ins><p>y</p>",
		1, 10,
		"<p>|1|bir <del>iki</del><ins>yeni uzun söz</ins> üç |2|dörd</p><ins><p>x</p></ins>"
		"<p>|3|y</p>");
}

TEST(counts_an_image_as_a_character)
{
	CHECK_LINES("<p><img src=\"a\" alt=\"b\" /></p><p>c</p>", 1, 80,
		"<p>|1|<img src=\"a\" alt=\"b\" /></p><p>|2|c</p>");
}

static char *random_markdown(uint64_t *state)
{
	static const char *const pieces[] = { "söz ", "uzunuzunsöz ", "**qalın** ", "\n", "\n\n",
		"- ", "## ", "`kod` ", "&amp; ", "| a | b |\n|---|---|\n| c | d |\n\n", "    kod\n",
		"> ", "1. ", "[ad](http://a.az/b) ", "  \n", "çoxuzunbirsözkibölünsün",
		"```\nx\n```\n" };
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (unsigned n = random_below(state, 60); n; n--)
		buf_puts(&out, pieces[random_below(state, ARRAY_SIZE(pieces))]);
	return str_copy(buf_text(&out));
}

static void without_marks(struct buf *out, const char *html, int first, int next)
{
	int number = first;

	while (*html) {
		CLEANUP(str_free)
		char *mark = str_format("<span class=\"ln\" data-line=\"%d\"></span>", number);

		if (str_starts(html, mark)) {
			html += strlen(mark);
			number++;
		} else {
			buf_addc(out, *html++);
		}
	}
	CHECK_NUMBER(number, next);
}

TEST(adds_nothing_but_marks_that_count_up)
{
	for (int round = 0; round < test_rounds(200); round++) {
		uint64_t state = (uint64_t)round * 31 + 7;
		CLEANUP(str_free) char *text = random_markdown(&state);
		CLEANUP(buf_release) struct buf html = BUF_INIT, lines = BUF_INIT, back = BUF_INIT;
		int next;

		CHECK_NUMBER(markdown_html(&html, text, strlen(text), NULL, NULL), 0);
		next = lines_number(
			&lines, buf_text(&html), html.len, 10, 1 + (int)random_below(&state, 30));
		without_marks(&back, buf_text(&lines), 10, next);
		CHECK_TEXT(buf_text(&back), buf_text(&html));
	}
}

TEST_LARGE(ends_on_one_endless_word)
{
	CLEANUP(buf_release) struct buf html = BUF_INIT, out = BUF_INIT;

	for (int i = 0; i < 1000000; i++)
		buf_addc(&html, i % 7 ? 'a' : '<');
	CHECK(lines_number(&out, html.data, html.len, 1, 1) > 100000);
	buf_cut(&html, 0);
	for (int i = 0; i < 1000000; i++)
		buf_addc(&html, '&');
	CHECK_NUMBER(lines_number(&out, html.data, html.len, 1, 0), 15626);
}

TEST_MAIN
