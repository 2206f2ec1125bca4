#include "check_cited.h"
#include "minutes.h"

struct dropped {
	char *path, *id; /* the minutes, "D1" */
	int line;
};

void cited_release(struct cited *cited)
{
	while (cited->count) {
		struct dropped *one = &cited->dropped[--cited->count];

		free(one->path);
		free(one->id);
	}
	free(cited->dropped);
}

void cited_note(struct cited *cited, const char *path, const struct record *before, const struct record *after)
{
	CLEANUP(minutes_free) struct minutes *old = NULL;
	CLEANUP(minutes_free) struct minutes *new = NULL;

	if (!before || !str_equal(record_kind(before), "minutes") || strcmp(record_body(before), record_body(after)) == 0)
		return;
	old = minutes_read(before, path, NULL);
	new = minutes_read(after, path, NULL);
	for (size_t i = 0; i < old->items; i++) {
		const struct minutes_item *item = &old->item[i];

		if (!item->id || item->letter != 'D' || minutes_find(new, item->id))
			continue;
		cited->dropped = mem_grow(cited->dropped, cited->count, sizeof *cited->dropped);
		cited->dropped[cited->count++] =
			(struct dropped){ str_copy(path), str_copy(item->id), record_body_line(after) };
	}
}

struct search {
	const struct cited *cited;
	const struct view *view;
	struct faults *faults;
};

/* What KEY of REC, the record at PATH, rests on. */
static void look(const struct search *search, const char *path, const struct record *rec, const char *key)
{
	const struct yaml *rests = record_value(rec, key);
	const char *in = yaml_get(rests, "in"), *id = yaml_get(rests, "item");
	CLEANUP(buf_release) struct buf named = BUF_INIT, found = BUF_INIT;

	if (!in || !id || reference_path(&named, in, NULL) < 0 ||
		!view_find(search->view, buf_text(&named), NULL, &found))
		return;
	for (size_t i = 0; i < search->cited->count; i++) {
		const struct dropped *one = &search->cited->dropped[i];

		if (str_equal(one->id, id) && str_equal(one->path, buf_text(&found)))
			fault_add(search->faults, one->path, one->line,
				"the decision %s stays, and keeps its number: %s was approved by it", id, path);
	}
}

static int look_at(void *ctx, const char *path, const char *blob, struct error *err)
{
	const struct search *search = ctx;
	CLEANUP(record_free) struct record *rec = NULL;

	if (!str_ends(path, "/minutes.md") && !str_ends(path, "/proposal.md"))
		return 0;
	if (view_read(&rec, search->view, path, NULL) == 0) {
		look(search, path, rec, "approved");
		look(search, path, rec, "adopted");
	}
	return 0;
}

int cited_check(const struct cited *cited, const struct view *view, struct faults *faults, struct error *err)
{
	struct search search = { cited, view, faults };

	if (!cited->count)
		return 0;
	return store_each_file(view->store, view->commit, "", look_at, &search, err);
}
