#include "proposal_page.h"
#include "amend.h"
#include "difference.h"
#include "passages.h"
#include "quote.h"
#include "sent.h"
#include "talk.h"
#include "version.h"

#include <stdio.h>

/*
 * The text of a proposal with what was said of it. A page shows the latest threads beside the text and so is fast
 * however many there are; the rest has a list of its own.
 */

enum { OPEN_SHOWN = 60, RESOLVED_SHOWN = 20, AMENDMENTS_SHOWN = 40, HERE_SHOWN = 4 };

struct note {
	char *id;
	bool resolved;
	bool has_anchor;
	struct follow_place place;
	size_t passage;
};

struct suggestion {
	char *id;
	char *base;
	char *replacement;
	struct record *rec; /* holds the anchor */
	struct amend amend;
	struct amend_place place;
	enum amend_fit fit;
	bool is_placed;
	bool meets; /* another one */
	bool in_place; /* shown in the text itself */
	size_t first, last; /* passages it touches */
};

struct view_of {
	const struct talk *talk;
	const char *text;
	struct follow *follow;
	struct note *note;
	size_t notes;
	struct suggestion *suggestion;
	size_t suggestions;
	struct passages passages;
};

static void view_releasep(struct view_of *view)
{
	for (size_t i = 0; i < view->notes; i++)
		free(view->note[i].id);
	for (size_t i = 0; i < view->suggestions; i++) {
		free(view->suggestion[i].id);
		free(view->suggestion[i].base);
		free(view->suggestion[i].replacement);
		record_free(view->suggestion[i].rec);
	}
	free(view->note);
	free(view->suggestion);
	passages_release(&view->passages);
	follow_free(view->follow);
}

/* Comments ------------------------------------------------------------------------------------- */

static const char *name_in(const char *identity)
{
	return strrchr(identity, '/') + 1;
}

static void add_note(struct view_of *view, struct query *query, bool resolved)
{
	struct anchor anchor = { NULL, (char *)query_text(query, 2), (char *)query_text(query, 3),
		(char *)query_text(query, 4) };
	struct note note = { .id = str_copy(name_in(query_text(query, 0))), .resolved = resolved,
		.has_anchor = anchor.quote != NULL };

	if (note.has_anchor)
		note.place = follow_anchor(view->follow, query_text(query, 1), &anchor);
	view->note = mem_grow(view->note, view->notes, sizeof *view->note);
	view->note[view->notes++] = note;
}

static int read_notes(struct view_of *view, bool resolved, int most, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(view->talk->req->worker->pages),
		"SELECT c.record, r.front ->> '$.base', r.front ->> '$.anchor.quote', r.front ->> '$.anchor.before',"
		" r.front ->> '$.anchor.after'"
		" FROM (SELECT record, at FROM visible_comments WHERE proposal = ?1 AND place = ?2"
		"	ORDER BY at DESC, record DESC LIMIT ?3) c JOIN visible_records r ON r.id = c.record"
		" ORDER BY c.at, c.record", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, view->talk->id);
	query_bind_number(query, 2, resolved);
	query_bind_number(query, 3, most);
	while ((code = query_step(query, err)) > 0)
		add_note(view, query, resolved);
	return code;
}

/* Amendments ----------------------------------------------------------------------------------- */

static int add_suggestion(struct view_of *view, const char *identity, struct error *err)
{
	struct suggestion one = { .id = str_copy(name_in(identity)) };
	int code = talk_part(view->talk, "amendments", one.id, NULL, &one.rec, err);

	if (code < 0) {
		free(one.id);
		return code;
	}
	struct anchor anchor = talk_anchor(one.rec);
	const struct trail *trail;

	one.base = str_copy(record_get(one.rec, "base"));
	one.replacement = quote_replacement(&anchor, record_body(one.rec));
	one.amend = (struct amend){ .base = follow_text(view->follow, one.base), .replacement = one.replacement };
	trail = follow_trail(view->follow, one.base);
	one.is_placed = anchor_find(&anchor, one.amend.base, &one.amend.start, &one.amend.end);
	one.fit = one.is_placed ? amend_fit(&one.amend, view->text, trail) : AMEND_CONFLICTS;
	if (one.is_placed)
		one.place = amend_place(&one.amend, trail);
	if (one.is_placed && one.place.state == TRAIL_GONE) /* it stands beside what is left of its passage */
		talk_passages_now(trail, one.amend.base, one.amend.start, one.amend.end, &one.place.start, &one.place.end);
	view->suggestion = mem_grow(view->suggestion, view->suggestions, sizeof *view->suggestion);
	view->suggestion[view->suggestions++] = one;
	return 0;
}

