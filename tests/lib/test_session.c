#include "accounts.h"

#include <pthread.h>

static bool file_holds(const char *folder, const char *text)
{
	CLEANUP(str_free) char *path = str_format("%s/private.db", folder);
	size_t len;
	CLEANUP(str_free) char *bytes = test_read_file(path, &len);

	return memmem(bytes, len, text, strlen(text));
}

TEST(signs_in_and_out)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who = { 0 };
	char token[44] = "";
	bool renew = true;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_NUMBER(strlen(token), 43);
	CHECK_OK(session_find(db, token, &who, &renew, &err), err);
	CHECK_TEXT(who.login, "osman");
	CHECK_NUMBER(who.roles, ROLE_COORDINATOR);
	CHECK(!renew);
	CHECK_OK(session_end(db, token, &err), err);
	CHECK_REFUSED(session_find(db, token, &who, &renew, &err), ERR_NOT_FOUND, err, ENDED);
	CHECK_REFUSED(session_touch(db, token, &err), ERR_NOT_FOUND, err, ENDED);
	CHECK_REFUSED(session_rotate(db, token, token, &err), ERR_NOT_FOUND, err, ENDED);
	CHECK_OK(session_end(db, token, &err), err);
}

TEST(a_login_may_be_typed_carelessly)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	char token[44];

	CHECK_OK(add(db, "osman", "düz yol 2015"), err);
	CHECK_OK(start(db, " Osman ", "du\xcc\x88z yol 2015", token), err);
}

TEST(neither_password_nor_token_is_kept)
{
	const char *folder = test_folder();
	CLEANUP(db_close) struct db *db = open_in(folder);
	char token[44], fresh[44], link[44];

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(session_rotate(db, token, fresh, &err), err);
	CHECK_OK(invitation_new(db, "osman", 3, link, &err), err);
	CHECK_NUMBER(start(db, "my secret instead", PASSWORD, token), ERR_DENIED);
	CHECK(file_holds(folder, "$argon2id$"));
	CHECK(!file_holds(folder, PASSWORD));
	CHECK(!file_holds(folder, token));
	CHECK(!file_holds(folder, fresh));
	CHECK(!file_holds(folder, link));
	CHECK(!file_holds(folder, "my secret instead"));
}

TEST(wrong_login_and_wrong_password_read_the_same)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	char token[44] = "kept";

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(add(db, "invited", NULL), err);
	CHECK_REFUSED(start(db, "osman", "dəmir yol", token), ERR_DENIED, err, WRONG);
	CHECK_REFUSED(start(db, "nobody", PASSWORD, token), ERR_DENIED, err, WRONG);
	CHECK_REFUSED(start(db, "invited", PASSWORD, token), ERR_DENIED, err, WRONG);
	CHECK_REFUSED(start(db, "invited", "", token), ERR_DENIED, err, WRONG);
	CHECK_REFUSED(start(db, "' OR 1=1 --", "\xff", token), ERR_DENIED, err, WRONG);
	CHECK_OK(account_set_disabled(db, "osman", true, &err), err);
	CHECK_REFUSED(start(db, "osman", PASSWORD, token), ERR_DENIED, err, WRONG);
	CHECK_TEXT(token, "kept");
}

TEST(five_failures_of_a_login_close_the_door_for_that_address)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	char token[44];

	CHECK_OK(add(db, "osman", PASSWORD), err);
	for (int i = 0; i < 5; i++)
		CHECK_NUMBER(start(db, "osman", "wrong", token), ERR_DENIED);
	CHECK_REFUSED(start(db, "Osman", PASSWORD, token), ERR_BUSY, err,
		"there were too many attempts; try again in 15 min");
	CHECK_NUMBER(start(db, "other", "wrong", token), ERR_DENIED);
	CHECK_OK(start_from(db, "192.0.2.9", "osman", PASSWORD, token), err);
	CHECK_NUMBER(start(db, "osman", PASSWORD, token), ERR_BUSY);
	CHECK_OK(db_run(db, "UPDATE failures SET at = at - 700", &err), err);
	CHECK_REFUSED(start(db, "osman", PASSWORD, token), ERR_BUSY, err,
		"there were too many attempts; try again in 4 min");
	CHECK_OK(db_run(db, "UPDATE failures SET at = at - 200", &err), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
}

