#include "template.h"
#include "test.h"

/* Values and lists by name: enough to see what a template asks for. */
struct given {
	const char *name;
	const char *value;	 /* or */
	const char *const *rows; /* the values of "row", ending with NULL */
	int at;
	bool open;
};

struct world {
	const struct template *template;
	struct given *given;
	size_t count;
	int opened;
};

static struct given *find(struct world *world, int ref)
{
	for (size_t i = 0; i < world->count; i++)
		if (str_equal(world->given[i].name, template_ref(world->template, ref)->name))
			return &world->given[i];
	return NULL;
}

static const char *row_value(struct world *world)
{
	for (size_t i = world->count; i-- > 0;)
		if (world->given[i].open)
			return world->given[i].rows[world->given[i].at];
	return NULL;
}

static const char *get_value(void *ctx, int ref, size_t *len)
{
	struct world *world = ctx;
	const struct given *given = find(world, ref);
	const char *value = given ? given->value : NULL;

	if (str_equal(template_ref(world->template, ref)->name, "row"))
		value = row_value(world);
	*len = value ? strlen(value) : 0;
	return value;
}

static int any(void *ctx, int ref, struct error *err)
{
	const struct given *given = find(ctx, ref);

	if (given && str_equal(given->value, "broken"))
		return error_set(err, ERR_FAILED, "the query broke");
	return given && (given->rows ? given->rows[0] != NULL : template_is_true(given->value));
}

static int open_section(void *ctx, int ref, struct error *err)
{
	struct given *given = find(ctx, ref);
	int code = any(ctx, ref, err);

	if (code > 0 && given->rows) {
		given->at = 0;
		given->open = true;
	}
	return code;
}

static int next_row(void *ctx, int ref, struct error *err)
{
	struct given *given = find(ctx, ref);

	if (!given->rows)
		return 0;
	given->open = given->rows[++given->at] != NULL;
	return given->open;
}

static const char *partial(void *ctx, const char *name)
{
	if (str_equal(name, "head"))
		return "<h1>{{title}}</h1>\n";
	if (str_equal(name, "field"))
		return "<i id=\"FIELD\">{{FIELD}}</i>";
	if (str_equal(name, "in-line"))
		return "[{{row}}]";
	if (str_equal(name, "again"))
		return "{{>again}}";
	if (str_equal(name, "broken"))
		return "one\n{{#a}}\n";
	return NULL;
}

