#include "check.h"
#include "attachment.h"
#include "check_cited.h"
#include "check_move.h"
#include "check_view.h"
#include "kind.h"
#include "number.h"
#include "seal.h"
#include "signers.h"

enum { ATTACHMENT_MAX_BYTES = 20 << 20 };

static void check_attachment(const char *path, size_t len, struct faults *faults)
{
	struct error err;

	if (len <= ATTACHMENT_MAX_BYTES)
		return;
	error_set(&err, ERR_TOO_LARGE, "longer than %d bytes", ATTACHMENT_MAX_BYTES);
	fault_add_error(faults, path, 0, &err);
}

/* *OUT stays NULL where TEXT is no record, or need not be one. */
static void check_file(
	struct record **out, const char *path, const char *text, size_t len, struct faults *faults)
{
	struct error err;

	if (place_is_attachment(path)) {
		check_attachment(path, len, faults);
		return;
	}
	if (str_equal(path, SIGNERS_PATH))
		signers_check(text, len, faults);
	else if (place_parse(&(struct place){ 0 }, path, &err) < 0)
		fault_add_error(faults, path, 0, &err);
	else if (record_parse(out, text, len, &err) < 0)
		fault_add_lined(faults, path, 0, &err);
	else
		kind_check(*out, path, faults);
}

void check_text(const char *path, const char *text, size_t len, struct faults *faults)
{
	CLEANUP(record_free) struct record *rec = NULL;

	check_file(&rec, path, text, len, faults);
}

/* Two files may not be the same record: numbers are never used again. */
static void check_clash(const struct view *view, const char *path, struct faults *faults)
{
	CLEANUP(buf_release) struct buf other = BUF_INIT;

	struct error err;

	if (!view_find(view, path, path, &other))
		return;
	error_set(&err, ERR_CONFLICT, "its number is taken by \"%s\"; take another one",
		buf_text(&other));
	fault_add_error(faults, path, 0, &err);
}

/* The record at PATH as it was, also where its folder had another name then; NULL for none. */
static struct record *read_before(struct store *store, const char *commit, const char *path)
{
	CLEANUP(buf_release) struct buf old = BUF_INIT, text = BUF_INIT;
	struct record *rec = NULL;

	if (*commit && view_find(&(struct view){ store, commit, NULL }, path, NULL, &old) &&
		store_read(store, commit, buf_text(&old), &text, NULL, NULL) == 0)
		record_parse(&rec, buf_text(&text), text.len, NULL);
	return rec;
}

/* What was attached to sealed minutes, or to a proposal that is decided on, stays with them as it was. */
static void check_attachment_stays(
	const struct view *view, const char *commit, const char *path, struct faults *faults)
{
	const char *folder = strstr(path, "/attachments/");
	bool of_meeting = str_starts(path, "meetings/");
	CLEANUP(str_free) char *owner = NULL;
	CLEANUP(record_free) struct record *rec = NULL;

	if (!place_is_attachment(path) || !folder)
		return;
	owner = str_format("%.*s/%s", (int)(folder - path), path,
		of_meeting ? "minutes.md" : "proposal.md");
	rec = read_before(view->store, commit, owner);
	if (rec && of_meeting && seal_is_there(rec))
		fault_add(faults, path, 0, "the minutes are sealed: add an addendum");
	if (rec && !of_meeting && attachment_is_frozen(record_get(rec, "state")))
		fault_add(faults, path, 0,
			"the proposal keeps its attachments as they are: take it back to draft first");
}

/* The file PATH as VIEW will have it; it stands on COMMIT, where it may have been already. */
static void check_in_view(const struct view *view, const char *commit, const char *path,
	const char *text, size_t len, bool added, struct cited *cited, struct faults *faults)
{
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(record_free) struct record *before = NULL;

	check_file(&rec, path, text, len, faults);
	if (!rec && !added)
		check_attachment_stays(view, commit, path, faults);
	if (!rec)
		return;
	view_check_references(view, rec, path, faults);
	if (added)
		check_clash(view, path, faults);
	before = read_before(view->store, commit, path);
	cited_note(cited, path, before, rec);
	check_kept(view, commit, path, before, rec, faults);
	if (before)
		number_check(rec, before, path, faults);
	if (before && view->change)
		check_move(view, path, before, rec, faults);
}

