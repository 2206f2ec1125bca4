#include "request.h"
#include "peers.h"
#include "secret.h"

#include <ctype.h>

enum { QUERY_FIELDS_MAX = 100 };

void request_release(struct request *req)
{
	free(req->path);
	for (size_t i = 0; i < ARRAY_SIZE(req->segment); i++)
		free(req->segment[i]);
	fields_release(&req->query);
	fields_release(&req->form);
	free(req->address_here);
	free(req->now_address);
	free(req->was_name);
	free(req->was_value);
	*req = (struct request){ 0 };
}

const char *request_query(const struct request *req, const char *name)
{
	return fields_get(&req->query, name);
}

const char *request_field(const struct request *req, const char *name)
{
	return fields_get(&req->form, name);
}

const char *request_field_at(const struct request *req, const char *name, size_t n)
{
	for (size_t i = 0; i < req->form.count; i++)
		if (str_equal(req->form.field[i].name, name) && n-- == 0)
			return req->form.field[i].value;
	return NULL;
}

int request_acts(const struct request *req, struct error *err)
{
	if (!req->only_shown)
		return 0;
	return error_set(err, ERR_INVALID,
		"nothing was sent: this is the same form in the language you chose");
}

bool request_may(const struct request *req, unsigned roles)
{
	return (req->roles & roles) != 0;
}

const char *request_phrase(const struct request *req, const char *english)
{
	return phrases_get(req->phrases, english);
}

const char *request_back(const char *address)
{
	if (!address || address[0] != '/' || address[1] == '/')
		return "/";
	for (const char *p = address; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == '\\' || *p == 0x7f)
			return "/";
	return address;
}

/* The next element of a list like "text/html, application/json;q=0.5": its name goes to NAME, its
 * weight in thousandths is the answer; -1 at the end. */
