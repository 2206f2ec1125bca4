#include "index_site.h"
#include "kind.h"

/* How far a recommendation has come, and with it the suggestions that it took up. */

#define MEETING "meetings/2015/0001-local/minutes.md"
#define DISPOSITION "meetings/2015/0001-local/dispositions/o3.md"
#define FOLDER "proposals/2016/0001-0099/0001-local"
#define PROPOSAL FOLDER "/proposal.md"

static const char meeting[] = "---\nrecord: minutes\ntitle: İclas\ndate: 2015-07-28\nstate: held\nminutes: published\n---\n\n"
			      "## 1. Məsələ\n\n### Səsləndirilən təkliflər\n\n"
			      "- **O1** Birinci.\n- **O2** İkinci.\n- **O3** Üçüncü.\n";

#define CITES(n) " ([O" n "](../../../../meetings/2015/0001-local/minutes.md#o" n "))\n"

static void put_proposal(struct site *site, const char *state)
{
	CLEANUP(str_free)
	char *text = str_format("---\nrecord: proposal\ntitle: P\nstate: %s\naddressee: bodies/v/vxsi\n---\n\n"
				"- **R1** Bir." CITES("1") "- **R2** İki." CITES("1") CITES("2"),
		state);

	put(site, PROPOSAL, text);
}

static void put_submission(struct site *site, const char *number, const char *state)
{
	CLEANUP(str_free) char *path = str_format(FOLDER "/submissions/%s.md", number);
	CLEANUP(str_free)
	char *text = str_format("---\nrecord: submission\nversion: \"1\"\nstate: %s\noutgoing date: 2016-03-01\ndue: 2016-03-24\n---\n", state);

	put(site, path, text);
}

static void put_answer(struct site *site, const char *number, const char *published, const char *first, const char *second)
{
	CLEANUP(str_free) char *path = str_format(FOLDER "/answers/%s.md", number);
	CLEANUP(str_free)
	char *text = str_format("---\nrecord: answer\nsubmission: " FOLDER "/submissions/%s\n%soutcomes:\n"
				"  - {recommendation: R1, outcome: %s}\n  - {recommendation: R2, outcome: %s, reasons: Yox.}\n---\n",
		number, published, first, second);

	put(site, path, text);
}

static void put_report(struct site *site, const char *day, const char *status)
{
	CLEANUP(str_free) char *path = str_format(FOLDER "/progress/%s.md", day);
	CLEANUP(str_free)
	char *text = str_format("---\nrecord: progress\ndate: %.10s\nrecommendation: R1\nstatus: %s\npublished at: %.10s\n---\n", day, status, day);

	put(site, path, text);
}

static const char stages[] = "SELECT item, stage FROM visible_courses ORDER BY seq";
static const char reached[] = "SELECT item, reached, recommendation FROM visible_fates ORDER BY item";

static int fill(struct site *site, const char *state)
{
	put(site, MEETING, meeting);
	put_proposal(site, state);
	return save(site, "Begin");
}

TEST(each_stage_is_reached_by_what_was_sent_answered_and_reported)
{
	SITE site = site_new();

	CHECK_OK(fill(&site, "discussion"), err);
	index_set_reader(site.db, AUDIENCE_PUBLIC);
	CHECK_ROWS(site.db, stages, "R1|written;R2|written;");
	CHECK_ROWS(site.db, reached, "O1|written|R1;O2|written|R2;O3|unsaid|-;");
	put_proposal(&site, "submitted");
	put_submission(&site, "01", "under review");
	CHECK_OK(save(&site, "Submit"), err);
	CHECK_ROWS(site.db, stages, "R1|submitted;R2|submitted;");
	CHECK_ROWS(site.db, "SELECT submission, submission_state, due, addressee FROM visible_courses WHERE item = 'R1'",
		"proposals/2016/1/submissions/1|under review|2016-03-24|bodies/vxsi;");
	put_submission(&site, "01", "answered");
	put_answer(&site, "01", "published at: 2016-03-20\n", "partly", "rejected");
	CHECK_OK(save(&site, "Answer"), err);
	CHECK_ROWS(site.db, stages, "R1|accepted;R2|answered;");
	CHECK_ROWS(site.db, reached, "O1|partly|R1;O2|rejected|R2;O3|unsaid|-;");
	put_report(&site, "2016-04-01-1", "delayed");
	CHECK_OK(save(&site, "Report"), err);
	CHECK_ROWS(site.db, stages, "R1|in implementation;R2|answered;");
	CHECK(equals_rebuilt(&site));
	put_report(&site, "2016-04-01-10", "stopped");
	put_report(&site, "2016-04-01-2", "done");
	CHECK_OK(save(&site, "Report again"), err); /* the tenth of a day is the last */
	CHECK_ROWS(site.db, stages, "R1|stopped;R2|answered;");
	put_report(&site, "2016-05-01-1", "done");
	CHECK_OK(save(&site, "Report the end"), err);
	CHECK_ROWS(site.db, stages, "R1|carried out;R2|answered;");
	CHECK_ROWS(site.db, reached, "O1|partly: done|R1;O2|rejected|R2;O3|unsaid|-;");
	CHECK(equals_rebuilt(&site));
}

