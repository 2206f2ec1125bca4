#include "record.h"
#include "kind.h"
#include "text.h"

/* The lines of one key, as they stand in the file. */
struct field {
	char *lead; /* comments and empty lines above it */
	char *raw;
};

struct record {
	struct yaml *front;
	struct field *field; /* one for each item of FRONT */
	char *tail;	     /* comments below the last key */
	char *body;	     /* "", or ends in "\n" and begins with another character */
	int body_line;
};

static void field_release(struct field *field)
{
	free(field->lead);
	free(field->raw);
}

void record_free(struct record *rec)
{
	if (!rec)
		return;
	for (size_t i = 0; rec->field && i < rec->front->items; i++)
		field_release(&rec->field[i]);
	free(rec->field);
	yaml_free(rec->front);
	free(rec->tail);
	free(rec->body);
	free(rec);
}

/* Reading */

static bool is_control(char c)
{
	return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f;
}

/* Say where it is, after error_set has said what. */
static int refuse(struct error *err, int line)
{
	error_prefix(err, "line %d", line);
	return ERR_INVALID;
}

static int check_line(const char *line, size_t len, struct error *err)
{
	for (size_t i = 0; i < len; i++) {
		if (line[i] == '\r')
			return error_set(err, ERR_INVALID,
				"the line ends in CR; save the file with LF line ends");
		if (is_control(line[i]))
			return error_set(
				err, ERR_INVALID, "a control character is not allowed; remove it");
	}
	if (!text_is_utf8(line, len))
		return error_set(err, ERR_INVALID, "this is no UTF-8; save the file as UTF-8");
	return 0;
}

static int check_bytes(const char *text, size_t len, struct error *err)
{
	const char *end = text + len;
	int n = 1;

	if (len > RECORD_MAX_BYTES)
		return error_set(
			err, ERR_TOO_LARGE, "a record has at most %d bytes", RECORD_MAX_BYTES);
	for (const char *line = text; line < end; n++) {
		const char *next = memchr(line, '\n', (size_t)(end - line));
		int rc = check_line(line, (size_t)((next ? next : end) - line), err);

		if (rc < 0)
			return refuse(err, n);
		line = next ? next + 1 : end;
	}
	return 0;
}

static const char *next_line(const char *p)
{
	p += strcspn(p, "\n");
	return *p ? p + 1 : p;
}

static bool is_fence(const char *line)
{
	size_t n = 3;

	if (!str_starts(line, "---"))
		return false;
	n += strspn(line + n, " \t");
	return !line[n] || line[n] == '\n';
}

static char *normal_body(const char *text, int *line)
{
	char *body;
	size_t n;

	for (; *text == '\n'; text++)
		*line += 1;
	n = strlen(text);
	while (n && text[n - 1] == '\n')
		n--;
	body = mem_alloc(n + 2);
	memcpy(body, text, n);
	if (n)
		body[n] = '\n';
	return body;
}

/* The text of the lines [FROM, TO); *P stands at line FROM and moves on. */
static char *take_lines(const char **p, int from, int to)
{
	const char *start = *p;

	for (int n = from; n < to; n++)
		*p = next_line(*p);
	return str_copy_n(start, (size_t)(*p - start));
}

/*
 * Each key gets the lines from its own to where its value ends, and as its lead what stands between
 * the value before and it: by YAML's grammar, nothing but comments and empty lines.
 */
static void split_fields(struct record *rec, const char *front, int end_line)
{
	int line = 2;

	rec->field = mem_alloc(rec->front->items * sizeof *rec->field);
	for (size_t i = 0; i < rec->front->items; i++) {
		const struct yaml *node = rec->front->item[i];
		bool last = i + 1 == rec->front->items;
		int limit = last ? end_line : rec->front->item[i + 1]->line;
		int end = node->end < limit ? node->end : limit;

		rec->field[i].lead = take_lines(&front, line, node->line);
		rec->field[i].raw = take_lines(&front, node->line, end);
		line = end;
	}
	rec->tail = take_lines(&front, line, end_line);
}

static int parse_front(
	struct record *rec, const char *front, size_t len, int end_line, struct error *err)
{
	const struct yaml *first;
	int rc = yaml_parse(&rec->front, front, len, 2, err);

	if (rc < 0)
		return rc;
	first = rec->front->item[0];
	if (!str_equal(first->key, "record") || !yaml_get(rec->front, "record")) {
		error_set(err, ERR_INVALID,
			"the first key must be \"record:\", with the kind of record");
		return refuse(err, first->line);
	}
	split_fields(rec, front, end_line);
	return 0;
}

static int parse(struct record *rec, const char *text, struct error *err)
{
	const char *front = next_line(text), *end = front;
	int line = 2, rc;

	if (!is_fence(text)) {
		error_set(err, ERR_INVALID, "expected \"---\"");
		return refuse(err, 1);
	}
	for (; *end && !is_fence(end); line++)
		end = next_line(end);
	if (!*end) {
		error_set(err, ERR_INVALID, "the front matter never ends; expected \"---\"");
		return refuse(err, line);
	}
	rc = parse_front(rec, front, (size_t)(end - front), line, err);
	if (rc < 0)
		return rc;
	rec->body_line = line + 1;
	rec->body = normal_body(next_line(end), &rec->body_line);
	return 0;
}

