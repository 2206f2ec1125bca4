#include "test.h"
#include "place.h"
#include "kind.h"

#define A180 A60 A60 A60
#define A60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *path, *kind, *identity, *folder, *owner, *year, *slug, *reference;
	int number;
} places[] = {
	/* clang-format off */
	{ "council.md", "council", "council", "", "", "", "", "council", 0 },
	{ "people/o/osman-gunduz.md", "person", "people/osman-gunduz", "", "", "", "osman-gunduz",
		"people/o/osman-gunduz", 0 },
	{ "bodies/4/4-sim.md", "body", "bodies/4-sim", "", "", "", "4-sim", "bodies/4/4-sim", 0 },
	{ "issues/2015/0001-0099/0001-local/issue.md", "issue", "issues/2015/1",
		"issues/2015/0001-0099/0001-local", "", "2015", "local",
		"issues/2015/0001-0099/0001-local", 1 },
	{ "issues/undated/0100-0199/0199-x/issue.md", "issue", "issues/undated/199",
		"issues/undated/0100-0199/0199-x", "", "undated", "x",
		"issues/undated/0100-0199/0199-x", 199 },
	{ "issues/2999/12300-12399/12345-x/issue.md", "issue", "issues/2999/12345",
		"issues/2999/12300-12399/12345-x", "", "2999", "x",
		"issues/2999/12300-12399/12345-x", 12345 },
	{ "meetings/2015/0100-x/minutes.md", "minutes", "meetings/2015/100",
		"meetings/2015/0100-x", "", "2015", "x", "meetings/2015/0100-x", 100 },
	{ "meetings/1900/0001/minutes.md", "minutes", "meetings/1900/1", "meetings/1900/0001", "",
		"1900", "", "meetings/1900/0001", 1 },
	{ "meetings/2015/0001-x/corrections/20150801t0915-a3f2.md", "correction",
		"meetings/2015/1/corrections/20150801t0915-a3f2", "meetings/2015/0001-x",
		"meetings/2015/1", "2015", "20150801t0915-a3f2",
		"meetings/2015/0001-x/corrections/20150801t0915-a3f2", 0 },
	{ "meetings/2015/0001-x/notice.md", "notice", "meetings/2015/1/notice", "meetings/2015/0001-x",
		"meetings/2015/1", "2015", "", "meetings/2015/0001-x/notice", 0 },
	{ "meetings/2015/0001-x/dispositions/o12.md", "disposition",
		"meetings/2015/1/dispositions/o12", "meetings/2015/0001-x", "meetings/2015/1", "2015",
		"o12", "meetings/2015/0001-x/dispositions/o12", 0 },
	{ "meetings/2015/0001-x/actions/a1.md", "action", "meetings/2015/1/actions/a1",
		"meetings/2015/0001-x", "meetings/2015/1", "2015", "a1",
		"meetings/2015/0001-x/actions/a1", 0 },
	{ "meetings/2015/0001-x/addenda/02.md", "addendum", "meetings/2015/1/addenda/2",
		"meetings/2015/0001-x", "meetings/2015/1", "2015", "",
		"meetings/2015/0001-x/addenda/02", 2 },
	{ "proposals/2015/0001-0099/0007-x/proposal.md", "proposal", "proposals/2015/7",
		"proposals/2015/0001-0099/0007-x", "", "2015", "x",
		"proposals/2015/0001-0099/0007-x", 7 },
	{ "proposals/2015/0001-0099/0007-x/comments/2015-08-01/k1.md", "comment",
		"proposals/2015/7/comments/k1", "proposals/2015/0001-0099/0007-x",
		"proposals/2015/7", "2015", "k1",
		"proposals/2015/0001-0099/0007-x/comments/2015-08-01/k1", 0 },
	{ "proposals/2015/0001-0099/0007-x/amendments/k1.md", "amendment",
		"proposals/2015/7/amendments/k1", "proposals/2015/0001-0099/0007-x",
		"proposals/2015/7", "2015", "k1", "proposals/2015/0001-0099/0007-x/amendments/k1", 0 },
	{ "proposals/2015/0001-0099/0007-x/rounds/01.md", "round", "proposals/2015/7/rounds/1",
		"proposals/2015/0001-0099/0007-x", "proposals/2015/7", "2015", "",
		"proposals/2015/0001-0099/0007-x/rounds/01", 1 },
	{ "proposals/2015/0001-0099/0007-x/submissions/12.md", "submission",
		"proposals/2015/7/submissions/12", "proposals/2015/0001-0099/0007-x",
		"proposals/2015/7", "2015", "", "proposals/2015/0001-0099/0007-x/submissions/12", 12 },
	{ "proposals/2015/0001-0099/0007-x/endorsements/20150807t0900-4c1e.md", "endorsement",
		"proposals/2015/7/endorsements/20150807t0900-4c1e", "proposals/2015/0001-0099/0007-x",
		"proposals/2015/7", "2015", "20150807t0900-4c1e",
		"proposals/2015/0001-0099/0007-x/endorsements/20150807t0900-4c1e", 0 },
	{ "proposals/2015/0001-0099/0007-x/answers/100.md", "answer",
		"proposals/2015/7/answers/100", "proposals/2015/0001-0099/0007-x",
		"proposals/2015/7", "2015", "", "proposals/2015/0001-0099/0007-x/answers/100", 100 },
	{ "proposals/2015/0001-0099/0007-x/progress/2016-01-15-2.md", "progress",
		"proposals/2015/7/progress/2016-01-15-2", "proposals/2015/0001-0099/0007-x",
		"proposals/2015/7", "2015", "2016-01-15-2",
		"proposals/2015/0001-0099/0007-x/progress/2016-01-15-2", 0 },
	/* clang-format on */
};

