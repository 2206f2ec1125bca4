#include "item.h"
#include "text.h"
#include "who.h"

/* A name that nobody on record has is asked about: whom it may mean, or what shall become of it. */

static const char question[] =
	"nobody on record is called \"%s\": choose below what to do with the name";
static const char questions[] =
	"nobody on record is called so: %s; choose below what to do with each of these names";

int who_ask(struct error *err, const char *name)
{
	return error_set(err, ERR_INVALID, question, name);
}

int who_ask_each(struct error *err, const char *names)
{
	return error_set(err, ERR_INVALID, questions, names);
}

static bool asks_each(const struct error *why)
{
	return why && why->parts && why->format[0] == questions;
}

const char *who_unknown(const struct error *why)
{
	return asks_each(why) || (why && why->parts && why->format[0] == question)
		? why->pool + why->value[0]
		: NULL;
}

/* Whom a name may mean ------------------------------------------------------------------------- */

/* "O. Gündüz" → "% o% gunduz%", to be found in " osman gunduz". */
static char *words_pattern(const char *folded)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	size_t start, pos = 0, len = strlen(folded);

	while (text_next_word(folded, len, &start, &pos)) {
		buf_puts(&out, "% ");
		buf_add(&out, folded + start, pos - start);
	}
	buf_puts(&out, out.len ? "%" : "");
	return buf_take(&out);
}

/* "ETSN" → "% e% t% s% n%"; "" for what is no abbreviation. */
static char *letters_pattern(const char *folded)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	size_t len = strlen(folded);

	if (len < 2 || len > 10 || strspn(folded, letters) != len)
		return str_copy("");
	for (; *folded; folded++)
		buf_printf(&out, "%% %c", *folded);
	buf_addc(&out, '%');
	return buf_take(&out);
}

static const char likely_sql[] =
	"SELECT r.path, coalesce(r.short, r.title), r.kind = 'person', r.title, r.id FROM visible_names n "
	"JOIN visible_records r ON r.id = n.record WHERE ' ' || n.fold LIKE ?1 "
	"OR (r.kind = 'body' AND ' ' || n.fold LIKE ?2) GROUP BY r.id ORDER BY r.sort LIMIT 5";

static int ask_likely(struct query **out, struct request *req, const char *name, struct error *err)
{
	CLEANUP(str_free) char *folded = text_fold(name, strlen(name));
	CLEANUP(str_free) char *words = words_pattern(folded);
	CLEANUP(str_free) char *letters = letters_pattern(folded);
	int code = db_prepare(out, page_db(req->worker->pages), likely_sql, err);

	if (code < 0)
		return code;
	query_bind_text(*out, 1, words);
	query_bind_text(*out, 2, letters);
	return 0;
}

void who_likely(struct request *req, const char *name, struct buf *json)
{
	CLEANUP(query_free) struct query *query = NULL;
	const char *between = "";

	buf_addc(json, '[');
	if (name && ask_likely(&query, req, name, NULL) == 0)
		for (; query_step(query, NULL) > 0; between = ",") {
			buf_printf(json, "%s{\"id\":", between);
			buf_add_json(json, query_text(query, 4), strlen(query_text(query, 4)));
			buf_puts(json, ",\"name\":");
			buf_add_json(json, query_text(query, 3), strlen(query_text(query, 3)));
			buf_addc(json, '}');
		}
	buf_addc(json, ']');
}

int who_find_likely(struct request *req, const char *name, const char *id, struct who *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = ask_likely(&query, req, name, err);

	while (code >= 0 && (code = query_step(query, err)) > 0)
		if (str_equal(query_text(query, 4), id)) {
			*out = (struct who){ str_copy(query_text(query, 0)), str_copy(query_text(query, 1)),
				query_number(query, 2) };
			return 1;
		}
	return code;
}

/* The questions of a form ---------------------------------------------------------------------- */

