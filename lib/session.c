/* The part of account.h on who is signed in: sessions, throttling, invitations. */
#include "account_query.h"
#include "secret.h"

#include <ctype.h>
#include <time.h>

enum {
	MINUTE = 60,
	HOUR = 60 * MINUTE,
	DAY = 24 * HOUR,
	IDLE_MAX = 12 * HOUR,
	SESSION_MAX = 30 * DAY,
	TOKEN_FRESH = DAY,
	TOKEN_OVERLAP = MINUTE,
	TOUCH_EVERY = MINUTE,
	FAILURE_WINDOW = 15 * MINUTE,
	FAILURES_OF_LOGIN = 5,
	FAILURES_OF_ADDRESS = 20,
	INVITATION_DAYS_MAX = 90,
};

static long long now(void)
{
	return time(NULL);
}

/* What is kept of a secret, as a value that can be passed on. */
struct hash {
	char text[2 * TOKEN_HASH_LEN + 1];
};

static struct hash hash_of(const char *token)
{
	struct hash hash;

	token_hash(hash.text, token);
	return hash;
}

/* Throttling */

/* ERR_BUSY when SQL, which answers when the failure that is one too many was, has an answer. */
static int wait_for(
	struct db *db, const char *sql, const char *who, long long most, struct error *err)
{
	long long at = 0;
	int found = account_run(&at, db, err, sql, "tn", who, most - 1);

	if (found <= 0)
		return found;
	return error_set(err, ERR_BUSY, "there were too many attempts; try again in %lld min",
		(at + FAILURE_WINDOW - now() + MINUTE - 1) / MINUTE);
}

/*
 * An attempt counts as failed from its beginning, and is struck out when it succeeds: so that many
 * at once are not more than the limit either.
 */
static int count_attempt(struct db *db, const char *login, const char *address, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = account_run(NULL, db, err, "DELETE FROM failures WHERE at <= ?", "n",
			now() - FAILURE_WINDOW);
	if (rc == 0)
		rc = wait_for(db,
			"SELECT at FROM failures WHERE login = ? ORDER BY at DESC LIMIT 1 OFFSET ?",
			login, FAILURES_OF_LOGIN, err);
	if (rc == 0)
		rc = wait_for(db,
			"SELECT at FROM failures WHERE address = ? ORDER BY at DESC LIMIT 1 OFFSET "
			"?",
			address, FAILURES_OF_ADDRESS, err);
	if (rc == 0)
		rc = account_run(NULL, db, err,
			"INSERT INTO failures (at, login, address) VALUES (?, ?, ?)", "ntt", now(),
			login, address);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

static int forgive(struct db *db, const char *login, struct error *err)
{
	return account_run(NULL, db, err, "DELETE FROM failures WHERE login = ?", "t", login);
}

/* Sessions */

static int is_denied(struct error *err)
{
	return error_set(err, ERR_DENIED, "the login or the password is wrong");
}

static int has_ended(struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "the session has ended; sign in again");
}

static int sweep(struct db *db, struct error *err)
{
	return account_run(NULL, db, err, "DELETE FROM sessions WHERE used < ? OR started < ?",
		"nn", now() - IDLE_MAX, now() - SESSION_MAX);
}

/* A session for the account while PASSWORD (its hash) still is its own: 1, or 0 if not. */
static int insert(struct db *db, long long account, const char *password, const char *token,
	struct error *err)
{
	return account_run(NULL, db, err,
		"INSERT INTO sessions (account, token, token_made, started, used)"
		" SELECT id, ?1, ?2, ?2, ?2 FROM accounts"
		" WHERE id = ?3 AND password = ?4 AND NOT disabled RETURNING id",
		"tnnt", hash_of(token).text, now(), account, password);
}

