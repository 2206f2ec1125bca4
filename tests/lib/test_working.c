#include "accounts.h"
#include "working.h"

enum { NOW = 1700000000 };

#define PAGE "/edit-text/proposals/2015/1"

static long long osman, leyla;

static struct db *open_with_two(void)
{
	struct db *db = open_in(test_folder());
	struct account found;

	if (add(db, "osman", NULL) < 0 || add(db, "leyla", NULL) < 0 || account_find(db, "osman", &found, &err) < 0)
		abort();
	osman = found.id;
	if (account_find(db, "leyla", &found, &err) < 0)
		abort();
	leyla = found.id;
	return db;
}

static int keep(struct db *db, long long account, const char *address, const char *text, long long at)
{
	const struct working_field fields[] = {
		{ "text", text },
		{ "note", ""   },
	};

	return working_keep(db, account, address, "c0ffee", fields, ARRAY_SIZE(fields), at, &err);
}

static int add_field(void *ctx, const char *name, const char *value, struct error *e)
{
	buf_printf(ctx, "%s=%s;", name, value);
	return 0;
}

/* "AT BASE name=value;…", or "" where nothing is kept. The caller frees. */
static char *kept(struct db *db, long long account, const char *address)
{
	CLEANUP(buf_release) struct buf base = BUF_INIT, out = BUF_INIT;
	long long at = 0;

	if (working_find(db, account, address, &at, &base, &err) <= 0)
		return str_copy("");
	buf_printf(&out, "%lld %s ", at - NOW, buf_text(&base));
	if (working_each(db, account, address, add_field, &out, &err) < 0)
		return str_copy("unreadable");
	return buf_take(&out);
}

#define CHECK_KEPT(db, account, address, expected)                                                 \
	do {                                                                                       \
		CLEANUP(str_free) char *is_ = kept(db, account, address);                          \
		CHECK_TEXT(is_, expected);                                                         \
	} while (0)

TEST(keeps_the_last_text_of_a_page)
{
	CLEANUP(db_close) struct db *db = open_with_two();

	CHECK_KEPT(db, osman, PAGE, "");
	CHECK_OK(keep(db, osman, PAGE, "Birinci", NOW + 1), err);
	CHECK_OK(keep(db, osman, PAGE, "İkinci \"söz\"\n\\x\t", NOW + 2), err);
	CHECK_KEPT(db, osman, PAGE, "2 c0ffee text=İkinci \"söz\"\n\\x\t;note=;");
	CHECK_KEPT(db, osman, PAGE "/2", "");
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM working"), 1);
}

TEST(is_its_writers_alone)
{
	CLEANUP(db_close) struct db *db = open_with_two();

	CHECK_OK(keep(db, osman, PAGE, "Osman", NOW), err);
	CHECK_KEPT(db, leyla, PAGE, "");
	CHECK_OK(keep(db, leyla, PAGE, "Leyla", NOW), err);
	CHECK_OK(working_done(db, leyla, PAGE, &err), err);
	CHECK_KEPT(db, osman, PAGE, "0 c0ffee text=Osman;note=;");
	CHECK_KEPT(db, leyla, PAGE, "");
}

TEST(an_empty_form_keeps_nothing)
{
	CLEANUP(db_close) struct db *db = open_with_two();

	CHECK_OK(keep(db, osman, PAGE, "Bir söz", NOW), err);
	CHECK_OK(keep(db, osman, PAGE, " \n", NOW + 1), err);
	CHECK_KEPT(db, osman, PAGE, "");
	CHECK_OK(working_done(db, osman, PAGE, &err), err);
}

TEST(refuses_more_than_two_megabytes)
{
	CLEANUP(db_close) struct db *db = open_with_two();
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	while (text.len < WORKING_TEXT_MAX - 8)
		buf_addc(&text, 'a');
	CHECK_OK(keep(db, osman, PAGE, buf_text(&text), NOW), err);
	buf_addc(&text, 'b');
	CHECK_REFUSED(keep(db, osman, PAGE, buf_text(&text), NOW + 1), ERR_TOO_LARGE, err,
		"this text is too long to be kept, at most 2 MB are; save it, or keep a copy yourself");
	CHECK_NUMBER(ask(db, "SELECT max(at) FROM working"), NOW);
}

TEST(the_oldest_of_too_many_go)
{
	CLEANUP(db_close) struct db *db = open_with_two();

	CHECK_OK(keep(db, leyla, PAGE, "Leyla", NOW - 1), err);
	for (int i = 0; i < WORKING_COUNT_MAX + 3; i++) {
		CLEANUP(str_free) char *address = str_format("/new/%d", i);

		CHECK_OK(keep(db, osman, address, "söz", NOW + i), err);
	}
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM working"), WORKING_COUNT_MAX + 1);
	CHECK_KEPT(db, osman, "/new/2", "");
	CHECK_KEPT(db, osman, "/new/3", "3 c0ffee text=söz;note=;");
	CHECK_KEPT(db, leyla, PAGE, "-1 c0ffee text=Leyla;note=;");
}

TEST(goes_with_its_account)
{
	CLEANUP(db_close) struct db *db = open_with_two();

	CHECK_OK(keep(db, osman, PAGE, "Osman", NOW), err);
	CHECK_OK(keep(db, leyla, PAGE, "Leyla", NOW), err);
	CHECK_OK(db_run(db, "DELETE FROM accounts WHERE login = 'osman'", &err), err);
	CHECK_NUMBER(ask(db, "SELECT count(*) FROM working"), 1);
}

TEST_MAIN
