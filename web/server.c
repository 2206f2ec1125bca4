#include "server.h"
#include "actions.h"
#include "gate.h"
#include "listen.h"
#include "log.h"
#include "pdf.h"
#include "peers.h"
#include "stream.h"
#include "watch.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTIONS_MAX = 1024,
	/* The library notes every parameter of an address here, and falls silent where it cannot. */
	CONNECTION_MEMORY = 512 * 1024,
	HEADERS_SIZE_MAX = 32 * 1024,
	FREE_BODY = 64 * 1024,    /* bodies up to this have room: connections are bounded */
	LARGE_MAX = 128 << 20,    /* bytes of larger bodies at one time, of who is signed in */
	STRANGERS_MAX = 32 << 20, /* and of strangers */
	IDLE_SECONDS = 20,
	HEADER_SECONDS = 15, /* also how long a connection waits for its next request */
	BODY_SECONDS = 60,
	SEND_SECONDS = 300,
	STOP_SECONDS = 10,
	STREAM_PIECE = 4096,
};

struct server {
	struct site *site;
	struct actions *actions;
	struct watch *watch;
	struct peers *peers;
	struct log *log;
	struct mailer *mailer;
	struct MHD_Daemon *daemon;
	char *address;
	int socket;
	int body_seconds;
	bool raw_headers; /* the library leaves a request's head as message_read_headers reads it */
	atomic_int under_way; /* requests whose first line has come */
	atomic_size_t large, strangers; /* bytes of large bodies: of who is signed in, and others' */
	atomic_bool stopping;
};

enum stage { STAGE_LINE, STAGE_KNOWN, STAGE_BODY, STAGE_WORK, STAGE_ANSWER, STAGE_SENT };

/* One request and its answer, from its first line to the last byte sent. */
struct exchange {
	struct server *server;
	struct MHD_Connection *connection;
	struct watched *watched;
	enum stage stage;
	const char *uri; /* the request line's second word, where it came to lie */
	size_t uri_len;
	struct message message;
	struct request request;
	struct reply reply;
	size_t room;
	size_t held;	    /* of ROOM, what is counted in *POT */
	atomic_size_t *pot; /* one of the server's, or NULL */
	size_t sent;
	struct timespec begun;
};

static struct watched *watched_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
		->socket_context;
}

/* Called before anything is read: one address has no more than its share. */
static enum MHD_Result on_accept(void *ctx, const struct sockaddr *peer, socklen_t len)
{
	struct server *server = ctx;
	char address[ADDRESS_MAX];

	listen_name_peer(peer, address, sizeof address);
	return peers_admit(server->peers, address) ? MHD_YES : MHD_NO;
}

static void name_peer(struct MHD_Connection *connection, char *out, size_t room)
{
	listen_name_peer(
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
		out, room);
}

static void on_connection(void *ctx, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode code)
{
	struct server *server = ctx;
	char address[ADDRESS_MAX];

	name_peer(connection, address, sizeof address);
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		peers_add(server->peers, address);
		*socket_context = watch_add(server->watch,
			MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
				->connect_fd);
		watch_set(*socket_context, HEADER_SECONDS);
	} else {
		peers_remove(server->peers, address);
		watch_remove(server->watch, *socket_context);
	}
}

/* The first line has come: nothing of it has been decoded or cut yet. */
static void *on_line(void *ctx, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *ex = mem_alloc(sizeof *ex);

	ex->server = ctx;
	ex->connection = connection;
	ex->watched = watched_of(connection);
	ex->request.site = ex->server->site;
	ex->message.target = str_copy_n(
		uri ? uri : "", uri ? strnlen(uri, MESSAGE_TARGET_MAX + 1) : 0);
	ex->uri = uri;
	ex->uri_len = uri ? strlen(uri) : 0;
	clock_gettime(CLOCK_MONOTONIC, &ex->begun);
	atomic_fetch_add(&ex->server->under_way, 1);
	return ex;
}

