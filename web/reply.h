#pragma once

/* Parts of an answer that only the front end itself needs; handlers use request.h. */

#include "site.h"

/* Whether the reader already has what ETAG stands for. */
bool reply_is_known(const struct request *req, const char *etag);

/* PAGE as it was sent under REPLY's tag and at this address, if it is still kept; squeezed, if the
 * reader takes that. */
bool reply_from_cache(struct request *req, struct reply *reply, const char *page);
/* Keep it; the squeezed form follows when it is made. */
void reply_keep(struct request *req, struct reply *reply, const char *page);

/* Values for a page: none twice, the first one wins. */
struct values {
	struct page_value *value;
	size_t count;
	char *kept[24]; /* texts that only the values own */
	size_t nkept;
};
void values_add(struct values *values, const char *name, const char *value);
void values_add_taken(struct values *values, const char *name, char *value);
void values_release(struct values *values);
static inline void values_releasep(struct values *values)
{
	values_release(values);
}
