#include "test.h"
#include "check.h"
#include "kind.h"
#include "once.h"
#include "writer.h"
#include "writer_upkeep.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* This program is also the hook: as `shura hook pre-receive` it reads "old new ref" lines. */
static int hook(const char *dir)
{
	CLEANUP(store_free) struct store *store = NULL;
	char old[64], new[64], ref[256];
	struct revision head;
	struct error err;
	int refused = 0;

	if (store_open(&store, dir, true, &err) < 0 || store_head(store, &head, &err) < 0)
		return 1;
	while (scanf("%63s %63s %255s", old, new, ref) == 3) {
		CLEANUP(faults_release) struct faults faults = FAULTS_INIT;

		if (check_push(store, ref, old, new, head.hex, &faults, &err) < 0) {
			CLEANUP(str_free) char *text = error_text(&err);

			fprintf(stderr, "%s\n", text);
			refused = 1;
		}
	}
	return refused;
}

struct office {
	char *dir;
	struct council *council;
	struct writer *writer;
	struct error err;
};

static struct office office_in(const char *folder)
{
	CLEANUP(str_free) char *program = realpath("/proc/self/exe", NULL);
	struct office office = { .dir = str_format("%s/council", folder) };

	if (council_init(office.dir, program, &office.err) < 0 ||
		council_open(&office.council, office.dir, &office.err) < 0) {
		CLEANUP(str_free) char *text = error_text(&office.err);

		puts(text);
		abort();
	}
	return office;
}

static struct office office_open(void)
{
	struct office office = office_in(test_folder());

	if (writer_start(&office.writer, office.council, &office.err) < 0)
		abort();
	return office;
}

static void office_close(struct office *office)
{
	writer_stop(office->writer);
	council_free(office->council);
	free(office->dir);
}

static void office_closep(struct office *office)
{
	office_close(office);
}

static struct change *person(int n, const char *name)
{
	CLEANUP(str_free) char *path = str_format("people/p/p%d.md", n);
	CLEANUP(str_free)
	char *text = str_format("---\nrecord: person\nname: %s %d\n---\n", name, n);
	struct change *change = change_new("Anar", "anar", "Record a person");

	change_write(change, path, text, strlen(text));
	return change;
}

static int save_person(struct office *office, int n, const char *name)
{
	CLEANUP(change_result_release) struct change_result result = { 0 };

	return writer_commit(office->writer, person(n, name), &result, &office->err);
}

static char *head_of(struct office *office)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct revision head;

	if (store_open(&store, council_records(office->council), false, NULL) < 0 ||
		store_head(store, &head, NULL) < 0)
		return NULL;
	return str_copy(head.hex);
}

static char *indexed(struct office *office)
{
	CLEANUP(db_close) struct db *index = NULL;
	struct revision commit;

	if (index_open_reading(&index, council_index(office->council), NULL) < 0 ||
		index_commit(index, &commit, NULL) < 0)
		return NULL;
	return str_copy(commit.hex);
}

/* Waits for the index to stand for what main stands at. */
static bool index_follows(struct office *office)
{
	for (int i = 0; i < 100; i++) {
		CLEANUP(str_free) char *head = head_of(office), *commit = indexed(office);

		if (head && str_equal(head, commit))
			return true;
		usleep(50000);
	}
	return false;
}

static bool is_sound(const struct office *office)
{
	return test_shell("git -C %s/records.git fsck --strict --no-dangling >/dev/null 2>&1",
		       office->dir) == 0;
}

static int count_commits(const struct office *office)
{
	CLEANUP(str_free) char *out = str_format("%s.count", office->dir), *text = NULL;

	if (test_shell("git -C %s/records.git rev-list --count main >%s", office->dir, out) != 0)
		return -1;
	text = test_read_file(out, NULL);
	return atoi(text);
}

TEST(a_save_is_in_the_repository_and_in_the_index_when_it_is_answered)
{
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(str_free) char *head = NULL, *commit = NULL;

	CHECK_OK(writer_commit(office.writer, person(1, "A"), &result, &office.err), office.err);
	head = head_of(&office);
	commit = indexed(&office);
	CHECK_TEXT(head, result.commit.hex);
	CHECK_TEXT(commit, result.commit.hex);
	CHECK_NUMBER(writer_index_state(office.writer, &office.err), 0);
}

