#define YAML_READER
#include <yaml.h>

#include "yaml.h"

/* The tree */

static struct yaml *node_new(enum yaml_type type)
{
	struct yaml *node = mem_alloc(sizeof *node);

	node->type = type;
	return node;
}

void yaml_free(struct yaml *node)
{
	if (!node)
		return;
	for (size_t i = 0; i < node->items; i++)
		yaml_free(node->item[i]);
	free(node->item);
	free(node->text);
	free(node->key);
	free(node);
}

struct yaml *yaml_scalar(const char *text)
{
	struct yaml *node = node_new(text ? YAML_SCALAR : YAML_NULL);

	node->text = str_copy(text);
	node->quoted = text != NULL;
	return node;
}

struct yaml *yaml_boolean(bool value)
{
	struct yaml *node = node_new(YAML_SCALAR);

	node->text = str_copy(value ? "true" : "false");
	return node;
}

struct yaml *yaml_list(void)
{
	return node_new(YAML_LIST);
}

struct yaml *yaml_map(void)
{
	return node_new(YAML_MAP);
}

void yaml_append(struct yaml *list, struct yaml *child)
{
	list->item = mem_grow(list->item, list->items, sizeof(struct yaml *));
	list->item[list->items++] = child;
}

static struct yaml *find(const struct yaml *map, const char *key, size_t *at)
{
	for (size_t i = 0; i < map->items; i++) {
		if (str_equal(map->item[i]->key, key)) {
			if (at)
				*at = i;
			return map->item[i];
		}
	}
	return NULL;
}

void yaml_put(struct yaml *map, const char *key, struct yaml *child)
{
	size_t at;
	struct yaml *old = find(map, key, &at);

	free(child->key);
	child->key = str_copy(key);
	if (!old) {
		yaml_append(map, child);
		return;
	}
	yaml_free(old);
	map->item[at] = child;
}

void yaml_put_text(struct yaml *map, const char *key, const char *text)
{
	if (text)
		yaml_put(map, key, yaml_scalar(text));
}

struct yaml *yaml_copy(const struct yaml *node)
{
	struct yaml *copy = node_new(node->type);

	copy->line = node->line;
	copy->end = node->end;
	copy->quoted = node->quoted;
	copy->text = str_copy(node->text);
	copy->key = str_copy(node->key);
	for (size_t i = 0; i < node->items; i++)
		yaml_append(copy, yaml_copy(node->item[i]));
	return copy;
}

bool yaml_equal(const struct yaml *a, const struct yaml *b)
{
	if (a->type != b->type || a->items != b->items || !str_equal(a->text, b->text))
		return false;
	for (size_t i = 0; i < a->items; i++)
		if (!str_equal(a->item[i]->key, b->item[i]->key) ||
			!yaml_equal(a->item[i], b->item[i]))
			return false;
	return true;
}

const struct yaml *yaml_at(const struct yaml *node, const char *key)
{
	const struct yaml *child = node && node->type == YAML_MAP ? find(node, key, NULL) : NULL;

	return child && child->type != YAML_NULL ? child : NULL;
}

const char *yaml_get(const struct yaml *node, const char *key)
{
	const struct yaml *child = yaml_at(node, key);

	return child && child->type == YAML_SCALAR ? child->text : NULL;
}

/* Reading */

struct reader {
	yaml_parser_t parser;
	int first_line;
	const char *text;
	struct error *err;
};

static void event_releasep(yaml_event_t *event)
{
	yaml_event_delete(event);
}

static void reader_releasep(struct reader *reader)
{
	yaml_parser_delete(&reader->parser);
}

static int line_of(const struct reader *reader, yaml_mark_t mark)
{
	return reader->first_line + (int)mark.line;
}

/* The first line that a node which ends at MARK has nothing on. */
static int line_after(const struct reader *reader, yaml_mark_t mark)
{
	return line_of(reader, mark) + (mark.column > 0);
}

/* Say on which line it is, after error_set has said what. */
static int refuse(struct reader *reader, yaml_mark_t mark)
{
	error_prefix(reader->err, "line %d", line_of(reader, mark));
	return ERR_INVALID;
}

/* A quote that never ends is blamed on the line where it began. */
static int refuse_unread(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	bool began = parser->context && str_starts(parser->context, "while scanning");
	yaml_mark_t mark = began ? parser->context_mark : parser->problem_mark;

	if (parser->error == YAML_MEMORY_ERROR)
		abort();
	if (parser->error == YAML_READER_ERROR) {
		mark.line = 0;
		for (size_t i = 0; i < parser->problem_offset; i++)
			mark.line += reader->text[i] == '\n';
	}
	error_set(reader->err, ERR_INVALID, "this is no YAML that can be read (%s)",
		parser->problem ? parser->problem : "?");
	return refuse(reader, mark);
}

