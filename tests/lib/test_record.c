#include "test.h"
#include "record.h"

static struct record *parse(const char *text)
{
	struct record *rec = NULL;
	struct error err;

	if (record_parse(&rec, text, strlen(text), &err) < 0) {
		CLEANUP(str_free) char *words = error_text(&err);

		test_fail(__FILE__, __LINE__, "%s", words);
	}
	return rec;
}

static char *write(const struct record *rec)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	record_write(&out, rec);
	return buf_take(&out);
}

#define CHECK_INVALID(text, words)                                                                 \
	do {                                                                                       \
		struct record *rec_ = NULL;                                                        \
		struct error err_;                                                                 \
		CHECK_REFUSED(record_parse(&rec_, text, sizeof text - 1, &err_), ERR_INVALID,      \
			err_, words);                                                              \
		CHECK(!rec_);                                                                      \
	} while (0)

#define CHECK_WRITES(rec, expected)                                                                \
	do {                                                                                       \
		CLEANUP(str_free) char *written_ = write(rec);                                     \
		CHECK_TEXT(written_, expected);                                                    \
	} while (0)

TEST(reads_front_matter_and_body)
{
	static const char text[] =
		"---\nrecord: minutes\ntitle: Yol\ndate: null\n---\n\n\nBody\n\n- x\n";
	CLEANUP(record_free) struct record *rec = parse(text);

	CHECK(rec);
	CHECK_TEXT(record_kind(rec), "minutes");
	CHECK_TEXT(record_get(rec, "title"), "Yol");
	CHECK(!record_get(rec, "date"));
	CHECK(!record_value(rec, "date"));
	CHECK(!record_get(rec, "absent"));
	CHECK_NUMBER(record_front(rec)->items, 3);
	CHECK_TEXT(record_body(rec), "Body\n\n- x\n");
	CHECK_NUMBER(record_line(rec, "record"), 2);
	CHECK_NUMBER(record_line(rec, "date"), 4);
	CHECK_NUMBER(record_line(rec, "absent"), 1);
	CHECK_NUMBER(record_body_line(rec), 8);
}

TEST(reads_only_as_many_bytes_as_it_is_given)
{
	CLEANUP(record_free) struct record *rec = NULL;
	static const char text[] = "---\nrecord: body\n---\nX\nnot this";
	struct error err;

	CHECK_OK(record_parse(&rec, text, 23, &err), err);
	CHECK_TEXT(record_body(rec), "X\n");
}

TEST(brings_blank_lines_around_the_body_into_form)
{
	CLEANUP(record_free) struct record *rec = parse("---\nrecord: body\n---  \n\n\n  X \n\n\n");
	CLEANUP(record_free) struct record *bare = parse("---\nrecord: body\n---");
	CLEANUP(record_free) struct record *blank = parse("---\nrecord: body\n---\n\n\n");
	CLEANUP(record_free) struct record *cut = parse("---\nrecord: body\n---\nX");

	CHECK(rec && bare && blank && cut);
	CHECK_WRITES(rec, "---\nrecord: body\n---\n\n  X \n");
	CHECK_WRITES(bare, "---\nrecord: body\n---\n");
	CHECK_WRITES(blank, "---\nrecord: body\n---\n");
	CHECK_WRITES(cut, "---\nrecord: body\n---\n\nX\n");
	CHECK_TEXT(record_body(blank), "");
}

static const char odd[] = "---\n"
			  "record:   'person'\n"
			  "# how it is said\n"
			  "name:  \"A  B\"   # two blanks\n"
			  "\n"
			  "other spellings:\n"
			  "- x\n"
			  "-   'w'\n"
			  "\n"
			  "# kept\n"
			  "x-own: |\n"
			  "  # text\n"
			  "# the end\n"
			  "---\n"
			  "\n"
			  "Body\n";

TEST(keeps_every_byte_of_what_was_not_set)
{
	CLEANUP(record_free) struct record *rec = parse(odd);

	CHECK(rec);
	CHECK_WRITES(rec, odd);
	CHECK_TEXT(record_get(rec, "x-own"), "# text\n");
}

