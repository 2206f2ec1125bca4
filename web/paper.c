#include "paper.h"
#include "cache.h"
#include "embed.h"
#include "handlers.h"
#include "pdf.h"
#include "secret.h"
#include "text.h"

/* Pages and what their files are called. */
/* clang-format off */
static const char *const papers[][2] = {
	{ "meeting",    "Minutes"         },
	{ "extract",    "Extract"         },
	{ "agenda",     "Agenda"          },
	{ "attendance", "Attendance list" },
	{ "submission", "Receipt"         },
	{ "answer",     "Answer"          },
	{ "round",      "Discussion report" },
	{ "annual",     "Report" },
};
/* clang-format on */

static const char *name_of(const char *page)
{
	for (size_t i = 0; i < ARRAY_SIZE(papers); i++)
		if (str_equal(papers[i][0], page))
			return papers[i][1];
	return NULL;
}

bool paper_is(const char *page)
{
	return name_of(page) != NULL;
}

int paper_check(const struct request *req, struct reply *reply, const char *page, struct error *err)
{
	if (!paper_is(page))
		return error_set(err, ERR_NOT_FOUND, "there is no PDF of this page");
	if (pdf_is_there())
		return 0;
	reply->status = 503;
	return error_set(err, ERR_FAILED,
		"PDFs are made by WeasyPrint, which is not installed on this server. It is "
		"installed by: %s . "
		"Until then, print the page itself",
		"apt-get install weasyprint fonts-dejavu-core");
}

/* The HTML ----------------------------------------------------------------------------------------
 */

/* What would fetch something, or is nothing on paper. Of the second kind, all that is in it goes.
 */
static const char *const fetching[] = { "img", "image", "link", "script", "style", "object",
	"embed", "iframe", "svg", "audio", "video", "source", "base", "meta", "input" };
static const char *const unprinted[] = { "form", "script", "style", "object", "svg" };

static bool is_one_of(const char *const *names, size_t n, const char *tag, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(names[i]) == len && strncasecmp(names[i], tag, len) == 0)
			return true;
	return false;
}

/* Behind the end of the element that begins at "<" of NAME. */
static const char *skip_element(const char *p, const char *name, size_t len)
{
	CLEANUP(str_free) char *end = str_format("</%.*s>", (int)len, name);
	const char *found = strcasestr(p, end);

	return found ? found + strlen(end) : p + strlen(p);
}

/* Links lead to the council's site, from wherever the file is read. */
static void add_tag(struct buf *out, const char *tag, size_t len, const char *origin)
{
	const char *address = memmem(tag, len, " href=\"/", 8);

	if (!address) {
		buf_add(out, tag, len);
		return;
	}
	buf_add(out, tag, (size_t)(address + 7 - tag));
	buf_puts(out, origin);
	buf_add(out, address + 7, len - (size_t)(address + 7 - tag));
}

/* HTML as our own pages have it: no value holds "<" or ">". */
static void add_body(struct buf *out, const char *html, const char *end, const char *origin)
{
	while (html < end) {
		size_t text = strcspn(html, "<");

		buf_add(out, html, text);
		html += text;
		if (!*html)
			return;
		const char *name = html + 1 + (html[1] == '/');
		size_t len = strcspn(name, " \n\t/>"), tag = strcspn(html, ">");

		tag += html[tag] == '>';
		if (html[1] != '/' && is_one_of(unprinted, ARRAY_SIZE(unprinted), name, len)) {
			html = skip_element(html, name, len);
			continue;
		}
		if (!is_one_of(fetching, ARRAY_SIZE(fetching), name, len))
			add_tag(out, html, tag, origin);
		html += tag;
	}
}

/* From BEGIN, which is kept, to END, which is not; false where there is none. */
static bool find_part(
	const char *html, const char *begin, const char *end, const char **from, const char **to)
{
	*from = strstr(html, begin);
	*to = *from ? strstr(*from, end) : NULL;
	return *to != NULL;
}

