#pragma once

/*
 * How an account is reached by mail: its address, the language of its letters, and how
 * often it wants to hear of each group of events. Kept in private.db, never in a
 * record.
 */

#include "account.h"
#include "event.h"

enum how { HOW_AT_ONCE, HOW_DAILY, HOW_NEVER, HOWS };

const char *how_name(enum how how); /* "at once" */
int how_find(const char *name);	    /* -1 where there is none */

struct mailbox {
	struct account account;
	char address[256]; /* "" for none */
	char language[16]; /* "" for the council's first */
	enum how how[EVENT_GROUPS];
};

int mailbox_find(struct db *db, const char *login, struct mailbox *out, struct error *err);

/* Address, language and choices of MAILBOX's account. ERR_INVALID for what is no address. */
int mailbox_save(struct db *db, const struct mailbox *mailbox, struct error *err);

/* The address alone; "" takes it away. */
int mailbox_set_address(struct db *db, const char *login, const char *address, struct error *err);

/* Everybody who may sign in. */
struct mailboxes {
	struct mailbox *mailbox;
	size_t count;
};
int mailboxes_read(struct mailboxes *out, struct db *db, struct error *err);
void mailboxes_release(struct mailboxes *mailboxes);
static inline void mailboxes_releasep(struct mailboxes *mailboxes)
{
	mailboxes_release(mailboxes);
}
