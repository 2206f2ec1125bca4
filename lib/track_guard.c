#include "track_guard.h"
#include "date.h"
#include "minutes.h"
#include "rule.h"
#include "seal.h"

#include <stdio.h>

static const char *stated(const struct track_case *step, const char *key)
{
	return record_get(step->after, key);
}

static const char *stated_in(const struct track_case *step, const char *map, const char *key)
{
	return yaml_get(record_value(step->after, map), key);
}

/* Whether TEXT is a date whose day is known. */
static bool is_day(const char *text)
{
	struct date date;

	return text && date_parse(&date, text, NULL) == 0 && date.day;
}

/* Meetings */

int can_be_called(const struct track_case *step, struct error *err)
{
	if (!is_day(stated(step, "date")))
		return error_set(err, ERR_INVALID, "first say on which day the meeting is");
	if (!stated(step, "starts"))
		return error_set(err, ERR_INVALID, "first say when the meeting starts");
	if (!stated(step, "place") && !str_equal(stated(step, "mode"), "online"))
		return error_set(err, ERR_INVALID, "first say where the meeting is");
	if (!yaml_count(record_value(step->after, "agenda")))
		return error_set(err, ERR_INVALID, "first put something on the agenda");
	return 0;
}

static int find_notice(struct record **out, const struct track_case *step)
{
	CLEANUP(str_free) char *path = place_beside(step->path, "notice.md");

	return view_read(out, step->view, path, NULL);
}

int is_called(const struct track_case *step, struct error *err)
{
	CLEANUP(record_free) struct record *notice = NULL;

	if (find_notice(&notice, step) < 0 || str_equal(record_get(notice, "state"), "cancelled"))
		return error_set(err, ERR_INVALID, "a meeting is called by its notice, notice.md beside the minutes");
	if (!str_equal(record_get(notice, "date"), stated(step, "date")))
		return error_set(err, ERR_INVALID, "the notice names another day than the meeting");
	return 0;
}

int has_reason(const struct track_case *step, struct error *err)
{
	return stated(step, "reason") ? 0 : error_set(err, ERR_INVALID, "say why");
}

int has_answer(const struct track_case *step, struct error *err)
{
	return stated(step, "answer") ? 0 : error_set(err, ERR_INVALID, "say why it is not taken up");
}

int is_draft(const struct track_case *step, struct error *err)
{
	if (str_equal(stated(step, "minutes"), "draft"))
		return 0;
	return error_set(err, ERR_INVALID, "first take the minutes back to draft");
}

/* Minutes */

int is_of_a_source(const struct track_case *step, struct error *err)
{
	if (stated_in(step, "source", "title"))
		return 0;
	return error_set(err, ERR_INVALID,
		"minutes are circulated, approved and signed before they are published; only a report of somebody else's, with its source, is published at once");
}

int is_unsealed(const struct track_case *step, struct error *err)
{
	if (!seal_is_there(step->before))
		return 0;
	return error_set(err, ERR_INVALID, "the minutes are sealed: add an addendum");
}

static bool is_blank(const char *text, size_t len)
{
	return strspn(text, " \t\n") >= len;
}

/* Whether the issue has anything under its heading. */
static bool is_recorded(const struct record *rec, const struct minutes_issue *issue)
{
	const char *text = record_body(rec) + issue->start;
	size_t len = issue->end - issue->start, heading = strcspn(text, "\n");

	return heading < len && !is_blank(text + heading, len - heading);
}

int is_finished(const struct track_case *step, struct error *err)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(step->after, step->path, NULL);

	if (!str_equal(stated(step, "state"), "held"))
		return error_set(err, ERR_INVALID, "the meeting is not closed yet");
	if (yaml_count(record_value(step->after, "agenda")) > minutes->issues)
		return error_set(err, ERR_INVALID,
			"not every issue of the agenda stands in the minutes; take off the agenda what was not discussed");
	for (size_t i = 0; i < minutes->issues; i++)
		if (!is_recorded(step->after, &minutes->issue[i]))
			return error_set(err, ERR_INVALID,
				"nothing is recorded on \"%s\"; write it, or take it off the agenda",
				minutes->issue[i].title);
	if (!minutes->issues)
		return error_set(err, ERR_INVALID, "nothing is recorded yet");
	return 0;
}

int is_circulated(const struct track_case *step, struct error *err)
{
	const char *at = stated_in(step, "circulated", "at");
	const char *until = stated_in(step, "circulated", "until");

	if (!is_day(at) || !is_day(until))
		return error_set(err, ERR_INVALID, "say until which day corrections are taken up");
	if (strncmp(until, at, strlen("2015-07-28")) < 0)
		return error_set(err, ERR_INVALID, "the closing date is before the minutes go round");
	return 0;
}

static int refuse_open_correction(
	void *ctx, const char *path, const struct record *rec, struct error *err)
{
	if (!str_equal(record_get(rec, "state"), "open"))
		return 0;
	return error_set(err, ERR_INVALID, "first answer every correction that members have sent");
}

int can_be_approved(const struct track_case *step, struct error *err)
{
	int code = is_finished(step, err);

	if (code < 0)
		return code;
	if (!stated(step, "chair") || !stated(step, "secretary"))
		return error_set(err, ERR_INVALID, "first say who chaired and who was the secretary: they sign");
	return view_each_part(step->view, step->path, "corrections", refuse_open_correction, NULL, err);
}

