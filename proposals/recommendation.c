#include "recommendation.h"
#include "item.h"
#include "number.h"
#include "outline.h"
#include "text.h"

extern const char proposal_template_az[], proposal_template_en[];

enum { MAX_HEADING = 120 };

/* clang-format off */
static const struct {
	const char *language, *text, *heading, *fold;
} templates[] = {
	{ "en", proposal_template_en, "## Recommendations\n", "recommendations" },
	{ "az", proposal_template_az, "## Tövsiyələr\n",      "tovsiyeler"      },
};
/* clang-format on */

char *proposal_template(const char *language, const char *recommendations)
{
	struct buf out = BUF_INIT;
	size_t i = ARRAY_SIZE(templates) - 1;
	const char *at;

	while (i && !str_equal(templates[i].language, language))
		i--;
	at = strstr(templates[i].text, templates[i].heading) + strlen(templates[i].heading);
	buf_add(&out, templates[i].text, (size_t)(at - templates[i].text));
	if (*recommendations)
		buf_printf(&out, "\n%s", recommendations);
	buf_puts(&out, at);
	return buf_take(&out);
}

/* Numbering */

static bool is_recommendations(const char *body, const struct outline_part *part)
{
	CLEANUP(str_free) char *text = outline_text(body, part);
	CLEANUP(str_free) char *fold = NULL;
	const char *words = text;

	if (strlen(text) > MAX_HEADING)
		return false;
	words += strspn(words, "0123456789. \t*_");
	fold = text_fold(words, strcspn(words, ":*_"));
	str_trim(fold);
	for (size_t i = 0; i < ARRAY_SIZE(templates); i++)
		if (str_equal(templates[i].fold, fold))
			return true;
	return false;
}

static bool has_id(const char *body, const struct outline_part *part)
{
	return item_id(NULL, body + part->text) > 0;
}

/* Whether a third-level heading from the part FIRST on, in the section that begins there, has an id. */
static bool headings_have_ids(const char *body, const struct outline *outline, size_t first)
{
	for (size_t i = first; i < outline->count; i++) {
		const struct outline_part *part = &outline->part[i];

		if (part->type != OUTLINE_HEADING)
			continue;
		if (part->level < 3)
			return false;
		if (part->level == 3 && has_id(body, part))
			return true;
	}
	return false;
}

/* Where the reading stands. */
struct spot {
	bool inside;        /* under the heading of the recommendations */
	bool by_headings;   /* they are its third-level headings */
	bool under_item;    /* below one of these */
};

/* Step onto PART, the I-th; whether it wants an id. */
static bool wants_id(struct spot *spot, const char *body, const struct outline *outline, size_t i)
{
	const struct outline_part *part = &outline->part[i];

	if (part->type == OUTLINE_ITEM)
		return spot->inside && !spot->under_item && !has_id(body, part) &&
		       body[part->text + strspn(body + part->text, " \t\n")];
	if (part->level < 3) {
		spot->inside = part->level == 2 && is_recommendations(body, part);
		spot->by_headings = spot->inside && headings_have_ids(body, outline, i + 1);
		spot->under_item = false;
	} else if (part->level == 3) {
		spot->under_item = spot->by_headings;
		return spot->under_item && !has_id(body, part);
	}
	return false;
}

static void add_id(struct buf *out, const char *body, const struct outline_part *part, int number)
{
	if (part->type == OUTLINE_ITEM && outline_begins_block(body + part->text))
		buf_printf(out, "**R%d**\n\n%*s", number, part->indent, "");
	else
		buf_printf(out, "**R%d** ", number);
}

bool recommendation_number(struct record *rec)
{
	const char *body = record_body(rec);
	CLEANUP(outline_release) struct outline outline = outline_read(body);
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	int highest = number_highest(rec, 'R');
	struct spot spot = { 0 };
	size_t done = 0;

	for (size_t i = 0; i < outline.count; i++) {
		const struct outline_part *part = &outline.part[i];

		if (!wants_id(&spot, body, &outline, i) || highest >= ITEM_MAX_NUMBER)
			continue;
		buf_add(&out, body + done, part->text - done);
		add_id(&out, body, part, ++highest);
		done = part->text;
	}
	if (!done)
		return false;
	buf_puts(&out, body + done);
	number_put_body(rec, buf_text(&out));
	return true;
}
