#pragma once

/*
 * A record: one Markdown file of the council, with its front matter.
 *
 * Minutes, proposals and people are all records. This is the part that they
 * share: splitting the front matter from the body, reading it, and writing it
 * back so that what a person did not touch stays byte for byte: a key that was
 * not set keeps its own lines, comments included. Which keys a kind needs, and
 * what they may hold, is decided in kind.h.
 */

#include "yaml.h"

struct record;

enum { RECORD_MAX_BYTES = 1 << 20 };

/*
 * Parse LEN bytes of TEXT into a new record, which the caller frees. Text that is no record
 * (no UTF-8, control characters or CR, no fences, no "record:" as the first key, over the limit)
 * gives ERR_INVALID or ERR_TOO_LARGE and a message that names the line; *OUT is then left alone.
 */
int record_parse(struct record **out, const char *text, size_t len, struct error *err);

/* A record of KIND without any other key and with an empty body. */
struct record *record_new(const char *kind);

void record_free(struct record *rec);
DEFINE_CLEANUP(struct record *, record_free)

/* All borrowed until the next set. */
const char *record_kind(const struct record *rec);
const char *record_get(const struct record *rec, const char *key); /* a stated scalar, or NULL */
const struct yaml *record_value(const struct record *rec, const char *key); /* NULL also for null */
bool record_same(const struct record *one, const struct record *other, const char *key); /* whether both say the same of KEY */
const struct yaml *record_front(const struct record *rec); /* the whole map, "record" included */
const char *record_body(const struct record *rec);
int record_line(const struct record *rec, const char *key); /* 1 where the key is absent */
int record_body_line(const struct record *rec);             /* of the body's first line */

/*
 * Set KEY to a text (NULL: the null, "not stated") or to a tree, which is taken over. What says the
 * same as before leaves the lines alone; else comments above the key stay, those within go.
 */
void record_set(struct record *rec, const char *key, const char *text);
void record_set_value(struct record *rec, const char *key, struct yaml *value);
void record_unset(struct record *rec, const char *key);
void record_set_body(struct record *rec, const char *text); /* as text_clean leaves it */

/*
 * The record as a file. A new key goes where its kind's table puts it, unknown ones last; one
 * blank line stands between the front matter and the body; the file ends in one "\n".
 */
void record_write(struct buf *out, const struct record *rec);
