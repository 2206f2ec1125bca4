#include "handlers.h"
#include "correction.h"
#include "item_form.h"
#include "markdown.h"
#include "minutes_text.h"
#include "who.h"

/* What the form holds, as a draft's edit needs it. */
struct item_edit {
	const char *id;
	bool merged; /* somebody else had changed the item, and both are kept */
};

static void release_itemp(struct minutes_item *item)
{
	minutes_item_release(item);
}

/* "S5" stands on the page as "s5". */
static char *anchor_of(const char *id)
{
	char *anchor = str_copy(id);

	anchor[0] |= 0x20;
	return anchor;
}

static enum minutes_section section_of(char letter)
{
	for (int section = SECTION_OTHER; section-- > 0;)
		if (minutes_letter(section) == letter && section != SECTION_HEARD)
			return section;
	return SECTION_OTHER;
}

static int read_letter(const struct request *req, char *out, struct error *err)
{
	const char *letter = request_field(req, "letter");

	if (!letter || !*letter || letter[1] || !strchr("SODA", *letter))
		return error_set(err, ERR_INVALID, "choose what it is: a statement, a suggestion, a decision or an action");
	*out = *letter;
	return 0;
}

int item_add(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(release_item) struct minutes_item item = { 0 };
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);
	CLEANUP(item_form_release) struct item_form form = item_form_typed(draft->req, NULL);
	CLEANUP(str_free) char *id = NULL;
	size_t issue;
	char letter = 0;
	int code = draft_find_issue(draft, &issue, err);

	if (code < 0 || (code = read_letter(draft->req, &letter, err)) < 0)
		return code;
	item.section = section_of(letter);
	if ((code = item_form_read(&form, draft, minutes, letter, NULL, &item, err)) < 0)
		return code;
	code = minutes_add_item(draft->rec, issue, &item, draft_language(draft->req), &id, err);
	if (code < 0)
		return code;
	draft_subject(draft, subject, "%s recorded", id);
	draft->anchor = anchor_of(id);
	return 0;
}

/* The item as it was when the form was shown. Without it nobody knows what somebody else changed. */
static int read_base(struct request *req, const char *path, const char *id, struct item_form *out,
	struct error *err)
{
	CLEANUP(buf_release) struct buf old = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(minutes_free) struct minutes *minutes = NULL;
	const struct minutes_item *item = NULL;
	const char *base = request_field(req, "base");

	if (base && *base && store_read(req->worker->store, base, path, &old, NULL, NULL) == 0 &&
		record_parse(&rec, buf_text(&old), old.len, NULL) == 0) {
		minutes = minutes_read(rec, path, NULL);
		item = minutes_find(minutes, id);
	}
	if (!item)
		return error_set(err, ERR_CONFLICT,
			"this form does not say on which version it was typed: look at what stands there now, and save again");
	*out = item_form_of(item);
	return 0;
}

static bool takes_theirs(const struct request *req, const char *field)
{
	const char *taken;

	for (size_t n = 0; (taken = request_field_at(req, "take", n)); n++)
		if (str_equal(taken, field))
			return true;
	return false;
}

/* What was typed, but where the person chose what somebody else saved. */
static struct item_form chosen_form(
	const struct request *req, const struct item_form *base, const struct item_form *theirs)
{
	struct item_form form = item_form_typed(req, base);

	for (size_t i = 0; i < ITEM_FIELDS; i++) {
		if (!takes_theirs(req, item_fields[i].value))
			continue;
		free(form.value[i]);
		form.value[i] = str_copy(theirs->value[i]);
	}
	return form;
}

static int set_item(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct item_edit *edit = ctx;
	CLEANUP(release_item) struct minutes_item item = { 0 };
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);
	CLEANUP(item_form_release) struct item_form base = { 0 };
	CLEANUP(item_form_release) struct item_form theirs = { 0 };
	CLEANUP(item_form_release) struct item_form mine = { 0 };
	const struct minutes_item *old = minutes_find(minutes, edit->id);
	int code;

	if (!old)
		return error_set(err, ERR_NOT_FOUND,
			"%s was deleted by somebody else meanwhile; add what you typed as a new one", edit->id);
	if ((code = read_base(draft->req, draft->path, edit->id, &base, err)) < 0)
		return code;
	theirs = item_form_of(old);
	mine = chosen_form(draft->req, &base, &theirs);
	if (item_form_merge(&mine, &base, &theirs))
		return error_set(err, ERR_CONFLICT,
			"somebody else has changed the same words meanwhile: their text is shown with yours; save again to keep yours");
	edit->merged = item_form_differs(&base, &theirs) != 0;
	code = item_form_read(&mine, draft, minutes, *edit->id, old, &item, err);
	if (code < 0 || (code = correction_take_up(draft, err)) < 0)
		return code;
	if ((code = minutes_set_item(draft->rec, edit->id, &item, draft_language(draft->req), err)) < 0)
		return code;
	draft_subject(draft, subject, "%s edited", edit->id);
	draft->anchor = anchor_of(edit->id);
	return 0;
}

