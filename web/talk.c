#include "talk.h"
#include "passages.h"
#include "proposal.h"
#include "quote.h"
#include "version.h"

#include <stdio.h>

/* Texts ---------------------------------------------------------------------------------------- */

static int ask(struct query **out, const struct talk *talk, const char *sql, struct error *err)
{
	int code = db_prepare(out, page_db(talk->req->worker->pages), sql, err);

	if (code == 0)
		query_bind_text(*out, 1, talk->id);
	return code;
}

static int read_blob(const struct talk *talk, const char *blob, struct record **out, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code = store_read_blob(talk->req->worker->store, blob, &text, err);

	return code < 0 ? code : record_parse(out, buf_text(&text), text.len, err);
}

int talk_open(struct talk *out, struct request *req, const char *address, struct error *err)
{
	CLEANUP(talk_release) struct talk talk = { .req = req, .address = str_copy(address) };
	CLEANUP(query_free) struct query *query = NULL;
	int code;

	talk.id = talk.address + 1;
	code = ask(&query, &talk,
		"SELECT path, blob, (SELECT v.id FROM visible_versions v WHERE v.record = r.id AND v.blob <> ''"
		" ORDER BY v.depth DESC LIMIT 1)"
		" FROM visible_records r WHERE id = ?1 AND kind = 'proposal'", err);
	if (code < 0 || (code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_NOT_FOUND, "there is no such proposal");
	talk.path = str_copy(query_text(query, 0));
	snprintf(talk.revision, sizeof talk.revision, "%s", query_text(query, 2) ? query_text(query, 2) : "");
	if ((code = read_blob(&talk, query_text(query, 1), &talk.rec, err)) < 0)
		return code;
	*out = talk;
	talk = (struct talk){ 0 };
	return 0;
}

void talk_release(struct talk *talk)
{
	free(talk->address);
	free(talk->path);
	record_free(talk->rec);
	*talk = (struct talk){ 0 };
}

int talk_record_at(const struct talk *talk, const char *commit, char full[REVISION_LEN + 1],
	struct record **out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = ask(&query, talk,
		"SELECT id, blob FROM visible_versions WHERE record = ?1 AND blob <> ''"
		" AND (id = ?2 OR (length(?2) = 12 AND substr(id, 1, 12) = ?2))", err);

	if (code < 0)
		return code;
	query_bind_text(query, 2, commit);
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_NOT_FOUND, "there is no such version of this record");
	snprintf(full, REVISION_LEN + 1, "%s", query_text(query, 0));
	return read_blob(talk, query_text(query, 1), out, err);
}

char *talk_read(void *ctx, const char *commit)
{
	const struct talk *talk = ctx;
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	char full[REVISION_LEN + 1];

	if (talk_record_at(talk, commit, full, &rec, NULL) == 0)
		return str_copy(record_body(rec));
	/* of a text that only members saw, it is told no more than what is left of the words */
	if (store_read(talk->req->worker->store, commit, talk->path, &text, NULL, NULL) < 0 ||
		record_parse(&rec, buf_text(&text), text.len, NULL) < 0)
		return NULL;
	return str_copy(record_body(rec));
}

int talk_version_of(const struct record *rec)
{
	return version_is_current(rec) ? version_number(version_last(rec)) : 0;
}

/* Rights --------------------------------------------------------------------------------------- */

/* The round that is open today; of a stakeholder, only one that invites this person, or whom this person is of. */
static int find_round(const struct talk *talk, bool is_member, int *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *now = draft_now(talk->req);
	CLEANUP(str_free) char *day = str_copy_n(now, strlen("2015-07-28"));
	int code = ask(&query, talk,
		"SELECT number FROM visible_records r WHERE owner = ?1 AND kind = 'round' AND state = 'open'"
		" AND coalesce(front ->> '$.opens', '') <= ?2 AND coalesce(front ->> '$.closes', '9999') >= ?2"
		" AND (?3 OR EXISTS (SELECT 1 FROM json_each(r.front, '$.invited') i WHERE i.value = ?4"
		"	OR reference(i.value) IN (SELECT body FROM visible_terms WHERE record = reference(?4))))"
		" ORDER BY number DESC LIMIT 1", err);

	if (code < 0)
		return code;
	query_bind_text(query, 2, day);
	query_bind_number(query, 3, is_member);
	query_bind_text(query, 4, draft_person(talk->req));
	if ((code = query_step(query, err)) > 0)
		*out = (int)query_number(query, 0);
	return code < 0 ? code : 0;
}

int talk_rights(const struct talk *talk, struct talk_rights *out, struct error *err)
{
	struct request *req = talk->req;
	bool frozen = proposal_is_frozen(talk->rec);
	int code = 0;

	*out = (struct talk_rights){ .is_member = request_may(req, ROLE_MEMBER) };
	if (req->signed_in && request_may(req, ROLE_MEMBER | ROLE_STAKEHOLDER))
		code = find_round(talk, out->is_member, &out->round, err);
	out->may_comment = out->is_member || out->round;
	out->may_amend = out->is_member && !frozen;
	out->may_decide = req->signed_in && proposal_may_edit(talk->rec, draft_person(req), req->roles);
	out->may_change = out->may_decide && !frozen;
	return code;
}

/* Records beside it ---------------------------------------------------------------------------- */

