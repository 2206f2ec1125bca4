#include "flow.h"
#include "picture.h"

enum stage {
	END, /* of a path */
	VOICED,
	UNSAID, NOTED, MERGED, OUT_OF_SCOPE, TAKEN_UP,
	WRITTEN, SENT,
	WAITING, RETURNED, ANSWERED,
	REJECTED, FORWARDED, CLARIFICATION, AGREED, PARTLY, ACCEPTED,
	STOPPED, NOT_STARTED, IN_PROGRESS, DONE,
	WITHDRAWN,
	STAGES,
};

/* In the table's order; a column of the picture, or none. */
/* clang-format off */
static const struct figure {
	const char *name, *phrase, *class;
	int depth, column;
} figures[STAGES] = {
	[VOICED]        = { "voiced",        "voiced",              "so-far", 0, 0  },
	[UNSAID]        = { "unsaid",        "not said yet",        "open",   1, 1  },
	[NOTED]         = { "noted",         "noted",               "aside",  1, 1  },
	[MERGED]        = { "merged",        "merged",              "aside",  1, 1  },
	[OUT_OF_SCOPE]  = { "out of scope",  "out of scope",        "aside",  1, 1  },
	[TAKEN_UP]      = { "taken up",      "taken up",            "so-far", 1, 1  },
	[WRITTEN]       = { "written",       "not sent yet",        "open",   2, 2  },
	[SENT]          = { "sent",          "sent to the agency",  "so-far", 2, 2  },
	[WAITING]       = { "waiting",       "waits for an answer", "open",   3, 3  },
	[RETURNED]      = { "returned",      "returned for revision", "open", 3, 3 },
	[ANSWERED]      = { "answered",      "answered",            "so-far", 3, -1 },
	[REJECTED]      = { "rejected",      "rejected",            "no",     4, 3  },
	[FORWARDED]     = { "forwarded",     "forwarded",           "aside",  4, 3  },
	[CLARIFICATION] = { "clarification", "clarification asked", "open",   4, 3  },
	[AGREED]        = { "agreed",        "accepted, in whole or in part", "so-far", 4, -1 },
	[PARTLY]        = { "partly",        "partly accepted",     "partly", 5, 3  },
	[ACCEPTED]      = { "accepted",      "accepted",            "yes",    5, 3  },
	[STOPPED]       = { "stopped",       "stopped",             "no",     5, 4  },
	[NOT_STARTED]   = { "not started",   "not started",         "open",   5, 4  },
	[IN_PROGRESS]   = { "in progress",   "in progress",         "partly", 5, 4  },
	[DONE]          = { "done",          "carried out",         "yes",    5, 4  },
	[WITHDRAWN]     = { "withdrawn",     "withdrawn with its proposal", "aside", 2, -1 },
};

static const struct leaf {
	const char *reached;
	enum stage path[8];
} leaves[] = {
	{ "unsaid",                { VOICED, UNSAID } },
	{ "noted",                 { VOICED, NOTED } },
	{ "merged",                { VOICED, MERGED } },
	{ "out of scope",          { VOICED, OUT_OF_SCOPE } },
	{ "written",               { VOICED, TAKEN_UP, WRITTEN } },
	{ "submitted",             { VOICED, TAKEN_UP, SENT, WAITING } },
	{ "returned",              { VOICED, TAKEN_UP, SENT, RETURNED } },
	{ "rejected",              { VOICED, TAKEN_UP, SENT, ANSWERED, REJECTED } },
	{ "forwarded",             { VOICED, TAKEN_UP, SENT, ANSWERED, FORWARDED } },
	{ "clarification",         { VOICED, TAKEN_UP, SENT, ANSWERED, CLARIFICATION } },
	{ "partly: stopped",       { VOICED, TAKEN_UP, SENT, ANSWERED, AGREED, PARTLY, STOPPED } },
	{ "partly",                { VOICED, TAKEN_UP, SENT, ANSWERED, AGREED, PARTLY, NOT_STARTED } },
	{ "partly: in progress",   { VOICED, TAKEN_UP, SENT, ANSWERED, AGREED, PARTLY, IN_PROGRESS } },
	{ "partly: done",          { VOICED, TAKEN_UP, SENT, ANSWERED, AGREED, PARTLY, DONE } },
	{ "accepted: stopped",     { VOICED, TAKEN_UP, SENT, ANSWERED, AGREED, ACCEPTED, STOPPED } },
	{ "accepted",              { VOICED, TAKEN_UP, SENT, ANSWERED, AGREED, ACCEPTED, NOT_STARTED } },
	{ "accepted: in progress", { VOICED, TAKEN_UP, SENT, ANSWERED, AGREED, ACCEPTED, IN_PROGRESS } },
	{ "accepted: done",        { VOICED, TAKEN_UP, SENT, ANSWERED, AGREED, ACCEPTED, DONE } },
	{ "withdrawn",             { WITHDRAWN } },
};
/* clang-format on */

