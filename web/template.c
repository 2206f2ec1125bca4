#include "template_code.h"

#include <stdio.h>

enum { PARTIALS_DEEP = 16, SECTIONS_DEEP = 64, PHRASE_VALUES = 8 };

/* One text that is being read: the template's own, or a partial's within it. */
struct reading {
	struct template *template;
	const char *name;
	const char *text, *pos;
	int line;
	int deep;   /* partials around it */
	bool *told; /* where it went wrong has been said */
	struct open {
		int ref;
		size_t code;
		int line;
	} open[SECTIONS_DEEP]; /* sections that wait for their end */
	int opened;
	int within; /* the section {{#…}} around, or -1 */
	template_partial partial;
	void *partial_ctx;
	template_phrase phrase;
	const void *phrase_ctx;
};

/* Writing code -------------------------------------------------------------------------------- */

static struct code *add_code(struct template *template, enum code_type type, int ref)
{
	template->code = mem_grow(template->code, template->steps, sizeof *template->code);
	struct code *code = &template->code[template->steps++];
	*code = (struct code){ .type = type, .ref = ref };
	return code;
}

static void add_text(struct template *template, const char *text, size_t len)
{
	if (!len)
		return;
	struct code *code = add_code(template, CODE_TEXT, -1);
	code->a = template->literals.len;
	code->b = len;
	buf_add(&template->literals, text, len);
}

static void add_escaped(struct template *template, const char *text, size_t len)
{
	CLEANUP(buf_release) struct buf html = BUF_INIT;

	buf_add_html(&html, text, len);
	add_text(template, buf_text(&html), html.len);
}

static int add_ref(struct reading *reading, const char *name, size_t len, bool section)
{
	struct template *template = reading->template;
	struct template_ref ref = { str_copy_n(name, len), reading->within, section };

	template->ref = mem_grow(template->ref, (size_t)template->refs, sizeof ref);
	template->ref[template->refs] = ref;
	return template->refs++;
}

static void add_value(struct template *template, int ref)
{
	bool html = str_ends(template->ref[ref].name, "_html");

	add_code(template, html ? CODE_HTML : CODE_VALUE, ref);
}

/* Tags ---------------------------------------------------------------------------------------- */

struct tag {
	char type;	  /* '#', '^', '/', '>', '_', '!', or 0 for a value */
	const char *name; /* without white space around it */
	size_t len;
	const char *start, *end; /* with its braces */
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name(const char *name, size_t len, bool hyphens)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

	return len && strspn(name, letters) >= len && (hyphens || !memchr(name, '-', len));
}

static void trim(struct tag *tag)
{
	while (tag->len && is_space(tag->name[tag->len - 1]))
		tag->len--;
	while (tag->len && is_space(*tag->name)) {
		tag->name++;
		tag->len--;
	}
}

/* "name", or "name word". */
static bool is_partial(const char *name, size_t len)
{
	const char *gap = memchr(name, ' ', len);
	size_t n = gap ? (size_t)(gap - name) : len;

	return is_name(name, n, true) && (!gap || is_name(gap + 1, len - n - 1, false));
}

static int check_name(const struct tag *tag, struct error *err)
{
	if (tag->type == '_' || tag->type == '!' ||
		(tag->type == '>' ? is_partial(tag->name, tag->len)
				  : is_name(tag->name, tag->len, false)))
		return 0;
	CLEANUP(str_free) char *name = str_copy_n(tag->name, tag->len);
	return error_set(err, ERR_INVALID, "\"%s\" is no name", name);
}

/* The tag that begins at START. */
static int read_tag(struct tag *out, const char *start, struct error *err)
{
	struct tag tag = { .start = start, .name = start + 2 };
	const char *end = strstr(tag.name, "}}");

	if (!end)
		return error_set(err, ERR_INVALID, "a tag is never closed");
	tag.end = end + 2;
	if (*tag.name && strchr("#^/>_!", *tag.name))
		tag.type = *tag.name++;
	tag.len = (size_t)(end - tag.name);
	trim(&tag);
	int code = check_name(&tag, err);
	if (code < 0)
		return code;
	*out = tag;
	return 0;
}

