#include "mailbox.h"
#include "account_query.h"
#include "mail_message.h"

#include <stdio.h>

static const char *const hows[HOWS] = { "at once", "daily", "never" };

const char *how_name(enum how how)
{
	return hows[how];
}

int how_find(const char *name)
{
	for (int i = 0; i < HOWS; i++)
		if (str_equal(hows[i], name))
			return i;
	return -1;
}

/* The columns that read_mailbox takes, of a table named a. */
#define MAILBOX_COLUMNS ACCOUNT_COLUMNS ", a.mail, a.language"
enum { ADDRESS = ACCOUNT_COLUMN_COUNT, LANGUAGE };

static int read_choices(struct db *db, struct mailbox *mailbox, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT event_group, how FROM mail_choices WHERE account = ?", "n",
		mailbox->account.id);

	while (rc == 0 && (rc = query_step(query, err)) > 0) {
		int how = how_find(query_text(query, 1));

		for (int group = 0; group < EVENT_GROUPS; group++)
			if (how >= 0 && str_equal(event_group_name(group), query_text(query, 0)))
				mailbox->how[group] = (enum how)how;
		rc = 0;
	}
	return rc;
}

static int read_mailbox(struct db *db, struct query *query, struct mailbox *out, struct error *err)
{
	*out = (struct mailbox){ 0 };
	account_read(&out->account, query);
	snprintf(out->address, sizeof out->address, "%s", query_text(query, ADDRESS));
	snprintf(out->language, sizeof out->language, "%s", query_text(query, LANGUAGE));
	return read_choices(db, out, err);
}

int mailbox_find(struct db *db, const char *login, struct mailbox *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT " MAILBOX_COLUMNS " FROM accounts a WHERE a.login = ?", "t", login);

	if (rc < 0 || (rc = query_step(query, err)) < 0)
		return rc;
	if (rc == 0)
		return error_set(err, ERR_NOT_FOUND, "there is no account \"%s\"", login);
	return read_mailbox(db, query, out, err);
}

int mailboxes_read(struct mailboxes *out, struct db *db, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int rc = account_query(&query, db, err,
		"SELECT " MAILBOX_COLUMNS
		" FROM accounts a WHERE NOT a.disabled ORDER BY a.login",
		"");

	while (rc == 0 && (rc = query_step(query, err)) > 0) {
		out->mailbox = mem_grow(out->mailbox, out->count, sizeof *out->mailbox);
		rc = read_mailbox(db, query, &out->mailbox[out->count++], err);
	}
	return rc;
}

void mailboxes_release(struct mailboxes *mailboxes)
{
	free(mailboxes->mailbox);
	*mailboxes = (struct mailboxes){ 0 };
}

int mailbox_set_address(struct db *db, const char *login, const char *address, struct error *err)
{
	int rc = *address ? mail_check_address(address, err) : 0;

	if (rc == 0)
		rc = account_run(NULL, db, err,
			"UPDATE accounts SET mail = ? WHERE login = ? RETURNING id", "tt", address,
			login);
	else
		return rc;
	if (rc == 0)
		return error_set(err, ERR_NOT_FOUND, "there is no account \"%s\"", login);
	return rc < 0 ? rc : 0;
}

static int save_choices(struct db *db, const struct mailbox *mailbox, struct error *err)
{
	int rc = 0;

	for (int group = 0; rc == 0 && group < EVENT_GROUPS; group++)
		rc = account_run(NULL, db, err,
			"INSERT OR REPLACE INTO mail_choices VALUES (?, ?, ?)", "ntt",
			mailbox->account.id, event_group_name(group),
			how_name(mailbox->how[group]));
	return rc;
}

int mailbox_save(struct db *db, const struct mailbox *mailbox, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	int rc = transaction_begin(&transaction, db, true, err);

	if (rc == 0)
		rc = mailbox_set_address(db, mailbox->account.login, mailbox->address, err);
	if (rc == 0)
		rc = account_run(NULL, db, err, "UPDATE accounts SET language = ? WHERE id = ?",
			"tn", mailbox->language, mailbox->account.id);
	if (rc == 0)
		rc = save_choices(db, mailbox, err);
	return rc < 0 ? rc : transaction_commit(&transaction, err);
}
