#include "test.h"
#include "minutes_dump.h"
#include "text.h"

#include <glob.h>

static struct record *record_of(const char *body)
{
	struct record *rec = record_new("minutes");

	record_set_body(rec, body);
	return rec;
}

static char *read_text(const char *body)
{
	CLEANUP(record_free) struct record *rec = record_of(body);
	struct buf out = BUF_INIT;

	dump_minutes(&out, rec);
	return buf_take(&out);
}

static void check_golden(const char *path)
{
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(str_free) char *text = NULL;
	CLEANUP(str_free) char *expected = NULL;
	CLEANUP(str_free) char *expected_path = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct error err;
	size_t len;

	text = test_read_file(path, &len);
	expected_path = str_format("%.*s.txt", (int)strlen(path) - 3, path);
	expected = test_read_file(expected_path, NULL);
	CHECK_OK(record_parse(&rec, text, len, &err), err);
	dump_minutes(&out, rec);
	CHECK_TEXT(buf_text(&out), expected);
}

TEST(reads_what_the_golden_files_say)
{
	CLEANUP(str_free) char *pattern = str_format("%s/minutes/*.md", test_data);
	glob_t found;

	CHECK_NUMBER(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_golden(found.gl_pathv[i]);
	globfree(&found);
}

/* Every item of BODY, written again, is what it was. */
static void check_identity(const struct record *rec, const char *language)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, "x", NULL);

	CHECK(minutes->items > 0);
	for (size_t i = 0; i < minutes->items; i++) {
		const struct minutes_item *item = &minutes->item[i];
		CLEANUP(str_free) char *was = NULL;
		CLEANUP(buf_release) struct buf out = BUF_INIT;

		was = str_copy_n(record_body(rec) + item->start, item->end - item->start);
		if (!item->id)
			continue;
		minutes_write_item(&out, item, language);
		CHECK_TEXT(buf_text(&out), was);
	}
}

TEST(a_canonical_item_is_written_as_it_was_read)
{
	static const char *const language[] = { "az", "en" };

	for (size_t i = 0; i < ARRAY_SIZE(language); i++) {
		CLEANUP(str_free) char *path = NULL;
		CLEANUP(str_free) char *text = NULL;
		CLEANUP(record_free) struct record *rec = NULL;
		struct error err;
		size_t len;

		path = str_format("%s/minutes/protocol-%s.md", test_data, language[i]);
		text = test_read_file(path, &len);
		CHECK_OK(record_parse(&rec, text, len, &err), err);
		check_identity(rec, language[i]);
	}
}

TEST(knows_the_headings_of_both_languages)
{
	for (int i = 0; i < SECTION_OTHER; i++) {
		enum minutes_section section = (enum minutes_section)i;
		CLEANUP(str_free) char *upper = text_upper(minutes_heading(section, "az"), "az");
		CLEANUP(str_free) char *fold = text_fold(upper, strlen(upper));
		CLEANUP(buf_release) struct buf body = BUF_INIT;
		CLEANUP(record_free) struct record *rec = NULL;
		CLEANUP(minutes_free) struct minutes *minutes = NULL;

		buf_printf(&body, "## x\n### %s\n- a\n### %s\n- b\n### %s\n- c\n### **%s:**\n- d\n",
			minutes_heading(section, "az"), minutes_heading(section, "en"), upper,
			fold);
		rec = record_of(buf_text(&body));
		minutes = minutes_read(rec, "x", NULL);
		CHECK_NUMBER(minutes->items, 4);
		for (size_t k = 0; k < 4; k++)
			CHECK_NUMBER(minutes->item[k].section, section);
	}
	CHECK_TEXT(minutes_heading(SECTION_OTHER, "az"), "");
	CHECK_NUMBER(minutes_letter(SECTION_HEARD), 'S');
	CHECK_NUMBER(minutes_letter(SECTION_SPOKE), 'S');
	CHECK_NUMBER(minutes_letter(SECTION_SUGGESTED), 'O');
	CHECK_NUMBER(minutes_letter(SECTION_RESOLVED), 'D');
	CHECK_NUMBER(minutes_letter(SECTION_ACTIONS), 'A');
	CHECK_NUMBER(minutes_letter(SECTION_OTHER), 0);
}

