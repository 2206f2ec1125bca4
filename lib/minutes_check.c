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

/* How many who vote were there at all; -1 where that is not known. */
static int count_voters(const struct record *rec)
{
	const struct yaml *list = record_value(rec, "participants");
	const char *present = yaml_get(record_value(rec, "quorum"), "present");
	int count = 0;

	if (present)
		return atoi(present);

	for (size_t i = 0; i < yaml_count(list); i++) {
		if (!participant_votes(list->item[i]))
			continue;
		if (!yaml_get(list->item[i], "attendance"))
			return -1;
		count += participant_is_there(list->item[i]);
	}
	return count ? count : -1;
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

void minutes_check(const struct record *rec, const char *path, struct faults *faults)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, path, faults);
	struct error err;

	check_times(rec, path, faults);
	check_votes(rec, minutes, path, faults);
	if (seal_check(rec, &err) < 0)
		fault_add_error(faults, path, record_line(rec, "seal"), &err);
}
