#pragma once

/*
 * Streams of events, as server-sent events (text/event-stream) have them: a reader who is
 * signed in hears of new versions of a record and of what belongs to it,
 *
 *	event: revision
 *	data: {"record":"/proposals/2015/1","commit":"…","by":"…","at":"2026-11-28T12:03+04:00","was":"…"}
 *
 * WAS being the record's version before what the stream told last, or null, and members of who else
 * is editing it (presence.h):
 *
 *	event: editing
 *	data: {"names":["…"]}
 *
 * Each event's id is the commit that it stands for: a reader who comes back with it misses nothing. A
 * waiting stream holds no thread. One thread of ours looks after all of them: what is new, a sign of
 * life, who has gone away, whose session has ended. The library of HTTP is known elsewhere.
 */

#include "request.h"

enum { STREAMS_MAX = 256, STREAMS_EACH = 4, STREAM_BEAT_SECONDS = 15 };

struct streams;
struct stream;

/* BEAT: seconds between signs of life; a stream ends after 40 of them, and its session is asked for every 8; 0: 15. */
int streams_start(struct streams **out, struct site *site, int beat, struct error *err);
/* How long a stream lasts at most, in seconds. */
int streams_life(const struct streams *streams);
/* All streams end, and nobody gets another one. */
void streams_finish(struct streams *streams);
/* When all of them are freed. */
void streams_free(struct streams *streams);
/* Something may have happened: a commit, or who is editing. */
void streams_wake(struct streams *streams);

/*
 * A stream on the record at ADDRESS for the one who asks; what is new since the commit SINCE (NULL: since
 * now) comes first. ERR_NOT_FOUND where they see no such record; ERR_BUSY: there are too many.
 */
int stream_open(struct stream **out, struct request *req, const char *address, const char *since,
	struct error *err);

/* Who sends it: SLEEP and WAKE put the connection CTX to sleep and wake it; SOCKET is looked at for its end. */
typedef void (*stream_fn)(void *ctx);
void stream_attach(struct stream *stream, int socket, stream_fn sleep, stream_fn wake, void *ctx);

/* The next bytes, at most ROOM; 0: there are none now and the connection was put to sleep; -1: it is over. */
long stream_read(struct stream *stream, char *out, size_t room);
void stream_free(struct stream *stream);
DEFINE_CLEANUP(struct stream *, stream_free)
