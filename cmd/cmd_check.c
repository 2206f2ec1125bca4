#include "check.h"
#include "command.h"

#include <stdio.h>

static void print_json(const struct faults *faults)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	buf_puts(&out, "{\"faults\":[");
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->fault[i];
		CLEANUP(str_free) char *reason = error_text(&fault->reason);

		buf_puts(&out, i ? ",{\"path\":" : "{\"path\":");
		buf_add_json(&out, fault->path, strlen(fault->path));
		buf_printf(&out, ",\"line\":%d,\"reason\":", fault->line);
		buf_add_json(&out, reason, strlen(reason));
		buf_addc(&out, '}');
	}
	printf("%s]}\n", buf_text(&out));
}

int cmd_check(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct revision head;
	int code;

	if ((code = command_open(line, &council, &store, NULL, err)) < 0)
		return code;
	if ((code = store_head(store, &head, err)) < 0)
		return code;
	if (head.hex[0] && (code = check_commit(store, "", head.hex, &faults, err)) < 0)
		return code;
	if (command_option(line, "json"))
		print_json(&faults);
	else
		command_print_faults(stdout, &faults, FAULTS_MAX);
	if (faults.count)
		return error_set(err, ERR_INVALID, "%zu faults in the records", faults.count);
	if (!command_option(line, "json"))
		printf("Every record is in order.\n");
	return 0;
}
