#include "council.h"
#include "account.h"
#include "index.h"
#include "key.h"
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct council {
	char *dir;
	char *records;
	char *index;
	char *private;
	char *lock;
	char *past;
};

struct council_lock {
	int fd;
};

static struct council *name_parts(const char *dir)
{
	struct council *council = mem_alloc(sizeof *council);

	council->dir = str_copy(dir);
	council->records = str_format("%s/records.git", dir);
	council->index = str_format("%s/index.db", dir);
	council->private = str_format("%s/private.db", dir);
	council->lock = str_format("%s/lock", dir);
	council->past = str_format("%s/past", dir);
	return council;
}

void council_free(struct council *council)
{
	if (!council)
		return;
	free(council->dir);
	free(council->records);
	free(council->index);
	free(council->private);
	free(council->lock);
	free(council->past);
	free(council);
}

static bool is_empty_folder(DIR *dir)
{
	for (struct dirent *entry; (entry = readdir(dir));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return false;
	return true;
}

static int claim_folder(const char *dir, struct error *err)
{
	bool empty;
	DIR *open_dir;

	if (mkdir(dir, 0750) < 0 && errno != EEXIST)
		return error_errno(err, dir);
	open_dir = opendir(dir);
	if (!open_dir)
		return error_errno(err, dir);
	empty = is_empty_folder(open_dir);
	closedir(open_dir);
	if (!empty)
		return error_set(err, ERR_CONFLICT,
			"\"%s\" is not empty; choose a folder that is empty or not there yet", dir);
	return 0;
}

static int sync_folder(const char *dir, struct error *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed = fd < 0 ? -1 : syncfs(fd);

	if (failed < 0)
		error_errno(err, dir);
	if (fd >= 0)
		close(fd);
	return failed < 0 && err ? err->code : failed;
}

static int make_file(const char *path, mode_t mode, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode);

	if (fd < 0)
		return error_errno(err, path);
	close(fd);
	return 0;
}

static int make_databases(const struct council *council, struct error *err)
{
	CLEANUP(db_close) struct db *index = NULL, *private = NULL;
	CLEANUP(signing_key_forget) struct signing_key key = { 0 };
	int code;

	/* Passwords' hashes are for nobody else. */
	if ((code = make_file(council->private, 0600, err)) < 0 ||
		(code = account_open(&private, council->private, err)) < 0 ||
		(code = key_find(&key, private, err)) < 0)
		return code;
	return index_open(&index, council->index, DB_WRITE, err);
}

/* The lock comes last: a folder that has one is a whole council. */
static int make_parts(const struct council *council, const char *program, struct error *err)
{
	int code;

	if ((code = store_init(council->records, err)) < 0 ||
		(code = council_set_hook(council, program, err)) < 0 ||
		(code = make_databases(council, err)) < 0 ||
		(code = make_file(council->lock, 0666, err)) < 0)
		return code;
	return sync_folder(council->dir, err);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return ftw->level ? remove(path) : 0;
}

int council_init(const char *dir, const char *program, struct error *err)
{
	CLEANUP(council_free) struct council *council = name_parts(dir);
	int code = claim_folder(dir, err);

	if (code < 0)
		return code;
	code = make_parts(council, program, err);
	if (code < 0)
		nftw(dir, remove_one, 16,
			FTW_DEPTH | FTW_PHYS); /* it was empty: all of it is ours */
	return code;
}

int council_open(struct council **out, const char *dir, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(str_free) char *whole = realpath(dir, NULL);
	struct stat st;

	council = name_parts(whole ? whole : dir);
	if (stat(council->lock, &st) < 0 || stat(council->records, &st) < 0)
		return error_set(err, ERR_NOT_FOUND,
			"\"%s\" is no council; make one with \"shura init %s\"", dir, dir);
	*out = TAKE(council);
	return 0;
}

const char *council_dir(const struct council *council)
{
	return council->dir;
}

const char *council_records(const struct council *council)
{
	return council->records;
}

const char *council_index(const struct council *council)
{
	return council->index;
}

