#include "date.h"
#include "difference.h"
#include "draft.h"
#include "handlers.h"
#include "markdown.h"
#include "who.h"

#include <stdio.h>

/* What the form holds, as a draft's edit needs it. */
struct item_edit {
	struct request *req;
	const char *id; /* NULL: a new one */
};

static void release_item(struct minutes_item *item)
{
	minutes_item_release(item);
}

static void release_itemp(struct minutes_item *item)
{
	release_item(item);
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

static int read_count(struct request *req, const char *field, int *out, struct error *err)
{
	const char *text = request_field(req, field);
	char *end;
	long number;

	*out = VOTES_UNKNOWN;
	if (!text || !*text)
		return 0;
	number = strtol(text, &end, 10);
	if (*end || number < 0 || number > 10000)
		return error_set(err, ERR_INVALID, "votes: \"%s\" is no number from 0 to 10000", text);
	*out = (int)number;
	return 0;
}

static int read_votes(struct request *req, struct minutes_item *item, struct error *err)
{
	int code;

	if ((code = read_count(req, "votes_for", &item->votes_for, err)) < 0)
		return code;
	if ((code = read_count(req, "votes_against", &item->against, err)) < 0)
		return code;
	return read_count(req, "votes_abstained", &item->abstained, err);
}

static int read_duty(struct draft *draft, struct minutes_item *item, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(free) void *owned = NULL;
	char **inlines = NULL;
	const char *due = request_field(req, "due");
	struct date date;
	size_t n = 0;
	int code = who_inlines(draft, request_field(req, "person"), request_field(req, "make"),
		&inlines, &n, err);

	owned = inlines;
	for (size_t i = 1; i < n; i++)
		free(inlines[i]);
	if (n)
		item->person = inlines[0];
	if (code < 0)
		return code;
	if (n > 1)
		return error_set(err, ERR_INVALID, "one person is responsible; make an action for each");
	if (due && *due) {
		CLEANUP(buf_release) struct buf text = BUF_INIT;

		if ((code = date_parse_typed(&date, due, err)) < 0)
			return code;
		date_write(&text, &date);
		item->due = buf_take(&text);
	}
	item->done = request_field(req, "done") != NULL;
	return 0;
}

static int read_origins(struct request *req, struct minutes_item *item)
{
	CLEANUP(str_free) char *copy = str_copy(request_field(req, "origins"));
	char *rest = copy, *word;

	while ((word = strsep(&rest, ",; "))) {
		word = str_trim(word);
		if (!*word)
			continue;
		item->origin = mem_grow(item->origin, item->origins, sizeof *item->origin);
		item->origin[item->origins++] = str_copy(word);
	}
	return 0;
}

/* The form as an item; people that are made in place are added to the draft's change. */
static int read_item(struct draft *draft, struct minutes_item *item, struct error *err)
{
	struct request *req = draft->req;
	const char *letter = request_field(req, "letter"), *text = request_field(req, "text");
	int code;

	item->votes_for = item->against = item->abstained = VOTES_UNKNOWN;
	item->letter = letter ? letter[0] : 0;
	if (!item->letter || letter[1] || !strchr("SODA", item->letter))
		return error_set(err, ERR_INVALID, "choose what it is: a statement, a suggestion, a decision or an action");
	item->section = section_of(item->letter);
	item->text = str_copy(text ? text : "");
	if (!*str_trim(item->text))
		return error_set(err, ERR_INVALID, "write what was said");
	code = who_inlines(draft, request_field(req, "speakers"), request_field(req, "make"),
		&item->speaker, &item->speakers, err);
	if (code < 0)
		return code;
	read_origins(req, item);
	if (item->letter == 'D' && (code = read_votes(req, item, err)) < 0)
		return code;
	return item->letter == 'A' ? read_duty(draft, item, err) : 0;
}

static int add_item(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(release_item) struct minutes_item item = { 0 };
	CLEANUP(str_free) char *id = NULL;
	size_t issue;
	int code = draft_find_issue(draft, &issue, err);

	if (code < 0 || (code = read_item(draft, &item, err)) < 0)
		return code;
	code = minutes_add_item(draft->rec, issue, &item, draft_language(draft->req), &id, err);
	if (code < 0)
		return code;
	draft_subject(draft, subject, "%s recorded", id);
	draft->anchor = anchor_of(id);
	return 0;
}

/*
 * What was typed was typed on BASE. When the text has moved on, the edit is made there and merged
 * with what others did; only the same words changed by both are a conflict.
 */
static int merge_from(struct draft *draft, const char *base, const char *id,
	const struct minutes_item *item, struct error *err)
{
	CLEANUP(buf_release) struct buf old = BUF_INIT;
	CLEANUP(buf_release) struct buf mine = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(str_free) char *merged = NULL;
	int code = store_read(draft->req->worker->store, base, draft->path, &old, NULL, err);

	if (code < 0)
		return code;
	if ((code = record_parse(&rec, buf_text(&old), old.len, err)) < 0)
		return code;
	if ((code = minutes_set_item(rec, id, item, draft_language(draft->req), err)) < 0)
		return code;
	record_write(&mine, rec);
	code = difference_merge(&merged, buf_text(&old), buf_text(&mine), draft->text, err);
	if (code == ERR_CONFLICT)
		return error_set(err, ERR_CONFLICT,
			"somebody else has changed the same words meanwhile: their text is shown with yours; save again to keep yours");
	if (code < 0)
		return code;
	record_free(TAKE(draft->rec));
	return record_parse(&draft->rec, merged, strlen(merged), err);
}

static int set_item(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	const struct item_edit *edit = ctx;
	CLEANUP(release_item) struct minutes_item item = { 0 };
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);
	const struct minutes_item *old = minutes_find(minutes, edit->id);
	const char *base = request_field(draft->req, "base");
	int code;

	if (!old)
		return error_set(err, ERR_NOT_FOUND,
			"%s was deleted by somebody else meanwhile; add what you typed as a new one", edit->id);
	if ((code = read_item(draft, &item, err)) < 0)
		return code;
	if (base && *base && !str_equal(base, draft->head.hex))
		code = merge_from(draft, base, edit->id, &item, err);
	else
		code = minutes_set_item(draft->rec, edit->id, &item, draft_language(draft->req), err);
	if (code < 0)
		return code;
	draft_subject(draft, subject, "%s edited", edit->id);
	draft->anchor = anchor_of(edit->id);
	return 0;
}

