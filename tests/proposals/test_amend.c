#include "amend.h"
#include "buf.h"
#include "test.h"

static const char base[] = "## Təklif\n\n- **R1** Portal bir il ərzində yaradılsın.\n"
			   "- **R2** Pilot rayonlar seçilsin.\n\nSon söz.\n";

static struct amend amend(const char *text, const char *quote, const char *replacement)
{
	const char *at = strstr(text, quote);

	return (struct amend){ text, (size_t)(at - text), (size_t)(at - text) + strlen(quote),
		replacement };
}

static char *applied(const struct amend *a, const char *current)
{
	struct error err = { 0 };
	char *out = NULL;

	if (amend_apply(&out, a, current, NULL, &err) < 0)
		return error_text(&err);
	return out;
}

#define CHECK_APPLIED(a, current, expected)                                                        \
	do {                                                                                       \
		CLEANUP(str_free) char *applied_ = applied(a, current);                            \
		CHECK_TEXT(applied_, expected);                                                    \
	} while (0)

TEST(applies_a_change_to_the_text_it_was_made_on)
{
	const struct amend a = amend(base, "bir il", "altı ay");

	CHECK_APPLIED(&a, base,
		"## Təklif\n\n- **R1** Portal altı ay ərzində yaradılsın.\n"
		"- **R2** Pilot rayonlar seçilsin.\n\nSon söz.\n");
}

TEST(applies_a_change_to_a_text_that_has_moved_on)
{
	const struct amend a = amend(base, "bir il", "altı ay");

	CHECK_APPLIED(&a,
		"## Təklif\n\nYeni.\n\n- **R1** Vahid portal bir il ərzində yaradılıb "
		"açılsın.\n\nSon.\n",
		"## Təklif\n\nYeni.\n\n- **R1** Vahid portal altı ay ərzində yaradılıb "
		"açılsın.\n\nSon.\n");
}

TEST(follows_a_passage_that_was_moved)
{
	const struct amend a = amend(base, "bir il", "altı ay");

	CHECK_APPLIED(&a,
		"## Təklif\n\n- **R2** Pilot rayonlar seçilsin.\n\nSon söz.\n\n"
		"- **R1** Portal bir il ərzində yaradılsın.\n",
		"## Təklif\n\n- **R2** Pilot rayonlar seçilsin.\n\nSon söz.\n\n"
		"- **R1** Portal altı ay ərzində yaradılsın.\n");
}

TEST(inserts_between_two_words)
{
	struct amend a = amend(base, "Son söz", "Ümid edirik. ");

	a.end = a.start;
	CHECK_APPLIED(&a, "Yeni.\n\nSon söz.\n", "Yeni.\n\nÜmid edirik. Son söz.\n");
}

TEST(refuses_what_both_changed_and_shows_the_three_texts)
{
	CLEANUP(amend_conflict_release) struct amend_conflict three = { 0 };
	const struct amend a = amend(
		base, "Portal bir il ərzində yaradılsın", "Portal altı ay ərzində yaradılsın");
	static const char current[] = "## Təklif\n\n- **R1** Portal iki il ərzində yaradılsın.\n"
				      "- **R2** Pilot rayonlar seçilsin.\n\nSon söz.\n";
	struct error err = { 0 };
	char *out = NULL;

	CHECK_REFUSED(amend_apply(&out, &a, current, &three, &err), ERR_CONFLICT, err,
		"the passage has been changed meanwhile; look at both texts and choose");
	CHECK(!out);
	CHECK_TEXT(three.base, "Portal bir il ərzində yaradılsın");
	CHECK_TEXT(three.amended, "Portal altı ay ərzində yaradılsın");
	CHECK_TEXT(three.current, "Portal iki il ərzində yaradılsın");
	CHECK_NUMBER(amend_fit(&a, current, NULL), AMEND_CONFLICTS);
}

