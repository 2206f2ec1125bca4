/*
 * The answer that the agency prepares to a submission: one form, kept in private.db (prepared.h) until it is
 * published by the step "answer". Nobody but the agency comes here.
 */

#include "date.h"
#include "draft.h"
#include "handlers.h"
#include "letter.h"
#include "prepared.h"
#include "ready_text.h"
#include "rule.h"
#include "sent.h"
#include "site.h"
#include "step.h"
#include "who.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

/* The fields: of the letter, and of each recommendation ("reasons-R2"); but for "make_to" they are the step's facts. */
static const char *const of_letter[] = { "number", "date", "signatory", "letter" };
static const char *const of_each[] = { "outcome", "reasons", "to", "make_to", "unit", "planned" };

struct preparation {
	struct request *req;
	char *address;        /* "/proposals/2015/1/submissions/1" */
	struct draft draft;   /* the submission as it stands */
	struct sent sent;
	struct prepared kept;
	struct fields begun;  /* what the form begins with */
	struct fields latest; /* what is kept, or begun */
	struct fields shown;  /* what the form is to show: typed, merged with the latest */
	struct fields theirs; /* where two have changed the same field: what the other wrote */
	struct fields facts;  /* for the step: names of people and bodies as records have them */
};

static void preparation_releasep(struct preparation *p)
{
	free(p->address);
	draft_release(&p->draft);
	sent_release(&p->sent);
	prepared_release(&p->kept);
	fields_release(&p->begun);
	fields_release(&p->latest);
	fields_release(&p->shown);
	fields_release(&p->theirs);
	fields_release(&p->facts);
}

static const char *get(const struct fields *fields, const char *name)
{
	const char *value = fields_get(fields, name);

	return value ? value : "";
}

/* The N-th name of a field, or NULL past the end. The caller frees. */
static char *name_of_field(const struct preparation *p, size_t n)
{
	size_t of = n < ARRAY_SIZE(of_letter) ? 0 : (n - ARRAY_SIZE(of_letter)) / ARRAY_SIZE(of_each);

	if (n < ARRAY_SIZE(of_letter))
		return str_copy(of_letter[n]);
	if (of >= p->sent.items.count)
		return NULL;
	return str_format("%s-%s", of_each[(n - ARRAY_SIZE(of_letter)) % ARRAY_SIZE(of_each)], p->sent.items.item[of].id);
}

/* What it begins with ---------------------------------------------------------------------------- */

static char *day_in_words(const char *day, const char *language)
{
	CLEANUP(buf_release) struct buf words = BUF_INIT;
	struct date date;

	if (day && date_parse(&date, day, NULL) == 0)
		date_text(&words, &date, language, DATE_LONG);
	return buf_take(&words);
}

/* "№ 1-ş/1, 16 mart 2016-cı il". */
static char *letter_sent(const struct record *submission, const char *language)
{
	const char *number = record_get(submission, "outgoing number");
	CLEANUP(str_free) char *date = day_in_words(record_get(submission, "outgoing date"), language);

	if (!number)
		return str_copy(date);
	return str_format("№ %s%s%s", number, *date ? ", " : "", date);
}

static char *title_of(struct request *req, const char *reference)
{
	CLEANUP(query_free) struct query *query = NULL;

	if (!reference || db_prepare(&query, page_db(req->worker->pages),
				  "SELECT title FROM visible_records WHERE id = reference(?1)", NULL) < 0)
		return NULL;
	query_bind_text(query, 1, reference);
	return query_step(query, NULL) > 0 ? str_copy(query_text(query, 0)) : NULL;
}

