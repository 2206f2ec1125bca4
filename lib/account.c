#include "account_query.h"
#include "kind.h"
#include "secret.h"
#include "text.h"

#include <stdio.h>
#include <sys/stat.h>

/* Roles */

static const char *const names[ROLES] = { "public", "stakeholder", "member", "coordinator",
	"agency", "administrator" };

const char *role_name(enum role role)
{
	for (int i = 0; i < ROLES; i++)
		if (role == (enum role)(1 << i))
			return names[i];
	return "";
}

enum role role_find(const char *name)
{
	for (int i = 0; i < ROLES; i++)
		if (str_equal(name, names[i]))
			return (enum role)(1 << i);
	return 0;
}

int roles_parse(unsigned *out, const char *text, struct error *err)
{
	CLEANUP(str_free) char *copy = str_copy(text);
	char *rest = copy, *word;
	unsigned roles = 0;

	while ((word = strsep(&rest, ", \t\n"))) {
		if (*word && !role_find(word))
			return error_set(err, ERR_INVALID,
				"there is no role \"%s\"; take some of stakeholder, member, "
				"coordinator, agency, administrator",
				word);
		roles |= role_find(word);
	}
	*out = roles;
	return 0;
}

void roles_write(struct buf *out, unsigned roles)
{
	const char *between = "";

	for (int i = 0; i < ROLES; i++) {
		if (!(roles & 1u << i))
			continue;
		buf_puts(out, between);
		buf_puts(out, names[i]);
		between = ", ";
	}
}

unsigned roles_full(unsigned roles)
{
	return roles | ROLE_PUBLIC | (roles & ROLE_COORDINATOR ? ROLE_MEMBER : 0);
}

int roles_audience(unsigned roles)
{
	if (roles_full(roles) & ROLE_MEMBER)
		return AUDIENCE_MEMBERS;
	return roles & ROLE_AGENCY ? AUDIENCE_AGENCY : AUDIENCE_PUBLIC;
}

/* The database */

