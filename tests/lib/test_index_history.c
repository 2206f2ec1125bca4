#include "index_site.h"

#include <stdio.h>
#include <unistd.h>

/* History: versions and commits, and that keeping up step by step is as good as making anew. */

#define ISSUE "issues/2015/0001-0099/0001-local/issue.md"
#define PROPOSAL "proposals/2015/0001-0099/0001-local/proposal.md"

static const char issue[] = "---\nrecord: issue\ntitle: Elektron xidmətlər\nstate: open\n---\n";

static int fill(struct site *site)
{
	put(site, ISSUE, issue);
	return save(site, "Record the first meeting");
}

static void put_proposal(struct site *site, const char *state, const char *word)
{
	CLEANUP(str_free)
	char *text = str_format(
		"---\nrecord: proposal\ntitle: P\nstate: %s\n---\n\n- **R1** %s\n", state, word);

	put(site, PROPOSAL, text);
}

TEST(each_record_has_its_versions)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	put(&site, ISSUE, "---\nrecord: issue\ntitle: Yol\nstate: open\n---\n");
	CHECK_OK(save(&site, "Rename the issue"), err);
	put(&site, ISSUE, NULL);
	CHECK_OK(save(&site, "Delete the issue"), err);
	CHECK_ROWS(site.db,
		"SELECT v.depth, c.subject, c.author, c.login, c.action, c.at, c.zone, v.blob = '',"
		" v.audience FROM versions v JOIN commits c USING (id)"
		" WHERE record = 'issues/2015/1' ORDER BY v.depth",
		"1|Record the first meeting|Aynur Əliyeva|aynur|save|1438081200|240|0|0;"
		"2|Rename the issue|Aynur Əliyeva|aynur|save|1438081200|240|0|0;"
		"3|Delete the issue|Aynur Əliyeva|aynur|save|1438081200|240|1|0;");
	CHECK_ROWS(site.db, "SELECT count(*) FROM records WHERE kind = 'issue'", "0;");
	CHECK_ROWS(site.db, "SELECT count(*) FROM visible_passages WHERE query MATCH 'yol'", "0;");
	CHECK(equals_rebuilt(&site));
}

TEST(a_folder_with_another_name_is_the_same_record)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	put(&site, ISSUE, NULL);
	put(&site, "issues/2015/0001-0099/0001-e-services/issue.md", issue);
	CHECK_OK(save(&site, "Give the folder another name"), err);
	CHECK_ROWS(site.db, "SELECT id, path FROM records WHERE kind = 'issue'",
		"issues/2015/1|issues/2015/0001-0099/0001-e-services/issue.md;");
	CHECK_ROWS(site.db,
		"SELECT depth, path, blob = '' FROM versions WHERE record ="
		" 'issues/2015/1'",
		"1|issues/2015/0001-0099/0001-local/issue.md|0;"
		"2|issues/2015/0001-0099/0001-e-services/issue.md|0;");
	CHECK(equals_rebuilt(&site));
}

TEST(of_two_files_with_one_number_the_first_counts)
{
	SITE site = site_new();
	static const char second[] = "issues/2015/0001-0099/0001-zebra/issue.md";
	static const char first[] = "issues/2015/0001-0099/0001-apple/issue.md";

	CHECK_OK(fill(&site), err);
	put(&site, second, issue);
	CHECK_OK(save(&site, "Add a second"), err);
	CHECK_ROWS(site.db, "SELECT path FROM records WHERE kind = 'issue'",
		"issues/2015/0001-0099/0001-local/issue.md;");
	CHECK(equals_rebuilt(&site));
	put(&site, first, issue);
	CHECK_OK(save(&site, "Add a first"), err);
	CHECK_ROWS(site.db, "SELECT path FROM records WHERE kind = 'issue'",
		"issues/2015/0001-0099/0001-apple/issue.md;");
	CHECK(equals_rebuilt(&site));
	put(&site, first, NULL);
	put(&site, ISSUE, NULL);
	CHECK_OK(save(&site, "Delete both"), err);
	CHECK_ROWS(site.db, "SELECT path FROM records WHERE kind = 'issue'",
		"issues/2015/0001-0099/0001-zebra/issue.md;");
	CHECK_ROWS(site.db, "SELECT count(*) FROM doubles", "0;");
	CHECK(equals_rebuilt(&site));
}

