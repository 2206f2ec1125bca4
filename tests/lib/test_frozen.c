#include "test.h"
#include "frozen.h"

/* As a step writes it, with what came later. */
#define SENT                                                                                       \
	"number: 2\nversion: 3\ncommit: 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"                \
	"outgoing number: 9/11-21\noutgoing date: 2016-04-02\n"
#define REVISED "revised:\n  - {reason: 1, outcome: partly, why: \"Bir, iki\"}\n"
#define BODY "\nHörmətli agentlik!\n\n---\n\nnumber: 7\n"

static char *frozen_of(const char *text)
{
	CLEANUP(record_free) struct record *rec = NULL;
	struct buf out = BUF_INIT;

	if (record_parse(&rec, text, strlen(text), NULL) == 0)
		frozen_write(&out, rec);
	return buf_take(&out);
}

TEST(what_came_later_is_left_out_and_what_was_sent_stays_byte_for_byte)
{
	CLEANUP(str_free) char *text = frozen_of("---\nrecord: submission\n" SENT
		"incoming number: 4/1\nchannel: e-poçt\nextended:\n  - {until: 2016-05-01, reason: Vaxt}\n"
		"returned: {at: 2016-05-02}\n" REVISED "state: returned\naudience: agency\n---\n" BODY);

	CHECK_TEXT(text, "---\nrecord: submission\n" SENT "channel: e-poçt\n" REVISED "---\n" BODY);
}

TEST(quotes_comments_and_the_order_of_keys_say_nothing)
{
	CLEANUP(str_free) char *plain = frozen_of("---\nrecord: submission\n" SENT REVISED "---\n" BODY);
	CLEANUP(str_free) char *other = frozen_of("---\nrecord: submission\nversion: \"3\"\n# by hand\nnumber: '2'\n"
		"commit: 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nsignatory: null\n"
		"outgoing date: \"2016-04-02\"\noutgoing number: 9/11-21\n"
		"revised: [{reason: \"1\", outcome: partly, why: 'Bir, iki'}]\n---\n\n" BODY "\n\n");

	CHECK_TEXT(other, plain);
}

TEST(each_key_that_was_sent_and_the_body_count)
{
	static const char *const more[] = { "number: 1\n", "version: 1\n", "commit: ab\n", "sha256: ab\n",
		"outgoing number: \"1\"\n", "outgoing date: 2016\n", "channel: a\n", "signatory: a\n",
		"revised:\n  - {reason: 1}\n" };
	CLEANUP(record_free) struct record *rec = record_new("submission");
	const char *const *key = frozen_keys("submission");
	char first[65], sum[65];
	struct error err;

	record_set_body(rec, "A\n");
	frozen_sum(first, rec);
	CHECK_NUMBER(strlen(first), 64);
	for (size_t i = 0; i < ARRAY_SIZE(more); i++, key++) {
		CLEANUP(str_free) char *text = str_format("---\nrecord: submission\n%s---\n\nA\n", more[i]);
		CLEANUP(record_free) struct record *with = NULL;

		CHECK(*key && str_starts(more[i], *key));
		CHECK(frozen_key("submission", *key));
		CHECK_OK(record_parse(&with, text, strlen(text), &err), err);
		frozen_sum(sum, with);
		CHECK(!str_equal(sum, first));
	}
	CHECK(!*key);
	record_set_body(rec, "B\n");
	frozen_sum(sum, rec);
	CHECK(!str_equal(sum, first));
	CHECK(!frozen_key("submission", "state") && !frozen_key("person", "name"));
}

TEST(an_answer_is_frozen_as_its_file_stands)
{
	static const char text[] = "---\nrecord: answer\n# by hand\nversion: '3'\naudience: public\n---\n" BODY;
	CLEANUP(str_free) char *frozen = frozen_of(text);

	CHECK_TEXT(frozen, text);
	CHECK(!frozen_keys("answer") && frozen_key("answer", "audience") && frozen_key("answer", "x"));
}

TEST_MAIN
