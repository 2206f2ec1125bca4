/* Actions across all meetings, and the reports on each. */

#include "date.h"
#include "handlers.h"
#include "markdown.h"
#include "said.h"
#include "site.h"
#include "text.h"
#include "who.h"

#include <stdio.h>

static const char *field(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	return value ? value : "";
}

/* The list ------------------------------------------------------------------------------------ */

/* What the reader looks for, from the fields and from what was typed: is:open @name #word. */
struct wanted {
	const char *state;
	bool late;
	struct buf person, words;
};

static void wanted_releasep(struct wanted *wanted)
{
	buf_release(&wanted->person);
	buf_release(&wanted->words);
}

static void add_word(struct buf *out, const char *word, size_t len)
{
	if (len && out->len)
		buf_addc(out, ' ');
	buf_add(out, word, len);
}

/* An unknown state, "is:action", asks for nothing. */
static void want_state(struct wanted *wanted, const char *name, size_t len)
{
	static const char *const states[] = { "open", "done", "stopped", "all" };

	wanted->late |= len == strlen("overdue") && strncmp(name, "overdue", len) == 0;
	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (strlen(states[i]) == len && strncmp(states[i], name, len) == 0)
			wanted->state = states[i];
}

static void read_typed(struct wanted *wanted, const char *typed)
{
	for (const char *p = typed; *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		if (strncmp(p, "is:", 3) == 0)
			want_state(wanted, p + 3, len - 3);
		else if (*p == '@')
			add_word(&wanted->person, p + 1, len - 1);
		else
			add_word(&wanted->words, p + (*p == '#'), len - (*p == '#'));
		p += len;
	}
}

static const char *query_of(const struct request *req, const char *name)
{
	const char *value = request_query(req, name);

	return value ? value : "";
}

static const char *or_null(const struct buf *text)
{
	return text->len ? buf_text(text) : NULL;
}

int get_actions(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(wanted_release) struct wanted wanted = { .state = "open" };
	const char *state = query_of(req, "state"), *person = query_of(req, "person"),
		   *year = query_of(req, "year");

	want_state(&wanted, state, strlen(state));
	add_word(&wanted.person, person, strlen(person));
	read_typed(&wanted, query_of(req, "q"));
	struct page_value values[] = {
		{ "find_state",  wanted.state              },
		{ "find_late",   wanted.late ? "1" : NULL  },
		{ "find_person", or_null(&wanted.person)   },
		{ "find_words",  or_null(&wanted.words)    },
		{ "find_year",   *year ? year : NULL       },
	};

	return reply_page(req, reply, "actions", values, ARRAY_SIZE(values), err);
}

/* One action and its reports ------------------------------------------------------------------ */

static void add_text(struct buf *json, const char *name, const char *value)
{
	buf_printf(json, "\"%s\":", name);
	if (value)
		buf_add_json(json, value, strlen(value));
	else
		buf_puts(json, "null");
	buf_addc(json, ',');
}

static void add_version(struct buf *json, const struct record *rec, const char *path)
{
	static const char *const keys[] = { "state", "person", "due", "by", "at" };
	struct markdown how = { .path = path };
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	const char *body = record_body(rec);

	buf_puts(json, json->len > 1 ? ",{" : "{");
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		add_text(json, keys[i], record_get(rec, keys[i]));
	if (markdown_html(&html, body, strlen(body), &how, NULL) < 0)
		buf_add_html(&html, body, strlen(body));
	buf_puts(json, "\"html\":");
	buf_add_json(json, buf_text(&html), html.len);
	buf_addc(json, '}');
}

/* All versions of the reports at ADDRESS that this reader may see, the newest first, as JSON. */
static int read_reports(struct request *req, const char *address, struct buf *json, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT blob, path FROM visible_versions WHERE record = ?1 AND blob <> ''"
		" ORDER BY depth DESC, id LIMIT 50",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address + 1);
	buf_addc(json, '[');
	while ((code = query_step(query, err)) > 0) {
		CLEANUP(buf_release) struct buf text = BUF_INIT;
		CLEANUP(record_free) struct record *rec = NULL;

		if (store_read_blob(req->worker->store, query_text(query, 0), &text, NULL) == 0 &&
			record_parse(&rec, buf_text(&text), text.len, NULL) == 0)
			add_version(json, rec, query_text(query, 1));
	}
	buf_addc(json, ']');
	return code;
}

/* WHY is NULL where nothing was refused. */
static int show(struct request *req, struct reply *reply, const struct error *why, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *address = str_format("%s/actions/%s", meeting, req->segment[2]);
	CLEANUP(buf_release) struct buf reports = BUF_INIT;
	int code = read_reports(req, address, &reports, err);

	if (code < 0)
		return code;
	struct page_value values[] = {
		{ "meeting", meeting                                              },
		{ "which",   req->segment[2]                                      },
		{ "reports", buf_text(&reports)                                   },
		{ "me",      *req->account.person ? req->account.person : NULL    },
		{ "again",   why ? "1" : NULL                                     },
		{ "form",    strncmp(req->path, "/record/", 8) == 0 ? "1" : NULL  },
	};

	if (why)
		return reply_form_again(req, reply, "action", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "action", values, ARRAY_SIZE(values), err);
}