struct typist {
	struct office *office;
	int from, saves;
	int failed;
};

static int save_form(struct office *office, int n, const char *name, const char *once,
	struct change_result *result)
{
	struct change *change = person(n, name);

	change->once = str_copy(once);
	return writer_commit(office->writer, change, result, &office->err);
}

TEST(a_form_that_comes_twice_makes_one_commit)
{
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(change_result_release) struct change_result first = { 0 };
	CLEANUP(change_result_release) struct change_result again = { 0 };
	CLEANUP(change_result_release) struct change_result other = { 0 };
	CLEANUP(change_result_release) struct change_result short_key = { 0 };

	CHECK_OK(save_form(&office, 1, "A", "form-0123456789_A", &first), office.err);
	CHECK_OK(save_person(&office, 2, "B"), office.err);
	CHECK_OK(save_form(&office, 3, "C", "form-0123456789_A", &again), office.err);
	CHECK_TEXT(again.commit.hex, first.commit.hex);
	CHECK(again.unchanged && !first.unchanged);
	CHECK_NUMBER(count_commits(&office), 2);
	CHECK_OK(save_form(&office, 3, "C", "form-0123456789_B", &other), office.err);
	CHECK_OK(save_form(&office, 4, "D", "short", &short_key), office.err); /* is no key */
	CHECK_NUMBER(count_commits(&office), 4);
}

TEST(only_what_a_form_said_last_is_the_same)
{
	static const char one[] = "form-0123456789_A sum-of-all-it-says-1";
	static const char two[] = "form-0123456789_A sum-of-all-it-says-2";
	CLEANUP(office_close) struct office office = office_open();
	struct change_result result[6] = { 0 };

	CHECK_OK(save_form(&office, 1, "A", one, &result[0]), office.err);
	CHECK_OK(save_form(&office, 1, "B", two, &result[1]), office.err);
	CHECK_OK(save_form(&office, 2, "B", two, &result[2]), office.err);
	CHECK_TEXT(result[2].commit.hex, result[1].commit.hex);
	CHECK_OK(save_form(&office, 1, "A", one, &result[3]), office.err); /* the Back button, twice */
	CHECK(!result[3].unchanged);
	CHECK_OK(save_form(&office, 2, "A", one, &result[4]), office.err);
	CHECK_TEXT(result[4].commit.hex, result[3].commit.hex);
	CHECK_NUMBER(count_commits(&office), 3);
	writer_stop(TAKE(office.writer));
	test_shell("rm %s/index.db", office.dir);
	CHECK_OK(writer_start(&office.writer, office.council, &office.err), office.err);
	CHECK_OK(save_form(&office, 2, "A", one, &result[5]), office.err);
	CHECK_TEXT(result[5].commit.hex, result[3].commit.hex);
	CHECK_NUMBER(count_commits(&office), 3);
	for (size_t i = 0; i < ARRAY_SIZE(result); i++)
		change_result_release(&result[i]);
}

TEST(a_later_commit_of_a_form_counts_before_the_index_has_it)
{
	static const char one[] = "form-0123456789_A sum-of-all-it-says-1";
	static const char two[] = "form-0123456789_A sum-of-all-it-says-2";
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(db_close) struct db *index = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(change_result_release) struct change_result first = { 0 };
	struct revision found;

	CHECK_OK(save_form(&office, 1, "A", one, &first), office.err);
	writer_stop(TAKE(office.writer));
	test_shell("git -C %s/records.git -c user.name=x -c user.email=x@y.z commit-tree main^{tree} -p main "
	    "-m 'Else' -m 'Form: %s' >%s.id && git -C %s/records.git update-ref refs/heads/main $(cat %s.id)",
		office.dir, two, office.dir, office.dir, office.dir);
	CHECK_OK(index_open_reading(&index, council_index(office.council), &office.err), office.err);
	index_set_reader(index, AUDIENCE_MEMBERS);
	CHECK_OK(store_open(&store, council_records(office.council), false, &office.err), office.err);
	CHECK_NUMBER(once_find(index, store, one, &found, &office.err), 0);
	CHECK_NUMBER(once_find(index, store, two, &found, &office.err), 1);
}