TEST(knows_every_place_of_the_format)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		CLEANUP(buf_release) struct buf address = BUF_INIT;
		struct place place;
		struct error err;

		CHECK_OK(place_parse(&place, places[i].path, &err), err);
		CHECK_TEXT(place.kind->name, places[i].kind);
		CHECK_TEXT(place.identity, places[i].identity);
		CHECK_TEXT(place.folder, places[i].folder);
		CHECK_TEXT(place.owner, places[i].owner);
		CHECK_TEXT(place.year, places[i].year);
		CHECK_TEXT(place.slug, places[i].slug);
		CHECK_NUMBER(place.number, places[i].number);
		place_address(&address, &place);
		CHECK(buf_text(&address)[0] == '/');
		CHECK_TEXT(buf_text(&address) + 1, places[i].identity);
	}
}

TEST(has_a_place_for_every_kind)
{
	for (size_t n = 0; kind_at(n); n++) {
		bool found = false;

		for (size_t i = 0; i < ARRAY_SIZE(places); i++)
			found |= str_equal(places[i].kind, kind_at(n)->name) &&
				 str_starts(places[i].path, kind_at(n)->folder);
		CHECK(found);
	}
}

TEST(writes_references_and_finds_the_place_again)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		CLEANUP(buf_release) struct buf reference = BUF_INIT;
		struct place place;
		struct error err;

		place_reference(&reference, places[i].path);
		CHECK_TEXT(buf_text(&reference), places[i].reference);
		CHECK_OK(place_of_reference(&place, buf_text(&reference), &err), err);
		CHECK_TEXT(place.identity, places[i].identity);
	}
}

static struct error refused;

/* CODE is ERR_INVALID, and REFUSED says FORMAT of TEXT. */
static void check_refused(const char *text, int code, const char *format)
{
	CLEANUP(str_free) char *words = error_text(&refused);

	if (code != ERR_INVALID)
		test_fail(__FILE__, __LINE__, "\"%s\" was not refused", text);
	else if (!str_equal(refused.format[0], format) || !strstr(words, text))
		test_fail(__FILE__, __LINE__, "\"%s\" was refused so: %s", text, words);
}

