#include "store_git.h"

#include <sys/stat.h>

int store_find_tag(struct store *store, const char *name, struct revision *object, struct error *err)
{
	CLEANUP(str_free) char *ref = str_format("refs/tags/%s", name);
	git_object_t type;
	git_oid id;
	size_t len;
	int code = git_reference_name_to_id(&id, store->repo, ref);

	if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC)
		return error_set(err, ERR_NOT_FOUND, "there is no tag \"%s\"", name);
	if (code == 0)
		code = git_odb_read_header(&len, &type, store->odb, &id);
	if (code < 0)
		return store_failed(err, code);
	if (type != GIT_OBJECT_TAG)
		return error_set(err, ERR_INVALID, "this is no annotated tag");
	revision_set(object, &id);
	return 0;
}

static int read_tag(struct store *store, const git_oid *id, struct revision *commit, struct error *err)
{
	git_tag *found = NULL;
	int code = ERR_INVALID;

	if (git_tag_lookup(&found, store->repo, id) < 0)
		return error_set(err, ERR_INVALID, "this is no annotated tag");
	if (git_tag_target_type(found) == GIT_OBJECT_COMMIT) {
		revision_set(commit, git_tag_target_id(found));
		code = 0;
	}
	git_tag_free(found);
	return code < 0 ? error_set(err, code, "this tag stands on no commit") : 0;
}

int store_read_tag(struct store *store, const char *object, struct buf *out, struct revision *commit,
	struct error *err)
{
	git_odb_object *raw = NULL;
	git_oid id;
	int code;

	if (git_oid_fromstr(&id, object) < 0)
		return error_set(err, ERR_INVALID, "this is no annotated tag");
	if ((code = read_tag(store, &id, commit, err)) < 0)
		return code;
	if ((code = git_odb_read(&raw, store->odb, &id)) < 0)
		return store_failed(err, code);
	buf_add(out, git_odb_object_data(raw), git_odb_object_size(raw));
	git_odb_object_free(raw);
	return 0;
}

int store_each_tag(struct store *store, const char *prefix, store_tag_fn each, void *ctx,
	struct error *err)
{
	git_strarray names = { 0 };
	int code = git_tag_list(&names, store->repo);

	if (code < 0)
		return store_failed(err, code);
	for (size_t i = 0; code >= 0 && i < names.count; i++)
		if (str_starts(names.strings[i], prefix))
			code = each(ctx, names.strings[i], err);
	git_strarray_dispose(&names);
	return code < 0 ? code : 0;
}

int store_make_tag(struct store *store, const char *name, const char *text, size_t len,
	struct error *err)
{
	CLEANUP(store_batch_release) struct store_batch batch = { .dir = -1 };
	CLEANUP(str_free) char *ref = str_format("refs/tags/%s", name);
	git_oid id;
	int code;

	if ((code = store_batch_begin(&batch, store, err)) < 0)
		return code;
	if (git_reference_name_to_id(&id, store->repo, ref) == 0)
		return error_set(err, ERR_CONFLICT, "there is a tag \"%s\" already", name);
	if ((code = store_batch_make(&id, &batch, GIT_OBJECT_TAG, text, len, err)) < 0)
		return code;
	return store_batch_finish_tag(&batch, name, &id, err);
}

/* Whether they are what they say */

struct sweep {
	struct store *store;
	store_checked_fn checked;
	store_broken_fn broken;
	void *ctx;
	struct error *err;
	int code;
};

/* Where OBJECT lies as a file of its own; "" where it does not. The caller frees. */
static char *loose_file(const struct sweep *sweep, const char *object)
{
	CLEANUP(str_free) char *file = str_format("objects/%.2s/%s", object, object + 2);
	CLEANUP(str_free) char *path = str_format("%s/%s", sweep->store->dir, file);
	struct stat st;

	return stat(path, &st) == 0 ? TAKE(file) : str_copy("");
}

/* Reading is proving: libgit2 makes the sum of what it reads (GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION). */
static int look_at(const git_oid *id, void *ctx)
{
	struct sweep *sweep = ctx;
	git_odb_object *object = NULL;
	struct revision name;
	int code = git_odb_read(&object, sweep->store->odb, id);

	git_odb_object_free(object);
	if (sweep->checked)
		sweep->checked(sweep->ctx);
	if (code < 0) {
		struct error words;

		store_failed(&words, code);
		revision_set(&name, id);
		CLEANUP(str_free) char *file = loose_file(sweep, name.hex);
		CLEANUP(str_free) char *text = error_text(&words);

		sweep->code = sweep->broken(sweep->ctx, name.hex, file, text, sweep->err);
	}
	return sweep->code < 0 ? GIT_EUSER : 0;
}

int store_each_broken(struct store *store, store_checked_fn checked, store_broken_fn broken, void *ctx,
	struct error *err)
{
	struct sweep sweep = { store, checked, broken, ctx, err, 0 };
	int code = git_odb_foreach(store->odb, look_at, &sweep);

	if (sweep.code < 0)
		return sweep.code;
	return code < 0 ? store_failed(err, code) : 0;
}
