#include "track.h"
#include "guard.h"
#include "track_guard.h"

/* clang-format off */
#define C ROLE_COORDINATOR
#define M ROLE_MEMBER
#define A ROLE_AGENCY

/*
 * The council's track of a proposal. Its text moves in draft, review and discussion; from "ready" on it stands as
 * it is, and whoever wants to change it takes it back to draft.
 */
static const struct track_step proposal_steps[] = {
	{ "draft",      "name-version", "draft",     M, "Name this version",        "a version is named",       NULL,          is_named, WAY_ASIDE },
	{ "draft",      "review",      "review",     M, "Give to the members",      "given to the members for review", has_recommendation, is_named, WAY_ON },
	{ "draft",      "park",        "parked",     C, "Put aside",                "put aside",                NULL,          has_reason, WAY_ASIDE },
	{ "draft",      "withdraw",    "withdrawn",  C, "Withdraw",                 "proposal withdrawn",       NULL,          has_reason, WAY_ASIDE },
	{ "draft",      "supersede",   "superseded", C, "Superseded by another",    "superseded by another proposal", NULL,    is_superseded, WAY_ASIDE },
	{ "review",     "name-version", "review",    M, "Name this version",        "a version is named",       NULL,          is_named, WAY_ASIDE },
	{ "review",     "discuss",     "discussion", C, "Open the wide discussion", "opened for wide discussion", has_addressee, is_opened, WAY_ON },
	{ "review",     "redraft",     "draft",      M, "Back to draft",            "back to draft",            NULL,          NULL, WAY_ASIDE },
	{ "review",     "park",        "parked",     C, "Put aside",                "put aside",                NULL,          has_reason, WAY_ASIDE },
	{ "review",     "withdraw",    "withdrawn",  C, "Withdraw",                 "proposal withdrawn",       NULL,          has_reason, WAY_ASIDE },
	{ "review",     "supersede",   "superseded", C, "Superseded by another",    "superseded by another proposal", NULL,    is_superseded, WAY_ASIDE },
	{ "discussion", "name-version", "discussion", M, "Name this version",       "a version is named",       NULL,          is_named, WAY_ASIDE },
	{ "discussion", "discuss-again", "discussion", C, "Open another round",     "another round of discussion is open", is_between_rounds, is_opened, WAY_ASIDE },
	{ "discussion", "ready",       "ready",      C, "Ready for adoption",       "ready for adoption",       is_discussed,  is_named, WAY_ON },
	{ "discussion", "redraft",     "draft",      C, "Back to draft",            "back to draft",            is_between_rounds, NULL, WAY_ASIDE },
	{ "discussion", "withdraw",    "withdrawn",  C, "Withdraw",                 "proposal withdrawn",       is_between_rounds, has_reason, WAY_ASIDE },
	{ "ready",      "adopt",       "adopted",    C, "Record the adoption",      "adopted by the council",   NULL,          is_adopted, WAY_ON },
	{ "ready",      "redraft",     "draft",      C, "Back to draft",            "back to draft",            NULL,          NULL, WAY_ASIDE },
	{ "ready",      "park",        "parked",     C, "Put aside",                "put aside",                NULL,          has_reason, WAY_ASIDE },
	{ "ready",      "withdraw",    "withdrawn",  C, "Withdraw",                 "proposal withdrawn",       NULL,          has_reason, WAY_ASIDE },
	{ "ready",      "supersede",   "superseded", C, "Superseded by another",    "superseded by another proposal", NULL,    is_superseded, WAY_ASIDE },
	{ "adopted",    "submit",      "submitted",  C, "Submit to the agency",     "submitted to the agency",  has_addressee, is_submitted, WAY_ON },
	{ "adopted",    "redraft",     "draft",      C, "Back to draft",            "back to draft",            NULL,          has_reason, WAY_ASIDE },
	{ "adopted",    "withdraw",    "withdrawn",  C, "Withdraw",                 "proposal withdrawn",       NULL,          has_reason, WAY_ASIDE },
	{ "submitted",  "close",       "closed",     C, "Close",                    "proposal closed",          is_settled,    NULL, WAY_ON },
	{ "submitted",  "revise",      "draft",      C, "Take up for revision",     "taken up for revision",    is_returned,   NULL, WAY_ASIDE },
	{ "submitted",  "withdraw",    "withdrawn",  C, "Withdraw",                 "proposal withdrawn",       NULL,          has_reason, WAY_ASIDE },
	{ "closed",     "supersede",   "superseded", C, "Superseded by another",    "superseded by another proposal", NULL,    is_superseded, WAY_ASIDE },
	{ "parked",     "resume",      "draft",      M, "Take up again",            "taken up again",           NULL,          NULL, WAY_ON },
	{ "withdrawn",  "resume",      "draft",      C, "Take up again",            "taken up again",           is_unsent,     NULL, WAY_ASIDE },
	{ 0 },
};

