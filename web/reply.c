#include "reply.h"
#include "cache.h"
#include "secret.h"
#include "stream.h"

#include <stdio.h>
#include <zlib.h>

enum { SQUEEZE_FROM = 1024, SQUEEZE_LEVEL = 3 };

/* clang-format off */
static const char policy[] =
	"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
	"form-action 'self'; connect-src 'self'; frame-ancestors 'none'; "
	"base-uri 'none'; font-src 'none'";

static const char *const security_headers[][2] = {
	{ "X-Content-Type-Options",     "nosniff" },
	{ "Referrer-Policy",            "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Vary",                       "Cookie, Accept-Encoding, Accept, Accept-Language" },
};
/* clang-format on */

void reply_restart(struct reply *reply)
{
	struct reply fresh = { .cookies = reply->cookies };

	memcpy(fresh.cookie, reply->cookie, sizeof fresh.cookie);
	free(reply->location);
	free(reply->etag);
	free(reply->download);
	stream_free(reply->stream);
	buf_release(&reply->body);
	*reply = fresh;
}

void reply_release(struct reply *reply)
{
	for (size_t i = 0; i < reply->cookies; i++)
		free(reply->cookie[i]);
	reply->cookies = 0;
	reply_restart(reply);
	*reply = (struct reply){ 0 };
}

void reply_redirect(struct reply *reply, const char *address, const char *flash)
{
	size_t len = strcspn(address, "#");

	free(reply->location);
	reply->status = 303;
	reply->kept_private = true;
	if (!flash)
		reply->location = str_copy(address);
	else
		reply->location = str_format("%.*s%cdone=%s%s", (int)len, address,
			memchr(address, '?', len) ? '&' : '?', flash, address + len);
}

void reply_cookie(const struct request *req, struct reply *reply, const char *name,
	const char *value, enum cookie_life life)
{
	static const char *const ages[] = {
		[COOKIE_VISIT] = "",
		[COOKIE_MONTH] = "; Max-Age=2592000",
		[COOKIE_YEAR] = "; Max-Age=31536000",
		[COOKIE_GONE] = "; Max-Age=0",
	};

	if (reply->cookies == ARRAY_SIZE(reply->cookie))
		abort();
	reply->cookie[reply->cookies++] = str_format("%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
		name, value, ages[life], req->site->https ? "; Secure" : "");
}

void reply_begin_visit(struct request *req, struct reply *reply)
{
	reply->kept_private = true;
	if (req->signed_in)
		return;
	if (!*req->visit) {
		token_new(req->visit);
		reply_cookie(req, reply, "visit", req->visit, COOKIE_VISIT);
	}
	token_derive(req->form_token, req->visit, "form");
}

/* The same whether it says W/ or not: gzip makes a tag weak, and a reader sends it back so. */
static const char *strong(const char *etag)
{
	return str_starts(etag, "W/") ? etag + 2 : etag;
}

bool reply_is_known(const struct request *req, const char *etag)
{
	const char *list = message_header(req->message, "if-none-match");
	size_t len = strlen(strong(etag));

	if (!list || !str_equal(req->method, "GET"))
		return false;
	if (str_equal(list, "*"))
		return true;
	for (const char *p = list; *p; p += strcspn(p, ",")) {
		p += strspn(p, ", \t");
		const char *tag = strong(p);

		if (strncmp(tag, strong(etag), len) == 0 && (!tag[len] || strchr(", \t", tag[len])))
			return true;
	}
	return false;
}

struct squeeze {
	z_stream stream;
};

void squeeze_free(struct squeeze *squeeze)
{
	if (!squeeze)
		return;
	deflateEnd(&squeeze->stream);
	free(squeeze);
}

/* The thread's compressor, ready; made once, since its memory costs more than a page. */
static z_stream *squeeze_ready(struct worker *worker)
{
	enum { GZIP = 15 + 16, MEMORY = 8 };

	if (!worker->squeeze) {
		worker->squeeze = mem_alloc(sizeof *worker->squeeze);
		if (deflateInit2(&worker->squeeze->stream, SQUEEZE_LEVEL, Z_DEFLATED, GZIP, MEMORY,
			    Z_DEFAULT_STRATEGY) != Z_OK)
			abort();
	} else {
		deflateReset(&worker->squeeze->stream);
	}
	return &worker->squeeze->stream;
}

static bool is_text(const char *type)
{
	return !type || str_starts(type, "text/") || strstr(type, "json") || strstr(type, "svg") ||
	       strstr(type, "javascript");
}

