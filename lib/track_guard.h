#pragma once

/* For track.c and check_step.c: the guards of the tracks. What each asks for, its words say. */

#include "track.h"

int can_be_called(const struct track_case *step, struct error *err);
int is_called(const struct track_case *step, struct error *err);
int has_reason(const struct track_case *step, struct error *err);
int has_answer(const struct track_case *step, struct error *err);
int is_draft(const struct track_case *step, struct error *err);
int is_finished(const struct track_case *step, struct error *err);
int is_circulated(const struct track_case *step, struct error *err);
int is_of_a_source(const struct track_case *step, struct error *err);
int can_be_approved(const struct track_case *step, struct error *err);
int is_approved(const struct track_case *step, struct error *err);
int is_signed(const struct track_case *step, struct error *err);
int is_unsealed(const struct track_case *step, struct error *err);
