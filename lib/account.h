#pragma once

/*
 * Who may sign in, and who is signed in. Accounts are no records: they live in
 * private.db. A session's token is kept only as a hash.
 */

#include "db.h"
#include "buf.h"

enum role {
	ROLE_PUBLIC = 1 << 0, /* everybody, signed in or not */
	ROLE_STAKEHOLDER = 1 << 1,
	ROLE_MEMBER = 1 << 2,
	ROLE_COORDINATOR = 1 << 3, /* has members' rights */
	ROLE_AGENCY = 1 << 4,
	ROLE_ADMINISTRATOR = 1 << 5, /* no say in the council's matters */
};
enum { ROLES = 6 };

const char *role_name(enum role role); /* "coordinator" */
enum role role_find(const char *name); /* 0 where there is none */
/* "member, coordinator" ↔ bits. ERR_INVALID names the word that is no role. */
int roles_parse(unsigned *out, const char *text, struct error *err);
void roles_write(struct buf *out, unsigned roles);
/* All that ROLES may do: a coordinator is a member, too; everybody is the public. */
unsigned roles_full(unsigned roles);
/* What these roles may read (enum audience). */
int roles_audience(unsigned roles);

struct account {
	long long id;
	char login[64];  /* lower ASCII letters, digits, dot, hyphen; begins with a letter */
	char name[256];  /* as it stands in the history */
	unsigned roles;
	char person[256]; /* reference to the record of the person or, for a stakeholder, of the body; or "" */
	bool disabled;
	bool invited;    /* has no password yet */
};

/* Opens private.db, making it or bringing its schema up to date. */
int account_open(struct db **out, const char *file, struct error *err);

int account_add(struct db *db, const struct account *account, const char *password,
	struct error *err); /* PASSWORD NULL: only an invitation lets this person in */
/*
 * ERR_DENIED unless somebody who has the roles MAKER may let in an account of ROLES: administrators
 * any, coordinators stakeholders and nobody else.
 */
int account_check_maker(unsigned maker, unsigned roles, struct error *err);
/* The same account_add without a password, by somebody of the roles MAKER. */
int account_invite(
	struct db *db, unsigned maker, const struct account *account, struct error *err);
int account_find(struct db *db, const char *login, struct account *out, struct error *err);
typedef int (*account_fn)(void *ctx, const struct account *account, struct error *err);
int account_each(struct db *db, account_fn each, void *ctx, struct error *err);
int account_set_disabled(struct db *db, const char *login, bool disabled, struct error *err);
int account_set_password(struct db *db, const char *login, const char *password,
	struct error *err); /* ends the account's sessions */
int account_set_roles(struct db *db, const char *login, unsigned roles, struct error *err);

/*
 * Where somebody signs in. TOKEN is the one that this browser was given when anybody last signed in
 * with it, "" where it has none; after a success it is one that is known for the account.
 */
struct device {
	const char *address;
	const char *agent; /* what the browser calls itself; may be NULL */
	char token[44];
};

/*
 * Sign in. Wrong login and wrong password read the same (ERR_DENIED). ERR_BUSY with the time to wait
 * after 5 failures for a login from one address, or 20 from it for any, within 15 minutes. Strangers
 * cannot lock anybody out: when many addresses fail for one login, one attempt in a while is let
 * through, and a device that is known for the account has its own 5. TOKEN is the new session's.
 */
int session_start(struct db *db, const char *login, const char *password, struct device *device,
	char token[44], struct error *err);

/*
 * Whose session TOKEN is. ERR_NOT_FOUND: none, idle for over 12 hours, older than 30 days, or the
 * account was disabled. *RENEW: the token is older than a day and should be rotated.
 */
int session_find(struct db *db, const char *token, struct account *out, bool *renew,
	struct error *err);
/* Note that the session was used; writes at most once a minute. */
int session_touch(struct db *db, const char *token, struct error *err);
/* A new token for the same session; the old one works for another minute (requests under way). */
int session_rotate(struct db *db, const char *token, char fresh[44], struct error *err);
int session_end(struct db *db, const char *token, struct error *err);
/* All other sessions of the same account. */
int session_end_others(struct db *db, const char *token, struct error *err);

struct session {
	long long started, used; /* seconds since 1970 */
	const char *address, *agent;
	bool is_this; /* the one that asks */
};
typedef int (*session_fn)(void *ctx, const struct session *session, struct error *err);
/* The live sessions of TOKEN's account, the last used first. */
int session_each(
	struct db *db, const char *token, session_fn each, void *ctx, struct error *err);

/*
 * A new password for the account of the session TOKEN, whose OLD one is known; its other sessions
 * end. ERR_DENIED where OLD is wrong, ERR_BUSY after 5 such, ERR_INVALID where FRESH will not do.
 */
int session_change_password(struct db *db, const char *token, const char *old, const char *fresh,
	struct error *err);

enum { INVITATION_DAYS = 14 }; /* unless somebody says otherwise */
/* One-time links: for a new account or a forgotten password. They expire after DAYS. */
int invitation_new(struct db *db, const char *login, int days, char token[44], struct error *err);
/* Whose it is, without using it up. ERR_NOT_FOUND: used, expired or never made. */
int invitation_find(struct db *db, const char *token, struct account *out, struct error *err);
/* Sets the password, uses the invitation up, starts a session. */
int invitation_accept(struct db *db, const char *token, const char *password,
	struct device *device, char session[44], struct error *err);
