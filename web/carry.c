#include "carry.h"

static bool is_ours(const struct field *field)
{
	return str_equal(field->name, "form_token") || str_starts(field->name, "password") ||
	       str_starts(field->name, "carry.") || str_equal(field->name, "carry_to") ||
	       field->file;
}

void carry_inputs(struct buf *out, const struct fields *form, const char *prefix)
{
	size_t sum = 0;

	for (size_t i = 0; i < form->count; i++) {
		const struct field *field = &form->field[i];

		sum += field->len;
		if (is_ours(field) || sum > CARRY_MAX)
			continue;
		buf_puts(out, "<input type=\"hidden\" name=\"");
		buf_puts(out, prefix);
		buf_add_html(out, field->name, strlen(field->name));
		buf_puts(out, "\" value=\"");
		buf_add_html(out, field->value, strlen(field->value));
		buf_puts(out, "\">\n");
	}
}

/* Names and choices say nothing to a reader; what a person wrote has a space or some length. */
static bool is_typed(const struct field *field)
{
	return !is_ours(field) && (strpbrk(field->value, " \n") || field->len > 24);
}

void carry_typed(struct buf *out, const struct fields *form)
{
	size_t sum = 0;

	for (size_t i = 0; i < form->count; i++) {
		const struct field *field = &form->field[i];

		sum += field->len;
		if (!is_typed(field) || sum > CARRY_MAX)
			continue;
		buf_puts(out, "<pre class=\"typed\">");
		buf_add_html(out, field->value, strlen(field->value));
		buf_puts(out, "</pre>\n");
	}
}

void carry_unpack(struct fields *out, const struct fields *form, const char *prefix)
{
	size_t len = strlen(prefix);

	for (size_t i = 0; i < form->count; i++)
		if (str_starts(form->field[i].name, prefix) && form->field[i].name[len])
			fields_add(out, form->field[i].name + len, form->field[i].value);
}

static bool has_password(const struct fields *form)
{
	for (size_t i = 0; i < form->count; i++)
		if (str_equal(form->field[i].name, "password"))
			return true;
	return false;
}

int carry_page(struct request *req, struct reply *reply, const struct fields *form,
	const char *address, const char *title, const char *lead, const char *error,
	struct error *err)
{
	CLEANUP(buf_release) struct buf inputs = BUF_INIT;
	CLEANUP(buf_release) struct buf typed = BUF_INIT;

	reply_begin_visit(req, reply);
	carry_inputs(&inputs, form, "");
	carry_typed(&typed, form);

	/* clang-format off */
	const struct page_value values[] = {
		{ "title",         request_phrase(req, title) },
		{ "lead",          lead ? request_phrase(req, lead) : NULL },
		{ "error",         error },
		{ "send_to",       address ? request_back(address) : NULL },
		{ "carried_html",  buf_text(&inputs) },
		{ "typed_html",    buf_text(&typed) },
		{ "asks_password", has_password(form) ? "1" : NULL },
	};
	/* clang-format on */
	return reply_page(req, reply, "send-again", values, ARRAY_SIZE(values), err);
}

int carry_to_sign_in(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(buf_release) struct buf inputs = BUF_INIT;

	reply->status = 401;
	reply_begin_visit(req, reply);
	carry_inputs(&inputs, &req->form, "carry.");

	/* clang-format off */
	const struct page_value values[] = {
		{ "title",        request_phrase(req, "Sign in") },
		{ "lead",         request_phrase(req, "Your session has ended. What you typed is "
						      "kept: sign in and send it.") },
		{ "carry_to",     req->address_here },
		{ "carried_html", buf_text(&inputs) },
		{ "login",        NULL },
		{ "back",         NULL },
	};
	/* clang-format on */
	return reply_page(req, reply, "sign-in", values, ARRAY_SIZE(values), err);
}