static void write_log(const struct exchange *ex)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	log_add(ex->server->log,
		&(struct log_entry){
			.address = ex->request.address,
			.method = ex->message.method,
			.target = ex->message.target,
			.status = ex->reply.status ? ex->reply.status : 200,
			.bytes = ex->sent,
			.microseconds = (now.tv_sec - ex->begun.tv_sec) * 1000000LL +
					(now.tv_nsec - ex->begun.tv_nsec) / 1000,
			.login = ex->request.account.login,
		});
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **request_context,
	enum MHD_RequestTerminationCode code)
{
	struct exchange *ex = *request_context;

	if (!ex)
		return;
	if (ex->stage != STAGE_LINE)
		write_log(ex);
	watch_set(ex->watched, HEADER_SECONDS);
	if (ex->pot)
		atomic_fetch_sub(ex->pot, ex->held);
	atomic_fetch_sub(&ex->server->under_way, 1);
	request_release(&ex->request);
	reply_release(&ex->reply);
	message_release(&ex->message);
	free(ex);
	*request_context = NULL;
}

static void add_header(void *response, const char *name, const char *value)
{
	MHD_add_response_header(response, name, value);
}

static void put_to_sleep(void *connection)
{
	MHD_suspend_connection(connection);
}

static void wake(void *connection)
{
	MHD_resume_connection(connection);
}

static ssize_t read_stream(void *stream, uint64_t pos, char *out, size_t room)
{
	long n = stream_read(stream, out, room);

	return n < 0 ? MHD_CONTENT_READER_END_OF_STREAM : n;
}

static void end_stream(void *stream)
{
	stream_free(stream);
}

/* Events, as long as they come: no thread waits for them. */
static struct MHD_Response *stream_response(struct exchange *ex)
{
	struct stream *stream = ex->reply.stream;
	struct MHD_Response *response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, STREAM_PIECE, read_stream, stream, end_stream);

	if (!response)
		return NULL;
	stream_attach(stream,
		MHD_get_connection_info(ex->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
			->connect_fd,
		put_to_sleep, wake, ex->connection);
	return response;
}

/* The body goes along. */
static struct MHD_Response *whole_response(struct exchange *ex)
{
	struct buf *body = &ex->reply.body;
	struct MHD_Response *response = MHD_create_response_from_buffer(body->len,
		body->len ? body->data : "",
		body->len ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);

	if (response)
		*body = (struct buf)BUF_INIT;
	return response;
}

/* Hand the answer to the library. */
static enum MHD_Result send_answer(struct exchange *ex)
{
	struct reply *reply = &ex->reply;
	unsigned status = reply->status ? (unsigned)reply->status : MHD_HTTP_OK;
	struct MHD_Response *response;
	enum MHD_Result result;
	int lasts;

	ex->sent = ex->request.head ? 0 : reply->body.len;
	if (atomic_load(&ex->server->stopping))
		reply->close = true;
	response = reply->stream ? stream_response(ex) : whole_response(ex);
	if (!response)
		return MHD_NO;
	reply_each_header(&ex->request, reply, add_header, response);
	lasts = reply->stream ? streams_life(ex->server->site->streams) + SEND_SECONDS : SEND_SECONDS;
	reply->stream = NULL; /* the response's */
	result = MHD_queue_response(ex->connection, status, response);
	MHD_destroy_response(response);
	ex->stage = STAGE_SENT;
	watch_set(ex->watched, lasts);
	return result;
}

/* Refuse here and now; where the body has not been read, the connection ends with it. */
static enum MHD_Result refuse(struct exchange *ex, int status, const struct error *why)
{
	struct error err = { 0 };

	if (site_worker(ex->server->site, &ex->request.worker, &err) < 0)
		ex->request.worker = NULL;
	gate_refuse(&ex->request, &ex->reply, status, why);
	ex->reply.close = true;
	return send_answer(ex);
}