/* Each brings private.db one version further; what was released is never edited. */
static const char *const migrations[] = {
	"CREATE TABLE accounts ("
	"	id INTEGER PRIMARY KEY,"
	"	login TEXT NOT NULL UNIQUE,"
	"	name TEXT NOT NULL,"
	"	roles INTEGER NOT NULL,"
	"	person TEXT NOT NULL,"
	"	password TEXT," /* Argon2id; NULL: by invitation only */
	"	disabled INTEGER NOT NULL DEFAULT 0,"
	"	made INTEGER NOT NULL DEFAULT (unixepoch())"
	") STRICT;"
	"CREATE TABLE sessions ("
	"	id INTEGER PRIMARY KEY,"
	"	account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,"
	"	token TEXT NOT NULL UNIQUE," /* a hash, as all tokens here */
	"	token_made INTEGER NOT NULL,"
	"	earlier TEXT," /* the token before it */
	"	earlier_until INTEGER,"
	"	started INTEGER NOT NULL,"
	"	used INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX sessions_by_account ON sessions (account);"
	"CREATE INDEX sessions_by_earlier ON sessions (earlier) WHERE earlier IS NOT NULL;"
	"CREATE TABLE invitations ("
	"	token TEXT PRIMARY KEY,"
	"	account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,"
	"	expires INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE failures ("
	"	at INTEGER NOT NULL,"
	"	login TEXT NOT NULL," /* a hash: people type passwords here by mistake */
	"	address TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX failures_by_login ON failures (login, at);"
	"CREATE INDEX failures_by_address ON failures (address, at);"
	"CREATE INDEX failures_by_time ON failures (at);",

	"ALTER TABLE accounts ADD COLUMN mail TEXT NOT NULL DEFAULT '';" /* an address, or '' */
	"ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT '';" /* of letters; '': the council's */
	"CREATE TABLE mail_choices ("
	"	account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,"
	"	event_group TEXT NOT NULL,"
	"	how TEXT NOT NULL,"
	"	PRIMARY KEY (account, event_group)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE letters ("
	"	id INTEGER PRIMARY KEY,"
	"	account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,"
	"	message TEXT NOT NULL UNIQUE,"
	"	state TEXT NOT NULL," /* queued, sending, sent, failed */
	"	tries INTEGER NOT NULL DEFAULT 0,"
	"	next INTEGER NOT NULL," /* not before this moment */
	"	why TEXT NOT NULL DEFAULT '',"
	"	made INTEGER NOT NULL,"
	"	since INTEGER NOT NULL," /* in this state; a letter that is tried again begins anew */
	"	daily INTEGER NOT NULL DEFAULT 0"
	") STRICT;"
	"CREATE INDEX letters_by_state ON letters (state, next);"
	"CREATE TABLE notices ("
	"	id INTEGER PRIMARY KEY,"
	"	key TEXT NOT NULL,"
	"	account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,"
	"	letter INTEGER REFERENCES letters," /* NULL: waits for the daily one */
	"	due INTEGER NOT NULL,"
	"	event TEXT NOT NULL,"
	"	record TEXT NOT NULL,"
	"	language TEXT NOT NULL,"
	"	subject TEXT NOT NULL,"
	"	text TEXT NOT NULL,"
	"	calendar TEXT,"
	"	UNIQUE (key, account)"
	") STRICT;"
	"CREATE INDEX notices_by_letter ON notices (letter, due);"
	"CREATE TABLE mail_facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;",

	"CREATE TABLE feeds (" /* a calendar's secret address, one an account */
	"	account INTEGER PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,"
	"	token TEXT NOT NULL UNIQUE,"
	"	made INTEGER NOT NULL"
	") STRICT;",

	"ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';" /* as the browser says */
	"CREATE TABLE devices (" /* browsers in which somebody signed in before */
	"	token TEXT NOT NULL,"
	"	account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,"
	"	used INTEGER NOT NULL,"
	"	PRIMARY KEY (account, token)"
	") STRICT, WITHOUT ROWID;",

	"CREATE TABLE working (" /* what stands in forms that were not saved yet; working.h */
	"	id INTEGER PRIMARY KEY,"
	"	account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,"
	"	address TEXT NOT NULL," /* of the form's page */
	"	base TEXT NOT NULL," /* the commit that it was typed on, or '' */
	"	fields TEXT NOT NULL," /* JSON: names and values */
	"	at INTEGER NOT NULL,"
	"	UNIQUE (account, address)"
	") STRICT;",
	"CREATE TABLE keys (" /* the council's own: key.h */
	"	name TEXT PRIMARY KEY,"
	"	secret BLOB NOT NULL,"
	"	made INTEGER NOT NULL DEFAULT (unixepoch())"
	") STRICT, WITHOUT ROWID;",

	"CREATE TABLE review_notes (" /* of the agency alone: review.h */
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	submission TEXT NOT NULL," /* identity */
	"	item TEXT NOT NULL," /* 'R2', or '' */
	"	account INTEGER NOT NULL REFERENCES accounts,"
	"	text TEXT NOT NULL,"
	"	form TEXT NOT NULL," /* the key of the form that said it, or '' */
	"	at INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX review_notes_by_submission ON review_notes (submission);"
	"CREATE INDEX review_notes_by_form ON review_notes (account, form);"
	"CREATE TABLE assignments (" /* the last of an item counts */
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	submission TEXT NOT NULL,"
	"	item TEXT NOT NULL,"
	"	unit TEXT NOT NULL,"
	"	account INTEGER REFERENCES accounts,"
	"	until TEXT NOT NULL," /* a day, or '' */
	"	by INTEGER NOT NULL REFERENCES accounts,"
	"	at INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX assignments_by_item ON assignments (submission, item);"
	"CREATE INDEX assignments_by_account ON assignments (account) WHERE account IS NOT NULL;",
	"CREATE TABLE prepared (" /* answers that the agency is preparing; prepared.h */
	"	submission TEXT NOT NULL,"
	"	revision INTEGER NOT NULL," /* from 1; the last one counts */
	"	fields TEXT NOT NULL," /* JSON: names and values */
	"	by TEXT NOT NULL,"
	"	at INTEGER NOT NULL,"
	"	checked TEXT,"
	"	checked_at INTEGER,"
	"	PRIMARY KEY (submission, revision)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE ready_texts (" /* reasons that come back often; ready_text.h */
	"	id INTEGER PRIMARY KEY,"
	"	name TEXT NOT NULL UNIQUE,"
	"	text TEXT NOT NULL"
	") STRICT;",
	"CREATE TABLE visits (" /* visit.h */
	"	account INTEGER PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,"
	"	since INTEGER NOT NULL," /* where what is new begins */
	"	last INTEGER NOT NULL," /* what there was to see at the last request that was noted */
	"	used INTEGER NOT NULL" /* when that was; 0: signed out since */
	") STRICT;"
	"ALTER TABLE notices ADD COLUMN title TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE notices ADD COLUMN address TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE notices ADD COLUMN by_mail INTEGER NOT NULL DEFAULT 1;" /* 0: read on the page alone */
	"ALTER TABLE notices ADD COLUMN made INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE notices ADD COLUMN seen INTEGER;" /* NULL: not yet */
	"UPDATE notices SET seen = 0;" /* they were told before there was a page */
	"CREATE INDEX notices_by_account ON notices (account, made);"
	"CREATE INDEX notices_unseen ON notices (account, made) WHERE seen IS NULL;",
};

