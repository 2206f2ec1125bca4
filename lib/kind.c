#include "kind.h"

/* What a key may hold. Each table ends with an empty row. */

/* clang-format off */
#define CHOICES(name) static const struct choice name[]
#define KEYS(name) static const struct key name[]
#define REQUIRED .required = true
#define LIST .list = true

/* Who may read in which state */

CHOICES(audiences) = {
	{ "public",  AUDIENCE_PUBLIC  },
	{ "agency",  AUDIENCE_AGENCY  },
	{ "members", AUDIENCE_MEMBERS },
	{ 0 }
};

CHOICES(comment_audiences) = {
	{ "members",    AUDIENCE_MEMBERS },
	{ "discussion", AUDIENCE_PUBLIC  },
	{ "public",     AUDIENCE_PUBLIC  },
	{ "agency",     AUDIENCE_AGENCY  },
	{ 0 }
};

CHOICES(issue_states) = {
	{ "proposed", AUDIENCE_MEMBERS }, /* a topic that waits for an agenda */
	{ "declined", AUDIENCE_MEMBERS },
	{ "open",     AUDIENCE_PUBLIC  },
	{ "closed",   AUDIENCE_PUBLIC  },
	{ 0 }
};

CHOICES(minutes_states) = {
	{ "draft",      AUDIENCE_MEMBERS },
	{ "circulated", AUDIENCE_MEMBERS },
	{ "approved",   AUDIENCE_MEMBERS },
	{ "signed",     AUDIENCE_MEMBERS },
	{ "published",  AUDIENCE_PUBLIC  },
	{ 0 }
};

CHOICES(proposal_states) = {
	{ "draft",      AUDIENCE_MEMBERS },
	{ "review",     AUDIENCE_MEMBERS },
	{ "discussion", AUDIENCE_PUBLIC  },
	{ "ready",      AUDIENCE_PUBLIC  }, /* it has been discussed in public */
	{ "adopted",    AUDIENCE_PUBLIC  },
	{ "submitted",  AUDIENCE_PUBLIC  },
	{ "closed",     AUDIENCE_PUBLIC  },
	{ "parked",     AUDIENCE_MEMBERS },
	{ "withdrawn",  AUDIENCE_MEMBERS },
	{ "superseded", AUDIENCE_MEMBERS },
	{ 0 }
};

CHOICES(amendment_states) = {
	{ "open",      AUDIENCE_MEMBERS },
	{ "accepted",  AUDIENCE_MEMBERS },
	{ "rejected",  AUDIENCE_MEMBERS },
	{ "withdrawn", AUDIENCE_MEMBERS },
	{ "overtaken", AUDIENCE_MEMBERS },
	{ 0 }
};

CHOICES(correction_states) = {
	{ "open",      AUDIENCE_MEMBERS },
	{ "accepted",  AUDIENCE_MEMBERS },
	{ "rejected",  AUDIENCE_MEMBERS },
	{ "withdrawn", AUDIENCE_MEMBERS },
	{ 0 }
};

CHOICES(round_states) = {
	{ "planned", AUDIENCE_MEMBERS },
	{ "open",    AUDIENCE_PUBLIC  },
	{ "closed",  AUDIENCE_PUBLIC  },
	{ 0 }
};

CHOICES(submission_states) = {
	{ "sent",         AUDIENCE_PUBLIC },
	{ "registered",   AUDIENCE_PUBLIC },
	{ "under review", AUDIENCE_PUBLIC },
	{ "answered",     AUDIENCE_PUBLIC },
	{ "returned",     AUDIENCE_PUBLIC },
	{ "withdrawn",    AUDIENCE_PUBLIC },
	{ 0 }
};

/* Other choices */