static enum MHD_Result each_value(void *ctx, enum MHD_ValueKind kind, const char *name,
	size_t name_len, const char *value, size_t value_len)
{
	message_add_header(ctx, name, name_len, value ? value : "", value_len);
	return MHD_YES;
}

/*
 * The headers as they came. Version 0.9.75 of the library mends what has to be refused (folded
 * lines, single LFs, NULs), so they are read from its buffer: METHOD is where the request
 * begins, VERSION the end of its first line. Later versions refuse these by themselves.
 */
static int read_headers(struct exchange *ex, const char *method, const char *version, int *status,
	struct error *err)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		ex->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	const char *headers = version + strlen(version) + 2;
	static const char rule[] = "the program that asked broke a rule of HTTP: %s";

	*status = 431;
	if (info && info->header_size > HEADERS_SIZE_MAX)
		return error_set(err, ERR_INVALID, rule, "too many headers");
	*status = 400;
	if (!str_equal(version, "HTTP/1.1") && !str_equal(version, "HTTP/1.0"))
		return error_set(err, ERR_INVALID, rule, "a version that is neither 1.0 nor 1.1");
	if (!ex->server->raw_headers) {
		MHD_get_connection_values_n(
			ex->connection, MHD_HEADER_KIND, each_value, &ex->message);
		return 0;
	}
	if (!info || !ex->uri || method + strlen(method) + 1 != ex->uri ||
		ex->uri + ex->uri_len + 1 != version || headers[-1] != '\0' ||
		method + info->header_size < headers)
		return error_set(err, ERR_INVALID, rule, "a first line that is not three words");
	return message_read_headers(
		&ex->message, headers, info->header_size - (size_t)(headers - method), status, err);
}

/* What a large body will take is set aside before it comes, so that it can be refused in words. */
static bool set_room_aside(struct exchange *ex)
{
	unsigned long long length = message_length(&ex->message);
	struct server *server = ex->server;
	bool known = ex->request.signed_in;
	atomic_size_t *pot = known ? &server->large : &server->strangers;
	size_t most = known ? LARGE_MAX : STRANGERS_MAX, wanted;

	ex->room = gate_room(&ex->request);
	wanted = length < ex->room ? (size_t)length : ex->room;
	if (wanted <= FREE_BODY)
		return true;
	if (atomic_fetch_add(pot, wanted) + wanted > most) {
		atomic_fetch_sub(pot, wanted);
		return false;
	}
	ex->held = wanted;
	ex->pot = pot;
	return true;
}

static enum MHD_Result expect_body(struct exchange *ex)
{
	struct error why = { 0 };

	if (!set_room_aside(ex)) {
		error_set(&why, ERR_BUSY,
			"the server has too much to do just now; try again in a moment");
		return refuse(ex, 503, &why);
	}
	ex->stage = STAGE_BODY;
	watch_set(ex->watched, ex->server->body_seconds);
	return MHD_YES;
}

/* On a thread of the pool: who asks. What cannot be found out now is asked again with the answer. */
static void identify(struct exchange *ex)
{
	if (site_worker(ex->server->site, &ex->request.worker, NULL) == 0)
		gate_identify(&ex->request, NULL);
	ex->request.worker = NULL;
}

static void identify_and_wake(void *ctx)
{
	struct exchange *ex = ctx;

	identify(ex);
	MHD_resume_connection(ex->connection);
}

/* Who sends a large body is asked before there is room for it. */
static enum MHD_Result identify_sender(struct exchange *ex)
{
	struct error why = { 0 };

	ex->stage = STAGE_KNOWN;
	watch_set(ex->watched, 0);
	MHD_suspend_connection(ex->connection);
	if (actions_add(ex->server->actions, LANE_SIGNED_IN, identify_and_wake, ex, &why) < 0)
		MHD_resume_connection(ex->connection);
	return MHD_YES;
}

