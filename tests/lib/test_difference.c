#include "difference.h"
#include "test.h"

#include <ctype.h>

static char *html(const char *old, const char *new, enum difference_style style, int context)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	difference_html(&out, old, new, style, context);
	return buf_take(&out);
}

static char *unified(const char *old, const char *new)
{
	return html(old, new, DIFFERENCE_UNIFIED, -1);
}

static char *text(const char *old, const char *new)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	difference_text(&out, old, new, "a", "b");
	return buf_take(&out);
}

static char *merged(const char *base, const char *mine, const char *theirs)
{
	char *out = NULL;

	return difference_merge(&out, base, mine, theirs, NULL) < 0 ? NULL : out;
}

/* A generator of our own, so that a failure comes again. */
static unsigned random_below(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*state >> 33) % n;
}

#define SHOWN(inner) "<div class=\"difference\">\n" inner "</div>\n"

TEST(shows_changed_words_in_their_line)
{
	CLEANUP(str_free)
	char *actual = unified("bir\nelektron xidmət üç rayonda\nson\n",
		"bir\nelektron xidmətlər beş rayonda\nson\n");

	CHECK_TEXT(actual, SHOWN("<p class=\"same\">bir</p>\n"
				 "<p class=\"changed\">elektron <del>xidmət üç</del>"
				 "<ins>xidmətlər beş</ins> rayonda</p>\n"
				 "<p class=\"same\">son</p>\n"));
}

TEST(shows_added_and_deleted_lines)
{
	CLEANUP(str_free) char *actual = unified("- a\n- b\n\n- c\n", "- a\n\n- c\n- d\n");

	CHECK_TEXT(actual, SHOWN("<p class=\"same\">- a</p>\n"
				 "<p class=\"deleted\"><del>- b</del></p>\n"
				 "<p class=\"same\"></p>\n"
				 "<p class=\"same\">- c</p>\n"
				 "<p class=\"added\"><ins>- d</ins></p>\n"));
}

TEST(shows_a_rewritten_line_as_two)
{
	CLEANUP(str_free)
	char *actual = unified("köhnə mətn və söz\n", "tamam başqa cümlə və fikir\n");

	CHECK_TEXT(actual, SHOWN("<p class=\"deleted\"><del>köhnə mətn və söz</del></p>\n"
				 "<p class=\"added\"><ins>tamam başqa cümlə və fikir</ins></p>\n"));
}

TEST(keeps_the_words_that_a_heavily_changed_line_has_left)
{
	CLEANUP(str_free)
	char *actual = unified("- R1 Pilot rayonlar bu ilin sonuna qədər və ya gələn ilin əvvəlində seçilsin, siyahı dərc edilsin.\n",
		"- R1 Hər bir nazirlik xidmətlərini elektron formaya keçirsin və vətəndaşları məlumatlandırsın, siyahı dərc edilsin.\n");

	CHECK_TEXT(actual, SHOWN("<p class=\"changed\">- R1 <del>Pilot rayonlar bu ilin sonuna qədər və ya gələn ilin əvvəlində seçilsin</del>"
				 "<ins>Hər bir nazirlik xidmətlərini elektron formaya keçirsin və vətəndaşları məlumatlandırsın</ins>, siyahı dərc edilsin.</p>\n"));
}

TEST(shows_a_new_line_before_a_changed_one)
{
	CLEANUP(str_free)
	char *actual = unified("bir iki üç dörd\n", "yeni sətir\nbir iki üç beş\n");

	CHECK_TEXT(actual,
		SHOWN("<p class=\"added\"><ins>yeni sətir</ins></p>\n"
		      "<p class=\"changed\">bir iki üç <del>dörd</del><ins>beş</ins></p>\n"));
}

TEST(shows_where_lines_were_joined_and_divided)
{
	CLEANUP(str_free) char *joined = unified("bir iki\nüç dörd\n", "bir iki üç dörd\n");
	CLEANUP(str_free) char *divided = unified("bir iki üç dörd\n", "bir iki\nüç dörd\n");

	CHECK_TEXT(joined, SHOWN("<p class=\"changed\">bir iki<del>¶</del></p>\n"
				 "<p class=\"changed\"><ins> </ins>üç dörd</p>\n"));
	CHECK_TEXT(divided, SHOWN("<p class=\"changed\">bir iki<del> </del><ins>¶</ins></p>\n"
				  "<p class=\"same\">üç dörd</p>\n"));
}