/* A tag alone on its line takes the line with it: where its text begins and where it goes on. */
static bool stands_alone(
	const struct reading *reading, const struct tag *tag, const char **start, const char **end)
{
	const char *from = tag->start, *to = tag->end;

	if (!tag->type || tag->type == '_')
		return false;
	while (from > reading->text && (from[-1] == ' ' || from[-1] == '\t'))
		from--;
	while (*to == ' ' || *to == '\t' || *to == '\r')
		to++;
	if ((from > reading->text && from[-1] != '\n') || (*to && *to != '\n'))
		return false;
	*start = from;
	*end = *to ? to + 1 : to;
	return true;
}

/* Phrases ------------------------------------------------------------------------------------- */

struct phrase {
	char *english; /* white space is one space */
	int ref[PHRASE_VALUES];
	int refs;
};

static char *read_english(const char *text, size_t len)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < len; i++) {
		if (!is_space(text[i]))
			buf_addc(&out, text[i]);
		else if (i && !is_space(text[i - 1]))
			buf_addc(&out, ' ');
	}
	return buf_take(&out);
}

static int read_phrase_value(struct phrase *phrase, struct reading *reading, const char *name,
	size_t len, struct error *err)
{
	struct tag tag = { .name = name, .len = len };

	trim(&tag);
	int code = check_name(&tag, err);
	if (code < 0)
		return code;
	if (phrase->refs == PHRASE_VALUES)
		return error_set(
			err, ERR_INVALID, "a phrase with more than %d values", PHRASE_VALUES);
	phrase->ref[phrase->refs++] = add_ref(reading, tag.name, tag.len, false);
	return 0;
}

/* The end of the conversion at P ("%zu"), or NULL where none stands there. */
static const char *conversion_end(const char *p)
{
	if (*p++ != '%')
		return NULL;
	p += strspn(p, "lz");
	return *p && strchr("sdu", *p) ? p + 1 : NULL;
}

static int count_conversions(const char *text)
{
	int count = 0;

	for (; (text = strchr(text, '%')); text += text[1] ? 2 : 1)
		count += conversion_end(text) != NULL;
	return count;
}

/* One form of PHRASE, which has values. */
static void add_form(struct template *template, const struct phrase *phrase, const char *text)
{
	const char *from = text;
	int n = 0;

	for (const char *p = text; *p;) {
		const char *end = conversion_end(p);

		if (!end && !(p[0] == '%' && p[1] == '%')) {
			p++;
			continue;
		}
		add_escaped(template, from, (size_t)(p - from) + !end);
		if (end && n < phrase->refs)
			add_value(template, phrase->ref[n++]);
		from = p = end ? end : p + 2;
	}
	add_escaped(template, from, strlen(from));
}

static void add_forms(struct reading *reading, const struct phrase *phrase)
{
	struct template *template = reading->template;
	const char *one = reading->phrase(reading->phrase_ctx, phrase->english, true);
	const char *more = reading->phrase(reading->phrase_ctx, phrase->english, false);
	size_t choice = template->steps;

	if (str_equal(one, more)) {
		add_form(template, phrase, more);
		return;
	}
	add_code(template, CODE_ONE, phrase->ref[0]);
	add_form(template, phrase, one);
	size_t skip = template->steps;
	add_code(template, CODE_SKIP, -1);
	template->code[choice].a = template->steps;
	add_form(template, phrase, more);
	template->code[skip].a = template->steps;
}

static int check_values(const struct phrase *phrase, struct error *err)
{
	int count = count_conversions(phrase->english);

	if (phrase->refs == 0 || count == phrase->refs)
		return 0;
	return error_set(err, ERR_INVALID, "\"%s\" takes %d values, and %d are named",
		phrase->english, count, phrase->refs);
}

