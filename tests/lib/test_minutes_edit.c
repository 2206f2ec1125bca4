#include "test.h"
#include "minutes.h"
#include "item.h"
#include "number.h"

static struct record *record_of(const char *body)
{
	struct record *rec = record_new("minutes");

	record_set_body(rec, body);
	return rec;
}

static struct minutes_item item_of(enum minutes_section section, const char *text)
{
	return (struct minutes_item){ .section = section,
		.text = (char *)text,
		.votes_for = VOTES_UNKNOWN,
		.against = VOTES_UNKNOWN,
		.abstained = VOTES_UNKNOWN };
}

static int add(struct record *rec, size_t issue, enum minutes_section section, const char *text)
{
	struct minutes_item item = item_of(section, text);

	return minutes_add_item(rec, issue, &item, "en", NULL, NULL);
}

static int set(struct record *rec, const char *id, const char *text)
{
	struct minutes_item item = item_of(SECTION_OTHER, text);

	return minutes_set_item(rec, id, &item, "en", NULL);
}

/* The body BEFORE, after CALL on REC, is AFTER. */
#define CHECK_EDIT(before, call, after)                                                            \
	do {                                                                                       \
		CLEANUP(record_free) struct record *rec = record_of(before);                       \
		CHECK_NUMBER(call, 0);                                                             \
		CHECK_TEXT(record_body(rec), (after));                                             \
	} while (0)

TEST(adds_an_item_after_the_last_of_its_section)
{
	CHECK_EDIT("## a\n\n### Spoke\n\n- **S1** x\n\n### Resolved\n\n- **D1** y\n",
		add(rec, 0, SECTION_SPOKE, "z"),
		"## a\n\n### Spoke\n\n- **S1** x\n- **S2** z\n\n### Resolved\n\n- **D1** y\n");
	CHECK_EDIT("## a\n### Spoke\n- **S1** x\n\n- **S2** y\n## b\n",
		add(rec, 0, SECTION_SPOKE, "z"),
		"## a\n### Spoke\n- **S1** x\n\n- **S2** y\n\n- **S3** z\n\n## b\n");
	CHECK_EDIT("## a\n### Spoke\n- **S7** x\n## b\n### Spoke\n- **S2** y\n",
		add(rec, 1, SECTION_SPOKE, "z"),
		"## a\n### Spoke\n- **S7** x\n## b\n### Spoke\n- **S2** y\n- **S8** z\n");
}

TEST(a_new_item_takes_the_marker_of_the_list)
{
	CHECK_EDIT("## a\n### Spoke\n* **S1** x\n", add(rec, 0, SECTION_SPOKE, "y\nz"),
		"## a\n### Spoke\n* **S1** x\n* **S2** y\n  z\n");
	CHECK_EDIT("## a\n### Spoke\n 9) **S1** x\n", add(rec, 0, SECTION_SPOKE, "y\nz"),
		"## a\n### Spoke\n 9) **S1** x\n 10) **S2** y\n     z\n");
	CHECK_EDIT("## a\n### Spoke\n-\t**S1** x\n", add(rec, 0, SECTION_SPOKE, "y\n\nz"),
		"## a\n### Spoke\n-\t**S1** x\n- **S2** y\n\n  z\n");
}

TEST(a_text_below_is_kept_apart)
{
	CHECK_EDIT("## a\n### Spoke\n- **S1** x\n\n      code\ntext\n",
		add(rec, 0, SECTION_SPOKE, "y"),
		"## a\n### Spoke\n- **S1** x\n\n      code\n- **S2** y\n\ntext\n");
	CHECK_EDIT("## a\n### Spoke\n- **S1** x\n> quote\n", add(rec, 0, SECTION_SPOKE, "y"),
		"## a\n### Spoke\n- **S1** x\n- **S2** y\n\n> quote\n");
	CHECK_EDIT("## a\n### Spoke\n- **S1** x\n\n      code\ntext\n", set(rec, "S1", "y"),
		"## a\n### Spoke\n- **S1** y\n\ntext\n");
	CHECK_EDIT("text\n\n### Spoke\n\ntext\n- **S1** x\n\n      code\ntext\n",
		minutes_delete_item(rec, "S1", NULL), "text\n\n### Spoke\n\ntext\n\ntext\n");
}

