#include "test.h"
#include "change.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

struct bench {
	char *dir;
	struct store *store;
	struct error err;
};

static struct bench bench_open(void)
{
	struct bench b = { .dir = str_format("%s/records.git", test_folder()) };

	if (store_init(b.dir, NULL) < 0 || store_open(&b.store, b.dir, false, NULL) < 0)
		abort();
	return b;
}

static void bench_close(struct bench *b)
{
	store_free(b->store);
	free(b->dir);
}

static void bench_closep(struct bench *b)
{
	bench_close(b);
}

static int commit(struct bench *b, struct change *change, struct change_result *result)
{
	change_commit(b->store, &change, 1, result, NULL, NULL, &b->err);
	return result->code;
}

static struct change *text_change(const char *path, const char *text, const struct revision *base)
{
	struct change *change = change_new("Anar", "anar", "Save");

	if (text)
		change_write(change, path, text, strlen(text));
	else
		change_delete(change, path);
	change->base = base ? str_copy(base->hex) : NULL;
	return change;
}

static struct revision save(struct bench *b, const char *path, const char *text)
{
	CLEANUP(change_free) struct change *change = text_change(path, text, NULL);
	CLEANUP(change_result_release) struct change_result result = { 0 };

	if (commit(b, change, &result) < 0)
		abort();
	return result.commit;
}

static char *content(struct bench *b, const char *path)
{
	struct buf out = BUF_INIT;
	struct revision head;

	if (store_head(b->store, &head, NULL) < 0 ||
		store_read(b->store, head.hex, path, &out, NULL, NULL) < 0)
		return NULL;
	return buf_take(&out);
}

static int count_commit(void *ctx, const struct store_commit *one, struct error *err)
{
	++*(int *)ctx;
	return 0;
}

static int commits(struct bench *b)
{
	struct revision head;
	int n = 0;

	if (store_head(b->store, &head, NULL) < 0 ||
		store_each_commit(b->store, "", head.hex, count_commit, &n, NULL) < 0)
		return -1;
	return n;
}

static bool is_sound(const struct bench *b)
{
	return test_shell("git -C %s fsck --strict --no-dangling >/dev/null 2>&1 && ! ls %s/fresh | grep "
		   "-q . && "
		   "! ls %s/refs/heads | grep -q lock",
		       b->dir, b->dir, b->dir) == 0;
}

TEST(the_commit_says_who_what_and_which_record)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	CLEANUP(change_free)
	struct change *change = change_new(
		" Anar <b>\nƏliyev ", "anar", "Submit\tproposal 1\r\nInjected: yes");
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(str_free) char *log = NULL, *out = str_format("%s.log", b.dir);

	change_write(change, "people/o/osman-gunduz.md", "x\n", 2);
	change_write(change, "proposals/attachments/a.pdf", "\0\1", 2);
	change->action = str_copy("submit");
	change->time = 1438344000;
	change->offset = 240;
	CHECK_OK(commit(&b, change, &result), result.err);
	CHECK(!result.unchanged && !result.merged);
	CHECK_NUMBER(test_shell("git -C %s log --format='%%an|%%ae|%%cn|%%ai%%n%%B' >%s", b.dir, out), 0);
	log = test_read_file(out, NULL);
	CHECK_TEXT(log,
		"Anar b Əliyev|anar@shura.invalid|Anar b Əliyev|2015-07-31 16:00:00 +0400\n"
		"Submit proposal 1 Injected: yes\n\n"
		"Action: submit\nRecord: people/osman-gunduz\nRecord: proposals/attachments\n\n");
	CHECK(is_sound(&b));
}

TEST(a_subject_is_cut_at_a_character_and_an_empty_name_is_unknown)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	CLEANUP(str_free) char *log = NULL, *out = str_format("%s.log", b.dir);
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(change_free) struct change *change = NULL;
	struct buf subject = BUF_INIT;

	buf_addc(&subject, 'a');
	for (int i = 0; i < 150; i++)
		buf_puts(&subject, "ə");
	change = change_new("<>", "", buf_text(&subject));
	buf_release(&subject);
	change_write(change, "a.md", "", 0);
	CHECK_OK(commit(&b, change, &result), result.err);
	CHECK_NUMBER(test_shell("git -C %s log --format='%%an|%%ae|%%s' >%s", b.dir, out), 0);
	log = test_read_file(out, NULL);
	CHECK(str_starts(log, "unknown|@shura.invalid|aə"));
	CHECK_NUMBER(strlen(strrchr(log, '|') + 1), 199 + 1);
	CHECK(is_sound(&b));
}