static void begin(struct preparation *p)
{
	struct request *req = p->req;
	const char *language = draft_language(req);
	CLEANUP(str_free) char *now = draft_now(req);
	CLEANUP(str_free) char *day = str_copy_n(now, strlen("2015-07-28"));
	CLEANUP(str_free) char *words = day_in_words(day, language);
	CLEANUP(str_free) char *number = str_format("%s/%s", req->segment[0], req->segment[1]);
	CLEANUP(str_free) char *agency = title_of(req, record_get(p->sent.sealed, "addressee"));
	CLEANUP(str_free) char *person = title_of(req, draft_person(req));
	CLEANUP(str_free) char *sent = letter_sent(p->draft.rec, language);
	CLEANUP(str_free) char *letter = letter_draft(LETTER_ANSWER, language, &(struct letter){
		facts_name(req->worker->facts, language), agency, record_get(p->sent.sealed, "title"), number,
		record_get(p->draft.rec, "version"), words, p->sent.items.count, sent });

	fields_add(&p->begun, "date", day);
	fields_add(&p->begun, "signatory", person ? person : draft_person(req));
	fields_add(&p->begun, "letter", str_trim(letter));
}

/* Opening ---------------------------------------------------------------------------------------- */

static int add_field(void *ctx, const char *name, const char *value, struct error *err)
{
	fields_add(ctx, name, value ? value : "");
	return 0;
}

/* The fields of REVISION, or what the form begins with. */
static int read_revision(const struct preparation *p, long long revision, struct fields *out, struct error *err)
{
	for (size_t i = 0; !revision && i < p->begun.count; i++)
		fields_add(out, p->begun.field[i].name, p->begun.field[i].value);
	if (!revision)
		return 0;
	return prepared_each(p->req->worker->private, p->address + 1, revision, add_field, out, err);
}

static int read_latest(struct preparation *p, struct error *err)
{
	int code = prepared_find(p->req->worker->private, p->address + 1, &p->kept, err);

	fields_release(&p->latest);
	return code < 0 ? code : read_revision(p, p->kept.revision, &p->latest, err);
}

static int open_preparation(struct preparation *p, struct request *req, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	int code;

	p->req = req;
	p->address = str_format("%s/submissions/%s", proposal, req->segment[2]);
	if ((code = draft_open(&p->draft, req, p->address, err)) < 0 ||
		(code = sent_read(&p->sent, req, p->draft.head.hex, p->draft.path, p->draft.rec, err)) < 0)
		return code;
	begin(p);
	return read_latest(p, err);
}

/* Where nothing can be answered any more, and why. */
static int check_open(const struct preparation *p, struct error *err)
{
	const char *state = record_get(p->draft.rec, "state");

	if (str_equal(state, "answered"))
		return error_set(err, ERR_CONFLICT,
			"the answer has been published already: what stands in this form is not in it");
	if (str_equal(state, "withdrawn"))
		return error_set(err, ERR_CONFLICT, "the council has withdrawn it: it is answered no more");
	if (str_equal(state, "returned"))
		return error_set(err, ERR_CONFLICT,
			"it was returned for revision: what is sent next is answered, and this no more");
	return 0;
}

/* What was typed, and what others saved since ----------------------------------------------------- */

static long long revision_of_form(const struct request *req)
{
	const char *revision = request_field(req, "revision");

	return revision ? strtoll(revision, NULL, 10) : 0;
}

/* As meanwhile.h does for one field: what only one of two has changed is kept, and the same change is none. */
static void merge_field(struct preparation *p, const char *name, const char *base)
{
	CLEANUP(str_free) char *copy = str_copy(request_field(p->req, name) ? request_field(p->req, name) : "");
	const char *typed = str_trim(copy), *theirs = get(&p->latest, name);

	if (str_equal(typed, base) || str_equal(typed, theirs)) {
		fields_add(&p->shown, name, theirs);
		return;
	}
	fields_add(&p->shown, name, typed);
	if (!str_equal(theirs, base))
		fields_add(&p->theirs, name, theirs);
}

static int merge(struct preparation *p, struct error *err)
{
	CLEANUP(fields_release) struct fields base = { 0 };
	int code = read_revision(p, revision_of_form(p->req), &base, err);

	if (code < 0)
		return code;
	for (size_t n = 0;; n++) {
		CLEANUP(str_free) char *name = name_of_field(p, n);

		if (!name)
			return 0;
		merge_field(p, name, get(&base, name));
	}
}

