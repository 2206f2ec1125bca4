#include "test.h"
#include "key.h"
#include "tag.h"
#include "version.h"
#include "writer.h"

#include <stdio.h>
#include <unistd.h>

#define PROPOSAL "proposals/2015/0001-0099/0001-local/proposal.md"
#define SUBMISSION "proposals/2015/0001-0099/0001-local/submissions/01.md"
#define TAG "submission/2015/0001/01"
#define ANSWER "proposals/2015/0001-0099/0001-local/answers/01.md"
#define ANSWER_TAG "answer/2015/0001/01"

#define MEETING "meetings/2015/0001-qis"

static const char meeting[] =
	"---\nrecord: minutes\ntitle: Qış\nstate: held\nminutes: draft\n---\n\n## 1. Məsələ\n\n### Qərara alındı\n\n- **D1** Qəbul.\n";

/* The proposal as the steps leave it when the council has adopted its first version, and as a council that is put together
 * from files takes it in before its submission. */
static char *adopted_proposal(void)
{
	CLEANUP(record_free) struct record *rec = record_new("proposal");
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct yaml *adopted = yaml_map();

	record_set(rec, "title", "Xidmət");
	record_set(rec, "state", "submitted");
	record_set_body(rec, "- **R1** Pilot rayonlar seçilsin.\n");
	if (version_name(rec, "Anar", "2015-07-01", "İlk", NULL) < 0)
		abort();
	yaml_put_text(adopted, "in", MEETING);
	yaml_put_text(adopted, "item", "D1");
	yaml_put_text(adopted, "version", "1");
	record_set_value(rec, "adopted", adopted);
	record_write(&text, rec);
	return buf_take(&text);
}

struct office {
	char *dir;
	struct council *council;
	struct writer *writer;
	char *proposal;
	struct revision sealed; /* the proposal's commit */
	struct error err;
};

static int save(struct office *office, struct change *change, struct revision *commit)
{
	CLEANUP(change_result_release) struct change_result result = { 0 };
	int code = writer_commit(office->writer, change, &result, &office->err);

	if (commit)
		*commit = result.commit;
	return code;
}

/* The proposal gets its state by the steps; here it begins with it. */
static struct office office_open(void)
{
	struct office office = { .dir = str_format("%s/council", test_folder()), .proposal = adopted_proposal() };
	struct change *change = change_new("Anar", "anar", "Adopt");

	change_write(change, MEETING "/minutes.md", meeting, strlen(meeting));
	change_write(change, PROPOSAL, office.proposal, strlen(office.proposal));
	if (council_init(office.dir, "true", &office.err) < 0 ||
		council_open(&office.council, office.dir, &office.err) < 0 ||
		writer_start(&office.writer, office.council, &office.err) < 0 ||
		save(&office, change, &office.sealed) < 0) {
		CLEANUP(str_free) char *text = error_text(&office.err);

		puts(text);
		abort();
	}
	return office;
}

static void office_closep(struct office *office)
{
	writer_stop(office->writer);
	council_free(office->council);
	free(office->dir);
	free(office->proposal);
}

/* The change of the step that submits, at a time and in a zone of its own; for answers it has gone its way. */
static struct change *submission_in(const struct office *office, const char *state)
{
	CLEANUP(str_free) char *text = NULL;
	CLEANUP(record_free) struct record *rec = NULL;
	struct change *change = change_new("Leyla", "leyla", "Submit proposal 2015/1, version 1");
	char sum[65];

	sha256_hex(sum, office->proposal, strlen(office->proposal));
	text = str_format("---\nrecord: submission\nnumber: 1\nversion: 1\ncommit: %s\nsha256: %s\n"
			  "state: %s\n---\n\nHörmətli agentlik!\n",
		office->sealed.hex, sum, state);
	change_create(change, SUBMISSION, text, strlen(text));
	if (record_parse(&rec, text, strlen(text), NULL) < 0 ||
		tag_with_change(change, rec, SUBMISSION, NULL) < 0)
		abort();
	change->time = 1438344000;
	change->offset = 240;
	return change;
}

static struct change *submission(const struct office *office)
{
	return submission_in(office, "sent");
}

/* The change of the step that answers. */
static struct change *answer(const struct office *office, const char *of, const char *version)
{
	CLEANUP(str_free) char *text = NULL;
	CLEANUP(record_free) struct record *rec = NULL;
	struct change *change = change_new("Rauf", "rauf", "Answer proposal 2015/1");
	char sum[65];