TEST(a_crowd_of_strangers_slows_strangers_down_and_locks_nobody_out)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct device known = { .address = "192.0.2.50" };
	char token[44];

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(session_start(db, "osman", PASSWORD, &known, token, &err), err);
	CHECK_NUMBER(strlen(known.token), 43);
	for (int i = 0; i < 10; i++) {
		CLEANUP(str_free) char *address = str_format("198.51.100.%d", i);

		CHECK_NUMBER(start_from(db, address, "osman", "wrong", token), ERR_DENIED);
	}
	CHECK_NUMBER(start_from(db, "198.51.100.99", "osman", "wrong", token), ERR_BUSY);
	CHECK_NUMBER(start_from(db, "192.0.2.50", "osman", PASSWORD, token), ERR_BUSY);
	CHECK_OK(session_start(db, "osman", PASSWORD, &known, token, &err), err);
	CHECK_NUMBER(start_from(db, "198.51.100.99", "osman", "wrong", token), ERR_BUSY);
	CHECK_OK(db_run(db, "UPDATE failures SET at = at - 16", &err), err);
	CHECK_OK(start_from(db, "192.0.2.51", "osman", PASSWORD, token), err);
}

TEST(a_known_device_guesses_five_times_too)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct device known = { .address = "192.0.2.50" };
	char token[44];

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(add(db, "sahib", PASSWORD), err);
	CHECK_OK(session_start(db, "osman", PASSWORD, &known, token, &err), err);
	for (int i = 0; i < 5; i++)
		CHECK_NUMBER(session_start(db, "osman", "wrong", &known, token, &err), ERR_DENIED);
	CHECK_NUMBER(session_start(db, "osman", PASSWORD, &known, token, &err), ERR_BUSY);
	for (int i = 0; i < 5; i++)
		CHECK_NUMBER(session_start(db, "sahib", "wrong", &known, token, &err), ERR_DENIED);
	CHECK_NUMBER(start_from(db, "192.0.2.50", "sahib", PASSWORD, token), ERR_BUSY);
}

static int count_session(void *ctx, const struct session *session, struct error *why)
{
	int *counts = ctx;

	counts[session->is_this]++;
	if (session->is_this && strcmp(session->address, "192.0.2.7") != 0)
		test_fail(__FILE__, __LINE__, "%s is not where this began", session->address);
	return 0;
}

TEST(a_password_is_changed_by_who_knows_it_and_ends_what_is_elsewhere)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char token[44], other[44];
	int counts[2] = { 0 };
	bool renew;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, other), err);
	CHECK_OK(start_from(db, "192.0.2.7", "osman", PASSWORD, token), err);
	CHECK_OK(session_each(db, token, count_session, counts, &err), err);
	CHECK_NUMBER(counts[0], 1);
	CHECK_NUMBER(counts[1], 1);
	CHECK_REFUSED(session_change_password(db, token, "wrong", "yeni parol 2015", &err),
		ERR_DENIED, err, "this is not the password you have now");
	CHECK_NUMBER(session_change_password(db, token, PASSWORD, "short", &err), ERR_INVALID);
	CHECK_OK(session_find(db, other, &who, &renew, &err), err);
	CHECK_OK(session_change_password(db, token, PASSWORD, "yeni parol 2015", &err), err);
	CHECK_NUMBER(session_find(db, other, &who, &renew, &err), ERR_NOT_FOUND);
	CHECK_OK(session_find(db, token, &who, &renew, &err), err);
	CHECK_NUMBER(start(db, "osman", PASSWORD, other), ERR_DENIED);
	CHECK_OK(start(db, "osman", "yeni parol 2015", other), err);
	CHECK_OK(session_end_others(db, token, &err), err);
	CHECK_NUMBER(session_find(db, other, &who, &renew, &err), ERR_NOT_FOUND);
	for (int i = 0; i < 5; i++)
		CHECK_NUMBER(session_change_password(db, token, "wrong", "x", &err), ERR_DENIED);
	CHECK_NUMBER(session_change_password(db, token, "yeni parol 2015", PASSWORD, &err), ERR_BUSY);
	CHECK_OK(session_find(db, token, &who, &renew, &err), err);
}

TEST(a_success_forgets_the_failures)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	char token[44];

	CHECK_OK(add(db, "osman", PASSWORD), err);
	for (int i = 0; i < 4; i++)
		CHECK_NUMBER(start(db, "osman", "wrong", token), ERR_DENIED);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM failures"), 0);
}

TEST(twenty_failures_from_an_address_close_the_door)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	char token[44];

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(db_run(db,
			 "INSERT INTO failures (at, login, address)"

			 " SELECT unixepoch(), key, '192.0.2.1' FROM"
			 " json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]')",
			 &err),
		err);
	CHECK_NUMBER(start(db, "nobody", "wrong", token), ERR_DENIED);
	CHECK_REFUSED(start(db, "osman", PASSWORD, token), ERR_BUSY, err,
		"there were too many attempts; try again in 15 min");
	CHECK_OK(start_from(db, "192.0.2.2", "osman", PASSWORD, token), err);
}

