#include "date.h"
#include "kind.h"
#include "mail_tell.h"
#include "place.h"
#include "version.h"

#include <stdio.h>
#include <time.h>

/*
 * What happened since the last time, read off what commits changed: whichever way a commit came,
 * it tells the same, and nothing is told of what is not so.
 */

struct following {
	struct teller teller;
	struct store *store;
	struct db *index;
};

static int read_blob(struct record **out, struct store *store, const char *blob, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code;

	if (!*blob)
		return 0;
	if ((code = store_read_blob(store, blob, &text, err)) < 0)
		return code;
	record_parse(out, buf_text(&text), text.len, NULL); /* what is no record tells of nothing */
	return 0;
}

/* The minutes of the meeting that PLACE belongs to, as they are in COMMIT. */
static int read_meeting(struct record **out, struct store *store, const struct place *place,
	const char *commit, struct error *err)
{
	CLEANUP(str_free) char *path = str_format("%s/minutes.md", place->folder);
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code;

	if (!str_starts(place->identity, "meetings/"))
		return 0;
	code = store_read(store, commit, path, &text, NULL, err);
	if (code == 0)
		record_parse(out, buf_text(&text), text.len, NULL);
	return code == ERR_NOT_FOUND ? 0 : code;
}

/* The proposal that PLACE is or belongs to, as it is in COMMIT. */
static int read_proposal(struct record **out, struct store *store, const struct place *place,
	const char *commit, struct error *err)
{
	CLEANUP(str_free) char *path = str_format("%s/proposal.md", place->folder);
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code;

	if (!str_starts(place->identity, "proposals/"))
		return 0;
	code = store_read(store, commit, path, &text, NULL, err);
	if (code == 0)
		record_parse(out, buf_text(&text), text.len, NULL);
	return code == ERR_NOT_FOUND ? 0 : code;
}

/* The value of KEY as event.h means it; NULL where it is not stated. Borrowed. */
static const char *value_of(const struct record *rec, const char *key)
{
	if (str_equal(key, "versions"))
		return version_last(rec) ? yaml_get(version_last(rec), "version") : NULL;
	if (str_equal(key, "extended") && yaml_count(record_value(rec, key))) {
		const struct yaml *list = record_value(rec, key);

		return yaml_get(list->item[list->items - 1], "until");
	}
	if (str_equal(key, "disposition.outcome"))
		return yaml_get(record_value(rec, "disposition"), "outcome");
	return record_get(rec, key);
}

/* Whether a fact that the event is about is another one than before. */
static bool is_changed(const char *const *keys, const struct record *old, const struct record *new)
{
	for (; keys && *keys; keys++) {
		const struct yaml *a = record_value(old, *keys), *b = record_value(new, *keys);

		if (a && b ? !yaml_equal(a, b) : a != b)
			return true;
	}
	return false;
}

/* Whether REC is of what EVENT tells of: a remark on such a record, or none at all. */
static bool is_about(const struct event *event, const struct record *rec)
{
	const char *about = record_get(rec, "about");
	struct place place;

	if (!about || !str_equal(record_kind(rec), "comment"))
		return !event->about;
	return event->about && place_of_reference(&place, about, NULL) == 0 &&
	       str_equal(place.kind->name, event->about);
}

static bool is_shown(const struct event *event, const struct event_sign *sign,
	const struct record *old, const struct record *new)
{
	const char *value = value_of(new, sign->key);
	const char *before = old ? value_of(old, sign->key) : NULL;

	if (!is_about(event, new) || (event->unless && record_get(new, event->unless)))
		return false;
	if (!value || (!old && !sign->fresh) || (sign->value && !str_equal(value, sign->value)))
		return false;
	return !str_equal(value, before) || is_changed(event->again, old, new);
}