TEST(makes_the_heading_where_it_belongs)
{
	CHECK_EDIT("## a\n", add(rec, 0, SECTION_SPOKE, "x"), "## a\n\n### Spoke\n\n- **S1** x\n");
	CHECK_EDIT("## a\n## b\n", add(rec, 0, SECTION_ACTIONS, "x"),
		"## a\n\n### Actions\n\n- [ ] **A1** x\n\n## b\n");
	CHECK_EDIT("## a\n\n### Spoke\n\n- **S1** x\n\n### Actions\n\n- [ ] **A1** y\n\n## b\n",
		add(rec, 0, SECTION_RESOLVED, "z"),
		"## a\n\n### Spoke\n\n- **S1** x\n\n### Resolved\n\n- **D1** z\n\n"
		"### Actions\n\n- [ ] **A1** y\n\n## b\n");
	CHECK_EDIT("## a\n\ntext\n### Spoke\n- **S1** x\n", add(rec, 0, SECTION_HEARD, "z"),
		"## a\n\ntext\n\n### Heard\n\n- **S2** z\n\n### Spoke\n- **S1** x\n");
	CHECK_EDIT("## a\n\n### Spoke\n\ntext\n\n\n## b\n", add(rec, 0, SECTION_SPOKE, "x"),
		"## a\n\n### Spoke\n\ntext\n\n- **S1** x\n\n\n## b\n");
}

TEST(makes_the_heading_in_the_language_of_the_council)
{
	CLEANUP(record_free) struct record *rec = record_of("## a\n");
	CLEANUP(str_free) char *id = NULL;
	struct minutes_item item = item_of(SECTION_RESOLVED, "x");
	struct error err;

	item.votes_for = 6;
	CHECK_OK(minutes_add_item(rec, 0, &item, "az", &id, &err), err);
	CHECK_TEXT(id, "D1");
	CHECK_TEXT(record_body(rec), "## a\n\n### Qərara alındı\n\n- **D1** x (lehinə 6)\n");
}

TEST(changes_only_the_lines_of_the_item)
{
	CHECK_EDIT("## a\n### Actions\n* [ ] **A1** x\n\n* [x] **A2**  y \n  z\n* [ ] **A3** w\n",
		set(rec, "A2", "p\n\nq (D1)"),
		"## a\n### Actions\n* [ ] **A1** x\n\n* [ ] **A2** p\n\n  q (D1)\n* [ ] **A3** "
		"w\n");
	CHECK_EDIT("### Spoke\n\n10.  **S3** x\n     y\n\ntext\n", set(rec, "S3", "p\nq"),
		"### Spoke\n\n10.  **S3** p\n     q\n\ntext\n");
	CHECK_EDIT("### Spoke\n-\n  **S3** x\n", set(rec, "S3", "p\nq"),
		"### Spoke\n- **S3** p\n  q\n");
	CHECK_EDIT("### Of our own\n+ **R3** x\n", set(rec, "R3", "p"),
		"### Of our own\n+ **R3** p\n");
}

TEST(what_a_form_gives_cannot_leave_its_item)
{
	const char *text = "x\n## b\n### Spoke\n- **S9** y\n```\n<!--\n\n\n# c";

	CHECK_EDIT("## a\n### Spoke\n- **S1** p\n- **S2** q\n\n## c\n", set(rec, "S1", text),
		"## a\n### Spoke\n- **S1** x\n  ## b\n  ### Spoke\n  - **S9** y\n  ```\n  "
		"<!--\n\n\n"
		"  # c\n- **S2** q\n\n## c\n");
}

