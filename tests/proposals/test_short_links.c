#include "short_links.h"
#include "test.h"

static const char passage[] =
	"- **R1** Pilot rayonlar ([O1](../../../../meetings/2016/0001-x/minutes.md#o1), [O1](../../../../meetings/2016/0002-y/minutes.md#o1)) "
	"[VXSİ](../../../../bodies/v/vxsi.md) ilə seçilsin, [O1](../../../../meetings/2016/0001-x/minutes.md#o1); bax: [sayt](https://a.example/b).";

static void restores(const char *typed, const char *expected)
{
	CLEANUP(str_free) char *out = NULL;
	struct error err;

	CHECK_OK(short_links_restore(&out, typed, passage, &err), err);
	CHECK_TEXT(out, expected);
}

TEST(shows_links_to_records_in_short_and_gives_them_back)
{
	CLEANUP(str_free) char *brief = short_links(passage);

	CHECK_TEXT(brief, "- **R1** Pilot rayonlar ([O1](…#o1), [O1](…2#o1)) [VXSİ](…/vxsi) ilə seçilsin, [O1](…#o1); bax: [sayt](https://a.example/b).");
	restores(brief, passage);
	restores("Beş rayon ([O1](…2#o1)).", "Beş rayon ([O1](../../../../meetings/2016/0002-y/minutes.md#o1)).");
	restores("Beş rayon… və s.", "Beş rayon… və s.");
	restores("[O2](../../../../meetings/2016/0001-x/minutes.md#o2)", "[O2](../../../../meetings/2016/0001-x/minutes.md#o2)");
}

TEST(names_a_damaged_link)
{
	static const char *const damaged[][2] = { { "Beş rayon ([O1](…#o9)).", "…#o9" }, { "Beş rayon [O1](…#o1", "…#o1" },
		{ "Beş rayon (…/vxsi)", "…/vxsi" }, { "Beş rayon [VXSİ](…/vx si)", "…/vx" } };
	char *out = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(damaged); i++) {
		CLEANUP(str_free)
		char *expected = str_format("\"%s\" is no whole link of this passage: leave the part in parentheses as it stood, like "
					    "(…#o1), or take the link out", damaged[i][1]);
		struct error err;

		CHECK_REFUSED(short_links_restore(&out, damaged[i][0], passage, &err), ERR_INVALID, err, expected);
	}
	CHECK(!out);
}

TEST(leaves_alone_what_would_not_come_back)
{
	static const char *const texts[] = { "Sözsüz.", "[O1](…#o1) və [O1](../../../../meetings/2016/0001-x/minutes.md#o1)",
		"[bir](<../../../../meetings/2016/0001-x/minutes.md#o1>)" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		CLEANUP(str_free) char *brief = short_links(texts[i]);
		CLEANUP(str_free) char *back = NULL;
		struct error err;

		if (i < 2)
			CHECK_TEXT(brief, texts[i]);
		CHECK_OK(short_links_restore(&back, brief, texts[i], &err), err);
		CHECK_TEXT(back, texts[i]);
	}
}

TEST_MAIN
