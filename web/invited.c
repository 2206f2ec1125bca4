/*
 * Who is invited to a round of discussion, and the accounts by which they take part:
 * stakeholders' and no others.
 */

#include "draft.h"
#include "handlers.h"
#include "invited.h"
#include "listing.h"
#include "mail_message.h"
#include "mailbox.h"
#include "outbox.h"
#include "secret.h"
#include "site.h"
#include "text.h"
#include "who.h"

#include <stdio.h>
#include <time.h>

enum { LOGIN_LEN = 40 };

static const char *field(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	return value ? value : "";
}

static char *round_address(const struct request *req)
{
	CLEANUP(str_free) char *proposal = draft_address(req);

	return str_format("%s/rounds/%s", proposal, req->segment[2]);
}

/* The page ------------------------------------------------------------------------------------ */

/* By whom comments of ACCOUNT are: as draft_person says it. */
static const char *who_of(const struct account *account)
{
	return *account->person ? account->person : account->name;
}

static int list_one(void *ctx, const struct account *account, struct error *err)
{
	struct buf *json = ctx;

	buf_puts(json, json->len > 1 ? ",{" : "{");
	listing_add_text(json, "who", who_of(account));
	listing_add_text(json, "login", account->login);
	listing_add_text(json, "disabled", account->disabled ? "1" : "");
	listing_add_text(json, "invited", account->invited ? "1" : "");
	listing_add_text(json, "own", account->roles == ROLE_STAKEHOLDER ? "1" : "");
	buf_addc(json, '}');
	return 0;
}

/* LINK (may be NULL) was just made for LINK_NAME; it was MAILED to that address, or NULL. */
struct made {
	char *link, *mailed;
	char name[256];
};

static void made_releasep(struct made *made)
{
	free(made->link);
	free(made->mailed);
}

static int show(struct request *req, struct reply *reply, const struct made *made,
	const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *address = round_address(req);
	CLEANUP(buf_release) struct buf accounts = BUF_INIT;
	char days[8];
	int code;

	buf_addc(&accounts, '[');
	code = account_each(req->worker->private, list_one, &accounts, err);
	buf_addc(&accounts, ']');
	if (code < 0)
		return code;
	snprintf(days, sizeof days, "%d", INVITATION_DAYS);
	const struct page_value values[] = {
		{ "round_at",     address                               },
		{ "account_list", buf_text(&accounts)                   },
		{ "link",         made ? made->link : NULL              },
		{ "link_name",    made ? made->name : NULL              },
		{ "link_days",    days                                  },
		{ "mailed",       made ? made->mailed : NULL            },
		{ "may_be_body",  "1"                                   },
		{ "sends_mail",   req->site->mail_server ? "1" : NULL   },
	};

	if (why)
		return reply_form_again(req, reply, "invited", values, ARRAY_SIZE(values), why, err);
	reply->kept_private = true;
	return reply_page(req, reply, "invited", values, ARRAY_SIZE(values), err);
}

int get_invited(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, NULL, err);
}

/* Whom ---------------------------------------------------------------------------------------- */

static int add_known_account(void *ctx, const struct account *account, struct error *err)
{
	if (!account->disabled && account->roles == ROLE_STAKEHOLDER && !*account->person)
		inlines_add(ctx, str_copy(account->name));
	return 0;
}

static const char known_sql[] = "SELECT DISTINCT j.value FROM visible_records r, json_each(r.front, '$.invited') j "
				"WHERE r.kind = 'round' AND instr(j.value, '/') = 0 LIMIT 2000";

int invited_known(struct request *req, struct inlines *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = account_each(req->worker->private, add_known_account, out, err);

	if (code == 0)
		code = db_prepare(&query, page_db(req->worker->pages), known_sql, err);
	while (code >= 0 && (code = query_step(query, err)) > 0)
		inlines_add(out, str_copy(query_text(query, 0)));
	return code;
}

struct invitee {
	char *who;   /* as the round names them */
	char *label; /* as people do */
};

static void invitee_releasep(struct invitee *invitee)
{
	free(invitee->who);
	free(invitee->label);
}

