#include "act.h"
#include "date.h"
#include "guard.h"
#include "proposal.h"
#include "secret.h"
#include "tag.h"
#include "version.h"

#include <stdio.h>

/* What the steps of a proposal, its rounds and its amendments do beside moving the state. */

static int check_may_edit(const struct step *step, const struct record *proposal, struct error *err)
{
	if (proposal_may_edit(proposal, step->by, step->roles))
		return 0;
	return error_set(err, ERR_DENIED,
		"the text is its authors' and the coordinator's: suggest an amendment");
}

/* Versions ------------------------------------------------------------------------------------- */

static int name_version(const struct step *step, struct error *err)
{
	return version_name(step->rec, step->by, step->now, step_fact(step, "what"), err);
}

static int do_name_version(const struct step *step, struct error *err)
{
	int code = check_may_edit(step, step->rec, err);

	if (code < 0)
		return code;
	if (version_is_current(step->rec))
		return error_set(err, ERR_INVALID, "the text as it stands is version %d already",
			version_number(version_last(step->rec)));
	return name_version(step, err);
}

static int do_review(const struct step *step, struct error *err)
{
	int code = check_may_edit(step, step->rec, err);

	return code < 0 ? code : name_version(step, err);
}

/* Rounds --------------------------------------------------------------------------------------- */

struct highest {
	int number;
};

static int find_highest(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	struct highest *highest = ctx;
	const char *number = record_get(rec, "number");

	if (number && atoi(number) > highest->number)
		highest->number = atoi(number);
	return 0;
}

/* The number of the next record in FOLDER beside STEP's. */
static int next_in(const struct step *step, const char *folder, int *out, struct error *err)
{
	struct view view = { step->store, step->head, step->change };
	struct highest highest = { 0 };
	int code = view_each_part(&view, step->path, folder, find_highest, &highest, err);

	*out = highest.number + 1;
	return code;
}

void act_write_part(const struct step *step, const char *path, struct record *part)
{
	if (str_equal(record_get(step->rec, "illustrative"), "true"))
		record_set_value(part, "illustrative", yaml_boolean(true));
	step_write(step, path, part);
}

/* "people/o/osman-gunduz\nMember 1": one a line, or with commas between. */
static struct yaml *list_of(const char *text)
{
	struct yaml *list = yaml_list();

	for (const char *p = text ? text : ""; *p; p += strspn(p, ",\n")) {
		size_t len = strcspn(p, ",\n");
		CLEANUP(str_free) char *one = str_copy_n(p, len);
		const char *name = str_trim(one);

		if (*name)
			yaml_append(list, yaml_scalar(name));
		p += len;
	}
	return list;
}

/* From when until when; today where nothing is said. */
static int put_window(const struct step *step, struct record *round, struct error *err)
{
	CLEANUP(str_free) char *opens = NULL;
	CLEANUP(str_free) char *closes = NULL;
	int code = step_fact_day(step, "opens", &opens, err);

	if (code < 0)
		return error_field(err, "opens");
	if ((code = step_fact_day(step, "until", &closes, err)) < 0)
		return error_field(err, "until");
	if (!opens && !record_get(round, "opens"))
		opens = step_today(step);
	if (opens)
		record_set(round, "opens", opens);
	if (closes)
		record_set(round, "closes", closes);
	if (record_get(round, "closes") && strcmp(record_get(round, "closes"), step->now) < 0 &&
		strncmp(record_get(round, "closes"), step->now, strlen("2015-07-28")) < 0) {
		error_set(err, ERR_INVALID, "the closing date is over already");
		return error_field(err, "until");
	}
	return 0;
}

static int check_window(
	const struct step *step, const struct record *round, const char *path, struct error *err)
{
	struct view view = { step->store, step->head, step->change };

	return has_window(&(struct track_case){ &view, path, round, round }, err);
}

static int do_discuss(const struct step *step, struct error *err)
{
	CLEANUP(record_free) struct record *round = record_new("round");
	CLEANUP(str_free) char *path = NULL;
	CLEANUP(str_free) char *name = NULL;
	CLEANUP(str_free) char *number = NULL;
	struct yaml *invited;
	const char *method = step_fact(step, "method"), *call = step_fact(step, "call");
	int n, code = name_version(step, err);

	if (code < 0 || (code = next_in(step, "rounds", &n, err)) < 0)
		return code;
	number = str_format("%d", n);
	name = str_format("rounds/%02d.md", n);
	path = step_beside(step, name);
	record_set(round, "number", number);
	if ((code = put_window(step, round, err)) < 0 ||
		(code = check_window(step, round, path, err)) < 0)
		return code;
	record_set(round, "method", method ? method : "written");
	invited = list_of(step_fact(step, "invited"));
	if (invited->items)
		record_set_value(round, "invited", invited);
	else
		yaml_free(invited);
	record_set(round, "state", "open");
	if (call) {
		CLEANUP(str_free) char *body = str_format("%s\n", call);

		record_set_body(round, body);
	}
	act_write_part(step, path, round);
	return 0;
}

