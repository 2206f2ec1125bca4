#include "who.h"
#include "publish.h"
#include "item.h"
#include "kind.h"
#include "text.h"

void who_release(struct who *who)
{
	free(who->path);
	free(who->label);
	*who = (struct who){ 0 };
}

static const char find_sql[] =
	"SELECT r.path, coalesce(r.short, r.title), r.kind = 'person', r.title FROM visible_names n "
	"JOIN visible_records r ON r.id = n.record WHERE n.fold = fold(?1) "
	"GROUP BY r.id ORDER BY r.sort LIMIT 5";

int who_find(struct request *req, const char *name, struct who *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(who_release) struct who who = { 0 };
	CLEANUP(buf_release) struct buf several = BUF_INIT;
	int code, count = 0;

	if ((code = db_prepare(&query, page_db(req->worker->pages), find_sql, err)) < 0)
		return code;
	query_bind_text(query, 1, name);
	while ((code = query_step(query, err)) > 0) {
		buf_printf(&several, "%s%s", count ? ", " : "", query_text(query, 3));
		if (count++)
			continue;
		who.path = str_copy(query_text(query, 0));
		who.label = str_copy(query_text(query, 1));
		who.person = query_number(query, 2);
	}
	if (code < 0)
		return code;
	if (!count)
		return error_set(err, ERR_NOT_FOUND, "nobody on record is called \"%s\"", name);
	if (count > 1)
		return error_set(err, ERR_INVALID,
			"\"%s\" may be any of these: %s; write the full name", name, buf_text(&several));
	*out = who;
	who = (struct who){ 0 };
	return 0;
}

/* A path that no record has, in the tree or in CHANGE: "-2" and so on is added to the slug. */
static int free_path(struct request *req, const struct change *change, const char *kind,
	const char *name, struct buf *path, struct error *err)
{
	CLEANUP(str_free) char *slug = text_slug(name);
	struct revision head;
	int code = store_head(req->worker->store, &head, err);

	if (code < 0)
		return code;
	if (!*slug)
		return error_set(err, ERR_INVALID, "\"%s\" holds no letter; write a name", name);
	for (int n = 1; n < 1000; n++) {
		CLEANUP(str_free) char *tried = n == 1 ? str_copy(slug) : str_format("%s-%d", slug, n);
		bool taken = false;

		buf_cut(path, 0);
		if ((code = place_make(path, kind, "", 0, tried, err)) < 0)
			return code;
		for (size_t i = 0; i < change->files; i++)
			taken |= str_equal(change->file[i].path, buf_text(path));
		if (!taken && !store_has(req->worker->store, head.hex, buf_text(path)))
			return 0;
	}
	return error_set(err, ERR_FAILED, "no free name was found for \"%s\"", name);
}

/* "Osman Gündüz" stands under "Gündüz Osman". */
static void put_sort_name(struct record *rec, const char *name)
{
	const char *last = strrchr(name, ' ');

	if (!last)
		return;
	CLEANUP(str_free) char *sort = str_format("%s %.*s", last + 1, (int)(last - name), name);
	record_set(rec, "sort name", sort);
}

enum { NAME_MAX_BYTES = 200 };

static int refuse_length(struct error *err)
{
	return error_set(err, ERR_INVALID, "a name has at most %d bytes", NAME_MAX_BYTES);
}

int who_make(struct draft *draft, const char *kind, const char *name, struct who *out,
	struct error *err)
{
	struct change *change = draft->change;
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = record_new(kind);
	int code;

	if (strlen(name) > NAME_MAX_BYTES)
		return refuse_length(err);
	if ((code = free_path(draft->req, change, kind, name, &path, err)) < 0)
		return code;
	record_set(rec, "name", name);
	if (str_equal(kind, "body"))
		record_set(rec, "kind", "other");
	else
		put_sort_name(rec, name);
	publish_hide(draft->rec, rec);
	record_write(&text, rec);
	change_create(change, buf_text(&path), buf_text(&text), text.len);
	*out = (struct who){ buf_take(&path), str_copy(name), str_equal(kind, "person") };
	return 0;
}

/* A person made earlier in the same change is found again, though no index knows it yet. */
static bool made_already(const struct change *change, const char *kind, const char *name,
	struct who *out)
{
	CLEANUP(str_free) char *line = str_format("\nname: %s\n", name);

