#include "step.h"
#include "carried.h"
#include "correct.h"
#include "date.h"
#include "kind.h"
#include "minutes.h"
#include "notice.h"
#include "publish.h"
#include "seal.h"
#include "track_guard.h"

enum { DAY_LEN = 10, TIME_AT = 11, TIME_LEN = 5 };

const char *step_fact(const struct step *step, const char *name)
{
	const char *text = step->fact ? step->fact(step->ctx, name) : NULL;

	return text && text[strspn(text, " \t\r\n")] ? text : NULL;
}

char *step_today(const struct step *step)
{
	return str_copy_n(step->now, DAY_LEN);
}

/* A day as typed, in the canonical form; *OUT stays NULL where nothing was typed. */
int step_fact_day(const struct step *step, const char *name, char **out, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date date;
	int code;

	if (!step_fact(step, name))
		return 0;
	if ((code = date_parse_typed(&date, step_fact(step, name), err)) < 0)
		return code;
	date_write(&text, &date);
	*out = buf_take(&text);
	return 0;
}

char *step_beside(const struct step *step, const char *name)
{
	return place_beside(step->path, name);
}

void step_write(const struct step *step, const char *path, const struct record *rec)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	record_write(&text, rec);
	change_write(step->change, path, buf_text(&text), text.len);
}

/* Notices */

static void write_beside(const struct step *step, const char *name, const struct record *rec)
{
	CLEANUP(str_free) char *path = step_beside(step, name);

	step_write(step, path, rec);
}

/* The notice that stands beside the meeting; ERR_NOT_FOUND. */
static int read_notice(const struct step *step, struct record **out, struct error *err)
{
	struct view view = { step->store, step->head, NULL };
	CLEANUP(str_free) char *path = step_beside(step, "notice.md");

	return view_read(out, &view, path, err);
}

/* Whether it is said to be urgent, and why, stays with the notice through its changes. */
static void write_notice(const struct step *step, const char *state, const struct record *old,
	const char *reason)
{
	CLEANUP(str_free) char *day = step_today(step);
	CLEANUP(record_free) struct record *notice = notice_of(step->rec, state, day);

	if (old ? str_equal(record_get(old, "urgent"), "true") : step_fact(step, "urgent") != NULL)
		record_set_value(notice, "urgent", yaml_boolean(true));
	if (reason && old && record_get(old, "urgent") && record_get(old, "reason")) {
		CLEANUP(str_free) char *both = str_format("%s; %s", record_get(old, "reason"), reason);

		record_set(notice, "reason", both);
	} else if (reason) {
		record_set(notice, "reason", reason);
	}
	write_beside(step, "notice.md", notice);
}

static struct rules *read_rules(const struct step *step)
{
	struct view view = { step->store, step->head, NULL };
	struct record *council = NULL;

	return rules_new(view_read(&council, &view, "council.md", NULL) < 0 ? NULL : council);
}

/* The council's first language, in which its records are written. */
static const char *language_of(const struct rules *rules)
{
	const struct yaml *languages = rules->council ? record_value(rules->council, "languages") : NULL;

	return yaml_count(languages) && languages->item[0]->text ? languages->item[0]->text : "en";
}

/* What stands on the agenda by itself; whoever takes the step without an index adds nothing. */
static int add_carried(const struct step *step, struct error *err)
{
	CLEANUP(rules_free) struct rules *rules = read_rules(step);

	return step->index ? carried_add(step->rec, step->path, step->index, language_of(rules), err) : 0;
}

/* Meetings */

/* A call that comes later than the rule allows says that it is urgent, and why. */
static int check_notice_time(const struct step *step, struct error *err)
{
	CLEANUP(rules_free) struct rules *rules = read_rules(step);
	CLEANUP(str_free) char *day = step_today(step);
	CLEANUP(buf_release) struct buf last = BUF_INIT;
	struct date due;

	if (step_fact(step, "urgent") && !step_fact(step, "reason")) {
		error_set(err, ERR_INVALID, "say why the meeting is urgent");
		return error_field(err, "reason");
	}
	if (step_fact(step, "urgent") || strncmp(record_get(step->rec, "date"), day, DAY_LEN) < 0 ||
		!notice_due(step->rec, rules, false, &due))
		return 0;
	date_write(&last, &due);
	if (strcmp(day, buf_text(&last)) <= 0)
		return 0;
	error_set(err, ERR_INVALID,
		"by the council's rule the notice had to go out by %s; say that the meeting is urgent, and why",
		buf_text(&last));
	return error_field(err, "urgent");
}

/* There has to be something to call to: the guard speaks first, for a notice must have a day. */
static int do_call(const struct step *step, struct error *err)
{
	struct track_case guarded = { NULL, step->path, step->rec, step->rec };
	int code = add_carried(step, err);

	if (code < 0 || (code = can_be_called(&guarded, err)) < 0 ||
		(code = check_notice_time(step, err)) < 0)
		return code;
	write_notice(step, "called", NULL, step_fact(step, "reason"));
	return 0;
}

