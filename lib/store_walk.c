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

	if (store_is_file(entry)) {
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

/*
 * What differs between two trees. Written here because git_diff_tree_to_tree reads every folder of
 * both, changed or not: a save would cost more with every record there is.
 */
struct changes {
	struct store_changed *list;
	size_t count;
};

struct changed {
	struct changes files;
	struct changes strangers; /* neither file nor folder; BLOB is what they stand for */
};

static void changes_release(struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		free((char *)changes->list[i].path);
	free(changes->list);
}

static void changed_release(struct changed *changed)
{
	changes_release(&changed->files);
	changes_release(&changed->strangers);
}

static void changed_releasep(struct changed *changed)
{
	changed_release(changed);
}

struct tree_walk {
	struct store *store;
	struct changed *out;
	struct buf path;
};

static bool is_blob(const git_tree_entry *entry)
{
	return entry && store_is_file(entry);
}

static const git_tree_entry *if_blob(const git_tree_entry *entry)
{
	return is_blob(entry) ? entry : NULL;
}

static bool is_tree(const git_tree_entry *entry)
{
	return entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE;
}

/* One allocation holds the path and both names: the path comes first. */
static void add_changed(struct tree_walk *walk, struct changes *out, const git_tree_entry *old,
	const git_tree_entry *new)
{
	size_t len = walk->path.len + 1;
	char *text = mem_alloc(len + 2 * sizeof(struct revision));
	struct revision *ids = (struct revision *)(text + len);

	memcpy(text, buf_text(&walk->path), len);
	if (old)
		revision_set(&ids[0], git_tree_entry_id(old));
	if (new)
		revision_set(&ids[1], git_tree_entry_id(new));
	out->list = mem_grow(out->list, out->count, sizeof *out->list);
	out->list[out->count++] = (struct store_changed){ text, ids[0].hex, ids[1].hex };
}

static bool is_stranger(const git_tree_entry *entry)
{
	return entry && !is_blob(entry) && !is_tree(entry);
}

static bool is_same(const git_tree_entry *old, const git_tree_entry *new)
{
	return old && new && is_stranger(old) == is_stranger(new) &&
	       git_oid_equal(git_tree_entry_id(old), git_tree_entry_id(new));
}

enum { DEPTH_MAX = 16 };

static int compare_trees(struct tree_walk *walk, const git_tree *old, const git_tree *new);

static int compare_folders(
	struct tree_walk *walk, const git_tree_entry *old, const git_tree_entry *new)
{
	CLEANUP(git_tree_free) git_tree *before = NULL, *after = NULL;
	git_repository *repo = walk->store->repo;
	int code = 0;

	if (is_tree(old))
		code = git_tree_lookup(&before, repo, git_tree_entry_id(old));
	if (code == 0 && is_tree(new))
		code = git_tree_lookup(&after, repo, git_tree_entry_id(new));
	if (code < 0)
		return code;
	buf_addc(&walk->path, '/');
	return compare_trees(walk, before, after);
}

/* No place of the format is so far down (place.c). */
static bool is_deep(const char *path)
{
	int slashes = 0;

	for (; *path; path++)
		slashes += *path == '/';
	return slashes > DEPTH_MAX;
}

/* OLD and NEW have one name and are of one sort, or one of them is NULL. */
static int compare_entries(
	struct tree_walk *walk, const git_tree_entry *old, const git_tree_entry *new)
{
	size_t len = walk->path.len;
	int code = 0;

	if (is_same(old, new))
		return 0;
	buf_puts(&walk->path, git_tree_entry_name(old ? old : new));
	if (is_blob(old) || is_blob(new))
		add_changed(walk, &walk->out->files, if_blob(old), if_blob(new));
	if (is_stranger(new) || (is_tree(new) && is_deep(buf_text(&walk->path))))
		add_changed(walk, &walk->out->strangers, NULL, new);
	else if (is_tree(old) || is_tree(new))
		code = compare_folders(walk, old, new);
	buf_cut(&walk->path, len);
	return code;
}

static const git_tree_entry *entry_at(const git_tree *tree, size_t n)
{
	return tree ? git_tree_entry_byindex(tree, n) : NULL;
}

static int compare_trees(struct tree_walk *walk, const git_tree *old, const git_tree *new)
{
	const git_tree_entry *a, *b;
	size_t i = 0, j = 0;
	int code = 0;

	while (code == 0 && (a = entry_at(old, i), b = entry_at(new, j), a || b)) {
		int order = !a ? 1 : !b ? -1 : git_tree_entry_cmp(a, b);

		code = compare_entries(walk, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	return code;
}

static int diff_trees(struct changed *out, struct store *store, const git_tree *old,
	const git_tree *new, struct error *err)
{
	struct tree_walk walk = { store, out, BUF_INIT };
	int code = compare_trees(&walk, old, new);

	buf_release(&walk.path);
	return code < 0 ? store_failed(err, code) : 0;
}

static int diff_commits(struct changed *out, struct store *store, const char *old_commit,
	const char *new_commit, struct error *err)
{
	CLEANUP(git_tree_free) git_tree *old = NULL, *new = NULL;
	int code;

	if ((code = store_tree(&old, store, old_commit, err)) < 0 ||
		(code = store_tree(&new, store, new_commit, err)) < 0)
		return code;
	return diff_trees(out, store, old, new, err);
}

int store_each_change(struct store *store, const char *old_commit, const char *new_commit,
	store_change_fn each, void *ctx, struct error *err)
{
	CLEANUP(changed_release) struct changed changed = { 0 };
	int code = diff_commits(&changed, store, old_commit, new_commit, err);

	for (size_t i = 0; code >= 0 && i < changed.files.count; i++) {
		const struct store_changed *one = &changed.files.list[i];

		code = each(ctx, one->path, one->old_blob, one->blob, err);
	}
	return code < 0 ? code : 0;
}

int store_each_stranger(struct store *store, const char *old_commit, const char *new_commit,
	store_name_fn each, void *ctx, struct error *err)
{
	CLEANUP(changed_release) struct changed changed = { 0 };
	int code = diff_commits(&changed, store, old_commit, new_commit, err);

	for (size_t i = 0; code >= 0 && i < changed.strangers.count; i++)
		code = each(ctx, changed.strangers.list[i].path, err);
	return code < 0 ? code : 0;
}

/* What TREE has at PATH: a file's blob, or what a stranger stands for; "" for nothing. */
static struct revision look_up(const git_tree *tree, const char *path, bool stranger)
{
	struct revision found = { "" };
	git_tree_entry *entry = NULL;

	if (git_tree_entry_bypath(&entry, tree, path) < 0)
		return found;
	if (stranger ? is_stranger(entry) : is_blob(entry))
		revision_set(&found, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	return found;
}

/* Leaves only what differs from every parent: what another one has just so is that branch's. */
static void drop_others_changes(
	struct changes *changes, bool strangers, git_tree *const *trees, unsigned n)
{
	size_t kept = 0;

	for (size_t i = 0; i < changes->count; i++) {
		struct store_changed *one = &changes->list[i];
		bool others = false;

		for (unsigned k = 1; k < n && !others; k++)
			others = str_equal(look_up(trees[k], one->path, strangers).hex, one->blob);
		if (others)
			free((char *)one->path);
		else
			changes->list[kept++] = *one;
	}
	changes->count = kept;
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

static int diff_commit(
	struct changed *changed, struct store *store, git_commit *commit, struct error *err)
{
	CLEANUP(git_tree_free) git_tree *tree = NULL;
	git_tree *parents[MAX_PARENTS] = { NULL };
	unsigned n = git_commit_parentcount(commit);
	int code;

	n = n > MAX_PARENTS ? MAX_PARENTS : n;
	if ((code = git_commit_tree(&tree, commit)) < 0 ||
		(code = load_parents(parents, n, commit)) < 0)
		code = store_failed(err, code);
	else if ((code = diff_trees(changed, store, parents[0], tree, err)) == 0) {
		drop_others_changes(&changed->files, false, parents, n);
		drop_others_changes(&changed->strangers, true, parents, n);
	}
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
	CLEANUP(changed_release) struct changed changed = { 0 };
	struct store_commit said;
	int code = git_commit_lookup(&commit, store->repo, id);

	if (code < 0) {
		store_failed(err, code);
		return error_prefix(err, "%s", git_oid_tostr_s(id));
	}
	if ((code = diff_commit(&changed, store, commit, err)) < 0)
		return code;
	describe(&said, commit);
	said.changed = changed.files.list;
	said.nchanged = changed.files.count;
	said.stranger = changed.strangers.list;
	said.nstrangers = changed.strangers.count;
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

int store_each_first_parent(struct store *store, const char *head, store_line_fn each, void *ctx,
	struct error *err)
{
	git_oid id;
	int code;

	if (!*head)
		return 0;
	if ((code = git_oid_fromstr(&id, head)) < 0)
		return store_failed(err, code);
	for (;;) {
		CLEANUP(git_commit_free) git_commit *commit = NULL;
		struct revision name;

		if ((code = git_commit_lookup(&commit, store->repo, &id)) < 0)
			return store_failed(err, code);
		revision_set(&name, &id);
		if ((code = each(ctx, name.hex, git_commit_time(commit), err)) != 0)
			return code < 0 ? code : 0;
		if (!git_commit_parentcount(commit))
			return 0;
		git_oid_cpy(&id, git_commit_parent_id(commit, 0));
	}
}
