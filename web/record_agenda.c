#include "agenda.h"
#include "draft.h"
#include "handlers.h"
#include "kind.h"
#include "meanwhile.h"
#include "minutes.h"
#include "publish.h"
#include "text.h"
#include "who.h"

/* The agenda of a meeting, before it and while it is recorded: its rows, one by one. */

enum { DAY_MINUTES = 24 * 60 };

/* The N-th issue's title as pages show it; NULL past the end. */
static const char *title_at(const struct yaml *agenda, const struct minutes *minutes, size_t n)
{
	const char *title = n < agenda->items ? yaml_get(agenda->item[n], "title") : NULL;

	return title || n >= minutes->issues ? title : minutes->issue[n].title;
}

int draft_find_issue(const struct draft *draft, size_t *out, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(draft->rec);
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);
	const char *issue = request_field(draft->req, "issue");
	const char *shown = request_field(draft->req, "issue_title");
	size_t n = issue ? (size_t)strtoul(issue, NULL, 10) - 1 : 0;

	if (shown && !str_equal(title_at(agenda, minutes, n), shown))
		for (n = 0; n < agenda->items || n < minutes->issues; n++)
			if (str_equal(title_at(agenda, minutes, n), shown))
				break;
	if (n >= agenda->items && n >= minutes->issues && (shown || n))
		return error_set(err, ERR_INVALID,
			"the issue \"%s\" is on the agenda no more; look at the meeting again",
			shown ? shown : issue);
	*out = n;
	return 0;
}

static const char *typed_title(struct request *req)
{
	const char *title = request_field(req, "heading");

	return title && *title ? title : NULL;
}

static int no_title(struct error *err)
{
	error_set(err, ERR_INVALID, "write the issue's title");
	return error_field(err, "heading");
}

static const char next_number_sql[] =
	"SELECT max(number) FROM (SELECT number FROM visible_records WHERE kind = ?1 AND year = ?2 "
	"UNION ALL SELECT CAST(substr(record, length(?3) + length(?2) + 3) AS INTEGER) "
	"FROM visible_versions WHERE record >= ?3 || '/' || ?2 || '/' AND record < ?3 || '/' || ?2 || '0')";

int next_number(struct request *req, const char *kind, const char *year, int *out,
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages), next_number_sql, err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, kind);
	query_bind_text(query, 2, year);
	query_bind_text(query, 3, kind_find(kind)->folder);
	if ((code = query_step(query, err)) < 0)
		return code;
	*out = (code ? (int)query_number(query, 0) : 0) + 1;
	return 0;
}

/* The issue that is called TYPED: its reference, and its title as on record; NULL where there is none. */
static int find_issue(
	struct request *req, const char *typed, char **reference, char **title, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(buf_release) struct buf ref = BUF_INIT;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT path, title FROM visible_records WHERE kind = 'issue' AND fold(title) = fold(?1) "
		"ORDER BY state = 'closed', year DESC, number DESC LIMIT 1",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, typed);
	if ((code = query_step(query, err)) <= 0)
		return code;
	place_reference(&ref, query_text(query, 0));
	*reference = buf_take(&ref);
	*title = str_copy(query_text(query, 1));
	return 0;
}

/* A new issue that this meeting raised, in the same commit. */
static int make_issue(struct draft *draft, const char *title, char **reference, struct error *err)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(buf_release) struct buf ref = BUF_INIT;
	CLEANUP(buf_release) struct buf meeting = BUF_INIT;
	CLEANUP(record_free) struct record *rec = record_new("issue");
	CLEANUP(str_free) char *slug = text_slug(title);
	const char *year = draft->req->segment[0];
	int number, code = next_number(draft->req, "issue", year, &number, err);

	if (code < 0)
		return code;
	if ((code = place_make(&path, "issue", year, number, slug, err)) < 0)
		return code;
	place_reference(&meeting, draft->path);
	record_set(rec, "title", title);
	record_set(rec, "state", "open");
	record_set(rec, "raised in", buf_text(&meeting));
	publish_hide(draft->rec, rec);
	record_write(&text, rec);
	change_create(draft->change, buf_text(&path), buf_text(&text), text.len);
	place_reference(&ref, buf_text(&path));
	*reference = buf_take(&ref);
	return 0;
}

/* A null inside of a map is not written. */
static void put_or_clear(struct yaml *row, const char *key, const char *text)
{
	yaml_put(row, key, yaml_scalar(text && *text ? text : NULL));
}

