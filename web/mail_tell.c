#include "mail_tell.h"
#include "date.h"
#include "mail_calendar.h"
#include "place.h"
#include "text.h"
#include "version.h"

#include <time.h>

enum { DAILY_HOUR = 7, DAY = 24 * 60 * 60, WORDS_MAX = 300 };

struct told_one {
	long long account;
	enum how how;
	char *key, *record, *subject, *text, *calendar, *title, *address;
	const char *event;
	const char *language;
};

/* The next time that it is DAILY_HOUR where the council is. */
static long long next_daily(long long now, const char *zone)
{
	struct date date = { 0 };
	long long local;

	if (date_from_time(&date, now, zone, NULL) < 0)
		date.offset = 0;
	local = (now + date.offset * 60) % DAY;
	return now - local + DAILY_HOUR * 60 * 60 + (local < DAILY_HOUR * 60 * 60 ? 0 : DAY);
}

int teller_init(
	struct teller *out, struct worker *worker, const struct site *site, struct error *err)
{
	out->worker = worker;
	out->site = site;
	out->now = time(NULL);
	out->daily = next_daily(out->now, worker->facts->zone);
	return mailboxes_read(&out->boxes, worker->private, err);
}

void teller_release(struct teller *teller)
{
	for (size_t i = 0; i < teller->count; i++) {
		free(teller->told[i].key);
		free(teller->told[i].record);
		free(teller->told[i].subject);
		free(teller->told[i].text);
		free(teller->told[i].calendar);
		free(teller->told[i].title);
		free(teller->told[i].address);
	}
	free(teller->told);
	mailboxes_release(&teller->boxes);
}

/* Who ---------------------------------------------------------------------------------------- */

/* Whether WHO, as a record or the index writes it, is the person of ACCOUNT. */
static bool is_person(const struct account *account, const char *who)
{
	struct place place;

	if (!who || !*who)
		return false;
	if (!*account->person)
		return str_equal(who, account->name);
	return str_equal(who, account->person) ||
	       (place_of_reference(&place, account->person, NULL) == 0 &&
		       str_equal(who, place.identity));
}

static bool takes_part(const struct account *account, const struct record *meeting)
{
	const struct yaml *list = meeting ? record_value(meeting, "participants") : NULL;

	for (size_t i = 0; i < yaml_count(list); i++)
		if (*account->person && is_person(account, yaml_get(list->item[i], "person")))
			return true;
	return false;
}

static bool is_in_list(const struct account *account, const struct record *rec, const char *key)
{
	const struct yaml *list = rec ? record_value(rec, key) : NULL;

	for (size_t i = 0; i < yaml_count(list); i++)
		if (is_person(account, list->item[i]->text))
			return true;
	return false;
}

/* NAMES has one a line. */
static bool is_among(const struct account *account, const char *names)
{
	for (const char *p = names ? names : ""; *p; p += strspn(p, "\n")) {
		size_t len = strcspn(p, "\n");
		CLEANUP(str_free) char *one = str_copy_n(p, len);

		if (is_person(account, one))
			return true;
		p += len;
	}
	return false;
}

/* Who has to do with a proposal. */
static bool is_concerned(const struct account *account, const struct happening *what)
{
	unsigned whom = what->event->whom;

	return (whom & TOLD_AUTHORS && is_in_list(account, what->proposal, "authors")) ||
	       (whom & TOLD_INVITED && is_in_list(account, what->rec, "invited")) ||
	       (whom & TOLD_ANSWERED && is_person(account, what->answered)) ||
	       (whom & TOLD_ENDORSERS && is_among(account, what->endorsers)) ||
	       (whom & TOLD_VOICES && is_among(account, what->voices));
}

static bool is_told(const struct account *account, const struct happening *what)
{
	static const struct {
		enum told told;
		unsigned roles;
	} by_role[] = {
		{TOLD_MEMBERS,	ROLE_MEMBER	    },
		{ TOLD_COORDINATORS, ROLE_COORDINATOR},
		{ TOLD_AGENCY,       ROLE_AGENCY	   },
	};
	unsigned whom = what->event->whom;

	if (roles_audience(account->roles) < (int)what->audience)
		return false;
	if (!what->event->doer && str_equal(account->login, what->doer))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(by_role); i++)
		if (whom & by_role[i].told && roles_full(account->roles) & by_role[i].roles)
			return true;
	if (whom & (TOLD_AUTHOR | TOLD_IN_CHARGE) && is_person(account, what->person))
		return true;
	return (whom & TOLD_PARTICIPANTS && takes_part(account, what->meeting)) ||
	       is_concerned(account, what);
}

/* Words -------------------------------------------------------------------------------------- */

/* FORMAT with TEXT, on one line, for its %s. */
static void put_words(struct buf *out, const char *format, const char *text)
{
	const char *hole = strstr(format, "%s");
	size_t len;

	if (!hole) {
		buf_puts(out, format);
		return;
	}
	buf_add(out, format, (size_t)(hole - format));
	len = out->len;
	buf_puts(out, text);
	for (; len < out->len; len++)
		if ((unsigned char)out->data[len] < 0x20)
			out->data[len] = ' ';
	buf_puts(out, hole + 2);
}

