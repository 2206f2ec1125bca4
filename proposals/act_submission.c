#include "act.h"
#include "answer.h"
#include "days.h"
#include "progress.h"
#include "proposal.h"
#include "submission.h"
#include "tag.h"

/* What the steps of a submission do: registration, extension, return, answer, and reports after it. */

enum { DAY_LEN = 10 };

int act_check_past(const struct step *step, const char *day, const char *field, struct error *err)
{
	if (strncmp(day, step->now, DAY_LEN) <= 0)
		return 0;
	error_set(err, ERR_INVALID, "%s is a day that is still to come", day);
	return error_field(err, field);
}

/* The day that was typed, else today; the caller's. */
static int read_day(const struct step *step, const char *field, char **out, struct error *err)
{
	int code = step_fact_day(step, field, out, err);

	if (code < 0)
		return error_field(err, field);
	if (!*out)
		*out = step_today(step);
	return act_check_past(step, *out, field, err);
}

static char *due_by_rule(const struct step *step, const char *key, const char *day)
{
	struct view view = { step->store, step->head, NULL };

	return days_due(&view, key, day);
}

/* Registration, extension, return --------------------------------------------------------------- */

int do_register(const struct step *step, struct error *err)
{
	CLEANUP(str_free) char *day = NULL;
	CLEANUP(str_free) char *due = NULL;
	int code = read_day(step, "date", &day, err);

	if (code < 0)
		return code;
	if (step_fact(step, "number"))
		record_set(step->rec, "incoming number", step_fact(step, "number"));
	record_set(step->rec, "incoming date", day);
	due = due_by_rule(step, "answer", day);
	if (due)
		record_set(step->rec, "due", due);
	return 0;
}

/* A copy of the list that KEY of REC holds, to be added to. */
static struct yaml *list_of(const struct record *rec, const char *key)
{
	const struct yaml *list = record_value(rec, key);

	return list ? yaml_copy(list) : yaml_list();
}

int do_extend(const struct step *step, struct error *err)
{
	CLEANUP(str_free) char *until = NULL;
	const char *was = record_get(step->rec, "due");
	struct yaml *list, *one;
	int code = step_fact_day(step, "until", &until, err);

	if (code == 0 && !until)
		code = error_set(err, ERR_INVALID, "say until which day the answer is put off");
	else if (code == 0 && was && strcmp(until, was) <= 0)
		code = error_set(err, ERR_INVALID, "the new day is not later than %s, which is due now", was);
	else if (code == 0 && strncmp(until, step->now, DAY_LEN) < 0)
		code = error_set(err, ERR_INVALID, "%s is over already", until);
	if (code < 0)
		return error_field(err, "until");
	if (!step_fact(step, "reason")) {
		error_set(err, ERR_INVALID, "say why the answer takes longer");
		return error_field(err, "reason");
	}
	list = list_of(step->rec, "extended");
	one = yaml_map();
	yaml_put_text(one, "until", until);
	yaml_put_text(one, "was", was);
	yaml_put_text(one, "reason", step_fact(step, "reason"));
	yaml_put_text(one, "by", step->by);
	yaml_put_text(one, "at", step->now);
	yaml_append(list, one);
	record_set_value(step->rec, "extended", list);
	record_set(step->rec, "due", until);
	return 0;
}

/* "reason-R2": what was stated of one recommendation. */
static const char *fact_of(const struct step *step, const char *name, const char *id)
{
	CLEANUP(str_free) char *field = str_format("%s-%s", name, id);

	return step_fact(step, field);
}

static void add_reason(struct yaml *reasons, const char *concerns, const char *reason)
{
	struct yaml *one;

	if (!reason)
		return;
	one = yaml_map();
	yaml_put_text(one, "concerns", concerns);
	yaml_put_text(one, "reason", reason);
	yaml_append(reasons, one);
}

static int read_sealed(const struct step *step, struct record **out, struct error *err)
{
	struct view view = { step->store, step->head, step->change };

	return submission_sealed(out, &view, step->path, step->rec, err);
}

int do_return(const struct step *step, struct error *err)
{
	CLEANUP(record_free) struct record *sealed = NULL;
	struct yaml *returned, *reasons;
	int code = read_sealed(step, &sealed, err);

	if (code < 0)
		return code;
	CLEANUP(items_release) struct items items = items_read(record_body(sealed), "R");
	reasons = yaml_list();
	add_reason(reasons, NULL, step_fact(step, "reason"));
	for (size_t i = 0; i < items.count; i++)
		add_reason(reasons, items.item[i].id, fact_of(step, "reason", items.item[i].id));
	if (!reasons->items) {
		yaml_free(reasons);
		return 0; /* the guard asks for them */
	}
	returned = yaml_map();
	yaml_put(returned, "reasons", reasons);
	yaml_put_text(returned, "by", step->by);
	yaml_put_text(returned, "at", step->now);
	record_set_value(step->rec, "returned", returned);
	return 0;
}

