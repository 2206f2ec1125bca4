#include "seal.h"
#include "secret.h"

static const char *const open_keys[] = { "minutes", "seal", "signed by chair",
	"signed by secretary", "audience" };

bool seal_leaves_open(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(open_keys); i++)
		if (str_equal(open_keys[i], key))
			return true;
	return false;
}

/* "minutes: draft" */
static bool is_open_line(const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);
	CLEANUP(str_free) char *key = str_copy_n(line, colon ? (size_t)(colon - line) : 0);

	return seal_leaves_open(key);
}

/* TEXT line by line, up to the front matter's end without the lines of open keys. */
static void add_sealed(struct buf *out, const char *text)
{
	bool in_front = true;

	for (int line = 1; *text; line++) {
		size_t len = strcspn(text, "\n");
		size_t with_end = len + (text[len] == '\n');

		if (line > 1 && len == 3 && memcmp(text, "---", 3) == 0)
			in_front = false;
		if (!in_front || !is_open_line(text, len))
			buf_add(out, text, with_end);
		text += with_end;
	}
}

void seal_make(char out[SEAL_LEN + 1], const struct record *rec)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(buf_release) struct buf sealed = BUF_INIT;

	record_write(&text, rec);
	add_sealed(&sealed, buf_text(&text));
	sha256_hex(out, buf_text(&sealed), sealed.len);
}

bool seal_is_there(const struct record *rec)
{
	return str_equal(record_kind(rec), "minutes") && record_get(rec, "seal");
}

int seal_check(const struct record *rec, struct error *err)
{
	char seal[SEAL_LEN + 1];

	if (!seal_is_there(rec))
		return 0;
	seal_make(seal, rec);
	if (str_equal(seal, record_get(rec, "seal")))
		return 0;
	return error_set(err, ERR_INVALID,
		"the seal is not that of this text: it was changed after it was sealed");
}
