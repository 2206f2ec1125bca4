#include "command.h"
#include "date.h"
#include "kind.h"
#include "place.h"
#include "signers.h"
#include "text.h"
#include "writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
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

		/* a clone has the keys, which are no record */
		if (code == 0 && names[i]->d_name[0] != '.' && !str_equal(names[i]->d_name, SIGNERS_PATH))
			code = add(entries, inner, err);
		free(names[i]);
	}
	free(names);
	return code;
}

static int refuse_stranger(const char *name, struct error *err)
{
	return error_set(err, ERR_INVALID,
		"%s: neither a file nor a folder; a symbolic link or a pipe is not taken in", name);
}

static int add(struct entries *entries, const char *name, struct error *err)
{
	struct stat st;

	if (lstat(name, &st) < 0)
		return error_errno(err, name);
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
		return refuse_stranger(name, err);
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

static int refuse_doubles(const struct entries *entries, struct error *err)
{
	for (size_t i = 1; i < entries->count; i++) {
		const struct entry *one = &entries->entry[i - 1], *two = one + 1;

		if (str_equal(one->path, two->path) && !str_equal(one->file, two->file))
			return error_set(err, ERR_INVALID, "%s and %s are the same record; name one",
				one->file, two->file);
	}
	return 0;
}

static void drop_doubles(struct entries *entries)
{
	size_t kept = 0;

	for (size_t i = 0; i < entries->count; i++)
		if (kept && str_equal(entries->entry[i].path, entries->entry[kept - 1].path))
			free(entries->entry[i].file);
		else
			entries->entry[kept++] = entries->entry[i];
	entries->count = kept;
}

/* In order of rank, each record once: a file may be named, and its folder, too. */
static int sort(struct entries *entries, struct error *err)
{
	int code;

	qsort(entries->entry, entries->count, sizeof *entries->entry, compare);
	if ((code = refuse_doubles(entries, err)) == 0)
		drop_doubles(entries);
	return code;
}

static ssize_t read_some(struct buf *out, int fd)
{
	ssize_t n;

	while ((n = read(fd, buf_reserve(out, 65536), 65536)) > 0) {
		out->len += (size_t)n;
		if (out->len > RECORD_MAX_BYTES)
			break;
	}
	return n;
}

/* What was a file when it was found may be a link or a pipe by now. */
static int read_file(struct buf *out, const char *name, struct error *err)
{
	int fd = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st = { 0 };
	int code = 0;

	if (fd < 0)
		return errno == ELOOP ? refuse_stranger(name, err) : error_errno(err, name);
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		code = refuse_stranger(name, err);
	else if (!S_ISREG(st.st_mode) || read_some(out, fd) < 0)
		code = error_errno(err, name);
	close(fd);
	if (code < 0)
		return code;
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

/* Of all the changes. */
struct import {
	struct store *store;
	struct revision head; /* what is new and what is not is decided on it */
	const char *author, *login;
	const char *message; /* of each commit; NULL: what comes is named */
	long long time;
	int offset;
};

/* The zone of the council as it will be: council.md may be among what comes. */
static char *find_zone(const struct import *import, const struct entries *entries)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	const char *zone, *file = NULL;

	for (size_t i = 0; i < entries->count; i++)
		if (str_equal(entries->entry[i].path, "council.md"))
			file = entries->entry[i].file;
	if ((file ? read_file(&text, file, NULL)
		  : store_read(import->store, import->head.hex, "council.md", &text, NULL, NULL)) < 0 ||
		record_parse(&rec, buf_text(&text), text.len, NULL) < 0)
		return NULL;
	zone = record_get(rec, "time zone");
	return str_copy(zone);
}

static int begin(struct import *out, const struct command_line *line, struct store *store,
	const struct entries *entries, struct error *err)
{
	const char *author = command_option(line, "author"), *login = command_option(line, "login");
	CLEANUP(str_free) char *zone = NULL;
	struct date now;
	int code;

	*out = (struct import){
		.store = store,
		.author = author ? author : "Import",
		.login = login ? login : "import",
		.message = command_option(line, "message"),
		.time = (long long)time(NULL),
	};
	if ((code = store_head(store, &out->head, err)) < 0)
		return code;
	zone = find_zone(out, entries);
	if (zone && date_from_time(&now, out->time, zone, NULL) == 0)
		out->offset = now.offset;
	return 0;
}

static int make_change(struct change **out, const struct entry *entry,
	const struct import *import, struct error *err)
{
	CLEANUP(buf_release) struct buf raw = BUF_INIT;
	CLEANUP(str_free) char *text = NULL;
	CLEANUP(str_free) char *subject = NULL;
	CLEANUP(record_free) struct record *rec = NULL;
	int code;

	if ((code = read_file(&raw, entry->file, err)) < 0)
		return code;
	if ((code = text_clean(&text, buf_text(&raw), raw.len, err)) < 0 ||
		(code = record_parse(&rec, text, strlen(text), err)) < 0) {
		error_prefix(err, "%s", entry->file);
		return code;
	}
	subject = import->message ? str_copy(import->message) : str_format("Import: %s", title_of(rec));
	*out = change_new(import->author, import->login, subject);
	(*out)->action = str_copy("import");
	(*out)->base = str_copy(import->head.hex);
	(*out)->time = import->time;
	(*out)->offset = import->offset;
	if (store_has(import->store, import->head.hex, entry->path))
		change_write(*out, entry->path, text, strlen(text));
	else
		change_create(*out, entry->path, text, strlen(text));
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
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(entries_release) struct entries entries = { 0 };
	CLEANUP(free) void *room = NULL;
	struct import import;
	struct change **changes;
	int code;

	if ((code = command_open(line, &council, &store, NULL, err)) < 0)
		return code;
	for (int i = 1; i < line->arguments; i++)
		if ((code = add(&entries, line->argument[i], err)) < 0)
			return code;
	if ((code = sort(&entries, err)) < 0 ||
		(code = begin(&import, line, store, &entries, err)) < 0)
		return code;
	changes = room = mem_alloc((entries.count + 1) * sizeof *changes);
	for (size_t i = 0; i < entries.count && code == 0; i++)
		code = make_change(&changes[i], &entries.entry[i], &import, err);
	if (code == 0)
		code = commit(council, &entries, changes, err);
	for (size_t i = 0; i < entries.count; i++)
		change_free(changes[i]);
	return code;
}