TEST(a_draft_stays_the_members_when_the_record_is_published)
{
	SITE site = site_new();

	put_proposal(&site, "draft", "birinci");
	CHECK_OK(save(&site, "Draft"), err);
	put_proposal(&site, "submitted", "ikinci");
	CHECK_OK(save(&site, "Submit"), err);
	CHECK_ROWS(site.db, "SELECT depth FROM visible_versions", "2;");
	CHECK_ROWS(site.db, "SELECT subject FROM visible_commits", "Submit;");
	put(&site, PROPOSAL, NULL);
	CHECK_OK(save(&site, "Delete"), err);
	CHECK_ROWS(site.db, "SELECT depth, blob = '' FROM visible_versions", "2|0;3|1;");
	put_proposal(&site, "withdrawn", "üçüncü");
	CHECK_OK(save(&site, "Withdraw"), err);
	CHECK_ROWS(site.db, "SELECT count(*) FROM visible_versions", "0;");
	CHECK(equals_rebuilt(&site));
}

TEST(a_rewritten_main_is_indexed_anew)
{
	SITE site = site_new(), other = site_new();

	CHECK_OK(fill(&site), err);
	put(&other, ISSUE, issue);
	CHECK_OK(save(&other, "Begin elsewhere"), err);
	CHECK_OK(index_catch_up(site.db, other.store, NULL, &err), err);
	CHECK_ROWS(site.db, "SELECT id FROM records", "issues/2015/1;");
	CHECK_ROWS(site.db, "SELECT subject FROM commits", "Begin elsewhere;");
}

TEST(a_commit_of_another_encoding_is_shown_as_far_as_it_goes)
{
	SITE site = site_new();
	CLEANUP(str_free)
	char *command = str_format(
		"cd %s && tree=$(printf '' | git mktree) && git update-ref refs/heads/main $(printf"
		" 'tree %%s\nauthor \\351va <a\\351@b> 0 +0000\ncommitter x <x@y> 0 "
		"+0000\n\nS\\351\n'"
		" $tree | git hash-object -t commit -w --stdin)",
		site.records);

	CHECK_NUMBER(system(command), 0);
	CHECK_OK(index_catch_up(site.db, site.store, NULL, &err), err);
	CHECK_ROWS(site.db, "SELECT author, login, subject, audience FROM commits", "?va||S?|2;");
}

/* A random history ---------------------------------------------------------------------------- */

/* Stock git does the writing, so that branches and merges are as real as can be. */
struct walk {
	struct site site;
	char *work;
	uint64_t random;
	int steps;
};

static unsigned draw(struct walk *walk, unsigned below)
{
	walk->random = walk->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(walk->random >> 33) % below;
}

#define GIT                                                                                        \
	"cd %s && export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ə"     \
	" GIT_AUTHOR_EMAIL=a@shura.invalid GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@x"           \
	" GIT_AUTHOR_DATE='%d +0400' && { %s; } >/dev/null 2>&1"

static bool git(struct walk *walk, const char *commands)
{
	CLEANUP(str_free)
	char *line = str_format(GIT, walk->work, 1438081200 + walk->steps, commands);

	return system(line) == 0;
}

static const char *const words[] = { "xidmət", "rayon", "Əliməmməd", "yol", "su", "məktəb", "gaz",
	"təklif" };
static const char *const slugs[] = { "apple", "local", "zebra" };
static const char *const states[] = { "draft", "discussion", "submitted", "withdrawn" };

static const char *word(struct walk *walk)
{
	return words[draw(walk, ARRAY_SIZE(words))];
}

