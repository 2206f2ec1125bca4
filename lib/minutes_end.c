#include "minutes_text.h"
#include "item.h"
#include "date.h"

#include <ctype.h>

enum { MAX_DASHES = 4, MAX_DATE = 40 };

static bool has_origins(char letter)
{
	return letter && letter != 'S';
}

/* Origins */

static bool is_fragment_of(const char *target, const char *name)
{
	const char *hash = strrchr(target, '#');

	return hash && tolower((unsigned char)*name) == hash[1] && str_equal(hash + 2, name + 1);
}

static char *read_origin(const char *p, size_t len)
{
	CLEANUP(str_free) char *text = str_copy_n(p, len);
	struct item_link *link = NULL;
	size_t links;
	char *out = NULL;

	if (item_is_name(text, len))
		return TAKE(text);
	if (*text != '[')
		return NULL;
	links = item_links(&link, text);
	if (links == 1 && item_is_name(link->label, strlen(link->label)) &&
		is_fragment_of(link->target, link->label))
		out = str_copy(link->target);
	item_links_free(link, links);
	return out;
}

/* "S1, [S3](…#s3)": all of it, or nothing. */
static bool read_origins(struct minutes_item *item, const char *p)
{
	char **list = NULL;
	size_t count = 0, n;

	for (; *p; p += n) {
		char *origin;

		n = *p == '[' ? item_link_length(p) : strcspn(p, ",");
		origin = n ? read_origin(p, n) : NULL;
		if (origin)
			minutes_add_text(&list, &count, origin);
		if (!origin || (p[n] && (p[n] != ',' || !p[n + 1]))) {
			minutes_free_texts(list, count);
			return false;
		}
		n += strspn(p + n, ", \t\n");
	}
	item->origin = list;
	item->origins = count;
	return count > 0;
}

char *minutes_origin_here(const char *origin)
{
	char *name = str_copy(*origin == '#' ? origin + 1 : origin);

	if (*origin == '#')
		*name = (char)toupper((unsigned char)*name);
	if (!item_is_name(name, strlen(name))) {
		free(name);
		return NULL;
	}
	return name;
}

/* The name that the fragment of a link's TARGET stands for, or NULL. */
static char *fragment_name(const char *target)
{
	const char *hash = strrchr(target, '#');

	return hash && islower((unsigned char)hash[1]) ? minutes_origin_here(hash) : NULL;
}

static void write_origin(struct buf *out, const char *origin)
{
	CLEANUP(str_free) char *name = fragment_name(origin);
	bool pointed = strpbrk(origin, " ()<>\\") != NULL;

	if (!name) {
		buf_puts(out, origin);
		return;
	}
	buf_printf(out, "[%s](%s", name, pointed ? "<" : "");
	for (const char *p = origin; *p; p++) {
		if (strchr("<>\\", *p))
			buf_addc(out, '\\');
		buf_addc(out, *p);
	}
	buf_puts(out, pointed ? ">)" : ")");
}

static void write_origins(struct buf *out, const struct minutes_item *item)
{
	for (size_t i = 0; i < item->origins; i++) {
		buf_puts(out, i ? ", " : "(");
		write_origin(out, item->origin[i]);
	}
	buf_puts(out, item->origins ? ")" : "");
}

/* Person and due date */

static bool is_like_date(const char *text, bool after_person)
{
	size_t len = strlen(text), digits = 0;

	for (const char *p = text; *p; p++)
		digits += isdigit((unsigned char)*p) != 0;
	if (!after_person)
		return digits >= 4 && strspn(text, "0123456789.-/:T+Z") == len;
	return len <= MAX_DATE && len && (digits || !strpbrk(text, " \t\n"));
}

/* What follows the dash: "[Person](…), 2015-09-01", or one of the two. */
static bool read_duty(struct minutes_item *item, const char *p, unsigned *doubt)
{
	size_t n = minutes_person_length(p), comma = n ? minutes_comma(p + n) : 0;
	const char *due = p + n + comma + strspn(p + n + comma, " \t");
	struct date date;

	if (n && p[n] && !comma)
		return false;
	if ((!n || comma) && date_parse(&date, due, NULL) < 0) {
		if (is_like_date(due, n > 0))
			*doubt |= DOUBT_DUE;
		return false;
	}
	if (n)
		item->person = minutes_person(p, n);
	if (!n || comma)
		item->due = str_copy(due);
	return true;
}

/* Is there a dash at P that sets off what follows, " — " or " – "? */
static bool is_dash(const char *text, const char *p)
{
	return (p == text || minutes_is_space(p[-1])) &&
	       (str_starts(p, "\xe2\x80\x94") || str_starts(p, "\xe2\x80\x93")) &&
	       minutes_is_space(p[3]);
}

static bool cut_duty(struct minutes_item *item, char *text, unsigned *doubt)
{
	int dashes = 0;

	for (size_t i = strlen(text); i-- > 0 && dashes < MAX_DASHES;) {
		if (!is_dash(text, text + i))
			continue;
		dashes++;
		if (read_duty(item, text + i + 3 + strspn(text + i + 3, " \t\n"), doubt)) {
			text[i] = '\0';
			return true;
		}
	}
	return false;
}