int act_revised(const struct step *step, struct record *submission, struct error *err)
{
	struct view view = { step->store, step->head, NULL };
	CLEANUP(record_free) struct record *before = NULL;
	struct yaml *revised;
	int code = submission_last(&before, NULL, &view, step->path, err);
	size_t count;

	if (code == ERR_NOT_FOUND)
		return 0;
	if (code < 0 || !(count = submission_reasons(before)))
		return code;
	revised = yaml_list();
	for (size_t i = 1; i <= count; i++) {
		CLEANUP(str_free) char *number = str_format("%zu", i);
		const char *outcome = fact_of(step, "revised", number);
		struct yaml *one;

		if (!outcome)
			continue;
		one = yaml_map();
		yaml_put_text(one, "reason", number);
		yaml_put_text(one, "outcome", outcome);
		yaml_put_text(one, "why", fact_of(step, "revised-why", number));
		yaml_append(revised, one);
	}
	if (revised->items)
		record_set_value(submission, "revised", revised);
	else
		yaml_free(revised);
	return 0;
}

/* The answer ------------------------------------------------------------------------------------- */

static int add_outcome(const struct step *step, struct yaml *outcomes, const char *id, struct error *err)
{
	CLEANUP(str_free) char *planned = NULL;
	CLEANUP(str_free) char *field = str_format("planned-%s", id);
	const char *outcome = fact_of(step, "outcome", id);
	struct yaml *one;
	int code = step_fact_day(step, field, &planned, err);

	if (code < 0)
		return error_field(err, field);
	if (!outcome)
		return 0; /* answer_check asks for it */
	one = yaml_map();
	yaml_put_text(one, "recommendation", id);
	yaml_put_text(one, "outcome", outcome);
	yaml_put_text(one, "reasons", fact_of(step, "reasons", id));
	if (str_equal(outcome, "forwarded"))
		yaml_put_text(one, "to", fact_of(step, "to", id));
	yaml_put_text(one, "unit", fact_of(step, "unit", id));
	yaml_put_text(one, "planned date", planned);
	yaml_append(outcomes, one);
	return 0;
}

static int put_outcomes(const struct step *step, struct record *answer, struct error *err)
{
	CLEANUP(record_free) struct record *sealed = NULL;
	struct yaml *outcomes;
	int code = read_sealed(step, &sealed, err);

	if (code < 0)
		return code;
	CLEANUP(items_release) struct items items = items_read(record_body(sealed), "R");
	outcomes = yaml_list();
	for (size_t i = 0; code == 0 && i < items.count; i++)
		code = add_outcome(step, outcomes, items.item[i].id, err);
	if (outcomes->items)
		record_set_value(answer, "outcomes", outcomes);
	else
		yaml_free(outcomes);
	return code;
}

static void put_if_stated(const struct step *step, struct record *rec, const char *key, const char *fact)
{
	if (step_fact(step, fact))
		record_set(rec, key, step_fact(step, fact));
}

static int put_letter(const struct step *step, struct record *answer, struct error *err)
{
	CLEANUP(str_free) char *day = NULL;
	CLEANUP(str_free) char *letter = NULL;
	int code = read_day(step, "date", &day, err);

	if (code < 0)
		return code;
	if (!step_fact(step, "letter")) {
		error_set(err, ERR_INVALID, "write the covering letter");
		return error_field(err, "letter");
	}
	put_if_stated(step, answer, "number", "number");
	record_set(answer, "date", day);
	put_if_stated(step, answer, "signatory", "signatory");
	letter = str_format("%s\n", step_fact(step, "letter"));
	record_set_body(answer, letter);
	return 0;
}