TEST(a_form_is_known_again_when_the_index_is_not)
{
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(change_result_release) struct change_result first = { 0 };
	CLEANUP(change_result_release) struct change_result again = { 0 };
	CLEANUP(change_result_release) struct change_result rebuilt = { 0 };

	CHECK_OK(save_form(&office, 1, "A", "form-0123456789_A", &first), office.err);
	/* another program's commit with a form of its own, and the server asked before it looked */
	test_shell("git -C %s/records.git -c user.name=x -c user.email=x@y.z commit-tree main^{tree} -p main "
	    "-m 'Else' -m 'Form: form-0123456789_B' >%s.id && git -C %s/records.git update-ref refs/heads/main $(cat %s.id)",
		office.dir, office.dir, office.dir, office.dir);
	CHECK_OK(save_form(&office, 2, "B", "form-0123456789_B", &again), office.err);
	CHECK(again.unchanged);
	writer_stop(TAKE(office.writer));
	test_shell("rm %s/index.db", office.dir);
	CHECK_OK(writer_start(&office.writer, office.council, &office.err), office.err);
	CHECK_OK(save_form(&office, 3, "C", "form-0123456789_A", &rebuilt), office.err);
	CHECK_TEXT(rebuilt.commit.hex, first.commit.hex);
	CHECK_NUMBER(count_commits(&office), 2);
}

static void *send_form(void *ctx)
{
	struct typist *typist = ctx;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	struct change *change = person(typist->from, "T");

	change->once = str_format("form-of-eight-%d", typist->saves);
	typist->failed = writer_commit(typist->office->writer, change, &result, NULL) < 0;
	return NULL;
}

TEST(a_form_sent_eight_times_at_once_makes_one_commit)
{
	CLEANUP(office_close) struct office office = office_open();
	struct typist typists[8];
	pthread_t threads[8];
	int turns = test_rounds(10);

	for (int turn = 0; turn < turns; turn++) {
		for (int i = 0; i < 8; i++) {
			typists[i] = (struct typist){ &office, turn * 8 + i, 100 + turn, 0 };
			pthread_create(&threads[i], NULL, send_form, &typists[i]);
		}
		for (int i = 0; i < 8; i++) {
			pthread_join(threads[i], NULL);
			CHECK_NUMBER(typists[i].failed, 0);
		}
	}
	CHECK_NUMBER(count_commits(&office), turns);
}

TEST(a_malformed_record_is_refused_with_file_line_and_reason)
{
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(str_free) char *head = NULL, *text = NULL;
	struct change *bad = change_new("A", "a", "Bad");

	change_write(bad, "people/x/x.md", "---\nrecord: person\nname: [\n---\n", 31);
	CHECK_NUMBER(writer_commit(office.writer, bad, &result, &office.err), ERR_INVALID);
	text = error_text(&office.err);
	CHECK(str_starts(text, "people/x/x.md, line "));
	head = head_of(&office);
	CHECK_TEXT(head, "");
}

static void *type_all(void *ctx)
{
	struct typist *typist = ctx;

	for (int i = 0; i < typist->saves; i++) {
		CLEANUP(change_result_release) struct change_result result = { 0 };

		typist->failed += writer_commit(typist->office->writer,
					  person(typist->from + i, "T"), &result, NULL) < 0;
	}
	return NULL;
}

TEST(eight_people_save_at_once_and_each_save_is_one_commit)
{
	CLEANUP(office_close) struct office office = office_open();
	struct typist typists[8];
	pthread_t threads[8];
	int saves = test_rounds(13);

	for (int i = 0; i < 8; i++) {
		typists[i] = (struct typist){ &office, i * saves, saves, 0 };
		pthread_create(&threads[i], NULL, type_all, &typists[i]);
	}
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], NULL);
		CHECK_NUMBER(typists[i].failed, 0);
	}
	CHECK_NUMBER(count_commits(&office), 8 * saves);
	CHECK(index_follows(&office));
	CHECK(is_sound(&office));
}

