#include "test.h"
#include "kind.h"
#include "seal.h"
#include "track.h"

static bool is_choice(const struct track *track, const char *state)
{
	const struct key *key = kind_key(kind_find(track->kind), track->key);

	for (const struct choice *choice = key->choices; choice->name; choice++)
		if (str_equal(choice->name, state))
			return true;
	return false;
}

TEST(every_step_leads_from_a_state_of_its_kind_to_one)
{
	const struct track *track;

	for (size_t i = 0; (track = track_nth(i)); i++)
		for (const struct track_step *row = track->steps; row->action; row++) {
			CHECK(is_choice(track, row->from));
			CHECK(is_choice(track, row->to));
			/* one that stays where it is says what it is for */
			CHECK(!str_equal(row->from, row->to) || row->stated);
			CHECK(row->may && row->button && row->subject);
		}
}

static bool leads_to(const struct track *track, const char *state)
{
	for (const struct track_step *row = track->steps; row->action; row++)
		if (str_equal(row->to, state))
			return true;
	return false;
}

/* Where a record may begin: nothing need lead there. */
static bool is_first(const struct track *track, const char *state)
{
	return str_equal(state, track->steps->from);
}

TEST(every_state_can_be_reached)
{
	const struct track *track;

	for (size_t i = 0; (track = track_nth(i)); i++) {
		const struct key *key = kind_key(kind_find(track->kind), track->key);

		for (const struct choice *choice = key->choices; choice->name; choice++)
			CHECK(leads_to(track, choice->name) || is_first(track, choice->name));
	}
}

TEST(an_action_is_one_step_from_each_state)
{
	const struct track *track;

	for (size_t i = 0; (track = track_nth(i)); i++)
		for (const struct track_step *row = track->steps; row->action; row++)
			for (const struct track_step *other = row + 1; other->action; other++)
				CHECK(!str_equal(row->from, other->from) ||
					!str_equal(row->action, other->action));
}

static struct record *minutes_in(const char *state)
{
	struct record *rec = record_new("minutes");

	record_set(rec, "title", "Toplantı");
	record_set(rec, "state", "held");
	record_set(rec, "minutes", state);
	return rec;
}

TEST(finds_a_step_for_those_who_may)
{
	CLEANUP(record_free) struct record *rec = minutes_in("approved");
	const struct track_step *row;
	const struct track *track;
	struct error err;

	CHECK_OK(track_find(&row, &track, rec, "sign", ROLE_MEMBER, &err), err);
	CHECK_TEXT(row->to, "signed");
	CHECK_TEXT(track->key, "minutes");
	CHECK_NUMBER(track_find(&row, &track, rec, "sign", ROLE_AGENCY, &err), ERR_DENIED);
	CHECK_NUMBER(track_find(&row, &track, rec, "circulate", ROLE_COORDINATOR, &err), ERR_CONFLICT);
	CHECK_NUMBER(track_find(&row, &track, rec, NULL, ROLE_COORDINATOR, &err), ERR_CONFLICT);
}

TEST(a_seal_covers_all_but_what_comes_later)
{
	CLEANUP(record_free) struct record *rec = minutes_in("approved");
	char seal[SEAL_LEN + 1], other[SEAL_LEN + 1];
	struct error err;

	record_set_body(rec, "minutes: of the body\n");
	seal_make(seal, rec);
	record_set(rec, "seal", seal);
	record_set(rec, "minutes", "published");
	record_set(rec, "audience", "public");
	CHECK_OK(seal_check(rec, &err), err);
	record_set(rec, "place", "Bakı");
	CHECK_NUMBER(seal_check(rec, &err), ERR_INVALID);
	record_unset(rec, "place");
	CHECK_OK(seal_check(rec, &err), err);
	record_set_body(rec, "minutes: of another body\n");
	CHECK_NUMBER(seal_check(rec, &err), ERR_INVALID);
	seal_make(other, rec);
	CHECK(!str_equal(seal, other));
}

TEST_MAIN