static bool is_typed(const struct preparation *p)
{
	if (!p->kept.revision)
		return true;
	for (size_t i = 0; i < p->shown.count; i++)
		if (!str_equal(p->shown.field[i].value, get(&p->latest, p->shown.field[i].name)))
			return true;
	return false;
}

/* The form shows what others wrote since it was made. */
static int check_seen(const struct preparation *p, struct error *err)
{
	if (p->theirs.count) {
		error_set(err, ERR_CONFLICT,
			"somebody else has changed the same field meanwhile: what they wrote stands beside yours; save again if yours shall count");
		return error_field(err, p->theirs.field[0].name);
	}
	return 0;
}

static int check_latest(const struct preparation *p, struct error *err)
{
	if (revision_of_form(p->req) == p->kept.revision)
		return 0;
	return error_set(err, ERR_CONFLICT, "somebody else has saved the answer meanwhile: look at it as it is now");
}

/* What the buttons do ---------------------------------------------------------------------------- */

static int save(struct preparation *p, struct error *err)
{
	CLEANUP(free) void *room = mem_alloc((p->shown.count + 1) * sizeof(struct working_field));
	struct working_field *fields = room;
	int code;

	if ((code = check_seen(p, err)) < 0 || !is_typed(p))
		return code;
	for (size_t i = 0; i < p->shown.count; i++)
		fields[i] = (struct working_field){ p->shown.field[i].name, p->shown.field[i].value };
	code = prepared_save(p->req->worker->private, p->address + 1, p->kept.revision, fields, p->shown.count,
		draft_person(p->req), time(NULL), err);
	return code < 0 ? code : read_latest(p, err);
}

static int check(struct preparation *p, struct error *err)
{
	int code;

	if ((code = check_seen(p, err)) < 0 || (code = check_latest(p, err)) < 0)
		return code;
	if (is_typed(p))
		return error_set(err, ERR_INVALID,
			"save what you changed first: then somebody else checks the answer");
	return prepared_check(p->req->worker->private, p->address + 1, p->kept.revision, draft_person(p->req),
		time(NULL), err);
}

/* NAME, of the field FIELD, as records have it. */
static int add_who(struct draft *draft, struct preparation *p, const char *field, bool asks, struct error *err)
{
	CLEANUP(buf_release) struct buf reference = BUF_INIT;
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(str_free) char *make = str_format("make_%s", field);
	const char *name = get(&p->latest, field);
	int code = *name ? who_find_or_make(draft, name, asks ? get(&p->latest, make) : "name", &who, err) : 0;

	if (code < 0)
		return error_field(err, field);
	if (who.path)
		place_reference(&reference, who.path);
	fields_add(&p->facts, field, who.path ? buf_text(&reference) : name);
	return 0;
}

static int find_names(struct draft *draft, struct preparation *p, struct error *err)
{
	int code;

	fields_release(&p->facts);
	fields_add(&p->facts, "prepared", p->kept.by);
	fields_add(&p->facts, "checked", p->kept.checked ? p->kept.checked : "");
	code = add_who(draft, p, "signatory", false, err);
	for (size_t i = 0; code == 0 && i < p->sent.items.count; i++) {
		const char *id = p->sent.items.item[i].id;
		CLEANUP(str_free) char *field = str_format("to-%s", id);
		CLEANUP(str_free) char *outcome = str_format("outcome-%s", id);

		if (str_equal(get(&p->latest, outcome), "forwarded"))
			code = add_who(draft, p, field, true, err);
	}
	return code;
}

static const char *fact_of_answer(void *ctx, const char *name)
{
	const struct preparation *p = ctx;
	const char *fact = fields_get(&p->facts, name);

	return fact ? fact : fields_get(&p->latest, name);
}

static int take_step(struct draft *draft, struct buf *subject, void *ctx, struct error *err)
{
	struct preparation *p = ctx;
	struct request *req = draft->req;
	CLEANUP(str_free) char *now = draft_now(req);
	struct step step = { req->worker->store, draft->head.hex, draft->path, draft->rec, draft->change, now,
		draft_person(req), req->roles, fact_of_answer, p, page_db(req->worker->pages) };
	const struct track_step *row;
	int code = find_names(draft, p, err);

	if (code == 0)
		code = step_take(&step, "answer", &row, err);
	if (code == 0)
		draft_subject(draft, subject, row->subject, NULL);
	return code;
}

