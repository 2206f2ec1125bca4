#include "revisions.h"
#include "version.h"

#include <stdio.h>

static const char list_sql[] =
	"SELECT id, blob FROM (SELECT id, blob, depth FROM visible_versions WHERE record = ?1 AND blob <> '' "
	"ORDER BY depth DESC, id LIMIT ?2) ORDER BY depth, id DESC";

static int count_all(struct request *req, const char *address, size_t *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT count(*) FROM visible_versions WHERE record = ?1 AND blob <> ''", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address + 1);
	if ((code = query_step(query, err)) < 0)
		return code;
	*out = (size_t)query_number(query, 0);
	return *out ? 0 : error_set(err, ERR_NOT_FOUND, "there is no such record");
}

static int list(struct revisions *out, struct request *req, const char *address, size_t max, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages), list_sql, err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address + 1);
	query_bind_number(query, 2, (long long)max);
	while ((code = query_step(query, err)) > 0) {
		struct revision_of *row = &out->row[out->count++];

		snprintf(row->commit, sizeof row->commit, "%s", query_text(query, 0));
		snprintf(row->blob, sizeof row->blob, "%s", query_text(query, 1));
	}
	return code;
}

int revisions_record(
	struct request *req, const struct revision_of *row, struct record **out, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code = store_read_blob(req->worker->store, row->blob, &text, err);

	return code < 0 ? code : record_parse(out, buf_text(&text), text.len, err);
}

/* How many versions have their name in ROW; what cannot be read has none. */
static int names_in(struct request *req, const struct revision_of *row, struct record **out)
{
	return revisions_record(req, row, out, NULL) < 0 ? 0 : version_number(version_last(*out));
}

/* The first revision from FROM on that has the name of VERSION: names stay, so it is found by halves. */
static size_t first_with(struct request *req, const struct revisions *of, int version, size_t from)
{
	size_t to = of->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		CLEANUP(record_free) struct record *rec = NULL;

		if (names_in(req, &of->row[middle], &rec) >= version)
			to = middle;
		else
			from = middle + 1;
	}
	return to;
}

/* The reader sees version VERSION in ROW only where the text is the one that was named. */
static bool is_named_here(struct request *req, const struct revision_of *row, int version)
{
	CLEANUP(record_free) struct record *rec = NULL;

	return names_in(req, row, &rec) == version && version_is_current(rec);
}

static void find_versions(struct revisions *of, struct request *req)
{
	CLEANUP(record_free) struct record *last = NULL;
	int versions = of->count ? names_in(req, &of->row[of->count - 1], &last) : 0;
	size_t at = 0;

	for (int version = 1; version <= versions; version++) {
		size_t first = first_with(req, of, version, at);

		for (; at <= first && at < of->count; at++)
			of->row[at].version = version;
		if (first < of->count)
			of->row[first].named = is_named_here(req, &of->row[first], version);
	}
}

int revisions_read(struct revisions *out, struct request *req, const char *address, size_t max,
	struct error *err)
{
	struct revisions revisions = { 0 };
	size_t all;
	int code = count_all(req, address, &all, err);

	if (code < 0)
		return code;
	max = all < max ? all : max;
	revisions.row = mem_alloc(max * sizeof *revisions.row);
	if ((code = list(&revisions, req, address, max, err)) < 0) {
		revisions_release(&revisions);
		return code;
	}
	revisions.left_out = all - revisions.count;
	find_versions(&revisions, req);
	*out = revisions;
	return 0;
}

int revisions_find(const struct revisions *of, const char *name, const struct revision_of **out,
	struct error *err)
{
	bool is_commit = name && strlen(name) == REVISION_LEN;
	int version = name && !is_commit && strlen(name) < 7 ? atoi(name) : 0;

	for (size_t i = of->count; i-- > 0;)
		if (is_commit ? str_equal(of->row[i].commit, name)
			      : version > 0 && of->row[i].named && of->row[i].version == version) {
			*out = &of->row[i];
			return 0;
		}
	return error_set(err, ERR_NOT_FOUND, "there is no such version of this record");
}

void revisions_release(struct revisions *revisions)
{
	free(revisions->row);
	*revisions = (struct revisions){ 0 };
}
