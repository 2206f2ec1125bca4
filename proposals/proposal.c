#include "proposal.h"

const struct proposal_state proposal_states[] = {
	{ "draft",      ROLE_MEMBER                          },
	{ "review",     ROLE_MEMBER                          },
	{ "discussion", ROLE_STAKEHOLDER | ROLE_COORDINATOR  },
	{ "ready",      ROLE_COORDINATOR                     },
	{ "adopted",    ROLE_COORDINATOR                     },
	{ "submitted",  ROLE_AGENCY                          },
	{ "closed",     0                                    },
	{ "parked",     0                                    },
	{ "withdrawn",  0                                    },
	{ "superseded", 0                                    },
	{ 0 },
};

const struct proposal_state *proposal_find_state(const char *state)
{
	for (const struct proposal_state *row = proposal_states; row->name; row++)
		if (str_equal(row->name, state))
			return row;
	return NULL;
}
