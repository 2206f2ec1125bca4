#include "agenda.h"
#include "notice.h"
#include "test.h"

static struct record *meeting(const char *agenda, const char *body)
{
	CLEANUP(str_free) char *text = str_format("---\nrecord: minutes\ntitle: T\ndate: 2026-03-14\nplace: Bakı\n"
						  "state: planned\nminutes: draft\n%s---\n\n%s",
		agenda, body);
	struct record *rec = NULL;

	record_parse(&rec, text, strlen(text), NULL);
	return rec;
}

static struct yaml *row(const char *title)
{
	struct yaml *one = yaml_map();

	yaml_put_text(one, "title", title);
	return one;
}

static const char *title_at(const struct record *rec, size_t n)
{
	return yaml_get(record_value(rec, "agenda")->item[n], "title");
}

TEST(puts_a_row_first_with_its_heading)
{
	CLEANUP(record_free) struct record *rec =
		meeting("agenda:\n  - {title: A}\n  - {title: B}\n", "## 1. A\n\n- **S1** Söz.\n\n## 2. B\n");

	CHECK(agenda_insert(rec, 0, row("C"), NULL) == 0);
	CHECK(str_equal(title_at(rec, 0), "C") && str_equal(title_at(rec, 2), "B"));
	CHECK(str_equal(record_body(rec), "## 1. C\n\n## 2. A\n\n- **S1** Söz.\n\n## 3. B\n"));
}

TEST(gives_rows_the_headings_that_they_lack)
{
	CLEANUP(record_free) struct record *rec = meeting("agenda:\n  - {title: A}\n  - {title: B}\n", "");

	CHECK(agenda_insert(rec, SIZE_MAX, row("C"), NULL) == 0);
	CHECK(str_equal(record_body(rec), "## 1. A\n\n## 2. B\n\n## 3. C\n"));
	CHECK(agenda_move(rec, 2, 0, NULL) == 0);
	CHECK(str_equal(record_body(rec), "## 1. C\n\n## 2. A\n\n## 3. B\n"));
	CHECK(str_equal(title_at(rec, 0), "C") && str_equal(title_at(rec, 1), "A"));
}

TEST(gives_headings_the_rows_that_they_lack)
{
	CLEANUP(record_free) struct record *rec = meeting("", "## 1. A\n\n## 2. B\n");

	CHECK(agenda_insert(rec, 1, row("C"), NULL) == 0);
	CHECK(yaml_count(record_value(rec, "agenda")) == 3);
	CHECK(str_equal(title_at(rec, 0), "A") && str_equal(title_at(rec, 1), "C"));
}

TEST(moves_nothing_beyond_the_end)
{
	CLEANUP(record_free) struct record *rec = meeting("agenda:\n  - {title: A}\n", "## 1. A\n");

	CHECK(agenda_move(rec, 0, 1, NULL) == ERR_NOT_FOUND);
	CHECK(str_equal(record_body(rec), "## 1. A\n"));
}

TEST(a_notice_leaves_internal_rows_out_and_tells_what_changed)
{
	CLEANUP(record_free) struct record *rec =
		meeting("agenda:\n  - {title: A}\n  - {title: B, kind: internal}\n", "");
	CLEANUP(record_free) struct record *notice = notice_of(rec, "called", "2026-03-01");
	CLEANUP(buf_release) struct buf same = BUF_INIT;
	CLEANUP(buf_release) struct buf other = BUF_INIT;

	CHECK(yaml_count(record_value(notice, "agenda")) == 1);
	notice_changes(&same, notice, rec, "en");
	CHECK(same.len == 0);
	record_set(rec, "place", "Gəncə");
	record_set(rec, "date", "2026-03-15");
	CHECK(agenda_insert(rec, 0, row("C"), NULL) == 0);
	notice_changes(&other, notice, rec, "en");
	CHECK(str_equal(buf_text(&other), "date: 14 March 2026 → 15 March 2026; place: Bakı → Gəncə; agenda"));
}

TEST(a_notice_is_due_by_the_rule_that_holds_on_the_meetings_day)
{
	CLEANUP(record_free) struct record *rec = meeting("", "");
	CLEANUP(rules_free) struct rules *rules = rules_new(NULL);
	struct date due;

	CHECK(notice_due(rec, rules, false, &due) && due.month == 3 && due.day == 9);
	CHECK(notice_due(rec, rules, true, &due) && due.day == 11);
	record_set(rec, "date", "2026-03");
	CHECK(!notice_due(rec, rules, false, &due));
}

TEST_MAIN