/* What is published is what its publisher has before the eyes, and it is kept first: nothing typed is lost. */
static int publish(struct preparation *p, struct error *err)
{
	int code;

	if ((code = check_seen(p, err)) < 0 || (code = check_latest(p, err)) < 0 || (code = save(p, err)) < 0 ||
		(code = draft_change(p->req, p->address, take_step, p, NULL, err)) < 0)
		return code;
	prepared_done(p->req->worker->private, p->address + 1, NULL);
	return 0;
}

/* The ready text that the form chose for the recommendation ID, at the end of its reasons. */
static int insert_text(struct preparation *p, const char *id, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *chosen = str_format("ready-%s", id);
	CLEANUP(str_free) char *field = str_format("reasons-%s", id);
	const char *ready = request_field(p->req, chosen);
	int code;

	if (!ready || !*ready) {
		error_set(err, ERR_INVALID, "choose a ready text first");
		return error_field(err, field);
	}
	buf_puts(&text, get(&p->shown, field));
	if (text.len)
		buf_puts(&text, "\n\n");
	if ((code = ready_text_find(p->req->worker->private, strtoll(ready, NULL, 10), &text, err)) < 0)
		return error_field(err, field);
	for (size_t i = 0; i < p->shown.count; i++)
		if (str_equal(p->shown.field[i].name, field)) {
			free(p->shown.field[i].value);
			p->shown.field[i].value = buf_take(&text);
			break;
		}
	return 0;
}

/* The page --------------------------------------------------------------------------------------- */

static void fields_json(struct buf *out, const struct fields *fields)
{
	buf_addc(out, '{');
	for (size_t i = 0; i < fields->count; i++) {
		buf_puts(out, i ? "," : "");
		buf_add_json(out, fields->field[i].name, strlen(fields->field[i].name));
		buf_addc(out, ':');
		buf_add_json(out, fields->field[i].value, strlen(fields->field[i].value));
	}
	buf_addc(out, '}');
}

/* SECONDS as records state moments; NULL where there are none. */
static char *moment(const struct request *req, long long seconds)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date date;

	if (!seconds || date_from_time(&date, seconds, req->worker->facts->zone, NULL) < 0)
		return NULL;
	date_write(&text, &date);
	return buf_take(&text);
}

static bool must_be_checked(const struct request *req)
{
	CLEANUP(str_free) char *now = draft_now(req);
	const struct rule *rule;
	struct date date;

	now[strlen("2015-07-28")] = '\0';
	rule = date_parse(&date, now, NULL) < 0 ? NULL : rules_on(req->worker->facts->rules, "answer.check", &date);
	return rule && str_equal(rule->value, "yes");
}

/* The form with FIELDS; AGAIN: it was sent, and WHY (may be NULL) says what is missing. */
static int show(struct preparation *p, struct reply *reply, const struct fields *fields, bool again,
	const struct error *why, struct error *err)
{
	struct request *req = p->req;
	CLEANUP(buf_release) struct buf sent = BUF_INIT, now = BUF_INIT, theirs = BUF_INIT, ready = BUF_INIT;
	CLEANUP(str_free) char *at = moment(req, p->kept.at);
	CLEANUP(str_free) char *checked_at = moment(req, p->kept.checked_at);
	char revision[24];
	struct error closed;
	int code = ready_texts(req->worker->private, &ready, err);

	if (code < 0)
		return code;
	sent_rows(&p->sent, &sent);
	fields_json(&now, fields);
	fields_json(&theirs, &p->theirs);
	snprintf(revision, sizeof revision, "%lld", p->kept.revision);
	const struct page_value values[] = {
		{ "of",           p->address                                                        },
		{ "revision",     revision                                                          },
		{ "sent_json",    buf_text(&sent)                                                   },
		{ "fields_json",  buf_text(&now)                                                    },
		{ "theirs_json",  buf_text(&theirs)                                                 },
		{ "ready_json",   buf_text(&ready)                                                  },
		{ "kept_by",      p->kept.by                                                        },
		{ "kept_at",      at                                                                },
		{ "checked_by",   p->kept.checked                                                   },
		{ "checked_at",   checked_at                                                        },
		{ "person",       draft_person(req)                                                 },
		{ "must_check",   must_be_checked(req) ? "1" : NULL                                 },
		{ "is_closed",    check_open(p, &closed) < 0 ? "1" : NULL                           },
		{ "was_kept",     why && p->kept.revision > revision_of_form(req) && !p->theirs.count ? "1" : NULL },
		{ "is_inserted",  again && !why ? "1" : NULL                                        },
	};

	reply->kept_private = true;
	if (again)
		return reply_form_again(req, reply, "answer-prepare", values, ARRAY_SIZE(values), why, err);
	return reply_page(req, reply, "answer-prepare", values, ARRAY_SIZE(values), err);
}

