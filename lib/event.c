#include "event.h"

/* clang-format off */
static const struct {
	const char *name, *phrase;
} groups[EVENT_GROUPS] = {
	[GROUP_MEETINGS] = { "meetings", "Meetings" },
	[GROUP_TOPICS]   = { "topics",   "Topics for an agenda" },
	[GROUP_MINUTES]  = { "minutes",  "Minutes and their corrections" },
	[GROUP_ACTIONS]  = { "actions",  "Actions" },
	[GROUP_PROPOSALS] = { "proposals", "Proposals" },
	[GROUP_DISCUSSIONS] = { "discussions", "Wide discussion" },
};

static const char *const told_phrases[TOLDS] = {
	"all members", "coordinators", "the agency", "participants of the meeting",
	"who proposed it", "the person in charge", "authors of the proposal", "those who are invited",
	"those who endorsed an earlier version", "the one who is answered",
	"those who voiced or commented on what it is about",
};

static const char *const notice_facts[] = { "date", "starts", "ends", "place", "mode", "agenda", "reason", NULL };

static const char *const round_facts[] = { "closes", NULL };
static const char *const version_facts[] = { "versions", NULL };

#define MEMBERS TOLD_MEMBERS
#define MEETING (LINE_WHEN | LINE_PLACE | LINE_AGENDA)

