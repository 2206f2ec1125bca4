#include "message.h"
#include "text.h"

#include <ctype.h>

void message_release(struct message *msg)
{
	free(msg->target);
	fields_release(&msg->headers);
	buf_release(&msg->body);
	*msg = (struct message){ 0 };
}

const char *message_header(const struct message *msg, const char *name)
{
	return fields_get(&msg->headers, name);
}

static int refuse(int *status, int http, struct error *err, const char *why)
{
	*status = http;
	return error_set(err, ERR_INVALID, "the program that asked broke a rule of HTTP: %s", why);
}

void message_add_header(
	struct message *msg, const char *name, size_t name_len, const char *value, size_t value_len)
{
	CLEANUP(str_free) char *lower = str_copy_n(name, name_len);

	for (char *p = lower; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	while (value_len && (*value == ' ' || *value == '\t'))
		value++, value_len--;
	while (value_len && (value[value_len - 1] == ' ' || value[value_len - 1] == '\t'))
		value_len--;
	fields_add_bytes(&msg->headers, lower, value, value_len, NULL);
}

int message_read_headers(
	struct message *msg, const char *block, size_t len, int *status, struct error *err)
{
	const char *p = block, *end = block + len;

	/* The empty line that ends the headers is the last two bytes. */
	while (end - p > 2) {
		const char *value = memchr(p, '\0', (size_t)(end - p)), *stop = NULL;

		if (value)
			stop = memchr(value + 1, '\0', (size_t)(end - value - 1));

		if (*p == ' ' || *p == '\t')
			return refuse(status, 400, err, "a folded header");
		if (!stop || end - stop < 2 || stop[1] != '\0')
			return refuse(status, 400, err, "a header line that does not end in CRLF");
		if (msg->headers.count == MESSAGE_HEADERS_MAX)
			return refuse(status, 431, err, "too many headers");
		message_add_header(
			msg, p, (size_t)(value - p), value + 1, (size_t)(stop - value - 1));
		p = stop + 2;
	}
	if (end - p != 2 || p[0] != '\0' || p[1] != '\0')
		return refuse(status, 400, err, "headers without an end");
	return 0;
}

static bool is_token(const char *name)
{
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("!#$%&'*+-.^_`|~", *p))
			return false;
	return *name != '\0';
}

static bool has_control(const char *value)
{
	for (const char *p = value; *p; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
			return true;
	return false;
}

static bool is_host(const char *value)
{
	size_t len = strlen(value);

	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)value[i]) && !strchr(".-_:[]", value[i]))
			return false;
	return len > 0 && len < 256;
}

static bool is_length(const char *value)
{
	size_t len = strlen(value);

	return len > 0 && len < 16 && strspn(value, "0123456789") == len;
}

static size_t count(const struct message *msg, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < msg->headers.count; i++)
		n += str_equal(msg->headers.field[i].name, name);
	return n;
}

unsigned long long message_length(const struct message *msg)
{
	const char *length = message_header(msg, "content-length");

	return length ? strtoull(length, NULL, 10) : 0;
}

static int check_length(const struct message *msg, int *status, struct error *err)
{
	bool chunked = count(msg, "transfer-encoding") > 0;
	size_t lengths = count(msg, "content-length");

	if (chunked && lengths)
		return refuse(status, 400, err, "Content-Length beside Transfer-Encoding");
	if (chunked)
		return refuse(status, 411, err, "a body without Content-Length");
	if (lengths > 1)
		return refuse(status, 400, err, "more than one Content-Length");
	if (lengths && !is_length(message_header(msg, "content-length")))
		return refuse(status, 400, err, "a Content-Length that is no number");
	if (message_length(msg) && !str_equal(msg->method, "POST"))
		return refuse(status, 400, err, "a body where there should be none");
	return 0;
}

int message_check(const struct message *msg, int *status, struct error *err)
{
	if (!is_token(msg->method))
		return refuse(status, 400, err, "a method that is none");
	if (msg->headers.count > MESSAGE_HEADERS_MAX)
		return refuse(status, 431, err, "too many headers");
	for (size_t i = 0; i < msg->headers.count; i++) {
		const struct field *header = &msg->headers.field[i];

		if (!is_token(header->name))
			return refuse(status, 400, err, "a header's name that is none");
		if (strlen(header->value) != header->len || has_control(header->value))
			return refuse(status, 400, err, "control characters in a header");
	}
	if (count(msg, "host") != 1 || !is_host(message_header(msg, "host")))
		return refuse(status, 400, err, "not one proper Host");
	if (count(msg, "content-type") > 1 || count(msg, "origin") > 1)
		return refuse(status, 400, err, "a header given twice");
	if (strlen(msg->target) > MESSAGE_TARGET_MAX)
		return refuse(status, 414, err, "an address that is too long");
	return check_length(msg, status, err);
}

static bool is_clean_path(const char *path)
{
	for (const char *p = path; *p;) {
		size_t n = strcspn(p + 1, "/");

		if (strncmp(p, "/../", 4) == 0 || strncmp(p, "/./", 3) == 0 ||
			str_equal(p, "/..") || str_equal(p, "/."))
			return false;
		if (n == 0 && p[1] != '\0')
			return false;
		p += n + 1;
	}
	return true;
}

/* Bytes that may stand in a target; a slash hidden in an escape would split a path in two ways. */
static bool is_clean_target(const char *target, size_t path_len)
{
	for (const char *p = target; *p; p++) {
		bool in_path = p < target + path_len;

		if (*p <= ' ' || *p == 0x7f || *p == '#' || (in_path && *p == '\\'))
			return false;
		if (in_path && (strncasecmp(p, "%2f", 3) == 0 || strncasecmp(p, "%5c", 3) == 0))
			return false;
	}
	return true;
}

int message_path(
	const struct message *msg, char **path, const char **query, int *status, struct error *err)
{
	CLEANUP(buf_release) struct buf decoded = BUF_INIT;
	CLEANUP(str_free) char *clean = NULL;
	size_t len = strcspn(msg->target, "?");

	*status = 400;
	if (msg->target[0] != '/' || !is_clean_target(msg->target, len) ||
		percent_decode(&decoded, msg->target, len, false, NULL) < 0 ||
		text_clean(&clean, buf_text(&decoded), decoded.len, NULL) < 0 ||
		has_control(clean) || strpbrk(clean, "\t\n") || !is_clean_path(clean))
		return error_set(err, ERR_INVALID,
			"this address is not written properly; begin again at the first page");
	*path = TAKE(clean);
	*query = msg->target[len] ? msg->target + len + 1 : "";
	return 0;
}
