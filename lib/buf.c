#include "buf.h"

#include <stdio.h>

char *buf_reserve(struct buf *buf, size_t len)
{
	size_t need = buf->len + len + 1;

	if (need > buf->room) {
		size_t room = buf->room ? buf->room * 2 : 64;

		buf->room = room < need ? need : room;
		buf->data = mem_resize(buf->data, buf->room);
		buf->data[buf->len] = '\0';
	}
	return buf->data + buf->len;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
	char *end = buf_reserve(buf, len);

	if (len)
		memcpy(end, bytes, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void buf_addc(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_puts(struct buf *buf, const char *s)
{
	if (s)
		buf_add(buf, s, strlen(s));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n > 0) {
		vsnprintf(buf_reserve(buf, (size_t)n), (size_t)n + 1, format, again);
		buf->len += (size_t)n;
	}
	va_end(again);
}

void buf_cut(struct buf *buf, size_t len)
{
	if (len < buf->len) {
		buf->len = len;
		buf->data[len] = '\0';
	}
}

const char *buf_text(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

char *buf_take(struct buf *buf)
{
	char *data = buf->data ? buf->data : str_copy("");

	*buf = (struct buf)BUF_INIT;
	return data;
}

void buf_release(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf)BUF_INIT;
}

static const char *html_name(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void buf_add_html(struct buf *buf, const char *text, size_t len)
{
	size_t from = 0;

	for (size_t i = 0; i < len; i++) {
		const char *name = html_name(text[i]);

		if (!name)
			continue;
		buf_add(buf, text + from, i - from);
		buf_puts(buf, name);
		from = i + 1;
	}
	buf_add(buf, text + from, len - from);
}

void buf_add_json(struct buf *buf, const char *text, size_t len)
{
	buf_addc(buf, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\')
			buf_printf(buf, "\\%c", c);
		else if (c == '\n')
			buf_puts(buf, "\\n");
		else if (c < 0x20)
			buf_printf(buf, "\\u%04x", c);
		else
			buf_addc(buf, (char)c);
	}
	buf_addc(buf, '"');
}

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

void buf_add_url(struct buf *buf, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (is_unreserved(*p))
			buf_addc(buf, (char)*p);
		else
			buf_printf(buf, "%%%02X", *p);
	}
}
