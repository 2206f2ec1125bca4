#include "notice.h"

static struct yaml *notice_agenda(const struct yaml *agenda)
{
	static const char *const keys[] = { "title", "rapporteur", "minutes allotted" };
	struct yaml *list = yaml_list();

	for (size_t i = 0; i < yaml_count(agenda); i++) {
		const struct yaml *one = agenda->item[i];
		struct yaml *row;

		if (str_equal(yaml_get(one, "kind"), "internal") || !yaml_get(one, "title"))
			continue;
		row = yaml_map();
		for (size_t k = 0; k < ARRAY_SIZE(keys); k++)
			yaml_put_text(row, keys[k], yaml_get(one, keys[k]));
		yaml_append(list, row);
	}
	return list;
}

/* What a notice takes over, and what that is called where it has changed. */
/* clang-format off */
static const struct {
	const char *key, *az, *en;
} facts[] = {
	{ "title",  "ad",              "title"  },
	{ "kind",   NULL,              NULL     },
	{ "date",   "tarix",           "date"   },
	{ "starts", "başlama vaxtı",   "starts" },
	{ "ends",   "bitmə vaxtı",     "ends"   },
	{ "place",  "yer",             "place"  },
	{ "mode",   "keçirilmə forması", "how it meets" },
};
/* clang-format on */

struct record *notice_of(const struct record *rec, const char *state, const char *day)
{
	struct record *notice = record_new("notice");

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		if (record_get(rec, facts[i].key))
			record_set(notice, facts[i].key, record_get(rec, facts[i].key));
	record_set(notice, "state", state);
	record_set(notice, "at", day);
	record_set_value(notice, "agenda", notice_agenda(record_value(rec, "agenda")));
	return notice;
}

static void add_fact(struct buf *out, const char *text, const char *language)
{
	struct date date;

	if (text && strlen(text) == strlen("2015-07-28") && date_parse(&date, text, NULL) == 0)
		date_text(out, &date, language, DATE_LONG);
	else
		buf_puts(out, text ? text : "—");
}

static void add_change(struct buf *out, const char *what, const char *old, const char *new,
	const char *language)
{
	buf_printf(out, "%s%s: ", out->len ? "; " : "", what);
	add_fact(out, old, language);
	buf_puts(out, " → ");
	add_fact(out, new, language);
}

void notice_changes(struct buf *out, const struct record *notice, const struct record *rec,
	const char *language)
{
	CLEANUP(yaml_free) struct yaml *agenda = notice_agenda(record_value(rec, "agenda"));
	const struct yaml *told = record_value(notice, "agenda");
	bool az = str_equal(language, "az");

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		const char *old = record_get(notice, facts[i].key), *new = record_get(rec, facts[i].key);

		if (facts[i].az && !str_equal(old, new))
			add_change(out, az ? facts[i].az : facts[i].en, old, new, language);
	}
	if (told ? !yaml_equal(told, agenda) : agenda->items > 0)
		buf_printf(out, "%s%s", out->len ? "; " : "", az ? "gündəlik" : "agenda");
}

bool notice_due(const struct record *rec, const struct rules *rules, bool urgent, struct date *out)
{
	const char *text = record_get(rec, "date");
	struct date date;

	return text && date_parse(&date, text, NULL) == 0 &&
	       rules_before(rules, urgent ? "notice.urgent" : "notice", &date, out);
}