TEST(what_does_not_differ_makes_no_commit)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	CLEANUP(change_free) struct change *same = NULL, *gone = NULL;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	struct revision one = save(&b, "a.md", "1\n");

	same = text_change("a.md", "1\n", NULL);
	CHECK_OK(commit(&b, same, &result), result.err);
	CHECK(result.unchanged);
	CHECK_TEXT(result.commit.hex, one.hex);
	gone = text_change("absent.md", NULL, NULL);
	CHECK_OK(commit(&b, gone, &result), result.err);
	CHECK(result.unchanged);
	CHECK_NUMBER(commits(&b), 1);
}

TEST(two_people_in_different_lines_are_merged)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct revision base = save(&b, "a.md", "1\n2\n3\n4\n5\n");
	CLEANUP(change_free) struct change *mine = text_change("a.md", "one\n2\n3\n4\n5\n", &base);
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(str_free) char *text = NULL;

	save(&b, "a.md", "1\n2\n3\n4\nfive\n");
	CHECK_OK(commit(&b, mine, &result), result.err);
	CHECK(result.merged && !result.unchanged);
	text = content(&b, "a.md");
	CHECK_TEXT(text, "one\n2\n3\n4\nfive\n");
}

TEST(one_line_changed_by_two_is_given_back_with_all_three_texts)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct revision base = save(&b, "a.md", "1\n");
	CLEANUP(change_free) struct change *mine = text_change("a.md", "mine\n", &base);
	CLEANUP(change_result_release) struct change_result result = { 0 };

	save(&b, "a.md", "theirs\n");
	CHECK_NUMBER(commit(&b, mine, &result), ERR_CONFLICT);
	CHECK_REFUSED(result.code, ERR_CONFLICT, result.err,
		"somebody else has changed \"a.md\" meanwhile; look at both texts and save again");
	CHECK_TEXT(result.path, "a.md");
	CHECK_TEXT(result.mine, "mine\n");
	CHECK_TEXT(result.theirs, "theirs\n");
	CHECK_TEXT(result.base, "1\n");
	CHECK_NUMBER(commits(&b), 2);
}

TEST(a_strict_change_is_never_merged)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct revision base = save(&b, "a.md", "1\n2\n3\n4\n5\n");
	CLEANUP(change_free) struct change *mine = text_change("a.md", "one\n2\n3\n4\n5\n", &base);
	CLEANUP(change_result_release) struct change_result result = { 0 };

	save(&b, "a.md", "1\n2\n3\n4\nfive\n");
	mine->merge = CHANGE_STRICT;
	CHECK_NUMBER(commit(&b, mine, &result), ERR_CONFLICT);
}

TEST(a_new_file_that_somebody_made_meanwhile_is_a_conflict)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	CLEANUP(change_free) struct change *mine = text_change("a.md", "mine\n", NULL);
	CLEANUP(change_result_release) struct change_result result = { 0 };

	save(&b, "a.md", "theirs\n");
	mine->base = str_copy(""); /* decided on when there was nothing */
	CHECK_NUMBER(commit(&b, mine, &result), ERR_CONFLICT);
	CHECK_TEXT(result.theirs, "theirs\n");
	CHECK_TEXT(result.base, NULL);
}

TEST(a_new_file_takes_no_place_that_is_taken_whatever_it_was_decided_on)
{
	static const char *const texts[] = { "theirs\n", "mine\n" };
	CLEANUP(bench_close) struct bench b = bench_open();
	struct revision base = save(&b, "a.md", "theirs\n");

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		CLEANUP(change_free) struct change *mine = change_new("Anar", "anar", "New");
		CLEANUP(change_result_release) struct change_result result = { 0 };

		change_create(mine, "a.md", texts[i], strlen(texts[i]));
		mine->base = str_copy(base.hex); /* theirs was there already */
		CHECK_REFUSED(commit(&b, mine, &result), ERR_CONFLICT, result.err,
			"somebody else has made \"a.md\" meanwhile; save again");
		CHECK_TEXT(result.mine, texts[i]);
		CHECK_TEXT(result.theirs, "theirs\n");
	}
	CHECK_NUMBER(commits(&b), 1);
}

TEST(of_two_new_files_in_one_group_the_first_has_the_place)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct change *group[2] = { change_new("A", "a", "New"), change_new("B", "b", "New") };
	struct change_result results[2];
	CLEANUP(str_free) char *text = NULL;

	change_create(group[0], "a.md", "1\n", 2);
	change_create(group[1], "a.md", "2\n", 2);
	CHECK_OK(change_commit(b.store, group, 2, results, NULL, NULL, &b.err), b.err);
	CHECK_NUMBER(results[0].code, 0);
	CHECK_NUMBER(results[1].code, ERR_CONFLICT);
	text = content(&b, "a.md");
	CHECK_TEXT(text, "1\n");
	for (int i = 0; i < 2; i++) {
		change_result_release(&results[i]);
		change_free(group[i]);
	}
}

