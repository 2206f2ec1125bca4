#include "command.h"

#include <stdio.h>

int cmd_init(const struct command_line *line, struct error *err)
{
	int code = council_init(line->argument[0], line->program, err);

	if (code < 0)
		return code;
	printf("%s is a council now. Next: shura import %s council.md, then shura user add %s ...\n",
		line->argument[0], line->argument[0], line->argument[0]);
	return 0;
}