#define CHECK_READ(body, expected)                                                                 \
	do {                                                                                       \
		CLEANUP(str_free) char *got_ = read_text(body);                                    \
		CHECK_TEXT(got_, (expected));                                                      \
	} while (0)

TEST(a_colon_in_a_text_makes_no_speaker)
{
	static const char *const text[] = { "two things: a and b", "[a](b) said: c", "[a](b) : c",
		"[a](b), c: d", "*a* b: c", "**a**: b", "[a]: b", "[a](b):c", "x [a](b): c",
		"* a*: b", "[a](b), [c](d) e: f" };

	for (size_t i = 0; i < ARRAY_SIZE(text); i++) {
		CLEANUP(str_free) char *body = NULL;
		CLEANUP(str_free) char *expected = NULL;

		body = str_format("### Spoke\n- **S1** %s\n", text[i]);
		expected = str_format(
			"issue 1, line 1: \"\"\nS1, Spoke, issue 1, line 2\n  text: %s\n", text[i]);
		CHECK_READ(body, expected);
	}
}

TEST(only_items_with_room_for_it_have_an_end)
{
	CHECK_READ("### Spoke\n- **S1** a (S1)\n- **S2** b (for 6)\n- **S3** c — *D*, 2015\n",
		"issue 1, line 1: \"\"\n"
		"S1, Spoke, issue 1, line 2\n  text: a (S1)\n"
		"S2, Spoke, issue 1, line 3\n  text: b (for 6)\n"
		"S3, Spoke, issue 1, line 4\n  text: c — *D*, 2015\n");
	CHECK_READ("### Suggestions voiced\n- **O1** b (for 6)\n- **O2** (O1)\n- **O3** x(O1)\n",
		"issue 1, line 1: \"\"\n"
		"O1, Suggestions voiced, issue 1, line 2\n  text: b (for 6)\n"
		"O2, Suggestions voiced, issue 1, line 3\n  text: \n  origin: O1\n"
		"O3, Suggestions voiced, issue 1, line 4\n  text: x(O1)\n");
}

TEST(numbers_of_issues_are_no_part_of_titles)
{
	CHECK_READ("## 1. a\n## 12) b ##\n## 2015. c\n## 3.d\n##\n## e #\n",
		"issue 1, line 1: \"a\"\nissue 2, line 2: \"b\"\nissue 3, line 3: \"2015. c\"\n"
		"issue 4, line 4: \"3.d\"\nissue 5, line 5: \"\"\nissue 6, line 6: \"e\"\n");
}

TEST(a_heading_above_ends_a_section)
{
	CHECK_READ("## a\n### Spoke\n- x\n# b\n- y\n- **S1** z\n",
		"issue 1, line 1: \"a\"\n(no id), Spoke, issue 1, line 3\n  text: x\n"
		"S1, (other), issue 1, line 6\n  text: z\n");
	CHECK_READ("### Spoke\n- x\n### Of our own\n- y\n",
		"issue 1, line 1: \"\"\n(no id), Spoke, issue 1, line 2\n  text: x\n");
	CHECK_READ("### Of our own\n- y\n\ntext\n", "");
}

static char *written(const struct minutes_item *item)
{
	struct buf out = BUF_INIT;

	minutes_write_item(&out, item, "en");
	return buf_take(&out);
}

/* Votes and the rest. */
#define ITEM(yes, no, neither, ...)                                                                \
	((struct minutes_item){                                                                    \
		.votes_for = (yes), .against = (no), .abstained = (neither), __VA_ARGS__ })

#define CHECK_WRITTEN(item, expected)                                                              \
	do {                                                                                       \
		CLEANUP(str_free) char *got_ = written(&(item));                                   \
		CHECK_TEXT(got_, (expected));                                                      \
	} while (0)

