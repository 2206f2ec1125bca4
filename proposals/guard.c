#include "guard.h"
#include "item.h"
#include "minutes.h"
#include "proposal.h"
#include "answer.h"
#include "progress.h"
#include "rule.h"
#include "submission.h"
#include "version.h"
#include "text.h"

enum { DAY_LEN = 10 };

static const char *stated(const struct track_case *step, const char *key)
{
	return record_get(step->after, key);
}

/* What belongs to the proposal ------------------------------------------------------------------
 */

/* How many records of a folder are in a state. */
struct count {
	const char *state;
	int found;
};

static int count_one(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	struct count *count = ctx;

	count->found += str_equal(record_get(rec, "state"), count->state);
	return 0;
}

static int count_rounds(
	const struct track_case *step, const char *state, int *out, struct error *err)
{
	struct count count = { state, 0 };
	int code = view_each_part(step->view, step->path, "rounds", count_one, &count, err);

	*out = count.found;
	return code;
}

static int read_last_submission(
	struct record **out, const struct track_case *step, struct error *err)
{
	return submission_last(out, NULL, step->view, step->path, err);
}

/* The text ------------------------------------------------------------------------------------- */

int has_recommendation(const struct track_case *step, struct error *err)
{
	CLEANUP(items_release) struct items items = items_read(record_body(step->after), "R");

	return items.count ? 0
			   : error_set(err, ERR_INVALID, "first write at least one recommendation");
}

int has_addressee(const struct track_case *step, struct error *err)
{
	return stated(step, "addressee")
		       ? 0
		       : error_set(err, ERR_INVALID, "first say to whom the proposal goes");
}

int is_named(const struct track_case *step, struct error *err)
{
	if (version_is_current(step->after))
		return 0;
	return error_set(err, ERR_INVALID,
		"first name the text as it stands as a version, and say what it changes");
}

/* The discussion ------------------------------------------------------------------------------- */

int is_opened(const struct track_case *step, struct error *err)
{
	int open, code = count_rounds(step, "open", &open, err);

	if (code < 0)
		return code;
	if (!open)
		return error_set(err, ERR_INVALID,
			"a wide discussion is a round, rounds/01.md beside the proposal, with its "
			"dates");
	return is_named(step, err);
}

int is_between_rounds(const struct track_case *step, struct error *err)
{
	int open, code = count_rounds(step, "open", &open, err);

	if (code < 0 || !open)
		return code;
	return error_set(err, ERR_INVALID, "first close the round of discussion that is open");
}

int is_discussed(const struct track_case *step, struct error *err)
{
	int closed, code = is_between_rounds(step, err);

	if (code < 0 || (code = count_rounds(step, "closed", &closed, err)) < 0)
		return code;
	return closed ? 0 : error_set(err, ERR_INVALID, "first discuss it in a round");
}

/* Adoption ------------------------------------------------------------------------------------- */

/* How many votes of PRESENT the rule of DAY asks for. */
static int votes_needed(const struct track_case *step, const char *day, int present)
{
	CLEANUP(rules_free) struct rules *rules = NULL;
	struct record *council = NULL;
	const struct rule *rule = NULL;
	struct date date;

	if (view_read(&council, step->view, "council.md", NULL) < 0)
		council = NULL;
	rules = rules_new(council);
	if (day && date_parse(&date, day, NULL) == 0)
		rule = rules_on(rules, "majority", &date);
	if (!rule || str_equal(rule->value, "simple"))
		return rule_share("more than half", present);
	return rule_share(rule->value, present);
}

static int check_votes(const struct track_case *step, const struct record *minutes,
	const struct minutes_item *decision, struct error *err)
{
	const char *counted = yaml_get(record_value(minutes, "quorum"), "present");
	int cast, present, needed;

	if (decision->votes_for == VOTES_UNKNOWN)
		return error_set(err, ERR_INVALID,
			"the decision %s has no votes: record in the minutes who was for and "
			"against",
			decision->id);
	cast = decision->votes_for + (decision->against > 0 ? decision->against : 0) +
	       (decision->abstained > 0 ? decision->abstained : 0);
	present = counted && atoi(counted) > cast ? atoi(counted) : cast;
	needed = votes_needed(step, record_get(minutes, "date"), present);
	if (decision->votes_for >= needed && decision->votes_for > decision->against)
		return 0;
	return error_set(err, ERR_INVALID,
		"by the council's rule %d of the %d votes were needed, and %d were for it: the "
		"proposal is not adopted",
		needed, present, decision->votes_for);
}