TEST(changes_only_the_lines_of_the_key_that_is_set)
{
	CLEANUP(record_free) struct record *rec = parse(odd);

	CHECK(rec);
	record_set(rec, "name", "C: D");
	CHECK_TEXT(record_get(rec, "name"), "C: D");
	CHECK_NUMBER(record_line(rec, "name"), 4);
	record_set(rec, "x-own", "text");
	CHECK_WRITES(rec, "---\nrecord:   'person'\n# how it is said\nname: \"C: D\"\n\n"
			  "other spellings:\n- x\n-   'w'\n\n# kept\nx-own: text\n# the end\n---\n"
			  "\nBody\n");
}

TEST(leaves_the_lines_alone_when_the_same_is_set_again)
{
	CLEANUP(record_free) struct record *rec = parse(odd);
	struct yaml *list = yaml_list();

	CHECK(rec);
	yaml_append(list, yaml_scalar("x"));
	yaml_append(list, yaml_scalar("w"));
	record_set_value(rec, "other spellings", list);
	record_set(rec, "name", "A  B");
	CHECK_WRITES(rec, odd);
}

TEST(puts_new_keys_where_the_kind_has_them_and_unknown_ones_last)
{
	static const char text[] =
		"---\nrecord: minutes\nx-own: 1\ntitle: T\nstate: held\nminutes: draft\n"
		"x-more: 2\n---\n";
	CLEANUP(record_free) struct record *rec = parse(text);

	CHECK(rec);
	record_set(rec, "x-last", "3");
	record_set(rec, "date", "2015-07-28");
	record_set(rec, "number", "9/1");
	record_set(rec, "starts", "15:00");
	record_set(rec, "illustrative", "true");
	record_set(rec, "place", NULL);
	CHECK_WRITES(rec, "---\nrecord: minutes\nnumber: 9/1\nx-own: 1\ntitle: T\n"
			  "date: 2015-07-28\nstarts: \"15:00\"\nplace: null\nstate: held\n"
			  "minutes: draft\nillustrative: true\nx-more: 2\nx-last: 3\n---\n");
}

TEST(unsets_a_key_with_its_lines)
{
	CLEANUP(record_free) struct record *rec = parse(odd);

	CHECK(rec);
	record_unset(rec, "other spellings");
	record_unset(rec, "absent");
	record_unset(rec, "record");
	CHECK(!record_value(rec, "other spellings"));
	record_unset(rec, "x-own");
	CHECK_WRITES(rec, "---\nrecord:   'person'\n# how it is said\n"
			  "name:  \"A  B\"   # two blanks\n# the end\n---\n\nBody\n");
	record_set(rec, "account", "ab");
	CHECK_TEXT(record_get(rec, "account"), "ab");
	CHECK_NUMBER(record_line(rec, "account"), 1);
}

TEST(states_that_something_is_unknown)
{
	CLEANUP(record_free) struct record *rec = parse("---\nrecord: issue\ntitle: T\n---\n");

	CHECK(rec);
	record_set(rec, "title", NULL);
	CHECK(!record_get(rec, "title"));
	CHECK_WRITES(rec, "---\nrecord: issue\ntitle: null\n---\n");
}

TEST(makes_a_record_from_nothing)
{
	CLEANUP(record_free) struct record *rec = record_new("body");

	CHECK_TEXT(record_kind(rec), "body");
	CHECK_TEXT(record_body(rec), "");
	CHECK_NUMBER(record_body_line(rec), 1);
	record_set(rec, "kind", "ngo");
	record_set(rec, "name", "<\"N\" & 'M'>");
	record_set_body(rec, "\n\nText\n\n");
	CHECK_TEXT(record_body(rec), "Text\n");
	CHECK_WRITES(rec, "---\nrecord: body\nname: <\"N\" & 'M'>\nkind: ngo\n---\n\nText\n");
	record_set_body(rec, NULL);
	CHECK_WRITES(rec, "---\nrecord: body\nname: <\"N\" & 'M'>\nkind: ngo\n---\n");
}