static int read_version(long long *out, struct db *db, struct error *err)
{
	int rc = account_run(out, db, err, "PRAGMA user_version", "");

	if (rc >= 0 && *out > (long long)ARRAY_SIZE(migrations))
		return error_set(
			err, ERR_FAILED, "private.db was made by a newer Shura; start that one");
	return rc < 0 ? rc : 0;
}

static int migrate(struct db *db, const char *file, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	CLEANUP(str_free)
	char *done = str_format("PRAGMA user_version = %zu", ARRAY_SIZE(migrations));
	long long version = 0;
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = read_version(&version, db, err);
	if (rc == 0 && version == 0 && chmod(file, S_IRUSR | S_IWUSR) < 0)
		rc = error_errno(err, file);
	for (size_t i = (size_t)version; rc == 0 && i < ARRAY_SIZE(migrations); i++)
		rc = db_run(db, migrations[i], err);
	if (rc == 0)
		rc = db_run(db, done, err);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}

int account_open(struct db **out, const char *file, struct error *err)
{
	CLEANUP(db_close) struct db *db = NULL;
	long long version = 0;
	int rc = db_open(&db, file, DB_ROLLBACK, err);

	if (rc == 0)
		rc = db_run(db, "PRAGMA foreign_keys = ON", err);
	if (rc == 0)
		rc = read_version(&version, db, err);
	if (rc == 0 && version < (long long)ARRAY_SIZE(migrations))
		rc = migrate(db, file, err);
	if (rc == 0)
		*out = TAKE(db);
	return rc;
}

static int prepare(struct query **out, struct db *db, struct error *err, const char *sql,
	const char *types, va_list args)
{
	int rc = db_prepare(out, db, sql, err);

	for (int n = 1; rc == 0 && *types; n++, types++) {
		if (*types == 't')
			query_bind_text(*out, n, va_arg(args, const char *));
		else
			query_bind_number(*out, n, va_arg(args, long long));
	}
	return rc;
}

int account_query(struct query **out, struct db *db, struct error *err, const char *sql,
	const char *types, ...)
{
	va_list args;
	int rc;

	va_start(args, types);
	rc = prepare(out, db, err, sql, types, args);
	va_end(args);
	return rc;
}