TEST(escapes_everything)
{
	CLEANUP(str_free)
	char *actual = unified(
		"<b>&\"'\n\nsame <i> one\n", "<script>alert(1)</script>\n\nsame <u> one\n");

	CHECK(!strstr(actual, "<b>") && !strstr(actual, "<script") && !strstr(actual, "<i>") &&
		!strstr(actual, "<u>"));
	CHECK(strstr(actual, "&lt;script&gt;"));
	CHECK(strstr(actual, "same &lt;<del>i</del><ins>u</ins>&gt; one"));
}

TEST(puts_two_columns_side_by_side)
{
	CLEANUP(str_free)
	char *actual = html("a\nbir iki üç\nx\n", "a\nbir iki dörd\nx\ny\n", DIFFERENCE_SIDES, -1);

	CHECK_TEXT(actual, "<table class=\"difference\">\n<tbody>\n"
			   "<tr class=\"same\"><td>a</td><td>a</td></tr>\n"
			   "<tr class=\"changed\"><td>bir iki <del>üç</del></td>"
			   "<td>bir iki <ins>dörd</ins></td></tr>\n"
			   "<tr class=\"same\"><td>x</td><td>x</td></tr>\n"
			   "<tr class=\"added\"><td></td><td><ins>y</ins></td></tr>\n"
			   "</tbody>\n</table>\n");
}

TEST(breaks_a_cell_where_only_one_side_has_a_line_end)
{
	CLEANUP(str_free)
	char *actual = html("bir iki üç dörd\n", "yeni\nbir iki üç beş\n", DIFFERENCE_SIDES, -1);

	CHECK_TEXT(actual, "<table class=\"difference\">\n<tbody>\n"
			   "<tr class=\"changed\"><td>bir iki üç <del>dörd</del></td>"
			   "<td><ins>yeni</ins><br />\nbir iki üç <ins>beş</ins></td></tr>\n"
			   "</tbody>\n</table>\n");
}

TEST(folds_long_untouched_stretches)
{
	static const char old[] =
		"1\n2\n3\n4\n5\n6\n7\n8\n9\nx\n1\n2\n3\n4\n5\n6\ny\n1\n2\n3\n4\n5\n6\n7\n";
	static const char new[] =
		"1\n2\n3\n4\n5\n6\n7\n8\n9\n1\n2\n3\n4\n5\n6\n1\n2\n3\n4\n5\n6\n7\n";
	CLEANUP(str_free) char *actual = html(old, new, DIFFERENCE_UNIFIED, 2);
	CLEANUP(str_free)
	char *none = html("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\n5\n6\n7\n", DIFFERENCE_SIDES, 0);

#define LINE(n) "<p class=\"same\">" n "</p>\n"
	CHECK_TEXT(actual,
		SHOWN("<p class=\"skipped\" data-lines=\"7\">…</p>\n" LINE("8") LINE(
			"9") "<p class=\"deleted\"><del>x</del></p>\n" LINE("1") LINE("2") LINE("3")
				LINE("4") LINE("5") LINE(
					"6") "<p class=\"deleted\"><del>y</del></p>\n" LINE("1")
					LINE("2") "<p class=\"skipped\" data-lines=\"5\">…</p>\n"));
	CHECK_TEXT(none, "<table class=\"difference\">\n<tbody>\n<tr class=\"skipped\" "
			 "data-lines=\"7\"><td colspan=\"2\">…</td></tr>\n</tbody>\n</table>\n");
}

TEST(prints_a_unified_diff)
{
	CLEANUP(str_free)
	char *actual = text("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14",
		"0\n1\n2\n3\n4\nV\n6\n7\n8\n9\n10\n11\n12\n13\n14\n");
	CLEANUP(str_free) char *all = text("", "a\n");
	CLEANUP(str_free) char *none = text("a\n", "a\n");

	CHECK_TEXT(actual, "--- a\n+++ b\n@@ -1,8 +1,9 @@\n+0\n 1\n 2\n 3\n 4\n-5\n+V\n 6\n 7\n 8\n"
			   "@@ -11,4 +12,4 @@\n 11\n 12\n 13\n-14\n\\ No newline at end of file\n"
			   "+14\n");
	CHECK_TEXT(all, "--- a\n+++ b\n@@ -0,0 +1 @@\n+a\n");
	CHECK_TEXT(none, "");
}