TEST(the_command_line_saves_beside_a_running_server)
{
	CLEANUP(office_close) struct office office = office_open();
	struct typist typist = { &office, 0, test_rounds(25), 0 };
	pthread_t thread;

	pthread_create(&thread, NULL, type_all, &typist);
	for (int i = 10000; i < 10010; i++) {
		CLEANUP(change_free) struct change *change = person(i, "C");
		CLEANUP(change_result_release) struct change_result result = { 0 };

		CHECK_OK(writer_commit_alone(office.council, &change, 1, &result, &office.err),
			office.err);
		CHECK_NUMBER(result.code, 0);
	}
	pthread_join(thread, NULL);
	CHECK_NUMBER(typist.failed, 0);
	CHECK_NUMBER(count_commits(&office), typist.saves + 10);
	CHECK(index_follows(&office));
}

TEST(a_stopped_writer_has_finished_what_was_waiting)
{
	CLEANUP(office_close) struct office office = office_open();
	struct typist typist = { &office, 0, 20, 0 };
	pthread_t thread;

	pthread_create(&thread, NULL, type_all, &typist);
	pthread_join(thread, NULL);
	writer_stop(TAKE(office.writer));
	CHECK_NUMBER(count_commits(&office), 20);
	CHECK_OK(writer_start(&office.writer, office.council, &office.err), office.err);
	CHECK_OK(save_person(&office, 50, "T"), office.err);
}

/* Kills */

static void save_until_killed(const char *dir, int fd)
{
	struct office office = { 0 };

	if (council_open(&office.council, dir, NULL) < 0 ||
		writer_start(&office.writer, office.council, NULL) < 0)
		_exit(1);
	for (int i = 0; i < 100; i++) {
		CLEANUP(change_result_release) struct change_result result = { 0 };

		if (writer_commit(office.writer, person(i, "K"), &result, NULL) < 0 ||
			write(fd, &result.commit, sizeof result.commit) < 0)
			_exit(1);
	}
	_exit(0);
}

/* The commits that were answered, up to AFTER of them; then the process is killed. */
static int kill_after(const char *dir, int after, struct revision *last)
{
	int fd[2], answered = 0;
	struct revision said;
	pid_t child;

	if (pipe(fd) < 0)
		abort();
	if ((child = fork()) == 0) {
		close(fd[0]);
		save_until_killed(dir, fd[1]);
	}
	close(fd[1]);
	while (read(fd[0], &said, sizeof said) == sizeof said) {
		*last = said;
		if (++answered == after)
			kill(child, SIGKILL);
	}
	close(fd[0]);
	waitpid(child, NULL, 0);
	return answered;
}

TEST(a_server_killed_in_the_middle_of_100_saves_has_all_that_it_answered)
{
	CLEANUP(office_close) struct office office = office_in(test_folder());
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(str_free) char *head = NULL;
	struct revision last = { "" };
	int answered = kill_after(office.dir, 40, &last);

	CHECK(answered >= 40 && answered < 100);
	CHECK_OK(writer_start(&office.writer, office.council, &office.err), office.err);
	CHECK_OK(store_open(&store, council_records(office.council), false, &office.err),
		office.err);
	head = head_of(&office);
	CHECK(store_is_ancestor(store, last.hex, head));
	CHECK(count_commits(&office) >= answered);
	CHECK(is_sound(&office));
	CHECK(index_follows(&office));
	CHECK_OK(save_person(&office, 1000, "after"), office.err);
}

/* A full disk: a file system of its own, which takes root to make */

TEST(a_full_disk_refuses_the_save_and_leaves_everything_whole)
{
	const char *folder = test_folder();
	struct office office;
	int code = 0, saved = 0;

	if (mount("none", folder, "tmpfs", 0, "size=3m") < 0) {
		printf("# skipped: %s\n", strerror(errno));
		return;
	}
	office = office_in(folder);
	test_shell("head -c 2000000 /dev/zero >%s/filler", folder);
	if (writer_start(&office.writer, office.council, &office.err) == 0)
		while (saved < 2000 && (code = save_person(&office, saved, "F")) == 0)
			saved++;
	test_shell("rm %s/filler", folder);
	if (code == ERR_FULL) {
		CLEANUP(str_free) char *text = error_text(&office.err);
		bool sound = is_sound(&office);
		int commits = count_commits(&office), again = save_person(&office, 5000, "F");
		bool follows = index_follows(&office);

		office_close(&office);
		umount(folder);
		CHECK(strstr(text, "the disk is full; make room and try again"));
		CHECK(sound);
		CHECK_NUMBER(commits, saved);
		CHECK_NUMBER(again, 0);
		CHECK(follows);
		return;
	}
	office_close(&office);
	umount(folder);
	CHECK_NUMBER(code, ERR_FULL);
}

