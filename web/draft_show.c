#include "draft.h"
#include "kind.h"
#include "markdown.h"

/* What minutes name becomes public with them. */

void draft_hide(const struct draft *draft, struct record *made)
{
	if (kind_audience(draft->rec) != AUDIENCE_PUBLIC)
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
static int show(struct draft *draft, const char *path, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	const char *members = audience_name(AUDIENCE_MEMBERS);

	if (str_equal(path, draft->path) || is_in_change(draft->change, path) ||
		store_read(draft->req->worker->store, draft->head.hex, path, &text, NULL, NULL) < 0 ||
		record_parse(&rec, buf_text(&text), text.len, NULL) < 0)
		return 0;
	if (!str_equal(record_get(rec, "audience"), members) || !is_made_here(record_kind(rec)))
		return 0;
	record_unset(rec, "audience");
	record_write(&out, rec);
	change_write(draft->change, path, buf_text(&out), out.len);
	return 0;
}

static int show_reference(struct draft *draft, const char *ref, struct error *err)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT;

	if (!ref || !strchr(ref, '/'))
		return 0;
	buf_puts(&path, ref);
	buf_puts(&path, str_starts(ref, "issues/") ? "/issue.md" : ".md");
	return show(draft, buf_text(&path), err);
}

static int show_link(void *ctx, const char *target, int line, struct error *err)
{
	struct draft *draft = ctx;
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf fragment = BUF_INIT;

	if (place_resolve(&path, &fragment, draft->path, target, NULL) < 0)
		return 0;
	return show(draft, buf_text(&path), err);
}

static int show_list(struct draft *draft, const char *key, const char *const *inner, size_t n,
	struct error *err)
{
	const struct yaml *list = record_value(draft->rec, key);
	int code = 0;

	for (size_t i = 0; code == 0 && list && i < list->items; i++)
		for (size_t k = 0; code == 0 && k < n; k++)
			code = show_reference(draft, yaml_get(list->item[i], inner[k]), err);
	return code;
}

int draft_show_made(struct draft *draft, struct error *err)
{
	static const char *const who[] = { "person", "body", "on behalf of" };
	static const char *const what[] = { "issue", "rapporteur" };
	const char *body = record_body(draft->rec);
	int code;

	if (kind_audience(draft->rec) != AUDIENCE_PUBLIC)
		return 0;
	if ((code = show_list(draft, "participants", who, ARRAY_SIZE(who), err)) < 0 ||
		(code = show_list(draft, "agenda", what, ARRAY_SIZE(what), err)) < 0 ||
		(code = show_reference(draft, record_get(draft->rec, "chair"), err)) < 0 ||
		(code = show_reference(draft, record_get(draft->rec, "secretary"), err)) < 0)
		return code;
	return markdown_each_link(body, strlen(body), show_link, draft, err);
}