#define C(name) { name, 0 }
CHOICES(memberships) = { C("elected"), C("appointed"), C("mixed"), { 0 } };
CHOICES(bases) = { C("law"), C("statute"), C("practice"), C("project"), { 0 } };
CHOICES(weekdays) = {
	C("monday"), C("tuesday"), C("wednesday"), C("thursday"), C("friday"), C("saturday"),
	C("sunday"), { 0 }
};
CHOICES(capacities) = {
	C("chair"), C("deputy chair"), C("coordinator"), C("secretary"), C("member"), C("agency"),
	C("representative"), C("expert"), C("stakeholder"), C("observer"), C("invitee"),
	C("press"), C("other"), { 0 }
};
CHOICES(body_kinds) = {
	C("agency"), C("ministry"), C("authority"), C("municipality"), C("operator"), C("ngo"),
	C("press"), C("other"), { 0 }
};
CHOICES(meeting_kinds) = { C("session"), C("hearing"), C("discussion"), { 0 } };
CHOICES(meeting_modes) = { C("in person"), C("online"), C("mixed"), { 0 } };
CHOICES(meeting_states) = {
	C("planned"), C("called"), C("in session"), C("held"), C("inquorate"), C("cancelled"), { 0 }
};
CHOICES(notice_states) = { C("called"), C("changed"), C("cancelled"), { 0 } };
CHOICES(ways) = { C("on paper"), C("here"), { 0 } };
CHOICES(suggestion_outcomes) = {
	C("taken up"), C("merged"), C("noted"), C("out of scope"), { 0 }
};
CHOICES(action_states) = { C("open"), C("done"), C("stopped"), { 0 } };
CHOICES(sources) = { C("official"), C("press"), { 0 } };
CHOICES(attendances) = {
	C("present"), C("absent"), C("excused"), C("late"), C("left early"), { 0 }
};
CHOICES(agenda_kinds) = { C("common"), C("internal"), { 0 } };
CHOICES(comment_kinds) = {
	C("support"), C("objection"), C("edit"), C("question"), C("note"), { 0 }
};
CHOICES(comment_dispositions) = {
	C("taken up"), C("partly"), C("not taken up"), C("noted"), { 0 }
};
CHOICES(round_methods) = { C("written"), C("meeting"), C("hearing"), { 0 } };
CHOICES(outcomes) = {
	C("accepted"), C("partly"), C("rejected"), C("forwarded"), C("clarification"), { 0 }
};
CHOICES(progress_states) = {
	C("not started"), C("in progress"), C("done"), C("delayed"), C("stopped"), { 0 }
};

/* Maps inside */

KEYS(rule_keys) = {
	{ "key",      .type = VALUE_TEXT, REQUIRED },
	{ "value",    .type = VALUE_TEXT, REQUIRED },
	{ "unit",     .type = VALUE_TEXT },
	{ "basis",    .type = VALUE_CHOICE, REQUIRED, .choices = bases },
	{ "citation", .type = VALUE_TEXT },
	{ "from",     .type = VALUE_DATE },
	{ 0 }
};

KEYS(term_keys) = {
	{ "capacity", .type = VALUE_CHOICE, REQUIRED, .choices = capacities },
	{ "body",     .type = VALUE_REFERENCE, .kinds = "body" },
	{ "from",     .type = VALUE_DATE },
	{ "to",       .type = VALUE_DATE },
	{ 0 }
};

KEYS(source_keys) = {
	{ "kind",   .type = VALUE_CHOICE, .choices = sources },
	{ "title",  .type = VALUE_TEXT },
	{ "author", .type = VALUE_TEXT },
	{ "url",    .type = VALUE_URL },
	{ 0 }
};

KEYS(participant_keys) = {
	{ "person",       .type = VALUE_REFERENCE, .kinds = "person" },
	{ "body",         .type = VALUE_REFERENCE, .kinds = "body" },
	{ "name",         .type = VALUE_TEXT }, /* as written, where it is no record */
	{ "capacity",     .type = VALUE_CHOICE, .choices = capacities },
	{ "on behalf of", .type = VALUE_REFERENCE, .kinds = "body" },
	{ "position",     .type = VALUE_TEXT },
	{ "voting",       .type = VALUE_BOOLEAN },
	{ "attendance",   .type = VALUE_CHOICE, .choices = attendances },
	{ "arrived",      .type = VALUE_TIME }, /* of a late one */
	{ "left",         .type = VALUE_TIME }, /* of one who left early */
	{ "coming",       .type = VALUE_BOOLEAN }, /* the answer to the call */
	{ "note",         .type = VALUE_TEXT },
	{ 0 }
};

