#include "participants.h"
#include "handlers.h"
#include "item.h"
#include "kind.h"
#include "meanwhile.h"
#include "who.h"

/* Participants are a list in the front matter; a form names one by its place and by who it was. */

struct yaml *participants_copy(const struct record *rec)
{
	const struct yaml *list = record_value(rec, "participants");

	return list && list->type == YAML_LIST ? yaml_copy(list) : yaml_list();
}

static void put_typed(struct yaml *entry, struct request *req, const char *field, const char *key)
{
	const char *text = request_field(req, field);

	/* a null inside of a map is not written */
	yaml_put(entry, key, yaml_scalar(text && *text ? text : NULL));
}

static int put_changed(
	struct draft *draft, struct yaml *entry, const char *key, const char *words, struct error *err)
{
	int code = form_changed(draft, key, yaml_get(entry, key), words, err);

	if (code > 0)
		put_typed(entry, draft->req, key, key);
	return code < 0 ? code : 0;
}

static int put_presence(struct draft *draft, struct yaml *entry, struct error *err)
{
	const char *capacity = yaml_get(entry, "capacity"), *attendance = yaml_get(entry, "attendance");
	const struct phrases *phrases = draft->req->phrases;
	int code = put_changed(draft, entry, "capacity",
		capacity ? phrases_get_in(phrases, "capacity", capacity) : NULL, err);

	return code < 0 ? code
			: put_changed(draft, entry, "attendance",
				  attendance ? phrases_get(phrases, attendance) : NULL, err);
}

int participant_put_behalf(struct draft *draft, struct yaml *entry, struct error *err)
{
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(buf_release) struct buf ref = BUF_INIT;
	const char *name = request_field(draft->req, "on_behalf");
	const char *make = request_field(draft->req, "make_on_behalf");
	int code;

	if (!name || !*name)
		return 0;
	code = who_find_or_make(draft, name, str_equal(make, "name") ? NULL : make, &who, err);
	if (code < 0)
		return error_field(err, "on_behalf");
	place_reference(&ref, who.path);
	yaml_put_text(entry, "on behalf of", buf_text(&ref));
	return 0;
}

static int change_behalf(struct draft *draft, struct yaml *entry, struct error *err)
{
	CLEANUP(str_free) char *now = NULL;
	const char *name = request_field(draft->req, "on_behalf");
	int code = form_who_now(draft->req, yaml_get(entry, "on behalf of"), &now, err);

	if (code < 0 || (code = form_changed(draft, "on_behalf", now, NULL, err)) <= 0)
		return code;
	if (!*name)
		yaml_put(entry, "on behalf of", yaml_scalar(NULL));
	return participant_put_behalf(draft, entry, err);
}

/* A form that does not ask for them leaves them. */
static int change_details(struct draft *draft, struct yaml *entry, struct error *err)
{
	int code = 0;

	if (request_field(draft->req, "position"))
		code = put_changed(draft, entry, "position", NULL, err);
	if (code == 0 && request_field(draft->req, "on_behalf"))
		code = change_behalf(draft, entry, err);
	return code;
}

static int put_details(struct draft *draft, struct yaml *entry, struct error *err)
{
	put_typed(entry, draft->req, "capacity", "capacity");
	put_typed(entry, draft->req, "position", "position");
	put_typed(entry, draft->req, "attendance", "attendance");
	put_typed(entry, draft->req, "note", "note");
	return participant_put_behalf(draft, entry, err);
}

static bool is_there(const struct yaml *list, const char *reference)
{
	for (size_t i = 0; i < list->items; i++)
		if (str_equal(yaml_get(list->item[i], "person"), reference) ||
			str_equal(yaml_get(list->item[i], "body"), reference))
			return true;
	return false;
}

/* Participants are on record; a name alone is none. */
static int find_participant(struct draft *draft, struct who *out, struct error *err)
{
	const char *name = request_field(draft->req, "name"), *make = request_field(draft->req, "make");

	if (!name || !*name)
		return error_set(err, ERR_INVALID, "write the participant's name");
	return who_find_or_make(draft, name, str_equal(make, "name") ? NULL : make, out, err);
}

static int add_participant(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *list = participants_copy(draft->rec);
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(buf_release) struct buf ref = BUF_INIT;
	struct yaml *entry = yaml_map();
	int code;

	yaml_append(list, entry);
	if (find_participant(draft, &who, err) < 0)
		return error_field(err, "name");
	place_reference(&ref, who.path);
	if (is_there(list, buf_text(&ref))) {
		error_set(err, ERR_INVALID, "%s is a participant already", who.label);
		return error_field(err, "name");
	}
	yaml_put_text(entry, who.person ? "person" : "body", buf_text(&ref));
	if ((code = put_details(draft, entry, err)) < 0)
		return code;
	record_set_value(draft->rec, "participants", TAKE(list));
	draft->anchor = str_copy("participants");
	draft_subject(draft, subject, "%s added to the participants", who.label);
	return 0;
}