static int read_suggestions(struct view_of *view, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(view->talk->req->worker->pages),
		"SELECT id FROM visible_records WHERE owner = ?1 AND kind = 'amendment' AND state = 'open'"
		" ORDER BY id LIMIT ?2", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, view->talk->id);
	query_bind_number(query, 2, AMENDMENTS_SHOWN);
	while ((code = query_step(query, err)) > 0 &&
		(code = add_suggestion(view, query_text(query, 0), err)) == 0)
		;
	return code;
}

static bool meet(const struct suggestion *a, const struct suggestion *b)
{
	return a != b && a->is_placed && b->is_placed && amend_places_meet(&a->place, &b->place);
}

static void find_meetings(struct view_of *view)
{
	for (size_t i = 0; i < view->suggestions; i++)
		for (size_t j = 0; j < view->suggestions; j++)
			if (meet(&view->suggestion[i], &view->suggestion[j]))
				view->suggestion[i].meets = true;
}

static size_t passage_at(const struct view_of *view, size_t at)
{
	size_t found = passages_at(&view->passages, at);

	return found < view->passages.count ? found : 0;
}

static void place_suggestions(struct view_of *view)
{
	for (size_t i = 0; i < view->suggestions; i++) {
		struct suggestion *one = &view->suggestion[i];

		one->first = passage_at(view, one->place.start);
		one->last = one->place.end > one->place.start ? passage_at(view, one->place.end - 1) : one->first;
	}
}

/* Whether another amendment touches the passages of ONE: the text then stands as it is, and each is shown beside it. */
static bool shares_passage(const struct view_of *view, const struct suggestion *one)
{
	for (size_t i = 0; i < view->suggestions; i++) {
		const struct suggestion *other = &view->suggestion[i];

		if (other != one && other->first <= one->last && one->first <= other->last)
			return true;
	}
	return false;
}

static struct markdown markdown_of(const struct view_of *view)
{
	return (struct markdown){ .path = view->talk->path, .item_letters = "R" };
}

/* The passages that ONE touches, with what would go and what would come. */
static void show_in_place(struct view_of *view, struct suggestion *one)
{
	struct passage *first = &view->passages.passage[one->first], *last = &view->passages.passage[one->last];
	CLEANUP(str_free) char *source = str_copy_n(view->text + first->start, last->end - first->start);
	CLEANUP(passages_release) struct passages amended = { 0 };
	struct passages_how how = { .markdown = markdown_of(view), .first_line = first->first_line };

	if (passages_amended(&amended, source, one->place.start - first->start, one->place.end - first->start,
		    one->replacement, &how, NULL, NULL, NULL) < 0 ||
		amended.count != one->last - one->first + 1)
		return;
	for (size_t i = 0; i < amended.count; i++) {
		free(first[i].html);
		first[i].html = TAKE(amended.passage[i].html);
	}
	one->in_place = true;
}

static void show_suggestions(struct view_of *view)
{
	for (size_t i = 0; i < view->suggestions; i++) {
		struct suggestion *one = &view->suggestion[i];
		bool as_it_was = one->place.state == TRAIL_KEPT || one->place.state == TRAIL_MOVED;

		if (one->is_placed && as_it_was && one->fit == AMEND_FITS && view->passages.count &&
			!shares_passage(view, one) &&
			one->place.end <= view->passages.passage[one->last].end)
			show_in_place(view, one);
	}
}

/* The text ------------------------------------------------------------------------------------- */

static int read_passages(struct view_of *view, struct error *err)
{
	struct passage_mark *mark = mem_alloc((view->notes + 1) * sizeof *mark);
	struct passages_how how = { .markdown = markdown_of(view), .mark = mark };
	int code;

	for (size_t i = 0; i < view->notes; i++) {
		const struct note *note = &view->note[i];

		if (note->place.is_placed && note->place.state != TRAIL_GONE && !note->resolved)
			mark[how.marks++] = (struct passage_mark){ note->place.start, note->place.end, "noted",
				note->id };
	}
	code = passages_read(&view->passages, view->text, &how, err);
	free(mark);
	if (code == ERR_INVALID || code == ERR_TOO_LARGE)
		return 0; /* what no renderer takes is shown as the index has it */
	for (size_t i = 0; i < view->notes; i++)
		view->note[i].passage = passage_at(view, view->note[i].place.start);
	return code;
}

/* JSON ----------------------------------------------------------------------------------------- */

static void add_text(struct buf *json, const char *name, const char *text)
{
	buf_printf(json, ",\"%s\":", name);
	buf_add_json(json, text, strlen(text));
}