KEYS(quorum_keys) = {
	{ "members", .type = VALUE_INTEGER, .min = 0, .max = 100000 },
	{ "present", .type = VALUE_INTEGER, .min = 0, .max = 100000 },
	{ "met",     .type = VALUE_BOOLEAN },
	{ 0 }
};

KEYS(agenda_keys) = {
	{ "issue",            .type = VALUE_REFERENCE, .kinds = "issue" },
	{ "title",            .type = VALUE_TEXT },
	{ "rapporteur",       .type = VALUE_WHO, .kinds = "person body" },
	{ "kind",             .type = VALUE_CHOICE, .choices = agenda_kinds },
	{ "minutes allotted", .type = VALUE_INTEGER, .min = 1, .max = 1440 },
	{ "approves",         .type = VALUE_REFERENCE, .kinds = "minutes" }, /* earlier minutes */
	{ "actions",          .type = VALUE_ITEM, LIST }, /* that earlier meetings left open */
	{ "proposals",        .type = VALUE_REFERENCE, LIST, .kinds = "proposal" }, /* not closed yet */
	{ 0 }
};

KEYS(circulated_keys) = {
	{ "at",    .type = VALUE_DATE, REQUIRED },
	{ "until", .type = VALUE_DATE, REQUIRED }, /* corrections are taken up to this day */
	{ 0 }
};

KEYS(approved_keys) = {
	{ "in",   .type = VALUE_REFERENCE, .kinds = "minutes" }, /* a later meeting, and */
	{ "item", .type = VALUE_TEXT }, /* its decision, "D1" */
	{ "at",   .type = VALUE_DATE }, /* or in writing, on this day */
	{ "why",  .type = VALUE_TEXT }, /* although suggestions have no disposition */
	{ 0 }
};

KEYS(signed_keys) = {
	{ "by",  .type = VALUE_WHO, REQUIRED, .kinds = "person" },
	{ "at",  .type = VALUE_DATE, REQUIRED },
	{ "way", .type = VALUE_CHOICE, REQUIRED, .choices = ways },
	{ 0 }
};

KEYS(notice_agenda_keys) = {
	{ "title",            .type = VALUE_TEXT, REQUIRED },
	{ "rapporteur",       .type = VALUE_WHO, .kinds = "person body" },
	{ "minutes allotted", .type = VALUE_INTEGER, .min = 1, .max = 1440 },
	{ 0 }
};

KEYS(anchor_keys) = {
	{ "part",   .type = VALUE_TEXT },
	{ "quote",  .type = VALUE_TEXT },
	{ "before", .type = VALUE_TEXT },
	{ "after",  .type = VALUE_TEXT },
	{ 0 }
};

KEYS(comment_disposition_keys) = {
	{ "outcome",    .type = VALUE_CHOICE, REQUIRED, .choices = comment_dispositions },
	{ "why",        .type = VALUE_TEXT },
	{ "by",         .type = VALUE_WHO, .kinds = "person body" },
	{ "in version", .type = VALUE_TEXT },
	{ 0 }
};

KEYS(outcome_keys) = {
	{ "recommendation", .type = VALUE_TEXT, REQUIRED },
	{ "outcome",        .type = VALUE_CHOICE, REQUIRED, .choices = outcomes },
	{ "reasons",        .type = VALUE_TEXT },
	{ "to",             .type = VALUE_WHO, .kinds = "body" }, /* whom it was forwarded to */
	{ "unit",           .type = VALUE_TEXT },
	{ "planned date",   .type = VALUE_DATE },
	{ 0 }
};

KEYS(extended_keys) = {
	{ "until",  .type = VALUE_DATE, REQUIRED },
	{ "was",    .type = VALUE_DATE },
	{ "reason", .type = VALUE_TEXT, REQUIRED },
	{ "by",     .type = VALUE_WHO, REQUIRED, .kinds = "person body" },
	{ "at",     .type = VALUE_DATE, REQUIRED },
	{ 0 }
};

KEYS(return_reason_keys) = {
	{ "concerns", .type = VALUE_TEXT }, /* a recommendation, "R2" */
	{ "reason",   .type = VALUE_TEXT, REQUIRED },
	{ 0 }
};

