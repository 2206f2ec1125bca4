#pragma once

/* For track.c and keep.c: the guards of a proposal's tracks. What each asks for, its words say. */

#include "track.h"

/* The proposal */
int has_recommendation(const struct track_case *step, struct error *err);
int has_addressee(const struct track_case *step, struct error *err);
int is_named(const struct track_case *step, struct error *err);
int is_opened(const struct track_case *step, struct error *err);
int is_between_rounds(const struct track_case *step, struct error *err);
int is_discussed(const struct track_case *step, struct error *err);
int is_adopted(const struct track_case *step, struct error *err);
int is_submitted(const struct track_case *step, struct error *err);
int is_settled(const struct track_case *step, struct error *err);
int is_returned(const struct track_case *step, struct error *err);
int is_unsent(const struct track_case *step, struct error *err);
int is_superseded(const struct track_case *step, struct error *err);

/* A round of discussion */
int has_window(const struct track_case *step, struct error *err);
int is_answered(const struct track_case *step, struct error *err);
int is_summed_up(const struct track_case *step, struct error *err);

/* A submission (guard_submission.c) */
int is_registered(const struct track_case *step, struct error *err);
int is_extended(const struct track_case *step, struct error *err);
int is_sent_back(const struct track_case *step, struct error *err);
int is_answered_in_full(const struct track_case *step, struct error *err);
int is_called_back(const struct track_case *step, struct error *err);
int has_accepted(const struct track_case *step, struct error *err);
