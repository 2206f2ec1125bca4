#include "change_git.h"

#include <stdio.h>

/*
 * Trees are made along the changed paths only, so a save costs the same however many
 * records there are: no folder of the record format grows without bound.
 */

struct entry {
	char *name;
	git_filemode_t mode;
	git_oid id;
};

/* One folder under work. */
struct folder {
	struct entry *entry;
	size_t count;
};

struct tree_work {
	struct store_batch *batch;
	struct error *err;
};

static int make_tree(git_oid *out, bool *empty, const struct tree_work *work, const git_tree *old,
	const struct change_file *const *file, size_t files, size_t depth);

static void folder_release(struct folder *folder)
{
	for (size_t i = 0; i < folder->count; i++)
		free(folder->entry[i].name);
	free(folder->entry);
}

static void folder_releasep(struct folder *folder)
{
	folder_release(folder);
}

static struct entry *folder_find(const struct folder *folder, const char *name)
{
	for (size_t i = 0; i < folder->count; i++)
		if (strcmp(folder->entry[i].name, name) == 0)
			return &folder->entry[i];
	return NULL;
}

static void folder_put(
	struct folder *folder, const char *name, git_filemode_t mode, const git_oid *id)
{
	struct entry *entry = folder_find(folder, name);

	if (!entry) {
		folder->entry = mem_grow(folder->entry, folder->count, sizeof *entry);
		entry = &folder->entry[folder->count++];
		entry->name = str_copy(name);
	}
	entry->mode = mode;
	entry->id = *id;
}

static void folder_remove(struct folder *folder, const char *name)
{
	struct entry *entry = folder_find(folder, name);

	if (!entry)
		return;
	free(entry->name);
	*entry = folder->entry[--folder->count];
}

static void folder_load(struct folder *out, const git_tree *tree)
{
	size_t n = tree ? git_tree_entrycount(tree) : 0;

	for (size_t i = 0; i < n; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);

		out->entry = mem_grow(out->entry, out->count, sizeof *out->entry);
		out->entry[out->count++] = (struct entry){
			str_copy(git_tree_entry_name(entry)),
			git_tree_entry_filemode_raw(entry),
			*git_tree_entry_id(entry),
		};
	}
}

/* git's order: as if the name of a folder ended in "/". */
static int compare_entries(const void *a, const void *b)
{
	const struct entry *one = a, *two = b;
	size_t n = strlen(one->name), m = strlen(two->name), least = n < m ? n : m;
	int order = memcmp(one->name, two->name, least);
	unsigned char after_one = one->mode == GIT_FILEMODE_TREE ? '/' : '\0';
	unsigned char after_two = two->mode == GIT_FILEMODE_TREE ? '/' : '\0';

	if (order)
		return order;
	after_one = n > least ? (unsigned char)one->name[least] : after_one;
	after_two = m > least ? (unsigned char)two->name[least] : after_two;
	return after_one - after_two;
}

static int folder_write(git_oid *out, const struct tree_work *work, struct folder *folder)
{
	CLEANUP(buf_release) struct buf bytes = BUF_INIT;

	qsort(folder->entry, folder->count, sizeof *folder->entry, compare_entries);
	for (size_t i = 0; i < folder->count; i++) {
		const struct entry *entry = &folder->entry[i];

		buf_printf(&bytes, "%o %s", (unsigned)entry->mode, entry->name);
		buf_addc(&bytes, '\0');
		buf_add(&bytes, entry->id.id, sizeof entry->id.id);
	}
	return store_batch_make(
		out, work->batch, GIT_OBJECT_TREE, buf_text(&bytes), bytes.len, work->err);
}

static int refuse_path(const struct change_file *file, struct error *err)
{
	return error_set(err, ERR_INVALID, "\"%s\" cannot be the path of a file", file->path);
}

static int write_blob(const struct tree_work *work, struct folder *folder, const char *name,
	const struct change_file *file)
{
	const struct entry *entry = folder_find(folder, name);
	git_oid id;
	int code;

	if (entry && entry->mode == GIT_FILEMODE_TREE)
		return refuse_path(file, work->err);
	code = store_batch_make(
		&id, work->batch, GIT_OBJECT_BLOB, file->text, file->len, work->err);
	if (code == 0)
		folder_put(folder, name, GIT_FILEMODE_BLOB, &id);
	return code;
}