static void squeeze_body(struct worker *worker, struct reply *reply)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	z_stream *stream = squeeze_ready(worker);
	size_t room = deflateBound(stream, reply->body.len);

	stream->next_in = (unsigned char *)reply->body.data;
	stream->avail_in = (unsigned)reply->body.len;
	stream->next_out = (unsigned char *)buf_reserve(&out, room);
	stream->avail_out = (unsigned)room;
	if (deflate(stream, Z_FINISH) != Z_STREAM_END)
		return;
	buf_release(&reply->body);
	reply->body = out;
	reply->body.len = room - stream->avail_out;
	out = (struct buf)BUF_INIT;
	reply->squeezed = true;
}

static bool takes_gzip(const struct request *req)
{
	const char *accept = message_header(req->message, "accept-encoding");

	return accepts_gzip(accept);
}

bool reply_from_cache(struct request *req, struct reply *reply, const char *page)
{
	struct cache *cache = req->site->cache;
	struct cache_key key = { reply->etag, page, req->address_here };

	buf_cut(&reply->body, 0);
	if (takes_gzip(req))
		reply->squeezed = cache_get(cache, &key, true, &reply->body);
	if (!reply->squeezed &&
		!cache_get(cache, &key, false, &reply->body))
		return false;
	reply->kept = page;
	if (req->format == FORMAT_JSON)
		reply->type = "application/json";
	return true;
}

void reply_keep(struct request *req, struct reply *reply, const char *page)
{
	cache_put(req->site->cache, &(struct cache_key){ reply->etag, page, req->address_here },
		false, &reply->body);
	reply->kept = page;
}

void reply_finish(struct request *req, struct reply *reply)
{

	if (reply->etag && (!reply->status || reply->status == 200) &&
		reply_is_known(req, reply->etag)) {
		reply->status = 304;
		buf_release(&reply->body);
	}
	if (req->worker && reply->body.len > SQUEEZE_FROM && !reply->squeezed &&
		is_text(reply->type) && takes_gzip(req)) {
		squeeze_body(req->worker, reply);
		if (reply->kept && reply->squeezed)
			cache_put(req->site->cache,
				&(struct cache_key){ reply->etag, reply->kept, req->address_here },
				true, &reply->body);
	}
	if (reply->squeezed && reply->etag && reply->etag[0] == '"') {
		char *weak = str_format("W/%s", reply->etag);

		free(reply->etag);
		reply->etag = weak;
	}
}

static const char *cache_control(const struct request *req, const struct reply *reply)
{
	if (reply->cached_long)
		return "public, max-age=31536000, immutable";
	if (reply->kept_private || req->signed_in || reply->cookies ||
		(reply->status && reply->status != 200 && reply->status != 304))
		return "private, no-store";
	return "no-cache";
}

/* NAME as it may stand in a quoted string and as a header; what may not becomes "_". */
static char *download_header(const char *name, bool shown)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	buf_printf(&out, "%s; filename=\"", shown ? "inline" : "attachment");
	for (const char *p = name; *p; p++)
		buf_addc(&out, *p >= ' ' && *p < 0x7f && !strchr("\"\\/", *p) ? *p : '_');
	buf_puts(&out, "\"; filename*=UTF-8''");
	buf_add_url(&out, name);
	return buf_take(&out);
}

void reply_each_header(
	const struct request *req, const struct reply *reply, reply_header_fn each, void *ctx)
{
	char seconds[16];

	each(ctx, "Content-Security-Policy",
		reply->sandboxed ? "sandbox; default-src 'none'; frame-ancestors 'none'" : policy);
	for (size_t i = 0; i < ARRAY_SIZE(security_headers); i++)
		each(ctx, security_headers[i][0], security_headers[i][1]);
	each(ctx, "Cache-Control", cache_control(req, reply));
	if (reply->status != 304)
		each(ctx, "Content-Type", reply->type ? reply->type : "text/html; charset=utf-8");
	if (reply->etag)
		each(ctx, "ETag", reply->etag);
	if (reply->location)
		each(ctx, "Location", reply->location);
	if (reply->allow)
		each(ctx, "Allow", reply->allow);
	if (reply->squeezed && reply->status != 304)
		each(ctx, "Content-Encoding", "gzip");
	if (reply->retry_after) {
		snprintf(seconds, sizeof seconds, "%d", reply->retry_after);
		each(ctx, "Retry-After", seconds);
	}
	if (reply->download) {
		CLEANUP(str_free) char *value = download_header(reply->download, reply->shown);

		each(ctx, "Content-Disposition", value);
	}
	for (size_t i = 0; i < reply->cookies; i++)
		each(ctx, "Set-Cookie", reply->cookie[i]);
	if (reply->stream) /* nginx would hold events back until it has a page of them */
		each(ctx, "X-Accel-Buffering", "no");
	if (reply->close)
		each(ctx, "Connection", "close");
}
