#include "writer_upkeep.h"

#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	LOOSE_PER_FOLDER = 8, /* of 256 folders that fill evenly */
	PACKS_MAX = 20,
	LOCK_STALE_SECONDS = 3600,
};

extern char **environ;

static int count_names(const char *dir, const char *folder, const char *end)
{
	CLEANUP(str_free) char *path = str_format("%s/%s", dir, folder);
	DIR *open_dir = opendir(path);
	int n = 0;

	if (!open_dir)
		return 0;
	for (struct dirent *entry; (entry = readdir(open_dir));)
		n += entry->d_name[0] != '.' && str_ends(entry->d_name, end);
	closedir(open_dir);
	return n;
}

bool upkeep_is_due(const char *dir)
{
	return count_names(dir, "objects/17", "") >= LOOSE_PER_FOLDER;
}

/* git passes over its work in silence for as long as such a lock is there. */
static void clear_stale_lock(const char *dir)
{
	CLEANUP(str_free) char *path = str_format("%s/objects/maintenance.lock", dir);
	struct stat st;

	if (stat(path, &st) == 0 && time(NULL) - st.st_mtime > LOCK_STALE_SECONDS)
		unlink(path);
}

static void run(char *const *words)
{
	posix_spawn_file_actions_t files;
	pid_t child;
	int started;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	started = posix_spawnp(&child, "git", &files, NULL, words, environ);
	posix_spawn_file_actions_destroy(&files);
	if (started == 0)
		waitpid(child, NULL, 0);
}

void upkeep_run(const char *dir)
{
	CLEANUP(str_free) char *git_dir = str_format("--git-dir=%s", dir);
	char *words[] = { "git", git_dir, "maintenance", "run", "--quiet", "--task=loose-objects",
		NULL, NULL };

	clear_stale_lock(dir);
	if (count_names(dir, "objects/pack", ".pack") > PACKS_MAX)
		words[6] = "--task=incremental-repack";
	run(words);
}
