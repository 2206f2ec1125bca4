#include "attachment.h"
#include "draft.h"
#include "handlers.h"
#include "reply.h"

/* Files beside a record: reading them, and putting them beside a proposal or taking them away. */

/* Reading -------------------------------------------------------------------------------------- */

static int find_blob(struct request *req, const char *owner, const char *name, char **blob,
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT blob FROM visible_attachments WHERE owner = ?1 AND name = ?2"
		" ORDER BY path LIMIT 1",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, owner);
	query_bind_text(query, 2, name);
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_NOT_FOUND, "there is no such file");
	*blob = str_copy(query_text(query, 0));
	return 0;
}

/* Whoever may read the record reads what lies beside it; nothing in it runs. */
int get_attachment(struct request *req, struct reply *reply, struct error *err)
{
	const char *folder = strstr(req->path, "/attachments/"), *name = req->segment[2];
	CLEANUP(str_free) char *owner = str_copy_n(req->path + 1, (size_t)(folder - req->path - 1));
	CLEANUP(str_free) char *blob = NULL;
	const struct attachment_type *type = attachment_find_type(name);
	int code = find_blob(req, owner, name, &blob, err);

	if (code < 0)
		return code;
	reply->etag = str_format("\"%s\"", blob);
	reply->type = attachment_content_type(name);
	reply->download = str_copy(name);
	reply->shown = type && type->shown;
	reply->sandboxed = true;
	if (reply_is_known(req, reply->etag))
		return 0;
	return store_read_blob(req->worker->store, blob, &reply->body, err);
}

/* Who may -------------------------------------------------------------------------------------- */

static char *proposal_address(const struct request *req)
{
	return str_format("/proposals/%s/%s", req->segment[0], req->segment[1]);
}

static bool is_author(const struct request *req, const struct record *rec)
{
	const struct yaml *authors = record_value(rec, "authors");

	for (size_t i = 0; authors && i < authors->items; i++) {
		const char *author = authors->item[i]->type == YAML_SCALAR ? authors->item[i]->text : NULL;

		if (author && (str_equal(author, req->account.name) ||
				      (*req->account.person && str_equal(author, req->account.person))))
			return true;
	}
	return false;
}

static int open_own(struct draft *draft, struct request *req, struct error *err)
{
	CLEANUP(str_free) char *address = proposal_address(req);
	int code = draft_open(draft, req, address, err);

	if (code < 0 || request_may(req, ROLE_COORDINATOR) || is_author(req, draft->rec))
		return code;
	return error_set(err, ERR_DENIED,
		"only its authors and the coordinator put files beside a proposal, or take them away");
}

/* Putting there -------------------------------------------------------------------------------- */

/* The file that was sent, or NULL. */
static const struct field *sent_file(const struct request *req)
{
	for (size_t i = 0; i < req->form.count; i++) {
		const struct field *field = &req->form.field[i];

		if (field->file && str_equal(field->name, "file") && (*field->file || field->len))
			return field;
	}
	return NULL;
}

/* What it is called here: as the form says, with its own ending, else as it was called. The caller frees. */
static char *wanted_name(const struct request *req, const struct field *file)
{
	const char *other = request_field(req, "name"), *dot = strrchr(file->file, '.');
	CLEANUP(str_free) char *whole = NULL;

	if (!other || !*other)
		return attachment_name(file->file);
	if (!dot || (str_ends(other, dot) && strlen(other) > strlen(dot)))
		return attachment_name(other);
	whole = str_format("%s%s", other, dot);
	return attachment_name(whole);
}

static int name_taken(const char *name, struct error *err)
{
	error_set(err, ERR_CONFLICT,
		"there is a file %s already; choose the file again, and say that it takes its place, or give another name",
		name);
	return error_field(err, "name");
}

/* ERR_CONFLICT where a report on the proposal names the file BESIDE it, "attachments/plan.pdf", as evidence: it stays. */
static int check_no_evidence(struct request *req, const char *beside, struct error *err)
{
	CLEANUP(str_free) char *address = proposal_address(req);
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT r.date FROM visible_records r, json_each(r.front, '$.evidence') j"
		" WHERE r.owner = ?1 AND r.kind = 'progress' AND j.value = ?2 LIMIT 1",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address + 1);
	query_bind_text(query, 2, beside);
	if ((code = query_step(query, err)) > 0)
		return error_set(err, ERR_CONFLICT, "the agency's report of %s names this file as evidence: it stays",
			query_text(query, 0));
	return code;
}

