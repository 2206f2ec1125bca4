#pragma once

/*
 * Where a record lives: its path in the repository, its identity, and its
 * address on the web. The folders are those of the record format; no folder
 * grows without bound, so numbers stand by hundreds.
 *
 *   path                                              identity               address
 *   council.md                                        council                /council
 *   people/o/osman-gunduz.md                          people/osman-gunduz    /people/osman-gunduz
 *   bodies/v/vxsi.md                                  bodies/vxsi            /bodies/vxsi
 *   issues/2015/0001-0099/0001-local/issue.md         issues/2015/1          /issues/2015/1
 *   meetings/2015/0001-local/minutes.md               meetings/2015/1        /meetings/2015/1
 *   proposals/2015/0001-0099/0001-local/proposal.md   proposals/2015/1       /proposals/2015/1
 *   …/comments/2015-08-01/<id>.md                     …/comments/<id>        /proposals/2015/1/comments/<id>
 *   …/rounds/01.md                                    …/rounds/1             …
 *   …/progress/2016-01-15-1.md                        …/progress/2016-01-15-1
 *   undated material has "undated" in place of the year, in all three.
 *
 * The slug of a numbered folder is for people: it may change, and identity and
 * address stay. A reference in a front matter names the path without ".md" of
 * people and bodies and the folder of the others ("people/o/osman-gunduz",
 * "issues/2015/0001-0099/0001-local").
 */

#include "error.h"
#include "buf.h"

enum { PLACE_MAX = 255 };

struct place {
	const struct kind *kind;      /* what the path says; the front matter must agree */
	char identity[PLACE_MAX + 1];
	char folder[PLACE_MAX + 1];   /* the record's own or the owner's folder, no final slash; "" for
				       * council, people, bodies */
	char owner[PLACE_MAX + 1];    /* identity of the record this one belongs to, or "" */
	char year[8];                 /* "2015", "undated" or "" */
	int number;                   /* 0 where the kind has none; of a round its own */
	char slug[PLACE_MAX + 1];     /* the file's name where the kind has no number */
};

/* ERR_INVALID with the form that a path must have. Any byte outside [a-z0-9._/-] is refused. */
int place_parse(struct place *out, const char *path, struct error *err);

/* Whether PATH is a file of a proposal or meeting that is no record: "…/attachments/<file>". */
bool place_is_attachment(const char *path);
/* The same; OWNER (PLACE_MAX + 1 bytes) gets the identity of the record that it lies beside. */
bool place_attachment_owner(const char *path, char *owner);

/* The path of a new record of a top kind. YEAR is "2015" or "undated"; SLUG from text_slug. */
int place_make(struct buf *out, const char *kind, const char *year, int number, const char *slug,
	struct error *err);

/* "people/o/osman-gunduz" → "people/osman-gunduz"; ERR_INVALID where REF is no reference. */
int place_of_reference(struct place *out, const char *ref, struct error *err);

/* The reference that stands for PATH in a front matter. */
void place_reference(struct buf *out, const char *path);

/* "/" + identity. */
void place_address(struct buf *out, const struct place *place);

/*
 * A link in the body of the file FROM, resolved: "../../../people/o/osman-gunduz.md" → the target
 * path, "minutes.md#s1" → path and fragment ("" without one). ERR_INVALID when it leaves the
 * repository, has a scheme, or names no record.
 */
int place_resolve(struct buf *path, struct buf *fragment, const char *from, const char *link,
	struct error *err);

/* The relative link from the file FROM to the file TO. */
void place_link(struct buf *out, const char *from, const char *to);

/* The file NAME in the folder of the file PATH: "…/notice.md". The caller frees. */
char *place_beside(const char *path, const char *name);