TEST(refuses_paths_that_are_no_places)
{
	static const char *const wrong[] = { "readme.md", "people/osman-gunduz.md",
		"people/g/osman-gunduz.md", "people/os/osman-gunduz.md", "people/o/osman-gunduz",
		"people/o/.md", "people/o/o.md.md", "people/o/osman.md/x.md", "people/o/-osman.md",
		"people/o/o-.md", "people/o/o..md", "people//osman.md", "/people/o/osman.md",
		"people/o/osman.md/", "people/./o.md", "people/../council.md", "../council.md", "",
		"/", ".", "..", "council.md/x.md", "meetings/2015/minutes.md",
		"meetings/2015/1-x/minutes.md", "meetings/2015/00001-x/minutes.md",
		"meetings/2015/0000-x/minutes.md", "meetings/2015/0001-/minutes.md",
		"meetings/2015/0001x/minutes.md", "meetings/2015/0001-x/issue.md",
		"meetings/2015/0001-x/minutes.txt", "meetings/2015/1234567-x/minutes.md",
		"meetings/1899/0001-x/minutes.md", "meetings/3000/0001-x/minutes.md",
		"meetings/20151/0001-x/minutes.md", "meetings/2015-07/0001-x/minutes.md",
		"meetings/undatet/0001-x/minutes.md", "meetings/2015/0001-0099/0001-x/minutes.md",
		"issues/2015/0001-x/issue.md", "issues/2015/0000-0099/0001-x/issue.md",
		"issues/2015/0001-0099/0100-x/issue.md", "issues/2015/0100-0199/0099-x/issue.md",
		"issues/2015/0001-0099/0001-x/comments/2015-08-01/a.md",
		"meetings/2015/0001-x/rounds/01.md", "meetings/2015/0001-x/attachments/a.md",
		"proposals/2015/0001-0099/0001-x/rounds/1.md",
		"proposals/2015/0001-0099/0001-x/rounds/001.md",
		"proposals/2015/0001-0099/0001-x/rounds/00.md",
		"proposals/2015/0001-0099/0001-x/rounds/01a.md",
		"proposals/2015/0001-0099/0001-x/comments/a.md",
		"proposals/2015/0001-0099/0001-x/comments/2015-13-01/a.md",
		"proposals/2015/0001-0099/0001-x/comments/2015-08-32/a.md",
		"proposals/2015/0001-0099/0001-x/comments/2015-8-1/a.md",
		"proposals/2015/0001-0099/0001-x/progress/2016-01-15.md",
		"proposals/2015/0001-0099/0001-x/progress/2016-01-15-0.md",
		"proposals/2015/0001-0099/0001-x/progress/2016-01-15-01.md",
		"proposals/2015/0001-0099/0001-x/amendments/a/b.md",
		"proposals/2015/0001-0099/0001-x/amendments", "proposals/2015/0001-0099/0001-x",
		"a/b/c/d/e/f/g/h/i/j/k" };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct place place = { .number = 42 };

		check_refused(wrong[i], place_parse(&place, wrong[i], &refused),
			"\"%s\" is no place for a record");
		CHECK_NUMBER(place.number, 42);
	}
}

TEST(refuses_other_bytes_and_long_paths)
{
	static const char *const wrong[] = { "people/O/osman.md", "people/o/osmän.md",
		"people/o/os man.md", "people/o/os\nman.md", "people\\o\\osman.md",
		"people/o/o%2e.md", "people/o/~o.md", "people/o/o:.md" };
	struct place place;
	struct error err;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		check_refused(wrong[i], place_parse(&place, wrong[i], &refused),
			"\"%s\": a path has only a-z, 0-9, \".\", \"_\", \"-\" and \"/\"");
	}
	CHECK_OK(place_parse(&place, "people/a/" A180 A60 "ab.md", &err), err);
	CHECK_OK(place_parse(&place, "people/a/" A180 A60 "abc.md", &err), err);
	CHECK_REFUSED(place_parse(&place, "people/a/" A180 A60 "abcd.md", &err), ERR_INVALID, err,
		"a path has at most 255 bytes");
}