/* All headers are here, the body is not. */
static enum MHD_Result begin(struct exchange *ex, const char *method, const char *version)
{
	struct error why = { 0 };
	int status = 400, code;

	name_peer(ex->connection, ex->message.peer, sizeof ex->message.peer);
	ex->message.socket = MHD_get_connection_info(
		ex->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
				     ->connect_fd;
	memcpy(ex->message.method, method, strnlen(method, sizeof ex->message.method - 1));
	code = read_headers(ex, method, version, &status, &why);
	if (code == 0)
		code = gate_admit(&ex->request, &ex->message, &status, &why);
	else
		ex->request.message = &ex->message;
	ex->stage = STAGE_BODY;
	if (code < 0)
		return refuse(ex, status, &why);
	if (message_length(&ex->message) > MESSAGE_BODY_MAX) {
		error_set(&why, ERR_TOO_LARGE,
			"this is too large: at most %zu KB can be sent here at once",
			gate_room(&ex->request) / 1024);
		return refuse(ex, 413, &why);
	}
	if (*ex->request.came_with && message_length(&ex->message) > FREE_BODY)
		return identify_sender(ex);
	return expect_body(ex);
}

/* Keep what there is room for; read on to the end, so that the sender hears the answer. */
static void take_body(struct exchange *ex, const char *data, size_t len)
{
	struct buf *body = &ex->message.body;
	size_t room = ex->room - body->len;

	ex->message.came += len;
	buf_add(body, data, len < room ? len : room);
}

static void answer(struct exchange *ex)
{
	struct error why = { 0 };

	if (site_worker(ex->server->site, &ex->request.worker, &why) == 0) {
		gate_answer(&ex->request, &ex->reply);
	} else {
		ex->request.worker = NULL;
		gate_refuse(&ex->request, &ex->reply, 503, &why);
	}
	ex->stage = STAGE_ANSWER;
}

static void answer_and_wake(void *ctx)
{
	struct exchange *ex = ctx;

	answer(ex);
	MHD_resume_connection(ex->connection);
}

/* There is no thread for it now. */
static void turn_away(struct exchange *ex, const struct error *why)
{
	struct error err = { 0 };

	if (site_worker(ex->server->site, &ex->request.worker, &err) < 0)
		ex->request.worker = NULL;
	gate_refuse(&ex->request, &ex->reply, 0, why);
	ex->stage = STAGE_ANSWER;
}

/* The answer on the pool, in the lane of whoever asks; the connection sleeps. */
static void queue_answer(struct exchange *ex)
{
	struct error why = { 0 };
	enum lane lane = ex->request.signed_in ? LANE_SIGNED_IN :
		str_equal(ex->request.method, "POST") ? LANE_FORMS : LANE_PAGES;

	if (actions_add(ex->server->actions, lane, answer_and_wake, ex, &why) < 0) {
		turn_away(ex, &why);
		MHD_resume_connection(ex->connection);
	}
}

/* On a thread of the pool: a cookie alone makes nobody signed in. */
static void identify_and_answer(void *ctx)
{
	struct exchange *ex = ctx;

	identify(ex);
	if (ex->request.signed_in)
		answer_and_wake(ex);
	else
		queue_answer(ex);
}

static enum MHD_Result complete(struct exchange *ex)
{
	struct request *req = &ex->request;
	struct error why = { 0 };

