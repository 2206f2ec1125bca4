#include "track.h"
#include "track_guard.h"

/* clang-format off */
#define C ROLE_COORDINATOR
#define M ROLE_MEMBER

/* The meeting itself. */
static const struct track_step meeting_steps[] = {
	{ "planned",    "call",        "called",     C, "Call the meeting",       "meeting called",           can_be_called, is_called, WAY_ON },
	{ "planned",    "cancel",      "cancelled",  C, "Cancel the meeting",     "meeting cancelled",        NULL,          has_reason, WAY_ASIDE },
	{ "called",     "change-call", "called",     C, "Send the change",        "notice changed",           can_be_called, is_called, WAY_ASIDE },
	{ "called",     "open",        "in session", C, "Open the session",       "session opened",           NULL,          NULL, WAY_ON },
	{ "called",     "inquorate",   "inquorate",  C, "No quorum",              "no quorum, not held",      NULL,          NULL, WAY_ASIDE },
	{ "called",     "cancel",      "cancelled",  C, "Cancel the meeting",     "meeting cancelled",        NULL,          has_reason, WAY_ASIDE },
	{ "in session", "close",       "held",       C, "Close the session",      "session closed",           NULL,          NULL, WAY_ON },
	{ "in session", "inquorate",   "inquorate",  C, "No quorum",              "no quorum, not held",      NULL,          NULL, WAY_ASIDE },
	{ "held",       "reopen",      "in session", C, "Open the session again", "session opened again",     is_draft,      NULL, WAY_ASIDE },
	{ "cancelled",  "plan-again",  "planned",    C, "Plan it again",          "planned again",            NULL,          NULL, WAY_ASIDE },
	{ 0 },
};

/* Its minutes. */
static const struct track_step minutes_steps[] = {
	{ "draft",      "circulate",   "circulated", C, "Circulate",              "minutes circulated",       is_finished,   is_circulated, WAY_ON },
	{ "draft",      "publish",     "published",  C, "Publish",                "minutes published",        is_of_a_source, NULL, WAY_ON },
	{ "circulated", "recall",      "draft",      C, "Take back to draft",     "minutes taken back to draft", NULL,       NULL, WAY_ASIDE },
	{ "circulated", "approve",     "approved",   C, "Approve and seal",       "minutes approved and sealed", can_be_approved, is_approved, WAY_ON },
	{ "approved",   "sign",        "signed",     C | M, "Sign",               "minutes signed",           NULL,          is_signed, WAY_ON },
	{ "signed",     "publish",     "published",  C, "Publish",                "minutes published",        NULL,          NULL, WAY_ON },
	{ "published",  "withdraw",    "draft",      C, "Take back to draft",     "minutes taken back to draft", is_unsealed, NULL, WAY_ASIDE },
	{ 0 },
};

/* A member's correction while minutes circulate. */
static const struct track_step correction_steps[] = {
	{ "open",       "accept-correction", "accepted",  C, "Take it up",        "correction taken up",      NULL,          NULL, WAY_ON },
	{ "open",       "refuse-correction", "rejected",  C, "Refuse it",         "correction refused",       NULL,          has_answer, WAY_ASIDE },
	{ "open",       "withdraw-correction", "withdrawn", M, "Withdraw it",     "correction withdrawn",     NULL,          NULL, WAY_ASIDE },
	{ 0 },
};

/* An issue, from a topic that somebody proposes. */
static const struct track_step issue_steps[] = {
	{ "proposed",   "take-topic",    "open",     C, "Put on the agenda",      "topic taken to the agenda", NULL,         NULL, WAY_ON },
	{ "proposed",   "decline-topic", "declined", C, "Decline",                "topic declined",           NULL,          has_reason, WAY_ASIDE },
	{ "proposed",   "withdraw-topic", "declined", M, "Withdraw it",           "topic withdrawn",          NULL,          has_reason, WAY_ASIDE },
	{ "declined",   "propose-topic", "proposed", M, "Propose it again",       "topic proposed again",     NULL,          NULL, WAY_ON },
	{ "open",       "close-issue",   "closed",   C, "Close the issue",        "issue closed",             NULL,          NULL, WAY_ASIDE },
	{ "closed",     "open-issue",    "open",     C, "Open the issue again",   "issue opened again",       NULL,          NULL, WAY_ON },
	{ 0 },
};

static const struct track council_tracks[] = {
	{ "minutes",    "state",   meeting_steps    },
	{ "minutes",    "minutes", minutes_steps    },
	{ "correction", "state",   correction_steps },
	{ "issue",      "state",   issue_steps      },
};
/* clang-format on */

const struct track *track_nth(size_t n)
{
	const size_t own = ARRAY_SIZE(council_tracks);
	const struct track *track = n < own ? &council_tracks[n] : &proposal_tracks[n - own];

	return track->kind ? track : NULL;
}

const struct track *track_of(const char *kind, const char *key)
{
	const struct track *track;

	for (size_t i = 0; (track = track_nth(i)); i++)
		if (str_equal(track->kind, kind) && str_equal(track->key, key))
			break;
	return track;
}

const struct track_step *track_at(
	const struct record *rec, const char *action, const struct track **out)
{
	const struct track *track;

	for (size_t i = 0; (track = track_nth(i)); i++) {
		const char *state = record_get(rec, track->key);

		if (!str_equal(track->kind, record_kind(rec)))
			continue;
		for (const struct track_step *step = track->steps; step->action; step++) {
			if (!str_equal(step->from, state) || !str_equal(step->action, action))
				continue;
			if (out)
				*out = track;
			return step;
		}
	}
	return NULL;
}

int track_find(const struct track_step **out, const struct track **track, const struct record *rec,
	const char *action, unsigned roles, struct error *err)
{
	const struct track_step *step = track_at(rec, action, track);

	if (!step)
		return error_set(err, ERR_CONFLICT,
			"the state is another one meanwhile: look at the page again");
	if (!(step->may & roles_full(roles)))
		return error_set(err, ERR_DENIED, "your account may not do this");
	*out = step;
	return 0;
}

static int check_guards(
	const struct track_step *row, const struct track_case *step, struct error *err)
{
	int code = row->first ? row->first(step, err) : 0;

	return code < 0 || !row->stated ? code : row->stated(step, err);
}

int track_check(const struct track *track, const struct track_case *step, const char *from,
	const char *to, struct error *err)
{
	int code = error_set(err, ERR_INVALID, "no step leads from the state \"%s\" to \"%s\"",
		from ? from : "", to ? to : "");

	for (const struct track_step *row = track->steps; row->action; row++) {
		if (!str_equal(row->from, from) || !str_equal(row->to, to))
			continue;
		if ((code = check_guards(row, step, err)) == 0)
			return 0;
	}
	return code;
}