TEST(moves_an_item_among_its_neighbours)
{
	const char *body = "### Spoke\n\n- **S1** a\n  b\n\n- **S2** c\n\n### Heard\n- **S3** d\n";

	CHECK_EDIT(body, minutes_move_item(rec, "S1", 1, NULL),
		"### Spoke\n\n- **S2** c\n\n- **S1** a\n  b\n\n### Heard\n- **S3** d\n");
	CHECK_EDIT(body, minutes_move_item(rec, "S2", -1, NULL),
		"### Spoke\n\n- **S2** c\n\n- **S1** a\n  b\n\n### Heard\n- **S3** d\n");
	CHECK_EDIT(body, minutes_move_item(rec, "S1", -1, NULL), body);
	CHECK_EDIT(body, minutes_move_item(rec, "S2", 1, NULL), body);
	CHECK_EDIT(body, minutes_move_item(rec, "S3", -1, NULL), body);
	CHECK_EDIT(body, minutes_move_item(rec, "S1", 0, NULL), body);
	CHECK_EDIT("### Spoke\n1. **S1** a\n2. **S2** b\n", minutes_move_item(rec, "S2", -5, NULL),
		"### Spoke\n1. **S2** b\n2. **S1** a\n");
	CHECK_EDIT("### Spoke\n- **S1** a\n\ntext\n\n- **S2** b\n",
		minutes_move_item(rec, "S1", 1, NULL),
		"### Spoke\n- **S2** b\n\ntext\n\n- **S1** a\n");
	CHECK_EDIT("### Spoke\n9. **S1** a\n   b\n10. **S2** c\n    d\n",
		minutes_move_item(rec, "S1", 1, NULL),
		"### Spoke\n10. **S2** c\n    d\n9. **S1** a\n   b\n");
}

TEST(deletes_an_item_and_one_blank_line)
{
	CHECK_EDIT("### Spoke\n\n- **S1** a\n- **S2** b\n  c\n- **S3** d\n",
		minutes_delete_item(rec, "S2", NULL), "### Spoke\n\n- **S1** a\n- **S3** d\n");
	CHECK_EDIT("### Spoke\n\n- **S1** a\n\n- **S2** b\n\n- **S3** d\n",
		minutes_delete_item(rec, "S2", NULL), "### Spoke\n\n- **S1** a\n\n- **S3** d\n");
	CHECK_EDIT("### Spoke\n\n- **S1** a\n\n- **S2** b\n", minutes_delete_item(rec, "S2", NULL),
		"### Spoke\n\n- **S1** a\n");
	CHECK_EDIT("### Spoke\n\n- **S1** a\n\n### Heard\n", minutes_delete_item(rec, "S1", NULL),
		"### Spoke\n\n### Heard\n");
	CHECK_EDIT("### Spoke\ntext\n- **S1** a\n> q\n", minutes_delete_item(rec, "S1", NULL),
		"### Spoke\ntext\n\n> q\n");
}

TEST(gives_ids_to_what_has_none)
{
	CHECK_EDIT(
		"### Spoke\n- a\n- **S4** b\n1. c\n   d\n\n### Actions\n- [x] e\n- f\n- [ ]\n-\n",
		minutes_number(rec) ? 0 : -1,
		"### Spoke\n- **S5** a\n- **S4** b\n1. **S6** c\n   d\n\n### Actions\n- [x] **A1** "
		"e\n"
		"- **A2** f\n- [ ]\n-\n");
	CHECK_EDIT("### Spoke\n- - a\n- ```\n  b\n  ```\n-     c\n- [ ] d\n-\n  e\n-\n  > f\n",
		minutes_number(rec) ? 0 : -1,
		"### Spoke\n- **S1**\n\n  - a\n- **S2**\n\n  ```\n  b\n  ```\n- **S3**\n\n      c\n"
		"- **S4** [ ] d\n-\n  **S5** e\n-\n  **S6**\n\n  > f\n");
	CHECK_EDIT("### Of our own\n- a\n", minutes_number(rec) ? -1 : 0, "### Of our own\n- a\n");
	CHECK_EDIT("### Spoke\n- **S999999** a\n- b\n", minutes_number(rec) ? -1 : 0,
		"### Spoke\n- **S999999** a\n- b\n");
}

TEST(adds_issues_with_numbers_where_there_are_any)
{
	CHECK_EDIT("", minutes_add_issue(rec, "a", NULL), "## 1. a\n");
	CHECK_EDIT("text\n", minutes_add_issue(rec, " a\nb ", NULL), "text\n\n## 1. a b\n");
	CHECK_EDIT("## 1. a\n\n## 2. b\n\ntext\n", minutes_add_issue(rec, "c", NULL),
		"## 1. a\n\n## 2. b\n\ntext\n\n## 3. c\n");
	CHECK_EDIT("## a\n", minutes_add_issue(rec, "2. b", NULL), "## a\n\n## 2\\. b\n");
	CHECK_EDIT("## a\n", minutes_add_issue(rec, "C #", NULL), "## a\n\n## C \\#\n");
}

