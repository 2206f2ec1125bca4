#include "answer.h"
#include "date.h"
#include "days.h"
#include "proposal.h"
#include "rule.h"
#include "submission.h"
#include "tag.h"
#include "text.h"

enum { DAY_LEN = 10 };

/* Beside whose field the words of a refusal stand: "reasons-R2". */
static int fault_of(struct error *err, const char *field, const char *id)
{
	CLEANUP(str_free) char *name = str_format("%s-%s", field, id);

	return error_field(err, name);
}

/* Outcomes -------------------------------------------------------------------------------------- */

bool answer_accepts(const char *outcome)
{
	return str_equal(outcome, "accepted") || str_equal(outcome, "partly");
}

/* SINCE is the day of the answer. */
static int check_outcome(const struct yaml *outcome, const char *id, const char *since, struct error *err)
{
	const char *word = yaml_get(outcome, "outcome"), *planned = yaml_get(outcome, "planned date");

	if (!str_equal(word, "accepted") && text_is_blank(yaml_get(outcome, "reasons"))) {
		error_set(err, ERR_INVALID, "give the reasons of the answer to %s: only a full acceptance needs none", id);
		return fault_of(err, "reasons", id);
	}
	if (str_equal(word, "forwarded") && text_is_blank(yaml_get(outcome, "to"))) {
		error_set(err, ERR_INVALID, "say to which body %s was forwarded", id);
		return fault_of(err, "to", id);
	}
	if (planned && strncmp(planned, since, strnlen(planned, DAY_LEN)) < 0) {
		error_set(err, ERR_INVALID, "the planned day of %s is before the day of the answer", id);
		return fault_of(err, "planned", id);
	}
	return 0;
}

static const struct yaml *find_outcome(const struct record *answer, const char *id, size_t *count)
{
	const struct yaml *outcomes = record_value(answer, "outcomes"), *found = NULL;

	*count = 0;
	for (size_t i = 0; i < yaml_count(outcomes); i++)
		if (str_equal(yaml_get(outcomes->item[i], "recommendation"), id)) {
			found = found ? found : outcomes->item[i];
			++*count;
		}
	return found;
}

static int check_outcomes(const struct record *answer, const struct record *sealed, struct error *err)
{
	CLEANUP(items_release) struct items items = items_read(record_body(sealed), "R");
	const struct yaml *outcomes = record_value(answer, "outcomes");
	size_t count;
	int code = 0;

	for (size_t i = 0; i < yaml_count(outcomes); i++) {
		const char *id = yaml_get(outcomes->item[i], "recommendation");

		if (!submission_recommends(sealed, id))
			return error_set(err, ERR_INVALID,
				"%s is no recommendation of the version that was sent", id ? id : "?");
	}
	for (size_t i = 0; code == 0 && i < items.count; i++) {
		const struct yaml *outcome = find_outcome(answer, items.item[i].id, &count);

		if (count == 1) {
			code = check_outcome(outcome, items.item[i].id, record_get(answer, "published at"), err);
			continue;
		}
		error_set(err, ERR_INVALID,
			count ? "%s is answered twice" : "say what the answer to %s is", items.item[i].id);
		code = fault_of(err, "outcome", items.item[i].id);
	}
	return code;
}

/* The submission, and the second reviewer -------------------------------------------------------- */

/* The file of the submission that ANSWER, the record at PATH, speaks of. The caller frees. */
static int find_submission(char **file, const char *path, const struct record *answer, struct error *err)
{
	CLEANUP(buf_release) struct buf found = BUF_INIT;
	CLEANUP(str_free) char *proposal = proposal_of(path);
	CLEANUP(str_free) char *name = NULL;
	const char *reference = record_get(answer, "submission");
	struct place place, meant, ours;

	if (place_parse(&place, path, NULL) < 0 || !reference ||
		reference_path(&found, reference, NULL) < 0)
		return error_set(err, ERR_INVALID, "an answer names the submission that it answers");
	name = str_format("submissions/%02d.md", place.number);
	*file = place_beside(proposal, name);
	if (place_parse(&meant, buf_text(&found), NULL) < 0 || place_parse(&ours, *file, NULL) < 0 ||
		!str_equal(meant.identity, ours.identity))
		return error_set(err, ERR_INVALID, "answer %d answers submission %d of the same proposal",
			place.number, place.number);
	return 0;
}