static int do_change_call(const struct step *step, struct error *err)
{
	CLEANUP(record_free) struct record *old = NULL;
	CLEANUP(buf_release) struct buf what = BUF_INIT;
	CLEANUP(rules_free) struct rules *rules = read_rules(step);
	struct track_case guarded = { NULL, step->path, step->rec, step->rec };
	int code = can_be_called(&guarded, err);

	if (code < 0 || (code = read_notice(step, &old, err)) < 0)
		return code;
	notice_changes(&what, old, step->rec, language_of(rules));
	if (!what.len)
		return error_set(err, ERR_INVALID, "the notice says already what the meeting says");
	if (step_fact(step, "reason"))
		buf_printf(&what, ". %s", step_fact(step, "reason"));
	write_notice(step, "changed", old, buf_text(&what));
	return 0;
}

static int do_cancel(const struct step *step, struct error *err)
{
	CLEANUP(record_free) struct record *old = NULL;

	record_set(step->rec, "reason", step_fact(step, "reason"));
	if (step_fact(step, "reason") && read_notice(step, &old, NULL) == 0)
		write_notice(step, "cancelled", old, step_fact(step, "reason"));
	return 0;
}

static int do_plan_again(const struct step *step, struct error *err)
{
	record_unset(step->rec, "reason");
	return 0;
}

/* Everybody is there unless they said that they would not come. */
static int do_open(const struct step *step, struct error *err)
{
	const char *date = record_get(step->rec, "date");
	const struct yaml *list = record_value(step->rec, "participants");
	struct yaml *copy = list ? yaml_copy(list) : NULL;
	int code;

	if (date && strncmp(date, step->now, DAY_LEN) > 0) {
		yaml_free(copy);
		return error_set(err, ERR_INVALID,
			"the meeting is on %s: mend its day if it is held today", date);
	}
	for (size_t i = 0; i < yaml_count(copy); i++) {
		struct yaml *one = copy->item[i];
		bool stays_away = str_equal(yaml_get(one, "coming"), "false");

		if (!yaml_get(one, "attendance"))
			yaml_put_text(one, "attendance", stays_away ? "excused" : "present");
	}
	if (copy)
		record_set_value(step->rec, "participants", copy);
	if ((code = add_carried(step, err)) < 0)
		return code;
	if (!record_get(step->rec, "starts")) {
		CLEANUP(str_free) char *time = str_copy_n(step->now + TIME_AT, TIME_LEN);

		record_set(step->rec, "starts", time);
	}
	return 0;
}

static void put_number(struct yaml *map, const char *key, size_t number)
{
	CLEANUP(str_free) char *text = str_format("%zu", number);

	yaml_put_text(map, key, text);
}

/* Who was there of those who vote, as the participants say. */
static void put_quorum(const struct step *step)
{
	CLEANUP(rules_free) struct rules *rules = read_rules(step);
	struct record *rec = step->rec;
	const struct rule *rule;
	struct date day;
	const struct yaml *list = record_value(rec, "participants");
	size_t members = 0, present = 0;
	struct yaml *quorum;

	for (size_t i = 0; i < yaml_count(list); i++) {
		if (!participant_votes(list->item[i]))
			continue;
		members++;
		present += participant_is_there(list->item[i]);
	}
	if (!members)
		return;
	quorum = yaml_map();
	put_number(quorum, "members", members);
	put_number(quorum, "present", present);
	rule = date_parse(&day, step->now, NULL) < 0 ? NULL : rules_on(rules, "quorum", &day);
	if (rule)
		yaml_put(quorum, "met", yaml_boolean((int)present >= rule_share(rule->value, (int)members)));
	record_set_value(rec, "quorum", quorum);
}

static int do_close(const struct step *step, struct error *err)
{
	CLEANUP(str_free) char *time = str_copy_n(step->now + TIME_AT, TIME_LEN);
	const char *starts = record_get(step->rec, "starts");

	/* closed on another day, or long afterwards: when it ended is not known */
	if (!record_get(step->rec, "ends") && starts && strcmp(starts, time) <= 0 &&
		record_get(step->rec, "date") &&
		strncmp(record_get(step->rec, "date"), step->now, DAY_LEN) == 0)
		record_set(step->rec, "ends", time);
	put_quorum(step);
	return 0;
}

static int do_inquorate(const struct step *step, struct error *err)
{
	put_quorum(step);
	return 0;
}

/* Minutes */