static int change_folder(const struct tree_work *work, struct folder *folder, const char *name,
	const struct change_file *const *file, size_t files, size_t depth)
{
	const struct entry *entry = folder_find(folder, name);
	CLEANUP(git_tree_free) git_tree *below = NULL;
	git_oid id;
	bool empty;
	int code = 0;

	if (entry && entry->mode == GIT_FILEMODE_TREE)
		code = git_tree_lookup(&below, work->batch->store->repo, &entry->id);
	if (code < 0)
		return store_failed(work->err, code);
	if ((code = make_tree(&id, &empty, work, below, file, files, depth)) < 0)
		return code;
	if (empty && below)
		folder_remove(folder, name);
	else if (!empty && entry && !below)
		return refuse_path(file[0], work->err);
	else if (!empty)
		folder_put(folder, name, GIT_FILEMODE_TREE, &id);
	return 0;
}

/* How many of the sorted files go on below the same folder as the first. */
static size_t run_of(const struct change_file *const *file, size_t files, size_t depth, size_t len)
{
	const char *folder = file[0]->path + depth;
	size_t n = 1;

	while (n < files && strncmp(file[n]->path + depth, folder, len + 1) == 0)
		n++;
	return n;
}

/* What the first file of the sorted FILES asks of FOLDER, and the USED - 1 beside it. */
static int change_entry(const struct tree_work *work, struct folder *folder,
	const struct change_file *const *file, size_t files, size_t depth, size_t *used)
{
	const char *rest = file[0]->path + depth;
	size_t len = strcspn(rest, "/");
	CLEANUP(str_free) char *name = str_copy_n(rest, len);

	*used = rest[len] ? run_of(file, files, depth, len) : 1;
	if (rest[len])
		return change_folder(work, folder, name, file, *used, depth + len + 1);
	if (file[0]->text)
		return write_blob(work, folder, name, file[0]);
	folder_remove(folder, name);
	return 0;
}

/* FILE holds paths that agree in their first DEPTH bytes. */
static int make_tree(git_oid *out, bool *empty, const struct tree_work *work, const git_tree *old,
	const struct change_file *const *file, size_t files, size_t depth)
{
	CLEANUP(folder_release) struct folder folder = { 0 };
	int code = 0;

	folder_load(&folder, old);
	for (size_t i = 0, used; code == 0 && i < files; i += used)
		code = change_entry(work, &folder, file + i, files - i, depth, &used);
	*empty = folder.count == 0;
	if (code < 0 || (*empty && depth))
		return code;
	return folder_write(out, work, &folder);
}

static bool is_bad_part(const char *part, size_t len)
{
	return len == 0 || (len == 1 && *part == '.') || (len == 2 && memcmp(part, "..", 2) == 0) ||
	       (len == 4 && strncasecmp(part, ".git", 4) == 0);
}

static bool is_path(const char *path)
{
	for (const char *p = path, *end; p; p = *end ? end + 1 : NULL) {
		end = strchrnul(p, '/');
		if (is_bad_part(p, (size_t)(end - p)))
			return false;
	}
	return true;
}

static int compare_files(const void *a, const void *b)
{
	return strcmp((*(const struct change_file *const *)a)->path,
		(*(const struct change_file *const *)b)->path);
}

int change_make_tree(git_oid *out, struct store_batch *batch, const git_tree *old,
	const struct change_file *file, size_t files, struct error *err)
{
	CLEANUP(free) void *room = mem_alloc(files * sizeof file);
	const struct change_file **sorted = room;
	struct tree_work work = { batch, err };
	bool empty;

	for (size_t i = 0; i < files; i++) {
		if (!is_path(file[i].path))
			return refuse_path(&file[i], err);
		sorted[i] = &file[i];
	}
	qsort(sorted, files, sizeof *sorted, compare_files);
	return make_tree(out, &empty, &work, old, sorted, files, 0);
}