TEST(deleting_what_somebody_edited_and_editing_what_was_deleted_are_conflicts)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct revision base = save(&b, "a.md", "1\n");
	CLEANUP(change_free) struct change *remove = text_change("a.md", NULL, &base);
	CLEANUP(change_free) struct change *edit = text_change("a.md", "mine\n", &base);
	CLEANUP(change_result_release) struct change_result result = { 0 };

	save(&b, "a.md", "2\n");
	CHECK_NUMBER(commit(&b, remove, &result), ERR_CONFLICT);
	CHECK_TEXT(result.mine, NULL);
	CHECK_TEXT(result.theirs, "2\n");
	change_result_release(&result);
	save(&b, "a.md", NULL);
	CHECK_NUMBER(commit(&b, edit, &result), ERR_CONFLICT);
	CHECK_TEXT(result.mine, "mine\n");
	CHECK_TEXT(result.theirs, NULL);
}

TEST(a_base_that_is_unknown_is_refused)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	CLEANUP(change_free) struct change *mine = text_change("a.md", "mine\n", NULL);
	CLEANUP(change_result_release) struct change_result result = { 0 };

	mine->base = str_copy("1234");
	CHECK_NUMBER(commit(&b, mine, &result), ERR_NOT_FOUND);
	CHECK_REFUSED(result.code, ERR_NOT_FOUND, result.err, "there is no revision \"1234\"");
}

TEST(paths_that_leave_the_tree_or_cross_a_file_are_refused)
{
	static const char *const bad[] = { "", "/a.md", "a//b.md", "a/../b.md", "./a",
		".git/config", "x/.GIT/hooks", "a/", "a.md/b.md", "f" };
	CLEANUP(bench_close) struct bench b = bench_open();

	save(&b, "a.md", "1\n");
	save(&b, "f/a.md", "1\n");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		CLEANUP(change_free) struct change *change = text_change(bad[i], "x", NULL);
		CLEANUP(change_result_release) struct change_result result = { 0 };
		CLEANUP(str_free)
		char *expected = str_format("\"%s\" cannot be the path of a file", bad[i]);

		CHECK_REFUSED(commit(&b, change, &result), ERR_INVALID, result.err, expected);
	}
	CHECK_NUMBER(commits(&b), 2);
	CHECK(is_sound(&b));
}

TEST(an_emptied_folder_goes_and_a_file_may_take_its_name)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct revision head;

	save(&b, "a/b/c.md", "1\n");
	save(&b, "z.md", "1\n");
	head = save(&b, "a/b/c.md", NULL);
	CHECK(!store_has(b.store, head.hex, "a"));
	head = save(&b, "a", "file\n");
	head = save(&b, "z.md", NULL);
	head = save(&b, "a", NULL); /* even the last file */
	CHECK(!store_has(b.store, head.hex, "a"));
	CHECK(is_sound(&b));
}

static int refuse_b(void *ctx, struct store *store, const char *parent, const struct change *change,
	struct error *err)
{
	for (size_t i = 0; i < change->files; i++)
		if (strcmp(change->file[i].path, "b.md") == 0)
			return error_set(err, ERR_INVALID, "no b");
	/* A change of the same group, not on disk yet, is seen. */
	*(bool *)ctx |= *parent && store_has(store, parent, "a.md");
	return 0;
}

TEST(in_a_group_each_change_has_its_own_fate_and_sees_those_before)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct change *group[4];
	struct change_result results[4];
	CLEANUP(str_free) char *a = NULL, *c = NULL;
	struct revision head;
	bool seen = false;

	group[0] = text_change("a.md", "1\n", NULL);
	group[1] = text_change("b.md", "2\n", NULL);
	group[2] = text_change("c.md", "3\n", NULL);
	group[3] = text_change("a.md", "4\n", NULL);
	group[3]->base = str_copy("");
	CHECK_OK(change_commit(b.store, group, 4, results, refuse_b, &seen, &b.err), b.err);
	CHECK_NUMBER(results[0].code, 0);
	CHECK_NUMBER(results[1].code, ERR_INVALID);
	CHECK_NUMBER(results[2].code, 0);
	CHECK_NUMBER(results[3].code, ERR_CONFLICT);
	CHECK(seen);
	a = content(&b, "a.md");
	c = content(&b, "c.md");
	CHECK_TEXT(a, "1\n");
	CHECK_TEXT(c, "3\n");
	CHECK_OK(store_head(b.store, &head, &b.err), b.err);
	CHECK_TEXT(head.hex, results[2].commit.hex);
	CHECK_NUMBER(commits(&b), 2);
	CHECK(is_sound(&b));
	for (int i = 0; i < 4; i++) {
		change_result_release(&results[i]);
		change_free(group[i]);
	}
}