	sha256_hex(sum, office->proposal, strlen(office->proposal));
	text = str_format("---\nrecord: answer\nsubmission: %s\nversion: %s\nsha256: %s\n"
			  "published at: 2015-08-20\noutcomes:\n  - {recommendation: R1, outcome: accepted}\n---\n\n"
			  "Hörmətli Şura!\n",
		of, version, sum);
	change_create(change, ANSWER, text, strlen(text));
	if (record_parse(&rec, text, strlen(text), NULL) < 0 ||
		tag_with_change(change, rec, ANSWER, NULL) < 0)
		abort();
	change->time = 1440100000;
	change->offset = 240;
	return change;
}

#define OF "proposals/2015/0001-0099/0001-local/submissions/01"

/* What stock git says of the repository; the words are in DIR.said. */
static int stock(const struct office *office, const char *commands)
{
	return test_shell("export GIT_CONFIG_GLOBAL=/dev/null; rm -rf %s.clone; git clone -q %s/records.git %s.clone && "
		   "cd %s.clone && { %s; } >%s.said 2>&1",
		office->dir, office->dir, office->dir, office->dir, commands, office->dir);
}

static char *said(const struct office *office)
{
	CLEANUP(str_free) char *path = str_format("%s.said", office->dir);

	return test_read_file(path, NULL);
}

#define VERIFY_OF(tag) "git -c gpg.format=ssh -c gpg.ssh.allowedSignersFile=allowed-signers verify-tag " tag

/* As the README has it. */
#define AWK "awk '/^---$/ { n++ } n == 1 && /^[^ ]/ { keep = /^(---|record|number|version|commit|sha256|" \
	    "outgoing number|outgoing date|channel|signatory|revised)(:|$)/ } n != 1 || keep'"

TEST(a_submission_and_its_tag_are_there_when_it_is_answered_and_stock_git_proves_it)
{
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(str_free) char *log = NULL;

	CHECK_OK(save(&office, submission(&office), NULL), office.err);
	CHECK_NUMBER(stock(&office, "git log --reverse --format='%an: %s' && git cat-file tag " TAG " | head -10"), 0);
	log = said(&office);
	CHECK(str_starts(log, "Anar: Adopt\nShura: Publish the key that seals submissions\n"
			      "Leyla: Submit proposal 2015/1, version 1\nobject "));
	CHECK(strstr(log, office.sealed.hex));
	CHECK(strstr(log, "\ntype commit\ntag " TAG "\ntagger Leyla <leyla@shura.invalid> 1438344000 +0400\n\n"
			  "Submission 1 of proposals/2015/1, version 1\n\nRecord: proposals/2015/1/submissions/1\n"
			  "Version: 1\nSHA-256: "));
	CHECK_NUMBER(stock(&office, "test \"$(" AWK " " SUBMISSION " | sha256sum | cut -c1-64)\" = "
			   "\"$(git cat-file tag " TAG " | sed -n 's/^Letter-SHA-256: //p')\""), 0);
	if (test_shell("command -v ssh-keygen >/dev/null") == 0)
		CHECK_NUMBER(stock(&office, VERIFY_OF(TAG)), 0);
	CHECK_NUMBER(test_shell("git -C %s/records.git fsck --strict --no-dangling >/dev/null 2>&1", office.dir), 0);
}

TEST(what_cannot_be_sealed_is_not_saved)
{
	static const char other[] = "---\nrecord: person\nname: A\n---\n";
	CLEANUP(office_close) struct office office = office_open();
	struct change *again = change_new("Anar", "anar", "Again");
	struct change *stranger = change_new("Anar", "anar", "Stranger");
	struct revision head;

	CHECK_OK(save(&office, submission(&office), &head), office.err);
	change_write(again, "people/a/a.md", other, strlen(other));
	change_seal(again, TAG, head.hex, "Another\n");
	CHECK_REFUSED(save(&office, again, NULL), ERR_CONFLICT, office.err,
		"\"" TAG "\" seals another version already; what was sealed stays: make the next one");
	change_write(stranger, "people/a/a.md", other, strlen(other));
	change_seal(stranger, "submission/2015/0001/02", "0123456789012345678901234567890123456789", "x\n");
	CHECK_REFUSED(save(&office, stranger, NULL), ERR_INVALID, office.err,
		"\"submission/2015/0001/02\" would seal a commit that main does not hold");
	CHECK_NUMBER(test_shell("git -C %s/records.git cat-file -e main:people/a/a.md 2>/dev/null", office.dir) != 0, 1);
}