	for (size_t i = 0; i < change->files; i++) {
		if (!str_starts(change->file[i].path, str_equal(kind, "person") ? "people/" : "bodies/") ||
			!strstr(change->file[i].text, line))
			continue;
		*out = (struct who){ str_copy(change->file[i].path), str_copy(name),
			str_equal(kind, "person") };
		return true;
	}
	return false;
}

static void add_escaped(struct buf *out, const char *label)
{
	for (; *label; label++) {
		if (strchr("[]*_\\`<>&", *label))
			buf_addc(out, '\\');
		buf_addc(out, *label);
	}
}

static char *link_to(const struct draft *draft, const struct who *who)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	buf_addc(&out, '[');
	add_escaped(&out, who->label);
	buf_puts(&out, "](");
	place_link(&out, draft->path, who->path);
	buf_addc(&out, ')');
	return buf_take(&out);
}

int who_find_or_make(struct draft *draft, const char *name, const char *make, struct who *out,
	struct error *err)
{
	int code = who_find(draft->req, name, out, err);

	if (code != ERR_NOT_FOUND)
		return code;
	if (str_equal(make, "name"))
		return 0;
	if (make && strchr(make, '/') && (code = who_find_likely(draft->req, name, make, out, err)) != 0)
		return code < 0 ? code : 0;
	if (!str_equal(make, "person") && !str_equal(make, "body"))
		return strlen(name) > NAME_MAX_BYTES ? refuse_length(err) : who_ask(err, name);
	if (made_already(draft->change, make, name, out))
		return 0;
	return who_make(draft, make, name, out, err);
}

void inlines_release(struct inlines *inlines)
{
	for (size_t i = 0; i < inlines->count; i++)
		free(inlines->text[i]);
	free(inlines->text);
	*inlines = (struct inlines){ 0 };
}

void inlines_add(struct inlines *inlines, char *text)
{
	inlines->text = mem_grow(inlines->text, inlines->count, sizeof *inlines->text);
	inlines->text[inlines->count++] = text;
}

/* The one of KEPT whose name NAMES begins with, up to a comma or the end; *LEN is the name's. */
static const char *find_kept(const struct inlines *kept, const char *names, size_t *len)
{
	for (size_t i = 0; kept && i < kept->count; i++) {
		CLEANUP(str_free) char *plain = who_plain(kept->text[i]);
		size_t n = strlen(plain), gap = str_starts(names, plain) ? strspn(names + n, " ") : 0;

		if (!n || !str_starts(names, plain) || (names[n + gap] && names[n + gap] != ','))
			continue;
		*len = n;
		return kept->text[i];
	}
	return NULL;
}

/* A link stays one; a name as written becomes one as soon as it is somebody's on record. */
static void keep_inline(struct draft *draft, const char *kept, struct inlines *out)
{
	CLEANUP(who_release) struct who who = { 0 };

	if (*kept == '[' || who_find(draft->req, kept, &who, NULL) < 0)
		inlines_add(out, str_copy(kept));
	else
		inlines_add(out, link_to(draft, &who));
}

/* Names that nobody has, of which the person is asked. */
struct unknown {
	const char *field; /* where they are typed; NULL: they stay as they are written */
	struct buf names;
	int count;
};

/* So many bytes of names are asked about at once, whole ones; the others' turn comes after. */
enum { ASKED_MAX = 250 };

static void add_unknown(struct unknown *unknown, const char *name)
{
	CLEANUP(str_free) char *there = str_format(", %s, ", buf_text(&unknown->names));
	CLEANUP(str_free) char *again = str_format(", %s, ", name);

	if (unknown->count && (unknown->names.len + strlen(name) > ASKED_MAX || strstr(there, again)))
		return;
	buf_printf(&unknown->names, "%s%s", unknown->count++ ? ", " : "", name);
}

static int ask_unknown(const struct unknown *unknown, struct error *err)
{
	return unknown->count > 1 ? who_ask_each(err, buf_text(&unknown->names))
				  : who_ask(err, buf_text(&unknown->names));
}

/* Who NAME is, as who_find_or_make does with MAKE; 1: nobody, and it is put to UNKNOWN. */
static int find_or_ask(struct draft *draft, const char *name, const char *make, struct who *out,
	struct unknown *unknown, struct error *err)
{
	struct error why;
	int code = who_find_or_make(draft, name, make, out, &why);

