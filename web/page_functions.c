/* The SQL functions for pages; the table at the end lists them, and those of page_rules.c, page_pictures.c and page_moves.c. fold(t) is the index's own. */

#include "page_plan.h"
#include "account.h"
#include "date.h"
#include "kind.h"
#include "markdown.h"
#include "minutes.h"
#include "place.h"
#include "text.h"
#include "track.h"

static const struct phrases *phrases_of(const struct page_thread *thread)
{
	return thread->reader.phrases;
}

static void answer_text(struct call *call, const char *text)
{
	if (text)
		call_answer_text(call, text, strlen(text));
}

static void answer_buf(struct call *call, const struct buf *text)
{
	call_answer_text(call, buf_text(text), text->len);
}

/* Words --------------------------------------------------------------------------------------- */

static void phrase(struct call *call, void *ctx)
{
	const char *english = call_text(call, 0);

	if (english)
		answer_text(call, phrases_get(phrases_of(ctx), english));
}

/* choice_name('capacity', 'member'): what the value of a record's key is called. */
static void choice_name(struct call *call, void *ctx)
{
	const char *context = call_text(call, 0), *value = call_text(call, 1);

	if (context && value)
		answer_text(call, phrases_get_in(phrases_of(ctx), context, value));
}

static void kind_name(struct call *call, void *ctx)
{
	const char *kind = call_text(call, 0);

	if (kind)
		answer_text(call, phrases_get_in(phrases_of(ctx), "record", kind));
}

/* The phrase of KEY in a table that ends with NULL; KEY itself where it is none of these. */
static void answer_row(struct call *call, const struct page_thread *thread,
	const char *const (*rows)[2], const char *key)
{
	if (!key)
		return;
	for (; (*rows)[0]; rows++)
		if (str_equal((*rows)[0], key))
			key = (*rows)[1];
	answer_text(call, phrases_get(phrases_of(thread), key));
}

static void letter_name(struct call *call, void *ctx)
{
	/* clang-format off */
	static const char *const names[][2] = {
		{ "S", "Statement" },
		{ "O", "Suggestion" },
		{ "D", "Decision" },
		{ "A", "Action" },
		{ "R", "Recommendation" },
		{ NULL },
	};
	/* clang-format on */

	answer_row(call, ctx, names, call_text(call, 0));
}

/* section_title('spoke'): the heading of the protocol; NULL for one of the council's own. */
static void section_title(struct call *call, void *ctx)
{
	const char *name = call_text(call, 0);

	for (int section = 0; name && section < SECTION_OTHER; section++)
		if (str_equal(minutes_section_name((enum minutes_section)section), name))
			answer_text(call, minutes_heading((enum minutes_section)section,
				phrases_language(phrases_of(ctx))));
}

/* capitals('Eşidildi'): in the reader's language, "EŞİDİLDİ". */
static void capitals(struct call *call, void *ctx)
{
	const char *text = call_text(call, 0);

	if (!text)
		return;
	CLEANUP(str_free) char *upper = text_upper(text, phrases_language(phrases_of(ctx)));
	answer_text(call, upper);
}

/* plain('- **R1** words'): words of a text as they are read, without its marks. */
static void plain(struct call *call, void *ctx)
{
	const char *text = call_text(call, 0);
	CLEANUP(buf_release) struct buf words = BUF_INIT;

	if (!text)
		return;
	markdown_plain(&words, text, strlen(text));
	answer_buf(call, &words);
}

/* page_number('3'): a page of a list that somebody asks for; 1 where it is none. */
static void page_number(struct call *call, void *ctx)
{
	const char *text = call_text(call, 0);
	long number = text ? strtol(text, NULL, 10) : 1;

	call_answer_number(call, number < 1 ? 1 : number > 100000 ? 100000 : number);
}

/* The roles of the reader, whose abilities are the values from 3 on. */
static unsigned roles_of(struct call *call, int abilities)
{
	static const unsigned roles[] = { ROLE_MEMBER, ROLE_COORDINATOR, ROLE_AGENCY };
	unsigned found = 0;

	for (int i = 0; i < abilities; i++)
		if (!call_is_null(call, 3 + i))
			found |= roles[i];
	return found;
}

