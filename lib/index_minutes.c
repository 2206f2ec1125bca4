#include "index_write.h"
#include "item.h"
#include "markdown.h"
#include "minutes.h"

/* Meetings, and items of any record. */

/* Participants -------------------------------------------------------------------------------- */

/* The identity of the first of these keys that refers to a record; NULL where none does. */
static const char *who_is(
	const struct yaml *map, const char *key, const char *or_key, struct place *place)
{
	const char *reference = yaml_get(map, key);

	if (!reference && or_key)
		reference = yaml_get(map, or_key);
	return reference && place_of_reference(place, reference, NULL) == 0 ? place->identity
									    : NULL;
}

static int add_participant(
	struct entry *entry, const struct yaml *one, size_t seq, struct error *err)
{
	struct place who, behalf;
	const char *id = who_is(one, "person", "body", &who);
	const char *name = yaml_get(one, "name");

	/* a reference that is none is shown as it was written */
	if (!id && !name)
		name = yaml_get(one, "person") ? yaml_get(one, "person") : yaml_get(one, "body");
	return INDEX_RUN(entry->ix, err,
		"INSERT INTO participants VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", TEXT(entry->id),
		NUMBER(seq), TEXT(id), TEXT(id ? NULL : name), TEXT(yaml_get(one, "capacity")),
		TEXT(who_is(one, "on behalf of", NULL, &behalf)), TEXT(yaml_get(one, "position")),
		TEXT(yaml_get(one, "voting")), TEXT(yaml_get(one, "attendance")),
		TEXT(yaml_get(one, "note")));
}

static int add_participants(struct entry *entry, struct error *err)
{
	const struct yaml *list = record_value(entry->rec, "participants");
	int code = 0;

	for (size_t i = 0; code == 0 && list && i < list->items; i++)
		code = add_participant(entry, list->item[i], i + 1, err);
	return code;
}

/* HTML and plain text ------------------------------------------------------------------------- */

/* HTML that is shown on other pages, too: a link to "#s1" there means this record's. */
static char *anywhere(const struct entry *entry, const struct buf *html)
{
	static const char link[] = "href=\"#";
	const char *at = buf_text(html), *next;
	struct buf out = BUF_INIT;

	while ((next = strstr(at, link))) {
		buf_add(&out, at, (size_t)(next - at));
		buf_puts(&out, "href=\"");
		place_address(&out, entry->place);
		at = next + strlen(link) - 1;
	}
	buf_puts(&out, at);
	return buf_take(&out);
}

char *index_html(const struct entry *entry, const char *text, size_t len)
{
	struct markdown how = { .path = entry->path };
	CLEANUP(buf_release) struct buf html = BUF_INIT;

	if (markdown_html(&html, text, len, &how, NULL) < 0) {
		buf_puts(&html, "<pre>");
		buf_add_html(&html, text, len);
		buf_puts(&html, "</pre>\n");
	}
	return anywhere(entry, &html);
}

/* HTML (taken over) that is a single paragraph, without its tags; anything else as it is. */
static char *without_paragraph(char *html)
{
	char *end = strstr(html, "</p>\n");

	if (!str_starts(html, "<p>") || !end || end[strlen("</p>\n")])
		return html;
	*end = '\0';
	memmove(html, html + 3, (size_t)(end + 1 - html - 3));
	return html;
}

/* What an item says: in one line where it is one paragraph, else with its list or table. */
static char *inline_html(const struct entry *entry, const char *text)
{
	struct markdown how = { .path = entry->path };
	CLEANUP(buf_release) struct buf html = BUF_INIT;

	if (strchr(text, '\n'))
		return without_paragraph(index_html(entry, text, strlen(text)));
	if (markdown_inline_html(&html, text, strlen(text), &how, NULL) < 0)
		buf_add_html(&html, text, strlen(text));
	return anywhere(entry, &html);
}

static char *plain_text(const char *text)
{
	struct buf plain = BUF_INIT;

	markdown_plain(&plain, text, strlen(text));
	return buf_take(&plain);
}

/* Agenda -------------------------------------------------------------------------------------- */

static bool is_blank(const char *text, size_t len)
{
	return strspn(text, " \t\n") >= len;
}

static size_t next_line(const char *body, size_t at, size_t end)
{
	const char *newline = memchr(body + at, '\n', end - at);

	return newline ? (size_t)(newline - body) + 1 : end;
}

