#include "passages.h"
#include "test.h"

static unsigned random_below(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*state >> 33) % n;
}

static const char body[] =
	"Ön söz.\n\n## Əsaslandırma\n\nBir **qalın** söz.\n\n## Tövsiyələr\n\n"
	"- **R1** Portal [yaradılsın](http://a.az/b).\n- **R2** Rayonlar\n  seçilsin.\n\n"
	"### **R3** Üçüncü\n\n| a | b |\n|---|---|\n| c | d |\n";

/* The HTML of all passages, without line numbers. */
static char *marked(const char *text, const struct passage_mark *marks, size_t count)
{
	const struct passages_how how = {
		.markdown = { .item_letters = "R" }, .width = -1, .mark = marks, .marks = count
	};
	CLEANUP(passages_release) struct passages p = { 0 };
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (passages_read(&p, text, &how, NULL) < 0)
		return str_copy("refused");
	for (size_t i = 0; i < p.count; i++)
		buf_puts(&out, p.passage[i].html);
	return str_copy(buf_text(&out));
}

static struct passage_mark mark_of(
	const char *text, const char *quote, const char *class, const char *id)
{
	size_t at = (size_t)(strstr(text, quote) - text);

	return (struct passage_mark){ at, at + strlen(quote), class, id };
}

#define CHECK_MARKED(text, quote, expected)                                                        \
	do {                                                                                       \
		const struct passage_mark mark_ = mark_of(text, quote, "c", "n");                  \
		CLEANUP(str_free) char *html_ = marked(text, &mark_, 1);                           \
		CHECK_TEXT(html_, expected);                                                       \
	} while (0)

#define M(words) "<mark class=\"c\" data-note=\"n\">" words "</mark>"

TEST(cuts_a_proposal_into_passages)
{
	const struct passages_how how = { .markdown = { .item_letters = "R" }, .first_line = 5 };
	CLEANUP(passages_release) struct passages p = { 0 };
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct error err = { 0 };

	CHECK_OK(passages_read(&p, body, &how, &err), err);
	for (size_t i = 0; i < p.count; i++)
		buf_printf(&out, "%s %s %zu %d-%d\n", passage_type_name(p.passage[i].type),
			p.passage[i].item ? p.passage[i].item : "-", p.passage[i].section,
			p.passage[i].first_line, p.passage[i].last_line);
	CHECK_TEXT(buf_text(&out),
		"paragraph - 0 5-5\nheading - 1 6-6\nparagraph - 1 7-7\n"
		"heading - 2 8-8\nitem R1 2 9-9\nitem R2 2 10-10\nheading R3 2 11-11\n"
		"table - 2 12-13\n");
	CHECK_TEXT(p.passage[5].html,
		"<ul>\n<li id=\"r2\"><span class=\"ln\" data-line=\"10\"></span>"
		"<b class=\"item\"><a href=\"#r2\">R2</a></b> Rayonlar\nseçilsin.</li>"
		"\n</ul>\n");
	CHECK_NUMBER(p.passage[6].level, 3);
	CHECK_NUMBER(passages_at(&p, 0), 0);
	CHECK_NUMBER(passages_at(&p, strlen(body)), 7);
}

TEST(lists_the_sections)
{
	struct passage_section *s;
	size_t count = passages_sections(&s, body);

	CHECK_NUMBER(count, 3);
	CHECK_TEXT(s[0].title, "");
	CHECK_TEXT(s[1].title, "Əsaslandırma");
	CHECK_TEXT(s[2].title, "Tövsiyələr");
	CHECK(str_starts(body + s[1].start, "## Ə"));
	CHECK_NUMBER(s[0].end, s[1].start);
	CHECK_NUMBER(s[2].end, strlen(body));
	CHECK_NUMBER(s[2].line, 7);
	passages_sections_free(s, count);
	count = passages_sections(&s, "\n\n## **Bir** iki\n");
	CHECK_NUMBER(count, 1);
	CHECK_TEXT(s[0].title, "Bir iki");
	CHECK_NUMBER(s[0].start, 0);
	passages_sections_free(s, count);
	count = passages_sections(&s, "");
	CHECK_NUMBER(count, 1);
	CHECK_NUMBER(s[0].end, 0);
	passages_sections_free(s, count);
}

