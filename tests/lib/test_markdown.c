#include "markdown.h"
#include "test.h"

#include <dirent.h>

static const struct markdown minutes = {
	.path = "meetings/2015/0001-local/minutes.md",
	.item_letters = "SODAR",
};

static char *html(const char *text, const struct markdown *how)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	return markdown_html(&out, text, strlen(text), how, NULL) < 0 ? NULL : buf_take(&out);
}

static char *inline_html(const char *text)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	return markdown_inline_html(&out, text, strlen(text), &minutes, NULL) < 0 ? NULL
										  : buf_take(&out);
}

static char *plain(const char *text)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	markdown_plain(&out, text, strlen(text));
	return buf_take(&out);
}

/* BEFORE, then PART N times, then AFTER and ENDS N times. */
static char *repeated(
	const char *before, const char *part, size_t n, const char *after, const char *ends)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	buf_puts(&out, before);
	for (size_t i = 0; i < n; i++)
		buf_puts(&out, part);
	buf_puts(&out, after);
	for (size_t i = 0; i < n; i++)
		buf_puts(&out, ends);
	return buf_take(&out);
}

static void check_pair(const char *name)
{
	CLEANUP(str_free) char *source_path = str_format("%s/markdown/%s", test_data, name);
	CLEANUP(str_free)
	char *html_path = str_format("%.*s.html", (int)strlen(source_path) - 3, source_path);
	CLEANUP(str_free) char *source = test_read_file(source_path, NULL);
	CLEANUP(str_free) char *expected = test_read_file(html_path, NULL);
	CLEANUP(str_free) char *actual = html(source, &minutes);

	if (!str_equal(actual, expected))
		test_fail(name, 1, "expected\n%s\ngot\n%s", expected, actual);
}

TEST(renders_the_golden_pairs)
{
	CLEANUP(str_free) char *path = str_format("%s/markdown", test_data);
	DIR *folder = opendir(path);
	int count = 0;

	CHECK(folder);
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (!str_ends(entry->d_name, ".md"))
			continue;
		check_pair(entry->d_name);
		count++;
	}
	closedir(folder);
	CHECK(count >= 8);
}

TEST(a_line_never_becomes_a_block)
{
	static const char *const lines[][2] = {
		{"- a",		 "- a"					    },
		{ "1. a",		  "1. a"					   },
		{ "# a #",		   "# a #"					  },
		{ "> a",		 "&gt; a"					 },
		{ "#",		       "#"					      },
		{ "",		      ""					       },
		{ "    a",		   "a"					      },
		{ "```",		 "```"					    },
		{ "[a]: b",	    "[a]: b"					 },
		{ "<div>",		   ""					       },
		{ "| a |",		   "| a |"					  },
		{ "a\n===",	    "a ==="					  },
		{ "a\n\n- b",	      "a  - b"					 },
		{ "*a* `b` [c](#s1)", "<em>a</em> <code>b</code> <a href=\"#s1\">c</a>"},
		{ "_a_ **\"b\"**",	   "<em>a</em> <strong>&quot;b&quot;</strong>"      },
		{ "**S1** a",	      "<strong>S1</strong> a"			      },
		{ "a \\#",		   "a #"					    },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		CLEANUP(str_free) char *actual = inline_html(lines[i][0]);

		CHECK_TEXT(actual, lines[i][1]);
	}
}

TEST(shifts_headings_down_to_the_sixth)
{
	const struct markdown how = { .heading_shift = 2, .item_letters = "R" };
	CLEANUP(str_free) char *actual = html("# a\n\n### **R1** b\n\n###### c\n", &how);

	CHECK_TEXT(actual, "<h3>a</h3>\n<h5 id=\"r1\"><b class=\"item\"><a href=\"#r1\">R1</a></b> "
			   "b</h5>\n<h6>c</h6>\n");
}

TEST(knows_no_items_unless_asked)
{
	CLEANUP(str_free) char *actual = html("- **S1** a\n", NULL);

	CHECK_TEXT(actual, "<ul>\n<li><strong>S1</strong> a</li>\n</ul>\n");
}

static int to_page(void *ctx, const char *link, struct buf *out)
{
	buf_puts(out, "/half");
	if (!str_equal(link, ctx))
		return ERR_INVALID;
	buf_puts(out, "/p?q=\"&r='\\");
	return 0;
}

TEST(asks_the_callers_resolver)
{
	char known[] = "a.md";
	const struct markdown how = { .resolve = to_page, .ctx = known };
	CLEANUP(str_free) char *actual = html("[x](a.md) [y](b.md) ![z](attachments/z.png)", &how);

	CHECK_TEXT(actual, "<p><a href=\"/half/p?q=%22&amp;r=&#x27;%5C\">x</a> y z</p>\n");
}

