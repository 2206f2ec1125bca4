#include "command.h"
#include "key.h"
#include "signers.h"

#include <stdio.h>

/* Whoever has a clone proves a seal with these words. */
static const char how[] =
	"\nIn a clone of the records, the seal of a submission (or answer/2015/0001/01) is proved with:\n"
	"  git -c gpg.format=ssh -c gpg.ssh.allowedSignersFile=allowed-signers verify-tag submission/2015/0001/01\n"
	"and all seals together with: shura verify CLONE\n";

static int publish(const struct council *council, const struct public_key *key, struct error *err)
{
	CLEANUP(council_unlock) struct council_lock *lock = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	struct revision head;
	int code;

	if ((code = council_lock(&lock, council, 30, err)) < 0 ||
		(code = store_open(&store, council_records(council), false, err)) < 0 ||
		(code = store_head(store, &head, err)) < 0)
		return code;
	/* An empty council may still take in a whole history: its first seal publishes the key. */
	return head.hex[0] ? signers_publish(store, key, err) : 0;
}

int cmd_key(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(signing_key_forget) struct signing_key key = { 0 };
	CLEANUP(buf_release) struct buf text = BUF_INIT, fingerprint = BUF_INIT;
	int code;

	if ((code = council_open(&council, line->argument[0], err)) < 0 ||
		(code = key_of(&key, council, err)) < 0 ||
		(code = publish(council, &key.public, err)) < 0)
		return code;
	signers_add(&text, &key.public);
	public_key_fingerprint(&fingerprint, &key.public);
	printf("%s%s\n%s", buf_text(&text), buf_text(&fingerprint), how);
	return 0;
}
