#include "track.h"

const struct track_step minutes_steps[] = {
	{ "draft",     "publish",  "published", ROLE_COORDINATOR, "Publish",            "minutes published"   },
	{ "published", "withdraw", "draft",     ROLE_COORDINATOR, "Take back to draft", "minutes taken back to draft" },
	{ 0 },
};

int track_find(const struct track_step **out, const struct track_step *steps, const char *from,
	const char *action, unsigned roles, struct error *err)
{
	for (const struct track_step *step = steps; step->action; step++) {
		if (!str_equal(step->from, from) || !str_equal(step->action, action))
			continue;
		if (!(step->may & roles_full(roles)))
			return error_set(err, ERR_DENIED, "your account may not do this");
		*out = step;
		return 0;
	}
	return error_set(err, ERR_CONFLICT,
		"this cannot be done from the state \"%s\"; look at the page again", from ? from : "");
}
