#include "feed.h"
#include "account_query.h"
#include "secret.h"

#include <time.h>

int feed_new(struct db *db, long long id, char token[44], struct error *err)
{
	char made[TOKEN_LEN + 1], hash[2 * TOKEN_HASH_LEN + 1];
	int code;

	token_new(made);
	token_hash(hash, made);
	code = account_run(NULL, db, err,
		"INSERT OR REPLACE INTO feeds (account, token, made) VALUES (?, ?, ?)", "ntn", id,
		hash, (long long)time(NULL));
	if (code == 0)
		memcpy(token, made, sizeof made);
	return code;
}

int feed_find(struct db *db, const char *token, struct account *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	char hash[2 * TOKEN_HASH_LEN + 1];
	int code;

	token_hash(hash, token);
	code = account_query(&query, db, err,
		"SELECT " ACCOUNT_COLUMNS " FROM feeds f JOIN accounts a ON a.id = f.account"
		" WHERE f.token = ? AND NOT a.disabled",
		"t", hash);
	if (code < 0 || (code = query_step(query, err)) < 0)
		return code;
	if (code == 0)
		return error_set(err, ERR_NOT_FOUND,
			"this calendar's address was revoked or never made; make a new one");
	account_read(out, query);
	return 0;
}

int feed_made(struct db *db, long long id, long long *out, struct error *err)
{
	int code;

	*out = 0;
	code = account_run(out, db, err, "SELECT made FROM feeds WHERE account = ?", "n", id);
	return code < 0 ? code : 0;
}

int feed_end(struct db *db, long long id, struct error *err)
{
	return account_run(NULL, db, err, "DELETE FROM feeds WHERE account = ?", "n", id);
}