static char *random_path(struct walk *walk)
{
	unsigned number = 1 + draw(walk, 4);
	const char *slug = slugs[draw(walk, ARRAY_SIZE(slugs))];

	switch (draw(walk, 9)) {
	case 0:
		return str_format("people/a/a%u.md", number);
	case 1:
		return str_format("bodies/b/b%u.md", number);
	case 2:
		return str_format("issues/2015/0001-0099/%04u-%s/issue.md", number, slug);
	case 3:
		return str_format("proposals/2015/0001-0099/%04u-%s/proposal.md", number, slug);
	case 4:
		return str_format("proposals/2015/0001-0099/%04u-%s/comments/2015-08-0%u/c%u.md",
			number, slug, 1 + draw(walk, 2), number);
	case 5:
		return str_format("meetings/2015/%04u-%s/dispositions/o%u.md", number, slug,
			1 + draw(walk, 3));
	case 6:
		return str_format("meetings/2015/%04u-%s/actions/a%u.md", number, slug,
			1 + draw(walk, 3));
	default:
		return str_format("meetings/2015/%04u-%s/minutes.md", number, slug);
	}
}

static void write_minutes(struct walk *walk, struct buf *out)
{
	buf_printf(out,
		"---\nrecord: minutes\ntitle: %s\nstate: held\nminutes: %s\nparticipants:\n"
		"  - {person: people/a/a%u, capacity: member}\nagenda:\n"
		"  - {issue: issues/2015/0001-0099/000%u-local, title: %s}\n---\n\n%s\n\n",
		word(walk), draw(walk, 2) ? "draft" : "published", draw(walk, 4), 1 + draw(walk, 4),
		word(walk), word(walk));
	for (unsigned i = 0, issues = draw(walk, 3); i < issues; i++) {
		buf_printf(out, "## %u. %s\n\n%s\n\n### Çıxış etdilər\n\n", i + 1, word(walk),
			word(walk));
		for (unsigned n = draw(walk, 4); n > 0; n--)
			buf_printf(out, "- **S%u** [%s](../../../people/a/a%u.md): %s %s\n",
				1 + draw(walk, 5), word(walk), draw(walk, 4), word(walk),
				word(walk));
		buf_printf(out, "\n### Səsləndirilən təkliflər\n\n- **O%u** %s (S1)\n\n",
			1 + draw(walk, 3), word(walk));
		buf_printf(out,
			"### Tapşırıqlar\n\n- [%c] **A%u** %s — [%s](../../../people/a/a%u.md)%s\n\n",
			draw(walk, 2) ? 'x' : ' ', 1 + draw(walk, 3), word(walk), word(walk),
			1 + draw(walk, 4), draw(walk, 2) ? ", 2015-09-01" : "");
	}
}

static void write_disposition(struct walk *walk, struct buf *out)
{
	static const char *const outcomes[] = { "taken up", "merged", "noted", "out of scope" };

	buf_printf(out, "---\nrecord: disposition\noutcome: %s\nby: people/a/a%u\nat: 2015-08-01\n",
		outcomes[draw(walk, ARRAY_SIZE(outcomes))], 1 + draw(walk, 4));
	if (draw(walk, 2))
		buf_printf(out, "in: meetings/2015/000%u-local/minutes.md#o%u\n", 1 + draw(walk, 4),
			1 + draw(walk, 3));
	buf_puts(out, draw(walk, 2) ? "audience: public\n---\n" : "---\n");
}

static void write_report(struct walk *walk, struct buf *out)
{
	static const char *const action_states[] = { "open", "done", "stopped" };

	buf_printf(out, "---\nrecord: action\nstate: %s\n",
		action_states[draw(walk, ARRAY_SIZE(action_states))]);
	if (draw(walk, 2))
		buf_printf(out, draw(walk, 2) ? "person: people/a/a%u\n" : "person: Üzv %u\n",
			1 + draw(walk, 4));
	if (draw(walk, 2))
		buf_printf(out, "due: 2016-0%u-01\n", 1 + draw(walk, 9));
	buf_printf(out, "by: people/a/a1\nat: 2015-08-01\n%s---\n\n%s\n",
		draw(walk, 2) ? "audience: public\n" : "", word(walk));
}

