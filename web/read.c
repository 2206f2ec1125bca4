#include "changed.h"
#include "difference.h"
#include "draft.h"
#include "handlers.h"
#include "kind.h"
#include "picks.h"
#include "source.h"
#include "proposal_page.h"
#include "reviewed.h"

#include <stdio.h>

/* Reading: which page an address asks for. The questions and templates are in pages/. */

int get_home(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *mine = review_mine_json(req);
	struct seen_depth since = changed_since(req);
	struct page_value values[] = {
		{ "person",      req->signed_in ? draft_person(req) : NULL },
		{ "review_mine", mine                                      },
		{ "seen_depth",  *since.text ? since.text : NULL           },
	};

	return reply_page(req, reply, "home", values, ARRAY_SIZE(values), err);
}

/* The agency's work before it; the question is all in inbox.sql. */
int get_inbox(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *mine = review_mine_json(req);
	struct page_value values[] = { { "review_mine", mine } };

	return reply_page(req, reply, "inbox", values, ARRAY_SIZE(values), err);
}

static const struct {
	const char *kind, *folder, *list, *page;
	reply_fill fill;
} pages[] = {
	{ "minutes",  "meetings",  "meetings",  "meeting", NULL },
	{ "issue",    "issues",    "issues",    "issue", NULL },
	{ "proposal", "proposals", "proposals", "proposal", proposal_fill },
	{ "person",   "people",    "people",    "person", NULL },
	{ "body",     "bodies",    "bodies",    "body", NULL },
	{ "council",  "council",   NULL,        "council", NULL },
};

static size_t page_of(const char *path)
{
	size_t len = strcspn(path + 1, "/");

	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		if (strlen(pages[i].folder) == len && strncmp(pages[i].folder, path + 1, len) == 0)
			return i;
	return 0;
}

int get_list(struct request *req, struct reply *reply, struct error *err)
{
	struct page_value values[] = {
		{ "segment1", req->segment[0]                            },
		{ "person",   req->signed_in ? draft_person(req) : NULL },
	};

	return reply_page(req, reply, pages[page_of(req->path)].list, values, ARRAY_SIZE(values), err);
}

/* A path's own spelling, "0001-local", is an address, too: whoever has the path finds the page. */
static bool is_long_number(const char *segment)
{
	size_t digits = segment ? strspn(segment, "0123456789") : 0;

	return digits && (segment[digits] == '-' || (segment[0] == '0' && !segment[digits]));
}

static int redirect_to_number(struct request *req, struct reply *reply)
{
	CLEANUP(buf_release) struct buf address = BUF_INIT;

	buf_printf(&address, "/%s/", pages[page_of(req->path)].folder);
	buf_add_url(&address, req->segment[0]);
	buf_printf(&address, "/%ld", strtol(req->segment[1], NULL, 10));
	reply->status = 301;
	reply->location = buf_take(&address);
	return 0;
}

int read_markdown(struct request *req, struct reply *reply, struct error *err)
{
	const char *name = strrchr(req->path, '/') + 1;
	CLEANUP(str_free) char *notice = str_format("%s/notice", req->path);
	int code = source_read(req, req->path, request_query(req, "at"), &reply->body, err);

	if (code == ERR_NOT_FOUND && source_read(req, notice, NULL, &reply->body, NULL) == 0)
		code = 0;
	if (code < 0)
		return code;
	reply->type = "text/markdown; charset=utf-8";
	reply->download = str_format("%s.md", name);
	return 0;
}

int get_record(struct request *req, struct reply *reply, struct error *err)
{
	int code;

	if (is_long_number(req->segment[1]))
		return redirect_to_number(req, reply);
	if (req->format == FORMAT_MARKDOWN)
		return read_markdown(req, reply, err);
	if (str_starts(req->path, "/proposals/") && request_query(req, "at"))
		return show_version(req, reply, request_query(req, "at"), err);
	CLEANUP(str_free) char *picks = picks_of_address(req);
	struct page_value values[] = {
		{ "person",  req->signed_in ? draft_person(req) : NULL },
		{ "picks",   picks                                     },
		{ "picking", picks ? "1" : NULL                        },
	};

	code = reply_page_filled(req, reply, pages[page_of(req->path)].page, values, ARRAY_SIZE(values),
		pages[page_of(req->path)].fill, err);
	if (code != ERR_NOT_FOUND || req->format == FORMAT_PDF)
		return code;
	/* whoever may not see the minutes yet sees the notice in their place */
	if ((code = reply_page(req, reply, "notice", NULL, 0, err)) != ERR_NOT_FOUND)
		return code;
	code = reply_page(req, reply, "deleted", NULL, 0, err);
	if (code == 0 && !reply->status)
		reply->status = 410;
	return code;
}

