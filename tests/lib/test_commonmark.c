/*
 * The examples of the CommonMark specification are the test: COMMONMARK_SPEC names its spec.txt.
 * Left out are the examples whose result holds a tag that stands in their source, for raw HTML is
 * what we leave out.
 */

#include "markdown.h"
#include "test.h"

#define FENCE "````````````````````````````````"

enum { EXPECTED_EXAMPLES = 581 };

struct section {
	char name[100];
	int run, left_out, failed;
};

struct totals {
	int run, left_out, failed, sections;
};

static bool needs_raw_html(const char *source, const char *html)
{
	for (const char *tag = html; (tag = strchr(tag, '<')); tag++) {
		const char *end = strchr(tag, '>');
		CLEANUP(str_free) char *copy = str_copy_n(tag, end ? (size_t)(end + 1 - tag) : 1);

		if (strstr(source, copy))
			return true;
	}
	return false;
}

/* "→" stands for a tab. */
static char *with_tabs(const char *text, size_t len)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; i < len;) {
		bool tab = len - i >= 3 && memcmp(text + i, "\u2192", 3) == 0;

		buf_addc(&out, tab ? '\t' : text[i]);
		i += tab ? 3 : 1;
	}
	return buf_take(&out);
}

static void run_example(struct section *section, const char *source, const char *html, int number)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct error err = { 0 };

	if (needs_raw_html(source, html)) {
		section->left_out++;
		return;
	}
	section->run++;
	if (markdown_commonmark(&out, source, strlen(source), &err) == 0 &&
		str_equal(buf_text(&out), html))
		return;
	section->failed++;
	test_fail(__FILE__, __LINE__, "example %d\n%s\nexpected\n%s\ngot\n%s", number, source, html,
		buf_text(&out));
}

/* The example that begins at AT, just after its opening fence. Returns where it ends. */
static const char *take_example(struct section *section, const char *at, int number)
{
	const char *middle = str_starts(at, ".\n") ? at : strstr(at, "\n.\n") + 1;
	const char *end = strstr(middle, "\n" FENCE "\n") + 1;
	const char *html = middle + 2;
	CLEANUP(str_free) char *source = with_tabs(at, (size_t)(middle - at));
	CLEANUP(str_free) char *expected = with_tabs(html, end > html ? (size_t)(end - html) : 0);

	run_example(section, source, expected, number);
	return end;
}

static void report(const struct section *section, struct totals *totals)
{
	if (section->run + section->left_out == 0)
		return;
	printf("%s %d - %s: %d exact, %d need raw HTML\n", section->failed ? "not ok" : "ok",
		++totals->sections, section->name, section->run - section->failed,
		section->left_out);
	totals->run += section->run;
	totals->left_out += section->left_out;
	totals->failed += section->failed;
}

static void run_specification(const char *text, struct totals *totals)
{
	struct section section = { 0 };
	int number = 0;

	for (const char *line = text, *next; (next = strchr(line, '\n')); line = next + 1) {
		if (str_starts(line, "# ") || str_starts(line, "## ")) {
			report(&section, totals);
			section = (struct section){ 0 };
			line += strspn(line, "# ");
			snprintf(section.name, sizeof section.name, "%.*s", (int)(next - line),
				line);
		} else if (str_starts(line, FENCE " example\n")) {
			next = take_example(&section, next + 1, ++number) + strlen(FENCE);
		}
	}
	report(&section, totals);
}

int main(void)
{
	const char *path = getenv("COMMONMARK_SPEC");
	struct totals totals = { 0 };

	if (!path || !*path) {
		printf("ok 1 # SKIP COMMONMARK_SPEC does not name the specification's "
		       "text\n1..1\n");
		return 0;
	}
	CLEANUP(str_free) char *text = test_read_file(path, NULL);
	run_specification(text, &totals);
	bool enough = totals.run >= EXPECTED_EXAMPLES;
	printf("%s %d - %d examples run, %d left out\n", enough ? "ok" : "not ok",
		++totals.sections, totals.run, totals.left_out);
	printf("1..%d\n", totals.sections);
	return totals.failed > 0 || !enough;
}