	if (code == 0)
		return 0;
	if (!who_unknown(&why)) {
		if (err)
			*err = why;
		return code;
	}
	add_unknown(unknown, name);
	return 1;
}

static int find_inline(struct draft *draft, const char *name, struct inlines *out,
	struct unknown *unknown, struct error *err)
{
	CLEANUP(who_release) struct who who = { 0 };
	const char *make = unknown->field ? who_choice(draft->req, unknown->field, name) : "name";
	int code = find_or_ask(draft, name, make, &who, unknown, err);

	if (code == 0)
		inlines_add(out, who.path ? link_to(draft, &who) : str_copy(name)); /* minutes.h marks it */
	return code < 0 ? code : 0;
}

/* The bytes of the name that NAMES begins with; one may hold a comma of its own. */
static size_t name_length(struct draft *draft, const char *names)
{
	CLEANUP(who_release) struct who who = { 0 };

	return strchr(names, ',') && who_find(draft->req, names, &who, NULL) == 0
		? strlen(names)
		: strcspn(names, ",");
}

int who_inlines(struct draft *draft, const char *names, const char *field, const struct inlines *kept,
	struct inlines *out, struct error *err)
{
	CLEANUP(str_free) char *copy = str_copy(names);
	struct unknown unknown = { field, BUF_INIT, 0 };
	char *rest = str_trim(copy);
	size_t len;
	int code = 0;

	for (; code == 0 && *(rest += strspn(rest, ", \t\n")); rest += len) {
		const char *as_before = find_kept(kept, rest, &len);
		CLEANUP(str_free) char *name = NULL;

		if (as_before) {
			keep_inline(draft, as_before, out);
			continue;
		}
		len = name_length(draft, rest);
		name = str_copy_n(rest, len);
		code = find_inline(draft, str_trim(name), out, &unknown, err);
	}
	if (code == 0 && unknown.count)
		code = ask_unknown(&unknown, err);
	buf_release(&unknown.names);
	return code;
}

const char *who_known(const struct inlines *known, const char *name)
{
	CLEANUP(str_free) char *folded = text_fold(name, strlen(name));

	for (size_t i = 0; i < known->count; i++) {
		CLEANUP(str_free) char *other = text_fold(known->text[i], strlen(known->text[i]));

		if (str_equal(folded, other))
			return known->text[i];
	}
	return NULL;
}

static int find_reference(struct draft *draft, const char *name, const struct inlines *known,
	struct buf *out, struct unknown *unknown, struct error *err)
{
	CLEANUP(who_release) struct who who = { 0 };
	const char *make = who_choice(draft->req, unknown->field, name), *as_known = NULL;
	int code;

	if (!make && (as_known = who_known(known, name)))
		make = "name";
	if ((code = find_or_ask(draft, name, make, &who, unknown, err)) != 0)
		return code < 0 ? code : 0;
	if (who.path)
		place_reference(out, who.path);
	else
		buf_puts(out, as_known ? as_known : name);
	buf_addc(out, '\n');
	return 0;
}

int who_references(struct draft *draft, const char *names, const char *field, const struct inlines *known,
	struct buf *out, struct error *err)
{
	struct unknown unknown = { field, BUF_INIT, 0 };
	size_t len;
	int code = 0;

	for (; code == 0 && *(names += strspn(names, ", \t\n")); names += len) {
		CLEANUP(str_free) char *copy = str_copy_n(names, len = name_length(draft, names));

		code = find_reference(draft, str_trim(copy), known, out, &unknown, err);
	}
	if (code == 0 && unknown.count)
		code = ask_unknown(&unknown, err);
	buf_release(&unknown.names);
	return code;
}

static char *unescaped(const char *text, size_t n)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\\' && i + 1 < n)
			i++;
		buf_addc(&out, text[i]);
	}
	return buf_take(&out);
}

char *who_plain(const char *inline_text)
{
	struct item_link *links = NULL;
	size_t n = item_links(&links, inline_text), len = strlen(inline_text);
	char *plain;

	if (n)
		plain = unescaped(links[0].label, strlen(links[0].label));
	else if (len > 2 && inline_text[0] == '*' && inline_text[len - 1] == '*')
		plain = unescaped(inline_text + 1, len - 2);
	else
		plain = str_copy(inline_text);
	item_links_free(links, n);
	return plain;
}
