#include "test.h"
#include "date.h"
#include "flow.h"
#include "picture.h"

/* Figures become pictures: sizes by counts, words escaped, colours by class alone. */

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

static const struct phrases *english(void)
{
	static struct error err;

	return phrases_init(&err) < 0 ? NULL : phrases_find("en");
}

TEST(a_flow_is_as_high_as_its_counts)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	const struct picture_node nodes[] = {
		{ "voiced", "/a?b=1&c=2", "so-far", 0, 40 },
		{ "taken <up>", "/b", "so-far", 1, 30 },
		{ "noted", "/c", "aside", 1, 10 },
		{ "merged", "/d", "aside", 1, 0 },
	};
	const struct picture_link links[] = { { 0, 1, 30 }, { 0, 2, 10 }, { 0, 3, 0 } };

	picture_flow(&out, "What \"became\"", "40 voiced", nodes, ARRAY_SIZE(nodes), links, ARRAY_SIZE(links));
	CHECK(strstr(out.data, "height=\"240.0\""));
	CHECK(strstr(out.data, "height=\"180.0\""));
	CHECK(strstr(out.data, "height=\"60.0\""));
	CHECK_NUMBER(count(out.data, "<rect "), 3); /* what is nothing is not drawn */
	CHECK_NUMBER(count(out.data, "<path "), 2);
	CHECK(strstr(out.data, "taken &lt;up&gt; <tspan class=\"figure\">30</tspan>"));
	CHECK(strstr(out.data, "href=\"/a?b=1&amp;c=2\""));
	CHECK(strstr(out.data, "aria-label=\"What &quot;became&quot;\"><title>What &quot;became&quot;</title><desc>40 voiced</desc>"));
	CHECK(!strstr(out.data, "style=") && !strstr(out.data, "fill="));
}

TEST(a_label_ends_before_the_next_column_begins)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	const struct picture_node nodes[] = {
		{ "a label of sixty letters, that would stand upon the next bar", "/a", "so-far", 0, 2 },
		{ "x", "/b", "so-far", 1, 2 },
		{ "y", "/c", "so-far", 2, 2 },
	};

	picture_flow(&out, "t", "d", nodes, ARRAY_SIZE(nodes), NULL, 0);
	CHECK(strstr(out.data, "x=\"659.5\"")); /* 12 + 65 letters of 7, and half of what is left */
	CHECK(strstr(out.data, "x=\"906.0\""));
}

TEST(a_flow_of_nothing_is_a_picture_still)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	const struct picture_node nodes[] = { { "voiced", "/", "so-far", 0, 0 }, { "x", "/", "x", -1, 3 } };

	picture_flow(&out, "t", "d", nodes, 1, NULL, 0);
	CHECK(strstr(out.data, "viewBox=\"0 0 960 22\""));
	CHECK(!strstr(out.data, "<rect"));
}

static long day(const char *text)
{
	struct date date;

	date_parse(&date, text, NULL);
	return date_to_day(&date);
}

TEST(a_timeline_has_a_lane_for_what_happened)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	static const char *const lanes[] = { "Text", "Rounds", "Agency" };
	const struct picture_event events[] = {
		{ 0, day("2015-01-10"), day("2015-01-10"), "v1", "version 1 & more", "version" },
		{ 2, day("2015-03-01"), day("2015-06-01"), "sent", "sent", "sent" },
		{ 2, day("2015-03-02"), day("2015-03-02"), "registered", "registered", "registered" },
	};

	picture_timeline(&out, "t", "d", lanes, ARRAY_SIZE(lanes), events, ARRAY_SIZE(events), day("2019-01-01"));
	CHECK_NUMBER(count(out.data, "class=\"lane\""), 2); /* nothing happened in the second */
	CHECK_NUMBER(count(out.data, "<circle "), 2);
	CHECK_NUMBER(count(out.data, "<rect class=\"span sent\""), 1);
	CHECK(strstr(out.data, "<title>version 1 &amp; more</title>"));
	CHECK(strstr(out.data, ">04.2015</text>") && !strstr(out.data, ">07.2015</text>"));
	CHECK(!strstr(out.data, "class=\"today\"")); /* too far on */
	CHECK(!strstr(out.data, ">registered</text>")); /* no room beside "sent": the title has it */
	buf_cut(&out, 0);
	picture_timeline(&out, "t", "d", lanes, ARRAY_SIZE(lanes), events, 1, day("2015-01-12"));
	CHECK_NUMBER(count(out.data, "class=\"today\""), 1);
	buf_cut(&out, 0);
	picture_timeline(&out, "t", "d", lanes, ARRAY_SIZE(lanes), events, 0, 0);
	CHECK_NUMBER(out.len, 0);
}

TEST(centuries_have_no_more_lines_than_weeks)
{
	static const char *const lanes[] = { "Text" };
	static const char *const last[] = { "2015-02-01", "2016-01-01", "2025-01-01", "2215-01-01", "9999-12-31" };

	for (size_t i = 0; i < ARRAY_SIZE(last); i++) {
		CLEANUP(buf_release) struct buf out = BUF_INIT;
		const struct picture_event events[] = {
			{ 0, day("2015-01-10"), day("2015-01-10"), "a", "a", "x" },
			{ 0, day(last[i]), day(last[i]), "b", "b", "x" },
		};

		picture_timeline(&out, "t", "d", lanes, 1, events, 2, 0);
		CHECK(count(out.data, "<line ") <= 40);
	}
}

TEST(a_stage_stands_for_all_that_came_as_far)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	CHECK(flow_reached(&out, "done"));
	CHECK_TEXT(out.data, "[\"partly: done\",\"accepted: done\"]");
	buf_cut(&out, 0);
	CHECK(flow_reached(&out, "unsaid"));
	CHECK_TEXT(out.data, "[\"unsaid\"]");
	buf_cut(&out, 0);
	CHECK(!flow_reached(&out, "nothing"));
	CHECK_NUMBER(out.len, 0);
}

TEST(figures_add_up)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	flow_figures(&out, english(), "unsaid=2\nwritten=1\nsubmitted=3\naccepted: done=4\nrejected=1\nunknown=7", "accepted=5\nwithdrawn=6");
	CHECK(strstr(out.data, "\"stage\":\"voiced\",\"label\":\"voiced\",\"depth\":0,\"suggestions\":11,\"recommendations\":null}"));
	CHECK(strstr(out.data, "\"stage\":\"taken up\",\"label\":\"taken up\",\"depth\":1,\"suggestions\":9,\"recommendations\":5}"));
	CHECK(strstr(out.data, "\"stage\":\"sent\",\"label\":\"sent to the agency\",\"depth\":2,\"suggestions\":8,\"recommendations\":5}"));
	CHECK(strstr(out.data, "\"stage\":\"answered\",\"label\":\"answered\",\"depth\":3,\"suggestions\":5,\"recommendations\":5}"));
	CHECK(strstr(out.data, "\"stage\":\"not started\",\"label\":\"not started\",\"depth\":5,\"suggestions\":0,\"recommendations\":5}"));
	CHECK(strstr(out.data, "\"stage\":\"withdrawn\",\"label\":\"withdrawn with its proposal\",\"depth\":2,\"suggestions\":null,\"recommendations\":6}"));
}

TEST_MAIN
