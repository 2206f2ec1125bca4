#include "frozen.h"
#include "secret.h"

enum { KEYS_MAX = 10 };

/* In the order of kind.c. */
static const struct frozen {
	const char *kind;
	const char *key[KEYS_MAX]; /* none: the whole file */
} table[] = {
	/* clang-format off */
	{ "submission", { "number", "version", "commit", "sha256", "outgoing number", "outgoing date",
			  "channel", "signatory", "revised", NULL } },
	{ "answer", { NULL } },
	/* clang-format on */
};

static const struct frozen *find(const char *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (str_equal(table[i].kind, kind))
			return &table[i];
	return NULL;
}

const char *const *frozen_keys(const char *kind)
{
	const struct frozen *frozen = find(kind);

	return frozen && *frozen->key ? frozen->key : NULL;
}

bool frozen_key(const char *kind, const char *key)
{
	const struct frozen *frozen = find(kind);

	if (!frozen || !*frozen->key)
		return frozen;
	for (const char *const *one = frozen->key; *one; one++)
		if (str_equal(*one, key))
			return true;
	return false;
}

/* Quotes that somebody put around a text, or took away, say nothing. */
static void forget_quotes(struct yaml *node)
{
	if (node->type == YAML_SCALAR)
		node->quoted = true;
	for (size_t i = 0; i < node->items; i++)
		forget_quotes(node->item[i]);
}

static void write_entry(struct buf *out, const char *key, const struct yaml *value)
{
	CLEANUP(yaml_free) struct yaml *copy = yaml_copy(value);

	forget_quotes(copy);
	yaml_write_entry(out, key, copy);
}

void frozen_write(struct buf *out, const struct record *rec)
{
	const char *const *key = frozen_keys(record_kind(rec));

	if (!key) {
		record_write(out, rec);
		return;
	}
	buf_printf(out, "---\nrecord: %s\n", record_kind(rec));
	for (; *key; key++)
		if (record_value(rec, *key))
			write_entry(out, *key, record_value(rec, *key));
	buf_puts(out, "---\n");
	if (*record_body(rec))
		buf_printf(out, "\n%s", record_body(rec));
}

void frozen_sum(char out[65], const struct record *rec)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	frozen_write(&text, rec);
	sha256_hex(out, buf_text(&text), text.len);
}
