#include "accounts.h"
#include "kind.h"

#include <sys/stat.h>

TEST(roles_have_names)
{
	CHECK_TEXT(role_name(ROLE_COORDINATOR), "coordinator");
	CHECK_NUMBER(role_find("agency"), ROLE_AGENCY);
	CHECK_NUMBER(role_find("Agency"), 0);
	CHECK_NUMBER(role_find(""), 0);
	for (int i = 0; i < ROLES; i++)
		CHECK_NUMBER(role_find(role_name((enum role)(1 << i))), 1 << i);
}

TEST(roles_are_read_and_written)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	unsigned roles = 99;

	CHECK_OK(roles_parse(&roles, " coordinator,member  agency ", &err), err);
	CHECK_NUMBER(roles, ROLE_COORDINATOR | ROLE_MEMBER | ROLE_AGENCY);
	roles_write(&out, roles);
	CHECK_TEXT(buf_text(&out), "member, coordinator, agency");
	CHECK_OK(roles_parse(&roles, "", &err), err);
	CHECK_NUMBER(roles, 0);
	roles = 99;
	CHECK_REFUSED(roles_parse(&roles, "member, king", &err), ERR_INVALID, err,
		"there is no role \"king\"; take some of stakeholder, member, coordinator, agency, "
		"administrator");
	CHECK_NUMBER(roles, 99);
}

TEST(a_coordinator_is_a_member_and_everybody_the_public)
{
	CHECK_NUMBER(roles_full(0), ROLE_PUBLIC);
	CHECK_NUMBER(roles_full(ROLE_COORDINATOR), ROLE_COORDINATOR | ROLE_MEMBER | ROLE_PUBLIC);
	CHECK_NUMBER(roles_full(ROLE_ADMINISTRATOR), ROLE_ADMINISTRATOR | ROLE_PUBLIC);
}

TEST(roles_say_what_one_may_read)
{
	CHECK_NUMBER(roles_audience(0), AUDIENCE_PUBLIC);
	CHECK_NUMBER(roles_audience(ROLE_STAKEHOLDER), AUDIENCE_PUBLIC);
	CHECK_NUMBER(roles_audience(ROLE_ADMINISTRATOR), AUDIENCE_PUBLIC);
	CHECK_NUMBER(roles_audience(ROLE_AGENCY), AUDIENCE_AGENCY);
	CHECK_NUMBER(roles_audience(ROLE_MEMBER), AUDIENCE_MEMBERS);
	CHECK_NUMBER(roles_audience(ROLE_COORDINATOR | ROLE_AGENCY), AUDIENCE_MEMBERS);
}

TEST(the_file_is_for_its_owner_only)
{
	const char *folder = test_folder();
	CLEANUP(str_free) char *file = str_format("%s/private.db", folder);
	CLEANUP(db_close) struct db *db = open_in(folder);
	struct stat st;

	CHECK(db);
	CHECK(stat(file, &st) == 0);
	CHECK_NUMBER(st.st_mode & 0777, 0600);
}

TEST(opening_again_keeps_what_is_there)
{
	const char *folder = test_folder();
	CLEANUP(db_close) struct db *first = open_in(folder);
	CLEANUP(db_close) struct db *second = NULL;
	struct account found;

	CHECK_OK(add(first, "osman", NULL), err);
	second = open_in(folder);
	CHECK_OK(account_find(second, "osman", &found, &err), err);
	CHECK_NUMBER(ask(second, "PRAGMA user_version"), ask(first, "PRAGMA user_version"));
}

TEST(a_database_of_a_newer_version_is_left_alone)
{
	const char *folder = test_folder();
	CLEANUP(str_free) char *file = str_format("%s/private.db", folder);
	CLEANUP(db_close) struct db *db = open_in(folder);
	struct db *other = NULL;

	CHECK_OK(db_run(db, "PRAGMA user_version = 99", &err), err);
	CHECK_REFUSED(account_open(&other, file, &err), ERR_FAILED, err,
		"private.db was made by a newer Shura; start that one");
	CHECK(!other);
	CHECK_NUMBER(ask(db, "PRAGMA user_version"), 99);
}

