#include "mail_tell.h"
#include "place.h"
#include "version.h"

/* What the index knows beside the commit of whom a proposal's events concern, and rounds that close soon. */

#define CLOSES_IN "3" /* days, as event.c says */

int mail_find_answered(struct db *index, const struct record *rec, struct buf *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	const char *first = record_get(rec, "reply to");
	struct place place;
	int code;

	if (!first || place_of_reference(&place, first, NULL) < 0)
		return 0;
	if ((code = db_prepare(&query, index, "SELECT front ->> '$.author' FROM visible_records WHERE id = ?1",
		     err)) < 0)
		return code;
	query_bind_text(query, 1, place.identity);
	if ((code = query_step(query, err)) > 0 && query_text(query, 0))
		buf_puts(out, query_text(query, 0));
	return code < 0 ? code : 0;
}

int mail_find_endorsers(struct db *index, const char *proposal, const struct record *rec,
	struct buf *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, index,
		"SELECT DISTINCT front ->> '$.by' FROM visible_records WHERE owner = ?1 AND kind = 'endorsement'"
		" AND CAST(front ->> '$.version' AS INTEGER) < ?2",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, proposal);
	query_bind_number(query, 2, version_number(version_last(rec)));
	while ((code = query_step(query, err)) > 0)
		buf_printf(out, "%s\n", query_text(query, 0));
	return code;
}

static int tell_closing(struct teller *teller, struct query *query, struct error *err)
{
	const struct event *event = event_find("round-closing");
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *round = NULL;
	const char *id = query_text(query, 0), *closes = query_text(query, 3);
	CLEANUP(str_free) char *key = str_format("%s:%s:%s", event->name, id, closes);
	int code = store_read_blob(teller->worker->store, query_text(query, 4), &text, err);

	if (code < 0)
		return code;
	record_parse(&round, buf_text(&text), text.len, NULL);
	teller_tell(teller, &(struct happening){ .event = event,
				    .key = key,
				    .record = id,
				    .address = query_text(query, 1),
				    .title = query_text(query, 2),
				    .rec = round,
				    .audience = (enum audience)query_number(query, 5) });
	return 0;
}

/* Those that have come into their last days since LAST, the day when it was looked last; one that opened later tells
 * by itself until when it is open. */
int mail_find_closing(struct teller *teller, const char *last, const char *today, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(teller->worker->pages),
		"SELECT r.id, r.address, o.title, r.front ->> '$.closes' AS closes, r.blob, max(r.audience, o.audience)"
		" FROM visible_records r JOIN visible_records o ON o.id = r.owner"
		" WHERE r.kind = 'round' AND r.state = 'open' AND closes >= ?2"
		" AND closes <= date(?2, '+" CLOSES_IN " days') AND closes > date(?1, '+" CLOSES_IN " days')"
		" AND r.front ->> '$.opens' < ?2",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, last);
	query_bind_text(query, 2, today);
	while (code >= 0 && (code = query_step(query, err)) > 0)
		code = tell_closing(teller, query, err);
	return code;
}
