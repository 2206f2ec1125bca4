#include "index_write.h"
#include "difference.h"
#include "item.h"
#include "kind.h"
#include "markdown.h"
#include "text.h"

#include <ctype.h>

/* Front matter -------------------------------------------------------------------------------- */

/* A text, or that of the council's first language where there is one a language. */
static const char *in_language(const struct yaml *value, const char *language)
{
	if (!value || value->type == YAML_NULL)
		return NULL;
	if (value->type == YAML_SCALAR)
		return value->text;
	const char *text = yaml_get(value, language);
	if (!text && value->type == YAML_MAP && value->items)
		text = value->item[0]->type == YAML_SCALAR ? value->item[0]->text : NULL;
	return text;
}

static const char *last_part(const char *id)
{
	const char *slash = strrchr(id, '/');

	return slash ? slash + 1 : id;
}

static const char *title_of(const struct entry *entry)
{
	const char *title = in_language(record_value(entry->rec, "title"), entry->ix->language);

	if (!title)
		title = in_language(record_value(entry->rec, "name"), entry->ix->language);
	return title ? title : last_part(entry->id);
}

static const char *date_of(const struct record *rec)
{
	static const char *const keys[] = { "date", "at", "answered at", "opens", "outgoing date" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (record_get(rec, keys[i]))
			return record_get(rec, keys[i]);
	return NULL;
}

/* NULL instead of "": for columns that say "none" so. */
static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static int add_record(struct entry *entry, const char *blob, struct error *err)
{
	const struct record *rec = entry->rec;
	const struct place *place = entry->place;
	const struct kind *kind = place->kind;
	const char *language = entry->ix->language;
	CLEANUP(buf_release) struct buf front = BUF_INIT, sort = BUF_INIT, address = BUF_INIT;
	const char *order = record_get(rec, "sort name") ? record_get(rec, "sort name")
							 : entry->title;
	CLEANUP(str_free) char *initial = text_initial(order, language);

	yaml_write_json(&front, record_front(rec));
	text_sort_key(&sort, order, language);
	place_address(&address, place);
	return INDEX_RUN(entry->ix, err,
		"INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		TEXT(entry->id), TEXT(entry->path), TEXT(kind->name), TEXT(buf_text(&address)),
		TEXT(or_null(place->owner)), TEXT(entry->title),
		TEXT(in_language(record_value(rec, "short name"), language)),
		BYTES(sort.data, sort.len), TEXT(initial), TEXT(or_null(place->year)),
		place->number ? NUMBER(place->number) : NOTHING, TEXT(date_of(rec)),
		TEXT(kind->state_key ? record_get(rec, kind->state_key) : NULL),
		TEXT(str_equal(kind->name, "minutes") ? record_get(rec, "state") : NULL),
		NUMBER(index_audience(entry->ix, entry->id, rec)), TEXT(blob), TEXT(buf_text(&front)));
}

static int add_name(struct entry *entry, const char *name, bool main, struct error *err)
{
	if (!name || !*name)
		return 0;
	CLEANUP(str_free) char *fold = text_fold(name, strlen(name));
	return INDEX_RUN(entry->ix, err, "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?)",
		TEXT(entry->id), TEXT(name), TEXT(fold), NUMBER(main));
}

static int add_names(struct entry *entry, struct error *err)
{
	const struct yaml *others = record_value(entry->rec, "other spellings");
	int code = add_name(entry, entry->title, true, err);

	if (code == 0)
		code = add_name(entry, record_get(entry->rec, "short name"), false, err);
	for (size_t i = 0; code == 0 && others && i < others->items; i++)
		code = add_name(entry, others->item[i]->text, false, err);
	return code;
}

/* The identity that a front matter's reference names, or NULL. */
static const char *identity_of(const char *reference, struct place *place)
{
	return reference && place_of_reference(place, reference, NULL) == 0 ? place->identity
									    : NULL;
}

static int add_terms(struct entry *entry, struct error *err)
{
	const struct yaml *terms = record_value(entry->rec, "terms");
	struct place body;
	int code = 0;

	for (size_t i = 0; code == 0 && terms && i < terms->items; i++) {
		const struct yaml *term = terms->item[i];

		code = INDEX_RUN(entry->ix, err, "INSERT INTO terms VALUES (?, ?, ?, ?, ?, ?)",
			TEXT(entry->id), NUMBER(i + 1), TEXT(yaml_get(term, "capacity")),
			TEXT(identity_of(yaml_get(term, "body"), &body)),
			TEXT(yaml_get(term, "from")), TEXT(yaml_get(term, "to")));
	}
	return code;
}

/* Links --------------------------------------------------------------------------------------- */

int index_link(struct entry *entry, const char *item, const char *to, const char *to_item,
	const char *role, struct error *err)
{
	return INDEX_RUN(entry->ix, err, "INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, ?)",
		TEXT(entry->id), TEXT(item), TEXT(to), TEXT(to_item), TEXT(role));
}

/* "s1" → "S1"; what is no item's anchor gives "". */
static void item_of_fragment(char out[16], const char *fragment)
{
	size_t len = strlen(fragment);

	*out = '\0';
	if (len < 2 || len > 15 || !isalpha((unsigned char)*fragment) ||
		strspn(fragment + 1, "0123456789") != len - 1)
		return;
	memcpy(out, fragment, len + 1);
	*out = (char)toupper((unsigned char)*out);
}

bool index_resolve(const struct entry *entry, const char *link, struct place *to, char item[16])
{
	CLEANUP(buf_release) struct buf path = BUF_INIT, fragment = BUF_INIT;

	if (place_resolve(&path, &fragment, entry->path, link, NULL) < 0 ||
		place_parse(to, buf_text(&path), NULL) < 0)
		return false;
	item_of_fragment(item, buf_text(&fragment));
	return true;
}

bool index_resolve_path(const char *reference, struct place *to, char item[16])
{
	CLEANUP(str_free) char *path = str_copy(reference);
	char *fragment = strchr(path, '#');

	if (!fragment)
		return false;
	*fragment++ = '\0';
	if (place_parse(to, path, NULL) < 0)
		return false;
	item_of_fragment(item, fragment);
	return true;
}

static int add_item_reference(
	struct entry *entry, const char *text, const char *role, struct error *err)
{
	struct place to;
	char item[16];

	return index_resolve_path(text, &to, item)
		       ? index_link(entry, "", to.identity, item, role, err)
		       : 0;
}

static int add_references(struct entry *entry, const struct key *key, const struct yaml *value,
	const char *role, struct error *err);

static int add_map(struct entry *entry, const struct key *keys, const struct yaml *map,
	const char *role, struct error *err)
{
	int code = 0;

	for (const struct key *key = keys; code == 0 && key && key->name; key++)
		code = add_references(
			entry, key, yaml_at(map, key->name), role ? role : key->name, err);
	return code;
}

/* ROLE is the front matter's own key, however deep the reference stands in it. */
static int add_references(struct entry *entry, const struct key *key, const struct yaml *value,
	const char *role, struct error *err)
{
	struct place to;
	int code = 0;

	if (!value)
		return 0;
	if (value->type == YAML_LIST) {
		for (size_t i = 0; code == 0 && i < value->items; i++)
			code = add_references(entry, key, value->item[i], role, err);
		return code;
	}
	if (key->type == VALUE_MAP)
		return add_map(entry, key->keys, value, role, err);
	if (value->type != YAML_SCALAR)
		return 0;
	if (key->type == VALUE_ITEM)
		return add_item_reference(entry, value->text, role, err);
	if ((key->type == VALUE_REFERENCE || key->type == VALUE_WHO) &&
		identity_of(value->text, &to))
		return index_link(entry, "", to.identity, "", role, err);
	return 0;
}

static int add_body_link(void *ctx, const char *target, int line, struct error *err)
{
	struct entry *entry = ctx;
	struct place to;
	char item[16];

	if (!index_resolve(entry, target, &to, item))
		return 0;
	return index_link(entry, "", to.identity, item, "body", err);
}

int index_links(struct entry *entry, const char *rest, struct error *err)
{
	int code = add_map(entry, entry->place->kind->keys, record_front(entry->rec), NULL, err);

	if (code == 0)
		code = markdown_each_link(rest, strlen(rest), add_body_link, entry, err);
	/* a body that Markdown refuses has no links */
	return code == ERR_INVALID || code == ERR_TOO_LARGE ? 0 : code;
}

/* Body ---------------------------------------------------------------------------------------- */

static int add_page(struct entry *entry, struct error *err)
{
	const char *body = record_body(entry->rec);
	struct markdown how = { .path = entry->path,
		.item_letters = entry->place->kind->item_letters };
	CLEANUP(buf_release) struct buf html = BUF_INIT;

	if (!*body)
		return 0;
	if (markdown_html(&html, body, strlen(body), &how, NULL) < 0) {
		buf_puts(&html, "<pre>");
		buf_add_html(&html, body, strlen(body));
		buf_puts(&html, "</pre>\n");
	}
	return INDEX_RUN(entry->ix, err, "INSERT INTO pages VALUES (?, ?)", TEXT(entry->id),
		TEXT(buf_text(&html)));
}

static char *plain(const char *text)
{
	struct buf out = BUF_INIT;

	markdown_plain(&out, text, strlen(text));
	return buf_take(&out);
}

/* Marks that change, and no words, are shown as they are typed. */
static void add_difference(struct buf *html, const char *quote, const char *body)
{
	CLEANUP(str_free) char *old = plain(quote);
	CLEANUP(str_free) char *new = plain(body);
	bool same = str_equal(old, new);

	difference_html(html, same ? quote : old, same ? body : new, DIFFERENCE_UNIFIED, -1);
}

/* The words of a correction in the place of those that it quotes. */
static int add_replacement(struct entry *entry, struct error *err)
{
	const struct yaml *anchor = record_value(entry->rec, "anchor");
	const char *part = yaml_get(anchor, "part"), *quote = yaml_get(anchor, "quote");
	CLEANUP(str_free) char *body = str_copy(record_body(entry->rec));
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	CLEANUP(str_free) char *text = NULL;

	if (quote)
		add_difference(&html, quote, str_trim(body));
	else
		text = index_html(entry, body, strlen(body));
	return INDEX_RUN(entry->ix, err, "INSERT INTO replacements VALUES (?, ?, ?)",
		TEXT(entry->id), TEXT(part ? part : ""), TEXT(text ? text : buf_text(&html)));
}

static void add_words(struct buf *out, const struct yaml *value)
{
	for (size_t i = 0; value && i < value->items; i++)
		add_words(out, value->item[i]);
	if (value && value->type == YAML_SCALAR)
		buf_printf(out, "%s%s", out->len ? ", " : "", value->text);
}

/* What a record is found by, beside its title: also what it is called elsewhere and is about. */
static void add_passage(struct entry *entry, const struct buf *rest)
{
	static const char *const keys[] = { "short name", "other spellings", "summary",
		"keywords" };
	struct buf words = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		add_words(&words, record_value(entry->rec, keys[i]));
	if (words.len && rest->len)
		buf_addc(&words, '\n');
	markdown_plain(&words, buf_text(rest), rest->len);
	index_passage(entry, "", buf_take(&words));
}

static int add_parts(struct entry *entry, struct error *err)
{
	const struct kind *kind = entry->place->kind;
	CLEANUP(buf_release) struct buf rest = BUF_INIT;
	int code = 0;

	buf_puts(&rest, record_body(entry->rec));
	if (str_equal(kind->name, "person") || str_equal(kind->name, "body"))
		code = add_names(entry, err);
	if (code == 0)
		code = add_terms(entry, err);
	if (code == 0 && str_equal(kind->name, "minutes"))
		code = index_meeting(entry, &rest, err);
	else if (code == 0 && *kind->item_letters)
		code = index_items(entry, kind->item_letters, &rest, err);
	if (code == 0 && str_equal(kind->name, "correction"))
		code = add_replacement(entry, err);
	if (code == 0 && str_equal(kind->name, "comment"))
		code = index_comment(entry, err);
	if (code == 0)
		code = index_course(entry, err);
	if (code == 0)
		code = index_said_of_item(entry, err);
	if (code == 0)
		code = index_links(entry, buf_text(&rest), err);
	if (code == 0)
		code = add_page(entry, err);
	add_passage(entry, &rest);
	return code < 0 ? code : index_passages(entry, err);
}

int index_entry(struct indexer *ix, const struct place *place, const struct record *rec,
	const char *path, const char *blob, struct error *err)
{
	struct entry entry = { ix, rec, place, place->identity, path, NULL, NULL, 0 };
	int code;

	entry.title = title_of(&entry);
	code = add_record(&entry, blob, err);
	if (code == 0)
		code = add_parts(&entry, err);
	index_passages_release(&entry);
	return code;
}
