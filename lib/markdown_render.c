#include "markdown_inner.h"

#include <cmark.h>
#include <ctype.h>

enum { ITEM_LETTERS = 8, ITEM_NUMBERS = 10000 };

/* What was decided when a node was entered, for when it is left. */
enum mark {
	MARK_NONE,
	MARK_LINK,	 /* an <a> is open */
	MARK_ITEM,	 /* the bold id of an item */
	MARK_IMAGE,	 /* an <img> is open */
	MARK_IMAGE_LINK, /* an <a> in place of an image is open */
};

struct writer {
	struct buf *out;
	size_t start;
	const struct markdown *how; /* NULL: pure CommonMark */
	struct cmark_node *words;   /* inside this image only words count */
	struct cmark_node *link;    /* inside this link no other link is opened */
	unsigned char seen[ITEM_LETTERS][ITEM_NUMBERS / 8];
};

/* Unlike buf_add_html, as the specification's examples write it: an apostrophe stays. */
static void add_text(struct buf *out, const char *text)
{
	for (const char *p = text; p && *(p += strcspn(text = p, "&<>\"")); p++) {
		buf_add(out, text, (size_t)(p - text));
		buf_puts(out, *p == '&'	  ? "&amp;"
			      : *p == '<' ? "&lt;"
			      : *p == '>' ? "&gt;"
					  : "&quot;");
		text = p + 1;
	}
	buf_puts(out, text);
}

/* TEXT in a quoted href or src: what no URL may hold is percent-encoded. */
static void add_url(struct buf *out, const char *url)
{
	for (const unsigned char *p = (const unsigned char *)url; p && *p; p++) {
		if (*p == '&')
			buf_puts(out, "&amp;");
		else if (*p == '\'')
			buf_puts(out, "&#x27;");
		else if (isalnum(*p) || strchr("-_.+!*(),%#@?=;:/$~", *p))
			buf_addc(out, (char)*p);
		else
			buf_printf(out, "%%%02X", *p);
	}
}

static void fresh_line(struct writer *w)
{
	if (w->out->len > w->start && w->out->data[w->out->len - 1] != '\n')
		buf_addc(w->out, '\n');
}

static void tag(struct writer *w, const char *html)
{
	fresh_line(w);
	buf_puts(w->out, html);
}

static void set_mark(struct cmark_node *node, enum mark mark)
{
	cmark_node_set_user_data(node, (void *)(intptr_t)mark);
}

static enum mark get_mark(struct cmark_node *node)
{
	return (enum mark)(intptr_t)cmark_node_get_user_data(node);
}

static bool is_type(struct cmark_node *node, cmark_node_type type)
{
	return node && cmark_node_get_type(node) == type;
}

/* "[ ] " and "[x] " at the start of a list item. */
static const char *task_box(const char *text)
{
	if (!text || *text != '[' || !text[1] || text[2] != ']' || text[3] != ' ')
		return NULL;
	return text[1] == ' ' ? "\u2610" : tolower((unsigned char)text[1]) == 'x' ? "\u2611" : NULL;
}

static bool is_task_text(struct cmark_node *text)
{
	struct cmark_node *paragraph = cmark_node_parent(text);

	return is_type(text, CMARK_NODE_TEXT) && is_type(paragraph, CMARK_NODE_PARAGRAPH) &&
	       is_type(cmark_node_parent(paragraph), CMARK_NODE_ITEM) &&
	       !cmark_node_previous(text) && !cmark_node_previous(paragraph) &&
	       task_box(cmark_node_get_literal(text));
}

/* The number of an id like "S12", or 0. */
static int id_number(const char *id, const char *letters)
{
	int number = 0;

	if (!id || !*id || !strchr(letters, *id) || id[1] == '0')
		return 0;
	for (const char *p = id + 1; *p; p++) {
		if (*p < '0' || *p > '9' || number >= ITEM_NUMBERS / 10)
			return 0;
		number = number * 10 + *p - '0';
	}
	return number;
}

/* The bold id that an item or a third-level heading begins with, or NULL. */
static struct cmark_node *find_id(struct writer *w, struct cmark_node *node)
{
	struct cmark_node *first = cmark_node_first_child(node), *word;