static const char *person_of(const struct record *rec)
{
	static const char *const keys[] = { "author", "proposed by", "person" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (record_get(rec, keys[i]))
			return record_get(rec, keys[i]);
	return NULL;
}

static enum audience narrower(enum audience a, enum audience b)
{
	return a > b ? a : b;
}

/* *OUT so that only readers of the record ID are told; one that is gone is the members'. */
static int narrow(enum audience *out, struct db *index, const char *id, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(
		&query, index, "SELECT audience FROM visible_records WHERE id = ?", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, id);
	if ((code = query_step(query, err)) >= 0)
		*out = narrower(
			*out, code ? (enum audience)query_number(query, 0) : AUDIENCE_MEMBERS);
	return code < 0 ? code : 0;
}

/*
 * Who may read what EVENT tells of REC at PLACE. An invitation says what the meeting's notice says,
 * which is public before any minutes are.
 */
static int find_audience(enum audience *out, struct db *index, const struct event *event,
	const struct place *place, const struct record *rec, struct error *err)
{
	const char *owner = *place->owner ? place->owner : place->identity;
	CLEANUP(str_free) char *notice = str_format("%s/notice", owner);
	int code;

	*out = AUDIENCE_PUBLIC;
	if (event->invitation)
		return narrow(out, index, notice, err);
	*out = kind_audience(rec);
	code = narrow(out, index, place->identity, err);
	return code < 0 ? code : narrow(out, index, owner, err);
}

/* One by one, the actions of WHAT's meeting; with ITEM only that one, whoever its person is now. */
static int tell_items(struct following *following, const struct happening *meeting,
	const char *item, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, following->index,
		"SELECT i.id, i.text, coalesce(a.front ->> '$.person', i.person, i.person_name),"
		" coalesce(a.front ->> '$.due', i.due), coalesce(a.audience, 0) FROM visible_items i"
		" LEFT JOIN visible_records a ON a.id = i.record || '/actions/' || lower(i.id)"
		" WHERE i.record = ?1 AND i.letter = 'A' AND NOT coalesce(i.done, 0)"
		" AND coalesce(a.front ->> '$.state', 'open') = 'open'"
		" AND (?2 IS NULL OR lower(i.id) = ?2)",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, meeting->record);
	query_bind_text(query, 2, item);
	while ((code = query_step(query, err)) > 0) {
		const char *id = query_text(query, 0), *person = query_text(query, 2);
		CLEANUP(str_free)
		char *key = str_format("%s:%s#%s:%s", meeting->event->name, meeting->record, id,
			person ? person : "");
		CLEANUP(str_free) char *address = str_format("%s#%s", meeting->address, id);
		struct happening what = *meeting;

		for (char *p = strchr(address, '#'); *p; p++)
			*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 'a' - 'A' : *p);
		what.key = key;
		what.address = address;
		what.title = query_text(query, 1);
		what.person = person;
		what.due = query_text(query, 3);
		what.audience = narrower(meeting->audience, (enum audience)query_number(query, 4));
		teller_tell(&following->teller, &what);
	}
	return code;
}

/* "leyla@shura.invalid": the login of whoever signed in, or NULL. The caller frees. */
static char *doer_of(const struct store_commit *commit)
{
	const char *at = strchr(commit->email, '@');

	return at && str_equal(at, "@shura.invalid")
		       ? str_copy_n(commit->email, (size_t)(at - commit->email))
		       : NULL;
}

/* Who is meant by an event beside those whom its record names. */
struct meant {
	struct buf answered, endorsers, voices;
};

static void meant_releasep(struct meant *meant)
{
	buf_release(&meant->answered);
	buf_release(&meant->endorsers);
	buf_release(&meant->voices);
}

static int find_meant(struct meant *out, struct db *index, const struct event *event,
	const struct place *place, const struct record *rec, struct error *err)
{
	int code = 0;

	if (event->whom & TOLD_ANSWERED)
		code = mail_find_answered(index, rec, &out->answered, err);
	if (code == 0 && event->whom & TOLD_ENDORSERS)
		code = mail_find_endorsers(index, place->identity, rec, &out->endorsers, err);
	if (code == 0 && event->whom & TOLD_VOICES)
		code = mail_find_voices(index, *place->owner ? place->owner : place->identity, &out->voices, err);
	return code;
}

