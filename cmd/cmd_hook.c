#include "check.h"
#include "command.h"

#include <stdio.h>

enum { TOLD_MAX = 20, PUSH_MAX_BYTES = 16 << 20 };

/* One line of git's: what a ref was, what it shall be, and its name. */
struct move {
	const char *old, *new, *ref;
};

struct moves {
	struct buf text;
	struct move *move;
	size_t count;
};

static void moves_releasep(struct moves *moves)
{
	buf_release(&moves->text);
	free(moves->move);
}

static int read_all(struct buf *out, struct error *err)
{
	size_t n;

	while ((n = fread(buf_reserve(out, 4096), 1, 4096, stdin)) > 0) {
		out->len += n;
		if (out->len > PUSH_MAX_BYTES)
			return error_set(err, ERR_TOO_LARGE, "too many refs in one push");
	}
	buf_addc(out, '\0');
	return 0;
}

static int read_moves(struct moves *out, struct error *err)
{
	int code = read_all(&out->text, err);
	char *rest = out->text.data, *line;

	while (code == 0 && (line = strsep(&rest, "\n"))) {
		struct move move = { .old = strsep(&line, " ") };

		if (!*move.old)
			continue;
		move.new = strsep(&line, " ");
		move.ref = line;
		if (!move.ref)
			return error_set(err, ERR_INVALID, "this is for git to call");
		out->move = mem_grow(out->move, out->count, sizeof move);
		out->move[out->count++] = move;
	}
	return code;
}

/* Where main will stand. */
static int find_main(
	struct store *store, const struct moves *moves, struct revision *out, struct error *err)
{
	for (size_t i = 0; i < moves->count; i++) {
		if (!str_equal(moves->move[i].ref, "refs/heads/main"))
			continue;
		snprintf(out->hex, sizeof out->hex, "%s", moves->move[i].new);
		return 0;
	}
	return store_head(store, out, err);
}

static int look_at(struct store *store, const struct move *move, const struct revision *head,
	struct error *err)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	int code = check_push(store, move->ref, move->old, move->new, head->hex, &faults, err);

	command_print_faults(stderr, &faults, TOLD_MAX);
	if (faults.count)
		error_set(err, code, "nothing of this push was taken");
	return code;
}

int cmd_hook(const struct command_line *line, struct error *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(moves_release) struct moves moves = { 0 };
	struct revision head;
	int code;

	if (!str_equal(line->argument[0], "pre-receive"))
		return error_set(err, ERR_INVALID, "there is no hook \"%s\"", line->argument[0]);
	if ((code = store_open(&store, line->argument[1], true, err)) < 0 ||
		(code = read_moves(&moves, err)) < 0 ||
		(code = find_main(store, &moves, &head, err)) < 0)
		return code;
	for (size_t i = 0; code == 0 && i < moves.count; i++)
		code = look_at(store, &moves.move[i], &head, err);
	return code;
}
