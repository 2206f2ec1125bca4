#include "sealing.h"
#include "key.h"
#include "place.h"
#include "tag.h"

static bool any_seals(struct change **changes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (changes[i]->seal)
			return true;
	return false;
}

/* The commit that SEAL stands on. One that nobody names stays unknown, and is refused (change_check_seal). */
static int find_commit(struct change_seal *seal, struct store *store, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	struct revision head;
	int code;

	if (!seal || seal->commit)
		return 0;
	if ((code = store_head(store, &head, err)) < 0)
		return code;
	if (store_read(store, head.hex, seal->of, &text, NULL, NULL) == 0 &&
		record_parse(&rec, buf_text(&text), text.len, NULL) == 0)
		seal->commit = str_copy(record_get(rec, "commit"));
	return 0;
}

int sealing_begin(const struct council *council, struct store *store, struct change **changes, size_t n,
	struct error *err)
{
	CLEANUP(signing_key_forget) struct signing_key key = { 0 };
	int code;

	if (!any_seals(changes, n))
		return 0;
	if ((code = key_of(&key, council, err)) < 0 || (code = signers_publish(store, &key.public, err)) < 0)
		return code;
	for (size_t i = 0; code == 0 && i < n; i++)
		code = find_commit(changes[i]->seal, store, err);
	return code;
}

/* SEAL as a tag, by who made the commit RECORDED. One that is there was looked at before (change_check_seal). */
static int make_tag(struct store *store, const struct signing_key *key, const struct change_seal *seal,
	const char *recorded, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *who = NULL;
	struct revision there;
	int code = store_find_tag(store, seal->tag, &there, err);

	if (code != ERR_NOT_FOUND)
		return code;
	if ((code = tag_author(&who, store, recorded, err)) < 0)
		return code;
	tag_make(&text, seal->tag, seal->commit, seal->message, who, key);
	return store_make_tag(store, seal->tag, buf_text(&text), text.len, err);
}

bool sealing_finish(const struct council *council, struct store *store, struct change **changes, size_t n,
	struct change_result *results)
{
	CLEANUP(signing_key_forget) struct signing_key key = { 0 };
	struct error err;
	bool all = true;
	int known;

	if (!any_seals(changes, n))
		return true;
	known = key_of(&key, council, &err);
	for (size_t i = 0; i < n; i++) {
		int code = known;

		if (!changes[i]->seal || results[i].code < 0)
			continue;
		if (code == 0)
			code = make_tag(store, &key, changes[i]->seal, results[i].commit.hex, &err);
		if (code == 0)
			continue;
		all = false;
		results[i].err = err;
		results[i].code = error_prefix(&results[i].err,
			"this is saved, but not sealed yet; the server seals it as soon as it can");
	}
	return all;
}

/* What was left without a tag */

struct mend {
	struct store *store;
	struct signing_key key;
	struct revision head;
	bool has_key;
};

/* The commit that made the record IDENTITY what is sealed, one after the sealed one. */
struct search {
	struct store *store;
	const char *identity;
	struct revision commit;
};

static bool is_due(struct store *store, const char *blob)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;

	return store_read_blob(store, blob, &text, NULL) == 0 &&
	       record_parse(&rec, buf_text(&text), text.len, NULL) == 0 && tag_is_due(rec);
}

static int look_at(void *ctx, const struct store_commit *commit, struct error *err)
{
	struct search *search = ctx;
	struct place place;

	for (size_t i = 0; !*search->commit.hex && i < commit->nchanged; i++) {
		const struct store_changed *one = &commit->changed[i];

		if (*one->blob && place_parse(&place, one->path, NULL) == 0 &&
			str_equal(place.identity, search->identity) && is_due(search->store, one->blob))
			search->commit = commit->id;
	}
	return 0;
}

static int find_recorded(struct revision *out, const struct mend *mend, const char *path,
	const char *commit, struct error *err)
{
	struct search search = { .store = mend->store };
	struct place place;
	int code = place_parse(&place, path, err);

	if (code < 0)
		return code;
	search.identity = place.identity;
	code = store_each_commit(mend->store, commit, mend->head.hex, look_at, &search, err);
	if (code == 0 && !*search.commit.hex)
		return error_set(err, ERR_INVALID, "its commit is not older than the record");
	*out = search.commit;
	return code;
}

static int seal_record(struct mend *mend, const struct council *council, const char *path,
	const struct record *rec, struct error *err)
{
	CLEANUP(buf_release) struct buf tag = BUF_INIT, message = BUF_INIT;
	CLEANUP(str_free) char *commit = NULL;
	struct revision recorded;
	int code;

	if ((code = tag_check_text(mend->store, mend->head.hex, rec, path, NULL, err)) < 0 ||
		(code = tag_commit(&commit, mend->store, mend->head.hex, rec, path, err)) < 0 ||
		(code = find_recorded(&recorded, mend, path, commit, err)) < 0 ||
		(code = tag_name(&tag, path, err)) < 0 ||
		(code = tag_message(&message, rec, path, err)) < 0)
		return code;
	if (!mend->has_key && ((code = key_of(&mend->key, council, err)) < 0 ||
				      (code = signers_publish(mend->store, &mend->key.public, err)) < 0))
		return code;
	mend->has_key = true;
	const struct change_seal seal = { .tag = tag.data, .commit = commit, .message = message.data };

	return make_tag(mend->store, &mend->key, &seal, recorded.hex, err);
}

static bool has_tag(struct store *store, const char *path)
{
	CLEANUP(buf_release) struct buf name = BUF_INIT;
	struct revision there;

	return tag_name(&name, path, NULL) < 0 ||
	       store_find_tag(store, buf_text(&name), &there, NULL) != ERR_NOT_FOUND;
}

static int mend_one(struct mend *mend, const struct council *council, const char *path, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	int code;

	if (has_tag(mend->store, path))
		return 0;
	if ((code = store_read(mend->store, mend->head.hex, path, &text, NULL, err)) < 0 ||
		(code = record_parse(&rec, buf_text(&text), text.len, err)) < 0)
		return code == ERR_INVALID ? 0 : code;
	if (!tag_is_due(rec))
		return 0;
	code = seal_record(mend, council, path, rec, err);
	return code == ERR_INVALID ? 0 : code;
}

/* Those of one KIND. */
static int mend_kind(struct mend *mend, const struct council *council, struct db *index, const char *kind,
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int more = 0, code = db_prepare(&query, index,
			      "SELECT path FROM records WHERE kind = ?1 AND state IS NOT 'withdrawn'", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, kind);
	while (code == 0 && (more = query_step(query, err)) > 0)
		code = mend_one(mend, council, query_text(query, 0), err);
	return code < 0 ? code : more;
}

int sealing_mend(const struct council *council, struct store *store, struct db *index, struct error *err)
{
	struct mend mend = { .store = store };
	int code;

	if (store_setting(store, "shura.acceptSigned"))
		return 0;
	if ((code = store_head(store, &mend.head, err)) < 0)
		return code;
	for (size_t i = 0; code == 0 && tag_kind(i); i++)
		code = mend_kind(&mend, council, index, tag_kind(i), err);
	signing_key_forget(&mend.key);
	return code;
}
