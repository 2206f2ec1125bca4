#pragma once

/*
 * Minutes under the coordinator's hands: read as they stand, edited as a record,
 * and saved as one commit. Whoever comes second edits what the first one saved:
 * an edit that lost the race is done again on the newer text, so two people at
 * once are merged item by item.
 */

#include "minutes.h"
#include "place.h"
#include "request.h"

struct draft {
	struct request *req;
	char *path;
	char *text;             /* as it stands at HEAD */
	struct revision head;
	struct record *rec;     /* the same, for editing */
	struct change *change;  /* other files of the same commit: a new person, a new issue */
	char *anchor;           /* where the page should stand afterwards: "s5"; or NULL */
};

/* Does the edit on DRAFT. May be called again on a newer text. SUBJECT gets the commit's line. */
typedef int (*draft_edit)(struct draft *draft, struct buf *subject, void *ctx, struct error *err);

/*
 * Open the minutes at ADDRESS ("/meetings/2015/1"), edit, and commit. ANCHOR (may be NULL) gets
 * DRAFT's; the caller frees it.
 */
int draft_change(struct request *req, const char *address, draft_edit edit, void *ctx,
	char **anchor, struct error *err);

/* The record at ADDRESS as it stands: path, text and revision; nothing is changed. */
int draft_open(struct draft *out, struct request *req, const char *address, struct error *err);
void draft_release(struct draft *draft);
static inline void draft_releasep(struct draft *draft)
{
	draft_release(draft);
}

/*
 * 1: the form that REQ sent has made its commit already, and nothing is to be done again (once.h); 0: it has
 * not, or it has no field "once". draft_change asks by itself.
 */
int draft_done(struct request *req, struct error *err);

/* DRAFT stands as the very form that was sent left it when it was sent before (the Back button). */
bool draft_is_own(const struct draft *draft);

/*
 * The record whose FILE ("minutes.md") COMMIT made, as the form that was sent before did: *IDENTITY, "" where it
 * is not to be seen, is the caller's (what stood there is freed).
 */
int draft_made(struct request *req, const struct revision *commit, const char *file,
	char **identity, struct error *err);

/* Commit CHANGE for the person who asks, in the council's zone; strict on BASE. */
int draft_commit(struct request *req, struct change *change, struct change_result *result,
	struct error *err);

/* The moment as records state it, "2015-07-28T15:00+04:00", in the council's zone. The caller frees. */
char *draft_now(const struct request *req);

/* Who asks, as records name them: the reference of the account's person, else its name. Borrowed. */
const char *draft_person(const struct request *req);

/* "/meetings/2015/1" or, of a route of proposals, "/proposals/2015/1", from the segments 0 and 1. The caller frees. */
char *draft_address(const struct request *req);

/* "20260801t091533-ab12" of NOW: a name that sorts by time and that no other copy makes, for a record without a
 * number. */
enum { DRAFT_ID = 24 };
void draft_new_id(char out[DRAFT_ID], const char *now);

/* DRAFT's commit takes up the words of the record IDENTITY: whoever sent it first stands in the history, too. */
int draft_credit(struct draft *draft, const char *identity, struct error *err);

/* A phrase in the council's first language, for what goes into records and history. */
const char *draft_phrase(const struct request *req, const char *english);
/* "TITLE: what was done", the commit's line; WHAT is a phrase that may take one value. */
void draft_subject(const struct draft *draft, struct buf *subject, const char *what,
	const char *value);
const char *draft_language(const struct request *req); /* its code */

/*
 * In what the meeting at ADDRESS, which was called, is another one than its notice says, in the council's language
 * (notice.h); nothing where it is the same or was not called.
 */
int draft_outdated(struct request *req, const char *address, struct buf *out, struct error *err);

/* Take the step ACTION of DRAFT's record; what it asks for is in the form. */
int draft_step(struct draft *draft, struct buf *subject, const char *action, struct error *err);

/* What the button "action" of a form does. A table ends with a NULL action. */
struct form_action {
	const char *action;
	draft_edit edit;
};

/*
 * Do what the form's "action" names to the meeting of the route's segments, and go back to the page
 * whose address stands above the form's ("/record/meetings/2015/1/agenda"); what is refused shows PAGE with everything that was typed.
 */
int form_run(struct request *req, struct reply *reply, const struct form_action *actions,
	const char *page, struct error *err);

/* An edit of a meeting: the form's "topic", an address, goes from the backlog to the end of its agenda. */
int agenda_take_topic(struct draft *draft, struct buf *subject, void *ctx, struct error *err);

/*
 * The issue that the form means, from 0: by its place, or, when the agenda has changed since the form
 * was shown, by its title. ERR_INVALID when it is there no more.
 */
int draft_find_issue(const struct draft *draft, size_t *out, struct error *err);

/* The next free number for a record of KIND in YEAR; one that was ever used never comes again. */
int next_number(struct request *req, const char *kind, const char *year, int *out,
	struct error *err);
