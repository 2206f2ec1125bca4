#include "error.h"
#include "buf.h"

#include <errno.h>
#include <stdio.h>

static const struct {
	int code;
	int http;
	int exit;
	const char *name;
} codes[] = {
	{ ERR_FAILED,    500, 1, "failed"    },
	{ ERR_INVALID,   422, 3, "invalid"   },
	{ ERR_NOT_FOUND, 404, 4, "not-found" },
	{ ERR_DENIED,    403, 5, "denied"    },
	{ ERR_CONFLICT,  409, 6, "conflict"  },
	{ ERR_TOO_LARGE, 413, 3, "too-large" },
	{ ERR_BUSY,      503, 7, "busy"      },
	{ ERR_FULL,      507, 8, "full"      },
	{ ERR_DAMAGED,   500, 1, "damaged"   },
};

/* The end of the conversion that starts at P ("%zu" → 'u'), or NULL at the string's end. */
static const char *conversion_end(const char *p)
{
	p++;
	while (*p == 'l' || *p == 'z')
		p++;
	return *p ? p : NULL;
}

static void add_value(struct error *err, const char *text)
{
	size_t room = ERROR_POOL - (size_t)err->used, n = strlen(text);

	if (err->values == ERROR_VALUES || room < 8)
		return;
	if (n >= room || n > 300) {
		n = n > 300 ? 300 : n;
		n = n >= room ? room - 1 : n;
		while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	err->value[err->values++] = err->used;
	memcpy(err->pool + err->used, text, n);
	err->pool[err->used + (int)n] = '\0';
	err->used += (int)n + 1;
}

static void add_number(struct error *err, long long value)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%lld", value);
	add_value(err, digits);
}

static void add_values(struct error *err, const char *format, va_list args)
{
	for (const char *p = format; (p = strchr(p, '%')); p++) {
		const char *end = conversion_end(p);

		if (!end)
			return;
		if (*end == 's') {
			const char *text = va_arg(args, const char *);

			add_value(err, text ? text : "");
		} else if (end[-1] == 'z') {
			add_number(err, (long long)va_arg(args, size_t));
		} else if (end[-1] == 'l') {
			add_number(err, end[-2] == 'l' ? va_arg(args, long long)
						       : va_arg(args, long));
		} else if (*end != '%') {
			add_number(err, va_arg(args, int));
		}
		p = end;
	}
}

int error_set(struct error *err, int code, const char *format, ...)
{
	va_list args;

	if (!err)
		return code;
	*err = (struct error){ .code = code, .parts = 1, .format = { format } };
	va_start(args, format);
	add_values(err, format, args);
	va_end(args);
	return code;
}

static void add_prefix(struct error *err, const char *format, va_list args)
{
	if (err->parts == ERROR_PARTS)
		return;
	memmove(err->format + 1, err->format, sizeof *err->format * (size_t)err->parts);
	memmove(err->first + 1, err->first, sizeof *err->first * (size_t)err->parts);
	err->parts++;
	err->places += err->places > 0;
	err->format[0] = format;
	err->first[0] = err->values;
	add_values(err, format, args);
}

int error_prefix(struct error *err, const char *format, ...)
{
	va_list args;

	if (!err)
		return ERR_FAILED;
	va_start(args, format);
	add_prefix(err, format, args);
	va_end(args);
	return err->code;
}

int error_place(struct error *err, const char *format, ...)
{
	va_list args;
	int parts = err ? err->parts : 0;

	if (!err)
		return ERR_FAILED;
	va_start(args, format);
	add_prefix(err, format, args);
	va_end(args);
	if (!err->places && err->parts > parts)
		err->places = 1;
	return err->code;
}

int error_field(struct error *err, const char *field)
{
	if (!err)
		return ERR_INVALID;
	if (!*err->field)
		snprintf(err->field, sizeof err->field, "%s", field);
	return err->code;
}

int error_errno(struct error *err, const char *what)
{
	int number = errno;
	bool full = number == ENOSPC || number == EDQUOT;

	if (full)
		return error_set(err, ERR_FULL, "%s: the disk is full; make room and try again",
			what);
	return error_set(err, ERR_FAILED, "%s: %s", what, strerror(number));
}

static void add_part(struct buf *out, const struct error *err, int part, const struct error_language *language,
	const void *catalogue)
{
	const char *format = language ? language->translate(catalogue, err->format[part]) : err->format[part];
	int next = err->first[part];

	for (const char *p = format; *p; p++) {
		const char *end = *p == '%' ? conversion_end(p) : NULL;

		if (!end) {
			buf_addc(out, *p);
			continue;
		}
		if (*end == '%')
			buf_addc(out, '%');
		else if (next < err->values && language)
			language->write(catalogue, out, err->pool + err->value[next++]);
		else if (next < err->values)
			buf_puts(out, err->pool + err->value[next++]);
		p = end;
	}
}

static char *text_from(
	const struct error *err, int from, const struct error_language *language, const void *catalogue)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (int i = from; i < err->parts; i++) {
		if (i > from)
			buf_puts(&out, ": ");
		add_part(&out, err, i, language, catalogue);
	}
	return buf_take(&out);
}

char *error_text_in(const struct error *err, const struct error_language *language, const void *catalogue)
{
	return text_from(err, 0, language, catalogue);
}

char *error_words_in(const struct error *err, const struct error_language *language, const void *catalogue)
{
	return text_from(err, err->places, language, catalogue);
}

char *error_text(const struct error *err)
{
	return error_text_in(err, NULL, NULL);
}

static size_t row(int code)
{
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (codes[i].code == code)
			return i;
	return 0;
}

int error_http_status(int code)
{
	return codes[row(code)].http;
}

int error_exit_code(int code)
{
	return codes[row(code)].exit;
}

const char *error_name(int code)
{
	return codes[row(code)].name;
}
