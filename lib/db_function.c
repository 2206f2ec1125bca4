#include "db_handle.h"

/* SQL functions of our own, and the guard over what statements may read. */

struct call {
	sqlite3_context *context;
	sqlite3_value **value;
};

struct function {
	db_function function;
	void *ctx;
};

static void run_function(sqlite3_context *context, int n, sqlite3_value **value)
{
	struct function *function = sqlite3_user_data(context);
	struct call call = { context, value };

	function->function(&call, function->ctx);
}

int db_add_function(struct db *db, const char *name, int values, bool steady, db_function function,
	void *ctx, struct error *err)
{
	int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS | (steady ? SQLITE_DETERMINISTIC : 0);
	struct function *kept = mem_alloc(sizeof(*kept));

	*kept = (struct function){ function, ctx };
	return db_error(db,
		sqlite3_create_function_v2(
			db->sqlite, name, values, flags, kept, run_function, NULL, NULL, free),
		err);
}

const char *call_text(struct call *call, int n)
{
	return (const char *)sqlite3_value_text(call->value[n]);
}

size_t call_len(struct call *call, int n)
{
	return (size_t)sqlite3_value_bytes(call->value[n]);
}

long long call_number(struct call *call, int n)
{
	return sqlite3_value_int64(call->value[n]);
}

bool call_is_null(struct call *call, int n)
{
	return sqlite3_value_type(call->value[n]) == SQLITE_NULL;
}

void call_answer_text(struct call *call, const char *text, size_t len)
{
	sqlite3_result_text64(call->context, text, len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

void call_answer_bytes(struct call *call, const void *bytes, size_t len)
{
	sqlite3_result_blob64(call->context, bytes ? bytes : "", len, SQLITE_TRANSIENT);
}

void call_answer_number(struct call *call, long long number)
{
	sqlite3_result_int64(call->context, number);
}

void call_fail(struct call *call, const char *message)
{
	sqlite3_result_error(call->context, message, -1);
}

/* The guard ---------------------------------------------------------------------------------- */

static bool is_view(const struct db *db, const char *name)
{
	for (size_t i = 0; name && i < db->views; i++)
		if (str_equal(db->view[i], name))
			return true;
	return false;
}

/*
 * WITHIN is the view or the common table expression that a read is part of; only a view of the
 * schema answers for what it reads. The search reads its settings by a statement of its own while
 * ours is being prepared, and its other tables later. (SQLite does not ask about the columns that
 * NATURAL and USING compare, only about those that are shown or named otherwise.)
 */
static int may_read(struct db *db, const char *table, const char *within)
{
	if (is_view(db, within) || str_equal(table, "search_config"))
		return SQLITE_OK;
	return db->guard(table, NULL, db->guard_ctx) ? SQLITE_OK : SQLITE_DENY;
}

static int authorize(void *ctx, int action, const char *first, const char *second,
	const char *database, const char *within)
{
	struct db *db = ctx;

	if (!db->preparing)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_READ:
		return may_read(db, first, within);
	case SQLITE_SELECT:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
		return SQLITE_OK;
	default:
		return SQLITE_DENY;
	}
}

void db_end_guard(struct db *db)
{
	for (size_t i = 0; i < db->views; i++)
		free(db->view[i]);
	free(TAKE(db->view));
	db->views = 0;
	db->guard = NULL;
}

static void read_views(struct db *db)
{
	CLEANUP(query_free) struct query *views = NULL;

	if (db_prepare(&views, db, "SELECT name FROM sqlite_schema WHERE type = 'view'", NULL) < 0)
		return;
	while (query_step(views, NULL) > 0) {
		db->view = mem_grow(db->view, db->views, sizeof(*db->view));
		db->view[db->views++] = str_copy(query_text(views, 0));
	}
}

/* Table functions declare themselves when they are first named, which looks like writing. */
static void connect_functions(struct db *db)
{
	db_run(db, "SELECT 1 FROM json_each('[]'), json_tree('[]')", NULL);
}

void db_set_guard(struct db *db, db_guard guard, void *ctx)
{
	sqlite3_set_authorizer(db->sqlite, NULL, NULL);
	db_end_guard(db);
	if (!guard)
		return;
	connect_functions(db);
	read_views(db);
	db->guard = guard;
	db->guard_ctx = ctx;
	sqlite3_set_authorizer(db->sqlite, authorize, db);
}
