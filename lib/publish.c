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

/* Take the mark off the record at PATH, if it has one. What is no record is none of ours. */
static int show(const struct step *step, const char *path, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	const char *members = audience_name(AUDIENCE_MEMBERS);

	if (str_equal(path, step->path) || is_in_change(step->change, path) ||
		store_read(step->store, step->head, path, &text, NULL, NULL) < 0 ||
		record_parse(&rec, buf_text(&text), text.len, NULL) < 0)
		return 0;
	if (!str_equal(record_get(rec, "audience"), members) || !is_made_here(record_kind(rec)))
		return 0;
	record_unset(rec, "audience");
	record_write(&out, rec);
	change_write(step->change, path, buf_text(&out), out.len);
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
