#include "passages_inner.h"
#include "item.h"

#include <ctype.h>

/*
 * Where markup is, roughly: only a guess that saves work, since what is planted in the wrong place
 * is found out when the text is rendered.
 */

enum { LONGEST = 400, LONGEST_ENTITY = 12 };

struct scanner {
	const char *text;
	bool *markup;
	char fence; /* NUL: none is open */
	size_t fence_length;
};

static void forbid(struct scanner *s, const char *from, const char *to)
{
	memset(s->markup + (from - s->text), true, (size_t)(to - from));
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

static size_t run_of(const char *p, const char *end, char c)
{
	size_t n = 0;

	while (p + n < end && p[n] == c)
		n++;
	return n;
}

/* True where the line at P opens or closes a fence, or is within one. */
static bool see_fence(struct scanner *s, const char *start, const char *p, const char *end)
{
	size_t n = p < end && (*p == '`' || *p == '~') ? run_of(p, end, *p) : 0;

	if (n < 3 || (s->fence && (*p != s->fence || n < s->fence_length)))
		return s->fence;
	forbid(s, start, end);
	s->fence = s->fence ? '\0' : *p;
	s->fence_length = n;
	return true;
}

/* After the markers of quotes and lists, and a heading's. */
static const char *skip_markers(const char *p, const char *end)
{
	for (const char *last = NULL; p != last;) {
		size_t n = 0;

		last = p;
		p = skip_blanks(p, end);
		if (p < end && *p == '>') {
			p++;
			continue;
		}
		while (p + n < end && isdigit((unsigned char)p[n]) && n < 9)
			n++;
		if (p + n < end && strchr(n ? ".)" : "-+*", p[n]) &&
			(p + n + 1 == end || p[n + 1] == ' ' || p[n + 1] == '\t'))
			p += n + 1;
	}
	p += run_of(p, end, '#');
	return skip_blanks(p, end);
}

/* The byte after the first unescaped CLOSE that matches; NULL where the line has none near. */
static const char *matching(const char *p, const char *end, char open, char close)
{
	const char *limit = end - p > LONGEST ? p + LONGEST : end;

	for (int depth = 1; p < limit; p++) {
		if (*p == '\\' && p + 1 < limit)
			p++;
		else if (*p == close && --depth == 0)
			return p + 1;
		else if (*p == open && open != close)
			depth++;
	}
	return NULL;
}

static const char *entity_end(const char *p, const char *end)
{
	const char *limit = end - p > LONGEST_ENTITY ? p + LONGEST_ENTITY : end;

	while (p < limit && (isalnum((unsigned char)*p) || *p == '#'))
		p++;
	return p < limit && *p == ';' ? p + 1 : NULL;
}

/* The end of the markup that begins at P, or NULL. */
static const char *markup_end(const char *p, const char *end)
{
	char next = p + 1 < end ? p[1] : '\0';

	if (*p == '&')
		return entity_end(p + 1, end);
	if (*p == '<' && (isalpha((unsigned char)next) || next == '/' || next == '!'))
		return matching(p + 1, end, '<', '>');
	if (*p == ']' && next == '(')
		return matching(p + 2, end, '(', ')');
	if (*p == ']' && next == '[')
		return matching(p + 2, end, '[', ']');
	return NULL;
}

static void see_words(struct scanner *s, const char *p, const char *end)
{
	while (p < end) {
		const char *to = markup_end(p, end);

		if (to)
			forbid(s, p, to);
		p = to ? to : *p == '\\' && p + 1 < end ? p + 2 : p + 1;
	}
}

static bool is_definition(const char *p, const char *end)
{
	const char *close = p < end && *p == '[' ? matching(p + 1, end, '[', ']') : NULL;

	return close && close < end && *close == ':';
}

static void see_line(struct scanner *s, const char *start, const char *end)
{
	const char *p = skip_markers(start, end);

	if (see_fence(s, start, skip_blanks(start, end), end))
		return;
	if (is_definition(p, end)) {
		forbid(s, start, end);
		return;
	}
	p += item_box(NULL, p);
	p += item_id(NULL, p);
	p = p < end ? p : end;
	forbid(s, start, p);
	see_words(s, p, end);
}

bool *passages_markup(const char *text)
{
	size_t len = strlen(text);
	struct scanner s = { .text = text, .markup = mem_alloc(len + 1) };
	const char *limit = text + len;

	while (text < limit) {
		const char *end = memchr(text, '\n', (size_t)(limit - text));

		end = end ? end : limit;
		see_line(&s, text, end);
		text = end + (end < limit);
	}
	return s.markup;
}
