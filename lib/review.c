#include "review.h"
#include "account_query.h"

static bool is_blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

/* Notes ------------------------------------------------------------------------------------------ */

static int check_note(const char *text, struct error *err)
{
	if (is_blank(text))
		error_set(err, ERR_INVALID, "write the note");
	else if (strlen(text) > REVIEW_NOTE_MAX)
		error_set(err, ERR_TOO_LARGE, "a note has at most %d bytes; this one has %zu", REVIEW_NOTE_MAX, strlen(text));
	else
		return 0;
	return error_field(err, "text");
}

int review_note_add(struct db *db, const char *submission, const char *item, long long account, const char *text,
	const char *form, long long now, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	long long count = 0;
	int code = check_note(text, err);

	if (code < 0 || (code = transaction_begin(&transaction, db, true, err)) < 0)
		return code;
	code = account_run(&count, db, err, "SELECT count(*) FROM review_notes WHERE submission = ?", "t", submission);
	if (code >= 0 && count >= REVIEW_NOTES_MAX)
		return error_set(err, ERR_TOO_LARGE, "there are %d notes on this submission; delete some of yours first",
			REVIEW_NOTES_MAX);
	if (code >= 0)
		code = account_run(NULL, db, err,
			"INSERT INTO review_notes (submission, item, account, text, form, at)"
			" SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?5 = '' OR NOT EXISTS"
			" (SELECT 1 FROM review_notes WHERE account = ?3 AND form = ?5 AND text = ?4)",
			"ttnttn", submission, item, account, text, form, now);
	return code < 0 ? code : transaction_commit(&transaction, err);
}

int review_note_delete(struct db *db, const char *submission, long long id, long long account, struct error *err)
{
	long long author = 0;
	int code = account_run(&author, db, err, "SELECT account FROM review_notes WHERE id = ? AND submission = ?",
		"nt", id, submission);

	if (code <= 0)
		return code;
	if (author != account)
		return error_set(err, ERR_DENIED, "only whoever wrote a note deletes it");
	code = account_run(NULL, db, err, "DELETE FROM review_notes WHERE id = ? AND account = ?", "nn", id, account);
	return code < 0 ? code : 0;
}

int review_notes(struct db *db, const char *submission, review_note_fn each, void *ctx, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = account_query(&query, db, err,
		"SELECT n.id, n.account, n.at, n.item, a.name, n.text FROM review_notes n JOIN accounts a ON a.id = n.account"
		" WHERE n.submission = ? ORDER BY n.id",
		"t", submission);

	while (code >= 0 && (code = query_step(query, err)) > 0) {
		struct review_note note = { query_number(query, 0), query_number(query, 1), query_number(query, 2),
			query_text(query, 3), query_text(query, 4), query_text(query, 5) };

		code = each(ctx, &note, err);
	}
	return code;
}

/* Assignments ------------------------------------------------------------------------------------ */

static int find_person(struct db *db, const char *login, long long *out, struct error *err)
{
	int code;

	*out = 0;
	if (!*login)
		return 0;
	code = account_run(out, db, err, "SELECT id FROM accounts WHERE login = ? AND roles & ? AND NOT disabled", "tn",
		login, (long long)ROLE_AGENCY);
	if (code != 0)
		return code < 0 ? code : 0;
	error_set(err, ERR_INVALID, "\"%s\" is no account of the agency that may sign in", login);
	return error_field(err, "person");
}

static int check_words(const struct review_assignment *to, struct error *err)
{
	if (strlen(to->unit) > REVIEW_UNIT_MAX) {
		error_set(err, ERR_TOO_LARGE, "a unit's name has at most %d bytes", REVIEW_UNIT_MAX);
		return error_field(err, "unit");
	}
	if (!*to->until || *to->login || !is_blank(to->unit))
		return 0;
	error_set(err, ERR_INVALID, "say which unit or which person looks after it until then");
	return error_field(err, "unit");
}