/* The form's WORD_FIELD_NUMBER. */
static const char *numbered(const struct request *req, const char *word, const char *field, int number)
{
	CLEANUP(str_free) char *name = str_format("%s_%s_%d", word, field, number);

	return request_field(req, name);
}

const char *who_choice(const struct request *req, const char *field, const char *name)
{
	CLEANUP(str_free) char *for_all = str_format("make_%s", field);
	const char *asked;

	for (int n = 1; (asked = numbered(req, "asked", field, n)); n++)
		if (str_equal(asked, name))
			return numbered(req, "make", field, n);
	return request_field(req, for_all);
}

/* Whether NAME is all that TYPED says, or one of several with commas. */
static bool stands_in(const char *typed, const char *name)
{
	CLEANUP(str_free) char *copy = str_copy(typed ? typed : "");
	char *rest = copy, *one;

	if (str_equal(str_trim(copy), name))
		return true;
	while ((one = strsep(&rest, ",")))
		if (str_equal(str_trim(one), name))
			return true;
	return false;
}

/* The list of questions; those of FIELD are counted. */
struct questions {
	struct request *req;
	struct buf *json;
	const char *field;
	int number;
};

static void add_text(struct buf *json, const char *name, const char *value)
{
	buf_printf(json, "\"%s\":", name);
	buf_add_json(json, value, strlen(value));
	buf_addc(json, ',');
}

static void add_question(struct questions *to, const char *name, const char *choice)
{
	struct buf *json = to->json;

	buf_puts(json, buf_text(json)[json->len - 1] == '[' ? "{" : ",{");
	add_text(json, "field", to->field);
	add_text(json, "name", name);
	add_text(json, "choice", choice ? choice : "");
	buf_printf(json, "\"number\":%d,\"likely\":", ++to->number);
	who_likely(to->req, name, json);
	buf_addc(json, '}');
}

/* What was asked before and still stands there. A choice for the whole field counts for each. */
static void ask_again(struct questions *to)
{
	const char *typed = request_field(to->req, to->field), *name;

	for (int n = 1; (name = numbered(to->req, "asked", to->field, n)); n++)
		if (stands_in(typed, name))
			add_question(to, name, who_choice(to->req, to->field, name));
}

/* Whether ask_again has NAME. */
static bool was_asked(const struct request *req, const char *field, const char *name)
{
	const char *asked;

	for (int n = 1; (asked = numbered(req, "asked", field, n)); n++)
		if (str_equal(asked, name))
			return stands_in(request_field(req, field), name);
	return false;
}

/* What WHY asks about, but for what ask_again has. */
static void ask_now(struct questions *to, const struct error *why)
{
	CLEANUP(str_free) char *copy = str_copy(who_unknown(why));
	char *rest = copy, *one;

	while ((one = asks_each(why) ? strsep(&rest, ",") : rest)) {
		rest = asks_each(why) ? rest : NULL;
		one = str_trim(one);
		if (!was_asked(to->req, to->field, one))
			add_question(to, one, NULL);
	}
}

void who_questions(struct request *req, const struct error *why, struct buf *json)
{
	const char *now = who_unknown(why) ? why->field : NULL;

	buf_addc(json, '[');
	for (size_t i = 0; i < req->form.count; i++) {
		const char *name = req->form.field[i].name;
		size_t len = strlen(name);

		if (!str_starts(name, "asked_") || len < strlen("asked_x_1") || !str_equal(name + len - 2, "_1"))
			continue;
		CLEANUP(str_free) char *field = str_copy_n(name + strlen("asked_"), len - strlen("asked_") - 2);
		struct questions to = { req, json, field, 0 };

		ask_again(&to);
		if (str_equal(field, now)) {
			ask_now(&to, why);
			now = NULL;
		}
	}
	if (now)
		ask_now(&(struct questions){ req, json, now, 0 }, why);
	buf_addc(json, ']');
}
