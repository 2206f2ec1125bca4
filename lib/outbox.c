#include "outbox.h"
#include "account_query.h"
#include "secret.h"

#include <stdio.h>

enum {
	MINUTE = 60,
	DAY = 24 * 60 * MINUTE,
	WAIT_MAX = 30 * MINUTE,
	GIVE_UP = 7 * DAY,
	FORGET = 30 * DAY, /* what a letter said, once it is sent */
	FORGET_NOTICE = 180 * DAY,
};

static int insert_letter(long long *out, struct db *db, long long account, long long now,
	bool daily, struct error *err)
{
	char token[TOKEN_LEN + 1];

	token_new(token);
	return account_run(out, db, err,
		"INSERT INTO letters (account, message, state, next, made, since, daily)"
		" VALUES (?1, ?2, 'queued', ?3, ?3, ?3, ?4) RETURNING id",
		"ntnn", account, token, now, (long long)daily);
}

static int insert_notice(struct db *db, long long account, const struct notice *notice,
	long long letter, long long due, long long now, struct error *err)
{
	bool by_mail = due != NO_LETTER;

	return account_run(NULL, db, err,
		"INSERT INTO notices (account, letter, due, key, event, record, language, subject, text,"
		" calendar, title, address, made, by_mail)"
		" VALUES (?, nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		"nnntttttttttnn", account, letter, due, notice->key, notice->event, notice->record,
		notice->language, notice->subject, by_mail ? notice->text : "", notice->calendar,
		notice->title ? notice->title : "", notice->address ? notice->address : "", now,
		(long long)by_mail);
}

int outbox_add(struct db *db, long long account, const struct notice *notice, long long now,
	long long daily, struct error *err)
{
	long long letter = 0;
	int rc = account_run(NULL, db, err, "SELECT id FROM notices WHERE key = ? AND account = ?",
		"tn", notice->key, account);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	if (!daily)
		rc = insert_letter(&letter, db, account, now, false, err);
	return rc < 0 ? rc : insert_notice(db, account, notice, letter, daily ? daily : now, now, err);
}

static int gather_one(struct db *db, long long account, long long now, struct error *err)
{
	long long letter = 0;
	int rc = insert_letter(&letter, db, account, now, true, err);

	if (rc < 0)
		return rc;
	return account_run(NULL, db, err,
		"UPDATE notices SET letter = ? WHERE account = ? AND letter IS NULL AND by_mail AND due <= ?",
		"nnn", letter, account, now);
}

static int find_due(struct db *db, long long now, long long *account, struct error *err)
{
	return account_run(account, db, err,
		"SELECT account FROM notices WHERE letter IS NULL AND by_mail AND due <= ? LIMIT 1", "n", now);
}

static int give_up(struct db *db, long long now, struct error *err)
{
	return account_run(NULL, db, err,
		"UPDATE letters SET state = 'failed', since = ?1, why = 'it waited for 7 days'"
		" WHERE state = 'queued' AND since < ?1 - ?2",
		"nn", now, (long long)GIVE_UP);
}

int outbox_forget(struct db *db, long long now, struct error *err)
{
	int rc = account_run(NULL, db, err,
		"UPDATE notices SET text = '', subject = '', calendar = NULL WHERE text <> '' AND "
		"letter IN"
		" (SELECT id FROM letters WHERE state = 'sent' AND since < ?)",
		"n", now - FORGET);

	if (rc < 0)
		return rc;
	return account_run(NULL, db, err,
		"UPDATE notices SET title = '', address = '', seen = coalesce(seen, ?1),"
		" subject = iif(by_mail, subject, '') WHERE title <> '' AND made < ?1 - ?2",
		"nn", now, (long long)FORGET_NOTICE);
}

/* 1 where a notice is due, or a letter has waited too long. */
static int is_due(struct db *db, long long now, struct error *err)
{
	return account_run(NULL, db, err,
		"SELECT 1 WHERE EXISTS (SELECT 1 FROM notices WHERE letter IS NULL AND by_mail AND due <= ?1)"
		" OR EXISTS (SELECT 1 FROM letters WHERE state = 'queued' AND since < ?1 - ?2)",
		"nn", now, (long long)GIVE_UP);
}

int outbox_gather(struct db *db, long long now, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	long long account;
	int rc = is_due(db, now, err);

	if (rc <= 0 || (rc = transaction_begin(&transaction, db, true, err)) < 0)
		return rc;
	while ((rc = find_due(db, now, &account, err)) > 0)
		if ((rc = gather_one(db, account, now, err)) < 0)
			return rc;
	if (rc == 0)
		rc = give_up(db, now, err);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

/* Sending */

static void copy(char *to, size_t room, const char *text)
{
	snprintf(to, room, "%s", text ? text : "");
}

static int read_next(struct db *db, long long now, struct letter *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT l.id, l.message, a.login, a.name, CASE WHEN a.disabled THEN '' ELSE a.mail "
		"END,"
		" l.tries, l.made FROM letters l JOIN accounts a ON a.id = l.account"
		" WHERE l.state = 'queued' AND l.next <= ? ORDER BY l.tries, l.next, l.id LIMIT 1",
		"n", now);

	if (rc < 0 || (rc = query_step(query, err)) <= 0)
		return rc;
	out->id = query_number(query, 0);
	copy(out->message, sizeof out->message, query_text(query, 1));
	copy(out->login, sizeof out->login, query_text(query, 2));
	copy(out->name, sizeof out->name, query_text(query, 3));
	copy(out->address, sizeof out->address, query_text(query, 4));
	out->tries = (int)query_number(query, 5);
	out->made = query_number(query, 6);
	return 1;
}

