#include "mail_tell.h"

/* What the index knows of answers beside the commit that brought them: who hoped for them, and which the agency owes. */

#define DUE_IN "3" /* days, as event.c says */

int mail_find_voices(struct db *index, const char *proposal, struct buf *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, index,
		"WITH born(record, item) AS (SELECT to_record, to_item FROM visible_links"
		"	WHERE record = ?1 AND item GLOB 'R*' AND to_item <> ''"
		"	UNION SELECT meeting, item FROM visible_dispositions WHERE to_record = ?1 AND outcome = 'taken up'),"
		" voiced(record, item) AS (SELECT * FROM born UNION SELECT l.to_record, l.to_item FROM born b"
		"	JOIN visible_links l ON l.record = b.record AND l.item = b.item WHERE l.to_item GLOB 'S*')"
		" SELECT coalesce(s.who, s.name) FROM voiced v JOIN visible_speakers s ON s.record = v.record AND s.item = v.item"
		" UNION SELECT coalesce(author, author_name) FROM visible_comments WHERE proposal = ?1",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, proposal);
	while ((code = query_step(query, err)) > 0)
		if (query_text(query, 0))
			buf_printf(out, "%s\n", query_text(query, 0));
	return code;
}

static void tell_due(struct teller *teller, struct query *query)
{
	const char *id = query_text(query, 1), *due = query_text(query, 4);
	const struct event *event = event_find(query_text(query, 0));
	CLEANUP(str_free) char *key = str_format("%s:%s:%s", event->name, id, due);

	teller_tell(teller, &(struct happening){ .event = event,
				    .key = key,
				    .record = id,
				    .address = query_text(query, 2),
				    .title = query_text(query, 3),
				    .due = due,
				    .audience = (enum audience)query_number(query, 5) });
}

/* One that was put off is told of again; one whose day is past at registration tells so by itself. */
int mail_find_answers_due(struct teller *teller, const char *last, const char *today, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(teller->worker->pages),
		"SELECT iif(s.due < ?2, 'answer-overdue', 'answer-due'), s.record, r.address, o.title, s.due,"
		" max(r.audience, o.audience)"
		" FROM visible_submissions s JOIN visible_records r ON r.id = s.record JOIN visible_records o ON o.id = s.proposal"
		" WHERE s.state IN ('registered', 'under review')"
		" AND (s.due >= ?1 AND s.due < ?2"
		"	OR s.due >= ?2 AND s.due > date(?1, '+" DUE_IN " days') AND s.due <= date(?2, '+" DUE_IN " days'))",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, last);
	query_bind_text(query, 2, today);
	while ((code = query_step(query, err)) > 0)
		tell_due(teller, query);
	return code;
}