KEYS(returned_keys) = {
	{ "reasons", .type = VALUE_MAP, LIST, REQUIRED, .keys = return_reason_keys },
	{ "by",      .type = VALUE_WHO, REQUIRED, .kinds = "person body" },
	{ "at",      .type = VALUE_DATE, REQUIRED },
	{ 0 }
};

KEYS(revised_keys) = {
	{ "reason",  .type = VALUE_INTEGER, REQUIRED, .min = 1, .max = 999999 }, /* which of the earlier submission's */
	{ "outcome", .type = VALUE_CHOICE, REQUIRED, .choices = comment_dispositions },
	{ "why",     .type = VALUE_TEXT },
	{ 0 }
};

/* The highest number that items of each letter had, where it is no more in the text. */
KEYS(last_keys) = {
	{ "S", .type = VALUE_INTEGER, .min = 1, .max = 999999 },
	{ "O", .type = VALUE_INTEGER, .min = 1, .max = 999999 },
	{ "D", .type = VALUE_INTEGER, .min = 1, .max = 999999 },
	{ "A", .type = VALUE_INTEGER, .min = 1, .max = 999999 },
	{ "R", .type = VALUE_INTEGER, .min = 1, .max = 999999 },
	{ 0 }
};

/* The kinds */

#define COMMON_KEYS                                                                                \
	{ "audience", .type = VALUE_CHOICE, .choices = audiences },                                        \
	{ "illustrative", .type = VALUE_BOOLEAN },                                                         \
	{ 0 }

KEYS(council_keys) = {
	{ "name",            .type = VALUE_NAMES, REQUIRED },
	{ "short name",      .type = VALUE_NAMES },
	{ "agency",          .type = VALUE_REFERENCE, .kinds = "body" },
	{ "languages",       .type = VALUE_TEXT, LIST, REQUIRED },
	{ "time zone",       .type = VALUE_TEXT },
	{ "membership mode", .type = VALUE_CHOICE, .choices = memberships },
	{ "rules",           .type = VALUE_MAP, LIST, .keys = rule_keys },
	{ "weekend",         .type = VALUE_CHOICE, LIST, .choices = weekdays },
	{ "holidays",        .type = VALUE_DATE, LIST },
	{ "numbering",       .type = VALUE_ANY },
	{ "about",           .type = VALUE_NAMES },
	COMMON_KEYS
};

KEYS(person_keys) = {
	{ "name",            .type = VALUE_TEXT, REQUIRED },
	{ "sort name",       .type = VALUE_TEXT },
	{ "other spellings", .type = VALUE_TEXT, LIST },
	{ "terms",           .type = VALUE_MAP, LIST, .keys = term_keys },
	{ "account",         .type = VALUE_TEXT },
	COMMON_KEYS
};

KEYS(body_keys) = {
	{ "name",            .type = VALUE_TEXT, REQUIRED },
	{ "short name",      .type = VALUE_TEXT },
	{ "other spellings", .type = VALUE_TEXT, LIST },
	{ "kind",            .type = VALUE_CHOICE, .choices = body_kinds },
	{ "part of",         .type = VALUE_REFERENCE, .kinds = "body" },
	{ "site",            .type = VALUE_URL },
	COMMON_KEYS
};

KEYS(issue_keys) = {
	{ "title",          .type = VALUE_TEXT, REQUIRED },
	{ "state",          .type = VALUE_CHOICE, REQUIRED, .choices = issue_states },
	{ "proposed by",    .type = VALUE_WHO, .kinds = "person body" },
	{ "minutes wanted", .type = VALUE_INTEGER, .min = 1, .max = 1440 },
	{ "reason",         .type = VALUE_TEXT }, /* why it was declined */
	{ "raised in",      .type = VALUE_REFERENCE, .kinds = "minutes" },
	{ "keywords",       .type = VALUE_TEXT, LIST },
	COMMON_KEYS
};

