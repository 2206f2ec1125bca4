#include "store_git.h"

#include <errno.h>
#include <fcntl.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* What stock git has to know of our repository, whoever comes with it. */
/* clang-format off */
static const struct {
	const char *key;
	const char *value;
} config[] = {
	{ "core.fsync", "all" },                /* a push is as durable as a save */
	{ "core.logAllRefUpdates", "false" },   /* the history is the log */
	{ "gc.auto", "0" },                     /* ours runs under the council's lock */
	{ "http.getanyfile", "false" },         /* or objects that nobody refers to are served */
	{ "maintenance.auto", "false" },
	{ "receive.autogc", "false" },
	{ "receive.denyDeletes", "true" },
	{ "receive.denyNonFastForwards", "true" },
	{ "receive.fsckObjects", "true" },
};
/* clang-format on */

static bool is_full(const git_error *last)
{
	return last && last->klass == GIT_ERROR_OS &&
	       (strstr(last->message, strerror(ENOSPC)) || strstr(last->message, strerror(EDQUOT)));
}

int store_failed(struct error *err, int code)
{
	const git_error *last = git_error_last();
	const char *words = last ? last->message : "unknown error";

	if (is_full(last))
		return error_set(
			err, ERR_FULL, "%s: the disk is full; make room and try again", "git");
	if (code == GIT_ENOTFOUND)
		return error_set(err, ERR_NOT_FOUND, "git: %s", words);
	if (code == GIT_ELOCKED)
		return error_set(err, ERR_BUSY, "git: %s", words);
	return error_set(err, ERR_FAILED, "git: %s", words);
}

void revision_set(struct revision *out, const git_oid *id)
{
	git_oid_tostr(out->hex, sizeof out->hex, id);
}

static int configure(git_repository *repo, struct error *err)
{
	CLEANUP(git_config_free) git_config *cfg = NULL;
	int code = git_repository_config(&cfg, repo);

	for (size_t i = 0; code == 0 && i < ARRAY_SIZE(config); i++)
		code = git_config_set_string(cfg, config[i].key, config[i].value);
	return code < 0 ? store_failed(err, code) : 0;
}

static int make_folder(const char *dir, const char *name, struct error *err)
{
	CLEANUP(str_free) char *path = str_format("%s/%s", dir, name);

	return mkdir(path, 0777) < 0 && errno != EEXIST ? error_errno(err, path) : 0;
}

/* The folders that a save would have to make, so that no save has to. */
static int make_folders(const char *dir, struct error *err)
{
	char name[16];
	int code = make_folder(dir, "fresh", err);

	for (int i = 0; code == 0 && i < 256; i++) {
		snprintf(name, sizeof name, "objects/%02x", i);
		code = make_folder(dir, name, err);
	}
	return code;
}

static int sync_folder(const char *dir, struct error *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed = fd < 0 ? -1 : syncfs(fd), number = errno;

	if (fd >= 0)
		close(fd);
	errno = number;
	return failed < 0 ? error_errno(err, dir) : 0;
}

static int init(const char *dir, struct error *err)
{
	git_repository_init_options options;
	CLEANUP(git_repository_free) git_repository *repo = NULL;
	int code;

	git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT |
			GIT_REPOSITORY_INIT_MKDIR;
	options.initial_head = "main";
	if ((code = git_repository_init_ext(&repo, dir, &options)) < 0)
		return store_failed(err, code);
	if ((code = configure(repo, err)) < 0 || (code = make_folders(dir, err)) < 0)
		return code;
	return sync_folder(dir, err);
}

int store_init(const char *dir, struct error *err)
{
	int code;

	git_libgit2_init();
	code = init(dir, err);
	git_libgit2_shutdown();
	return code;
}

static int add_alternates(git_odb *odb, const char *list)
{
	CLEANUP(str_free) char *copy = str_copy(list ? list : "");
	char *rest = copy, *one;
	int code = 0;

	while (code == 0 && (one = strsep(&rest, ":")))
		if (*one)
			code = git_odb_add_disk_alternate(odb, one);
	return code;
}

/*
 * While a hook looks at a push, its objects are in a folder of their own that git names in the
 * environment, and the repository's are an alternate of that.
 */