TEST(merges_changes_of_different_words_in_one_passage)
{
	const struct amend a = amend(
		base, "Portal bir il ərzində yaradılsın", "Portal altı ay ərzində yaradılsın");

	CHECK_APPLIED(&a, "## Təklif\n\n- **R1** Portal bir il ərzində qurulsun.\n\nSon söz.\n",
		"## Təklif\n\n- **R1** Portal altı ay ərzində qurulsun.\n\nSon söz.\n");
}

TEST(knows_what_is_overtaken)
{
	const struct amend a = amend(base, "Portal bir il ərzində", "Portal altı ay ərzində");
	const struct amend gone = amend(base, "Pilot rayonlar seçilsin", "");
	struct amend inserted = amend(base, "Son söz", "Ümid edirik. ");
	struct error err = { 0 };
	char *out = NULL;

	inserted.end = inserted.start;
	CHECK_NUMBER(amend_fit(&a, "- **R1** Portal altı ay  ərzində yaradılsın.\n", NULL),
		AMEND_OVERTAKEN);
	CHECK_NUMBER(amend_fit(&gone, "## Təklif\n\nSon söz.\n", NULL), AMEND_OVERTAKEN);
	CHECK_NUMBER(amend_fit(&inserted,
			     "- **R2** Pilot rayonlar seçilsin.\n\nÜmid edirik. Son söz.\n", NULL),
		AMEND_OVERTAKEN);
	CHECK_NUMBER(amend_fit(&a, base, NULL), AMEND_FITS);
	CHECK_REFUSED(amend_apply(&out, &gone, "Son söz.\n", NULL, &err), ERR_INVALID, err,
		"the text says already what the amendment wants; mark it as overtaken");
}

TEST(sees_two_changes_of_the_same_words)
{
	CLEANUP(trail_free) struct trail *trail = trail_new(base, base);
	const struct amend a = amend(base, "bir il ərzində", "x"),
			   b = amend(base, "ərzində yara", "y");
	const struct amend c = amend(base, "yaradılsın", "z");
	struct amend d = amend(base, "yaradılsın", "t"), e = amend(base, "ərzində", "u");
	struct amend_place pa = amend_place(&a, trail), pb = amend_place(&b, trail);
	struct amend_place pc = amend_place(&c, trail), pd, pe;

	d.end = d.start;
	e.start = e.end = d.start;
	pd = amend_place(&d, trail);
	pe = amend_place(&e, trail);
	CHECK(amend_places_meet(&pa, &pb));
	CHECK(amend_places_meet(&pb, &pc));
	CHECK(!amend_places_meet(&pa, &pc));
	CHECK(amend_places_meet(&pd, &pe));
	CHECK(!amend_places_meet(&pc, &pd));
}

/* Two people who change different words: the change of either fits the other's text. */
TEST(applies_changes_of_different_words_in_any_order)
{
	for (int round = 0; round < test_rounds(200); round++) {
		uint64_t state = (uint64_t)round * 31 + 7;
		CLEANUP(buf_release) struct buf text = BUF_INIT;
		size_t start[40], words = 40;
		struct amend one, two;

		for (size_t i = 0; i < words; i++) {
			start[i] = text.len;
			buf_printf(&text, "söz%zu%s", i, i % 7 == 6 ? ".\n\n" : " ");
		}
		state = state * 6364136223846793005u + 1442695040888963407u;
		size_t a = (state >> 33) % 18, b = 20 + (state >> 40) % 18;

		one = (struct amend){ text.data, start[a], start[a + 1] - 1, "yeni" };
		two = (struct amend){ text.data, start[b], start[b + 1] - 1, "başqa bir" };
		CLEANUP(str_free) char *first = amend_base(&one);
		CLEANUP(str_free) char *second = amend_base(&two);
		CLEANUP(str_free) char *ab = applied(&two, first);
		CLEANUP(str_free) char *ba = applied(&one, second);
		CHECK_TEXT(ab, ba);
		CHECK(strstr(ab, "yeni") && strstr(ab, "başqa bir"));
	}
}

TEST_MAIN