const struct event events[] = {
	{ "meeting-called", GROUP_MEETINGS, "a meeting is called",
		MEMBERS | TOLD_PARTICIPANTS, .doer = true, .invitation = "REQUEST",
		.subject = "Meeting called: %s", .lines = MEETING | LINE_REASON,
		.sign = { { "minutes", "state", "called", false } } },
	{ "meeting-changed", GROUP_MEETINGS, "a meeting that was called is changed",
		MEMBERS | TOLD_PARTICIPANTS, .doer = true, .again = notice_facts, .invitation = "REQUEST",
		.subject = "Meeting changed: %s", .lines = MEETING | LINE_REASON,
		.sign = { { "notice", "state", "changed", false } } },
	{ "meeting-cancelled", GROUP_MEETINGS, "a meeting is cancelled",
		MEMBERS | TOLD_PARTICIPANTS, .doer = true, .invitation = "CANCEL",
		.subject = "Meeting cancelled: %s", .lines = LINE_WHEN | LINE_PLACE | LINE_REASON,
		.sign = { { "notice", "state", "cancelled", false } } },
	{ "topic-proposed", GROUP_TOPICS, "a topic for an agenda is proposed",
		TOLD_COORDINATORS,
		.subject = "Topic proposed: %s",
		.sign = { { "issue", "state", "proposed", .fresh = true } } },
	{ "topic-declined", GROUP_TOPICS, "a topic is declined",
		TOLD_AUTHOR,
		.subject = "Topic declined: %s", .lines = LINE_REASON,
		.sign = { { "issue", "state", "declined", false } } },
	{ "minutes-circulated", GROUP_MINUTES, "minutes go round for corrections",
		MEMBERS,
		.subject = "Minutes for correction: %s", .lines = LINE_WHEN | LINE_UNTIL,
		.sign = { { "minutes", "minutes", "circulated", false } } },
	{ "correction-suggested", GROUP_MINUTES, "a correction is suggested",
		TOLD_COORDINATORS,
		.subject = "Correction suggested: %s", .lines = LINE_REASON,
		.sign = { { "correction", "state", "open", .fresh = true } } },
	{ "correction-accepted", GROUP_MINUTES, "a correction is taken up",
		TOLD_AUTHOR,
		.subject = "Correction taken up: %s", .lines = LINE_ANSWER,
		.sign = { { "correction", "state", "accepted", false } } },
	{ "correction-refused", GROUP_MINUTES, "a correction is refused",
		TOLD_AUTHOR,
		.subject = "Correction refused: %s", .lines = LINE_ANSWER,
		.sign = { { "correction", "state", "rejected", false } } },
	{ "minutes-approved", GROUP_MINUTES, "minutes are approved",
		MEMBERS,
		.subject = "Minutes approved: %s", .lines = LINE_WHEN,
		.sign = { { "minutes", "minutes", "approved", false } } },
	{ "minutes-published", GROUP_MINUTES, "minutes are published",
		MEMBERS | TOLD_AGENCY | TOLD_PARTICIPANTS,
		.subject = "Minutes published: %s", .lines = LINE_WHEN,
		.sign = { { "minutes", "minutes", "published", false } } },
	{ "action-assigned", GROUP_ACTIONS, "an action is given to somebody, once the minutes go round or another person takes it over",
		TOLD_IN_CHARGE, .of_items = true,
		.subject = "Action for you: %s", .lines = LINE_DUE,
		.sign = { { "minutes", "minutes", "circulated", false }, { "minutes", "minutes", "published", false }, { "action", "person", NULL, .fresh = true } } },
	{ "action-overdue", GROUP_ACTIONS, "an action is overdue",
		TOLD_IN_CHARGE | TOLD_COORDINATORS,
		.subject = "Action overdue: %s", .lines = LINE_DUE },
	{ "proposal-in-review", GROUP_PROPOSALS, "a proposal is given to the members for review, or gets a new version there",
		MEMBERS, .again = version_facts,
		.subject = "For review: %s", .lines = LINE_VERSION,
		.sign = { { "proposal", "state", "review", .fresh = true } } },
	{ "version-named", GROUP_PROPOSALS, "a proposal that somebody endorsed gets a new version",
		TOLD_ENDORSERS,
		.subject = "New version of what you endorsed: %s", .lines = LINE_VERSION,
		.sign = { { "proposal", "versions", NULL, false } } },
	{ "comment-made", GROUP_PROPOSALS, "a proposal is commented on",
		TOLD_AUTHORS, .unless = "reply to",
		.subject = "Comment on: %s", .lines = LINE_WORDS,
		.sign = { { "comment", "kind", NULL, .fresh = true } } },
	{ "comment-replied", GROUP_PROPOSALS, "somebody replies to a comment",
		TOLD_ANSWERED,
		.subject = "Reply to your comment on: %s", .lines = LINE_WORDS,
		.sign = { { "comment", "reply to", NULL, .fresh = true } } },
	{ "comment-disposed", GROUP_PROPOSALS, "it is said what became of a comment",
		TOLD_AUTHOR,
		.subject = "What became of your comment on: %s", .lines = LINE_OUTCOME,
		.sign = { { "comment", "disposition.outcome", NULL, false } } },
	{ "amendment-suggested", GROUP_PROPOSALS, "an amendment is suggested",
		TOLD_AUTHORS,
		.subject = "Amendment suggested: %s", .lines = LINE_REASON,
		.sign = { { "amendment", "state", "open", .fresh = true } } },
	{ "amendment-accepted", GROUP_PROPOSALS, "an amendment is accepted",
		TOLD_AUTHOR,
		.subject = "Amendment accepted: %s", .lines = LINE_ANSWER,
		.sign = { { "amendment", "state", "accepted", false } } },
	{ "amendment-rejected", GROUP_PROPOSALS, "an amendment is rejected",
		TOLD_AUTHOR,
		.subject = "Amendment rejected: %s", .lines = LINE_ANSWER,
		.sign = { { "amendment", "state", "rejected", false } } },
	{ "proposal-adopted", GROUP_PROPOSALS, "a proposal is adopted",
		MEMBERS,
		.subject = "Proposal adopted: %s", .lines = LINE_VERSION,
		.sign = { { "proposal", "state", "adopted", false } } },
	{ "submission-question", GROUP_PROPOSALS, "the agency asks the council about what was submitted",
		TOLD_COORDINATORS | TOLD_AUTHORS, .about = "submission",
		.subject = "The agency asks about: %s", .lines = LINE_WORDS,
		.sign = { { "comment", "kind", "question", .fresh = true } } },
	{ "submission-note", GROUP_PROPOSALS, "such a question is answered, or something is added to it",
		TOLD_COORDINATORS | TOLD_AGENCY, .about = "submission",
		.subject = "On the submission of: %s", .lines = LINE_WORDS,
		.sign = { { "comment", "kind", "note", .fresh = true } } },
	{ "report-made", GROUP_PROPOSALS, "the agency reports how a recommendation is carried out",
		TOLD_COORDINATORS | TOLD_AUTHORS,
		.subject = "Progress reported: %s", .lines = LINE_REPORT,
		.sign = { { "progress", "status", NULL, .fresh = true } } },
	{ "report-remark", GROUP_PROPOSALS, "such a report is commented on",
		TOLD_COORDINATORS | TOLD_AGENCY, .about = "progress",
		.subject = "Comment on a report on: %s", .lines = LINE_WORDS,
		.sign = { { "comment", "kind", NULL, .fresh = true } } },
	{ "report-due", GROUP_PROPOSALS, "a report is due in seven days",
		TOLD_AGENCY,
		.subject = "Report due soon: %s", .lines = LINE_DUE },
	{ "report-overdue", GROUP_PROPOSALS, "a report is overdue",
		TOLD_AGENCY | TOLD_COORDINATORS,
		.subject = "Report overdue: %s", .lines = LINE_DUE },
	{ "proposal-submitted", GROUP_PROPOSALS, "a proposal is submitted",
		MEMBERS | TOLD_AGENCY,
		.subject = "Proposal submitted: %s", .lines = LINE_VERSION,
		.sign = { { "proposal", "state", "submitted", false } } },
	{ "submission-registered", GROUP_PROPOSALS, "the agency registers what was submitted",
		TOLD_COORDINATORS | TOLD_AUTHORS,
		.subject = "Registered at the agency: %s", .lines = LINE_REGISTERED,
		.sign = { { "submission", "state", "registered", false } } },
	{ "answer-put-off", GROUP_PROPOSALS, "the agency puts its answer off",
		TOLD_COORDINATORS | TOLD_AUTHORS,
		.subject = "Answer put off: %s", .lines = LINE_PUT_OFF,
		.sign = { { "submission", "extended", NULL, false } } },
	{ "submission-returned", GROUP_PROPOSALS, "the agency returns what was submitted for revision",
		TOLD_COORDINATORS | TOLD_AUTHORS,
		.subject = "Returned for revision: %s", .lines = LINE_RETURNED,
		.sign = { { "submission", "state", "returned", false } } },
	{ "submission-withdrawn", GROUP_PROPOSALS, "the council withdraws what was submitted",
		TOLD_AGENCY,
		.subject = "Withdrawn by the council: %s",
		.sign = { { "submission", "state", "withdrawn", false } } },
	{ "proposal-answered", GROUP_PROPOSALS, "the agency answers",
		TOLD_COORDINATORS | TOLD_AUTHORS | TOLD_VOICES,
		.subject = "Answered by the agency: %s", .lines = LINE_ANSWERED,
		.sign = { { "answer", "published at", NULL, .fresh = true } } },
	{ "answer-due", GROUP_PROPOSALS, "an answer is due in three days",
		TOLD_AGENCY,
		.subject = "Answer due soon: %s", .lines = LINE_DUE },
	{ "answer-overdue", GROUP_PROPOSALS, "an answer is overdue",
		TOLD_AGENCY | TOLD_COORDINATORS,
		.subject = "Answer overdue: %s", .lines = LINE_DUE },
	{ "round-opened", GROUP_DISCUSSIONS, "a discussion opens, or its closing date changes",
		MEMBERS | TOLD_INVITED, .again = round_facts,
		.subject = "Discussion open: %s", .lines = LINE_CLOSES,
		.sign = { { "round", "state", "open", .fresh = true } } },
	{ "round-invitation", GROUP_DISCUSSIONS, "somebody without an account is invited: the link for it",
		TOLD_INVITED,
		.subject = "Invitation to a discussion" },
	{ "round-closing", GROUP_DISCUSSIONS, "a discussion closes in three days",
		TOLD_INVITED | TOLD_COORDINATORS,
		.subject = "Discussion closes soon: %s", .lines = LINE_CLOSES },
	{ "round-closed", GROUP_DISCUSSIONS, "a discussion is closed",
		MEMBERS | TOLD_INVITED,
		.subject = "Discussion closed: %s", .lines = LINE_SUMMARY,
		.sign = { { "round", "state", "closed", false } } },
	{ 0 },
};
/* clang-format on */

const char *event_group_name(enum event_group group)
{
	return groups[group].name;
}

const char *event_group_phrase(enum event_group group)
{
	return groups[group].phrase;
}

const char *told_phrase(enum told told)
{
	for (int i = 0; i < TOLDS; i++)
		if (told == (enum told)(1 << i))
			return told_phrases[i];
	return "";
}

const struct event *event_find(const char *name)
{
	for (const struct event *event = events; event->name; event++)
		if (str_equal(event->name, name))
			return event;
	return NULL;
}