TEST(changes_the_title_and_keeps_the_number)
{
	const char *body = "## 1. a\n\ntext\n\n## b ##\n";

	CHECK_EDIT(
		body, minutes_set_issue_title(rec, 0, "c", NULL), "## 1. c\n\ntext\n\n## b ##\n");
	CHECK_EDIT(body, minutes_set_issue_title(rec, 1, "c", NULL), "## 1. a\n\ntext\n\n## c\n");
	CHECK_EDIT("text\n\n### Spoke\n- **S1** x\n\n## 1. b\n",
		minutes_set_issue_title(rec, 0, "a", NULL),
		"text\n\n## 1. a\n\n### Spoke\n- **S1** x\n\n## 2. b\n");
}

TEST(moves_issues_and_numbers_them_anew)
{
	const char *body = "text\n\n## 1. a\n\n- x\n\n## 2. b\n\n## Own\n## 4. d\nend\n";

	CHECK_EDIT(body, minutes_move_issue(rec, 3, 0, NULL),
		"text\n\n## 1. d\nend\n\n## 2. a\n\n- x\n\n## 3. b\n\n## Own\n");
	CHECK_EDIT(body, minutes_move_issue(rec, 0, 1, NULL),
		"text\n\n## 1. b\n\n## 2. a\n\n- x\n\n## Own\n\n## 4. d\nend\n");
	CHECK_EDIT(body, minutes_move_issue(rec, 2, 2, NULL), body);
}

TEST(deletes_an_issue_with_all_that_stands_in_it)
{
	const char *body = "text\n\n## 1. a\n\n- x\n\n## 2. b\n### Spoke\n- **S1** y\n";

	CHECK_EDIT(body, minutes_delete_issue(rec, 0, NULL),
		"text\n\n## 1. b\n### Spoke\n- **S1** y\n");
	CHECK_EDIT(body, minutes_delete_issue(rec, 1, NULL), "text\n\n## 1. a\n\n- x\n");
	CHECK_EDIT("## a\n", minutes_delete_issue(rec, 0, NULL), "");
	CHECK_EDIT("### Spoke\n- **S1** y\n\n## 1. b\n", minutes_delete_issue(rec, 0, NULL),
		"## 1. b\n");
}

/* CALL is refused with CODE and MESSAGE, and the body BEFORE stays as it was. */
#define CHECK_NO_EDIT(before, call, code, message)                                                 \
	do {                                                                                       \
		CLEANUP(record_free) struct record *rec = record_of(before);                       \
		struct error err;                                                                  \
		CHECK_REFUSED(call, code, err, message);                                           \
		CHECK_TEXT(record_body(rec), (before));                                            \
	} while (0)

TEST(refuses_what_is_not_there)
{
	struct minutes_item item = item_of(SECTION_SPOKE, "x");

	CHECK_NO_EDIT("## a\n", minutes_add_item(rec, 1, &item, "en", NULL, &err), ERR_NOT_FOUND,
		"these minutes have no issue 2");
	CHECK_NO_EDIT("", minutes_set_issue_title(rec, 0, "x", &err), ERR_NOT_FOUND,
		"these minutes have no issue 1");
	CHECK_NO_EDIT("## a\n", minutes_move_issue(rec, 0, 4, &err), ERR_NOT_FOUND,
		"these minutes have no issue 5");
	CHECK_NO_EDIT("## a\n", minutes_delete_issue(rec, 1, &err), ERR_NOT_FOUND,
		"these minutes have no issue 2");
	CHECK_NO_EDIT("## a\n- **S1** x\n", minutes_set_item(rec, "S2", &item, "en", &err),
		ERR_NOT_FOUND, "there is no item S2 in these minutes");
	CHECK_NO_EDIT("## a\n", minutes_move_item(rec, "S2", 1, &err), ERR_NOT_FOUND,
		"there is no item S2 in these minutes");
	CHECK_NO_EDIT("## a\n", minutes_delete_item(rec, "S2", &err), ERR_NOT_FOUND,
		"there is no item S2 in these minutes");
}

