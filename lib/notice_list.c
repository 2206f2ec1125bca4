#include "notice_list.h"
#include "account_query.h"

int notices_each(struct db *db, long long account, int most, int skip, notice_row_fn each, void *ctx,
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT id, made, event, record, title, address, seen IS NOT NULL FROM notices"
		" WHERE account = ? AND title <> '' ORDER BY made DESC, id DESC LIMIT ? OFFSET ?",
		"nnn", account, (long long)most, (long long)skip);

	while (rc == 0 && (rc = query_step(query, err)) > 0) {
		const struct notice_row row = { query_number(query, 0), query_number(query, 1),
			query_text(query, 2), query_text(query, 3), query_text(query, 4),
			query_text(query, 5), query_number(query, 6) };

		rc = each(ctx, &row, err);
	}
	return rc;
}

int notices_unseen(struct db *db, long long account, long long *count, struct error *err)
{
	int rc = account_run(count, db, err,
		"SELECT count(*) FROM notices WHERE account = ? AND seen IS NULL AND title <> ''", "n", account);

	return rc < 0 ? rc : 0;
}

int notices_see(struct db *db, long long account, long long id, bool all, long long now, struct error *err)
{
	return account_run(NULL, db, err,
		"UPDATE notices SET seen = ?4 WHERE account = ?1 AND seen IS NULL AND (id = ?2 OR ?3 AND id <= ?2)",
		"nnnn", account, id, (long long)all, now);
}
