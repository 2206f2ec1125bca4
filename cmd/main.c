#include "command.h"
#include "index.h"
#include "kind.h"
#include "secret.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, LOCK_SECONDS = 30 };

/* clang-format off */
const struct command commands[] = {
	{ "init",    "DIR",                     "make a new council in an empty folder",            "",         1,  1, cmd_init },
	{ "serve",   "DIR",                     "serve a council's pages",                          "listen= origin= trusted-proxy= threads= pdf-seconds= past-seconds= beat-seconds= quiet mail= mail-from= mail-secret= mail-ca= mail-plain", 1, 1, cmd_serve },
	{ "check",   "DIR",                     "list everything that is wrong with the records",   "json",     1,  1, cmd_check },
	{ "reindex", "DIR",                     "make the index anew from the repository",          "dump",     1,  1, cmd_reindex },
	{ "import",  "DIR FILE...",             "take in records, one commit each",                 "author= login= message=", 2, -1, cmd_import },
	{ "show",    "DIR PATH",                "print a record, as it is or as it was",            "json at=", 2,  2, cmd_show },
	{ "search",  "DIR WORDS...",            "find records and what was said",                   "json limit=", 2, -1, cmd_search },
	{ "log",     "DIR [PATH]",              "list the changes, of all or of one record",        "json limit=", 1, 2, cmd_log },
	{ "user",    "add|list|disable|enable|password|invite|mail DIR ...", "keep the accounts",        "json roles= person= mail= password-file=", 2, 4, cmd_user },
	{ "step",    "DIR PATH [ACTION]",       "say which steps a record may take, or take one",
	  "author= login= by= reason= urgent until= in= item= at= why= whose= paper answer= by-hand text= what= opens= method= invited= call= summary="
	  " letter= number= date= channel= signatory= instead= show prepared= checked= recommendation= status= percent= evidence= next= words="
	  " reason-*= revised-*= outcome-*= reasons-*= to-*= unit-*= planned-*=", 2, 3, cmd_step },
	{ "outbox",  "DIR",                     "list the letters that wait or failed",             "json",     1,  1, cmd_outbox },
	{ "key",     "DIR",                     "print the public key that seals, and how it proves", "",        1,  1, cmd_key },
	{ "verify",  "DIR",                     "prove every seal, of a council or of a clone",     "json",     1,  1, cmd_verify },
	{ "hook",    "pre-receive DIR",         "look at a push; git calls this",                   "",         2,  2, cmd_hook },
	{ "version", "",                        "print the version",                                "json",     0,  0, cmd_version },
	{ "help",    "[COMMAND]",               "say what there is",                                "",         0,  1, cmd_help },
	{ 0 },
};
/* clang-format on */

const char *command_option(const struct command_line *line, const char *name)
{
	size_t n = strlen(name);

	for (int i = 0; i < line->options; i++) {
		const char *text = line->option[i] + 2;

		if (strncmp(text, name, n) == 0 && (text[n] == '=' || !text[n]))
			return text[n] ? text + n + 1 : "";
	}
	return NULL;
}

static int tell_of_damage(int code)
{
	if (code == INDEX_WAS_DAMAGED)
		fprintf(stderr, "The index was damaged; it is made anew from the records.\n");
	return code < 0 ? code : 0;
}

int command_open_index(const struct council *council, struct db **out, struct error *err)
{
	return tell_of_damage(index_open(out, council_index(council), DB_WRITE_ELSEWHERE, err));
}

int command_open(const struct command_line *line, struct council **council_out,
	struct store **store_out, struct db **index_out, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(db_close) struct db *index = NULL;
	int code;

	if ((code = council_open(&council, line->argument[0], err)) < 0)
		return code;
	if ((code = store_open(&store, council_records(council), false, err)) < 0)
		return code;
	if (index_out) {
		CLEANUP(council_unlock) struct council_lock *lock = NULL;

		if ((code = council_lock(&lock, council, LOCK_SECONDS, err)) < 0 ||
			(code = command_open_index(council, &index, err)) < 0 ||
			(code = tell_of_damage(index_catch_up(index, store, NULL, err))) < 0)
			return code;
		index_set_reader(index, AUDIENCE_MEMBERS);
		*index_out = TAKE(index);
	}
	*council_out = TAKE(council);
	*store_out = TAKE(store);
	return 0;
}