	if (!w->how || !w->how->item_letters)
		return NULL;
	if (is_type(node, CMARK_NODE_ITEM))
		first = is_type(first, CMARK_NODE_PARAGRAPH) ? cmark_node_first_child(first) : NULL;
	else if (cmark_node_get_heading_level(node) != 3)
		return NULL;
	if (is_task_text(first) && strlen(cmark_node_get_literal(first)) == 4)
		first = cmark_node_next(first);
	if (!is_type(first, CMARK_NODE_STRONG))
		return NULL;
	word = cmark_node_first_child(first);
	if (!is_type(word, CMARK_NODE_TEXT) || cmark_node_next(word) ||
		!id_number(cmark_node_get_literal(word), w->how->item_letters))
		return NULL;
	return first;
}

/* "<li>" or "<h3>", with the item's id where it has one that was not used before. */
static void open_item(struct writer *w, struct cmark_node *node, const char *name)
{
	struct cmark_node *bold = find_id(w, node);
	const char *id = bold ? cmark_node_get_literal(cmark_node_first_child(bold)) : NULL;
	long letter = id ? strchr(w->how->item_letters, *id) - w->how->item_letters : 0;
	int number = id ? id_number(id, w->how->item_letters) : 0;

	fresh_line(w);
	buf_printf(w->out, "<%s", name);
	if (bold)
		set_mark(bold, MARK_ITEM);
	if (bold && letter < ITEM_LETTERS && !(w->seen[letter][number / 8] >> number % 8 & 1)) {
		w->seen[letter][number / 8] |= (unsigned char)(1 << number % 8);
		buf_printf(w->out, " id=\"%c%d\"", tolower((unsigned char)*id), number);
	}
	buf_addc(w->out, '>');
}

static void strong(struct writer *w, struct cmark_node *node, bool enter)
{
	if (get_mark(node) != MARK_ITEM) {
		buf_puts(w->out, enter ? "<strong>" : "</strong>");
	} else if (enter) {
		const char *id = cmark_node_get_literal(cmark_node_first_child(node));

		buf_printf(w->out, "<b class=\"item\"><a href=\"#%c%s\">",
			tolower((unsigned char)*id), id + 1);
	} else {
		buf_puts(w->out, "</a></b>");
	}
}

static void heading(struct writer *w, struct cmark_node *node, bool enter)
{
	int level = cmark_node_get_heading_level(node) + (w->how ? w->how->heading_shift : 0);
	char name[3] = { 'h', (char)('0' + (level < 1 ? 1 : level > 6 ? 6 : level)), '\0' };

	if (enter)
		open_item(w, node, name);
	else
		buf_printf(w->out, "</%s>\n", name);
}

static void open_list(struct writer *w, struct cmark_node *node, int start)
{
	bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;

	if (ordered && start != 1)
		fresh_line(w), buf_printf(w->out, "<ol start=\"%d\">\n", start);
	else
		tag(w, ordered ? "<ol>\n" : "<ul>\n");
}

static void list(struct writer *w, struct cmark_node *node, bool enter)
{
	bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;

	if (enter)
		open_list(w, node, cmark_node_get_list_start(node));
	else
		buf_puts(w->out, ordered ? "</ol>\n" : "</ul>\n");
}

static void paragraph(struct writer *w, struct cmark_node *node, bool enter)
{
	struct cmark_node *grandparent = cmark_node_parent(cmark_node_parent(node));

	if (is_type(grandparent, CMARK_NODE_LIST) && cmark_node_get_list_tight(grandparent))
		return;
	if (enter)
		tag(w, "<p>");
	else
		buf_puts(w->out, "</p>\n");
}

static void code_block(struct writer *w, struct cmark_node *node)
{
	const char *info = cmark_node_get_fence_info(node);

	tag(w, "<pre><code");
	if (info && *info) {
		CLEANUP(str_free) char *language = str_copy_n(info, strcspn(info, " \t\r\n"));

		buf_puts(w->out, " class=\"language-");
		add_text(w->out, language);
		buf_addc(w->out, '"');
	}
	buf_addc(w->out, '>');
	add_text(w->out, cmark_node_get_literal(node));
	buf_puts(w->out, "</code></pre>\n");
}

