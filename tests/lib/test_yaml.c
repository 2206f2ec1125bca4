#include "test.h"
#include "yaml.h"

static struct yaml *parse(const char *text)
{
	struct yaml *tree = NULL;
	struct error err;

	if (yaml_parse(&tree, text, strlen(text), 2, &err) < 0) {
		CLEANUP(str_free) char *words = error_text(&err);

		test_fail(__FILE__, __LINE__, "%s", words);
	}
	return tree;
}

/* TREE's entries, written in the canonical form. The caller frees. */
static char *write(const struct yaml *tree)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; i < tree->items; i++)
		yaml_write_entry(&out, tree->item[i]->key, tree->item[i]);
	return buf_take(&out);
}

static char *rewrite(const char *text)
{
	CLEANUP(yaml_free) struct yaml *tree = parse(text);

	return tree ? write(tree) : NULL;
}

static char *write_one(const char *text)
{
	CLEANUP(yaml_free) struct yaml *map = yaml_map();

	yaml_put(map, "k", yaml_scalar(text));
	return write(map);
}

#define CHECK_WRITES(text, expected)                                                               \
	do {                                                                                       \
		CLEANUP(str_free) char *written_ = write_one(text);                                \
		CHECK_TEXT(written_, expected);                                                    \
	} while (0)

#define CHECK_INVALID(text, words)                                                                 \
	do {                                                                                       \
		struct yaml *tree_ = NULL;                                                         \
		struct error err_;                                                                 \
		CHECK_REFUSED(yaml_parse(&tree_, text, sizeof text - 1, 2, &err_), ERR_INVALID,    \
			err_, words);                                                              \
		CHECK(!tree_);                                                                     \
	} while (0)

TEST(reads_scalars_lists_and_maps)
{
	static const char text[] = "a: 1\nb: [x, 'y', \"z\"]\nc: {d: e}\nf:\n  - {g: h}\n  - i\n";
	CLEANUP(yaml_free) struct yaml *tree = parse(text);

	CHECK(tree);
	CHECK_TEXT(yaml_get(tree, "a"), "1");
	CHECK_NUMBER(yaml_count(yaml_at(tree, "b")), 3);
	CHECK_TEXT(yaml_at(tree, "b")->item[1]->text, "y");
	CHECK_TEXT(yaml_get(yaml_at(tree, "c"), "d"), "e");
	CHECK_TEXT(yaml_get(yaml_at(tree, "f")->item[0], "g"), "h");
	CHECK(!yaml_get(tree, "b"));
	CHECK(!yaml_at(tree, "absent"));
	CHECK_NUMBER(yaml_count(yaml_at(tree, "absent")), 0);
}

TEST(says_on_which_lines_a_value_stands)
{
	static const char text[] =
		"a: 1\nb:\n  - x\n  - y\n# note\n\nc: |\n  text\n\n# note\nd: [1,\n  2]\n";
	CLEANUP(yaml_free) struct yaml *tree = parse(text);

	CHECK(tree);
	CHECK_NUMBER(yaml_at(tree, "a")->line, 2);
	CHECK_NUMBER(yaml_at(tree, "a")->end, 3);
	CHECK_NUMBER(yaml_at(tree, "b")->line, 3);
	CHECK_NUMBER(yaml_at(tree, "b")->item[1]->line, 5);
	CHECK_NUMBER(yaml_at(tree, "b")->end, 6);
	CHECK_NUMBER(yaml_at(tree, "c")->line, 8);
	CHECK_NUMBER(yaml_at(tree, "c")->end, 11);
	CHECK_NUMBER(yaml_at(tree, "d")->line, 12);
	CHECK_NUMBER(yaml_at(tree, "d")->end, 14);
}