int do_answer(const struct step *step, struct error *err)
{
	CLEANUP(record_free) struct record *answer = record_new("answer");
	CLEANUP(buf_release) struct buf reference = BUF_INIT;
	CLEANUP(str_free) char *proposal = proposal_of(step->path);
	CLEANUP(str_free) char *name = str_format("answers/%02d.md", atoi(record_get(step->rec, "number")));
	CLEANUP(str_free) char *path = place_beside(proposal, name);
	struct view view = { step->store, step->head, step->change };
	int code;

	place_reference(&reference, step->path);
	record_set(answer, "submission", buf_text(&reference));
	record_set(answer, "version", record_get(step->rec, "version"));
	record_set(answer, "sha256", record_get(step->rec, "sha256"));
	record_set(answer, "published at", step->now);
	record_set(answer, "prepared by", step_fact(step, "prepared") ? step_fact(step, "prepared") : step->by);
	put_if_stated(step, answer, "checked by", "checked");
	if ((code = put_outcomes(step, answer, err)) < 0 || (code = put_letter(step, answer, err)) < 0)
		return code;
	if (view_has(&view, path))
		return error_set(err, ERR_CONFLICT, "this submission has an answer already: %s", path);
	act_write_part(step, path, answer);
	return tag_with_change(step->change, answer, path, err);
}

/* Reports ---------------------------------------------------------------------------------------- */

/* One a line. */
static void put_evidence(const struct step *step, struct record *report)
{
	const char *text = step_fact(step, "evidence");
	struct yaml *list = yaml_list();

	for (const char *p = text ? text : ""; *p; p += strspn(p, "\r\n")) {
		size_t len = strcspn(p, "\r\n");
		CLEANUP(str_free) char *line = str_copy_n(p, len);

		if (*str_trim(line))
			yaml_append(list, yaml_scalar(str_trim(line)));
		p += len;
	}
	if (list->items)
		record_set_value(report, "evidence", list);
	else
		yaml_free(list);
}

static int put_percent(const struct step *step, struct record *report, struct error *err)
{
	const char *percent = step_fact(step, "percent");
	size_t digits = percent ? strspn(percent, "0123456789") : 0;

	if (!percent)
		return 0;
	if (!digits || digits > 3 || percent[digits] || atoi(percent) > 100) {
		error_set(err, ERR_INVALID, "\"%s\" is no whole number from %ld to %ld", percent, 0L, 100L);
		return error_field(err, "percent");
	}
	record_set(report, "percent", percent);
	return 0;
}

/* When the next report comes: as typed, by the rule, or never where nothing is left to do. */
static int put_next(const struct step *step, struct record *report, const char *day, struct error *err)
{
	CLEANUP(str_free) char *next = NULL;
	const char *status = record_get(report, "status");
	int code = step_fact_day(step, "next", &next, err);

	if (code < 0)
		return error_field(err, "next");
	if (!next && !str_equal(status, "done") && !str_equal(status, "stopped"))
		next = due_by_rule(step, "progress.report", day);
	if (next)
		record_set(report, "next report", next);
	return 0;
}

/* The first "progress/DAY-N.md" beside the proposal that is not there. The caller frees. */
static char *free_path(const struct step *step, const char *day)
{
	CLEANUP(str_free) char *proposal = proposal_of(step->path);
	struct view view = { step->store, step->head, step->change };

	for (int n = 1;; n++) {
		CLEANUP(str_free) char *name = str_format("progress/%s-%d.md", day, n);
		CLEANUP(str_free) char *path = place_beside(proposal, name);

		if (!view_has(&view, path))
			return TAKE(path);
	}
}

int do_report(const struct step *step, struct error *err)
{
	CLEANUP(record_free) struct record *report = record_new("progress");
	CLEANUP(str_free) char *day = NULL;
	CLEANUP(str_free) char *path = NULL;
	struct view view = { step->store, step->head, step->change };
	int code = read_day(step, "date", &day, err);

	if (code < 0)
		return code;
	if (!step_fact(step, "status")) {
		error_set(err, ERR_INVALID, "say how far it is");
		return error_field(err, "status");
	}
	record_set(report, "date", day);
	record_set(report, "reporter", step->by);
	put_if_stated(step, report, "recommendation", "recommendation");
	record_set(report, "status", step_fact(step, "status"));
	put_if_stated(step, report, "reason", "reason");
	record_set(report, "published at", step->now);
	put_evidence(step, report);
	if ((code = put_percent(step, report, err)) < 0 || (code = put_next(step, report, day, err)) < 0)
		return code;
	if (step_fact(step, "words")) {
		CLEANUP(str_free) char *body = str_format("%s\n", step_fact(step, "words"));

		record_set_body(report, body);
	}
	path = free_path(step, day);
	if ((code = progress_check(&view, path, report, err)) < 0)
		return code;
	act_write_part(step, path, report);
	return 0;
}
