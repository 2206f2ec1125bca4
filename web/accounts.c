/* The administrator's page: who may sign in, and the links that let people in. */

#include "handlers.h"
#include "listing.h"
#include "mail_message.h"
#include "mailbox.h"
#include "person.h"

#include <stdio.h>

/* clang-format off */
static const struct {
	enum role role;
	const char *phrase;
} role_phrases[] = {
	{ ROLE_STAKEHOLDER,   "stakeholder" },
	{ ROLE_MEMBER,        "member" },
	{ ROLE_COORDINATOR,   "coordinator" },
	{ ROLE_AGENCY,        "agency" },
	{ ROLE_ADMINISTRATOR, "administrator" },
};
/* clang-format on */

struct listing {
	const struct request *req;
	struct buf json;
};

void listing_add_text(struct buf *json, const char *name, const char *value)
{
	buf_printf(
		json, "%s\"%s\":", json->len && json->data[json->len - 1] != '{' ? "," : "", name);
	buf_add_json(json, value, strlen(value));
}

void listing_add_roles(struct buf *out, const struct request *req, unsigned roles)
{
	size_t before = out->len;

	for (size_t i = 0; i < ARRAY_SIZE(role_phrases); i++) {
		if (!(roles & role_phrases[i].role))
			continue;
		buf_puts(out, out->len > before ? ", " : "");
		buf_puts(out, request_phrase(req, role_phrases[i].phrase));
	}
}

/* The roles that can be given, as a JSON list; CHOSEN are checked. */
static void list_roles(struct buf *json, const struct request *req, unsigned chosen)
{
	buf_addc(json, '[');
	for (size_t i = 0; i < ARRAY_SIZE(role_phrases); i++) {
		buf_puts(json, i ? ",{" : "{");
		listing_add_text(json, "name", role_name(role_phrases[i].role));
		listing_add_text(json, "phrase", request_phrase(req, role_phrases[i].phrase));
		listing_add_text(json, "chosen", chosen & role_phrases[i].role ? "1" : "");
		buf_addc(json, '}');
	}
	buf_addc(json, ']');
}

static unsigned typed_roles(const struct request *req)
{
	unsigned roles = 0;
	const char *role;

	for (size_t n = 0; (role = request_field_at(req, "role", n)); n++)
		roles |= role_find(role);
	return roles;
}

static int list_one(void *ctx, const struct account *account, struct error *err)
{
	struct listing *listing = ctx;
	CLEANUP(buf_release) struct buf roles = BUF_INIT;
	struct mailbox box;
	int code = mailbox_find(listing->req->worker->private, account->login, &box, err);

	if (code < 0)
		return code;

	listing_add_roles(&roles, listing->req, account->roles);
	buf_puts(&listing->json, listing->json.len > 1 ? ",{" : "{");
	listing_add_text(&listing->json, "login", account->login);
	listing_add_text(&listing->json, "name", account->name);
	listing_add_text(&listing->json, "mail", box.address);
	listing_add_text(&listing->json, "roles", buf_text(&roles));
	listing_add_text(&listing->json, "person", account->person);
	listing_add_text(&listing->json, "disabled", account->disabled ? "1" : "");
	listing_add_text(&listing->json, "invited", account->invited ? "1" : "");
	buf_puts(&listing->json, ",\"choices\":");
	list_roles(&listing->json, listing->req, account->roles);
	buf_addc(&listing->json, '}');
	return 0;
}

/* The page; LINK (may be NULL) was just made for LINK_NAME, WHY (may be NULL) went wrong. */
static int show(struct request *req, struct reply *reply, const char *link, const char *link_name,
	const struct error *why, struct error *err)
{
	struct listing listing = { .req = req };
	CLEANUP(buf_release) struct buf roles = BUF_INIT;
	char days[8];
	int code;

	buf_addc(&listing.json, '[');
	code = account_each(req->worker->private, list_one, &listing, err);
	buf_addc(&listing.json, ']');
	CLEANUP(str_free) char *accounts = buf_take(&listing.json);

	if (code < 0)
		return code;
	list_roles(&roles, req, why && str_equal(request_field(req, "action"), "invite") ? typed_roles(req) : 0);
	snprintf(days, sizeof days, "%d", INVITATION_DAYS);

	/* clang-format off */
	const struct page_value values[] = {
		{ "title",        request_phrase(req, "Accounts") },
		{ "account_list", accounts },
		{ "role_list",    buf_text(&roles) },
		{ "link",         link },
		{ "link_name",    link_name },
		{ "link_days",    days },
	};
	/* clang-format on */
	if (why)
		return reply_form_again(
			req, reply, "accounts", values, ARRAY_SIZE(values), why, err);
	reply->kept_private = true;
	return reply_page(req, reply, "accounts", values, ARRAY_SIZE(values), err);
}

int accounts_get(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, NULL, NULL, err);
}