	watch_set(ex->watched, 0);
	ex->stage = STAGE_WORK;
	if (!gate_waits(req)) {
		answer(ex);
		return send_answer(ex);
	}
	MHD_suspend_connection(ex->connection);
	if (!*req->came_with || req->identified) {
		queue_answer(ex);
	} else if (actions_add(ex->server->actions, LANE_SIGNED_IN, identify_and_answer, ex, &why) <
		   0) {
		turn_away(ex, &why);
		MHD_resume_connection(ex->connection);
	}
	return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *len,
	void **request_context)
{
	struct exchange *ex = *request_context;

	switch (ex->stage) {
	case STAGE_LINE:
		return begin(ex, method, version);
	case STAGE_KNOWN:
		return expect_body(ex);
	case STAGE_BODY:
		if (*len == 0)
			return complete(ex);
		take_body(ex, data, *len);
		*len = 0;
		return MHD_YES;
	case STAGE_ANSWER:
		return send_answer(ex);
	default:
		return MHD_YES;
	}
}

static int start_daemon(struct server *server, int threads, struct error *err)
{
	server->daemon = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0,
		on_accept, server, on_request, server, MHD_OPTION_LISTEN_SOCKET, server->socket,
		MHD_OPTION_THREAD_POOL_SIZE, (unsigned)threads, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_URI_LOG_CALLBACK, on_line, server, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
		MHD_OPTION_END);
	if (!server->daemon)
		return error_set(
			err, ERR_FAILED, "the server could not be started on %s", server->address);
	return 0;
}

static int thread_count(int wanted)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (wanted > 0)
		return wanted;
	return processors < 2 ? 2 : (int)processors;
}

int server_start(struct server **out, const struct council *council,
	const struct server_options *options, struct error *err)
{
	CLEANUP(server_stop) struct server *server = mem_alloc(sizeof *server);
	const char *proxies = options->proxies ? options->proxies :
		options->origin	       ? "127.0.0.1, ::1" : "";
	int code;

	server->socket = -1;
	server->body_seconds = options->body_seconds ? options->body_seconds : BODY_SECONDS;
	server->raw_headers = str_equal(MHD_get_version(), "0.9.75");
	code = peers_new(&server->peers, proxies, err);
	if (code == 0)
		code = listen_open(&server->socket, &server->address, options->listen, err);
	if (code == 0)
		code = site_open(&server->site, council,
			options->origin ? options->origin : server->address, proxies, err);
	if (code == 0 && options->pdf_seconds > 0)
		pdf_set_seconds(server->site->pdf, options->pdf_seconds);
	if (code == 0)
		server->site->past_seconds = options->past_seconds;
	if (code == 0)
		code = watch_start(&server->watch, err);
	if (code == 0)
		code = log_start(&server->log, options->log, err);
	if (code == 0)
		code = actions_start(
			&server->actions, options->actions > 0 ? options->actions : 32, err);
	if (code == 0)
		code = streams_start(&server->site->streams, server->site, options->beat_seconds, err);
	if (code == 0)
		code = mailer_start(&server->mailer, server->site, &options->mail, err);
	if (code == 0)
		code = start_daemon(server, thread_count(options->threads), err);
	if (code < 0)
		return code;
	*out = TAKE(server);
	return 0;
}

const char *server_address(const struct server *server)
{
	return server->address;
}

/* No new connections; what is under way may finish. */
static void let_finish(struct server *server)
{
	const struct timespec moment = { .tv_nsec = 5000000 };

	atomic_store(&server->stopping, true);
	MHD_quiesce_daemon(server->daemon);
	shutdown(server->socket, SHUT_RDWR);
	streams_finish(server->site->streams);
	for (int i = 0; i < STOP_SECONDS * 200 && atomic_load(&server->under_way) > 0; i++)
		nanosleep(&moment, NULL);
}

/* An action that has begun is always finished: a save is never cut. All connections are awake then,
 * as the library demands. */
void server_stop(struct server *server)
{
	if (!server)
		return;
	if (server->daemon) {
		pdf_stop(server->site->pdf);
		let_finish(server);
		actions_finish(server->actions);
		MHD_stop_daemon(server->daemon);
	}
	actions_stop(server->actions);
	watch_stop(server->watch);
	log_stop(server->log);
	mailer_stop(server->mailer);
	if (server->site)
		streams_free(server->site->streams);
	site_close(server->site);
	peers_free(server->peers);
	if (server->socket >= 0)
		close(server->socket);
	free(server->address);
	free(server);
}
