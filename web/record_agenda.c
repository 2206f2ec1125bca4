#include "draft.h"
#include "publish.h"
#include "handlers.h"
#include "minutes.h"
#include "kind.h"
#include "text.h"
#include "who.h"

/* The agenda stands in the front matter, its headings in the body: the n-th belongs to the n-th. */

static struct yaml *agenda_copy(const struct record *rec)
{
	const struct yaml *agenda = record_value(rec, "agenda");

	return agenda && agenda->type == YAML_LIST ? yaml_copy(agenda) : yaml_list();
}

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

/* The issue of that title, or NULL: its reference. */
static int find_issue(struct request *req, const char *title, char **reference, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(buf_release) struct buf ref = BUF_INIT;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT path FROM visible_records WHERE kind = 'issue' AND fold(title) = fold(?1) "
		"ORDER BY state = 'closed', year DESC, number DESC LIMIT 1",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, title);
	if ((code = query_step(query, err)) <= 0)
		return code;
	place_reference(&ref, query_text(query, 0));
	*reference = buf_take(&ref);
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

static int add_issue(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(draft->rec);
	CLEANUP(str_free) char *reference = NULL;
	const char *title = typed_title(draft->req);
	struct yaml *entry = yaml_map();
	int code;

	yaml_append(agenda, entry);
	if (!title)
		return no_title(err);
	if ((code = find_issue(draft->req, title, &reference, err)) < 0)
		return code;
	if (!reference && !request_field(draft->req, "internal") &&
		(code = make_issue(draft, title, &reference, err)) < 0)
		return code;
	yaml_put_text(entry, "issue", reference);
	yaml_put_text(entry, "title", title);
	if (request_field(draft->req, "internal"))
		yaml_put_text(entry, "kind", "internal");
	draft->anchor = str_format("i%zu", agenda->items);
	record_set_value(draft->rec, "agenda", TAKE(agenda));
	draft_subject(draft, subject, "“%s” put on the agenda", title);
	return minutes_add_issue(draft->rec, title, err);
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

static void swap(struct yaml **a, struct yaml **b)
{
	struct yaml *kept = *a;

	*a = *b;
	*b = kept;
}

static int move_issue(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(draft->rec);
	size_t n, to;
	int code = draft_find_issue(draft, &n, err);

	if (code < 0)
		return code;
	to = str_equal(request_field(draft->req, "action"), "up") ? n - 1 : n + 1;
	if (n >= agenda->items || to >= agenda->items)
		return error_set(err, ERR_INVALID, "the issue stands at the end already");
	if ((code = minutes_move_issue(draft->rec, n, to, err)) < 0)
		return code;
	swap(&agenda->item[n], &agenda->item[to]);
	record_set_value(draft->rec, "agenda", TAKE(agenda));
	draft->anchor = str_format("i%zu", to + 1);
	draft_subject(draft, subject, "agenda in another order", NULL);
	return 0;
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
	if ((code = minutes_delete_issue(draft->rec, n, err)) < 0)
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
	{ "up",     move_issue   },
	{ "down",   move_issue   },
	{ "delete", delete_issue },
	{ 0 },
};

int post_agenda(struct request *req, struct reply *reply, struct error *err)
{
	return form_run(req, reply, actions, "agenda-form", err);
}