TEST(tells_attachments_from_records)
{
	CHECK(place_is_attachment("proposals/2015/0001-0099/0001-x/attachments/plan.pdf"));
	CHECK(place_is_attachment("meetings/2015/0001-x/attachments/scan-1.jpg"));
	CHECK(!place_is_attachment("meetings/2015/0001-x/attachments/a/b.pdf"));
	CHECK(!place_is_attachment("meetings/2015/0001-x/attachments"));
	CHECK(!place_is_attachment("meetings/2015/0001-x/files/a.pdf"));
	CHECK(!place_is_attachment("meetings/2015/1-x/attachments/a.pdf"));
	CHECK(!place_is_attachment("meetings/2015/0001-x/attachments/.hidden"));
	CHECK(!place_is_attachment("people/attachments/a.pdf"));
	CHECK(!place_is_attachment("meetings/2015/0001-x/attachments/A.PDF"));
}

#define CHECK_MADE(kind, year, number, slug, expected)                                             \
	do {                                                                                       \
		CLEANUP(buf_release) struct buf made_ = BUF_INIT;                                  \
		struct error err_;                                                                 \
		CHECK_OK(place_make(&made_, kind, year, number, slug, &err_), err_);               \
		CHECK_TEXT(buf_text(&made_), expected);                                            \
	} while (0)

TEST(makes_the_path_of_a_new_record)
{
	CHECK_MADE("council", "", 0, "", "council.md");
	CHECK_MADE("person", NULL, 0, "osman-gunduz", "people/o/osman-gunduz.md");
	CHECK_MADE("body", "", 0, "vxsi", "bodies/v/vxsi.md");
	CHECK_MADE("issue", "2015", 1, "local", "issues/2015/0001-0099/0001-local/issue.md");
	CHECK_MADE("issue", "2015", 100, "x", "issues/2015/0100-0199/0100-x/issue.md");
	CHECK_MADE("issue", "2015", 10000, "x", "issues/2015/10000-10099/10000-x/issue.md");
	CHECK_MADE("minutes", "undated", 2, "", "meetings/undated/0002/minutes.md");
	CHECK_MADE("proposal", "2015", 99, "x", "proposals/2015/0001-0099/0099-x/proposal.md");
}

TEST(refuses_to_make_what_has_no_place)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct error err;

	CHECK_REFUSED(place_make(&out, "comment", "2015", 1, "x", &err), ERR_INVALID, err,
		"\"comment\" is no kind with a place of its own");
	CHECK_REFUSED(place_make(&out, "what", "2015", 1, "x", &err), ERR_INVALID, err,
		"\"what\" is no kind with a place of its own");
	CHECK_REFUSED(place_make(&out, "person", "", 0, "", &err), ERR_INVALID, err,
		"\"people//.md\" is no place for a record");
	CHECK_REFUSED(place_make(&out, "minutes", "15", 1, "x", &err), ERR_INVALID, err,
		"\"meetings/15/0001-x/minutes.md\" is no place for a record");
	CHECK_REFUSED(place_make(&out, "minutes", "2015", 0, "x", &err), ERR_INVALID, err,
		"\"meetings/2015/0000-x/minutes.md\" is no place for a record");
	CHECK_REFUSED(place_make(&out, "issue", "2015", 1, "a/b", &err), ERR_INVALID, err,
		"\"issues/2015/0001-0099/0001-a/b/issue.md\" is no place for a record");
	CHECK_NUMBER(place_make(&out, "minutes", "2015", 1, "Böyük", &err), ERR_INVALID);
	CHECK_NUMBER(place_make(&out, "minutes", "2015", -1, "x", &err), ERR_INVALID);
	CHECK_NUMBER(place_make(&out, "issue", "2015", 1000000, "x", &err), ERR_INVALID);
	CHECK_NUMBER(out.len, 0);
}

