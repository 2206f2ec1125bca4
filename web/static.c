#include "embed.h"
#include "handlers.h"

static const char *type_of(const char *name)
{
	/* clang-format off */
	static const struct {
		const char *suffix, *type;
	} types[] = {
		{ ".css",  "text/css; charset=utf-8" },
		{ ".js",   "text/javascript; charset=utf-8" },
		{ ".svg",  "image/svg+xml" },
		{ ".png",  "image/png" },
		{ ".ico",  "image/x-icon" },
		{ ".json", "application/json" },
		{ ".txt",  "text/plain; charset=utf-8" },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (str_ends(name, types[i].suffix))
			return types[i].type;
	return "application/octet-stream";
}

/* An address with the hash of another build still gets the file, but nobody keeps it. */
int static_get(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *name = str_format("static/%s", req->segment[1]);
	const struct embedded *file = embedded_find(name);

	if (!file)
		return error_set(err, ERR_NOT_FOUND, "there is no such page");
	reply->type = type_of(name);
	reply->cached_long = str_equal(file->hash, req->segment[0]);
	reply->etag = str_format("\"%s\"", file->hash);
	buf_add(&reply->body, file->data, file->len);
	return 0;
}