/* 1: what counts now says the same as TO. */
static int is_assigned(struct db *db, const struct review_assignment *to, long long account, long long seen,
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	bool found, same;
	int code = account_query(&query, db, err,
		"SELECT id, unit = ?3 AND coalesce(account, 0) = ?4 AND until = ?5 FROM assignments"
		" WHERE submission = ?1 AND item = ?2 ORDER BY id DESC LIMIT 1",
		"tttnt", to->submission, to->item, to->unit, account, to->until);

	if (code < 0 || (code = query_step(query, err)) < 0)
		return code;
	found = code > 0;
	same = found ? query_number(query, 1) : !*to->unit && !account && !*to->until;
	if (same || (found ? query_number(query, 0) : 0) == seen)
		return same;
	return error_set(err, ERR_CONFLICT,
		"somebody else has assigned it meanwhile: look at it, and save again if yours shall count");
}

int review_assign(struct db *db, const struct review_assignment *to, long long seen, long long by, long long now,
	struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	long long account = 0, count = 0;
	int code;

	if ((code = check_words(to, err)) < 0 || (code = find_person(db, to->login, &account, err)) < 0 ||
		(code = transaction_begin(&transaction, db, true, err)) < 0 ||
		(code = is_assigned(db, to, account, seen, err)) != 0)
		return code < 0 ? code : 0;
	code = account_run(&count, db, err, "SELECT count(*) FROM assignments WHERE submission = ?", "t", to->submission);
	if (code >= 0 && count >= REVIEW_ASSIGNED_MAX)
		return error_set(err, ERR_TOO_LARGE, "this submission was assigned %d times; no more are kept",
			REVIEW_ASSIGNED_MAX);
	if (code >= 0)
		code = account_run(NULL, db, err,
			"INSERT INTO assignments (submission, item, unit, account, until, by, at)"
			" VALUES (?, ?, ?, nullif(?, 0), ?, ?, ?)",
			"tttntnn", to->submission, to->item, to->unit, account, to->until, by, now);
	return code < 0 ? code : transaction_commit(&transaction, err);
}

#define ASSIGNMENT_COLUMNS                                                                                 \
	"x.id, x.at, x.submission, x.item, x.unit, coalesce(a.login, ''), coalesce(a.name, ''), x.until, b.name" \
	" FROM assignments x LEFT JOIN accounts a ON a.id = x.account JOIN accounts b ON b.id = x.by"

static int each_assignment(struct query *query, review_assignment_fn each, void *ctx, struct error *err)
{
	int code = 0;

	while (code >= 0 && (code = query_step(query, err)) > 0) {
		struct review_assignment one = { query_number(query, 0), query_number(query, 1), query_text(query, 2),
			query_text(query, 3), query_text(query, 4), query_text(query, 5), query_text(query, 6),
			query_text(query, 7), query_text(query, 8) };

		code = each(ctx, &one, err);
	}
	return code;
}

int review_assignments(struct db *db, const char *submission, review_assignment_fn each, void *ctx, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = account_query(&query, db, err,
		"SELECT " ASSIGNMENT_COLUMNS " WHERE x.submission = ? ORDER BY x.item, x.id DESC", "t", submission);

	return code < 0 ? code : each_assignment(query, each, ctx, err);
}

int review_mine(struct db *db, long long account, review_assignment_fn each, void *ctx, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = account_query(&query, db, err,
		"SELECT " ASSIGNMENT_COLUMNS " WHERE x.account = ? AND x.id = (SELECT max(y.id) FROM assignments y"
		" WHERE y.submission = x.submission AND y.item = x.item)"
		" ORDER BY x.until = '', x.until, x.submission, x.item",
		"n", account);

	return code < 0 ? code : each_assignment(query, each, ctx, err);
}

int review_people(struct db *db, review_person_fn each, void *ctx, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = account_query(&query, db, err,
		"SELECT login, name FROM accounts WHERE roles & ? AND NOT disabled ORDER BY name, login", "n",
		(long long)ROLE_AGENCY);

	while (code >= 0 && (code = query_step(query, err)) > 0)
		code = each(ctx, query_text(query, 0), query_text(query, 1), err);
	return code;
}