static void check_deleted(
	const struct view *view, const char *commit, const char *path, struct faults *faults)
{
	CLEANUP(record_free) struct record *before = NULL;

	if (view_find(view, path, NULL, NULL)) /* its folder has another name now */
		return;
	check_attachment_stays(view, commit, path, faults);
	before = read_before(view->store, commit, path);
	if (before)
		check_kept(view, commit, path, before, NULL, faults);
}

/* Records that went */

struct gone {
	const struct view *view;
	const char *before; /* the commit that the view stands on */
	struct faults *faults;
	char **name; /* what a reference to one must contain */
	size_t count;
	struct cited cited; /* decisions that went from minutes */
};

static void gone_release(struct gone *gone)
{
	cited_release(&gone->cited);
	while (gone->count)
		free(gone->name[--gone->count]);
	free(gone->name);
}

static void gone_releasep(struct gone *gone)
{
	gone_release(gone);
}

/* "osman-gunduz" of a file; of a numbered folder the number, for its slug may have changed. */
static char *telling_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct place place;

	if (place_parse(&place, path, NULL) == 0 && place.number && !*place.owner)
		return str_format("/%04d", place.number);
	return str_copy_n(name, strlen(name) - (str_ends(name, ".md") ? 3 : 0));
}

static void add_gone(struct gone *gone, const char *path)
{
	if (str_equal(path, "council.md"))
		fault_add(gone->faults, path, 0, "a council cannot do without this file");
	if (str_equal(path, SIGNERS_PATH) || view_find(gone->view, path, NULL, NULL))
		return;
	gone->name = mem_grow(gone->name, gone->count, sizeof *gone->name);
	gone->name[gone->count++] = telling_name(path);
}

static bool may_refer(const struct gone *gone, const struct buf *text)
{
	for (size_t i = 0; i < gone->count; i++)
		if (memmem(buf_text(text), text->len, gone->name[i], strlen(gone->name[i])))
			return true;
	return false;
}

/* A file of the change itself, or one that has its faults told already. */
static bool was_looked_at(const struct gone *gone, const char *path)
{
	const struct change *change = gone->view->change;

	for (size_t i = 0; change && i < change->files; i++)
		if (strcmp(change->file[i].path, path) == 0)
			return true;
	for (size_t i = 0; i < gone->faults->count; i++)
		if (strcmp(gone->faults->fault[i].path, path) == 0)
			return true;
	return false;
}

static int check_referrer(void *ctx, const char *path, const char *blob, struct error *err)
{
	const struct gone *gone = ctx;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	int code;

	if (was_looked_at(gone, path) || place_is_attachment(path))
		return 0;
	if ((code = store_read_blob(gone->view->store, blob, &text, err)) < 0)
		return code;
	if (may_refer(gone, &text) && record_parse(&rec, buf_text(&text), text.len, NULL) == 0)
		view_check_references(gone->view, rec, path, gone->faults);
	return 0;
}

/* All records are read, but only after one was deleted, which is rare. */
static int check_referrers(struct gone *gone, struct error *err)
{
	int code = cited_check(&gone->cited, gone->view, gone->faults, err);

	if (code < 0 || !gone->count)
		return code;
	return store_each_file(
		gone->view->store, gone->view->commit, "", check_referrer, gone, err);
}

/* Only the program's own commit (signers_publish), which nobody is asked about, adds a key. */
static int check_signers(struct store *store, const char *commit, const struct change_file *file,
	struct faults *faults, struct error *err)
{
	CLEANUP(buf_release) struct buf before = BUF_INIT;
	int code;

	if (!str_equal(file->path, SIGNERS_PATH))
		return 0;
	if ((code = signers_read(&before, store, commit, err)) < 0)
		return code;
	signers_check_kept(buf_text(&before), file->text ? file->text : "", false, faults);
	return 0;
}