static void text(struct writer *w, struct cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	if (w->how && is_task_text(node)) {
		buf_puts(w->out, task_box(literal));
		literal += 3;
	}
	add_text(w->out, literal);
}

static void add_title(struct writer *w, struct cmark_node *node)
{
	const char *title = cmark_node_get_title(node);

	if (!title || !*title)
		return;
	buf_puts(w->out, " title=\"");
	add_text(w->out, title);
	buf_addc(w->out, '"');
}

static enum markdown_target target(struct writer *w, struct cmark_node *node, struct buf *href)
{
	const char *url = cmark_node_get_url(node);

	if (w->how)
		return markdown_address(href, url, w->how);
	if (markdown_url_is_harmless(url))
		buf_puts(href, url);
	return MARKDOWN_HERE;
}

static bool open_link(struct writer *w, struct cmark_node *node, bool with_title)
{
	CLEANUP(buf_release) struct buf href = BUF_INIT;
	enum markdown_target where = target(w, node, &href);

	if (where == MARKDOWN_NOWHERE || w->link)
		return false;
	w->link = node;
	buf_puts(w->out, "<a href=\"");
	add_url(w->out, buf_text(&href));
	buf_addc(w->out, '"');
	if (with_title)
		add_title(w, node);
	if (where == MARKDOWN_AWAY)
		buf_puts(w->out, " rel=\"nofollow noopener noreferrer\"");
	buf_addc(w->out, '>');
	return true;
}

static void close_link(struct writer *w)
{
	w->link = NULL;
	buf_puts(w->out, "</a>");
}

static void link_node(struct writer *w, struct cmark_node *node, bool enter)
{
	if (enter && open_link(w, node, true))
		set_mark(node, MARK_LINK);
	else if (!enter && get_mark(node) == MARK_LINK)
		close_link(w);
}

static bool image_address(struct writer *w, struct cmark_node *node, struct buf *src)
{
	if (w->how)
		return markdown_image(src, cmark_node_get_url(node), w->how);
	target(w, node, src);
	return true;
}

static void open_image(struct writer *w, struct cmark_node *node)
{
	CLEANUP(buf_release) struct buf src = BUF_INIT;

	w->words = node;
	if (image_address(w, node, &src)) {
		set_mark(node, MARK_IMAGE);
		buf_puts(w->out, "<img src=\"");
		add_url(w->out, buf_text(&src));
		buf_puts(w->out, "\" alt=\"");
	} else if (open_link(w, node, false)) {
		set_mark(node, MARK_IMAGE_LINK);
		if (!cmark_node_first_child(node))
			add_text(w->out, cmark_node_get_url(node));
	}
}

static void close_image(struct writer *w, struct cmark_node *node)
{
	w->words = NULL;
	if (get_mark(node) == MARK_IMAGE) {
		buf_addc(w->out, '"');
		add_title(w, node);
		buf_puts(w->out, " />");
	} else if (get_mark(node) == MARK_IMAGE_LINK) {
		close_link(w);
	}
}

static void code(struct writer *w, struct cmark_node *node)
{
	buf_puts(w->out, "<code>");
	add_text(w->out, cmark_node_get_literal(node));
	buf_puts(w->out, "</code>");
}

static void inline_node(struct writer *w, struct cmark_node *node, bool enter)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
		text(w, node);
		break;
	case CMARK_NODE_SOFTBREAK:
		buf_addc(w->out, '\n');
		break;
	case CMARK_NODE_LINEBREAK:
		buf_puts(w->out, "<br />\n");
		break;
	case CMARK_NODE_CODE:
		code(w, node);
		break;
	case CMARK_NODE_EMPH:
		buf_puts(w->out, enter ? "<em>" : "</em>");
		break;
	case CMARK_NODE_STRONG:
		strong(w, node, enter);
		break;
	case CMARK_NODE_LINK:
		link_node(w, node, enter);
		break;
	case CMARK_NODE_IMAGE:
		open_image(w, node);
		break;
	default:
		break; /* raw HTML is left out */
	}
}

