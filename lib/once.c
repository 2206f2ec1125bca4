#include "once.h"

#include <stdio.h>

bool once_is_key(const char *key)
{
	size_t len = key ? strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") : 0;

	return len >= ONCE_MIN && len <= ONCE_MAX && !key[len];
}

/* The commit that SQL finds for KEY: 1, or 0. An index that cannot be asked knows nothing. */
static int ask(struct db *index, const char *sql, const char *key, struct revision *out)
{
	CLEANUP(query_free) struct query *query = NULL;
	bool found;

	if (db_prepare(&query, index, sql, NULL) < 0)
		return 0;
	query_bind_text(query, 1, key);
	found = query_step(query, NULL) > 0;
	if (found)
		snprintf(out->hex, sizeof out->hex, "%s", query_text(query, 0));
	return found;
}

struct search {
	const char *key;
	struct revision *out;
	bool found;
};

static int look_at(void *ctx, const struct store_commit *commit, struct error *err)
{
	struct search *search = ctx;
	CLEANUP(str_free) char *form = store_trailer(commit->message, "Form");

	if (!search->found && str_equal(form, search->key)) {
		*search->out = commit->id;
		search->found = true;
	}
	return 0;
}

/* What the index does not have yet; of a history that was rewritten, and without an index: all. */
static int find_in_rest(struct db *index, struct store *store, const char *key,
	struct revision *out, struct error *err)
{
	struct search search = { key, out, false };
	struct revision head, known = { "" };
	int code = store_head(store, &head, err);

	if (code < 0)
		return code;
	ask(index, "SELECT value FROM visible_meta WHERE key = ?1", "commit", &known);
	if (!store_is_ancestor(store, known.hex, head.hex))
		known = (struct revision){ "" };
	if (str_equal(known.hex, head.hex))
		return 0;
	code = store_each_commit(store, known.hex, head.hex, look_at, &search, err);
	return code < 0 ? code : search.found;
}

int once_find(struct db *index, struct store *store, const char *key, struct revision *out,
	struct error *err)
{
	if (ask(index, "SELECT id FROM visible_commits WHERE form = ?1 ORDER BY depth, id LIMIT 1", key,
		    out))
		return 1;
	return find_in_rest(index, store, key, out, err);
}
