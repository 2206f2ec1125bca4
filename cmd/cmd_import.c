#include "command.h"
#include "kind.h"
#include "place.h"
#include "text.h"
#include "writer.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file to take in, and the place its path names. */
struct entry {
	char *file;
	const char *path; /* the end of FILE that is a record's path */
	size_t rank;      /* of its kind: what others refer to comes first */
};

struct entries {
	struct entry *entry;
	size_t count;
};

static void entries_release(struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		free(entries->entry[i].file);
	free(entries->entry);
}

static void entries_releasep(struct entries *entries)
{
	entries_release(entries);
}

static size_t rank_of(const char *kind)
{
	static const char *const order[] = { "body", "council", "person", "issue", "minutes" };

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		if (str_equal(kind, order[i]))
			return i;
	return ARRAY_SIZE(order);
}

/* The longest end of FILE that is the path of a record. */
static const char *record_path(const char *file, struct place *place, struct error *err)
{
	for (const char *p = file; p; p = strchr(p, '/')) {
		p += *p == '/';
		if (place_parse(place, p, err) == 0)
			return p;
	}
	return NULL;
}

static int add_file(struct entries *entries, const char *file, struct error *err)
{
	struct place place;
	CLEANUP(str_free) char *copy = str_copy(file);
	const char *path = record_path(copy, &place, err);

	if (!path)
		return error_set(err, ERR_INVALID,
			"%s: no end of this path is the path of a record; see the tree in the README", file);
	entries->entry = mem_grow(entries->entry, entries->count, sizeof *entries->entry);
	entries->entry[entries->count++] = (struct entry){ copy, path, rank_of(place.kind->name) };
	copy = NULL;
	return 0;
}

static int add(struct entries *entries, const char *name, struct error *err);

static int add_folder(struct entries *entries, const char *name, struct error *err)
{
	struct dirent **names;
	int n = scandir(name, &names, NULL, alphasort), code = 0;

	if (n < 0)
		return error_errno(err, name);
	for (int i = 0; i < n; i++) {
		CLEANUP(str_free) char *inner = str_format("%s/%s", name, names[i]->d_name);

		if (code == 0 && names[i]->d_name[0] != '.')
			code = add(entries, inner, err);
		free(names[i]);
	}
	free(names);
	return code;
}

static int add(struct entries *entries, const char *name, struct error *err)
{
	struct stat st;

	if (stat(name, &st) < 0)
		return error_errno(err, name);
	if (S_ISDIR(st.st_mode))
		return add_folder(entries, name, err);
	return add_file(entries, name, err);
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return strcmp(x->path, y->path);
}

static int read_file(struct buf *out, const char *name, struct error *err)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return error_errno(err, name);
	while ((n = read(fd, buf_reserve(out, 65536), 65536)) > 0) {
		out->len += (size_t)n;
		if (out->len > RECORD_MAX_BYTES)
			break;
	}
	close(fd);
	if (n < 0)
		return error_errno(err, name);
	if (out->len > RECORD_MAX_BYTES)
		return error_set(err, ERR_TOO_LARGE, "%s: a record holds at most %d bytes", name,
			RECORD_MAX_BYTES);
	return 0;
}

static const char *title_of(const struct record *rec)
{
	const char *title = record_get(rec, "title");
	const struct yaml *name = record_value(rec, "name");

	if (!title)
		title = record_get(rec, "name");
	if (!title && name && name->items)
		title = name->item[0]->text;
	return title ? title : record_kind(rec);
}

static int make_change(struct change **out, const struct entry *entry,
	const struct command_line *line, struct error *err)
{
	CLEANUP(buf_release) struct buf raw = BUF_INIT;
	CLEANUP(str_free) char *text = NULL;
	CLEANUP(str_free) char *subject = NULL;
	CLEANUP(record_free) struct record *rec = NULL;
	const char *author = command_option(line, "author"), *login = command_option(line, "login");
	int code;

	if ((code = read_file(&raw, entry->file, err)) < 0)
		return code;
	if ((code = text_clean(&text, buf_text(&raw), raw.len, err)) < 0 ||
		(code = record_parse(&rec, text, strlen(text), err)) < 0) {
		error_prefix(err, "%s", entry->file);
		return code;
	}
	subject = str_format("Import: %s", title_of(rec));
	*out = change_new(author ? author : "Import", login ? login : "import", subject);
	(*out)->action = str_copy("import");
	change_write(*out, entry->path, text, strlen(text));
	return 0;
}

static int commit(const struct council *council, const struct entries *entries,
	struct change **changes, struct error *err)
{
	CLEANUP(free) void *room = mem_alloc((entries->count + 1) * sizeof(struct change_result));
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct change_result *results = room;
	size_t made = 0, refused = 0;
	int code;

	code = writer_commit_together(council, changes, entries->count, results, &faults, err);
	command_print_faults(stderr, &faults, FAULTS_MAX);
	for (size_t i = 0; i < entries->count; i++) {
		if (code == 0 && results[i].code < 0 && !refused++)
			*err = results[i].err;
		made += results[i].code == 0 && !results[i].unchanged;
		change_result_release(&results[i]);
	}
	if (code < 0)
		return code;
	printf("%zu records taken in, %zu were there already.\n", made,
		entries->count - made - refused);
	return refused ? err->code : 0;
}

int cmd_import(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(entries_release) struct entries entries = { 0 };
	CLEANUP(free) void *room = NULL;
	struct change **changes;
	int code;

	if ((code = council_open(&council, line->argument[0], err)) < 0)
		return code;
	for (int i = 1; i < line->arguments; i++)
		if ((code = add(&entries, line->argument[i], err)) < 0)
			return code;
	qsort(entries.entry, entries.count, sizeof *entries.entry, compare);
	changes = room = mem_alloc((entries.count + 1) * sizeof *changes);
	for (size_t i = 0; i < entries.count && code == 0; i++)
		code = make_change(&changes[i], &entries.entry[i], line, err);
	if (code == 0)
		code = commit(council, &entries, changes, err);
	for (size_t i = 0; i < entries.count; i++)
		change_free(changes[i]);
	return code;
}
