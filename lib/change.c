#include "change.h"

struct change *change_new(const char *author, const char *login, const char *subject)
{
	struct change *change = mem_alloc(sizeof *change);

	change->author = str_copy(author);
	change->login = str_copy(login);
	change->subject = str_copy(subject);
	return change;
}

static void seal_free(struct change_seal *seal)
{
	if (!seal)
		return;
	free(seal->tag);
	free(seal->commit);
	free(seal->of);
	free(seal->message);
	free(seal);
}

void change_free(struct change *change)
{
	if (!change)
		return;
	seal_free(change->seal);
	for (size_t i = 0; i < change->files; i++) {
		free(change->file[i].path);
		free(change->file[i].text);
	}
	free(change->file);
	free(change->author);
	free(change->login);
	free(change->with_name);
	free(change->with_login);
	free(change->subject);
	free(change->action);
	free(change->once);
	free(change->base);
	free(change);
}

/* The place of PATH in the change, made where there is none: the last word on a file counts. */
static struct change_file *file_of(struct change *change, const char *path)
{
	struct change_file *file;

	for (size_t i = 0; i < change->files; i++)
		if (strcmp(change->file[i].path, path) == 0)
			return &change->file[i];
	change->file = mem_grow(change->file, change->files, sizeof *change->file);
	file = &change->file[change->files++];
	*file = (struct change_file){ .path = str_copy(path) };
	return file;
}

void change_write(struct change *change, const char *path, const char *text, size_t len)
{
	struct change_file *file = file_of(change, path);
	char *copy = mem_alloc(len + 1);

	if (len)
		memcpy(copy, text, len);
	free(file->text);
	file->text = copy;
	file->len = len;
}

void change_create(struct change *change, const char *path, const char *text, size_t len)
{
	change_write(change, path, text, len);
	file_of(change, path)->is_new = true;
}

void change_delete(struct change *change, const char *path)
{
	struct change_file *file = file_of(change, path);

	free(file->text);
	*file = (struct change_file){ .path = file->path };
}

void change_seal(struct change *change, const char *tag, const char *commit, const char *message)
{
	seal_free(change->seal);
	change->seal = mem_alloc(sizeof *change->seal);
	change->seal->tag = str_copy(tag);
	change->seal->commit = str_copy(commit);
	change->seal->message = str_copy(message);
}

void change_seal_as(struct change *change, const char *tag, const char *of, const char *message)
{
	change_seal(change, tag, NULL, message);
	change->seal->of = str_copy(of);
}

void change_result_release(struct change_result *result)
{
	free(result->path);
	free(result->mine);
	free(result->theirs);
	free(result->base);
	result->path = result->mine = result->theirs = result->base = NULL;
}
