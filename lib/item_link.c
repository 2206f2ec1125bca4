#include "item.h"

#include <ctype.h>

enum { MAX_PARENTHESES = 32, MAX_TICKS = 80 };

static size_t skip_space(const char *s, size_t at)
{
	return at + strspn(s + at, " \t\n");
}

/* Where the title that begins at AT ends; AT itself where there is none, 0 where it is broken. */
static size_t skip_title(const char *s, size_t at)
{
	char close = s[at] == '(' ? ')' : s[at];
	size_t i = at + 1;

	if (close != '"' && close != '\'' && close != ')')
		return at;
	for (; s[i] && s[i] != close; i++) {
		if (s[i] == '\\' && s[i + 1])
			i++;
		else if ((close == ')' && s[i] == '(') || (s[i] == '\n' && s[i + 1] == '\n'))
			return 0;
	}
	return s[i] ? i + 1 : 0;
}

static size_t skip_pointed(const char *s, size_t at)
{
	for (; s[at] && s[at] != '>'; at++) {
		if (s[at] == '\n' || s[at] == '<')
			return 0;
		if (s[at] == '\\' && s[at + 1])
			at++;
	}
	return s[at] ? at : 0;
}

/* Parentheses in a bare target are balanced, and not nested deeper than CommonMark readers go. */
static size_t skip_bare(const char *s, size_t at)
{
	int depth = 0;

	for (; s[at] && !isspace((unsigned char)s[at]) && !iscntrl((unsigned char)s[at]); at++) {
		if (s[at] == '\\' && ispunct((unsigned char)s[at + 1]))
			at++;
		else if (s[at] == '(' && ++depth > MAX_PARENTHESES)
			return 0;
		else if (s[at] == ')' && --depth < 0)
			break;
	}
	return depth > 0 ? 0 : at;
}

/*
 * The bytes of "(target "title")" at S, 0 where there is none; [*FROM, *TO) is then the target.
 */
static size_t target_length(const char *s, size_t *from, size_t *to)
{
	size_t at, title;

	if (*s != '(')
		return 0;
	at = skip_space(s, 1);
	*from = at + (s[at] == '<');
	*to = s[at] == '<' ? skip_pointed(s, *from) : skip_bare(s, *from);
	if (!*to)
		return 0;
	at = *to + (s[at] == '<');
	title = skip_space(s, at);
	if (title > at && s[title] != ')')
		title = skip_title(s, title);
	if (!title)
		return 0;
	at = skip_space(s, title);
	return s[at] == ')' ? at + 1 : 0;
}

char *item_unescape(const char *s, size_t len)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\\' && i + 1 < len && ispunct((unsigned char)s[i + 1]))
			i++;
		buf_addc(&out, s[i]);
	}
	return buf_take(&out);
}

size_t item_link_target(const char *text, size_t *from, size_t *to)
{
	size_t depth = 0, at = 0, n;

	if (*text != '[')
		return 0;
	for (; text[at]; at++) {
		if (text[at] == '\\' && text[at + 1])
			at++;
		else if (text[at] == '[')
			depth++;
		else if (text[at] == ']' && --depth == 0)
			break;
		else if (text[at] == '\n' && text[at + 1] == '\n')
			return 0;
	}
	n = text[at] ? target_length(text + at + 1, from, to) : 0;
	if (!n)
		return 0;
	*from += at + 1;
	*to += at + 1;
	return at + 1 + n;
}

size_t item_link_length(const char *text)
{
	size_t from, to;

	return item_link_target(text, &from, &to);
}

struct bracket {
	size_t at;
	bool image;
};

/* The brackets that are open, and what is known about backticks, within one paragraph. */
struct inlines {
	const char *text;
	struct bracket *open;
	size_t opened;
	bool unclosed[MAX_TICKS]; /* no run of so many backticks follows */
	struct item_link *link;
	size_t links;
};

static void new_paragraph(struct inlines *in)
{
	in->opened = 0;
	memset(in->unclosed, 0, sizeof(in->unclosed));
}

/* The byte after the code span that begins at AT, or after its backticks where it never ends. */
static size_t skip_code(struct inlines *in, size_t at)
{
	size_t n = strspn(in->text + at, "`"), after = at + n, i = after;

	if (n >= MAX_TICKS || in->unclosed[n])
		return after;
	while (in->text[i] && !(in->text[i] == '\n' && in->text[i + 1] == '\n')) {
		size_t run = strspn(in->text + i, "`");

		if (run == n)
			return i + run;
		i += run ? run : 1;
	}
	in->unclosed[n] = true;
	return after;
}

static size_t close_bracket(struct inlines *in, size_t at)
{
	struct bracket open;
	size_t from, to, n;

	if (!in->opened)
		return at + 1;
	open = in->open[--in->opened];
	n = target_length(in->text + at + 1, &from, &to);
	if (!n)
		return at + 1;
	if (open.image)
		return at + 1 + n;
	in->link = mem_grow(in->link, in->links, sizeof(*in->link));
	in->link[in->links++] = (struct item_link){
		.label = item_unescape(in->text + open.at + 1, at - open.at - 1),
		.target = item_unescape(in->text + at + 1 + from, to - from),
	};
	in->opened = 0; /* a link holds no other */
	return at + 1 + n;
}

static size_t open_bracket(struct inlines *in, size_t at, bool image)
{
	in->open = mem_grow(in->open, in->opened, sizeof(*in->open));
	in->open[in->opened++] = (struct bracket){ at, image };
	return at + 1;
}

static size_t next_inline(struct inlines *in, size_t at)
{
	const char *p = in->text + at;

	switch (*p) {
	case '\\':
		return at + (p[1] && p[1] != '\n' ? 2 : 1);
	case '`':
		return skip_code(in, at);
	case '\n':
		if (p[1] == '\n')
			new_paragraph(in);
		return at + 1;
	case '[':
		return open_bracket(in, at, false);
	case '!':
		return p[1] == '[' ? open_bracket(in, at + 1, true) : at + 1;
	case ']':
		return close_bracket(in, at);
	default:
		return at + 1;
	}
}

size_t item_links(struct item_link **out, const char *text)
{
	struct inlines in = { .text = text };

	for (size_t at = 0; text[at];)
		at = next_inline(&in, at);
	free(in.open);
	*out = in.link;
	return in.links;
}

void item_links_free(struct item_link *links, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(links[i].label);
		free(links[i].target);
	}
	free(links);
}
