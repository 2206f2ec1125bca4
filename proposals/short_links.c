#include "short_links.h"
#include "buf.h"
#include "item.h"

#include <ctype.h>

#define DOTS "…"
enum { DOTS_LEN = sizeof DOTS - 1, SHOWN_MAX = 60 };

struct short_link {
	char *whole, *brief; /* the targets */
};

struct table {
	struct short_link *link;
	size_t count;
};

static void table_releasep(struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		free(table->link[i].whole);
		free(table->link[i].brief);
	}
	free(table->link);
}

static const struct short_link *find(const struct table *table, bool brief, const char *target, size_t len)
{
	for (size_t i = 0; i < table->count; i++) {
		const char *one = brief ? table->link[i].brief : table->link[i].whole;

		if (strlen(one) == len && strncmp(one, target, len) == 0)
			return &table->link[i];
	}
	return NULL;
}

/* "#o1" of a link to an item, "/osman-gunduz" of one to a record as a whole. */
static char *tail_of(const char *target)
{
	const char *hash = strchr(target, '#'), *slash = strrchr(target, '/');
	size_t len = slash ? strlen(slash) : 0;

	if (hash)
		return str_copy(hash);
	if (len > strlen("/.md") && str_ends(slash, ".md"))
		len -= strlen(".md");
	return str_copy_n(slash ? slash : target, len);
}

/* "…#o1"; where two targets end alike, the second is "…2#o1". */
static void add(struct table *table, const char *target)
{
	CLEANUP(str_free) char *tail = tail_of(target);
	char *brief = str_format(DOTS "%s", tail);

	for (int n = 2; find(table, true, brief, strlen(brief)); n++) {
		free(brief);
		brief = str_format(DOTS "%d%s", n, tail);
	}
	table->link = mem_grow(table->link, table->count, sizeof *table->link);
	table->link[table->count++] = (struct short_link){ str_copy(target), brief };
}

/* Whether a short link begins at TEXT, or what looks like one. */
static bool looks_short(const char *text)
{
	if (!str_starts(text, DOTS))
		return false;
	text += DOTS_LEN;
	text += strspn(text, "0123456789");
	return (*text == '#' || *text == '/') && isalnum((unsigned char)text[1]);
}

/* Long enough to be in the way, and written without anything that needs care. */
static bool is_long(const char *target, size_t len)
{
	return len > strlen("../x.md#o1") && str_starts(target, "../") && strcspn(target, "<>()\\\"' \t\n%") >= len;
}

static char *shorten(const char *old, struct table *table)
{
	struct buf out = BUF_INIT;
	size_t from, to;

	while (*old) {
		size_t len = *old == '[' ? item_link_target(old, &from, &to) : 0;

		if (!len || !is_long(old + from, to - from)) {
			buf_addc(&out, *old++);
			continue;
		}
		CLEANUP(str_free) char *target = str_copy_n(old + from, to - from);

		if (!find(table, false, target, strlen(target)))
			add(table, target);
		buf_add(&out, old, from);
		buf_puts(&out, find(table, false, target, strlen(target))->brief);
		buf_add(&out, old + to, len - to);
		old += len;
	}
	return buf_take(&out);
}

static int refuse(const struct table *table, const char *at, size_t len, struct error *err)
{
	CLEANUP(str_free) char *shown = str_copy_n(at, len < SHOWN_MAX ? len : SHOWN_MAX);

	return error_set(err, ERR_INVALID,
		"\"%s\" is no whole link of this passage: leave the part in parentheses as it stood, like (%s), or take the link out",
		shown, table->link[0].brief);
}

static int restore(char **out, const char *typed, const struct table *table, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	for (const char *at = typed; *at;) {
		const struct short_link *link;
		size_t len = strcspn(at, ")] \t\n\"");

		if (!looks_short(at)) {
			buf_addc(&text, *at++);
			continue;
		}
		link = find(table, true, at, len);
		if (!link || at[len] != ')' || at - typed < 2 || strncmp(at - 2, "](", 2) != 0)
			return refuse(table, at, len, err);
		buf_puts(&text, link->whole);
		at += len;
	}
	*out = buf_take(&text);
	return 0;
}

/* The short text, or NULL where no link is long, or the old text could not come back. */
static char *try(const char *old, struct table *table)
{
	CLEANUP(str_free) char *brief = NULL;
	CLEANUP(str_free) char *back = NULL;

	for (const char *at = old; *at; at++)
		if (looks_short(at))
			return NULL;
	brief = shorten(old, table);
	if (!table->count || restore(&back, brief, table, NULL) < 0 || !str_equal(back, old))
		return NULL;
	return TAKE(brief);
}

char *short_links(const char *old)
{
	struct table table __attribute__((cleanup(table_releasep))) = { 0 };
	char *brief = try(old, &table);

	return brief ? brief : str_copy(old);
}

int short_links_restore(char **out, const char *typed, const char *old, struct error *err)
{
	struct table table __attribute__((cleanup(table_releasep))) = { 0 };
	CLEANUP(str_free) char *brief = try(old, &table);

	if (brief)
		return restore(out, typed, &table, err);
	*out = str_copy(typed);
	return 0;
}