static const char *phrase(const void *ctx, const char *english, bool one)
{
	static const char *const phrases[][3] = {
		{"Meetings",		      "Görüşlər",	  "Görüşlər"  },
		{ "a < b",			   "a < \"b\"",	"a < \"b\""	    },
		{ "%d proposal",		 "%d proposal",	"%d proposals"  },
		{ "%s by %s: 100%% of %d",	   "%s/%s/100%%/%d", "%s/%s/100%%/%d"},
		{ "a long phrase over lines", "joined",		"joined"	 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(phrases); i++)
		if (str_equal(phrases[i][0], english))
			return phrases[i][one ? 1 : 2];
	return english;
}

static const char *const three[] = { "a", "<b>", "c", NULL };
static const char *const two[] = { "1", "2", NULL };
static const char *const none[] = { NULL };

static int load(struct template **out, const char *text, struct error *err)
{
	return template_load(out, "test.html", text, partial, NULL, phrase, NULL, err);
}

/* The whole way, with the values below. The caller frees. */
static char *render(const char *text)
{
	struct given given[] = {
		{"title",	   .value = "A & \"B\" 'C'"},
		{ "text_html", .value = "<i>x</i>"	   },
		{ "yes",	 .value = "1"	      },
		{ "zero",	  .value = "0"	       },
		{ "empty",	   .value = ""	       },
		{ "many",	  .value = "3"	       },
		{ "two",	 .rows = two	     },
		{ "three",	   .rows = three		 },
		{ "none",	  .rows = none	       },
		{ "failing",   .value = "broken"       },
	};
	CLEANUP(template_free) struct template *template = NULL;
	struct buf out = BUF_INIT;
	struct error err = { 0 };

	if (load(&template, text, &err) == 0) {
		struct world world = { template, given, ARRAY_SIZE(given), 0 };
		struct template_data data = { &world, get_value, open_section, next_row, any };

		if (template_render(template, &data, &out, &err) == 0)
			return buf_take(&out);
	}
	buf_release(&out);
	return error_text(&err);
}

#define CHECK_RENDER(text, expected)                                                               \
	do {                                                                                       \
		CLEANUP(str_free) char *html_ = render(text);                                      \
		CHECK_TEXT(html_, expected);                                                       \
	} while (0)

TEST(text_without_tags_stays_byte_for_byte)
{
	CHECK_RENDER("", "");
	CHECK_RENDER("a { b } }} \n\n <p>", "a { b } }} \n\n <p>");
}

TEST(values_are_escaped)
{
	CHECK_RENDER("<p title=\"{{title}}\">", "<p title=\"A &amp; &quot;B&quot; &#39;C&#39;\">");
	CHECK_RENDER("{{ title }}", "A &amp; &quot;B&quot; &#39;C&#39;");
}

TEST(a_value_named_html_is_put_in_as_it_is)
{
	CHECK_RENDER("({{text_html}})", "(<i>x</i>)");
}

TEST(a_value_that_is_not_there_is_nothing)
{
	CHECK_RENDER("({{nobody}})", "()");
}

TEST(a_section_runs_once_a_row)
{
	CHECK_RENDER("{{#three}}{{row}},{{/three}}", "a,&lt;b&gt;,c,");
	CHECK_RENDER("x{{#none}}{{row}}{{/none}}y", "xy");
}

TEST(sections_nest)
{
	CHECK_RENDER("{{#two}}({{#three}}{{row}}{{/three}}{{row}}){{/two}}",
		"(a&lt;b&gt;c1)(a&lt;b&gt;c2)");
}

TEST(a_section_over_a_value_runs_when_it_is_true)
{
	CHECK_RENDER(
		"{{#yes}}y{{/yes}}{{#zero}}z{{/zero}}{{#empty}}e{{/empty}}{{#nobody}}n{{/nobody}}",
		"y");
}

TEST(an_inverted_section_stands_for_nothing)
{
	CHECK_RENDER(
		"{{^yes}}y{{/yes}}{{^zero}}z{{/zero}}{{^empty}}e{{/empty}}{{^nobody}}n{{/nobody}}",
		"zen");
	CHECK_RENDER("{{^three}}no{{/three}}{{^none}}yes{{/none}}", "yes");
}

TEST(an_inverted_section_in_a_section_sees_its_row)
{
	CHECK_RENDER("{{#two}}{{^zero}}{{row}}{{/zero}}{{/two}}", "12");
}

TEST(only_1_is_one)
{
	CHECK_RENDER("{{_%d proposal|yes}}, {{_%d proposal|many}}, {{_%d proposal|zero}}",
		"1 proposal, 3 proposals, 0 proposals");
	CHECK_RENDER("{{#two}}{{_%d proposal|row}};{{/two}}", "1 proposal;2 proposals;");
}

TEST(phrases_are_translated_and_escaped)
{
	CHECK_RENDER("{{_Meetings}}: {{_a < b}} {{_New here}}",
		"Görüşlər: a &lt; &quot;b&quot; New here");
}

TEST(values_of_a_phrase_are_escaped_and_keep_their_order)
{
	CHECK_RENDER("{{_%s by %s: 100%% of %d|title|empty|many}}",
		"A &amp; &quot;B&quot; &#39;C&#39;//100%/3");
}

TEST(a_percent_sign_without_values_is_one)
{
	CHECK_RENDER("{{_100% sure}}", "100% sure");
}

TEST(white_space_in_a_phrase_is_one_space)
{
	CHECK_RENDER("{{_a long\n\tphrase  over lines}}", "joined");
}

TEST(tags_alone_on_a_line_leave_no_line)
{
	CHECK_RENDER("a\n  {{#yes}}\nb\n{{/yes}}  \nc\n", "a\nb\nc\n");
	CHECK_RENDER("a\n{{! nothing }}\nb\n", "a\nb\n");
	CHECK_RENDER("{{^zero}}\nb\n{{/zero}}", "b\n");
	CHECK_RENDER("a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\n", "a\r\nb\r\n");
}

TEST(tags_beside_something_keep_the_line)
{
	CHECK_RENDER("{{#yes}} b {{/yes}}\nc", " b \nc");
	CHECK_RENDER("{{title}}\nc", "A &amp; &quot;B&quot; &#39;C&#39;\nc");
	CHECK_RENDER("x {{#yes}}\n{{/yes}}\n", "x \n");
}

TEST(a_comment_is_left_out)
{
	CHECK_RENDER("a{{! not {# even this }}b", "ab");
}

TEST(a_partial_is_about_the_field_that_is_named)
{
	CHECK_RENDER("{{>field title}}", "<i id=\"title\">A &amp; &quot;B&quot; &#39;C&#39;</i>");
}

TEST(a_partial_stands_as_if_it_were_written_there)
{
	CHECK_RENDER("{{>head}}\n<p>", "<h1>A &amp; &quot;B&quot; &#39;C&#39;</h1>\n<p>");
	CHECK_RENDER("{{#two}}{{>in-line}}{{/two}}", "[1][2]");
}

TEST(places_know_the_section_around_them)
{
	CLEANUP(template_free) struct template *template = NULL;
	struct error err = { 0 };

	CHECK_OK(load(&template, "{{a}}{{#b}}{{^c}}{{d}}{{/c}}{{>in-line}}{{/b}}{{_%d x|e}}", &err),
		err);
	static const struct template_ref expected[] = {
		{"a",    -1, false},
		{ "b",   -1, true },
		{ "c",   1,  true },
		{ "d",   1,  false},
		{ "row", 1,  false},
		{ "e",   -1, false},
	};
	for (int i = 0; i < 6; i++) {
		const struct template_ref *ref = template_ref(template, i);

		CHECK_TEXT(ref->name, expected[i].name);
		CHECK_NUMBER(ref->within, expected[i].within);
		CHECK_NUMBER(ref->section, expected[i].section);
	}
	CHECK(!template_ref(template, 6));
	CHECK(!template_ref(template, -1));
}

TEST(an_error_of_the_data_ends_rendering)
{
	CHECK_RENDER("a{{#failing}}b{{/failing}}", "the query broke");
	CHECK_RENDER("a{{^failing}}b{{/failing}}", "the query broke");
}

TEST(faults_name_file_and_line)
{
	CHECK_RENDER("a\n\n{{title", "test.html, line 3: a tag is never closed");
	CHECK_RENDER("a\n{{/b}}", "test.html, line 2: \"b\" is closed but was not opened");
	CHECK_RENDER("\n{{#a}}\n\n{{/b}}",
		"test.html, line 4: \"b\" is closed where \"a\" of line 2 is open");
	CHECK_RENDER(
		"\n{{#a}}\n{{^b}}{{/b}}\n", "test.html, line 2: \"a\" is opened but never closed");
	CHECK_RENDER("{{a b}}", "test.html, line 1: \"a b\" is no name");
	CHECK_RENDER("{{}}", "test.html, line 1: \"\" is no name");
	CHECK_RENDER("{{{a}}}", "test.html, line 1: \"{a\" is no name");
	CHECK_RENDER("{{#a-b}}{{/a-b}}", "test.html, line 1: \"a-b\" is no name");
	CHECK_RENDER("{{_}}", "test.html, line 1: a phrase without words");
}

TEST(lines_that_tags_take_are_counted)
{
	CHECK_RENDER(
		"{{#yes}}\n{{/yes}}\n{{!\n\n}}\n{{x y}}", "test.html, line 6: \"x y\" is no name");
}

TEST(a_phrase_names_as_many_values_as_it_takes)
{
	CHECK_RENDER("{{_%d of %d|many}}",
		"test.html, line 1: \"%d of %d\" takes 2 values, and 1 are named");
	CHECK_RENDER("{{_%%d|many}}", "test.html, line 1: \"%%d\" takes 0 values, and 1 are named");
	CHECK_RENDER("{{_%d|a b}}", "test.html, line 1: \"a b\" is no name");
}

TEST(a_fault_in_a_partial_names_both)
{
	CHECK_RENDER("\n{{>broken}}",
		"test.html, line 2: broken, line 2: \"a\" is opened but never closed");
	CHECK_RENDER("{{>nobody}}", "test.html, line 1: there is no template \"nobody\"");
}

TEST(a_partial_within_itself_is_refused)
{
	CHECK_RENDER("{{>again}}", "test.html, line 1: again, line 1: the template \"again\" is "
				   "within itself");
}

TEST(sections_too_deep_are_refused)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	for (int i = 0; i < 65; i++)
		buf_puts(&text, "{{#yes}}");
	CHECK_RENDER(buf_text(&text), "test.html, line 1: sections are nested too deep");
}

TEST_MAIN