static int do_extend_round(const struct step *step, struct error *err)
{
	if (!step_fact(step, "until")) {
		error_set(err, ERR_INVALID, "say until which day the discussion is open");
		return error_field(err, "until");
	}
	return put_window(step, step->rec, err);
}

/* A round that is closed before its day was open until today. */
static int do_close_round(const struct step *step, struct error *err)
{
	CLEANUP(str_free) char *today = step_today(step);
	const char *closes = record_get(step->rec, "closes");

	if (!closes || strcmp(today, closes) < 0)
		record_set(step->rec, "closes", today);
	if (step_fact(step, "summary"))
		record_set(step->rec, "summary", step_fact(step, "summary"));
	return 0;
}

/* Adoption and submission ---------------------------------------------------------------------- */

static int do_adopt(const struct step *step, struct error *err)
{
	CLEANUP(str_free) char *number = str_format("%d", version_number(version_last(step->rec)));
	struct yaml *adopted = yaml_map();

	yaml_put_text(adopted, "in", step_fact(step, "in"));
	yaml_put_text(adopted, "item", step_fact(step, "item"));
	yaml_put_text(adopted, "version", number);
	record_set_value(step->rec, "adopted", adopted);
	return 0;
}

/* The last revision of STEP's record, and its whole text. */
static int find_revision(
	const struct step *step, struct revision *out, struct buf *text, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	struct place place;
	int code = place_parse(&place, step->path, err);

	if (code < 0)
		return code;
	if (!step->index)
		return error_set(
			err, ERR_FAILED, "a submission is made on the page or with \"shura step\"");
	if ((code = db_prepare(&query, step->index,
		     "SELECT id FROM visible_versions WHERE record = ?1 AND blob <> '' ORDER BY "
		     "depth DESC, id LIMIT 1",
		     err)) < 0)
		return code;
	query_bind_text(query, 1, place.identity);
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_CONFLICT, "the index is behind: try again in a moment");
	snprintf(out->hex, sizeof out->hex, "%s", query_text(query, 0));
	return store_read(step->store, out->hex, step->path, text, NULL, err);
}

static int put_facts(const struct step *step, struct record *submission, struct error *err)
{
	CLEANUP(str_free) char *day = NULL;
	int code = step_fact_day(step, "date", &day, err);

	if (code < 0)
		return error_field(err, "date");
	if (!day)
		day = step_today(step);
	if ((code = act_check_past(step, day, "date", err)) < 0)
		return code;
	if (step_fact(step, "number"))
		record_set(submission, "outgoing number", step_fact(step, "number"));
	record_set(submission, "outgoing date", day);
	if (step_fact(step, "channel"))
		record_set(submission, "channel", step_fact(step, "channel"));
	record_set(submission, "signatory",
		step_fact(step, "signatory") ? step_fact(step, "signatory") : step->by);
	return 0;
}

static int do_submit(const struct step *step, struct error *err)
{
	CLEANUP(record_free) struct record *submission = record_new("submission");
	CLEANUP(buf_release) struct buf sealed = BUF_INIT;
	CLEANUP(buf_release) struct buf now = BUF_INIT;
	CLEANUP(str_free) char *number = NULL;
	CLEANUP(str_free) char *path = NULL;
	CLEANUP(str_free) char *letter = NULL;
	const char *version = yaml_get(record_value(step->rec, "adopted"), "version");
	struct revision commit;
	char sum[65];
	int n, code;

	if ((code = next_in(step, "submissions", &n, err)) < 0 ||
		(code = find_revision(step, &commit, &sealed, err)) < 0)
		return code;
	record_write(&now, step->rec);
	if (!str_equal(buf_text(&now), buf_text(&sealed)))
		return error_set(err, ERR_CONFLICT,
			"somebody else has changed this file meanwhile; look at it and try again");
	if (!step_fact(step, "letter")) {
		error_set(err, ERR_INVALID, "write the covering letter");
		return error_field(err, "letter");
	}
	sha256_hex(sum, buf_text(&sealed), sealed.len);
	number = str_format("%d", n);
	record_set(submission, "number", number);
	record_set(submission, "version", version);
	record_set(submission, "commit", commit.hex);
	record_set(submission, "sha256", sum);
	if ((code = put_facts(step, submission, err)) < 0 || (code = act_revised(step, submission, err)) < 0)
		return code;
	record_unset(step->rec, "audience"); /* of a text that was taken up again (do_revise) */
	record_set(submission, "state", "sent");
	letter = str_format("%s\n", step_fact(step, "letter"));
	record_set_body(submission, letter);
	free(number);
	number = str_format("submissions/%02d.md", n);
	path = step_beside(step, number);
	act_write_part(step, path, submission);
	return tag_with_change(step->change, submission, path, err);
}

