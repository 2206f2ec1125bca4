#include "accounts.h"
#include "prepared.h"
#include "ready_text.h"

enum { NOW = 1700000000 };

#define ONE "proposals/2015/1/submissions/1"

static int save(struct db *db, long long base, const char *reasons, const char *by)
{
	const struct working_field fields[] = {
		{ "outcome-R1", "partly" },
		{ "reasons-R1", reasons  },
	};

	return prepared_save(db, ONE, base, fields, ARRAY_SIZE(fields), by, NOW + base, &err);
}

static int add_field(void *ctx, const char *name, const char *value, struct error *e)
{
	buf_printf(ctx, "%s=%s;", name, value);
	return 0;
}

/* "REVISION BY/CHECKED name=value;…". The caller frees. */
static char *kept(struct db *db)
{
	CLEANUP(prepared_release) struct prepared prepared = { 0 };
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (prepared_find(db, ONE, &prepared, &err) < 0)
		return str_copy("unreadable");
	if (!prepared.revision)
		return str_copy("");
	buf_printf(&out, "%lld %s/%s ", prepared.revision, prepared.by, prepared.checked ? prepared.checked : "");
	if (prepared_each(db, ONE, prepared.revision, add_field, &out, &err) < 0)
		return str_copy("unreadable");
	return buf_take(&out);
}

#define CHECK_KEPT(db, expected)                                                                   \
	do {                                                                                       \
		CLEANUP(str_free) char *is_ = kept(db);                                            \
		CHECK_TEXT(is_, expected);                                                         \
	} while (0)

TEST(a_save_on_an_older_revision_writes_over_nothing)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());

	CHECK_KEPT(db, "");
	CHECK(save(db, 0, "Bir", "Leyla") == 0);
	CHECK_KEPT(db, "1 Leyla/ outcome-R1=partly;reasons-R1=Bir;");
	CHECK(save(db, 0, "Başqa", "Osman") == ERR_CONFLICT);
	CHECK_KEPT(db, "1 Leyla/ outcome-R1=partly;reasons-R1=Bir;");
	CHECK(save(db, 1, "Başqa", "Osman") == 0);
	CHECK_KEPT(db, "2 Osman/ outcome-R1=partly;reasons-R1=Başqa;");
	CHECK(prepared_done(db, ONE, &err) == 0);
	CHECK_KEPT(db, "");
}

TEST(a_check_is_of_one_revision_and_by_somebody_else)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());

	CHECK(prepared_check(db, ONE, 0, "Osman", NOW, &err) == ERR_INVALID);
	CHECK(save(db, 0, "Bir", "Leyla") == 0);
	CHECK(prepared_check(db, ONE, 1, "Leyla", NOW, &err) == ERR_INVALID);
	CHECK(prepared_check(db, ONE, 1, "Osman", NOW, &err) == 0);
	CHECK_KEPT(db, "1 Leyla/Osman outcome-R1=partly;reasons-R1=Bir;");
	CHECK(save(db, 1, "İki", "Leyla") == 0);
	CHECK_KEPT(db, "2 Leyla/ outcome-R1=partly;reasons-R1=İki;");
	CHECK(prepared_check(db, ONE, 1, "Osman", NOW, &err) == ERR_CONFLICT);
}

TEST(keeps_the_last_revisions)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	CLEANUP(buf_release) struct buf first = BUF_INIT, last = BUF_INIT;

	for (int i = 0; i <= PREPARED_REVISIONS; i++)
		CHECK(save(db, i, "Bir", "Leyla") == 0);
	CHECK(prepared_each(db, ONE, 1, add_field, &first, &err) == 0 && !first.len);
	CHECK(prepared_each(db, ONE, 2, add_field, &last, &err) == 0 && last.len);
}

TEST(ready_texts_have_names_of_their_own)
{
	CLEANUP(db_close) struct db *db = open_in(test_folder());
	CLEANUP(buf_release) struct buf json = BUF_INIT, text = BUF_INIT;

	CHECK(ready_text_save(db, 0, "Büdcə", "Vəsait yoxdur.", &err) == 0);
	CHECK(ready_text_save(db, 0, "Büdcə", "Yenə.", &err) == ERR_INVALID);
	CHECK_TEXT(err.field, "name");
	CHECK(ready_text_save(db, 0, "Boş", "", &err) == ERR_INVALID);
	CHECK(ready_text_save(db, 1, "Büdcə", "Vəsait gələn il var.", &err) == 0);
	CHECK(ready_text_save(db, 7, "Yoxdur", "Yox.", &err) == ERR_NOT_FOUND);
	CHECK(ready_text_find(db, 1, &text, &err) == 0);
	CHECK_TEXT(buf_text(&text), "Vəsait gələn il var.");
	CHECK(ready_texts(db, &json, &err) == 0);
	CHECK_TEXT(buf_text(&json), "[{\"id\":1,\"name\":\"Büdcə\",\"text\":\"Vəsait gələn il var.\"}]");
	CHECK(ready_text_delete(db, 1, &err) == 0);
	CHECK(ready_text_find(db, 1, &text, &err) == ERR_NOT_FOUND);
}

TEST_MAIN