TEST(takes_nothing_and_null_for_the_null_unless_quoted)
{
	static const char text[] =
		"a:\nb: ~\nc: null\nd: NULL\ne: \"null\"\nf: ''\ng: nullify\nh: Null\n";
	CLEANUP(yaml_free) struct yaml *tree = parse(text);

	CHECK(tree);
	CHECK(!yaml_at(tree, "a"));
	CHECK(!yaml_at(tree, "b"));
	CHECK(!yaml_at(tree, "c"));
	CHECK(!yaml_at(tree, "d"));
	CHECK(!yaml_at(tree, "h"));
	CHECK_TEXT(yaml_get(tree, "e"), "null");
	CHECK_TEXT(yaml_get(tree, "f"), "");
	CHECK_TEXT(yaml_get(tree, "g"), "nullify");
}

TEST(quotes_what_another_reader_would_take_for_something_else)
{
	static const char *const quoted[] = { "null", "Null", "NULL", "~", "true", "True", "FALSE",
		"yes", "Yes", "no", "NO", "on", "Off", "y", "N", "<<", "=", "007", "0x1f", "0b11",
		"0o17", "1e3", "1.5e+3", "1_000", "+5", "-0", "3.50", ".5", "5.", "1.", ".inf",
		"-.INF", ".nan", "12:30", "1:30:00", "190:20:30.15", "12345678901234567890",
		"2015-02-30", "2015-7-8", "2015-07-28T15:00:00Z", "2015-07-28 15:00:00", "" };

	for (size_t i = 0; i < ARRAY_SIZE(quoted); i++) {
		CLEANUP(str_free) char *expected = str_format("k: \"%s\"\n", quoted[i]);

		CHECK_WRITES(quoted[i], expected);
	}
}

TEST(leaves_dates_numbers_and_words_plain)
{
	static const char *const plain[] = { "2015", "2015-07", "2015-07-28", "2016-02-29",
		"2015-07-28T15:00+04:00", "0", "5", "-3", "2.5", "0.25", "9/11-21", "12-34",
		"Nullə", "truth", "yesterday", "nope", "a:b", "a#b", "it's", "say \"so\"", "C:/x",
		"a, b", "x [y] {z}", "-5a", "0xg", "1e", "_1", "e3", "..", "a..", "Şura", "əı",
		"\xf0\x9f\x98\x80", "x\xc2\xa0y", "+994 12 555", "12:ab", "50%", "5 * 3", "a & b",
		"a | b", "v1", "09/2015" };

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++) {
		CLEANUP(str_free) char *expected = str_format("k: %s\n", plain[i]);

		CHECK_WRITES(plain[i], expected);
	}
}

TEST(quotes_more_in_flow_style)
{
	static const char text[] =
		"a: [\"x, y\", \"x[y\", \"x}\", \"what?\", x y, \"https://x?y\"]\n"
		"b: x, y [z] {w}?\n";
	CLEANUP(str_free) char *written = rewrite(text);

	CHECK_TEXT(written, text);
}

TEST(quotes_what_the_grammar_needs)
{
	CHECK_WRITES("a: b", "k: \"a: b\"\n");
	CHECK_WRITES("a:", "k: \"a:\"\n");
	CHECK_WRITES("a #b", "k: \"a #b\"\n");
	CHECK_WRITES("#a", "k: \"#a\"\n");
	CHECK_WRITES("- a", "k: \"- a\"\n");
	CHECK_WRITES("-", "k: \"-\"\n");
	CHECK_WRITES("---", "k: \"---\"\n");
	CHECK_WRITES("...", "k: \"...\"\n");
	CHECK_WRITES("[a]", "k: \"[a]\"\n");
	CHECK_WRITES("*a", "k: \"*a\"\n");
	CHECK_WRITES("&a", "k: \"&a\"\n");
	CHECK_WRITES("!a", "k: \"!a\"\n");
	CHECK_WRITES("%a", "k: \"%a\"\n");
	CHECK_WRITES("@a", "k: \"@a\"\n");
	CHECK_WRITES("`a", "k: \"`a\"\n");
	CHECK_WRITES("'a'", "k: \"'a'\"\n");
	CHECK_WRITES("\"a\" \\", "k: \"\\\"a\\\" \\\\\"\n");
	CHECK_WRITES(" a", "k: \" a\"\n");
	CHECK_WRITES("a ", "k: \"a \"\n");
	CHECK_WRITES("a\nb\tc", "k: \"a\\nb\\tc\"\n");
	CHECK_WRITES("a\xe2\x80\xa8"
		     "b\xef\xbb\xbf",
		"k: \"a\\u2028b\\uFEFF\"\n");
	CHECK_WRITES("a\xc2\x85z", "k: \"a\\x85z\"\n");
}

