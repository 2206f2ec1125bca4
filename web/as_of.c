#include "as_of.h"
#include "date.h"
#include "handlers.h"
#include "past.h"

#include <stdio.h>

enum { ASK_AGAIN_SECONDS = 3 };

/* A version of one record is asked for by its commit, whole or cut. */
static bool is_commit(const char *at)
{
	size_t len = strlen(at), digits = strspn(at, "0123456789");

	return len <= REVISION_LEN && !at[strspn(at, "0123456789abcdef")] &&
	       (len == REVISION_LEN || digits < len);
}

static bool takes_version(const struct request *req)
{
	return req->format == FORMAT_MARKDOWN || req->route->handle == get_text ||
	       (req->route->handle == get_record && str_starts(req->path, "/proposals/"));
}

/* "at" with a commit is left alone; there may be both. */
static bool is_day(const struct request *req, const struct field *field)
{
	return str_equal(field->name, "at") && *field->value &&
	       !(takes_version(req) && is_commit(field->value));
}

/* What should be a day, or NULL. */
static const char *asked(const struct request *req)
{
	for (size_t i = 0; i < req->query.count; i++)
		if (is_day(req, &req->query.field[i]))
			return req->query.field[i].value;
	return NULL;
}

bool as_of_is_asked(const struct request *req)
{
	return req->route && asked(req);
}

/* Addresses ----------------------------------------------------------------------------------- */

/* The address without its query; borrowed up to *LEN. */
static const char *path_here(const struct request *req, size_t *len)
{
	*len = strcspn(req->address_here, "?");
	return req->address_here;
}

/* What stays in the query when the day is taken out. */
static bool stays(const struct request *req, const struct field *field)
{
	return *field->name && *field->value && !is_day(req, field) &&
	       !str_equal(field->name, "done");
}

static char *address_without_day(const struct request *req)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	const char *between = "?";
	size_t len;
	const char *path = path_here(req, &len);

	buf_add(&out, path, len);
	for (size_t i = 0; i < req->query.count; i++) {
		if (!stays(req, &req->query.field[i]))
			continue;
		buf_puts(&out, between);
		buf_add_url(&out, req->query.field[i].name);
		buf_addc(&out, '=');
		buf_add_url(&out, req->query.field[i].value);
		between = "&";
	}
	return buf_take(&out);
}

/* Whether a page of ours is at the PATH of LEN, with or without a format, that has earlier days. */
static bool looks_back(const char *path, size_t len)
{
	CLEANUP(str_free) char *whole = str_copy_n(path, len);
	char *dot = strrchr(whole, '.');

	for (int i = 0; i < 2; i++) {
		char *segment[8] = { NULL };
		const char *allowed;
		const struct route *route = route_find("GET", whole, segment, &allowed);

		for (size_t k = 0; k < ARRAY_SIZE(segment); k++)
			free(segment[k]);
		if (route)
			return route_looks_back(route);
		if (!dot || strchr(dot, '/'))
			return false;
		*dot = '\0';
	}
	return false;
}

/* A year and a hyphen follow; a commit has none. */
static bool has_day(const char *address, size_t len)
{
	const char *end = address + len, *at = address;

	while ((at = memmem(at, (size_t)(end - at), "at=", 3))) {
		bool begins = at > address && strchr("?&;", at[-1]);

		at += 3;
		if (begins && end - at > 4 && at[4] == '-')
			return true;
	}
	return false;
}

/* ADDRESS of LEN leads to a page that can be read as of the same day. */
static bool leads_on(const char *address, size_t len)
{
	size_t path = strcspn(address, "?#\"");

	if (has_day(address, len))
		return false;
	if (address[0] == '?')
		return true;
	return address[0] == '/' && address[1] != '/' &&
	       looks_back(address, path < len ? path : len);
}

/* ADDRESS of LEN with the day in it; AND is how the text has "&". */
static void add_address(
	struct buf *out, const char *address, size_t len, const char *day, const char *and)
{
	const char *anchor = memchr(address, '#', len);
	size_t before = anchor ? (size_t)(anchor - address) : len;

	buf_add(out, address, before);
	buf_printf(out, "%sat=%s", memchr(address, '?', before) ? and : "?", day);
	buf_add(out, address + before, len - before);
}

/* Going there --------------------------------------------------------------------------------- */

static int read_day(const struct request *req, struct date *out, struct error *err)
{
	const char *at = asked(req);

	if (date_parse(out, at, NULL) < 0 || !out->day || out->timed)
		return error_set(err, ERR_INVALID,
			"\"%s\" is no day; give one as in 2015-09-01, or leave it out to read what "
			"holds today",
			at);
	return 0;
}

