#include "proposal_form.h"
#include "difference.h"
#include "meanwhile.h"
#include "number.h"
#include "passages.h"
#include "proposal.h"
#include "recommendation.h"
#include "text.h"
#include "tidy.h"
#include "version.h"
#include "who.h"

#include <stdio.h>

enum { NOTE_MAX = 150 };

const struct proposal_fact proposal_facts[PROPOSAL_FACTS] = {
	{ "heading",   "title",     false },
	{ "addressee", "addressee", true  },
	{ "summary",   "summary",   false },
};

char *proposal_fact_text(
	struct request *req, const struct proposal_fact *fact, const struct record *rec)
{
	const char *value = record_get(rec, fact->key);
	char *text = NULL;

	if (value && fact->is_body)
		form_who_now(req, value, &text, NULL);
	return text ? text : str_copy(value ? value : "");
}

int proposal_form_allows(const struct draft *draft, struct error *err)
{
	if (!proposal_may_edit(draft->rec, draft_person(draft->req), draft->req->roles))
		return error_set(err, ERR_DENIED,
			"the text is its authors' and the coordinator's: suggest an amendment");
	if (proposal_is_frozen(draft->rec))
		return error_set(err, ERR_INVALID,
			"the text stands as it is from \"ready\" on: take the proposal back to draft to change it");
	return 0;
}

/* The text ------------------------------------------------------------------------------------- */

static int no_base(struct error *err)
{
	return error_set(err, ERR_CONFLICT,
		"this form does not say on which version it was typed: look at what stands there now, and save again");
}

static int read_at(const struct draft *draft, const char *commit, struct record **out, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct store *store = draft->req->worker->store;

	if (!commit || strlen(commit) != REVISION_LEN ||
		store_read(store, commit, draft->path, &text, NULL, NULL) < 0 ||
		record_parse(out, buf_text(&text), text.len, NULL) < 0)
		return no_base(err);
	return 0;
}

/* TEXT without empty lines before and after it, and with one line end. */
static char *trimmed(const char *text)
{
	size_t len;

	text += strspn(text, "\n");
	len = strlen(text);
	while (len && strchr("\n \t", text[len - 1]))
		len--;
	return len ? str_format("%.*s\n", (int)len, text) : str_copy("");
}

static char *section_text(const char *body, const struct passage_section *section)
{
	CLEANUP(str_free) char *text = str_copy_n(body + section->start, section->end - section->start);

	return trimmed(text);
}

/* BODY with TEXT in the place of its SECTION, from 1. */
static int splice(char **out, const char *body, int section, const char *text, struct error *err)
{
	struct passage_section *sections = NULL;
	size_t count = passages_sections(&sections, body), n = (size_t)section - 1;
	struct buf all = BUF_INIT;
	bool there = section > 0 && n < count;

	if (there) {
		CLEANUP(str_free) char *old = section_text(body, &sections[n]);

		buf_add(&all, body, str_equal(old, text) ? sections[n].end : sections[n].start);
		if (!str_equal(old, text)) {
			buf_puts(&all, text);
			buf_puts(&all, n + 1 < count && *text ? "\n" : "");
		}
		buf_puts(&all, body + sections[n].end);
		*out = buf_take(&all);
	}
	passages_sections_free(sections, count);
	return there ? 0 : no_base(err);
}

/* All of the text, as it was typed on BODY. */
static int typed_text(
	const struct request *req, const char *body, int section, char **out, struct error *err)
{
	const char *typed = request_field(req, "text");

	if (!typed) {
		*out = str_copy(body);
		return 0;
	}
	CLEANUP(str_free) char *tidy = tidy_text(typed, TIDY_SAVED);
	CLEANUP(str_free) char *text = trimmed(tidy);

	if (section)
		return splice(out, body, section, text, err);
	*out = TAKE(text);
	return 0;
}

static int put_text(struct draft *draft, const struct record *base, struct proposal_form *form,
	struct error *err)
{
	const char *old = record_body(base), *theirs = record_body(draft->rec);
	CLEANUP(str_free) char *mine = NULL;
	CLEANUP(str_free) char *merged = NULL;
	int code = typed_text(draft->req, old, form->section, &mine, err);

	if (code < 0)
		return code;
	if (!str_equal(mine, old) && draft_is_own(draft))
		old = theirs;
	form->merged |= !str_equal(old, theirs) && !str_equal(old, mine);
	if ((code = difference_merge(&merged, old, mine, theirs, NULL)) < 0) {
		error_set(err, ERR_CONFLICT,
			"somebody else changed the same words meanwhile: choose below what shall stand, and save again");
		return error_field(err, "text");
	}
	number_put_body(draft->rec, merged);
	recommendation_number(draft->rec);
	return 0;
}

