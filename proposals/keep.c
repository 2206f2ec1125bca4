#include "answer.h"
#include "days.h"
#include "check_move.h"
#include "frozen.h"
#include "guard.h"
#include "item.h"
#include "kind.h"
#include "proposal.h"
#include "progress.h"
#include "submission.h"
#include "version.h"
#include "text.h"

/*
 * What stays of a proposal and of what belongs to it, on every path: what people said
 * is answered and not rewritten, named versions are added to, a text that was agreed on
 * stands as it is, and what was sent is what was adopted.
 */

enum { DAY_LEN = 10 };

/* The first of KEYS (ends with NULL) in which the two differ; NULL where there is none. */
static const char *changed_key(
	const char *const *keys, const struct record *before, const struct record *after)
{
	for (; *keys; keys++)
		if (!record_same(before, after, *keys))
			return *keys;
	return NULL;
}

static bool has_same_body(const struct record *before, const struct record *after)
{
	return strcmp(record_body(before), record_body(after)) == 0;
}

/* The line of AFTER where one of KEYS or the body is not as it was; 0 where all is. */
static int changed_line(
	const char *const *keys, const struct record *before, const struct record *after)
{
	const char *key = changed_key(keys, before, after);

	if (key)
		return record_line(after, key);
	return has_same_body(before, after) ? 0 : record_body_line(after);
}

/* The proposal that PATH belongs to, as it will be; a fault where there is none. */
static struct record *read_proposal(
	const struct view *view, const char *path, struct faults *faults)
{
	CLEANUP(str_free) char *file = proposal_of(path);
	struct record *proposal = NULL;

	if (view_read(&proposal, view, file, NULL) < 0)
		fault_add(faults, path, 0, "there is no proposal that this belongs to");
	return proposal;
}

/* Proposals ------------------------------------------------------------------------------------ */

static const char *const text_keys[] = { "title", "addressee", "authors", "issues", "born of",
	"summary", NULL };

/* Named versions are there for good, in order; one that is new names the text as it stands. */
static void check_versions(const char *path, const struct record *before,
	const struct record *after, struct faults *faults)
{
	const struct yaml *old = before ? record_value(before, "versions") : NULL;
	const struct yaml *new = record_value(after, "versions");
	int line = record_line(after, "versions");

	for (size_t i = 0; i < yaml_count(old); i++)
		if (i >= yaml_count(new) || !yaml_equal(old->item[i], new->item[i])) {
			fault_add(faults, path, line,
				"a named version stays as it is: name another one");
			return;
		}
	for (size_t i = yaml_count(old); i < yaml_count(new); i++)
		if (version_number(new->item[i]) != (int)i + 1) {
			fault_add(faults, path, line,
				"versions are numbered one after another; the next is %zu", i + 1);
			return;
		}
	if (before && yaml_count(new) > yaml_count(old) && !version_is_current(after))
		fault_add(faults, path, line,
			"the version names another text than the one that stands here");
}

static void check_text_stands(const char *path, const struct record *before,
	const struct record *after, struct faults *faults)
{
	int line;

	if (!proposal_is_frozen(before) || !proposal_is_frozen(after))
		return;
	if ((line = changed_line(text_keys, before, after)))
		fault_add(faults, path, line,
			"the text stands as it is from \"ready\" on: take the proposal back to "
			"draft to change it");
	if (str_equal(record_get(before, "state"), "submitted") && str_equal(record_get(after, "state"), "submitted") &&
		!record_same(before, after, "audience"))
		fault_add(faults, path, record_line(after, "audience"), "the agency reads what was submitted: its audience stays");
	if (record_value(before, "adopted") && !record_same(before, after, "adopted"))
		fault_add(faults, path, record_line(after, "adopted"), "what was adopted stays so");
}

static void check_proposal(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	if (after)
		check_versions(path, before, after, faults);
	if (before && after)
		check_text_stands(path, before, after, faults);
	else if (before && (record_value(before, "versions") ||
				   !str_equal(record_get(before, "state"), "draft")))
		fault_add(faults, path, 0,
			"a proposal that others have seen is withdrawn, not deleted");
}

/* Comments and amendments ---------------------------------------------------------------------- */

/* Whether the round FILE was closed when this came: what its record says of the day is the writer's own word. */
static bool was_closed(const struct view *view, const char *base, const char *file)
{
	struct view old = { view->store, base, NULL };
	CLEANUP(record_free) struct record *round = NULL;

	return *base && view_read(&round, &old, file, NULL) == 0 &&
	       str_equal(record_get(round, "state"), "closed");
}