TEST(old_failures_are_thrown_away)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	char token[44];

	CHECK_NUMBER(start(db, "nobody", "wrong", token), ERR_DENIED);
	CHECK_OK(db_run(db, "UPDATE failures SET at = at - 901", &err), err);
	CHECK_NUMBER(start(db, "nobody", "wrong", token), ERR_DENIED);
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM failures"), 1);
}

TEST(an_idle_session_ends)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char token[44];
	bool renew;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(db_run(db, "UPDATE sessions SET used = used - 43100", &err), err);
	CHECK_OK(session_find(db, token, &who, &renew, &err), err);
	CHECK_OK(db_run(db, "UPDATE sessions SET used = used - 101", &err), err);
	CHECK_REFUSED(session_find(db, token, &who, &renew, &err), ERR_NOT_FOUND, err, ENDED);
	CHECK_REFUSED(session_touch(db, token, &err), ERR_NOT_FOUND, err, ENDED);
}

TEST(a_session_ends_after_thirty_days_however_busy)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char token[44], other[44];
	bool renew;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(db_run(db, "UPDATE sessions SET started = started - 30 * 86400 + 100", &err), err);
	CHECK_OK(session_find(db, token, &who, &renew, &err), err);
	CHECK_OK(db_run(db, "UPDATE sessions SET started = started - 101", &err), err);
	CHECK_REFUSED(session_find(db, token, &who, &renew, &err), ERR_NOT_FOUND, err, ENDED);
	CHECK_OK(start(db, "osman", PASSWORD, other), err); /* which also sweeps */
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM sessions"), 1);
}

TEST(use_is_noted_at_most_once_a_minute)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	char token[44];
	long long then;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(db_run(db, "UPDATE sessions SET used = used - 50", &err), err);
	then = ask(db, "SELECT used FROM sessions");
	CHECK_OK(session_touch(db, token, &err), err);
	CHECK_NUMBER(ask(db, "SELECT used FROM sessions"), then);
	CHECK_OK(db_run(db, "UPDATE sessions SET used = used - 20", &err), err);
	CHECK_OK(session_touch(db, token, &err), err);
	CHECK(ask(db, "SELECT used FROM sessions") >= then + 50);
}

TEST(a_token_of_yesterday_is_renewed)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char token[44], fresh[44] = "kept";
	bool renew = false;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(db_run(db, "UPDATE sessions SET token_made = token_made - 86500", &err), err);
	CHECK_OK(session_find(db, token, &who, &renew, &err), err);
	CHECK(renew);
	CHECK_OK(session_rotate(db, token, fresh, &err), err);
	CHECK(strcmp(token, fresh) != 0);
	CHECK_OK(session_find(db, fresh, &who, &renew, &err), err);
	CHECK(!renew);
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM sessions"), 1);
}

TEST(the_token_before_works_for_another_minute)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char token[44], fresh[44], third[44] = "kept";
	bool renew = true;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(session_rotate(db, token, fresh, &err), err);
	CHECK_OK(session_find(db, token, &who, &renew, &err), err);
	CHECK(!renew);
	CHECK_REFUSED(session_rotate(db, token, third, &err), ERR_CONFLICT, err,
		"the session has just been renewed");
	CHECK_TEXT(third, "kept");
	CHECK_OK(db_run(db, "UPDATE sessions SET earlier_until = earlier_until - 61", &err), err);
	CHECK_REFUSED(session_find(db, token, &who, &renew, &err), ERR_NOT_FOUND, err, ENDED);
	CHECK_OK(session_find(db, fresh, &who, &renew, &err), err);
}

TEST(signing_out_with_the_token_before_ends_the_session)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char token[44], fresh[44];
	bool renew;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(session_rotate(db, token, fresh, &err), err);
	CHECK_OK(session_end(db, token, &err), err);
	CHECK_REFUSED(session_find(db, fresh, &who, &renew, &err), ERR_NOT_FOUND, err, ENDED);
}