KEYS(minutes_keys) = {
	{ "number",       .type = VALUE_TEXT },
	{ "title",        .type = VALUE_TEXT, REQUIRED },
	{ "kind",         .type = VALUE_CHOICE, .choices = meeting_kinds },
	{ "date",         .type = VALUE_DATE },
	{ "starts",       .type = VALUE_TIME },
	{ "ends",         .type = VALUE_TIME },
	{ "place",        .type = VALUE_TEXT },
	{ "mode",         .type = VALUE_CHOICE, .choices = meeting_modes },
	{ "chair",        .type = VALUE_WHO, .kinds = "person body" },
	{ "secretary",    .type = VALUE_WHO, .kinds = "person body" },
	{ "state",        .type = VALUE_CHOICE, REQUIRED, .choices = meeting_states },
	{ "reason",       .type = VALUE_TEXT }, /* of a meeting that was cancelled */
	{ "minutes",      .type = VALUE_CHOICE, REQUIRED, .choices = minutes_states },
	{ "circulated",   .type = VALUE_MAP, .keys = circulated_keys },
	{ "approved",     .type = VALUE_MAP, .keys = approved_keys },
	{ "seal",         .type = VALUE_HEX, .min = 64 }, /* seal.h */
	{ "signed by chair",     .type = VALUE_MAP, .keys = signed_keys },
	{ "signed by secretary", .type = VALUE_MAP, .keys = signed_keys },
	{ "source",       .type = VALUE_MAP, .keys = source_keys },
	{ "participants", .type = VALUE_MAP, LIST, .keys = participant_keys },
	{ "quorum",       .type = VALUE_MAP, .keys = quorum_keys },
	{ "agenda",       .type = VALUE_MAP, LIST, .keys = agenda_keys },
	{ "last",         .type = VALUE_MAP, .keys = last_keys },
	COMMON_KEYS
};

KEYS(correction_keys) = {
	{ "author", .type = VALUE_WHO, REQUIRED, .kinds = "person body" },
	{ "at",     .type = VALUE_DATE, REQUIRED },
	{ "base",   .type = VALUE_TEXT },
	{ "anchor", .type = VALUE_MAP, .keys = anchor_keys },
	{ "reason", .type = VALUE_TEXT },
	{ "state",  .type = VALUE_CHOICE, REQUIRED, .choices = correction_states },
	{ "answer", .type = VALUE_TEXT }, /* why it was not taken up */
	{ "by",     .type = VALUE_WHO, .kinds = "person body" }, /* who answered */
	COMMON_KEYS
};

KEYS(notice_keys) = {
	{ "title",  .type = VALUE_TEXT, REQUIRED },
	{ "kind",   .type = VALUE_CHOICE, .choices = meeting_kinds },
	{ "date",   .type = VALUE_DATE, REQUIRED },
	{ "starts", .type = VALUE_TIME },
	{ "ends",   .type = VALUE_TIME },
	{ "place",  .type = VALUE_TEXT },
	{ "mode",   .type = VALUE_CHOICE, .choices = meeting_modes },
	{ "state",  .type = VALUE_CHOICE, REQUIRED, .choices = notice_states },
	{ "at",     .type = VALUE_DATE, REQUIRED }, /* when it went out last */
	{ "urgent", .type = VALUE_BOOLEAN },
	{ "reason", .type = VALUE_TEXT }, /* of a change or cancellation, or why it is urgent */
	{ "agenda", .type = VALUE_MAP, LIST, .keys = notice_agenda_keys },
	COMMON_KEYS
};

KEYS(disposition_keys) = {
	{ "outcome", .type = VALUE_CHOICE, REQUIRED, .choices = suggestion_outcomes },
	{ "in",      .type = VALUE_ITEM }, /* the recommendation, or the suggestion it was merged with */
	{ "why",     .type = VALUE_TEXT },
	{ "by",      .type = VALUE_WHO, REQUIRED, .kinds = "person body" },
	{ "at",      .type = VALUE_DATE, REQUIRED },
	COMMON_KEYS
};

