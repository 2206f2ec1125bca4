#include "store_git.h"

struct file_walk {
	struct store *store;
	store_file_fn each;
	void *ctx;
	struct error *err;
};

static int walk_tree(const struct file_walk *walk, const git_tree *tree, struct buf *path);

static int walk_entry(const struct file_walk *walk, const git_tree_entry *entry, struct buf *path)
{
	CLEANUP(git_tree_free) git_tree *tree = NULL;
	struct revision id;
	int code;

	if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB) {
		revision_set(&id, git_tree_entry_id(entry));
		return walk->each(walk->ctx, buf_text(path), id.hex, walk->err);
	}
	if (git_tree_entry_type(entry) != GIT_OBJECT_TREE)
		return 0;
	code = git_tree_lookup(&tree, walk->store->repo, git_tree_entry_id(entry));
	if (code < 0)
		return store_failed(walk->err, code);
	buf_addc(path, '/');
	return walk_tree(walk, tree, path);
}

static int walk_tree(const struct file_walk *walk, const git_tree *tree, struct buf *path)
{
	size_t len = path->len, n = git_tree_entrycount(tree);
	int code = 0;

	for (size_t i = 0; code >= 0 && i < n; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);

		buf_puts(path, git_tree_entry_name(entry));
		code = walk_entry(walk, entry, path);
		buf_cut(path, len);
	}
	return code < 0 ? code : 0;
}

/* *OUT stays NULL where COMMIT has no such folder. */
static int folder_tree(git_tree **out, struct store *store, const char *commit, const char *folder,
	struct error *err)
{
	CLEANUP(git_tree_free) git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	int code = store_tree(&tree, store, commit, err);

	if (code < 0 || !tree)
		return code;
	if (!*folder) {
		*out = TAKE(tree);
		return 0;
	}
	if (git_tree_entry_bypath(&entry, tree, folder) < 0)
		return 0;
	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		code = git_tree_lookup(out, store->repo, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	return code < 0 ? store_failed(err, code) : 0;
}

int store_each_file(struct store *store, const char *commit, const char *folder, store_file_fn each,
	void *ctx, struct error *err)
{
	struct file_walk walk = { store, each, ctx, err };
	CLEANUP(git_tree_free) git_tree *tree = NULL;
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	int code = folder_tree(&tree, store, commit, folder, err);

	if (code < 0 || !tree)
		return code;
	buf_puts(&path, folder);
	if (path.len)
		buf_addc(&path, '/');
	return walk_tree(&walk, tree, &path);
}

int store_each_name(struct store *store, const char *commit, const char *folder, store_name_fn each,
	void *ctx, struct error *err)
{
	CLEANUP(git_tree_free) git_tree *tree = NULL;
	int code = folder_tree(&tree, store, commit, folder, err);
	size_t n = code == 0 && tree ? git_tree_entrycount(tree) : 0;

	for (size_t i = 0; code >= 0 && i < n; i++)
		code = each(ctx, git_tree_entry_name(git_tree_entry_byindex(tree, i)), err);
	return code < 0 ? code : 0;
}

static int diff_trees(
	git_diff **out, struct store *store, git_tree *old, git_tree *new, struct error *err)
{
	git_diff_options options;
	int code;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_SKIP_BINARY_CHECK;
	options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
	code = git_diff_tree_to_tree(out, store->repo, old, new, &options);
	return code < 0 ? store_failed(err, code) : 0;
}

static const char *side_path(const git_diff_delta *delta)
{
	return delta->new_file.path ? delta->new_file.path : delta->old_file.path;
}

/* One side of a difference: "" where the file is not there. */
static void side_blob(struct revision *out, const git_diff_file *side)
{
	if (git_oid_is_zero(&side->id))
		*out = (struct revision){ "" };
	else
		revision_set(out, &side->id);
}

int store_each_change(struct store *store, const char *old_commit, const char *new_commit,
	store_change_fn each, void *ctx, struct error *err)
{
	CLEANUP(git_tree_free) git_tree *old = NULL, *new = NULL;
	CLEANUP(git_diff_free) git_diff *diff = NULL;
	int code;

	if ((code = store_tree(&old, store, old_commit, err)) < 0 ||
		(code = store_tree(&new, store, new_commit, err)) < 0 ||
		(code = diff_trees(&diff, store, old, new, err)) < 0)
		return code;
	for (size_t i = 0; code >= 0 && i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);
		struct revision from, to;

		side_blob(&from, &delta->old_file);
		side_blob(&to, &delta->new_file);
		code = each(ctx, side_path(delta), from.hex, to.hex, err);
	}
	return code < 0 ? code : 0;
}

/* The paths that a commit changed, with the memory that they point into. */
struct changed {
	struct store_changed *list;
	struct revision *ids;
	size_t count;
};

static void changed_release(struct changed *changed)
{
	free(changed->list);
	free(changed->ids);
}

static void changed_releasep(struct changed *changed)
{
	changed_release(changed);
}

