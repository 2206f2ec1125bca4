/* A new proposal, of suggestions that were voiced or from the bare template. */

#include "draft.h"
#include "handlers.h"
#include "item.h"
#include "kind.h"
#include "markdown.h"
#include "picks.h"
#include "recommendation.h"
#include "text.h"
#include "who.h"

#include <stdio.h>

enum { TRIES = 16, MAX_NO = 999 };

/* A suggestion that the proposal takes up. */
struct pick {
	char *path; /* of the minutes */
	char *item; /* "O1" */
	int no;     /* which recommendation it goes into, 1 …; 0: none */
	char *words;
};

/* What was typed. */
struct born {
	const char *title;
	char *addressee; /* a reference, or NULL */
	struct yaml *issues; /* references */
	struct pick *pick;
	size_t picks;
};

static void born_release(struct born *born)
{
	for (size_t i = 0; i < born->picks; i++) {
		free(born->pick[i].path);
		free(born->pick[i].item);
		free(born->pick[i].words);
	}
	free(born->pick);
	free(born->addressee);
	yaml_free(born->issues);
}

static inline void born_releasep(struct born *born)
{
	born_release(born);
}

/* Asking ------------------------------------------------------------------------------------- */

static char *issues_json(const struct fields *fields)
{
	struct buf out = BUF_INIT;

	buf_addc(&out, '[');
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *field = &fields->field[i];

		if (!str_equal(field->name, "issue") || field->file)
			continue;
		buf_puts(&out, out.len > 1 ? "," : "");
		buf_add_json(&out, field->value, field->len);
	}
	buf_addc(&out, ']');
	return buf_take(&out);
}

static int show(struct request *req, struct reply *reply, bool compares, const struct error *why,
	struct error *err)
{
	bool typed = str_equal(req->method, "POST");
	const struct fields *fields = typed ? &req->form : &req->query;
	CLEANUP(str_free) char *picks = picks_json(fields);
	CLEANUP(str_free) char *issues = issues_json(fields);
	struct page_value values[] = {
		{ "picks",    picks                   },
		{ "issues",   issues                  },
		{ "is_typed", typed ? "1" : NULL      },
		{ "compares", compares ? "1" : NULL   },
	};

	if (typed)
		return reply_form_again(req, reply, "new-proposal", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "new-proposal", values, ARRAY_SIZE(values), err);
}

int get_proposal_new(struct request *req, struct reply *reply, struct error *err)
{
	return show(req, reply, false, NULL, err);
}

/* Reading what was typed ----------------------------------------------------------------------- */

static const char *typed(const struct request *req, const char *name)
{
	const char *text = request_field(req, name);

	return text && *text ? text : NULL;
}

static int read_addressee(struct request *req, char **out, struct error *err)
{
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(buf_release) struct buf reference = BUF_INIT;
	const char *name = typed(req, "addressee");
	int code;

	if (!name)
		return 0;
	if ((code = who_find(req, name, &who, err)) == ERR_NOT_FOUND)
		return error_set(err, ERR_INVALID, "no institution on record is called \"%s\"", name);
	if (code < 0)
		return code;
	if (who.person)
		return error_set(err, ERR_INVALID, "%s is a person; name an institution", who.label);
	place_reference(&reference, who.path);
	*out = buf_take(&reference);
	return 0;
}

static int read_issues(struct request *req, struct yaml **out, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *list = yaml_list();
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *json = issues_json(&req->form);
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT r.path FROM json_each(?1) j JOIN visible_records r ON r.id = j.value AND r.kind = 'issue'"
		" GROUP BY r.id ORDER BY min(j.key)",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, json);
	while ((code = query_step(query, err)) > 0) {
		CLEANUP(buf_release) struct buf reference = BUF_INIT;

		place_reference(&reference, query_text(query, 0));
		yaml_append(list, yaml_scalar(buf_text(&reference)));
	}
	if (code == 0)
		*out = TAKE(list);
	return code;
}

static int read_no(const char *no, int *out, struct error *err)
{
	*out = 0;
	if (!no || !*no)
		return 0;
	if (strspn(no, "0123456789") != strlen(no) || strlen(no) > 3 || atoi(no) < 1)
		return error_set(err, ERR_INVALID,
			"the number of a recommendation is a whole one from 1 to %d, or empty", MAX_NO);
	*out = atoi(no);
	return 0;
}