/* What day a moment is, in words for the reader. */
static char *day_in_words(const struct request *req, const struct date *day)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	date_text(&out, day, phrases_language(req->phrases), DATE_LONG);
	return buf_take(&out);
}

static int refuse_early(
	const struct request *req, const struct past_state *state, struct error *err)
{
	const char *zone = req->worker->facts->zone;
	struct date first;

	if (state->begins < 0)
		return error_set(err, ERR_NOT_FOUND, "nothing has been recorded yet");
	if (date_from_time(&first, state->begins, zone, NULL) < 0)
		date_from_time(&first, state->begins, "UTC", NULL);
	first.timed = false;
	CLEANUP(str_free) char *words = day_in_words(req, &first);

	return error_set(err, ERR_NOT_FOUND,
		"the register begins on %s: of an earlier day there is nothing to show", words);
}

static int check_asked(const struct request *req, struct error *err)
{
	if (str_equal(req->method, "POST"))
		return error_set(err, ERR_INVALID,
			"what the register was on an earlier day can be read, and not changed; "
			"leave the day out of the address");
	if (!route_looks_back(req->route))
		return error_set(err, ERR_INVALID,
			"this page has no earlier days; leave the day out of the address");
	return 0;
}

/* Its index is not there yet: the page asks again by itself, a program may do so. */
static int say_later(
	struct request *req, struct reply *reply, const struct date *day, struct error *err)
{
	CLEANUP(str_free) char *words = day_in_words(req, day);
	struct page_value values[] = {
		{"day",	 words},
		  { "asks_again", "3"  }
	};
	int code;

	reply->status = 503;
	reply->retry_after = ASK_AGAIN_SECONDS;
	if (req->format == FORMAT_JSON || req->format == FORMAT_MARKDOWN)
		return error_set(err, ERR_BUSY,
			"the register of this day is being prepared; try again in a moment");
	req->format = FORMAT_HTML;
	reply->kept_private = true;
	code = reply_page(req, reply, "as-of-later", values, ARRAY_SIZE(values), err);
	return code < 0 ? code : 1;
}

/* From here on nothing of who asked is left but the language. */
static void become_public(struct request *req)
{
	for (size_t i = 0; i < req->query.count; i++) {
		struct field *field = &req->query.field[i];

		if (is_day(req, field))
			field->name[0] = '\0';
	}
	req->signed_in = false;
	req->roles = roles_full(ROLE_PUBLIC);
}

static int go(struct request *req, struct reply *reply, const struct date *day, struct error *err)
{
	CLEANUP(str_free) char *file = NULL;
	char name[sizeof req->worker->state];
	struct past_state state;
	int code = past_find(req->site->past,
		date_moment(date_to_day(day) + 1, req->worker->facts->zone), &state, err);

	if (code < 0)
		return code;
	if (!*state.commit)
		return refuse_early(req, &state, err);
	snprintf(name, sizeof name, "%s-%s", state.commit, state.mark);
	code = past_open(req->site->past, &state, req->site->past_seconds, &file, err);
	if (code == 0)
		code = site_worker_at(req->site, req->worker, file, state.commit, name, err);
	if (code == PAST_LATER || code == ERR_NOT_FOUND) /* or thrown away just now */
		return say_later(req, reply, day, err);
	return code;
}

int as_of_enter(struct request *req, struct reply *reply, struct error *err)
{
	struct date day;
	char today[11] = "";
	int code, later;

	if (!as_of_is_asked(req))
		return 0;
	if ((code = check_asked(req, err)) < 0 || (code = read_day(req, &day, err)) < 0)
		return code;
	facts_today(req->worker->facts, today);
	later = strcmp(asked(req), today);
	if (later > 0)
		return error_set(err, ERR_INVALID,
			"that day is still to come: the register can be read as of %s at the "
			"latest",
			today);
	req->now_address = address_without_day(req);
	if (!later) {
		reply_redirect(reply, req->now_address, NULL);
		return 1;
	}
	if ((code = go(req, reply, &day, err)) != 0)
		return code;
	snprintf(req->as_of, sizeof req->as_of, "%s", asked(req));
	become_public(req);
	req->worker = req->worker->earlier;
	return 0;
}

/* "protokol-2015-1.pdf" → "protokol-2015-1-2015-09-01.pdf", but for a file that somebody attached.
 */
static void name_download(struct reply *reply, const struct request *req)
{
	char *dot = reply->download ? strrchr(reply->download, '.') : NULL, *named;

	if (!dot || req->format == FORMAT_HTML)
		return;
	named = str_format(
		"%.*s-%s%s", (int)(dot - reply->download), reply->download, req->as_of, dot);
	free(reply->download);
	reply->download = named;
}

