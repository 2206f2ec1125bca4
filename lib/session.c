/* The part of account.h on who is signed in: sessions, throttling, invitations. */
#include "account_query.h"
#include "secret.h"
#include "text.h"

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
	FAILURES_OF_LOGIN = 5,    /* from one address or device */
	FAILURES_OF_ADDRESS = 20,
	FAILURES_CROWD = 10,      /* of one login, from wherever: then one attempt in a while */
	CROWD_EVERY = 15,
	DEVICE_MAX = 365 * DAY,
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

/* ERR_BUSY when there is a failure that is one too many. Of ADDRESS alone where LOGIN is NULL. */
static int wait_for(struct db *db, const char *login, const char *address, long long most,
	struct error *err)
{
	long long at = 0;
	int found = account_run(&at, db, err,
		"SELECT at FROM failures WHERE address = ?1 AND (?2 = '' OR login = ?2)"
		" ORDER BY at DESC LIMIT 1 OFFSET ?3",
		"ttn", address, login ? login : "", most - 1);

	if (found <= 0)
		return found;
	return error_set(err, ERR_BUSY, "there were too many attempts; try again in %lld min",
		(at + FAILURE_WINDOW - now() + MINUTE - 1) / MINUTE);
}

/* Many addresses try one login: that slows strangers down, and locks nobody out. */
static int wait_in_crowd(struct db *db, const char *login, struct error *err)
{
	long long at = 0;
	int found = account_run(&at, db, err,
		"SELECT max(at) FROM failures WHERE login = ? HAVING count(*) >= ?", "tn", login,
		(long long)FAILURES_CROWD);

	if (found <= 0 || at + CROWD_EVERY <= now())
		return found < 0 ? found : 0;
	return error_set(err, ERR_BUSY,
		"many are trying this login just now; try again in %lld s, or where you signed in "
		"before",
		at + CROWD_EVERY - now());
}

/*
 * An attempt counts as failed from its beginning, and is struck out when it succeeds: so that many
 * at once are not more than the limit either. FROM is an address or, if KNOWN, a device.
 */