/* TEXT as a value in a block, in a list, in a map inside, and as a key in both. */
static void check_reads_back(const char *text)
{
	CLEANUP(yaml_free) struct yaml *map = yaml_map();
	CLEANUP(yaml_free) struct yaml *back = NULL;
	CLEANUP(str_free) char *written = NULL, *again = NULL;
	struct yaml *list = yaml_list(), *inner = yaml_map();

	yaml_put(map, "block", yaml_scalar(text));
	yaml_put(map, "list", list);
	yaml_append(list, yaml_scalar(text));
	yaml_append(list, inner);
	if (*text) {
		yaml_put(inner, text, yaml_scalar(text));
		yaml_put(map, text, yaml_scalar(text));
	}
	written = write(map);
	back = parse(written);
	CHECK_TEXT(back ? yaml_get(back, "block") : written, text);
	CHECK(yaml_equal(map, back));
	again = write(back);
	CHECK_TEXT(again, written);
}

/* Texts that have broken writers before, and every pair of signs. */
TEST(writes_any_text_so_that_it_reads_back)
{
	static const char signs[] = " -?:,[]{}#&*!|>'\"%@`~=<.\\/0aT_+\n\t";
	static const char *const nasty[] = { "", " ", "\n", "\n\n", "a\n", "\na", " \n ", "a\n\n b",
		"---\n", "\n---\n", "...\n", "- \n- ", "? a\n: b", "{}", "[]", "{a: b}", "a\\",
		"\\n", "\\u0041", "!!str x", "&a *a", "<<: *a", "%YAML 1.1", "x: y: z", ": ", " :",
		":", "::", "?", "? ", "|", ">", "|-\n x", "\xe2\x80\xa8", "\xe2\x80\xa9",
		"\xef\xbf\xbd", "\xef\xbb\xbf", "\xef\xbf\xbe", "\xf4\x8f\xbf\xbf", "\xc2\xa0",
		"\xe3\x80\x80 x", "it''s", "\"\"", "''", "a\"b'c", "<script>\"&'</script>", "\t",
		"\ta", "a\t", "a\t#b", "# x", "a # b", "a#", "key: [", "], [", "}, {", "a,b", ", ",
		"true", "null", "~", "0x0" };
	char pair[4] = "";

	for (size_t i = 0; i < ARRAY_SIZE(nasty); i++)
		check_reads_back(nasty[i]);
	for (size_t i = 0; i < sizeof signs * sizeof signs; i++) {
		pair[0] = signs[i / sizeof signs];
		pair[1] = signs[i % sizeof signs];
		pair[2] = i % 3 ? 'x' : '\0';
		check_reads_back(pair);
	}
}

TEST(keeps_booleans_and_odd_numbers_as_they_were_read)
{
	CLEANUP(str_free) char *text = rewrite("a: true\nb: {voting: yes, no: 007}\nc: \"true\"\n");

	CHECK_TEXT(text, "a: true\nb: {voting: yes, \"no\": 007}\nc: \"true\"\n");
}

TEST(writes_a_boolean_without_quotes)
{
	CLEANUP(yaml_free) struct yaml *map = yaml_map();
	CLEANUP(str_free) char *text = NULL;

	yaml_put(map, "a", yaml_boolean(true));
	yaml_put(map, "b", yaml_scalar("false"));
	text = write(map);
	CHECK_TEXT(text, "a: true\nb: \"false\"\n");
}

