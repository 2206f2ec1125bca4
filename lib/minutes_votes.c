#include "minutes_text.h"
#include "text.h"

/* Votes of a decision: the counts in parentheses, and a list of who voted how. */

enum { MAX_GROUP = 400 };

struct vote {
	const char *az, *en;
	const char *fold_az;
};

static const struct vote votes[] = {
	{"lehinə",	    "for",	   "lehine"  },
	{ "əleyhinə", "against",	 "eleyhine"},
	{ "bitərəf",  "abstained", "biteref" },
};

const char *minutes_vote_name(enum minutes_vote vote)
{
	return votes[vote].en;
}

struct tally {
	int count[ARRAY_SIZE(votes)];
	int parts;
	bool bad;   /* a part holds no number, or one too high */
	bool meant; /* it can hardly be anything but votes */
};

static int vote_of(const char *word, size_t len, bool *azerbaijani)
{
	CLEANUP(str_free) char *fold = text_fold(word, len);

	for (size_t i = 0; i < ARRAY_SIZE(votes); i++) {
		*azerbaijani = str_equal(fold, votes[i].fold_az);
		if (*azerbaijani || str_equal(fold, votes[i].en))
			return (int)i;
	}
	return -1;
}

/* The number that TEXT is, or VOTES_UNKNOWN. */
static int vote_count(const char *text)
{
	size_t n = strspn(text, "0123456789");
	int number = n && n <= 5 && !text[n] ? atoi(text) : VOTES_UNKNOWN;

	return number > MINUTES_MAX_VOTES ? VOTES_UNKNOWN : number;
}

/* One part, "for 6". False when it does not begin as one. */
static bool tally_part(struct tally *tally, char *part)
{
	size_t n = strcspn(part, " \t\n:");
	char *value = str_trim(part + n + strspn(part + n, " \t\n:"));
	bool azerbaijani = false;
	int which = n ? vote_of(part, n, &azerbaijani) : -1;
	int number = vote_count(value);

	if (which < 0)
		return false;
	tally->meant |= azerbaijani || (strpbrk(value, "0123456789") && !strpbrk(value, " \t\n"));
	tally->bad |= number == VOTES_UNKNOWN || tally->count[which] != VOTES_UNKNOWN;
	tally->count[which] = number;
	tally->parts++;
	return true;
}

bool minutes_read_votes(struct minutes_item *item, const char *group, unsigned *doubt)
{
	CLEANUP(str_free) char *copy = str_copy(group);
	struct tally tally = {
		.count = {VOTES_UNKNOWN, VOTES_UNKNOWN, VOTES_UNKNOWN}
	};
	char *rest = copy, *part;

	if (strlen(group) > MAX_GROUP)
		return false;
	while ((part = strsep(&rest, ","))) {
		if (!tally_part(&tally, str_trim(part)))
			return false;
	}
	if (tally.bad && tally.meant)
		*doubt |= DOUBT_VOTES;
	if (tally.bad)
		return false;
	item->votes_for = tally.count[0];
	item->against = tally.count[1];
	item->abstained = tally.count[2];
	return true;
}

bool minutes_is_voted(const struct minutes_item *item)
{
	return item->votes_for != VOTES_UNKNOWN || item->against != VOTES_UNKNOWN ||
	       item->abstained != VOTES_UNKNOWN;
}

void minutes_write_votes(
	struct buf *out, const struct minutes_item *item, const char *language)
{
	const int count[] = { item->votes_for, item->against, item->abstained };
	bool az = str_equal(language, "az"), any = false;

	for (size_t i = 0; i < ARRAY_SIZE(votes); i++) {
		if (count[i] == VOTES_UNKNOWN)
			continue;
		buf_printf(
			out, "%s%s %d", any ? ", " : "(", az ? votes[i].az : votes[i].en, count[i]);
		any = true;
	}
	buf_puts(out, any ? ")" : "");
}

/* By name */

/* The people that P is a list of, up to its end; false, and nothing, where there is more or less. */
static bool read_people(struct minutes_voters *out, const char *p)
{
	struct minutes_voters found = { 0 };
	size_t n;

	while ((n = minutes_person_length(p))) {
		minutes_add_text(&found.who, &found.count, minutes_person(p, n));
		p += n;
		n = minutes_comma(p);
		if (!n || !minutes_person_length(p + n))
			break;
		p += n;
	}
	if (!found.count || *p) {
		minutes_free_texts(found.who, found.count);
		return false;
	}
	*out = found;
	return true;
}

/* LINE is "- for: [A](a.md), *B*". */
static bool read_voters(struct minutes_item *item, const char *line)
{
	bool azerbaijani;
	size_t n;
	int which;

	line += strspn(line, " \t");
	if (!*line || !strchr("-*+", *line) || line[1] != ' ')
		return false;
	line += 1 + strspn(line + 1, " \t");
	n = strcspn(line, " \t:");
	which = n ? vote_of(line, n, &azerbaijani) : -1;
	line += n + strspn(line + n, " \t");
	if (which < 0 || *line != ':' || item->voted[which].count)
		return false;
	return read_people(&item->voted[which], line + 1 + strspn(line + 1, " \t"));
}

void minutes_count_voters(struct minutes_item *item)
{
	int *const count[] = { &item->votes_for, &item->against, &item->abstained };

	for (size_t i = 0; i < MINUTES_VOTES; i++)
		if (*count[i] == VOTES_UNKNOWN && item->voted[i].count)
			*count[i] = (int)item->voted[i].count;
}

void minutes_cut_voters(struct minutes_item *item, char *text)
{
	for (;;) {
		size_t n = strlen(text);
		char *line;

		while (n && minutes_is_space(text[n - 1]))
			n--;
		line = memrchr(text, '\n', n);
		if (!line)
			return;
		CLEANUP(str_free) char *copy = str_copy_n(line + 1, (size_t)(text + n - line - 1));

		if (!read_voters(item, copy))
			return;
		*line = '\0';
	}
}

void minutes_write_voters(
	struct buf *out, const struct minutes_item *item, const char *language)
{
	bool az = str_equal(language, "az");

	for (size_t i = 0; i < MINUTES_VOTES; i++) {
		const struct minutes_voters *voted = &item->voted[i];

		if (!voted->count)
			continue;
		buf_printf(out, "\n- %s: ", az ? votes[i].az : votes[i].en);
		for (size_t k = 0; k < voted->count; k++) {
			buf_puts(out, k ? ", " : "");
			minutes_write_person(out, voted->who[k]);
		}
	}
}
