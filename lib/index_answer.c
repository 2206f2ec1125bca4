#include "index_write.h"
#include "item.h"
#include "kind.h"

/* What was sent to the agency, what it answered, and what it reported (schema.sql: submissions, outcomes, reports). */

/* NUMBER or NULL. */
static struct bound number_of(const char *text)
{
	return text && *text ? NUMBER(atoll(text)) : NOTHING;
}

/* The recommendations of the text that was sent, as JSON; NULL where there is no such text. The caller frees. */
static char *recommends(const struct entry *entry)
{
	const char *commit = record_get(entry->rec, "commit");
	CLEANUP(buf_release) struct buf text = BUF_INIT, out = BUF_INIT;
	CLEANUP(record_free) struct record *sent = NULL;
	CLEANUP(str_free) char *path = str_format("%s/proposal.md", entry->place->folder);

	if (!commit || store_read(entry->ix->store, commit, path, &text, NULL, NULL) < 0 ||
		record_parse(&sent, buf_text(&text), text.len, NULL) < 0)
		return NULL;
	CLEANUP(items_release) struct items items = items_read(record_body(sent), "R");
	for (size_t i = 0; i < items.count; i++)
		buf_printf(&out, "%s\"%s\"", i ? "," : "[", items.item[i].id);
	buf_puts(&out, items.count ? "]" : "[]");
	return buf_take(&out);
}

static int add_submission(struct entry *entry, struct error *err)
{
	const struct record *rec = entry->rec;
	CLEANUP(str_free) char *ids = recommends(entry);

	return INDEX_RUN(entry->ix, err, "INSERT INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		TEXT(entry->id), TEXT(entry->place->owner), NUMBER(entry->place->number),
		number_of(record_get(rec, "version")), TEXT(record_get(rec, "state")),
		TEXT(record_get(rec, "outgoing date")), TEXT(record_get(rec, "incoming date")),
		TEXT(record_get(rec, "due")), NUMBER(yaml_count(record_value(rec, "extended"))),
		TEXT(yaml_get(record_value(rec, "returned"), "at")), TEXT(ids), NUMBER(index_audience(entry->ix, entry->id, rec)));
}

/* One that says two things of a recommendation has a fault: the first counts. */
static int add_outcome(struct entry *entry, size_t n, const struct yaml *outcome, struct error *err)
{
	struct place place;
	struct bound to, to_name;

	if (!yaml_get(outcome, "recommendation"))
		return 0;
	index_who(yaml_get(outcome, "to"), &place, &to, &to_name);
	return INDEX_RUN(entry->ix, err,
		"INSERT OR IGNORE INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		TEXT(entry->place->owner), TEXT(yaml_get(outcome, "recommendation")),
		NUMBER(entry->place->number), TEXT(entry->id), NUMBER(n + 1),
		TEXT(yaml_get(outcome, "outcome")), TEXT(yaml_get(outcome, "reasons")), to, to_name,
		TEXT(yaml_get(outcome, "unit")), TEXT(yaml_get(outcome, "planned date")),
		TEXT(record_get(entry->rec, "published at")), NUMBER(index_audience(entry->ix, entry->id, entry->rec)));
}

static int add_answer(struct entry *entry, struct error *err)
{
	const struct yaml *outcomes = record_value(entry->rec, "outcomes");
	int code = 0;

	for (size_t i = 0; code == 0 && i < yaml_count(outcomes); i++)
		code = add_outcome(entry, i, outcomes->item[i], err);
	return code;
}

/* "2016-01-15-2" → "2016-01-15.000002". The caller frees. */
static char *order_of(const char *slug)
{
	const char *dash = strrchr(slug, '-');

	return dash ? str_format("%.*s.%06d", (int)(dash - slug), slug, atoi(dash + 1)) : str_copy(slug);
}

static int add_report(struct entry *entry, struct error *err)
{
	const struct record *rec = entry->rec;
	CLEANUP(str_free) char *at = order_of(strrchr(entry->id, '/') + 1);
	struct place place;
	struct bound reporter, reporter_name;

	if (!record_get(rec, "recommendation"))
		return 0;
	index_who(record_get(rec, "reporter"), &place, &reporter, &reporter_name);
	return INDEX_RUN(entry->ix, err, "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		TEXT(entry->place->owner), TEXT(record_get(rec, "recommendation")), TEXT(at), TEXT(entry->id),
		TEXT(record_get(rec, "date")), TEXT(record_get(rec, "status")),
		number_of(record_get(rec, "percent")), TEXT(record_get(rec, "next report")),
		TEXT(record_get(rec, "reason")), reporter, reporter_name, NUMBER(index_audience(entry->ix, entry->id, rec)));
}

int index_course(struct entry *entry, struct error *err)
{
	const char *kind = entry->place->kind->name;

	if (str_equal(kind, "submission"))
		return add_submission(entry, err);
	if (str_equal(kind, "answer"))
		return add_answer(entry, err);
	return str_equal(kind, "progress") ? add_report(entry, err) : 0;
}