static int add_issue(struct entry *entry, const struct minutes *minutes, const struct yaml *one,
	size_t n, struct error *err)
{
	const char *title = one ? yaml_get(one, "title") : NULL;
	struct place issue, rapporteur;
	const char *id = who_is(one, "rapporteur", NULL, &rapporteur);

	if (n < minutes->issues && !title)
		title = minutes->issue[n].title;
	return INDEX_RUN(entry->ix, err, "INSERT INTO agenda VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		TEXT(entry->id), NUMBER(n + 1), TEXT(who_is(one, "issue", NULL, &issue)),
		TEXT(title ? title : ""), TEXT(id), TEXT(id ? NULL : yaml_get(one, "rapporteur")),
		TEXT(yaml_get(one, "kind")), TEXT(yaml_get(one, "minutes allotted")));
}

/* The n-th heading of the body is the n-th entry of the front matter's agenda. */
static int add_agenda(struct entry *entry, const struct minutes *minutes, struct error *err)
{
	const struct yaml *list = record_value(entry->rec, "agenda");
	size_t listed = list ? list->items : 0;
	int code = 0;

	for (size_t n = 0; code == 0 && (n < listed || n < minutes->issues); n++)
		code = add_issue(entry, minutes, n < listed ? list->item[n] : NULL, n, err);
	return code;
}

/* Items --------------------------------------------------------------------------------------- */

static int add_text_links(struct entry *entry, const char *id, const char *text, struct error *err)
{
	struct item_link *links = NULL;
	size_t n = item_links(&links, text);
	struct place to;
	char item[16];
	int code = 0;

	for (size_t i = 0; code == 0 && i < n; i++)
		if (index_resolve(entry, links[i].target, &to, item))
			code = index_link(entry, id, to.identity, item, "body", err);
	item_links_free(links, n);
	return code;
}

/* Whom "[Osman Gündüz](…)" or "Osman Gündüz" names: the name, and the identity ("" for none). */
static void read_person(const struct entry *entry, const char *text, char **name, struct place *who)
{
	struct item_link *links = NULL;
	size_t n = item_links(&links, text);
	char item[16];

	if (n != 1 || !index_resolve(entry, links[0].target, who, item))
		*who->identity = '\0';
	*name = n == 1 ? plain_text(links[0].label) : str_copy(text);
	item_links_free(links, n);
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static int add_speaker(struct entry *entry, const struct minutes_item *item, size_t n,
	struct buf *names, struct error *err)
{
	CLEANUP(str_free) char *name = NULL;
	struct place who;

	read_person(entry, item->speaker[n], &name, &who);
	buf_printf(names, "%s%s", n ? ", " : "", name);
	return INDEX_RUN(entry->ix, err, "INSERT OR IGNORE INTO speakers VALUES (?, ?, ?, ?, ?)",
		TEXT(entry->id), TEXT(item->id), NUMBER(n + 1), TEXT(or_null(who.identity)),
		TEXT(name));
}

static int add_voters(struct entry *entry, const struct minutes_item *item, struct error *err)
{
	size_t seq = 0;
	int code = 0;

	for (size_t vote = 0; vote < MINUTES_VOTES; vote++) {
		const struct minutes_voters *voted = &item->voted[vote];

		for (size_t i = 0; code == 0 && i < voted->count; i++) {
			CLEANUP(str_free) char *name = NULL;
			struct place who;

			read_person(entry, voted->who[i], &name, &who);
			code = INDEX_RUN(entry->ix, err,
				"INSERT OR IGNORE INTO voters VALUES (?, ?, ?, ?, ?, ?)",
				TEXT(entry->id), TEXT(item->id), NUMBER(++seq),
				TEXT(minutes_vote_name(vote)), TEXT(or_null(who.identity)),
				TEXT(name));
		}
	}
	return code;
}

/* "S3" is an item of the same minutes; the others are links. */
static int add_origin(
	struct entry *entry, const struct minutes_item *item, const char *origin, struct error *err)
{
	struct place to;
	char to_item[16];

	if (!strpbrk(origin, "#/."))
		return index_link(entry, item->id, entry->id, origin, "origin", err);
	if (!index_resolve(entry, origin, &to, to_item))
		return 0;
	return index_link(entry, item->id, to.identity, to_item, "origin", err);
}

static struct bound votes(int count)
{
	return count == VOTES_UNKNOWN ? NOTHING : NUMBER(count);
}

static int add_item_row(struct entry *entry, const struct minutes *minutes,
	const struct minutes_item *item, size_t seq, const char *plain, struct error *err)
{
	CLEANUP(str_free) char *html = inline_html(entry, item->text);
	CLEANUP(str_free) char *person = NULL;
	struct place who = { .identity = "" };
	char letter[2] = { item->letter };

	if (item->person)
		read_person(entry, item->person, &person, &who);
	return INDEX_RUN(entry->ix, err,
		"INSERT OR IGNORE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		TEXT(entry->id), TEXT(item->id), NUMBER(seq), TEXT(letter),
		item->issue < minutes->issues ? NUMBER(item->issue + 1) : NOTHING,
		TEXT(minutes_section_name(item->section)), TEXT(plain), TEXT(html), votes(item->votes_for),
		votes(item->against), votes(item->abstained),
		item->letter == 'A' ? NUMBER(item->done) : NOTHING, TEXT(or_null(who.identity)),
		TEXT(person), TEXT(item->due));
}

static int add_minutes_item(struct entry *entry, const struct minutes *minutes,
	const struct minutes_item *item, size_t seq, struct error *err)
{
	CLEANUP(str_free) char *plain = plain_text(item->text);
	CLEANUP(buf_release) struct buf words = BUF_INIT;
	int code = add_item_row(entry, minutes, item, seq, plain, err);

	for (size_t i = 0; code == 0 && i < item->speakers; i++)
		code = add_speaker(entry, item, i, &words, err);
	for (size_t i = 0; code == 0 && i < item->origins; i++)
		code = add_origin(entry, item, item->origin[i], err);
	if (code == 0)
		code = add_voters(entry, item, err);
	if (code == 0)
		code = add_text_links(entry, item->id, item->text, err);
	buf_printf(&words, "%s%s", words.len ? ": " : "", plain);
	index_passage(entry, item->id, buf_take(&words));
	return code;
}

/*
 * REST without the bytes FROM to TO of the whole body, which is gone up to *DONE already, *CUT
 * bytes less. An item under another's heading is cut with it.
 */
static void cut_out(struct buf *rest, size_t from, size_t to, size_t *done, size_t *cut)
{
	if (from < *done)
		from = *done;
	if (to <= from)
		return;
	size_t start = from - *cut, end = to - *cut;
	memmove(rest->data + start, rest->data + end, rest->len - end);
	buf_cut(rest, rest->len - (end - start));
	*cut += to - from;
	*done = to;
}

int index_meeting(struct entry *entry, struct buf *rest, struct error *err)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(entry->rec, entry->path, NULL);
	size_t done = 0, cut = 0, seq = 0;
	int code = add_participants(entry, err);

	if (code == 0)
		code = add_agenda(entry, minutes, err);
	if (code == 0)
		code = index_texts(entry, minutes, err);
	for (size_t i = 0; code == 0 && i < minutes->items; i++) {
		const struct minutes_item *item = &minutes->item[i];

		/* without an id it cannot be cited: it is text like any other */
		if (!item->id)
			continue;
		code = add_minutes_item(entry, minutes, item, ++seq, err);
		cut_out(rest, item->start, item->end, &done, &cut);
	}
	return code;
}

