#include "command.h"

#include <stdio.h>

static void print_options(const struct command *command)
{
	CLEANUP(str_free) char *options = str_copy(command->options);
	char *rest = options, *word;

	while ((word = strsep(&rest, " ")))
		if (*word)
			printf("  --%s%s\n", word, str_ends(word, "=") ? "VALUE" : "");
}

static int help_on(const char *name, struct error *err)
{
	for (const struct command *command = commands; command->name; command++) {
		if (!str_equal(command->name, name))
			continue;
		printf("shura %s %s\n  %s\n", command->name, command->usage, command->what);
		print_options(command);
		return 0;
	}
	return error_set(err, ERR_NOT_FOUND, "there is no command \"%s\"", name);
}

int cmd_help(const struct command_line *line, struct error *err)
{
	if (line->arguments)
		return help_on(line->argument[0], err);
	printf("Shura keeps a public council's meetings, and what became of its proposals.\n\n");
	for (const struct command *command = commands; command->name; command++)
		printf("  %-8s %-20s %s\n", command->name,
			strlen(command->usage) > 20 ? "..." : command->usage, command->what);
	printf("\nExit status: 0 done, 1 failed, 2 usage, 3 invalid, 4 not found, 5 denied, "
	       "6 conflict, 7 busy, 8 disk full.\n");
	return 0;
}
