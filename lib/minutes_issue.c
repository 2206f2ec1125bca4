#include "minutes_map.h"

static int no_issue(size_t issue, struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "these minutes have no issue %zu", issue + 1);
}

/* The number of the last heading that has one: 0 where the headings have none, or there are none.
 */
static int last_number(const struct minutes_map *map, const char *body)
{
	int number = 0;

	for (size_t i = 0; i < map->issues; i++) {
		ssize_t heading = map->issue[i].heading;

		if (heading >= 0)
			minutes_issue_number(&number, body + map->outline.part[heading].text);
	}
	return number;
}

/* Headings are numbered when those that are there are, and from the first one on. */
static int next_number(const struct minutes_map *map, const char *body)
{
	size_t headings = 0;
	int last = last_number(map, body);

	for (size_t i = 0; i < map->issues; i++)
		headings += map->issue[i].heading >= 0;
	return last || !headings ? last + 1 : 0;
}

/* Would a heading end before the "#" that LINE ends with? */
static bool is_closed(const char *line, size_t len)
{
	size_t n = len;

	while (n && line[n - 1] == '#')
		n--;
	return n < len && (!n || line[n - 1] == ' ');
}

/* One line; a title that reads like "2. …" or ends in "#" keeps that by a backslash. */
static int write_title(struct buf *out, const char *title, bool numbered, struct error *err)
{
	CLEANUP(str_free) char *copy = str_copy(title ? title : "");
	char *line;
	size_t n, own;
	int number;

	for (char *p = copy; *p; p++) {
		if (strchr("\t\r\n", *p))
			*p = ' ';
	}
	line = str_trim(copy);
	n = strlen(line);
	if (!n)
		return error_set(err, ERR_INVALID, "an issue needs a title");
	own = !numbered && minutes_issue_number(&number, line) ? strspn(line, "0123456789") : 0;
	buf_add(out, line, own);
	buf_puts(out, own ? "\\" : "");
	buf_add(out, line + own, n - own - 1);
	buf_puts(out, is_closed(line, n) ? "\\" : "");
	buf_addc(out, line[n - 1]);
	return 0;
}

static int write_heading(struct buf *out, int number, const char *title, struct error *err)
{
	buf_puts(out, "## ");
	if (number)
		buf_printf(out, "%d. ", number);
	return write_title(out, title, number > 0, err);
}

/* BODY with the numbers of its issues in order, where they have any. */
static void renumber(struct buf *out, const char *body)
{
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	int order = 0, number;
	size_t done = 0;

	for (size_t i = 0; i < map.issues; i++) {
		const struct outline_part *part = &map.outline.part[map.issue[i].first];

		if (map.issue[i].heading < 0)
			continue;
		order++;
		if (!minutes_issue_number(&number, body + part->text) || number == order)
			continue;
		buf_add(out, body + done, part->text - done);
		buf_printf(out, "%d", order);
		done = part->text + strspn(body + part->text, "0123456789");
	}
	buf_puts(out, body + done);
}

static int replace_renumbered(
	struct record *rec, const struct buf *body, size_t issues, size_t items, struct error *err)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	renumber(&out, buf_text(body));
	return minutes_replace(rec, &out, issues, items, err);
}

static void end_paragraph(struct buf *out)
{
	while (out->len && strchr(" \t\r\n", out->data[out->len - 1]))
		buf_cut(out, out->len - 1);
	if (out->len)
		buf_puts(out, "\n\n");
}

int minutes_add_issue(struct record *rec, const char *title, struct error *err)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	int rc;

	buf_puts(&out, body);
	end_paragraph(&out);
	rc = write_heading(&out, next_number(&map, body), title, err);
	if (rc < 0)
		return rc;
	buf_addc(&out, '\n');
	return minutes_replace(rec, &out, map.issues + 1, map.items, err);
}

/* Items above the first issue get the heading that they lack. */
static int add_heading(
	struct record *rec, const struct minutes_map *map, const char *title, struct error *err)
{
	const char *body = record_body(rec);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	int rc, number = next_number(map, body);

	buf_add(&out, body, map->issue[0].start);
	end_paragraph(&out);
	rc = write_heading(&out, number ? 1 : 0, title, err);
	if (rc < 0)
		return rc;
	buf_printf(&out, "\n\n%s", body + map->issue[0].start);
	return replace_renumbered(rec, &out, map->issues, map->items, err);
}

int minutes_set_issue_title(struct record *rec, size_t issue, const char *title, struct error *err)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	const struct outline_part *part;
	int rc, number = 0;

	if (issue >= map.issues)
		return no_issue(issue, err);
	if (map.issue[issue].heading < 0)
		return add_heading(rec, &map, title, err);
	part = &map.outline.part[map.issue[issue].heading];
	minutes_issue_number(&number, body + part->text);
	buf_add(&out, body, part->start);
	rc = write_heading(&out, number, title, err);
	if (rc < 0)
		return rc;
	buf_printf(&out, "\n%s", body + part->end);
	return minutes_replace(rec, &out, map.issues, map.items, err);
}

static void add_issue(struct buf *out, const char *body, const struct minutes_span *span)
{
	buf_add(out, body + span->start, span->end - span->start);
	if (out->len && out->data[out->len - 1] != '\n')
		buf_addc(out, '\n');
	if (out->len > 1 && out->data[out->len - 2] != '\n')
		buf_addc(out, '\n');
}

static void end_body(struct buf *out, const char *body)
{
	size_t n = strlen(body);

	while (n && strchr(" \t\r\n", body[n - 1]))
		n--;
	while (out->len && strchr(" \t\r\n", out->data[out->len - 1]))
		buf_cut(out, out->len - 1);
	buf_puts(out, out->len ? body + n : "");
}

int minutes_move_issue(struct record *rec, size_t issue, size_t to, struct error *err)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	if (issue >= map.issues || to >= map.issues)
		return no_issue(issue >= map.issues ? issue : to, err);
	if (issue == to)
		return 0;
	if (map.issue[issue].heading < 0 || map.issue[to].heading < 0)
		return error_set(err, ERR_INVALID,
			"items stand above the first issue; give them a heading first");
	buf_add(&out, body, map.issue[0].start);
	for (size_t i = 0; i < map.issues; i++) {
		if (i == to && to < issue)
			add_issue(&out, body, &map.issue[issue]);
		if (i != issue)
			add_issue(&out, body, &map.issue[i]);
		if (i == to && to > issue)
			add_issue(&out, body, &map.issue[issue]);
	}
	end_body(&out, body);
	return replace_renumbered(rec, &out, map.issues, map.items, err);
}

int minutes_delete_issue(struct record *rec, size_t issue, struct error *err)
{
	const char *body = record_body(rec);
	CLEANUP(minutes_map_release) struct minutes_map map = minutes_map_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	size_t items = 0;

	if (issue >= map.issues)
		return no_issue(issue, err);
	for (size_t i = 0; i < map.outline.count; i++)
		items += map.spot[i].item && map.spot[i].issue != (ssize_t)issue;
	buf_add(&out, body, map.issue[issue].start);
	buf_puts(&out, body + map.issue[issue].end);
	end_body(&out, body);
	return replace_renumbered(rec, &out, map.issues - 1, items, err);
}
