#include "test.h"
#include "past.h"

#include <dirent.h>
#include <unistd.h>

/* The register as it stood earlier: which commit it is, and an index of it. */

enum { LONG_SECONDS = 300 };

#define ISSUE "issues/2015/0001-0099/0001-local/issue.md"

static const char text[] = "---\nrecord: issue\ntitle: %s\nstate: open\n%s---\n";

struct site {
	struct council *council;
	struct past *past;
	struct error err;
};

static void site_releasep(struct site *site)
{
	past_stop(site->past);
	council_free(site->council);
}

#define CHECK_OWNED(actual, expected)                                                              \
	do {                                                                                       \
		CLEANUP(str_free) char *owned_ = (actual);                                         \
		CHECK_TEXT(owned_, expected);                                                      \
	} while (0)

#define SITE CLEANUP(site_release) struct site

/* The pages' index follows main. */
static int look(struct site *site)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(db_close) struct db *index = NULL;
	int code;

	if ((code = store_open(&store, council_records(site->council), false, &site->err)) < 0 ||
		(code = index_open(&index, council_index(site->council), DB_WRITE, &site->err)) < 0)
		return code;
	return index_catch_up(index, store, NULL, &site->err);
}

static struct site site_new(void)
{
	CLEANUP(str_free) char *dir = str_format("%s/council", test_folder());
	struct site site = { 0 };

	if (council_init(dir, "shura", &site.err) < 0 ||
		council_open(&site.council, dir, &site.err) < 0 || look(&site) < 0 ||
		past_start(&site.past, site.council, &site.err) < 0)
		abort();
	return site;
}

/* A commit with that one issue (TITLE NULL: none) on PARENTS ("-p main"), made at the second AT. */
static int commit(struct site *site, long at, const char *parents, const char *branch,
	const char *title, const char *more)
{
	CLEANUP(str_free) char *record = title ? str_format(text, title, more) : str_copy("");
	CLEANUP(str_free) char *file = str_format("%s/text", test_folder());
	CLEANUP(str_free)
	char *command = str_format(
		"cd %s && export GIT_INDEX_FILE=index.test GIT_AUTHOR_NAME=A "
		"GIT_AUTHOR_EMAIL=a@example.org"
		" GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org GIT_AUTHOR_DATE='@1 +0000'"
		" GIT_COMMITTER_DATE='@%ld +0000'; rm -f index.test;"
		" test -s %s && git update-index --add --cacheinfo 100644,$(git hash-object -w "
		"%s)," ISSUE ";"
		" git update-ref refs/heads/%s $(git commit-tree $(git write-tree) %s -m '%ld')",
		council_records(site->council), at, file, file, branch, parents, at);

	test_write_file(file, record);
	return system(command);
}

/* The subject of the commit of main that stood before the moment; "" for none. */
static char *stood(struct site *site, long long before)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(buf_release) struct buf said = BUF_INIT;
	struct past_state state;

	if (look(site) < 0 || past_find(site->past, before, &state, &site->err) < 0)
		return error_text(&site->err);
	if (!*state.commit)
		return str_format("begins at %lld", state.begins);
	if (store_open(&store, council_records(site->council), false, &site->err) < 0 ||
		store_read_commit(store, state.commit, &said, &site->err) < 0)
		return error_text(&site->err);
	return str_format("%.*s", (int)strcspn(strstr(buf_text(&said), "\n\n") + 2, "\n"),
		strstr(buf_text(&said), "\n\n") + 2);
}

/* What the public finds in the index of the state before that moment. */
static char *titles(struct site *site, long long before)
{
	CLEANUP(str_free) char *file = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(db_close) struct db *index = NULL;
	CLEANUP(query_free) struct query *query = NULL;
	struct past_state state;

	if (look(site) < 0 || past_find(site->past, before, &state, &site->err) < 0 ||
		past_open(site->past, &state, LONG_SECONDS, &file, &site->err) != 0 ||
		index_open_reading(&index, file, &site->err) < 0 ||
		db_prepare(&query, index,
			"SELECT title FROM visible_records UNION ALL"
			" SELECT 'v' || depth FROM visible_versions UNION ALL"
			" SELECT 'found' FROM visible_passages WHERE query MATCH 'yol'",
			&site->err) < 0)
		return error_text(&site->err);
	while (query_step(query, NULL) > 0)
		buf_printf(&out, "%s ", query_text(query, 0));
	return buf_take(&out);
}

static int count_files(const struct site *site)
{
	DIR *dir = opendir(council_past(site->council));
	int n = 0;

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		n += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return n;
}

TEST(the_last_commit_before_the_moment_counts)
{
	SITE site = site_new();

	CHECK_OWNED(stood(&site, 1000), "begins at -1");
	CHECK_NUMBER(commit(&site, 1000, "", "main", "A", ""), 0);
	CHECK_NUMBER(commit(&site, 2000, "-p main", "main", "B", ""), 0);
	CHECK_OWNED(stood(&site, 1000), "begins at 1000");
	CHECK_OWNED(stood(&site, 1001), "1000");
	CHECK_OWNED(stood(&site, 2000), "1000");
	CHECK_OWNED(stood(&site, 2001), "2000");
	CHECK_NUMBER(commit(&site, 3000, "-p main", "main", "C", ""), 0);
	CHECK_OWNED(stood(&site, 2500), "2000");
	CHECK_OWNED(stood(&site, 9999), "3000");
}

