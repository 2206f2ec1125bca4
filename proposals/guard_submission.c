#include "answer.h"
#include "days.h"
#include "guard.h"
#include "proposal.h"
#include "submission.h"
#include "text.h"

/* The guards of a submission's course at the agency. */

enum { DAY_LEN = 10 };

static const char *stated(const struct track_case *step, const char *key)
{
	return record_get(step->after, key);
}

/* The day that the answer is due is the rule's; an extension alone moves it. */
static int check_due(const struct track_case *step, const char *date, struct error *err)
{
	CLEANUP(str_free) char *due = days_due(step->view, "answer", date);

	if (!due || str_equal(stated(step, "due"), due))
		return 0;
	error_set(err, ERR_INVALID, "by the council's rule the answer to what was registered on %s is due on %s: write that day", date, due);
	return error_field(err, "due");
}

int is_registered(const struct track_case *step, struct error *err)
{
	const char *date = stated(step, "incoming date"), *sent = stated(step, "outgoing date");

	if (text_is_blank(stated(step, "incoming number"))) {
		error_set(err, ERR_INVALID, "say under which number the agency registered it");
		return error_field(err, "number");
	}
	if (!date) {
		error_set(err, ERR_INVALID, "say on which day the agency registered it");
		return error_field(err, "date");
	}
	if (sent && strncmp(date, sent, DAY_LEN) < 0) {
		error_set(err, ERR_INVALID, "it was sent on %s: no agency registers it before", sent);
		return error_field(err, "date");
	}
	if (days_check_past(step->view, date, "date", err) < 0)
		return ERR_INVALID;
	return check_due(step, date, err);
}

/* check_extended in submission.c looks at each; this is for who has stated nothing. */
int is_extended(const struct track_case *step, struct error *err)
{
	const struct yaml *extended = record_value(step->after, "extended");

	if (!yaml_count(extended)) {
		error_set(err, ERR_INVALID, "say until which day the answer is put off");
		return error_field(err, "until");
	}
	if (!text_is_blank(yaml_get(extended->item[extended->items - 1], "reason")))
		return 0;
	error_set(err, ERR_INVALID, "say why the answer takes longer");
	return error_field(err, "reason");
}

int is_sent_back(const struct track_case *step, struct error *err)
{
	CLEANUP(record_free) struct record *sealed = NULL;
	const struct yaml *reasons = yaml_at(record_value(step->after, "returned"), "reasons");
	int code;

	if (!yaml_count(reasons)) {
		error_set(err, ERR_INVALID, "say what is to be revised: on the whole, or of a recommendation");
		return error_field(err, "reason");
	}
	if ((code = submission_sealed(&sealed, step->view, step->path, step->after, err)) < 0)
		return code;
	for (size_t i = 0; i < yaml_count(reasons); i++) {
		const char *concerns = yaml_get(reasons->item[i], "concerns");

		if (concerns && !submission_recommends(sealed, concerns))
			return error_set(err, ERR_INVALID, "%s is no recommendation of the version that was sent",
				concerns);
	}
	return 0;
}

int is_answered_in_full(const struct track_case *step, struct error *err)
{
	CLEANUP(record_free) struct record *answer = NULL;
	CLEANUP(str_free) char *name = str_format("answers/%02d.md", atoi(stated(step, "number")));
	CLEANUP(str_free) char *proposal = proposal_of(step->path);
	CLEANUP(str_free) char *path = place_beside(proposal, name);

	if (view_read(&answer, step->view, path, NULL) < 0)
		return error_set(err, ERR_INVALID, "there is no answer to publish: prepare one, %s beside the proposal", name);
	return answer_check(step->view, path, answer, step->after, err);
}

/* It is the proposal that is withdrawn; what was sent of it goes along. */
int is_called_back(const struct track_case *step, struct error *err)
{
	CLEANUP(record_free) struct record *proposal = NULL;
	CLEANUP(str_free) char *path = proposal_of(step->path);

	if (view_read(&proposal, step->view, path, NULL) == 0 &&
		str_equal(record_get(proposal, "state"), "withdrawn"))
		return 0;
	return error_set(err, ERR_INVALID, "withdraw the proposal: what was sent of it is withdrawn with it");
}

static int find_accepted(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	const struct yaml *outcomes = record_value(rec, "outcomes");

	for (size_t i = 0; i < yaml_count(outcomes); i++)
		if (answer_accepts(yaml_get(outcomes->item[i], "outcome")) && record_get(rec, "published at"))
			*(bool *)ctx = true;
	return 0;
}

int has_accepted(const struct track_case *step, struct error *err)
{
	CLEANUP(str_free) char *proposal = proposal_of(step->path);
	bool found = false;
	int code = view_each_part(step->view, proposal, "answers", find_accepted, &found, err);

	if (code < 0 || found)
		return code;
	return error_set(err, ERR_INVALID, "no recommendation was accepted: there is nothing to carry out");
}