TEST(counts_words_and_nothing_else)
{
	size_t deleted, inserted;

	difference_count(
		"bir iki, üç.\ndörd\n", "bir «iki» üç beş\n\n\naltı yeddi\n", &deleted, &inserted);
	CHECK_NUMBER(deleted, 1);
	CHECK_NUMBER(inserted, 3);
	difference_count("", "", &deleted, &inserted);
	CHECK_NUMBER(deleted + inserted, 0);
}

/* N lines out of LETTERS kinds, each a few words. */
static char *random_lines(uint64_t *state, unsigned n, unsigned letters)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (unsigned i = 0; i < n; i++) {
		unsigned kind = random_below(state, letters);

		buf_printf(&out, "%c%s%s\n", 'a' + kind % 26, kind % 3 ? " ə," : "",
			kind % 5 ? "" : " & «x»");
	}
	if (n && !random_below(state, 4))
		buf_cut(&out, out.len - 1);
	return buf_take(&out);
}

/* The text that remains when what stands in DROP tags is left out. */
static char *without(const char *shown, const char *drop)
{
	CLEANUP(str_free) char *open = str_format("<%s>", drop);
	CLEANUP(str_free) char *close = str_format("</%s>", drop);
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	while (*shown) {
		if (str_starts(shown, open))
			shown = strstr(shown, close) + strlen(close);
		else if (*shown == '<')
			shown = strchr(shown, '>') + 1;
		else if (!isspace((unsigned char)*shown) && !str_starts(shown, "¶"))
			buf_addc(&out, *shown++);
		else
			shown += *shown == '\xc2' ? 2 : 1;
	}
	return buf_take(&out);
}

static char *only_ink(const char *plain)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT, ink = BUF_INIT;

	for (; *plain; plain++)
		if (!isspace((unsigned char)*plain))
			buf_addc(&ink, *plain);
	buf_add_html(&out, buf_text(&ink), ink.len);
	return buf_take(&out);
}

TEST(shows_all_of_both_texts)
{
	uint64_t state = 1;

	for (int i = 0; i < test_rounds(500); i++) {
		unsigned letters = 1 + random_below(&state, 12);
		CLEANUP(str_free) char *a = random_lines(&state, random_below(&state, 30), letters);
		CLEANUP(str_free) char *b = random_lines(&state, random_below(&state, 30), letters);
		CLEANUP(str_free) char *shown = unified(a, b);
		CLEANUP(str_free) char *old = without(shown, "ins"), *new = without(shown, "del");
		CLEANUP(str_free) char *old_ink = only_ink(a), *new_ink = only_ink(b);

		CHECK_TEXT(old, old_ink);
		CHECK_TEXT(new, new_ink);
	}
}

static const char *copy_line(struct buf *out, const char *line)
{
	size_t len = strcspn(line, "\n"), end = line[len] == '\n';

	if (out)
		buf_add(out, line, len + end);
	return line + len + end;
}

/* The first line of the old text that the heading "@@ -5,3 +…" is about; "-5,0" is about what
 * follows. */
static unsigned long first_line(const char *heading)
{
	char *end;
	unsigned long start = strtoul(heading + strlen("@@ -"), &end, 10);

	return start + str_starts(end, ",0 ");
}

/* What patch(1) would make of OLD; *CHANGES counts the lines with a sign. */
static char *patched(const char *old, const char *diff, size_t *changes)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	unsigned long at = 1;
	char last = ' ';

	*changes = 0;
	diff = copy_line(NULL, copy_line(NULL, diff));
	for (; *diff; last = *diff, diff = copy_line(NULL, diff)) {
		if (*diff == '@') {
			for (unsigned long first = first_line(diff); at < first; at++)
				old = copy_line(&out, old);
			continue;
		}
		if (*diff == '\\' && last != '-')
			buf_cut(&out, out.len - 1);
		if (*diff == ' ' || *diff == '+')
			copy_line(&out, diff + 1);
		if (*diff == ' ' || *diff == '-')
			old = copy_line(NULL, old), at++;
		*changes += *diff == '+' || *diff == '-';
	}
	buf_puts(&out, old);
	return buf_take(&out);
}

enum { MOST_LINES = 40 };

static size_t split(const char **line, size_t *len, const char *whole)
{
	size_t n = 0;

	for (; *whole; n++) {
		line[n] = whole;
		whole = copy_line(NULL, whole);
		len[n] = (size_t)(whole - line[n]);
	}
	return n;
}