/* Aside and back ------------------------------------------------------------------------------- */

/* What the public has seen it goes on seeing, with what became of it. */
static void keep_public(const struct step *step)
{
	static const char *const seen[] = { "discussion", "ready", "adopted", "submitted",
		"closed" };

	for (size_t i = 0; i < ARRAY_SIZE(seen); i++)
		if (str_equal(record_get(step->rec, "state"), seen[i]))
			record_set(step->rec, "audience", "public");
}

static int do_leave(const struct step *step, struct error *err)
{
	record_set(step->rec, "reason", step_fact(step, "reason"));
	return 0;
}

static int withdraw_submission(
	void *ctx, const char *path, const struct record *rec, struct error *err)
{
	const struct step *step = ctx;
	CLEANUP(record_free) struct record *mine = NULL;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code;

	if (str_equal(record_get(rec, "state"), "returned") ||
		str_equal(record_get(rec, "state"), "answered") ||
		str_equal(record_get(rec, "state"), "withdrawn"))
		return 0;
	record_write(&text, rec);
	if ((code = record_parse(&mine, buf_text(&text), text.len, err)) < 0)
		return code;
	record_set(mine, "state", "withdrawn");
	step_write(step, path, mine);
	return 0;
}

static int do_withdraw(const struct step *step, struct error *err)
{
	struct view view = { step->store, step->head, NULL };

	do_leave(step, err);
	keep_public(step);
	return view_each_part(
		&view, step->path, "submissions", withdraw_submission, (void *)step, err);
}

static int do_supersede(const struct step *step, struct error *err)
{
	record_set(step->rec, "superseded by", step_fact(step, "instead"));
	keep_public(step);
	return 0;
}

/* Taking a draft back to work is the authors'; what the council has adopted is the coordinator's,
 * with a reason. */
static int do_redraft(const struct step *step, struct error *err)
{
	int code = check_may_edit(step, step->rec, err);

	if (code < 0)
		return code;
	record_unset(step->rec, "adopted");
	if (step_fact(step, "reason"))
		record_set(step->rec, "reason", step_fact(step, "reason"));
	else
		record_unset(step->rec, "reason");
	return 0;
}

static int do_resume(const struct step *step, struct error *err)
{
	int code = check_may_edit(step, step->rec, err);

	if (code < 0)
		return code;
	record_unset(step->rec, "reason");
	record_unset(step->rec, "adopted");
	record_unset(step->rec, "audience");
	return 0;
}

/* The public has read it and goes on seeing how it is revised. */
static int do_revise(const struct step *step, struct error *err)
{
	keep_public(step);
	record_unset(step->rec, "adopted");
	return 0;
}

/* Amendments ----------------------------------------------------------------------------------- */

static int read_proposal(const struct step *step, struct record **out, struct error *err)
{
	struct view view = { step->store, step->head, step->change };
	CLEANUP(str_free) char *path = proposal_of(step->path);

	return view_read(out, &view, path, err);
}

static int decide(const struct step *step, struct error *err)
{
	if (step_fact(step, "answer"))
		record_set(step->rec, "answer", step_fact(step, "answer"));
	record_set(step->rec, "by", step->by);
	return 0;
}

static int do_decide(const struct step *step, struct error *err)
{
	CLEANUP(record_free) struct record *proposal = NULL;
	int code = read_proposal(step, &proposal, err);

	if (code < 0 || (code = check_may_edit(step, proposal, err)) < 0)
		return code;
	return decide(step, err);
}

static int do_withdraw_amendment(const struct step *step, struct error *err)
{
	if (str_equal(step->by, record_get(step->rec, "author")))
		return decide(step, err);
	return error_set(err, ERR_DENIED, "an amendment is withdrawn by who suggested it");
}

const struct step_act proposal_acts[] = {
	{"name-version",	  do_name_version },
	{ "review",		    do_review },
	{ "discuss",do_discuss },
	{ "discuss-again",	   do_discuss },
	{ "ready",		   name_version },
	{ "adopt",do_adopt },
	{ "submit",	    do_submit },
	{ "park",		  do_leave },
	{ "withdraw",	      do_withdraw },
	{ "supersede",	       do_supersede },
	{ "redraft",		     do_redraft },
	{ "resume",do_resume },
	{ "revise",	    do_revise },
	{ "register",	    do_register },
	{ "extend",	    do_extend },
	{ "return",	    do_return },
	{ "answer",	    do_answer },
	{ "report",	    do_report },
	{ "extend-round",		  do_extend_round },
	{ "open-round",do_extend_round },
	{ "close-round",	 do_close_round },
	{ "accept-amendment",		      do_decide },
	{ "reject-amendment",	      do_decide },
	{ "overtake-amendment",	do_decide },
	{ "withdraw-amendment",		do_withdraw_amendment },
	{ 0},
};
