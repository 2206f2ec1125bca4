#include "agenda.h"
#include "minutes.h"

struct yaml *agenda_copy(const struct record *rec)
{
	const struct yaml *agenda = record_value(rec, "agenda");

	return agenda && agenda->type == YAML_LIST ? yaml_copy(agenda) : yaml_list();
}

/* Every row has its heading afterwards. ISSUES: how many there are. */
static int fill_headings(
	struct record *rec, const struct yaml *agenda, size_t *issues, struct error *err)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, "", NULL);
	int code = 0;

	for (size_t n = minutes->issues; code == 0 && n < agenda->items; n++)
		code = minutes_add_issue(rec, yaml_get(agenda->item[n], "title"), err);
	*issues = minutes->issues < agenda->items ? agenda->items : minutes->issues;
	return code;
}

/* Headings that no row stands for get one, so that places agree. */
static void fill_rows(const struct record *rec, struct yaml *agenda)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, "", NULL);

	for (size_t n = agenda->items; n < minutes->issues; n++) {
		struct yaml *row = yaml_map();

		yaml_put_text(row, "title", *minutes->issue[n].title ? minutes->issue[n].title : NULL);
		yaml_append(agenda, row);
	}
}

static void shift(struct yaml *list, size_t from, size_t to)
{
	struct yaml *kept = list->item[from];

	if (from < to)
		memmove(list->item + from, list->item + from + 1, (to - from) * sizeof kept);
	else
		memmove(list->item + to + 1, list->item + to, (from - to) * sizeof kept);
	list->item[to] = kept;
}

int agenda_insert(struct record *rec, size_t at, struct yaml *row, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(rec);
	CLEANUP(yaml_free) struct yaml *mine = row;
	size_t issues;
	int code = fill_headings(rec, agenda, &issues, err);

	if (code < 0 || (code = minutes_add_issue(rec, yaml_get(row, "title"), err)) < 0)
		return code;
	if (at < issues) {
		fill_rows(rec, agenda);
		yaml_free(agenda->item[--agenda->items]); /* the new heading's own */
		if ((code = minutes_move_issue(rec, issues, at, err)) < 0)
			return code;
	}
	yaml_append(agenda, TAKE(mine));
	if (at < issues)
		shift(agenda, agenda->items - 1, at);
	record_set_value(rec, "agenda", TAKE(agenda));
	return 0;
}

int agenda_move(struct record *rec, size_t from, size_t to, struct error *err)
{
	CLEANUP(yaml_free) struct yaml *agenda = agenda_copy(rec);
	size_t issues;
	int code = fill_headings(rec, agenda, &issues, err);

	if (code < 0)
		return code;
	fill_rows(rec, agenda);
	if ((code = minutes_move_issue(rec, from, to, err)) < 0)
		return code;
	shift(agenda, from, to);
	record_set_value(rec, "agenda", TAKE(agenda));
	return 0;
}
