#include "remark.h"
#include "handlers.h"
#include "talk.h"

/*
 * What is said of a submission, between the agency and the council, and of a report, in the open: small
 * records like comments, in one row by the time when they were said.
 */

enum { TRIES = 16, DAY_LEN = 10, WORDS_MAX = 10000 };

/* The folder beside the proposal that what is spoken of lies in. */
static const char *folder_of(const struct request *req)
{
	return strstr(req->route->pattern, "/progress/") ? "progress" : "submissions";
}

/* "/proposals/2015/1/submissions/1". The caller frees. */
static char *subject_of(const struct request *req)
{
	CLEANUP(str_free) char *proposal = draft_address(req);

	return str_format("%s/%s/%s", proposal, folder_of(req), req->segment[2]);
}

static size_t signs_of(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static int set_body(struct record *rec, const struct request *req, struct error *err)
{
	const char *typed = request_field(req, "text");
	CLEANUP(str_free) char *copy = str_copy(typed ? typed : "");
	CLEANUP(str_free) char *body = str_format("%s\n", str_trim(copy));
	int code = 0;

	if (!body[1])
		code = error_set(err, ERR_INVALID, "write what you want to say");
	else if (signs_of(body) > WORDS_MAX)
		code = error_set(err, ERR_INVALID, "that is longer than %ld signs: say it in fewer words", (long)WORDS_MAX);
	if (code < 0)
		return error_field(err, "text");
	record_set_body(rec, body);
	return 0;
}

/* The agency asks while it has the submission before it; who asks and who answers is told by that alone. */
static int set_kind(struct record *rec, const struct request *req, const struct record *subject, struct error *err)
{
	static const char *const closed[] = { "answered", "returned", "withdrawn" };
	bool asks = str_equal(request_field(req, "kind"), "question") && request_may(req, ROLE_AGENCY) &&
		    str_equal(folder_of(req), "submissions");

	for (size_t i = 0; asks && i < ARRAY_SIZE(closed); i++)
		if (str_equal(record_get(subject, "state"), closed[i])) {
			error_set(err, ERR_INVALID,
				"the agency has the submission before it no more: a question would wait for nothing, write a note");
			return error_field(err, "kind");
		}
	record_set(rec, "kind", asks ? "question" : "note");
	return 0;
}

static int save(const struct talk *talk, const struct record *rec, const char *now, struct error *err)
{
	bool asks = str_equal(record_get(rec, "kind"), "question");
	char id[DRAFT_ID];

	draft_new_id(id, now);
	CLEANUP(str_free) char *name = str_format("comments/%.*s/%s.md", DAY_LEN, now, id);
	CLEANUP(str_free) char *path = place_beside(talk->path, name);

	return asks ? talk_commit(talk, rec, path, "ask", "the agency asks", NULL, err)
		    : talk_commit(talk, rec, path, "remark", "a remark", NULL, err);
}

static int say(struct request *req, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(talk_release) struct talk talk = { 0 };
	CLEANUP(record_free) struct record *subject = NULL;
	CLEANUP(record_free) struct record *rec = record_new("comment");
	CLEANUP(buf_release) struct buf about = BUF_INIT;
	CLEANUP(str_free) char *path = NULL;
	int code = talk_open(&talk, req, proposal, err);

	if (code < 0 || (code = talk_part(&talk, folder_of(req), req->segment[2], &path, &subject, err)) < 0)
		return code;
	place_reference(&about, path);
	record_set(rec, "author", draft_person(req));
	record_set(rec, "at", now);
	record_set(rec, "audience", str_equal(folder_of(req), "progress") ? "public" : "agency");
	record_set(rec, "about", buf_text(&about));
	if ((code = set_kind(rec, req, subject, err)) < 0 || (code = set_body(rec, req, err)) < 0)
		return code;
	return save(&talk, rec, now, err);
}

static int show_form(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *subject = subject_of(req);
	struct page_value values[] = { { "subject", subject } };

	if (why)
		return reply_form_again(req, reply, "remark", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "remark", values, ARRAY_SIZE(values), err);
}

int get_remark_new(struct request *req, struct reply *reply, struct error *err)
{
	return show_form(req, reply, NULL, err);
}

int post_remark_new(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *subject = subject_of(req);
	CLEANUP(str_free) char *back = str_format("%s#remarks", subject);
	struct error why;
	int code = draft_done(req, &why);

	for (int i = 0; code == 0 && i < TRIES; i++)
		if ((code = say(req, &why)) != ERR_CONFLICT)
			break;
	if (code == ERR_NOT_FOUND || code == ERR_DENIED) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show_form(req, reply, &why, err);
	reply_redirect(reply, back, "remarked");
	return 0;
}

int remark_lead(struct request *req, struct reply *reply, const char *address, const char *id, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *record = str_format("%s/comments/%s", address + 1, id);
	int code = db_prepare(&query, page_db(req->worker->pages), "SELECT about FROM visible_remarks WHERE record = ?1", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, record);
	if ((code = query_step(query, err)) <= 0)
		return code;
	reply->status = 303;
	reply->location = str_format("/%s#remark-%s", query_text(query, 0), id);
	return 1;
}