/* OCCASION tells one time that this happened to the record from another. */
static int tell(struct following *following, const struct event *event, const struct place *place,
	const struct store_commit *commit, const struct record *rec, const char *occasion,
	struct error *err)
{
	CLEANUP(record_free) struct record *meeting = NULL;
	CLEANUP(record_free) struct record *proposal = NULL;
	struct meant meant __attribute__((cleanup(meant_releasep))) = { 0 };
	const char *owner = *place->owner ? place->owner : place->identity;
	CLEANUP(str_free)
	char *key = str_format("%s:%s:%s", event->name, place->identity, occasion);
	/* what belongs to minutes is read there, what belongs to a proposal has a page of its own */
	CLEANUP(str_free)
	char *address = str_format(
		"/%s", str_starts(owner, "proposals/") ? place->identity : owner);
	CLEANUP(str_free) char *doer = doer_of(commit);
	enum audience audience;
	int code = read_meeting(&meeting, following->store, place, commit->id.hex, err);

	if (code == 0)
		code = read_proposal(&proposal, following->store, place, commit->id.hex, err);
	if (code == 0)
		code = find_audience(&audience, following->index, event, place, rec, err);
	if (code == 0)
		code = find_meant(&meant, following->index, event, place, rec, err);
	if (code < 0)
		return code;
	const char *title = record_get(meeting ? meeting : proposal ? proposal : rec, "title");
	const struct happening what = { event, key, owner, address, title ? title : owner, rec,
		meeting, proposal, buf_text(&meant.answered), buf_text(&meant.endorsers), buf_text(&meant.voices),
		person_of(rec), NULL, doer, audience };

	if (event->of_items)
		return tell_items(following, &what, *place->owner ? place->slug : NULL, err);
	teller_tell(&following->teller, &what);
	return 0;
}

/* What the record was before: where its folder was renamed, at the path that went with it. */
static const char *blob_before(const struct store_commit *commit,
	const struct store_changed *changed, const struct place *place)
{
	struct place was;

	if (*changed->old_blob)
		return changed->old_blob;
	for (size_t i = 0; i < commit->nchanged; i++)
		if (!*commit->changed[i].blob &&
			place_parse(&was, commit->changed[i].path, NULL) == 0 &&
			str_equal(was.identity, place->identity))
			return commit->changed[i].old_blob;
	return "";
}

static int look_at_record(struct following *following, const struct store_commit *commit,
	const struct store_changed *changed, const struct place *place, struct error *err)
{
	CLEANUP(record_free) struct record *old = NULL;
	CLEANUP(record_free) struct record *new = NULL;
	int code = read_blob(&new, following->store, changed->blob, err);

	if (code == 0)
		code = read_blob(&old, following->store, blob_before(commit, changed, place), err);
	for (const struct event *event = events; code == 0 && new && event->name; event++)
		for (const struct event_sign *sign = event->sign; code == 0 && sign->kind; sign++)
			if (str_equal(sign->kind, place->kind->name) &&
				is_shown(event, sign, old, new))
				code = tell(following, event, place, commit, new,
					old ? commit->id.hex : "new", err);
	return code;
}

static bool is_of_interest(const char *kind)
{
	for (const struct event *event = events; event->name; event++)
		for (const struct event_sign *sign = event->sign; sign->kind; sign++)
			if (str_equal(sign->kind, kind))
				return true;
	return false;
}

static int look_at_commit(void *ctx, const struct store_commit *commit, struct error *err)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < commit->nchanged; i++) {
		const struct store_changed *changed = &commit->changed[i];
		struct place place;

		if (place_parse(&place, changed->path, NULL) == 0 &&
			is_of_interest(place.kind->name))
			code = look_at_record(ctx, commit, changed, &place, err);
	}
	return code;
}