/* The suggestions, as far as this reader may see them; one that is not there is refused. */
static int read_picks(struct request *req, struct born *born, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *json = picks_json(&req->form);
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT r.path, j.value ->> '$.item', j.value ->> '$.no', j.value ->> '$.words',"
		" i.id IS NOT NULL, j.value ->> '$.record'"
		" FROM json_each(?1) j LEFT JOIN visible_records r ON r.id = j.value ->> '$.record'"
		" LEFT JOIN visible_items i ON i.record = r.id AND i.id = j.value ->> '$.item' ORDER BY j.key",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, json);
	while ((code = query_step(query, err)) > 0) {
		CLEANUP(str_free) char *words = str_copy(query_text(query, 3));
		struct pick pick = { 0 };

		if (!query_number(query, 4))
			return error_set(err, ERR_INVALID, "there is no %s in %s",
				query_text(query, 1), query_text(query, 5));
		if ((code = read_no(query_text(query, 2), &pick.no, err)) < 0)
			return code;
		pick.path = str_copy(query_text(query, 0));
		pick.item = str_copy(query_text(query, 1));
		pick.words = str_copy(str_trim(words));
		born->pick = mem_grow(born->pick, born->picks, sizeof *born->pick);
		born->pick[born->picks++] = pick;
	}
	return code;
}

static int read_born(struct request *req, struct born *born, struct error *err)
{
	int code;

	born->title = typed(req, "heading");
	if (!born->title) {
		error_set(err, ERR_INVALID, "write a title: what is proposed");
		return error_field(err, "heading");
	}
	if (read_addressee(req, &born->addressee, err) < 0)
		return error_field(err, "addressee");
	if ((code = read_issues(req, &born->issues, err)) < 0)
		return code;
	return read_picks(req, born, err) < 0 ? error_field(err, "picks") : 0;
}

/* Writing it ----------------------------------------------------------------------------------- */

/* WORDS as a part of a list item: its further lines stand in. */
static void add_words(struct buf *out, const char *words)
{
	for (const char *p = words; *p; p++) {
		buf_addc(out, *p);
		if (*p == '\n' && p[1] && p[1] != '\n')
			buf_puts(out, "  ");
	}
}

static void add_cited(struct buf *out, const struct pick *pick, const char *path)
{
	buf_printf(out, "[%s](", pick->item);
	place_link(out, path, pick->path);
	buf_printf(out, "#o%s)", pick->item + 1);
}

/* The suggestions that go into recommendation NO: their words, then who is cited; ERR_INVALID without any. */
static int add_recommendation(
	struct buf *out, const struct born *born, int no, const char *path, struct error *err)
{
	const char *joint = "- ";

	for (size_t i = 0; i < born->picks; i++) {
		if (born->pick[i].no != no || !*born->pick[i].words)
			continue;
		buf_puts(out, joint);
		add_words(out, born->pick[i].words);
		joint = " ";
	}
	if (*joint != ' ')
		return error_set(err, ERR_INVALID, "write the words of recommendation %d", no);
	joint = " (";
	for (size_t i = 0; i < born->picks; i++) {
		if (born->pick[i].no != no)
			continue;
		buf_puts(out, joint);
		add_cited(out, &born->pick[i], path);
		joint = ", ";
	}
	buf_puts(out, ")\n");
	return 0;
}

static int count_cited(void *ctx, const char *target, int line, struct error *err)
{
	*(size_t *)ctx += strstr(target, "/minutes.md#o") != NULL;
	return 0;
}

/* Whether the body reads as it was meant: code and HTML in the words swallow neither items nor who is cited. */
static bool reads_well(const struct record *rec, size_t recommendations, size_t cited)
{
	const char *body = record_body(rec);
	CLEANUP(items_release) struct items items = items_read(body, "R");
	size_t found = 0;

	return items.count == recommendations &&
	       markdown_each_link(body, strlen(body), count_cited, &found, NULL) == 0 && found >= cited;
}

