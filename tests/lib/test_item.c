#include "test.h"
#include "item.h"
#include "outline.h"

/* "R1@3 text|…", a heading's id in brackets. */
static char *items_text(const char *body, const char *letters)
{
	CLEANUP(items_release) struct items items = items_read(body, letters);
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < items.count; i++) {
		const struct item *item = &items.item[i];

		buf_printf(&out, item->heading ? "%s[%s]@%d %s" : "%s%s@%d %s", i ? "|" : "",
			item->id, item->line, item->text);
	}
	return buf_take(&out);
}

static char *links_text(const char *text)
{
	struct item_link *link = NULL;
	size_t count = item_links(&link, text);
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < count; i++)
		buf_printf(&out, "%s%s>%s", i ? "|" : "", link[i].label, link[i].target);
	item_links_free(link, count);
	return buf_take(&out);
}

#define CHECK_ITEMS(body, letters, expected)                                                       \
	do {                                                                                       \
		CLEANUP(str_free) char *got_ = items_text((body), (letters));                      \
		CHECK_TEXT(got_, (expected));                                                      \
	} while (0)

#define CHECK_LINKS(text, expected)                                                                \
	do {                                                                                       \
		CLEANUP(str_free) char *got_ = links_text(text);                                   \
		CHECK_TEXT(got_, (expected));                                                      \
	} while (0)

TEST(reads_list_items_and_headings_of_the_third_level)
{
	CHECK_ITEMS("- **R1** one\n* **R2** two\n\n1. **R3** three\n2) **R4** four\n", "R",
		"R1@1 one|R2@2 two|R3@4 three|R4@5 four");
	CHECK_ITEMS("### **R1** A heading ###\n\ntext\n\n## **R2** no\n#### **R3** no\n", "R",
		"[R1]@1 A heading");
	CHECK_ITEMS("- [ ] **A1** task\n- [x] **A2** done\n", "A", "A1@1 task|A2@2 done");
	CHECK_ITEMS("", "R", "");
}

TEST(reads_only_the_letters_that_are_asked_for)
{
	CHECK_ITEMS("- **S1** a\n- **R1** b\n- **O2** c\n", "SO", "S1@1 a|O2@3 c");
}

TEST(keeps_the_lines_of_an_item_without_their_indentation)
{
	CHECK_ITEMS("- **R1** one\n  two\n\n      code\n\n  - **R2** nested\n\nafter\n", "R",
		"R1@1 one\ntwo\n\n    code\n\n- **R2** nested");
	CHECK_ITEMS("10. **R1** one\n    two\n   lazy\n", "R", "R1@1 one\ntwo\nlazy");
	CHECK_ITEMS("-\t**R1** one\n\ttwo\n", "R", "R1@1 one\ntwo");
	CHECK_ITEMS("-\n  **R1** below\n", "R", "R1@1 below");
}

TEST(an_item_ends_with_its_last_line)
{
	const char *body =
		"- **R1** one\n\n\n- **R2** two\n  lines\n\n### **R3** three\n\nx\n\n## y\n";
	CLEANUP(items_release) struct items items = items_read(body, "R");

	CHECK_NUMBER(items.count, 3);
	CHECK_NUMBER(items.item[0].start, 0);
	CHECK_NUMBER(items.item[0].end, strlen("- **R1** one\n"));
	CHECK_NUMBER(items.item[1].end - items.item[1].start, strlen("- **R2** two\n  lines\n"));
	CHECK_NUMBER(items.item[2].end, strlen(body) - strlen("## y\n"));
}

TEST(an_id_is_a_capital_letter_and_a_number)
{
	CHECK_ITEMS("- **R0** a\n- **R01** b\n- **r1** c\n- **R1a** d\n- **R** e\n- **R1**x f\n",
		"R", "");
	CHECK_ITEMS("- **R1000000** a\n- **R1\n- **R1*\n- __R1__ b\n- R1 c\n", "R", "");
	CHECK_ITEMS("- **R999999** a\n- **R1**\n", "R", "R999999@1 a|R1@2 ");
}

TEST(finds_the_highest_number_wherever_it_stands)
{
	const char *body =
		"- **S2** a\n  - **S7** nested\n\n```\n**S30**\n```\n**S4000000** **O9**";

	CHECK_NUMBER(item_highest(body, 'S'), 30);
	CHECK_NUMBER(item_highest(body, 'O'), 9);
	CHECK_NUMBER(item_highest(body, 'A'), 0);
}

TEST(code_html_and_quotes_hold_no_items)
{
	CHECK_ITEMS("```\n- **R1** a\n```\n    - **R2** b\n> - **R3** c\n", "R", "");
	CHECK_ITEMS("<!--\n- **R1** a\n\n- **R2** b\n--> x\n- **R3** c\n", "R", "R3@6 c");
	CHECK_ITEMS("<?x\n- **R1**\n?>\n<!X\n- **R1**\n>\n<![CDATA[\n- **R1**\n]]>\n- **R2** c\n",
		"R", "R2@10 c");
	CHECK_ITEMS("<STYLE>\n\n- **R1** a\n</style>\n- **R2** b\n", "R", "R2@5 b");
	CHECK_ITEMS("<section>\n- **R1** a\n\n- **R2** b\n", "R", "R2@4 b");
	CHECK_ITEMS("<http://x.y>\n- **R1** a\n", "R", "R1@2 a");
	CHECK_ITEMS("text\n<b>\n- **R1** a\n", "R", "R1@3 a");
}