static void say_line(
	struct buf *out, const struct phrases *phrases, const char *label, const char *value)
{
	if (!value || !*value)
		return;
	buf_printf(out, "%s: ", phrases_get(phrases, label));
	put_words(out, "%s\n", value);
}

static void say_date(
	struct buf *out, const struct phrases *phrases, const char *label, const char *value)
{
	CLEANUP(buf_release) struct buf words = BUF_INIT;
	struct date date;

	if (value && date_parse(&date, value, NULL) == 0) {
		date_text(&words, &date, phrases_language(phrases), DATE_WORDS);
		value = buf_text(&words);
	}
	say_line(out, phrases, label, value);
}

/* Internal points are nobody's but the members'. */
static void put_agenda(struct buf *out, const struct phrases *phrases, const struct record *meeting)
{
	const struct yaml *agenda = record_value(meeting, "agenda");
	int number = 0;

	for (size_t i = 0; i < yaml_count(agenda); i++) {
		const char *title = yaml_get(agenda->item[i], "title");

		if (!title || str_equal(yaml_get(agenda->item[i], "kind"), "internal"))
			continue;
		if (!number)
			buf_printf(out, "\n%s:\n", phrases_get(phrases, "Agenda"));
		buf_printf(out, "%d. ", ++number);
		put_words(out, "%s\n", title);
	}
}

/* The words of a comment, cut. */
static void put_comment(struct buf *out, const struct phrases *phrases, const struct record *rec)
{
	CLEANUP(str_free) char *words = text_excerpt(record_body(rec), WORDS_MAX);

	say_line(out, phrases, "What was said", words);
}

static void put_outcome(struct buf *out, const struct phrases *phrases, const struct record *rec)
{
	const struct yaml *disposition = record_value(rec, "disposition");
	const char *outcome = yaml_get(disposition, "outcome");

	if (!outcome)
		return;
	say_line(out, phrases, "What became of it", phrases_get_in(phrases, "disposition", outcome));
	say_line(out, phrases, "Reason", yaml_get(disposition, "why"));
	say_line(out, phrases, "In version", yaml_get(disposition, "in version"));
}

static void put_version(struct buf *out, const struct phrases *phrases, const struct record *rec)
{
	const struct yaml *version = version_last(rec);

	if (!version)
		return;
	say_line(out, phrases, "Version", yaml_get(version, "version"));
	say_line(out, phrases, "What it changes", yaml_get(version, "what"));
}

static void put_registered(struct buf *out, const struct phrases *phrases, const struct record *rec)
{
	say_line(out, phrases, "Registration number", record_get(rec, "incoming number"));
	say_date(out, phrases, "Date received", record_get(rec, "incoming date"));
	say_date(out, phrases, "Answer due", record_get(rec, "due"));
}

static void put_extension(struct buf *out, const struct phrases *phrases, const struct record *rec)
{
	const struct yaml *list = record_value(rec, "extended");

	if (!yaml_count(list))
		return;
	say_date(out, phrases, "Answer due", yaml_get(list->item[list->items - 1], "until"));
	say_line(out, phrases, "Reason", yaml_get(list->item[list->items - 1], "reason"));
}

/* "R2: WORDS. MORE" on a line. */
static void put_item(struct buf *out, const char *item, const char *words, const char *more)
{
	CLEANUP(str_free) char *cut = more ? text_excerpt(more, WORDS_MAX) : NULL;

	put_words(out, item ? "%s: " : "%s", item ? item : "");
	put_words(out, "%s", words ? words : "");
	put_words(out, cut && words ? ". %s\n" : "%s\n", cut ? cut : "");
}

static void put_reasons(struct buf *out, const struct record *rec)
{
	const struct yaml *list = yaml_at(record_value(rec, "returned"), "reasons");

	for (size_t i = 0; i < yaml_count(list); i++)
		put_item(out, yaml_get(list->item[i], "concerns"), NULL, yaml_get(list->item[i], "reason"));
}

static void put_outcomes(struct buf *out, const struct phrases *phrases, const struct record *rec)
{
	const struct yaml *list = record_value(rec, "outcomes");

	for (size_t i = 0; i < yaml_count(list); i++) {
		const char *outcome = yaml_get(list->item[i], "outcome");

		put_item(out, yaml_get(list->item[i], "recommendation"),
			outcome ? phrases_get_in(phrases, "outcome", outcome) : "", yaml_get(list->item[i], "reasons"));
	}
}

/* What the agency did with what was sent to it. */
static void put_agency_lines(
	struct buf *out, const struct phrases *phrases, const struct happening *what)
{
	const struct record *rec = what->rec;
	unsigned lines = rec ? what->event->lines : 0;