static int do_circulate(const struct step *step, struct error *err)
{
	CLEANUP(str_free) char *day = step_today(step);
	CLEANUP(str_free) char *until = NULL;
	struct yaml *circulated;
	int code = step_fact_day(step, "until", &until, err);

	if (code < 0)
		return code;
	circulated = yaml_map();
	yaml_put_text(circulated, "at", day);
	yaml_put_text(circulated, "until", until);
	record_set_value(step->rec, "circulated", circulated);
	return 0;
}

/* The day of the meeting IN; NULL where it is not stated. The caller frees. */
static char *day_of_meeting(const struct step *step, const char *in)
{
	struct view view = { step->store, step->head, NULL };
	CLEANUP(str_free) char *path = str_format("%s/minutes.md", in);
	CLEANUP(record_free) struct record *later = NULL;
	const char *date;

	if (view_read(&later, &view, path, NULL) < 0 || !(date = record_get(later, "date")))
		return NULL;
	return str_copy_n(date, strcspn(date, "T"));
}

static int do_approve(const struct step *step, struct error *err)
{
	static const char *const keys[] = { "in", "item", "at", "why" };
	CLEANUP(str_free) char *day = NULL;
	char seal[SEAL_LEN + 1];
	struct yaml *approved;
	int code = step_fact_day(step, "at", &day, err);

	if (code < 0)
		return code;
	if (!day && step_fact(step, "in"))
		day = day_of_meeting(step, step_fact(step, "in"));
	approved = yaml_map();
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		yaml_put_text(approved, keys[i],
			str_equal(keys[i], "at") ? day : step_fact(step, keys[i]));
	record_set_value(step->rec, "approved", approved);
	record_set(step->rec, "seal", NULL); /* its line is none of what is sealed */
	seal_make(seal, step->rec);
	record_set(step->rec, "seal", seal);
	return 0;
}

/* Whose signature: the chair's or the secretary's. */
static const struct {
	const char *whose, *key, *who;
} signatures[] = {
	{ "chair",     "signed by chair",     "chair"     },
	{ "secretary", "signed by secretary", "secretary" },
};

static void put_signature(const struct step *step, size_t n, const char *way)
{
	CLEANUP(str_free) char *day = step_today(step);
	struct yaml *signature = yaml_map();

	yaml_put_text(signature, "by", record_get(step->rec, signatures[n].who));
	yaml_put_text(signature, "at", day);
	yaml_put_text(signature, "way", way);
	record_set_value(step->rec, signatures[n].key, signature);
}

/*
 * One who chaired or was the secretary signs here; the coordinator may note that they signed on
 * paper ("whose").
 */
static int do_sign(const struct step *step, struct error *err)
{
	const char *whose = step_fact(step, "whose");
	size_t signed_now = 0;

	for (size_t i = 0; i < ARRAY_SIZE(signatures); i++) {
		/* a name alone proves nobody: two accounts may have it */
		bool mine = strchr(step->by, '/') &&
			    str_equal(step->by, record_get(step->rec, signatures[i].who));
		bool on_paper = str_equal(whose, signatures[i].whose) &&
				(roles_full(step->roles) & ROLE_COORDINATOR);

		if (record_value(step->rec, signatures[i].key) || (whose ? !on_paper : !mine))
			continue;
		put_signature(step, i, mine && !step_fact(step, "paper") ? "here" : "on paper");
		signed_now++;
	}
	if (!signed_now)
		return error_set(err, ERR_DENIED,
			"minutes are signed by who chaired and by the secretary of that meeting");
	return 0;
}

/* Corrections */

static int do_answer(const struct step *step, struct error *err)
{
	if (step_fact(step, "answer"))
		record_set(step->rec, "answer", step_fact(step, "answer"));
	record_set(step->rec, "by", step->by);
	return 0;
}

static const char *first_language(const struct record *council)
{
	const struct yaml *languages = council ? record_value(council, "languages") : NULL;

	return yaml_count(languages) && languages->item[0]->text ? languages->item[0]->text : "az";
}

/* The words of the correction come into the minutes, unless somebody puts them there by hand. */
static int do_accept(const struct step *step, struct error *err)
{
	struct view view = { step->store, step->head, step->change };
	CLEANUP(record_free) struct record *council = NULL;
	CLEANUP(record_free) struct record *minutes = NULL;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *path = NULL;
	struct place place;
	int code;

	if (step_fact(step, "by-hand"))
		return do_answer(step, err);
	if ((code = place_parse(&place, step->path, err)) < 0)
		return code;
	path = str_format("%s/minutes.md", place.folder);
	if (view_read(&council, &view, "council.md", NULL) < 0)
		council = NULL;
	if ((code = view_read(&minutes, &view, path, err)) < 0 ||
		(code = correct_words(minutes, path, step->rec, step_fact(step, "text"), first_language(council),
			 err)) < 0)
		return code;
	record_write(&text, minutes);
	change_write(step->change, path, buf_text(&text), text.len);
	return do_answer(step, err);
}