TEST(writes_lists_and_maps_in_one_form)
{
	static const char odd[] = "a:\n- x\n-   'w'\nb:\n  c: 1\n  d: ~\n  e: [p, q]\n"
				  "f: [{g: 1, h: null}, {}]\ni: []\nj: {}\nk: [~, [z]]\n";
	CLEANUP(str_free) char *text = rewrite(odd);

	CHECK_TEXT(text, "a: [x, w]\nb: {c: 1, e: [p, q]}\nf:\n  - {g: 1}\n  - {}\ni: []\nj: {}\n"
			 "k:\n  - null\n  - [z]\n");
}

TEST(breaks_a_list_that_is_wider_than_100_columns)
{
	CLEANUP(yaml_free) struct yaml *map = yaml_map();
	CLEANUP(str_free) char *fits = NULL, *wide = NULL;
	struct yaml *list = yaml_list();

	for (int i = 0; i < 6; i++) /* 6 × 14 letters of two bytes, 5 × ", ", "k: [" and "]" */
		yaml_append(list, yaml_scalar("əəəəəəəəəəəəəə"));
	yaml_put(map, "k", list);
	fits = write(map);
	CHECK(strchr(fits, '[') && strchr(fits, '\n') == fits + strlen(fits) - 1);
	free(list->item[0]->text);
	list->item[0]->text = str_copy("əəəəəəəəəəəəəəəə");
	wide = write(map);
	CHECK(str_starts(wide, "k:\n  - əəəəəəəəəəəəəəəə\n  - əəəəəəəəəəəəəə\n"));
}

TEST(puts_a_known_key_in_its_place)
{
	CLEANUP(yaml_free) struct yaml *map = yaml_map();
	CLEANUP(str_free) char *text = NULL;

	yaml_put_text(map, "a", "1");
	yaml_put_text(map, "b", "x");
	yaml_put_text(map, "a", "two");
	yaml_put_text(map, "c", NULL);
	text = write(map);
	CHECK_TEXT(text, "a: two\nb: x\n");
}

TEST(tells_equal_trees_from_others)
{
	CLEANUP(yaml_free) struct yaml *a = parse("a: [x, {b: 'c'}]\n");
	CLEANUP(yaml_free) struct yaml *b = parse("a:\n- x\n- b: c\n");
	CLEANUP(yaml_free) struct yaml *c = parse("a: [x, {d: c}]\n");
	CLEANUP(yaml_free) struct yaml *copy = yaml_copy(a);

	CHECK(a && b && c);
	CHECK(yaml_equal(a, b));
	CHECK(yaml_equal(a, copy));
	CHECK(!yaml_equal(a, c));
}

TEST(writes_json_with_texts_and_null_only)
{
	static const char text[] = "a: 1\nb: [true, null, \"x\\\"\\n\"]\nc: {d: {}}\n";
	CLEANUP(yaml_free) struct yaml *tree = parse(text);
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	CHECK(tree);
	yaml_write_json(&out, tree);
	CHECK_TEXT(buf_text(&out),
		"{\"a\":\"1\",\"b\":[\"true\",null,\"x\\\"\\n\"],\"c\":{\"d\":{}}}");
}

TEST(refuses_what_is_no_plain_tree)
{
	CHECK_INVALID("a: 1\nb: &x 2\n",
		"line 3: anchors and aliases (& and *) are not allowed; write the value itself");
	CHECK_INVALID("a: *x\n",
		"line 2: anchors and aliases (& and *) are not allowed; write the value itself");
	CHECK_INVALID("a: &x [b]\n",
		"line 2: anchors and aliases (& and *) are not allowed; write the value itself");
	CHECK_INVALID("&x a: b\n",
		"line 2: anchors and aliases (& and *) are not allowed; write the value itself");
	CHECK_INVALID("a: !!int 3\n", "line 2: a tag (!) is not allowed; remove it or use quotes");
	CHECK_INVALID(
		"a: !x {b: c}\n", "line 2: a tag (!) is not allowed; remove it or use quotes");
	CHECK_INVALID("!!str a: b\n", "line 2: a tag (!) is not allowed; remove it or use quotes");
	CHECK_INVALID("a: \"x\\0y\"\n", "line 2: a control character is not allowed; remove it");
	CHECK_INVALID("a: \"\\x1b\"\n", "line 2: a control character is not allowed; remove it");
	CHECK_INVALID("a: \"\\x85\"\n", "line 2: a control character is not allowed; remove it");
	CHECK_INVALID("a: b\nc: d\xe2\x80\xa8\n",
		"line 3: this kind of line break is not allowed in the front matter");
	CHECK_INVALID("a: b\rc: d\n",
		"line 2: this kind of line break is not allowed in the front matter");
}