/* A stakeholder's or member's word to everybody belongs to a round, within its days and while it is open. */
static int check_round_of(const struct view *view, const char *base, const char *path,
	const struct record *rec, struct error *err)
{
	CLEANUP(str_free) char *proposal = proposal_of(path);
	CLEANUP(str_free) char *name = NULL;
	CLEANUP(str_free) char *file = NULL;
	CLEANUP(record_free) struct record *round = NULL;
	const char *number = record_get(rec, "round"), *at = record_get(rec, "at"), *opens, *closes;

	if (!number) {
		if (!str_equal(record_get(rec, "audience"), "discussion"))
			return 0;
		return error_set(err, ERR_INVALID,
			"a comment for everybody belongs to a round of discussion: say which");
	}
	name = str_format("rounds/%02d.md", atoi(number));
	file = place_beside(proposal, name);
	if (view_read(&round, view, file, NULL) < 0 ||
		str_equal(record_get(round, "state"), "planned"))
		return error_set(err, ERR_INVALID,
			"there is no round %s of discussion, or it has not begun", number);
	opens = record_get(round, "opens");
	closes = record_get(round, "closes");
	if (at && opens && strncmp(at, opens, DAY_LEN) < 0)
		return error_set(err, ERR_INVALID, "the round of discussion opens on %s", opens);
	if (at && closes && strncmp(at, closes, DAY_LEN) > 0)
		return error_set(err, ERR_INVALID,
			"the round of discussion was open until %s: write to the coordinator",
			closes);
	if (was_closed(view, base, file))
		return error_set(err, ERR_INVALID, "the round of discussion is closed: write to the coordinator");
	return 0;
}

static void check_disposition(const char *path, const struct record *rec, struct faults *faults)
{
	const struct yaml *disposition = record_value(rec, "disposition");
	const char *outcome = yaml_get(disposition, "outcome"), *why = yaml_get(disposition, "why");

	if ((str_equal(outcome, "not taken up") || str_equal(outcome, "partly")) &&
		text_is_blank(why))
		fault_add(faults, path, record_line(rec, "disposition"),
			"say why it is not taken up, or only partly");
}

/* What a comment on the text has, and a remark has not: nobody counts it among the comments of a round. */
static const char *const of_text[] = { "base", "version", "anchor", "round", "disposition", "reply to", NULL };

/* Of what was sent, the agency and the council speak among themselves; of a report, in the open. */
static int check_subject(const char *path, const struct record *rec, struct error *err)
{
	struct place own, about;
	int code = place_parse(&own, path, err);

	if (code < 0 || (code = place_of_reference(&about, record_get(rec, "about"), err)) < 0)
		return code;
	if (!str_equal(about.owner, own.owner))
		return error_set(err, ERR_INVALID, "a remark lies beside the proposal whose submission or report it is about");
	if (str_equal(about.kind->name, "submission") && !str_equal(record_get(rec, "audience"), "agency"))
		return error_set(err, ERR_INVALID,
			"what is said of a submission is between the agency and the council: its audience is \"agency\"");
	if (str_equal(about.kind->name, "progress") && !str_equal(record_get(rec, "audience"), "public"))
		return error_set(err, ERR_INVALID,
			"what is said of a report is said in the open: its audience is \"public\"");
	return 0;
}

static int check_remark(const char *path, const struct record *rec, struct error *err)
{
	const char *kind = record_get(rec, "kind"), *words = record_body(rec);

	for (const char *const *key = of_text; *key; key++)
		if (record_value(rec, *key))
			return error_set(err, ERR_INVALID, "a remark on a submission or report has no \"%s\"", *key);
	if (!str_equal(kind, "question") && !str_equal(kind, "note"))
		return error_set(err, ERR_INVALID, "a remark is a question or a note");
	if (text_is_blank(words))
		return error_set(err, ERR_INVALID, "write what you want to say");
	return check_subject(path, rec, err);
}

/* Nobody answers a remark as if it were a comment on the text. */
static int check_reply(const struct view *view, const struct record *rec, struct error *err)
{
	const char *first = record_get(rec, "reply to");
	CLEANUP(buf_release) struct buf named = BUF_INIT, file = BUF_INIT;
	CLEANUP(record_free) struct record *answered = NULL;

	if (!first || reference_path(&named, first, NULL) < 0 || !view_find(view, buf_text(&named), NULL, &file) ||
		view_read(&answered, view, buf_text(&file), NULL) < 0 || !record_get(answered, "about"))
		return 0;
	return error_set(err, ERR_INVALID, "a remark is answered by another remark on the same submission or report");
}

static int check_new_comment(const struct view *view, const char *base, const char *path,
	const struct record *rec, struct error *err)
{
	int code = check_reply(view, rec, err);

	return code < 0 || record_get(rec, "about") ? code : check_round_of(view, base, path, rec, err);
}

