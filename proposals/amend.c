#include "amend.h"
#include "difference.h"

#include <ctype.h>

static char *spliced(const char *text, size_t start, size_t end, const char *replacement)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	buf_add(&out, text, start);
	buf_puts(&out, replacement);
	buf_puts(&out, text + end);
	return str_copy(buf_text(&out));
}

char *amend_base(const struct amend *amend)
{
	return spliced(amend->base, amend->start, amend->end, amend->replacement);
}

struct amend_place amend_place(const struct amend *amend, const struct trail *trail)
{
	struct amend_place place;

	place.state = trail_range(trail, amend->start, amend->end, &place.start, &place.end);
	return place;
}

bool amend_places_meet(const struct amend_place *a, const struct amend_place *b)
{
	if (a->state == TRAIL_GONE || b->state == TRAIL_GONE)
		return false;
	if (a->start == a->end && b->start == b->end)
		return a->start == b->start;
	return a->start < b->end && b->start < a->end;
}

static bool is_ink(char c)
{
	return c && !isspace((unsigned char)c);
}

/* Do LEN bytes at TEXT say what WORDS do, white space aside? */
static bool says(const char *text, size_t len, const char *words)
{
	const char *limit = text + len;

	for (;; text++, words++) {
		while (text < limit && !is_ink(*text))
			text++;
		while (*words && !is_ink(*words))
			words++;
		if (text == limit || !*words)
			return text == limit && !*words;
		if (*text != *words)
			return false;
	}
}

static bool holds_words(const char *text)
{
	while (*text && !is_ink(*text))
		text++;
	return *text;
}

static bool is_overtaken(
	const struct amend *amend, const char *current, const struct amend_place *place)
{
	if (!holds_words(amend->replacement))
		return place->state == TRAIL_GONE;
	return place->state != TRAIL_GONE &&
	       says(current + place->start, place->end - place->start, amend->replacement);
}

/* *OUT is the text with the change in it where it fits, else NULL. */
static enum amend_fit try(char **out, const struct amend *amend, const char *current,
	const struct trail *trail, struct amend_place *place)
{
	CLEANUP(str_free) char *mine = amend_base(amend);

	*out = NULL;
	*place = amend_place(amend, trail);
	if (is_overtaken(amend, current, place))
		return AMEND_OVERTAKEN;
	if (place->state == TRAIL_KEPT || place->state == TRAIL_MOVED)
		*out = spliced(current, place->start, place->end, amend->replacement);
	else if (difference_merge(out, amend->base, mine, current, NULL) < 0)
		return AMEND_CONFLICTS;
	if (!str_equal(*out, current))
		return AMEND_FITS;
	free(TAKE(*out));
	return AMEND_OVERTAKEN;
}

static void fill(struct amend_conflict *out, const struct amend *amend, const char *current,
	const struct amend_place *place)
{
	*out = (struct amend_conflict){
		.base = str_copy_n(amend->base + amend->start, amend->end - amend->start),
		.amended = str_copy(amend->replacement),
		.current = str_copy_n(current + place->start, place->end - place->start),
	};
}

int amend_apply(char **out, const struct amend *amend, const char *current,
	struct amend_conflict *conflict, struct error *err)
{
	CLEANUP(trail_free) struct trail *trail = trail_new(amend->base, current);
	struct amend_place place;
	char *text;

	switch (try(&text, amend, current, trail, &place)) {
	case AMEND_CONFLICTS:
		if (conflict)
			fill(conflict, amend, current, &place);
		return error_set(err, ERR_CONFLICT,
			"the passage has been changed meanwhile; look at both texts and choose");
	case AMEND_OVERTAKEN:
		return error_set(err, ERR_INVALID,
			"the text says already what the amendment wants; mark it as overtaken");
	default:
		*out = text;
		return 0;
	}
}

enum amend_fit amend_fit(const struct amend *amend, const char *current, const struct trail *trail)
{
	CLEANUP(trail_free) struct trail *own = trail ? NULL : trail_new(amend->base, current);
	CLEANUP(str_free) char *text = NULL;
	struct amend_place place;

	return try(&text, amend, current, trail ? trail : own, &place);
}

const char *amend_fit_name(enum amend_fit fit)
{
	static const char *const names[] = {
		[AMEND_FITS] = "fits",
		[AMEND_CONFLICTS] = "conflicts",
		[AMEND_OVERTAKEN] = "overtaken",
	};

	return names[fit];
}

void amend_conflict_release(struct amend_conflict *conflict)
{
	free(conflict->base);
	free(conflict->amended);
	free(conflict->current);
	*conflict = (struct amend_conflict){ 0 };
}
