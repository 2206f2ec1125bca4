#include "handlers.h"
#include "keeping.h"
#include "markdown.h"
#include "proposal_form.h"
#include "tidy.h"
#include "version.h"

#include <stdio.h>

/* The page on which a proposal is written: all of its text, or a section. */

static const char *const kept_fields[] = { "heading", "addressee", "summary", "text", "note", "what", NULL };

static struct kept_form kept_form(const struct request *req, const char *address)
{
	return (struct kept_form){ req->path, address, kept_fields };
}

/* 0: all of the text; of "/edit/proposals/2015/1/sections/2" 2, and -1 where that is no number. */
static int section_of(const struct request *req)
{
	const char *number = strstr(req->route->pattern, "/sections/") ? req->segment[2] : NULL;

	if (!number)
		return 0;
	return strspn(number, "0123456789") == strlen(number) && strlen(number) < 6 && atoi(number) ? atoi(number) : -1;
}

static void add_section(struct values *values, int section)
{
	if (section > 0)
		values_add_taken(values, "section", str_format("%d", section));
}

/* What the page says of the proposal beside the form. */
static void add_draft(struct values *values, const struct draft *draft, const char *address)
{
	const struct yaml *last = version_last(draft->rec);

	values_add_taken(values, "record", str_copy(address));
	values_add_taken(values, "record_path", str_copy(draft->path));
	if (last)
		values_add_taken(values, "last_version", str_format("%d", version_number(last)));
	values_add_taken(values, "next_version", str_format("%d", version_number(last) + 1));
}

/* Who may not is told why, and where to go. */
static int show_refusal(struct request *req, struct reply *reply, const struct draft *draft,
	const char *address, const struct error *why, struct error *err)
{
	CLEANUP(values_release) struct values values = { 0 };

	if (req->format == FORMAT_JSON) {
		*err = *why;
		return why->code;
	}
	add_draft(&values, draft, address);
	values_add_taken(&values, "refused", phrases_error_words(req->phrases, why));
	values_add(&values, "refused_for_good", why->code == ERR_DENIED ? "1" : NULL);
	reply->status = error_http_status(why->code == ERR_INVALID ? ERR_CONFLICT : why->code);
	reply->kept_private = true;
	return reply_page(req, reply, "edit-proposal", values.value, values.count, err);
}

static int show_form(struct request *req, struct reply *reply, const struct draft *draft,
	const char *address, struct error *err)
{
	CLEANUP(values_release) struct values values = { 0 };
	CLEANUP(buf_release) struct buf sections = BUF_INIT;
	const struct kept_form form = kept_form(req, address);
	int section = section_of(req);
	char *text = proposal_form_section(record_body(draft->rec), section, &sections);

	if (!text)
		return error_set(err, ERR_NOT_FOUND, "the text has no such section any more");
	values_add_taken(&values, "text", text);
	values_add_taken(&values, "sections_json", buf_take(&sections));
	for (size_t i = 0; i < PROPOSAL_FACTS; i++)
		values_add_taken(&values, proposal_facts[i].field,
			proposal_fact_text(req, &proposal_facts[i], draft->rec));
	values_add(&values, "note", "");
	values_add(&values, "what", "");
	values_add_taken(&values, "base", str_copy(draft->head.hex));
	add_section(&values, section);
	add_draft(&values, draft, address);
	return keeping_page(req, reply, "edit-proposal", &form, values.value, values.count, err);
}

int get_edit_proposal(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	const char *section = request_query(req, "section");
	struct error why;
	int code;

	if (section && *section && !section_of(req)) {
		CLEANUP(buf_release) struct buf to = BUF_INIT;

		buf_printf(&to, "/edit%s/sections/", address);
		buf_add_url(&to, section);
		reply_redirect(reply, buf_text(&to), NULL);
		return 0;
	}
	if ((code = draft_open(&draft, req, address, err)) < 0)
		return code;
	if (proposal_form_allows(&draft, &why) < 0)
		return show_refusal(req, reply, &draft, address, &why, err);
	return show_form(req, reply, &draft, address, err);
}