static void add_note_json(struct buf *json, const struct note *note)
{
	buf_puts(json, json->data[json->len - 1] == '[' ? "{\"id\":" : ",{\"id\":");
	buf_add_json(json, note->id, strlen(note->id));
	add_text(json, "state", note->has_anchor ? trail_state_name(note->place.state) : "whole");
	buf_puts(json, "}");
}

static bool is_here(const struct note *note, size_t passage)
{
	return note->has_anchor && note->place.state != TRAIL_GONE && note->passage == passage;
}

/* The latest few; how many more there are is counted. */
static void add_notes_here(const struct view_of *view, struct buf *json, size_t passage, bool resolved)
{
	size_t all = 0, passed = 0;

	for (size_t i = 0; i < view->notes; i++)
		all += is_here(&view->note[i], passage) && view->note[i].resolved == resolved;
	buf_printf(json, ",\"%s\":[", resolved ? "resolved" : "notes");
	for (size_t i = 0; i < view->notes; i++)
		if (is_here(&view->note[i], passage) && view->note[i].resolved == resolved &&
			++passed + HERE_SHOWN > all)
			add_note_json(json, &view->note[i]);
	buf_puts(json, "]");
	if (!resolved)
		buf_printf(json, ",\"more\":%zu", all > HERE_SHOWN ? all - HERE_SHOWN : 0);
}

/* The change with a few words of its line around it, as del and ins. */
static void add_change(struct buf *html, const struct suggestion *one)
{
	enum { AROUND = 24 };
	const char *base = one->amend.base;
	size_t from = one->amend.start, to = one->amend.end;
	size_t least = from > AROUND ? from - AROUND : 0, most = to + AROUND;

	while (from > least && base[from - 1] != '\n')
		from--;
	while (from < one->amend.start && from && base[from - 1] != ' ' && base[from - 1] != '\n')
		from++;
	while (to < most && base[to] && base[to] != '\n')
		to++;
	while (to > one->amend.end && base[to] && base[to] != ' ' && base[to] != '\n')
		to--;
	CLEANUP(str_free) char *old = str_copy_n(base + from, to - from);
	CLEANUP(str_free) char *new = str_format("%.*s%s%.*s", (int)(one->amend.start - from), base + from,
		one->replacement, (int)(to - one->amend.end), base + one->amend.end);
	CLEANUP(buf_release) struct buf old_words = BUF_INIT, new_words = BUF_INIT;

	markdown_plain(&old_words, old, strlen(old));
	markdown_plain(&new_words, new, strlen(new));
	if (str_equal(buf_text(&old_words), buf_text(&new_words))) /* only marks differ */
		difference_html(html, old, new, DIFFERENCE_UNIFIED, -1);
	else
		difference_html(html, buf_text(&old_words), buf_text(&new_words), DIFFERENCE_UNIFIED, -1);
}

static void add_suggestion_json(const struct view_of *view, struct buf *json, const struct suggestion *one)
{
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	struct anchor anchor = talk_anchor(one->rec);

	buf_puts(json, json->data[json->len - 1] == '[' ? "{\"id\":" : ",{\"id\":");
	buf_add_json(json, one->id, strlen(one->id));
	add_text(json, "fit", amend_fit_name(one->fit));
	add_text(json, "state", trail_state_name(one->is_placed ? one->place.state : TRAIL_GONE));
	if (!one->in_place) {
		if (one->is_placed)
			add_change(&html, one);
		else
			difference_html(&html, anchor.quote ? anchor.quote : "", one->replacement, DIFFERENCE_UNIFIED, -1);
		add_text(json, "html", buf_text(&html));
	}
	buf_puts(json, ",\"meets\":[");
	for (size_t i = 0; i < view->suggestions; i++)
		if (meet(one, &view->suggestion[i])) {
			buf_puts(json, json->data[json->len - 1] == '[' ? "" : ",");
			buf_add_json(json, view->suggestion[i].id, strlen(view->suggestion[i].id));
		}
	buf_puts(json, "]}");
}

static void add_passage_json(const struct view_of *view, struct buf *json, size_t n)
{
	const struct passage *passage = &view->passages.passage[n];
	CLEANUP(str_free) char *source = str_copy_n(view->text + passage->start, passage->end - passage->start);

	buf_printf(json, "%s{\"n\":%zu", n ? "," : "", n + 1);
	add_text(json, "type", passage_type_name(passage->type));
	add_text(json, "html", passage->html);
	add_text(json, "source", str_trim(source));
	if (passage->item)
		add_text(json, "item", passage->item);
	if (passage->last_line >= passage->first_line)
		buf_printf(json, ",\"first\":%d,\"last\":%d", passage->first_line, passage->last_line);
	add_notes_here(view, json, n, false);
	add_notes_here(view, json, n, true);
	buf_puts(json, ",\"amendments\":[");
	for (size_t i = 0; i < view->suggestions; i++)
		if (view->suggestion[i].first == n)
			add_suggestion_json(view, json, &view->suggestion[i]);
	buf_puts(json, "]}");
}

