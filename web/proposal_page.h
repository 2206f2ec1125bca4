#pragma once

/* What the page of a proposal shows beside what its questions answer. */

#include "reply.h"

/*
 * A reply_fill for the address of a proposal:
 *
 *	passages_json     the text by passages, each with what was said of it
 *	whole_json        what was said of the whole
 *	gone_json         what was said of words that are gone
 *	version, version_changed   the last named version, and whether the text is another one
 *	changed_json      recommendations that say something else than what was answered (sent.h)
 *	may_comment, may_amend, may_decide, may_change
 *	revision, revision_short   the commit of the text
 */
int proposal_fill(struct request *req, struct values *values, struct error *err);