static void block_node(struct writer *w, struct cmark_node *node, bool enter)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE:
		tag(w, enter ? "<blockquote>\n" : "</blockquote>\n");
		break;
	case CMARK_NODE_LIST:
		list(w, node, enter);
		break;
	case CMARK_NODE_ITEM:
		if (enter)
			open_item(w, node, "li");
		else
			buf_puts(w->out, "</li>\n");
		break;
	case CMARK_NODE_HEADING:
		heading(w, node, enter);
		break;
	case CMARK_NODE_PARAGRAPH:
		paragraph(w, node, enter);
		break;
	case CMARK_NODE_CODE_BLOCK:
		code_block(w, node);
		break;
	case CMARK_NODE_CUSTOM_BLOCK:
		if (enter)
			tag(w, cmark_node_get_on_enter(node));
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		tag(w, "<hr />\n");
		break;
	default:
		inline_node(w, node, enter);
	}
}

/* Inside an image: its words become the alternative text, whatever marks they carry. */
static void image_words(struct writer *w, struct cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		add_text(w->out, cmark_node_get_literal(node));
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		buf_addc(w->out, ' ');
		break;
	default:
		break;
	}
}

static void render(struct writer *w, struct cmark_node *root, bool itself)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		struct cmark_node *node = cmark_iter_get_node(iter);

		if (w->words == node)
			close_image(w, node);
		else if (w->words)
			image_words(w, node);
		else if (node != root || itself)
			block_node(w, node, event == CMARK_EVENT_ENTER);
	}
	cmark_iter_free(iter);
}

void markdown_render(struct buf *out, struct cmark_node *root, const struct markdown *how)
{
	struct writer w = { .out = out, .start = out->len, .how = how };

	render(&w, root, false);
}

static int each_item(struct writer *w, struct cmark_node *list_node, markdown_block_fn each,
	void *ctx, struct error *err)
{
	int start = cmark_node_get_list_start(list_node), n = 0, r = 0;
	struct cmark_node *item = cmark_node_first_child(list_node);

	for (; item && r == 0; item = cmark_node_next(item), n++) {
		buf_cut(w->out, 0);
		open_list(w, list_node, start + n);
		render(w, item, true);
		list(w, list_node, false);
		r = each(ctx, item, w->out, err);
	}
	return r;
}

int markdown_render_each(struct cmark_node *root, const struct markdown *how,
	markdown_block_fn each, void *ctx, struct error *err)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct writer w = { .out = &out, .how = how };
	struct cmark_node *block = cmark_node_first_child(root);
	int r = 0;

	for (; block && r == 0; block = cmark_node_next(block)) {
		if (is_type(block, CMARK_NODE_LIST)) {
			r = each_item(&w, block, each, ctx, err);
			continue;
		}
		buf_cut(&out, 0);
		render(&w, block, true);
		r = each(ctx, block, &out, err);
	}
	return r;
}

static bool ends_line(cmark_node_type type)
{
	return type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING ||
	       type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_CUSTOM_BLOCK ||
	       type == CMARK_NODE_LINEBREAK;
}

static void add_words(struct buf *out, struct cmark_node *node, cmark_event_type event)
{
	cmark_node_type type = cmark_node_get_type(node);

	if (type == CMARK_NODE_SOFTBREAK)
		buf_addc(out, ' ');
	else if (is_task_text(node))
		buf_puts(out, cmark_node_get_literal(node) + 4);
	else if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE ||
		 type == CMARK_NODE_CODE_BLOCK)
		buf_puts(out, cmark_node_get_literal(node));
	else if (type == CMARK_NODE_CUSTOM_BLOCK && event == CMARK_EVENT_ENTER)
		buf_puts(out, cmark_node_get_on_enter(node));
	if (ends_line(type) && out->len && out->data[out->len - 1] != '\n' &&
		(event == CMARK_EVENT_EXIT || type == CMARK_NODE_LINEBREAK ||
			type == CMARK_NODE_CODE_BLOCK))
		buf_addc(out, '\n');
}

void markdown_words(struct buf *out, struct cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);
	size_t before = out->len;
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
		add_words(out, cmark_iter_get_node(iter), event);
	cmark_iter_free(iter);
	while (out->len > before && out->data[out->len - 1] == '\n')
		buf_cut(out, out->len - 1);
}
