#include "test.h"
#include "item.h"
#include "number.h"
#include "recommendation.h"

static struct record *record_of(const char *body)
{
	struct record *rec = record_new("proposal");

	record_set_body(rec, body);
	return rec;
}

#define CHECK_NUMBERED(before, after)                                                              \
	do {                                                                                       \
		CLEANUP(record_free) struct record *rec_ = record_of(before);                      \
                                                                                                   \
		CHECK_NUMBER(recommendation_number(rec_), !str_equal(before, after));              \
		CHECK_TEXT(record_body(rec_), after);                                              \
		CHECK(!recommendation_number(rec_));                                               \
	} while (0)

TEST(a_recommendation_without_an_id_gets_the_next_one)
{
	CHECK_NUMBERED("## Tövsiyələr\n\n- a\n- b\n", "## Tövsiyələr\n\n- **R1** a\n- **R2** b\n");
	CHECK_NUMBERED("## 3. Recommendations:\n\n1. a\n2. **R7** b\n   - inside\n3. c\n",
		"## 3. Recommendations:\n\n1. **R8** a\n2. **R7** b\n   - inside\n3. **R9** c\n");
	CHECK_NUMBERED("## **Tövsiyələr**\n- > quote\n", "## **Tövsiyələr**\n- **R1**\n\n  > quote\n");
}

TEST(other_lists_and_code_get_none)
{
	CHECK_NUMBERED("- a\n\n## Background\n\n- b\n\n### Recommendations\n\n- c\n",
		"- a\n\n## Background\n\n- b\n\n### Recommendations\n\n- c\n");
	CHECK_NUMBERED("## Tövsiyələr\n\n```\n- a\n```\n\n## Əlavələr\n\n- b\n",
		"## Tövsiyələr\n\n```\n- a\n```\n\n## Əlavələr\n\n- b\n");
	CHECK_NUMBERED("## Tövsiyələr\n\n-\n", "## Tövsiyələr\n\n-\n");
}

TEST(headings_are_recommendations_where_one_has_an_id)
{
	CHECK_NUMBERED("## Tövsiyələr\n\n### Law\n\n- a\n", "## Tövsiyələr\n\n### Law\n\n- **R1** a\n");
	CHECK_NUMBERED("## Tövsiyələr\n\n### **R1** Law\n\n- a\n\n### Money\n\n- b\n",
		"## Tövsiyələr\n\n### **R1** Law\n\n- a\n\n### **R2** Money\n\n- b\n");
}

TEST(a_deleted_number_is_never_given_again)
{
	CLEANUP(record_free) struct record *before = record_of("## Tövsiyələr\n\n- **R1** a\n- **R2** b\n");
	CLEANUP(record_free) struct record *rec = record_of("## Tövsiyələr\n\n- **R1** a\n- c\n");
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	CLEANUP(str_free) char *reason = NULL;
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	number_check(rec, before, "proposal.md", &faults);
	CHECK_NUMBER(faults.count, 1);
	reason = error_text(&faults.fault[0].reason);
	CHECK_TEXT(reason,
		"R2 is deleted, and its number is never given again: keep it above the text, as in \"last: {R: 2}\"");
	number_keep(rec, before);
	CHECK(recommendation_number(rec));
	record_write(&text, rec);
	CHECK_TEXT(buf_text(&text),
		"---\nrecord: proposal\nlast: {R: 2}\n---\n\n## Tövsiyələr\n\n- **R1** a\n- **R3** c\n");
	faults_release(&faults);
	number_check(rec, before, "proposal.md", &faults);
	CHECK_NUMBER(faults.count, 0);
}

TEST(a_template_has_its_recommendations_under_their_heading)
{
	static const char *const languages[] = { "az", "en", "fr" };

	for (size_t i = 0; i < ARRAY_SIZE(languages); i++) {
		CLEANUP(str_free) char *empty = proposal_template(languages[i], "");
		CLEANUP(str_free) char *body = proposal_template(languages[i], "- a\n- b\n");
		CLEANUP(record_free) struct record *rec = record_of(body);
		CLEANUP(record_free) struct record *unnumbered = record_of(empty);
		CLEANUP(items_release) struct items items = { 0 };

		CHECK(recommendation_number(rec));
		items = items_read(record_body(rec), "R");
		CHECK_NUMBER(items.count, 2);
		CHECK_TEXT(items.item[1].text, "b");
		CHECK(!recommendation_number(unnumbered));
		CHECK(strstr(body, i == 0 ? "## Tövsiyələr\n\n- a\n- b\n\n## Gözlənilən nəticə\n"
					  : "## Recommendations\n\n- a\n- b\n\n## Expected result\n"));
	}
}

TEST_MAIN
