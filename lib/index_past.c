#include "index_write.h"
#include "kind.h"

/* What an index of an earlier state has of its own: its audiences, and that its making can be
 * ended. */

void withdrawn_release(struct withdrawn *withdrawn)
{
	for (size_t i = 0; i < withdrawn->count; i++)
		free(withdrawn->id[i]);
	free(withdrawn->id);
	*withdrawn = (struct withdrawn){ 0 };
}

/* The rule of visible_versions: of a deleted record, its last version says who may read it. */
int index_withdrawn(struct db *index, struct withdrawn *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, index,
		"SELECT id FROM records r WHERE audience > 0"
		"	AND EXISTS (SELECT 1 FROM versions v WHERE v.record = r.id AND v.audience "
		"= 0)"
		" UNION"
		" SELECT record FROM versions l WHERE blob = '' AND audience > 0"
		"	AND NOT EXISTS (SELECT 1 FROM records r WHERE r.id = l.record)"
		"	AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.record = l.record AND "
		"v.depth > l.depth)"
		"	AND EXISTS (SELECT 1 FROM versions v WHERE v.record = l.record AND "
		"v.audience = 0)"
		" ORDER BY 1",
		err);

	while (code >= 0 && (code = query_step(query, err)) > 0) {
		out->id = mem_grow(out->id, out->count, sizeof *out->id);
		out->id[out->count++] = str_copy(query_text(query, 0));
	}
	return code;
}

static int compare_id(const void *id, const void *row)
{
	return strcmp(id, *(const char *const *)row);
}

int index_audience(const struct indexer *ix, const char *id, const struct record *rec)
{
	const struct withdrawn *withdrawn = ix->earlier ? ix->earlier->withdrawn : NULL;

	if (withdrawn && withdrawn->count &&
		bsearch(id, withdrawn->id, withdrawn->count, sizeof *withdrawn->id, compare_id))
		return AUDIENCE_MEMBERS;
	return kind_audience(rec);
}

int index_go_on(const struct indexer *ix, struct error *err)
{
	if (!ix->earlier || !atomic_load(ix->earlier->stop))
		return 0;
	return error_set(err, ERR_BUSY, "the server is being stopped; try again in a moment");
}

int index_build(const char *file, struct store *store, const struct withdrawn *withdrawn,
	const atomic_bool *stop, struct error *err)
{
	CLEANUP(db_close) struct db *db = NULL;
	CLEANUP(transaction_rollback) struct transaction transaction = { 0 };
	const struct earlier earlier = { withdrawn, stop };
	struct revision old, new;
	int code;

	if ((code = store_head(store, &new, err)) < 0 ||
		(code = index_open(&db, file, DB_BUILD, err)) < 0 ||
		(code = index_commit(db, &old, err)) < 0 ||
		(code = transaction_begin(&transaction, db, true, err)) < 0 ||
		(code = index_move(db, store, old.hex, new.hex, &earlier, err)) < 0)
		return code;
	return transaction_commit(&transaction, err);
}
