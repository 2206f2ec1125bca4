/* What became of the comments of a round: a page of small forms, and one for many at once. */

#include "draft.h"
#include "handlers.h"
#include "site.h"

static const char *field(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	return value ? value : "";
}

/* What the form says became of a comment; "by" is who says it. */
static struct yaml *make_disposition(const struct request *req, const char *why)
{
	struct yaml *disposition = yaml_map();

	yaml_put_text(disposition, "outcome", field(req, "outcome"));
	if (*why)
		yaml_put_text(disposition, "why", why);
	yaml_put_text(disposition, "by", draft_person(req));
	if (*field(req, "in_version"))
		yaml_put_text(disposition, "in version", field(req, "in_version"));
	return disposition;
}

/* Where the comment ID of the proposal of DRAFT's round is; "" where there is none. */
static int find_comment(struct draft *draft, const char *id, struct buf *path, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *proposal = draft_address(draft->req);
	CLEANUP(str_free) char *address = str_format("%s/comments/%s", proposal, id);
	int code = db_prepare(&query, page_db(draft->req->worker->pages),
		"SELECT path FROM visible_records WHERE address = ?1 AND kind = 'comment'"
		" AND CAST(front ->> '$.round' AS INTEGER) = ?2",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address);
	query_bind_number(query, 2, strtol(draft->req->segment[2], NULL, 10));
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_NOT_FOUND, "there is no such comment in this round");
	buf_puts(path, query_text(query, 0));
	return 0;
}

/* Nobody's answer is written over unseen: the form knows the one that it was shown with. */
static int check_was(const struct request *req, const struct record *comment, struct error *err)
{
	const char *outcome = yaml_get(record_value(comment, "disposition"), "outcome");

	if (str_equal(outcome ? outcome : "", field(req, "was")))
		return 0;
	return error_set(err, ERR_CONFLICT,
		"somebody else has answered this comment meanwhile: it is shown here; save again if yours shall count");
}

static int answer_one(struct draft *draft, const char *id, const char *why, struct error *err)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *comment = NULL;
	struct store *store = draft->req->worker->store;
	int code = find_comment(draft, id, &path, err);

	if (code == 0)
		code = store_read(store, draft->head.hex, buf_text(&path), &text, NULL, err);
	if (code == 0)
		code = record_parse(&comment, buf_text(&text), text.len, err);
	if (code == 0)
		code = check_was(draft->req, comment, err);
	if (code < 0)
		return code;
	record_set_value(comment, "disposition", make_disposition(draft->req, why));
	buf_cut(&text, 0);
	record_write(&text, comment);
	change_write(draft->change, buf_text(&path), buf_text(&text), text.len);
	return 0;
}

static int check_outcome(const struct request *req, const char *why, struct error *err)
{
	const char *outcome = field(req, "outcome");

	if (!*outcome) {
		error_set(err, ERR_INVALID, "choose what became of it");
		return error_field(err, "outcome");
	}
	if (*why || (!str_equal(outcome, "not taken up") && !str_equal(outcome, "partly")))
		return 0;
	error_set(err, ERR_INVALID, "say why it is not taken up, or only partly");
	return error_field(err, "why");
}

/* An edit of the round: the comments that the form names get their answers, all as one commit. */
static int answer_comments(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(str_free) char *typed = str_copy(field(req, "why"));
	CLEANUP(str_free) char *count = NULL;
	const char *why = str_trim(typed), *id;
	size_t n = 0;
	int code = check_outcome(req, why, err);

	for (; code == 0 && (id = request_field_at(req, "of", n)); n++)
		code = answer_one(draft, id, why, err);
	if (code < 0)
		return code;
	if (!n) {
		error_set(err, ERR_INVALID, "choose at least one comment");
		return error_field(err, "of");
	}
	draft->change->action = str_copy("dispose");
	count = str_format("%zu", n);
	draft_subject(draft, subject, n == 1 ? "what became of a comment" : "what became of %s comments", count);
	return 0;
}

/* Pages --------------------------------------------------------------------------------------- */

static char *round_address(const struct request *req)
{
	CLEANUP(str_free) char *proposal = draft_address(req);

	return str_format("%s/rounds/%s", proposal, req->segment[2]);
}

static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *address = round_address(req);
	bool of_many = request_field(req, "many");
	struct page_value values[] = {
		{ "round_at", address                                    },
		{ "failed",   why && !of_many ? field(req, "of") : NULL },
		{ "was",      ""                                         },
	};

	if (why)
		return reply_form_again(req, reply, "answers", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "answers", values, ARRAY_SIZE(values), err);
}

int get_answers(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

int post_answers(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = round_address(req);
	CLEANUP(str_free) char *back = str_format("/edit%s/dispositions#waiting", address);
	struct error why;
	int code = draft_change(req, address, answer_comments, NULL, NULL, &why);

	if (code == ERR_NOT_FOUND || code == ERR_DENIED) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show(req, reply, &why, err);
	reply_redirect(reply, back,
		request_field_at(req, "of", 1) ? "comments-answered" : "comment-answered");
	return 0;
}
