#include "follow.h"
#include "test.h"

static const char now[] = "Bir iki üç.\n\nDörd altı.\n";

static char *read_text(void *ctx, const char *commit)
{
	++*(int *)ctx;
	if (str_equal(commit, "none"))
		return NULL;
	return str_copy(str_equal(commit, "now") ? now : "Bir iki üç.\n\nDörd beş altı.\n\nYeddi.\n");
}

static const char *state(struct follow *follow, const char *commit, const char *quote)
{
	struct anchor anchor = { .quote = (char *)quote };

	return trail_state_name(follow_anchor(follow, commit, &anchor).state);
}

TEST(follows_words_to_the_text_as_it_stands)
{
	int reads = 0;
	CLEANUP(follow_free) struct follow *follow = follow_new(now, read_text, &reads);

	CHECK_TEXT(state(follow, "old", "Bir iki"), "kept");
	CHECK_TEXT(state(follow, "old", "Dörd beş altı."), "changed");
	CHECK_TEXT(state(follow, "old", "Yeddi."), "gone");
	CHECK_TEXT(state(follow, "now", "Bir iki"), "kept");
	CHECK_TEXT(state(follow, "", "Dörd"), "kept");
	CHECK_NUMBER(reads, 2);
}

TEST(of_an_unknown_text_the_words_are_looked_for_now)
{
	int reads = 0;
	CLEANUP(follow_free) struct follow *follow = follow_new(now, read_text, &reads);
	struct anchor anchor = { .quote = "heç" };

	CHECK_TEXT(state(follow, "none", "altı"), "kept");
	CHECK_TEXT(state(follow, "none", "beş"), "gone");
	CHECK(!follow_anchor(follow, "none", &anchor).is_placed);
	CHECK_TEXT(follow_text(follow, "none"), now);
}

TEST_MAIN
