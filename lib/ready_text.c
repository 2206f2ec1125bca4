#include "ready_text.h"
#include "account_query.h"

int ready_texts(struct db *db, struct buf *json, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT json_group_array(json_object('id', id, 'name', name, 'text', text))"
		" FROM (SELECT id, name, text FROM ready_texts ORDER BY name, id)",
		"");

	if (rc == 0 && (rc = query_step(query, err)) > 0)
		buf_puts(json, query_text(query, 0));
	return rc < 0 ? rc : 0;
}

int ready_text_find(struct db *db, long long id, struct buf *text, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err, "SELECT text FROM ready_texts WHERE id = ?", "n", id);

	if (rc < 0 || (rc = query_step(query, err)) < 0)
		return rc;
	if (!rc)
		return error_set(err, ERR_NOT_FOUND, "this text is there no more");
	buf_puts(text, query_text(query, 0));
	return 0;
}

static int check(struct db *db, long long id, const char *name, const char *text, struct error *err)
{
	long long count = 0;
	int rc;

	if (!*name || strlen(name) > READY_NAME_MAX) {
		error_set(err, ERR_INVALID, "give the text a name of at most %d letters", READY_NAME_MAX);
		return error_field(err, "name");
	}
	if (!*text || strlen(text) > READY_TEXT_MAX) {
		error_set(err, ERR_INVALID, "write the text, at most %d letters", READY_TEXT_MAX);
		return error_field(err, "text");
	}
	rc = account_run(NULL, db, err, "SELECT 1 FROM ready_texts WHERE name = ? AND id <> ?", "tn", name, id);
	if (rc > 0) {
		error_set(err, ERR_INVALID, "another text has this name");
		return error_field(err, "name");
	}
	if (rc == 0 && !id)
		rc = account_run(&count, db, err, "SELECT count(*) FROM ready_texts", "");
	if (rc >= 0 && count >= READY_TEXTS_MAX)
		return error_set(err, ERR_INVALID, "there are %d texts already: delete one first", READY_TEXTS_MAX);
	return rc < 0 ? rc : 0;
}

int ready_text_save(struct db *db, long long id, const char *name, const char *text, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = check(db, id, name, text, err);
	if (rc < 0)
		return rc;
	if (id)
		rc = account_run(NULL, db, err, "UPDATE ready_texts SET name = ?, text = ? WHERE id = ? RETURNING 1",
			"ttn", name, text, id);
	else
		rc = account_run(NULL, db, err, "INSERT INTO ready_texts (name, text) VALUES (?, ?) RETURNING 1", "tt",
			name, text);
	if (rc == 0)
		return error_set(err, ERR_NOT_FOUND, "this text is there no more");
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

int ready_text_delete(struct db *db, long long id, struct error *err)
{
	int rc = account_run(NULL, db, err, "DELETE FROM ready_texts WHERE id = ?", "n", id);

	return rc < 0 ? rc : 0;
}