/* Actions whose day has passed since LAST, the day when it was looked last. */
static int find_overdue(
	struct following *following, const char *last, const char *today, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, following->index,
		"SELECT i.record, i.id, i.text, coalesce(a.front ->> '$.person', i.person, "
		"i.person_name),"
		" coalesce(a.front ->> '$.due', i.due) AS until, r.address || '#' || lower(i.id),"
		" max(r.audience, coalesce(a.audience, 0))"
		" FROM visible_items i JOIN visible_records r ON r.id = i.record"
		" LEFT JOIN visible_records a ON a.id = i.record || '/actions/' || lower(i.id)"
		" WHERE i.letter = 'A' AND NOT coalesce(i.done, 0) AND r.state <> 'draft'"
		" AND coalesce(a.front ->> '$.state', 'open') = 'open'"
		" AND until < substr(?2, 1, length(until)) AND until >= substr(?1, 1, "
		"length(until))",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, last);
	query_bind_text(query, 2, today);
	while ((code = query_step(query, err)) > 0) {
		const struct event *event = event_find("action-overdue");
		CLEANUP(str_free)
		char *key = str_format("%s:%s#%s:%s", event->name, query_text(query, 0),
			query_text(query, 1), query_text(query, 4));

		teller_tell(&following->teller, &(struct happening){ .event = event,
							.key = key,
							.record = query_text(query, 0),
							.address = query_text(query, 5),
							.title = query_text(query, 2),
							.person = query_text(query, 3),
							.due = query_text(query, 4),
							.audience = (enum audience)query_number(
								query, 6) });
	}
	return code;
}

static int keep(
	struct following *following, const char *commit, const char *today, struct error *err)
{
	CLEANUP(transaction_rollback) struct transaction transaction = { NULL };
	struct db *private = following->teller.worker->private;
	int code = transaction_begin(&transaction, private, true, err);

	if (code == 0)
		code = teller_keep(&following->teller, err);
	if (code == 0)
		code = outbox_set_fact(private, "commit", commit, err);
	if (code == 0)
		code = outbox_set_fact(private, "day", today, err);
	if (code == 0)
		code = outbox_forget(private, following->teller.now, err);
	return code < 0 ? code : transaction_commit(&transaction, err);
}

static void find_today(char out[11], long long now, const char *zone)
{
	struct date date;

	if (date_from_time(&date, now, zone, NULL) < 0)
		date_from_time(&date, now, "UTC", NULL);
	snprintf(out, 11, "%04d-%02d-%02d", date.year, date.month, date.day);
}

/* A council whose history begins before its mail, or was written anew: what was, is no news. */
static int look(struct following *following, const char *last, const char *day, const char *commit,
	const char *today, struct error *err)
{
	int code = 0;

	if (!str_equal(last, commit) && store_is_ancestor(following->store, last, commit))
		code = store_each_commit(
			following->store, last, commit, look_at_commit, following, err);
	if (code == 0)
		code = find_overdue(following, day, today, err);
	if (code == 0)
		code = mail_find_answers_due(&following->teller, day, today, err);
	if (code == 0)
		code = mail_find_closing(&following->teller, day, today, err);
	return code < 0 ? code : mail_find_due_reports(&following->teller, day, today, err);
}

/* What COMMIT and TODAY bring that LAST and DAY had not; with KNOWN false they are where it begins.
 */
static int tell_news(struct following *following, const char *last, const char *day, bool known,
	const char *commit, const char *today, struct error *err)
{
	int code = 0;

	if (known)
		code = look(following, last, day, commit, today, err);
	if (code == 0)
		code = keep(following, commit, today, err);
	return code;
}

int mail_follow(
	struct worker *worker, const struct site *site, const char *commit, struct error *err)
{
	struct following following = { .store = worker->store, .index = page_db(worker->pages) };
	CLEANUP(buf_release) struct buf last = BUF_INIT;
	CLEANUP(buf_release) struct buf day = BUF_INIT;
	char today[11];
	int known = outbox_fact(worker->private, "commit", &last, err), code = known;

	if (code >= 0)
		code = outbox_fact(worker->private, "day", &day, err);
	if (code < 0)
		return code;
	find_today(today, time(NULL), worker->facts->zone);
	if (known && str_equal(buf_text(&last), commit) && str_equal(buf_text(&day), today))
		return 0;
	page_set_reader(worker->pages, &(struct page_reader){ .audience = AUDIENCE_MEMBERS,
					       .phrases = phrases_find(phrases_code(0)),
					       .zone = "UTC",
					       .rules = worker->facts->rules });
	code = teller_init(&following.teller, worker, site, err);
	if (code == 0)
		code = tell_news(
			&following, buf_text(&last), buf_text(&day), known, commit, today, err);
	teller_release(&following.teller);
	return code;
}