KEYS(action_keys) = {
	{ "state",  .type = VALUE_CHOICE, REQUIRED, .choices = action_states },
	{ "person", .type = VALUE_WHO, .kinds = "person body" }, /* where it is another one now */
	{ "due",    .type = VALUE_DATE }, /* where it was put off */
	{ "in",     .type = VALUE_REFERENCE, .kinds = "minutes" }, /* the meeting that recorded it */
	{ "by",     .type = VALUE_WHO, REQUIRED, .kinds = "person body" },
	{ "at",     .type = VALUE_DATE, REQUIRED },
	COMMON_KEYS
};

KEYS(addendum_keys) = {
	{ "number",      .type = VALUE_INTEGER, REQUIRED, .min = 1, .max = 999999 },
	{ "concerns",    .type = VALUE_TEXT }, /* an item, "S3" */
	{ "by",          .type = VALUE_WHO, REQUIRED, .kinds = "person body" },
	{ "at",          .type = VALUE_DATE, REQUIRED },
	{ "approved in", .type = VALUE_REFERENCE, .kinds = "minutes" },
	COMMON_KEYS
};

KEYS(version_keys) = {
	{ "version", .type = VALUE_INTEGER, REQUIRED, .min = 1, .max = 999999 },
	{ "at",      .type = VALUE_DATE, REQUIRED },
	{ "by",      .type = VALUE_WHO, .kinds = "person body" },
	{ "what",    .type = VALUE_TEXT }, /* it changes, in a line */
	{ "text",    .type = VALUE_HEX, REQUIRED, .min = 64 }, /* its sum */
	{ 0 }
};

KEYS(adopted_keys) = {
	{ "in",      .type = VALUE_REFERENCE, REQUIRED, .kinds = "minutes" },
	{ "item",    .type = VALUE_TEXT, REQUIRED }, /* the decision, "D1" */
	{ "version", .type = VALUE_INTEGER, REQUIRED, .min = 1, .max = 999999 },
	{ 0 }
};

KEYS(proposal_keys) = {
	{ "number",        .type = VALUE_TEXT },
	{ "title",         .type = VALUE_TEXT, REQUIRED },
	{ "addressee",     .type = VALUE_REFERENCE, .kinds = "body" },
	{ "authors",       .type = VALUE_WHO, LIST, .kinds = "person body" },
	{ "state",         .type = VALUE_CHOICE, REQUIRED, .choices = proposal_states },
	{ "reason",        .type = VALUE_TEXT }, /* why it was put aside, withdrawn or taken back */
	{ "adopted",       .type = VALUE_MAP, .keys = adopted_keys },
	{ "versions",      .type = VALUE_MAP, LIST, .keys = version_keys }, /* proposals/version.h */
	{ "superseded by", .type = VALUE_REFERENCE, .kinds = "proposal" },
	{ "issues",        .type = VALUE_REFERENCE, LIST, .kinds = "issue" },
	{ "born of",       .type = VALUE_ITEM, LIST },
	{ "summary",       .type = VALUE_TEXT },
	{ "last",          .type = VALUE_MAP, .keys = last_keys },
	COMMON_KEYS
};

KEYS(comment_keys) = {
	{ "author",       .type = VALUE_WHO, REQUIRED, .kinds = "person body" },
	{ "at",           .type = VALUE_DATE, REQUIRED },
	{ "base",         .type = VALUE_HEX, .min = 40 }, /* the commit whose text was read */
	{ "version",      .type = VALUE_TEXT }, /* the named version that this text was */
	{ "anchor",       .type = VALUE_MAP, .keys = anchor_keys },
	{ "kind",         .type = VALUE_CHOICE, REQUIRED, .choices = comment_kinds },
	{ "audience",     .type = VALUE_CHOICE, .choices = comment_audiences },
	{ "reply to",     .type = VALUE_REFERENCE, .kinds = "comment" },
	{ "about",        .type = VALUE_REFERENCE, .kinds = "submission progress" }, /* a remark, and no comment on the text */
	{ "disposition",  .type = VALUE_MAP, .keys = comment_disposition_keys },
	{ "round",        .type = VALUE_INTEGER, .min = 1, .max = 999999 },
	{ "illustrative", .type = VALUE_BOOLEAN },
	{ 0 }
};