/* Facts ---------------------------------------------------------------------------------------- */

static int put_body(struct draft *draft, const struct proposal_fact *fact, const char *name,
	struct error *err)
{
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(buf_release) struct buf ref = BUF_INIT;
	int code = who_find(draft->req, name, &who, err);

	if (code == 0 && who.person)
		code = error_set(err, ERR_INVALID, "%s is a person; name an institution", who.label);
	if (code < 0)
		return error_field(err, "addressee");
	place_reference(&ref, who.path);
	record_set(draft->rec, fact->key, buf_text(&ref));
	return 0;
}

static int fact_conflict(const struct proposal_fact *fact, const char *now, struct error *err)
{
	if (*now)
		error_set(err, ERR_CONFLICT,
			"somebody else has changed this meanwhile to \"%s\"; save again to keep yours", now);
	else
		error_set(err, ERR_CONFLICT,
			"somebody else has emptied this meanwhile; save again to keep yours");
	return error_field(err, fact->field);
}

static int put_fact(struct draft *draft, const struct record *base, const struct proposal_fact *fact,
	struct proposal_form *form, struct error *err)
{
	struct request *req = draft->req;
	const char *typed = request_field(req, fact->field);
	CLEANUP(str_free) char *was = proposal_fact_text(req, fact, base);
	CLEANUP(str_free) char *now = proposal_fact_text(req, fact, draft->rec);

	form->merged |= !str_equal(was, now);
	if (!typed || str_equal(typed, was) || str_equal(typed, now))
		return 0;
	if (!str_equal(was, now) && !draft_is_own(draft))
		return fact_conflict(fact, now, err);
	if (str_equal(fact->key, "title") && !*typed) {
		error_set(err, ERR_INVALID, "write a title");
		return error_field(err, fact->field);
	}
	if (fact->is_body && *typed)
		return put_body(draft, fact, typed, err);
	record_set(draft->rec, fact->key, *typed ? typed : NULL);
	return 0;
}

char *proposal_form_section(const char *body, int section, struct buf *sections_json)
{
	struct passage_section *sections = NULL;
	size_t count = passages_sections(&sections, body);
	char *text = NULL;

	buf_addc(sections_json, '[');
	for (size_t i = 0; i < count; i++) {
		if (sections[i].start == sections[i].end)
			continue;
		buf_printf(sections_json, "%s{\"number\":%zu,\"title\":", sections_json->len > 1 ? "," : "", i + 1);
		buf_add_json(sections_json, sections[i].title, strlen(sections[i].title));
		buf_addc(sections_json, '}');
	}
	buf_addc(sections_json, ']');
	if (!section)
		text = str_copy(body);
	else if (section > 0 && (size_t)section <= count)
		text = section_text(body, &sections[section - 1]);
	passages_sections_free(sections, count);
	return text;
}

/* A save --------------------------------------------------------------------------------------- */

int proposal_form_name(struct draft *draft, struct buf *subject, struct error *err)
{
	CLEANUP(str_free) char *now = draft_now(draft->req);
	const char *what = request_field(draft->req, "what");
	int code;

	if (version_is_current(draft->rec)) {
		error_set(err, ERR_INVALID, "the text as it stands is version %d already",
			version_number(version_last(draft->rec)));
		return error_field(err, "what");
	}
	if ((code = version_name(draft->rec, draft_person(draft->req), now, what, err)) < 0)
		return code;
	CLEANUP(str_free) char *words = text_excerpt(what, NOTE_MAX);
	CLEANUP(str_free)
	char *named = str_format("%d, %s", version_number(version_last(draft->rec)), words);

	draft_subject(draft, subject, "version %s", named);
	return 0;
}

static void say_what(struct draft *draft, struct buf *subject)
{
	const char *note = request_field(draft->req, "note");
	CLEANUP(str_free) char *words = text_excerpt(note ? note : "", NOTE_MAX);

	draft_subject(draft, subject, *words ? "%s" : "text edited", words);
	for (char *p = subject->data; p && *p; p++)
		*p = *p == '\n' ? ' ' : *p;
}