/* The fewest changed lines that turn A into B, by the slow and certain way. */
static size_t fewest_changes(const char *a, const char *b)
{
	const char *x[MOST_LINES], *y[MOST_LINES];
	size_t nx[MOST_LINES], ny[MOST_LINES], n = split(x, nx, a), m = split(y, ny, b);
	size_t cost[MOST_LINES + 1][MOST_LINES + 1];

	for (size_t i = 0; i <= n; i++) {
		for (size_t j = 0; j <= m; j++) {
			bool same = i && j && nx[i - 1] == ny[j - 1] &&
				    memcmp(x[i - 1], y[j - 1], nx[i - 1]) == 0;
			size_t left = i ? cost[i - 1][j] + 1 : j, up = j ? cost[i][j - 1] + 1 : i;

			cost[i][j] = same ? cost[i - 1][j - 1] : left < up ? left : up;
		}
	}
	return cost[n][m];
}

TEST(a_unified_diff_makes_the_new_text_with_the_fewest_lines)
{
	uint64_t state = 2;

	for (int i = 0; i < test_rounds(500); i++) {
		unsigned letters = 1 + random_below(&state, 12);
		CLEANUP(str_free) char *a = random_lines(&state, random_below(&state, 19), letters);
		CLEANUP(str_free) char *b = random_lines(&state, random_below(&state, 40), letters);
		CLEANUP(str_free) char *diff = text(a, b);
		size_t changes;
		CLEANUP(str_free) char *made = patched(a, diff, &changes);

		CHECK_TEXT(made, b);
		CHECK_NUMBER(changes, fewest_changes(a, b));
	}
}

TEST(a_unified_diff_of_long_texts_makes_the_new_text)
{
	uint64_t state = 3;

	for (int i = 0; i < 30; i++) {
		unsigned letters = 1 + random_below(&state, 300);
		CLEANUP(str_free)
		char *a = random_lines(&state, random_below(&state, 3000), letters);
		CLEANUP(str_free)
		char *b = random_lines(&state, random_below(&state, 3000), letters);
		CLEANUP(str_free) char *diff = text(a, b);
		size_t changes;
		CLEANUP(str_free) char *made = patched(a, diff, &changes);

		CHECK_TEXT(made, b);
	}
}

enum { BIG = 256 << 10 };

/* BIG bytes of lines; KINDS 0: each line another. */
static char *big(uint64_t *state, unsigned kinds, const char *prefix)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; out.len < BIG - 40; i++) {
		if (kinds)
			buf_printf(&out, "%s%u\n", prefix, random_below(state, kinds));
		else
			buf_printf(&out, "%s sətir %zu\n", prefix, i);
	}
	return buf_take(&out);
}

static void check_big(const char *a, const char *b)
{
	CLEANUP(str_free) char *shown = html(a, b, DIFFERENCE_UNIFIED, 3), *diff = text(a, b);
	CLEANUP(str_free) char *both = NULL;
	size_t changes;
	CLEANUP(str_free) char *made = patched(a, diff, &changes);

	CHECK(str_starts(shown, "<div") && str_ends(shown, "</div>\n"));
	CHECK(str_equal(made, b));
	CHECK_NUMBER(difference_merge(&both, a, b, "başqa\n", NULL), ERR_CONFLICT);
}

static void join_lines(char *whole)
{
	for (char *p = whole; *p; p++)
		*p = *p == '\n' ? ' ' : *p;
}

TEST_LARGE(compares_big_texts_whatever_they_hold)
{
	static const unsigned kinds[] = { 0, 10, 50000 };
	uint64_t state = 4;

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !test_failed; i++) {
		CLEANUP(str_free) char *a = big(&state, kinds[i], kinds[i] ? "" : "bir");
		CLEANUP(str_free) char *b = big(&state, kinds[i], kinds[i] ? "" : "iki");

		check_big(a, b);
		join_lines(a);
		join_lines(b);
		check_big(a, b); /* one line of many words */
		if (test_failed)
			test_fail(__FILE__, __LINE__, "%u kinds of lines", kinds[i]);
	}
}