static int commit_file(struct draft *draft, const struct field *file, const char *name,
	struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(change_free) struct change *change =
		change_new(req->account.name, req->account.login, "");
	CLEANUP(str_free) char *beside = str_format("attachments/%s", name);
	CLEANUP(str_free) char *path = place_beside(draft->path, beside);
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	bool there = store_has(req->worker->store, draft->head.hex, path);
	int code;

	if (there && !request_field(req, "replace"))
		return name_taken(name, err);
	if (there && attachment_is_frozen(record_get(draft->rec, "state")))
		return error_set(err, ERR_CONFLICT,
			"the proposal keeps its attachments as they are: take it back to draft first");
	if (there && (code = check_no_evidence(req, beside, err)) < 0)
		return code;
	draft_subject(draft, &subject, there ? "attachment replaced: %s" : "attachment added: %s",
		file->file);
	free(change->subject);
	change->subject = buf_take(&subject);
	change->action = str_copy("attach");
	if (there)
		change_write(change, path, file->value, file->len);
	else
		change_create(change, path, file->value, file->len);
	change->base = str_copy(draft->head.hex);
	change->merge = CHANGE_STRICT;
	code = draft_commit(req, TAKE(change), &result, err);
	return code == ERR_CONFLICT && !there ? name_taken(name, err) : code;
}

static int attach(struct request *req, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(str_free) char *name = NULL;
	const struct field *file = sent_file(req);
	int code = request_acts(req, err);

	if (code < 0 || (code = draft_done(req, err)) != 0)
		return code < 0 ? code : 0;
	if ((code = open_own(&draft, req, err)) < 0)
		return code;
	if (!file) {
		error_set(err, ERR_INVALID, "choose a file");
		return error_field(err, "file");
	}
	name = wanted_name(req, file);
	if ((code = attachment_check(name, file->value, file->len, err)) < 0)
		return error_field(err, "file");
	return commit_file(&draft, file, name, err);
}

/* Taking away ---------------------------------------------------------------------------------- */

static int detach(struct request *req, const char *name, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(change_free) struct change *change =
		change_new(req->account.name, req->account.login, "");
	CLEANUP(str_free) char *beside = str_format("attachments/%s", name);
	CLEANUP(str_free) char *path = NULL;
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	int code = request_acts(req, err);

	if (code < 0 || (code = open_own(&draft, req, err)) < 0)
		return code;
	path = place_beside(draft.path, beside);
	if (!place_is_attachment(path) || !store_has(req->worker->store, draft.head.hex, path))
		return error_set(err, ERR_NOT_FOUND, "there is no such file");
	if (attachment_is_frozen(record_get(draft.rec, "state")))
		return error_set(err, ERR_CONFLICT,
			"the proposal keeps its attachments as they are: take it back to draft first");
	if ((code = check_no_evidence(req, beside, err)) < 0)
		return code;
	if (strstr(record_body(draft.rec), beside))
		return error_set(err, ERR_CONFLICT,
			"the text shows %s; take it out of the text first", name);
	draft_subject(&draft, &subject, "attachment deleted: %s", name);
	free(change->subject);
	change->subject = buf_take(&subject);
	change->action = str_copy("detach");
	change_delete(change, path);
	change->base = str_copy(draft.head.hex);
	change->merge = CHANGE_STRICT;
	return draft_commit(req, TAKE(change), &result, err);
}

/* Pages ---------------------------------------------------------------------------------------- */

static int answer(struct request *req, struct reply *reply, int code, const struct error *why,
	const char *flash, struct error *err)
{
	CLEANUP(str_free) char *address = proposal_address(req);
	CLEANUP(str_free) char *goal = str_format("%s#attachments", address);
	struct page_value values[] = {
		{ "record",   address                                                  },
		{ "is_taken", code == ERR_CONFLICT && *why->field ? "1" : NULL },
	};

	if (code < 0)
		return reply_form_again(req, reply, "attach", values, ARRAY_SIZE(values), why, err);
	reply_redirect(reply, goal, flash);
	return 0;
}

int get_attachments(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(str_free) char *address = proposal_address(req);
	struct page_value values[] = {
		{ "record", address },
	};
	int code = open_own(&draft, req, err);

	return code < 0 ? code : reply_page(req, reply, "attach", values, ARRAY_SIZE(values), err);
}

int post_attachment(struct request *req, struct reply *reply, struct error *err)
{
	struct error why = { 0 };
	int code = attach(req, &why);

	return answer(req, reply, code, &why, "attached", err);
}

int post_attachment_delete(struct request *req, struct reply *reply, struct error *err)
{
	struct error why = { 0 };
	int code = detach(req, req->segment[2], &why);

	return answer(req, reply, code, &why, "deleted", err);
}
