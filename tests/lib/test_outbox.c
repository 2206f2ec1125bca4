#include "accounts.h"
#include "outbox.h"

enum { NOW = 1700000000, HOUR = 3600, DAY = 24 * HOUR };

static struct db *open_with_member(struct mailbox *box)
{
	struct db *db = open_in(test_folder());

	if (add(db, "leyla", NULL) < 0 || mailbox_set_address(db, "leyla", "leyla@example.org", &err) < 0 ||
		mailbox_find(db, "leyla", box, &err) < 0)
		abort();
	return db;
}

static int tell(struct db *db, const struct mailbox *box, const char *key, long long daily)
{
	const struct notice notice = { key, "minutes-published", "meetings/2015/1", "az", "Mövzu", "Mətn", NULL, "Məsələ", "/meetings/2015/1" };

	return outbox_add(db, box->account.id, &notice, NOW, daily, &err);
}

static int count_notice(void *ctx, const struct notice *notice, struct error *e)
{
	++*(int *)ctx;
	return 0;
}

static struct outbox_counts counts_of(struct db *db)
{
	struct outbox_counts counts = { -1, -1, -1, -1, -1 };

	outbox_count(db, &counts, &err);
	return counts;
}

TEST(nobody_is_told_twice_of_one_thing)
{
	struct mailbox box;
	CLEANUP(db_close) struct db *db = open_with_member(&box);

	CHECK_OK(tell(db, &box, "a", 0), err);
	CHECK_OK(tell(db, &box, "a", 0), err);
	CHECK_OK(tell(db, &box, "a", NOW + HOUR), err);
	CHECK_OK(tell(db, &box, "b", 0), err);
	CHECK_NUMBER(counts_of(db).queued, 2);
	CHECK_NUMBER(counts_of(db).daily, 0);
}

TEST(a_letter_goes_to_one_sender_under_one_name)
{
	struct mailbox box;
	CLEANUP(db_close) struct db *db = open_with_member(&box);
	struct letter letter, again;

	CHECK_OK(tell(db, &box, "a", 0), err);
	CHECK_NUMBER(outbox_claim(db, NOW, &letter, &err), 1);
	CHECK_TEXT(letter.address, "leyla@example.org");
	CHECK_NUMBER(outbox_claim(db, NOW, &again, &err), 0);
	CHECK_OK(outbox_mend(db, &err), err);
	CHECK_NUMBER(outbox_claim(db, NOW, &again, &err), 1);
	CHECK_TEXT(again.message, letter.message);
	CHECK_NUMBER(again.tries, 1);
	CHECK_OK(outbox_sent(db, letter.id, NOW, &err), err);
	CHECK_OK(outbox_mend(db, &err), err);
	CHECK_OK(outbox_again(db, 0, NOW, &err), err);
	CHECK_NUMBER(outbox_claim(db, NOW + DAY, &again, &err), 0);
	CHECK_NUMBER(counts_of(db).sent, 1);
}

TEST(waits_grow_to_half_an_hour_and_end_after_a_week)
{
	struct mailbox box;
	CLEANUP(db_close) struct db *db = open_with_member(&box);
	struct letter letter;
	long long now = NOW, first = 0, last = 0;

	CHECK_OK(tell(db, &box, "a", 0), err);
	for (int tries = 0; tries < 1000; tries++) {
		CHECK_OK(outbox_gather(db, now, &err), err);
		if (outbox_claim(db, now, &letter, &err) == 0)
			break;
		CHECK_OK(outbox_wait(db, &letter, "away", true, now, &err), err);
		last = ask(db, "SELECT next FROM letters") - now;
		first = first ? first : last;
		now += last;
	}
	CHECK_NUMBER(first, 60);
	CHECK_NUMBER(last, HOUR / 2);
	CHECK_NUMBER(counts_of(db).failed, 1);
	CHECK(now - NOW > 7 * DAY && now - NOW < 7 * DAY + HOUR);
	CHECK_OK(outbox_again(db, letter.id, now, &err), err);
	CHECK_OK(outbox_gather(db, now, &err), err);
	CHECK_NUMBER(outbox_claim(db, now, &letter, &err), 1);
}