TEST(marks_words_and_not_markup)
{
	CHECK_MARKED("Bir iki üç.\n", "iki", "<p>Bir " M("iki") " üç.</p>\n");
	CHECK_MARKED("Bir **iki** üç.\n", "Bir **iki**",
		"<p>" M("Bir ") "<strong>" M("iki") "</strong> üç.</p>\n");
	CHECK_MARKED("Bir **iki** üç.\n", "**iki** üç.",
		"<p>Bir <strong>" M("iki") "</strong>" M(" üç.") "</p>\n");
	CHECK_MARKED("a &amp; b `kod` c\n", "amp; b `kod`",
		"<p>a &amp; " M("b ") "<code>" M("kod") "</code> c</p>\n");
	CHECK_MARKED("- bir\n- iki\n\nüç\n", "bir\n- iki\n\nüç",
		"<ul>\n<li>" M("bir") "</li>\n</ul>\n<ul>\n<li>" M("iki") "</li>\n</ul>\n<p>" M(
			"üç") "</p>\n");
	CHECK_MARKED("| a | b |\n|---|---|\n| c d | e |\n", "d | e",
		"<table>\n<thead>\n<tr><th scope=\"col\">a</th><th "
		"scope=\"col\">b</th></tr>\n</thead>\n"
		"<tbody>\n<tr><td>c " M("d") "</td><td>" M("e") "</td></tr>\n</tbody>\n</table>\n");
	CHECK_MARKED("```\nint a;\n```\n", "int a", "<pre><code>" M("int a") ";\n</code></pre>\n");
}

TEST(marks_the_next_word_where_the_range_has_none)
{
	CHECK_MARKED("Bax [bura](http://a.az/b) indi.\n", "a.az",
		"<p>Bax <a href=\"http://a.az/b\" rel=\"nofollow noopener noreferrer\">bura</a> " M(
			"indi") ".</p>\n");
	CHECK_MARKED("Bax **\n", "**", "<p>" M("Bax") " **</p>\n");
	CHECK_MARKED("- **R1** Portal\n", "**R1**",
		"<ul>\n<li id=\"r1\"><b class=\"item\"><a href=\"#r1\">R1</a></b> " M(
			"Portal") "</li>\n</ul>\n");
}

TEST(moves_a_mark_that_would_break_markup)
{
	CHECK_MARKED("Bax [bura] indi.\n\n[bura]: http://a.az\n", "bura] indi",
		"<p>Bax <a href=\"http://a.az\" rel=\"nofollow noopener noreferrer\">bura</a> " M(
			"indi") ".</p>\n");
}

TEST(marks_a_place_between_words)
{
	const struct passage_mark mark = { 7, 7, "c", "n" };
	CLEANUP(str_free) char *html = marked("Bir iki üç.\n", &mark, 1);

	CHECK_TEXT(html, "<p>Bir iki" M("") " üç.</p>\n");
}

TEST(lets_marks_overlap)
{
	static const char text[] = "bir iki üç dörd\n";
	const struct passage_mark marks[] = { mark_of(text, "iki üç", "a", "1"),
		mark_of(text, "bir iki", "b", "2"), mark_of(text, "iki", "c\"<", "3") };
	CLEANUP(str_free) char *html = marked(text, marks, 3);

	CHECK_TEXT(html,
		"<p><mark class=\"b\" data-note=\"2\">bir <mark class=\"a\" data-note=\"1\">"
		"<mark class=\"c&quot;&lt;\" data-note=\"3\">iki</mark></mark></mark>"
		"<mark class=\"a\" data-note=\"1\"> üç</mark> dörd</p>\n");
}