void command_print_faults(FILE *out, const struct faults *faults, size_t most)
{
	for (size_t i = 0; i < faults->count && i < most; i++) {
		const struct fault *fault = &faults->fault[i];
		CLEANUP(str_free) char *reason = error_text(&fault->reason);

		if (fault->line)
			fprintf(out, "%s:%d: %s\n", fault->path, fault->line, reason);
		else
			fprintf(out, "%s: %s\n", fault->path, reason);
	}
	if (faults->count > most)
		fprintf(out, "and %zu more\n", faults->count - most);
}

/* Whether NAME ("listen", N bytes) is among OPTIONS ("listen= json reason-*="); VALUED: it takes a value. */
static bool is_known(const char *options, const char *name, size_t n, bool *valued)
{
	for (const char *p = options; *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ="), same = len;

		*valued = p[len] == '=';
		if (p[len - 1] == '*' && n >= len)
			same = len - 1;
		if ((len == n || same < len) && strncmp(p, name, same) == 0)
			return true;
		p += len + *valued;
	}
	return false;
}

static int usage(const struct command *command, const char *why, const char *what)
{
	fprintf(stderr, "shura %s: %s%s\nusage: shura %s %s\n", command->name, why, what,
		command->name, command->usage);
	return EXIT_USAGE;
}

/* Sort the words after the command's name into options and arguments; 0, or the exit code. */
static int parse(const struct command *command, char **argv, struct command_line *line)
{
	bool valued, only_arguments = false;

	for (; *argv; argv++) {
		const char *word = *argv;
		size_t n = strcspn(word, "=");

		if (only_arguments || !str_starts(word, "--")) {
			line->argument[line->arguments++] = word;
			continue;
		}
		if (!word[2]) {
			only_arguments = true;
			continue;
		}
		if (!is_known(command->options, word + 2, n - 2, &valued))
			return usage(command, "no such option: ", word);
		if (line->options == ARRAY_SIZE(line->option))
			return usage(command, "too many options", "");
		if (valued != (word[n] == '='))
			return usage(command, valued ? "write --name=value: " : "takes no value: ",
				word);
		line->option[line->options++] = word;
	}
	if (line->arguments < command->least)
		return usage(command, "something is missing", "");
	if (command->most >= 0 && line->arguments > command->most)
		return usage(command, "one word too many: ", line->argument[command->most]);
	return 0;
}

static int report(const struct command *command, int code, const struct error *err)
{
	CLEANUP(str_free) char *text = error_text(err);

	fprintf(stderr, "shura %s: %s\n", command->name, text);
	return error_exit_code(code);
}

static int run(const struct command *command, const char *program, char **argv)
{
	size_t words = 0;
	while (argv[words])
		words++;

	CLEANUP(free) void *room = mem_alloc((words + 1) * sizeof(char *));
	struct command_line line = { .program = program, .argument = room };
	struct error err = { 0 };
	int code = parse(command, argv, &line);

	if (code)
		return code;
	if ((code = secret_init(&err)) < 0 || (code = command->run(&line, &err)) < 0)
		return report(command, code, &err);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		error_errno(&err, "standard output");
		return report(command, err.code, &err);
	}
	return code;
}

int main(int argc, char **argv)
{
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
	const char *name = argc > 1 ? argv[1] : "help";

	program[n > 0 ? n : 0] = '\0';
	if (str_equal(name, "--help") || str_equal(name, "-h"))
		name = "help";
	if (str_equal(name, "--version"))
		name = "version";
	for (const struct command *command = commands; command->name; command++)
		if (str_equal(command->name, name))
			return run(command, program, argv + (argc > 1 ? 2 : 1));
	fprintf(stderr, "shura: there is no command \"%s\"; \"shura help\" lists them\n", name);
	return EXIT_USAGE;
}
