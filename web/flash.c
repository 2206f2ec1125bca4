#include "flash.h"
#include "base.h"

/* clang-format off */
static const struct {
	const char *key, *phrase;
} flashes[] = {
	{ "saved",            "Saved." },
	{ "seen",             "Marked as seen." },
	{ "corrected",        "Your correction is sent; the coordinator answers it, and others who read the draft see it." },
	{ "added",            "The addendum stands beside the minutes for good." },
	{ "published",        "Published: everybody reads the minutes now." },
	{ "version-named",    "The version has its name. Whoever endorsed an earlier one is told what has changed." },
	{ "in-review",        "The members have it for review: they comment, suggest amendments and endorse it. The next step is the wide discussion." },
	{ "in-discussion",    "The discussion is open until the closing date. Then every comment gets an answer, and the round is closed." },
	{ "ready",            "The text stands as it is now. Next a meeting decides on it, and its decision is recorded here." },
	{ "adopted",          "The adoption is on record. Next the proposal is submitted to the agency with a covering letter." },
	{ "submitted",        "Submitted and sealed. The agency registers it next; its time to answer counts from that day." },
	{ "back-to-draft",    "It is a draft again: its authors go on writing." },
	{ "parked",           "Put aside. It can be taken up again at any time." },
	{ "withdrawn",        "Withdrawn. It stays on record with the reason." },
	{ "superseded",       "It stays on record, and says which proposal took its place." },
	{ "registered",       "Registered. The council is told, with the day by which the answer is due." },
	{ "review-begun",     "The review has begun. Next each recommendation gets its answer." },
	{ "put-off",          "The answer is put off. The council is told until when, and why." },
	{ "returned",         "Returned for revision. The council is told the reasons; a new version comes as the next submission." },
	{ "round-extended",   "The closing date is another one now." },
	{ "round-closed",     "The round is closed, and its report stands below. Next the proposal is made ready for adoption, or another round is opened." },
	{ "reported",         "The report is published. The authors of the proposal and the coordinator are told." },
	{ "remarked",         "It is sent, and stands with the others." },
	{ "commented",        "Your comment stands beside the text." },
	{ "commented-older",  "Your comment is kept. The text has changed meanwhile: it stands with the words that you read." },
	{ "suggested",        "Your amendment stands beside the passage; the authors accept it, or say why not." },
	{ "accepted",         "Accepted: the text says so now, and history names both of you." },
	{ "endorsed",         "Your endorsement is noted." },
	{ "merged",           "Saved, together with what somebody else had changed meanwhile." },
	{ "restored",         "The older text stands again, as a new revision." },
	{ "version-named",    "Saved, and the version has its name." },
	{ "unchanged",        "Nothing had changed, so nothing was saved." },
	{ "made",             "The new record is there." },
	{ "deleted",          "Deleted. History keeps what it said." },
	{ "meeting-deleted",  "The meeting was deleted. Its number stays used." },
	{ "topic-proposed",   "The topic waits in the backlog; the coordinator puts it on an agenda." },
	{ "proposal-started", "The proposal is started, as a draft that members read." },
	{ "comment-answered", "What became of it is noted; its author is told." },
	{ "comments-answered", "What became of them is noted; their authors are told." },
	{ "invited", "Invited. They have an account already, and sign in with it." },
	{ "answered",         "Your answer is noted." },
	{ "noted-inside",     "The note is kept; only the agency reads it." },
	{ "deleted-note",     "The note is deleted." },
	{ "assigned",         "It is noted who looks after it; only the agency sees it." },
	{ "assigned-nobody",  "Nobody in particular looks after it now." },
	{ "answer-kept",      "Kept. Only the agency sees it until it is published." },
	{ "answer-checked",   "Checked. It can be published as it is." },
	{ "answer-published", "Published and sealed: the council and everybody else read the answer now." },
	{ "text-deleted",     "The text is deleted." },
	{ "attached",         "The file stands beside the proposal." },
	{ "moved",            "Moved." },
	{ "thrown-away",      "Thrown away." },
	{ "signed-in",        "You are signed in." },
	{ "signed-out",       "You are signed out." },
	{ "password-set",     "Your password is set, and you are signed in." },
	{ "feed-revoked",     "The address of your calendar works no more." },
	{ "password-changed", "Your password is changed. Elsewhere you are signed out." },
	{ "others-ended",     "Everywhere else you are signed out." },
	{ "account-disabled", "The account is disabled; its sessions have ended." },
	{ "roles-changed",    "The roles are changed; they count from now on." },
	{ "tried-again",      "The letters are tried again now." },
	{ "account-enabled",  "The account can sign in again." },
};
/* clang-format on */

const char *flash_phrase(const char *key)
{
	for (size_t i = 0; key && i < ARRAY_SIZE(flashes); i++)
		if (str_equal(flashes[i].key, key))
			return flashes[i].phrase;
	return NULL;
}