static int next_event(struct reader *reader, yaml_event_t *event)
{
	return yaml_parser_parse(&reader->parser, event) ? 0 : refuse_unread(reader);
}

/* A control character, but for tab and line end; also those of Latin-1 (C2 80 to C2 9F). */
static bool has_controls(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((p[i] < 0x20 && p[i] != '\t' && p[i] != '\n') || p[i] == 0x7f)
			return true;
		if (p[i] == 0xc2 && i + 1 < len && p[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static bool is_null_word(const char *text)
{
	return !*text || str_equal(text, "~") || str_equal(text, "null") ||
	       str_equal(text, "Null") || str_equal(text, "NULL");
}

static int refuse_controls(struct reader *reader, const yaml_event_t *event)
{
	error_set(reader->err, ERR_INVALID, "a control character is not allowed; remove it");
	return refuse(reader, event->start_mark);
}

static int refuse_tag(struct reader *reader, const yaml_event_t *event)
{
	error_set(reader->err, ERR_INVALID, "a tag (!) is not allowed; remove it or use quotes");
	return refuse(reader, event->start_mark);
}

static int refuse_anchor(struct reader *reader, const yaml_event_t *event)
{
	error_set(reader->err, ERR_INVALID,
		"anchors and aliases (& and *) are not allowed; write the value itself");
	return refuse(reader, event->start_mark);
}

static int read_scalar(struct reader *reader, const yaml_event_t *event, struct yaml **out)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	struct yaml *node;

	if (event->data.scalar.anchor)
		return refuse_anchor(reader, event);
	if (event->data.scalar.tag || (plain && !event->data.scalar.plain_implicit))
		return refuse_tag(reader, event);
	if (has_controls((const unsigned char *)text, len))
		return refuse_controls(reader, event);
	node = yaml_scalar(plain && is_null_word(text) ? NULL : text);
	node->quoted = !plain;
	node->end = line_after(reader, event->end_mark);
	*out = node;
	return 0;
}

static int read_node(struct reader *reader, yaml_event_t *event, int depth, struct yaml **out);

static int read_list(struct reader *reader, int depth, struct yaml *list)
{
	for (;;) {
		CLEANUP(event_release) yaml_event_t event = { 0 };
		struct yaml *child;
		int rc = next_event(reader, &event);

		if (rc < 0)
			return rc;
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			list->end = line_after(reader, event.end_mark);
			return 0;
		}
		rc = read_node(reader, &event, depth + 1, &child);
		if (rc < 0)
			return rc;
		yaml_append(list, child);
	}
}

static int check_key(
	struct reader *reader, const yaml_event_t *event, int depth, const struct yaml *map)
{
	const char *key = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;

	if (event->type != YAML_SCALAR_EVENT || !len || len > YAML_MAX_KEY)
		error_set(reader->err, ERR_INVALID, "a key must be a text of 1 to %d bytes",
			YAML_MAX_KEY);
	else if (event->data.scalar.anchor)
		return refuse_anchor(reader, event);
	else if (event->data.scalar.tag)
		return refuse_tag(reader, event);
	else if (has_controls((const unsigned char *)key, len))
		return refuse_controls(reader, event);
	else if (depth == 1 && event->start_mark.column > 0)
		error_set(reader->err, ERR_INVALID,
			"expected \"key: value\" at the beginning of the line");
	else if (find(map, key, NULL))
		error_set(reader->err, ERR_INVALID, "\"%s\" is given twice", key);
	else
		return 0;
	return refuse(reader, event->start_mark);
}

/* One "key: value"; *MORE is false at the map's end. */
static int read_entry(struct reader *reader, int depth, struct yaml *map, bool *more)
{
	CLEANUP(event_release) yaml_event_t key = { 0 }, value = { 0 };
	struct yaml *child;
	int rc = next_event(reader, &key);

	if (rc < 0)
		return rc;
	*more = key.type != YAML_MAPPING_END_EVENT;
	if (!*more) {
		map->end = line_after(reader, key.end_mark);
		return 0;
	}
	rc = check_key(reader, &key, depth, map);
	if (rc < 0)
		return rc;
	rc = next_event(reader, &value);
	if (rc < 0)
		return rc;
	rc = read_node(reader, &value, depth + 1, &child);
	if (rc < 0)
		return rc;
	child->line = line_of(reader, key.start_mark);
	if (child->end <= child->line)
		child->end = child->line + 1;
	child->key = str_copy((const char *)key.data.scalar.value);
	yaml_append(map, child);
	return 0;
}

static int read_map(struct reader *reader, int depth, struct yaml *map)
{
	bool more = true;
	int rc = 0;

	while (rc == 0 && more)
		rc = read_entry(reader, depth, map, &more);
	return rc;
}

/* A block collection's own end mark stands where the next thing begins, after any comments. */
static void end_with_last_child(struct yaml *node)
{
	if (node->items)
		node->end = node->item[node->items - 1]->end;
}

static int read_collection(
	struct reader *reader, const yaml_event_t *event, int depth, struct yaml **out)
{
	bool list = event->type == YAML_SEQUENCE_START_EVENT;
	bool block = list ? event->data.sequence_start.style != YAML_FLOW_SEQUENCE_STYLE
			  : event->data.mapping_start.style != YAML_FLOW_MAPPING_STYLE;
	CLEANUP(yaml_free) struct yaml *node = list ? yaml_list() : yaml_map();
	int rc;

	if (list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor)
		return refuse_anchor(reader, event);
	if (list ? event->data.sequence_start.tag : event->data.mapping_start.tag)
		return refuse_tag(reader, event);
	if (depth > YAML_MAX_DEPTH) {
		error_set(reader->err, ERR_INVALID, "this is nested over %d levels deep",
			YAML_MAX_DEPTH);
		return refuse(reader, event->start_mark);
	}
	rc = list ? read_list(reader, depth, node) : read_map(reader, depth, node);
	if (rc < 0)
		return rc;
	if (block)
		end_with_last_child(node);
	*out = TAKE(node);
	return 0;
}

static int read_node(struct reader *reader, yaml_event_t *event, int depth, struct yaml **out)
{
	struct yaml *node;
	int rc;

	if (event->type == YAML_ALIAS_EVENT)
		return refuse_anchor(reader, event);
	rc = event->type == YAML_SCALAR_EVENT ? read_scalar(reader, event, &node)
					      : read_collection(reader, event, depth, &node);
	if (rc < 0)
		return rc;
	node->line = line_of(reader, event->start_mark);
	*out = node;
	return 0;
}

/* Past the stream's and the document's start, to the top node. */
static int read_start(struct reader *reader, yaml_event_t *top)
{
	int rc = next_event(reader, top);

	while (rc == 0 && (top->type == YAML_STREAM_START_EVENT ||
				  (top->type == YAML_DOCUMENT_START_EVENT &&
					  top->data.document_start.implicit))) {
		yaml_event_delete(top);
		rc = next_event(reader, top);
	}
	if (rc < 0)
		return rc;
	if (top->type == YAML_MAPPING_START_EVENT &&
		top->data.mapping_start.style != YAML_FLOW_MAPPING_STYLE)
		return 0;
	error_set(reader->err, ERR_INVALID, "expected \"key: value\" at the beginning of the line");
	return refuse(reader, top->start_mark);
}

static int read_end(struct reader *reader)
{
	CLEANUP(event_release) yaml_event_t event = { 0 };
	int rc = next_event(reader, &event);

	if (rc < 0)
		return rc;
	if (event.data.document_end.implicit)
		return 0;
	error_set(reader->err, ERR_INVALID, "\"...\" is not allowed here; remove the line");
	return refuse(reader, event.start_mark);
}

/*
 * YAML takes more for a line break than we do (CR, NEL, LS, PS); with them, its lines would not be
 * our lines.
 */
static int check_breaks(const char *text, size_t len, int line, struct error *err)
{
	for (size_t i = 0; i < len; i++) {
		size_t left = len - i;

		line += text[i] == '\n';
		if (text[i] == '\r' || (left > 1 && memcmp(text + i, "\xc2\x85", 2) == 0) ||
			(left > 2 && (memcmp(text + i, "\xe2\x80\xa8", 3) == 0 ||
					     memcmp(text + i, "\xe2\x80\xa9", 3) == 0))) {
			error_set(err, ERR_INVALID,
				"this kind of line break is not allowed in the front matter");
			error_prefix(err, "line %d", line);
			return ERR_INVALID;
		}
	}
	return 0;
}

int yaml_parse(struct yaml **out, const char *text, size_t len, int first_line, struct error *err)
{
	CLEANUP(reader_release) struct reader reader = { .first_line = first_line, .text = text };
	CLEANUP(event_release) yaml_event_t top = { 0 };
	CLEANUP(yaml_free) struct yaml *node = NULL;
	int rc;

	reader.err = err;
	if (len > YAML_MAX_BYTES)
		return error_set(
			err, ERR_TOO_LARGE, "the front matter is over %d bytes", YAML_MAX_BYTES);
	rc = check_breaks(text, len, first_line, err);
	if (rc < 0)
		return rc;
	if (!yaml_parser_initialize(&reader.parser))
		abort();
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, len);
	rc = read_start(&reader, &top);
	if (rc < 0)
		return rc;
	rc = read_node(&reader, &top, 1, &node);
	if (rc < 0)
		return rc;
	rc = read_end(&reader);
	if (rc < 0)
		return rc;
	*out = TAKE(node);
	return 0;
}
