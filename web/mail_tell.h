#pragma once

/*
 * From what happened to notices in the outbox: who is told (event.h), and in which
 * words, in each reader's language.
 */

#include "event.h"
#include "kind.h"
#include "outbox.h"
#include "record.h"
#include "site.h"

/* Something that people are told of. All is borrowed. */
struct happening {
	const struct event *event;
	const char *key;     /* outbox.h */
	const char *record;  /* identity */
	const char *address; /* "/meetings/2015/1" */
	const char *title;
	const struct record *rec;     /* that tells of it, or NULL */
	const struct record *meeting; /* that it belongs to, or NULL */
	const struct record *proposal; /* that it is or belongs to, or NULL */
	const char *answered;  /* who said what is replied to; or NULL */
	const char *endorsers; /* of earlier versions of the proposal, one a line; or NULL */
	const char *voices;    /* on what the proposal takes up, one a line; or NULL */
	const char
		*person; /* in charge or author: reference, identity or name as written; or NULL */
	const char *due;
	const char *doer;	/* login, or NULL */
	enum audience audience; /* whoever may not read it is not told */
};

/* Notices that are made, to be put into the outbox together. */
struct teller {
	struct worker *worker;
	const struct site *site;
	long long now;
	long long daily; /* when the next daily letters go out */
	struct mailboxes boxes;
	struct told_one *told;
	size_t count;
};

int teller_init(
	struct teller *out, struct worker *worker, const struct site *site, struct error *err);
void teller_release(struct teller *teller);
static inline void teller_releasep(struct teller *teller)
{
	teller_release(teller);
}

void teller_tell(struct teller *teller, const struct happening *happening);

/* Into the outbox, in the caller's transaction. */
int teller_keep(struct teller *teller, struct error *err);

/* What a proposal's round that closes soon tells: in mail_round.c. LAST and TODAY are days. */
int mail_find_closing(struct teller *teller, const char *last, const char *today, struct error *err);

/* Answers that the agency owes and that are due soon, or late since LAST: in mail_answer.c. */
int mail_find_answers_due(struct teller *teller, const char *last, const char *today, struct error *err);

/* Who voiced what PROPOSAL, an identity, takes up, and who commented on it, one a line, into OUT. */
int mail_find_voices(struct db *index, const char *proposal, struct buf *out, struct error *err);

/* Reports that are due soon or overdue: in mail_report.c. */
int mail_find_due_reports(struct teller *teller, const char *last, const char *today, struct error *err);

/* Who said what REC, a comment, replies to, and who endorsed PROPOSAL before its last version, one a
 * line, into OUT. */
int mail_find_answered(struct db *index, const struct record *rec, struct buf *out, struct error *err);
int mail_find_endorsers(struct db *index, const char *proposal, const struct record *rec,
	struct buf *out, struct error *err);

/* What a commit tells of: in mail_follow.c. COMMIT is what WORKER's index stands for. */
int mail_follow(
	struct worker *worker, const struct site *site, const char *commit, struct error *err);
