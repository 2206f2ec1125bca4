#include "index_write.h"
#include "kind.h"

/*
 * What search finds of a record. The full-text index is the dearest part of a
 * save, so that what stays the same is found out first and left alone.
 */

/* A passage that is there already. */
struct old {
	char *item, *title, *body;
	long long row;
};

struct olds {
	struct old *old; /* in the order of ITEM */
	size_t count;
};

static void olds_releasep(struct olds *olds)
{
	for (size_t i = 0; i < olds->count; i++) {
		free(olds->old[i].item);
		free(olds->old[i].title);
		free(olds->old[i].body);
	}
	free(olds->old);
}

void index_passage(struct entry *entry, const char *item, char *body)
{
	struct passage passage = { str_copy(item), body, entry->passages };

	entry->passage = mem_grow(entry->passage, entry->passages, sizeof(*entry->passage));
	entry->passage[entry->passages++] = passage;
}

static void release(struct passage *passage)
{
	free(passage->item);
	free(passage->body);
}

void index_passages_release(struct entry *entry)
{
	for (size_t i = 0; i < entry->passages; i++)
		release(&entry->passage[i]);
	free(entry->passage);
}

/* An item is found by what it says; by the title, only the record itself. */
static const char *title_of(const struct entry *entry, const struct passage *passage)
{
	return passage->item[0] ? "" : entry->title;
}

static int compare(const void *left, const void *right)
{
	const struct passage *a = left, *b = right;
	int order = strcmp(a->item, b->item);

	return order ? order : (a->seq > b->seq) - (a->seq < b->seq);
}

/* In the order of the table's; of two items with one id the first counts, as among the items. */
static void order_passages(struct entry *entry)
{
	size_t kept = 0;

	if (entry->passages)
		qsort(entry->passage, entry->passages, sizeof(*entry->passage), compare);
	for (size_t i = 0; i < entry->passages; i++)
		if (kept && str_equal(entry->passage[kept - 1].item, entry->passage[i].item))
			release(&entry->passage[i]);
		else
			entry->passage[kept++] = entry->passage[i];
	entry->passages = kept;
}

static int read_olds(struct entry *entry, struct olds *out, struct error *err)
{
	struct query *query;
	int code = INDEX_ASK(&query, entry->ix, err,
		"SELECT p.item, s.title, s.body, p.rowid"
		" FROM passages p JOIN search s ON s.rowid = p.rowid"
		" WHERE p.record = ? ORDER BY p.item",
		TEXT(entry->id));

	if (code < 0)
		return code;
	while ((code = query_step(query, err)) > 0) {
		out->old = mem_grow(out->old, out->count, sizeof(*out->old));
		out->old[out->count++] = (struct old){ str_copy(query_text(query, 0)),
			str_copy(query_text(query, 1)), str_copy(query_text(query, 2)),
			query_number(query, 3) };
	}
	return code;
}

static int forget(struct indexer *ix, const struct old *old, struct error *err)
{
	int code = INDEX_RUN(ix, err, "DELETE FROM search WHERE rowid = ?", NUMBER(old->row));

	if (code < 0)
		return code;
	return INDEX_RUN(ix, err, "DELETE FROM passages WHERE rowid = ?", NUMBER(old->row));
}

static int insert(struct entry *entry, const struct passage *passage, struct error *err)
{
	const struct place *place = entry->place;
	int code = INDEX_RUN(entry->ix, err,
		"INSERT INTO passages (record, item, kind, year) VALUES (?, ?, ?, ?)",
		TEXT(entry->id), TEXT(passage->item), TEXT(place->kind->name),
		TEXT(*place->year ? place->year : NULL));

	if (code < 0)
		return code;
	return INDEX_RUN(entry->ix, err,
		"INSERT INTO search (rowid, title, body) VALUES (last_insert_rowid(), ?, ?)",
		TEXT(title_of(entry, passage)), TEXT(passage->body));
}

static int renew(struct entry *entry, const struct old *old, const struct passage *passage,
	struct error *err)
{
	if (str_equal(old->title, title_of(entry, passage)) && str_equal(old->body, passage->body))
		return 0;
	return INDEX_RUN(entry->ix, err, "UPDATE search SET title = ?, body = ? WHERE rowid = ?",
		TEXT(title_of(entry, passage)), TEXT(passage->body), NUMBER(old->row));
}

/* Which stands first, OLD or NEW: both lists are in order, and either may be at its end. */
static int order_of(const struct olds *olds, size_t old, const struct entry *entry, size_t new)
{
	if (new == entry->passages)
		return -1;
	if (old == olds->count)
		return 1;
	return strcmp(olds->old[old].item, entry->passage[new].item);
}

int index_passages(struct entry *entry, struct error *err)
{
	CLEANUP(olds_release) struct olds olds = { 0 };
	size_t old = 0, new = 0;
	int code = read_olds(entry, &olds, err);

	order_passages(entry);
	while (code == 0 && (old < olds.count || new < entry->passages)) {
		int order = order_of(&olds, old, entry, new);

		if (order < 0)
			code = forget(entry->ix, &olds.old[old++], err);
		else if (order > 0)
			code = insert(entry, &entry->passage[new ++], err);
		else
			code = renew(entry, &olds.old[old++], &entry->passage[new ++], err);
	}
	return code;
}