TEST(an_answer_counts_when_it_is_published)
{
	SITE site = site_new();

	CHECK_OK(fill(&site, "submitted"), err);
	index_set_reader(site.db, AUDIENCE_PUBLIC);
	put_submission(&site, "01", "under review");
	put_answer(&site, "01", "", "accepted", "accepted");
	CHECK_OK(save(&site, "Prepare"), err);
	CHECK_ROWS(site.db, stages, "R1|submitted;R2|submitted;");
	CHECK(equals_rebuilt(&site));
}

TEST(what_was_sent_again_waits_again_unless_it_was_accepted)
{
	SITE site = site_new();

	CHECK_OK(fill(&site, "submitted"), err);
	index_set_reader(site.db, AUDIENCE_PUBLIC);
	put_submission(&site, "01", "answered");
	put_answer(&site, "01", "published at: 2016-03-20\n", "accepted", "rejected");
	put_submission(&site, "02", "sent");
	CHECK_OK(save(&site, "Submit again"), err);
	CHECK_ROWS(site.db, stages, "R1|accepted;R2|submitted;");
	put_submission(&site, "02", "withdrawn");
	CHECK_OK(save(&site, "Withdraw it"), err);
	CHECK_ROWS(site.db, stages, "R1|accepted;R2|answered;");
	CHECK(equals_rebuilt(&site));
}

TEST(each_reader_sees_the_course_of_what_they_may_see)
{
	SITE site = site_new();

	CHECK_OK(fill(&site, "draft"), err);
	put(&site, DISPOSITION,
		"---\nrecord: disposition\noutcome: taken up\nin: " PROPOSAL "#r2\nby: Katib\nat: 2015-10-01\naudience: public\n---\n");
	CHECK_OK(save(&site, "Draft"), err);
	index_set_reader(site.db, AUDIENCE_PUBLIC);
	CHECK_ROWS(site.db, stages, "");
	CHECK_ROWS(site.db, reached, "O1|unsaid|-;O2|unsaid|-;O3|written|-;"); /* taken up, and no more is to be seen */
	index_set_reader(site.db, AUDIENCE_MEMBERS);
	CHECK_ROWS(site.db, stages, "R1|written;R2|written;");
	CHECK_ROWS(site.db, reached, "O1|written|R1;O2|written|R2;O3|written|R2;");
	put_proposal(&site, "withdrawn");
	CHECK_OK(save(&site, "Withdraw"), err);
	CHECK_ROWS(site.db, stages, "R1|withdrawn;R2|withdrawn;");
	CHECK_ROWS(site.db, reached, "O1|unsaid|-;O2|unsaid|-;O3|written|-;");
	CHECK(equals_rebuilt(&site));
	put(&site, PROPOSAL, NULL);
	CHECK_OK(save(&site, "Delete"), err);
	CHECK_ROWS(site.db, "SELECT count(*) FROM courses", "0;");
	CHECK(equals_rebuilt(&site));
}

/* A list by stage, and the course of one proposal, look nothing else up. */
TEST(no_question_on_courses_reads_a_whole_table)
{
	SITE site = site_new();
	static const char *const questions[] = {
		"SELECT * FROM visible_courses WHERE proposal = ? AND item = ?",
		"SELECT * FROM visible_fates WHERE reached = ? ORDER BY year DESC, number DESC, seq LIMIT 50",
		"SELECT * FROM visible_courses WHERE reached = ? ORDER BY year DESC, number DESC, seq LIMIT 50",
		"SELECT reached, count(*) FROM visible_fates GROUP BY reached",
	};

	CHECK_OK(fill(&site, "submitted"), err);
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
		CLEANUP(str_free) char *sql = str_format("EXPLAIN QUERY PLAN %s", questions[i]);
		CLEANUP(str_free) char *plan = ask(site.db, sql);

		if (strstr(plan, "SCAN ") || strstr(plan, "TEMP B-TREE") || strstr(plan, "AUTOMATIC"))
			return test_fail(__FILE__, __LINE__, "%s\n%s", sql, plan);
	}
}

TEST_MAIN
