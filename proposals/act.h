#pragma once

/* For act.c, whose table names them: what the steps of a submission do (act_submission.c). */

#include "step.h"

int do_register(const struct step *step, struct error *err);
int do_extend(const struct step *step, struct error *err);
int do_return(const struct step *step, struct error *err);
int do_answer(const struct step *step, struct error *err);
int do_report(const struct step *step, struct error *err);

/* Into SUBMISSION, which goes out after one that came back: what became of each reason (facts "revised-1", "revised-why-1"). */
int act_revised(const struct step *step, struct record *submission, struct error *err);

/* Nothing that happened is of a day still to come: ERR_INVALID with FIELD where DAY is. */
int act_check_past(const struct step *step, const char *day, const char *field, struct error *err);

/* PART becomes the file PATH; what is made for an illustrative proposal is illustrative, too. */
void act_write_part(const struct step *step, const char *path, struct record *part);