TEST(takes_what_only_one_changed)
{
	static const char *const cases[][4] = {
	/* base, mine, theirs, result */
		{"a\nb\nc\n",	       "a\nB\nc\n",		    "a\nb\nc\n",		 "a\nB\nc\n"	     },
		{ "a\nb\nc\n",	       "a\nb\nc\n",		    "a\nc\n",		      "a\nc\n"	       },
		{ "a\nb\nc\n",	       "A\nb\nc\n",		    "a\nb\nC\n",		 "A\nb\nC\n"	     },
		{ "a\nb\nc\n",	       "A\nb\nc\n",		    "a\nB\nc\n",		 "A\nB\nc\n"	     },
		{ "a\nb\nc\n",	       "A\nb\nc\n",		    "a\nb\nc\nd\n",	    "A\nb\nc\nd\n"   },
		{ "a\nb\nc\n",	       "a\nc\n",		 "a\nb\nx\nc\n",		 "a\nx\nc\n"	     },
		{ "a\nb\n",		    "a\nX\n",		      "a\nX\n",			"a\nX\n"	 },
		{ "a\nb\nc\n",	       "X\na\nb\nc\n",	       "a\nb\nX\nc\n",	       "X\na\nb\nX\nc\n"},
		{ "",		      "a\n",		     "",			 "a\n"	       },
		{ "a\n",			 "",			     "a\n",		    ""	       },
		{ "a",		       "a\n",		      "b\na",		      "b\na\n"	       },
		{ "a\n",			 "a",		      "b\na\n",			"b\na"	       },
		{ "bir iki üç\n",	  "BİR iki üç\n",	  "bir iki ÜÇ\n",	  "BİR iki ÜÇ\n"},
		{ "a\nbir iki üç\nb\n",	"a\nbir iki\nüç\nb\n", "a\nBİR iki üç\nb\n",
			"a\nBİR iki\nüç\nb\n"								      },
		{ "bir iki üç\ndörd\n", "bir iki üç dörd\n",  "BİR iki üç\ndörd\n",
			"BİR iki üç dörd\n"								       },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP(str_free) char *there = merged(cases[i][0], cases[i][1], cases[i][2]);
		CLEANUP(str_free) char *back = merged(cases[i][0], cases[i][2], cases[i][1]);

		CHECK_TEXT(there, cases[i][3]);
		CHECK_TEXT(back, cases[i][3]);
	}
}

TEST(keeps_what_both_inserted_at_one_place)
{
	static const char *const cases[][4] = {
		{"- a\n",	   "- a\n- mine\n",		    "- a\n- theirs\n",	       "- a\n- theirs\n- mine\n"},
		{ "- a",		 "- a\n- mine",		"- a\n- theirs",		 "- a\n- theirs\n- mine"	 },
		{ "- a\n\n## B\n", "- a\n- **S5** x\n\n## B\n", "- a\n- **S5** y\n\n## B\n",
			"- a\n- **S5** y\n- **S5** x\n\n## B\n"								},
		{ "",	      "mine\n",			"theirs\n",		    "theirs\nmine\n"	     },
		{ "a\n",		 "a\n\n### H\n\n- mine\n",	   "a\n\n### H\n\n- theirs\n",
			"a\n\n### H\n\n- theirs\n- mine\n"								   },
		{ "a\n\nb\n",      "a\n\nmine\n\nb\n",	  "a\n\ntheirs\n\nb\n",
			"a\n\ntheirs\n\nmine\n\nb\n"									 },
		{ "a\n",		 "a\n\nmine\n",		"a\n\ntheirs\n",		 "a\n\ntheirs\n\nmine\n"	 },
		{ "- a\n- b\n",	"- A\n- mine\n- b\n",	      "- a\n- theirs\n- b\n",
			"- A\n- mine\n- theirs\n- b\n"								       },
		{ "- a\n",	   "- a\n- same\n- mine\n",	    "- a\n- same\n",	     "- a\n- same\n- mine\n"  },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP(str_free) char *actual = merged(cases[i][0], cases[i][1], cases[i][2]);

		CHECK_TEXT(actual, cases[i][3]);
	}
}