static bool is_rule_on(const struct view *view, const char *key, const char *day)
{
	CLEANUP(rules_free) struct rules *rules = NULL;
	struct record *council = NULL;
	const struct rule *rule;
	struct date date;

	if (view_read(&council, view, "council.md", NULL) < 0)
		council = NULL;
	rules = rules_new(council);
	rule = date_parse(&date, day, NULL) < 0 ? NULL : rules_on(rules, key, &date);
	return rule && str_equal(rule->value, "yes");
}

static int check_reviewers(const struct view *view, const struct record *answer, struct error *err)
{
	const char *prepared = record_get(answer, "prepared by"), *checked = record_get(answer, "checked by");

	if (checked && str_equal(prepared, checked)) {
		error_set(err, ERR_INVALID, "somebody else than who prepared the answer checks it");
		return error_field(err, "checked");
	}
	if (checked || !is_rule_on(view, "answer.check", record_get(answer, "published at")))
		return 0;
	error_set(err, ERR_INVALID, "by the council's rule a second reviewer checks the answer before it is published");
	return error_field(err, "checked");
}

static int check_submission(const struct record *submission, const struct record *answer, struct error *err)
{
	const char *registered = record_get(submission, "incoming date");

	int code = tag_check_answer(answer, submission, err);

	if (code < 0)
		return code;
	if (registered && strncmp(record_get(answer, "published at"), registered, DAY_LEN) < 0)
		return error_set(err, ERR_INVALID, "the answer is older than the registration of what it answers");
	return 0;
}

int answer_check(const struct view *view, const char *path, const struct record *answer,
	const struct record *submission, struct error *err)
{
	CLEANUP(record_free) struct record *read = NULL;
	CLEANUP(record_free) struct record *sealed = NULL;
	CLEANUP(str_free) char *file = NULL;
	int code;

	if ((code = days_check_published(view, answer, err)) < 0 || (code = find_submission(&file, path, answer, err)) < 0 ||
		(!submission && (code = view_read(&read, view, file, err)) < 0))
		return code;
	if (read && !str_equal(record_get(read, "state"), "answered"))
		return error_set(err, ERR_INVALID,
			"an answer is published by the step that answers the submission");
	submission = submission ? submission : read;
	if ((code = check_submission(submission, answer, err)) < 0 ||
		(code = submission_sealed(&sealed, view, file, submission, err)) < 0 ||
		(code = check_outcomes(answer, sealed, err)) < 0)
		return code;
	return check_reviewers(view, answer, err);
}

/* What was answered ------------------------------------------------------------------------------ */

struct search {
	const char *id;
	char *path, *outcome, *day;
};

static int look_at(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	struct search *search = ctx;
	size_t count;
	const struct yaml *outcome = find_outcome(rec, search->id, &count);
	const char *published = record_get(rec, "published at");

	if (!outcome || !published || (search->path && strcmp(path, search->path) < 0))
		return 0;
	free(search->path);
	free(search->outcome);
	free(search->day);
	search->path = str_copy(path);
	search->outcome = str_copy(yaml_get(outcome, "outcome"));
	search->day = str_copy_n(published, strnlen(published, DAY_LEN));
	return 0;
}

int answer_outcome(char **out, char **day, const struct view *view, const char *path, const char *id,
	struct error *err)
{
	struct search search = { .id = id };
	int code = view_each_part(view, path, "answers", look_at, &search, err);
	CLEANUP(str_free) char *answer = search.path;
	CLEANUP(str_free) char *since = search.day;

	if (code == 0 && !answer)
		code = error_set(err, ERR_NOT_FOUND, "the agency has not answered yet");
	*out = search.outcome;
	if (day)
		*day = TAKE(since);
	return code;
}
