#include "proposal.h"
#include "place.h"

const struct proposal_state proposal_states[] = {
	{ "draft",      false },
	{ "review",     false },
	{ "discussion", false },
	{ "ready",      true  },
	{ "adopted",    true  },
	{ "submitted",  true  },
	{ "closed",     true  },
	{ "parked",     false },
	{ "withdrawn",  false },
	{ "superseded", false },
	{ 0 },
};

const struct proposal_state *proposal_find_state(const char *state)
{
	for (const struct proposal_state *row = proposal_states; row->name; row++)
		if (str_equal(row->name, state))
			return row;
	return NULL;
}

bool proposal_is_frozen(const struct record *rec)
{
	const struct proposal_state *state = proposal_find_state(record_get(rec, "state"));

	return state && state->frozen;
}

bool proposal_is_author(const struct record *rec, const char *by)
{
	const struct yaml *authors = record_value(rec, "authors");

	for (size_t i = 0; i < yaml_count(authors); i++)
		if (str_equal(authors->item[i]->text, by))
			return true;
	return false;
}

bool proposal_may_edit(const struct record *rec, const char *by, unsigned roles)
{
	roles = roles_full(roles);
	return (roles & ROLE_COORDINATOR) || ((roles & ROLE_MEMBER) && proposal_is_author(rec, by));
}

char *proposal_of(const char *path)
{
	struct place place;

	if (place_parse(&place, path, NULL) < 0)
		return str_copy(path);
	return str_format("%s/proposal.md", place.folder);
}