TEST(refuses_what_could_not_be_read_again)
{
	struct minutes_item item = item_of(SECTION_RESOLVED, "x");
	char *origin = "see above";

	item.origin = &origin;
	item.origins = 1;
	CHECK_NO_EDIT("## a\n", minutes_add_item(rec, 0, &item, "en", NULL, &err), ERR_INVALID,
		"an origin is an id (S3) or a link that ends in one (minutes.md#s3), not \"see "
		"above\"");
	item.origins = 0;
	item.against = 10001;
	CHECK_NO_EDIT("## a\n", minutes_add_item(rec, 0, &item, "en", NULL, &err), ERR_INVALID,
		"votes are whole numbers up to 10000, as in \"for 6, against 0, abstained 0\"");
	item.against = VOTES_UNKNOWN;
	item.due = "01.09.2015";
	CHECK_NO_EDIT("## a\n- **A1** x\n", minutes_set_item(rec, "A1", &item, "en", &err),
		ERR_INVALID, "the due date must read like 2015-09-01, 2015-09 or 2015");
	item = item_of(SECTION_OTHER, "x");
	CHECK_NO_EDIT("## a\n", minutes_add_item(rec, 0, &item, "en", NULL, &err), ERR_INVALID,
		"choose the section that the item belongs to");
	CHECK_NO_EDIT("## a\n", minutes_add_issue(rec, " \n", &err), ERR_INVALID,
		"an issue needs a title");
	CHECK_NO_EDIT("## a\n", minutes_set_issue_title(rec, 0, NULL, &err), ERR_INVALID,
		"an issue needs a title");
	item = item_of(SECTION_SPOKE, "x");
	CHECK_NO_EDIT("## a\n**S999999**\n", minutes_add_item(rec, 0, &item, "en", NULL, &err),
		ERR_TOO_LARGE, "an item has a number up to 999999, and that is used");
}

TEST(refuses_what_an_open_block_would_swallow)
{
	const char *message = "code or HTML in the text above is never closed; close it first";
	struct minutes_item item = item_of(SECTION_SPOKE, "x");

	CHECK_NO_EDIT("## a\n\n```\n", minutes_add_item(rec, 0, &item, "en", NULL, &err),
		ERR_INVALID, message);
	CHECK_NO_EDIT("## a\n\n<!--\n", minutes_add_issue(rec, "b", &err), ERR_INVALID, message);
	CHECK_NO_EDIT(
		"## a\n\n## b\n\n~~~\n", minutes_move_issue(rec, 1, 0, &err), ERR_INVALID, message);
	CHECK_NO_EDIT("### Spoke\n- x\n\n## a\n", minutes_move_issue(rec, 1, 0, &err), ERR_INVALID,
		"items stand above the first issue; give them a heading first");
}

/* A random sequence of edits leaves all other items as they were, byte for byte. */

static unsigned long next_random(unsigned long *state)
{
	*state = *state * 6364136223846793005UL + 1442695040888963407UL;
	return *state >> 33;
}

static const char *const line[] = { "text", "", "  - nested", "      code", "```", "> quote",
	"[a](b): c", "(S1)", "— *x*, 2015", "### Spoke", "## x", "- **S1** y", "---", "<div>",
	"1. z" };

static char *random_text(unsigned long *state)
{
	struct buf out = BUF_INIT;

	buf_puts(&out, "begins");
	for (unsigned long n = next_random(state) % 6; n; n--)
		buf_printf(&out, "\n%s", line[next_random(state) % ARRAY_SIZE(line)]);
	return buf_take(&out);
}

/* The items of REC with an id, each as "ID\nits bytes" without the marker. */
struct snapshot {
	char **item;
	char **id;
	size_t count;
};

static struct snapshot snapshot_of(const struct record *rec)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, "x", NULL);
	struct snapshot out = { .item = mem_alloc(minutes->items * sizeof(char *)),
		.id = mem_alloc(minutes->items * sizeof(char *)) };

	for (size_t i = 0; i < minutes->items; i++) {
		const struct minutes_item *item = &minutes->item[i];
		const char *from = strstr(record_body(rec) + item->start, "**");

		if (!item->id)
			continue;
		out.id[out.count] = str_copy(item->id);
		out.item[out.count++] = str_copy_n(
			from, item->end - (size_t)(from - record_body(rec)));
	}
	return out;
}

static void snapshot_release(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->count; i++) {
		free(snapshot->item[i]);
		free(snapshot->id[i]);
	}
	free(snapshot->item);
	free(snapshot->id);
}

static void snapshot_releasep(struct snapshot *snapshot)
{
	snapshot_release(snapshot);
}

static const char *snapshot_find(const struct snapshot *snapshot, const char *id)
{
	for (size_t i = 0; i < snapshot->count; i++) {
		if (str_equal(snapshot->id[i], id))
			return snapshot->item[i];
	}
	return NULL;
}

