#include "source.h"

#include <stdio.h>

/* The blob of one version of the record at ADDRESS that this reader may see. */
static int find_version(struct request *req, const char *address, const char *commit, char blob[41],
	struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT blob FROM visible_versions WHERE record = ?1 AND id = ?2 AND blob <> ''", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address + 1);
	query_bind_text(query, 2, commit);
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_NOT_FOUND, "there is no such version of this record");
	snprintf(blob, 41, "%s", query_text(query, 0));
	return 0;
}

int source_find(struct request *req, const char *address, struct source *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT id, path, blob FROM visible_records WHERE address = ?1", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address);
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_NOT_FOUND, "there is no such record");
	snprintf(out->id, sizeof out->id, "%s", query_text(query, 0));
	snprintf(out->path, sizeof out->path, "%s", query_text(query, 1));
	snprintf(out->blob, sizeof out->blob, "%s", query_text(query, 2));
	return 0;
}

int source_read(struct request *req, const char *address, const char *commit,
	struct buf *out, struct error *err)
{
	struct source source;
	int code = commit && *commit ? find_version(req, address, commit, source.blob, err)
				     : source_find(req, address, &source, err);

	return code < 0 ? code : store_read_blob(req->worker->store, source.blob, out, err);
}