static int put_minutes(struct draft *draft, struct yaml *row, struct error *err)
{
	const char *typed = request_field(draft->req, "minutes_allotted");
	long minutes = typed ? strtol(typed, NULL, 10) : 0;
	int code = 0;

	if (!typed || (code = form_changed(draft, "minutes_allotted", yaml_get(row, "minutes allotted"), NULL, err)) <= 0)
		return code;
	if (*typed && (typed[strspn(typed, "0123456789")] || minutes < 1 || minutes > DAY_MINUTES)) {
		error_set(err, ERR_INVALID, "write the minutes as a whole number from 1 to 1440");
		return error_field(err, "minutes_allotted");
	}
	put_or_clear(row, "minutes allotted", typed);
	return 0;
}

static int put_rapporteur(struct draft *draft, struct yaml *row, struct error *err)
{
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(buf_release) struct buf ref = BUF_INIT;
	CLEANUP(str_free) char *now = NULL;
	const char *name = request_field(draft->req, "rapporteur");
	int code = 0;

	if (!name || (code = form_who_now(draft->req, yaml_get(row, "rapporteur"), &now, err)) < 0 ||
		(code = form_changed(draft, "rapporteur", now, NULL, err)) <= 0)
		return code;
	if (*name && who_find_or_make(draft, name, who_choice(draft->req, "rapporteur", name), &who, err) < 0)
		return error_field(err, "rapporteur");
	if (who.path)
		place_reference(&ref, who.path);
	put_or_clear(row, "rapporteur", who.path ? buf_text(&ref) : name);
	return 0;
}

/* What a form says of a row beside its title. */
static int put_row(struct draft *draft, struct yaml *row, struct error *err)
{
	int code = put_minutes(draft, row, err);

	if (!form_is_untouched(draft->req, "internal"))
		put_or_clear(row, "kind", request_field(draft->req, "internal") ? "internal" : NULL);
	return code < 0 ? code : put_rapporteur(draft, row, err);
}

/* Put ROW (taken over) at the end of the agenda. */
static int append_row(struct draft *draft, struct yaml *row, struct error *err)
{
	int code = agenda_insert(draft->rec, SIZE_MAX, row, err);

	if (code == 0)
		draft->anchor = str_format("i%zu", yaml_count(record_value(draft->rec, "agenda")));
	return code;
}

static int add_issue(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(str_free) char *reference = NULL;
	CLEANUP(str_free) char *on_record = NULL;
	CLEANUP(yaml_free) struct yaml *row = yaml_map();
	const char *title = typed_title(draft->req);
	int code;

	if (!title)
		return no_title(err);
	if ((code = find_issue(draft->req, title, &reference, &on_record, err)) < 0)
		return code;
	title = on_record ? on_record : title;
	if (!reference && !request_field(draft->req, "internal") &&
		(code = make_issue(draft, title, &reference, err)) < 0)
		return code;
	yaml_put_text(row, "issue", reference);
	yaml_put_text(row, "title", title);
	if ((code = put_row(draft, row, err)) < 0)
		return code;
	draft_subject(draft, subject, "“%s” put on the agenda", title);
	return append_row(draft, TAKE(row), err);
}

/* Topics of the backlog ----------------------------------------------------------------------- */

/* The words of the table of steps say nothing of topics. */
static int take_step(struct draft *topic, struct change *change, struct error *err)
{
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	int code;

	topic->change = change;
	code = draft_step(topic, &subject, "take-topic", err);
	topic->change = NULL;
	if (code == ERR_CONFLICT)
		return error_set(err, ERR_INVALID,
			"\"%s\" waits no more: somebody has put it on an agenda or declined it; look at the backlog again",
			record_get(topic->rec, "title"));
	return code;
}

static struct yaml *row_of_topic(const struct draft *topic)
{
	CLEANUP(buf_release) struct buf ref = BUF_INIT;
	struct yaml *row = yaml_map();

	place_reference(&ref, topic->path);
	yaml_put_text(row, "issue", buf_text(&ref));
	yaml_put_text(row, "title", record_get(topic->rec, "title"));
	yaml_put_text(row, "minutes allotted", record_get(topic->rec, "minutes wanted"));
	return row;
}

static bool takes_topics(const struct record *rec)
{
	const char *state = record_get(rec, "state");

	return str_equal(state, "planned") || str_equal(state, "called");
}

int agenda_take_topic(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(draft_release) struct draft topic = { 0 };
	CLEANUP(buf_release) struct buf meeting = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *address = request_field(draft->req, "topic");
	int code = draft_open(&topic, draft->req, address ? address : "", err);

	if (code < 0)
		return code;
	if (!takes_topics(draft->rec))
		return error_set(err, ERR_INVALID, "topics go on the agenda of a meeting that has not begun");
	if ((code = take_step(&topic, draft->change, err)) < 0)
		return code;
	place_reference(&meeting, draft->path);
	record_set(topic.rec, "raised in", buf_text(&meeting));
	publish_hide(draft->rec, topic.rec);
	record_write(&text, topic.rec);
	change_write(draft->change, topic.path, buf_text(&text), text.len);
	draft_subject(draft, subject, "“%s” put on the agenda", record_get(topic.rec, "title"));
	return append_row(draft, row_of_topic(&topic), err);
}