/* Pushes with stock git */

#define AS " -c user.name=T -c user.email=t@example.org"

static int in_clone(struct office *office, const char *commands)
{
	return test_shell("export GIT_CONFIG_GLOBAL=/dev/null; cd %s.clone && { %s; } >%s.said 2>&1",
		office->dir, commands, office->dir);
}

static char *said(struct office *office)
{
	CLEANUP(str_free) char *path = str_format("%s.said", office->dir);

	return test_read_file(path, NULL);
}

static struct office office_with_clone(void)
{
	struct office office = office_open();

	if (save_person(&office, 1, "A") < 0 || save_person(&office, 2, "A") < 0 ||
		test_shell("git clone -q %s/records.git %s.clone", office.dir, office.dir) != 0)
		abort();
	return office;
}

TEST(a_good_push_is_taken_and_the_server_notices_it_by_itself)
{
	CLEANUP(office_close) struct office office = office_with_clone();
	CLEANUP(str_free) char *words = NULL;

	CHECK_NUMBER(in_clone(&office, "sed -i s/A/Anar/ people/p/p1.md && git" AS
				       " commit -qam edit && git push -q"),
		0);
	CHECK_NUMBER(count_commits(&office), 3);
	CHECK(index_follows(&office));
	CHECK(in_clone(&office, "git" AS " tag -m s submission/2015/0001/01 && "
				"git push -q origin submission/2015/0001/01") != 0);
	words = said(&office);
	CHECK(strstr(words, "this tag is not signed"));
	CHECK(is_sound(&office));
}

TEST(a_malformed_push_is_refused_with_file_line_and_reason)
{
	CLEANUP(office_close) struct office office = office_with_clone();
	CLEANUP(str_free) char *words = NULL;

	CHECK(in_clone(&office,
		      "printf 'name: again\\n---\\n' >x && sed -i '$d' people/p/p2.md && "
		      "cat x >>people/p/p2.md && git" AS " commit -qam bad && git push -q") != 0);
	words = said(&office);
	CHECK(strstr(words, "people/p/p2.md, line 4"));
	CHECK(strstr(words, "given twice"));
	CHECK_NUMBER(count_commits(&office), 2);
	CHECK(is_sound(&office));
}

TEST(a_push_that_would_drop_a_save_and_any_other_branch_are_refused)
{
	CLEANUP(office_close) struct office office = office_with_clone();
	CLEANUP(str_free) char *force = NULL, *branch = NULL, *delete = NULL;

	CHECK(in_clone(&office, "git reset -q --hard HEAD~1 && git" AS
				" commit -q --allow-empty -m x && git push -q --force") != 0);
	force = said(&office);
	CHECK(strstr(force, "rejected") || strstr(force, "denied"));
	CHECK(in_clone(&office, "git push -q origin HEAD:refs/heads/mine") != 0);
	branch = said(&office);
	CHECK(strstr(branch, "only the branch main is kept here, not \"refs/heads/mine\""));
	CHECK(in_clone(&office, "git push -q origin :main") != 0);
	delete = said(&office);
	CHECK(strstr(delete, "the branch main cannot be deleted") || strstr(delete, "deletion"));
	CHECK_NUMBER(count_commits(&office), 2);
}

enum { PUSHES = 3, SAVES = 20 };

static void *push_on(void *ctx)
{
	struct office *office = ctx;

	test_shell("export GIT_CONFIG_GLOBAL=/dev/null; cd %s.clone && mkdir people/q && for i in $(seq "
	    "%d); do "
	    "git pull -q --no-edit --no-rebase" /* merges */
	    " && printf -- '---\\nrecord: person\\nname: P\\n---\\n' >people/q/q$i.md && git add . "
	    "&& "
	    "git commit -qm $i && git push -q; done >/dev/null 2>&1",
		office->dir, test_rounds(PUSHES));
	return NULL;
}