/* What belongs to a meeting is read on its page. */
int get_meeting_part(struct request *req, struct reply *reply, struct error *err)
{
	static const struct {
		const char *folder, *anchor;
	} parts[] = { { "dispositions", "" }, { "addenda", "addendum-" },
		{ "corrections", "correction-" } };
	CLEANUP(buf_release) struct buf to = BUF_INIT;
	char folder[24] = "";

	if (req->format == FORMAT_MARKDOWN)
		return read_markdown(req, reply, err);
	sscanf(req->path, "/meetings/%*[^/]/%*[^/]/%23[a-z]", folder);
	buf_printf(&to, "/meetings/%s/%s%s", req->segment[0], req->segment[1],
		req->format == FORMAT_JSON ? ".json" : "");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (str_equal(parts[i].folder, folder))
			buf_printf(&to, "#%s%s", parts[i].anchor, req->segment[2]);
	reply->status = 301;
	reply->location = buf_take(&to);
	return 0;
}

int get_changes(struct request *req, struct reply *reply, struct error *err)
{
	return reply_page(req, reply, "changes", NULL, 0, err);
}

/* "/history/meetings/2015/1" → "/meetings/2015/1". The caller frees. */
static char *of_record(const struct request *req)
{
	return str_format("/%s", req->segment[0]);
}

int get_history(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = of_record(req);
	struct page_value values[] = { { "record", address } };

	return reply_page(req, reply, "history", values, ARRAY_SIZE(values), err);
}

int get_search(struct request *req, struct reply *reply, struct error *err)
{
	return reply_page(req, reply, "search", NULL, 0, err);
}

/* "/proposals/2015/1", and nothing that belongs to it. */
static bool is_proposal(const char *address)
{
	static const char folder[] = "/proposals/";
	const char *number = str_starts(address, folder) ? strchr(address + sizeof folder - 1, '/') : NULL;

	return number && !strchr(number + 1, '/');
}

int get_compare(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = of_record(req);
	CLEANUP(buf_release) struct buf old = BUF_INIT;
	CLEANUP(buf_release) struct buf new = BUF_INIT;
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	const char *from = request_query(req, "from"), *to = request_query(req, "to");
	bool sides = str_equal(request_query(req, "style"), "sides");
	size_t deleted, inserted;
	char deleted_count[24], inserted_count[24];
	int code;

	if (!from || !to || !*from || !*to)
		return error_set(err, ERR_INVALID, "choose two versions to compare");
	if (is_proposal(address))
		return compare_proposal(req, reply, address, err);
	if ((code = source_read(req, address, from, &old, err)) < 0 ||
		(code = source_read(req, address, to, &new, err)) < 0)
		return code;
	if (!req->signed_in && old.len + new.len > COMPARE_MAX)
		return error_set(err, ERR_TOO_LARGE,
			"these versions are too long to be compared without signing in; each can be read as text");
	difference_html(&html, buf_text(&old), buf_text(&new),
		sides ? DIFFERENCE_SIDES : DIFFERENCE_UNIFIED, request_query(req, "all") ? -1 : 3);
	difference_count(buf_text(&old), buf_text(&new), &deleted, &inserted);
	snprintf(deleted_count, sizeof deleted_count, "%zu", deleted);
	snprintf(inserted_count, sizeof inserted_count, "%zu", inserted);
	struct page_value values[] = {
		{ "record",          address         },
		{ "difference_html", buf_text(&html) },
		{ "deleted_count",   deleted_count   },
		{ "inserted_count",  inserted_count  },
		{ "is_sides",        sides ? "1" : NULL },
	};

	return reply_page(req, reply, "compare", values, ARRAY_SIZE(values), err);
}

int get_text(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = of_record(req);
	CLEANUP(buf_release) struct buf source = BUF_INIT;
	int code = source_read(req, address, request_query(req, "at"), &source, err);

	if (code < 0)
		return code;
	struct page_value values[] = {
		{ "record", address           },
		{ "source", buf_text(&source) },
	};

	return reply_page(req, reply, "text", values, ARRAY_SIZE(values), err);
}