static void answer_steps(struct call *call, const struct page_thread *thread, unsigned roles)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	const char *kind = call_text(call, 0), *key = call_text(call, 1), *state = call_text(call, 2);
	const struct track *track = kind && key ? track_of(kind, key) : NULL;

	buf_addc(&out, '[');
	for (const struct track_step *step = track ? track->steps : NULL; step && step->action; step++) {
		const char *button = phrases_get(phrases_of(thread), step->button);

		if (!str_equal(step->from, state) || !(step->may & roles))
			continue;
		buf_puts(&out, out.len > 1 ? ",{\"action\":" : "{\"action\":");
		buf_add_json(&out, step->action, strlen(step->action));
		buf_puts(&out, ",\"button\":");
		buf_add_json(&out, button, strlen(button));
		buf_puts(&out, step->way == WAY_ASIDE ? ",\"aside\":1}" : "}");
	}
	buf_addc(&out, ']');
	answer_buf(call, &out);
}

/*
 * steps('minutes', 'state', 'planned', :is_member, :is_coordinator): the steps of a track that this reader may
 * take from a state, as JSON: [{"action": "call", "button": …, "aside": 1 where it is not the way on}].
 */
static void steps(struct call *call, void *ctx)
{
	answer_steps(call, ctx, roles_of(call, 2));
}

/* The same with :is_agency at the end. */
static void steps_of_agency(struct call *call, void *ctx)
{
	answer_steps(call, ctx, roles_of(call, 3));
}

static void reader_language(struct call *call, void *ctx)
{
	answer_text(call, phrases_language(phrases_of(ctx)));
}

/* choices('minutes', 'participants', 'capacity'): what a key may hold, as JSON; NULL: anything. */
static void choices(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf names = BUF_INIT;
	const char *kind = call_text(call, 0), *name = call_text(call, 1),
		   *part = call_text(call, 2);
	const struct kind *found = kind ? kind_find(kind) : NULL;
	const struct key *key = found && name ? kind_key(found, name) : NULL;

	if (key && part) {
		for (key = key->keys; key && key->name && !str_equal(key->name, part); key++)
			;
		key = key && key->name ? key : NULL;
	}
	if (!key || !key->choices)
		return;
	for (const struct choice *choice = key->choices; choice->name; choice++) {
		buf_addc(&names, names.len ? ',' : '[');
		buf_add_json(&names, choice->name, strlen(choice->name));
	}
	buf_puts(&names, "]");
	answer_buf(call, &names);
}

/* Dates and numbers --------------------------------------------------------------------------- */

static void answer_date(struct call *call, const struct page_thread *thread,
	const struct date *date, enum date_style style)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	date_text(&text, date, phrases_language(phrases_of(thread)), style);
	answer_buf(call, &text);
}

/* What is no date stays as it is written. */
static void date_in_words(struct call *call, void *ctx, const char *style)
{
	const char *text = call_text(call, 0);
	struct date date;

	if (!text)
		return;
	if (date_parse(&date, text, NULL) < 0)
		answer_text(call, text);
	else
		answer_date(call, ctx, &date,
			str_equal(style, "short")   ? DATE_SHORT
			: str_equal(style, "words") ? DATE_WORDS
						    : DATE_LONG);
}

static void date_text_long(struct call *call, void *ctx)
{
	date_in_words(call, ctx, NULL);
}

static void date_text_styled(struct call *call, void *ctx)
{
	date_in_words(call, ctx, call_text(call, 1));
}

/* moment_text(seconds since 1970, minutes east of Greenwich) */
static void moment_text(struct call *call, void *ctx)
{
	int offset = (int)call_number(call, 1);
	struct date date;

	if (call_is_null(call, 0) ||
		date_from_time(&date, call_number(call, 0) + offset * 60, "UTC", NULL) < 0)
		return;
	date.offset = offset;
	answer_date(call, ctx, &date, DATE_SHORT);
}

