#include "once.h"

#include <stdio.h>

static const char key_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/* How many bytes of TEXT are a key; 0: none. */
static size_t key_len(const char *text)
{
	size_t len = strspn(text, key_bytes);

	return len >= ONCE_MIN && len <= ONCE_MAX ? len : 0;
}

bool once_is_key(const char *key)
{
	return key && key_len(key) && !key[key_len(key)];
}

bool once_read(struct once *out, const char *mark)
{
	size_t len = mark ? key_len(mark) : 0;

	*out = (struct once){ 0 };
	if (!len || (mark[len] && (mark[len] != ' ' || !once_is_key(mark + len + 1))))
		return false;
	memcpy(out->key, mark, len);
	if (mark[len])
		snprintf(out->sum, sizeof out->sum, "%s", mark + len + 1);
	return true;
}

bool once_same_form(const char *mark, const char *other)
{
	struct once a, b;

	return once_read(&a, mark) && once_read(&b, other) && str_equal(a.key, b.key);
}

bool once_same(const char *mark, const char *other)
{
	return once_same_form(mark, other) && str_equal(mark, other);
}

/* The latest commit of a form, and whether it says what is looked for. */
struct search {
	const char *mark;
	struct revision commit;
	bool found, same;
};

static int look_at(void *ctx, const struct store_commit *commit, struct error *err)
{
	struct search *search = ctx;
	CLEANUP(str_free) char *mark = store_trailer(commit->message, "Form");

	if (once_same_form(mark, search->mark)) {
		search->commit = commit->id;
		search->found = true;
		search->same = once_same(mark, search->mark);
	}
	return 0;
}

/* The commit that the index stands for; "": none. An index that cannot be asked knows nothing. */
static void ask_known(struct db *index, struct revision *out)
{
	CLEANUP(query_free) struct query *query = NULL;

	*out = (struct revision){ "" };
	if (db_prepare(&query, index, "SELECT value FROM visible_meta WHERE key = 'commit'", NULL) == 0 &&
		query_step(query, NULL) > 0)
		snprintf(out->hex, sizeof out->hex, "%s", query_text(query, 0));
}

static void ask_index(struct db *index, struct search *search)
{
	CLEANUP(query_free) struct query *query = NULL;
	struct once once;

	if (!once_read(&once, search->mark) ||
		db_prepare(&query, index,
			"SELECT id, said FROM visible_commits WHERE form = ?1 ORDER BY depth DESC, id LIMIT 1", NULL) < 0)
		return;
	query_bind_text(query, 1, once.key);
	if (query_step(query, NULL) <= 0)
		return;
	snprintf(search->commit.hex, sizeof search->commit.hex, "%s", query_text(query, 0));
	search->found = true;
	search->same = str_equal(query_text(query, 1), once.sum);
}

/* What the index does not have yet comes later than what it has; of a history that was rewritten it has nothing. */
int once_latest(struct db *index, struct store *store, const char *mark, struct revision *out, bool *same,
	struct error *err)
{
	struct search search = { .mark = mark };
	struct revision head, known;
	int code = store_head(store, &head, err);

	if (code < 0)
		return code;
	ask_known(index, &known);
	if (!store_is_ancestor(store, known.hex, head.hex))
		known = (struct revision){ "" };
	if (!str_equal(known.hex, head.hex) &&
		(code = store_each_commit(store, known.hex, head.hex, look_at, &search, err)) < 0)
		return code;
	if (!search.found && *known.hex)
		ask_index(index, &search);
	*same = search.same;
	if (search.found)
		*out = search.commit;
	return search.found;
}

int once_find(struct db *index, struct store *store, const char *mark, struct revision *out,
	struct error *err)
{
	struct revision latest;
	bool same = false;
	int code = once_latest(index, store, mark, &latest, &same, err);

	if (code < 0 || !same)
		return code < 0 ? code : 0;
	*out = latest;
	return 1;
}
