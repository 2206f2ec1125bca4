#include "fields.h"
#include "text.h"

void fields_release(struct fields *fields)
{
	for (size_t i = 0; i < fields->count; i++) {
		free(fields->field[i].name);
		free(fields->field[i].value);
		free(fields->field[i].file);
	}
	free(fields->field);
	*fields = (struct fields){ 0 };
}

const char *fields_get(const struct fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->count; i++)
		if (str_equal(fields->field[i].name, name))
			return fields->field[i].value;
	return NULL;
}

static void append(struct fields *fields, struct field field)
{
	fields->field = mem_grow(fields->field, fields->count, sizeof *fields->field);
	fields->field[fields->count++] = field;
}

void fields_add(struct fields *fields, const char *name, const char *value)
{
	append(fields, (struct field){ str_copy(name), str_copy(value), strlen(value), NULL });
}

void fields_add_bytes(
	struct fields *fields, const char *name, const char *value, size_t len, const char *file)
{
	char *copy = mem_alloc(len + 1);

	memcpy(copy, value, len);
	append(fields, (struct field){ str_copy(name), copy, len, str_copy(file) });
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int percent_decode(struct buf *out, const char *text, size_t len, bool plus, struct error *err)
{
	for (size_t i = 0; i < len; i++) {
		int high, low;

		if (text[i] == '+' && plus) {
			buf_addc(out, ' ');
			continue;
		}
		if (text[i] != '%') {
			buf_addc(out, text[i]);
			continue;
		}
		if (len - i < 3 || (high = hex_digit(text[i + 1])) < 0 ||
			(low = hex_digit(text[i + 2])) < 0)
			return error_set(err, ERR_INVALID,
				"the address or form holds an escape that is none; begin again at "
				"the first page");
		buf_addc(out, (char)(high << 4 | low));
		i += 2;
	}
	return 0;
}

/* How many bytes the character at TEXT has; 0 where it is none that a text may hold. */
static size_t character(const char *text, size_t len)
{
	unsigned char c = (unsigned char)*text;
	size_t n = 0;

	if (c < 0x80)
		n = 1;
	else if (c >= 0xc2 && c < 0xf5)
		n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (n == 1)
		return (c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t';
	return n && n <= len && text_is_utf8(text, n) ? n : 0;
}

static char *scrub(const char *value, size_t len)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; i < len;) {
		size_t n = character(value + i, len - i);

		if (n)
			buf_add(&out, value + i, n);
		i += n ? n : 1;
	}
	return buf_take(&out);
}

int fields_clean(char **out, const char *value, size_t len, struct error *err)
{
	int code = text_clean(out, value, len, err);

	if (code < 0) {
		CLEANUP(str_free) char *rest = scrub(value, len);

		if (text_clean(out, rest, strlen(rest), NULL) < 0)
			*out = str_copy("");
	}
	return code;
}

static bool is_name(const struct buf *name)
{
	for (size_t i = 0; i < name->len; i++)
		if ((unsigned char)name->data[i] <= ' ' || (unsigned char)name->data[i] >= 0x7f)
			return false;
	return name->len > 0 && name->len <= FIELD_NAME_MAX;
}

/* One "name=value" of LEN bytes. */
static int read_pair(struct fields *out, const char *text, size_t len, struct error *err)
{
	CLEANUP(buf_release) struct buf name = BUF_INIT;
	CLEANUP(buf_release) struct buf value = BUF_INIT;
	CLEANUP(str_free) char *clean = NULL;
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals ? (size_t)(equals - text) : len;
	int code = percent_decode(&name, text, name_len, true, err);

	if (code == 0 && equals)
		code = percent_decode(&value, equals + 1, len - name_len - 1, true, err);
	if (code == 0 && !is_name(&name))
		code = error_set(err, ERR_INVALID,
			"the form holds a field without a proper name; begin again at its page");
	if (!is_name(&name))
		return code;
	int cleaned = fields_clean(&clean, buf_text(&value), value.len, code < 0 ? NULL : err);

	fields_add(out, buf_text(&name), clean);
	return code < 0 ? code : cleaned;
}

int fields_read_urlencoded(struct fields *out, const char *text, size_t len, struct error *err)
{
	int code = 0;

	for (size_t start = 0; start < len;) {
		const char *end = memchr(text + start, '&', len - start);
		size_t n = end ? (size_t)(end - text) - start : len - start;

		if (n && out->count == FIELDS_MAX)
			return error_set(err, ERR_TOO_LARGE,
				"the form has more than %d fields; send it in parts", FIELDS_MAX);
		if (n) {
			int one = read_pair(out, text + start, n, code < 0 ? NULL : err);

			code = code < 0 ? code : one;
		}
		start += n + 1;
	}
	return code;
}