TEST(writes_what_a_form_gives)
{
	char *who[] = { " A_B [x]\n<c> ", "", "[D](e.md)", "[f](g) h", NULL };
	char *from[] = { "S1", "../x (1)/minutes.md#s2", "#s3" };
	struct minutes_item item = ITEM(-1, 0, -1, .id = "D1",
		.text = "\r\n\r\n- a\r\n\r\n\tb  \n \n", .speaker = who, .speakers = 4,
		.origin = from, .origins = 3, .person = "*x*", .done = true);

	CHECK_WRITTEN(item,
		"- **D1** *A\\_B \\[x\\] \\<c>*, [D](e.md), *\\[f\\](g) h*:\n\n  - a\n\n  \tb "
		"(S1, [S2](<../x (1)/minutes.md#s2>), [S3](#s3)) (against 0)\n");
	item = ITEM(-1, -1, -1, .id = "A1", .text = "", .person = "X", .due = "2015");
	CHECK_WRITTEN(item, "- [ ] **A1** — *X*, 2015\n");
	item = ITEM(-1, -1, -1, .id = "A1", .text = NULL, .person = " ", .due = "", .done = true);
	CHECK_WRITTEN(item, "- [x] **A1**\n");
	item = ITEM(3, -1, -1, .id = "S1", .text = "[a](b): c", .due = "2015");
	CHECK_WRITTEN(item, "- **S1** [a](b)\\: c\n");
	item = ITEM(
		-1, -1, -1, .section = SECTION_ACTIONS, .text = "x\n```\ny\n```", .due = "2015");
	CHECK_WRITTEN(item, "- [ ] x\n  ```\n  y\n  ```\n\n  — 2015\n");
}

TEST(finds_an_item_by_its_id)
{
	CLEANUP(record_free) struct record *rec = record_of("### Spoke\n- a\n- **S2** b\n");
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, "x", NULL);

	CHECK_TEXT(minutes_find(minutes, "S2")->text, "b");
	CHECK(!minutes_find(minutes, "S1"));
}

TEST(lines_are_those_of_the_file)
{
	static const char text[] = "---\nrecord: minutes\n---\n\n\n## a\n### Spoke\n- **S1** b\n";
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(minutes_free) struct minutes *minutes = NULL;
	struct error err;

	CHECK_OK(record_parse(&rec, text, strlen(text), &err), err);
	minutes = minutes_read(rec, "x", NULL);
	CHECK_NUMBER(minutes->issue[0].line, 6);
	CHECK_NUMBER(minutes->item[0].line, 8);
}

/* Any bytes: what is written of what was read reads the same, and is written the same again. */

static unsigned long next_random(unsigned long *state)
{
	*state = *state * 6364136223846793005UL + 1442695040888963407UL;
	return *state >> 33;
}

static const char *const crumb[] = { "- ", "* ", "1. ", "  ", "    ", "\n", "\n\n", "\t", "**S1** ",
	"**O2** ", "**D3** ", "**A4** ", "[ ] ", "[x] ", "[a](b)", "[a](b): ", ", ", "*n*",
	"*n*: ", ":", "\\", "(S1)", " (S1, S2)", " ([S1](#s1))", " (for 6)",
	" (lehinə 6, bitərəf 1)", " — ", " – ", "2015-09-01", "2015", "```", "~~~", "<!--", "-->",
	"<div>", "> ", "## ", "### Spoke\n", "### Suggestions voiced\n", "### Resolved\n",
	"### Actions\n", "### x\n", "## 1. y\n", "---\n", "text", "ə", "|", "`", "_", "(", ")", "[",
	"]", "#", "\xff", "\r" };

static void add_crumbs(struct buf *out, unsigned long *state, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_puts(out, crumb[next_random(state) % ARRAY_SIZE(crumb)]);
}

static bool same_item(const struct minutes_item *a, const struct minutes_item *b)
{
	CLEANUP(buf_release) struct buf x = BUF_INIT;
	CLEANUP(buf_release) struct buf y = BUF_INIT;
	struct minutes_item there = *b;

	there.issue = a->issue;
	there.line = a->line;
	there.section = a->section;
	dump_item(&x, a);
	dump_item(&y, &there);
	return str_equal(buf_text(&x), buf_text(&y));
}