TEST(refuses_a_key_given_twice_at_any_level)
{
	CHECK_INVALID("a: 1\nb: 2\na: 3\n", "line 4: \"a\" is given twice");
	CHECK_INVALID("a: {b: 1, 'b': 2}\n", "line 2: \"b\" is given twice");
}

TEST(refuses_keys_that_are_no_texts_at_the_line_start)
{
	CHECK_INVALID("? [a]\n: b\n", "line 2: a key must be a text of 1 to 128 bytes");
	CHECK_INVALID("'': b\n", "line 2: a key must be a text of 1 to 128 bytes");
	CHECK_INVALID("? a\n: b\n", "line 2: expected \"key: value\" at the beginning of the line");
	CHECK_INVALID("  a: b\n", "line 2: expected \"key: value\" at the beginning of the line");
	CHECK_INVALID("{a: b}\n", "line 2: expected \"key: value\" at the beginning of the line");
	CHECK_INVALID("- a\n", "line 2: expected \"key: value\" at the beginning of the line");
	CHECK_INVALID("a\n", "line 2: expected \"key: value\" at the beginning of the line");
	CHECK_INVALID("", "line 2: expected \"key: value\" at the beginning of the line");
	CHECK_INVALID("a: b\n...\n", "line 3: \"...\" is not allowed here; remove the line");
}

TEST(says_what_libyaml_says_and_on_which_line)
{
	CHECK_INVALID("a: b\nc: [d\n",
		"line 4: this is no YAML that can be read (did not find expected ',' or ']')");
	CHECK_INVALID("a: b\nc: 'd\n",
		"line 3: this is no YAML that can be read (found unexpected end of stream)");
	CHECK_INVALID("a: b\nc: \x01\n",
		"line 3: this is no YAML that can be read (control characters are not allowed)");
	CHECK_INVALID("a: b: c\n", "line 2: this is no YAML that can be read (mapping values are "
				   "not allowed in this context)");
}

TEST(refuses_deep_and_long_input_at_once)
{
	CLEANUP(str_free) char *text = mem_alloc(YAML_MAX_BYTES + 2);
	struct yaml *tree = NULL;
	struct error err;

	CHECK_INVALID("a: [[[[[[[[x]]]]]]]]\n", "line 2: this is nested over 8 levels deep");
	CHECK_INVALID("a:\n b:\n  c:\n   d:\n    e:\n     f:\n      g:\n       h:\n        i: 1\n",
		"line 10: this is nested over 8 levels deep");
	memset(text, '[', YAML_MAX_BYTES);
	memcpy(text, "a: ", 3);
	CHECK_NUMBER(yaml_parse(&tree, text, YAML_MAX_BYTES, 2, &err), ERR_INVALID);
	memset(text, 'x', YAML_MAX_BYTES + 1);
	CHECK_REFUSED(yaml_parse(&tree, text, YAML_MAX_BYTES + 1, 2, &err), ERR_TOO_LARGE, err,
		"the front matter is over 16384 bytes");
	CHECK(!tree);
}

TEST(reads_seven_lists_in_each_other)
{
	CLEANUP(yaml_free) struct yaml *tree = parse("a: [[[[[[[x]]]]]]]\n");

	CHECK(tree);
}

TEST_MAIN