TEST(refuses_what_is_no_reference)
{
	static const char *const wrong[] = { "", "osman", "people/o/osman-gunduz.md",
		"people/osman", "people/g/osman", "/people/o/osman", "../people/o/osman",
		"people/o/osman#s1", "meetings/2015/0001-x/minutes", "meetings/2015/0001-x/",
		"issues/2015/0001-x", "https://example.org/people/o/osman", "People/o/osman" };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct place place;

		check_refused(wrong[i], place_of_reference(&place, wrong[i], &refused),
			"\"%s\" is no reference; write it like people/o/osman-gunduz");
	}
}

static const char from[] = "meetings/2015/0002-x/minutes.md";

#define CHECK_LEADS(link, expected_path, expected_fragment)                                        \
	do {                                                                                       \
		CLEANUP(buf_release) struct buf path_ = BUF_INIT, fragment_ = BUF_INIT;            \
		struct error err_;                                                                 \
		CHECK_OK(place_resolve(&path_, &fragment_, from, link, &err_), err_);              \
		CHECK_TEXT(buf_text(&path_), expected_path);                                       \
		CHECK_TEXT(buf_text(&fragment_), expected_fragment);                               \
	} while (0)

TEST(follows_links_between_files)
{
	CHECK_LEADS("../../../people/o/osman-gunduz.md", "people/o/osman-gunduz.md", "");
	CHECK_LEADS("../0001-local/minutes.md#s1", "meetings/2015/0001-local/minutes.md", "s1");
	CHECK_LEADS("minutes.md#d2", from, "d2");
	CHECK_LEADS("./minutes.md", from, "");
	CHECK_LEADS("#o1", from, "o1");
	CHECK_LEADS("#", from, "");
	CHECK_LEADS("../../../council.md", "council.md", "");
	CHECK_LEADS("corrections/k1.md", "meetings/2015/0002-x/corrections/k1.md", "");
	CHECK_LEADS("minutes.md#a:b", from, "a:b");
}

TEST(refuses_links_that_lead_to_no_record)
{
	static const char *const wrong[] = { "", "https://example.org/council.md",
		"//host/council.md", "/council.md", "mailto:a@b", "javascript:1",
		"../../../../council.md", "../../../../../../../../../etc/passwd", "x.md",
		"../0001-local", "../0001-local/", "minutes.md/", "minutes.md?x=1",
		"../../..//council.md", "..", ".", "attachments/a.pdf", "Minutes.md",
		"minutes%2emd" };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		CLEANUP(buf_release) struct buf path = BUF_INIT, fragment = BUF_INIT;

		check_refused(wrong[i], place_resolve(&path, &fragment, from, wrong[i], &refused),
			"\"%s\" leads to no record");
		CHECK_NUMBER(path.len + fragment.len, 0);
	}
}

TEST(writes_links_that_lead_back_from_everywhere_to_everywhere)
{
	for (size_t i = 0; i < ARRAY_SIZE(places) * ARRAY_SIZE(places); i++) {
		const char *a = places[i / ARRAY_SIZE(places)].path;
		const char *b = places[i % ARRAY_SIZE(places)].path;
		CLEANUP(buf_release) struct buf link = BUF_INIT, path = BUF_INIT;
		CLEANUP(buf_release) struct buf fragment = BUF_INIT;
		struct error err;

		place_link(&link, a, b);
		CHECK_OK(place_resolve(&path, &fragment, a, buf_text(&link), &err), err);
		CHECK_TEXT(buf_text(&path), b);
	}
}

TEST(writes_the_shortest_link)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	place_link(&out, from, "people/o/osman-gunduz.md");
	buf_addc(&out, ' ');
	place_link(&out, from, "meetings/2015/0001-y/minutes.md");
	buf_addc(&out, ' ');
	place_link(&out, from, from);
	buf_addc(&out, ' ');
	place_link(&out, "council.md", "bodies/v/vxsi.md");
	CHECK_TEXT(buf_text(&out), "../../../people/o/osman-gunduz.md ../0001-y/minutes.md "
				   "minutes.md bodies/v/vxsi.md");
}

TEST_MAIN