/* The files of a change, and their references in the tree it will make. */
static int check_files(struct store *store, const char *parent_commit, const struct change *change,
	struct faults *faults, struct error *err)
{
	struct view view = { store, parent_commit, change };
	CLEANUP(gone_release) struct gone gone = { .view = &view, .faults = faults };
	int code;

	for (size_t i = 0; i < change->files; i++) {
		const struct change_file *file = &change->file[i];

		if ((code = check_signers(store, parent_commit, file, faults, err)) < 0)
			return code;
		if (file->text)
			check_in_view(&view, parent_commit, file->path, file->text, file->len,
				!store_has(store, parent_commit, file->path), &gone.cited, faults);
		else
			add_gone(&gone, file->path);
		if (!file->text)
			check_deleted(&view, parent_commit, file->path, faults);
	}
	return check_referrers(&gone, err);
}

int check_change(void *ctx, struct store *store, const char *parent_commit,
	const struct change *change, struct error *err)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	int code = check_files(store, parent_commit, change, &faults, err);

	return code < 0 ? code : faults_error(&faults, err);
}

/* "" where there is none. */
static struct revision blob_at(struct store *store, const char *commit, const char *path)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct revision blob = { "" };

	store_read(store, commit, path, &text, &blob, NULL);
	return blob;
}

/* Whoever decided on a file did so in the CHANGE's base; by now it must be just so. */
static void check_moved(struct store *store, const char *commit, const struct change *change,
	struct faults *faults)
{
	if (!change->base || str_equal(change->base, commit))
		return;
	for (size_t i = 0; i < change->files; i++) {
		const char *path = change->file[i].path;
		struct revision then = blob_at(store, change->base, path);
		struct revision now = blob_at(store, commit, path);
		struct error err;

		if (str_equal(then.hex, now.hex))
			continue;
		error_set(&err, ERR_CONFLICT,
			"somebody else has changed this file meanwhile; look at it and try again");
		fault_add_error(faults, path, 0, &err);
	}
}

int check_together(struct store *store, const char *commit, struct change **changes, size_t n,
	struct faults *faults, struct error *err)
{
	struct change all = { 0 };
	CLEANUP(free) void *files = NULL;

	for (size_t i = 0; i < n; i++) {
		check_moved(store, commit, changes[i], faults);
		for (size_t k = 0; k < changes[i]->files; k++) {
			all.file = files = mem_grow(all.file, all.files, sizeof *all.file);
			all.file[all.files++] = changes[i]->file[k];
		}
	}
	return check_files(store, commit, &all, faults, err);
}

static int check_changed(
	void *ctx, const char *path, const char *old_blob, const char *new_blob, struct error *err)
{
	struct gone *gone = ctx;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct error reason;
	int code;

	if (!*new_blob) {
		add_gone(gone, path);
		check_deleted(gone->view, gone->before, path, gone->faults);
		return 0;
	}
	code = store_read_blob(gone->view->store, new_blob, &text, &reason);
	if (code == ERR_TOO_LARGE) {
		fault_add_error(gone->faults, path, 0, &reason);
		return 0;
	}
	if (code < 0) {
		if (err)
			*err = reason;
		return code;
	}
	check_in_view(gone->view, gone->before, path, buf_text(&text), text.len, !*old_blob,
		&gone->cited, gone->faults);
	return 0;
}

static int check_stranger(void *ctx, const char *path, struct error *err)
{
	fault_add(ctx, path, 0, "a symbolic link, a submodule or a folder so far down is no part of a council");
	return 0;
}

int check_commit(struct store *store, const char *old_commit, const char *new_commit,
	struct faults *faults, struct error *err)
{
	struct view view = { store, new_commit, NULL };
	CLEANUP(gone_release) struct gone gone = { .view = &view, .before = old_commit, .faults = faults };
	int code;

	code = store_each_stranger(store, old_commit, new_commit, check_stranger, faults, err);
	if (code == 0)
		code = store_each_change(store, old_commit, new_commit, check_changed, &gone, err);
	return code < 0 ? code : check_referrers(&gone, err);
}