void as_of_leave(struct request *req, struct reply *reply, struct worker *now)
{
	req->worker = now;
	if (!*req->as_of)
		return;
	name_download(reply, req);
	if (reply->location && leads_on(reply->location, strlen(reply->location))) {
		CLEANUP(buf_release) struct buf out = BUF_INIT;

		add_address(&out, reply->location, strlen(reply->location), req->as_of, "&");
		free(reply->location);
		reply->location = buf_take(&out);
	}
}

/* On the page --------------------------------------------------------------------------------- */

void as_of_today(const struct request *req, char out[11])
{
	if (*req->as_of)
		memcpy(out, req->as_of, sizeof req->as_of);
	else
		facts_today(req->worker->facts, out);
}

static char *hidden_fields(const struct request *req)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; i < req->query.count; i++) {
		const struct field *field = &req->query.field[i];

		if (!stays(req, field))
			continue;
		buf_puts(&out, "<input type=\"hidden\" name=\"");
		buf_add_html(&out, field->name, strlen(field->name));
		buf_puts(&out, "\" value=\"");
		buf_add_html(&out, field->value, strlen(field->value));
		buf_puts(&out, "\">");
	}
	return buf_take(&out);
}

void as_of_add(struct values *values, const struct request *req)
{
	char today[11] = "";
	struct date day;
	size_t len;

	if (req->route && route_looks_back(req->route)) {
		const char *path = path_here(req, &len);

		facts_today(req->worker->facts, today);
		values_add_taken(values, "look_back_address", str_copy_n(path, len));
		values_add_taken(values, "look_back_fields_html", hidden_fields(req));
		values_add_taken(values, "last_day", str_copy(today));
	}
	if (*req->as_of && date_parse(&day, req->as_of, NULL) == 0) {
		values_add_taken(values, "as_of", day_in_words(req, &day));
		values_add(values, "as_of_day", req->as_of);
		values_add(values, "now_address", req->now_address);
	}
	/* no address says any of these */
	values_add(values, "as_of", NULL);
	values_add(values, "as_of_day", NULL);
	values_add(values, "look_back_address", NULL);
	values_add(values, "asks_again", NULL);
}

/* TAG of LEN has NAME="…": the value's place, and its length in *OUT. */
static const char *attribute(const char *tag, size_t len, const char *name, size_t *out)
{
	const char *found = memmem(tag, len, name, strlen(name));

	if (!found)
		return NULL;
	found += strlen(name);
	*out = strcspn(found, "\"");
	return found;
}

static void add_link(struct buf *out, const char *tag, size_t len, const char *day)
{
	size_t n = 0;
	const char *address = attribute(tag, len, " href=\"", &n);

	if (!address || !leads_on(address, n)) {
		buf_add(out, tag, len);
		return;
	}
	buf_add(out, tag, (size_t)(address - tag));
	add_address(out, address, n, day, "&amp;");
	buf_add(out, address + n, len - (size_t)(address + n - tag));
}

static void add_form(struct buf *out, const char *tag, size_t len, const char *day)
{
	size_t n = 0;
	const char *action = attribute(tag, len, " action=\"", &n);

	buf_add(out, tag, len);
	if (!memmem(tag, len, " method=\"post\"", 14) && (!action || leads_on(action, n)))
		buf_printf(out, "<input type=\"hidden\" name=\"at\" value=\"%s\">", day);
}

static bool is_tag(const char *tag, const char *name)
{
	size_t len = strlen(name);

	return strncmp(tag + 1, name, len) == 0 && strchr(" \n\t>", tag[1 + len]);
}

/* HTML as our own pages have it: no value holds "<" or ">". */
static void mark_html(struct buf *out, const char *html, const char *day)
{
	while (*html) {
		size_t text = strcspn(html, "<"), len;

		buf_add(out, html, text);
		html += text;
		len = strcspn(html, ">");
		len += html[len] == '>';
		if (memmem(html, len, " data-as-of", 11))
			buf_add(out, html, len);
		else if (*html && is_tag(html, "a"))
			add_link(out, html, len, day);
		else if (*html && is_tag(html, "form"))
			add_form(out, html, len, day);
		else
			buf_add(out, html, len);
		html += len;
	}
}

void as_of_mark(const struct request *req, struct buf *body)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (!*req->as_of || !body->len)
		return;
	if (req->format == FORMAT_JSON)
		buf_printf(&out, "{\"as_of\":\"%s\"%s%s", req->as_of,
			body->data[1] == '}' ? "" : ",", body->data + 1);
	else
		mark_html(&out, buf_text(body), req->as_of);
	buf_release(body);
	*body = out;
	out = (struct buf)BUF_INIT;
}
