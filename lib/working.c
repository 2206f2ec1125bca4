#include "working.h"
#include "account_query.h"

static bool is_blank(const char *text)
{
	return !text[strspn(text, " \t\n")];
}

void working_json(struct buf *out, const struct working_field *field, size_t fields)
{
	buf_addc(out, '{');
	for (size_t i = 0; i < fields; i++) {
		if (i)
			buf_addc(out, ',');
		buf_add_json(out, field[i].name, strlen(field[i].name));
		buf_addc(out, ':');
		buf_add_json(out, field[i].value, strlen(field[i].value));
	}
	buf_addc(out, '}');
}

/* The fields, if they are not too many; *BLANK: nothing is written in any of them. */
static int write_fields(struct buf *out, const struct working_field *field, size_t fields,
	bool *blank, struct error *err)
{
	size_t len = 0;

	*blank = true;
	if (fields > WORKING_FIELDS_MAX)
		return error_set(err, ERR_TOO_LARGE, "this form has too many fields to be kept; save it");
	for (size_t i = 0; i < fields; i++)
		len += strlen(field[i].name) + strlen(field[i].value);
	if (len > WORKING_TEXT_MAX)
		return error_set(err, ERR_TOO_LARGE,
			"this text is too long to be kept, at most %d MB are; save it, or keep a copy yourself",
			WORKING_TEXT_MAX >> 20);
	for (size_t i = 0; i < fields; i++)
		*blank = *blank && is_blank(field[i].value);
	working_json(out, field, fields);
	return 0;
}

static int write_down(struct db *db, long long account, const char *address, const char *base,
	const char *fields, long long now, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = account_run(NULL, db, err,
			"INSERT INTO working (account, address, base, fields, at) VALUES (?, ?, ?, ?, ?)"
			" ON CONFLICT (account, address) DO UPDATE SET base = excluded.base,"
			" fields = excluded.fields, at = excluded.at",
			"ntttn", account, address, base, fields, now);
	if (rc == 0)
		rc = account_run(NULL, db, err,
			"DELETE FROM working WHERE account = ?1 AND id IN (SELECT id FROM working"
			" WHERE account = ?1 ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?2)",
			"nn", account, (long long)WORKING_COUNT_MAX);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

int working_keep(struct db *db, long long account, const char *address, const char *base,
	const struct working_field *field, size_t fields, long long now, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	bool blank;
	int rc;

	if (!*address || strlen(address) > WORKING_ADDRESS_MAX || strlen(base) > WORKING_ADDRESS_MAX)
		return error_set(err, ERR_INVALID, "the form does not say what to do");
	if ((rc = write_fields(&text, field, fields, &blank, err)) < 0)
		return rc;
	if (blank)
		return working_done(db, account, address, err);
	return write_down(db, account, address, base, buf_text(&text), now, err);
}

int working_find(struct db *db, long long account, const char *address, long long *at,
	struct buf *base, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT at, base FROM working WHERE account = ? AND address = ?", "nt", account,
		address);

	if (rc < 0 || (rc = query_step(query, err)) <= 0)
		return rc;
	*at = query_number(query, 0);
	buf_puts(base, query_text(query, 1));
	return 1;
}

int working_each(struct db *db, long long account, const char *address, working_fn each, void *ctx,
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT f.key, f.value FROM working w, json_each(w.fields) f"
		" WHERE w.account = ? AND w.address = ? ORDER BY f.id",
		"nt", account, address);

	while (rc == 0 && (rc = query_step(query, err)) > 0)
		rc = each(ctx, query_text(query, 0), query_text(query, 1), err);
	return rc;
}

int working_done(struct db *db, long long account, const char *address, struct error *err)
{
	int rc = account_run(NULL, db, err, "DELETE FROM working WHERE account = ? AND address = ?",
		"nt", account, address);

	return rc < 0 ? rc : 0;
}
