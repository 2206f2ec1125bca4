#include "draft.h"
#include "handlers.h"
#include "notice.h"

/* A meeting before it begins: its agenda is made, people are invited, and say whether they come. */

int draft_outdated(struct request *req, const char *meeting, struct buf *out, struct error *err)
{
	CLEANUP(str_free) char *address = str_format("%s/notice", meeting);
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(draft_release) struct draft notice = { 0 };
	int code = draft_open(&draft, req, meeting, err);

	if (code < 0 || !str_equal(record_get(draft.rec, "state"), "called"))
		return code;
	if ((code = draft_open(&notice, req, address, err)) == 0)
		notice_changes(out, notice.rec, draft.rec, draft_language(req));
	return code == ERR_NOT_FOUND ? 0 : code;
}

int get_plan(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(buf_release) struct buf outdated = BUF_INIT;
	int code = draft_outdated(req, meeting, &outdated, err);
	struct page_value values[] = {
		{ "meeting",  meeting                                     },
		{ "outdated", outdated.len ? buf_text(&outdated) : NULL },
	};

	if (code < 0)
		return code;

	return reply_page(req, reply, "plan", values, ARRAY_SIZE(values), err);
}

/* Participants -------------------------------------------------------------------------------- */

static struct yaml *participants_copy(const struct record *rec)
{
	const struct yaml *list = record_value(rec, "participants");

	return list && list->type == YAML_LIST ? yaml_copy(list) : yaml_list();
}

static struct yaml *find_person(const struct yaml *list, const char *reference)
{
	for (size_t i = 0; i < list->items; i++)
		if (str_equal(yaml_get(list->item[i], "person"), reference))
			return list->item[i];
	return NULL;
}

/* The people who have a seat in the council on a day: a term of one of these that runs then. */
static const char seats_sql[] =
	"SELECT r.path, t.capacity FROM visible_terms t JOIN visible_records r ON r.id = t.record "
	"WHERE t.capacity IN ('chair', 'deputy chair', 'coordinator', 'secretary', 'member') "
	"AND coalesce(t.from_date, '') <= ?1 "
	"AND (t.to_date IS NULL OR t.to_date >= substr(?1, 1, length(t.to_date))) "
	"AND (?2 IS NULL OR r.path = ?2 || '.md') ORDER BY r.sort, t.seq";

static int ask_seats(struct query **out, const struct draft *draft, const char *person, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *now = draft_now(draft->req);
	CLEANUP(str_free) char *today = str_copy_n(now, strlen("2015-07-28"));
	const char *date = record_get(draft->rec, "date");
	int code = db_prepare(&query, page_db(draft->req->worker->pages), seats_sql, err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, date ? date : today);
	query_bind_text(query, 2, person);
	*out = TAKE(query);
	return 0;
}

/* Who chairs this meeting or keeps its minutes is invited as that. */
static const char *capacity_here(const struct record *rec, const char *reference, const char *capacity)
{
	if (str_equal(reference, record_get(rec, "chair")))
		return "chair";
	return str_equal(reference, record_get(rec, "secretary")) ? "secretary" : capacity;
}

static void add_person(struct yaml *list, const char *reference, const char *capacity)
{
	struct yaml *one = yaml_map();

	yaml_put_text(one, "person", reference);
	yaml_put_text(one, "capacity", capacity);
	yaml_append(list, one);
}

static int invite(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *list = participants_copy(draft->rec);
	CLEANUP(query_free) struct query *query = NULL;
	size_t before = list->items;
	int code = ask_seats(&query, draft, NULL, err);

	while (code >= 0 && (code = query_step(query, err)) > 0) {
		CLEANUP(buf_release) struct buf ref = BUF_INIT;

		place_reference(&ref, query_text(query, 0));
		if (!find_person(list, buf_text(&ref)))
			add_person(list, buf_text(&ref), capacity_here(draft->rec, buf_text(&ref), query_text(query, 1)));
	}
	if (code < 0)
		return code;
	if (list->items == before)
		return error_set(err, ERR_INVALID,
			before ? "everybody whose term in the council runs is invited already"
			       : "nobody on record has a term in the council that runs on that day");
	record_set_value(draft->rec, "participants", TAKE(list));
	draft->anchor = str_copy("people");
	draft_subject(draft, subject, "the members invited", NULL);
	return 0;
}

static const struct form_action invitations[] = {
	{ "invite", invite },
	{ 0 },
};

int post_invite(struct request *req, struct reply *reply, struct error *err)
{
	return form_run(req, reply, invitations, "plan", err);
}

/* Coming or not ------------------------------------------------------------------------------- */

static bool is_ahead(const struct record *rec)
{
	return str_equal(record_get(rec, "state"), "planned") || str_equal(record_get(rec, "state"), "called");
}

/* Whose account it is, among the participants: a member who is not there yet is added. */
static int find_myself(struct draft *draft, struct yaml *list, struct yaml **out, struct error *err)
{
	const char *person = draft->req->account.person;
	CLEANUP(query_free) struct query *query = NULL;
	int code;

	if (!*person)
		return error_set(err, ERR_INVALID,
			"your account belongs to no person on record; ask the administrator to name the person");
	if (!find_person(list, person)) {
		if ((code = ask_seats(&query, draft, person, err)) < 0 || (code = query_step(query, err)) < 0)
			return code;
		add_person(list, person, code ? query_text(query, 1) : NULL);
	}
	*out = find_person(list, person);
	return 0;
}

enum { WHY_MAX = 600 };

static int answer(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *list = participants_copy(draft->rec);
	const char *given = request_field(draft->req, "answer"), *why = request_field(draft->req, "why");
	bool comes = str_equal(given, "yes");
	struct yaml *me = NULL;
	int code;

	if (!is_ahead(draft->rec))
		return error_set(err, ERR_CONFLICT, "the meeting has begun or is cancelled: there is nothing to answer any more");
	if (!comes && !str_equal(given, "no"))
		return error_set(err, ERR_INVALID, "say whether you come");
	if (why && strlen(why) > WHY_MAX)
		return error_set(err, ERR_TOO_LARGE, "longer than %d bytes", WHY_MAX);
	if ((code = find_myself(draft, list, &me, err)) < 0)
		return code;
	yaml_put(me, "coming", yaml_boolean(comes));
	yaml_put(me, "note", yaml_scalar(!comes && why && *why ? why : NULL));
	record_set_value(draft->rec, "participants", TAKE(list));
	draft_subject(draft, subject, comes ? "%s comes" : "%s does not come", draft->req->account.name);
	return 0;
}

int post_coming(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	int code = draft_change(req, meeting, answer, NULL, NULL, err);

	if (code < 0)
		return code;
	reply_redirect(reply, meeting, "answered");
	return 0;
}