KEYS(amendment_keys) = {
	{ "author",  .type = VALUE_WHO, REQUIRED, .kinds = "person body" },
	{ "at",      .type = VALUE_DATE, REQUIRED },
	{ "base",    .type = VALUE_TEXT, REQUIRED },
	{ "anchor",  .type = VALUE_MAP, .keys = anchor_keys },
	{ "reason",  .type = VALUE_TEXT },
	{ "state",   .type = VALUE_CHOICE, REQUIRED, .choices = amendment_states },
	{ "consent", .type = VALUE_WHO, LIST, .kinds = "person body" },
	{ "answer",  .type = VALUE_TEXT }, /* why it was rejected */
	{ "by",      .type = VALUE_WHO, .kinds = "person body" }, /* who decided */
	COMMON_KEYS
};

KEYS(endorsement_keys) = {
	{ "by",      .type = VALUE_WHO, REQUIRED, .kinds = "person body" },
	{ "at",      .type = VALUE_DATE, REQUIRED },
	{ "version", .type = VALUE_INTEGER, REQUIRED, .min = 1, .max = 999999 },
	COMMON_KEYS
};

KEYS(round_keys) = {
	{ "number",  .type = VALUE_INTEGER, REQUIRED, .min = 1, .max = 999999 },
	{ "opens",   .type = VALUE_DATE },
	{ "closes",  .type = VALUE_DATE },
	{ "method",  .type = VALUE_CHOICE, .choices = round_methods },
	{ "invited", .type = VALUE_WHO, LIST, .kinds = "person body" },
	{ "call",    .type = VALUE_TEXT },
	{ "summary", .type = VALUE_TEXT },
	{ "state",   .type = VALUE_CHOICE, REQUIRED, .choices = round_states },
	COMMON_KEYS
};

KEYS(submission_keys) = {
	{ "number",          .type = VALUE_INTEGER, REQUIRED, .min = 1, .max = 999999 },
	{ "version",         .type = VALUE_TEXT, REQUIRED },
	{ "commit",          .type = VALUE_HEX, REQUIRED, .min = 40 },
	{ "sha256",          .type = VALUE_HEX, REQUIRED, .min = 64 },
	{ "outgoing number", .type = VALUE_TEXT },
	{ "outgoing date",   .type = VALUE_DATE },
	{ "incoming number", .type = VALUE_TEXT },
	{ "incoming date",   .type = VALUE_DATE },
	{ "channel",         .type = VALUE_TEXT },
	{ "signatory",       .type = VALUE_WHO, .kinds = "person body" },
	{ "due",             .type = VALUE_DATE },
	{ "extended",        .type = VALUE_MAP, LIST, .keys = extended_keys },
	{ "returned",        .type = VALUE_MAP, .keys = returned_keys },
	{ "revised",         .type = VALUE_MAP, LIST, .keys = revised_keys }, /* what became of each reason of the submission before */
	{ "state",           .type = VALUE_CHOICE, REQUIRED, .choices = submission_states },
	COMMON_KEYS
};

KEYS(answer_keys) = {
	{ "submission",   .type = VALUE_REFERENCE, REQUIRED, .kinds = "submission" },
	{ "version",      .type = VALUE_TEXT },
	{ "sha256",       .type = VALUE_HEX, .min = 64 }, /* of the sealed text that it answers */
	{ "answered at",  .type = VALUE_DATE },
	{ "published at", .type = VALUE_DATE },
	{ "prepared by",  .type = VALUE_WHO, .kinds = "person body" },
	{ "checked by",   .type = VALUE_WHO, .kinds = "person body" },
	{ "number",       .type = VALUE_TEXT },
	{ "date",         .type = VALUE_DATE },
	{ "signatory",    .type = VALUE_WHO, .kinds = "person body" },
	{ "outcomes",     .type = VALUE_MAP, LIST, .keys = outcome_keys },
	COMMON_KEYS
};

KEYS(progress_keys) = {
	{ "date",           .type = VALUE_DATE, REQUIRED },
	{ "reporter",       .type = VALUE_WHO, .kinds = "person body" },
	{ "recommendation", .type = VALUE_TEXT, REQUIRED },
	{ "status",         .type = VALUE_CHOICE, REQUIRED, .choices = progress_states },
	{ "percent",        .type = VALUE_INTEGER, .min = 0, .max = 100 },
	{ "reason",         .type = VALUE_TEXT }, /* why it was stopped, or is delayed */
	{ "evidence",       .type = VALUE_TEXT, LIST }, /* an address, or the name of a file in attachments */
	{ "next report",    .type = VALUE_DATE },
	{ "published at",   .type = VALUE_DATE },
	COMMON_KEYS
};

