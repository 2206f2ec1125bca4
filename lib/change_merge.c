#include "change_git.h"
#include "difference.h"

/* One file at three times. An absent one is NULL. */
struct sides {
	const struct change_file *mine;
	char *base, *theirs;
	size_t base_len, theirs_len;
};

static void sides_release(struct sides *sides)
{
	free(sides->base);
	free(sides->theirs);
}

static void sides_releasep(struct sides *sides)
{
	sides_release(sides);
}

static bool same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a && b ? a_len == b_len && memcmp(a, b, a_len) == 0 : a == b;
}

static int read_side(char **text, size_t *len, struct store *store, const git_tree *tree,
	const char *path, struct error *err)
{
	CLEANUP(buf_release) struct buf buf = BUF_INIT;
	struct revision blob;
	git_oid id;
	int code;

	if (!store_blob_at(&id, tree, path))
		return 0;
	revision_set(&blob, &id);
	if ((code = store_read_blob(store, blob.hex, &buf, err)) < 0)
		return code;
	*len = buf.len;
	*text = buf_take(&buf);
	return 0;
}

static int refuse(struct change_result *result, struct sides *sides, struct error *err)
{
	const struct change_file *mine = sides->mine;

	change_result_release(result);
	result->path = str_copy(mine->path);
	result->mine = str_copy(mine->text);
	result->theirs = TAKE(sides->theirs);
	result->base = TAKE(sides->base);
	if (mine->is_new)
		return error_set(err, ERR_CONFLICT,
			"somebody else has made \"%s\" meanwhile; save again", mine->path);
	return error_set(err, ERR_CONFLICT,
		"somebody else has changed \"%s\" meanwhile; look at both texts and save again",
		mine->path);
}

static void keep(struct merged *out, const struct change_file *file)
{
	struct change *change = &out->change;

	change->file = mem_grow(change->file, change->files, sizeof *change->file);
	change->file[change->files++] = *file;
}

static void own(struct merged *out, char *text)
{
	out->own = mem_grow(out->own, out->owned, sizeof *out->own);
	out->own[out->owned++] = text;
}

static void keep_text(struct merged *out, const struct change_file *file, char *text)
{
	struct change_file merged = { .path = file->path, .text = text, .len = strlen(text) };

	own(out, text);
	keep(out, &merged);
}

static bool is_text(const char *text, size_t len)
{
	return text && !memchr(text, '\0', len);
}

static int do_again(struct merged *out, const struct sides *sides, struct error *err)
{
	char *text = NULL, *subject = NULL;
	int code = out->change.redo(out->change.redo_ctx, sides->theirs, &text, &subject, err);

	if (code < 0)
		return code;
	own(out, subject);
	out->change.subject = subject;
	out->changed_text = true;
	keep_text(out, sides->mine, text);
	return 0;
}

static int merge_texts(
	struct merged *out, struct sides *sides, struct change_result *result, struct error *err)
{
	const struct change_file *mine = sides->mine;
	char *text;

	if (out->change.redo && is_text(sides->theirs, sides->theirs_len))
		return do_again(out, sides, err);
	if (out->change.merge != CHANGE_MERGE || !is_text(mine->text, mine->len) ||
		!is_text(sides->base, sides->base_len) ||
		!is_text(sides->theirs, sides->theirs_len) ||
		difference_merge(&text, sides->base, mine->text, sides->theirs, NULL) < 0)
		return refuse(result, sides, err);
	out->changed_text = true;
	if (strcmp(text, sides->theirs) == 0)
		free(text);
	else
		keep_text(out, mine, text);
	return 0;
}

/* BASE is the tree that the change was decided on; HAS_BASE is false when any is right. */
static int merge_file(struct merged *out, struct store *store, const struct change_file *mine,
	const git_tree *base, bool has_base, const git_tree *now, struct change_result *result,
	struct error *err)
{
	CLEANUP(sides_release) struct sides sides = { .mine = mine };
	int code;

	code = read_side(&sides.theirs, &sides.theirs_len, store, now, mine->path, err);
	if (code == 0 && has_base)
		code = read_side(&sides.base, &sides.base_len, store, base, mine->path, err);
	if (code < 0)
		return code;
	if (mine->is_new && sides.theirs)
		return refuse(result, &sides, err);
	if (same(mine->text, mine->len, sides.theirs, sides.theirs_len))
		return 0;
	if (!has_base || same(sides.base, sides.base_len, sides.theirs, sides.theirs_len)) {
		keep(out, mine);
		return 0;
	}
	return merge_texts(out, &sides, result, err);
}

int change_merge_files(struct merged *out, struct store *store, const struct change *change,
	const git_tree *now, struct change_result *result, struct error *err)
{
	CLEANUP(git_tree_free) git_tree *base = NULL;
	int code = 0;

	*out = (struct merged){ .change = *change };
	out->change.file = NULL;
	out->change.files = 0;
	if (change->base)
		code = store_tree(&base, store, change->base, err);
	for (size_t i = 0; code == 0 && i < change->files; i++)
		code = merge_file(
			out, store, &change->file[i], base, change->base != NULL, now, result, err);
	return code;
}

void merged_release(struct merged *merged)
{
	while (merged->owned)
		free(merged->own[--merged->owned]);
	free(merged->own);
	free(merged->change.file);
}