TEST(an_invitation_lets_in_once)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who = { 0 };
	char link[44], second[44], session[44] = "kept";
	bool renew;

	CHECK_OK(add(db, "osman", NULL), err);
	CHECK_OK(invitation_new(db, "osman", 3, link, &err), err);
	CHECK_OK(invitation_new(db, "osman", 3, second, &err), err);
	CHECK_OK(invitation_find(db, link, &who, &err), err);
	CHECK_TEXT(who.login, "osman");
	CHECK_OK(invitation_find(db, link, &who, &err), err);
	CHECK_REFUSED(accept(db, link, "short", session), ERR_INVALID, err,
		"this password is too short; take at least 10 characters");
	CHECK_TEXT(session, "kept");
	CHECK_OK(accept(db, link, PASSWORD, session), err);
	CHECK_OK(session_find(db, session, &who, &renew, &err), err);
	CHECK_TEXT(who.login, "osman");
	CHECK_REFUSED(invitation_find(db, link, &who, &err), ERR_NOT_FOUND, err, USED);
	CHECK_REFUSED(
		accept(db, link, PASSWORD, session), ERR_NOT_FOUND, err, USED);
	CHECK_REFUSED(invitation_find(db, second, &who, &err), ERR_NOT_FOUND, err, USED);
	CHECK_OK(start(db, "osman", PASSWORD, session), err);
}

TEST(an_invitation_after_a_forgotten_password_ends_what_was)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char link[44], before[44], session[44];
	bool renew;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, before), err);
	for (int i = 0; i < 5; i++)
		CHECK_NUMBER(start(db, "osman", "forgotten", session), ERR_DENIED);
	CHECK_OK(add(db, "sahib", NULL), err);
	CHECK_OK(invitation_new(db, "sahib", 1, link, &err), err);
	CHECK_OK(db_run(db, "UPDATE invitations SET expires = expires - 86401", &err), err);
	CHECK_OK(invitation_new(db, "sahib", 1, link, &err), err);
	CHECK_OK(invitation_new(db, "osman", 1, link, &err), err);
	CHECK_OK(accept(db, link, "yeni parol 2015", session), err);
	CHECK_NUMBER(session_find(db, before, &who, &renew, &err), ERR_NOT_FOUND);
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM invitations"), 1); /* sahib's good one */
	CHECK_OK(start(db, "osman", "yeni parol 2015", session), err);
}

TEST(an_invitation_expires)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char link[44];

	CHECK_OK(add(db, "osman", NULL), err);
	CHECK_OK(invitation_new(db, "osman", 2, link, &err), err);
	CHECK_OK(db_run(db, "UPDATE invitations SET expires = expires - 2 * 86400 + 100", &err),
		err);
	CHECK_OK(invitation_find(db, link, &who, &err), err);
	CHECK_OK(db_run(db, "UPDATE invitations SET expires = expires - 100", &err), err);
	CHECK_REFUSED(invitation_find(db, link, &who, &err), ERR_NOT_FOUND, err, USED);
	CHECK_REFUSED(accept(db, link, PASSWORD, link), ERR_NOT_FOUND, err, USED);
}

TEST(an_invitation_needs_an_account_and_a_term)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	char link[44];

	CHECK_REFUSED(invitation_new(db, "nobody", 3, link, &err), ERR_NOT_FOUND, err,
		"there is no account \"nobody\"");
	CHECK_OK(add(db, "osman", NULL), err);
	CHECK_REFUSED(invitation_new(db, "osman", 0, link, &err), ERR_INVALID, err,
		"an invitation is good for 1 to 90 days");
	CHECK_REFUSED(invitation_new(db, "osman", 91, link, &err), ERR_INVALID, err,
		"an invitation is good for 1 to 90 days");
}

struct rush {
	const char *folder;
	int denied, busy, other;
};

static void *guess(void *ctx)
{
	struct rush *rush = ctx;
	CLEANUP(str_free) char *file = str_format("%s/private.db", rush->folder);
	CLEANUP(db_close) struct db *db = NULL;
	char token[44];

	if (account_open(&db, file, NULL) < 0) {
		rush->other++;
		return NULL;
	}
	for (int i = 0; i < 3; i++) {
		struct device device = { .address = "192.0.2.1" };
		int rc = session_start(db, "osman", "wrong", &device, token, NULL);

		rush->denied += rc == ERR_DENIED;
		rush->busy += rc == ERR_BUSY;
		rush->other += rc != ERR_DENIED && rc != ERR_BUSY;
	}
	return NULL;
}

TEST(guessing_in_parallel_gains_nothing)
{
	const char *folder = test_folder();
	CLEANUP(db_close) struct db *db = open_in(folder);
	struct rush rushes[4] = { 0 };
	pthread_t threads[4];
	int denied = 0, busy = 0;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	for (size_t i = 0; i < 4; i++) {
		rushes[i].folder = folder;
		CHECK(pthread_create(&threads[i], NULL, guess, &rushes[i]) == 0);
	}
	for (size_t i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		denied += rushes[i].denied;
		busy += rushes[i].busy;
		CHECK_NUMBER(rushes[i].other, 0);
	}
	CHECK_NUMBER(denied, 5);
	CHECK_NUMBER(busy, 7);
}

TEST_MAIN
