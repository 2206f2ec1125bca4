/* A page's table for sheets: what its query ":_table" finds; columns are named by phrases. */

#include "page_plan.h"
#include "csv.h"

#include <ctype.h>

/* The phrase for a column: of "on_the_last_day" that of "On the last day". */
static void add_heading(struct buf *out, const struct phrases *phrases, const char *name)
{
	CLEANUP(str_free) char *words = str_copy(name);

	for (char *p = words; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	*words = (char)toupper((unsigned char)*words);
	csv_add(out, phrases_get(phrases, words));
}

int asking_write_table(struct asking *asking, struct buf *out, struct error *err)
{
	int number = page_find_query(asking->page, "", "_table");
	int more = number < 0 ? 0 : asking_open(asking, number, err);
	const char *name;

	if (number < 0)
		return error_set(err, ERR_NOT_FOUND, "there is no table of this page");
	if (more < 0)
		return more;
	struct query *query = asking->asked[number].query;

	csv_begin(out);
	for (int i = 0; (name = query_column(query, i)); i++)
		if (name[0] != '_')
			add_heading(out, asking->thread->reader.phrases, name);
	csv_end_row(out);
	while (more > 0) {
		for (int i = 0; (name = query_column(query, i)); i++)
			if (name[0] != '_')
				csv_add(out, query_text(query, i));
		csv_end_row(out);
		more = asking_next(asking, number, err);
	}
	return more;
}
