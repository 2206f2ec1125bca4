#include "change_git.h"

/* Before anything is saved: what cannot be sealed is not recorded as sealed. */
int change_check_seal(struct store *store, const struct change_seal *seal, const char *parent,
	struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct revision object, commit;
	int code;

	if (!seal)
		return 0;
	if (!*parent || !seal->commit || !store_is_ancestor(store, seal->commit, parent))
		return error_set(err, ERR_INVALID,
			"\"%s\" would seal a commit that main does not hold", seal->tag);
	code = store_find_tag(store, seal->tag, &object, err);
	if (code == ERR_NOT_FOUND)
		return 0;
	if (code < 0 || (code = store_read_tag(store, object.hex, &text, &commit, err)) < 0)
		return error_prefix(err, "%s", seal->tag);
	if (str_equal(commit.hex, seal->commit))
		return 0;
	return error_set(err, ERR_CONFLICT,
		"\"%s\" seals another version already; what was sealed stays: make the next one",
		seal->tag);
}