TEST(refuses_when_both_changed_the_same_words)
{
	static const char *const cases[][3] = {
		{"x\nbir iki üç\n",  "x\nbir 2 üç\n",	      "x\nbir II üç\n"      },
		{ "x\nbir iki üç\n", "x\n",			    "x\nbir iki ÜÇ\n"     },
		{ "x\nbir iki üç\n", "x\nbir iki təxminən üç\n", "x\nbir iki düz üç\n"},
		{ "x\nbir\niki\n",	   "x\niki\nbir\n",		    "x\nBİR\niki\n"	    },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = { 0 };
		char untouched, *out = &untouched;

		CHECK_REFUSED(difference_merge(&out, cases[i][0], cases[i][1], cases[i][2], &err),
			ERR_CONFLICT, err,
			"line 2: somebody else changed the same words; look at both texts and "
			"choose");
		CHECK(out == &untouched);
		CHECK_NUMBER(difference_merge(&out, cases[i][0], cases[i][2], cases[i][1], NULL),
			ERR_CONFLICT);
	}
}

/* BASE with a few lines changed, inserted or deleted; every new word begins with MARK. */
static char *edited(uint64_t *state, const char *base, char mark)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	while (*base) {
		unsigned what = random_below(state, 12);

		if (what < 2)
			buf_printf(&out, "%c%u söz\n", mark, random_below(state, 1000));
		if (what == 2) {
			size_t words = strcspn(base, "\n");
			size_t cut = random_below(state, (unsigned)words + 1);

			while (cut && base[cut] != ' ')
				cut--;
			buf_add(&out, base, cut);
			buf_printf(&out, "%s%c%u", cut ? " " : "", mark, random_below(state, 1000));
			buf_printf(&out, "%s", cut ? "" : " ");
			buf_add(&out, base + cut, words - cut);
			buf_addc(&out, '\n');
		}
		base = copy_line(what == 2 || what == 3 ? NULL : &out, base);
	}
	return buf_take(&out);
}

/* Every word of TEXT that begins with MARK stands in WHOLE as often. */
static bool holds_words(const char *whole, const char *part, char mark)
{
	for (const char *p = part; (p = strchr(p, mark)); p++) {
		CLEANUP(str_free) char *word = str_copy_n(p, 1 + strspn(p + 1, "0123456789"));
		size_t here = 0, there = 0;

		for (const char *q = part; (q = strstr(q, word)); q++)
			here += !isdigit((unsigned char)q[strlen(word)]);
		for (const char *q = whole; (q = strstr(q, word)); q++)
			there += !isdigit((unsigned char)q[strlen(word)]);
		if (there < here)
			return false;
	}
	return true;
}

TEST(a_merge_keeps_its_laws)
{
	uint64_t state = 5;
	int clean = 0;

	for (int i = 0; i < test_rounds(500); i++) {
		CLEANUP(str_free)
		char *base = random_lines(
			&state, random_below(&state, 25), 1 + random_below(&state, 60));
		CLEANUP(str_free)
		char *x = edited(&state, base, 'X'), *y = edited(&state, base, 'Y');
		CLEANUP(str_free)
		char *left = merged(base, x, base), *right = merged(base, base, y);
		CLEANUP(str_free) char *both = merged(base, x, x);
		CLEANUP(str_free) char *there = merged(base, x, y), *back = merged(base, y, x);

		CHECK_TEXT(left, x);
		CHECK_TEXT(right, y);
		CHECK_TEXT(both, x);
		CHECK(!there == !back);
		if (!there)
			continue;
		clean++;
		CHECK_NUMBER(strlen(there), strlen(back));
		CHECK(holds_words(there, x, 'X') && holds_words(there, y, 'Y'));
	}
	CHECK(clean > 100);
}

static void take_both(void *ctx, struct buf *out, const char *base, const char *mine, const char *theirs)
{
	buf_printf(ctx, "[%s|%s|%s]", base, mine, theirs);
	buf_puts(out, theirs);
	buf_puts(out, mine);
}

TEST(what_does_not_go_together_is_chosen_and_the_rest_merged)
{
	CLEANUP(buf_release) struct buf asked = BUF_INIT;
	CLEANUP(str_free) char *clean = difference_merge_choosing("a\nb\n", "A\nb\n", "a\nB\n", take_both, &asked);
	CLEANUP(str_free) char *text = difference_merge_choosing(
		"bir iki\n\nüç\n\ndörd\n", "bir 2\n\nüç!\n\ndörd\n", "bir zwei\n\nüç\n\nvier\n", take_both, &asked);

	CHECK_TEXT(clean, "A\nB\n");
	CHECK_TEXT(text, "bir zwei\nbir 2\n\nüç!\n\nvier\n");
	CHECK_TEXT(buf_text(&asked), "[bir iki\n|bir 2\n|bir zwei\n]");
}

TEST_MAIN
