#include "test.h"
#include "change.h"
#include "store.h"

#include <sys/stat.h>
#include <unistd.h>

/* A repository with one commit a text; each goes into FILE. */
static char *repository(void)
{
	char *dir = str_format("%s/records.git", test_folder());

	if (store_init(dir, NULL) < 0)
		abort();
	return dir;
}

static struct revision save(struct store *store, const char *path, const char *text)
{
	CLEANUP(change_free) struct change *change = change_new("Anar", "anar", "Save");
	CLEANUP(change_result_release) struct change_result result = { 0 };

	if (text)
		change_write(change, path, text, strlen(text));
	else
		change_delete(change, path);
	change->time = 1438344000;
	change->offset = 240;
	change_commit(store, &change, 1, &result, NULL, NULL, NULL);
	if (result.code < 0)
		abort();
	return result.commit;
}

static int list_file(void *ctx, const char *path, const char *blob, struct error *err)
{
	buf_printf(ctx, "%s %.4s\n", path, blob);
	return 0;
}

static int list_name(void *ctx, const char *name, struct error *err)
{
	buf_printf(ctx, "%s ", name);
	return 0;
}

static int list_change(
	void *ctx, const char *path, const char *old, const char *new, struct error *err)
{
	buf_printf(ctx, "%s %.4s→%.4s\n", path, old, new);
	return 0;
}

static int list_commit(void *ctx, const struct store_commit *commit, struct error *err)
{
	buf_printf(ctx, "%s|%s|%s|%d|%lld|%d:", commit->subject, commit->author, commit->email,
		commit->parents, commit->time, commit->offset);
	for (size_t i = 0; i < commit->nchanged; i++)
		buf_printf(ctx, " %s %s%s", commit->changed[i].path,
			*commit->changed[i].old_blob ? "-" : "",
			*commit->changed[i].blob ? "+" : "");
	buf_addc(ctx, '\n');
	return 0;
}

static int stop(void *ctx, const char *path, const char *blob, struct error *err)
{
	++*(int *)ctx;
	return error_set(err, ERR_DENIED, "enough");
}