static const struct kind kinds[] = {
	{ "council",    "council",   council_keys,    "",     NULL,      NULL,           AUDIENCE_PUBLIC  },
	{ "person",     "people",    person_keys,     "",     NULL,      NULL,           AUDIENCE_PUBLIC  },
	{ "body",       "bodies",    body_keys,       "",     NULL,      NULL,           AUDIENCE_PUBLIC  },
	{ "issue",      "issues",    issue_keys,      "",     "state",   NULL,           AUDIENCE_MEMBERS },
	{ "minutes",    "meetings",  minutes_keys,    "SODA", "minutes", NULL,           AUDIENCE_MEMBERS },
	{ "correction", "meetings",  correction_keys, "",     "state",   NULL,           AUDIENCE_MEMBERS },
	{ "notice",     "meetings",  notice_keys,     "",     NULL,      NULL,           AUDIENCE_PUBLIC  },
	{ "disposition", "meetings", disposition_keys, "", NULL, NULL,     AUDIENCE_MEMBERS },
	{ "action",     "meetings",  action_keys,     "",     NULL,      NULL,           AUDIENCE_MEMBERS },
	{ "addendum",   "meetings",  addendum_keys,   "",     NULL,      NULL,           AUDIENCE_MEMBERS },
	{ "proposal",   "proposals", proposal_keys,   "R",    "state",   NULL,           AUDIENCE_MEMBERS },
	{ "comment",    "proposals", comment_keys,    "",     NULL,      NULL,           AUDIENCE_MEMBERS },
	{ "amendment",  "proposals", amendment_keys,  "",     "state",   NULL,           AUDIENCE_MEMBERS },
	{ "endorsement", "proposals", endorsement_keys, "",   NULL,      NULL,           AUDIENCE_MEMBERS },
	{ "round",      "proposals", round_keys,      "",     "state",   NULL,           AUDIENCE_MEMBERS },
	{ "submission", "proposals", submission_keys, "",     "state",   NULL,           AUDIENCE_AGENCY  },
	{ "answer",     "proposals", answer_keys,     "",     NULL,      "published at", AUDIENCE_AGENCY  },
	{ "progress",   "proposals", progress_keys,   "",     NULL,      "published at", AUDIENCE_AGENCY  },
};
/* clang-format on */

const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (str_equal(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

const struct kind *kind_at(size_t n)
{
	return n < ARRAY_SIZE(kinds) ? &kinds[n] : NULL;
}

const struct key *kind_key(const struct kind *kind, const char *key)
{
	for (const struct key *k = kind->keys; k->name; k++)
		if (str_equal(k->name, key))
			return k;
	return NULL;
}

/* What the value of KEY says; members alone where it says something unknown, else OTHERWISE. */
static enum audience audience_of(
	const struct record *rec, const struct kind *kind, const char *key, enum audience otherwise)
{
	const struct key *k = kind_key(kind, key);

	if (!record_value(rec, key))
		return otherwise;
	for (const struct choice *c = k->choices; c->name; c++)
		if (str_equal(c->name, record_get(rec, key)))
			return c->audience;
	return AUDIENCE_MEMBERS;
}

enum audience kind_audience(const struct record *rec)
{
	const struct kind *kind = kind_find(record_kind(rec));

	if (!kind)
		return AUDIENCE_MEMBERS;
	if (record_value(rec, "audience"))
		return audience_of(rec, kind, "audience", AUDIENCE_MEMBERS);
	if (kind->public_key && record_value(rec, kind->public_key))
		return AUDIENCE_PUBLIC;
	if (kind->state_key)
		return audience_of(rec, kind, kind->state_key, kind->audience);
	return kind->audience;
}

const char *audience_name(enum audience audience)
{
	return audiences[audience].name;
}