static int check_decision(
	const struct track_case *step, const char *meeting, const char *item, struct error *err)
{
	CLEANUP(str_free) char *path = str_format("%s/minutes.md", meeting);
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(minutes_free) struct minutes *minutes = NULL;
	const struct minutes_item *decision;

	if (view_read(&rec, step->view, path, NULL) < 0)
		return error_set(
			err, ERR_INVALID, "the meeting that adopted the proposal is not on record");
	if (!str_equal(record_get(rec, "state"), "held") &&
		!str_equal(record_get(rec, "state"), "in session"))
		return error_set(err, ERR_INVALID,
			"the meeting that adopted the proposal has not begun, or was not held");
	minutes = minutes_read(rec, path, NULL);
	decision = item && *item == 'D' ? minutes_find(minutes, item) : NULL;
	if (!decision)
		return error_set(err, ERR_INVALID,
			"say which decision of that meeting adopted the proposal, such as D1");
	return check_votes(step, rec, decision, err);
}

int is_adopted(const struct track_case *step, struct error *err)
{
	const struct yaml *adopted = record_value(step->after, "adopted");
	const char *in = yaml_get(adopted, "in"), *version = yaml_get(adopted, "version");
	int code;

	if (!in) {
		error_set(err, ERR_INVALID,
			"say which decision of which meeting adopted the proposal");
		return error_field(err, "decision");
	}
	if ((code = is_named(step, err)) < 0)
		return code;
	if (!version || atoi(version) != version_number(version_last(step->after)))
		return error_set(err, ERR_INVALID,
			"what is adopted is the last version, %d: it is the text as it stands",
			version_number(version_last(step->after)));
	return check_decision(step, in, yaml_get(adopted, "item"), err);
}

/* Submission and after ---------------------------------------------------------------------------
 */

/* The submission before the one that is made; NULL where there is none. */
struct earlier {
	int number;
	struct record *rec;
};

static int find_earlier(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	struct earlier *earlier = ctx;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *number = record_get(rec, "number");

	if (!number || atoi(number) != earlier->number || earlier->rec)
		return 0;
	record_write(&text, rec);
	return record_parse(&earlier->rec, buf_text(&text), text.len, err);
}

static int check_reason(const struct yaml *revised, size_t number, struct error *err)
{
	CLEANUP(str_free) char *field = str_format("revised-%zu", number);
	const struct yaml *found = NULL;
	const char *why;

	for (size_t i = 0; i < yaml_count(revised); i++)
		if (atoi(yaml_get(revised->item[i], "reason")) == (int)number)
			found = revised->item[i];
	why = yaml_get(found, "why");
	if (!found) {
		error_set(err, ERR_INVALID, "say what became of reason %zu, for which the agency sent it back", number);
		return error_field(err, field);
	}
	if (str_equal(yaml_get(found, "outcome"), "taken up") || !text_is_blank(why))
		return 0;
	error_set(err, ERR_INVALID, "say why it is not taken up, or only partly");
	return error_field(err, field);
}

/* What came back is sent again with what became of each reason. */
static int check_revised(const struct track_case *step, const struct record *submission, struct error *err)
{
	struct earlier earlier = { atoi(record_get(submission, "number")) - 1, NULL };
	int code = view_each_part(step->view, step->path, "submissions", find_earlier, &earlier, err);
	CLEANUP(record_free) struct record *before = earlier.rec;
	size_t count = before ? submission_reasons(before) : 0;

	for (size_t i = 1; code == 0 && i <= count; i++)
		code = check_reason(record_value(submission, "revised"), i, err);
	if (code == 0 && yaml_count(record_value(submission, "revised")) != count)
		return error_set(err, ERR_INVALID,
			"say once what became of each reason, for which the agency sent it back; there are %zu", count);
	return code;
}

int is_submitted(const struct track_case *step, struct error *err)
{
	CLEANUP(record_free) struct record *submission = NULL;
	const char *adopted = yaml_get(record_value(step->after, "adopted"), "version");
	int code = read_last_submission(&submission, step, err);

	if (code == ERR_NOT_FOUND)
		return error_set(err, ERR_INVALID,
			"a proposal is submitted with a covering letter, submissions/01.md beside "
			"it; do it on the page or with \"shura step\"");
	if (code < 0)
		return code;
	if (!str_equal(record_get(submission, "version"), adopted))
		return error_set(err, ERR_INVALID,
			"version %s was adopted, and version %s is submitted: submit the adopted "
			"one",
			adopted ? adopted : "?", record_get(submission, "version"));
	if (!str_equal(record_get(submission, "state"), "sent"))
		return error_set(err, ERR_INVALID,
			"the last submission is one that was answered or withdrawn: make a new "
			"one");
	return check_revised(step, submission, err);
}

static int find_refused(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	const struct yaml *outcomes = record_value(rec, "outcomes");

	for (size_t i = 0; i < yaml_count(outcomes); i++)
		if (!str_equal(yaml_get(outcomes->item[i], "outcome"), "accepted"))
			*(bool *)ctx = true;
	return 0;
}

/* After an answer that did not accept everything the council may try again. */
static int is_refused_in_part(const struct track_case *step, struct error *err)
{
	bool found = false;
	int code = view_each_part(step->view, step->path, "answers", find_refused, &found, err);

	if (code < 0 || found)
		return code;
	return error_set(err, ERR_INVALID, "the agency has accepted all of it: there is nothing to revise");
}

