#pragma once

/* Parts of an answer that only the front end itself needs; handlers use request.h. */

#include "site.h"

/* Values for a page: none twice, the first one wins. */
struct values {
	struct page_value *value;
	size_t count;
	char *kept[64]; /* texts that only the values own */
	size_t nkept;
};
void values_add(struct values *values, const char *name, const char *value);
void values_add_taken(struct values *values, const char *name, char *value);
void values_release(struct values *values);
static inline void values_releasep(struct values *values)
{
	values_release(values);
}

/* Values that cost work: asked for when the page is really made, and not where it is known or kept. All
 * that it reads is of the same state of the council as the page's own questions. */
typedef int (*reply_fill)(struct request *req, struct values *values, struct error *err);
/* As reply_page, with FILL (may be NULL). */
int reply_page_filled(struct request *req, struct reply *reply, const char *page,
	const struct page_value *values, size_t n, reply_fill fill, struct error *err);

/* Whether the reader already has what ETAG stands for. */
bool reply_is_known(const struct request *req, const char *etag);

/* PAGE as it was sent under REPLY's tag and at this address, if it is still kept; squeezed, if the
 * reader takes that. */
bool reply_from_cache(struct request *req, struct reply *reply, const char *page);
/* Keep it; the squeezed form follows when it is made. */
void reply_keep(struct request *req, struct reply *reply, const char *page);