/* A member's amendment to the text. */
static const struct track_step amendment_steps[] = {
	{ "open",       "accept-amendment", "accepted", M, "Accept",                "amendment accepted",       NULL,          NULL, WAY_ON },
	{ "open",       "reject-amendment", "rejected", M, "Reject",                "amendment rejected",       NULL,          has_answer, WAY_ASIDE },
	{ "open",       "withdraw-amendment", "withdrawn", M, "Withdraw it",        "amendment withdrawn",      NULL,          NULL, WAY_ASIDE },
	{ "open",       "overtake-amendment", "overtaken", M, "Overtaken by the text", "amendment overtaken by the text", NULL, NULL, WAY_ASIDE },
	{ 0 },
};

/* A round of wide discussion. */
static const struct track_step round_steps[] = {
	{ "planned",    "open-round",  "open",       C, "Open the round",           "round of discussion opened", NULL,        has_window, WAY_ON },
	{ "open",       "extend-round", "open",      C, "Change the closing date",  "closing date changed",     NULL,          has_window, WAY_ASIDE },
	{ "open",       "close-round", "closed",     C, "Close the round",          "round of discussion closed", is_answered, is_summed_up, WAY_ON },
	{ 0 },
};

/*
 * What was sent, at the agency. Whoever withdraws a proposal withdraws what was sent of it; a recommendation that an
 * answer accepted is reported on until it is done or stopped.
 */
static const struct track_step submission_steps[] = {
	{ "sent",       "register",    "registered", A, "Register",                 "registered at the agency", NULL,          is_registered, WAY_ON },
	{ "sent",       "withdraw-submission", "withdrawn", C, "Withdraw",          "submission withdrawn",     is_called_back, NULL, WAY_ASIDE },
	{ "registered", "take-up",     "under review", A, "Begin the review",       "review begun",             NULL,          NULL, WAY_ON },
	{ "registered", "extend",      "registered", A, "Put off the answer",       "answer put off",           NULL,          is_extended, WAY_ASIDE },
	{ "registered", "return",      "returned",   A, "Return for revision",      "returned for revision",    NULL,          is_sent_back, WAY_ASIDE },
	{ "registered", "withdraw-submission", "withdrawn", C, "Withdraw",          "submission withdrawn",     is_called_back, NULL, WAY_ASIDE },
	{ "under review", "answer",    "answered",   A, "Publish the answer",       "answered by the agency",   NULL,          is_answered_in_full, WAY_ON },
	{ "under review", "extend",    "under review", A, "Put off the answer",     "answer put off",           NULL,          is_extended, WAY_ASIDE },
	{ "under review", "return",    "returned",   A, "Return for revision",      "returned for revision",    NULL,          is_sent_back, WAY_ASIDE },
	{ "under review", "withdraw-submission", "withdrawn", C, "Withdraw",        "submission withdrawn",     is_called_back, NULL, WAY_ASIDE },
	{ "answered",   "report",      "answered",   A, "Report progress",          "progress reported",        has_accepted,  has_accepted, WAY_ON },
	{ 0 },
};

const struct track proposal_tracks[] = {
	{ "proposal",   "state",   proposal_steps   },
	{ "amendment",  "state",   amendment_steps  },
	{ "round",      "state",   round_steps      },
	{ "submission", "state",   submission_steps },
	{ 0 },
};
/* clang-format on */