static int add_phrase(struct reading *reading, const struct tag *tag, struct error *err)
{
	const char *end = tag->name + tag->len;
	const char *bar = memchr(tag->name, '|', tag->len);
	size_t len = (size_t)((bar ? bar : end) - tag->name);
	CLEANUP(str_free) char *english = read_english(tag->name, len);
	struct phrase phrase = { .english = english };
	int code = *english ? 0 : error_set(err, ERR_INVALID, "a phrase without words");

	while (code == 0 && bar) {
		const char *name = bar + 1;

		bar = memchr(name, '|', (size_t)(end - name));
		code = read_phrase_value(
			&phrase, reading, name, (size_t)((bar ? bar : end) - name), err);
	}
	if (code < 0 || (code = check_values(&phrase, err)) < 0)
		return code;
	if (phrase.refs) {
		add_forms(reading, &phrase);
		return 0;
	}
	const char *text = reading->phrase(reading->phrase_ctx, english, false);
	add_escaped(reading->template, text, strlen(text));
	return 0;
}

/* Sections and partials ----------------------------------------------------------------------- */

static int open_section(struct reading *reading, const struct tag *tag, struct error *err)
{
	struct template *template = reading->template;
	struct open *open = &reading->open[reading->opened];

	if (reading->opened == SECTIONS_DEEP)
		return error_set(err, ERR_INVALID, "sections are nested too deep");
	*open = (struct open){ add_ref(reading, tag->name, tag->len, true), template->steps,
		reading->line };
	add_code(template, tag->type == '#' ? CODE_OPEN : CODE_NONE, open->ref);
	if (tag->type == '#')
		reading->within = open->ref;
	reading->opened++;
	return 0;
}

static int close_section(struct reading *reading, const struct tag *tag, struct error *err)
{
	struct template *template = reading->template;
	CLEANUP(str_free) char *name = str_copy_n(tag->name, tag->len);

	if (!reading->opened)
		return error_set(err, ERR_INVALID, "\"%s\" is closed but was not opened", name);
	const struct open *open = &reading->open[--reading->opened];
	const struct template_ref *ref = &template->ref[open->ref];

	if (!str_equal(ref->name, name))
		return error_set(err, ERR_INVALID,
			"\"%s\" is closed where \"%s\" of line %d is open", name, ref->name,
			open->line);
	if (template->code[open->code].type == CODE_OPEN)
		add_code(template, CODE_NEXT, open->ref)->a = open->code + 1;
	template->code[open->code].a = template->steps;
	reading->within = ref->within;
	return 0;
}

static int read_text(struct reading *reading, struct error *err);

/* TEXT with WORD for each "FIELD". */
static char *filled_in(const char *text, const char *word)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	const char *field;

	for (; (field = strstr(text, "FIELD")); text = field + strlen("FIELD")) {
		buf_add(&out, text, (size_t)(field - text));
		buf_puts(&out, word);
	}
	buf_puts(&out, text);
	return buf_take(&out);
}

static int add_partial(struct reading *reading, const struct tag *tag, struct error *err)
{
	CLEANUP(str_free) char *name = str_copy_n(tag->name, tag->len);
	CLEANUP(str_free) char *filled = NULL;
	char *word = name;
	struct reading inner = *reading;

	inner.name = strsep(&word, " ");
	inner.text = reading->partial(reading->partial_ctx, name);
	if (inner.text && word)
		inner.text = filled = filled_in(inner.text, word);
	inner.pos = inner.text;
	inner.line = 1;
	inner.opened = 0;
	if (!inner.text)
		return error_set(err, ERR_INVALID, "there is no template \"%s\"", name);
	if (++inner.deep > PARTIALS_DEEP)
		return error_set(err, ERR_INVALID, "the template \"%s\" is within itself", name);
	return read_text(&inner, err);
}

static int add_tag(struct reading *reading, const struct tag *tag, struct error *err)
{
	switch (tag->type) {
	case '!':
		return 0;
	case '#':
	case '^':
		return open_section(reading, tag, err);
	case '/':
		return close_section(reading, tag, err);
	case '>':
		return add_partial(reading, tag, err);
	case '_':
		return add_phrase(reading, tag, err);
	default:
		add_value(reading->template, add_ref(reading, tag->name, tag->len, false));
		return 0;
	}
}