/* "/proposals/2015/1/answers/1". The caller frees. */
static char *published_at(const struct request *req)
{
	CLEANUP(str_free) char *proposal = draft_address(req);

	return str_format("%s/answers/%s", proposal, req->segment[2]);
}

int get_answer_prepare(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(preparation_release) struct preparation p = { 0 };
	CLEANUP(str_free) char *published = published_at(req);
	int code = open_preparation(&p, req, err);

	if (code < 0)
		return code;
	if (str_equal(record_get(p.draft.rec, "state"), "answered")) {
		reply_redirect(reply, published, NULL);
		return 0;
	}
	if ((code = check_open(&p, err)) < 0)
		return code;
	return show(&p, reply, &p.latest, false, NULL, err);
}

/* A button, what it does, and what the page says after it. A table ends with a NULL action. */
static const struct {
	const char *action, *flash;
	int (*act)(struct preparation *p, struct error *err);
} buttons[] = {
	{ "save",    "answer-kept",      save    },
	{ "check",   "answer-checked",   check   },
	{ "publish", "answer-published", publish },
};

static int press(struct preparation *p, const char *action, const char **flash, struct error *err)
{
	int code;

	if ((code = request_acts(p->req, err)) < 0 || (code = check_open(p, err)) < 0)
		return code;
	for (size_t i = 0; i < ARRAY_SIZE(buttons); i++)
		if (str_equal(buttons[i].action, action)) {
			*flash = buttons[i].flash;
			return buttons[i].act(p, err);
		}
	return error_set(err, ERR_INVALID, "the form does not say what to do");
}

static int post(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(preparation_release) struct preparation p = { 0 };
	CLEANUP(str_free) char *published = published_at(req);
	const char *action = request_field(req, "action"), *flash = NULL;
	struct error why;
	int code = draft_done(req, err);

	if (code > 0) /* the same form again: it published the answer */
		reply_redirect(reply, published, "answer-published");
	if (code != 0)
		return code < 0 ? code : 0;
	if ((code = open_preparation(&p, req, err)) < 0 || (code = merge(&p, err)) < 0)
		return code;
	if (action && str_starts(action, "insert-")) {
		code = insert_text(&p, action + strlen("insert-"), &why);
		return show(&p, reply, &p.shown, true, code < 0 ? &why : NULL, err);
	}
	if ((code = press(&p, action, &flash, &why)) < 0)
		return show(&p, reply, &p.shown, true, &why, err);
	if (str_equal(flash, "answer-published"))
		reply_redirect(reply, published, flash);
	else
		reply_redirect(reply, req->path, flash);
	return 0;
}

/* A form that is sent twice at once is published once, and the second one finds it so. */
static pthread_mutex_t posting = PTHREAD_MUTEX_INITIALIZER;

int post_answer_prepare(struct request *req, struct reply *reply, struct error *err)
{
	pthread_mutex_lock(&posting);
	int code = post(req, reply, err);
	pthread_mutex_unlock(&posting);
	return code;
}