/* A new link for LOGIN, shown on the page this one time. */
static int show_link(struct request *req, struct reply *reply, const char *login, struct error *err)
{
	struct account account;
	char token[44];
	int code = account_find(req->worker->private, login, &account, err);

	if (code == 0)
		code = invitation_new(req->worker->private, login, INVITATION_DAYS, token, err);
	if (code < 0)
		return code;
	CLEANUP(str_free) char *link = str_format("%s/invitation/%s", req->site->origin, token);

	return show(req, reply, link, account.name, NULL, err);
}

static int copy(char *out, size_t room, const char *value, struct error *err)
{
	if (strlen(value) >= room)
		return error_set(err, ERR_TOO_LARGE, "\"%s\" is too long; take at most %zu bytes",
			value, room - 1);
	strcpy(out, value);
	return 0;
}

static const char *field_or_empty(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	return value ? value : "";
}

/* A person on record, by name or by reference. */
static int read_person(struct request *req, struct account *out, struct error *err)
{
	const char *typed = field_or_empty(req, "new_person");
	CLEANUP(buf_release) struct buf person = BUF_INIT;
	int code = person_find(page_db(req->worker->pages), typed, &person, err);

	return code < 0 ? code : copy(out->person, sizeof out->person, buf_text(&person), err);
}

static int read_roles(struct request *req, unsigned *out, struct error *err)
{
	*out = typed_roles(req);
	if (*out)
		return 0;
	error_set(err, ERR_INVALID, "choose at least one role");
	return str_equal(request_field(req, "action"), "invite") ? error_field(err, "role") : ERR_INVALID;
}

static int read_account(struct request *req, struct account *out, struct error *err)
{
	int code = copy(out->login, sizeof out->login, field_or_empty(req, "new_login"), err);

	if (code == 0)
		code = copy(out->name, sizeof out->name, field_or_empty(req, "new_name"), err);
	if (code == 0)
		code = read_person(req, out, err);
	if (code < 0)
		return code;
	return read_roles(req, &out->roles, err);
}

static int invite(struct request *req, struct reply *reply, struct error *err)
{
	struct account account = { 0 };
	const char *address = field_or_empty(req, "new_mail");
	int code = read_account(req, &account, err);

	if (code == 0 && *address)
		code = mail_check_address(address, err);
	if (code == 0)
		code = account_invite(req->worker->private, req->roles, &account, err);
	if (code == 0)
		code = mailbox_set_address(req->worker->private, account.login, address, err);
	return code < 0 ? code : show_link(req, reply, account.login, err);
}

/* Nobody locks himself out by mistake. */
static int disable(struct request *req, struct reply *reply, const char *login, struct error *err)
{
	int code;

	if (str_equal(login, req->account.login))
		return error_set(err, ERR_INVALID, "you cannot disable your own account");
	code = account_set_disabled(req->worker->private, login, true, err);
	if (code == 0)
		reply_redirect(reply, "/accounts", "account-disabled");
	return code;
}

static int enable(struct request *req, struct reply *reply, const char *login, struct error *err)
{
	int code = account_set_disabled(req->worker->private, login, false, err);

	if (code == 0)
		reply_redirect(reply, "/accounts", "account-enabled");
	return code;
}

static int set_roles(struct request *req, struct reply *reply, const char *login, struct error *err)
{
	unsigned roles = 0;
	int code = read_roles(req, &roles, err);

	if (code == 0 && str_equal(login, req->account.login) && !(roles & ROLE_ADMINISTRATOR))
		code = error_set(err, ERR_INVALID, "you cannot end your own work as an administrator");
	if (code == 0)
		code = account_set_roles(req->worker->private, login, roles, err);
	if (code == 0)
		reply_redirect(reply, "/accounts", "roles-changed");
	return code;
}

static int act(struct request *req, struct reply *reply, struct error *err)
{
	const char *action = field_or_empty(req, "action");
	const char *login = field_or_empty(req, "account");
	int code = request_acts(req, err);

	if (code < 0)
		return code;
	if (str_equal(action, "invite"))
		return invite(req, reply, err);
	if (str_equal(action, "link"))
		return show_link(req, reply, login, err);
	if (str_equal(action, "roles"))
		return set_roles(req, reply, login, err);
	if (str_equal(action, "disable"))
		return disable(req, reply, login, err);
	if (str_equal(action, "enable"))
		return enable(req, reply, login, err);
	return error_set(err, ERR_INVALID, "this form asks for nothing that is known here");
}

int accounts_post(struct request *req, struct reply *reply, struct error *err)
{
	struct error why = { 0 };
	int code = act(req, reply, &why);

	if (code == ERR_INVALID || code == ERR_CONFLICT || code == ERR_NOT_FOUND ||
		code == ERR_TOO_LARGE || code == ERR_DENIED)
		return show(req, reply, NULL, NULL, &why, err);
	if (code < 0)
		*err = why;
	return code;
}
