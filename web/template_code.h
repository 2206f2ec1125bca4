#pragma once

/* What a template becomes when it is loaded: only template.c and template_render.c know. */

#include "template.h"

enum code_type {
	CODE_TEXT,  /* bytes A to A + B of the literals */
	CODE_VALUE, /* the value REF, escaped */
	CODE_HTML,  /* the value REF as it is */
	CODE_OPEN,  /* the section REF; A is behind its end */
	CODE_NEXT,  /* its end; A is its first step */
	CODE_NONE,  /* the inverted section REF; A is behind its end */
	CODE_ONE,   /* unless the value REF is 1, go on at A */
	CODE_SKIP,  /* go on at A */
};

struct code {
	enum code_type type;
	int ref;
	size_t a, b;
};

struct template {
	struct code *code;
	size_t steps;
	struct buf literals;
	struct template_ref *ref;
	int refs;
};