static int find_invitee(struct draft *draft, struct invitee *out, struct error *err)
{
	CLEANUP(buf_release) struct buf reference = BUF_INIT;
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(inlines_release) struct inlines known = { 0 };
	CLEANUP(str_free) char *typed = str_copy(field(draft->req, "name"));
	const char *name = str_trim(typed), *make = who_choice(draft->req, "name", name), *as_known;
	int code = invited_known(draft->req, &known, err);

	if (code < 0)
		return code;
	if (!*name) {
		error_set(err, ERR_INVALID, "write whom you invite");
		return error_field(err, "name");
	}
	as_known = make ? NULL : who_known(&known, name);
	if (who_find_or_make(draft, name, as_known ? "name" : make, &who, err) < 0)
		return error_field(err, "name");
	name = as_known ? as_known : name;
	if (who.path)
		place_reference(&reference, who.path);
	free(out->who);
	free(out->label);
	out->who = str_copy(who.path ? buf_text(&reference) : name);
	out->label = str_copy(who.path ? who.label : name);
	return 0;
}

/* An edit of the round: whom the form names is invited. */
static int add_invitee(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct invitee *invitee = ctx;
	const struct yaml *old = record_value(draft->rec, "invited");
	struct yaml *list;
	int code;

	if (!str_equal(record_get(draft->rec, "state"), "open"))
		return error_set(err, ERR_INVALID, "the round is not open: nobody can be invited to it");
	if ((code = find_invitee(draft, invitee, err)) < 0)
		return code;
	draft_subject(draft, subject, "%s invited to the discussion", invitee->label);
	for (size_t i = 0; i < yaml_count(old); i++)
		if (str_equal(old->item[i]->text, invitee->who))
			return 0;
	list = old ? yaml_copy(old) : yaml_list();
	yaml_append(list, yaml_scalar(invitee->who));
	record_set_value(draft->rec, "invited", list);
	return 0;
}

/* One whom the round invites already: the form's WHO. */
static int read_invitee(struct request *req, struct invitee *out, struct error *err)
{
	CLEANUP(str_free) char *address = round_address(req);
	CLEANUP(draft_release) struct draft round = { 0 };
	CLEANUP(query_free) struct query *query = NULL;
	struct place place;
	const struct yaml *list;
	size_t i = 0;
	int code = draft_open(&round, req, address, err);

	if (code < 0)
		return code;
	for (list = record_value(round.rec, "invited"); i < yaml_count(list); i++)
		if (str_equal(list->item[i]->text, field(req, "who")))
			break;
	if (i == yaml_count(list))
		return error_set(err, ERR_INVALID, "the round does not invite them: invite them first");
	out->who = str_copy(field(req, "who"));
	if (place_of_reference(&place, out->who, NULL) == 0) {
		if ((code = db_prepare(&query, page_db(req->worker->pages),
			     "SELECT title FROM visible_records WHERE id = ?1", err)) < 0)
			return code;
		query_bind_text(query, 1, place.identity);
		if (query_step(query, NULL) > 0)
			out->label = str_copy(query_text(query, 0));
	}
	if (!out->label)
		out->label = str_copy(out->who);
	return 0;
}

/* Their account -------------------------------------------------------------------------------- */

struct search {
	const char *who;
	char login[64];
};

static int find_account(void *ctx, const struct account *account, struct error *err)
{
	struct search *search = ctx;

	if (!account->disabled && str_equal(who_of(account), search->who))
		snprintf(search->login, sizeof search->login, "%s", account->login);
	return 0;
}

/* "kend-evi", "kend-evi-2": what LABEL is called where one signs in. */
static int free_login(struct request *req, const char *label, char out[64], struct error *err)
{
	CLEANUP(str_free) char *slug = text_slug(label);
	struct account taken;
	int len = (int)strnlen(slug, LOGIN_LEN);

	for (int n = 1; n < 1000; n++) {
		const char *first = *slug >= 'a' && *slug <= 'z' ? "" : "s-";

		if (n == 1)
			snprintf(out, 64, "%s%.*s", first, len, slug);
		else
			snprintf(out, 64, "%s%.*s-%d", first, len, slug, n);
		if (account_find(req->worker->private, out, &taken, NULL) == ERR_NOT_FOUND)
			return 0;
	}
	return error_set(err, ERR_FAILED, "no free name was found for \"%s\"", label);
}

