#include "test.h"
#include "check.h"
#include "tag.h"

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
#define SEAL "refs/tags/submission/2015/0001/01"
#define MINUTES "meetings/2015/0001-a/minutes.md"

struct site {
	char *dir;
	struct store *store;
	struct error err;
};

static struct site site_open(void)
{
	struct site site = { .dir = str_format("%s/records.git", test_folder()) };

	if (store_init(site.dir, NULL) < 0 || store_open(&site.store, site.dir, false, NULL) < 0)
		abort();
	return site;
}

static void site_close(struct site *site)
{
	store_free(site->store);
	free(site->dir);
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

#define MINUTES_WITH(decisions) "---\nrecord: minutes\ntitle: Görüş\nstate: held\nminutes: draft\n---\n\n## 1. Məsələ\n\n### Qərara alındı\n\n" decisions
#define D1 "- **D1** Təsdiq edilsin. (lehinə 2, əleyhinə 0, bitərəf 0)\n"
#define D2 "- **D2** Başqa qərar.\n"

TEST(a_decision_on_which_an_adoption_rests_stays)
{
	static const char proposal[] = "---\nrecord: proposal\ntitle: Pilot\nstate: draft\n"
				       "adopted: {in: meetings/2015/0001-a, item: D1, version: 1}\n---\n";
	static const char fault[] = MINUTES ", line 8: the decision D1 stays, and keeps its number: "
				    "proposals/2015/0001-0099/0001-pilot/proposal.md was approved by it";
	CLEANUP(site_close) struct site site = filled_site();
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct revision before, after;

	CHECK_OK(save(&site, MINUTES, MINUTES_WITH(D1 D2), check_change), site.err);
	CHECK_OK(save(&site, "proposals/2015/0001-0099/0001-pilot/proposal.md", proposal, NULL), site.err);
	CHECK_OK(save(&site, MINUTES, MINUTES_WITH("- **D1** Təsdiq edilir. (lehinə 2)\n" D2), check_change), site.err);
	CHECK_REFUSED(save(&site, MINUTES, MINUTES_WITH(D2), check_change), ERR_INVALID, site.err, fault);
	CHECK_OK(store_head(site.store, &before, &site.err), site.err);
	CHECK_OK(save(&site, MINUTES, MINUTES_WITH(D2), NULL), site.err);
	CHECK_OK(store_head(site.store, &after, &site.err), site.err);
	CHECK_OK(check_commit(site.store, before.hex, after.hex, &faults, &site.err), site.err);
	CHECK_NUMBER(faults_error(&faults, &site.err), ERR_INVALID);
	CLEANUP(str_free) char *text = error_text(&site.err);
	CHECK_TEXT(text, fault);
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

TEST(what_others_saved_after_the_base_is_not_overwritten_together)
{
	CLEANUP(site_close) struct site site = filled_site();
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	CLEANUP(change_free) struct change *edit = change_new("A", "a", "Edit");
	CLEANUP(change_free) struct change *new = change_new("A", "a", "New");
	struct change *changes[] = { edit, new };
	CLEANUP(str_free) char *text = NULL;
	struct revision base, head;

	CHECK_OK(store_head(site.store, &base, &site.err), site.err);
	edit->base = str_copy(base.hex);
	new->base = str_copy(base.hex);
	change_write(edit, PERSON, person, strlen(person));
	change_create(new, "people/x/x.md", person, strlen(person));
	CHECK_OK(save(&site, "people/y/y.md", person, NULL), site.err);
	CHECK_OK(store_head(site.store, &head, &site.err), site.err);
	CHECK_OK(check_together(site.store, head.hex, changes, 2, &faults, &site.err), site.err);
	CHECK_NUMBER(faults.count, 0);
	CHECK_OK(save(&site, PERSON, NULL, NULL), site.err);
	CHECK_OK(save(&site, "people/x/x.md", person, NULL), site.err);
	CHECK_OK(store_head(site.store, &head, &site.err), site.err);
	CHECK_OK(check_together(site.store, head.hex, changes, 2, &faults, &site.err), site.err);
	text = list(&faults);
	CHECK_TEXT(text, PERSON ":0: somebody else has changed this file meanwhile; look at it and try again\n"
			 "people/x/x.md:0: somebody else has changed this file meanwhile; look at it and try again\n");
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

/* Runs COMMAND in the repository, as somebody with an address of their own. */
static int git(const struct site *site, const char *command)
{
	CLEANUP(str_free)
	char *line = str_format("cd %s && export GIT_AUTHOR_NAME=T GIT_COMMITTER_NAME=T "
				"GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_EMAIL=t@example.org && %s",
		site->dir, command);

	return system(line);
}

/* The program's own commits stand for pushed ones. */
static struct site site_that_accepts_signed(void)
{
	struct site site = filled_site();

	if (git(&site, "git config shura.acceptSigned true") != 0)
		abort();
	return site;
}

static struct revision head_of(const struct site *site)
{
	struct revision head = { "" };

	store_head(site->store, &head, NULL);
	return head;
}

TEST(main_moves_forward_only_and_nothing_else_moves)
{
	static const char zeros[] = "0000000000000000000000000000000000000000";
	CLEANUP(site_close) struct site site = site_that_accepts_signed();
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct revision one, two;
	struct store *s = site.store;

	CHECK_OK(store_head(s, &one, &site.err), site.err);
	CHECK_OK(save(&site, "people/x/x.md", person, NULL), site.err);
	CHECK_OK(store_head(s, &two, &site.err), site.err);
	CHECK_OK(check_push(s, "refs/heads/main", one.hex, two.hex, two.hex, &faults, &site.err), site.err);
	CHECK_OK(check_push(s, "refs/heads/main", zeros, one.hex, two.hex, &faults, &site.err), site.err);
	CHECK_REFUSED(check_push(s, "refs/heads/main", two.hex, one.hex, two.hex, &faults, &site.err),
		ERR_DENIED, site.err,
		"this push would drop what others have saved; fetch, merge and push again");
	CHECK_REFUSED(check_push(s, "refs/heads/main", two.hex, zeros, two.hex, &faults, &site.err),
		ERR_DENIED, site.err, "the branch main cannot be deleted");
	CHECK_REFUSED(check_push(s, "refs/heads/x", zeros, two.hex, two.hex, &faults, &site.err),
		ERR_DENIED, site.err, "only the branch main is kept here, not \"refs/heads/x\"; push to main");
	CHECK_REFUSED(check_push(s, SEAL, one.hex, two.hex, two.hex, &faults, &site.err), ERR_DENIED,
		site.err, "\"" SEAL "\" is a seal and never changes");
}

static char *faults_of_push(struct site *site, const struct revision *old, int *code)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct revision head = head_of(site);

	*code = check_push(site->store, "refs/heads/main", old->hex, head.hex, head.hex, &faults,
		&site->err);
	return list(&faults);
}

TEST(each_commit_of_a_push_is_checked_and_a_fault_names_its_commit_once)
{
	static const char reason[] = "expected \"---\"\n";
	CLEANUP(site_close) struct site site = site_that_accepts_signed();
	struct revision old = head_of(&site), first;
	CLEANUP(str_free) char *text = NULL, *expected = NULL;
	int code;

	CHECK_OK(save(&site, "people/x/x.md", "bad", NULL), site.err);
	first = head_of(&site);
	CHECK_OK(save(&site, "people/y/y.md", person, NULL), site.err); /* x is as bad as before */
	CHECK_OK(save(&site, "people/x/x.md", person, NULL), site.err);
	CHECK_OK(save(&site, "people/z/z.md", "bad", NULL), site.err);
	text = faults_of_push(&site, &old, &code);
	expected = str_format("%.10s:people/x/x.md:1: %speople/z/z.md:1: %s", first.hex, reason, reason);
	CHECK_NUMBER(code, ERR_INVALID);
	CHECK_TEXT(text, expected);
}

TEST(a_push_cannot_take_the_council_away)
{
	CLEANUP(site_close) struct site site = site_that_accepts_signed();
	struct revision old;
	CLEANUP(str_free) char *text = NULL;
	int code;

	CHECK_OK(save(&site, "council.md", "---\nrecord: council\nname: C\n---\n", NULL), site.err);
	old = head_of(&site);
	CHECK_OK(save(&site, "council.md", NULL, NULL), site.err);
	text = faults_of_push(&site, &old, &code);
	CHECK_NUMBER(code, ERR_INVALID);
	CHECK_TEXT(text, "council.md:0: a council cannot do without this file\n");
}

TEST(the_addresses_of_those_who_signed_in_cannot_be_pushed)
{
	CLEANUP(site_close) struct site site = filled_site();
	struct revision old = head_of(&site), head;
	CLEANUP(str_free) char *text = NULL, *expected = NULL;
	int code;

	CHECK_OK(save(&site, "people/y/y.md", person, NULL), site.err);
	head = head_of(&site);
	text = faults_of_push(&site, &old, &code);
	expected = str_format("%.10s:0: an address that ends in @shura.invalid says who signed in here;"
			      " set your own with git config user.email, and make this commit anew\n",
		head.hex);
	CHECK_NUMBER(code, ERR_DENIED);
	CHECK_TEXT(text, expected);
	CHECK_NUMBER(git(&site, "git config shura.acceptSigned true"), 0);
	free(TAKE(text));
	text = faults_of_push(&site, &old, &code);
	CHECK_TEXT(text, "");
}

TEST(links_and_submodules_are_named)
{
	CLEANUP(site_close) struct site site = filled_site();
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct revision old = head_of(&site), head;
	CLEANUP(str_free) char *text = NULL, *all = NULL;
	int code;

	CHECK_NUMBER(git(&site, "export GIT_INDEX_FILE=index.x && git read-tree main && "
				"git update-index --add --cacheinfo 120000,"
				"$(printf /etc/passwd | git hash-object -w --stdin),people/l/link.md "
				"--cacheinfo 160000,$(git rev-parse main),bodies/s/sub && "
				"git update-ref refs/heads/main $(git commit-tree -p main -m x "
				"$(git write-tree))"),
		0);
	text = faults_of_push(&site, &old, &code);
	CHECK_NUMBER(code, ERR_INVALID);
	CHECK_TEXT(text, "bodies/s/sub:0: a symbolic link, a submodule or a folder so far down is no part of a council\n"
			 "people/l/link.md:0: a symbolic link, a submodule or a folder so far down is no part of a council\n");
	head = head_of(&site);
	CHECK_OK(check_commit(site.store, "", head.hex, &faults, &site.err), site.err);
	all = list(&faults);
	CHECK_TEXT(all, text);
	/* in the history already, and on its way through a merge: nobody's fault any more */
	CHECK_NUMBER(git(&site, "a=$(git commit-tree -p main~1 -m a main~1^{tree}) && git update-ref "
				"refs/heads/main $(git commit-tree -p $a -p main -m m main^{tree}) && "
				"git update-ref refs/heads/main "
				"$(git commit-tree -p main -m top main^{tree})"),
		0);
	free(TAKE(text));
	text = faults_of_push(&site, &head, &code);
	CHECK_TEXT(text, "");
}

TEST(a_file_that_becomes_a_link_is_gone)
{
	CLEANUP(site_close) struct site site = filled_site();
	struct revision old = head_of(&site);
	CLEANUP(str_free) char *text = NULL;
	int code;

	CHECK_NUMBER(git(&site, "export GIT_INDEX_FILE=index.x && git read-tree main && "
				"git update-index --add --cacheinfo 120000,"
				"$(git rev-parse main:" PERSON ")," PERSON " && "
				"git update-ref refs/heads/main $(git commit-tree -p main -m x "
				"$(git write-tree))"),
		0);
	text = faults_of_push(&site, &old, &code);
	CHECK(strstr(text, PERSON ":0: a symbolic link"));
	CHECK(strstr(text, MINUTES ":4: \"people/o/osman\" leads to no record"));
}

static int push_tag(struct site *site, const char *name, const char *object)
{
	CLEANUP(str_free) char *ref = str_format("refs/tags/submission/%s", name);
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct revision head = head_of(site);

	return check_push(site->store, ref, "", object, head.hex, &faults, &site->err);
}

/* What MAKE prints, as the tag NAME. */
static int seal(struct site *site, const char *name, const char *make)
{
	CLEANUP(str_free) char *file = str_format("%s/made", site->dir);
	CLEANUP(str_free) char *command = str_format("%s >made", make), *made = NULL;

	if (git(site, command) != 0)
		return 1;
	made = test_read_file(file, NULL);
	return push_tag(site, name, str_trim(made));
}

/* A tag as the council makes it, on COMMIT, made under the name OWN and pushed as NAME. */
static int seal_signed(struct site *site, const char *name, const char *own, const char *commit,
	const struct signing_key *key)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *tag = str_format("submission/%s", own);
	struct revision object;

	tag_make(&text, tag, commit, "Sealed\n", "A <a@shura.invalid> 1438344000 +0400", key);
	git(site, "git tag -d x/1 >/dev/null 2>&1");
	if (store_make_tag(site->store, "x/1", buf_text(&text), text.len, &site->err) < 0 ||
		store_find_tag(site->store, "x/1", &object, &site->err) < 0)
		return 1;
	return push_tag(site, name, object.hex);
}

TEST(a_submission_is_sealed_by_an_annotated_tag_on_main)
{
	static const char *const names[] = { "2015/1", "2015/0001/1", "15/0001/01", "2015/0001/01/x",
		"2015//01", "dated/0001/01", "2015/x/01", "" };
	CLEANUP(site_close) struct site site = filled_site();
	struct signing_key key;
	struct revision head;

	signing_key_new(&key);
	CHECK_OK(signers_publish(site.store, &key.public, &site.err), site.err);
	head = head_of(&site);
	CHECK_OK(seal_signed(&site, "2015/0001/01", "2015/0001/01", head.hex, &key), site.err);
	CHECK_OK(seal_signed(&site, "undated/0001/01", "undated/0001/01", head.hex, &key), site.err);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		CHECK_NUMBER(seal_signed(&site, names[i], names[i], head.hex, &key), ERR_DENIED);
	CHECK_REFUSED(seal(&site, "2015/0001/01", "git rev-parse main"), ERR_DENIED, site.err,
		SEAL ": this is no annotated tag");
	CHECK_REFUSED(seal(&site, "2015/0001/01",
			      "git tag -f -m s t main: >/dev/null && git rev-parse refs/tags/t"),
		ERR_DENIED, site.err, SEAL ": this tag stands on no commit");
	CHECK_REFUSED(seal(&site, "2015/0001/01",
			      "git tag -f -m s t $(git commit-tree -m x main:) >/dev/null && "
			      "git rev-parse refs/tags/t"),
		ERR_DENIED, site.err,
		"\"" SEAL "\" seals a commit that main does not hold; push main first");
}

TEST(a_seal_that_is_not_by_a_known_key_and_under_its_own_name_is_refused)
{
	CLEANUP(site_close) struct site site = filled_site();
	struct signing_key key, stranger;
	struct revision head;

	signing_key_new(&key);
	signing_key_new(&stranger);
	head = head_of(&site);
	CHECK_REFUSED(seal_signed(&site, "2015/0001/01", "2015/0001/01", head.hex, &key), ERR_DENIED,
		site.err,
		SEAL ": this tag is signed by a key that the file allowed-signers on main does not name");
	CHECK_OK(signers_publish(site.store, &key.public, &site.err), site.err);
	CHECK_REFUSED(seal_signed(&site, "2015/0001/01", "2015/0001/01", head.hex, &stranger),
		ERR_DENIED, site.err,
		SEAL ": this tag is signed by a key that the file allowed-signers on main does not name");
	CHECK_REFUSED(seal_signed(&site, "2015/0001/01", "2015/0001/02", head.hex, &key), ERR_DENIED,
		site.err, SEAL ": this tag was made under the name \"submission/2015/0001/02\"");
	CHECK_REFUSED(seal(&site, "2015/0001/01",
			      "git tag -f -m s t main >/dev/null && git rev-parse refs/tags/t"),
		ERR_DENIED, site.err,
		SEAL ": this tag is not signed; a seal is made here, by the step that submits or answers");
}

#define KEY_LINE                                                                                   \
	"council@shura.invalid namespaces=\"git\" ssh-ed25519 "                                    \
	"AAAAC3NzaC1lZDI1NTE5AAAAIDtqKM5NRtJuPqUJ8Zp6V8bGdkR7R8CjcFvnlxTQ6YCA\n"

TEST(the_file_of_keys_is_no_record_and_has_a_form_of_its_own)
{
	CLEANUP(str_free) char *good = faults_of_text(SIGNERS_PATH, KEY_LINE);
	CLEANUP(str_free) char *bad = faults_of_text(SIGNERS_PATH, KEY_LINE "somebody ssh-rsa AAAA\n");
	CLEANUP(str_free) char *cut = faults_of_text(SIGNERS_PATH, "council");
	CLEANUP(str_free) char *elsewhere = faults_of_text("people/" SIGNERS_PATH, KEY_LINE);

	CHECK_TEXT(good, "");
	CHECK_TEXT(bad, SIGNERS_PATH ":2: a line here reads: NAME namespaces=\"git\" ssh-ed25519 KEY\n");
	CHECK_TEXT(cut, SIGNERS_PATH ":0: this file holds lines of text, at most 65536 bytes\n");
	CHECK_TEXT(elsewhere, "people/" SIGNERS_PATH ":0: \"people/" SIGNERS_PATH
			      "\" is no place for a record\n");
}

TEST(only_the_program_adds_a_key_and_nobody_takes_one_away)
{
	static const char gone[] =
		SIGNERS_PATH ": a key that has sealed stays for good: what it sealed is proved by it";
	CLEANUP(site_close) struct site site = filled_site();
	CLEANUP(buf_release) struct buf more = BUF_INIT;
	CLEANUP(str_free) char *added = NULL, *removed = NULL;
	struct signing_key key;
	struct revision old;
	int code;

	signing_key_new(&key);
	CHECK_OK(signers_publish(site.store, &key.public, &site.err), site.err);
	old = head_of(&site);
	CHECK_OK(signers_publish(site.store, &key.public, &site.err), site.err);
	CHECK_TEXT(head_of(&site).hex, old.hex); /* it was there */
	signers_read(&more, site.store, old.hex, NULL);
	buf_puts(&more, KEY_LINE);
	CHECK_REFUSED(save(&site, SIGNERS_PATH, buf_text(&more), check_change), ERR_INVALID, site.err,
		SIGNERS_PATH ", line 2: only the program adds a key; \"shura key\" prints the council's own");
	CHECK_REFUSED(save(&site, SIGNERS_PATH, NULL, check_change), ERR_INVALID, site.err, gone);
	CHECK_REFUSED(save(&site, SIGNERS_PATH, "", check_change), ERR_INVALID, site.err, gone);
	CHECK_OK(save(&site, SIGNERS_PATH, buf_text(&more), NULL), site.err);
	added = faults_of_push(&site, &old, &code);
	CHECK(strstr(added, SIGNERS_PATH ":2: only the program adds a key"));
	CHECK_NUMBER(git(&site, "git config shura.acceptSigned true"), 0);
	CLEANUP(str_free) char *accepted = faults_of_push(&site, &old, &code);

	CHECK_TEXT(accepted, "");
	CHECK_OK(save(&site, SIGNERS_PATH, NULL, NULL), site.err);
	removed = faults_of_push(&site, &old, &code);
	CHECK(strstr(removed, "a key that has sealed stays for good"));
}

TEST_MAIN
