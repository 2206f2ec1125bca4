#include "meanwhile.h"
#include "fields.h"

bool form_is_untouched(const struct request *req, const char *key)
{
	CLEANUP(str_free) char *name = str_format("was_%s", key);
	const char *typed = request_field(req, key), *was = request_field(req, name);

	return was && str_equal(typed ? typed : "", was);
}

static int tell(struct request *req, const char *key, char *now, const char *words, struct error *err)
{
	free(req->was_name);
	free(req->was_value);
	req->was_name = str_format("was_%s", key);
	req->was_value = now;
	if (*now)
		error_set(err, ERR_CONFLICT,
			"somebody else has changed this meanwhile to \"%s\"; save again to keep yours",
			words ? words : now);
	else
		error_set(err, ERR_CONFLICT,
			"somebody else has emptied this meanwhile; save again to keep yours");
	return error_field(err, key);
}

int form_changed(const struct draft *draft, const char *key, const char *now, const char *words, struct error *err)
{
	CLEANUP(str_free) char *name = str_format("was_%s", key);
	CLEANUP(str_free) char *there = NULL;
	struct request *req = draft->req;
	const char *typed = request_field(req, key), *was = request_field(req, name);

	if (form_is_untouched(req, key))
		return 0;
	fields_clean(&there, now ? now : "", now ? strlen(now) : 0, NULL); /* as WAS came back from the browser */
	if (str_equal(typed ? typed : "", there))
		return 0;
	if (!was || str_equal(was, there) || draft_is_own(draft))
		return 1;
	return tell(req, key, TAKE(there), words, err);
}

int form_who_now(struct request *req, const char *written, char **out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT coalesce((SELECT title FROM visible_records WHERE id = reference(?1)), "
		"name_as_written(?1), '')",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, written);
	if ((code = query_step(query, err)) < 0)
		return code;
	*out = str_copy(query_text(query, 0));
	return 0;
}