TEST(an_account_is_kept)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account made = account("osman.g-1", "  Osman Gu\xcc\x88ndu\xcc\x88z\n", ROLE_MEMBER);
	struct account found = { 0 };

	strcpy(made.person, "people/o/osman-gunduz");
	CHECK_OK(account_add(db, &made, NULL, &err), err);
	CHECK_OK(account_find(db, "osman.g-1", &found, &err), err);
	CHECK(found.id > 0);
	CHECK_TEXT(found.login, "osman.g-1");
	CHECK_TEXT(found.name, "Osman Gündüz"); /* in NFC, without the line end */
	CHECK_NUMBER(found.roles, ROLE_MEMBER);
	CHECK_TEXT(found.person, "people/o/osman-gunduz");
	CHECK(!found.disabled);
	CHECK_REFUSED(account_find(db, "osman", &found, &err), ERR_NOT_FOUND, err,
		"there is no account \"osman\"");
}

TEST(two_accounts_cannot_share_a_login)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());

	CHECK_OK(add(db, "osman", NULL), err);
	CHECK_REFUSED(add(db, "osman", NULL), ERR_CONFLICT, err,
		"there is an account \"osman\" already; take another login");
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM accounts"), 1);
}

TEST(a_login_is_plain)
{
	static const char *const logins[] = { "", "Osman", "1osman", ".osman", "osman gunduz",
		"şura", "o@x", "o'; DROP TABLE accounts--", "o\n", "<b>" };
	CLEANUP(db_close) struct db *db = open_in(test_folder());

	for (size_t i = 0; i < ARRAY_SIZE(logins); i++) {
		CLEANUP(str_free)
		char *text = str_format(
			"\"%s\" is no login; write small letters "
			"a-z, digits, dots and hyphens, with a letter first, at most 63",
			logins[i]);

		CHECK_REFUSED(add(db, logins[i], NULL), ERR_INVALID, err, text);
	}
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM accounts"), 0);
}

TEST(a_name_is_one_line_that_git_can_keep)
{
	static const struct {
		const char *name, *text;
	} names[] = {
		{"",		      "write the person's name"					},
		{ " \n",		 "write the person's name"					   },
		{ "<>\"'.",	    "write the person's name"					      },
		{ "Osman <script>",  "a name is one line without < and >"				 },
		{ "Osman\nGündüz", "a name is one line without < and >"				},
		{ "Os\xffman",       "line 1: this is not UTF-8; save the text as UTF-8 and try again"},
	};
	CLEANUP(db_close) struct db *db = open_in(test_folder());

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct account made = account("osman", names[i].name, 0);

		CHECK_REFUSED(account_add(db, &made, NULL, &err), ERR_INVALID, err, names[i].text);
	}
	struct account quoted = account("osman", "Osman \"O'Reilly\" & oğlu", 0);

	CHECK_OK(account_add(db, &quoted, NULL, &err), err);
	CHECK_OK(account_find(db, "osman", &quoted, &err), err);
	CHECK_TEXT(quoted.name, "Osman \"O'Reilly\" & oğlu");
}

TEST(a_person_is_a_reference)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account made = account("osman", "Osman", 0);

	strcpy(made.person, "../people/o/osman");
	CHECK_REFUSED(account_add(db, &made, NULL, &err), ERR_INVALID, err,
		"\"../people/o/osman\" is no person; write a reference such as "
		"people/o/osman-gunduz");
}

TEST(a_weak_password_makes_no_account)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());

	CHECK_REFUSED(add(db, "osman", "short"), ERR_INVALID, err,
		"this password is too short; take at least 10 characters");
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM accounts"), 0);
}

static int collect(void *ctx, const struct account *found, struct error *error)
{
	buf_printf(ctx, "%s ", found->login);
	return str_equal(found->login, "stop") ? error_set(error, ERR_FAILED, "stopped") : 0;
}

TEST(accounts_are_listed_by_login)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	CHECK_OK(add(db, "b", NULL), err);
	CHECK_OK(add(db, "a", NULL), err);
	CHECK_OK(account_each(db, collect, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "a b ");
	CHECK_OK(add(db, "stop", NULL), err);
	CHECK_OK(add(db, "z", NULL), err);
	CHECK_REFUSED(account_each(db, collect, &out, &err), ERR_FAILED, err, "stopped");
	CHECK_TEXT(buf_text(&out), "a b a b stop ");
}