static int next_choice(const char **list, char *name, size_t room)
{
	const char *p = *list + strspn(*list, ", \t");
	size_t len = strcspn(p, ",; \t"), whole = strcspn(p, ",");
	const char *weight = memmem(p, whole, ";q=", 3);

	if (!*p)
		return -1;
	if (!weight)
		weight = memmem(p, whole, "; q=", 4);
	len = len < room ? len : room - 1;
	memcpy(name, p, len);
	name[len] = '\0';
	for (char *c = name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	*list = p + whole;
	return weight ? (int)(strtod(strchr(weight, '=') + 1, NULL) * 1000) : 1000;
}

/* The weight that the header LIST gives to WANTED; 0 where it does not name it. */
static int weight_of(const char *list, const char *wanted)
{
	char name[64];
	int weight;

	while (list && (weight = next_choice(&list, name, sizeof name)) >= 0)
		if (str_equal(name, wanted))
			return weight;
	return 0;
}

bool accepts_gzip(const char *header)
{
	return weight_of(header, "gzip") > 0;
}

enum format request_format(const struct message *msg, char *path)
{
	/* clang-format off */
	static const struct {
		const char *suffix, *type;
		enum format format;
	} formats[] = {
		{ ".json", "application/json", FORMAT_JSON },
		{ ".md",   "text/markdown",    FORMAT_MARKDOWN },
		{ ".pdf",  "application/pdf",  FORMAT_PDF },
		{ ".csv",  "text/csv",         FORMAT_CSV },
	};
	/* clang-format on */
	const char *accept = message_header(msg, "accept");

	if (str_starts(path, "/static/") || strstr(path, "/attachments/")) /* files, whatever they are called */
		return FORMAT_HTML;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (str_ends(path, formats[i].suffix)) {
			path[strlen(path) - strlen(formats[i].suffix)] = '\0';
			return formats[i].format;
		}
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (weight_of(accept, formats[i].type) > weight_of(accept, "text/html"))
			return formats[i].format;
	return FORMAT_HTML;
}

static const struct phrases *language_asked(const char *header)
{
	const struct phrases *best = NULL;
	char name[64];
	int weight, most = 0;

	while (header && (weight = next_choice(&header, name, sizeof name)) >= 0) {
		name[strcspn(name, "-_")] = '\0';
		if (weight > most && phrases_find(name)) {
			best = phrases_find(name);
			most = weight;
		}
	}
	return best;
}

/* The cookie NAME, cut to ROOM; "" where there is none. */
static void read_cookie(const struct message *msg, const char *name, char *out, size_t room)
{
	size_t len = strlen(name);

	out[0] = '\0';
	for (size_t i = 0; i < msg->headers.count; i++) {
		const char *p = msg->headers.field[i].value;

		if (!str_equal(msg->headers.field[i].name, "cookie"))
			continue;
		for (; *p; p += strcspn(p, ";")) {
			p += strspn(p, "; ");
			if (strncmp(p, name, len) != 0 || p[len] != '=')
				continue;
			p += len + 1;
			size_t n = strcspn(p, "; \"");

			if (n >= room)
				continue;
			memcpy(out, p, n);
			out[n] = '\0';
			return;
		}
	}
}

/* A token as this program makes them, or "". */
static void read_token(const struct message *msg, const char *name, char out[TOKEN_LEN + 1])
{
	read_cookie(msg, name, out, TOKEN_LEN + 1);
	for (const char *p = out; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '-' && *p != '_')
			out[0] = '\0';
	if (strlen(out) != TOKEN_LEN)
		out[0] = '\0';
}

/* The hops that one header names, nearest last; TRUE when OUT is the first that is no proxy. */
static bool read_hops(const char *proxies, const char *via, char out[ADDRESS_MAX])
{
	for (size_t end = strlen(via);;) {
		size_t start = end;
		char hop[ADDRESS_MAX];

		while (start && via[start - 1] != ',')
			start--;
		size_t lead = start + strspn(via + start, " \t"), len = end > lead ? end - lead : 0;

		while (len && (via[lead + len - 1] == ' ' || via[lead + len - 1] == '\t'))
			len--;
		if (!peers_read_address(via + lead, len, hop))
			return true;
		strcpy(out, hop);
		if (!peers_is_proxy(proxies, hop))
			return true;
		if (!start)
			return false;
		end = start - 1;
	}
}

/* Who asks: the peer, or, where that is a proxy of ours, the last hop that is none. */
static void read_address(struct request *req)
{
	const struct fields *headers = &req->message->headers;
	const char *proxies = req->site->proxies;

	if (!peers_read_address(
		    req->message->peer, strlen(req->message->peer), req->address))
		strcpy(req->address, "-");
	if (!peers_is_proxy(proxies, req->address))
		return;
	for (size_t i = headers->count; i-- > 0;)
		if (str_equal(headers->field[i].name, "x-forwarded-for") &&
			read_hops(proxies, headers->field[i].value, req->address))
			return;
}

static int check_count(const struct fields *query, struct error *err)
{
	if (query->count <= QUERY_FIELDS_MAX)
		return 0;
	return error_set(err, ERR_INVALID,
		"this address asks for more than %d things at once; begin again at the first page",
		QUERY_FIELDS_MAX);
}

int request_read(struct request *req, const char *query, struct error *err)
{
	char language[16];
	const struct message *msg = req->message;

	read_cookie(msg, "language", language, sizeof language);
	req->phrases = *language ? phrases_find(language) : NULL;
	if (!req->phrases)
		req->phrases = language_asked(message_header(msg, "accept-language"));
	read_token(msg, "session", req->came_with);
	read_token(msg, "visit", req->visit);
	read_token(msg, "device", req->device);
	read_address(req);
	req->roles = roles_full(ROLE_PUBLIC);
	int code = fields_read_urlencoded(&req->query, query, strlen(query), err);

	return code < 0 ? code : check_count(&req->query, err);
}

int request_read_form(struct request *req, struct error *err)
{
	const char *type = message_header(req->message, "content-type");
	const struct buf *body = &req->message->body;

	if (body->len == 0)
		return 0;
	if (type && strncasecmp(type, "multipart/form-data", 19) == 0)
		return fields_read_multipart(&req->form, type, buf_text(body), body->len, err);
	if (type && strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0)
		return fields_read_urlencoded(&req->form, buf_text(body), body->len, err);
	return error_set(err, ERR_INVALID, "only forms can be sent here");
}