/* Whether a parent but the first has the file just so: then it is that branch's change. */
static bool other_parent_has(git_tree *const *trees, unsigned n, const git_diff_delta *delta)
{
	const git_oid *ours = &delta->new_file.id;
	git_oid theirs;

	for (unsigned i = 1; i < n; i++) {
		bool there = store_blob_at(&theirs, trees[i], side_path(delta));

		if (there ? git_oid_equal(&theirs, ours) : git_oid_is_zero(ours))
			return true;
	}
	return false;
}

static void list_changed(struct changed *out, git_diff *diff, git_tree *const *trees, unsigned n)
{
	size_t most = git_diff_num_deltas(diff);

	out->list = mem_alloc(most * sizeof *out->list);
	out->ids = mem_alloc(2 * most * sizeof *out->ids);
	for (size_t i = 0; i < most; i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);
		struct revision *from = &out->ids[2 * i], *to = from + 1;

		if (other_parent_has(trees, n, delta))
			continue;
		side_blob(from, &delta->old_file);
		side_blob(to, &delta->new_file);
		out->list[out->count++] = (struct store_changed){ side_path(delta), from->hex,
			to->hex };
	}
}

enum { MAX_PARENTS = 16 }; /* git's own porcelain stops long before; more are not looked at */

static void free_trees(git_tree **trees, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		git_tree_free(trees[i]);
}

static int load_parents(git_tree **trees, unsigned n, git_commit *commit)
{
	for (unsigned i = 0; i < n; i++) {
		CLEANUP(git_commit_free) git_commit *parent = NULL;
		int code = git_commit_parent(&parent, commit, i);

		if (code < 0 || (code = git_commit_tree(&trees[i], parent)) < 0)
			return code;
	}
	return 0;
}

static int diff_commit(git_diff **out, struct changed *changed, struct store *store,
	git_commit *commit, struct error *err)
{
	CLEANUP(git_tree_free) git_tree *tree = NULL;
	git_tree *parents[MAX_PARENTS] = { NULL };
	unsigned n = git_commit_parentcount(commit);
	int code;

	n = n > MAX_PARENTS ? MAX_PARENTS : n;
	if ((code = git_commit_tree(&tree, commit)) < 0 ||
		(code = load_parents(parents, n, commit)) < 0)
		code = store_failed(err, code);
	else if ((code = diff_trees(out, store, parents[0], tree, err)) == 0)
		list_changed(changed, *out, parents, n);
	free_trees(parents, MAX_PARENTS);
	return code;
}

static void describe(struct store_commit *out, git_commit *commit)
{
	const git_signature *author = git_commit_author(commit);

	*out = (struct store_commit){
		.parents = (int)git_commit_parentcount(commit),
		.time = author->when.time,
		.offset = author->when.offset,
		.author = author->name,
		.email = author->email,
		.subject = git_commit_summary(commit),
		.message = git_commit_message(commit),
	};
	if (!out->subject)
		out->subject = "";
	revision_set(&out->id, git_commit_id(commit));
	for (int i = 0; i < out->parents && i < 2; i++)
		revision_set(&out->parent[i], git_commit_parent_id(commit, (unsigned)i));
}

static int visit(
	struct store *store, const git_oid *id, store_commit_fn each, void *ctx, struct error *err)
{
	CLEANUP(git_commit_free) git_commit *commit = NULL;
	CLEANUP(git_diff_free) git_diff *diff = NULL;
	CLEANUP(changed_release) struct changed changed = { 0 };
	struct store_commit said;
	int code = git_commit_lookup(&commit, store->repo, id);

	if (code < 0)
		return store_failed(err, code);
	if ((code = diff_commit(&diff, &changed, store, commit, err)) < 0)
		return code;
	describe(&said, commit);
	said.changed = changed.list;
	said.nchanged = changed.count;
	return each(ctx, &said, err);
}

static int start_walk(
	git_revwalk **out, struct store *store, const char *old_commit, const char *new_commit)
{
	git_oid old, new;
	int code;

	if ((code = git_revwalk_new(out, store->repo)) < 0 ||
		(code = git_revwalk_sorting(*out, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE)) < 0 ||
		(code = git_oid_fromstr(&new, new_commit)) < 0 ||
		(code = git_revwalk_push(*out, &new)) < 0)
		return code;
	if (!*old_commit)
		return 0;
	code = git_oid_fromstr(&old, old_commit);
	return code < 0 ? code : git_revwalk_hide(*out, &old);
}

int store_each_commit(struct store *store, const char *old_commit, const char *new_commit,
	store_commit_fn each, void *ctx, struct error *err)
{
	CLEANUP(git_revwalk_free) git_revwalk *walk = NULL;
	git_oid id;
	int code;

	if (!*new_commit)
		return 0;
	if ((code = start_walk(&walk, store, old_commit, new_commit)) < 0)
		return store_failed(err, code);
	while ((code = git_revwalk_next(&id, walk)) == 0)
		if ((code = visit(store, &id, each, ctx, err)) < 0)
			return code;
	return code == GIT_ITEROVER ? 0 : store_failed(err, code);
}