/* The content of the page HTML alone, with its title and the style sheet in it. */
static int write_paper(
	struct buf *out, const char *html, const struct request *req, struct error *err)
{
	const struct embedded *style = embedded_find("static/shura.css");
	const char *title, *title_end, *main, *main_end;

	if (!find_part(html, "<title>", "</title>", &title, &title_end) ||
		!find_part(title_end, "<main ", "</main>", &main, &main_end))
		return error_set(err, ERR_FAILED, "the PDF could not be made: %s", "HTML");
	buf_printf(out,
		"<!DOCTYPE html>\n<html lang=\"%s\"><head><meta "
		"charset=\"utf-8\">%.*s</title><style>",
		phrases_language(req->phrases), (int)(title_end - title), title);
	buf_add(out, style->data, style->len);
	buf_puts(out, "</style></head><body>");
	add_body(out, main, main_end, req->site->origin);
	buf_puts(out, "</main></body></html>\n");
	return 0;
}

/* The PDF
 * ------------------------------------------------------------------------------------------ */

/* "protokol-2015-1.pdf" */
static char *file_name(const struct request *req, const char *page)
{
	CLEANUP(str_free) char *name = text_slug(request_phrase(req, name_of(page)));
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	buf_puts(&out, name);
	for (size_t i = 0; i < ARRAY_SIZE(req->segment) && req->segment[i]; i++)
		buf_printf(&out, "-%s", req->segment[i]);
	buf_puts(&out, ".pdf");
	return buf_take(&out);
}

/* The same words in the same style are the same PDF, whoever asks for it. */
static int make_or_find(
	struct request *req, const struct buf *paper, struct buf *out, struct error *err)
{
	struct pdf *pdf = req->site->pdf;
	char hash[2 * TOKEN_HASH_LEN + 1];
	const struct cache_key key = { hash, "pdf", "" };
	bool stranger = !req->signed_in;
	int code;

	token_hash(hash, buf_text(paper));
	if (cache_get(req->site->cache, &key, false, out))
		return 0;
	code = pdf_enter(pdf, stranger, err);
	if (code < 0)
		return code;
	/* somebody may have made it while this one waited */
	if (!cache_get(req->site->cache, &key, false, out)) {
		code = pdf_make(pdf, paper, req->message->socket, out, err);
		if (code == 0)
			cache_put(req->site->cache, &key, false, out);
	}
	pdf_leave(pdf, stranger);
	return code;
}

int paper_make(struct request *req, struct reply *reply, const char *page, struct error *err)
{
	CLEANUP(buf_release) struct buf paper = BUF_INIT;
	CLEANUP(buf_release) struct buf made = BUF_INIT;
	int code = write_paper(&paper, buf_text(&reply->body), req, err);

	if (code == 0)
		code = make_or_find(req, &paper, &made, err);
	if (code < 0)
		return code;
	buf_release(&reply->body);
	reply->body = made;
	made = (struct buf)BUF_INIT;
	reply->type = "application/pdf";
	reply->download = file_name(req, page);
	reply->shown = true;
	return 0;
}

/* The papers of a meeting that are pages of their own
 * ------------------------------------------------ */

static int get_part(struct request *req, struct reply *reply, const char *page, struct error *err)
{
	CLEANUP(str_free)
	char *meeting = str_format("/meetings/%s/%s", req->segment[0], req->segment[1]);
	const struct page_value values[] = {
		{"meeting", meeting	     },
		{ "issue",  req->segment[2]},
	};

	return reply_page(req, reply, page, values, ARRAY_SIZE(values), err);
}

int get_extract(struct request *req, struct reply *reply, struct error *err)
{
	return get_part(req, reply, "extract", err);
}

int get_agenda(struct request *req, struct reply *reply, struct error *err)
{
	return get_part(req, reply, "agenda", err);
}

int get_attendance(struct request *req, struct reply *reply, struct error *err)
{
	return get_part(req, reply, "attendance", err);
}