static int count_attempt(
	struct db *db, const char *login, const char *from, bool known, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = account_run(NULL, db, err, "DELETE FROM failures WHERE at <= ?", "n",
			now() - FAILURE_WINDOW);
	if (rc == 0)
		rc = wait_for(db, login, from, FAILURES_OF_LOGIN, err);
	if (rc == 0 && !known)
		rc = wait_for(db, NULL, from, FAILURES_OF_ADDRESS, err);
	if (rc == 0 && !known)
		rc = wait_in_crowd(db, login, err);
	if (rc == 0)
		rc = account_run(NULL, db, err,
			"INSERT INTO failures (at, login, address) VALUES (?, ?, ?)", "ntt", now(),
			login, from);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

static int forgive(struct db *db, const char *login, const char *from, struct error *err)
{
	return account_run(NULL, db, err, "DELETE FROM failures WHERE login = ? AND address = ?",
		"tt", login, from);
}

/* Devices */

/* Whether DEVICE is known for the account of LOGIN: 1 or 0. */
static int is_known(
	struct db *db, const struct device *device, const char *login, struct error *err)
{
	if (!*device->token)
		return 0;
	return account_run(NULL, db, err,
		"SELECT 1 FROM devices d JOIN accounts a ON a.id = d.account"
		" WHERE d.token = ? AND a.login = ? AND d.used > ?",
		"ttn", hash_of(device->token).text, login, now() - DEVICE_MAX);
}

static int remember(struct db *db, long long account, const char *token, struct error *err)
{
	int rc = account_run(NULL, db, err,
		"INSERT INTO devices (account, token, used) VALUES (?1, ?2, ?3)"
		" ON CONFLICT DO UPDATE SET used = ?3",
		"ntn", account, hash_of(token).text, now());

	if (rc < 0)
		return rc;
	return account_run(NULL, db, err,
		"DELETE FROM devices WHERE account = ?1 AND token NOT IN (SELECT token FROM devices"
		" WHERE account = ?1 AND used > ?2 ORDER BY used DESC LIMIT 20)",
		"nn", account, now() - DEVICE_MAX);
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
static int insert(struct db *db, long long account, const char *password,
	const struct device *device, const char *token, struct error *err)
{
	CLEANUP(str_free) char *agent = text_excerpt(device->agent ? device->agent : "", 200);

	return account_run(NULL, db, err,
		"INSERT INTO sessions (account, token, token_made, started, used, address, agent)"
		" SELECT id, ?1, ?2, ?2, ?2, ?5, ?6 FROM accounts"
		" WHERE id = ?3 AND password = ?4 AND NOT disabled RETURNING id",
		"tnnttt", hash_of(token).text, now(), account, password, device->address, agent);
}

/* What a sign-in changes: nothing of it, or all. The device has a token already. */
static int open_session(struct db *db, long long account, const char *password,
	const struct device *device, const char *token, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = sweep(db, err);
	if (rc == 0)
		rc = insert(db, account, password, device, token, err);
	if (rc == 0)
		return is_denied(err);
	if (rc > 0)
		rc = remember(db, account, device->token, err);
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

/* What failures are counted under: a known device has a count of its own. */
static char *source(const struct device *device, bool known)
{
	return known ? str_format("device %s", hash_of(device->token).text)
		     : str_copy(device->address);
}

int session_start(struct db *db, const char *login, const char *password, struct device *device,
	char token[44], struct error *err)
{
	CLEANUP(str_free) char *small = in_small_letters(login);
	CLEANUP(str_free) char *hash = NULL;
	CLEANUP(str_free) char *from = NULL;
	struct hash who = hash_of(small);
	struct device used = *device;
	char fresh[TOKEN_LEN + 1];
	long long id = 0;
	int known = is_known(db, device, small, err), rc = known;

	if (known >= 0) {
		from = source(device, known);
		rc = count_attempt(db, who.text, from, known, err);
	}
	if (rc == 0)
		rc = find_password(db, small, &id, &hash, err);
	if (rc < 0)
		return rc;
	if (!account_recognise(hash, password))
		return is_denied(err);
	token_new(fresh);
	if (!*used.token)
		token_new(used.token);
	rc = open_session(db, id, hash, &used, fresh, err);
	if (rc == 0)
		rc = forgive(db, who.text, from, err);
	if (rc < 0)
		return rc;
	memcpy(token, fresh, sizeof fresh);
	memcpy(device->token, used.token, sizeof used.token);
	return 0;
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
	*renew = query_number(query, ACCOUNT_COLUMN_COUNT) && query_number(query, ACCOUNT_COLUMN_COUNT + 1) < at - TOKEN_FRESH;
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

int session_end_others(struct db *db, const char *token, struct error *err)
{
	return account_run(NULL, db, err,
		"DELETE FROM sessions WHERE token <> ?1 AND coalesce(earlier, '') <> ?1 AND account ="
		" (SELECT account FROM sessions WHERE token = ?1 OR earlier = ?1)",
		"t", hash_of(token).text);
}

int session_each(struct db *db, const char *token, session_fn each, void *ctx, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	long long at = now();
	int rc = account_query(&query, db, err,
		"SELECT o.started, o.used, o.address, o.agent, o.id = s.id FROM sessions o"
		" JOIN sessions s ON s.account = o.account AND (s.token = ?1 OR s.earlier = ?1)"
		" WHERE o.used >= ?2 AND o.started >= ?3 ORDER BY o.id <> s.id, o.used DESC",
		"tnn", hash_of(token).text, at - IDLE_MAX, at - SESSION_MAX);

	while (rc == 0 && (rc = query_step(query, err)) > 0) {
		const struct session session = {
			.started = query_number(query, 0),
			.used = query_number(query, 1),
			.address = query_text(query, 2),
			.agent = query_text(query, 3),
			.is_this = query_number(query, 4),
		};

		rc = each(ctx, &session, err);
	}
	return rc;
}

/* The new hash in place of the old one; whoever else was signed in with that is not any more. */
static int replace_password(struct db *db, const struct account *account, const char *token,
	const char *old, const char *fresh, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = account_run(NULL, db, err,
			"UPDATE accounts SET password = ? WHERE id = ? AND password = ? RETURNING id",
			"tnt", fresh, account->id, old);
	if (rc == 0)
		return error_set(err, ERR_CONFLICT, "the password was changed just now");
	if (rc > 0)
		rc = session_end_others(db, token, err);
	if (rc == 0)
		rc = account_run(NULL, db, err, "DELETE FROM invitations WHERE account = ?", "n",
			account->id);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

int session_change_password(struct db *db, const char *token, const char *old, const char *fresh,
	struct error *err)
{
	static const char from[] = "own account"; /* in place of an address */
	CLEANUP(str_free) char *hash = NULL;
	CLEANUP(str_free) char *made = NULL;
	struct account account;
	struct hash who;
	long long id;
	bool renew;
	int rc = session_find(db, token, &account, &renew, err);

	if (rc < 0)
		return rc;
	who = hash_of(account.login);
	rc = count_attempt(db, who.text, from, true, err);
	if (rc == 0)
		rc = find_password(db, account.login, &id, &hash, err);
	if (rc < 0)
		return rc;
	if (!account_recognise(hash, old))
		return error_set(err, ERR_DENIED, "this is not the password you have now");
	rc = forgive(db, who.text, from, err);
	if (rc == 0)
		rc = account_protect(&made, fresh, err);
	return rc < 0 ? rc : replace_password(db, &account, token, hash, made, err);
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
	if (rc == 0)
		rc = account_run(NULL, db, err, "DELETE FROM devices WHERE account = ?", "n",
			account->id);
	if (rc < 0)
		return rc;
	return account_run(NULL, db, err, "DELETE FROM failures WHERE login = ?", "t",
		hash_of(account->login).text);
}

int invitation_accept(struct db *db, const char *token, const char *password,
	struct device *device, char session[44], struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	CLEANUP(str_free) char *hash = NULL;
	struct device used = *device;
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
	if (!*used.token)
		token_new(used.token);
	rc = insert(db, account.id, hash, &used, fresh, err);
	if (rc > 0)
		rc = remember(db, account.id, used.token, err);
	if (rc == 0)
		rc = transaction_commit(&transaction, err);
	if (rc < 0)
		return rc;
	memcpy(session, fresh, sizeof fresh);
	memcpy(device->token, used.token, sizeof used.token);
	return 0;
}
