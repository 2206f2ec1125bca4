#include "markdown.h"
#include "test.h"

static const char *const names[] = { "heading", "paragraph", "item", "table", "code", "quote",
	"rule", "raw" };

struct seen {
	struct buf list, html;
	const char *text;
	size_t end;
};

static int see(void *ctx, const struct markdown_part *part, struct error *err)
{
	struct seen *seen = ctx;

	if (part->start < seen->end || part->end <= part->start)
		return error_set(err, ERR_FAILED, "line %d: the parts of overlap: %s", part->line,
			seen->text);
	seen->end = part->end;
	buf_printf(&seen->list, "%s %d: ", names[part->type], part->line);
	buf_add(&seen->list, seen->text + part->start, part->end - part->start);
	buf_add(&seen->html, part->html, part->len);
	return 0;
}

static void seen_releasep(struct seen *seen)
{
	buf_release(&seen->list);
	buf_release(&seen->html);
}

static const char every[] =
	"# Baş\n\nBir\nmətn\n\n- bir\n\n  davamı\n- iki\n  - iç\n\n3. üç\n4. dörd\n\n"
	"| a | b |\n|---|---|\n| c | d |\n\n> sitat\n\n```\nkod\n\n```\n\n---\n\n<b>\n\n"
	"söz\n| a |\n|---|\n| c |\n\n[x]: /y\n";

TEST(cuts_a_text_into_its_blocks)
{
	CLEANUP(seen_release) struct seen seen = { .text = every };
	struct error err = { 0 };

	CHECK_OK(markdown_each_part(every, strlen(every), NULL, see, &seen, &err), err);
	CHECK_TEXT(buf_text(&seen.list),
		"heading 1: # Baş\nparagraph 3: Bir\nmətn\nitem 6: - bir\n\n  davamı\nitem 9: - "
		"iki\n"
		"  - iç\nitem 12: 3. üç\nitem 13: 4. dörd\ntable 15: | a | b |\n|---|---|\n| c | d "
		"|\n"
		"quote 19: > sitat\ncode 21: ```\nkod\n\n```\nrule 26: ---\nraw 28: <b>\n"
		"paragraph 30: söz\ntable 31: | a |\n|---|\n| c |\n");
}

TEST(gives_each_item_a_list_that_keeps_its_number)
{
	static const char text[] = "3. üç\n4. dörd\n";
	CLEANUP(seen_release) struct seen seen = { .text = text };
	struct error err = { 0 };

	CHECK_OK(markdown_each_part(text, strlen(text), NULL, see, &seen, &err), err);
	CHECK_TEXT(buf_text(&seen.html),
		"<ol start=\"3\">\n<li>üç</li>\n</ol>\n<ol start=\"4\">\n<li>dörd</li>\n</ol>\n");
}

TEST(knows_what_the_whole_text_defines)
{
	static const char text[] = "Bax [a].\n\n- **R1** bir\n- **R1** iki\n\n[a]: http://a.az\n";
	const struct markdown how = { .item_letters = "R" };
	CLEANUP(seen_release) struct seen seen = { .text = text };
	struct error err = { 0 };

	CHECK_OK(markdown_each_part(text, strlen(text), &how, see, &seen, &err), err);
	CHECK_TEXT(buf_text(&seen.html),
		"<p>Bax <a href=\"http://a.az\" rel=\"nofollow noopener noreferrer\">a</a>.</p>\n"
		"<ul>\n<li id=\"r1\"><b class=\"item\"><a href=\"#r1\">R1</a></b> bir</li>\n</ul>\n"
		"<ul>\n<li><b class=\"item\"><a href=\"#r1\">R1</a></b> iki</li>\n</ul>\n");
}

/* HTML without the tags of lists. */
static char *without_lists(const char *html)
{
	static const char *const tags[] = { "<ul>\n", "</ul>\n", "<ol>\n", "</ol>\n",
		"<ol start=" };
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	while (*html) {
		size_t n = 0;

		for (size_t i = 0; i < ARRAY_SIZE(tags) && !n; i++)
			if (str_starts(html, tags[i]))
				n = strcspn(html, "\n") + 1;
		if (!n)
			buf_addc(&out, *html++);
		html += n;
	}
	return str_copy(buf_text(&out));
}

TEST(puts_out_what_the_whole_text_does_but_for_lists)
{
	static const char *const pieces[] = { "söz ", "**a** ", "\n", "\n\n", "- ", "## ", "`k` ",
		"| a | b |\n", "|---|---|\n", "    ", "> ", "1. ", "[a] ", "[a]: /b\n", "```\n",
		"---\n", "<b>", "<!--", "\t" };

	for (int round = 0; round < test_rounds(500); round++) {
		uint64_t state = (uint64_t)round * 31 + 7;
		CLEANUP(buf_release) struct buf text = BUF_INIT, html = BUF_INIT;
		CLEANUP(seen_release) struct seen seen = { 0 };
		struct error err = { 0 };

		for (int n = 0; n < 40; n++) {
			state = state * 6364136223846793005u + 1442695040888963407u;
			buf_puts(&text, pieces[(state >> 33) % ARRAY_SIZE(pieces)]);
		}
		seen.text = text.data;
		CHECK_OK(markdown_html(&html, text.data, text.len, NULL, &err), err);
		CHECK_OK(markdown_each_part(text.data, text.len, NULL, see, &seen, &err), err);
		CLEANUP(str_free) char *whole = without_lists(buf_text(&html));
		CLEANUP(str_free) char *parts = without_lists(buf_text(&seen.html));
		CHECK_TEXT(parts, whole);
	}
}

TEST_MAIN