/* What came from the item ID has to say so no more, before that goes. */
static int check_offspring(const struct minutes *minutes, const char *id, struct error *err)
{
	for (size_t i = 0; i < minutes->items; i++) {
		const struct minutes_item *item = &minutes->item[i];

		for (size_t k = 0; k < item->origins; k++) {
			CLEANUP(str_free) char *origin = minutes_origin_here(item->origin[k]);

			if (str_equal(origin, id) && !str_equal(item->id, id))
				return error_set(err, ERR_INVALID,
					"%s says that it came from %s; take that out there first",
					item->id ? item->id : "…", id);
		}
	}
	return 0;
}

/* Nobody deletes what they have not seen. */
static int delete_item(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	const struct item_edit *edit = ctx;
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);
	CLEANUP(item_form_release) struct item_form base = { 0 };
	CLEANUP(item_form_release) struct item_form theirs = { 0 };
	const struct minutes_item *old = minutes_find(minutes, edit->id);
	int code = old ? read_base(draft->req, draft->path, edit->id, &base, err) : 0;

	if (code < 0)
		return code;
	if (old)
		theirs = item_form_of(old);
	if (old && item_form_differs(&base, &theirs))
		return error_set(err, ERR_CONFLICT,
			"somebody else has changed %s meanwhile: look at what it says now, and delete it again if it shall go",
			edit->id);
	if ((code = check_offspring(minutes, edit->id, err)) < 0)
		return code;
	draft_subject(draft, subject, "%s deleted", edit->id);
	return minutes_delete_item(draft->rec, edit->id, err);
}

static int move_item(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	const struct item_edit *edit = ctx;
	int by = str_equal(request_field(draft->req, "action"), "up") ? -1 : 1;

	draft_subject(draft, subject, "%s moved", edit->id);
	draft->anchor = anchor_of(edit->id);
	return minutes_move_item(draft->rec, edit->id, by, err);
}

static const struct {
	const char *action;
	draft_edit edit;
	const char *flash;
} edits[] = {
	{ "save",   set_item,    "saved"   },
	{ "delete", delete_item, "deleted" },
	{ "up",     move_item,   "saved"   },
	{ "down",   move_item,   "saved"   },
};

/* Showing the form */

/* The form's text as it will look. */
static int preview(struct request *req, struct buf *html, struct error *err)
{
	const char *text = request_field(req, "text");
	struct markdown how = { 0 };

	return markdown_html(html, text ? text : "", text ? strlen(text) : 0, &how, err);
}

/* What the form is to show where somebody else has saved meanwhile. */
struct meeting_point {
	struct item_form mine;   /* with theirs in it where only they changed something */
	struct item_form theirs;
	unsigned clashes, taken; /* a bit for each field */
	struct revision now;     /* what both are seen on; "" where there is no item any more */
};

static void release_pointp(struct meeting_point *point)
{
	item_form_release(&point->mine);
	item_form_release(&point->theirs);
}

static struct meeting_point find_meeting_point(
	struct request *req, const char *meeting, const char *id)
{
	struct meeting_point point = { 0 };
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(minutes_free) struct minutes *minutes = NULL;
	CLEANUP(item_form_release) struct item_form base = { 0 };
	CLEANUP(item_form_release) struct item_form typed = { 0 };
	const struct minutes_item *item;
	bool known;

	if (draft_open(&draft, req, meeting, NULL) < 0)
		return point;
	minutes = minutes_read(draft.rec, draft.path, NULL);
	item = minutes_find(minutes, id);
	if (!item)
		return point;
	known = read_base(req, draft.path, id, &base, NULL) == 0;
	point.now = draft.head;
	point.theirs = item_form_of(item);
	typed = item_form_typed(req, known ? &base : &point.theirs);
	point.mine = item_form_typed(req, known ? &base : &point.theirs);
	point.clashes = item_form_merge(&point.mine, known ? &base : NULL, &point.theirs);
	point.taken = item_form_differs(&point.mine, &typed);
	return point;
}

enum { FORM_VALUES = 8 + ITEM_FIELDS * 4 };

static void add_value(struct page_value *values, size_t *n, const char *name, const char *value)
{
	values[(*n)++] = (struct page_value){ name, value };
}

/* A ticked box in words. */
static const char *shown_value(const struct request *req, const struct item_form *form, size_t i)
{
	if (i != ITEM_DONE)
		return form->value[i];
	return *form->value[i] ? request_phrase(req, "done") : request_phrase(req, "open");
}

static void add_point(const struct request *req, struct page_value *values, size_t *n,
	const struct meeting_point *point)
{
	for (size_t i = 0; i < ITEM_FIELDS; i++) {
		unsigned bit = 1u << i;

		add_value(values, n, item_fields[i].value, point->mine.value[i]);
		add_value(values, n, item_fields[i].theirs, shown_value(req, &point->theirs, i));
		add_value(values, n, item_fields[i].clash, point->clashes & bit ? "1" : NULL);
		add_value(values, n, item_fields[i].taken, point->taken & bit ? "1" : NULL);
	}
}

/* ID is NULL for a new item. */
static char letter_of(const struct request *req, const char *id)
{
	const char *letter = id ? id : request_field(req, "letter");

	return letter && *letter ? *letter : 'S';
}