static void number_in_words(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	if (call_is_null(call, 0))
		return;
	number_text(&text, call_number(call, 0), phrases_language(phrases_of(ctx)));
	answer_buf(call, &text);
}

/* has_vote(capacity, voting): whether such a participant has a vote. */
static void has_vote(struct call *call, void *ctx)
{
	call_answer_number(call, capacity_votes(call_text(call, 0), call_text(call, 1)));
}

/* Records and search -------------------------------------------------------------------------- */

/* reference('people/o/osman-gunduz'): the identity of the record that is meant. */
static void reference(struct call *call, void *ctx)
{
	const char *text = call_text(call, 0);
	struct place place;

	if (text && place_of_reference(&place, text, NULL) == 0)
		answer_text(call, place.identity);
}

/* name_as_written('Q. Əliyev'): itself; NULL for a reference to a record. */
static void name_as_written(struct call *call, void *ctx)
{
	const char *text = call_text(call, 0);

	if (text && !strchr(text, '/'))
		answer_text(call, text);
}

static void search_query(struct call *call, void *ctx)
{
	const char *text = call_text(call, 0);
	CLEANUP(str_free) char *query = text_search_query(text ? text : "");

	answer_text(call, query);
}

static void search_is_cut(struct call *call, void *ctx)
{
	const char *text = call_text(call, 0);

	call_answer_number(call, text && text_search_is_cut(text));
}

static void excerpt(struct call *call, void *ctx)
{
	const char *text = call_text(call, 0);
	long long max = call_number(call, 1);

	if (!text)
		return;
	CLEANUP(str_free) char *cut = text_excerpt(text, max > 0 ? (size_t)max : 0);
	answer_text(call, cut);
}

/* highlighted(snippet(…, char(2), char(3), …)): the text as HTML, what was found in <mark>. */
static void highlighted(struct call *call, void *ctx)
{
	CLEANUP(buf_release) struct buf html = BUF_INIT;
	const char *text = call_text(call, 0);

	if (!text)
		return;
	while (*text) {
		size_t n = strcspn(text, "\2\3");

		buf_add_html(&html, text, n);
		text += n;
		if (*text)
			buf_puts(&html, *text++ == '\2' ? "<mark>" : "</mark>");
	}
	answer_buf(call, &html);
}

/* clang-format off */
static const struct {
	const char *name;
	int values;
	db_function function;
} functions[] = {
	{ "capitals",        1, capitals         },
	{ "choice_name",     2, choice_name      },
	{ "choices",         3, choices          },
	{ "date_text",       1, date_text_long   },
	{ "date_text",       2, date_text_styled }, /* 'short' or 'words' */
	{ "excerpt",         2, excerpt          },
	{ "has_vote",        2, has_vote         },
	{ "highlighted",     1, highlighted      },
	{ "kind_name",       1, kind_name        },
	{ "letter_name",     1, letter_name      },
	{ "moment_text",     2, moment_text      },
	{ "number_text",     1, number_in_words  },
	{ "page_number",     1, page_number      },
	{ "phrase",          1, phrase           },
	{ "plain",           1, plain            },
	{ "reader_language", 0, reader_language  },
	{ "reference",       1, reference        },
	{ "name_as_written", 1, name_as_written  },
	{ "search_is_cut",   1, search_is_cut    },
	{ "search_query",    1, search_query     },
	{ "section_title",   1, section_title    },
	{ "state_name",      2, choice_name      }, /* of a record of a kind */
	{ "steps",           5, steps            },
	{ "steps",           6, steps_of_agency  },
};
/* clang-format on */

int page_add_functions(struct page_thread *thread, struct error *err)
{
	int code = page_add_rule_functions(thread, err);

	if (code == 0)
		code = page_add_picture_functions(thread, err);
	if (code == 0)
		code = page_add_move_functions(thread, err);
	for (size_t i = 0; i < ARRAY_SIZE(functions) && code == 0; i++)
		code = db_add_function(thread->db, functions[i].name, functions[i].values, true,
			functions[i].function, thread, err);
	return code;
}
