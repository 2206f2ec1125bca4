#include "sealed.h"
#include "route.h"

/* "/edit-text/meetings/2015/1" has the address in one segment, "/record/meetings/2015/1/…" in two. */
static char *edited_address(const struct request *req)
{
	if (str_ends(req->route->pattern, "/..."))
		return str_format("/%s", req->segment[0]);
	return str_format("/meetings/%s/%s", req->segment[0], req->segment[1]);
}

static int is_sealed(struct request *req, const char *address, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT 1 FROM visible_records WHERE address = ?1 AND (kind = 'addendum'"
		" OR kind = 'minutes' AND front ->> '$.seal' IS NOT NULL)", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address);
	return query_step(query, err);
}

int sealed_answer(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = edited_address(req);
	struct page_value values[] = { { "sealed", address } };
	int code = is_sealed(req, address, err);

	if (code <= 0)
		return code;
	if (req->format == FORMAT_JSON)
		return error_set(err, ERR_INVALID, "the minutes are sealed: add an addendum");
	reply->status = error_http_status(ERR_CONFLICT);
	reply->gives_back = str_equal(req->method, "POST");
	code = reply_page(req, reply, "sealed", values, ARRAY_SIZE(values), err);
	return code < 0 ? code : 1;
}