/* A writer that was killed between the two leaves just this. */
TEST(a_tag_that_was_not_made_is_made_at_the_next_start_the_same_to_the_byte)
{
	CLEANUP(office_close) struct office office = office_open();

	CHECK_OK(save(&office, submission(&office), NULL), office.err);
	writer_stop(TAKE(office.writer));
	CHECK_NUMBER(test_shell("cd %s/records.git && git rev-parse " TAG " >../before && git update-ref -d refs/tags/" TAG
			 " && rm objects/$(sed 's,^..,&/,' ../before)", office.dir), 0);
	CHECK_OK(writer_start(&office.writer, office.council, &office.err), office.err);
	CHECK_NUMBER(test_shell("cd %s/records.git && git rev-parse " TAG " | cmp - ../before", office.dir), 0);
	writer_stop(TAKE(office.writer));
	CHECK_NUMBER(test_shell("cd %s/records.git && git tag -d " TAG " >/dev/null && git config shura.acceptSigned true",
			 office.dir), 0);
	CHECK_OK(writer_start(&office.writer, office.council, &office.err), office.err);
	CHECK_NUMBER(test_shell("git -C %s/records.git rev-parse -q --verify " TAG " >/dev/null", office.dir) != 0, 1);
}

TEST(an_answer_is_sealed_on_the_commit_of_the_submission_that_it_answers)
{
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(str_free) char *text = NULL;

	CHECK_OK(save(&office, submission_in(&office, "answered"), NULL), office.err);
	CHECK_OK(save(&office, answer(&office, OF, "1"), NULL), office.err);
	CHECK_NUMBER(stock(&office, "git cat-file tag " ANSWER_TAG " | head -12"), 0);
	text = said(&office);
	CHECK(str_starts(text, "object ") && str_starts(text + strlen("object "), office.sealed.hex));
	CHECK(strstr(text, "\ntype commit\ntag " ANSWER_TAG "\ntagger Rauf <rauf@shura.invalid> 1440100000 +0400\n\n"
			   "Answer 1 of proposals/2015/1, to submission 1, version 1\n\nRecord: proposals/2015/1/answers/1\n"
			   "Submission: proposals/2015/1/submissions/1\nVersion: 1\nSHA-256: "));
	CHECK_NUMBER(stock(&office, "test \"$(cat " ANSWER " | sha256sum | cut -c1-64)\" = "
			   "\"$(git cat-file tag " ANSWER_TAG " | sed -n 's/^Answer-SHA-256: //p')\""), 0);
	if (test_shell("command -v ssh-keygen >/dev/null") == 0)
		CHECK_NUMBER(stock(&office, VERIFY_OF(ANSWER_TAG)), 0);
	CHECK_NUMBER(test_shell("git -C %s/records.git fsck --strict --no-dangling >/dev/null 2>&1", office.dir), 0);
}

TEST(the_tag_of_an_answer_that_was_not_made_is_made_again_the_same_to_the_byte)
{
	CLEANUP(office_close) struct office office = office_open();

	CHECK_OK(save(&office, submission_in(&office, "answered"), NULL), office.err);
	CHECK_OK(save(&office, answer(&office, OF, "1"), NULL), office.err);
	writer_stop(TAKE(office.writer));
	CHECK_NUMBER(test_shell("cd %s/records.git && git rev-parse " ANSWER_TAG " >../before && git update-ref -d refs/tags/" ANSWER_TAG
			 " && rm objects/$(sed 's,^..,&/,' ../before)", office.dir), 0);
	CHECK_OK(writer_start(&office.writer, office.council, &office.err), office.err);
	CHECK_NUMBER(test_shell("cd %s/records.git && git rev-parse " ANSWER_TAG " | cmp - ../before", office.dir), 0);
}

TEST(an_answer_to_what_was_not_sent_so_is_neither_saved_nor_sealed)
{
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(record_free) struct record *rec = record_new("answer");
	struct change *change = change_new("Rauf", "rauf", "Answer");

	CHECK_REFUSED(save(&office, answer(&office, OF, "1"), NULL), ERR_INVALID, office.err,
		"\"" ANSWER_TAG "\" would seal a commit that main does not hold");
	CHECK_OK(save(&office, submission_in(&office, "answered"), NULL), office.err);
	CHECK_REFUSED(save(&office, answer(&office, OF, "2"), NULL), ERR_INVALID, office.err,
		ANSWER ", line 7: its version is not that of the submission that it answers, \"1\"");
	record_set(rec, "version", "1");
	record_set(rec, "sha256", "0");
	record_set(rec, "submission", "proposals/2015/0001-0099/0002-x/submissions/01");
	CHECK_REFUSED(tag_with_change(change, rec, ANSWER, &office.err), ERR_INVALID, office.err,
		"an answer names a submission of its own proposal");
	record_set(rec, "submission", OF);
	record_unset(rec, "sha256");
	CHECK_REFUSED(tag_with_change(change, rec, ANSWER, &office.err), ERR_INVALID, office.err,
		"what is sealed names the version and its sha256");
	change_free(change);
	CHECK_NUMBER(test_shell("git -C %s/records.git rev-parse -q --verify " ANSWER_TAG " >/dev/null", office.dir) != 0, 1);
}

