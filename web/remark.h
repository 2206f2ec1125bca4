#pragma once

/* Remarks: what the agency and the council say of a submission, and of reports on how it is carried out. */

#include "request.h"

/*
 * 1: the comment ID beside the proposal at ADDRESS is a remark, and REPLY leads to the page where it is read; 0: it is none that
 * this reader sees.
 */
int remark_lead(struct request *req, struct reply *reply, const char *address, const char *id, struct error *err);
