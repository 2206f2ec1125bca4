#include "change_git.h"
#include "once.h"
#include "place.h"

#include <time.h>

enum { SUBJECT_MAX = 200, NAME_MAX_BYTES = 200 };

/* TEXT on one line, without what cannot stand there; cut at a character after MAX bytes. */
static void add_line(struct buf *out, const char *text, size_t max, const char *without)
{
	size_t from = out->len;

	for (const char *p = text ? text : ""; *p; p++) {
		bool at_start = out->len == from;

		if (strchr(without, *p))
			continue;
		if ((unsigned char)*p > ' ' && *p != 0x7f)
			buf_addc(out, *p);
		else if (!at_start && out->data[out->len - 1] != ' ')
			buf_addc(out, ' ');
	}
	if (out->len - from > max) {
		size_t end = from + max;

		while (end > from && ((unsigned char)out->data[end] & 0xc0) == 0x80)
			end--;
		buf_cut(out, end);
	}
	while (out->len > from && out->data[out->len - 1] == ' ')
		buf_cut(out, out->len - 1);
}

/* What a file belongs to: the record's identity, or else its folder. */
static void add_record(struct buf *out, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct place place;

	if (place_parse(&place, path, NULL) == 0)
		buf_puts(out, place.identity);
	else
		buf_add(out, path, slash ? (size_t)(slash - path) : strlen(path));
}

static void add_records(struct buf *out, const struct change *change)
{
	CLEANUP(buf_release) struct buf last = BUF_INIT, record = BUF_INIT;

	for (size_t i = 0; i < change->files; i++) {
		buf_cut(&record, 0);
		add_record(&record, change->file[i].path);
		if (str_equal(buf_text(&record), buf_text(&last)))
			continue;
		buf_puts(out, "Record: ");
		add_line(out, buf_text(&record), PLACE_MAX, "");
		buf_addc(out, '\n');
		buf_cut(&last, 0);
		buf_puts(&last, buf_text(&record));
	}
}

void change_message(struct buf *out, const struct change *change)
{
	add_line(out, change->subject, SUBJECT_MAX, "");
	if (!out->len)
		buf_puts(out, "Change records");
	buf_puts(out, "\n\n");
	if (change->action) {
		buf_puts(out, "Action: ");
		add_line(out, change->action, SUBJECT_MAX, "");
		buf_addc(out, '\n');
	}
	add_records(out, change);
	if (change->with_name && change->with_login) {
		buf_puts(out, "Co-authored-by: ");
		add_line(out, change->with_name, NAME_MAX_BYTES, "<>");
		buf_puts(out, " <");
		add_line(out, change->with_login, NAME_MAX_BYTES, "<>@ ");
		buf_puts(out, "@shura.invalid>\n");
	}
	if (once_read(&(struct once){ 0 }, change->once))
		buf_printf(out, "Form: %s\n", change->once);
}

void change_address(struct buf *out, const struct change *change)
{
	add_line(out, change->login, NAME_MAX_BYTES, "<>@ ");
	buf_puts(out, "@shura.invalid");
}

void change_name(struct buf *out, const struct change *change)
{
	add_line(out, change->author, NAME_MAX_BYTES, "<>");
	if (!out->len)
		add_line(out, change->login, NAME_MAX_BYTES, "<>");
	if (!out->len)
		buf_puts(out, "unknown");
}

