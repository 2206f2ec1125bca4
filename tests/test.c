#include "test.h"

#include <errno.h>
#include <ftw.h>
#include <sys/wait.h>
#include <unistd.h>

struct test *test_first, **test_last = &test_first;
bool test_failed;
const char *test_data = TEST_DATA;

static char **folders;
static size_t nfolders;

void test_add(struct test *test)
{
	*test_last = test;
	test_last = &test->next;
}

void test_fail(const char *file, int line, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	test_failed = true;
	printf("# %s:%d: ", file, line);
	for (const char *p = text; *p; p++) {
		putchar(*p);
		if (*p == '\n')
			printf("#   ");
	}
	putchar('\n');
	free(text);
}

int test_rounds(int normal)
{
	const char *given = getenv("SHURA_TEST_ROUNDS");
	long times = given ? strtol(given, NULL, 10) : 1;

	return normal * (times < 1 ? 1 : times > 1000 ? 1000 : (int)times);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void remove_folders(void)
{
	while (nfolders) {
		nftw(folders[--nfolders], remove_one, 16, FTW_DEPTH | FTW_PHYS);
		free(folders[nfolders]);
	}
	free(folders);
}

const char *test_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	char *path = str_format("%s/shura-test-XXXXXX", tmp ? tmp : "/tmp");

	if (!mkdtemp(path))
		abort();
	if (!nfolders)
		atexit(remove_folders);
	folders = mem_resize(folders, (nfolders + 1) * sizeof *folders);
	return folders[nfolders++] = path;
}

char *test_read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	size_t room = 1 << 16, n = 0, got;
	char *text = mem_alloc(room);

	if (!file) {
		perror(path);
		abort();
	}
	while ((got = fread(text + n, 1, room - n - 1, file))) {
		n += got;
		if (n + 1 == room)
			text = mem_resize(text, room *= 2);
	}
	fclose(file);
	text[n] = '\0';
	if (len)
		*len = n;
	return text;
}

void test_write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "wb");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0) {
		perror(path);
		abort();
	}
}

static bool is_strict(void)
{
	const char *options = getenv("ASAN_OPTIONS");

	return options && strstr(options, "strict_string_checks=1");
}

/* A sanitizer's options hold for a process: the test gets one of its own. */
static bool run_apart(const struct test *test)
{
	CLEANUP(str_free)
	char *options = str_format("%s:strict_string_checks=0", getenv("ASAN_OPTIONS"));
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		setenv("ASAN_OPTIONS", options, 1);
		execl("/proc/self/exe", program_invocation_name, test->name, "apart", NULL);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

int test_run_all(int argc, char **argv)
{
	const char *only = argc > 1 ? argv[1] : NULL;
	bool is_apart = argc > 2, strict = is_strict();
	int n = 0, failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (struct test *test = test_first; test; test = test->next) {
		if (only && strcmp(only, test->name) != 0)
			continue;
		test_failed = false;
		if (test->large && strict && !is_apart)
			test_failed = !run_apart(test);
		else
			test->run();
		failed += test_failed;
		if (!is_apart)
			printf("%s %d - %s\n", test_failed ? "not ok" : "ok", ++n, test->name);
	}
	if (!is_apart)
		printf("1..%d\n", n);
	return failed > 0;
}

int test_shell(const char *format, ...)
{
	CLEANUP(str_free) char *command = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&command, format, args) < 0)
		abort();
	va_end(args);
	return system(command);
}
