#include "person.h"
#include "place.h"

static const char find_sql[] =
	"SELECT r.path, r.title FROM visible_names n JOIN visible_records r ON r.id = n.record"
	" WHERE n.fold = fold(?1) AND r.kind = 'person' GROUP BY r.id ORDER BY r.sort LIMIT 5";

int person_find(struct db *index, const char *name, struct buf *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(buf_release) struct buf several = BUF_INIT;
	int code = 0, count = 0;

	if (!*name || str_starts(name, "people/")) {
		buf_puts(out, name);
		return 0;
	}
	if ((code = db_prepare(&query, index, find_sql, err)) < 0)
		return code;
	query_bind_text(query, 1, name);
	for (; (code = query_step(query, err)) > 0; count++) {
		buf_printf(&several, "%s%s", count ? ", " : "", query_text(query, 1));
		if (count == 0)
			place_reference(out, query_text(query, 0));
	}
	if (code < 0)
		return code;
	if (!count)
		return error_set(err, ERR_NOT_FOUND, "nobody on record is called \"%s\"", name);
	if (count > 1)
		return error_set(err, ERR_INVALID,
			"\"%s\" may be any of these: %s; write the full name", name,
			buf_text(&several));
	return 0;
}