TEST(notes_go_with_the_passage_they_begin_in)
{
	const struct passage_mark marks[] = { mark_of(body, "Portal", "a", "1"),
		mark_of(body, "seçilsin", "a", "2"), mark_of(body, "Rayonlar", "a", "3") };
	const struct passages_how how = { .mark = marks, .marks = 3 };
	CLEANUP(passages_release) struct passages p = { 0 };

	CHECK_NUMBER(passages_read(&p, body, &how, NULL), 0);
	CHECK_NUMBER(p.passage[4].notes, 1);
	CHECK_TEXT(p.passage[4].note[0], "1");
	CHECK_NUMBER(p.passage[5].notes, 2);
	CHECK_TEXT(p.passage[5].note[0], "2");
	CHECK_NUMBER(p.passage[0].notes, 0);
}

TEST(is_not_confused_by_characters_for_private_use)
{
	CHECK_MARKED("Bir \U000f0000\U000f0001 iki \U000ffffd.\n", "iki",
		"<p>Bir \U000f0000\U000f0001 " M("iki") " \U000ffffd.</p>\n");
}

static char *amended(const char *text, const char *quote, const char *replacement, int width)
{
	const struct passages_how how = { .markdown = { .item_letters = "R" }, .width = width };
	CLEANUP(passages_release) struct passages p = { 0 };
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	const char *at = strstr(text, quote);
	size_t start = (size_t)(at - text), first, last;

	if (passages_amended(&p, text, start, start + strlen(quote), replacement, &how, &first,
		    &last, NULL) < 0)
		return str_copy("refused");
	for (size_t i = first; i <= last; i++)
		buf_puts(&out, p.passage[i].html);
	return str_copy(buf_text(&out));
}

#define CHECK_AMENDED(text, quote, replacement, expected)                                          \
	do {                                                                                       \
		CLEANUP(str_free) char *html_ = amended(text, quote, replacement, -1);             \
		CHECK_TEXT(html_, expected);                                                       \
	} while (0)

#define DEL(words) "<del class=\"amended\">" words "</del>"
#define INS(words) "<ins class=\"amended\">" words "</ins>"

TEST(shows_an_amendment_in_place)
{
	CHECK_AMENDED("Portal bir il ərzində yaradılsın.\n", "Portal bir il ərzində",
		"Portal altı ay ərzində",
		"<p>Portal " DEL("bir il") INS("altı ay") " ərzində yaradılsın.</p>\n");
	CHECK_AMENDED("- **R1** Portal **tez** açılsın.\n", "tez", "dərhal",
		"<ul>\n<li id=\"r1\"><b class=\"item\"><a href=\"#r1\">R1</a></b> Portal "
		"<strong>" DEL("tez") INS("dərhal") "</strong> açılsın.</li>\n</ul>\n");
	CHECK_AMENDED("Portal açılsın.\n", "Portal açılsın.", "Portal açılsın və saxlanılsın.",
		"<p>Portal açılsın" INS(" və saxlanılsın") ".</p>\n");
	CHECK_AMENDED(
		"Portal tez açılsın.\n", "tez ", "", "<p>Portal " DEL("tez ") "açılsın.</p>\n");
	CHECK_AMENDED("Portal açılsın.\n", "", "Yeni ", "<p>" INS("Yeni ") "Portal açılsın.</p>\n");
}

TEST(shows_all_old_and_all_new_where_little_is_left)
{
	CHECK_AMENDED("Giriş. Xidmətlər ayrıca siyahı ilə təsdiq olunur.\n",
		"Xidmətlər ayrıca siyahı ilə təsdiq olunur", "Hamı razıdır ki, bu belə olsun",
		"<p>Giriş. " DEL("Xidmətlər ayrıca siyahı ilə təsdiq olunur")
			INS("Hamı razıdır ki, bu belə olsun") ".</p>\n");
}