static int check_merged(void *ctx, struct store *store, const char *parent,
	const struct change *change, struct error *err)
{
	buf_puts(ctx, change->file[0].text);
	return 0;
}

TEST(the_check_is_asked_about_the_text_after_the_merge)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct revision base = save(&b, "a.md", "1\n2\n3\n4\n5\n");
	CLEANUP(change_free) struct change *mine = text_change("a.md", "one\n2\n3\n4\n5\n", &base);
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(buf_release) struct buf asked = BUF_INIT;

	save(&b, "a.md", "1\n2\n3\n4\nfive\n");
	CHECK_OK(change_commit(b.store, &mine, 1, &result, check_merged, &asked, &b.err), b.err);
	CHECK_TEXT(buf_text(&asked), "one\n2\n3\n4\nfive\n");
}

TEST(a_push_that_came_first_is_merged_with)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct revision base = save(&b, "a.md", "1\n2\n3\n4\n5\n");
	CLEANUP(change_free) struct change *mine = text_change("a.md", "one\n2\n3\n4\n5\n", &base);
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(str_free) char *text = NULL;

	CHECK_NUMBER(
		test_shell("cd %s/.. && git clone -q records.git w && cd w && sed -i s/5/five/ a.md && "
		    "git -c user.name=T -c user.email=t@example.org commit -qam push && "
		    "git push -q 2>/dev/null",
			b.dir),
		0);
	CHECK_OK(commit(&b, mine, &result), result.err);
	text = content(&b, "a.md");
	CHECK_TEXT(text, "one\n2\n3\n4\nfive\n");
	CHECK_NUMBER(commits(&b), 3);
}

enum { NEVER_OLD = -3600 };

/* AGE in seconds. What is NEVER_OLD cannot be cleared because it is old. */
static void put_lock(struct bench *b, const char *text, int age)
{
	CLEANUP(str_free) char *path = str_format("%s/refs/heads/main.lock", b->dir);
	struct utimbuf then = { time(NULL) - age, time(NULL) - age };

	test_write_file(path, text);
	utime(path, &then);
}

TEST(a_lock_that_a_killed_process_left_is_cleared)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	CLEANUP(str_free) char *left = str_format("%s/fresh/main", b.dir);

	put_lock(&b, "shura\n", NEVER_OLD); /* because it is ours */
	test_write_file(left, "half");
	save(&b, "a.md", "1\n");
	put_lock(&b, "", 60); /* git's, because it is old */
	CHECK_OK(store_mend(b.store, &b.err), b.err);
	save(&b, "a.md", "2\n");
	CHECK_NUMBER(commits(&b), 2);
	CHECK(is_sound(&b));
}

struct holder {
	const char *lock;
	atomic_bool gives_up;
};

static void *unlock_soon(void *ctx)
{
	struct holder *holder = ctx;

	usleep(100000);
	holder->gives_up = true;
	unlink(holder->lock);
	return NULL;
}

TEST(a_lock_that_git_holds_is_waited_for)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	CLEANUP(str_free) char *path = str_format("%s/refs/heads/main.lock", b.dir);
	struct holder holder = { .lock = path };
	bool waited;
	pthread_t thread;

	put_lock(&b, "", NEVER_OLD);
	pthread_create(&thread, NULL, unlock_soon, &holder);
	save(&b, "a.md", "1\n");
	waited = holder.gives_up;
	pthread_join(thread, NULL);
	CHECK(waited);
	CHECK_NUMBER(commits(&b), 1);
}

/* In a child that may write no more than BYTES into any file: what the disk says when it is full.
 */
static int save_with_limit(struct bench *b, rlim_t bytes)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		struct rlimit limit = { bytes, bytes };
		CLEANUP(change_result_release) struct change_result result = { 0 };
		CLEANUP(change_free) struct change *change = change_new("A", "a", "Big");
		CLEANUP(free) void *room = mem_alloc(100000);
		char *big = room;

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		srandom(1);
		for (int i = 0; i < 100000; i++)
			big[i] = (char)random();
		change_write(change, "big", big, 100000);
		_exit(-commit(b, change, &result));
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : 1;
}

