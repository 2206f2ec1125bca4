#include "stream.h"
#include "handlers.h"
#include "presence.h"
#include "site.h"
#include "source.h"
#include "stream_news.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

enum {
	BEATS_OF_LIFE = 40,
	BEATS_OF_SESSION = 8,
	WAITING_MAX = 64 * 1024, /* bytes for a reader who takes none */
	RETRY_SECONDS = 30,
};

struct stream {
	struct streams *all;
	struct stream *next, **link;
	char *record;  /* identity */
	char *address; /* "/" and that */
	long long account;
	int level; /* enum audience */
	bool is_member;
	unsigned roles;
	char session[44];
	char seen[41];     /* the commit that was told of */
	char *names;       /* of who is editing, as told */
	struct buf out;    /* not sent yet */
	long long beat, end; /* seconds of the steady clock: when it last sent something, and when it is over */
	bool over, asleep;
	int socket; /* -1: nobody sends it yet */
	stream_fn sleep, wake;
	void *ctx;
};

struct streams {
	struct site *site;
	int beat;
	pthread_mutex_t mutex; /* guards what follows, and all that streams hold */
	pthread_cond_t work;
	struct stream *first;
	size_t count;
	bool woken, stopping;
	pthread_t thread;
	bool started;
};

static long long steady_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* One stream, with the lock held ---------------------------------------------------------------- */

static void rouse(struct stream *stream)
{
	if (!stream->asleep)
		return;
	stream->asleep = false;
	stream->wake(stream->ctx);
}

static void end(struct stream *stream)
{
	stream->over = true;
	rouse(stream);
}

static void say(struct stream *stream, const char *text)
{
	if (stream->out.len + strlen(text) > WAITING_MAX) {
		end(stream);
		return;
	}
	buf_puts(&stream->out, text);
	stream->beat = steady_now();
	rouse(stream);
}