TEST(shows_new_blocks_after_the_old)
{
	CHECK_AMENDED("Bir söz.\n\nSon.\n", "Bir söz.", "- a\n- b",
		"<p>" DEL("Bir söz.") "</p>\n<ins "
				      "class=\"amended\">\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
				      "</ins>\n");
	CHECK_AMENDED("- **R1** bir\n- **R2** iki\n", "", "- **R3** yeni\n",
		"<ul>\n<li id=\"r1\"><b class=\"item\"><a href=\"#r1\">R1</a></b> bir</li>\n</ul>\n"
		"<ins class=\"amended\">\n<ul>\n<li id=\"r3\"><b class=\"item\"><a "
		"href=\"#r3\">R3</a></b> "
		"yeni</li>\n</ul>\n</ins>\n");
	CHECK_AMENDED("", "", "Yeni.\n", "<ins class=\"amended\">\n<p>Yeni.</p>\n</ins>\n");
}

TEST(leaves_the_line_numbers_as_they_are)
{
	CLEANUP(str_free)
	char *html = amended("bir iki üç dörd\n", "iki", "çox uzun bir söz", 8);

	CHECK_TEXT(html, "<p><span class=\"ln\" data-line=\"1\"></span>bir " DEL("iki")
				 INS("çox uzun bir söz") " <span class=\"ln\" "
							 "data-line=\"2\"></span>üç dörd</p>\n");
}

/* Every tag is closed in its turn, and nothing is nested as it must not be. */
static bool is_balanced(const char *html)
{
	char open[200][12];
	int depth = 0;

	for (const char *p = html; (p = strchr(p, '<')); p++) {
		size_t len = strcspn(p, ">"), name = strcspn(p + 1, " />");

		if (!p[len])
			return false;
		if (p[len - 1] == '/')
			continue;
		if (p[1] == '/') {
			name = strcspn(p + 2, ">");
			if (!depth-- || strlen(open[depth]) != name ||
				memcmp(open[depth], p + 2, name) != 0)
				return false;
			continue;
		}
		if (depth == 200 || name > 11)
			return false;
		memcpy(open[depth], p + 1, name);
		open[depth++][name] = '\0';
	}
	return depth == 0;
}

/* HTML without the tags that marks and changes add, and what is in <ins>. */
static char *without(const char *html, bool amended_too)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	while (*html) {
		if (str_starts(html, "<mark ") || str_starts(html, "</mark>") ||
			(amended_too && (str_starts(html, "<del ") || str_starts(html, "</del>"))))
			html += strcspn(html, ">") + 1;
		else if (amended_too && str_starts(html, "<ins "))
			html = strstr(html, "</ins>") + strlen("</ins>");
		else
			buf_addc(&out, *html++);
	}
	return str_copy(buf_text(&out));
}

/* The same words, whatever tags and white space are around them. */
static bool same_words(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a == '<' || *a == ' ' || *a == '\n')
			a += *a == '<' ? strcspn(a, ">") + 1 : 1;
		while (*b == '<' || *b == ' ' || *b == '\n')
			b += *b == '<' ? strcspn(b, ">") + 1 : 1;
		if (*a != *b || !*a)
			return *a == *b;
	}
}

static char *random_markdown(uint64_t *state)
{
	static const char *const pieces[] = { "söz ", "uzun ", "**qalın** ", "\n", "\n\n", "- ",
		"## ", "`kod` ", "&amp; ", "| a | b |\n|---|---|\n| c | d |\n\n", "    kod\n", "> ",
		"1. ", "[ad](http://a.az/b \"t\") ", "  \n", "```az\nx y\n```\n", "*", "_", "[x]",
		"[x]: /a\n", "<b>", "![a b](c d)", "\\", "**R1** ", "- [ ] ", "https",
		"<http://a.az>", "---\n", "\U000f0000" };
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (unsigned n = random_below(state, 50); n; n--)
		buf_puts(&out, pieces[random_below(state, ARRAY_SIZE(pieces))]);
	return str_copy(buf_text(&out));
}