static void write_record(struct walk *walk, const char *path, struct buf *out)
{
	if (str_ends(path, "minutes.md"))
		return write_minutes(walk, out);
	if (strstr(path, "/dispositions/"))
		return write_disposition(walk, out);
	if (strstr(path, "/actions/"))
		return write_report(walk, out);
	if (str_starts(path, "people/"))
		buf_printf(out, "---\nrecord: person\nname: %s %s\nother spellings: [%s]\n",
			word(walk), word(walk), word(walk));
	else if (str_starts(path, "bodies/"))
		buf_printf(out, "---\nrecord: body\nname: %s\nshort name: %s\n", word(walk),
			word(walk));
	else if (str_ends(path, "issue.md"))
		buf_printf(out, "---\nrecord: issue\ntitle: %s\nstate: open\n", word(walk));
	else if (str_ends(path, "proposal.md"))
		buf_printf(out,
			"---\nrecord: proposal\ntitle: %s\nstate: %s\nauthors: [people/a/a1]\n"
			"born of: [meetings/2015/0001-local/minutes.md#o1]\n",
			word(walk), states[draw(walk, ARRAY_SIZE(states))]);
	else
		buf_printf(out,
			"---\nrecord: comment\nauthor: %s\nat: 2015-08-01\nkind: note\n"
			"audience: %s\n",
			word(walk), draw(walk, 2) ? "members" : "discussion");
	buf_printf(out,
		"---\n\n%s %s\n\n- **R%u** [%s](../../../../people/a/a2.md)"
		" ([O%u](../../../../meetings/2015/000%u-local/minutes.md#o%u))\n",
		word(walk), word(walk), 1 + draw(walk, 3), word(walk), 1 + draw(walk, 3),
		1 + draw(walk, 4), 1 + draw(walk, 3));
}

static void write_file(struct walk *walk, const char *path, const char *text)
{
	CLEANUP(str_free) char *file = str_format("%s/%s", walk->work, path);
	CLEANUP(str_free) char *command = str_format("mkdir -p \"$(dirname %s)\"", path);

	if (git(walk, command))
		test_write_file(file, text);
}

static void edit(struct walk *walk)
{
	CLEANUP(str_free) char *path = random_path(walk);
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	if (draw(walk, 12))
		write_record(walk, path, &text);
	else
		buf_printf(&text, "---\nrecord: %s\n", word(walk));
	write_file(walk, path, buf_text(&text));
}

static void rename_folder(struct walk *walk)
{
	static const char *const folders[] = { "issues/2015/0001-0099", "proposals/2015/0001-0099",
		"meetings/2015" };
	CLEANUP(str_free)
	char *command = str_format(
		"cd %s && from=$(ls -d 000%u-* | head -1) && git add -A . && git mv $from 000%u-%s",
		folders[draw(walk, 3)], 1 + draw(walk, 4), 1 + draw(walk, 4),
		slugs[draw(walk, ARRAY_SIZE(slugs))]);

	git(walk, command);
}

static void change_language(struct walk *walk)
{
	CLEANUP(str_free)
	char *text = str_format(
		"---\nrecord: council\nname: {az: %s, en: %s}\nlanguages: [%s]\n---\n", word(walk),
		word(walk), draw(walk, 2) ? "az, en" : "en, az");

	write_file(walk, "council.md", text);
}

static void one_change(struct walk *walk)
{
	unsigned what = draw(walk, 20);
	CLEANUP(str_free) char *path = random_path(walk);
	CLEANUP(str_free) char *delete = str_format("rm -f %s", path);

	if (what < 12)
		edit(walk);
	else if (what < 16)
		git(walk, delete);
	else if (what < 19)
		rename_folder(walk);
	else
		change_language(walk);
}

static void commit(struct walk *walk)
{
	walk->steps++;
	for (unsigned n = 1 + draw(walk, 4); n > 0; n--)
		one_change(walk);
	git(walk, "git add -A && git commit -qm 'Bir addım' -m 'Action: save'");
}

