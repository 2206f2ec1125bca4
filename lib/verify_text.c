#include "text.h"
#include "verify_inner.h"

enum { EXCERPT_BYTES = 40 };

/* What stands in TEXT at AT, for people: up to the line's end. */
static char *excerpt(const char *text, size_t len, size_t at)
{
	struct buf out = BUF_INIT;

	while (at && at < len && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	for (size_t i = at; i < len && text[i] != '\n' && out.len < EXCERPT_BYTES; i++)
		buf_addc(&out, (unsigned char)text[i] < ' ' || text[i] == 0x7f ? '?' : text[i]);
	while (out.len == EXCERPT_BYTES && ((unsigned char)text[at + out.len] & 0xc0) == 0x80)
		buf_addc(&out, text[at + out.len]);
	if (!out.len)
		buf_puts(&out, at < len ? "(end of line)" : "(end of file)");
	if (!text_is_utf8(buf_text(&out), out.len))
		for (char *p = out.data; *p; p++)
			if ((unsigned char)*p >= 0x80)
				*p = '?';
	return buf_take(&out);
}

static int line_at(const char *text, size_t at)
{
	int line = 1;

	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

/* Where LINE, counted from 1, begins. */
static size_t line_start(const struct verify_text *text, int line)
{
	size_t at = 0;

	while (--line > 0 && at < text->len) {
		const char *end = memchr(text->text + at, '\n', text->len - at);

		at = end ? (size_t)(end - text->text) + 1 : text->len;
	}
	return at;
}

/* The first difference from the places AT_WAS and AT_NOW on. */
static bool tell(struct verifying *verifying, const struct verify_text *was, size_t at_was,
	const struct verify_text *now, size_t at_now, const char *commit)
{
	struct error reason;

	while (at_was < was->len && at_now < now->len && was->text[at_was] == now->text[at_now]) {
		at_was++;
		at_now++;
	}
	if (at_was == was->len && at_now == now->len)
		return false;
	CLEANUP(str_free) char *stands = excerpt(now->text, now->len, at_now);
	CLEANUP(str_free) char *stood = excerpt(was->text, was->len, at_was);

	error_set(&reason, ERR_INVALID,
		"byte %zu: \"%s\" stands where \"%s\" was sealed; the sealed text: git show %s:%s",
		at_now, stands, stood, commit, was->path);
	verify_add_error(verifying, now->path, line_at(now->text, at_now), (long)at_now, &reason);
	return true;
}

bool verify_compare_all(struct verifying *verifying, const struct verify_text *was,
	const struct verify_text *now, const char *commit)
{
	return tell(verifying, was, 0, now, 0, commit);
}

/* A key that is absent would stand before the front matter's end. */
static size_t key_start(const struct verify_text *text, const char *key)
{
	int line = record_line(text->rec, key);

	return line_start(text, line > 1 ? line : record_body_line(text->rec) - 1);
}

static const char *first_key(const struct yaml *keys, const struct record *was,
	const struct record *now, verify_frozen frozen)
{
	for (size_t i = 0; i < keys->items; i++)
		if (frozen(keys->item[i]->key) && !record_same(was, now, keys->item[i]->key))
			return keys->item[i]->key;
	return NULL;
}

bool verify_compare(struct verifying *verifying, const struct verify_text *was,
	const struct verify_text *now, const char *commit, verify_frozen frozen)
{
	const char *key;

	if (!was->rec || !now->rec)
		return verify_compare_all(verifying, was, now, commit);
	key = first_key(record_front(now->rec), was->rec, now->rec, frozen);
	if (!key)
		key = first_key(record_front(was->rec), was->rec, now->rec, frozen);
	if (key)
		return tell(verifying, was, key_start(was, key), now, key_start(now, key), commit);
	if (strcmp(record_body(was->rec), record_body(now->rec)) == 0)
		return false;
	return tell(verifying, was, line_start(was, record_body_line(was->rec)), now,
		line_start(now, record_body_line(now->rec)), commit);
}

int verify_read(struct verify_text *out, struct buf *text, struct store *store, const char *commit,
	const char *path, struct error *err)
{
	int code = store_read(store, commit, path, text, NULL, err);

	if (code < 0)
		return code;
	*out = (struct verify_text){ path, buf_text(text), text->len, NULL };
	record_parse(&out->rec, out->text, out->len, NULL);
	return 0;
}

void verify_text_release(struct verify_text *text)
{
	record_free(text->rec);
}
