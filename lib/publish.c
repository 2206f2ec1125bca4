#include "publish.h"
#include "kind.h"
#include "markdown.h"
#include "place.h"
#include "track_guard.h"

void publish_hide(const struct record *minutes, struct record *made)
{
	if (kind_audience(minutes) != AUDIENCE_PUBLIC)
		record_set(made, "audience", audience_name(AUDIENCE_MEMBERS));
}

static bool is_in_change(const struct change *change, const char *path)
{
	for (size_t i = 0; i < change->files; i++)
		if (str_equal(change->file[i].path, path))
			return true;
	return false;
}

/* Of these kinds a coordinator makes some on the way; others say themselves who may read them. */
static bool is_made_here(const char *kind)
{
	return str_equal(kind, "person") || str_equal(kind, "body") || str_equal(kind, "issue");
}

static bool is_hidden(const struct record *rec)
{
	return str_equal(record_get(rec, "audience"), audience_name(AUDIENCE_MEMBERS)) && is_made_here(record_kind(rec));
}

/* REC without the mark becomes the file PATH in CHANGE. */
static void take_mark_off(struct change *change, const char *path, struct record *rec)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	record_unset(rec, "audience");
	record_write(&out, rec);
	change_write(change, path, buf_text(&out), out.len);
}

/* Take the mark off the record at PATH, if it has one. What is no record is none of ours. */
static int show(const struct step *step, const char *path, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;

	if (str_equal(path, step->path) || is_in_change(step->change, path) ||
		store_read(step->store, step->head, path, &text, NULL, NULL) < 0 ||
		record_parse(&rec, buf_text(&text), text.len, NULL) < 0)
		return 0;
	if (is_hidden(rec))
		take_mark_off(step->change, path, rec);
	return 0;
}

static int show_reference(const struct step *step, const char *ref, struct error *err)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT;

	if (!ref || !strchr(ref, '/'))
		return 0;
	buf_puts(&path, ref);
	buf_puts(&path, str_starts(ref, "issues/") ? "/issue.md" : ".md");
	return show(step, buf_text(&path), err);
}

static int show_link(void *ctx, const char *target, int line, struct error *err)
{
	const struct step *step = ctx;
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf fragment = BUF_INIT;

	if (place_resolve(&path, &fragment, step->path, target, NULL) < 0)
		return 0;
	return show(step, buf_text(&path), err);
}

static int show_list(const struct step *step, const char *key, const char *const *inner, size_t n,
	struct error *err)
{
	const struct yaml *list = record_value(step->rec, key);
	int code = 0;

	for (size_t i = 0; code == 0 && list && i < list->items; i++)
		for (size_t k = 0; code == 0 && k < n; k++)
			code = show_reference(step, yaml_get(list->item[i], inner[k]), err);
	return code;
}

/* What was said of the minutes' items is as public as they are. */
static int show_part(void *ctx, const char *path, const struct record *part, struct error *err)
{
	const struct step *step = ctx;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	bool is_public = kind_audience(step->rec) == AUDIENCE_PUBLIC;
	int code;

	record_write(&text, part);
	if ((code = record_parse(&rec, buf_text(&text), text.len, err)) < 0)
		return code;
	if (is_public)
		record_set(rec, "audience", audience_name(AUDIENCE_PUBLIC));
	else
		record_unset(rec, "audience");
	record_write(&out, rec);
	change_write(step->change, path, buf_text(&out), out.len);
	return 0;
}

int publish_parts(const struct step *step, struct error *err)
{
	static const char *const folders[] = { "dispositions", "actions", "addenda" };
	struct view view = { step->store, step->head, NULL };
	int code = 0;

	for (size_t i = 0; code == 0 && i < ARRAY_SIZE(folders); i++)
		code = view_each_part(&view, step->path, folders[i], show_part, (void *)step, err);
	return code;
}

int publish_named(const struct step *step, struct error *err)
{
	static const char *const who[] = { "person", "body", "on behalf of" };
	static const char *const what[] = { "issue", "rapporteur" };
	const char *body = record_body(step->rec);
	int code;

	if (kind_audience(step->rec) != AUDIENCE_PUBLIC)
		return 0;
	if ((code = show_list(step, "participants", who, ARRAY_SIZE(who), err)) < 0 ||
		(code = show_list(step, "agenda", what, ARRAY_SIZE(what), err)) < 0 ||
		(code = show_reference(step, record_get(step->rec, "chair"), err)) < 0 ||
		(code = show_reference(step, record_get(step->rec, "secretary"), err)) < 0)
		return code;
	return markdown_each_link(body, strlen(body), show_link, (void *)step, err);
}

