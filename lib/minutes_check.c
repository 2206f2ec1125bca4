#include "minutes.h"
#include "seal.h"

/* What the facts of a meeting and its minutes say of each other. */

static void check_times(const struct record *rec, const char *path, struct faults *faults)
{
	const char *starts = record_get(rec, "starts"), *ends = record_get(rec, "ends");

	if (starts && ends && strcmp(ends, starts) < 0)
		fault_add(faults, path, record_line(rec, "ends"), "the meeting ends before it starts");
}

/* Those who vote unless it is said that they do not. */
static bool is_member(const char *capacity)
{
	static const char *const members[] = { "chair", "deputy chair", "coordinator", "secretary",
		"member" };

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		if (str_equal(members[i], capacity))
			return true;
	return false;
}

bool capacity_votes(const char *capacity, const char *voting)
{
	return voting ? str_equal(voting, "true") : is_member(capacity);
}

bool participant_votes(const struct yaml *one)
{
	return capacity_votes(yaml_get(one, "capacity"), yaml_get(one, "voting"));
}

bool participant_is_there(const struct yaml *one)
{
	const char *attendance = yaml_get(one, "attendance");

	return attendance && !str_equal(attendance, "absent") && !str_equal(attendance, "excused");
}

/* How many who vote were there at all; -1 where that is not known: a report names whom it names. */
static int count_voters(const struct record *rec)
{
	const struct yaml *list = record_value(rec, "participants");
	const char *present = yaml_get(record_value(rec, "quorum"), "present");
	int voters = 0, count = 0;

	if (yaml_get(record_value(rec, "source"), "title"))
		return -1;

	for (size_t i = 0; i < yaml_count(list); i++) {
		if (!participant_votes(list->item[i]))
			continue;
		if (!yaml_get(list->item[i], "attendance"))
			return present ? atoi(present) : -1;
		voters++;
		count += participant_is_there(list->item[i]);
	}
	return voters ? count : present ? atoi(present) : -1;
}

/* Nobody is there twice, and votes twice. */
static void check_doubles(const struct record *rec, const char *path, struct faults *faults)
{
	const struct yaml *list = record_value(rec, "participants");

	for (size_t i = 1; i < yaml_count(list); i++) {
		const char *person = yaml_get(list->item[i], "person");

		for (size_t k = 0; person && k < i; k++)
			if (str_equal(person, yaml_get(list->item[k], "person")))
				fault_add(faults, path, list->item[i]->line ? list->item[i]->line : record_line(rec, "participants"),
					"\"%s\" is among the participants twice", person);
	}
}

static int votes_of(const struct minutes_item *item)
{
	int votes = 0;

	votes += item->votes_for == VOTES_UNKNOWN ? 0 : item->votes_for;
	votes += item->against == VOTES_UNKNOWN ? 0 : item->against;
	return votes + (item->abstained == VOTES_UNKNOWN ? 0 : item->abstained);
}

static int count_of(const struct minutes_item *item, enum minutes_vote vote)
{
	return vote == VOTE_FOR ? item->votes_for
				: vote == VOTE_AGAINST ? item->against : item->abstained;
}

static bool is_named_before(const struct minutes_item *item, size_t vote, size_t n)
{
	for (size_t v = 0; v <= vote; v++)
		for (size_t i = 0; i < (v < vote ? item->voted[v].count : n); i++)
			if (str_equal(item->voted[v].who[i], item->voted[vote].who[n]))
				return true;
	return false;
}

/* Who is named voted once, and was counted. */
static void check_names(const struct minutes_item *item, const char *path, struct faults *faults)
{
	const char *id = item->id ? item->id : "D";

	for (size_t vote = 0; vote < MINUTES_VOTES; vote++) {
		const struct minutes_voters *voted = &item->voted[vote];

		if (voted->count && (int)voted->count > count_of(item, vote))
			fault_add(faults, path, item->line,
				"%s names %zu who voted, but counts %d: mend the names or the votes", id,
				voted->count, count_of(item, vote));
		for (size_t i = 0; i < voted->count; i++)
			if (is_named_before(item, vote, i))
				fault_add(faults, path, item->line, "%s names %s twice among who voted", id,
					voted->who[i]);
	}
}

static void check_votes(const struct record *rec, const struct minutes *minutes, const char *path,
	struct faults *faults)
{
	int voters = count_voters(rec);

	for (size_t i = 0; i < minutes->items; i++)
		check_names(&minutes->item[i], path, faults);
	for (size_t i = 0; voters >= 0 && i < minutes->items; i++) {
		const struct minutes_item *item = &minutes->item[i];

		if (item->letter == 'D' && votes_of(item) > voters)
			fault_add(faults, path, item->line,
				"%s has %d votes, but %d who vote were present: mend the votes or the participants",
				item->id ? item->id : "D", votes_of(item), voters);
	}
}

static bool is_approved(const char *state)
{
	return str_equal(state, "approved") || str_equal(state, "signed") ||
	       str_equal(state, "published");
}

/* What is signed is signed by whom it names. */
static void check_signature(
	const struct record *rec, const char *key, const char *who, const char *path, struct faults *faults)
{
	const char *by = yaml_get(record_value(rec, key), "by");

	if (by && !str_equal(by, record_get(rec, who)))
		fault_add(faults, path, record_line(rec, key),
			"minutes are signed by who chaired and by the secretary of that meeting");
	if (by && !seal_is_there(rec))
		fault_add(faults, path, record_line(rec, key), "only approved minutes, which have a seal, are signed");
}

/* A state of the council's own minutes says that they were sealed; a report of a source has no seal. */
static void check_state(const struct record *rec, const char *path, struct faults *faults)
{
	const char *state = record_get(rec, "minutes");
	bool has_source = yaml_get(record_value(rec, "source"), "title") != NULL;

	if (is_approved(state) && !seal_is_there(rec) && !has_source)
		fault_add(faults, path, record_line(rec, "minutes"),
			"approved minutes have a seal; what is published without one names its source");
	if (seal_is_there(rec) && (str_equal(state, "signed") || str_equal(state, "published")) &&
		!(record_value(rec, "signed by chair") && record_value(rec, "signed by secretary")))
		fault_add(faults, path, record_line(rec, "minutes"), "both the chair and the secretary sign");
	if (seal_is_there(rec) && !is_approved(state))
		fault_add(faults, path, record_line(rec, "seal"), "only approved minutes have a seal");
}

void minutes_check(const struct record *rec, const char *path, struct faults *faults)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, path, faults);
	struct error err;

	check_times(rec, path, faults);
	check_state(rec, path, faults);
	check_doubles(rec, path, faults);
	check_signature(rec, "signed by chair", "chair", path, faults);
	check_signature(rec, "signed by secretary", "secretary", path, faults);
	check_votes(rec, minutes, path, faults);
	if (seal_check(rec, &err) < 0)
		fault_add_error(faults, path, record_line(rec, "seal"), &err);
}