int account_run(long long *number, struct db *db, struct error *err, const char *sql,
	const char *types, ...)
{
	CLEANUP(query_free) struct query *query = NULL;
	va_list args;
	int rc, found;

	va_start(args, types);
	rc = prepare(&query, db, err, sql, types, args);
	va_end(args);
	if (rc < 0 || (found = query_step(query, err)) <= 0)
		return rc < 0 ? rc : found;
	if (number)
		*number = query_number(query, 0);
	rc = query_run(query, err);
	return rc < 0 ? rc : found;
}

static void copy(char *to, size_t room, const char *text)
{
	snprintf(to, room, "%s", text ? text : "");
}

void account_read(struct account *out, struct query *query)
{
	out->id = query_number(query, 0);
	copy(out->login, sizeof out->login, query_text(query, 1));
	copy(out->name, sizeof out->name, query_text(query, 2));
	out->roles = (unsigned)query_number(query, 3);
	copy(out->person, sizeof out->person, query_text(query, 4));
	out->disabled = query_number(query, 5) != 0;
	out->invited = query_number(query, 6) != 0;
}

/* Passwords: an ü is one letter, whichever way a keyboard makes it. */

static void forget(char *secret)
{
	explicit_bzero(secret, strlen(secret));
	free(secret);
}
DEFINE_CLEANUP(char *, forget)

int account_protect(char **hash, const char *password, struct error *err)
{
	CLEANUP(forget) char *clean = NULL;
	int rc = text_clean(&clean, password, strlen(password), err);

	if (rc == 0)
		rc = password_check(clean, err);
	return rc < 0 ? rc : password_hash(hash, clean, err);
}

bool account_recognise(const char *hash, const char *password)
{
	CLEANUP(forget) char *clean = text_nfc(password, strlen(password));

	return password_matches(hash, clean);
}

/* Accounts */

static int check_login(const char *login, struct error *err)
{
	size_t len = strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789.-");

	if (login[len] || *login < 'a' || *login > 'z' || len >= sizeof((struct account *)0)->login)
		return error_set(err, ERR_INVALID,
			"\"%s\" is no login; write small letters a-z, digits, dots and hyphens, "
			"with a letter first, at most 63",
			login);
	return 0;
}

/* NAME as git can keep it: it would drop angle brackets and what has no letters. */
static int clean_name(char **out, const char *name, struct error *err)
{
	CLEANUP(str_free) char *clean = NULL;
	int rc = text_clean(&clean, name, strlen(name), err);
	size_t start, pos = 0, most = sizeof((struct account *)0)->name - 1;

	if (rc < 0)
		return rc;
	if (!text_next_word(clean, strlen(clean), &start, &pos))
		return error_set(err, ERR_INVALID, "write the person's name");
	if (strlen(str_trim(clean)) > most)
		return error_set(
			err, ERR_TOO_LARGE, "this name is too long; take at most %zu bytes", most);
	if (strpbrk(str_trim(clean), "<>\n\t"))
		return error_set(err, ERR_INVALID, "a name is one line without < and >");
	*out = str_copy(str_trim(clean));
	return 0;
}

static int check_person(const char *person, struct error *err)
{
	size_t len = strspn(person, "abcdefghijklmnopqrstuvwxyz0123456789-/");

	if (!*person ||
		(!person[len] && (str_starts(person, "people/") || str_starts(person, "bodies/"))))
		return 0;
	return error_set(err, ERR_INVALID,
		"\"%s\" is no person; write a reference such as people/o/osman-gunduz", person);
}

static int insert(struct db *db, const struct account *account, const char *name, const char *hash,
	struct error *err)
{
	int rc = account_run(NULL, db, err,
		"INSERT INTO accounts (login, name, roles, person, password, disabled)"
		" VALUES (?, ?, ?, ?, ?, ?)",
		"ttnttn", account->login, name, (long long)account->roles, account->person, hash,
		(long long)account->disabled);

	if (rc == ERR_CONFLICT)
		return error_set(err, rc, "there is an account \"%s\" already; take another login",
			account->login);
	return rc;
}