int get_action(struct request *req, struct reply *reply, struct error *err)
{
	if (req->format == FORMAT_MARKDOWN)
		return get_meeting_part(req, reply, err);
	return show(req, reply, NULL, err);
}

/* Reporting ----------------------------------------------------------------------------------- */

/* The coordinator may, and whoever the action falls to now. */
static int check_may(struct request *req, const struct said *said, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct place me;
	int code;

	if (request_may(req, ROLE_COORDINATOR))
		return 0;
	if (*req->account.person && place_of_reference(&me, req->account.person, NULL) == 0) {
		if ((code = db_prepare(&query, page_db(req->worker->pages),
			     "SELECT 1 FROM visible_duties WHERE meeting = ?1 AND item = ?2 AND person = ?3",
			     err)) < 0)
			return code;
		query_bind_text(query, 1, meeting + 1);
		query_bind_text(query, 2, said->item->id);
		query_bind_text(query, 3, me.identity);
		if ((code = query_step(query, err)) != 0)
			return code < 0 ? code : 0;
	}
	return error_set(err, ERR_DENIED,
		"only the person responsible and the coordinator report on an action");
}

static const struct {
	const char *name, *what;
} states[] = {
	{ "open",    "report on %s" },
	{ "done",    "%s is done"   },
	{ "stopped", "%s stopped"   },
};

static int set_state(struct said *said, const char **what, struct error *err)
{
	struct request *req = said->draft.req;
	const char *state = field(req, "state"), *report = field(req, "report");

	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (str_equal(states[i].name, state))
			*what = states[i].what;
	if (!*what) {
		error_set(err, ERR_INVALID, "choose how the action stands");
		return error_field(err, "state");
	}
	if (str_equal(state, "stopped") && !report[strspn(report, " \n\t")]) {
		error_set(err, ERR_INVALID, "say why it was stopped");
		return error_field(err, "report");
	}
	record_set(said->rec, "state", state);
	record_set_body(said->rec, report);
	return 0;
}

/* The item's own person is not said again. */
static int set_person(struct said *said, struct error *err)
{
	struct request *req = said->draft.req;
	CLEANUP(str_free) char *own = said->item->person ? who_plain(said->item->person) : str_copy("");
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(buf_release) struct buf reference = BUF_INIT;
	const char *typed = field(req, "person");

	if (!*typed || str_equal(typed, own)) {
		record_unset(said->rec, "person");
		return 0;
	}
	if (str_equal(typed, record_get(said->rec, "person")))
		return 0;
	if (who_find(req, typed, &who, err) < 0) {
		if (err->code == ERR_NOT_FOUND)
			error_set(err, ERR_INVALID, "nobody on record is called \"%s\"", typed);
		return error_field(err, "person");
	}
	place_reference(&reference, who.path);
	if (said->item->person && strstr(said->item->person, strrchr(who.path, '/')))
		record_unset(said->rec, "person");
	else
		record_set(said->rec, "person", buf_text(&reference));
	return 0;
}

static int set_due(struct said *said, struct error *err)
{
	const char *typed = field(said->draft.req, "due");
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date due;

	record_unset(said->rec, "due");
	if (!*typed)
		return 0;
	if (date_parse_typed(&due, typed, err) < 0)
		return error_field(err, "due");
	date_write(&text, &due);
	if (!str_equal(said->item->due, buf_text(&text)))
		record_set(said->rec, "due", buf_text(&text));
	return 0;
}

static int save(struct request *req, struct error *err)
{
	CLEANUP(said_release) struct said said = { 0 };
	const char *what = NULL;
	int code = draft_done(req, err);

	if (code != 0)
		return code < 0 ? code : 0;
	if ((code = said_open(&said, req, "action", req->segment[2], err)) < 0 ||
		(code = check_may(req, &said, err)) < 0 || (code = said_check_base(&said, err)) < 0 ||
		(code = set_state(&said, &what, err)) < 0 || (code = set_person(&said, err)) < 0 ||
		(code = set_due(&said, err)) < 0)
		return code;
	return said_save(&said, what, "report", err);
}

int post_action(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *back = str_format("%s/actions/%s", meeting, req->segment[2]);
	struct error why;
	int code = save(req, &why);

	if (code == ERR_DENIED || code == ERR_NOT_FOUND) {
		*err = why;
		return code;
	}
	if (code < 0)
		return show(req, reply, &why, err);
	reply_redirect(reply, back, "saved");
	return 0;
}