TEST(a_clock_that_was_wrong_hides_nothing)
{
	SITE site = site_new();

	CHECK_NUMBER(commit(&site, 1000, "", "main", "A", ""), 0);
	CHECK_NUMBER(commit(&site, 90000, "-p main", "main", "B", ""), 0);
	CHECK_NUMBER(commit(&site, 2000, "-p main", "main", "C", ""), 0);
	CHECK_NUMBER(commit(&site, 500, "-p main", "main", "D", ""), 0);
	CHECK_NUMBER(commit(&site, 4000, "-p main", "main", "E", ""), 0);
	CHECK_OWNED(stood(&site, 600), "500");
	CHECK_OWNED(stood(&site, 3000), "500");
	CHECK_OWNED(stood(&site, 5000), "4000");
	CHECK_OWNED(stood(&site, 500), "begins at 500");
}

TEST(a_branch_that_was_merged_later_did_not_stand)
{
	SITE site = site_new();

	CHECK_NUMBER(commit(&site, 1000, "", "main", "A", ""), 0);
	CHECK_NUMBER(commit(&site, 2000, "-p main", "side", "B", ""), 0);
	CHECK_NUMBER(commit(&site, 2100, "-p side", "side", "C", ""), 0);
	CHECK_NUMBER(commit(&site, 3000, "-p main -p side", "main", "D", ""), 0);
	CHECK_OWNED(stood(&site, 2500), "1000");
	CHECK_OWNED(stood(&site, 3001), "3000");
	/* main was rewritten */
	CHECK_NUMBER(commit(&site, 2200, "-p side", "main", "E", ""), 0);
	CHECK_OWNED(stood(&site, 2150), "2100");
	CHECK_OWNED(stood(&site, 9999), "2200");
}

TEST(its_index_holds_what_was_public_then)
{
	SITE site = site_new();

	CHECK_NUMBER(commit(&site, 1000, "", "main", "Gizli", "audience: members\n"), 0);
	CHECK_NUMBER(commit(&site, 2000, "-p main", "main", "Yol", ""), 0);
	CHECK_NUMBER(commit(&site, 3000, "-p main", "main", NULL, ""), 0);
	CHECK_OWNED(titles(&site, 1500), "");
	CHECK_OWNED(titles(&site, 2500), "Yol v2 found ");
	CHECK_OWNED(titles(&site, 3500), "v2 v3 ");
	CHECK_NUMBER(count_files(&site), 3);
	CHECK_OWNED(titles(&site, 2700), "Yol v2 found ");
	CHECK_NUMBER(count_files(&site), 3);
}

TEST(what_was_withdrawn_since_is_left_out)
{
	SITE site = site_new();

	CHECK_NUMBER(commit(&site, 1000, "", "main", "Yol", ""), 0);
	CHECK_OWNED(titles(&site, 1500), "Yol v1 found ");
	CHECK_NUMBER(commit(&site, 2000, "-p main", "main", "Yol", "audience: members\n"), 0);
	CHECK_OWNED(titles(&site, 1500), "");
	/* deleted: then its last version counts */
	CHECK_NUMBER(commit(&site, 3000, "-p main", "main", NULL, ""), 0);
	CHECK_OWNED(titles(&site, 1500), "");
	CHECK_NUMBER(commit(&site, 4000, "-p main", "main", "Yol", ""), 0);
	CHECK_OWNED(titles(&site, 1500), "Yol v1 found ");
}

TEST(few_states_are_kept_and_the_one_used_last_is)
{
	SITE site = site_new();

	for (int i = 1; i <= 15; i++) {
		CLEANUP(str_free) char *title = str_format("No. %d", i);

		CHECK_NUMBER(commit(&site, i * 1000, i > 1 ? "-p main" : "", "main", title, ""), 0);
	}
	for (int i = 1; i <= 15; i++) {
		CLEANUP(str_free)
		char *title = str_format("No. %d ", i), *found = titles(&site, i * 1000 + 1);

		CHECK(str_starts(found, title));
		CHECK(count_files(&site) <= 12);
	}
	CHECK_NUMBER(count_files(&site), 12);
}

TEST(making_one_can_be_given_up)
{
	SITE site = site_new();
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(str_free) char *file = str_format("%s/index", test_folder());
	const struct withdrawn nothing = { 0 };
	const atomic_bool stop = true;

	CHECK_NUMBER(commit(&site, 1000, "", "main", "A", ""), 0);
	CHECK_OK(store_open(&store, council_records(site.council), false, &site.err), site.err);
	CHECK_REFUSED(index_build(file, store, &nothing, &stop, &site.err), ERR_BUSY, site.err,
		"the server is being stopped; try again in a moment");
}

TEST(one_that_is_not_awaited_comes_later)
{
	SITE site = site_new();
	CLEANUP(str_free) char *file = NULL;
	struct past_state state;
	int code;

	CHECK_NUMBER(commit(&site, 1000, "", "main", "A", ""), 0);
	CHECK_OK(look(&site), site.err);
	CHECK_OK(past_find(site.past, 2000, &state, &site.err), site.err);
	while ((code = past_open(site.past, &state, 0, &file, &site.err)) == PAST_LATER)
		usleep(1000);
	CHECK_NUMBER(code, 0);
	CHECK(access(file, R_OK) == 0);
}

TEST_MAIN
