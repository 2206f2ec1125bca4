#pragma once

/*
 * What the files that know SQLite share of an open database: nobody else includes this.
 */

#include "db.h"

#include <sqlite3.h>

struct db {
	sqlite3 *sqlite;
	int reader;		/* db_reader */
	sqlite3_stmt *begin[2]; /* for reading, for writing; prepared when first needed */
	sqlite3_stmt *commit;
	sqlite3_stmt *rollback;
	struct kept {
		const char *sql; /* told apart by its address: literals only */
		struct query *query;
	} * kept;
	size_t nkept;
	db_guard guard;
	void *guard_ctx;
	char **view; /* names of the schema's views, while a guard is set */
	size_t views;
	bool preparing; /* a statement of ours, as opposed to one of the search's own */
};

/* CODE of SQLite as one of ours, with the words of DB. SQLITE_OK, ROW and DONE give 0. */
int db_error(struct db *db, int code, struct error *err);

/* Makes the tokenizer "council" known. */
int db_add_tokenizer(struct db *db, struct error *err);

/* Forgets the guard and what was kept for it. */
void db_end_guard(struct db *db);