/* Whether ENTRY is WHO: the identity of a record, or the name of one who has none. */
static bool is_participant(const struct yaml *entry, const char *who)
{
	struct place place;
	const char *ref = yaml_get(entry, "person");

	if (!ref)
		ref = yaml_get(entry, "body");
	if (!ref)
		return str_equal(yaml_get(entry, "name"), who);
	return place_of_reference(&place, ref, NULL) == 0 && str_equal(place.identity, who);
}

int participant_find(
	const struct draft *draft, const struct yaml *list, size_t *out, struct error *err)
{
	const char *who = request_field(draft->req, "who");

	for (size_t i = 0; who && i < list->items; i++) {
		if (!is_participant(list->item[i], who))
			continue;
		*out = i;
		return 0;
	}
	return error_set(err, ERR_NOT_FOUND, "this participant was removed meanwhile");
}

static int save_participant(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *list = participants_copy(draft->rec);
	size_t n;
	int code;

	if ((code = participant_find(draft, list, &n, err)) < 0 ||
		(code = put_presence(draft, list->item[n], err)) < 0 ||
		(code = change_details(draft, list->item[n], err)) < 0)
		return code;
	record_set_value(draft->rec, "participants", TAKE(list));
	draft->anchor = str_copy("present");
	draft_subject(draft, subject, "attendance", NULL);
	return 0;
}

/* Whether INLINE, a name in the minutes FROM, is WHO's. */
static bool names(const char *inline_text, const char *from, const char *who)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf fragment = BUF_INIT;
	CLEANUP(str_free) char *plain = who_plain(inline_text);
	struct item_link *links = NULL;
	size_t n = item_links(&links, inline_text);
	struct place place;
	bool is = n ? place_resolve(&path, &fragment, from, links[0].target, NULL) == 0 &&
				place_parse(&place, buf_text(&path), NULL) == 0 && str_equal(place.identity, who)
		    : str_equal(plain, who);

	item_links_free(links, n);
	return is;
}

static bool item_names(const struct minutes_item *item, const char *from, const char *who)
{
	bool is = item->person && names(item->person, from, who);

	for (size_t i = 0; i < item->speakers; i++)
		is |= names(item->speaker[i], from, who);
	for (size_t vote = 0; vote < MINUTES_VOTES; vote++)
		for (size_t i = 0; i < item->voted[vote].count; i++)
			is |= names(item->voted[vote].who[i], from, who);
	return is;
}

/* The ids of the items that name WHO: "S1, A2". */
static void items_of(const struct draft *draft, const char *who, struct buf *out)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);

	for (size_t i = 0; i < minutes->items; i++) {
		const struct minutes_item *item = &minutes->item[i];

		if (item->id && item_names(item, draft->path, who))
			buf_printf(out, "%s%s", out->len ? ", " : "", item->id);
	}
}

/* What pages call WHO, an identity or a name as written. The caller frees *OUT. */
static int title_of(struct request *req, const char *who, char **out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT coalesce((SELECT title FROM visible_records WHERE id = ?1), ?1)", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, who);
	if ((code = query_step(query, err)) < 0)
		return code;
	*out = str_copy(query_text(query, 0));
	return 0;
}

/* Whom the minutes name in their items was there: the list keeps them. */
static int delete_participant(struct draft *draft, struct buf *subject, void *ctx,
	struct error *err)
{
	CLEANUP(yaml_free) struct yaml *list = participants_copy(draft->rec);
	CLEANUP(str_free) char *title = NULL;
	CLEANUP(buf_release) struct buf items = BUF_INIT;
	const char *who = request_field(draft->req, "who");
	size_t n;
	int code;

	if ((code = participant_find(draft, list, &n, err)) < 0 ||
		(code = title_of(draft->req, who, &title, err)) < 0)
		return code;
	items_of(draft, who, &items);
	if (items.len)
		return error_set(err, ERR_INVALID,
			"%s is named in %s and stays a participant; change the name there first", title, buf_text(&items));
	yaml_free(list->item[n]);
	memmove(list->item + n, list->item + n + 1, (--list->items - n) * sizeof *list->item);
	record_set_value(draft->rec, "participants", TAKE(list));
	draft->anchor = str_copy("present");
	draft_subject(draft, subject, "%s removed from the participants", title);
	return 0;
}

static const struct form_action actions[] = {
	{ "add",    add_participant    },
	{ "save",   save_participant   },
	{ "delete", delete_participant },
	{ 0 },
};

int post_participants(struct request *req, struct reply *reply, struct error *err)
{
	return form_run(req, reply, actions, "participant-form", err);
}