/* All items of BEFORE but the one with the id CHANGED are in AFTER as they were. */
static void check_kept(
	const struct snapshot *before, const struct snapshot *after, const char *changed)
{
	for (size_t i = 0; i < before->count; i++) {
		if (!str_equal(before->id[i], changed))
			CHECK_TEXT(snapshot_find(after, before->id[i]), before->item[i]);
	}
	for (size_t i = 0; i < after->count; i++) {
		for (size_t k = 0; k < i; k++)
			CHECK(!str_equal(after->id[i], after->id[k]));
	}
}

enum edit { ADD, SET, MOVE, DELETE, ADD_ISSUE, MOVE_ISSUE, EDITS };

static int edit_item(
	struct record *rec, enum edit edit, const char *id, size_t issues, unsigned long *state)
{
	CLEANUP(str_free) char *text = random_text(state);
	enum minutes_section section = next_random(state) % SECTION_OTHER;

	switch (edit) {
	case ADD:
		return add(rec, next_random(state) % issues, section, text);
	case SET:
		return set(rec, id, text);
	case MOVE:
		return minutes_move_item(rec, id, next_random(state) % 2 ? 1 : -1, NULL);
	case DELETE:
		return minutes_delete_item(rec, id, NULL);
	case ADD_ISSUE:
		return minutes_add_issue(rec, "another", NULL);
	default:
		return minutes_move_issue(
			rec, next_random(state) % issues, next_random(state) % issues, NULL);
	}
}

static void check_edit(struct record *rec, unsigned long *state)
{
	CLEANUP(snapshot_release) struct snapshot before = snapshot_of(rec);
	CLEANUP(snapshot_release) struct snapshot after = { 0 };
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, "x", NULL);
	CLEANUP(str_free) char *body = str_copy(record_body(rec));
	enum edit edit = next_random(state) % (before.count > 12 ? EDITS : DELETE);
	const char *id = before.count ? before.id[next_random(state) % before.count] : "S1";
	int rc = edit_item(rec, edit, id, minutes->issues, state);
	size_t count = before.count + (edit == ADD) - (edit == DELETE);

	if (rc < 0) {
		CHECK(rc == ERR_INVALID || rc == ERR_NOT_FOUND);
		CHECK_TEXT(record_body(rec), body);
		return;
	}
	after = snapshot_of(rec);
	CHECK_NUMBER(after.count, count);
	check_kept(&before, &after, edit == SET || edit == DELETE ? id : NULL);
	if (test_failed)
		test_fail(__FILE__, __LINE__, "edit %d of %s made of\n%s\nthis:\n%s", edit, id,
			body, record_body(rec));
}

TEST(edits_leave_all_other_items_as_they_were)
{
	static const char *const body[] = { "## 1. a\n\n## 2. b\n",
		"text\n\n### Spoke\n\ntext\n* a\n\n\n* b\n\n      code\ntext\n\n## c\n### "
		"Heard\n1. a\n2. b\n",
		"## a\n### Spoke\n- x\n> quote\n- y\n***\n### Own\n- **R1** z\n- free\n- **R2** "
		"w\n# b\n" };
	unsigned long state = 7;

	for (size_t n = 0; n < (size_t)test_rounds(10) && !test_failed; n++) {
		CLEANUP(record_free) struct record *rec = record_of(body[n % ARRAY_SIZE(body)]);

		minutes_number(rec);
		for (int i = 0; i < 60 && !test_failed; i++)
			check_edit(rec, &state);
	}
}

/* Lines that are not those of the item are the same before and after. */
TEST(a_deleted_number_is_kept_even_the_highest)
{
	CLEANUP(record_free) struct record *rec =
		record_of("## 1. A\n\n### Spoke\n\n- **S1** a\n- **S2** b\n");
	CLEANUP(str_free) char *id = NULL;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct minutes_item item = item_of(SECTION_SPOKE, "c");

	CHECK_NUMBER(minutes_delete_item(rec, "S2", NULL), 0);
	CHECK_NUMBER(minutes_delete_item(rec, "S1", NULL), 0);
	record_write(&text, rec);
	CHECK_TEXT(buf_text(&text), "---\nrecord: minutes\nlast: {S: 2}\n---\n\n## 1. A\n\n### Spoke\n");
	CHECK_NUMBER(minutes_add_item(rec, 0, &item, "en", &id, NULL), 0);
	CHECK_TEXT(id, "S3");
}

