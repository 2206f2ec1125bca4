/* The council's calendar: a page, the feed for everybody, and each member's own at a secret
 * address. */

#include "feed.h"
#include "handlers.h"
#include "ical.h"
#include "kind.h"
#include "secret.h"
#include "site.h"

#include <stdio.h>

/* The feeds ----------------------------------------------------------------------------------- */

/*
 * One row a meeting that has a day: its minutes where the reader may see them, else the public
 * call. The number of versions counts those of both, so that it never falls when one takes the
 * other's place. A feed has the latest thousand.
 */
/* clang-format off */
static const char meetings_sql[] =
	"WITH meetings AS ("
	"	SELECT m.id, m.title, m.date, m.front, m.meeting_state AS state,"
	"		(SELECT group_concat(seq || '. ' || title, char(10)) FROM"
	"			(SELECT a.seq, a.title FROM visible_agenda a WHERE a.meeting = m.id ORDER BY a.seq))"
	"			AS agenda"
	"	FROM visible_records m WHERE m.kind = 'minutes'"
	"	UNION ALL"
	"	SELECT n.owner, n.title, n.date, n.front, n.front ->> '$.state',"
	"		(SELECT group_concat((key + 1) || '. ' || (value ->> '$.title'), char(10))"
	"			FROM json_each(n.front, '$.agenda'))"
	"	FROM visible_records n WHERE n.kind = 'notice' AND NOT EXISTS"
	"		(SELECT 1 FROM visible_records m WHERE m.id = n.owner AND m.kind = 'minutes'))"
	" SELECT id, title, date, state, front ->> '$.starts', front ->> '$.ends',"
	"	coalesce(front ->> '$.place', choice_name('mode', front ->> '$.mode')), agenda,"
	"	(SELECT count(*) FROM visible_versions v WHERE v.record IN (x.id, x.id || '/notice')),"
	"	(SELECT max(c.at) FROM visible_versions v JOIN visible_commits c ON c.id = v.id"
	"		WHERE v.record IN (x.id, x.id || '/notice'))"
	" FROM meetings x WHERE length(date) >= 10 ORDER BY date DESC, id LIMIT 1000";
/* clang-format on */

static enum ical_status status_of(const char *state)
{
	if (str_equal(state, "cancelled"))
		return EVENT_CANCELLED;
	return str_equal(state, "planned") ? EVENT_PLANNED : EVENT_SURE;
}

static void add_row(struct ical *ical, const struct request *req, struct query *query)
{
	const char *id = query_text(query, 0), *agenda = query_text(query, 7);
	CLEANUP(str_free) char *uid = ical_uid(id, req->worker->facts->mark);
	CLEANUP(str_free) char *address = str_format("%s/%s", req->site->origin, id);
	CLEANUP(str_free)
	char *text = agenda ? str_format("%s:\n%s", request_phrase(req, "Agenda"), agenda) : NULL;

	ical_add(ical, &(struct ical_meeting){
			       .uid = uid,
			       .title = query_text(query, 1),
			       .date = query_text(query, 2),
			       .starts = query_text(query, 4),
			       .ends = query_text(query, 5),
			       .place = query_text(query, 6),
			       .address = address,
			       .text = text,
			       .sequence = query_number(query, 8),
			       .stamp = query_number(query, 9),
			       .status = status_of(query_text(query, 3)),
		       });
}

static int add_meetings(struct ical *ical, struct request *req, struct error *err)
{
	struct db *db = page_db(req->worker->pages);
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, db, meetings_sql, err);

	while (code >= 0 && (code = query_step(query, err)) > 0)
		add_row(ical, req, query);
	return code;
}

static int write_feed(struct request *req, struct reply *reply, int audience, const char *commit,
	struct error *err)
{
	const struct facts *facts = req->worker->facts;
	const char *language = phrases_language(req->phrases);
	CLEANUP(ical_free) struct ical *ical = NULL;
	int code;

	reply->type = "text/calendar; charset=utf-8";
	reply->etag = str_format("\"%.12s-%s-%s-ics%d\"", *commit ? commit : "empty", language,
		req->site->build, audience);
	page_set_reader(req->worker->pages,
		&(struct page_reader){ audience, req->phrases, facts->zone, facts->rules, "" });
	ical = ical_new("PUBLISH", facts_name(facts, language), facts->zone);
	if ((code = add_meetings(ical, req, err)) < 0)
		return code;
	ical_write(&reply->body, ical);
	return 0;
}

/* The meetings that a reader of AUDIENCE sees. */
static int get_feed(struct request *req, struct reply *reply, int audience, struct error *err)
{
	char commit[41] = "";
	int code = page_begin(req->worker->pages, commit, err);

	if (code < 0)
		return code;
	code = facts_refresh(req->worker, commit, err);
	if (code == 0)
		code = write_feed(req, reply, audience, commit, err);
	page_end(req->worker->pages);
	return code;
}

int get_calendar_feed(struct request *req, struct reply *reply, struct error *err)
{
	return get_feed(req, reply, AUDIENCE_PUBLIC, err);
}

int get_own_feed(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *token = str_copy(req->segment[0]);
	size_t len = strlen(token);
	struct account account;
	int code;

	if (!str_ends(token, ".ics"))
		return error_set(err, ERR_NOT_FOUND, "there is no such page");
	token[len - 4] = '\0';
	if ((code = feed_find(req->worker->private, token, &account, err)) < 0)
		return code;
	reply->kept_private = true;
	return get_feed(req, reply, roles_audience(account.roles), err);
}

/* The page ------------------------------------------------------------------------------------ */

enum { MAY_HAVE_FEED = ROLE_MEMBER | ROLE_AGENCY };

/* TOKEN (may be NULL) was just made, and is shown this one time. */
static int show(struct request *req, struct reply *reply, const char *token, struct error *err)
{
	CLEANUP(str_free)
	char *link = token ? str_format("%s/calendar/%s.ics", req->site->origin, token) : NULL;
	bool may = req->signed_in && request_may(req, MAY_HAVE_FEED);
	long long made = 0;
	int code = may ? feed_made(req->worker->private, req->account.id, &made, err) : 0;
	char moment[24];

	if (code < 0)
		return code;
	snprintf(moment, sizeof moment, "%lld", made);
	struct page_value values[] = {
		{"link",	  link		       },
		{ "may_have_own", may ? "1" : NULL	   },
		{ "own_made",     made ? moment : NULL},
	};

	reply->kept_private |= may;
	return reply_page(req, reply, "calendar", values, ARRAY_SIZE(values), err);
}

int get_calendar(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, NULL, err);
}

int post_calendar(struct request *req, struct reply *reply, struct error *err)
{
	const char *action = request_field(req, "action");
	char token[TOKEN_LEN + 1];
	int code;

	if (str_equal(action, "make")) {
		code = feed_new(req->worker->private, req->account.id, token, err);
		return code < 0 ? code : show(req, reply, token, err);
	}
	if (!str_equal(action, "revoke"))
		return error_set(err, ERR_INVALID, "the form does not say what to do");
	if ((code = feed_end(req->worker->private, req->account.id, err)) < 0)
		return code;
	reply_redirect(reply, "/calendar", "feed-revoked");
	return 0;
}
