#include "who.h"
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

int who_make(struct draft *draft, const char *kind, const char *name, struct who *out,
	struct error *err)
{
	struct change *change = draft->change;
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = record_new(kind);
	int code;

	if (strlen(name) > 200)
		return error_set(err, ERR_INVALID, "a name has at most %d bytes", 200);
	if ((code = free_path(draft->req, change, kind, name, &path, err)) < 0)
		return code;
	record_set(rec, "name", name);
	if (str_equal(kind, "body"))
		record_set(rec, "kind", "other");
	draft_hide(draft, rec);
	record_write(&text, rec);
	change_create(change, buf_text(&path), buf_text(&text), text.len);
	*out = (struct who){ buf_take(&path), str_copy(name), str_equal(kind, "person") };
	return 0;
}

/* A person made earlier in the same change is found again, though no index knows it yet. */
static bool made_already(const struct change *change, const char *kind, const char *name,
	struct who *out)
{
	CLEANUP(str_free) char *line = str_format("name: %s\n", name);

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

static int one_inline(struct draft *draft, const char *name, const char *make, char **out,
	struct error *err)
{
	CLEANUP(who_release) struct who who = { 0 };
	int code = who_find(draft->req, name, &who, err);

	if (code == ERR_NOT_FOUND && str_equal(make, "name")) {
		*out = str_copy(name); /* minutes.h marks a plain name */
		return 0;
	}
	if (code == ERR_NOT_FOUND && (str_equal(make, "person") || str_equal(make, "body")))
		code = made_already(draft->change, make, name, &who)
			? 0
			: who_make(draft, make, name, &who, err);
	else if (code == ERR_NOT_FOUND)
		return error_set(err, ERR_INVALID,
			"nobody on record is called \"%s\": choose below what to do with the name", name);
	if (code < 0)
		return code;
	*out = link_to(draft, &who);
	return 0;
}

int who_inlines(struct draft *draft, const char *names, const char *make, char ***out,
	size_t *count, struct error *err)
{
	CLEANUP(str_free) char *copy = str_copy(names ? names : "");
	CLEANUP(who_release) struct who whole = { 0 };
	char *rest = copy, *word;
	int code = 0;
	/* a name may hold a comma of its own */
	bool one = strchr(copy, ',') && who_find(draft->req, str_trim(copy), &whole, NULL) == 0;

	while (code == 0 && (word = strsep(&rest, one ? "" : ","))) {
		char *inline_text = NULL;

		word = str_trim(word);
		if (!*word)
			continue;
		if ((code = one_inline(draft, word, make, &inline_text, err)) < 0)
			break;
		*out = mem_grow(*out, *count, sizeof **out);
		(*out)[(*count)++] = inline_text;
	}
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