TEST(a_published_answer_stays_as_it_is)
{
	static const struct {
		const char *sed, *fault;
	} tries[] = {
		{ "s/accepted/rejected, reasons: Yox/", ", line 7: an answer that was published stays as it is" },
		{ "s/Şura/Şuralar/", ", line 11: an answer that was published stays as it is" },
		{ "/^published/d", ", line 1: an answer that was published stays as it is" },
		{ "s/version: 1/version: \"1\"/", ": an answer that was published stays as it is" },
		{ "s/^outcomes/audience: agency\\n&/", ", line 7: an answer that was published stays as it is" },
	};
	CLEANUP(office_close) struct office office = office_open();
	struct change *gone = change_new("Rauf", "rauf", "Gone");
	struct change *another = NULL;

	CHECK_OK(save(&office, submission_in(&office, "answered"), NULL), office.err);
	CHECK_OK(save(&office, answer(&office, OF, "1"), NULL), office.err);
	for (size_t i = 0; i < ARRAY_SIZE(tries); i++) {
		struct change *change = change_new("Rauf", "rauf", "Change");
		CLEANUP(str_free) char *file = str_format("%s/changed", office.dir);
		CLEANUP(str_free) char *fault = str_format(ANSWER "%s", tries[i].fault);
		CLEANUP(str_free) char *text = NULL;

		CHECK_NUMBER(test_shell("git -C %s/records.git show main:" ANSWER " | sed '%s' >%s", office.dir, tries[i].sed, file), 0);
		text = test_read_file(file, NULL);
		change_write(change, ANSWER, text, strlen(text));
		CHECK_REFUSED(save(&office, change, NULL), ERR_INVALID, office.err, fault);
	}
	change_delete(gone, ANSWER);
	CHECK_REFUSED(save(&office, gone, NULL), ERR_INVALID, office.err,
		ANSWER ": an answer that was published stays on record");
	another = answer(&office, OF, "1");
	free(another->file[0].path);
	another->file[0].path = str_copy("proposals/2015/0001-0099/0001-local/answers/02.md");
	CHECK_REFUSED(save(&office, another, NULL), ERR_INVALID, office.err,
		"proposals/2015/0001-0099/0001-local/answers/02.md, line 7: answer 2 answers submission 2 of the same proposal");
}

/* A file stands where the tag's folder should: as good as a disk that is full. */
TEST(a_tag_that_cannot_be_made_is_told_and_made_as_soon_as_it_can)
{
	CLEANUP(office_close) struct office office = office_open();
	CLEANUP(str_free) char *words = NULL;
	bool made = false;

	CHECK_NUMBER(test_shell("mkdir -p %s/records.git/refs/tags && touch %s/records.git/refs/tags/submission",
			 office.dir, office.dir), 0);
	CHECK(save(&office, submission(&office), NULL) < 0);
	words = error_text(&office.err);
	CHECK(str_starts(words, "this is saved, but not sealed yet; the server seals it as soon as it can: "));
	CHECK_NUMBER(test_shell("git -C %s/records.git cat-file -e main:" SUBMISSION, office.dir), 0);
	CHECK_NUMBER(test_shell("rm %s/records.git/refs/tags/submission", office.dir), 0);
	for (int i = 0; i < 200 && !made; i++) {
		usleep(100000);
		made = test_shell("git -C %s/records.git rev-parse -q --verify " TAG " >/dev/null", office.dir) == 0;
	}
	CHECK(made);
}

TEST(a_record_that_does_not_tell_the_truth_is_not_saved)
{
	CLEANUP(office_close) struct office office = office_open();
	struct change *change = submission(&office);
	char *sum = strstr(change->file[0].text, "sha256: ") + strlen("sha256: ");

	*sum = *sum == 'a' ? 'b' : 'a';
	CHECK(save(&office, change, NULL) == ERR_INVALID);
	CHECK_NUMBER(test_shell("git -C %s/records.git rev-parse -q --verify " TAG " >/dev/null", office.dir) != 0, 1);
}

TEST(the_key_is_made_once_and_stays)
{
	CLEANUP(office_close) struct office office = office_open();
	struct signing_key first, second;

	CHECK_OK(key_of(&first, office.council, &office.err), office.err);
	CHECK_OK(key_of(&second, office.council, &office.err), office.err);
	CHECK(memcmp(&first, &second, sizeof first) == 0);
}

TEST_MAIN