TEST(who_was_tried_less_goes_first)
{
	struct mailbox box;
	CLEANUP(db_close) struct db *db = open_with_member(&box);
	struct letter letter, other;

	CHECK_OK(tell(db, &box, "a", 0), err);
	CHECK_NUMBER(outbox_claim(db, NOW, &letter, &err), 1);
	CHECK_OK(outbox_wait(db, &letter, "busy", false, NOW, &err), err);
	CHECK_OK(tell(db, &box, "b", 0), err);
	CHECK_OK(outbox_again(db, 0, NOW - HOUR, &err), err);
	CHECK_OK(tell(db, &box, "c", 0), err);
	CHECK_NUMBER(outbox_claim(db, NOW, &other, &err), 1);
	CHECK_NUMBER(other.tries, 0);
	CHECK_NUMBER(outbox_claim(db, NOW, &other, &err), 1);
	CHECK_NUMBER(other.tries, 0);
	CHECK_NUMBER(outbox_claim(db, NOW, &other, &err), 1);
	CHECK_NUMBER(other.id, letter.id);
}

TEST(a_server_that_is_away_is_asked_ever_less_often_however_many_wait)
{
	struct mailbox box;
	CLEANUP(db_close) struct db *db = open_with_member(&box);
	struct letter letter;
	long long now = NOW;
	int tries = 0;

	for (const char *key = "abcdefgh"; *key; key++)
		CHECK_OK(tell(db, &box, key, 0), err);
	for (; now < NOW + 6 * HOUR; tries++) {
		CHECK_NUMBER(outbox_claim(db, now, &letter, &err), 1);
		CHECK_OK(outbox_wait(db, &letter, "away", true, now, &err), err);
		CHECK_NUMBER(outbox_claim(db, now, &letter, &err), 0);
		now = ask(db, "SELECT min(next) FROM letters");
	}
	CHECK(tries < 20);
}

TEST(the_daily_letter_gathers_what_is_due)
{
	struct mailbox box;
	CLEANUP(db_close) struct db *db = open_with_member(&box);
	struct letter letter;
	int notices = 0;

	CHECK_OK(tell(db, &box, "a", NOW + HOUR), err);
	CHECK_OK(tell(db, &box, "b", NOW + HOUR), err);
	CHECK_OK(tell(db, &box, "c", NOW + DAY), err);
	CHECK_OK(outbox_gather(db, NOW, &err), err);
	CHECK_NUMBER(counts_of(db).queued, 0);
	CHECK_OK(outbox_gather(db, NOW + HOUR, &err), err);
	CHECK_OK(outbox_gather(db, NOW + HOUR, &err), err);
	CHECK_NUMBER(counts_of(db).queued, 1);
	CHECK_NUMBER(counts_of(db).daily, 1);
	CHECK_NUMBER(outbox_claim(db, NOW + HOUR, &letter, &err), 1);
	CHECK_OK(outbox_each_notice(db, letter.id, count_notice, &notices, &err), err);
	CHECK_NUMBER(notices, 2);
}

TEST(what_letters_said_is_forgotten_a_month_after_they_were_sent)
{
	struct mailbox box;
	CLEANUP(db_close) struct db *db = open_with_member(&box);
	struct letter letter;

	CHECK_OK(tell(db, &box, "a", 0), err);
	CHECK_NUMBER(outbox_claim(db, NOW, &letter, &err), 1);
	CHECK_OK(outbox_sent(db, letter.id, NOW, &err), err);
	CHECK_OK(outbox_forget(db, NOW + 29 * DAY, &err), err);
	CHECK_NUMBER(ask(db, "SELECT length(text) FROM notices"), 4);
	CHECK_OK(outbox_forget(db, NOW + 31 * DAY, &err), err);
	CHECK_NUMBER(ask(db, "SELECT length(text) FROM notices"), 0);
	CHECK_OK(tell(db, &box, "a", 0), err);
	CHECK_NUMBER(counts_of(db).queued, 0);
}

TEST(choices_are_kept_and_addresses_looked_at)
{
	struct mailbox box;
	CLEANUP(db_close) struct db *db = open_with_member(&box);

	CHECK_NUMBER(box.how[GROUP_MINUTES], HOW_AT_ONCE);
	box.how[GROUP_MINUTES] = HOW_DAILY;
	box.how[GROUP_TOPICS] = HOW_NEVER;
	CHECK_OK(mailbox_save(db, &box, &err), err);
	CHECK_OK(mailbox_find(db, "leyla", &box, &err), err);
	CHECK_NUMBER(box.how[GROUP_MINUTES], HOW_DAILY);
	CHECK_NUMBER(box.how[GROUP_TOPICS], HOW_NEVER);
	strcpy(box.address, "nobody");
	CHECK_REFUSED(mailbox_save(db, &box, &err), ERR_INVALID, err,
		"\"nobody\" is no e-mail address; write one such as leyla@example.org");
	CHECK_OK(mailbox_find(db, "leyla", &box, &err), err);
	CHECK_TEXT(box.address, "leyla@example.org");
}

TEST_MAIN
