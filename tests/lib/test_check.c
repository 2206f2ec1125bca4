#include "test.h"
#include "check.h"

static const char person[] = "---\nrecord: person\nname: Osman\n---\n";
static const char issue[] = "---\nrecord: issue\ntitle: Xidmət\nstate: open\n---\n";
static const char minutes[] =
	"---\n"
	"record: minutes\n"
	"title: Görüş\n"
	"chair: people/o/osman\n"
	"state: held\n"
	"minutes: draft\n"
	"agenda:\n"
	"  - {issue: issues/2015/0001-0099/0001-local, title: Xidmət}\n"
	"---\n"
	"\n"
	"[Osman](../../../people/o/osman.md) [law](https://example.org/a.md)\n"
	"[here](#s1) [site](/x.md) [picture](attachments/a.png)\n";

#define PERSON "people/o/osman.md"
#define ISSUE "issues/2015/0001-0099/0001-local/issue.md"
#define MINUTES "meetings/2015/0001-a/minutes.md"

struct site {
	struct store *store;
	struct error err;
};

static struct site site_open(void)
{
	CLEANUP(str_free) char *dir = str_format("%s/records.git", test_folder());
	struct site site = { 0 };

	if (store_init(dir, NULL) < 0 || store_open(&site.store, dir, false, NULL) < 0)
		abort();
	return site;
}

static void site_close(struct site *site)
{
	store_free(site->store);
}

static void site_closep(struct site *site)
{
	site_close(site);
}

static int save_change(struct site *site, struct change *change, change_check check)
{
	CLEANUP(change_result_release) struct change_result result = { 0 };

	change_commit(site->store, &change, 1, &result, check, NULL, NULL);
	site->err = result.err;
	return result.code;
}

static int save(struct site *site, const char *path, const char *text, change_check check)
{
	CLEANUP(change_free) struct change *change = change_new("A", "a", "Save");

	if (text)
		change_write(change, path, text, strlen(text));
	else
		change_delete(change, path);
	return save_change(site, change, check);
}

/* A person, an issue and a meeting that refers to both. */
static struct site filled_site(void)
{
	struct site site = site_open();
	CLEANUP(change_free) struct change *change = change_new("A", "a", "All");

	change_write(change, MINUTES, minutes, strlen(minutes));
	change_write(change, PERSON, person, strlen(person));
	change_write(change, ISSUE, issue, strlen(issue));
	if (save_change(&site, change, check_change) < 0) {
		CLEANUP(str_free) char *text = error_text(&site.err);

		puts(text);
		abort();
	}
	return site;
}

static char *list(const struct faults *faults)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < faults->count; i++) {
		CLEANUP(str_free) char *text = error_text(&faults->fault[i].reason);

		buf_printf(&out, "%s:%d: %s\n", faults->fault[i].path, faults->fault[i].line, text);
	}
	return buf_take(&out);
}

static char *faults_of_text(const char *path, const char *text)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;

	check_text(path, text, strlen(text), &faults);
	return list(&faults);
}

TEST(a_record_in_its_place_has_no_fault_and_one_elsewhere_has)
{
	CLEANUP(str_free) char *good = faults_of_text(PERSON, person);
	CLEANUP(str_free) char *kind = faults_of_text(ISSUE, person);
	CLEANUP(str_free) char *place = faults_of_text("notes.txt", "x");
	CLEANUP(str_free)
	char *file = faults_of_text("meetings/2015/0001-a/attachments/a.png", "x");

	CHECK_TEXT(good, "");
	CHECK_TEXT(file, "");
	CHECK(str_starts(kind, ISSUE ":"));
	CHECK(str_starts(place, "notes.txt:0: "));
}

TEST(a_malformed_text_is_told_with_its_line)
{
	CLEANUP(str_free)
	char *yaml = faults_of_text(PERSON, "---\nrecord: person\nname: [a\n---\n");
	CLEANUP(str_free)
	char *twice = faults_of_text(PERSON, "---\nrecord: person\nname: a\nname: b\n---\n");
	CLEANUP(str_free) char *none = faults_of_text(PERSON, "hello\n");

	CHECK(str_starts(yaml, PERSON ":"));
	CHECK(str_starts(twice, PERSON ":4: "));
	CHECK(str_starts(none, PERSON ":1: "));
}

TEST(references_within_one_change_lead_to_each_other)
{
	CLEANUP(site_close) struct site site = filled_site();
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct revision head;

	CHECK_OK(store_head(site.store, &head, &site.err), site.err);
	CHECK_OK(check_commit(site.store, "", head.hex, &faults, &site.err), site.err);
	CHECK_NUMBER(faults.count, 0);
}

TEST(a_reference_to_nowhere_is_refused_in_front_matter_and_body)
{
	CLEANUP(site_close) struct site site = site_open();

	CHECK_OK(save(&site, ISSUE, issue, check_change), site.err);
	CHECK_REFUSED(save(&site, MINUTES, minutes, check_change), ERR_INVALID, site.err,
		MINUTES ", line 4 (and 1 more faults): \"people/o/osman\" leads to no record");
	CHECK_OK(save(&site, PERSON, person, check_change), site.err);
	CHECK_OK(save(&site, MINUTES, minutes, check_change), site.err);
}

TEST(a_broken_link_is_told_with_its_line_in_the_file)
{
	CLEANUP(site_close) struct site site = site_open();

	CHECK_REFUSED(save(&site, ISSUE,
			      "---\nrecord: issue\ntitle: X\nstate: open\n---\n\nOne\n\n"
			      "[two](../0002-x/issue.md#d1) [out](../../../../../x.md)\n",
			      check_change),
		ERR_INVALID, site.err,
		ISSUE ", line 9 (and 1 more faults): \"../0002-x/issue.md#d1\" leads to no record");
}