/* The form again: as it was typed, or, where somebody else had saved, what both make. */
static int form_again(struct request *req, struct reply *reply, const char *address, bool meets,
	const struct error *why, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(values_release) struct values values = { 0 };
	CLEANUP(proposal_meeting_release) struct proposal_meeting meeting = { 0 };
	CLEANUP(buf_release) struct buf sections = BUF_INIT;
	int section = section_of(req), code = draft_open(&draft, req, address, err);

	if (code < 0)
		return code;
	free(proposal_form_section(record_body(draft.rec), 0, &sections));
	values_add_taken(&values, "sections_json", buf_take(&sections));
	add_draft(&values, &draft, address);
	if (meets && proposal_form_meet(&meeting, &draft, section, NULL) == 0) {
		for (size_t i = 0; i < PROPOSAL_FACTS; i++)
			values_add(&values, proposal_facts[i].field, meeting.fact[i]);
		values_add(&values, "text", meeting.text);
		values_add(&values, "typed", meeting.typed);
		values_add(&values, "old_base", meeting.old_base);
		values_add(&values, "clashes_json", meeting.clashes);
		values_add(&values, "has_clashes", str_equal(meeting.clashes, "[]") ? NULL : "1");
		values_add(&values, "base", draft.head.hex);
	} else if (meets) {
		values_add(&values, "base", draft.head.hex);
		values_add(&values, "theirs", record_body(draft.rec));
	} else {
		add_section(&values, section);
	}
	return reply_form_again(req, reply, "edit-proposal", values.value, values.count, why, err);
}

static int preview_again(struct request *req, struct reply *reply, const char *address, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(values_release) struct values values = { 0 };
	CLEANUP(buf_release) struct buf html = BUF_INIT, sections = BUF_INIT;
	const char *text = request_field(req, "text");
	struct markdown how = { .item_letters = "R", .heading_shift = 1 };
	struct error why;
	int code = draft_open(&draft, req, address, err);

	if (code < 0)
		return code;
	how.path = draft.path;
	text = text ? text : "";
	if (markdown_html(&html, text, strlen(text), &how, &why) < 0)
		return form_again(req, reply, address, false, &why, err);
	free(proposal_form_section(record_body(draft.rec), 0, &sections));
	values_add_taken(&values, "sections_json", buf_take(&sections));
	values_add(&values, "preview_html", buf_text(&html));
	add_section(&values, section_of(req));
	add_draft(&values, &draft, address);
	return reply_form_again(req, reply, "edit-proposal", values.value, values.count, NULL, err);
}

static const char *flash_of(const struct proposal_form *form)
{
	if (form->unchanged)
		return "unchanged";
	if (form->merged)
		return "merged";
	return form->named ? "version-named" : "saved";
}

int post_edit_proposal(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	struct proposal_form form = { .section = section_of(req) };
	const char *action = request_field(req, "action");
	struct kept_form kept;
	struct error why;

	if (str_equal(action, "preview"))
		return preview_again(req, reply, address, err);
	if (str_equal(action, "choose"))
		return form_again(req, reply, address, true, NULL, err);
	if (draft_change(req, address, proposal_form_put, &form, NULL, &why) < 0)
		return form_again(req, reply, address, why.code == ERR_CONFLICT, &why, err);
	kept = kept_form(req, address);
	keeping_done(req, &kept);
	reply_redirect(reply, address, flash_of(&form));
	return 0;
}

/* What was pasted from a word processor, as Markdown. */
int post_tidy(struct request *req, struct reply *reply, struct error *err)
{
	const char *text = request_field(req, "text");
	CLEANUP(str_free) char *tidy = tidy_text(text ? text : "", TIDY_PASTED);

	reply->type = "text/plain; charset=utf-8";
	reply->kept_private = true;
	buf_puts(&reply->body, tidy);
	return 0;
}
