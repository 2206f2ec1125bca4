#include "pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	TURNS = 2,
	WAITING_MAX = 8,
	STRANGERS_MAX = 4, /* waiting or at work */
	SECONDS = 20,
	PDF_MAX = 16 << 20,
	MEMORY_MAX = 1 << 30, /* of addresses: shared libraries and fonts count, too */
	FILES_MAX = 64,
};

struct pdf {
	pthread_mutex_t lock;
	pthread_cond_t turn;
	int running, waiting, strangers;
	int strangers_running; /* one at most: a turn is left for who is signed in */
	int seconds;
	bool stopping;
	int stop; /* an eventfd that is readable once it is over */
};

int pdf_new(struct pdf **out, struct error *err)
{
	int stop = eventfd(0, EFD_CLOEXEC);

	if (stop < 0)
		return error_errno(err, "eventfd");
	struct pdf *pdf = mem_alloc(sizeof *pdf);

	pthread_mutex_init(&pdf->lock, NULL);
	pthread_cond_init(&pdf->turn, NULL);
	pdf->seconds = SECONDS;
	pdf->stop = stop;
	*out = pdf;
	return 0;
}

void pdf_free(struct pdf *pdf)
{
	if (!pdf)
		return;
	close(pdf->stop);
	pthread_cond_destroy(&pdf->turn);
	pthread_mutex_destroy(&pdf->lock);
	free(pdf);
}

void pdf_set_seconds(struct pdf *pdf, int seconds)
{
	pdf->seconds = seconds;
}

void pdf_stop(struct pdf *pdf)
{
	pthread_mutex_lock(&pdf->lock);
	pdf->stopping = true;
	eventfd_write(pdf->stop, 1);
	pthread_cond_broadcast(&pdf->turn);
	pthread_mutex_unlock(&pdf->lock);
}

/* Turns ------------------------------------------------------------------------------------------
 */

static int too_many(struct error *err)
{
	return error_set(
		err, ERR_BUSY, "too many PDFs are being made just now; try again in a moment");
}

static int over(struct error *err)
{
	return error_set(err, ERR_BUSY, "the server is just stopping; try again in a moment");
}

/* With the lock held. */
static bool wait_for_turn(struct pdf *pdf, bool stranger)
{
	pdf->waiting++;
	while ((pdf->running == TURNS || (stranger && pdf->strangers_running)) && !pdf->stopping)
		pthread_cond_wait(&pdf->turn, &pdf->lock);
	pdf->waiting--;
	return !pdf->stopping;
}

int pdf_enter(struct pdf *pdf, bool stranger, struct error *err)
{
	bool taken, stopping;

	pthread_mutex_lock(&pdf->lock);
	taken = pdf->waiting < WAITING_MAX && (!stranger || pdf->strangers < STRANGERS_MAX);
	if (taken) {
		pdf->strangers += stranger;
		taken = wait_for_turn(pdf, stranger);
		pdf->running += taken;
		pdf->strangers_running += stranger && taken;
		pdf->strangers -= stranger && !taken;
	}
	stopping = pdf->stopping;
	pthread_mutex_unlock(&pdf->lock);
	return taken ? 0 : stopping ? over(err) : too_many(err);
}

void pdf_leave(struct pdf *pdf, bool stranger)
{
	pthread_mutex_lock(&pdf->lock);
	pdf->running--;
	pdf->strangers -= stranger;
	pdf->strangers_running -= stranger;
	pthread_cond_broadcast(&pdf->turn);
	pthread_mutex_unlock(&pdf->lock);
}

/* The child --------------------------------------------------------------------------------------
 */

/* Where the program is; NULL: nowhere in PATH. The caller frees. */
static char *find_program(void)
{
	for (const char *p = getenv("PATH"); p && *p;) {
		size_t len = strcspn(p, ":");
		CLEANUP(str_free) char *file = str_format("%.*s/weasyprint", (int)len, p);

		if (p[0] == '/' && access(file, X_OK) == 0)
			return TAKE(file);
		p += len;
		p += *p == ':';
	}
	return NULL;
}

bool pdf_is_there(void)
{
	CLEANUP(str_free) char *file = find_program();

	return file != NULL;
}

static void closep(int *file)
{
	if (*file >= 0)
		close(*file);
}