/* The disposition of the suggestion ID of the minutes at PATH is planned. */
static bool is_disposed(const struct track_case *step, const char *id)
{
	CLEANUP(str_free) char *name = str_format("dispositions/o%s.md", id + 1);
	CLEANUP(str_free) char *path = place_beside(step->path, name);

	return view_has(step->view, path);
}

static int check_dispositions(const struct track_case *step, struct error *err)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(step->after, step->path, NULL);

	if (stated_in(step, "approved", "why"))
		return 0;
	for (size_t i = 0; i < minutes->items; i++) {
		const struct minutes_item *item = &minutes->item[i];

		if (item->letter == 'O' && item->id && !is_disposed(step, item->id))
			return error_set(err, ERR_INVALID,
				"nobody has said what becomes of suggestion %s; say it, or say why it can wait",
				item->id);
	}
	return 0;
}

/* The other meeting's decision stands in its minutes, and the meeting was not before ours. */
static const char *own_reference(const struct track_case *step, char out[PLACE_MAX + 1])
{
	const char *slash = strrchr(step->path, '/');

	snprintf(out, PLACE_MAX + 1, "%.*s", slash ? (int)(slash - step->path) : 0, step->path);
	return out;
}

static int check_approval_in(const struct track_case *step, const char *ref, struct error *err)
{
	CLEANUP(record_free) struct record *later = NULL;
	CLEANUP(minutes_free) struct minutes *minutes = NULL;
	CLEANUP(str_free) char *path = str_format("%s/minutes.md", ref);
	const char *item = stated_in(step, "approved", "item");
	const char *ours = stated(step, "date"), *theirs;
	char own[PLACE_MAX + 1];

	if (str_equal(path, step->path))
		return error_set(err, ERR_INVALID, "a meeting does not approve its own minutes; a later one does");
	if (view_read(&later, step->view, path, NULL) < 0)
		return error_set(err, ERR_INVALID, "the meeting that approves the minutes is not on record");
	theirs = record_get(later, "date");
	if (!str_equal(record_get(later, "state"), "in session") &&
		!str_equal(record_get(later, "state"), "held"))
		return error_set(err, ERR_INVALID, "the meeting that approves the minutes has not begun, or was not held");
	if (str_equal(yaml_get(record_value(later, "approved"), "in"), own_reference(step, own)))
		return error_set(err, ERR_INVALID, "two meetings do not approve each other's minutes");
	if (ours && theirs && strncmp(theirs, ours, strlen("2015-07-28")) < 0)
		return error_set(err, ERR_INVALID, "the meeting that approves the minutes was before them");
	minutes = minutes_read(later, path, NULL);
	if (!item || *item != 'D' || !minutes_find(minutes, item))
		return error_set(err, ERR_INVALID, "say which decision of that meeting approved the minutes, such as D1");
	return 0;
}

/* In writing, where the rule of that day lets the council do so. */
static int check_approval_at(const struct track_case *step, const char *at, struct error *err)
{
	CLEANUP(rules_free) struct rules *rules = NULL;
	struct record *council = NULL;
	const struct rule *rule;
	struct date day;

	if (date_parse(&day, at, err) < 0)
		return err ? err->code : ERR_INVALID;
	if (stated(step, "date") && strncmp(at, stated(step, "date"), strlen("2015-07-28")) < 0)
		return error_set(err, ERR_INVALID, "the minutes were approved before the meeting: mend the day");
	if (view_read(&council, step->view, "council.md", NULL) < 0)
		council = NULL;
	rules = rules_new(council);
	rule = rules_on(rules, "minutes.approval", &day);
	if (!rule || !str_equal(rule->value, "at a meeting"))
		return 0;
	return error_set(err, ERR_INVALID,
		"by the council's rule minutes are approved at a meeting: name the later meeting and its decision");
}

/* What is sealed cannot be shortened any more: two signatures must still find room. */
static int check_room(const struct record *rec, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	enum { SIGNATURES = 1024 };

	record_write(&text, rec);
	if (text.len - strlen(record_body(rec)) + SIGNATURES <= YAML_MAX_BYTES)
		return 0;
	return error_set(err, ERR_INVALID,
		"the facts of the meeting are so long that no signature finds room: shorten notes and participants first");
}

int is_approved(const struct track_case *step, struct error *err)
{
	const char *in = stated_in(step, "approved", "in"), *at = stated_in(step, "approved", "at");
	int code;

	if (in && (code = check_approval_in(step, in, err)) < 0)
		return code;
	if (!in && is_day(at) && (code = check_approval_at(step, at, err)) < 0)
		return code;
	if (!in && !is_day(at))
		return error_set(err, ERR_INVALID, "say which later meeting approved the minutes, or on which day they were approved in writing");
	if ((code = check_dispositions(step, err)) < 0)
		return code;
	if ((code = check_room(step->after, err)) < 0)
		return code;
	if (!seal_is_there(step->after))
		return error_set(err, ERR_INVALID, "minutes are sealed when they are approved; do it on the page or with \"shura step\"");
	return seal_check(step->after, err);
}

static int check_signature(
	const struct track_case *step, const char *key, const char *who, struct error *err)
{
	const char *by = stated_in(step, key, "by");

	if (!by)
		return error_set(err, ERR_INVALID, "both the chair and the secretary sign");
	if (!str_equal(by, stated(step, who)))
		return error_set(err, ERR_INVALID, "minutes are signed by who chaired and by the secretary of that meeting");
	return 0;
}

int is_signed(const struct track_case *step, struct error *err)
{
	int code = check_signature(step, "signed by chair", "chair", err);

	return code < 0 ? code : check_signature(step, "signed by secretary", "secretary", err);
}