TEST(a_write_that_fails_leaves_everything_as_it_was)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	struct revision head, before = save(&b, "a.md", "1\n");

	CHECK_NUMBER(save_with_limit(&b, 4), ERR_FAILED);     /* the lock itself */
	CHECK_NUMBER(save_with_limit(&b, 20000), ERR_FAILED); /* the blob */
	CHECK_OK(store_head(b.store, &head, &b.err), b.err);
	CHECK_TEXT(head.hex, before.hex);
	CHECK(is_sound(&b));
	CHECK_NUMBER(save_with_limit(&b, 200000), 0);
	CHECK(is_sound(&b));
}

/* Saves until it is killed; says each number on FD once it was answered. */
static void save_until_killed(const char *dir, int fd)
{
	struct bench b = { .dir = str_copy(dir) };

	if (store_open(&b.store, dir, false, NULL) < 0)
		_exit(1);
	for (int i = 0; i < 100000; i++) {
		CLEANUP(str_free) char *path = str_format("f/%d.md", i % 50);
		CLEANUP(str_free) char *text = str_format("%d\n", i);
		CLEANUP(change_free) struct change *change = text_change(path, text, NULL);
		CLEANUP(change_result_release) struct change_result result = { 0 };

		if (commit(&b, change, &result) < 0 ||
			write(fd, &result.commit, sizeof result.commit) < 0)
			_exit(1);
	}
	_exit(0);
}

static struct revision kill_in_the_middle(const char *dir, int delay)
{
	struct revision said, last = { "" };
	int fd[2];
	pid_t child;

	if (pipe(fd) < 0)
		abort();
	if ((child = fork()) == 0)
		save_until_killed(dir, fd[1]);
	close(fd[1]);
	usleep((useconds_t)delay);
	kill(child, SIGKILL);
	while (read(fd[0], &said, sizeof said) == sizeof said)
		last = said;
	close(fd[0]);
	waitpid(child, NULL, 0);
	return last;
}

TEST(a_killed_writer_loses_nothing_that_it_answered)
{
	CLEANUP(bench_close) struct bench b = bench_open();
	int answered = 0;

	for (int round = 0; round < test_rounds(4) || (!answered && round < 64); round++) { /* a slow machine needs longer */
		struct revision last = kill_in_the_middle(b.dir, 40000 + round % 64 * 7321), head;

		CHECK_OK(store_mend(b.store, &b.err), b.err);
		CHECK_OK(store_head(b.store, &head, &b.err), b.err);
		CHECK(store_is_ancestor(b.store, last.hex, head.hex));
		CHECK(is_sound(&b));
		answered += *last.hex != '\0';
	}
	CHECK(answered > 0);
}

/* 30 folders of 10 records, saved at once. */
static void save_many(struct bench *b)
{
	CLEANUP(change_free) struct change *all = change_new("A", "a", "Many");
	CLEANUP(change_result_release) struct change_result result = { 0 };

	for (int i = 0; i < 300; i++) {
		CLEANUP(str_free) char *path = str_format("y/%04d/%04d.md", i / 10, i);

		change_write(all, path, path, strlen(path));
	}
	if (commit(b, all, &result) < 0)
		abort();
}

/* Only the commit and what is on the way to one record stay; the rest is kept aside. */
static int take_away_the_rest(const struct bench *b)
{
	return test_shell("cd %s && "
		   "way=$(git rev-parse main main: main:y main:y/0000 main:y/0000/0000.md) && "
		   "cp -a objects kept && find objects -type f -delete && for object in $way; do "
		   "file=$(echo $object | sed 's|..|&/|') && cp kept/$file objects/$file; done",
		b->dir);
}

static int put_back(const struct bench *b)
{
	return test_shell("cd %s && cp -an kept/. objects && rm -rf kept", b->dir);
}

TEST(a_save_among_many_records_reads_only_the_folders_on_its_way)
{
	CLEANUP(bench_close) struct bench b = bench_open();

	save_many(&b);
	store_free(TAKE(b.store)); /* with what it remembers */
	CHECK_NUMBER(take_away_the_rest(&b), 0);
	CHECK_OK(store_open(&b.store, b.dir, false, &b.err), b.err);
	save(&b, "y/0000/0000.md", "new\n");
	CHECK(test_shell("git -C %s cat-file -e main:y/0001 2>/dev/null", b.dir) != 0);
	CHECK_NUMBER(put_back(&b), 0);
	CHECK_NUMBER(commits(&b), 2);
	CHECK(is_sound(&b));
}

TEST_MAIN
