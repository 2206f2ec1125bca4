#include "changed.h"
#include "handlers.h"
#include "kind.h"
#include "visit.h"

#include <stdio.h>
#include <time.h>

/* How far the council's history goes. */
static int read_depth(struct request *req, long long *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT depth FROM visible_commits ORDER BY depth DESC LIMIT 1", err);

	if (code < 0 || (code = query_step(query, err)) < 0)
		return code;
	*out = code ? query_number(query, 0) : 0;
	return 0;
}

/* As members see it: what somebody may not read is no less part of the history. */
static int read_whole_depth(struct request *req, long long *out, struct error *err)
{
	page_set_reader(req->worker->pages, &(struct page_reader){ .audience = AUDIENCE_MEMBERS,
						    .phrases = req->phrases, .zone = "UTC" });
	return read_depth(req, out, err);
}

/* A visit that could not be noted shows some changes once more: no reason to refuse a page. */
void changed_note_visit(struct request *req)
{
	struct db *private = req->worker->private;
	long long depth, now = time(NULL);

	if (visit_is_due(private, req->account.id, now, NULL) > 0 && read_whole_depth(req, &depth, NULL) == 0)
		visit_note(private, req->account.id, depth, now, NULL);
}

void changed_end_visit(struct request *req)
{
	long long depth;

	if (read_whole_depth(req, &depth, NULL) == 0)
		visit_end(req->worker->private, req->account.id, depth, NULL);
}

struct seen_depth changed_since(const struct request *req)
{
	struct seen_depth since = { "" };
	long long depth;

	if (req->signed_in && visit_since(req->worker->private, req->account.id, &depth, NULL) > 0)
		snprintf(since.text, sizeof since.text, "%lld", depth);
	return since;
}

int get_changed(struct request *req, struct reply *reply, struct error *err)
{
	struct seen_depth since = changed_since(req);
	struct page_value values[] = { { "seen_depth", *since.text ? since.text : NULL } };

	return reply_page(req, reply, "changed", values, ARRAY_SIZE(values), err);
}

/* What the page showed is seen, not what came meanwhile. */
int post_changed(struct request *req, struct reply *reply, struct error *err)
{
	const char *upto = request_field(req, "upto");
	long long depth, asked = upto ? strtoll(upto, NULL, 10) : 0;
	int code = read_whole_depth(req, &depth, err);

	if (code == 0)
		code = visit_see(req->worker->private, req->account.id, asked < depth ? asked : depth, err);
	if (code == 0)
		reply_redirect(reply, "/", "seen");
	return code < 0 ? code : 0;
}