/* All that stands under an item's heading is found with it. */
static char *item_words(const struct entry *entry, const struct item *item, const char *plain)
{
	const char *body = record_body(entry->rec);
	size_t start = next_line(body, item->start, item->end);
	struct buf words = BUF_INIT;

	buf_puts(&words, plain);
	if (item->heading && !is_blank(body + start, item->end - start)) {
		buf_addc(&words, '\n');
		markdown_plain(&words, body + start, item->end - start);
	}
	return buf_take(&words);
}

static int add_item(struct entry *entry, const struct item *item, size_t seq, struct error *err)
{
	CLEANUP(str_free) char *plain = plain_text(item->text);
	CLEANUP(str_free) char *html = inline_html(entry, item->text);
	char letter[2] = { *item->id };
	int code = INDEX_RUN(entry->ix, err,
		"INSERT OR IGNORE INTO items (record, id, seq, letter, text, html)"
		" VALUES (?, ?, ?, ?, ?, ?)",
		TEXT(entry->id), TEXT(item->id), NUMBER(seq), TEXT(letter), TEXT(plain),
		TEXT(html));

	index_passage(entry, item->id, item_words(entry, item, plain));
	return code < 0 ? code : add_text_links(entry, item->id, item->text, err);
}

int index_items(struct entry *entry, const char *letters, struct buf *rest, struct error *err)
{
	CLEANUP(items_release) struct items items = items_read(record_body(entry->rec), letters);
	size_t done = 0, cut = 0;
	int code = 0;

	for (size_t i = 0; code == 0 && i < items.count; i++) {
		code = add_item(entry, &items.item[i], i + 1, err);
		cut_out(rest, items.item[i].start, items.item[i].end, &done, &cut);
	}
	return code;
}