TEST(saves_and_pushes_at_the_same_moment_lose_nothing)
{
	CLEANUP(office_close) struct office office = office_with_clone();
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(str_free) char *head = NULL, *count = NULL;
	int last = 100 + test_rounds(SAVES);
	pthread_t thread;

	count = str_format("test $(ls people/q | wc -l) = %d", test_rounds(PUSHES));
	CHECK_NUMBER(
		in_clone(&office, "git config user.name T && git config user.email t@x.org"), 0);
	pthread_create(&thread, NULL, push_on, &office);
	for (int i = 100; i < last; i++) {
		CHECK_OK(save_person(&office, i, "S"), office.err);
		usleep(20000);
	}
	pthread_join(thread, NULL);
	CHECK_OK(store_open(&store, council_records(office.council), false, &office.err),
		office.err);
	head = head_of(&office);
	for (int i = 100; i < last; i++) {
		CLEANUP(str_free) char *path = str_format("people/p/p%d.md", i);

		CHECK(store_has(store, head, path));
	}
	CHECK_NUMBER(in_clone(&office, "git pull -q --no-edit --no-rebase && git push -q"), 0);
	CHECK_NUMBER(in_clone(&office, count), 0);
	CHECK(index_follows(&office));
	CHECK(is_sound(&office));
}

/* A save whose index cannot be written still counts */

static void save_without_index(const char *fault, const char *mend)
{
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(db_close) struct db *other = NULL;
	CLEANUP(str_free) char *head = NULL, *commit = NULL;

	CHECK_OK(db_open(&other, council_index(office.council), DB_WRITE_ELSEWHERE, &office.err),
		office.err);
	CHECK_OK(save_person(&office, 1, "A"), office.err);
	CHECK_OK(db_run(other, fault, &office.err), office.err);
	CHECK_OK(save_person(&office, 2, "A"), office.err);
	CHECK(writer_index_state(office.writer, &office.err) < 0);
	head = head_of(&office);
	commit = indexed(&office);
	CHECK(*head && !str_equal(head, commit));
	CHECK_OK(db_run(other, mend, &office.err), office.err);
	CHECK(index_follows(&office));
	for (int i = 0; i < 40 && writer_index_state(office.writer, NULL) < 0; i++)
		usleep(50000);
	CHECK_NUMBER(writer_index_state(office.writer, NULL), 0);
}

TEST(a_save_counts_when_the_index_refuses_it_and_the_index_follows_later)
{
	save_without_index("CREATE TRIGGER refuse BEFORE INSERT ON commits"
			   " BEGIN SELECT RAISE(ABORT, 'refused'); END",
		"DROP TRIGGER refuse");
}

/* Only in longer runs, because the writer waits for the lock as long as SQLite does. */
TEST(a_save_counts_when_the_index_is_locked_and_the_index_follows_later)
{
	if (test_rounds(1) > 1)
		save_without_index("BEGIN IMMEDIATE", "ROLLBACK");
}

/* Upkeep */

static int read_one(void *ctx, const char *path, const char *blob, struct error *err)
{
	struct buf text = BUF_INIT;
	int code = store_read_blob(ctx, blob, &text, err);

	buf_release(&text);
	return code;
}

TEST(many_loose_objects_are_packed_and_an_open_store_goes_on_reading_and_writing)
{
	CLEANUP(office_close) struct office office = office_in(test_folder());
	const char *records = council_records(office.council);
	CLEANUP(change_free) struct change *many = change_new("A", "a", "Many");
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(store_free) struct store *store = NULL;

	CHECK(!upkeep_is_due(records));
	for (int i = 0; i < 4000; i++) {
		CLEANUP(str_free) char *path = str_format("f/%02d/%02d.md", i / 100, i % 100);

		change_write(many, path, path, strlen(path));
	}
	CHECK_OK(store_open(&store, records, false, &office.err), office.err);
	CHECK_OK(change_commit(store, &many, 1, &result, NULL, NULL, &office.err), office.err);
	CHECK(upkeep_is_due(records));
	upkeep_run(records); /* packs */
	upkeep_run(records); /* removes what is packed */
	CHECK(!upkeep_is_due(records));
	CHECK_OK(store_each_file(store, result.commit.hex, "", read_one, store, &office.err),
		office.err);
	change_free(TAKE(many));
	change_result_release(&result);
	many = person(1, "A");
	CHECK_OK(change_commit(store, &many, 1, &result, NULL, NULL, &office.err), office.err);
	CHECK(is_sound(&office));
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "hook") == 0)
		return hook(argv[3]);
	return test_run_all(argc, argv);
}