static void check_comment(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	static const char *const said[] = { "author", "at", "base", "version", "anchor", "kind",
		"audience", "reply to", "about", "round", NULL };
	static const char stays[] =
		"a comment stays on record as it was said: answer it, or say what became of it";
	CLEANUP(record_free) struct record *proposal = NULL;
	struct error err;
	int line = before && after ? changed_line(said, before, after) : 0;

	if (after)
		check_disposition(path, after, faults);
	if (!after || line)
		fault_add(faults, path, line, stays);
	else if (!before && (proposal = read_proposal(view, path, faults)) &&
		 check_new_comment(view, base, path, after, &err) < 0)
		fault_add_error(faults, path, record_line(after, "round"), &err);
	if (after && record_get(after, "about") && check_remark(path, after, &err) < 0)
		fault_add_error(faults, path, record_line(after, "about"), &err);
}

static void check_amendment(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	static const char *const said[] = { "author", "at", "base", "anchor", "reason", NULL };
	static const char stays[] = "an amendment stays on record as it was suggested: accept it, "
				    "reject it, or let its author withdraw it";
	CLEANUP(record_free) struct record *proposal = NULL;
	int line = before && after ? changed_line(said, before, after) : 0;

	if (!after || line)
		fault_add(faults, path, line, stays);
	else if (!before && (proposal = read_proposal(view, path, faults)) &&
		 proposal_is_frozen(proposal) && str_equal(record_get(after, "state"), "open"))
		fault_add(faults, path, 0,
			"the text stands as it is now: no amendment finds room in it");
}

static void check_endorsement(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	static const char *const said[] = { "by", "at", "version", NULL };
	CLEANUP(record_free) struct record *proposal = NULL;
	const char *version = after ? record_get(after, "version") : NULL;
	int line = before && after ? changed_line(said, before, after) : 0;

	if (line)
		fault_add(faults, path, line, "who endorses another version says so anew");
	else if (!before && (proposal = read_proposal(view, path, faults)) &&
		 (!version || atoi(version) < 1 ||
			 atoi(version) > version_number(version_last(proposal))))
		fault_add(faults, path, record_line(after, "version"),
			"there is no version %s to endorse", version ? version : "?");
}

/* Rounds --------------------------------------------------------------------------------------- */

static void check_new_round(const struct view *view, const char *path, const struct record *round,
	struct faults *faults)
{
	struct track_case step = { view, path, round, round };
	CLEANUP(record_free) struct record *proposal = read_proposal(view, path, faults);
	const char *number = record_get(round, "number");
	struct place place;
	struct error err;

	if (place_parse(&place, path, NULL) == 0 && number && atoi(number) != place.number)
		fault_add(faults, path, record_line(round, "number"),
			"the number is another one than the file's");
	if (str_equal(record_get(round, "state"), "planned"))
		return;
	if (has_window(&step, &err) < 0)
		fault_add_error(faults, path, record_line(round, "closes"), &err);
	if (proposal && str_equal(record_get(round, "state"), "open") &&
		!str_equal(record_get(proposal, "state"), "discussion"))
		fault_add(faults, path, record_line(round, "state"),
			"a round is open while the proposal is in discussion");
}

static void check_round(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	static const char *const told[] = { "number", "opens", "closes", "method", "invited",
		"call", "summary", "state", NULL };
	bool is_closed = before && str_equal(record_get(before, "state"), "closed");
	int line = after && is_closed ? changed_line(told, before, after) : 0;

	if (!after && !str_equal(record_get(before, "state"), "planned"))
		fault_add(faults, path, 0, "a round that was open stays on record");
	else if (!before)
		check_new_round(view, path, after, faults);
	else if (line)
		fault_add(faults, path, line, "the round is closed: open another one");
}

/* Submissions ---------------------------------------------------------------------------------- */

/* What is sent is the very file that the council adopted, in a commit of its history. */
static int check_what_is_sent(
	const struct view *view, const char *path, const struct record *rec, struct error *err)
{
	CLEANUP(record_free) struct record *sealed = NULL;
	const char *version = record_get(rec, "version");
	int code = submission_sealed(&sealed, view, path, rec, err);

	if (code < 0)
		return code;
	if (!str_equal(yaml_get(record_value(sealed, "adopted"), "version"), version) ||
		!version_is_current(sealed))
		return error_set(err, ERR_INVALID,
			"the council has not adopted version %s as it stands in that commit",
			version ? version : "?");
	return 0;
}

/* What the agency says of a submission, and a new one has not. */
static const char *const of_agency[] = { "incoming number", "incoming date", "due", "extended", "returned", NULL };

/* Whether the proposal of PATH came with a submission of its own, as a council does that is put together from files. */
static bool is_taken_in(const struct view *old, const char *path, const struct record *proposal)
{
	CLEANUP(record_free) struct record *last = NULL;

	return submission_last(&last, NULL, old, path, NULL) < 0 &&
		(str_equal(record_get(proposal, "state"), "submitted") || str_equal(record_get(proposal, "state"), "closed"));
}