TEST(follows_no_relative_link_without_a_place)
{
	CLEANUP(str_free)
	char *actual = html(
		"[x](a.md) [y](#s1) ![z](attachments/z.png) [w](attachments/w.pdf)", NULL);

	CHECK_TEXT(actual, "<p>x <a href=\"#s1\">y</a> z w</p>\n");
}

TEST(survives_bytes_that_are_no_text)
{
	static const char bytes[] =
		"a\0b \xff\xfe <\xc3 | x\n|--|--|\n|\xe2\x80|\0|\r\n[\x01](\x02)";
	CLEANUP(buf_release) struct buf out = BUF_INIT, words = BUF_INIT;
	struct error err = { 0 };

	CHECK_OK(markdown_html(&out, bytes, sizeof bytes - 1, &minutes, &err), err);
	CHECK(strstr(buf_text(&out), "\xef\xbf\xbd"));
	CHECK(!memchr(out.data, 0xff, out.len));
	CHECK_NUMBER(strlen(buf_text(&out)), out.len);
	markdown_plain(&words, bytes, sizeof bytes - 1);
	CHECK(words.len > 5);
}

TEST(leaves_the_output_alone_when_it_refuses)
{
	CLEANUP(str_free) char *text = repeated("bir\n\n", "> ", 101, "x\n", "");
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct error err = { 0 };

	buf_puts(&out, "before");
	CHECK_REFUSED(markdown_html(&out, text, strlen(text), &minutes, &err), ERR_INVALID, err,
		"line 3: lists and quotes are nested more than 100 levels deep; take levels away");
	CHECK_REFUSED(markdown_inline_html(&out, text, MARKDOWN_MAX_BYTES + 1, &minutes, &err),
		ERR_TOO_LARGE, err,
		"the text is longer than 1048576 bytes; divide it into several texts");
	CHECK_TEXT(buf_text(&out), "before");
}

TEST(accepts_a_hundred_levels)
{
	CLEANUP(str_free) char *quotes = repeated("", "> ", 100, "x\n", "");
	CLEANUP(str_free) char *lists = repeated("", "- ", 100, "x\n", "");
	CLEANUP(str_free) char *rule = repeated("", "- ", 5000, "\n", "");
	CLEANUP(str_free) char *indented = repeated("- a\n", " ", 5000, "x\n", "");
	const char *const texts[] = { quotes, lists, rule, indented };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		CLEANUP(str_free) char *actual = html(texts[i], &minutes);

		CHECK(actual);
	}
}

struct nasty {
	const char *before, *part;
	size_t count;
	const char *after, *ends;
	const char *message; /* NULL: rendered */
};

#define NESTED "lists and quotes are nested more than 100 levels deep; take levels away"
#define LINES "too many lines in nested lists and quotes; take empty lines or levels away"
#define IMAGES "too many images and links in one paragraph; divide it with empty lines"
#define BRACKETS "the text has more than 200000 brackets; divide it into several texts"
#define CELLS "the tables have more than 20000 cells; divide the text into several"

/* Inputs that are known to hold up one Markdown parser or another. */
static const struct nasty nasty[] = {
	{"",				 "- ",	    40000,   "x",	"\n",     "line 1: " NESTED	},
	{ "",				"- ",	    117000,  "x",	 "\n",     "line 1: " NESTED	 },
	{ "",				">",		   1000000, "x\n",	   "",       "line 1: " NESTED	 },
	{ "a\n\n",			   "1. ",		  300000,  "x\n",	 "",	     "line 3: " NESTED    },
	{ "- - - - - - - - - - - - - - - x", "\n",		   1000000, "",	"",	    "line 666667: " LINES},
	{ "",				"![[]()",	160000,	"",	    "",	"line 1: " IMAGES	  },
	{ "",				"![a ",	      20000,   "",	 "[a](b)", "line 1: " IMAGES    },
	{ "[a]: b\n\n",			"![[a]",	 100000,	 "",	     "",	 "line 3: " IMAGES	   },
	{ "",				"[",		   1000000, "",	"",	    "line 1: " BRACKETS	},
	{ "|a|b|\n|-|-|\n",		    "|x|y|\n",       170000,  "",	   "",       "line 10002: " CELLS },
	{ "",				"|a|\n|-|\n\n",  100000,  "",	  "",	      "line 60001: " CELLS },
	{ "",				"[a](b)",	170000,	"",	    "",	NULL		     },
	{ "",				"*a **a ",	 140000,	 "",	     "",	 NULL		      },
	{ "",				"*a_ ",	      250000,  "",	  "",	      NULL		   },
	{ "",				"**a ",	      100000,  "",	  "b** ",	  NULL		       },
	{ "",				"`",		   1000000, "",	"",	    NULL		 },
	{ "a",			       "<",		    1000000, "",	 "",	     NULL		  },
	{ "a",			       "<!--",	       250000,  "",	   "",       NULL		    },
	{ "a",			       "<?",	     500000,  "",	 "",	     NULL		  },
	{ "a",			       "<a b=\"",	  170000,  "",	      "",	  NULL		       },
	{ "",				"[a](b",	       200000,  "",	   "",       NULL		    },
	{ "[a]: b \"",		       "x\n",	      500000,  "",	  "",	      NULL		   },
	{ "",				"[a\n",	      190000,  "]: b\n", "",	    NULL		 },
	{ "[x]: ",			   "u",		20000,   "\n\n",   "[x]",    NULL		   },
	{ "",				"#\n",	     500000,  "",	 "",	     NULL		  },
	{ "",				"* * * * * x\n", 80000,   "",	  "",	      NULL		   },
	{ "",				"|a|b|\n|-|\n",  100000,  "",	  "",	      NULL		   },
	{ "",				"|",		   300000,  "\n",	 "|-",     NULL		    },
	{ "",				"\\",	    1000000, "",	 "",	     NULL		  },
	{ "",				"&",		   1000000, "",	"",	    NULL		 },
};

