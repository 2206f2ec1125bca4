#include "lines.h"

#include <strings.h>

enum tag_kind {
	TAG_INLINE,
	TAG_BLOCK, /* what follows begins a line */
	TAG_ROW,   /* a line, whatever its length, even without words */
	TAG_CELL,
	TAG_WHOLE, /* a line, whatever its length */
	TAG_CODE,  /* lines as they are */
	TAG_ASIDE, /* takes no room */
	TAG_IMAGE, /* as wide as one character */
};

static const struct {
	const char *name;
	enum tag_kind kind;
} tags[] = {
	{"p",	       TAG_BLOCK},
	{ "li",		TAG_BLOCK},
	{ "ul",		TAG_BLOCK},
	{ "ol",		TAG_BLOCK},
	{ "blockquote", TAG_BLOCK},
	{ "table",	   TAG_BLOCK},
	{ "thead",	   TAG_BLOCK},
	{ "tbody",	   TAG_BLOCK},
	{ "div",	 TAG_BLOCK},
	{ "hr",		TAG_BLOCK},
	{ "br",		TAG_BLOCK},
	{ "tr",		TAG_ROW	},
	{ "td",		TAG_CELL },
	{ "th",		TAG_CELL },
	{ "h1",		TAG_WHOLE},
	{ "h2",		TAG_WHOLE},
	{ "h3",		TAG_WHOLE},
	{ "h4",		TAG_WHOLE},
	{ "h5",		TAG_WHOLE},
	{ "h6",		TAG_WHOLE},
	{ "pre",	 TAG_CODE },
	{ "ins",	 TAG_ASIDE},
	{ "img",	 TAG_IMAGE},
};

struct writer {
	struct buf *out;
	int number, width;
	int column; /* characters of the line so far */
	bool fresh; /* the next word begins a line */
	bool row;   /* so does the next cell, even without words */
	bool whole; /* in what is one line */
	bool code;
	int aside;   /* depth */
	bool space;  /* white space stands before the word */
	size_t word; /* where the word begins in OUT, with the tags right before it */
	bool led;    /* such tags have come */
	size_t lead; /* where the first of them is */
	int length;  /* its characters; 0: no word is open */
	size_t *cut; /* where OUT would be cut: after each WIDTH characters of the word */
	size_t cuts;
};

static size_t mark_at(struct writer *w, size_t at)
{
	CLEANUP(str_free)
	char *mark = str_format("<span class=\"ln\" data-line=\"%d\"></span>", w->number++);
	size_t len = strlen(mark), rest = w->out->len - at;

	buf_reserve(w->out, len);
	memmove(w->out->data + at + len, w->out->data + at, rest + 1);
	memcpy(w->out->data + at, mark, len);
	w->out->len += len;
	return len;
}

/* A word longer than a line is cut: in one pass, however often. */
static void cut_word(struct writer *w)
{
	CLEANUP(str_free) char *word = str_copy_n(w->out->data + w->word, w->out->len - w->word);
	size_t start = w->word, done = 0;

	buf_cut(w->out, start);
	for (size_t i = 0; i < w->cuts; i++) {
		buf_add(w->out, word + done, w->cut[i] - start - done);
		done = w->cut[i] - start;
		mark_at(w, w->out->len);
	}
	buf_puts(w->out, word + done);
}

static void end_word(struct writer *w)
{
	int needed = w->column + w->space + w->length;

	if (!w->length)
		return;
	if (w->fresh || (needed > w->width && !w->whole)) {
		size_t len = mark_at(w, w->word);

		for (size_t i = 0; i < w->cuts; i++)
			w->cut[i] += len;
		w->word += len;
		needed = w->length;
	}
	if (w->cuts && !w->whole) {
		cut_word(w);
		needed = w->length - (int)w->cuts * w->width;
	}
	w->column = needed;
	w->fresh = w->space = false;
	w->length = 0;
	w->cuts = 0;
}

static void begin_line(struct writer *w)
{
	end_word(w);
	w->fresh = true;
	w->space = w->led = false;
	w->column = 0;
}

/* One character of a word, LEN bytes. */
static void add_char(struct writer *w, const char *text, size_t len)
{
	if (w->aside) {
		buf_add(w->out, text, len);
		return;
	}
	if (!w->length)
		w->word = w->led ? w->lead : w->out->len;
	else if (w->length % w->width == 0) {
		w->cut = mem_grow(w->cut, w->cuts, sizeof *w->cut);
		w->cut[w->cuts++] = w->out->len;
	}
	w->length++;
	w->led = false;
	buf_add(w->out, text, len);
}

static void add_space(struct writer *w, char c)
{
	if (!w->aside) {
		end_word(w);
		w->led = false;
		if (c == '\n' && w->code)
			begin_line(w);
		else if (w->code && !w->fresh)
			w->column++;
		else
			w->space = !w->fresh;
	}
	buf_addc(w->out, c);
}

static enum tag_kind kind_of(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
		if (strlen(tags[i].name) == len && strncasecmp(tags[i].name, name, len) == 0)
			return tags[i].kind;
	return TAG_INLINE;
}

static void see_tag(struct writer *w, const char *tag, size_t len)
{
	bool closing = tag[1] == '/';
	const char *name = tag + 1 + closing;
	enum tag_kind kind = kind_of(name, strcspn(name, " />"));

	if (kind == TAG_ASIDE && w->aside + (closing ? -1 : 1) >= 0)
		w->aside += closing ? -1 : 1;
	if (w->aside || kind == TAG_INLINE || kind == TAG_ASIDE)
		kind = TAG_INLINE;
	else if (kind == TAG_CELL)
		end_word(w), w->led = false;
	else if (kind != TAG_IMAGE)
		begin_line(w);
	if (kind == TAG_WHOLE || kind == TAG_ROW)
		w->whole = !closing;
	if (kind == TAG_ROW)
		w->row = !closing;
	if (kind == TAG_CODE)
		w->code = !closing;
	if (kind == TAG_IMAGE) {
		add_char(w, tag, len);
		return;
	}
	if (kind == TAG_INLINE && !w->length && !w->led && !w->code) {
		w->led = true;
		w->lead = w->out->len;
	}
	buf_add(w->out, tag, len);
	if (kind == TAG_CELL && !closing && w->row) {
		mark_at(w, w->out->len);
		w->row = w->fresh = false;
	}
}

static size_t char_length(const char *text, const char *limit)
{
	size_t n = 1;

	if (*text == '&') {
		while (text + n < limit && n < 12 && text[n] != ';')
			n++;
		return text + n < limit && text[n] == ';' ? n + 1 : 1;
	}
	while (text + n < limit && ((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

int lines_number(struct buf *out, const char *html, size_t len, int first, int width)
{
	struct writer w = { .out = out, .number = first, .fresh = true };
	const char *limit = html + len;

	w.width = width > 0 ? width : LINES_WIDTH;
	for (size_t n; html < limit; html += n) {
		const char *end = *html == '<' ? memchr(html, '>', (size_t)(limit - html)) : NULL;

		n = end ? (size_t)(end + 1 - html) : 1;
		if (end) {
			see_tag(&w, html, n);
		} else if (strchr(" \t\n\r", *html)) {
			add_space(&w, *html);
		} else {
			n = char_length(html, limit);
			add_char(&w, html, n);
		}
	}
	end_word(&w);
	free(w.cut);
	return w.number;
}
