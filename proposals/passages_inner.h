#pragma once

/*
 * What the files of the passages share. Words are marked by planting characters
 * for private use into the source, one of its own for each start and end, and
 * turning them into tags in the HTML. Only what is the same HTML without them is
 * shown: so a mark can be in the wrong place, but never break what it marks.
 */

#include "passages.h"

/* An element around words. */
struct passages_tag {
	const char *name, *class, *id; /* ID may be NULL */
};

/* Where TAG begins or ends in the source. */
struct passages_bound {
	size_t at;
	size_t tag;
	bool opens;
};

/* Bounds, sorted by AT, with the characters that stand for them: CODE + index. */
struct passages_bounds {
	struct passages_bound *bound;
	size_t count;
	uint32_t code;
};

enum { PASSAGES_MAX_BOUNDS = 60000 };

void passages_add_bound(struct passages_bounds *bounds, size_t at, size_t tag, bool opens);
void passages_bounds_release(struct passages_bounds *bounds);
static inline void passages_bounds_releasep(struct passages_bounds *bounds)
{
	passages_bounds_release(bounds);
}

/* TEXT with the characters in it; sets CODE. NULL where TEXT leaves no characters for that. The
 * caller frees. */
char *passages_plant(const char *text, struct passages_bounds *bounds);

/* HTML without the planted characters, and without the words of the tags in DROP (may be NULL). */
void passages_strip(
	struct buf *out, const char *html, const struct passages_bounds *bounds, const bool *drop);

/* Which bounds stand in words of HTML, and not within a tag: SEEN, by index. */
void passages_see(bool *seen, const char *html, const struct passages_bounds *bounds);

/* The tags that the words are in, from one passage to the next. */
struct passages_writer {
	const struct passages_bounds *bounds;
	const struct passages_tag *tag;
	size_t *wanted; /* tags, the outermost first */
	size_t count;
	size_t *open; /* those that are open in the HTML */
	size_t opened;
	bool *shown; /* by tag: something of it is in the HTML */
};

/* Append HTML with tags in the place of the planted characters. */
void passages_write(struct passages_writer *writer, struct buf *out, const char *html);
void passages_writer_init(struct passages_writer *writer, const struct passages_bounds *bounds,
	const struct passages_tag *tags, size_t count);
void passages_writer_release(struct passages_writer *writer);

/* By byte of TEXT: is it in markup that nothing may be put into? The caller frees. */
bool *passages_markup(const char *text);

/* The passages without marks and line numbers. */
int passages_build(
	struct passages *out, const char *text, const struct markdown *how, struct error *err);

/* The HTML of the passages of another TEXT alone. */
struct passages_htmls {
	char **html;
	size_t count;
};
int passages_htmls(struct passages_htmls *out, const char *text, const struct markdown *how,
	struct error *err);
void passages_htmls_release(struct passages_htmls *htmls);
static inline void passages_htmls_releasep(struct passages_htmls *htmls)
{
	passages_htmls_release(htmls);
}

/* Put TAGS around the words of RANGES, one each. */
struct passages_range {
	size_t start, end;
};
void passages_mark(struct passages *passages, const char *text, const struct markdown *how,
	const struct passages_tag *tags, const struct passages_range *ranges, size_t count);

void passages_number(struct passages *passages, const struct passages_how *how);