int talk_part(const struct talk *talk, const char *folder, const char *id, char **path,
	struct record **out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *identity = str_format("%s/%s/%s", talk->id, folder, id);
	int code = db_prepare(&query, page_db(talk->req->worker->pages),
		"SELECT path, blob FROM visible_records WHERE id = ?1", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, identity);
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_NOT_FOUND, "there is no such record");
	if ((code = read_blob(talk, query_text(query, 1), out, err)) < 0)
		return code;
	if (path)
		*path = str_copy(query_text(query, 0));
	return 0;
}

struct anchor talk_anchor(const struct record *rec)
{
	const struct yaml *anchor = record_value(rec, "anchor");

	return (struct anchor){
		.part = (char *)yaml_get(anchor, "part"),
		.quote = (char *)yaml_get(anchor, "quote"),
		.before = (char *)yaml_get(anchor, "before"),
		.after = (char *)yaml_get(anchor, "after"),
	};
}

void talk_put_anchor(struct record *rec, const struct anchor *anchor)
{
	struct yaml *map = yaml_map();

	yaml_put_text(map, "part", anchor->part);
	yaml_put_text(map, "quote", anchor->quote);
	yaml_put_text(map, "before", anchor->before);
	yaml_put_text(map, "after", anchor->after);
	record_set_value(rec, "anchor", map);
}

/* What a form is about ------------------------------------------------------------------------- */

static const char *given(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	value = value ? value : request_query(req, name);
	return value && *value ? value : NULL;
}

/* The bytes of passage NUMBER, without the line end; false where there is none. */
static bool find_passage(const char *text, long number, size_t *start, size_t *end)
{
	CLEANUP(passages_release) struct passages passages = { 0 };
	struct passages_how how = { .markdown = { .item_letters = "R" }, .width = -1 };

	if (passages_read(&passages, text, &how, NULL) < 0 || number < 1 ||
		(size_t)number > passages.count)
		return false;
	*start = passages.passage[number - 1].start;
	*end = passages.passage[number - 1].end;
	while (*end > *start && strchr(" \t\n", text[*end - 1]))
		--*end;
	return true;
}

void talk_passages_around(const char *text, size_t start, size_t end, size_t *from, size_t *to)
{
	CLEANUP(passages_release) struct passages passages = { 0 };
	struct passages_how how = { .width = -1 };
	size_t first, last;

	*from = start;
	*to = end;
	if (passages_read(&passages, text, &how, NULL) < 0 || !passages.count)
		return;
	first = passages_at(&passages, start);
	first = first < passages.count ? first : 0;
	last = end > start ? passages_at(&passages, end - 1) : first;
	last = last < passages.count ? last : first;
	*from = passages.passage[first].start;
	*to = passages.passage[last].end > end ? passages.passage[last].end : end;
	while (*to > *from && strchr(" \t\n", text[*to - 1]))
		--*to;
}

void talk_passages_now(const struct trail *trail, const char *text, size_t start, size_t end, size_t *from, size_t *to)
{
	size_t old_from, old_to;

	talk_passages_around(text, start, end, &old_from, &old_to);
	trail_range(trail, old_from, old_to, from, to);
}

static int find_words(struct talk_range *range, const char *text, const char *quote,
	const char *skip, struct error *err)
{
	size_t passed = skip ? (size_t)atol(skip) : 0;

	if (quote_find(text, range->start, range->end, quote, passed, &range->start, &range->end))
		return 0;
	/* a selection may reach over the end of its passage */
	if (quote_find(text, range->start, strlen(text), quote, passed, &range->start, &range->end) ||
		quote_find(text, 0, strlen(text), quote, 0, &range->start, &range->end))
		return 0;
	error_set(err, ERR_INVALID, "these words do not stand in the text: quote it as it is, or leave the field empty");
	return error_field(err, "quote");
}

int talk_range(const struct talk *talk, struct talk_range *out, struct error *err)
{
	CLEANUP(talk_range_release) struct talk_range range = { 0 };
	const char *base = given(talk->req, "base"), *passage = given(talk->req, "passage");
	const char *quote = given(talk->req, "quote"), *text;
	int code = talk_record_at(talk, base ? base : talk->revision, range.revision, &range.rec, err);

	if (code < 0)
		return code;
	text = record_body(range.rec);
	if (passage)
		range.is_given = find_passage(text, atol(passage), &range.start, &range.end);
	if (!range.is_given)
		range.end = strlen(text);
	if (quote && (code = find_words(&range, text, quote, given(talk->req, "skip"), err)) < 0)
		return code;
	range.is_given = range.is_given || quote;
	*out = range;
	range = (struct talk_range){ 0 };
	return 0;
}

void talk_range_release(struct talk_range *range)
{
	record_free(range->rec);
	*range = (struct talk_range){ 0 };
}

/* Saving --------------------------------------------------------------------------------------- */

int talk_commit(const struct talk *talk, const struct record *rec, const char *path, const char *action,
	const char *subject, const char *value, struct error *err)
{
	struct request *req = talk->req;
	struct draft draft = { .req = req, .rec = talk->rec };
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(buf_release) struct buf line = BUF_INIT;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	struct change *change;

	draft_subject(&draft, &line, subject, value);
	record_write(&text, rec);
	change = change_new(req->account.name, req->account.login, buf_text(&line));
	change->action = str_copy(action);
	change_create(change, path, buf_text(&text), text.len);
	return draft_commit(req, change, &result, err);
}
