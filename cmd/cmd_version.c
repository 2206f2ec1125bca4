#include "command.h"

#include <stdio.h>

int cmd_version(const struct command_line *line, struct error *err)
{
	printf(command_option(line, "json") ? "{\"version\":\"%s\"}\n" : "shura %s\n", VERSION);
	return 0;
}
