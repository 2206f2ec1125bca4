/* The SQL functions on whose move it is: the words of visible_moves. */

#include "page_plan.h"

struct named {
	const char *name, *mover, *phrase;
};

/* clang-format off */
static const struct named movers[] = {
	{ "authors", NULL, "the authors" },
	{ "members", NULL, "the members" },
	{ "invited", NULL, "those who are invited" },
	{ "coordinator", NULL, "the coordinator" },
	{ "agency", NULL, "the agency" },
	{ 0 },
};

/* What is waited for, and for whom. */
static const struct named matters[] = {
	{ "call",      "coordinator", "to call the meeting" },
	{ "hold",      "coordinator", "to open the session" },
	{ "record",    "coordinator", "to close the session" },
	{ "circulate", "coordinator", "to finish the minutes and send them round" },
	{ "check",     "members",     "to check the minutes" },
	{ "approve",   "coordinator", "to have the minutes approved" },
	{ "sign",      "coordinator", "to have the minutes signed" },
	{ "publish",   "coordinator", "to publish the minutes" },
	{ "write",     "authors",     "to finish the draft" },
	{ "read",      "members",     "to read and comment" },
	{ "comment",   "invited",     "to comment" },
	{ "open",      "coordinator", "to open the discussion" },
	{ "sum up",    "coordinator", "to close the discussion with its outcomes" },
	{ "go on",     "coordinator", "to say whether the text is ready" },
	{ "adopt",     "coordinator", "to have it adopted" },
	{ "submit",    "coordinator", "to submit it" },
	{ "register",  "agency",      "to register it" },
	{ "answer",    "agency",      "to answer" },
	{ "clarify",   "coordinator", "to answer the agency's question" },
	{ "revise",    "coordinator", "to take it up for revision" },
	{ "report",    "agency",      "to report on progress" },
	{ "close",     "coordinator", "to close it" },
	{ 0 },
};
/* clang-format on */

static const struct named *find(const struct named *named, const char *name)
{
	for (; named->name; named++)
		if (str_equal(named->name, name))
			return named;
	return NULL;
}

/* mover('register'): 'agency'. */
static void mover(struct call *call, void *ctx)
{
	const struct named *found = find(matters, call_text(call, 0));

	if (found)
		call_answer_text(call, found->mover, strlen(found->mover));
}

static void answer_named(struct call *call, const struct page_thread *thread, const struct named *named)
{
	const struct named *found = find(named, call_text(call, 0));
	const char *words = found ? phrases_get(thread->reader.phrases, found->phrase) : NULL;

	if (words)
		call_answer_text(call, words, strlen(words));
}

/* mover_name('agency'): "the agency". */
static void mover_name(struct call *call, void *ctx)
{
	answer_named(call, ctx, movers);
}

/* matter_name('register'): "to register it". */
static void matter_name(struct call *call, void *ctx)
{
	answer_named(call, ctx, matters);
}

int page_add_move_functions(struct page_thread *thread, struct error *err)
{
	int code = db_add_function(thread->db, "mover", 1, true, mover, thread, err);

	if (code == 0)
		code = db_add_function(thread->db, "mover_name", 1, true, mover_name, thread, err);
	return code < 0 ? code : db_add_function(thread->db, "matter_name", 1, true, matter_name, thread, err);
}