static void write_duty(struct buf *out, const struct minutes_item *item)
{
	bool person = !minutes_is_blank(item->person), due = !minutes_is_blank(item->due);

	if (!person && !due)
		return;
	buf_puts(out, "— ");
	if (person)
		minutes_write_person(out, item->person);
	buf_puts(out, person && due ? ", " : "");
	if (due)
		buf_puts(out, item->due);
}

/* The end of the text */

static void trim_end(char *text)
{
	size_t n = strlen(text);

	while (n && minutes_is_space(text[n - 1]))
		n--;
	text[n] = '\0';
}

/* The "(" of the group in parentheses that TEXT ends with, or NULL. */
static char *last_group(char *text)
{
	char *p = text + strlen(text);
	int depth = 0;

	if (p == text || p[-1] != ')')
		return NULL;
	while (p > text) {
		p--;
		depth += *p == ')' ? 1 : *p == '(' ? -1 : 0;
		if (depth == 0)
			return p == text || minutes_is_space(p[-1]) ? p : NULL;
	}
	return NULL;
}

static bool cut_group(struct minutes_item *item, char *text, unsigned *doubt)
{
	char letter = minutes_item_letter(item), *group = last_group(text);
	CLEANUP(str_free) char *inner = NULL;

	if (!group)
		return false;
	inner = str_copy_n(group + 1, strlen(group) - 2);
	if ((has_origins(letter) && !item->origins && read_origins(item, inner)) ||
		(letter == 'D' && !minutes_is_voted(item) && minutes_read_votes(item, inner, doubt))) {
		*group = '\0';
		return true;
	}
	return false;
}

unsigned minutes_cut_end(struct minutes_item *item, char *text)
{
	bool action = minutes_item_letter(item) == 'A', more = true;
	unsigned doubt = 0;

	if (minutes_item_letter(item) == 'D')
		minutes_cut_voters(item, text);
	while (more) {
		trim_end(text);
		more = cut_group(item, text, &doubt);
		if (!more && action && !item->person && !item->due)
			more = cut_duty(item, text, &doubt);
	}
	return doubt;
}

/* An end cannot stand on the last line of code, a table or HTML: it would become a part of that. */
static bool ends_in_block(const struct buf *out)
{
	const char *line = strrchr(buf_text(out), '\n');

	if (!line)
		return false;
	line += strspn(line, "\n \t");
	return str_starts(line, "```") || str_starts(line, "~~~") || *line == '|' || *line == '<';
}

void minutes_write_end(
	struct buf *out, const struct minutes_item *item, const char *language, size_t from)
{
	CLEANUP(buf_release) struct buf end = BUF_INIT;
	char letter = minutes_item_letter(item);

	if (has_origins(letter) && item->origins)
		write_origins(&end, item);
	if (letter == 'D' && minutes_is_voted(item)) {
		buf_puts(&end, end.len ? " " : "");
		minutes_write_votes(&end, item, language);
	}
	if (letter == 'A' && (!minutes_is_blank(item->person) || !minutes_is_blank(item->due))) {
		buf_puts(&end, end.len ? " " : "");
		write_duty(&end, item);
	}
	if (end.len && out->len > from)
		buf_puts(out, ends_in_block(out) ? "\n\n" : " ");
	buf_add(out, buf_text(&end), end.len);
	if (letter == 'D')
		minutes_write_voters(out, item, language);
}

static int check_origins(const struct minutes_item *item, struct error *err)
{
	for (size_t i = 0; i < item->origins; i++) {
		const char *origin = item->origin[i];
		CLEANUP(str_free) char *name = fragment_name(origin);

		if (item_is_name(origin, strlen(origin)) || (name && !strpbrk(origin, "\r\n")))
			continue;
		error_set(err, ERR_INVALID,
			"an origin is an id (S3) or a link that ends in one "
			"(minutes.md#s3), not \"%s\"",
			origin);
		return error_field(err, "origins");
	}
	return 0;
}

int minutes_item_check(const struct minutes_item *item, struct error *err)
{
	static const char *const fields[] = { "votes_for", "votes_against", "votes_abstained" };
	const int count[] = { item->votes_for, item->against, item->abstained };
	struct date date;

	for (size_t i = 0; i < ARRAY_SIZE(count); i++) {
		if (count[i] >= VOTES_UNKNOWN && count[i] <= MINUTES_MAX_VOTES)
			continue;
		error_set(err, ERR_INVALID,
			"votes are whole numbers up to %d, as in \"for 6, against 0, "
			"abstained 0\"",
			MINUTES_MAX_VOTES);
		return error_field(err, fields[i]);
	}
	if (!minutes_is_blank(item->due) && date_parse(&date, item->due, NULL) < 0) {
		error_set(err, ERR_INVALID,
			"the due date must read like 2015-09-01, 2015-09 or 2015");
		return error_field(err, "due");
	}
	return check_origins(item, err);
}