/* Refused with the message, or rendered to the end: of a quarter, but in longer runs. */
static void check_nasty(const struct nasty *n)
{
	size_t some = (size_t)test_rounds((int)n->count / 4);
	size_t count = n->message || some > n->count ? n->count : some;
	CLEANUP(str_free) char *all = repeated(n->before, n->part, count, n->after, n->ends);
	CLEANUP(str_free) char *text = str_format("%s\n\nTHE END", all);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct error err = { 0 };
	int r = markdown_html(&out, text, strlen(text), &minutes, &err);

	if (n->message) {
		CHECK_REFUSED(r, ERR_INVALID, err, n->message);
		CHECK_NUMBER(out.len, 0);
		return;
	}
	CHECK_OK(r, err);
	CHECK(strstr(buf_text(&out), "THE END"));
}

TEST_LARGE(refuses_or_renders_whatever_holds_up_a_parser)
{
	for (size_t i = 0; i < ARRAY_SIZE(nasty) && !test_failed; i++) {
		check_nasty(&nasty[i]);
		if (test_failed)
			test_fail(__FILE__, __LINE__, "input %zu", i);
	}
}

TEST(gives_the_words_for_search)
{
	CLEANUP(str_free)
	char *actual = plain(
		"# Baş\n\n- [ ] **A1** [Osman](../x.md): *söz*\n  davam\n\n| a | b \\| c |\n"
		"|--|--|\n| `d` | ![şəkil](x.png) |\n\n<b>x</b>  \ny\n\n    kod\n");

	CHECK_TEXT(actual, "Baş\nA1 Osman: söz davam\na b | c\nd şəkil\nx\ny\nkod");
}

TEST(gives_the_text_itself_where_it_cannot_be_parsed)
{
	CLEANUP(str_free) char *text = repeated("söz ", ">", 10, "\n", "");
	CLEANUP(str_free) char *deep = repeated("", "> ", 200, "söz\n", "");
	CLEANUP(str_free) char *parsed = plain(text), *taken = plain(deep);

	CHECK_TEXT(parsed, "söz >>>>>>>>>>");
	CHECK_TEXT(taken, deep);
}

struct seen {
	struct buf list;
	int left;
};

static int note_link(void *ctx, const char *target, int line, struct error *err)
{
	struct seen *seen = ctx;

	buf_printf(&seen->list, "%d %s\n", line, target);
	return --seen->left ? 0 : error_set(err, ERR_CONFLICT, "enough");
}

static const char linked[] =
	"# [a](a.md)\n\nx [b](b.md#s1)\n[c](c.md)\n\n- y\n- [d][d] ![i](i.png)\n\n"
	"| [e](e.md) |\n|---|\n| [f](f.md) |\n\n`[g](g.md)`\n\n[d]: d.md\n";

TEST(names_every_link_with_its_line)
{
	struct seen seen = { .left = 100 };
	struct error err = { 0 };

	CHECK_OK(markdown_each_link(linked, strlen(linked), note_link, &seen, &err), err);
	CHECK_TEXT(buf_text(&seen.list), "1 a.md\n3 b.md#s1\n4 c.md\n7 d.md\n9 e.md\n11 f.md\n");
	buf_release(&seen.list);
}

TEST(stops_at_a_link_that_is_refused)
{
	struct seen seen = { .left = 2 };
	struct error err = { 0 };

	CHECK_REFUSED(markdown_each_link(linked, strlen(linked), note_link, &seen, &err),
		ERR_CONFLICT, err, "enough");
	CHECK_TEXT(buf_text(&seen.list), "1 a.md\n3 b.md#s1\n");
	buf_release(&seen.list);
}

TEST_MAIN
