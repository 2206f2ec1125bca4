#include "passages_inner.h"

/* Plane 15 but its last two, which are no characters: four bytes each in UTF-8. */
enum { FIRST_CODE = 0xf0000, CODES = 0xfffe, CODE_BYTES = 4 };

void passages_add_bound(struct passages_bounds *bounds, size_t at, size_t tag, bool opens)
{
	bounds->bound = mem_grow(bounds->bound, bounds->count, sizeof *bounds->bound);
	bounds->bound[bounds->count++] = (struct passages_bound){
		.at = at, .tag = tag, .opens = opens
	};
}

void passages_bounds_release(struct passages_bounds *bounds)
{
	free(bounds->bound);
	*bounds = (struct passages_bounds){ 0 };
}

static void add_code(struct buf *out, uint32_t code)
{
	char bytes[CODE_BYTES] = { (char)(0xf0 | code >> 18), (char)(0x80 | (code >> 12 & 0x3f)),
		(char)(0x80 | (code >> 6 & 0x3f)), (char)(0x80 | (code & 0x3f)) };

	buf_add(out, bytes, sizeof bytes);
}

/* The index of the planted character at P; false where there is none. */
static bool code_at(const char *text, uint32_t *code)
{
	const unsigned char *p = (const unsigned char *)text;

	if (p[0] != 0xf3 || p[1] < 0xb0 || p[1] > 0xbf || (p[2] & 0xc0) != 0x80 ||
		(p[3] & 0xc0) != 0x80)
		return false;
	*code = 0xc0000 | (uint32_t)(p[1] & 0x3f) << 12 | (uint32_t)(p[2] & 0x3f) << 6 |
		(p[3] & 0x3f);
	return true;
}

static bool bound_at(const char *p, const struct passages_bounds *bounds, size_t *index)
{
	uint32_t code;

	if (!code_at(p, &code) || code < bounds->code || code - bounds->code >= bounds->count)
		return false;
	*index = code - bounds->code;
	return true;
}

/* The first of COUNT codes in a row that TEXT does not hold; 0 where there are none. */
static uint32_t free_codes(const char *text, size_t count)
{
	bool *used = mem_alloc(CODES + 2);
	uint32_t found = 0, code;
	size_t run = 0;

	for (const char *p = text; (p = strchr(p, '\xf3')); p++)
		if (code_at(p, &code))
			used[code - FIRST_CODE] = true;
	for (uint32_t i = 0; i < CODES && !found; i++) {
		run = used[i] ? 0 : run + 1;
		if (run >= count)
			found = FIRST_CODE + i + 1 - (uint32_t)count;
	}
	free(used);
	return found;
}

char *passages_plant(const char *text, struct passages_bounds *bounds)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	size_t at = 0;

	if (bounds->count > PASSAGES_MAX_BOUNDS ||
		!(bounds->code = free_codes(text, bounds->count)))
		return NULL;
	for (size_t i = 0; i < bounds->count; i++) {
		buf_add(&out, text + at, bounds->bound[i].at - at);
		add_code(&out, bounds->code + (uint32_t)i);
		at = bounds->bound[i].at;
	}
	buf_puts(&out, text + at);
	return buf_take(&out);
}

void passages_strip(
	struct buf *out, const char *html, const struct passages_bounds *bounds, const bool *drop)
{
	bool in_tag = false;
	size_t i, dropped = 0;

	for (const char *p = html; *p; p++) {
		if (bound_at(p, bounds, &i)) {
			const struct passages_bound *bound = &bounds->bound[i];

			if (drop && !in_tag && drop[bound->tag])
				dropped = bound->opens;
			p += CODE_BYTES - 1;
			continue;
		}
		in_tag = *p == '<' || (in_tag && *p != '>');
		if (!dropped || in_tag || *p == '>')
			buf_addc(out, *p);
	}
}

void passages_see(bool *seen, const char *html, const struct passages_bounds *bounds)
{
	bool in_tag = false;
	size_t i;

	for (const char *p = html; *p; p++) {
		if (*p == '<' || *p == '>')
			in_tag = *p == '<';
		else if (bound_at(p, bounds, &i) && !in_tag)
			seen[i] = true;
	}
}

void passages_writer_init(struct passages_writer *writer, const struct passages_bounds *bounds,
	const struct passages_tag *tags, size_t count)
{
	*writer = (struct passages_writer){
		.bounds = bounds,
		.tag = tags,
		.wanted = mem_alloc((count + 1) * sizeof *writer->wanted),
		.open = mem_alloc((PASSAGE_MARKS_DEEP + 1) * sizeof *writer->open),
		.shown = mem_alloc(count + 1),
	};
}

void passages_writer_release(struct passages_writer *writer)
{
	free(writer->wanted);
	free(writer->open);
	free(writer->shown);
}

static void open_tag(struct passages_writer *w, struct buf *out, size_t index)
{
	const struct passages_tag *tag = &w->tag[index];

	buf_printf(out, "<%s class=\"", tag->name);
	buf_add_html(out, tag->class, strlen(tag->class));
	if (tag->id) {
		buf_puts(out, "\" data-note=\"");
		buf_add_html(out, tag->id, strlen(tag->id));
	}
	buf_puts(out, "\">");
	w->shown[index] = true;
}

static void close_from(struct passages_writer *w, struct buf *out, size_t depth)
{
	while (w->opened > depth)
		buf_printf(out, "</%s>", w->tag[w->open[--w->opened]].name);
}

/* What is open must be what is wanted: what is not within the rest ends with it, and begins anew.
 */
static void open_wanted(struct passages_writer *w, struct buf *out)
{
	size_t count = w->count < PASSAGE_MARKS_DEEP ? w->count : PASSAGE_MARKS_DEEP;
	size_t same = 0;

	while (same < count && same < w->opened && w->open[same] == w->wanted[same])
		same++;
	close_from(w, out, same);
	for (; w->opened < count; w->opened++) {
		w->open[w->opened] = w->wanted[w->opened];
		open_tag(w, out, w->wanted[w->opened]);
	}
}

static void pass_bound(struct passages_writer *w, struct buf *out, const struct passages_bound *b)
{
	size_t at = 0;

	if (b->opens) {
		w->wanted[w->count++] = b->tag;
		return;
	}
	while (at < w->count && w->wanted[at] != b->tag)
		at++;
	if (at == w->count)
		return;
	if (!w->shown[b->tag] && at < PASSAGE_MARKS_DEEP)
		open_wanted(w, out);
	memmove(w->wanted + at, w->wanted + at + 1, (w->count - at - 1) * sizeof *w->wanted);
	w->count--;
	close_from(w, out, at);
}

void passages_write(struct passages_writer *writer, struct buf *out, const char *html)
{
	struct passages_writer *w = writer;
	bool in_tag = false, in_code = false;
	size_t i;

	for (const char *p = html; *p; p++) {
		if (bound_at(p, w->bounds, &i)) {
			if (!in_tag)
				pass_bound(w, out, &w->bounds->bound[i]);
			p += CODE_BYTES - 1;
			continue;
		}
		if (*p == '<') {
			close_from(w, out, 0);
			in_tag = true;
			in_code = str_starts(p, "<pre>") || (in_code && !str_starts(p, "</pre>"));
		} else if (!in_tag && (*p != '\n' || in_code)) {
			open_wanted(w, out);
		}
		buf_addc(out, *p);
		in_tag = in_tag && *p != '>';
	}
}
