#pragma once

/*
 * The program's commands. main.c has their table; each is one cmd_NAME.c. A
 * command prints what it is asked for on standard output, and answers an error
 * that main prints once.
 */

#include "council.h"
#include "db.h"
#include "fault.h"
#include "store.h"

#include <stdio.h>

struct command_line {
	const char *program; /* the path by which the program can be started again */
	const char *option[256]; /* "--name" and "--name=value", as given */
	int options;
	const char **argument;
	int arguments;
};

struct command {
	const char *name;
	const char *usage;   /* what follows the name */
	const char *what;    /* one line */
	const char *options; /* "json at= reason-*=": a flag, one with a value, one for each recommendation */
	int least, most;     /* arguments; MOST -1: any number */
	int (*run)(const struct command_line *line, struct error *err);
};

extern const struct command commands[]; /* ends with a NULL name */

/* The value of --NAME, "" for a flag that was given, NULL where it was not. */
const char *command_option(const struct command_line *line, const char *name);

/* Open the council at the first argument, its repository, and an index that is up to date; a
 * local person reads all of it. The caller frees them. INDEX may be NULL. */
int command_open(const struct command_line *line, struct council **council, struct store **store,
	struct db **index, struct error *err);

/* A line a fault, "FILE:LINE: reason", of the first MOST of them. */
void command_print_faults(FILE *out, const struct faults *faults, size_t most);

/* Open the council's index; the caller holds the lock. Says so when it was damaged. */
int command_open_index(const struct council *council, struct db **out, struct error *err);

int cmd_check(const struct command_line *line, struct error *err);
int cmd_help(const struct command_line *line, struct error *err);
int cmd_hook(const struct command_line *line, struct error *err);
int cmd_import(const struct command_line *line, struct error *err);
int cmd_init(const struct command_line *line, struct error *err);
int cmd_key(const struct command_line *line, struct error *err);
int cmd_log(const struct command_line *line, struct error *err);
int cmd_outbox(const struct command_line *line, struct error *err);
int cmd_reindex(const struct command_line *line, struct error *err);
int cmd_search(const struct command_line *line, struct error *err);
int cmd_serve(const struct command_line *line, struct error *err);
int cmd_show(const struct command_line *line, struct error *err);
int cmd_step(const struct command_line *line, struct error *err);
int cmd_user(const struct command_line *line, struct error *err);
int cmd_verify(const struct command_line *line, struct error *err);
int cmd_version(const struct command_line *line, struct error *err);
