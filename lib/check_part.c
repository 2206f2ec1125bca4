#include "check_view.h"

/* What belongs to a meeting or a proposal, read as it will be when the change is made. */

int view_read(struct record **out, const struct view *view, const char *path, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const struct change *change = view->change;
	int code;

	for (size_t i = 0; change && i < change->files; i++) {
		const struct change_file *file = &change->file[i];

		if (!str_equal(file->path, path))
			continue;
		if (!file->text)
			return error_set(err, ERR_NOT_FOUND, "there is no such record");
		return record_parse(out, file->text, file->len, err);
	}
	code = store_read(view->store, view->commit, path, &text, NULL, err);
	return code < 0 ? code : record_parse(out, buf_text(&text), text.len, err);
}

struct parts {
	const struct view *view;
	const char *folder;
	view_record_fn each;
	void *ctx;
};

static int give(const struct parts *parts, const char *path, struct error *err)
{
	CLEANUP(record_free) struct record *rec = NULL;

	/* what is no record is a fault of its own */
	if (!view_has(parts->view, path) || view_read(&rec, parts->view, path, NULL) < 0)
		return 0;
	return parts->each(parts->ctx, path, rec, err);
}

static bool is_changed(const struct change *change, const char *path)
{
	for (size_t i = 0; change && i < change->files; i++)
		if (str_equal(change->file[i].path, path))
			return true;
	return false;
}

/* By its object: looking each of thousands up by its path would read the folder as often. */
static int give_file(void *ctx, const char *path, const char *blob, struct error *err)
{
	const struct parts *parts = ctx;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;

	if (is_changed(parts->view->change, path))
		return give(parts, path, err);
	if (store_read_blob(parts->view->store, blob, &text, NULL) < 0 ||
		record_parse(&rec, buf_text(&text), text.len, NULL) < 0)
		return 0;
	return parts->each(parts->ctx, path, rec, err);
}

/* Those that the change adds. */
static int give_added(const struct parts *parts, struct error *err)
{
	const struct view *view = parts->view;
	size_t len = strlen(parts->folder);
	int code = 0;

	for (size_t i = 0; code == 0 && view->change && i < view->change->files; i++) {
		const char *path = view->change->file[i].path;

		if (str_starts(path, parts->folder) && path[len] == '/' &&
			!store_has(view->store, view->commit, path))
			code = give(parts, path, err);
	}
	return code;
}

int view_each_part(const struct view *view, const char *path, const char *name, view_record_fn each,
	void *ctx, struct error *err)
{
	CLEANUP(str_free) char *folder = place_beside(path, name);
	struct parts parts = { view, folder, each, ctx };
	int code = store_each_file(view->store, view->commit, folder, give_file, &parts, err);

	return code < 0 ? code : give_added(&parts, err);
}