/* The whole text ------------------------------------------------------------------------------ */

static int count_lines(const char *from, const char *to)
{
	int lines = 0;

	for (; from < to && (from = memchr(from, '\n', (size_t)(to - from))); from++)
		lines++;
	return lines;
}

/* The text up to the next tag, and the tag. */
static int read_piece(struct reading *reading, const char *start, struct error *err)
{
	const char *from = reading->pos, *until = start, *go_on;
	struct tag tag = { 0 };
	int code;

	reading->line += count_lines(from, start);
	if ((code = read_tag(&tag, start, err)) < 0)
		return code;
	go_on = tag.end;
	stands_alone(reading, &tag, &until, &go_on);
	/* a line that the tag before it has taken is not given back */
	if (until > from)
		add_text(reading->template, from, (size_t)(until - from));
	if ((code = add_tag(reading, &tag, err)) < 0)
		return code;
	reading->line += count_lines(start, go_on);
	reading->pos = go_on;
	return 0;
}

static int read_text(struct reading *reading, struct error *err)
{
	const char *start;
	int code = 0;

	while (code == 0 && (start = strstr(reading->pos, "{{")))
		code = read_piece(reading, start, err);
	if (code == 0 && reading->opened) {
		const struct open *open = &reading->open[reading->opened - 1];

		reading->line = open->line;
		code = error_set(err, ERR_INVALID, "\"%s\" is opened but never closed",
			reading->template->ref[open->ref].name);
	}
	if (code < 0) {
		if (!*reading->told || !reading->deep)
			error_prefix(err, "%s, line %d", reading->name, reading->line);
		*reading->told = true;
		return code;
	}
	add_text(reading->template, reading->pos, strlen(reading->pos));
	return 0;
}

/* Join literals that follow each other: steps that are no jump's target. */
static void join_texts(struct template *template)
{
	size_t steps = template->steps;
	CLEANUP(free) void *memory = mem_alloc((steps + 1) * (sizeof(size_t) + 1));
	size_t *place = memory; /* where a step has gone */
	char *target = (char *)(place + steps + 1);
	size_t n = 0;

	for (size_t i = 0; i < steps; i++)
		if (template->code[i].type >= CODE_OPEN)
			target[template->code[i].a] = 1;
	for (size_t i = 0; i < steps; i++) {
		struct code *code = &template->code[i], *last = &template->code[n ? n - 1 : 0];
		bool joins = n && !target[i] && code->type == CODE_TEXT && last->type == CODE_TEXT;

		if (joins)
			last->b += code->b;
		else
			template->code[n++] = *code;
		place[i] = joins ? n : n - 1;
	}
	place[steps] = template->steps = n;
	for (size_t i = 0; i < n; i++)
		if (template->code[i].type >= CODE_OPEN)
			template->code[i].a = place[template->code[i].a];
}

int template_load(struct template **out, const char *name, const char *text,
	template_partial partial, void *partial_ctx, template_phrase phrase, const void *phrase_ctx,
	struct error *err)
{
	CLEANUP(template_free) struct template *template = mem_alloc(sizeof *template);
	bool told = false;
	struct reading reading = {
		.told = &told,
		.template = template,
		.name = name,
		.text = text,
		.pos = text,
		.line = 1,
		.within = -1,
		.partial = partial,
		.partial_ctx = partial_ctx,
		.phrase = phrase,
		.phrase_ctx = phrase_ctx,
	};
	int code = read_text(&reading, err);

	if (code < 0)
		return code;
	join_texts(template);
	*out = TAKE(template);
	return 0;
}

void template_free(struct template *template)
{
	if (!template)
		return;
	for (int i = 0; i < template->refs; i++)
		free((char *)template->ref[i].name);
	free(template->ref);
	free(template->code);
	buf_release(&template->literals);
	free(template);
}

const struct template_ref *template_ref(const struct template *template, int n)
{
	return n >= 0 && n < template->refs ? &template->ref[n] : NULL;
}
