/* multipart/form-data (RFC 7578), as browsers write it. */

#include "fields.h"

#include <ctype.h>

enum { BOUNDARY_MAX = 70, PART_HEADERS_MAX = 4096 };

static int malformed(struct error *err)
{
	return error_set(
		err, ERR_INVALID, "the form did not arrive whole; go back to it and send it again");
}

/* The value of the parameter NAME in a header's VALUE, without its quotes. NULL where it is not
 * there. The caller frees. */
static char *parameter(const char *value, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = value; (p = strchr(p, ';'));) {
		p += 1 + strspn(p + 1, " \t");
		if (strncasecmp(p, name, len) != 0 || p[len] != '=')
			continue;
		p += len + 1;
		if (*p == '"')
			return str_copy_n(p + 1, strcspn(p + 1, "\""));
		return str_copy_n(p, strcspn(p, "; \t"));
	}
	return NULL;
}

/* Browsers write a quote and line ends in a name as %22, %0D and %0A, and nothing else so. */
static void unquote(char *name)
{
	char *to = name;

	for (const char *p = name; *p; to++) {
		bool known = strncmp(p, "%22", 3) == 0;

		if (known || strncasecmp(p, "%0D", 3) == 0 || strncasecmp(p, "%0A", 3) == 0) {
			*to = known ? '"' : ' ';
			p += 3;
		} else {
			*to = *p++;
		}
	}
	*to = '\0';
}

/* The line "Content-Disposition: form-data; …" among the LEN bytes of a part's headers. */
static char *disposition(const char *headers, size_t len)
{
	static const char name[] = "content-disposition:";
	const char *end = headers + len;

	for (const char *p = headers; p < end;) {
		const char *stop = memmem(p, (size_t)(end - p), "\r\n", 2);
		size_t n = (size_t)((stop ? stop : end) - p);

		if (n > sizeof name && strncasecmp(p, name, sizeof name - 1) == 0)
			return str_copy_n(p + sizeof name - 1, n - (sizeof name - 1));
		p += n + 2;
	}
	return NULL;
}

static bool is_name(const char *name)
{
	size_t len = name ? strlen(name) : 0;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] <= ' ' || (unsigned char)name[i] >= 0x7f)
			return false;
	return len > 0 && len <= FIELD_NAME_MAX;
}

/* One part of LEN bytes: headers, an empty line, the value. */
static int read_part(struct fields *out, const char *part, size_t len, struct error *err)
{
	const char *blank = memmem(part, len, "\r\n\r\n", 4);
	size_t head = blank ? (size_t)(blank - part) : 0;

	if (!blank || head > PART_HEADERS_MAX || memchr(part, '\0', head))
		return malformed(err);
	CLEANUP(str_free) char *said = disposition(part, head);
	CLEANUP(str_free) char *name = said ? parameter(said, "name") : NULL;
	CLEANUP(str_free) char *file = said ? parameter(said, "filename") : NULL;
	const char *value = blank + 4;
	size_t n = len - head - 4;

	if (!is_name(name))
		return malformed(err);
	unquote(name);
	if (file) {
		CLEANUP(str_free) char *clean = NULL;

		unquote(file);
		fields_clean(&clean, file, strlen(file), NULL);
		fields_add_bytes(out, name, value, n, clean);
		return 0;
	}
	CLEANUP(str_free) char *clean = NULL;
	int code = fields_clean(&clean, value, n, err);

	fields_add(out, name, clean);
	return code;
}

/* "\r\n--" and the boundary that TYPE names. */
static int delimiter(struct buf *out, const char *type, struct error *err)
{
	CLEANUP(str_free) char *boundary = parameter(type, "boundary");

	if (!boundary || !*boundary || strlen(boundary) > BOUNDARY_MAX)
		return malformed(err);
	buf_printf(out, "\r\n--%s", boundary);
	return 0;
}

int fields_read_multipart(
	struct fields *out, const char *type, const char *body, size_t len, struct error *err)
{
	CLEANUP(buf_release) struct buf mark = BUF_INIT;
	const char *p = body, *end = body + len;
	int code = delimiter(&mark, type, err);

	if (code < 0)
		return code;
	/* The first delimiter may lack its line end before it. */
	if (len < mark.len - 2 || memcmp(p, mark.data + 2, mark.len - 2) != 0)
		return malformed(err);
	p += mark.len - 2;
	while ((size_t)(end - p) >= 2 && memcmp(p, "--", 2) != 0) {
		const char *next;

		if (memcmp(p, "\r\n", 2) != 0)
			return malformed(err);
		p += 2;
		if (out->count == FIELDS_MAX)
			return error_set(err, ERR_TOO_LARGE,
				"the form has more than %d fields; send it in parts", FIELDS_MAX);
		next = memmem(p, (size_t)(end - p), mark.data, mark.len);
		int one = read_part(
			out, p, (size_t)((next ? next : end) - p), code < 0 ? NULL : err);

		code = code < 0 ? code : one;
		if (!next)
			return code < 0 ? code : malformed(err);
		p = next + mark.len;
	}
	return (size_t)(end - p) >= 2 ? code : code < 0 ? code : malformed(err);
}