TEST(lets_a_body_hold_fences)
{
	static const char text[] = "---\nrecord: body\n---\n\n---\nrecord: no\n---\n";
	CLEANUP(record_free) struct record *rec = parse(text);

	CHECK(rec);
	CHECK_TEXT(record_body(rec), "---\nrecord: no\n---\n");
	CHECK_WRITES(rec, text);
}

TEST(refuses_what_has_no_front_matter)
{
	CHECK_INVALID("", "line 1: expected \"---\"");
	CHECK_INVALID("Text\n", "line 1: expected \"---\"");
	CHECK_INVALID("---x\nrecord: body\n---\n", "line 1: expected \"---\"");
	CHECK_INVALID("\xef\xbb\xbf---\nrecord: body\n---\n", "line 1: expected \"---\"");
	CHECK_INVALID("---\nrecord: body\nname: X\n",
		"line 4: the front matter never ends; expected \"---\"");
	CHECK_INVALID("---\n---\n", "line 2: expected \"key: value\" at the beginning of the line");
	CHECK_INVALID("---\nname: X\nrecord: body\n---\n",
		"line 2: the first key must be \"record:\", with the kind of record");
	CHECK_INVALID("---\nrecord: [body]\n---\n",
		"line 2: the first key must be \"record:\", with the kind of record");
	CHECK_INVALID("---\nrecord:\n---\n",
		"line 2: the first key must be \"record:\", with the kind of record");
	CHECK_INVALID(
		"---\nrecord: body\nname: X\nname: Y\n---\n", "line 4: \"name\" is given twice");
}

TEST(refuses_bytes_that_are_no_text_and_names_the_line)
{
	CHECK_INVALID("---\r\nrecord: body\r\n---\r\n",
		"line 1: the line ends in CR; save the file with LF line ends");
	CHECK_INVALID("---\nrecord: body\n---\n\na\rb\n",
		"line 5: the line ends in CR; save the file with LF line ends");
	CHECK_INVALID("---\nrecord: body\n---\n\na\0b\n",
		"line 5: a control character is not allowed; remove it");
	CHECK_INVALID("---\nrecord: b\x1b[1mody\n---\n",
		"line 2: a control character is not allowed; remove it");
	CHECK_INVALID("---\nrecord: body\n---\n\n\n\xc3(\n",
		"line 6: this is no UTF-8; save the file as UTF-8");
	CHECK_INVALID("---\nrecord: body\n---\nx\xc3",
		"line 4: this is no UTF-8; save the file as UTF-8");
	CHECK_INVALID("---\nrecord: body\n---\n\xed\xa0\x80\n",
		"line 4: this is no UTF-8; save the file as UTF-8");
}

TEST(refuses_a_record_over_the_limit)
{
	static const char head[] = "---\nrecord: body\n---\n\n";
	CLEANUP(str_free) char *text = mem_alloc(RECORD_MAX_BYTES + 2);
	CLEANUP(record_free) struct record *rec = NULL;
	struct record *none = NULL;
	struct error err;

	memset(text, 'x', RECORD_MAX_BYTES + 1);
	memcpy(text, head, sizeof head - 1);
	text[RECORD_MAX_BYTES - 1] = '\n';
	CHECK_OK(record_parse(&rec, text, RECORD_MAX_BYTES, &err), err);
	CHECK_REFUSED(record_parse(&none, text, RECORD_MAX_BYTES + 1, &err), ERR_TOO_LARGE, err,
		"a record has at most 1048576 bytes");
	CHECK(!none);
}

TEST(refuses_front_matter_over_the_limit)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct record *none = NULL;
	struct error err;

	buf_puts(&text, "---\nrecord: body\n");
	for (int i = 0; i < 2000; i++)
		buf_printf(&text, "x-%d: abc\n", i);
	buf_puts(&text, "---\n");
	CHECK_REFUSED(record_parse(&none, text.data, text.len, &err), ERR_TOO_LARGE, err,
		"the front matter is over 16384 bytes");
}

TEST_MAIN