/* Two lines of history and a merge of them, whichever way git settles what does not go together. */
static void branch_and_merge(struct walk *walk)
{
	CLEANUP(str_free) char *back = str_format("git checkout -qB side HEAD~%u", draw(walk, 3));

	if (!git(walk, back))
		return;
	commit(walk);
	commit(walk);
	git(walk, "git checkout -q main");
	if (draw(walk, 2))
		commit(walk);
	git(walk, "git merge -q --no-ff -m Birləşmə -X theirs side ||"
		  " { git add -A; git commit -qm Birləşmə; }");
}

struct parent {
	unsigned back;
	struct revision commit;
};

static int find_parent(void *ctx, const char *commit, long long committed, struct error *error)
{
	struct parent *parent = ctx;

	strcpy(parent->commit.hex, commit);
	return parent->back-- == 0;
}

static bool dump_file(const char *file, struct buf *out)
{
	CLEANUP(db_close) struct db *db = NULL;

	return index_open_reading(&db, file, &err) == 0 && index_dump(db, out, &err) == 0 &&
	       db_run(db, "INSERT INTO search (search) VALUES ('integrity-check')", NULL) <= 0;
}

/* FILE, an index of whichever state, becomes that of BACK commits ago, and equals one made anew. */
static bool goes_to(struct walk *walk, const char *file, unsigned back)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(str_free) char *anew = str_format("%s/index.db", test_folder());
	CLEANUP(buf_release) struct buf moved = BUF_INIT, made = BUF_INIT;
	const struct withdrawn nothing = { 0 };
	const atomic_bool stop = false;
	struct parent parent = { back, { "" } };
	struct revision head;

	if (store_head(walk->site.store, &head, &err) < 0 ||
		store_each_first_parent(walk->site.store, head.hex, find_parent, &parent, &err) < 0 ||
		store_open(&store, walk->site.records, false, &err) < 0)
		return false;
	store_stand_at(store, parent.commit.hex);
	return index_build(file, store, &nothing, &stop, &err) == 0 &&
	       index_build(anew, store, &nothing, &stop, &err) == 0 && dump_file(file, &moved) &&
	       dump_file(anew, &made) && str_equal(buf_text(&moved), buf_text(&made));
}

/* From today's to earlier states, back and forth. */
static bool goes_back_and_forth(struct walk *walk)
{
	CLEANUP(str_free) char *file = str_format("%s/index.db", test_folder());
	bool equal = db_backup(walk->site.db, file, &err) == 0;

	for (int i = 0; equal && i < 6; i++)
		equal = goes_to(walk, file, draw(walk, (unsigned)walk->steps));
	return equal;
}

static bool random_history(uint64_t seed, int steps)
{
	struct walk walk = { .site = site_new(), .random = seed };
	bool equal = true;

	walk.work = str_format("%s", test_folder());
	CLEANUP(str_free)
	char *clone = str_format(
		"git init -qb main . && git remote add origin %s", walk.site.records);
	git(&walk, clone);
	while (equal && walk.steps < steps) {
		if (draw(&walk, 6))
			commit(&walk);
		else
			branch_and_merge(&walk);
		if (draw(&walk, 3))
			continue;
		git(&walk, "git push -q origin main");
		if (index_catch_up(walk.site.db, walk.site.store, NULL, &err) < 0)
			equal = false;
		equal = equal && equals_rebuilt(&walk.site);
	}
	equal = equal && goes_back_and_forth(&walk);
	free(walk.work);
	site_releasep(&walk.site);
	return equal;
}

TEST(catching_up_and_going_back_give_what_making_anew_gives)
{
	const char *given = getenv("SEED");
	uint64_t first = given ? strtoull(given, NULL, 10) : 1;

	for (uint64_t seed = first; seed < first + (uint64_t)test_rounds(2); seed++)
		if (!random_history(seed, 30))
			return test_fail(
				__FILE__, __LINE__, "not with SEED=%llu", (unsigned long long)seed);
}

TEST_MAIN