/* HTML as a file without a name, to be read from its beginning; -1: no room. */
static int file_of(const struct buf *html)
{
	CLEANUP(close) int file = memfd_create("page", MFD_CLOEXEC);

	for (size_t done = 0; file >= 0 && done < html->len;) {
		ssize_t n = write(file, html->data + done, html->len - done);

		if (n < 0)
			return -1;
		done += (size_t)n;
	}
	if (file < 0 || lseek(file, 0, SEEK_SET) < 0)
		return -1;
	int open_file = file;

	file = -1;
	return open_file;
}

static int start(pid_t *child, const char *program, int in, int out)
{
	/* No address leads anywhere: neither the base nor a proxy. */
	char *const words[] = { (char *)program, "--quiet", "--encoding", "utf-8", "--base-url",
		"http://127.0.0.1:9/", "-", "-", NULL };
	CLEANUP(str_free) char *path = str_format("PATH=%s", getenv("PATH"));
	char *const names[] = { path, "LANG=C.UTF-8", "HOME=/nonexistent",
		"http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9",
		"ftp_proxy=http://127.0.0.1:9", NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, all;
	int failed;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	posix_spawn_file_actions_addchdir_np(&files, "/");
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(
		&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&how, 0);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &all);
	failed = posix_spawn(child, program, &files, &how, words, names);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return failed;
}

static void limit(pid_t child, int seconds)
{
	/* clang-format off */
	const struct {
		int what;
		rlim_t most;
	} limits[] = {
		{ RLIMIT_CPU,    (rlim_t)seconds },
		{ RLIMIT_AS,     MEMORY_MAX      },
		{ RLIMIT_FSIZE,  PDF_MAX         },
		{ RLIMIT_NOFILE, FILES_MAX       },
		{ RLIMIT_CORE,   0               },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
		prlimit(child, limits[i].what, &(struct rlimit){ limits[i].most, limits[i].most },
			NULL);
}

static long long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static int late(const struct pdf *pdf, struct error *err)
{
	return error_set(err, ERR_BUSY,
		"the PDF was not ready after %d seconds; try again, or print the page itself",
		pdf->seconds);
}

/* What the child writes, to its end. */
static int read_all(struct pdf *pdf, int file, int socket, struct buf *out, struct error *err)
{
	long long end = milliseconds() + pdf->seconds * 1000LL;
	size_t before = out->len;

	for (;;) {
		/* clang-format off */
		struct pollfd wait[] = {
			{ .fd = file,                      .events = POLLIN    },
			{ .fd = pdf->stop,                 .events = POLLIN    },
			{ .fd = socket > 0 ? socket : -1,  .events = POLLRDHUP },
		};
		/* clang-format on */
		long long left = end - milliseconds();

		if (left <= 0 || poll(wait, ARRAY_SIZE(wait), (int)left) == 0)
			return late(pdf, err);
		if (wait[1].revents)
			return over(err);
		if (wait[2].revents)
			return error_set(err, ERR_BUSY, "nobody waits for it any more");
		if (!wait[0].revents)
			continue;
		ssize_t n = read(file, buf_reserve(out, 65536), 65536);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		out->len += (size_t)n;
		if (out->len - before > PDF_MAX)
			return error_set(err, ERR_TOO_LARGE,
				"this is too large for a PDF; print the page itself");
	}
}

/* Whatever it still does: it and all that it started are over afterwards. */
static void end(pid_t child)
{
	kill(-child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

static bool is_whole(const char *pdf, size_t len)
{
	return len > 1024 && memcmp(pdf, "%PDF-", 5) == 0 &&
	       memmem(pdf + len - 1024, 1024, "%%EOF", 5);
}

static int failed(struct error *err, const char *what)
{
	return error_set(err, ERR_FAILED, "the PDF could not be made: %s", what);
}

int pdf_make(
	struct pdf *pdf, const struct buf *html, int socket, struct buf *out, struct error *err)
{
	CLEANUP(str_free) char *program = find_program();
	CLEANUP(close) int in = file_of(html);
	size_t before = out->len;
	int pipe_ends[2], code;
	pid_t child;

	if (!program)
		return failed(err, "WeasyPrint");
	if (in < 0 || pipe2(pipe_ends, O_CLOEXEC) < 0)
		return error_errno(err, "WeasyPrint");
	CLEANUP(close) int from = pipe_ends[0];

	code = start(&child, program, in, pipe_ends[1]);
	close(pipe_ends[1]);
	if (code != 0)
		return failed(err, strerror(code));
	limit(child, pdf->seconds);
	code = read_all(pdf, from, socket, out, err);
	end(child);
	if (code == 0 && !is_whole(out->data + before, out->len - before))
		code = failed(err, "WeasyPrint");
	if (code < 0)
		buf_cut(out, before);
	return code;
}
