#include "attachment.h"
#include "check_view.h"
#include "draft.h"
#include "handlers.h"
#include "proposal.h"
#include "reply.h"
#include "step.h"

/*
 * The agency's report on a recommendation that its answer accepted: the step "report" of the submission, with the
 * files that show what was done beside the proposal in the same commit.
 */

enum { FILES_MAX = 10 };

/* "/proposals/2015/1/submissions/1". The caller frees. */
static char *submission_address(const struct request *req)
{
	CLEANUP(str_free) char *proposal = draft_address(req);

	return str_format("%s/submissions/%s", proposal, req->segment[2]);
}

/* What the step is told: the form, with the files that came along as evidence. */
struct filing {
	struct request *req;
	struct buf evidence;
};

static void filing_releasep(struct filing *filing)
{
	buf_release(&filing->evidence);
}

static bool is_over(const char *status)
{
	return str_equal(status, "done") || str_equal(status, "stopped");
}

static const char *fact_of_form(void *ctx, const char *name)
{
	const struct filing *filing = ctx;

	if (str_equal(name, "evidence"))
		return buf_text(&filing->evidence);
	/* the form proposes a day before it knows how far the work is */
	if (str_equal(name, "next") && is_over(request_field(filing->req, "status")))
		return NULL;
	const char *typed = request_field(filing->req, name);

	return typed && typed[strspn(typed, " \t\r\n")] ? typed : NULL;
}

/* Files ---------------------------------------------------------------------------------------- */

/* "attachments/plan.pdf", or "attachments/plan-2.pdf" where that is taken. The caller frees. */
static char *free_name(const struct draft *draft, const char *called)
{
	struct view view = { draft->req->worker->store, draft->head.hex, draft->change };
	CLEANUP(str_free) char *name = attachment_name(called);
	CLEANUP(str_free) char *proposal = proposal_of(draft->path);
	const char *dot = strrchr(name, '.');
	int stem = dot ? (int)(dot - name) : (int)strlen(name);

	for (int n = 1;; n++) {
		CLEANUP(str_free) char *beside = n == 1 ? str_format("attachments/%s", name)
			: str_format("attachments/%.*s-%d%s", stem, name, n, dot ? dot : "");
		CLEANUP(str_free) char *path = place_beside(proposal, beside);

		if (!view_has(&view, path))
			return TAKE(beside);
	}
}

static int add_file(struct draft *draft, const struct field *file, struct buf *evidence, struct error *err)
{
	CLEANUP(str_free) char *beside = free_name(draft, file->file);
	CLEANUP(str_free) char *proposal = proposal_of(draft->path);
	CLEANUP(str_free) char *path = place_beside(proposal, beside);
	int code = attachment_check(strchr(beside, '/') + 1, file->value, file->len, err);

	if (code < 0)
		return error_field(err, "file");
	change_create(draft->change, path, file->value, file->len);
	buf_printf(evidence, "\n%s", beside);
	return 0;
}

static int add_files(struct draft *draft, struct buf *evidence, struct error *err)
{
	const struct fields *form = &draft->req->form;
	int count = 0, code = 0;

	for (size_t i = 0; code == 0 && i < form->count; i++) {
		const struct field *field = &form->field[i];

		if (!field->file || !str_equal(field->name, "file") || (!*field->file && !field->len))
			continue;
		if (++count > FILES_MAX) {
			error_set(err, ERR_INVALID, "a report takes at most %d files", FILES_MAX);
			return error_field(err, "file");
		}
		code = add_file(draft, field, evidence, err);
	}
	return code;
}

/* The step ------------------------------------------------------------------------------------- */

/* DRAFT is the submission. */
static int file_report(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct request *req = draft->req;
	struct filing filing __attribute__((cleanup(filing_releasep))) = { .req = req };
	CLEANUP(str_free) char *now = draft_now(req);
	const char *links = request_field(req, "evidence");
	struct step step = { req->worker->store, draft->head.hex, draft->path, draft->rec, draft->change, now,
		draft_person(req), req->roles, fact_of_form, &filing, page_db(req->worker->pages) };
	const struct track_step *row;
	int code;

	buf_puts(&filing.evidence, links ? links : "");
	if ((code = add_files(draft, &filing.evidence, err)) < 0 || (code = step_take(&step, "report", &row, err)) < 0)
		return code;
	draft_subject(draft, subject, row->subject, NULL);
	return 0;
}

struct asked {
	struct request *req;
	bool begins;   /* there is such a step here */
	char *blocked; /* what has to be done first */
};

static int find_report(void *ctx, const struct track_step *row, const struct error *blocked, struct error *err)
{
	struct asked *asked = ctx;

	if (!str_equal(row->action, "report"))
		return 0;
	asked->begins = true;
	if (blocked)
		asked->blocked = phrases_error_text(asked->req->phrases, blocked);
	return 0;
}

static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *address = submission_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(str_free) char *now = draft_now(req);
	struct asked asked = { .req = req };
	int code = draft_open(&draft, req, address, err);

	if (code < 0)
		return code;
	struct step step = { req->worker->store, draft.head.hex, draft.path, draft.rec, NULL, now, draft_person(req),
		req->roles, NULL, NULL, page_db(req->worker->pages) };

	code = step_each(&step, find_report, &asked, err);
	CLEANUP(str_free) char *blocked = asked.blocked;
	if (code == 0 && !asked.begins && !why)
		code = error_set(err, ERR_CONFLICT, "reports follow an answer, and this submission has none yet");
	if (code < 0)
		return code;
	struct page_value values[] = {
		{ "submission", address },
		{ "blocked",    blocked },
		{ "is_again",   why ? "1" : NULL },
	};

	if (why)
		return reply_form_again(req, reply, "report-form", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "report-form", values, ARRAY_SIZE(values), err);
}

int get_report(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

/* Back to where the implementation stands, of which the report is the newest news. */
int post_report(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = submission_address(req);
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(str_free) char *back = str_format("%s#implementation", proposal);
	struct error why;
	int code = draft_change(req, address, file_report, NULL, NULL, &why);

	if (code == ERR_DENIED || code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show(req, reply, &why, err);
	reply_redirect(reply, back, "reported");
	return 0;
}

int get_progress(struct request *req, struct reply *reply, struct error *err)
{
	if (req->format == FORMAT_MARKDOWN)
		return read_markdown(req, reply, err);
	return reply_page(req, reply, "progress", NULL, 0, err);
}