/* Nothing is sent but by the step that submits what was adopted, and what is sent was not with the agency before. */
static int check_sending(const struct view *view, const char *base, const char *path, const struct record *rec,
	struct error *err)
{
	struct view old = { view->store, base, NULL };
	CLEANUP(str_free) char *file = proposal_of(path);
	CLEANUP(record_free) struct record *was = NULL;
	CLEANUP(record_free) struct record *now = NULL;

	if (record_get(rec, "outgoing date") && days_check_past(view, record_get(rec, "outgoing date"), "date", err) < 0)
		return ERR_INVALID;
	if (!*base || view_read(&was, &old, file, NULL) < 0 || is_taken_in(&old, file, was))
		return 0;
	if (!str_equal(record_get(was, "state"), "adopted") || view_read(&now, view, file, NULL) < 0 ||
		!str_equal(record_get(now, "state"), "submitted"))
		return error_set(err, ERR_INVALID, "what the council has adopted is sent by the step that submits it, and nothing else");
	for (const char *const *key = of_agency; *key; key++)
		if (record_value(rec, *key))
			return error_set(err, ERR_INVALID, "what is sent now has no \"%s\" yet: that is the agency's to say", *key);
	return str_equal(record_get(rec, "state"), "sent") ? 0
		: error_set(err, ERR_INVALID, "what is sent now is \"sent\", and not yet \"%s\"", record_get(rec, "state"));
}

static void check_submission(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	struct error err;
	int line = before && after ? changed_line(frozen_keys("submission"), before, after) : 0;

	if (after && !str_equal(record_get(after, "audience"), before ? record_get(before, "audience") : NULL))
		fault_add(faults, path, record_line(after, "audience"), "who reads what was sent is not changed afterwards");

	if (!after)
		fault_add(faults, path, 0, "what was sent stays on record");
	else if (line)
		fault_add(faults, path, line, "what was sent stays as it was sent");
	else if (!before && (check_what_is_sent(view, path, after, &err) < 0 || check_sending(view, base, path, after, &err) < 0))
		fault_add_error(faults, path, record_line(after, "commit"), &err);
	if (before && after)
		submission_check_course(path, before, after, faults);
}

/* Answers -------------------------------------------------------------------------------------- */

/* The line of AFTER where it is not as it was; 0 where only its form is another one. */
static int any_changed_line(const struct record *before, const struct record *after)
{
	const struct yaml *now = record_front(after), *was = record_front(before);

	for (size_t i = 0; i < now->items; i++)
		if (!record_same(before, after, now->item[i]->key))
			return now->item[i]->line;
	for (size_t i = 0; i < was->items; i++)
		if (!record_same(before, after, was->item[i]->key))
			return record_line(after, was->item[i]->key);
	return has_same_body(before, after) ? 0 : record_body_line(after);
}

static bool is_same_file(const struct record *before, const struct record *after)
{
	CLEANUP(buf_release) struct buf old = BUF_INIT;
	CLEANUP(buf_release) struct buf new = BUF_INIT;

	record_write(&old, before);
	record_write(&new, after);
	return str_equal(buf_text(&old), buf_text(&new));
}

static void check_answer(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	bool is_published = before && record_value(before, "published at");
	struct error err;

	if (!after && is_published)
		fault_add(faults, path, 0, "an answer that was published stays on record");
	else if (after && is_published && !is_same_file(before, after))
		fault_add(faults, path, any_changed_line(before, after),
			"an answer that was published stays as it is");
	else if (after && !is_published && answer_check(view, path, after, NULL, &err) < 0)
		fault_add_error(faults, path, record_line(after, "outcomes"), &err);
}

/* Reports -------------------------------------------------------------------------------------- */

static void check_progress(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	static const char *const told[] = { "date", "reporter", "recommendation", "status", "percent", "reason",
		"evidence", "next report", "published at", NULL };
	struct error err;
	int line = before && after ? changed_line(told, before, after) : 0;

	if (!after || line)
		fault_add(faults, path, line, "a report stays on record as it was made: a later one says what was wrong in it");
	else if (!before && progress_check(view, path, after, &err) < 0)
		fault_add_error(faults, path, record_line(after, "recommendation"), &err);
}

const struct kept_kind proposal_kept[] = {
	{"proposal",	      check_proposal },
	{ "comment",		     check_comment },
	{ "amendment",check_amendment },
	{ "endorsement",	 check_endorsement },
	{ "round",		   check_round },
	{ "submission",check_submission },
	{ "answer",	 check_answer },
	{ "progress",	 check_progress },
	{ 0	    },
};