int outbox_claim(struct db *db, long long now, struct letter *out, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc < 0 || (rc = read_next(db, now, out, err)) <= 0)
		return rc;
	rc = account_run(NULL, db, err,
		"UPDATE letters SET state = 'sending', tries = tries + 1 WHERE id = ?", "n",
		out->id);
	if (rc == 0)
		rc = transaction_commit(&transaction, err);
	return rc < 0 ? rc : 1;
}

int outbox_each_notice(
	struct db *db, long long letter, notice_fn each, void *ctx, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT key, event, record, language, subject, text, calendar FROM notices"
		" WHERE letter = ? ORDER BY id",
		"n", letter);

	while (rc == 0 && (rc = query_step(query, err)) > 0) {
		const struct notice notice = { query_text(query, 0), query_text(query, 1),
			query_text(query, 2), query_text(query, 3), query_text(query, 4),
			query_text(query, 5), query_text(query, 6), NULL, NULL };

		rc = each(ctx, &notice, err);
	}
	return rc;
}

int outbox_sent(struct db *db, long long letter, long long now, struct error *err)
{
	return account_run(NULL, db, err,
		"UPDATE letters SET state = 'sent', since = ?, why = '' WHERE id = ?", "nn", now,
		letter);
}

int outbox_failed(
	struct db *db, long long letter, const char *why, long long now, struct error *err)
{
	return account_run(NULL, db, err,
		"UPDATE letters SET state = 'failed', since = ?, why = ? WHERE id = ?", "ntn", now,
		why, letter);
}

static long long wait_after(int tries)
{
	long long wait = MINUTE;

	while (tries-- > 0 && wait < WAIT_MAX)
		wait *= 2;
	return wait < WAIT_MAX ? wait : WAIT_MAX;
}

int outbox_wait(struct db *db, const struct letter *letter, const char *why, bool all,
	long long now, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	long long next = now + wait_after(letter->tries);
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = account_run(NULL, db, err,
			"UPDATE letters SET state = 'queued', next = ?, why = ? WHERE id = ?",
			"ntn", next, why, letter->id);
	if (rc == 0 && all)
		rc = account_run(NULL, db, err,
			"UPDATE letters SET next = ?1, why = ?2, tries = tries + 1"
			" WHERE state = 'queued' AND next < ?1",
			"nt", next, why);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

int outbox_mend(struct db *db, struct error *err)
{
	return account_run(
		NULL, db, err, "UPDATE letters SET state = 'queued' WHERE state = 'sending'", "");
}

int outbox_again(struct db *db, long long letter, long long now, struct error *err)
{
	return account_run(NULL, db, err,
		"UPDATE letters SET since = CASE state WHEN 'failed' THEN ?2 ELSE since END,"
		" state = 'queued', next = ?2"
		" WHERE state IN ('failed', 'queued') AND (?1 = 0 OR id = ?1)",
		"nn", letter, now);
}

/* Looking */

int outbox_count(struct db *db, struct outbox_counts *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT (SELECT count(*) FROM notices WHERE letter IS NULL AND by_mail),"
		" count(*) FILTER (WHERE state = 'queued'), count(*) FILTER (WHERE state = "
		"'sending'),"
		" count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state = 'failed')"
		" FROM letters",
		"");

	if (rc < 0 || (rc = query_step(query, err)) < 0)
		return rc;
	*out = (struct outbox_counts){ query_number(query, 0), query_number(query, 1),
		query_number(query, 2), query_number(query, 3), query_number(query, 4) };
	return 0;
}

int outbox_each(struct db *db, int most, outbox_fn each, void *ctx, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT l.id, l.made, l.next, l.tries, l.state, a.login, l.why,"
		" CASE WHEN l.daily THEN 'daily' ELSE"
		" (SELECT n.event FROM notices n WHERE n.letter = l.id) END"
		" FROM letters l JOIN accounts a ON a.id = l.account"
		" WHERE l.state <> 'sent' ORDER BY l.state, l.id LIMIT ?",
		"n", (long long)most);

	while (rc == 0 && (rc = query_step(query, err)) > 0) {
		const struct outbox_row row = { query_number(query, 0), query_number(query, 1),
			query_number(query, 2), (int)query_number(query, 3), query_text(query, 4),
			query_text(query, 5), query_text(query, 7), query_text(query, 6) };

		rc = each(ctx, &row, err);
	}
	return rc;
}

int outbox_fact(struct db *db, const char *key, struct buf *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(
		&query, db, err, "SELECT value FROM mail_facts WHERE key = ?", "t", key);

	if (rc < 0 || (rc = query_step(query, err)) <= 0)
		return rc;
	buf_puts(out, query_text(query, 0));
	return 1;
}

int outbox_set_fact(struct db *db, const char *key, const char *value, struct error *err)
{
	return account_run(
		NULL, db, err, "INSERT OR REPLACE INTO mail_facts VALUES (?, ?)", "tt", key, value);
}
