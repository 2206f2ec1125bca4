#include "command.h"
#include "index.h"

#include <stdio.h>

int cmd_reindex(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(council_unlock) struct council_lock *lock = NULL;
	CLEANUP(db_close) struct db *index = NULL;
	CLEANUP(buf_release) struct buf dump = BUF_INIT;
	int code;

	if ((code = command_open(line, &council, &store, NULL, err)) < 0)
		return code;
	if ((code = council_lock(&lock, council, 30, err)) < 0)
		return code;
	if ((code = command_open_index(council, &index, err)) < 0)
		return code;
	if ((code = index_rebuild(index, store, err)) < 0)
		return code;
	/* whoever writes holds the lock, so this is safe beside a server; it may still be reading */
	db_run(index, "PRAGMA wal_checkpoint(TRUNCATE)", NULL);
	if (!command_option(line, "dump"))
		return 0;
	if ((code = index_dump(index, &dump, err)) < 0)
		return code;
	fwrite(buf_text(&dump), 1, dump.len, stdout);
	return 0;
}