static int make_commit(git_oid *out, struct store_batch *batch, const git_oid *tree,
	const git_oid *parent, const struct change *change, struct error *err)
{
	CLEANUP(buf_release) struct buf name = BUF_INIT, address = BUF_INIT, message = BUF_INIT;
	CLEANUP(git_signature_free) git_signature *who = NULL;
	CLEANUP(git_commit_free) git_commit *before = NULL;
	CLEANUP(git_tree_free) git_tree *root = NULL;
	git_repository *repo = batch->store->repo;
	git_buf bytes = { 0 };
	int code;

	change_name(&name, change);
	change_address(&address, change);
	change_message(&message, change);
	code = git_signature_new(&who, buf_text(&name), buf_text(&address),
		change->time ? change->time : (long long)time(NULL), change->offset);
	if (code == 0)
		code = git_tree_lookup(&root, repo, tree);
	if (code == 0 && parent)
		code = git_commit_lookup(&before, repo, parent);
	if (code == 0)
		code = git_commit_create_buffer(&bytes, repo, who, who, NULL, buf_text(&message),
			root, parent ? 1 : 0, (const git_commit **)&before);
	if (code < 0)
		return store_failed(err, code);
	code = store_batch_make(out, batch, GIT_OBJECT_COMMIT, bytes.ptr, bytes.size, err);
	git_buf_dispose(&bytes);
	return code;
}

/* The way of one group. HEAD is where main will stand if it ended here. */
struct group {
	struct store_batch *batch;
	git_oid head;
	bool has_head;
	change_check check;
	void *ctx;
};

static int put_on_top(
	struct group *group, const git_tree *now, const struct change *change, struct error *err)
{
	git_oid tree, commit;
	int code = change_make_tree(&tree, group->batch, now, change->file, change->files, err);

	if (code == 0)
		code = make_commit(&commit, group->batch, &tree,
			group->has_head ? &group->head : NULL, change, err);
	if (code < 0)
		return code;
	group->head = commit;
	group->has_head = true;
	return 0;
}

static int commit_one(struct group *group, const struct change *change,
	struct change_result *result, struct error *err)
{
	CLEANUP(merged_release) struct merged merged = { 0 };
	CLEANUP(git_tree_free) git_tree *now = NULL;
	struct store *store = group->batch->store;
	struct revision parent = { "" };
	int code;

	if (group->has_head)
		revision_set(&parent, &group->head);
	if ((code = change_check_seal(store, change->seal, parent.hex, err)) < 0 ||
		(code = store_tree(&now, store, parent.hex, err)) < 0 ||
		(code = change_merge_files(&merged, store, change, now, result, err)) < 0)
		return code;
	result->merged = merged.changed_text;
	result->unchanged = !merged.change.files;
	if (!result->unchanged) {
		if (group->check && (code = group->check(group->ctx, store, parent.hex,
					     &merged.change, err)) < 0)
			return code;
		if ((code = put_on_top(group, now, &merged.change, err)) < 0)
			return code;
	}
	if (group->has_head)
		revision_set(&result->commit, &group->head);
	return 0;
}

static int fail_all(struct change_result *results, size_t n, const struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (results[i].code < 0)
			continue;
		results[i].code = err->code;
		results[i].err = *err;
		results[i].commit = (struct revision){ "" };
	}
	return err->code;
}

static bool has_moved(const struct group *group)
{
	const struct store_batch *batch = group->batch;

	return group->has_head && !(batch->has_head && git_oid_equal(&group->head, &batch->head));
}

static int commit_all(struct store *store, struct change **changes, size_t n,
	struct change_result *results, change_check check, void *ctx, struct error *err)
{
	CLEANUP(store_batch_release) struct store_batch batch = { .dir = -1 };
	struct group group = { .batch = &batch, .check = check, .ctx = ctx };
	int code = store_batch_begin(&batch, store, err);

	if (code < 0)
		return code;
	group.head = batch.head;
	group.has_head = batch.has_head;
	for (size_t i = 0; i < n; i++)
		results[i].code = commit_one(&group, changes[i], &results[i], &results[i].err);
	return has_moved(&group) ? store_batch_finish(&batch, &group.head, err) : 0;
}

int change_commit(struct store *store, struct change **changes, size_t n,
	struct change_result *results, change_check check, void *ctx, struct error *err)
{
	struct error own = { 0 };
	int code;

	for (size_t i = 0; i < n; i++)
		results[i] = (struct change_result){ 0 };
	code = commit_all(store, changes, n, results, check, ctx, &own);
	if (code == 0)
		return 0;
	if (err)
		*err = own;
	return fail_all(results, n, &own);
}
