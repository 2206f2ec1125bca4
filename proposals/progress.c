#include "progress.h"
#include "answer.h"
#include "days.h"
#include "proposal.h"
#include "web_address.h"
#include "text.h"

enum { DAY_LEN = 10 };

static int fault_of(struct error *err, const char *field)
{
	return error_field(err, field);
}

bool progress_is_later(const char *path, const char *other)
{
	const char *one = strrchr(path, '/'), *two = strrchr(other, '/');
	int order = strncmp(one, two, DAY_LEN + 1);

	if (!order)
		order = (strlen(one) > strlen(two)) - (strlen(one) < strlen(two));
	return (order ? order : strcmp(one, two)) > 0;
}

static int check_accepted(const struct view *view, const char *path, const struct record *report,
	struct error *err)
{
	CLEANUP(str_free) char *proposal = proposal_of(path);
	CLEANUP(str_free) char *outcome = NULL;
	CLEANUP(str_free) char *day = NULL;
	const char *id = record_get(report, "recommendation");
	int code = answer_outcome(&outcome, &day, view, proposal, id ? id : "", err);

	if (code < 0 && code != ERR_NOT_FOUND)
		return code;
	if (!answer_accepts(outcome)) {
		error_set(err, ERR_INVALID, "%s was not accepted in an answer: there is nothing to report of it", id ? id : "?");
		return fault_of(err, "recommendation");
	}
	if (strncmp(record_get(report, "date"), day, DAY_LEN) < 0) {
		error_set(err, ERR_INVALID, "the report is older than the answer, which is of %s", day);
		return fault_of(err, "date");
	}
	return 0;
}

static int check_status(const struct record *report, struct error *err)
{
	const char *status = record_get(report, "status"), *percent = record_get(report, "percent");
	bool is_done = str_equal(status, "done");

	if (is_done && percent && atoi(percent) != 100) {
		error_set(err, ERR_INVALID, "what is done is done to 100 percent");
		return fault_of(err, "percent");
	}
	if (str_equal(status, "not started") && percent && atoi(percent) > 0) {
		error_set(err, ERR_INVALID, "what is not started is done to no percent");
		return fault_of(err, "percent");
	}
	if ((str_equal(status, "stopped") || str_equal(status, "delayed")) &&
		text_is_blank(record_get(report, "reason"))) {
		error_set(err, ERR_INVALID, "say why it stopped, or is late");
		return fault_of(err, "reason");
	}
	if (record_get(report, "next report") &&
		strcmp(record_get(report, "next report"), record_get(report, "date")) <= 0) {
		error_set(err, ERR_INVALID, "the next report comes after this one");
		return fault_of(err, "next");
	}
	return 0;
}

/* An address of the web, or a file that lies beside the proposal. */
static int check_evidence(const struct view *view, const char *path, const struct record *report,
	struct error *err)
{
	const struct yaml *evidence = record_value(report, "evidence");
	CLEANUP(str_free) char *proposal = proposal_of(path);

	for (size_t i = 0; i < yaml_count(evidence); i++) {
		const char *text = evidence->item[i]->text;
		CLEANUP(str_free) char *file = place_beside(proposal, text ? text : "");

		if (web_address_is(text))
			continue;
		if (text && str_starts(text, "attachments/") && place_is_attachment(file) && view_has(view, file))
			continue;
		error_set(err, ERR_INVALID,
			"\"%s\" is no evidence that anybody can open: write an address that begins with https://, or the name of an "
			"attached file as attachments/name.pdf", text ? text : "");
		return fault_of(err, "evidence");
	}
	return 0;
}

int progress_check(const struct view *view, const char *path, const struct record *report, struct error *err)
{
	int code;

	if (!record_get(report, "date") || strlen(record_get(report, "date")) != DAY_LEN) {
		error_set(err, ERR_INVALID, "a report has a day, such as 2016-01-15");
		return fault_of(err, "date");
	}
	if (strncmp(strrchr(path, '/') + 1, record_get(report, "date"), DAY_LEN) != 0) {
		error_set(err, ERR_INVALID, "the name of a report's file begins with its day, %s", record_get(report, "date"));
		return fault_of(err, "date");
	}
	if ((code = days_check_past(view, record_get(report, "date"), "date", err)) < 0 ||
		(code = check_accepted(view, path, report, err)) < 0 ||
		(code = check_status(report, err)) < 0)
		return code;
	code = check_evidence(view, path, report, err);
	return code < 0 ? code : days_check_published(view, report, err);
}