static int show_form(struct request *req, struct reply *reply, const char *id,
	const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	CLEANUP(release_point) struct meeting_point point = { 0 };
	char letter[] = { letter_of(req, id), '\0' }, is_letter[] = { 'i', 's', '_', *letter, '\0' };
	const char *base = request_field(req, "base");
	struct page_value values[FORM_VALUES];
	struct error unparsed;
	bool shown = !why && preview(req, &html, &unparsed) == 0;
	size_t n = 0;

	if (why && why->code == ERR_CONFLICT && id)
		point = find_meeting_point(req, meeting, id);
	if (*point.now.hex)
		add_point(req, values, &n, &point); /* of two values of a name the first counts */
	add_value(values, &n, "meeting", meeting);
	add_value(values, &n, "item_id", id);
	add_value(values, &n, "letter", letter);
	add_value(values, &n, is_letter, "1");
	add_value(values, &n, "preview_html", shown ? buf_text(&html) : NULL);
	add_value(values, &n, "base", *point.now.hex ? point.now.hex : base ? base : "");
	add_value(values, &n, "done", request_field(req, "done"));
	add_value(values, &n, "deleting",
		str_equal(request_field(req, "action"), "delete") ? "1" : NULL);
	return reply_form_again(
		req, reply, "item-form", values, n, why ? why : shown ? NULL : &unparsed, err);
}

static int go_back(struct request *req, struct reply *reply, const char *anchor, const char *flash)
{
	CLEANUP(str_free) char *address = str_format("/record/meetings/%s/%s%s%s", req->segment[0],
		req->segment[1], anchor ? "#" : "", anchor ? anchor : "");

	reply_redirect(reply, address, flash);
	return 0;
}

int post_item_new(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(str_free) char *anchor = NULL;
	struct error why;

	if (str_equal(request_field(req, "action"), "preview"))
		return show_form(req, reply, NULL, NULL, err);
	if (draft_change(req, address, item_add, NULL, &anchor, &why) < 0)
		return show_form(req, reply, NULL, &why, err);
	return go_back(req, reply, anchor, "saved");
}

int post_item(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(str_free) char *anchor = NULL;
	const char *action = request_field(req, "action");
	struct item_edit edit = { .id = req->segment[2] };
	struct error why;

	if (str_equal(action, "preview"))
		return show_form(req, reply, edit.id, NULL, err);
	for (size_t i = 0; i < ARRAY_SIZE(edits); i++) {
		if (!str_equal(edits[i].action, action) && !req->only_shown)
			continue;
		if (draft_change(req, address, edits[i].edit, &edit, &anchor, &why) < 0)
			return show_form(req, reply, edit.id, &why, err);
		return go_back(req, reply, anchor, edit.merged ? "merged" : edits[i].flash);
	}
	return error_set(err, ERR_INVALID, "the form does not say what to do");
}

static int fill_form(struct request *req, struct reply *reply, const struct draft *draft,
	const struct minutes_item *item, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(item_form_release) struct item_form form = item_form_of(item);
	char letter[] = { *item->id, '\0' }, is_letter[] = { 'i', 's', '_', *item->id, '\0' };
	struct page_value values[FORM_VALUES];
	size_t n = 0;

	add_value(values, &n, "meeting", meeting);
	add_value(values, &n, "item_id", item->id);
	add_value(values, &n, "base", draft->head.hex);
	add_value(values, &n, "letter", letter);
	add_value(values, &n, is_letter, "1");
	for (size_t i = 0; i < ITEM_FIELDS; i++)
		add_value(values, &n, item_fields[i].value, form.value[i]);
	return reply_page(req, reply, "item-form", values, n, err);
}

/* The form of a new suggestion that begins with the words of the statement ITEM, and cites it. */
static int fill_suggestion(struct request *req, struct reply *reply, const struct minutes_item *item, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(item_form_release) struct item_form form = item_form_of(item);
	CLEANUP(str_free) char *issue = str_format("%zu", item->issue + 1);
	const struct page_value values[] = {
		{ "meeting",  meeting                          },
		{ "letter",   "O"                              },
		{ "is_O",     "1"                              },
		{ "issue",    issue                            },
		{ "of",       item->id                         },
		{ "speakers", form.value[ITEM_SPEAKERS]        },
		{ "text",     form.value[ITEM_TEXT]            },
		{ "origins",  item->id                         },
	};

	return reply_page(req, reply, "item-form", values, ARRAY_SIZE(values), err);
}

int get_item(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(minutes_free) struct minutes *minutes = NULL;
	const struct minutes_item *item;
	int code = draft_open(&draft, req, address, err);

	if (code < 0)
		return code;
	minutes = minutes_read(draft.rec, draft.path, NULL);
	item = minutes_find(minutes, req->segment[2]);
	if (!item)
		return error_set(err, ERR_NOT_FOUND, "there is no item %s in these minutes",
			req->segment[2]);
	if (str_equal(request_query(req, "as"), "O") && *item->id == 'S')
		return fill_suggestion(req, reply, item, err);
	return fill_form(req, reply, &draft, item, err);
}
