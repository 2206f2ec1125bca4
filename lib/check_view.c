#include "check_view.h"
#include "kind.h"
#include "markdown.h"

static const struct change_file *changed_file(const struct view *view, const char *path)
{
	for (size_t i = 0; view->change && i < view->change->files; i++)
		if (strcmp(view->change->file[i].path, path) == 0)
			return &view->change->file[i];
	return NULL;
}

bool view_has(const struct view *view, const char *path)
{
	const struct change_file *file = changed_file(view, path);

	return file ? file->text != NULL : store_has(view->store, view->commit, path);
}

/* A search for PATH in every folder beside its own that may stand for the same record. */
struct search {
	const struct view *view;
	size_t above; /* bytes of the path up to the folder's name */
	size_t same;  /* bytes that the names have in common; 0: any */
	const char *path;
	const char *rest; /* of the path, behind the folder's name */
	const char *except;
	struct buf *found;
};

enum { FOUND = -100 };

static bool is_same_folder(const struct search *search, const char *name, size_t len)
{
	if (!search->same)
		return true;
	return len >= search->same &&
	       memcmp(name, search->path + search->above, search->same) == 0 &&
	       (len == search->same || name[search->same] == '-');
}

static bool try_name(const struct search *search, const char *name, size_t len)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT;

	if (!is_same_folder(search, name, len))
		return false;
	buf_add(&path, search->path, search->above);
	buf_add(&path, name, len);
	buf_puts(&path, search->rest);
	if (str_equal(buf_text(&path), search->except) || !view_has(search->view, buf_text(&path)))
		return false;
	if (search->found)
		buf_puts(search->found, buf_text(&path));
	return true;
}

static int try_entry(void *ctx, const char *name, struct error *err)
{
	return try_name(ctx, name, strlen(name)) ? FOUND : 0;
}

static bool search_change(const struct search *search)
{
	const struct change *change = search->view->change;

	for (size_t i = 0; change && i < change->files; i++) {
		const char *path = change->file[i].path, *name = path + search->above;

		if (strncmp(path, search->path, search->above) == 0 &&
			try_name(search, name, strcspn(name, "/")))
			return true;
	}
	return false;
}

static bool search_beside(const struct search *search)
{
	CLEANUP(str_free)
	char *folder = str_copy_n(search->path, search->above ? search->above - 1 : 0);
	const struct view *view = search->view;

	return search_change(search) || store_each_name(view->store, view->commit, folder,
						try_entry, (void *)search, NULL) == FOUND;
}

static size_t above_name(const char *path, size_t len)
{
	while (len && path[len - 1] != '/')
		len--;
	return len;
}

/* The same number in the folder of numbered records. */
static bool find_by_number(struct search search, const struct place *place)
{
	size_t len = strlen(place->folder);

	if (!len)
		return false;
	search.above = above_name(search.path, len);
	search.same = strspn(search.path + search.above, "0123456789");
	search.rest = search.path + len;
	return search.same && search_beside(&search);
}

/* A comment's file on another day: its identity does not name the day. */
static bool find_by_day(struct search search, const struct place *place)
{
	size_t name = above_name(search.path, strlen(search.path));

	if (!str_equal(place->kind->name, "comment") || name < 2)
		return false;
	search.above = above_name(search.path, name - 1);
	search.same = 0;
	search.rest = search.path + name - 1;
	return search_beside(&search);
}

bool view_find(const struct view *view, const char *path, const char *except, struct buf *found)
{
	struct search search = { .view = view, .path = path, .except = except, .found = found };
	struct place place;

	if (!str_equal(path, except) && view_has(view, path)) {
		if (found)
			buf_puts(found, path);
		return true;
	}
	if (place_parse(&place, path, NULL) < 0)
		return false;
	return find_by_number(search, &place) || find_by_day(search, &place);
}

