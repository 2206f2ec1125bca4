#include "minutes_text.h"
#include "item.h"

/* The bytes of an emphasised name, *Plain name*. */
static size_t name_length(const char *p)
{
	size_t i = 1;

	if ((*p != '*' && *p != '_') || minutes_is_gap(p[1]) || p[1] == *p)
		return 0;
	for (; p[i] && p[i] != *p; i++) {
		if (p[i] == '\n')
			return 0;
		if (p[i] == '\\' && p[i + 1] && p[i + 1] != '\n')
			i++;
	}
	return p[i] && !minutes_is_space(p[i - 1]) && p[i + 1] != *p ? i + 1 : 0;
}

size_t minutes_person_length(const char *p)
{
	return *p == '[' ? item_link_length(p) : name_length(p);
}

/* On one line, without white space at its ends. */
static char *flatten(const char *text, size_t len)
{
	char *line = str_copy_n(text, len);
	char *trimmed;

	for (char *p = line; *p; p++) {
		if (strchr("\t\r\n", *p))
			*p = ' ';
	}
	trimmed = str_trim(line);
	memmove(line, trimmed, strlen(trimmed) + 1);
	return line;
}

char *minutes_person(const char *p, size_t len)
{
	CLEANUP(str_free) char *name = NULL;

	if (*p == '[')
		return flatten(p, len);
	name = item_unescape(p + 1, len - 2);
	return flatten(name, strlen(name));
}

size_t minutes_comma(const char *p)
{
	return *p == ',' ? 1 + strspn(p + 1, " \t") + (p[1 + strspn(p + 1, " \t")] == '\n') : 0;
}

/* The bytes of a list of people up to its end, wherever that is; 0 where none begins. */
static size_t people_length(const char *p)
{
	size_t at = 0, n, comma;

	while ((n = minutes_person_length(p + at))) {
		at += n;
		comma = minutes_comma(p + at);
		if (!comma || !minutes_person_length(p + at + comma))
			return at;
		at += comma;
	}
	return at;
}

/* A list of people is one of speakers only before a colon. Returns its bytes, the colon included.
 */
size_t minutes_read_speakers(struct minutes_item *item, const char *p)
{
	size_t end = people_length(p), n;

	if (!end || p[end] != ':' || !minutes_is_gap(p[end + 1]))
		return 0;
	for (size_t at = 0; at < end; at += n + minutes_comma(p + at + n)) {
		n = minutes_person_length(p + at);
		minutes_add_text(&item->speaker, &item->speakers, minutes_person(p + at, n));
	}
	return end + 1;
}

void minutes_write_person(struct buf *out, const char *person)
{
	CLEANUP(str_free) char *line = flatten(person, strlen(person));

	if (*line == '[' && item_link_length(line) == strlen(line)) {
		buf_puts(out, line);
		return;
	}
	buf_addc(out, '*');
	for (const char *p = line; *p; p++) {
		if (strchr("\\*_[]<`", *p))
			buf_addc(out, '\\');
		buf_addc(out, *p);
	}
	buf_addc(out, '*');
}

bool minutes_write_speakers(struct buf *out, const struct minutes_item *item)
{
	bool any = false;

	for (size_t i = 0; i < item->speakers; i++) {
		if (minutes_is_blank(item->speaker[i]))
			continue;
		buf_puts(out, any ? ", " : "");
		minutes_write_person(out, item->speaker[i]);
		any = true;
	}
	buf_puts(out, any ? ": " : "");
	return any;
}

size_t minutes_guard(const char *text, const char *guard)
{
	size_t n = people_length(text);

	return n && str_starts(text + n, guard) && minutes_is_gap(text[n + strlen(guard)]) ? n : 0;
}
