#pragma once

#include "request.h"

/*
 * What the route of REQ edits is sealed: the answer says so, shows what was typed, and leads to the addendum.
 * 1: answered; 0: it is not sealed.
 */
int sealed_answer(struct request *req, struct reply *reply, struct error *err);
