#include "command.h"
#include "verify.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* How far it is, on a terminal, a few times a second. */
struct meter {
	bool shown, used;
	long long last;
};

static void show(void *ctx, const char *phase, size_t done)
{
	struct meter *meter = ctx;
	struct timespec now;
	long long ms;

	if (!meter->shown || done % 64)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = now.tv_sec * 1000LL + now.tv_nsec / 1000000;
	if (ms - meter->last < 200)
		return;
	meter->last = ms;
	meter->used = true;
	fprintf(stderr, "\r%s: %zu\033[K", phase, done);
	fflush(stderr);
}

static bool is_there(const char *dir, const char *name)
{
	CLEANUP(str_free) char *path = str_format("%s/%s", dir, name);
	struct stat st;

	return stat(path, &st) == 0;
}

/* A council, a bare repository, or a clone with its files. */
static int open_any(struct store **out, const char *dir, struct error *err)
{
	static const char *const inner[] = { "records.git", ".git" };

	for (size_t i = 0; i < ARRAY_SIZE(inner); i++) {
		CLEANUP(str_free) char *path = str_format("%s/%s", dir, inner[i]);

		if (is_there(dir, inner[i]))
			return store_open(out, path, false, err);
	}
	if (is_there(dir, "objects"))
		return store_open(out, dir, false, err);
	return error_set(err, ERR_NOT_FOUND, "\"%s\" is neither a council nor a git repository", dir);
}

static void add_text(struct buf *out, const char *key, const char *text)
{
	buf_printf(out, "\"%s\":", key);
	if (text)
		buf_add_json(out, text, strlen(text));
	else
		buf_puts(out, "null");
}

static void add_seal(struct buf *out, const struct verify_seal *seal)
{
	buf_addc(out, '{');
	add_text(out, "kind", seal->kind);
	buf_addc(out, ',');
	add_text(out, "record", seal->record);
	buf_addc(out, ',');
	add_text(out, "path", seal->path);
	buf_addc(out, ',');
	add_text(out, "tag", seal->tag);
	buf_addc(out, ',');
	add_text(out, "commit", seal->commit.hex);
	buf_addc(out, ',');
	add_text(out, "sha256", seal->sum);
	buf_printf(out, ",\"holds\":%s}", seal->holds ? "true" : "false");
}

static void add_fault(struct buf *out, const struct verify_fault *fault)
{
	CLEANUP(str_free) char *reason = error_text(&fault->reason);

	buf_addc(out, '{');
	add_text(out, "path", fault->path);
	buf_printf(out, ",\"line\":%d,\"offset\":", fault->line);
	if (fault->offset < 0)
		buf_puts(out, "null,");
	else
		buf_printf(out, "%ld,", fault->offset);
	add_text(out, "reason", reason);
	buf_addc(out, '}');
}

static void print_json(const struct verify *verify)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	buf_puts(&out, "{\"seals\":[");
	for (size_t i = 0; i < verify->seals; i++) {
		buf_puts(&out, i ? "," : "");
		add_seal(&out, &verify->seal[i]);
	}
	buf_puts(&out, "],\"faults\":[");
	for (size_t i = 0; i < verify->faults; i++) {
		buf_puts(&out, i ? "," : "");
		add_fault(&out, &verify->fault[i]);
	}
	printf("%s]}\n", buf_text(&out));
}

static void print_text(const struct verify *verify)
{
	for (size_t i = 0; i < verify->faults; i++) {
		const struct verify_fault *fault = &verify->fault[i];
		CLEANUP(str_free) char *reason = error_text(&fault->reason);

		if (fault->line)
			printf("%s:%d: %s\n", fault->path, fault->line, reason);
		else
			printf("%s: %s\n", fault->path, reason);
	}
	for (size_t i = 0; i < verify->seals; i++)
		printf("%s: %s\n", verify->seal[i].record,
			verify->seal[i].holds ? "the seal holds" : "the seal does not hold");
}

int cmd_verify(const struct command_line *line, struct error *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(verify_release) struct verify verify = { 0 };
	struct meter meter = { .shown = isatty(STDERR_FILENO) };
	bool json = command_option(line, "json");
	int code;

	if ((code = open_any(&store, line->argument[0], err)) < 0)
		return code;
	code = verify_all(&verify, store, show, &meter, err);
	if (meter.used)
		fputs("\r\033[K", stderr);
	if (code < 0)
		return code;
	if (json)
		print_json(&verify);
	else
		print_text(&verify);
	if (verify.faults)
		return error_set(err, ERR_INVALID, "%zu faults: not everything is as it was sealed", verify.faults);
	if (!json && verify.seals)
		printf("%zu seals, and all of them hold.\n", verify.seals);
	else if (!json)
		printf("Nothing is sealed here yet, and no object is damaged.\n");
	return 0;
}
