#include "handlers.h"
#include "talk.h"
#include "version.h"

/* A member stands behind a named version of a proposal, and may take that back. */

enum { TRIES = 16 };

static int endorse(const struct talk *talk, struct error *err)
{
	struct request *req = talk->req;
	CLEANUP(record_free) struct record *rec = record_new("endorsement");
	CLEANUP(str_free) char *now = draft_now(req);
	const char *version = request_field(req, "version");
	char id[DRAFT_ID];

	if (!version || atoi(version) != version_number(version_last(talk->rec)))
		return error_set(err, ERR_INVALID,
			"there is a newer version meanwhile: read it, and endorse it if you like");
	record_set(rec, "by", draft_person(req));
	record_set(rec, "at", now);
	record_set(rec, "version", version);
	draft_new_id(id, now);
	CLEANUP(str_free) char *name = str_format("endorsements/%s.md", id);
	CLEANUP(str_free) char *path = place_beside(talk->path, name);

	return talk_commit(talk, rec, path, "endorse", "version %s endorsed", version, err);
}

/* All that this person has endorsed of the proposal. */
static int withdraw(const struct talk *talk, struct error *err)
{
	struct request *req = talk->req;
	struct draft draft = { .req = req, .rec = talk->rec };
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(change_free) struct change *change = change_new(req->account.name, req->account.login, "");
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT path FROM visible_records WHERE owner = ?1 AND kind = 'endorsement' AND front ->> '$.by' = ?2", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, talk->id);
	query_bind_text(query, 2, draft_person(req));
	while ((code = query_step(query, err)) > 0)
		change_delete(change, query_text(query, 0));
	if (code < 0 || !change->files)
		return code;
	draft_subject(&draft, &subject, "an endorsement is withdrawn", NULL);
	free(change->subject);
	change->subject = buf_take(&subject);
	change->action = str_copy("withdraw-endorsement");
	return draft_commit(req, TAKE(change), &result, err);
}

static int act(struct request *req, const char *proposal, struct error *err)
{
	CLEANUP(talk_release) struct talk talk = { 0 };
	int code = talk_open(&talk, req, proposal, err);

	if (code < 0)
		return code;
	if (str_equal(request_field(req, "action"), "withdraw"))
		return withdraw(&talk, err);
	return endorse(&talk, err);
}

int post_endorse(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	bool withdraws = str_equal(request_field(req, "action"), "withdraw");
	int code = draft_done(req, err);

	for (int i = 0; code == 0 && i < TRIES; i++)
		if ((code = act(req, proposal, err)) != ERR_CONFLICT)
			break;
	if (code < 0)
		return code;
	reply_redirect(reply, proposal, withdraws ? "saved" : "endorsed");
	return 0;
}