static int open_session(struct db *db, long long account, const char *password, const char *login,
	const char *token, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = sweep(db, err);
	if (rc == 0)
		rc = forgive(db, login, err);
	if (rc == 0)
		rc = insert(db, account, password, token, err);
	if (rc == 0)
		return is_denied(err);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

/* The account behind a login, with its password's hash: NULL where there is none to match. */
static int find_password(
	struct db *db, const char *login, long long *id, char **hash, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT id, password FROM accounts WHERE login = ? AND NOT disabled", "t", login);

	if (rc < 0 || (rc = query_step(query, err)) <= 0)
		return rc;
	*id = query_number(query, 0);
	*hash = str_copy(query_text(query, 1));
	return 0;
}

static char *in_small_letters(const char *login)
{
	CLEANUP(str_free) char *small = str_copy(login);

	for (char *p = small; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return str_copy(str_trim(small));
}

int session_start(struct db *db, const char *login, const char *password, const char *address,
	char token[44], struct error *err)
{
	CLEANUP(str_free) char *small = in_small_letters(login);
	CLEANUP(str_free) char *hash = NULL;
	struct hash who = hash_of(small);
	char fresh[TOKEN_LEN + 1];
	long long id = 0;
	int rc = count_attempt(db, who.text, address ? address : "", err);

	if (rc == 0)
		rc = find_password(db, small, &id, &hash, err);
	if (rc < 0)
		return rc;
	if (!account_recognise(hash, password))
		return is_denied(err);
	token_new(fresh);
	rc = open_session(db, id, hash, who.text, fresh, err);
	if (rc == 0)
		memcpy(token, fresh, sizeof fresh);
	return rc;
}

/* ?1 a token's hash, ?2 now */
#define LIVE_SESSION                                                                               \
	" FROM sessions s JOIN accounts a ON a.id = s.account"                                     \
	" WHERE (s.token = ?1 OR (s.earlier = ?1 AND s.earlier_until >= ?2))"                      \
	" AND s.used >= ?2 - 43200 AND s.started >= ?2 - 2592000 AND NOT a.disabled"
_Static_assert(IDLE_MAX == 43200 && SESSION_MAX == 2592000, "LIVE_SESSION says the same");

int session_find(
	struct db *db, const char *token, struct account *out, bool *renew, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	long long at = now();
	int rc = account_query(&query, db, err,
		"SELECT " ACCOUNT_COLUMNS ", s.token = ?1, s.token_made" LIVE_SESSION, "tn",
		hash_of(token).text, at);

	if (rc < 0 || (rc = query_step(query, err)) < 0)
		return rc;
	if (rc == 0)
		return has_ended(err);
	account_read(out, query);
	*renew = query_number(query, 6) && query_number(query, 7) < at - TOKEN_FRESH;
	return 0;
}

int session_touch(struct db *db, const char *token, struct error *err)
{
	struct hash hash = hash_of(token);
	long long used = 0, at = now();
	int rc = account_run(&used, db, err, "SELECT s.used" LIVE_SESSION, "tn", hash.text, at);

	if (rc <= 0)
		return rc < 0 ? rc : has_ended(err);
	if (used > at - TOUCH_EVERY)
		return 0;
	return account_run(NULL, db, err,
		"UPDATE sessions SET used = ?2 WHERE token = ?1 OR earlier = ?1", "tn", hash.text,
		at);
}

int session_rotate(struct db *db, const char *token, char fresh[44], struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	char made[TOKEN_LEN + 1];
	struct hash hash = hash_of(token);
	long long current = 0, at = now();
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = account_run(
			&current, db, err, "SELECT s.token = ?1" LIVE_SESSION, "tn", hash.text, at);
	if (rc <= 0)
		return rc < 0 ? rc : has_ended(err);
	if (!current)
		return error_set(err, ERR_CONFLICT, "the session has just been renewed");
	token_new(made);
	rc = account_run(NULL, db, err,
		"UPDATE sessions SET token = ?2, token_made = ?3, earlier = ?1, earlier_until = ?4"
		" WHERE token = ?1",
		"ttnn", hash.text, hash_of(made).text, at, at + TOKEN_OVERLAP);
	if (rc == 0)
		rc = transaction_commit(&transaction, err);
	if (rc == 0)
		memcpy(fresh, made, sizeof made);
	return rc;
}

int session_end(struct db *db, const char *token, struct error *err)
{
	return account_run(NULL, db, err, "DELETE FROM sessions WHERE token = ?1 OR earlier = ?1",
		"t", hash_of(token).text);
}

/* Invitations */

static int is_no_invitation(struct error *err)
{
	return error_set(
		err, ERR_NOT_FOUND, "this invitation was used or has expired; ask for a new one");
}

int invitation_new(struct db *db, const char *login, int days, char token[44], struct error *err)
{
	char made[TOKEN_LEN + 1];
	struct account account;
	int rc = account_find(db, login, &account, err);

	if (rc < 0)
		return rc;
	if (account.disabled)
		return error_set(err, ERR_DENIED, "the account \"%s\" is disabled", account.login);
	if (days < 1 || days > INVITATION_DAYS_MAX)
		return error_set(err, ERR_INVALID, "an invitation is good for 1 to %d days",
			INVITATION_DAYS_MAX);
	token_new(made);
	rc = account_run(NULL, db, err,
		"INSERT INTO invitations (token, account, expires) VALUES (?, ?, ?)", "tnn",
		hash_of(made).text, account.id, now() + (long long)days * DAY);
	if (rc == 0)
		memcpy(token, made, sizeof made);
	return rc;
}

int invitation_find(struct db *db, const char *token, struct account *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT " ACCOUNT_COLUMNS " FROM invitations i JOIN accounts a ON a.id = i.account"
		" WHERE i.token = ? AND i.expires > ? AND NOT a.disabled",
		"tn", hash_of(token).text, now());

	if (rc < 0 || (rc = query_step(query, err)) < 0)
		return rc;
	if (rc == 0)
		return is_no_invitation(err);
	account_read(out, query);
	return 0;
}

/* All links and sessions of the account end: whoever holds this one may have lost it to others. */
static int use_up(struct db *db, const struct account *account, const char *hash, struct error *err)
{
	int rc = account_run(NULL, db, err, "UPDATE accounts SET password = ? WHERE id = ?", "tn",
		hash, account->id);

	if (rc == 0)
		rc = account_run(NULL, db, err,
			"DELETE FROM invitations WHERE account = ? OR expires <= ?", "nn",
			account->id, now());
	if (rc == 0)
		rc = account_run(
			NULL, db, err, "DELETE FROM sessions WHERE account = ?", "n", account->id);
	return rc == 0 ? forgive(db, hash_of(account->login).text, err) : rc;
}

int invitation_accept(
	struct db *db, const char *token, const char *password, char session[44], struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	CLEANUP(str_free) char *hash = NULL;
	char fresh[TOKEN_LEN + 1];
	struct account account;
	int rc = invitation_find(db, token, &account, err);

	if (rc == 0)
		rc = account_protect(&hash, password, err);
	if (rc == 0)
		rc = transaction_begin(&transaction, db, true, err);
	if (rc == 0) /* once more: another may have used it while the password was hashed */
		rc = invitation_find(db, token, &account, err);
	if (rc == 0)
		rc = use_up(db, &account, hash, err);
	if (rc < 0)
		return rc;
	token_new(fresh);
	rc = insert(db, account.id, hash, fresh, err);
	if (rc > 0)
		rc = transaction_commit(&transaction, err);
	if (rc == 0)
		memcpy(session, fresh, sizeof fresh);
	return rc;
}
