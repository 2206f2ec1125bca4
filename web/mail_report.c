#include "mail_tell.h"

/* Reports on what is carried out that are due soon, or overdue: found day by day. */

#define DUE_IN "7" /* days, as event.c says */

struct reminder {
	const char *event;
	const char *sql;
};

/* The day of the next report as the last one says it; before the first one, and where none was said, by the council's rule. */
#define DUE_REPORTS                                                                                                    \
	"SELECT c.proposal, c.item, r.address || '#implementation', c.item || ' · ' || r.title, c.report_due, r.audience"  \
	" FROM (SELECT proposal, item, coalesce(next, rule_due('progress.report', coalesce(reported, substr(answered, 1, 10))))" \
	" AS report_due FROM visible_courses WHERE stage IN ('accepted', 'in implementation')) c"                          \
	" JOIN visible_records r ON r.id = c.proposal AND r.state NOT IN ('closed', 'withdrawn', 'superseded')"

static const struct reminder reminders[] = {
	{ "report-due", DUE_REPORTS " WHERE c.report_due >= ?2 AND c.report_due <= date(?2, '+" DUE_IN " days')"
				    " AND c.report_due > date(?1, '+" DUE_IN " days')" },
	{ "report-overdue", DUE_REPORTS " WHERE c.report_due < ?2 AND c.report_due >= ?1" },
};

static void remind(struct teller *teller, const struct event *event, struct query *query)
{
	const char *proposal = query_text(query, 0), *item = query_text(query, 1), *due = query_text(query, 4);
	CLEANUP(str_free) char *key = str_format("%s:%s#%s:%s", event->name, proposal, item, due);

	teller_tell(teller, &(struct happening){ .event = event,
				    .key = key,
				    .record = proposal,
				    .address = query_text(query, 2),
				    .title = query_text(query, 3),
				    .due = due,
				    .audience = (enum audience)query_number(query, 5) });
}

int mail_find_due_reports(struct teller *teller, const char *last, const char *today, struct error *err)
{
	int code = 0;

	if (str_equal(last, today))
		return 0;
	for (size_t i = 0; code == 0 && i < ARRAY_SIZE(reminders); i++) {
		CLEANUP(query_free) struct query *query = NULL;

		if ((code = db_prepare(&query, page_db(teller->worker->pages), reminders[i].sql, err)) < 0)
			return code;
		query_bind_text(query, 1, last);
		query_bind_text(query, 2, today);
		while ((code = query_step(query, err)) > 0)
			remind(teller, event_find(reminders[i].event), query);
	}
	return code;
}