TEST(a_disabled_account_is_out_at_once)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char token[44], link[44];
	bool renew;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(invitation_new(db, "osman", 3, link, &err), err);
	CHECK_OK(db_run(db, "UPDATE accounts SET disabled = 1", &err), err);
	CHECK_REFUSED(session_find(db, token, &who, &renew, &err), ERR_NOT_FOUND, err, ENDED);
	CHECK_OK(account_set_disabled(db, "osman", true, &err), err);
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM sessions"), 0);
	CHECK_REFUSED(session_find(db, token, &who, &renew, &err), ERR_NOT_FOUND, err, ENDED);
	CHECK_REFUSED(invitation_find(db, link, &who, &err), ERR_NOT_FOUND, err, USED);
	CHECK_REFUSED(invitation_new(db, "osman", 3, link, &err), ERR_DENIED, err,
		"the account \"osman\" is disabled");
	CHECK_OK(account_set_disabled(db, "osman", false, &err), err);
	CHECK_NUMBER(session_find(db, token, &who, &renew, &err), ERR_NOT_FOUND);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_REFUSED(account_set_disabled(db, "nobody", true, &err), ERR_NOT_FOUND, err,
		"there is no account \"nobody\"");
}

TEST(a_new_password_ends_the_sessions)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char token[44], kept[44];
	bool renew;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(add(db, "sahib", "başqa parol 1"), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(start(db, "sahib", "başqa parol 1", kept), err);
	CHECK_OK(account_set_password(db, "osman", "yeni parol 2015", &err), err);
	CHECK_REFUSED(session_find(db, token, &who, &renew, &err), ERR_NOT_FOUND, err, ENDED);
	CHECK_OK(session_find(db, kept, &who, &renew, &err), err);
	CHECK_NUMBER(start(db, "osman", PASSWORD, token), ERR_DENIED);
	CHECK_OK(start(db, "osman", "yeni parol 2015", token), err);
	CHECK_NUMBER(account_set_password(db, "osman", "short", &err), ERR_INVALID);
	CHECK_OK(session_find(db, token, &who, &renew, &err), err);
	CHECK_REFUSED(account_set_password(db, "nobody", "yeni parol 2015", &err), ERR_NOT_FOUND,
		err, "there is no account \"nobody\"");
}

TEST(new_roles_hold_at_once)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	struct account who;
	char token[44];
	bool renew;

	CHECK_OK(add(db, "osman", PASSWORD), err);
	CHECK_OK(start(db, "osman", PASSWORD, token), err);
	CHECK_OK(account_set_roles(db, "osman", ROLE_AGENCY, &err), err);
	CHECK_OK(session_find(db, token, &who, &renew, &err), err);
	CHECK_NUMBER(who.roles, ROLE_AGENCY);
	CHECK_REFUSED(account_set_roles(db, "nobody", 0, &err), ERR_NOT_FOUND, err,
		"there is no account \"nobody\"");
}

TEST(coordinators_let_in_stakeholders_and_nobody_else)
{
	CHECK(account_check_maker(ROLE_COORDINATOR, ROLE_STAKEHOLDER, &err) == 0);
	CHECK(account_check_maker(ROLE_COORDINATOR, ROLE_STAKEHOLDER | ROLE_MEMBER, &err) == ERR_DENIED);
	CHECK(account_check_maker(ROLE_COORDINATOR, ROLE_ADMINISTRATOR, &err) == ERR_DENIED);
	CHECK(account_check_maker(ROLE_COORDINATOR, 0, &err) == ERR_DENIED);
	CHECK(account_check_maker(ROLE_MEMBER | ROLE_AGENCY, ROLE_STAKEHOLDER, &err) == ERR_DENIED);
	CHECK(account_check_maker(ROLE_ADMINISTRATOR, ROLE_COORDINATOR | ROLE_ADMINISTRATOR, &err) == 0);
}

TEST_MAIN