static int delete_item(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	const struct item_edit *edit = ctx;

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

/* The form's text as it will look. */
static int preview(struct request *req, struct buf *html, struct error *err)
{
	const char *text = request_field(req, "text");
	struct markdown how = { 0 };

	return markdown_html(html, text ? text : "", text ? strlen(text) : 0, &how, err);
}

/* What others made of the item meanwhile, for whoever has to choose; from now on that is the base. */
static void find_theirs(struct request *req, const char *meeting, const char *id, char **theirs,
	char **base)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(minutes_free) struct minutes *minutes = NULL;
	const struct minutes_item *item;

	if (draft_open(&draft, req, meeting, NULL) < 0)
		return;
	minutes = minutes_read(draft.rec, draft.path, NULL);
	item = minutes_find(minutes, id);
	*theirs = item ? str_copy(item->text) : NULL;
	*base = str_copy(draft.head.hex);
}

static int show_form(struct request *req, struct reply *reply, const char *id,
	const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *theirs = NULL;
	CLEANUP(str_free) char *base = NULL;
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	const char *letter = request_field(req, "letter");
	char is_letter[] = { 'i', 's', '_', letter ? letter[0] : 'S', '\0' };
	struct error unparsed;
	bool shown = !why && preview(req, &html, &unparsed) == 0;

	if (why && why->code == ERR_CONFLICT)
		find_theirs(req, meeting, id, &theirs, &base);
	struct page_value values[] = {
		{ "meeting",      meeting                               },
		{ "item_id",      id                                    },
		{ is_letter,      "1"                                   },
		{ "preview_html", shown ? buf_text(&html) : NULL        },
		{ "theirs",       theirs                                },
		{ "base",         base ? base : request_field(req, "base") },
		{ "unknown_name", why && strstr(why->format[0], "nobody on record") ? "1" : NULL },
	};

	return reply_form_again(req, reply, "item-form", values, ARRAY_SIZE(values),
		why ? why : shown ? NULL : &unparsed, err);
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
	if (draft_change(req, address, add_item, NULL, &anchor, &why) < 0)
		return show_form(req, reply, NULL, &why, err);
	return go_back(req, reply, anchor, "saved");
}

int post_item(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(str_free) char *anchor = NULL;
	const char *action = request_field(req, "action");
	struct item_edit edit = { req, req->segment[2] };
	struct error why;

	if (str_equal(action, "preview"))
		return show_form(req, reply, edit.id, NULL, err);
	for (size_t i = 0; i < ARRAY_SIZE(edits); i++) {
		if (!str_equal(edits[i].action, action))
			continue;
		if (draft_change(req, address, edits[i].edit, &edit, &anchor, &why) < 0)
			return show_form(req, reply, edit.id, &why, err);
		return go_back(req, reply, anchor, edits[i].flash);
	}
	return error_set(err, ERR_INVALID, "the form does not say what to do");
}

static char *joined(char **inlines, size_t n, bool names)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		CLEANUP(str_free) char *plain = names ? who_plain(inlines[i]) : str_copy(inlines[i]);

		buf_printf(&out, "%s%s", i ? ", " : "", plain);
	}
	return buf_take(&out);
}

static const char *count_text(char digits[16], int count)
{
	if (count == VOTES_UNKNOWN)
		return NULL;
	snprintf(digits, 16, "%d", count);
	return digits;
}

static int fill_form(struct request *req, struct reply *reply, const struct draft *draft,
	const struct minutes_item *item, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *speakers = joined(item->speaker, item->speakers, true);
	CLEANUP(str_free) char *origins = joined(item->origin, item->origins, false);
	CLEANUP(str_free) char *person = item->person ? who_plain(item->person) : NULL;
	char letter[] = { item->letter, '\0' }, is_letter[] = { 'i', 's', '_', item->letter, '\0' };
	char in_favour[16], against[16], abstained[16];
	struct page_value values[] = {
		{ "meeting",         meeting                                        },
		{ "item_id",         item->id                                       },
		{ "base",            draft->head.hex                                },
		{ "letter",          letter                                         },
		{ is_letter,         "1"                                            },
		{ "text",            item->text                                     },
		{ "speakers",        speakers                                       },
		{ "origins",         origins                                        },
		{ "votes_for",       count_text(in_favour, item->votes_for)         },
		{ "votes_against",   count_text(against, item->against)       },
		{ "votes_abstained", count_text(abstained, item->abstained)         },
		{ "person",          person                                         },
		{ "due",             item->due                                      },
		{ "done",            item->done ? "1" : NULL                        },
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
	return fill_form(req, reply, &draft, item, err);
}
