#include "visit.h"
#include "account_query.h"

enum { MINUTE = 60, NOTE_EVERY = 5 * MINUTE, VISIT_ENDS = 30 * MINUTE };

int visit_is_due(struct db *db, long long account, long long now, struct error *err)
{
	int rc = account_run(NULL, db, err, "SELECT 1 FROM visits WHERE account = ? AND used > ?", "nn",
		account, now - NOTE_EVERY);

	return rc < 0 ? rc : !rc;
}

int visit_note(struct db *db, long long account, long long depth, long long now, struct error *err)
{
	return account_run(NULL, db, err,
		"INSERT INTO visits (account, since, last, used) VALUES (?1, ?2, ?2, ?3)"
		" ON CONFLICT DO UPDATE SET since = iif(used < ?3 - ?4, last, since), last = ?2, used = ?3",
		"nnnn", account, depth, now, (long long)VISIT_ENDS);
}

int visit_end(struct db *db, long long account, long long depth, struct error *err)
{
	return account_run(NULL, db, err, "UPDATE visits SET last = ?2, used = 0 WHERE account = ?1",
		"nn", account, depth);
}

int visit_since(struct db *db, long long account, long long *depth, struct error *err)
{
	return account_run(depth, db, err, "SELECT since FROM visits WHERE account = ?", "n", account);
}

int visit_see(struct db *db, long long account, long long depth, struct error *err)
{
	return account_run(NULL, db, err,
		"UPDATE visits SET since = max(since, ?2), last = max(last, ?2) WHERE account = ?1", "nn",
		account, depth);
}
