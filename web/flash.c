#include "flash.h"
#include "base.h"

/* clang-format off */
static const struct {
	const char *key, *phrase;
} flashes[] = {
	{ "saved",            "Saved." },
	{ "corrected",        "Your correction is sent; the coordinator answers it, and others who read the draft see it." },
	{ "added",            "The addendum stands beside the minutes for good." },
	{ "published",        "Published: everybody reads the minutes now." },
	{ "merged",           "Saved, together with what somebody else had changed meanwhile." },
	{ "restored",         "The older text stands again, as a new revision." },
	{ "version-named",    "Saved, and the version has its name." },
	{ "unchanged",        "Nothing had changed, so nothing was saved." },
	{ "made",             "The new record is there." },
	{ "deleted",          "Deleted. History keeps what it said." },
	{ "topic-proposed",   "The topic waits in the backlog; the coordinator puts it on an agenda." },
	{ "proposal-started", "The proposal is started, as a draft that members read." },
	{ "answered",         "Your answer is noted." },
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
