#include "prepared.h"
#include "account_query.h"

void prepared_release(struct prepared *prepared)
{
	free(prepared->by);
	free(prepared->checked);
	*prepared = (struct prepared){ 0 };
}

int prepared_find(struct db *db, const char *submission, struct prepared *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT revision, at, by, coalesce(checked_at, 0), checked FROM prepared WHERE submission = ?"
		" ORDER BY revision DESC LIMIT 1",
		"t", submission);

	if (rc < 0 || (rc = query_step(query, err)) < 0)
		return rc;
	prepared_release(out);
	if (!rc)
		return 0;
	out->revision = query_number(query, 0);
	out->at = query_number(query, 1);
	out->by = str_copy(query_text(query, 2));
	out->checked_at = query_number(query, 3);
	out->checked = query_is_null(query, 4) ? NULL : str_copy(query_text(query, 4));
	return 0;
}

int prepared_each(struct db *db, const char *submission, long long revision, working_fn each, void *ctx,
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT f.key, f.value FROM prepared p, json_each(p.fields) f"
		" WHERE p.submission = ? AND p.revision = ? ORDER BY f.id",
		"tn", submission, revision);

	while (rc == 0 && (rc = query_step(query, err)) > 0)
		rc = each(ctx, query_text(query, 0), query_text(query, 1), err);
	return rc;
}

/* Within a transaction: REVISION is the latest. */
static int check_latest(struct db *db, const char *submission, long long revision, struct error *err)
{
	CLEANUP(prepared_release) struct prepared latest = { 0 };
	int rc = prepared_find(db, submission, &latest, err);

	if (rc < 0 || latest.revision == revision)
		return rc;
	return error_set(err, ERR_CONFLICT, "somebody else has saved the answer meanwhile: look at it as it is now");
}

static int insert(struct db *db, const char *submission, long long revision, const char *fields,
	const char *by, long long now, struct error *err)
{
	int rc = account_run(NULL, db, err,
		"INSERT INTO prepared (submission, revision, fields, by, at) VALUES (?, ?, ?, ?, ?)", "tnttn",
		submission, revision, fields, by, now);

	if (rc < 0)
		return rc;
	rc = account_run(NULL, db, err, "DELETE FROM prepared WHERE submission = ? AND revision <= ?", "tn",
		submission, revision - PREPARED_REVISIONS);
	return rc < 0 ? rc : 0;
}

int prepared_save(struct db *db, const char *submission, long long base, const struct working_field *field,
	size_t fields, const char *by, long long now, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int rc;

	working_json(&text, field, fields);
	if (text.len > PREPARED_TEXT_MAX)
		return error_set(err, ERR_TOO_LARGE, "this answer is too long to be kept, at most %d MB are",
			PREPARED_TEXT_MAX >> 20);
	if ((rc = transaction_begin(&transaction, db, true, err)) < 0 ||
		(rc = check_latest(db, submission, base, err)) < 0 ||
		(rc = insert(db, submission, base + 1, buf_text(&text), by, now, err)) < 0)
		return rc;
	return transaction_commit(&transaction, err);
}

int prepared_check(struct db *db, const char *submission, long long revision, const char *by, long long now,
	struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	CLEANUP(prepared_release) struct prepared latest = { 0 };
	int rc;

	if ((rc = transaction_begin(&transaction, db, true, err)) < 0 ||
		(rc = check_latest(db, submission, revision, err)) < 0 ||
		(rc = prepared_find(db, submission, &latest, err)) < 0)
		return rc;
	if (!latest.revision)
		return error_set(err, ERR_INVALID, "nothing is prepared yet: save the answer first");
	if (str_equal(latest.by, by))
		return error_set(err, ERR_INVALID, "somebody else than who prepared the answer checks it");
	rc = account_run(NULL, db, err,
		"UPDATE prepared SET checked = ?, checked_at = ? WHERE submission = ? AND revision = ?", "tntn", by, now,
		submission, revision);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

int prepared_done(struct db *db, const char *submission, struct error *err)
{
	int rc = account_run(NULL, db, err, "DELETE FROM prepared WHERE submission = ?", "t", submission);

	return rc < 0 ? rc : 0;
}