/* Whom a proposal names -------------------------------------------------------------------------- */

/* People and bodies of whom only members may read. */
struct hidden {
	const struct view *view;
	char **path;
	size_t count;
	struct buf names;
};

static void hidden_releasep(struct hidden *hidden)
{
	for (size_t i = 0; i < hidden->count; i++)
		free(hidden->path[i]);
	free(hidden->path);
	buf_release(&hidden->names);
}

static void add_hidden(struct hidden *hidden, const char *ref)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT, found = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;

	if (!strchr(ref, '/') || reference_path(&path, ref, NULL) < 0 ||
		!view_find(hidden->view, buf_text(&path), NULL, &found) ||
		view_read(&rec, hidden->view, buf_text(&found), NULL) < 0 || !is_hidden(rec))
		return;
	for (size_t i = 0; i < hidden->count; i++)
		if (str_equal(hidden->path[i], buf_text(&found)))
			return;
	buf_printf(&hidden->names, "%s%s", hidden->count ? ", " : "", record_get(rec, "name"));
	hidden->path = mem_grow(hidden->path, hidden->count, sizeof *hidden->path);
	hidden->path[hidden->count++] = buf_take(&found);
}

static bool has_text(const struct yaml *list, const char *text)
{
	if (!list || list->text)
		return list && str_equal(list->text, text);
	for (size_t i = 0; i < list->items; i++)
		if (str_equal(list->item[i]->text, text))
			return true;
	return false;
}

/* Those that KEY of AFTER names, but for whom it named BEFORE. */
static void find_in_key(struct hidden *hidden, const char *key, const struct record *before, const struct record *after)
{
	const struct yaml *old = before ? record_value(before, key) : NULL, *new = record_value(after, key);

	if (new && new->text && !has_text(old, new->text))
		add_hidden(hidden, new->text);
	for (size_t i = 0; i < yaml_count(new); i++)
		if (new->item[i]->text && !has_text(old, new->item[i]->text))
			add_hidden(hidden, new->item[i]->text);
}

static void find_hidden(struct hidden *hidden, const struct record *before, const struct record *after)
{
	const struct kind *kind = kind_find(record_kind(after));
	bool was_public = before && kind_audience(before) == AUDIENCE_PUBLIC;

	if (!kind || !str_equal(kind->folder, "proposals") || kind_audience(after) != AUDIENCE_PUBLIC)
		return;
	for (const struct key *key = kind->keys; key->name; key++)
		if (key->kinds && (strstr(key->kinds, "person") || strstr(key->kinds, "body")))
			find_in_key(hidden, key->name, was_public ? before : NULL, after);
}

static int refuse_hidden(const struct hidden *hidden, struct error *err)
{
	if (!hidden->count)
		return 0;
	error_set(err, ERR_INVALID,
		"for members only so far, and everybody would read the name here: %s; say that the name may be public, or leave it out",
		buf_text(&hidden->names));
	return error_field(err, "show");
}

int publish_check_who(const struct view *view, const struct record *before, const struct record *after, struct error *err)
{
	struct hidden hidden __attribute__((cleanup(hidden_releasep))) = { .view = view, .names = BUF_INIT };

	find_hidden(&hidden, before, after);
	return refuse_hidden(&hidden, err);
}

int publish_who(struct store *store, const char *head, struct change *change, bool show, struct error *err)
{
	struct view old = { store, head, NULL }, new = { store, head, change };
	struct hidden hidden __attribute__((cleanup(hidden_releasep))) = { .view = &new, .names = BUF_INIT };

	for (size_t i = 0; i < change->files; i++) {
		const struct change_file *file = &change->file[i];
		CLEANUP(record_free) struct record *before = NULL;
		CLEANUP(record_free) struct record *after = NULL;

		if (!file->text || !str_starts(file->path, "proposals/") ||
			record_parse(&after, file->text, file->len, NULL) < 0)
			continue;
		if (view_read(&before, &old, file->path, NULL) < 0)
			before = NULL;
		find_hidden(&hidden, before, after);
	}
	for (size_t i = 0; show && i < hidden.count; i++) {
		CLEANUP(record_free) struct record *rec = NULL;

		if (view_read(&rec, &new, hidden.path[i], NULL) == 0)
			take_mark_off(change, hidden.path[i], rec);
	}
	return show ? 0 : refuse_hidden(&hidden, err);
}
