#include "follow.h"

struct base {
	char *commit;
	char *text; /* NULL: the current one */
	struct trail *trail; /* made when it is asked for */
};

struct follow {
	const char *current;
	follow_read read;
	void *ctx;
	struct base *base;
	size_t count;
};

struct follow *follow_new(const char *current, follow_read read, void *ctx)
{
	struct follow *follow = mem_alloc(sizeof *follow);

	*follow = (struct follow){ .current = current, .read = read, .ctx = ctx };
	return follow;
}

void follow_free(struct follow *follow)
{
	if (!follow)
		return;
	for (size_t i = 0; i < follow->count; i++) {
		free(follow->base[i].commit);
		free(follow->base[i].text);
		trail_free(follow->base[i].trail);
	}
	free(follow->base);
	free(follow);
}

/* Commits that hold the same text have one trail, too: TEXT is taken over. */
static size_t add_base(struct follow *follow, const char *commit, char *text)
{
	if (text && str_equal(text, follow->current))
		free(TAKE(text));
	follow->base = mem_grow(follow->base, follow->count, sizeof *follow->base);
	follow->base[follow->count] = (struct base){ str_copy(commit), text, NULL };
	return follow->count++;
}

static size_t same_text(const struct follow *follow, const char *text)
{
	for (size_t i = 0; i < follow->count; i++)
		if (text && str_equal(follow->base[i].text, text))
			return i;
	return follow->count;
}

/* The base of COMMIT: its own, or one of the same text. */
static struct base *base_of(struct follow *follow, const char *commit)
{
	const char *name = commit ? commit : "";
	char *text;
	size_t at;

	for (size_t i = 0; i < follow->count; i++)
		if (str_equal(follow->base[i].commit, name))
			return &follow->base[i];
	text = *name ? follow->read(follow->ctx, name) : NULL;
	at = same_text(follow, text);
	if (at < follow->count)
		free(text);
	else
		at = add_base(follow, name, text);
	return &follow->base[at];
}

const char *follow_text(struct follow *follow, const char *commit)
{
	const struct base *base = base_of(follow, commit);

	return base->text ? base->text : follow->current;
}

const struct trail *follow_trail(struct follow *follow, const char *commit)
{
	struct base *base = base_of(follow, commit);

	if (!base->trail)
		base->trail = trail_new(base->text ? base->text : follow->current, follow->current);
	return base->trail;
}

struct follow_place follow_anchor(
	struct follow *follow, const char *commit, const struct anchor *anchor)
{
	struct follow_place place = { .state = TRAIL_GONE };
	struct base *base = base_of(follow, commit);
	size_t start, end;

	if (!anchor_find(anchor, base->text ? base->text : follow->current, &start, &end))
		return place;
	place.is_placed = true;
	if (base->text)
		place.state = trail_range(
			follow_trail(follow, commit), start, end, &place.start, &place.end);
	else
		place = (struct follow_place){ TRAIL_KEPT, start, end, true };
	return place;
}