TEST(a_record_that_others_refer_to_cannot_be_deleted)
{
	CLEANUP(site_close) struct site site = filled_site();
	CLEANUP(change_free) struct change *both = change_new("A", "a", "Delete");

	CHECK_REFUSED(save(&site, PERSON, NULL, check_change), ERR_INVALID, site.err,
		MINUTES ", line 4 (and 1 more faults): \"people/o/osman\" leads to no record");
	CHECK_NUMBER(save(&site, ISSUE, NULL, check_change), ERR_INVALID);
	change_delete(both, PERSON);
	change_delete(both, MINUTES);
	CHECK_OK(save_change(&site, both, check_change), site.err);
	CHECK_OK(save(&site, ISSUE, NULL, check_change), site.err);
}

TEST(a_new_slug_keeps_references_whole_and_a_second_one_is_refused)
{
	CLEANUP(site_close) struct site site = filled_site();
	CLEANUP(change_free) struct change *rename = change_new("A", "a", "Rename");
	const char *renamed = "issues/2015/0001-0099/0001-other/issue.md";

	CHECK_REFUSED(save(&site, renamed, issue, check_change), ERR_CONFLICT, site.err,
		"issues/2015/0001-0099/0001-other/issue.md: its number is taken by \"" ISSUE
		"\"; take another one");
	change_delete(rename, ISSUE);
	change_write(rename, renamed, issue, strlen(issue));
	CHECK_OK(save_change(&site, rename, check_change), site.err);
	CHECK_OK(save(&site, MINUTES, NULL, check_change), site.err);
	CHECK_OK(save(&site, MINUTES, minutes, check_change), site.err);
}

TEST(two_new_records_of_one_number_in_one_change_are_refused)
{
	CLEANUP(site_close) struct site site = site_open();
	CLEANUP(change_free) struct change *both = change_new("A", "a", "Both");

	change_write(both, ISSUE, issue, strlen(issue));
	change_write(both, "issues/2015/0001-0099/0001-b/issue.md", issue, strlen(issue));
	CHECK_NUMBER(save_change(&site, both, check_change), ERR_CONFLICT);
}

TEST(a_text_that_would_take_markdown_too_long_is_refused)
{
	CLEANUP(site_close) struct site site = site_open();
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	buf_puts(&text, issue);
	buf_addc(&text, '\n');
	for (int i = 0; i < 60000; i++)
		buf_puts(&text, "- ");
	buf_puts(&text, "x\n");
	CHECK_NUMBER(save(&site, ISSUE, buf_text(&text), check_change), ERR_INVALID);
}

TEST(a_commit_is_checked_only_where_it_differs)
{
	CLEANUP(site_close) struct site site = filled_site();
	CLEANUP(faults_release) struct faults all = FAULTS_INIT, step = FAULTS_INIT;
	CLEANUP(str_free) char *text = NULL;
	struct revision before, after;

	CHECK_OK(save(&site, "people/x/x.md", "bad", NULL), site.err); /* unchecked */
	CHECK_OK(store_head(site.store, &before, &site.err), site.err);
	CHECK_OK(save(&site, PERSON, NULL, NULL), site.err);
	CHECK_OK(store_head(site.store, &after, &site.err), site.err);
	CHECK_OK(check_commit(site.store, before.hex, after.hex, &step, &site.err), site.err);
	text = list(&step);
	CHECK_TEXT(text, MINUTES ":4: \"people/o/osman\" leads to no record\n" MINUTES
				 ":11: \"../../../people/o/osman.md\" leads to no record\n");
	CHECK_OK(check_commit(site.store, "", after.hex, &all, &site.err), site.err);
	CHECK_NUMBER(all.count, 3);
}

TEST(main_moves_forward_only_and_nothing_else_moves)
{
	static const char zeros[] = "0000000000000000000000000000000000000000";
	CLEANUP(site_close) struct site site = filled_site();
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct revision one, two;
	struct store *s = site.store;

	CHECK_OK(store_head(s, &one, &site.err), site.err);
	CHECK_OK(save(&site, "people/x/x.md", person, NULL), site.err);
	CHECK_OK(store_head(s, &two, &site.err), site.err);
	CHECK_OK(check_push(s, "refs/heads/main", one.hex, two.hex, &faults, &site.err), site.err);
	CHECK_OK(check_push(s, "refs/heads/main", zeros, one.hex, &faults, &site.err), site.err);
	CHECK_REFUSED(check_push(s, "refs/heads/main", two.hex, one.hex, &faults, &site.err),
		ERR_DENIED, site.err,
		"this push would drop what others have saved; fetch, merge and push again");
	CHECK_REFUSED(check_push(s, "refs/heads/main", two.hex, zeros, &faults, &site.err),
		ERR_DENIED, site.err, "the branch main cannot be deleted");
	CHECK_REFUSED(check_push(s, "refs/heads/x", zeros, two.hex, &faults, &site.err), ERR_DENIED,
		site.err, "only the branch main is kept here, not \"refs/heads/x\"; push to main");
	CHECK_OK(check_push(s, "refs/tags/submission/2015/1", zeros, one.hex, &faults, &site.err),
		site.err);
	CHECK_REFUSED(
		check_push(s, "refs/tags/submission/2015/1", one.hex, two.hex, &faults, &site.err),
		ERR_DENIED, site.err,
		"\"refs/tags/submission/2015/1\" seals a submission and never changes");
}

TEST_MAIN
