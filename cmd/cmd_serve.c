#include "command.h"
#include "server.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Block the signals that end the server before any thread starts, so that only this one gets them. */
static void hold_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, set, NULL);
}

/* Before the server does, so that a damaged index is told of. */
static int look_at_index(const struct council *council, struct error *err)
{
	CLEANUP(council_unlock) struct council_lock *lock = NULL;
	CLEANUP(db_close) struct db *index = NULL;
	int code = council_lock(&lock, council, 30, err);

	return code < 0 ? code : command_open_index(council, &index, err);
}

/* Who we are to the mail server: the login in the first line of the file, the password in the second. */
struct secret {
	char user[256], password[256];
};

static void secret_releasep(struct secret *secret)
{
	explicit_bzero(secret, sizeof *secret);
}

static int read_secret(struct secret *out, const char *name, struct error *err)
{
	FILE *file = fopen(name, "re");
	bool got;

	if (!file)
		return error_errno(err, name);
	got = fgets(out->user, sizeof out->user, file) && fgets(out->password, sizeof out->password, file);
	fclose(file);
	out->user[strcspn(out->user, "\r\n")] = '\0';
	out->password[strcspn(out->password, "\r\n")] = '\0';
	if (!got || !*out->user || !*out->password)
		return error_set(err, ERR_INVALID,
			"%s: expected the login in the first line and the password in the second", name);
	return 0;
}

static int read_mail(struct mail_options *out, struct secret *secret, const struct command_line *line,
	struct error *err)
{
	const char *file = command_option(line, "mail-secret");
	int code = file ? read_secret(secret, file, err) : 0;

	*out = (struct mail_options){
		.smtp = {
			.server = command_option(line, "mail"),
			.user = file ? secret->user : NULL,
			.password = file ? secret->password : NULL,
			.ca = command_option(line, "mail-ca"),
			.plain = command_option(line, "mail-plain"),
		},
		.from = command_option(line, "mail-from"),
	};
	return code;
}

int cmd_serve(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(server_stop) struct server *server = NULL;
	const char *listen = command_option(line, "listen"), *threads = command_option(line, "threads"),
		   *pdf_seconds = command_option(line, "pdf-seconds"),
		   *past_seconds = command_option(line, "past-seconds"),
		   *beat_seconds = command_option(line, "beat-seconds");
	struct server_options options = {
		.listen = listen ? listen : "127.0.0.1:8080",
		.origin = command_option(line, "origin"),
		.proxies = command_option(line, "trusted-proxy"),
		.threads = threads ? atoi(threads) : 0,
		.pdf_seconds = pdf_seconds ? atoi(pdf_seconds) : 0,
		.past_seconds = past_seconds ? atoi(past_seconds) : 3,
		.beat_seconds = beat_seconds ? atoi(beat_seconds) : 0,
		.log = command_option(line, "quiet") ? -1 : STDERR_FILENO,
	};
	struct secret secret __attribute__((cleanup(secret_releasep))) = { 0 };
	sigset_t signals;
	int code, number;

	signal(SIGPIPE, SIG_IGN); /* a reader who leaves; elsewhere it ends the command, as "head" expects */
	hold_signals(&signals);
	if ((code = read_mail(&options.mail, &secret, line, err)) < 0)
		return code;
	if ((code = council_open(&council, line->argument[0], err)) < 0)
		return code;
	if ((code = council_set_hook(council, line->program, err)) < 0)
		return code;
	if ((code = look_at_index(council, err)) < 0)
		return code;
	if ((code = server_start(&server, council, &options, err)) < 0)
		return code;
	printf("%s\n", server_address(server));
	fflush(stdout);
	while (sigwait(&signals, &number) != 0)
		;
	return 0;
}