	if (lines & LINE_REGISTERED)
		put_registered(out, phrases, rec);
	if (lines & LINE_PUT_OFF)
		put_extension(out, phrases, rec);
	if (lines & LINE_RETURNED)
		put_reasons(out, rec);
	if (lines & LINE_ANSWERED)
		put_outcomes(out, phrases, rec);
}

static void put_report(struct buf *out, const struct phrases *phrases, const struct record *rec)
{
	CLEANUP(str_free) char *percent = record_get(rec, "percent") ? str_format("%s%%", record_get(rec, "percent")) : NULL;

	say_line(out, phrases, "Recommendation", record_get(rec, "recommendation"));
	say_line(out, phrases, "Implementation", phrases_get_in(phrases, "progress", record_get(rec, "status")));
	say_line(out, phrases, "Carried out so far", percent);
	say_line(out, phrases, "Reason", record_get(rec, "reason"));
	say_date(out, phrases, "Next report", record_get(rec, "next report"));
	put_comment(out, phrases, rec);
}

static void put_proposal_lines(
	struct buf *out, const struct phrases *phrases, const struct happening *what)
{
	const struct record *rec = what->rec;
	unsigned lines = what->event->lines;

	if (lines & LINE_CLOSES && rec)
		say_date(out, phrases, "Comments until", record_get(rec, "closes"));
	if (lines & LINE_WORDS && rec)
		put_comment(out, phrases, rec);
	if (lines & LINE_OUTCOME && rec)
		put_outcome(out, phrases, rec);
	if (lines & LINE_REPORT && rec)
		put_report(out, phrases, rec);
	if (lines & LINE_VERSION && what->proposal)
		put_version(out, phrases, what->proposal);
	if (lines & LINE_SUMMARY && rec)
		say_line(out, phrases, "Summary", record_get(rec, "summary"));
}

static void put_lines(struct buf *out, const struct phrases *phrases, const struct happening *what)
{
	const struct record *meeting = what->meeting, *rec = what->rec;
	unsigned lines = what->event->lines;

	if (lines & LINE_WHEN && meeting) {
		say_date(out, phrases, "Date", record_get(meeting, "date"));
		say_line(out, phrases, "Starts", record_get(meeting, "starts"));
		say_line(out, phrases, "Ends", record_get(meeting, "ends"));
	}
	if (lines & LINE_PLACE && meeting)
		say_line(out, phrases, "Place", record_get(meeting, "place"));
	if (lines & LINE_UNTIL && meeting)
		say_date(out, phrases, "Corrections until",
			yaml_get(record_value(meeting, "circulated"), "until"));
	if (lines & LINE_DUE)
		say_date(out, phrases, "Due", what->due);
	if (lines & LINE_REASON && rec)
		say_line(out, phrases, "Reason", record_get(rec, "reason"));
	if (lines & LINE_ANSWER && rec)
		say_line(out, phrases, "Answer", record_get(rec, "answer"));
	if (lines & LINE_AGENDA && meeting)
		put_agenda(out, phrases, meeting);
	put_proposal_lines(out, phrases, what);
	put_agency_lines(out, phrases, what);
}

static void tell_one(struct teller *teller, const struct mailbox *box, const struct happening *what)
{
	const struct facts *facts = teller->worker->facts;
	enum how how = *box->address ? box->how[what->event->group] : HOW_NEVER;
	const struct phrases *phrases = phrases_find(
		*box->language ? box->language : facts->language);
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	if (!phrases)
		phrases = phrases_find(phrases_code(0));
	put_words(&subject, phrases_get(phrases, what->event->subject), what->title);
	put_lines(&text, phrases, what);
	buf_printf(&text, "%s%s%s\n", text.len ? "\n" : "", teller->site->origin, what->address);

	teller->told = mem_grow(teller->told, teller->count, sizeof *teller->told);
	teller->told[teller->count++] = (struct told_one){
		.account = box->account.id,
		.how = how,
		.key = str_copy(what->key),
		.record = str_copy(what->record),
		.subject = buf_take(&subject),
		.text = buf_take(&text),
		.calendar = how != HOW_NEVER && what->event->invitation && what->meeting
				    ? mail_calendar(what, facts, teller->site, box->address,
					      teller->now)
				    : NULL,
		.title = str_copy(what->title),
		.address = str_copy(what->address),
		.event = what->event->name,
		.language = phrases_language(phrases),
	};
}

void teller_tell(struct teller *teller, const struct happening *what)
{
	for (size_t i = 0; i < teller->boxes.count; i++) {
		const struct mailbox *box = &teller->boxes.mailbox[i];

		if (is_told(&box->account, what))
			tell_one(teller, box, what);
	}
}

int teller_keep(struct teller *teller, struct error *err)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < teller->count; i++) {
		const struct told_one *one = &teller->told[i];
		const struct notice notice = { one->key, one->event, one->record, one->language,
			one->subject, one->text, one->calendar, one->title, one->address };

		code = outbox_add(teller->worker->private, one->account, &notice, teller->now,
			one->how == HOW_NEVER ? NO_LETTER : one->how == HOW_DAILY ? teller->daily : 0, err);
	}
	return code;
}