TEST(has_an_end)
{
	const struct passages_how how = { .width = -1 };
	CLEANUP(passages_release) struct passages most = { 0 }, more = { 0 };
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct error err;

	for (int i = 0; i < PASSAGES_MAX; i++)
		buf_puts(&text, "söz\n\n");
	CHECK_NUMBER(passages_read(&most, buf_text(&text), &how, NULL), 0);
	CHECK_NUMBER(most.count, PASSAGES_MAX);
	buf_puts(&text, "söz\n");
	CHECK_NUMBER(passages_read(&more, buf_text(&text), &how, &err), ERR_TOO_LARGE);
	CHECK_NUMBER(more.count, 0);
}

TEST(adds_marks_and_nothing_else_to_any_text)
{
	for (int round = 0; round < test_rounds(300); round++) {
		uint64_t state = (uint64_t)round * 31 + 7;
		CLEANUP(str_free) char *text = random_markdown(&state);
		struct passage_mark marks[12];
		size_t count = random_below(&state, ARRAY_SIZE(marks));

		for (size_t i = 0; i < count; i++) {
			size_t start = random_below(&state, (unsigned)strlen(text) + 2);

			marks[i] = (struct passage_mark){ start, start + random_below(&state, 30),
				"c", "n" };
		}
		CLEANUP(str_free) char *plain = marked(text, NULL, 0);
		CLEANUP(str_free) char *html = marked(text, marks, count);
		CLEANUP(str_free) char *back = without(html, false);
		CHECK(is_balanced(html));
		CHECK_TEXT(back, plain);
	}
}

TEST(marks_nearly_every_word_that_can_be)
{
	int asked = 0, shown = 0;

	for (int round = 0; round < test_rounds(200); round++) {
		uint64_t state = (uint64_t)round * 37 + 1;
		CLEANUP(str_free) char *text = random_markdown(&state);
		const char *word = strstr(text, "söz");

		if (!word)
			continue;
		const struct passage_mark mark = mark_of(text, "söz", "c", "n");
		CLEANUP(str_free) char *html = marked(text, &mark, 1);
		asked += strstr(html, "söz") != NULL;
		shown += strstr(html, M("söz")) != NULL;
	}
	CHECK(shown * 10 >= asked * 9);
}

TEST(shows_any_change_of_any_text)
{
	for (int round = 0; round < test_rounds(300); round++) {
		uint64_t state = (uint64_t)round * 31 + 7;
		CLEANUP(str_free) char *text = random_markdown(&state);
		CLEANUP(str_free) char *replacement = random_markdown(&state);
		CLEANUP(passages_release) struct passages plain = { 0 }, p = { 0 };
		const struct passages_how how = { .width = 20 };
		size_t start = random_below(&state, (unsigned)strlen(text) + 1);
		size_t end = start + random_below(&state, 40);

		CHECK_NUMBER(passages_read(&plain, text, &how, NULL), 0);
		CHECK_NUMBER(
			passages_amended(&p, text, start, end, replacement, &how, NULL, NULL, NULL),
			0);
		CHECK(p.count == plain.count || (!plain.count && p.count == 1));
		for (size_t i = 0; i < plain.count; i++) {
			CLEANUP(str_free) char *back = without(p.passage[i].html, true);

			CHECK(is_balanced(p.passage[i].html));
			CHECK(same_words(back, plain.passage[i].html));
			CHECK_NUMBER(p.passage[i].last_line, plain.passage[i].last_line);
		}
	}
}

TEST_LARGE(ends_on_many_marks_and_hostile_texts)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct passage_mark *marks = mem_alloc(20000 * sizeof *marks);

	for (int i = 0; i < 20000; i++)
		buf_puts(&text, i % 50 ? "a ](b " : "[a]\n\n");
	for (size_t i = 0; i < 20000; i++)
		marks[i] = (struct passage_mark){ i * 5, i * 5 + 100, "c", "n" };
	CLEANUP(str_free) char *html = marked(text.data, marks, 20000);
	CHECK(strlen(html) > text.len);
	free(marks);
}

TEST_MAIN