int record_parse(struct record **out, const char *text, size_t len, struct error *err)
{
	CLEANUP(record_free) struct record *rec = mem_alloc(sizeof *rec);
	CLEANUP(str_free) char *copy = NULL;
	int rc = check_bytes(text, len, err);

	if (rc < 0)
		return rc;
	copy = str_copy_n(text, len);
	rc = parse(rec, copy, err);
	if (rc < 0)
		return rc;
	*out = TAKE(rec);
	return 0;
}

/* Asking */

const char *record_kind(const struct record *rec)
{
	return rec->front->item[0]->text;
}

const char *record_get(const struct record *rec, const char *key)
{
	return yaml_get(rec->front, key);
}

const struct yaml *record_value(const struct record *rec, const char *key)
{
	return yaml_at(rec->front, key);
}

bool record_same(const struct record *one, const struct record *other, const char *key)
{
	const struct yaml *said = record_value(one, key), *says = record_value(other, key);

	return said && says ? yaml_equal(said, says) : said == says;
}

const struct yaml *record_front(const struct record *rec)
{
	return rec->front;
}

const char *record_body(const struct record *rec)
{
	return rec->body;
}

/* Where KEY stands; the number of keys where it does not. */
static size_t position(const struct record *rec, const char *key)
{
	size_t i = 0;

	while (i < rec->front->items && !str_equal(rec->front->item[i]->key, key))
		i++;
	return i;
}

int record_line(const struct record *rec, const char *key)
{
	size_t i = position(rec, key);
	int line = i < rec->front->items ? rec->front->item[i]->line : 1;

	return line ? line : 1;
}

int record_body_line(const struct record *rec)
{
	return rec->body_line;
}

/* Setting */

struct record *record_new(const char *kind)
{
	struct record *rec = mem_alloc(sizeof *rec);

	rec->front = yaml_map();
	rec->tail = str_copy("");
	rec->body = str_copy("");
	rec->body_line = 1;
	record_set(rec, "record", kind);
	return rec;
}

/* Where the kind's table puts KEY; -1 where it does not know it. */
static int rank(const struct record *rec, const char *key)
{
	const struct kind *kind = kind_find(record_kind(rec));

	for (int i = 0; kind && kind->keys[i].name; i++)
		if (str_equal(kind->keys[i].name, key))
			return i;
	return -1;
}

/* After the last key that the table puts before it; an unknown one at the end. */
static size_t place_for(const struct record *rec, const char *key)
{
	size_t items = rec->front->items, at = 1;
	int own = items ? rank(rec, key) : -1;

	if (own < 0)
		return items;
	for (size_t i = 1; i < items; i++) {
		int other = rank(rec, rec->front->item[i]->key);

		if (other >= 0 && other < own)
			at = i + 1;
	}
	return at;
}

static void insert(struct record *rec, size_t at, struct yaml *value)
{
	size_t items = rec->front->items;

	rec->field = mem_resize(rec->field, (items + 1) * sizeof *rec->field);
	yaml_append(rec->front, value);
	memmove(rec->field + at + 1, rec->field + at, (items - at) * sizeof *rec->field);
	memmove(rec->front->item + at + 1, rec->front->item + at,
		(items - at) * sizeof *rec->front->item);
	rec->front->item[at] = value;
	rec->field[at] = (struct field){ .lead = str_copy("") };
}

void record_set_value(struct record *rec, const char *key, struct yaml *value)
{
	CLEANUP(buf_release) struct buf raw = BUF_INIT;
	size_t at = position(rec, key);

	if (at == rec->front->items) {
		free(value->key);
		value->key = str_copy(key);
		at = place_for(rec, key);
		insert(rec, at, value);
	} else if (yaml_equal(rec->front->item[at], value)) {
		yaml_free(value);
		return;
	} else {
		value->line = rec->front->item[at]->line;
		yaml_put(rec->front, key, value);
	}
	yaml_write_entry(&raw, key, value);
	free(rec->field[at].raw);
	rec->field[at].raw = buf_take(&raw);
}

static bool is_boolean(const struct record *rec, const char *key, const char *text)
{
	const struct kind *kind = rec->front->items ? kind_find(record_kind(rec)) : NULL;
	const struct key *known = kind ? kind_key(kind, key) : NULL;

	return known && known->type == VALUE_BOOLEAN &&
	       (str_equal(text, "true") || str_equal(text, "false"));
}

void record_set(struct record *rec, const char *key, const char *text)
{
	if (is_boolean(rec, key, text))
		record_set_value(rec, key, yaml_boolean(str_equal(text, "true")));
	else
		record_set_value(rec, key, yaml_scalar(text));
}

void record_unset(struct record *rec, const char *key)
{
	size_t at = position(rec, key), after;

	if (at == 0 || at == rec->front->items) /* "record" stays */
		return;
	after = --rec->front->items - at;
	field_release(&rec->field[at]);
	yaml_free(rec->front->item[at]);
	memmove(rec->field + at, rec->field + at + 1, after * sizeof *rec->field);
	memmove(rec->front->item + at, rec->front->item + at + 1, after * sizeof *rec->front->item);
}

void record_set_body(struct record *rec, const char *text)
{
	char *body = normal_body(text ? text : "", &(int){ 0 });

	free(rec->body);
	rec->body = body;
}

void record_write(struct buf *out, const struct record *rec)
{
	buf_puts(out, "---\n");
	for (size_t i = 0; i < rec->front->items; i++) {
		buf_puts(out, rec->field[i].lead);
		buf_puts(out, rec->field[i].raw);
	}
	buf_puts(out, rec->tail);
	buf_puts(out, "---\n");
	if (*rec->body)
		buf_printf(out, "\n%s", rec->body);
}
