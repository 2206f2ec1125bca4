#include "tidy.h"
#include "buf.h"

enum { CODE_INDENT = 4, TAB = 4, MAX_LEVELS = 6 };

#define NBSP "\u00a0"

struct tidier {
	struct buf out;
	struct buf blanks; /* the blank lines that wait, as they are */
	enum tidy how;
	char fence; /* NUL: none is open */
	size_t fence_length;
	bool after_text;	 /* the line before is text of a paragraph */
	bool in_list;		 /* the line before is an item that was made here */
	char *level[MAX_LEVELS]; /* bullets of the list that is being made, by depth */
	int depth;
};

/* The bytes at P that nobody sees: soft hyphen, zero-width space, word joiner, byte order mark. */
static size_t unseen_length(const char *p)
{
	static const char *const unseen[] = { "\u00ad", "\u200b", "\u2060", "\ufeff" };

	for (size_t i = 0; i < ARRAY_SIZE(unseen); i++)
		if (str_starts(p, unseen[i]))
			return strlen(unseen[i]);
	return 0;
}

/* Vertical tab, form feed and Unicode's separators break a line: their bytes at P, or 0. */
static size_t break_length(const char *p)
{
	if (*p == '\v' || *p == '\f')
		return 1;
	return str_starts(p, "\u2028") || str_starts(p, "\u2029") ? 3 : 0;
}

static bool is_blank(const char *line)
{
	while (*line == ' ' || *line == '\t' || str_starts(line, NBSP))
		line += *line == *NBSP ? strlen(NBSP) : 1;
	return !*line;
}

static int indent_of(const char *line)
{
	int columns = 0;

	for (; *line == ' ' || *line == '\t'; line++)
		columns += *line == '\t' ? TAB - columns % TAB : 1;
	return columns;
}

/* True where LINE opens or closes a fence. */
static bool see_fence(struct tidier *t, const char *line)
{
	const char *p = line + strspn(line, " \t>");
	size_t n;

	/* a fence may begin an item */
	if (!t->fence && *p && strchr("-+*", *p) && p[1] == ' ')
		p += 1 + strspn(p + 1, " ");
	n = *p == '`' || *p == '~' ? strspn(p, *p == '`' ? "`" : "~") : 0;
	if (n < 3 || (!t->fence && *p == '`' && strchr(p + n, '`')))
		return false;
	if (t->fence && (*p != t->fence || n < t->fence_length || !is_blank(p + n)))
		return false;
	t->fence = t->fence ? '\0' : *p;
	t->fence_length = n;
	return true;
}

struct bullet {
	const char *sign;
	bool tab; /* only with a tab after it: with a blank it may be a dash or a word */
};

static const struct bullet bullets[] = {
	{"\u2022",  false}, /* • */
	{ "\u00b7", false}, /* · */
	{ "\u25aa", false}, /* ▪ */
	{ "\u25a0", false}, /* ■ */
	{ "\u25cf", false}, /* ● */
	{ "\u25cb", false}, /* ○ */
	{ "\u25e6", false}, /* ◦ */
	{ "\u2023", false}, /* ‣ */
	{ "\u27a2", false}, /* ➢ */
	{ "\u2713", false}, /* ✓ */
	{ "\uf0b7", false}, /* the bullet, the square, the arrow and the tick of Symbol and */
	{ "\uf0a7", false}, /* Wingdings */
	{ "\uf0d8", false},
	{ "\uf0fc", false},
	{ "\u2013", true }, /* – */
	{ "\u2014", true }, /* — */
	{ "\u00a7", true }, /* § */
	{ "o",      true },
	{ "-",      true },
};

/* What separates a bullet from its words. */
static size_t gap_length(const char *p, bool *tab)
{
	const char *start = p;

	*tab = false;
	for (;; p++) {
		if (str_starts(p, NBSP))
			p++;
		else if (*p != ' ' && *p != '\t')
			return (size_t)(p - start);
		*tab |= *p == '\t';
	}
}

/* The bullet that LINE begins with; *WORDS is what follows it. */
static const char *find_bullet(const char *line, const char **words)
{
	for (size_t i = 0; i < ARRAY_SIZE(bullets); i++) {
		const char *p = line + strlen(bullets[i].sign);
		bool tab;
		size_t gap;

		if (!str_starts(line, bullets[i].sign) || !(gap = gap_length(p, &tab)))
			continue;
		*words = p + gap;
		return **words && (tab || !bullets[i].tab) ? bullets[i].sign : NULL;
	}
	return NULL;
}

/* "1.\t" or "12)\t": the bytes of the number and its sign, or 0. */
static size_t find_number(const char *line, const char **words)
{
	size_t digits = strspn(line, "0123456789"), gap;
	bool tab;

	if (!digits || digits > 9 || !line[digits] || !strchr(".)", line[digits]))
		return 0;
	gap = gap_length(line + digits + 1, &tab);
	*words = line + digits + 1 + gap;
	return gap && tab && **words ? digits + 1 : 0;
}