static int do_withdraw(const struct step *step, struct error *err)
{
	if (str_equal(step->by, record_get(step->rec, "author")))
		return 0;
	return error_set(err, ERR_DENIED, "a correction is withdrawn by who sent it");
}

static int do_decline(const struct step *step, struct error *err)
{
	record_set(step->rec, "reason", step_fact(step, "reason"));
	return 0;
}

/* A topic is withdrawn by whoever proposed it; others decline it. */
static int do_withdraw_topic(const struct step *step, struct error *err)
{
	if (!str_equal(record_get(step->rec, "proposed by"), step->by))
		return error_set(err, ERR_DENIED, "only who proposed the topic can withdraw it");
	return do_decline(step, err);
}

static int do_propose_again(const struct step *step, struct error *err)
{
	record_unset(step->rec, "reason");
	return 0;
}

static const struct step_act council_acts[] = {
	{ "call",              do_call       },
	{ "change-call",       do_change_call },
	{ "cancel",            do_cancel     },
	{ "plan-again",        do_plan_again },
	{ "open",              do_open       },
	{ "close",             do_close      },
	{ "inquorate",         do_inquorate  },
	{ "circulate",         do_circulate  },
	{ "approve",           do_approve    },
	{ "sign",              do_sign       },
	{ "accept-correction", do_accept     },
	{ "refuse-correction", do_answer     },
	{ "withdraw-correction", do_withdraw },
	{ "decline-topic",     do_decline    },
	{ "withdraw-topic",    do_withdraw_topic },
	{ "propose-topic",     do_propose_again },
	{ 0 },
};

/* The same word may be an action of two kinds: the KIND's own folder says whose acts these are. */
static int act(const struct step *step, const char *action, struct error *err)
{
	const struct kind *kind = kind_find(record_kind(step->rec));
	const struct step_act *acts = str_equal(kind->folder, "proposals") ? proposal_acts : council_acts;

	for (const struct step_act *row = acts; row->action; row++)
		if (str_equal(row->action, action))
			return row->act(step, err);
	return 0;
}

/* Signing is done when both have signed. */
static bool is_half_done(const struct step *step, const struct track_step *row)
{
	return str_equal(row->action, "sign") &&
	       !(record_value(step->rec, "signed by chair") &&
		       record_value(step->rec, "signed by secretary"));
}

static int check_guards(const struct step *step, const struct track_step *row,
	const struct record *before, struct error *err)
{
	struct view view = { step->store, step->head, step->change };
	struct track_case guarded = { &view, step->path, before, step->rec };
	int code = row->first ? row->first(&guarded, err) : 0;

	return code < 0 || !row->stated ? code : row->stated(&guarded, err);
}

static int move(const struct step *step, const struct track *track, const struct track_step *row,
	const struct record *before, struct error *err)
{
	int code = check_guards(step, row, before, err);

	if (code < 0)
		return code;
	record_set(step->rec, track->key, row->to);
	if (!str_equal(track->key, "minutes"))
		return 0;
	if ((code = publish_parts(step, err)) < 0)
		return code;
	return publish_named(step, err);
}

static int copy_record(struct record **out, const struct record *rec, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	record_write(&text, rec);
	return record_parse(out, buf_text(&text), text.len, err);
}

int step_take(const struct step *step, const char *action, const struct track_step **taken,
	struct error *err)
{
	CLEANUP(record_free) struct record *before = NULL;
	const struct track_step *row;
	const struct track *track;
	int code = track_find(&row, &track, step->rec, action, step->roles, err);

	if (code < 0 || (code = copy_record(&before, step->rec, err)) < 0 ||
		(code = act(step, action, err)) < 0)
		return code;
	free(step->change->action);
	step->change->action = str_copy(row->action);
	if (taken)
		*taken = row;
	return is_half_done(step, row) ? 0 : move(step, track, row, before, err);
}

static int tell(const struct step *step, const struct track_step *row, step_fn each, void *ctx,
	struct error *err)
{
	struct view view = { step->store, step->head, NULL };
	struct track_case guarded = { &view, step->path, step->rec, step->rec };
	struct error blocked;
	bool is_blocked = row->first && row->first(&guarded, &blocked) < 0;

	return each(ctx, row, is_blocked ? &blocked : NULL, err);
}

int step_each(const struct step *step, step_fn each, void *ctx, struct error *err)
{
	const struct track *track;
	int code = 0;

	for (size_t i = 0; code == 0 && (track = track_nth(i)); i++) {
		const char *state = record_get(step->rec, track->key);

		if (!str_equal(track->kind, record_kind(step->rec)))
			continue;
		for (const struct track_step *row = track->steps; code == 0 && row->action; row++)
			if (str_equal(row->from, state) && (row->may & roles_full(step->roles)))
				code = tell(step, row, each, ctx, err);
	}
	return code;
}
