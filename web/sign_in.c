#include "carry.h"
#include "changed.h"
#include "handlers.h"
#include "mailbox.h"
#include "mail_message.h"
#include "secret.h"

int sign_in_get(struct request *req, struct reply *reply, struct error *err)
{
	const char *back = request_back(request_query(req, "back"));

	if (req->signed_in) {
		reply_redirect(reply, back, NULL);
		return 0;
	}
	reply_begin_visit(req, reply);

	/* clang-format off */
	const struct page_value values[] = {
		{ "title", request_phrase(req, "Sign in") },
		{ "back",  back },
	};
	/* clang-format on */
	return reply_page(req, reply, "sign-in", values, ARRAY_SIZE(values), err);
}

/* The form is shown again, and what it carries stays in it. */
static int refuse(
	struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(fields_release) struct fields carried = { 0 };
	CLEANUP(buf_release) struct buf inputs = BUF_INIT;

	carry_unpack(&carried, &req->form, "carry.");
	carry_inputs(&inputs, &carried, "carry.");

	/* clang-format off */
	const struct page_value values[] = {
		{ "title",        request_phrase(req, "Sign in") },
		{ "login",        request_field(req, "login") },
		{ "back",         request_back(request_field(req, "back")) },
		{ "carried_html", buf_text(&inputs) },
		{ "password",     NULL },
	};
	/* clang-format on */
	return reply_form_again(req, reply, "sign-in", values, ARRAY_SIZE(values), why, err);
}

static struct device device_of(const struct request *req)
{
	struct device device = { .address = req->address,
		.agent = message_header(req->message, "user-agent") };

	strcpy(device.token, req->device);
	return device;
}

/* From here on the request is that of the session TOKEN, and its browser is known. */
static int become(struct request *req, struct reply *reply, const char *token,
	const struct device *device, struct error *err)
{
	bool renew;
	int code = session_find(req->worker->private, token, &req->account, &renew, err);

	if (code < 0)
		return code;
	strcpy(req->session, token);
	req->signed_in = true;
	req->roles = roles_full(req->account.roles);
	token_derive(req->form_token, token, "form");
	reply_cookie(req, reply, "session", token, COOKIE_MONTH);
	reply_cookie(req, reply, "device", device->token, COOKIE_YEAR);
	if (*req->visit)
		reply_cookie(req, reply, "visit", "", COOKIE_GONE);
	return 0;
}

/* One session ends where another begins: a browser has one. */
static void end_former(struct request *req)
{
	if (*req->came_with)
		session_end(req->worker->private, req->came_with, NULL);
}

/* Signed in, with a form that waits to be sent. */
static int send_again(
	struct request *req, struct reply *reply, const char *address, struct error *err)
{
	CLEANUP(fields_release) struct fields carried = { 0 };

	carry_unpack(&carried, &req->form, "carry.");
	return carry_page(req, reply, &carried, address, "You are signed in again",
		"Nothing has been sent yet.", NULL, err);
}

int sign_in_post(struct request *req, struct reply *reply, struct error *err)
{
	const char *login = request_field(req, "login");
	const char *password = request_field(req, "password");
	const char *carry_to = request_field(req, "carry_to");
	struct error why = { 0 };
	struct device device = device_of(req);
	char token[44];
	int code = request_acts(req, &why);

	if (code == 0)
		code = session_start(req->worker->private, login ? login : "",
			password ? password : "", &device, token, &why);

	if (code == ERR_DENIED || code == ERR_BUSY || code == ERR_INVALID)
		return refuse(req, reply, &why, err);
	if (code < 0) {
		*err = why;
		return code;
	}
	end_former(req);
	code = become(req, reply, token, &device, err);
	if (code < 0)
		return code;
	if (carry_to && *carry_to)
		return send_again(req, reply, carry_to, err);
	reply_redirect(reply, request_back(request_field(req, "back")), "signed-in");
	return 0;
}

int sign_out_post(struct request *req, struct reply *reply, struct error *err)
{
	if (req->signed_in) {
		changed_end_visit(req);
		int code = session_end(req->worker->private, req->session, err);

		if (code < 0)
			return code;
	}
	reply_cookie(req, reply, "session", "", COOKIE_GONE);
	reply_redirect(reply, "/", "signed-out");
	return 0;
}

/* The page for choosing a password; WHY (may be NULL) is what was wrong with the last one. */
static int show_invitation(struct request *req, struct reply *reply, const struct account *account,
	const struct error *why, struct error *err)
{
	struct mailbox box;
	int code = mailbox_find(req->worker->private, account->login, &box, err);

	if (code < 0)
		return code;
	/* clang-format off */
	const struct page_value values[] = {
		{ "title",          request_phrase(req, "Choose a password") },
		{ "mail",           why ? request_field(req, "mail") : box.address },
		{ "invited_name",   account->name },
		{ "invited_login",  account->login },
		{ "password",       NULL },
		{ "password_again", NULL },
	};
	/* clang-format on */

	if (why)
		return reply_form_again(
			req, reply, "invitation", values, ARRAY_SIZE(values), why, err);
	reply_begin_visit(req, reply);
	return reply_page(req, reply, "invitation", values, ARRAY_SIZE(values), err);
}

int invitation_get(struct request *req, struct reply *reply, struct error *err)
{
	struct account account;
	int code = invitation_find(req->worker->private, req->segment[0], &account, err);

	return code < 0 ? code : show_invitation(req, reply, &account, NULL, err);
}

int invitation_post(struct request *req, struct reply *reply, struct error *err)
{
	const char *password = request_field(req, "password");
	const char *again = request_field(req, "password_again");
	const char *address = request_field(req, "mail");
	struct error why = { 0 };
	struct account account;
	struct device device = device_of(req);
	char token[44];
	int code = invitation_find(req->worker->private, req->segment[0], &account, err);

	if (code < 0)
		return code;
	if ((code = request_acts(req, &why)) < 0)
		return show_invitation(req, reply, &account, &why, err);
	if (!password || !str_equal(password, again))
		code = error_set(&why, ERR_INVALID, "the two passwords are not the same");
	else if (address && *address)
		code = mail_check_address(address, &why);
	if (code == 0)
		code = invitation_accept(
			req->worker->private, req->segment[0], password, &device, token, &why);
	if (code == ERR_INVALID)
		return show_invitation(req, reply, &account, &why, err);
	if (code < 0) {
		*err = why;
		return code;
	}
	end_former(req);
	code = become(req, reply, token, &device, err);
	if (code == 0 && address)
		code = mailbox_set_address(req->worker->private, account.login, address, err);
	if (code < 0)
		return code;
	reply_redirect(reply, "/", "password-set");
	return 0;
}

int language_post(struct request *req, struct reply *reply, struct error *err)
{
	const char *language = request_field(req, "language");

	if (!language || !phrases_find(language))
		return error_set(err, ERR_INVALID, "this language is not known here");
	reply_cookie(req, reply, "language", language, COOKIE_YEAR);
	reply_redirect(reply, request_back(request_field(req, "back")), NULL);
	return 0;
}
