#pragma once

/* The very text that a submission sent, as its seal has it; the proposal itself may have moved on. */

#include "record.h"
#include "request.h"

/*
 * The recommendations that REC, the submission at PATH in the commit HEAD, sent: [{"item": "R1", "html": …}], appended
 * to JSON. ERR_INVALID where its commit or its sha256 is wrong.
 */
int sent_recommendations(struct buf *json, const struct request *req, const char *head, const char *path,
	const struct record *rec, struct error *err);
