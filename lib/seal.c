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

/* Whether a key of REC begins on LINE; also where its front matter ends. */
static bool begins_on(const struct record *rec, int line)
{
	const struct yaml *front = record_front(rec);

	for (size_t i = 0; i < front->items; i++)
		if (front->item[i]->line == line)
			return true;
	return false;
}

/*
 * What is left out of the sum must be whole lines of open keys: no value of another key runs over such
 * a line, and no open key over the next one.
 */
static int check_lines(const struct record *rec, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *read = NULL;
	const char *line;
	int code;

	record_write(&text, rec);
	if ((code = record_parse(&read, buf_text(&text), text.len, err)) < 0)
		return code;
	line = buf_text(&text);
	for (int n = 1; *line && (n == 1 || strncmp(line, "---\n", 4) != 0); n++) {
		size_t len = strcspn(line, "\n");
		const char *next = line + len + (line[len] == '\n');

		if (is_open_line(line, len) &&
			(!begins_on(read, n) || !(begins_on(read, n + 1) || *next == '#' ||
							str_starts(next, "---\n"))))
			return error_set(err, ERR_INVALID,
				"what comes after the seal stands on one line each: write line %d so", n);
		line = next;
	}
	return 0;
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
		return check_lines(rec, err);
	return error_set(err, ERR_INVALID,
		"the seal is not that of this text: it was changed after it was sealed");
}