/* Nobody reads a stream whose other side is shut; a connection that sleeps is not told of it. */
static bool has_gone(const struct stream *stream)
{
	struct pollfd look = { .fd = stream->socket, .events = POLLRDHUP };

	return stream->socket >= 0 && poll(&look, 1, 0) > 0 &&
	       (look.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

/* Members are told who is editing, when it is somebody else than before. */
static void tell_editors(struct stream *stream)
{
	CLEANUP(buf_release) struct buf names = BUF_INIT, text = BUF_INIT;
	const char *between = "";

	if (!stream->is_member)
		return;
	presence_others(stream->all->site->presence, stream->address, stream->account, time(NULL),
		&names);
	if (str_equal(buf_text(&names), stream->names))
		return;
	free(stream->names);
	stream->names = str_copy(buf_text(&names));
	buf_puts(&text, "event: editing\ndata: {\"names\":[");
	for (const char *p = stream->names; *p; between = ",") {
		size_t len = strcspn(p, "\n");

		buf_puts(&text, between);
		buf_add_json(&text, p, len);
		p += len + (p[len] == '\n');
	}
	buf_puts(&text, "]}\n\n");
	say(stream, buf_text(&text));
}

static void look_after(struct stream *stream, long long now)
{
	if (now >= stream->end || has_gone(stream))
		end(stream);
	if (stream->over)
		return;
	tell_editors(stream);
	if (now - stream->beat >= stream->all->beat)
		say(stream, ": still here\n\n");
}

/* What is new ----------------------------------------------------------------------------------- */

/* A commit that some streams have not been told beyond, and what they watch; false: all are told of NEW. */
static bool find_behind(struct streams *streams, const char *new, char old[41], struct watching *watched)
{
	bool found = false;

	pthread_mutex_lock(&streams->mutex);
	for (struct stream *stream = streams->first; stream; stream = stream->next) {
		if (str_equal(stream->seen, new))
			continue;
		if (!found)
			strcpy(old, stream->seen);
		found = true;
		if (str_equal(stream->seen, old))
			watching_add(watched, stream->record);
	}
	pthread_mutex_unlock(&streams->mutex);
	return found;
}

static void tell_news(struct stream *stream, const struct news *news)
{
	for (size_t i = 0; i < news->count && !stream->over; i++)
		if (str_equal(news->item[i].record, stream->record) && news->item[i].text[stream->level])
			say(stream, news->item[i].text[stream->level]);
}

static void hand_out(struct streams *streams, const struct news *news, const char *old, const char *new)
{
	pthread_mutex_lock(&streams->mutex);
	for (struct stream *stream = streams->first; stream; stream = stream->next) {
		if (!str_equal(stream->seen, old))
			continue;
		tell_news(stream, news);
		strcpy(stream->seen, new);
	}
	pthread_mutex_unlock(&streams->mutex);
}

/* Between page_begin and page_end: tell all of what NEW brought. What cannot be read tells nothing. */
static void tell_all(struct streams *streams, struct worker *worker, const char *new)
{
	for (int i = 0; i < STREAMS_MAX; i++) {
		CLEANUP(watching_release) struct watching watched = { 0 };
		CLEANUP(news_release) struct news news = { 0 };
		char old[41];

		if (!find_behind(streams, new, old, &watched))
			return;
		news_collect(&news, worker, &watched, old, new, NULL);
		hand_out(streams, &news, old, new);
	}
}

static void follow(struct streams *streams, struct worker *worker)
{
	char commit[41];

	if (page_begin(worker->pages, commit, NULL) < 0)
		return;
	if (*commit && facts_refresh(worker, commit, NULL) == 0)
		tell_all(streams, worker, commit);
	page_end(worker->pages);
}

/* Sessions -------------------------------------------------------------------------------------- */

struct asked {
	char session[44];
	unsigned roles;
	bool holds;
};

static size_t list_sessions(struct streams *streams, struct asked *asked)
{
	size_t n = 0;

	pthread_mutex_lock(&streams->mutex);
	for (struct stream *stream = streams->first; stream && n < STREAMS_MAX; stream = stream->next) {
		memcpy(asked[n].session, stream->session, sizeof stream->session);
		asked[n++].roles = stream->roles;
	}
	pthread_mutex_unlock(&streams->mutex);
	return n;
}

/* A stream ends with its session, and when its reader may read something else than before. */
static void ask_sessions(struct streams *streams, struct worker *worker)
{
	struct asked asked[STREAMS_MAX];
	size_t n = list_sessions(streams, asked);

	for (size_t i = 0; i < n; i++) {
		struct account account;
		bool renew;
		int code = session_find(worker->private, asked[i].session, &account, &renew, NULL);

		asked[i].holds = code == 0 ? account.roles == asked[i].roles : code != ERR_NOT_FOUND;
	}
	pthread_mutex_lock(&streams->mutex);
	for (struct stream *stream = streams->first; stream; stream = stream->next)
		for (size_t i = 0; i < n; i++)
			if (!asked[i].holds && str_equal(asked[i].session, stream->session))
				end(stream);
	pthread_mutex_unlock(&streams->mutex);
}

/* The thread ------------------------------------------------------------------------------------ */

/* Until something happens, a second at most; false: it is time to stop. */
static bool wait_for_work(struct streams *streams, bool *any)
{
	struct timespec until;
	bool go_on;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&streams->mutex);
	while (!streams->woken && !streams->stopping &&
		pthread_cond_timedwait(&streams->work, &streams->mutex, &until) == 0)
		;
	streams->woken = false;
	go_on = !streams->stopping;
	*any = streams->first != NULL;
	pthread_mutex_unlock(&streams->mutex);
	return go_on;
}

static void look_after_all(struct streams *streams)
{
	long long now = steady_now();

	pthread_mutex_lock(&streams->mutex);
	for (struct stream *stream = streams->first; stream; stream = stream->next)
		look_after(stream, now);
	pthread_mutex_unlock(&streams->mutex);
}

static void *work(void *ctx)
{
	struct streams *streams = ctx;
	struct worker *worker = NULL;
	long long asked = steady_now();
	bool any;

	while (wait_for_work(streams, &any)) {
		if (!any)
			continue;
		if (worker || site_worker(streams->site, &worker, NULL) == 0) {
			follow(streams, worker);
			if (steady_now() - asked >= streams->beat * BEATS_OF_SESSION) {
				ask_sessions(streams, worker);
				asked = steady_now();
			}
		}
		look_after_all(streams);
	}
	return NULL;
}

void streams_wake(struct streams *streams)
{
	if (!streams)
		return;
	pthread_mutex_lock(&streams->mutex);
	streams->woken = true;
	pthread_cond_signal(&streams->work);
	pthread_mutex_unlock(&streams->mutex);
}

static void on_move(void *ctx)
{
	streams_wake(ctx);
}

int streams_start(struct streams **out, struct site *site, int beat, struct error *err)
{
	struct streams *streams = mem_alloc(sizeof *streams);
	pthread_condattr_t steady;

	streams->site = site;
	streams->beat = beat > 0 ? beat : STREAM_BEAT_SECONDS;
	pthread_mutex_init(&streams->mutex, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&streams->work, &steady);
	pthread_condattr_destroy(&steady);
	if (pthread_create(&streams->thread, NULL, work, streams) != 0) {
		streams_free(streams);
		return error_set(err, ERR_FAILED, "the system gives no more threads");
	}
	streams->started = true;
	writer_on_move(site->writer, on_move, streams);
	*out = streams;
	return 0;
}

int streams_life(const struct streams *streams)
{
	return streams->beat * BEATS_OF_LIFE;
}

void streams_finish(struct streams *streams)
{
	if (!streams || !streams->started)
		return;
	writer_on_move(streams->site->writer, NULL, NULL);
	pthread_mutex_lock(&streams->mutex);
	streams->stopping = true;
	for (struct stream *stream = streams->first; stream; stream = stream->next)
		end(stream);
	pthread_cond_signal(&streams->work);
	pthread_mutex_unlock(&streams->mutex);
	pthread_join(streams->thread, NULL);
	streams->started = false;
}

void streams_free(struct streams *streams)
{
	if (!streams)
		return;
	streams_finish(streams);
	pthread_cond_destroy(&streams->work);
	pthread_mutex_destroy(&streams->mutex);
	free(streams);
}

/* Streams, from outside ------------------------------------------------------------------------- */

static int admit(struct streams *streams, struct stream *stream, struct error *err)
{
	size_t own = 0;
	int code = 0;

	pthread_mutex_lock(&streams->mutex);
	for (const struct stream *one = streams->first; one; one = one->next)
		own += one->account == stream->account && !one->over;
	if (streams->stopping || streams->count >= STREAMS_MAX || own >= STREAMS_EACH) {
		code = error_set(err, ERR_BUSY,
			"too many pages are followed at once; close some of them, or try again in a moment");
	} else {
		stream->all = streams;
		stream->next = streams->first;
		stream->link = &streams->first;
		if (stream->next)
			stream->next->link = &stream->next;
		streams->first = stream;
		streams->count++;
		streams->woken = true;
		pthread_cond_signal(&streams->work);
	}
	pthread_mutex_unlock(&streams->mutex);
	return code;
}

/* Whether a reader's SINCE is a commit that the records know. */
static bool is_known(struct request *req, const char *since, const char *now)
{
	return since && strlen(since) == 40 && !since[strspn(since, "0123456789abcdef")] &&
	       store_is_ancestor(req->worker->store, since, now);
}

int stream_open(struct stream **out, struct request *req, const char *address, const char *since,
	struct error *err)
{
	struct streams *streams = req->site->streams;
	CLEANUP(stream_free) struct stream *stream = mem_alloc(sizeof *stream);
	char commit[41] = "";
	struct source source;
	int code;

	stream->socket = -1;
	stream->names = str_copy("");
	if ((code = page_begin(req->worker->pages, commit, err)) < 0)
		return code;
	code = source_find(req, address, &source, err);
	page_end(req->worker->pages);
	if (code < 0)
		return code;
	stream->record = str_copy(source.id);
	strcpy(stream->seen, is_known(req, since, commit) ? since : commit);
	stream->address = str_copy(address);
	stream->account = req->account.id;
	stream->level = roles_audience(req->roles);
	stream->is_member = request_may(req, ROLE_MEMBER);
	stream->roles = req->account.roles;
	memcpy(stream->session, req->session, sizeof stream->session);
	stream->beat = steady_now();
	stream->end = stream->beat + streams_life(streams);
	/* the id even before the first event, for a reader who is cut off soon */
	buf_printf(&stream->out, "retry: 3000\nid: %s\n\n", stream->seen);
	if ((code = admit(streams, stream, err)) < 0)
		return code;
	*out = TAKE(stream);
	return 0;
}

void stream_attach(struct stream *stream, int socket, stream_fn sleep, stream_fn wake, void *ctx)
{
	pthread_mutex_lock(&stream->all->mutex);
	stream->socket = socket;
	stream->sleep = sleep;
	stream->wake = wake;
	stream->ctx = ctx;
	pthread_mutex_unlock(&stream->all->mutex);
}

long stream_read(struct stream *stream, char *out, size_t room)
{
	struct buf *waiting = &stream->out;
	long n;

	pthread_mutex_lock(&stream->all->mutex);
	n = (long)(waiting->len < room ? waiting->len : room);
	if (n) {
		memcpy(out, waiting->data, (size_t)n);
		memmove(waiting->data, waiting->data + n, waiting->len - (size_t)n);
		buf_cut(waiting, waiting->len - (size_t)n);
	} else if (stream->over) {
		n = -1;
	} else {
		stream->asleep = true;
		stream->sleep(stream->ctx);
	}
	pthread_mutex_unlock(&stream->all->mutex);
	return n;
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	if (stream->all) {
		pthread_mutex_lock(&stream->all->mutex);
		*stream->link = stream->next;
		if (stream->next)
			stream->next->link = stream->link;
		stream->all->count--;
		pthread_mutex_unlock(&stream->all->mutex);
	}
	free(stream->record);
	free(stream->address);
	free(stream->names);
	buf_release(&stream->out);
	free(stream);
}

int get_events(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = str_format("/%s", req->segment[0]);
	const char *since = message_header(req->message, "last-event-id");
	int code = stream_open(&reply->stream, req, address,
		since && *since ? since : request_query(req, "since"), err);

	if (code == ERR_BUSY)
		reply->retry_after = RETRY_SECONDS;
	if (code < 0)
		return code;
	reply->type = "text/event-stream";
	reply->kept_private = true;
	return 0;
}
