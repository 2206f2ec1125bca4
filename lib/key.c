#include "key.h"
#include "account.h"

static int read_key(struct signing_key *out, struct db *db, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, db, "SELECT secret FROM keys WHERE name = 'council'", err);

	if (code < 0 || (code = query_step(query, err)) <= 0)
		return code;
	if (query_len(query, 0) != SIGN_SEED_LEN)
		return error_set(err, ERR_DAMAGED,
			"the council's key in private.db is damaged; put the backup of private.db back");
	signing_key_from(out, (const unsigned char *)query_text(query, 0));
	return 1;
}

/* Two processes may come at once: the first one's counts for both. */
static int make_key(struct db *db, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(signing_key_forget) struct signing_key key = { 0 };
	int code = db_prepare(&query, db,
		"INSERT OR IGNORE INTO keys (name, secret) VALUES ('council', ?)", err);

	if (code < 0)
		return code;
	signing_key_new(&key);
	query_bind_bytes(query, 1, key.seed, sizeof key.seed);
	return query_run(query, err);
}

int key_find(struct signing_key *out, struct db *db, struct error *err)
{
	int code = secret_init(err);

	if (code == 0)
		code = read_key(out, db, err);
	if (code == 0 && (code = make_key(db, err)) == 0)
		code = read_key(out, db, err);
	return code < 0 ? code : 0;
}

int key_of(struct signing_key *out, const struct council *council, struct error *err)
{
	CLEANUP(db_close) struct db *db = NULL;
	int code = account_open(&db, council_private(council), err);

	return code < 0 ? code : key_find(out, db, err);
}
