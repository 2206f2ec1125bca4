#include "command.h"
#include "outbox.h"

#include <stdio.h>

enum { SHOWN_MAX = 1000000 };

static int print_line(void *ctx, const struct outbox_row *row, struct error *err)
{
	printf("%-8s %-20s %-22s %3d  %s\n", row->state, row->login, row->event, row->tries,
		row->why);
	return 0;
}

static int print_json(void *ctx, const struct outbox_row *row, struct error *err)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	const char *const texts[][2] = {
		{"state",  row->state},
		{ "login", row->login},
		{ "event", row->event},
		{ "why",	 row->why  },
	};
	int *count = ctx;

	buf_printf(&out, "%s{\"id\":%lld,\"tries\":%d,\"made\":%lld,\"next\":%lld",
		(*count)++ ? ",\n" : "", row->id, row->tries, row->made, row->next);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		buf_printf(&out, ",\"%s\":", texts[i][0]);
		buf_add_json(&out, texts[i][1], strlen(texts[i][1]));
	}
	printf("%s}", buf_text(&out));
	return 0;
}

int cmd_outbox(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(db_close) struct db *db = NULL;
	bool json = command_option(line, "json");
	struct outbox_counts counts;
	int code, count = 0;

	if ((code = council_open(&council, line->argument[0], err)) < 0 ||
		(code = account_open(&db, council_private(council), err)) < 0 ||
		(code = outbox_count(db, &counts, err)) < 0)
		return code;
	printf(json ? "{\"daily\":%lld,\"queued\":%lld,\"sending\":%lld,\"sent\":%lld,\"failed\":%"
		      "lld,\"letters\":["
		    : "%lld for the daily letter, %lld waiting, %lld being sent, %lld sent, %lld "
		      "failed\n",
		counts.daily, counts.queued, counts.sending, counts.sent, counts.failed);
	code = outbox_each(db, SHOWN_MAX, json ? print_json : print_line, &count, err);
	if (json)
		puts("]}");
	return code;
}