static void check_stable(const struct minutes_item *item, const char *body)
{
	CLEANUP(str_free) char *first = written(item);
	CLEANUP(str_free) char *again = NULL;
	CLEANUP(str_free) char *second = NULL;
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(minutes_free) struct minutes *minutes = NULL;

	again = str_format("### %s\n\n%s\nafter\n", minutes_heading(item->section, "en"), first);
	rec = record_of(again);
	minutes = minutes_read(rec, "x", NULL);
	if (minutes->items != 1 || !same_item(item, &minutes->item[0])) {
		CLEANUP(buf_release) struct buf dump = BUF_INIT;

		dump_item(&dump, item);
		dump_minutes(&dump, rec);
		test_fail(__FILE__, __LINE__, "not the same again:\n%s\nwritten\n%s\nof\n%s",
			buf_text(&dump), first, body);
		return;
	}
	second = written(&minutes->item[0]);
	CHECK_TEXT(second, first);
}

TEST(what_is_written_reads_the_same)
{
	static const char *const head[] = { "", "### Spoke\n- **S1** ", "### Resolved\n- **D1** ",
		"### Suggestions voiced\n1. **O1** ", "### Actions\n-   [ ] **A1** " };
	unsigned long state = 1;
	size_t checked = 0;

	for (int n = 0; n < test_rounds(2000) && !test_failed; n++) {
		CLEANUP(buf_release) struct buf body = BUF_INIT;
		CLEANUP(record_free) struct record *rec = NULL;
		CLEANUP(minutes_free) struct minutes *minutes = NULL;

		buf_puts(&body, head[next_random(&state) % ARRAY_SIZE(head)]);
		add_crumbs(&body, &state, 1 + next_random(&state) % 60);
		rec = record_of(buf_text(&body));
		minutes = minutes_read(rec, "x", NULL);
		for (size_t i = 0; i < minutes->items && !test_failed; i++) {
			if (minutes->item[i].id)
				check_stable(&minutes->item[i], record_body(rec));
			checked++;
		}
	}
	CHECK(test_failed || checked > 1000);
}

/* HEAD, then PIECE again and again, then the last item. */
static char *repeated(const char *head, const char *piece)
{
	struct buf out = BUF_INIT;

	buf_puts(&out, head);
	while (out.len + strlen(piece) <= RECORD_MAX_BYTES / 4)
		buf_puts(&out, piece);
	buf_puts(&out, "\n\n## a\n\n### Spoke\n\n- **S2** end\n");
	return buf_take(&out);
}

/* To the end of BODY, where the item S2 stands. */
static void read_and_write(const char *body)
{
	CLEANUP(record_free) struct record *rec = record_of(body);
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, "x", &faults);
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; i < minutes->items; i++)
		minutes_write_item(&out, &minutes->item[i], "az");
	CHECK(minutes->items > 0);
	CHECK_TEXT(minutes->item[minutes->items - 1].text, "end");
	CHECK(str_ends(buf_text(&out), "- **S2** end\n"));
}

TEST_LARGE(reads_and_writes_long_runs_of_any_piece)
{
	static const char *const head[] = { "### Spoke\n- **S1** ", "### Resolved\n- **D1** ",
		"### Actions\n- **A1** x", "" };
	static const char *const piece[] = { "[a](b), ", "*a*, ", "[", "*", "_a", "(", ")", " (S1)",
		" (S1, S2", "S1, ", " (for 1)", "for 1, ", " — ", " — [", " — *a*, 2015", " — 2015",
		"\n", "\n- ", "\n- **D1** (S1)", "\n- **A1** — *a*, 20", "\n  x", "\n\n  y",
		"## 1. a\n", "### Spoke\n- a\n", "### x\n", "\\", "\\:", "[a](b)\\: " };

	for (size_t i = 0; i < ARRAY_SIZE(head) * ARRAY_SIZE(piece) && !test_failed; i++) {
		const char *first = head[i / ARRAY_SIZE(piece)];
		const char *then = piece[i % ARRAY_SIZE(piece)];
		CLEANUP(str_free) char *body = repeated(first, then);

		read_and_write(body);
		if (test_failed)
			test_fail(__FILE__, __LINE__, "\"%s\" after \"%s\"", then, first);
	}
}

TEST_MAIN
