#include "accounts.h"
#include "review.h"

enum { NOW = 1700000000 };

#define SENT "proposals/2016/1/submissions/1"
#define OTHER "proposals/2016/2/submissions/1"

static long long aygun, ilham;

static long long add_of(struct db *db, const char *login, unsigned roles)
{
	struct account made = account(login, login, roles), found;

	if (account_add(db, &made, NULL, &err) < 0 || account_find(db, login, &found, &err) < 0)
		abort();
	return found.id;
}

/* Two of the agency, and a coordinator. */
static struct db *open_agency(void)
{
	struct db *db = open_in(test_folder());

	aygun = add_of(db, "aygun", ROLE_AGENCY);
	ilham = add_of(db, "ilham", ROLE_AGENCY);
	add_of(db, "osman", ROLE_COORDINATOR);
	return db;
}

static int note(struct db *db, const char *item, long long account, const char *text, const char *form)
{
	return review_note_add(db, SENT, item, account, text, form, NOW, &err);
}

static int add_note(void *ctx, const struct review_note *note, struct error *e)
{
	buf_printf(ctx, "%s %s: %s;", note->author, note->item, note->text);
	return 0;
}

/* The caller frees. */
static char *notes(struct db *db, const char *submission)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (review_notes(db, submission, add_note, &out, &err) < 0)
		return str_copy("unreadable");
	return str_copy(buf_text(&out));
}

static int assign(struct db *db, const char *item, const char *unit, const char *login, const char *until, long long seen)
{
	struct review_assignment to = { .submission = SENT, .item = item, .unit = unit, .login = login, .until = until };

	return review_assign(db, &to, seen, ilham, NOW, &err);
}

static int add_assignment(void *ctx, const struct review_assignment *one, struct error *e)
{
	buf_printf(ctx, "%lld %s: %s/%s/%s by %s;", one->id, one->item, one->unit, one->name, one->until, one->by);
	return 0;
}

static char *assigned(struct db *db)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (review_assignments(db, SENT, add_assignment, &out, &err) < 0)
		return str_copy("unreadable");
	return str_copy(buf_text(&out));
}

static char *mine(struct db *db, long long account)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (review_mine(db, account, add_assignment, &out, &err) < 0)
		return str_copy("unreadable");
	return str_copy(buf_text(&out));
}

#define CHECK_SAYS(call, expected)                                                                 \
	do {                                                                                       \
		CLEANUP(str_free) char *is_ = call;                                                \
		CHECK_TEXT(is_, expected);                                                         \
	} while (0)

TEST(notes_of_two_reviewers_stand_one_after_the_other)
{
	CLEANUP(db_close) struct db *db = open_agency();

	CHECK_OK(note(db, "R1", aygun, "Xərc?", "form-of-aygun-01"), err);
	CHECK_OK(note(db, "", ilham, "Hüquq şöbəsi \"baxsın\"", ""), err);
	CHECK_SAYS(notes(db, SENT), "aygun R1: Xərc?;ilham : Hüquq şöbəsi \"baxsın\";");
	CHECK_SAYS(notes(db, OTHER), "");
}

TEST(the_same_form_notes_once)
{
	CLEANUP(db_close) struct db *db = open_agency();

	CHECK_OK(note(db, "R1", aygun, "Bir", "form-of-aygun-01"), err);
	CHECK_OK(note(db, "R1", aygun, "Bir", "form-of-aygun-01"), err);
	CHECK_OK(note(db, "R1", aygun, "İki", "form-of-aygun-01"), err);
	CHECK_SAYS(notes(db, SENT), "aygun R1: Bir;aygun R1: İki;");
}

TEST(refuses_a_note_that_says_nothing_or_too_much)
{
	CLEANUP(db_close) struct db *db = open_agency();
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	CHECK_REFUSED(note(db, "", aygun, " \n", ""), ERR_INVALID, err, "write the note");
	CHECK_TEXT(err.field, "text");
	while (text.len <= REVIEW_NOTE_MAX)
		buf_addc(&text, 'a');
	CHECK_REFUSED(note(db, "", aygun, buf_text(&text), ""), ERR_TOO_LARGE, err,
		"a note has at most 10000 bytes; this one has 10001");
	buf_cut(&text, REVIEW_NOTE_MAX);
	CHECK_OK(note(db, "", aygun, buf_text(&text), ""), err);
}

TEST(only_its_author_deletes_a_note)
{
	CLEANUP(db_close) struct db *db = open_agency();

	CHECK_OK(note(db, "R1", aygun, "Bir", ""), err);
	CHECK_REFUSED(review_note_delete(db, SENT, 1, ilham, &err), ERR_DENIED, err, "only whoever wrote a note deletes it");
	CHECK_OK(review_note_delete(db, OTHER, 1, aygun, &err), err);
	CHECK_SAYS(notes(db, SENT), "aygun R1: Bir;");
	CHECK_OK(review_note_delete(db, SENT, 1, aygun, &err), err);
	CHECK_OK(review_note_delete(db, SENT, 1, aygun, &err), err);
	CHECK_SAYS(notes(db, SENT), "");
}

TEST(the_last_assignment_counts_and_the_others_stay_on_record)
{
	CLEANUP(db_close) struct db *db = open_agency();

	CHECK_OK(assign(db, "R1", "", "aygun", "2016-03-20", 0), err);
	CHECK_OK(assign(db, "", "Hüquq şöbəsi", "", "", 0), err);
	CHECK_OK(assign(db, "R1", "Hüquq şöbəsi", "ilham", "", 1), err);
	CHECK_SAYS(assigned(db), "2 : Hüquq şöbəsi// by ilham;3 R1: Hüquq şöbəsi/ilham/ by ilham;1 R1: /aygun/2016-03-20 by ilham;");
	CHECK_SAYS(mine(db, aygun), "");
	CHECK_SAYS(mine(db, ilham), "3 R1: Hüquq şöbəsi/ilham/ by ilham;");
	CHECK_OK(assign(db, "R1", "", "", "", 3), err);
	CHECK_SAYS(mine(db, ilham), "");
}

TEST(whoever_has_not_seen_the_last_one_is_told)
{
	CLEANUP(db_close) struct db *db = open_agency();

	CHECK_OK(assign(db, "R1", "", "aygun", "", 0), err);
	CHECK_REFUSED(assign(db, "R1", "", "ilham", "", 0), ERR_CONFLICT, err,
		"somebody else has assigned it meanwhile: look at it, and save again if yours shall count");
	CHECK_OK(assign(db, "R1", "", "aygun", "", 0), err); /* it says the same */
	CHECK_SAYS(assigned(db), "1 R1: /aygun/ by ilham;");
	CHECK_OK(assign(db, "R2", "", "", "", 0), err);
	CHECK_SAYS(assigned(db), "1 R1: /aygun/ by ilham;");
}

TEST(only_who_may_sign_in_for_the_agency_gets_something)
{
	CLEANUP(db_close) struct db *db = open_agency();

	CHECK_REFUSED(assign(db, "R1", "", "osman", "", 0), ERR_INVALID, err,
		"\"osman\" is no account of the agency that may sign in");
	CHECK_TEXT(err.field, "person");
	CHECK_OK(account_set_disabled(db, "aygun", true, &err), err);
	CHECK_REFUSED(assign(db, "R1", "", "aygun", "", 0), ERR_INVALID, err,
		"\"aygun\" is no account of the agency that may sign in");
	CHECK_REFUSED(assign(db, "R1", "", "", "2016-03-20", 0), ERR_INVALID, err,
		"say which unit or which person looks after it until then");
	CHECK_SAYS(assigned(db), "");
}

TEST_MAIN
