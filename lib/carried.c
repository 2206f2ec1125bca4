#include "carried.h"
#include "agenda.h"
#include "date.h"
#include "place.h"

/* One matter a row, or all of them in a list. */
/* clang-format off */
static const struct {
	const char *key;
	bool list;
	int most;
	const char *az, *en;
} matters[] = {
	{ "approves",  false, CARRIED_MINUTES, "“%s” protokolunun təsdiqi", "Approval of the minutes of “%s”" },
	{ "actions",   true,  CARRIED_MATTERS, "Açıq qalmış tapşırıqlar", "Actions that are still open" },
	{ "proposals", true,  CARRIED_MATTERS, "Başa çatmamış və yeni cavab verilmiş təkliflər", "Proposals that are not closed or were answered of late" },
};
/* clang-format on */

static const char matters_sql[] =
	"SELECT c.path, c.item, (SELECT title FROM visible_records r WHERE r.id = c.record), c.since "
	"FROM visible_carried c WHERE c.matter = ?1 AND c.record <> ?2 "
	"AND (?3 IS NULL OR c.since IS NULL OR c.since <= ?3) "
	"AND NOT EXISTS (SELECT 1 FROM visible_links l WHERE l.record = ?2 AND l.role = 'agenda' "
	"AND l.to_record = c.record AND l.to_item = c.item) "
	"ORDER BY c.since IS NULL, c.since, c.record, length(c.item), c.item LIMIT ?4";

/* What is on the agenda as it is being written, which the index does not know yet. */
static bool is_listed(const struct yaml *agenda, const char *key, const char *ref)
{
	for (size_t i = 0; i < yaml_count(agenda); i++) {
		const struct yaml *value = yaml_at(agenda->item[i], key);

		if (str_equal(yaml_get(agenda->item[i], key), ref))
			return true;
		for (size_t k = 0; value && value->type == YAML_LIST && k < value->items; k++)
			if (str_equal(value->item[k]->text, ref))
				return true;
	}
	return false;
}

/* "meetings/2015/0001-local", "meetings/2015/0001-local/minutes.md#a1" */
static char *reference_of(struct query *query)
{
	const char *path = query_text(query, 0), *item = query_text(query, 1);
	struct buf ref = BUF_INIT;

	if (*item)
		buf_printf(&ref, "%s#a%s", path, item + 1);
	else
		place_reference(&ref, path);
	return buf_take(&ref);
}

static struct yaml *row_with(const char *title)
{
	struct yaml *row = yaml_map();

	yaml_put_text(row, "title", title);
	return row;
}

static char *approval_title(const char *form, struct query *query, const char *language)
{
	CLEANUP(buf_release) struct buf title = BUF_INIT;
	const char *place = strstr(form, "%s"), *since = query_text(query, 3);
	struct date date;

	buf_add(&title, form, (size_t)(place - form));
	buf_puts(&title, query_text(query, 2));
	buf_puts(&title, place + 2);
	if (since && date_parse(&date, since, NULL) == 0) {
		buf_puts(&title, ", ");
		date_text(&title, &date, language, DATE_LONG);
	}
	return buf_take(&title);
}

/* The rows of one matter, into ROWS. */
static int read_matter(size_t n, const struct record *rec, const char *identity, struct db *index,
	const char *language, struct yaml *rows, struct error *err)
{
	const char *form = str_equal(language, "az") ? matters[n].az : matters[n].en;
	const struct yaml *agenda = record_value(rec, "agenda");
	CLEANUP(query_free) struct query *query = NULL;
	struct yaml *list = NULL;
	int code = db_prepare(&query, index, matters_sql, err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, matters[n].key);
	query_bind_text(query, 2, identity);
	query_bind_text(query, 3, record_get(rec, "date"));
	query_bind_number(query, 4, matters[n].most);
	while ((code = query_step(query, err)) > 0) {
		CLEANUP(str_free) char *ref = reference_of(query);
		CLEANUP(str_free) char *title = NULL;

		if (is_listed(agenda, matters[n].key, ref))
			continue;
		if (!matters[n].list) {
			title = approval_title(form, query, language);
			yaml_append(rows, row_with(title));
			yaml_put_text(rows->item[rows->items - 1], matters[n].key, ref);
			continue;
		}
		if (!list) {
			list = yaml_list();
			yaml_append(rows, row_with(form));
			yaml_put(rows->item[rows->items - 1], matters[n].key, list);
		}
		yaml_append(list, yaml_scalar(ref));
	}
	return code;
}

/* A list that stands on the agenda already takes in what came since. True: done. */
static bool extend(struct record *rec, const struct yaml *row)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(rec);

	for (size_t n = 0; n < ARRAY_SIZE(matters); n++) {
		const struct yaml *more = matters[n].list ? yaml_at(row, matters[n].key) : NULL;

		for (size_t i = 0; more && i < agenda->items; i++) {
			const struct yaml *old = yaml_at(agenda->item[i], matters[n].key);
			struct yaml *both;

			if (!old)
				continue;
			both = yaml_copy(old);
			for (size_t k = 0; k < more->items; k++)
				yaml_append(both, yaml_scalar(more->item[k]->text));
			yaml_put(agenda->item[i], matters[n].key, both);
			record_set_value(rec, "agenda", TAKE(agenda));
			return true;
		}
	}
	return false;
}

int carried_add(struct record *rec, const char *path, struct db *index, const char *language,
	struct error *err)
{
	CLEANUP(yaml_free) struct yaml *rows = yaml_list();
	struct place place;
	size_t at = 0;
	int code = place_parse(&place, path, err);

	for (size_t n = 0; code == 0 && n < ARRAY_SIZE(matters); n++)
		code = read_matter(n, rec, place.identity, index, language, rows, err);
	for (size_t i = 0; code == 0 && i < rows->items; i++)
		if (!extend(rec, rows->item[i]))
			code = agenda_insert(rec, at++, yaml_copy(rows->item[i]), err);
	return code;
}
