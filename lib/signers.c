#include "signers.h"
#include "change.h"

static const char principal[] = "council@shura.invalid";
static const char options[] = " namespaces=\"git\" ";

enum { SIGNERS_MAX_BYTES = 1 << 16 };

/* The next line of *REST, without its end; NULL after the last. The caller frees. */
static char *next_line(const char **rest)
{
	size_t len = strcspn(*rest, "\n");
	char *line;

	if (!**rest)
		return NULL;
	line = str_copy_n(*rest, len);
	*rest += len + ((*rest)[len] == '\n');
	return line;
}

static bool is_principal(const char *text, size_t len)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.@+_-";

	return len && strspn(text, bytes) >= len;
}

bool signers_read_line(struct public_key *out, const char *line)
{
	size_t len = strcspn(line, " ");

	return is_principal(line, len) && str_starts(line + len, options) &&
	       public_key_read(out, line + len + sizeof options - 1);
}

void signers_check(const char *text, size_t len, struct faults *faults)
{
	const char *rest = text;

	if (len > SIGNERS_MAX_BYTES || strlen(text) != len || (len && text[len - 1] != '\n'))
		fault_add(faults, SIGNERS_PATH, 0,
			"this file holds lines of text, at most %d bytes", SIGNERS_MAX_BYTES);
	else
		for (int n = 1; *rest; n++) {
			CLEANUP(str_free) char *line = next_line(&rest);

			if (!signers_read_line(&(struct public_key){ { 0 } }, line))
				fault_add(faults, SIGNERS_PATH, n,
					"a line here reads: NAME namespaces=\"git\" ssh-ed25519 KEY");
		}
}

static bool has_line(const char *text, const char *line)
{
	while (*text) {
		CLEANUP(str_free) char *one = next_line(&text);

		if (str_equal(one, line))
			return true;
	}
	return false;
}

/* The number of the first line of TEXT that OTHER has not; 0 where it has all. */
static int first_missing(const char *text, const char *other)
{
	for (int n = 1; *text; n++) {
		CLEANUP(str_free) char *line = next_line(&text);

		if (!has_line(other, line))
			return n;
	}
	return 0;
}

void signers_check_kept(const char *before, const char *after, bool may_add, struct faults *faults)
{
	int added = may_add ? 0 : first_missing(after, before);

	if (first_missing(before, after))
		fault_add(faults, SIGNERS_PATH, 0,
			"a key that has sealed stays for good: what it sealed is proved by it");
	if (added)
		fault_add(faults, SIGNERS_PATH, added,
			"only the program adds a key; \"shura key\" prints the council's own");
}

int signers_read(struct buf *out, struct store *store, const char *commit, struct error *err)
{
	int code = *commit ? store_read(store, commit, SIGNERS_PATH, out, NULL, err) : 0;

	return code == ERR_NOT_FOUND ? 0 : code;
}

bool signers_have(const char *text, const struct public_key *key)
{
	while (*text) {
		CLEANUP(str_free) char *line = next_line(&text);
		struct public_key one;

		if (signers_read_line(&one, line) && memcmp(&one, key, sizeof one) == 0)
			return true;
	}
	return false;
}

void signers_add(struct buf *out, const struct public_key *key)
{
	buf_printf(out, "%s%s", principal, options);
	public_key_add(out, key);
	buf_addc(out, '\n');
}

int signers_publish(struct store *store, const struct public_key *key, struct error *err)
{
	CLEANUP(change_free)
	struct change *change = change_new("Shura", "shura", "Publish the key that seals submissions");
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct revision head;
	int code;

	if ((code = store_head(store, &head, err)) < 0 ||
		(code = signers_read(&text, store, head.hex, err)) < 0)
		return code;
	if (signers_have(buf_text(&text), key))
		return 0;
	signers_add(&text, key);
	change_write(change, SIGNERS_PATH, buf_text(&text), text.len);
	change->action = str_copy("publish-key");
	return change_commit(store, &change, 1, &result, NULL, NULL, err);
}
