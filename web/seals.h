#pragma once

/* The keys that a reader can hold a signature of the council's against, for pages that show a seal. */

#include "request.h"

/* As JSON [{"line":"…","fingerprint":"…"}]; the council's own stands there before its first seal, too. */
int seals_keys(struct request *req, struct buf *json, struct error *err);