/* What a merge took over from the other side was looked at there. */
static bool is_merged(
	struct store *store, const struct store_commit *commit, const struct store_changed *changed)
{
	for (int i = 1; i < commit->parents; i++) {
		struct revision blob = blob_at(store, commit->parent[i].hex, changed->path);

		if (str_equal(blob.hex, changed->blob))
			return true;
	}
	return false;
}

int check_step(struct store *store, const struct store_commit *commit, struct faults *faults,
	struct error *err)
{
	struct view view = { store, commit->id.hex, NULL };
	CLEANUP(gone_release) struct gone gone = {
		.view = &view,
		.before = commit->parents ? commit->parent[0].hex : "",
		.faults = faults,
	};
	int code = 0;

	for (size_t i = 0; i < commit->nstrangers; i++)
		check_stranger(faults, commit->stranger[i].path, err);
	for (size_t i = 0; code == 0 && i < commit->nchanged; i++) {
		const struct store_changed *one = &commit->changed[i];

		if (!is_merged(store, commit, one))
			code = check_changed(&gone, one->path, one->old_blob, one->blob, err);
	}
	return code;
}

/* What the step from PARENT to VIEW's commit does wrong with the record at PATH. True: nothing. */
static bool check_moves_from(const struct view *view, const char *parent, const char *path,
	const struct record *after, struct faults *faults)
{
	CLEANUP(record_free) struct record *before = read_before(view->store, parent, path);
	size_t already = faults->count;

	if (before)
		check_move(view, path, before, after, faults);
	return before && faults->count == already;
}

void check_moves(struct store *store, const struct store_commit *commit, struct faults *faults)
{
	struct view view = { store, commit->id.hex, NULL };

	for (size_t i = 0; i < commit->nchanged; i++) {
		CLEANUP(faults_release) struct faults other = FAULTS_INIT;
		const char *path = commit->changed[i].path;
		CLEANUP(record_free) struct record *after = NULL;

		if (!commit->parents || view_read(&after, &view, path, NULL) < 0)
			continue;
		/* a merge takes the state of either side, or a step on from it */
		if (commit->parents > 1 &&
			check_moves_from(&view, commit->parent[1].hex, path, after, &other))
			continue;
		check_moves_from(&view, commit->parent[0].hex, path, after, faults);
	}
}

/* Merges -------------------------------------------------------------------------------------- */

/* One parent of a merge, the other one, and where they parted. */
struct side {
	struct view view; /* of the merge */
	const char *parent, *other, *base;
	struct faults *faults;
};

/* A file in which the merge differs from the one side, which alone has changed it. */
static int check_side(void *ctx, const char *path, const char *old_blob, const char *new_blob, struct error *err)
{
	struct side *side = ctx;
	struct store *store = side->view.store;
	struct revision base = blob_at(store, side->base, path), other = blob_at(store, side->other, path);
	CLEANUP(record_free) struct record *before = NULL;
	CLEANUP(record_free) struct record *after = NULL;

	if (!str_equal(base.hex, other.hex) || str_equal(base.hex, old_blob) || !*old_blob)
		return 0;
	if (!*new_blob) {
		check_deleted(&side->view, side->parent, path, side->faults);
		return 0;
	}
	if (!(before = read_before(store, side->parent, path)) || view_read(&after, &side->view, path, NULL) < 0)
		return 0;
	check_kept(&side->view, side->parent, path, before, after, side->faults);
	check_move(&side->view, path, before, after, side->faults);
	return 0;
}

int check_merge(struct store *store, const struct store_commit *commit, struct faults *faults, struct error *err)
{
	struct revision base;
	int code = 0;

	if (commit->parents < 2)
		return 0;
	if (commit->parents > 2) {
		fault_add(faults, "", 0, "merge one branch at a time: this commit has more than two parents");
		return 0;
	}
	if (store_merge_base(store, commit->parent[0].hex, commit->parent[1].hex, &base, NULL) < 0)
		return 0;
	for (int i = 0; code == 0 && i < 2; i++) {
		struct side side = { { store, commit->id.hex, NULL }, commit->parent[i].hex, commit->parent[!i].hex, base.hex, faults };

		code = store_each_change(store, side.parent, commit->id.hex, check_side, &side, err);
	}
	return code;
}
