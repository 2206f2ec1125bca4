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

int sealing_begin(const struct council *council, struct store *store, struct change **changes, size_t n,
	struct error *err)
{
	CLEANUP(signing_key_forget) struct signing_key key = { 0 };
	int code;

	if (!any_seals(changes, n))
		return 0;
	code = key_of(&key, council, err);
	return code < 0 ? code : signers_publish(store, &key.public, err);
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

/* The commit that made the record IDENTITY, one after the sealed one. */
struct search {
	const char *identity;
	struct revision commit;
};

static int look_at(void *ctx, const struct store_commit *commit, struct error *err)
{
	struct search *search = ctx;
	struct place place;

	for (size_t i = 0; !*search->commit.hex && i < commit->nchanged; i++)
		if (*commit->changed[i].blob && place_parse(&place, commit->changed[i].path, NULL) == 0 &&
			str_equal(place.identity, search->identity))
			search->commit = commit->id;
	return 0;
}

static int find_recorded(struct search *search, const struct mend *mend, const char *path,
	const struct record *rec, struct error *err)
{
	struct place place;
	int code = place_parse(&place, path, err);

	if (code < 0)
		return code;
	search->identity = place.identity;
	code = store_each_commit(
		mend->store, record_get(rec, "commit"), mend->head.hex, look_at, search, err);
	search->identity = NULL;
	if (code == 0 && !*search->commit.hex)
		return error_set(err, ERR_INVALID, "its commit is not older than the submission");
	return code;
}

static int seal_record(struct mend *mend, const struct council *council, const char *path,
	const struct record *rec, struct error *err)
{
	CLEANUP(buf_release) struct buf tag = BUF_INIT, message = BUF_INIT;
	struct search search = { 0 };
	int code;

	if ((code = tag_check_text(mend->store, mend->head.hex, rec, path, NULL, err)) < 0 ||
		(code = find_recorded(&search, mend, path, rec, err)) < 0 ||
		(code = tag_name(&tag, path, err)) < 0 ||
		(code = tag_message(&message, rec, path, err)) < 0)
		return code;
	if (!mend->has_key && ((code = key_of(&mend->key, council, err)) < 0 ||
				      (code = signers_publish(mend->store, &mend->key.public, err)) < 0))
		return code;
	mend->has_key = true;
	const struct change_seal seal = { tag.data, (char *)record_get(rec, "commit"), message.data };

	return make_tag(mend->store, &mend->key, &seal, search.commit.hex, err);
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
	code = seal_record(mend, council, path, rec, err);
	return code == ERR_INVALID ? 0 : code;
}

int sealing_mend(const struct council *council, struct store *store, struct db *index, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	struct mend mend = { .store = store };
	int code, more = 0;

	if (store_setting(store, "shura.acceptSigned"))
		return 0;
	if ((code = store_head(store, &mend.head, err)) < 0 ||
		(code = db_prepare(&query, index,
			 "SELECT path FROM records WHERE kind = 'submission' AND state <> 'withdrawn'", err)) < 0)
		return code;
	while (code == 0 && (more = query_step(query, err)) > 0)
		code = mend_one(&mend, council, query_text(query, 0), err);
	signing_key_forget(&mend.key);
	return code < 0 ? code : more;
}