int account_add(
	struct db *db, const struct account *account, const char *password, struct error *err)
{
	CLEANUP(str_free) char *name = NULL;
	CLEANUP(str_free) char *hash = NULL;
	int rc = check_login(account->login, err);

	if (rc == 0)
		rc = clean_name(&name, account->name, err);
	if (rc == 0)
		rc = check_person(account->person, err);
	if (rc == 0 && password)
		rc = account_protect(&hash, password, err);
	return rc < 0 ? rc : insert(db, account, name, hash, err);
}

int account_check_maker(unsigned maker, unsigned roles, struct error *err)
{
	if (maker & ROLE_ADMINISTRATOR)
		return 0;
	if (maker & ROLE_COORDINATOR && roles == ROLE_STAKEHOLDER)
		return 0;
	return error_set(err, ERR_DENIED,
		"coordinators invite stakeholders; accounts with other roles are the administrator's");
}

int account_invite(
	struct db *db, unsigned maker, const struct account *account, struct error *err)
{
	int code = account_check_maker(maker, account->roles, err);

	return code < 0 ? code : account_add(db, account, NULL, err);
}

static int no_account(const char *login, struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "there is no account \"%s\"", login);
}

int account_find(struct db *db, const char *login, struct account *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT " ACCOUNT_COLUMNS " FROM accounts a WHERE a.login = ?", "t", login);

	if (rc < 0 || (rc = query_step(query, err)) < 0)
		return rc;
	if (rc == 0)
		return no_account(login, err);
	account_read(out, query);
	return 0;
}

int account_each(struct db *db, account_fn each, void *ctx, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(
		&query, db, err, "SELECT " ACCOUNT_COLUMNS " FROM accounts a ORDER BY a.login", "");

	while (rc == 0 && (rc = query_step(query, err)) > 0) {
		struct account account;

		account_read(&account, query);
		rc = each(ctx, &account, err);
	}
	return rc;
}

static int end_all(struct db *db, long long account, struct error *err)
{
	int rc = account_run(NULL, db, err, "DELETE FROM sessions WHERE account = ?", "n", account);

	if (rc == 0)
		rc = account_run(
			NULL, db, err, "DELETE FROM devices WHERE account = ?", "n", account);
	if (rc < 0)
		return rc;
	return account_run(
		NULL, db, err, "DELETE FROM invitations WHERE account = ?", "n", account);
}

/* ID of the account that an UPDATE … RETURNING id found; the sessions that rested on it end. */
static int finish(struct transaction *transaction, int found, long long id, bool end,
	const char *login, struct error *err)
{
	int rc = found;

	if (found == 0)
		return no_account(login, err);
	if (found > 0 && end)
		rc = end_all(transaction->db, id, err);
	return rc < 0 ? rc : transaction_commit(transaction, err);
}

int account_set_disabled(struct db *db, const char *login, bool disabled, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	long long id = 0;
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc < 0)
		return rc;
	rc = account_run(&id, db, err,
		"UPDATE accounts SET disabled = ? WHERE login = ? RETURNING id", "nt",
		(long long)disabled, login);
	return finish(&transaction, rc, id, disabled, login, err);
}

int account_set_password(struct db *db, const char *login, const char *password, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	CLEANUP(str_free) char *hash = NULL;
	long long id = 0;
	int rc = account_protect(&hash, password, err);

	if (rc == 0)
		rc = transaction_begin(&transaction, db, true, err);
	if (rc < 0)
		return rc;
	rc = account_run(&id, db, err,
		"UPDATE accounts SET password = ? WHERE login = ? RETURNING id", "tt", hash, login);
	return finish(&transaction, rc, id, true, login, err);
}

int account_set_roles(struct db *db, const char *login, unsigned roles, struct error *err)
{
	int rc = account_run(NULL, db, err,
		"UPDATE accounts SET roles = ? WHERE login = ? RETURNING id", "nt",
		(long long)roles, login);

	if (rc == 0)
		return no_account(login, err);
	return rc < 0 ? rc : 0;
}