bool flow_reached(struct buf *out, const char *stage)
{
	size_t start = out->len;

	for (size_t i = 0; i < ARRAY_SIZE(leaves); i++)
		for (const enum stage *at = leaves[i].path; *at; at++)
			if (str_equal(figures[*at].name, stage)) {
				buf_addc(out, out->len > start ? ',' : '[');
				buf_add_json(out, leaves[i].reached, strlen(leaves[i].reached));
			}
	if (out->len == start)
		return false;
	buf_addc(out, ']');
	return true;
}

void flow_words(struct buf *out, const struct phrases *phrases, const char *reached)
{
	for (size_t i = 0; i < ARRAY_SIZE(leaves); i++) {
		if (!str_equal(leaves[i].reached, reached))
			continue;
		const enum stage *last = leaves[i].path;

		while (last[1])
			last++;
		if (figures[*last].column == 4) /* how it is carried out, after what it is part of */
			buf_printf(out, "%s, ", phrases_get(phrases, figures[last[-1]].phrase));
		buf_puts(out, phrases_get(phrases, figures[*last].phrase));
	}
}

/* How many of COUNTS have reached just LEAF. */
static long count_leaf(const char *counts, const struct leaf *leaf)
{
	size_t len = strlen(leaf->reached);

	for (const char *line = counts; line && *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strncmp(line, leaf->reached, len) == 0 && line[len] == '=')
			return strtol(line + len + 1, NULL, 10);
	return 0;
}

static void count_stages(long out[STAGES], const char *counts)
{
	for (size_t i = 0; i < ARRAY_SIZE(leaves); i++)
		for (const enum stage *at = leaves[i].path; *at; at++)
			out[*at] += count_leaf(counts, &leaves[i]);
}

void flow_figures(struct buf *out, const struct phrases *phrases, const char *suggestions, const char *recommendations)
{
	long voiced[STAGES] = { 0 }, recommended[STAGES] = { 0 };

	count_stages(voiced, suggestions);
	count_stages(recommended, recommendations);
	for (size_t i = VOICED; i < STAGES; i++) {
		const char *label = phrases_get(phrases, figures[i].phrase);

		buf_printf(out, "%s{\"stage\":\"%s\",\"label\":", i == VOICED ? "[" : ",", figures[i].name);
		buf_add_json(out, label, strlen(label));
		buf_printf(out, ",\"depth\":%d,\"suggestions\":", figures[i].depth);
		if (i == WITHDRAWN)
			buf_puts(out, "null");
		else
			buf_printf(out, "%ld", voiced[i]);
		if (i < TAKEN_UP)
			buf_puts(out, ",\"recommendations\":null}");
		else
			buf_printf(out, ",\"recommendations\":%ld}", recommended[i]);
	}
	buf_addc(out, ']');
}

static void add_link(struct picture_link *links, size_t *count, size_t from, size_t to, long many)
{
	for (size_t i = 0; i < *count; i++)
		if (links[i].from == from && links[i].to == to) {
			links[i].count += many;
			return;
		}
	links[(*count)++] = (struct picture_link){ from, to, many };
}

/* Nodes have the numbers of their stages; links in the order of the nodes on either side, so that ribbons do not cross
 * where they need not. */
static size_t find_links(struct picture_link *links, const char *counts)
{
	size_t count = 0;

	for (size_t to = VOICED; to < STAGES; to++)
		for (size_t i = 0; i < ARRAY_SIZE(leaves); i++) {
			enum stage before = END;

			for (const enum stage *at = leaves[i].path; *at; at++) {
				if (figures[*at].column < 0)
					continue;
				if (before && *at == to)
					add_link(links, &count, before, to, count_leaf(counts, &leaves[i]));
				before = *at;
			}
		}
	return count;
}

static void describe(struct buf *out, const struct picture_node *nodes)
{
	for (size_t i = VOICED; i < STAGES; i++)
		if (nodes[i].count)
			buf_printf(out, "%s%s: %ld", out->len ? ", " : "", nodes[i].label, nodes[i].count);
}

void flow_picture(struct buf *out, const struct phrases *phrases, const char *suggestions, const char *filter)
{
	struct picture_link links[STAGES * 4];
	struct picture_node nodes[STAGES] = { 0 };
	CLEANUP(buf_release) struct buf words = BUF_INIT;
	char *addresses[STAGES] = { 0 };
	long counts[STAGES] = { 0 };

	count_stages(counts, suggestions);
	for (size_t i = VOICED; i < STAGES; i++) {
		CLEANUP(buf_release) struct buf address = BUF_INIT;

		buf_puts(&address, "/became/list?stage=");
		buf_add_url(&address, figures[i].name);
		buf_puts(&address, filter);
		addresses[i] = buf_take(&address);
		nodes[i] = (struct picture_node){ phrases_get(phrases, figures[i].phrase), addresses[i], figures[i].class,
			figures[i].column, figures[i].column < 0 ? 0 : counts[i] };
	}
	describe(&words, nodes);
	picture_flow(out, phrases_get(phrases, "What became of the suggestions"), buf_text(&words), nodes, STAGES, links,
		find_links(links, suggestions));
	for (size_t i = 0; i < STAGES; i++)
		free(addresses[i]);
}