/* The body, whose recommendations stand in the order of the numbers typed; they get R1, R2 … */
static int set_body(struct record *rec, const struct born *born, const char *path,
	const char *language, struct error *err)
{
	CLEANUP(buf_release) struct buf list = BUF_INIT;
	CLEANUP(str_free) char *body = NULL;
	bool wanted[MAX_NO + 1] = { false };
	size_t count = 0, cited = 0;

	for (size_t i = 0; i < born->picks; i++) {
		wanted[born->pick[i].no] = true;
		cited += born->pick[i].no > 0;
	}
	for (int no = 1; no <= MAX_NO; no++) {
		if (!wanted[no])
			continue;
		if (add_recommendation(&list, born, no, path, err) < 0)
			return error_field(err, "picks");
		count++;
	}
	body = proposal_template(language, buf_text(&list));
	record_set_body(rec, body);
	recommendation_number(rec);
	if (reads_well(rec, count, cited))
		return 0;
	error_set(err, ERR_INVALID, "code or HTML in the text above is never closed; close it first");
	return error_field(err, "picks");
}

/* LIST, which is taken over; nothing where it is empty. */
static void set_list(struct record *rec, const char *key, struct yaml *list)
{
	if (list->items)
		record_set_value(rec, key, list);
	else
		yaml_free(list);
}

static void set_front(struct record *rec, const struct born *born, const char *author)
{
	CLEANUP(yaml_free) struct yaml *authors = yaml_list(), *born_of = yaml_list();

	yaml_append(authors, yaml_scalar(author));
	for (size_t i = 0; i < born->picks; i++) {
		CLEANUP(str_free) char *item =
			str_format("%s#o%s", born->pick[i].path, born->pick[i].item + 1);

		yaml_append(born_of, yaml_scalar(item));
	}
	record_set(rec, "title", born->title);
	record_set(rec, "addressee", born->addressee);
	record_set_value(rec, "authors", TAKE(authors));
	record_set(rec, "state", "draft");
	set_list(rec, "issues", yaml_copy(born->issues));
	set_list(rec, "born of", TAKE(born_of));
	record_set(rec, "summary", NULL);
}

/* One try: a number that somebody else has, though no index told yet, is a conflict. */
static int start_once(
	struct request *req, const struct born *born, char **identity, struct error *err)
{
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(change_free) struct change *change = change_new(req->account.name, req->account.login, "");
	CLEANUP(record_free) struct record *rec = record_new("proposal");
	CLEANUP(buf_release) struct buf path = BUF_INIT, text = BUF_INIT;
	CLEANUP(str_free) char *slug = text_slug(born->title);
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *year = str_copy_n(now, strlen("2015"));
	struct place place;
	int number, code;

	if ((code = next_number(req, "proposal", year, &number, err)) < 0 ||
		(code = place_make(&path, "proposal", year, number, slug, err)) < 0 ||
		(code = place_parse(&place, buf_text(&path), err)) < 0)
		return code;
	set_front(rec, born, draft_person(req));
	if ((code = set_body(rec, born, buf_text(&path), draft_language(req), err)) < 0)
		return code;
	record_write(&text, rec);
	change_create(change, buf_text(&path), buf_text(&text), text.len);
	change->action = str_copy("start-proposal");
	free(change->subject);
	change->subject = str_format("%s: %s", born->title, draft_phrase(req, "proposal started"));
	if ((code = draft_commit(req, TAKE(change), &result, err)) < 0)
		return code;
	if (result.unchanged)
		return draft_made(req, &result.commit, "proposal.md", identity, err);
	*identity = str_copy(place.identity);
	return 0;
}

static int start(struct request *req, const struct born *born, char **identity, struct error *err)
{
	int code = ERR_CONFLICT;

	for (int i = 0; i < TRIES && code == ERR_CONFLICT; i++)
		code = start_once(req, born, identity, err);
	return code;
}

/* First it is shown beside those that are like it; whoever has seen them starts it. */
int post_proposal_new(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(born_release) struct born born = { 0 };
	CLEANUP(str_free) char *identity = NULL;
	CLEANUP(str_free) char *address = NULL;
	const char *action = request_field(req, "action");
	struct error why;

	if (!str_equal(action, "compare") && !str_equal(action, "start") && !req->only_shown)
		return error_set(err, ERR_INVALID, "the form does not say what to do");
	if (read_born(req, &born, &why) < 0)
		return show(req, reply, false, &why, err);
	if (!str_equal(action, "start"))
		return show(req, reply, true, NULL, err);
	if (start(req, &born, &identity, &why) < 0)
		return show(req, reply, true, &why, err);
	address = str_format("/%s", identity);
	reply_redirect(reply, address, "proposal-started");
	return 0;
}