TEST(an_empty_repository_has_no_head_and_no_files)
{
	CLEANUP(str_free) char *dir = repository();
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct revision head;
	struct error err;

	CHECK_OK(store_open(&store, dir, false, &err), err);
	CHECK_OK(store_head(store, &head, &err), err);
	CHECK_TEXT(head.hex, "");
	CHECK_OK(store_each_file(store, "", "", list_file, &out, &err), err);
	CHECK_OK(store_each_change(store, "", "", list_change, &out, &err), err);
	CHECK_OK(store_each_commit(store, "", "", list_commit, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "");
	CHECK(!store_has(store, "", "a.md"));
	CHECK(store_is_ancestor(store, "", ""));
}

TEST(init_makes_what_stock_git_takes_as_its_own)
{
	CLEANUP(str_free) char *dir = repository();
	struct error err;

	CHECK_NUMBER(test_shell("git -C %s fsck --strict >/dev/null 2>&1", dir), 0);
	CHECK_NUMBER(test_shell("test $(ls -d %s/objects/?? | wc -l) = 256", dir), 0);
	CHECK_NUMBER(test_shell("test $(git -C %s config receive.denyNonFastForwards) = true", dir), 0);
	CHECK_NUMBER(test_shell("test $(git -C %s symbolic-ref HEAD) = refs/heads/main", dir), 0);
	CHECK(store_init(dir, &err) < 0); /* never twice */
}

TEST(a_folder_that_is_no_repository_is_named_in_the_refusal)
{
	struct store *store = NULL;
	struct error err;
	const char *dir = test_folder();
	CLEANUP(str_free) char *text = NULL;

	CHECK(store_open(&store, dir, false, &err) < 0);
	CHECK(store == NULL);
	text = error_text(&err);
	CHECK(str_starts(text, dir));
}

TEST(a_saved_file_is_read_back_at_each_revision)
{
	CLEANUP(str_free) char *dir = repository();
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct revision one, two, blob;
	struct error err;

	CHECK_OK(store_open(&store, dir, false, &err), err);
	one = save(store, "people/o/osman.md", "one\n");
	two = save(store, "people/o/osman.md", "two\n");
	CHECK_OK(store_read(store, one.hex, "people/o/osman.md", &out, &blob, &err), err);
	CHECK_OK(store_read(store, two.hex, "people/o/osman.md", &out, NULL, &err), err);
	CHECK_OK(store_read_blob(store, blob.hex, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "one\ntwo\none\n");
	CHECK_REFUSED(store_read(store, two.hex, "people/o", &out, NULL, &err), ERR_NOT_FOUND, err,
		"there is no file \"people/o\"");
	CHECK(store_has(store, one.hex, "people/o") &&
		store_has(store, one.hex, "people/o/osman.md"));
	CHECK(!store_has(store, one.hex, "people/o/x.md"));
	CHECK(store_is_ancestor(store, one.hex, two.hex));
	CHECK(!store_is_ancestor(store, two.hex, one.hex));
	CHECK(!store_is_ancestor(store, "1234567890123456789012345678901234567890", one.hex));
}

TEST(a_commit_is_found_by_its_name_or_a_prefix)
{
	CLEANUP(str_free) char *dir = repository();
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(str_free) char *prefix = NULL;
	struct revision one, found, blob;
	struct error err;
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	CHECK_OK(store_open(&store, dir, false, &err), err);
	one = save(store, "a.md", "one\n");
	prefix = str_copy_n(one.hex, 7);
	CHECK_OK(store_find_commit(store, prefix, &found, &err), err);
	CHECK_TEXT(found.hex, one.hex);
	CHECK_OK(store_find_commit(store, one.hex, &found, &err), err);
	prefix[6] = '\0';
	CHECK_NUMBER(store_find_commit(store, prefix, &found, &err), ERR_INVALID);
	CHECK_REFUSED(store_find_commit(store, "HEAD~1; rm", &found, &err), ERR_INVALID, err,
		"there is no revision \"HEAD~1; rm\"");
	CHECK_OK(store_read(store, one.hex, "a.md", &out, &blob, &err), err);
	CHECK_NUMBER(store_find_commit(store, blob.hex, &found, &err), ERR_INVALID);
	CHECK_NUMBER(store_find_commit(store, "0123456", &found, &err), ERR_INVALID);
}

TEST(files_are_walked_in_path_order_and_a_refusal_ends_it)
{
	CLEANUP(str_free) char *dir = repository();
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT, below = BUF_INIT;
	struct revision head;
	struct error err;
	int seen = 0;

	CHECK_OK(store_open(&store, dir, false, &err), err);
	save(store, "b/x.md", "1\n");
	save(store, "b-c/x.md", "2\n");
	save(store, "b.md", "3\n");
	head = save(store, "b/a/x.md", "4\n");
	CHECK_OK(store_each_file(store, head.hex, "", list_file, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "b-c/x.md 0cfb\nb.md 0075\nb/a/x.md b862\nb/x.md d004\n");
	CHECK_OK(store_each_file(store, head.hex, "b", list_file, &below, &err), err);
	CHECK_OK(store_each_file(store, head.hex, "absent", list_file, &below, &err), err);
	CHECK_OK(store_each_name(store, head.hex, "b", list_name, &below, &err), err);
	CHECK_TEXT(buf_text(&below), "b/a/x.md b862\nb/x.md d004\na x.md ");
	CHECK_REFUSED(
		store_each_file(store, head.hex, "", stop, &seen, &err), ERR_DENIED, err, "enough");
	CHECK_NUMBER(seen, 1);
}

TEST(two_commits_are_compared_and_history_tells_each_step)
{
	CLEANUP(str_free) char *dir = repository();
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT, log = BUF_INIT;
	struct revision one, last;
	struct error err;

	CHECK_OK(store_open(&store, dir, false, &err), err);
	one = save(store, "a.md", "1\n");
	save(store, "b/c.md", "2\n");
	last = save(store, "a.md", NULL);
	CHECK_OK(store_each_change(store, one.hex, last.hex, list_change, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "a.md d004→\nb/c.md →0cfb\n");
	CHECK_OK(store_each_commit(store, one.hex, last.hex, list_commit, &log, &err), err);
	CHECK_TEXT(buf_text(&log), "Save|Anar|anar@shura.invalid|1|1438344000|240: b/c.md +\n"
				   "Save|Anar|anar@shura.invalid|1|1438344000|240: a.md -\n");
}

TEST(a_merge_tells_only_what_no_parent_has)
{
	CLEANUP(str_free) char *dir = repository();
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(buf_release) struct buf log = BUF_INIT;
	struct revision one, head;
	struct error err;

	CHECK_OK(store_open(&store, dir, false, &err), err);
	one = save(store, "a.md", "1\n");
	CHECK_NUMBER(
		test_shell("cd %s/.. && git clone -q records.git w 2>/dev/null && cd w && "
		    "git config user.name T && git config user.email t@example.org && "
		    "git checkout -q -b side && echo s >s.md && git add . && git commit -qm side "
		    "&& "
		    "git checkout -q main && echo m >m.md && git add . && git commit -qm main && "
		    "git merge -q --no-commit side >/dev/null 2>&1 && echo both >a.md && git add . "
		    "&& "
		    "git commit -qm merge && git push -q origin main 2>/dev/null",
			dir),
		0);
	CHECK_OK(store_head(store, &head, &err), err);
	CHECK_OK(store_each_commit(store, one.hex, head.hex, list_commit, &log, &err), err);
	CHECK(strstr(buf_text(&log), "merge|T|t@example.org|2|"));
	CHECK(str_ends(buf_text(&log), ": a.md -+\n"));
}

TEST(a_trailer_is_read_and_a_body_is_not_mistaken_for_one)
{
	CLEANUP(str_free) char *action = NULL, *none = NULL, *twice = NULL;
	const char *message = "Submit\n\nWhy: not\nin the end\n\nAction: submit\nRecord: a\n"
			      "Record: b\n";

	action = store_trailer(message, "Action");
	CHECK_TEXT(action, "submit");
	twice = store_trailer(message, "Record");
	CHECK_TEXT(twice, "a");
	none = store_trailer("Action: submit", "Action");
	CHECK_TEXT(none, NULL);
}

TEST(packed_refs_and_packed_objects_are_read_like_loose_ones)
{
	CLEANUP(str_free) char *dir = repository();
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct revision one, two, head;
	struct error err;

	CHECK_OK(store_open(&store, dir, false, &err), err);
	one = save(store, "a.md", "1\n");
	CHECK_NUMBER(test_shell("git -C %s gc -q --prune=now", dir), 0);
	CHECK_OK(store_head(store, &head, &err), err);
	CHECK_TEXT(head.hex, one.hex);
	two = save(store, "a.md", "2\n"); /* its folders were removed by gc */
	CHECK_OK(store_head(store, &head, &err), err);
	CHECK_TEXT(head.hex, two.hex);
	CHECK_OK(store_read(store, one.hex, "a.md", &out, NULL, &err), err);
	CHECK_TEXT(buf_text(&out), "1\n");
	CHECK_NUMBER(test_shell("git -C %s fsck --strict --no-dangling >/dev/null 2>&1", dir), 0);
}

TEST_MAIN
