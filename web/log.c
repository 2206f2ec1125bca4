#include "log.h"
#include "buf.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

enum { GATHERED_MAX = 4 << 20, PATH_MAX_LOGGED = 300 };

struct log {
	int file;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct buf lines;
	unsigned long long lost; /* lines that found no room */
	bool stopping;
	bool started;
	pthread_t thread;
};

static void write_all(int file, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(file, bytes, len);

		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

/* What was gathered, with a word on what was lost. Called with the lock held. */
static struct buf take_lines(struct log *log)
{
	struct buf lines = log->lines;

	log->lines = (struct buf)BUF_INIT;
	if (log->lost)
		buf_printf(&lines, "- %llu lines of this log were lost: it is written too slowly\n",
			log->lost);
	log->lost = 0;
	return lines;
}

static void *work(void *ctx)
{
	struct log *log = ctx;

	pthread_mutex_lock(&log->lock);
	for (;;) {
		while (log->lines.len == 0 && !log->stopping)
			pthread_cond_wait(&log->more, &log->lock);
		if (log->lines.len == 0)
			break;
		CLEANUP(buf_release) struct buf lines = take_lines(log);

		pthread_mutex_unlock(&log->lock);
		write_all(log->file, lines.data, lines.len);
		pthread_mutex_lock(&log->lock);
	}
	pthread_mutex_unlock(&log->lock);
	return NULL;
}

int log_start(struct log **out, int file, struct error *err)
{
	CLEANUP(log_stop) struct log *log = mem_alloc(sizeof *log);

	log->file = file;
	pthread_mutex_init(&log->lock, NULL);
	pthread_cond_init(&log->more, NULL);
	if (file >= 0) {
		if (pthread_create(&log->thread, NULL, work, log) != 0)
			return error_set(err, ERR_FAILED, "the system gives no more threads");
		log->started = true;
	}
	*out = TAKE(log);
	return 0;
}

void log_stop(struct log *log)
{
	if (!log)
		return;
	pthread_mutex_lock(&log->lock);
	log->stopping = true;
	pthread_cond_signal(&log->more);
	pthread_mutex_unlock(&log->lock);
	if (log->started)
		pthread_join(log->thread, NULL);
	pthread_cond_destroy(&log->more);
	pthread_mutex_destroy(&log->lock);
	buf_release(&log->lines);
	free(log);
}

static void add_time(struct buf *out)
{
	time_t now = time(NULL);
	struct tm utc;
	char text[32];

	gmtime_r(&now, &utc);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
	buf_puts(out, text);
}

/* The path alone, in one word: the query may tell what somebody looks for, and a token lets in. */
static void add_path(struct buf *out, const char *target)
{
	static const char *const secrets[] = { "/invitation/", "/calendar/" };

	if (!target || !*target) {
		buf_addc(out, '-');
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(secrets); i++)
		if (str_starts(target, secrets[i])) {
			buf_printf(out, "%s...", secrets[i]);
			return;
		}
	for (size_t i = 0; target[i] && target[i] != '?' && i < PATH_MAX_LOGGED; i++)
		buf_addc(out, target[i] > ' ' && target[i] < 0x7f ? target[i] : '_');
}

static void add_word(struct buf *out, const char *word)
{
	buf_addc(out, ' ');
	for (const char *p = *word ? word : "-"; *p; p++)
		buf_addc(out, *p > ' ' && *p < 0x7f ? *p : '_');
}

void log_add(struct log *log, const struct log_entry *entry)
{
	CLEANUP(buf_release) struct buf line = BUF_INIT;

	if (log->file < 0)
		return;
	add_time(&line);
	add_word(&line, entry->address);
	add_word(&line, entry->method);
	buf_addc(&line, ' ');
	add_path(&line, entry->target);
	buf_printf(&line, " %d %zu %lld.%01lld", entry->status, entry->bytes,
		entry->microseconds / 1000, entry->microseconds % 1000 / 100);
	add_word(&line, entry->login);
	buf_addc(&line, '\n');
	pthread_mutex_lock(&log->lock);
	if (log->lines.len + line.len > GATHERED_MAX)
		log->lost++;
	else
		buf_add(&log->lines, line.data, line.len);
	pthread_cond_signal(&log->more);
	pthread_mutex_unlock(&log->lock);
}
