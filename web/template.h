#pragma once

/*
 * Logic-less HTML: a small part of Mustache (mustache(5)).
 *
 *   {{name}}            the value, escaped for HTML; one whose name ends in _html as it is
 *   {{#name}}…{{/name}} a section: once a row of the query NAME, or once if the value NAME is true
 *   {{^name}}…{{/name}} what stands there instead when there is no row, or no true value
 *   {{>name}}           another template of the same folder, as if it were written here
 *   {{>name word}}      the same with WORD wherever it says FIELD
 *   {{_Phrase}}         a phrase of the interface, in the reader's language
 *   {{_%d found|count}} with values put in for its conversions, escaped; the first of them decides
 *                       between the phrase's forms: "1 proposal", "3 proposals"
 *   {{! comment }}
 *
 * NULL, "" and "0" are no true values. A tag that stands alone on a line leaves no line behind
 * (values and phrases do). Phrases are looked up when the template is loaded: one template a
 * language.
 *
 * Each place in a template that names a value or a section has a number. Which value is meant is
 * the same each time the template is rendered, so whoever has the values finds it once.
 */

#include "error.h"
#include "buf.h"

struct template;

/* What a partial's name stands for: its text, or NULL. Borrowed for ever. */
typedef const char *(*template_partial)(void *ctx, const char *name);
/* A phrase in the template's language, in the form for one thing or for several; the English
 * itself where the catalogue has none. Fits phrases_form. */
typedef const char *(*template_phrase)(const void *ctx, const char *english, bool one);

/* ERR_INVALID names the template, the line, and the tag that is not closed or not known. */
int template_load(struct template **out, const char *name, const char *text,
	template_partial partial, void *partial_ctx, template_phrase phrase, const void *phrase_ctx,
	struct error *err);
void template_free(struct template *template);
DEFINE_CLEANUP(struct template *, template_free)

/* A place that names something. */
struct template_ref {
	const char *name;
	int within;   /* the place of the section {{#…}} that it stands in, or -1 */
	bool section; /* may be a query: {{#…}} or {{^…}}; else a value */
};

/* The places from 0, in the text's order (so a section before what is in it); the same in every
 * language. NULL past the end. Borrowed. */
const struct template_ref *template_ref(const struct template *template, int n);

/* Where values come from; REF is the number of a place. */
struct template_data {
	void *ctx;
	/* The value and its length; NULL for none. Borrowed until the next call of any of these. */
	const char *(*value)(void *ctx, int ref, size_t *len);
	/* {{#…}}: 1: its first row is current now, or the value is true; 0: there is none. */
	int (*open)(void *ctx, int ref, struct error *err);
	/* {{/…}}: 1: its next row is current; 0: no more, or it is no query. */
	int (*next)(void *ctx, int ref, struct error *err);
	/* {{^…}}: 1: there is a row or a true value; 0: none. */
	int (*any)(void *ctx, int ref, struct error *err);
};

bool template_is_true(const char *value);

/* What was added to OUT before an error stays there. */
int template_render(const struct template *template, const struct template_data *data,
	struct buf *out, struct error *err);