const char *council_private(const struct council *council)
{
	return council->private;
}

const char *council_past(const struct council *council)
{
	return council->past;
}

/* PROGRAM in single quotes, as a shell reads it back whatever is in it. */
static void write_hook(struct buf *out, const char *program)
{
	buf_puts(out, "#!/bin/sh\nexec '");
	for (const char *p = program; *p; p++) {
		if (*p == '\'')
			buf_puts(out, "'\\''");
		else
			buf_addc(out, *p);
	}
	buf_puts(out, "' hook pre-receive \"$PWD\"\n");
}

static bool file_is(const char *path, const struct buf *text)
{
	CLEANUP(str_free) char *now = mem_alloc(text->len + 1);
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool same;

	if (fd < 0)
		return false;
	same = fstat(fd, &st) == 0 && (st.st_mode & 0100) && (size_t)st.st_size == text->len &&
	       read(fd, now, text->len) == (ssize_t)text->len &&
	       memcmp(now, text->data, text->len) == 0;
	close(fd);
	return same;
}

static int write_file(const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0777);
	bool written;

	if (fd < 0)
		return -1;
	written = write(fd, text->data, text->len) == (ssize_t)text->len && fsync(fd) == 0;
	return close(fd) == 0 && written ? 0 : -1;
}

int council_set_hook(const struct council *council, const char *program, struct error *err)
{
	CLEANUP(str_free) char *hooks = str_format("%s/hooks", council->records);
	CLEANUP(str_free) char *path = str_format("%s/pre-receive", hooks);
	CLEANUP(str_free) char *fresh = str_format("%s/pre-receive.new", hooks);
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	write_hook(&text, program);
	if (file_is(path, &text))
		return 0;
	if (mkdir(hooks, 0777) < 0 && errno != EEXIST)
		return error_errno(err, hooks);
	if (write_file(fresh, &text) < 0 || rename(fresh, path) < 0)
		return error_errno(err, path);
	return 0;
}

/*
 * Two bytes of the file: whoever wants the lock (0) first takes the place at the head of the queue
 * (1), and leaves it when the lock is got. So a writer that takes the lock again and again
 * cannot keep another process out. The third (2) is the mail's.
 */
static int try_byte(int fd, off_t byte, short type)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };

	return fcntl(fd, F_OFD_SETLK, &lock);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static int wait_for_byte(int fd, off_t byte, long long until, const char *path, struct error *err)
{
	while (try_byte(fd, byte, F_WRLCK) < 0) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return error_errno(err, path);
		if (now_ms() >= until)
			return error_set(err, ERR_BUSY,
				"another program is writing to this council; try again in a "
				"moment");
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	return 0;
}

int council_lock(
	struct council_lock **out, const struct council *council, int seconds, struct error *err)
{
	CLEANUP(council_unlock) struct council_lock *lock = mem_alloc(sizeof *lock);
	long long until = now_ms() + seconds * 1000LL;
	int code;

	lock->fd = open(council->lock, O_RDWR | O_CLOEXEC);
	if (lock->fd < 0)
		return error_errno(err, council->lock);
	if ((code = wait_for_byte(lock->fd, 1, until, council->lock, err)) < 0 ||
		(code = wait_for_byte(lock->fd, 0, until, council->lock, err)) < 0)
		return code;
	try_byte(lock->fd, 1, F_UNLCK);
	*out = TAKE(lock);
	return 0;
}

int council_lock_mail(struct council_lock **out, const struct council *council, struct error *err)
{
	CLEANUP(council_unlock) struct council_lock *lock = mem_alloc(sizeof *lock);
	int code;

	lock->fd = open(council->lock, O_RDWR | O_CLOEXEC);
	if (lock->fd < 0)
		return error_errno(err, council->lock);
	if ((code = wait_for_byte(lock->fd, 2, 0, council->lock, err)) < 0)
		return code;
	*out = TAKE(lock);
	return 0;
}

void council_unlock(struct council_lock *lock)
{
	if (!lock)
		return;
	if (lock->fd >= 0)
		close(lock->fd);
	free(lock);
}