/* Rows that are there ------------------------------------------------------------------------- */

static int save_row(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(draft->rec);
	const char *title = typed_title(draft->req);
	size_t n;
	int code;

	if (!title)
		return no_title(err);
	if ((code = draft_find_issue(draft, &n, err)) < 0)
		return code;
	while (agenda->items <= n)
		yaml_append(agenda, yaml_map());
	if (!form_is_untouched(draft->req, "heading")) {
		yaml_put_text(agenda->item[n], "title", title);
		code = minutes_set_issue_title(draft->rec, n, title, err);
		if (code < 0 && code != ERR_NOT_FOUND) /* a row without its heading yet */
			return code;
	}
	if ((code = put_row(draft, agenda->item[n], err)) < 0)
		return code;
	record_set_value(draft->rec, "agenda", TAKE(agenda));
	draft->anchor = str_format("i%zu", n + 1);
	draft_subject(draft, subject, "“%s” on the agenda: time, rapporteur", title);
	return 0;
}

static int rename_issue(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(draft->rec);
	const char *title = typed_title(draft->req);
	size_t n;
	int code;

	if (!title)
		return no_title(err);
	if ((code = draft_find_issue(draft, &n, err)) < 0)
		return code;
	if ((code = minutes_set_issue_title(draft->rec, n, title, err)) < 0)
		return code;
	if (n < agenda->items) {
		yaml_put_text(agenda->item[n], "title", title);
		record_set_value(draft->rec, "agenda", TAKE(agenda));
	}
	draft->anchor = str_format("i%zu", n + 1);
	draft_subject(draft, subject, "an issue renamed “%s”", title);
	return 0;
}

static int move_to(struct draft *draft, size_t n, size_t to, struct buf *subject, struct error *err)
{
	int code = agenda_move(draft->rec, n, to, err);

	if (code < 0)
		return code;
	draft->anchor = str_format("i%zu", to + 1);
	draft_subject(draft, subject, "agenda in another order", NULL);
	return 0;
}

static int move_issue(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	size_t rows = yaml_count(record_value(draft->rec, "agenda")), n, to;
	int code = draft_find_issue(draft, &n, err);

	if (code < 0)
		return code;
	to = str_equal(request_field(draft->req, "action"), "up") ? n - 1 : n + 1;
	if (n >= rows || to >= rows)
		return error_set(err, ERR_INVALID, "the issue stands at the end already");
	return move_to(draft, n, to, subject, err);
}

/* The row named BEFORE: where the dragged one is dropped, wherever that is now; none: the end. */
static int drop_issue(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(draft->rec);
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);
	const char *before = request_field(draft->req, "before");
	size_t rows = agenda->items > minutes->issues ? agenda->items : minutes->issues, n, to;
	int code = draft_find_issue(draft, &n, err);

	if (code < 0)
		return code;
	for (to = 0; to < rows; to++)
		if (before && *before && str_equal(title_at(agenda, minutes, to), before))
			break;
	if (to == rows && before && *before)
		return error_set(err, ERR_INVALID,
			"the issue \"%s\" is on the agenda no more; look at the meeting again", before);
	return move_to(draft, n, to > n ? to - 1 : to, subject, err);
}

static int delete_issue(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(draft->rec);
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(draft->rec, draft->path, NULL);
	size_t n;
	int code = draft_find_issue(draft, &n, err);

	if (code < 0)
		return code;
	for (size_t i = 0; i < minutes->items; i++)
		if (minutes->item[i].issue == n)
			return error_set(err, ERR_INVALID,
				"something has been recorded on this issue; delete its items first");
	if (n < minutes->issues && (code = minutes_delete_issue(draft->rec, n, err)) < 0)
		return code;
	if (n < agenda->items) {
		yaml_free(agenda->item[n]);
		memmove(agenda->item + n, agenda->item + n + 1,
			(--agenda->items - n) * sizeof *agenda->item);
		record_set_value(draft->rec, "agenda", TAKE(agenda));
	}
	draft_subject(draft, subject, "an issue taken off the agenda", NULL);
	return 0;
}

static const struct form_action actions[] = {
	{ "add",    add_issue    },
	{ "rename", rename_issue },
	{ "save",   save_row     },
	{ "take",   agenda_take_topic },
	{ "up",     move_issue   },
	{ "down",   move_issue   },
	{ "drop",   drop_issue   },
	{ "delete", delete_issue },
	{ 0 },
};

int post_agenda(struct request *req, struct reply *reply, struct error *err)
{
	return form_run(req, reply, actions, "agenda-form", err);
}

int post_plan_agenda(struct request *req, struct reply *reply, struct error *err)
{
	return form_run(req, reply, actions, "plan-row", err);
}
