#pragma once

#ifdef YAML_READER /* set by yaml.c alone: libyaml's own header has this name, too */
#include_next <yaml.h>
#endif

/*
 * The front matter of a record as a tree. libyaml reads it; what we refuse
 * (anchors, aliases, tags, depth over 8, more than 16 KB, a key given twice)
 * is decided in yaml.c, how we write it in yaml_write.c.
 */

#include "error.h"
#include "buf.h"

enum yaml_type { YAML_NULL, YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_type type;
	int line;          /* in the file, the key's where it has one; 0 when it was not read */
	int end;           /* the first line that holds nothing of it */
	bool quoted;       /* a scalar that was quoted: "null" in quotes is a text */
	char *text;        /* scalar */
	char *key;         /* when this node stands in a map */
	struct yaml **item; /* list or map, in the file's order */
	size_t items;
};

enum { YAML_MAX_BYTES = 16384, YAML_MAX_DEPTH = 8, YAML_MAX_KEY = 128 };

/*
 * Parse LEN bytes of UTF-8 that begin on line FIRST_LINE. The top is a block map whose keys begin
 * their lines. ERR_INVALID names the line, ERR_TOO_LARGE the limit. The caller frees *OUT.
 */
int yaml_parse(struct yaml **out, const char *text, size_t len, int first_line,
	struct error *err);

/* libyaml exports a yaml_free of its own, which ours must not take the place of. */
void yaml_free(struct yaml *node) __asm__("yaml_free_tree");
DEFINE_CLEANUP(struct yaml *, yaml_free)

/*
 * A text: never the null nor a boolean, whatever it reads ("null" is then written in quotes). TEXT
 * NULL gives the null. In a file, nothing, ~, null, Null and NULL unquoted are the null.
 */
struct yaml *yaml_scalar(const char *text);
struct yaml *yaml_boolean(bool value); /* true, false: without quotes */
struct yaml *yaml_list(void);
struct yaml *yaml_map(void);
struct yaml *yaml_copy(const struct yaml *node);
bool yaml_equal(const struct yaml *a, const struct yaml *b); /* by content; keys in order */

/* LIST and MAP take the child over. A key that is there already is replaced in its place. */
void yaml_append(struct yaml *list, struct yaml *child);
void yaml_put(struct yaml *map, const char *key, struct yaml *child);
void yaml_put_text(struct yaml *map, const char *key, const char *text); /* NULL: left out */

/* The children of NODE, 0 where it is NULL or has none: for loops. */
static inline size_t yaml_count(const struct yaml *node)
{
	return node ? node->items : 0;
}

/* Borrowed. NULL where there is no such key, where it is null, and where NODE is no map. */
const struct yaml *yaml_at(const struct yaml *node, const char *key);
const char *yaml_get(const struct yaml *node, const char *key); /* a scalar's text */

/*
 * One entry of a block map, "key: value\n", in the canonical form: scalars plain where YAML 1.1
 * and 1.2 both read the same text back, else in double quotes; a list of scalars in flow style
 * ("[a, b]") when it fits on 100 columns, a list of maps one flow map a line, a map in flow style.
 * NULL children of maps inside are left out.
 */
void yaml_write_entry(struct buf *out, const char *key, const struct yaml *value);

/* The tree as JSON; numbers and booleans stay text. */
void yaml_write_json(struct buf *out, const struct yaml *node);