static int open_quarantine(struct store *store)
{
	const char *objects = getenv("GIT_OBJECT_DIRECTORY");
	CLEANUP(str_free) char *own = str_format("%s/objects", store->dir);
	CLEANUP(git_odb_free) git_odb *odb = NULL;
	int code;

	if (!objects)
		return 0;
	if ((code = git_odb_open(&odb, objects)) < 0 ||
		(code = git_odb_add_disk_alternate(odb, own)) < 0 ||
		(code = add_alternates(odb, getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES"))) < 0)
		return code;
	return git_repository_set_odb(store->repo, odb);
}

static int open_parts(struct store *store, bool from_environment)
{
	int code = git_repository_open_bare(&store->repo, store->dir);

	if (code == 0 && from_environment)
		code = open_quarantine(store);
	return code < 0 ? code : git_repository_odb(&store->odb, store->repo);
}

int store_open(struct store **out, const char *dir, bool from_environment, struct error *err)
{
	CLEANUP(store_free) struct store *store = mem_alloc(sizeof *store);
	int code;

	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)(32 << 20));
	store->dir = str_copy(dir);
	if ((code = open_parts(store, from_environment)) < 0) {
		store_failed(err, code);
		return error_prefix(err, "%s", dir);
	}
	*out = TAKE(store);
	return 0;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	git_odb_free(store->odb);
	git_repository_free(store->repo);
	free(store->dir);
	free(store);
	git_libgit2_shutdown();
}

int store_head(struct store *store, struct revision *out, struct error *err)
{
	git_oid id;
	int code;

	if (*store->stands_at.hex) {
		*out = store->stands_at;
		return 0;
	}
	code = git_reference_name_to_id(&id, store->repo, "refs/heads/main");
	if (code == GIT_ENOTFOUND)
		*out = (struct revision){ "" };
	else if (code < 0)
		return store_failed(err, code);
	else
		revision_set(out, &id);
	return 0;
}

void store_stand_at(struct store *store, const char *commit)
{
	snprintf(store->stands_at.hex, sizeof store->stands_at.hex, "%s", commit);
}

static bool is_name_of_revision(const char *text)
{
	size_t n = strlen(text);

	return n >= 7 && n <= REVISION_LEN && strspn(text, "0123456789abcdef") == n;
}

int store_find_commit(
	struct store *store, const char *text, struct revision *out, struct error *err)
{
	CLEANUP(git_commit_free) git_commit *commit = NULL;
	git_oid id;
	int code = GIT_ENOTFOUND;

	if (is_name_of_revision(text) && git_oid_fromstrp(&id, text) == 0)
		code = git_commit_lookup_prefix(&commit, store->repo, &id, strlen(text));
	if (code == GIT_EAMBIGUOUS)
		return error_set(
			err, ERR_INVALID, "more than one revision begins with \"%s\"", text);
	if (code < 0)
		return error_set(err, ERR_INVALID, "there is no revision \"%s\"", text);
	revision_set(out, git_commit_id(commit));
	return 0;
}

int store_tree(git_tree **out, struct store *store, const char *commit, struct error *err)
{
	CLEANUP(git_commit_free) git_commit *found = NULL;
	git_oid id;
	int code;

	if (!*commit) {
		*out = NULL;
		return 0;
	}
	if (git_oid_fromstr(&id, commit) < 0 || git_commit_lookup(&found, store->repo, &id) < 0)
		return error_set(err, ERR_NOT_FOUND, "there is no revision \"%s\"", commit);
	code = git_commit_tree(out, found);
	return code < 0 ? store_failed(err, code) : 0;
}

bool store_is_file(const git_tree_entry *entry)
{
	return git_tree_entry_type(entry) == GIT_OBJECT_BLOB &&
	       git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK;
}

bool store_blob_at(git_oid *out, const git_tree *tree, const char *path)
{
	git_tree_entry *entry = NULL;
	bool is_blob;

	if (!tree || git_tree_entry_bypath(&entry, tree, path) < 0)
		return false;
	is_blob = store_is_file(entry);
	if (is_blob)
		*out = *git_tree_entry_id(entry);
	git_tree_entry_free(entry);
	return is_blob;
}

static int read_blob(struct store *store, const git_oid *id, struct buf *out, struct error *err)
{
	CLEANUP(git_blob_free) git_blob *blob = NULL;
	git_object_t type;
	size_t len;
	int code = git_odb_read_header(&len, &type, store->odb, id);

	if (code == 0 && len > STORE_MAX_BYTES)
		return error_set(err, ERR_TOO_LARGE, "longer than %d bytes", STORE_MAX_BYTES);
	if (code == 0)
		code = git_blob_lookup(&blob, store->repo, id);
	if (code < 0)
		return store_failed(err, code);
	buf_add(out, git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob));
	return 0;
}

