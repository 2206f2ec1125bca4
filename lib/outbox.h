#pragma once

/*
 * The outbox: what people have to be told (notices, one a person and event), and the
 * letters that carry it, kept in private.db from the moment that the event is seen
 * until the mail server has taken the letter. A notice goes in a letter of its own, waits
 * for the daily one, or is only read on the page of the person's notices (notice_list.h), where all of them
 * stand. Who is told of what is decided in event.h; moments are
 * seconds since 1970, given by the caller.
 *
 *	queued → sending → sent
 *	   ↑        ↓
 *	   └── (later, or the server was killed) … failed → queued (again)
 *
 * A letter keeps its Message-ID through all tries. If the machine dies after the mail server took
 *the letter and before we wrote that down, it goes out once more under the same Message-ID, by
 *which the receiving side knows it; SMTP has no better way.
 */

#include "mailbox.h"

struct notice {
	const char *key; /* of what happened: nobody is told twice of the same key */
	const char *event;
	const char *record; /* identity */
	const char *language;
	const char *subject, *text;
	const char *calendar; /* or NULL */
	const char *title, *address; /* of what it is about, for the page */
};

enum { NO_LETTER = -1 };

/* A notice for ACCOUNT: in the daily letter of the moment DAILY, with 0 in a letter of its own,
 * now, or with NO_LETTER in none. Nothing where the account was told of this key. */
int outbox_add(struct db *db, long long account, const struct notice *notice, long long now,
	long long daily, struct error *err);

/* Daily letters of those whose notices are due; letters that waited too long fail. Writes only
 * where there is anything to do. */
int outbox_gather(struct db *db, long long now, struct error *err);

/* What letters said goes a month after they were sent, and what the page of notices shows after half a year; that
 * somebody was told is kept. */
int outbox_forget(struct db *db, long long now, struct error *err);

struct letter {
	long long id;
	char message[48]; /* of the Message-ID */
	char login[64], name[256], address[256];
	int tries;
	long long made;
};

/* The next letter to send, of those that are due one of the least tries, from now on "sending": 1,
 * or 0 where none is due. */
int outbox_claim(struct db *db, long long now, struct letter *out, struct error *err);

/* Its notices, in order. */
typedef int (*notice_fn)(void *ctx, const struct notice *notice, struct error *err);
int outbox_each_notice(
	struct db *db, long long letter, notice_fn each, void *ctx, struct error *err);

/* What became of it. */
int outbox_sent(struct db *db, long long letter, long long now, struct error *err);
int outbox_failed(
	struct db *db, long long letter, const char *why, long long now, struct error *err);
/* It waits a growing while; ALL: every queued letter waits as long and counts as tried, for it is
 * the server that is away. */
int outbox_wait(struct db *db, const struct letter *letter, const char *why, bool all,
	long long now, struct error *err);

/* After a kill: what was being sent is queued again. Only for the one who sends. */
int outbox_mend(struct db *db, struct error *err);
/* LETTER, or with 0 all that failed or wait, shall be tried now. */
int outbox_again(struct db *db, long long letter, long long now, struct error *err);

struct outbox_counts {
	long long daily; /* notices that wait for the daily letter */
	long long queued, sending, sent, failed;
};
int outbox_count(struct db *db, struct outbox_counts *out, struct error *err);

/* Letters that are not sent yet or failed, oldest first, MOST at most. */
struct outbox_row {
	long long id, made, next;
	int tries;
	const char *state, *login, *event, *why;
};
typedef int (*outbox_fn)(void *ctx, const struct outbox_row *row, struct error *err);
int outbox_each(struct db *db, int most, outbox_fn each, void *ctx, struct error *err);

/* What the one who sends remembers: KEY's value added to OUT: 1, or 0 where there is none. */
int outbox_fact(struct db *db, const char *key, struct buf *out, struct error *err);
int outbox_set_fact(struct db *db, const char *key, const char *value, struct error *err);
