#include "csv.h"
#include "draft.h"
#include "handlers.h"
#include "site.h"
#include "text.h"

/* A round of wide discussion as everybody reads it: a page, a paper, and a table of its comments. */

/* Of more comments than these a paper would take too long: the table has all. */
#define ON_PAGE "100"
#define ON_PAPER "800"

/* What is said of one comment, in the order of the table's columns; the words come from its file. */
static const char *const columns[] = { "Recommendation", "Passage", "Author", "Date", "Version", "What it is",
	"Words of the comment", "Answer to", "What became of it", "Why", "Said by", "In version" };
enum { WORDS = 6 };

static const char comments_sql[] =
	"SELECT CASE WHEN coalesce(t.front, c.front) ->> '$.anchor.part' GLOB 'R[0-9]*'"
	" THEN coalesce(t.front, c.front) ->> '$.anchor.part' ELSE (SELECT i.id FROM visible_items i"
	" WHERE i.record = ?1 AND i.letter = 'R' AND instr(i.text, nullif(coalesce(t.front, c.front) ->> '$.anchor.quote', ''))"
	" ORDER BY i.seq LIMIT 1) END, plain(c.front ->> '$.anchor.quote'),"
	" coalesce(a.title, name_as_written(c.front ->> '$.author')), c.front ->> '$.at', c.front ->> '$.version',"
	" choice_name('kind', c.front ->> '$.kind'), c.blob, ta.title,"
	" choice_name('disposition', c.front ->> '$.disposition.outcome'), c.front ->> '$.disposition.why',"
	" coalesce(b.title, name_as_written(c.front ->> '$.disposition.by')), c.front ->> '$.disposition.\"in version\"',"
	" name_as_written(t.front ->> '$.author')"
	" FROM visible_records c LEFT JOIN visible_records a ON a.id = reference(c.front ->> '$.author')"
	" LEFT JOIN visible_records b ON b.id = reference(c.front ->> '$.disposition.by')"
	" LEFT JOIN visible_records t ON t.id = reference(c.front ->> '$.\"reply to\"')"
	" LEFT JOIN visible_records ta ON ta.id = reference(t.front ->> '$.author')"
	" WHERE c.owner = ?1 AND c.kind = 'comment' AND CAST(c.front ->> '$.round' AS INTEGER) = ?2"
	" ORDER BY c.front ->> '$.at', c.id";

static int add_words(struct request *req, struct buf *out, const char *blob, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	int code = store_read_blob(req->worker->store, blob, &text, err);

	if (code < 0 || (code = record_parse(&rec, buf_text(&text), text.len, err)) < 0)
		return code;
	CLEANUP(str_free) char *words = str_copy(record_body(rec));

	csv_add(out, str_trim(words));
	return 0;
}

static int add_comment(struct request *req, struct buf *out, struct query *query, struct error *err)
{
	int code = 0;

	for (int i = 0; code == 0 && i < (int)ARRAY_SIZE(columns); i++) {
		const char *text = query_text(query, i);

		if (i == WORDS)
			code = add_words(req, out, text, err);
		else if (i == WORDS + 1 && !text) /* somebody who has no record */
			csv_add(out, query_text(query, (int)ARRAY_SIZE(columns)));
		else
			csv_add(out, text);
	}
	csv_end_row(out);
	return code;
}

/* The comments that this reader may read, one a row. */
static int write_table(
	struct request *req, struct buf *out, const char *proposal, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages), comments_sql, err);

	if (code < 0)
		return code;
	csv_begin(out);
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		csv_add(out, request_phrase(req, columns[i]));
	csv_end_row(out);
	query_bind_text(query, 1, proposal + 1);
	query_bind_number(query, 2, strtol(req->segment[2], NULL, 10));
	while (code == 0 && (code = query_step(query, err)) > 0)
		code = add_comment(req, out, query, err);
	return code;
}

static int get_table(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	CLEANUP(str_free) char *address = str_format("%s/rounds/%s", proposal, req->segment[2]);
	CLEANUP(draft_release) struct draft round = { 0 };
	CLEANUP(str_free) char *name = text_slug(request_phrase(req, "Discussion report"));
	char commit[41] = "";
	int code = page_begin(req->worker->pages, commit, err);

	if (code < 0)
		return code;
	code = draft_open(&round, req, address, err);
	if (code == 0)
		code = write_table(req, &reply->body, proposal, err);
	page_end(req->worker->pages);
	reply->type = "text/csv; charset=utf-8; header=present";
	reply->download = str_format(
		"%s-%s-%s-%s.csv", name, req->segment[0], req->segment[1], req->segment[2]);
	return code;
}

int get_round(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *proposal = draft_address(req);
	const struct page_value values[] = {
		{ "of",       proposal                                            },
		{ "person",   req->signed_in ? draft_person(req) : NULL           },
		{ "may_talk", request_may(req, ROLE_MEMBER | ROLE_STAKEHOLDER) ? "1" : NULL },
		{ "limit",    req->format == FORMAT_PDF ? ON_PAPER : ON_PAGE      },
	};

	if (req->format == FORMAT_CSV)
		return get_table(req, reply, err);
	return reply_page(req, reply, "round", values, ARRAY_SIZE(values), err);
}
