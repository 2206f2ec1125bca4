#include "check.h"
#include "command.h"

#include <stdio.h>

static void tell(const struct faults *faults)
{
	for (size_t i = 0; i < faults->count && i < 20; i++) {
		const struct fault *fault = &faults->fault[i];
		CLEANUP(str_free) char *reason = error_text(&fault->reason);

		fprintf(stderr, "%s:%d: %s\n", fault->path, fault->line, reason);
	}
	if (faults->count > 20)
		fprintf(stderr, "and %zu more\n", faults->count - 20);
}

static bool is_none(const char *hex)
{
	return strspn(hex, "0") == strlen(hex);
}

/* One line of git's: what a ref was, what it shall be, and its name. */
static int look_at(struct store *store, char *text, struct error *err)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	char *rest = str_trim(text);
	const char *old = strsep(&rest, " "), *new = strsep(&rest, " ");
	int code;

	if (!new || !rest)
		return error_set(err, ERR_INVALID, "this is for git to call");
	code = check_push(store, rest, is_none(old) ? "" : old, is_none(new) ? "" : new, &faults,
		err);
	tell(&faults);
	return code < 0 ? code : faults_error(&faults, err);
}

int cmd_hook(const struct command_line *line, struct error *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	char text[1024];
	int code;

	if (!str_equal(line->argument[0], "pre-receive"))
		return error_set(err, ERR_INVALID, "there is no hook \"%s\"", line->argument[0]);
	if ((code = store_open(&store, line->argument[1], true, err)) < 0)
		return code;
	while (fgets(text, sizeof text, stdin))
		if ((code = look_at(store, text, err)) < 0)
			return code;
	return 0;
}