TEST(a_text_in_the_place_of_another_keeps_its_numbers)
{
	CLEANUP(record_free) struct record *before =
		record_of("## 1. A\n\n### Spoke\n\n- **S1** a\n- **S4** b\n\n### Resolved\n\n- **D1** c\n");
	CLEANUP(record_free) struct record *rec =
		record_of("## 1. A\n\n### Spoke\n\n- **S1** a\n- new\n\n### Resolved\n\n- **D1** c\n");
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	CLEANUP(str_free) char *reason = NULL;

	number_check(rec, before, "minutes.md", &faults);
	CHECK_NUMBER(faults.count, 1);
	reason = error_text(&faults.fault[0].reason);
	CHECK_TEXT(reason,
		"S4 is deleted, and its number is never given again: keep it above the text, as in \"last: {S: 4}\"");
	number_keep(rec, before);
	CHECK(minutes_number(rec));
	CHECK_TEXT(record_body(rec),
		"## 1. A\n\n### Spoke\n\n- **S1** a\n- **S5** new\n\n### Resolved\n\n- **D1** c\n");
	faults_release(&faults);
	number_check(rec, before, "minutes.md", &faults);
	CHECK_NUMBER(faults.count, 0);
}

TEST(an_edit_shows_only_in_the_lines_of_its_item)
{
	CLEANUP(str_free) char *path = str_format("%s/minutes/protocol-az.md", test_data);
	CLEANUP(str_free) char *text = test_read_file(path, NULL);
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(minutes_free) struct minutes *minutes = NULL;
	CLEANUP(str_free) char *body = NULL;
	struct error err;

	CHECK_OK(record_parse(&rec, text, strlen(text), &err), err);
	body = str_copy(record_body(rec));
	minutes = minutes_read(rec, "x", NULL);
	for (size_t i = 0; i < minutes->items; i++) {
		const struct minutes_item *item = &minutes->item[i];
		size_t rest = strlen(body) - item->end, len;

		record_set_body(rec, body);
		CHECK_NUMBER(set(rec, item->id, "new\n\nlines"), 0);
		len = strlen(record_body(rec));
		CHECK(strncmp(record_body(rec), body, item->start) == 0);
		CHECK_TEXT(record_body(rec) + len - rest, body + item->end);
		record_set_body(rec, body);
		CHECK_OK(minutes_set_item(rec, item->id, item, "az", &err), err);
		CHECK_TEXT(record_body(rec), body);
	}
}

static void edit_all(const char *body)
{
	CLEANUP(record_free) struct record *rec = record_of(body);
	size_t whole;

	minutes_number(rec);
	CHECK_NUMBER(add(rec, 0, SECTION_SPOKE, "x"), 0);
	CHECK_NUMBER(set(rec, "S1", "y"), 0);
	CHECK_NUMBER(minutes_move_item(rec, "S1", 1, NULL), 0);
	CHECK(strstr(record_body(rec), "**S1** y\n"));
	whole = strlen(record_body(rec));
	CHECK_NUMBER(minutes_delete_item(rec, "S1", NULL), 0);
	CHECK(strlen(record_body(rec)) < whole);
	CHECK_NUMBER(minutes_add_issue(rec, "b", NULL), 0);
	CHECK_NUMBER(minutes_move_issue(rec, 1, 0, NULL), 0);
	CHECK_NUMBER(minutes_delete_issue(rec, 0, NULL), 0);
}

TEST_LARGE(edits_long_runs_of_any_piece)
{
	static const char *const piece[] = { "- a\n", "- \n", "1. - a\n", "## 1. a\n",
		"### Spoke\n- a\n", "\n", "  x\n", "- **S1** x\n\n", "> - x\n", "- ```\n" };

	for (size_t i = 0; i < ARRAY_SIZE(piece) && !test_failed; i++) {
		CLEANUP(buf_release) struct buf body = BUF_INIT;

		buf_puts(&body, "## a\n\n### Spoke\n\n");
		while (body.len < RECORD_MAX_BYTES / 4)
			buf_puts(&body, piece[i]);
		edit_all(buf_text(&body));
		if (test_failed)
			test_fail(__FILE__, __LINE__, "\"%s\" again and again", piece[i]);
	}
}

TEST_MAIN