TEST(a_block_of_its_own_ends_an_item)
{
	CHECK_ITEMS("- **R1** a\n# b\n", "R", "R1@1 a");
	CHECK_ITEMS("- **R1** a\n> b\n", "R", "R1@1 a");
	CHECK_ITEMS("- **R1** a\n---\n", "R", "R1@1 a");
	CHECK_ITEMS("- **R1** a\n```\nb\n```\n", "R", "R1@1 a");
	CHECK_ITEMS("- **R1** a\n\nb\n", "R", "R1@1 a");
	CHECK_ITEMS("- **R1** a\n  ```\n  b\nc\n", "R", "R1@1 a\n```\nb");
	CHECK_ITEMS("- **R1** a\nb\n", "R", "R1@1 a\nb");
}

TEST(reads_the_links_of_a_text)
{
	CHECK_LINKS("[a](b.md), x [c *d*](<e f> \"title\") [g]( h 'i' )", "a>b.md|c *d*>e f|g>h");
	CHECK_LINKS("[a](b(c)d) [e]() [f](g (h))", "a>b(c)d|e>|f>g");
	CHECK_LINKS("[a\\]](b\\)c) \\[d](e) [f\\](g)", "a]>b)c");
	CHECK_LINKS("![image](x) \\![link](y) [![i](x)](z)", "link>y|![i](x)>z");
	CHECK_LINKS("`[a](b)` ``[c](d) ` `` [e](f) ` [g](h)", "e>f|g>h");
	CHECK_LINKS("[a [b](c)](d)", "b>c");
	CHECK_LINKS("[a] (b) [c]: d [e](f g) [h](i", "");
	CHECK_LINKS("[a\n\nb](c) ` \n\n [d](e) `", "d>e");
	CHECK_LINKS("[Əli](../../people/ə.md#s1)", "Əli>../../people/ə.md#s1");
}

TEST(measures_the_link_at_the_start)
{
	CHECK_NUMBER(item_link_length("[a](b): c"), 6);
	CHECK_NUMBER(item_link_length("[a [b]](c(d)) e"), 13);
	CHECK_NUMBER(item_link_length("[a\\](b)](c)"), 11);
	CHECK_NUMBER(item_link_length("[a](b"), 0);
	CHECK_NUMBER(item_link_length("[a](b c)"), 0);
	CHECK_NUMBER(item_link_length("[a] (b)"), 0);
	CHECK_NUMBER(item_link_length("x[a](b)"), 0);
	CHECK_NUMBER(item_link_length("[[[["), 0);
	CHECK_NUMBER(item_link_length(""), 0);
}

static char *repeat(const char *what, size_t bytes)
{
	struct buf out = BUF_INIT;

	while (out.len + strlen(what) <= bytes)
		buf_puts(&out, what);
	return buf_take(&out);
}

/* To the end of BODY, where **S7** stands. */
static void read_all(const char *body)
{
	CLEANUP(items_release) struct items items = items_read(body, "SODAR");
	struct item_link *link = NULL;
	size_t count = item_links(&link, body);

	item_links_free(link, count);
	CHECK(count <= strlen(body));
	CHECK(items.count <= strlen(body));
	CHECK(item_link_length(body) <= strlen(body));
	CHECK_NUMBER(item_highest(body, 'S'), 7);
}

TEST_LARGE(reads_long_runs_of_any_piece_to_the_end)
{
	static const char *const piece[] = { "- ", "1. ", "- - x\n", "- \n", "  ", "\t- ", "[",
		"![[]()", "[](", "[](<", "[](a \"", "[](a 'b\" ", "](", "`", "``` ", "` `` ", "<",
		"</", "<!--", "<a ", "<script>\n", "#", "# #\n", "> ", "**S1** ", "- **S1** a\n",
		"- * 1. x\n", "***", "- - ", "\\", "(", "[a](b", "<div>\n", "\n\n", "_ _ _ \n",
		"[](((((((" };

	for (size_t i = 0; i < ARRAY_SIZE(piece) && !test_failed; i++) {
		CLEANUP(str_free) char *run = repeat(piece[i], 1 << 18);
		CLEANUP(str_free) char *body = str_format("%s\n**S7**", run);

		read_all(body);
		if (test_failed)
			test_fail(__FILE__, __LINE__, "\"%s\" again and again", piece[i]);
	}
}

TEST_LARGE(reads_many_different_runs_of_backticks_to_the_end)
{
	CLEANUP(buf_release) struct buf body = BUF_INIT;

	for (int n = 1; n < 1400; n++) {
		for (int i = 0; i < n; i++)
			buf_addc(&body, '`');
		buf_addc(&body, ' ');
	}
	buf_puts(&body, "\n\n**S7** [a](b)");
	read_all(buf_text(&body));
	CHECK_LINKS(buf_text(&body), "a>b");
}

TEST_MAIN