int store_read(struct store *store, const char *commit, const char *path, struct buf *out,
	struct revision *blob, struct error *err)
{
	CLEANUP(git_tree_free) git_tree *tree = NULL;
	git_oid id;
	int code = store_tree(&tree, store, commit, err);

	if (code < 0)
		return code;
	if (!store_blob_at(&id, tree, path))
		return error_set(err, ERR_NOT_FOUND, "there is no file \"%s\"", path);
	if ((code = read_blob(store, &id, out, err)) < 0) {
		error_prefix(err, "%s", path);
		return code;
	}
	if (blob)
		revision_set(blob, &id);
	return 0;
}

int store_read_blob(struct store *store, const char *blob, struct buf *out, struct error *err)
{
	git_oid id;

	if (git_oid_fromstr(&id, blob) < 0)
		return error_set(err, ERR_NOT_FOUND, "there is no revision \"%s\"", blob);
	return read_blob(store, &id, out, err);
}

int store_blob_size(struct store *store, const char *blob, size_t *out, struct error *err)
{
	git_object_t type;
	git_oid id;
	size_t size;
	int code = git_oid_fromstr(&id, blob);

	if (code == 0)
		code = git_odb_read_header(&size, &type, store->odb, &id);
	if (code < 0)
		return store_failed(err, code);
	*out = size;
	return 0;
}

int store_read_commit(struct store *store, const char *commit, struct buf *out, struct error *err)
{
	git_odb_object *object = NULL;
	git_oid id;
	int code = git_oid_fromstr(&id, commit);

	if (code == 0)
		code = git_odb_read(&object, store->odb, &id);
	if (code < 0)
		return store_failed(err, code);
	buf_add(out, git_odb_object_data(object), git_odb_object_size(object));
	git_odb_object_free(object);
	return 0;
}

bool store_setting(struct store *store, const char *key)
{
	CLEANUP(git_config_free) git_config *all = NULL, *own = NULL;
	int value = 0;

	if (git_repository_config(&all, store->repo) < 0 ||
		git_config_open_level(&own, all, GIT_CONFIG_LEVEL_LOCAL) < 0 ||
		git_config_get_bool(&value, own, key) < 0)
		return false;
	return value;
}

bool store_has(struct store *store, const char *commit, const char *path)
{
	CLEANUP(git_tree_free) git_tree *tree = NULL;
	git_tree_entry *entry = NULL;

	if (store_tree(&tree, store, commit, NULL) < 0 || !tree)
		return false;
	if (git_tree_entry_bypath(&entry, tree, path) < 0)
		return false;
	bool has = git_tree_entry_type(entry) == GIT_OBJECT_TREE || store_is_file(entry);
	git_tree_entry_free(entry);
	return has;
}

bool store_is_ancestor(struct store *store, const char *old_commit, const char *new_commit)
{
	git_oid old, new;

	if (!*old_commit || strcmp(old_commit, new_commit) == 0)
		return true;
	if (git_oid_fromstr(&old, old_commit) < 0 || git_oid_fromstr(&new, new_commit) < 0)
		return false;
	return git_graph_descendant_of(store->repo, &new, &old) == 1;
}

int store_merge_base(struct store *store, const char *one, const char *other, struct revision *out, struct error *err)
{
	git_oid a, b, base;

	if (git_oid_fromstr(&a, one) < 0 || git_oid_fromstr(&b, other) < 0 ||
		git_merge_base(&base, store->repo, &a, &b) < 0)
		return error_set(err, ERR_NOT_FOUND, "the two histories have nothing in common");
	git_oid_tostr(out->hex, sizeof out->hex, &base);
	return 0;
}

char *store_trailer(const char *message, const char *key)
{
	git_message_trailer_array trailers = { 0 };
	char *value = NULL;

	if (git_message_trailers(&trailers, message) < 0)
		return NULL;
	for (size_t i = 0; !value && i < trailers.count; i++)
		if (strcasecmp(trailers.trailers[i].key, key) == 0)
			value = str_copy(trailers.trailers[i].value);
	git_message_trailer_array_free(&trailers);
	return value;
}