int proposal_form_put(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct proposal_form *form = ctx;
	CLEANUP(record_free) struct record *base = NULL;
	CLEANUP(buf_release) struct buf after = BUF_INIT;
	int code = proposal_form_allows(draft, err);

	form->merged = form->named = false;
	if (code < 0 || (code = read_at(draft, request_field(draft->req, "base"), &base, err)) < 0)
		return code;
	for (size_t i = 0; i < PROPOSAL_FACTS; i++)
		if ((code = put_fact(draft, base, &proposal_facts[i], form, err)) < 0)
			return code;
	if ((code = put_text(draft, base, form, err)) < 0)
		return code;
	free(draft->change->action);
	draft->change->action = str_copy("edit-proposal");
	if (str_equal(request_field(draft->req, "action"), "save-version")) {
		form->named = true;
		code = proposal_form_name(draft, subject, err);
	} else {
		say_what(draft, subject);
	}
	record_write(&after, draft->rec);
	form->unchanged = str_equal(buf_text(&after), draft->text);
	return code;
}

/* What does not go together ---------------------------------------------------------------------- */

struct clashes {
	const struct request *req;
	struct buf json;
	int count;
};

static void add_member(struct buf *json, const char *name, const char *text)
{
	buf_printf(json, ",\"%s\":", name);
	buf_add_json(json, text, strlen(text));
}

static void add_difference(struct buf *json, const char *name, const char *old, const char *new)
{
	CLEANUP(buf_release) struct buf html = BUF_INIT;

	difference_html(&html, old, new, DIFFERENCE_UNIFIED, -1);
	add_member(json, name, buf_text(&html));
}

/* Lines of a list or a table stand one under another; paragraphs apart. */
static bool stands_alone(const char *lines)
{
	return !strchr("-+*|>#", lines[strspn(lines, " ")]);
}

static void choose(void *ctx, struct buf *out, const char *base, const char *mine, const char *theirs)
{
	struct clashes *clashes = ctx;
	CLEANUP(str_free) char *name = str_format("pick_%d", ++clashes->count);
	const char *pick = request_field(clashes->req, name);
	bool only_mine = str_equal(pick, "mine"), only_theirs = str_equal(pick, "theirs");

	if (!only_mine)
		buf_puts(out, theirs);
	if (!only_mine && !only_theirs && *theirs && *mine && stands_alone(theirs))
		buf_addc(out, '\n');
	if (!only_theirs)
		buf_puts(out, mine);
	buf_printf(&clashes->json, "%s{\"number\":%d", clashes->count > 1 ? "," : "", clashes->count);
	add_member(&clashes->json, "base", base);
	add_member(&clashes->json, "pick", only_mine ? "mine" : only_theirs ? "theirs" : "both");
	add_difference(&clashes->json, "theirs_html", base, theirs);
	add_difference(&clashes->json, "mine_html", base, mine);
	buf_addc(&clashes->json, '}');
}

static void meet_facts(struct proposal_meeting *out, const struct draft *draft, const struct record *base)
{
	for (size_t i = 0; i < PROPOSAL_FACTS; i++) {
		const char *typed = request_field(draft->req, proposal_facts[i].field);
		CLEANUP(str_free) char *was = proposal_fact_text(draft->req, &proposal_facts[i], base);

		out->fact[i] = !typed || str_equal(typed, was)
				       ? proposal_fact_text(draft->req, &proposal_facts[i], draft->rec)
				       : str_copy(typed);
	}
}

int proposal_form_meet(struct proposal_meeting *out, const struct draft *draft, int section,
	struct error *err)
{
	const struct request *req = draft->req;
	const char *shown = request_field(req, "typed"), *at = request_field(req, "old_base");
	bool chooses = shown && str_equal(request_field(req, "action"), "choose");
	struct clashes clashes = { .req = req };
	CLEANUP(record_free) struct record *base = NULL;
	CLEANUP(str_free) char *mine = NULL;
	int code;

	at = chooses ? at : request_field(req, "base");
	if ((code = read_at(draft, at, &base, err)) < 0)
		return code;
	if (chooses)
		mine = str_copy(shown);
	else if ((code = typed_text(req, record_body(base), section, &mine, err)) < 0)
		return code;
	snprintf(out->old_base, sizeof out->old_base, "%s", at);
	meet_facts(out, draft, base);
	buf_addc(&clashes.json, '[');
	out->text = difference_merge_choosing(
		record_body(base), mine, record_body(draft->rec), choose, &clashes);
	buf_addc(&clashes.json, ']');
	out->typed = TAKE(mine);
	out->clashes = buf_take(&clashes.json);
	return 0;
}

void proposal_meeting_release(struct proposal_meeting *meeting)
{
	for (size_t i = 0; i < PROPOSAL_FACTS; i++)
		free(meeting->fact[i]);
	free(meeting->text);
	free(meeting->typed);
	free(meeting->clashes);
	*meeting = (struct proposal_meeting){ 0 };
}
