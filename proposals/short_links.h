#pragma once

/*
 * Links to other records in a passage that a person edits: "[O1](../../../../meetings/2016/0001-x/minutes.md#o1)" is
 * shown as "[O1](…#o1)", and what was typed gets the whole links back. Which short link stands for which
 * depends on the passage alone.
 */

#include "error.h"

/* OLD with short links; as it is where they would not come back the same. The caller frees. */
char *short_links(const char *old);

/*
 * TYPED, made of short_links(OLD), with whole links; the caller frees *OUT. ERR_INVALID names a short link that was
 * damaged, or is none of OLD's.
 */
int short_links_restore(char **out, const char *typed, const char *old, struct error *err);
