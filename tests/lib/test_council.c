#include "test.h"
#include "council.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *new_council(void)
{
	char *dir = str_format("%s/council", test_folder());
	struct error err;

	if (council_init(dir, "/usr/bin/shura", &err) < 0) {
		puts(error_text(&err));
		abort();
	}
	return dir;
}

TEST(init_makes_the_whole_folder_and_open_knows_its_parts)
{
	CLEANUP(str_free) char *dir = new_council();
	CLEANUP(council_free) struct council *council = NULL;
	struct stat st;
	struct error err;

	CHECK_OK(council_open(&council, dir, &err), err);
	CHECK(str_ends(council_dir(council), "/council"));
	CHECK(stat(council_records(council), &st) == 0 && S_ISDIR(st.st_mode));
	CHECK(stat(council_index(council), &st) == 0 && S_ISREG(st.st_mode));
	CHECK(stat(council_private(council), &st) == 0 && (st.st_mode & 0777) == 0600);
}

TEST(init_refuses_a_folder_that_holds_something)
{
	const char *dir = test_folder();
	CLEANUP(str_free) char *file = str_format("%s/x", dir);
	CLEANUP(str_free)
	char *expected = str_format(
		"\"%s\" is not empty; choose a folder that is empty or not there yet", dir);
	struct error err;
	struct stat st;

	test_write_file(file, "kept");
	CHECK_REFUSED(council_init(dir, "shura", &err), ERR_CONFLICT, err, expected);
	CHECK(stat(file, &st) == 0);
}

TEST(init_takes_an_empty_folder_and_not_one_below_nothing)
{
	const char *dir = test_folder();
	CLEANUP(str_free) char *deep = str_format("%s/records.git/no/where", dir);
	struct error err;

	CHECK_OK(council_init(dir, "shura", &err), err);
	CHECK_NUMBER(council_init(deep, "shura", &err), ERR_FAILED);
}

TEST(a_folder_that_is_no_council_is_refused_with_the_way_to_make_one)
{
	struct council *council = NULL;
	struct error err;

	CHECK_REFUSED(council_open(&council, "/nowhere", &err), ERR_NOT_FOUND, err,
		"\"/nowhere\" is no council; make one with \"shura init /nowhere\"");
	CHECK(!council);
}

TEST(the_hook_points_at_the_program_whatever_its_name)
{
	CLEANUP(str_free) char *dir = new_council();
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(str_free) char *path = str_format("%s/records.git/hooks/pre-receive", dir);
	CLEANUP(str_free) char *first = NULL, *second = NULL;
	struct stat before, after;
	struct error err;

	CHECK_OK(council_open(&council, dir, &err), err);
	first = test_read_file(path, NULL);
	CHECK_TEXT(first, "#!/bin/sh\nexec '/usr/bin/shura' hook pre-receive \"$PWD\"\n");
	stat(path, &before);
	CHECK_OK(council_set_hook(council, "/usr/bin/shura", &err), err);
	stat(path, &after);
	CHECK_NUMBER(after.st_ino, before.st_ino); /* it points there already */
	CHECK_OK(council_set_hook(council, "/opt/it's $here/shura", &err), err);
	second = test_read_file(path, NULL);
	CHECK_TEXT(
		second, "#!/bin/sh\nexec '/opt/it'\\''s $here/shura' hook pre-receive \"$PWD\"\n");
	CHECK(access(path, X_OK) == 0);
}

TEST(the_lock_keeps_a_second_process_out_and_goes_with_the_first)
{
	CLEANUP(str_free) char *dir = new_council();
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(council_unlock) struct council_lock *lock = NULL;
	struct error err;
	int fd[2];
	pid_t child;
	char c;

	CHECK_OK(council_open(&council, dir, &err), err);
	CHECK(pipe(fd) == 0);
	child = fork();
	if (child == 0) {
		struct council_lock *held = NULL;

		if (council_lock(&held, council, 1, NULL) < 0 || write(fd[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	CHECK(read(fd[0], &c, 1) == 1);
	CHECK_REFUSED(council_lock(&lock, council, 0, &err), ERR_BUSY, err,
		"another program is writing to this council; try again in a moment");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	CHECK_OK(council_lock(&lock, council, 1, &err), err);
	close(fd[0]);
	close(fd[1]);
}

/* Takes the lock again and again, hardly without it; counts its TURNS. */
static void hog(const struct council *council, atomic_int *turns)
{
	for (int i = 0; i < 1000; i++) {
		struct council_lock *lock = NULL;

		if (council_lock(&lock, council, 5, NULL) < 0)
			_exit(1);
		++*turns;
		usleep(10000);
		council_unlock(lock);
	}
	_exit(0);
}

TEST(a_process_that_takes_the_lock_again_and_again_lets_others_in)
{
	CLEANUP(str_free) char *dir = new_council();
	CLEANUP(council_free) struct council *council = NULL;
	atomic_int *turns = mmap(
		NULL, sizeof *turns, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct error err;
	int long_waits = 0;
	pid_t child;

	CHECK_OK(council_open(&council, dir, &err), err);
	if ((child = fork()) == 0)
		hog(council, turns);
	for (int i = 0, last = 0; i < 10; i++) {
		CLEANUP(council_unlock) struct council_lock *lock = NULL;

		while (*turns == last)
			usleep(1000);
		last = *turns;
		CHECK_OK(council_lock(&lock, council, 5, &err), err);
		long_waits += *turns - last > 2;
		last = *turns;
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	munmap(turns, sizeof *turns);
	CHECK(long_waits <= 3); /* a busy machine may let one pass; without a queue it is all */
}

TEST_MAIN
