#include "mail.h"
#include "date.h"
#include "mail_letter.h"
#include "mail_message.h"
#include "mail_tell.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

enum {
	LOOK_SECONDS = 1,
	STOP_SECONDS = 10,
};

struct mailer {
	struct site *site;
	const char *from;
	struct smtp *smtp; /* NULL: no mail server is set */
	struct council_lock *lock;
	struct error said; /* the trouble that is written down */
	pthread_t thread;
	bool started;
	atomic_bool hurry;     /* a letter under way is broken off */
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t stop, ended;
	bool stopping, finished;
};

static bool is_stopping(struct mailer *mailer)
{
	bool stopping;

	pthread_mutex_lock(&mailer->mutex);
	stopping = mailer->stopping;
	pthread_mutex_unlock(&mailer->mutex);
	return stopping;
}

/* Events -------------------------------------------------------------------------------------- */

static int follow(struct mailer *mailer, struct worker *worker, struct error *err)
{
	char commit[REVISION_LEN + 1];
	int code = page_begin(worker->pages, commit, err);

	if (code < 0)
		return code;
	code = facts_refresh(worker, commit, err);
	if (code == 0)
		code = mail_follow(worker, mailer->site, commit, err);
	page_end(worker->pages);
	return code;
}

/* Letters ------------------------------------------------------------------------------------- */

static int note(struct mailer *mailer, struct worker *worker, const struct letter *letter,
	enum smtp_answer answer, const char *why, struct error *err)
{
	long long now = time(NULL);

	if (answer == SMTP_SENT)
		return outbox_sent(worker->private, letter->id, now, err);
	if (answer == SMTP_REFUSED)
		return outbox_failed(worker->private, letter->id, why, now, err);
	return outbox_wait(worker->private, letter, why, answer == SMTP_AWAY, now, err);
}

/* 1 when a letter was seen to, 0 where none is due. */
static int send_one(struct mailer *mailer, struct worker *worker, struct error *err)
{
	CLEANUP(buf_release) struct buf bytes = BUF_INIT;
	char why[SMTP_WHY] = "this account has no e-mail address any more";
	enum smtp_answer answer = SMTP_REFUSED;
	struct letter letter;
	int code = outbox_claim(worker->private, time(NULL), &letter, err);

	if (code <= 0)
		return code;
	if (*letter.address) {
		code = letter_write(&bytes, worker, mailer->site, &letter, err);
		if (code < 0)
			return code;
		answer = smtp_send(mailer->smtp, mailer->from, letter.address, buf_text(&bytes),
			bytes.len, &mailer->hurry, why);
	}
	code = note(mailer, worker, &letter, answer, why, err);
	return code < 0 ? code : 1;
}

static int look(struct mailer *mailer, struct worker *worker, struct error *err)
{
	int code;

	if (!mailer->lock) {
		code = council_lock_mail(&mailer->lock, mailer->site->council, err);
		if (code == 0)
			code = outbox_mend(worker->private, err);
		if (code < 0)
			return code == ERR_BUSY ? 0 : code;
	}
	if ((code = follow(mailer, worker, err)) < 0 ||
		(code = outbox_gather(worker->private, time(NULL), err)) < 0)
		return code;
	while (mailer->smtp && !is_stopping(mailer) && (code = send_one(mailer, worker, err)) > 0)
		;
	return code < 0 ? code : 0;
}

/* The thread ---------------------------------------------------------------------------------- */

/* What keeps letters from being made is shown on the administrator's page. */
static void tell_trouble(struct mailer *mailer, struct worker *worker, const struct error *err)
{
	CLEANUP(str_free) char *text = err->code < 0 ? error_text(err) : str_copy("");

	if (err->code == mailer->said.code)
		return;
	if (outbox_set_fact(worker->private, "trouble", text, NULL) == 0)
		mailer->said = *err;
}

static void wait_a_moment(struct mailer *mailer)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_SECONDS;
	pthread_mutex_lock(&mailer->mutex);
	if (!mailer->stopping)
		pthread_cond_timedwait(&mailer->stop, &mailer->mutex, &until);
	pthread_mutex_unlock(&mailer->mutex);
}

static void *work(void *ctx)
{
	struct mailer *mailer = ctx;
	struct worker *worker = NULL;

	while (!is_stopping(mailer)) {
		struct error err = { 0 };

		if (worker || site_worker(mailer->site, &worker, &err) == 0) {
			err.code = look(mailer, worker, &err);
			tell_trouble(mailer, worker, &err);
		}
		wait_a_moment(mailer);
	}
	pthread_mutex_lock(&mailer->mutex);
	mailer->finished = true;
	pthread_cond_signal(&mailer->ended);
	pthread_mutex_unlock(&mailer->mutex);
	return NULL;
}

static int open_smtp(struct mailer *mailer, const struct mail_options *options, struct error *err)
{
	int code;

	if (!options->smtp.server)
		return 0;
	if (!options->from)
		return error_set(
			err, ERR_INVALID, "say with --mail-from=ADDRESS whom letters come from");
	if ((code = mail_check_address(options->from, err)) < 0)
		return code;
	mailer->site->mail_server = options->smtp.server;
	mailer->site->mail_from = options->from;
	mailer->from = options->from;
	return smtp_open(&mailer->smtp, &options->smtp, err);
}

int mailer_start(struct mailer **out, struct site *site, const struct mail_options *options,
	struct error *err)
{
	CLEANUP(mailer_stop) struct mailer *mailer = mem_alloc(sizeof *mailer);
	pthread_condattr_t steady;
	int code;

	mailer->site = site;
	mailer->said.code = 1; /* whatever was written down before */
	pthread_mutex_init(&mailer->mutex, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&mailer->stop, &steady);
	pthread_cond_init(&mailer->ended, &steady);
	pthread_condattr_destroy(&steady);
	if ((code = open_smtp(mailer, options, err)) < 0)
		return code;
	if (pthread_create(&mailer->thread, NULL, work, mailer) != 0)
		return error_set(err, ERR_FAILED, "the system gives no more threads");
	mailer->started = true;
	*out = TAKE(mailer);
	return 0;
}

static void end_thread(struct mailer *mailer)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += STOP_SECONDS;
	pthread_mutex_lock(&mailer->mutex);
	mailer->stopping = true;
	pthread_cond_signal(&mailer->stop);
	while (!mailer->finished &&
		pthread_cond_timedwait(&mailer->ended, &mailer->mutex, &until) == 0)
		;
	pthread_mutex_unlock(&mailer->mutex);
	atomic_store(&mailer->hurry, true);
	pthread_join(mailer->thread, NULL);
}

void mailer_stop(struct mailer *mailer)
{
	if (!mailer)
		return;
	if (mailer->started)
		end_thread(mailer);
	smtp_close(mailer->smtp);
	council_unlock(mailer->lock);
	pthread_cond_destroy(&mailer->stop);
	pthread_cond_destroy(&mailer->ended);
	pthread_mutex_destroy(&mailer->mutex);
	free(mailer);
}