/* The link goes to their mail, too, where there is a server for it. */
static int mail_link(struct request *req, const struct account *account, struct made *made,
	const char *token, struct error *err)
{
	CLEANUP(str_free) char *identity = round_address(req);
	const char *language = draft_language(req);
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	char hash[2 * TOKEN_HASH_LEN + 1];
	struct mailbox box;
	int code = mailbox_find(req->worker->private, account->login, &box, err);

	if (code < 0 || !*box.address || !req->site->mail_server)
		return code < 0 ? code : 0;
	token_hash(hash, token);
	CLEANUP(str_free) char *key = str_format("round-invitation:%s:%.16s", identity + 1, hash);

	buf_printf(&text, "%s\n%s\n\n%s\n%s%s\n",
		draft_phrase(req, "You are invited to comment on a proposal. This link lets you in; it works once:"),
		made->link, draft_phrase(req, "What it is about, and until when:"), req->site->origin, identity);
	const struct notice notice = { key, "round-invitation", identity + 1, language,
		draft_phrase(req, "Invitation to a discussion"), buf_text(&text), NULL, NULL, NULL };

	code = outbox_add(req->worker->private, account->id, &notice, time(NULL), 0, err);
	if (code == 0)
		made->mailed = str_copy(box.address);
	return code;
}

/* A fresh link for LOGIN, a stakeholder who has not been here yet: nobody else comes into an account that is in use. */
static int make_link(struct request *req, const char *login, struct made *made, struct error *err)
{
	struct account account;
	char token[44];
	int code = account_find(req->worker->private, login, &account, err);

	if (code == 0)
		code = account_check_maker(req->roles, account.roles, err);
	if (code == 0 && !account.invited)
		code = error_set(err, ERR_DENIED,
			"they have a password already: the administrator makes a new link");
	if (code == 0)
		code = invitation_new(req->worker->private, login, INVITATION_DAYS, token, err);
	if (code < 0)
		return code;
	made->link = str_format("%s/invitation/%s", req->site->origin, token);
	snprintf(made->name, sizeof made->name, "%s", account.name);
	return mail_link(req, &account, made, token, err);
}

/* An account for INVITEE, unless there is one: then LINK stays NULL. */
static int make_account(
	struct request *req, const struct invitee *invitee, struct made *made, struct error *err)
{
	struct search search = { .who = invitee->who };
	struct account account = { .roles = ROLE_STAKEHOLDER };
	const char *person = strchr(invitee->who, '/') ? invitee->who : "";
	int code = account_each(req->worker->private, find_account, &search, err);

	if (code < 0 || *search.login)
		return code;
	if (strlen(invitee->label) >= sizeof account.name || strlen(person) >= sizeof account.person)
		return error_set(err, ERR_TOO_LARGE, "a name has at most %d bytes", 200);
	strcpy(account.name, invitee->label);
	strcpy(account.person, person);
	code = free_login(req, invitee->label, account.login, err);
	if (code == 0)
		code = account_invite(req->worker->private, req->roles, &account, err);
	if (code == 0)
		code = mailbox_set_address(req->worker->private, account.login, field(req, "mail"), err);
	return code < 0 ? code : make_link(req, account.login, made, err);
}

static int act(struct request *req, struct made *made, struct error *err)
{
	CLEANUP(str_free) char *address = round_address(req);
	struct invitee invitee __attribute__((cleanup(invitee_releasep))) = { 0 };
	const char *action = field(req, "action");
	int code = request_acts(req, err);

	if (code == 0 && *field(req, "mail") && (code = mail_check_address(field(req, "mail"), err)) < 0)
		return error_field(err, "mail");
	if (code < 0)
		return code;
	if (str_equal(action, "link"))
		return make_link(req, field(req, "account"), made, err);
	if (str_equal(action, "account"))
		code = read_invitee(req, &invitee, err);
	else
		code = draft_change(req, address, add_invitee, &invitee, NULL, err);
	return code < 0 || !invitee.who ? code : make_account(req, &invitee, made, err);
}

int post_invited(struct request *req, struct reply *reply, struct error *err)
{
	struct made made __attribute__((cleanup(made_releasep))) = { 0 };
	struct error why;
	int code = act(req, &made, &why);

	if (code == ERR_DENIED || code == ERR_FAILED) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show(req, reply, NULL, &why, err);
	if (made.link)
		return show(req, reply, &made, NULL, err);
	CLEANUP(str_free) char *round = round_address(req);
	CLEANUP(str_free) char *back = str_format("/edit%s/invited", round);

	reply_redirect(reply, back, "invited");
	return 0;
}