int reference_path(struct buf *out, const char *ref, struct error *err)
{
	CLEANUP(str_free) char *file = str_format("%s.md", ref);
	struct place place;
	int code = place_of_reference(&place, ref, err);

	if (code < 0)
		return code;
	if (place_parse(&(struct place){ 0 }, file, NULL) == 0) {
		buf_puts(out, file);
		return 0;
	}
	return place_make(out, place.kind->name, place.year, place.number, place.slug, err);
}

void fault_add_lined(struct faults *faults, const char *path, int first, struct error *err)
{
	int line = 0;

	if (err->parts > 1 && strcmp(err->format[0], "line %d") == 0) {
		line = atoi(err->pool + err->value[err->first[0]]) + (first ? first - 1 : 0);
		err->parts--;
		memmove(err->format, err->format + 1, sizeof *err->format * (size_t)err->parts);
		memmove(err->first, err->first + 1, sizeof *err->first * (size_t)err->parts);
	}
	fault_add_error(faults, path, line ? line : first, err);
}

/* The references of one record */

struct reader {
	const struct view *view;
	const struct record *rec;
	const char *path;
	struct faults *faults;
};

static void add_dangling(const struct reader *reader, int line, const char *ref)
{
	fault_add(reader->faults, reader->path, line, "\"%s\" leads to no record", ref);
}

/* The form of a reference is kind_check's concern: a bad one has been told already. */
static void check_reference(const struct reader *reader, const char *ref, int line)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT;

	if (reference_path(&path, ref, NULL) == 0 &&
		!view_find(reader->view, buf_text(&path), NULL, NULL))
		add_dangling(reader, line, ref);
}

static void check_item(const struct reader *reader, const char *ref, int line)
{
	CLEANUP(str_free) char *path = str_copy_n(ref, strcspn(ref, "#"));

	if (str_ends(path, ".md") && !view_find(reader->view, path, NULL, NULL))
		add_dangling(reader, line, ref);
}

static void check_map(const struct reader *reader, const struct key *keys, const struct yaml *map);

static void check_value(
	const struct reader *reader, const struct key *key, const struct yaml *value)
{
	if (value->type == YAML_LIST) {
		for (size_t i = 0; i < value->items; i++)
			check_value(reader, key, value->item[i]);
	} else if (value->type == YAML_MAP) {
		if (key->keys)
			check_map(reader, key->keys, value);
	} else if (value->type == YAML_SCALAR) {
		if (key->type == VALUE_REFERENCE || key->type == VALUE_WHO)
			check_reference(reader, value->text, value->line);
		else if (key->type == VALUE_ITEM)
			check_item(reader, value->text, value->line);
	}
}

static void check_map(const struct reader *reader, const struct key *keys, const struct yaml *map)
{
	for (const struct key *key = keys; key->name; key++) {
		const struct yaml *value = yaml_at(map, key->name);

		if (value)
			check_value(reader, key, value);
	}
}

/* A link to a file of ours: not into the web, not to an item of the same text. */
static bool is_to_record(const char *link)
{
	size_t len = strcspn(link, "#?");

	return len > 3 && *link != '/' && !memchr(link, ':', len) &&
	       memcmp(link + len - 3, ".md", 3) == 0;
}

static int check_link(void *ctx, const char *link, int line, struct error *err)
{
	const struct reader *reader = ctx;
	CLEANUP(buf_release) struct buf path = BUF_INIT, fragment = BUF_INIT;

	if (!is_to_record(link))
		return 0;
	if (place_resolve(&path, &fragment, reader->path, link, NULL) < 0 ||
		!view_find(reader->view, buf_text(&path), NULL, NULL))
		add_dangling(reader, record_body_line(reader->rec) + line - 1, link);
	return 0;
}

void view_check_references(
	const struct view *view, const struct record *rec, const char *path, struct faults *faults)
{
	struct reader reader = { view, rec, path, faults };
	const struct kind *kind = kind_find(record_kind(rec));
	const char *body = record_body(rec);
	struct error err;

	if (kind)
		check_map(&reader, kind->keys, record_front(rec));
	if (markdown_each_link(body, strlen(body), check_link, &reader, &err) < 0)
		fault_add_lined(faults, path, record_body_line(rec), &err);
}