static char *passages_json(const struct view_of *view)
{
	CLEANUP(buf_release) struct buf json = BUF_INIT;

	buf_puts(&json, "[");
	for (size_t i = 0; i < view->passages.count; i++)
		add_passage_json(view, &json, i);
	buf_puts(&json, "]");
	return buf_take(&json);
}

/* What was said of the whole, or of words that are gone. */
static char *notes_json(const struct view_of *view, bool whole)
{
	CLEANUP(buf_release) struct buf json = BUF_INIT;

	buf_puts(&json, "[");
	for (size_t i = 0; i < view->notes; i++) {
		const struct note *note = &view->note[i];

		if (whole ? !note->has_anchor : note->has_anchor && note->place.state == TRAIL_GONE)
			add_note_json(&json, note);
	}
	buf_puts(&json, "]");
	return buf_take(&json);
}

/* ---------------------------------------------------------------------------------------------- */

static void add_version(struct values *values, const struct talk *talk)
{
	int number = version_number(version_last(talk->rec));

	if (!number)
		return;
	values_add_taken(values, "version", str_format("%d", number));
	values_add(values, "version_changed", version_is_current(talk->rec) ? NULL : "1");
	values_add_taken(values, "version_what", str_copy(yaml_get(version_last(talk->rec), "what")));
}

static int add_rights(struct values *values, const struct talk *talk, struct error *err)
{
	struct talk_rights rights;
	int code = talk_rights(talk, &rights, err);

	if (code < 0)
		return code;
	values_add(values, "may_comment", rights.may_comment ? "1" : NULL);
	values_add(values, "may_amend", rights.may_amend ? "1" : NULL);
	values_add(values, "may_decide", rights.may_decide ? "1" : NULL);
	values_add(values, "may_change", rights.may_change ? "1" : NULL);
	return 0;
}

/* The version that this reader endorsed last, and whether the text has moved on. */
static int add_endorsed(struct values *values, const struct talk *talk, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(talk->req->worker->pages),
		"SELECT max(CAST(front ->> '$.version' AS INTEGER)) FROM visible_records WHERE owner = ?1 AND kind = 'endorsement'"
		" AND front ->> '$.by' = ?2", err), version;

	if (code < 0)
		return code;
	query_bind_text(query, 1, talk->id);
	query_bind_text(query, 2, draft_person(talk->req));
	if ((code = query_step(query, err)) < 0 || query_is_null(query, 0))
		return code < 0 ? code : 0;
	version = atoi(query_text(query, 0));
	values_add_taken(values, "endorsed", str_format("%d", version));
	if (version < version_number(version_last(talk->rec)) || !version_is_current(talk->rec))
		values_add(values, "endorsed_moved_on", "1");
	return 0;
}

/* Recommendations that say something else than what was answered. */
static int add_changed(struct values *values, const struct talk *talk, struct error *err)
{
	CLEANUP(buf_release) struct buf json = BUF_INIT;
	int code = sent_changes(talk->req, talk->id, &json, err);

	if (code == 0)
		values_add_taken(values, "changed_json", buf_take(&json));
	return code;
}

int proposal_fill(struct request *req, struct values *values, struct error *err)
{
	CLEANUP(talk_release) struct talk talk = { 0 };
	CLEANUP(view_release) struct view_of view = { .talk = &talk };
	int code = talk_open(&talk, req, req->path, err);

	if (code < 0)
		return code;
	view.text = record_body(talk.rec);
	view.follow = follow_new(view.text, talk_read, &talk);
	if ((code = read_notes(&view, false, OPEN_SHOWN, err)) < 0 ||
		(code = read_notes(&view, true, RESOLVED_SHOWN, err)) < 0 ||
		(code = read_suggestions(&view, err)) < 0 || (code = read_passages(&view, err)) < 0)
		return code;
	find_meetings(&view);
	place_suggestions(&view);
	show_suggestions(&view);
	values_add_taken(values, "passages_json", passages_json(&view));
	values_add_taken(values, "whole_json", notes_json(&view, true));
	values_add_taken(values, "gone_json", notes_json(&view, false));
	values_add_taken(values, "revision", str_copy(talk.revision));
	values_add_taken(values, "revision_short", str_copy_n(talk.revision, 12));
	add_version(values, &talk);
	if ((code = add_changed(values, &talk, err)) < 0)
		return code;
	if (req->signed_in && (code = add_endorsed(values, &talk, err)) < 0)
		return code;
	return add_rights(values, &talk, err);
}