static void end_list(struct tidier *t)
{
	while (t->depth)
		free(t->level[--t->depth]);
	t->in_list = false;
}

/* How deep an item with SIGN stands: as deep as its like before, else one deeper. */
static int depth_of(struct tidier *t, const char *sign)
{
	for (int i = 0; i < t->depth; i++) {
		if (!str_equal(t->level[i], sign))
			continue;
		while (t->depth > i + 1)
			free(t->level[--t->depth]);
		return i;
	}
	if (t->depth < MAX_LEVELS)
		t->level[t->depth++] = str_copy(sign);
	return t->depth - 1;
}

/* One blank line for those that wait, also where WANTED without one. */
static void put_blank(struct tidier *t, bool wanted)
{
	if (t->blanks.len || wanted)
		buf_addc(&t->out, '\n');
	buf_cut(&t->blanks, 0);
}

static void put_words(struct tidier *t, const char *words)
{
	bool pasted = t->how == TIDY_PASTED;

	for (; *words; words++) {
		bool nbsp = pasted && str_starts(words, NBSP);

		buf_addc(&t->out, nbsp || (pasted && *words == '\t') ? ' ' : *words);
		words += nbsp;
	}
	buf_addc(&t->out, '\n');
}

/* An item of a list: MARKER, and as deep as SIGN says. */
static void put_item(
	struct tidier *t, const char *marker, size_t len, const char *sign, const char *words)
{
	int depth = depth_of(t, sign);

	put_blank(t, t->after_text);
	for (int i = 0; i < depth; i++)
		buf_puts(&t->out, *t->level[i] == '1' ? "   " : "  ");
	buf_add(&t->out, marker, len);
	buf_addc(&t->out, ' ');
	put_words(t, words);
	t->in_list = true;
	t->after_text = false;
}

static bool try_item(struct tidier *t, const char *line)
{
	bool tab;
	size_t gap = gap_length(line, &tab), number;
	const char *words, *sign;

	/* further in there may be a list in a list, or code */
	if (t->how != TIDY_PASTED || (strspn(line, " \t") && !t->in_list && indent_of(line) > 1))
		return false;
	line += gap;
	if ((sign = find_bullet(line, &words))) {
		put_item(t, "-", 1, sign, words);
		return true;
	}
	if (!(number = find_number(line, &words)))
		return false;
	put_item(t, line, number, line[number - 1] == '.' ? "1." : "1)", words);
	return true;
}

static bool is_item(const char *line)
{
	return *line && strchr("-+*", *line) && line[1] == ' ';
}

static void put_text(struct tidier *t, const char *line)
{
	bool tab;

	put_blank(t, t->in_list && !is_item(line));
	end_list(t);
	if (t->how == TIDY_PASTED && str_starts(line + strspn(line, " "), NBSP))
		line += gap_length(line, &tab);
	put_words(t, line);
	t->after_text = *line != '#' && !is_item(line);
}

/* As it is, with all the blank lines before it. */
static void put_code(struct tidier *t, const char *line)
{
	buf_puts(&t->out, buf_text(&t->blanks));
	buf_cut(&t->blanks, 0);
	end_list(t);
	buf_puts(&t->out, line);
	buf_addc(&t->out, '\n');
	t->after_text = false;
}

static bool is_code(struct tidier *t, const char *line)
{
	bool within = t->fence;

	return see_fence(t, line) || within ||
	       (indent_of(line) >= CODE_INDENT && !is_blank(line) && !t->in_list);
}

static void see_line(struct tidier *t, const char *line)
{
	if (is_code(t, line)) {
		put_code(t, line);
	} else if (is_blank(line)) {
		buf_puts(&t->blanks, line);
		buf_addc(&t->blanks, '\n');
		t->after_text = false;
	} else if (!try_item(t, line)) {
		put_text(t, line);
	}
}

/* A line that is no code: what breaks it makes several, and what nobody sees goes. */
static void see_text(struct tidier *t, const char *line)
{
	CLEANUP(buf_release) struct buf part = BUF_INIT;

	for (size_t n; *line; line += n) {
		if ((n = break_length(line))) {
			see_line(t, buf_text(&part));
			buf_cut(&part, 0);
		} else if (!(n = unseen_length(line))) {
			buf_addc(&part, *line);
			n = 1;
		}
	}
	see_line(t, buf_text(&part));
}

char *tidy_text(const char *text, enum tidy how)
{
	struct tidier t = { .how = how };
	bool ended = false;

	while (*text) {
		size_t len = strcspn(text, "\r\n");
		CLEANUP(str_free) char *line = str_copy_n(text, len);

		if (t.fence || indent_of(line) >= CODE_INDENT)
			see_line(&t, line);
		else
			see_text(&t, line);
		text += len;
		ended = *text;
		text += str_starts(text, "\r\n") ? 2 : ended;
	}
	put_blank(&t, false);
	end_list(&t);
	if (!ended && t.out.len)
		buf_cut(&t.out, t.out.len - 1);
	buf_release(&t.blanks);
	if (!t.out.data)
		return str_copy("");
	return buf_take(&t.out);
}