int is_returned(const struct track_case *step, struct error *err)
{
	CLEANUP(record_free) struct record *submission = NULL;
	int code = read_last_submission(&submission, step, err);

	if (code < 0 || str_equal(record_get(submission, "state"), "returned"))
		return code;
	if (!str_equal(record_get(submission, "state"), "answered"))
		return error_set(err, ERR_INVALID, "the agency has not returned it for revision");
	return is_refused_in_part(step, err);
}

int is_unsent(const struct track_case *step, struct error *err)
{
	CLEANUP(record_free) struct record *submission = NULL;

	if (read_last_submission(&submission, step, NULL) == ERR_NOT_FOUND)
		return 0;
	return error_set(err, ERR_INVALID,
		"what was submitted and withdrawn stays so: begin a new proposal");
}

/* The recommendation of one outcome, and how far it is. */
struct carrying_out {
	const char *recommendation;
	char *status, *path; /* of the latest report */
};

static int find_latest(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	struct carrying_out *one = ctx;

	if (!str_equal(record_get(rec, "recommendation"), one->recommendation) ||
		(one->path && !progress_is_later(path, one->path)))
		return 0;
	free(one->path);
	free(one->status);
	one->path = str_copy(path);
	one->status = str_copy(record_get(rec, "status"));
	return 0;
}

static int check_carried_out(
	const struct track_case *step, const struct yaml *outcome, struct error *err)
{
	const char *word = yaml_get(outcome, "outcome");
	struct carrying_out one = { .recommendation = yaml_get(outcome, "recommendation") };
	int code;

	if (!answer_accepts(word))
		return 0;
	code = view_each_part(step->view, step->path, "progress", find_latest, &one, err);
	if (code == 0 && !str_equal(one.status, "done") && !str_equal(one.status, "stopped"))
		code = error_set(err, ERR_INVALID,
			"recommendation %s was accepted, and is neither done nor stopped",
			one.recommendation ? one.recommendation : "?");
	free(one.status);
	free(one.path);
	return code;
}

struct settling {
	const struct track_case *step;
	bool answered;
};

static int check_answer(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	struct settling *settling = ctx;
	const struct yaml *outcomes = record_value(rec, "outcomes");
	int code = 0;

	settling->answered = settling->answered || record_get(rec, "published at");
	for (size_t i = 0; code == 0 && i < yaml_count(outcomes); i++)
		code = check_carried_out(settling->step, outcomes->item[i], err);
	return code;
}

int is_settled(const struct track_case *step, struct error *err)
{
	struct settling settling = { step, false };
	int code = view_each_part(step->view, step->path, "answers", check_answer, &settling, err);

	if (code < 0 || settling.answered)
		return code;
	return error_set(err, ERR_INVALID, "the agency has not answered yet");
}

int is_superseded(const struct track_case *step, struct error *err)
{
	CLEANUP(str_free) char *path = NULL;
	const char *by = stated(step, "superseded by");

	if (!by) {
		error_set(err, ERR_INVALID, "say which proposal takes its place");
		return error_field(err, "instead");
	}
	path = str_format("%s/proposal.md", by);
	if (!str_equal(path, step->path))
		return 0;
	error_set(err, ERR_INVALID, "a proposal does not take its own place");
	return error_field(err, "instead");
}

/* Rounds --------------------------------------------------------------------------------------- */

int has_window(const struct track_case *step, struct error *err)
{
	const char *opens = stated(step, "opens"), *closes = stated(step, "closes");

	if (!opens || !closes) {
		error_set(err, ERR_INVALID, "say until which day the discussion is open");
		return error_field(err, "until");
	}
	if (strncmp(opens, closes, DAY_LEN) <= 0)
		return 0;
	error_set(err, ERR_INVALID, "the closing date is before the opening date");
	return error_field(err, "until");
}

struct answering {
	const char *round;
	int open;
};

/* A reply belongs to the comment that it answers. */
static int count_unanswered(
	void *ctx, const char *path, const struct record *rec, struct error *err)
{
	struct answering *answering = ctx;

	if (str_equal(record_get(rec, "round"), answering->round) && !record_get(rec, "reply to") &&
		!yaml_get(record_value(rec, "disposition"), "outcome"))
		answering->open++;
	return 0;
}

int is_answered(const struct track_case *step, struct error *err)
{
	CLEANUP(str_free) char *proposal = proposal_of(step->path);
	struct answering answering = { stated(step, "number"), 0 };
	int code = view_each_part(
		step->view, proposal, "comments", count_unanswered, &answering, err);

	if (code < 0 || !answering.open)
		return code;
	return error_set(err, ERR_INVALID,
		"first say of every comment of the round what became of it: %d wait",
		answering.open);
}

int is_summed_up(const struct track_case *step, struct error *err)
{
	if (stated(step, "summary"))
		return has_window(step, err);
	error_set(err, ERR_INVALID,
		"sum the round up in a few sentences: what was said, and what was taken up");
	return error_field(err, "summary");
}
