#include "item_form.h"
#include "date.h"
#include "difference.h"
#include "item.h"
#include "who.h"

#include <ctype.h>
#include <stdio.h>

#define FIELD(name) { name, "their_" name, "clash_" name, "taken_" name }

const struct item_field_names item_fields[ITEM_FIELDS] = {
	[ITEM_SPEAKERS] = FIELD("speakers"),
	[ITEM_TEXT] = FIELD("text"),
	[ITEM_ORIGINS] = FIELD("origins"),
	[ITEM_VOTES_FOR] = FIELD("votes_for"),
	[ITEM_VOTES_AGAINST] = FIELD("votes_against"),
	[ITEM_VOTES_ABSTAINED] = FIELD("votes_abstained"),
	[ITEM_VOTERS_FOR] = FIELD("voters_for"),
	[ITEM_VOTERS_AGAINST] = FIELD("voters_against"),
	[ITEM_VOTERS_ABSTAINED] = FIELD("voters_abstained"),
	[ITEM_PERSON] = FIELD("person"),
	[ITEM_DUE] = FIELD("due"),
	[ITEM_DONE] = FIELD("done"),
};

void item_form_release(struct item_form *form)
{
	for (size_t i = 0; i < ITEM_FIELDS; i++)
		free(form->value[i]);
	*form = (struct item_form){ 0 };
}

/* An item as a form */

static char *joined(char **inlines, size_t n, char *(*as)(const char *))
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		CLEANUP(str_free) char *plain = as(inlines[i]);

		buf_printf(&out, "%s%s", i ? ", " : "", plain);
	}
	return buf_take(&out);
}

static char *count_text(int count)
{
	return count == VOTES_UNKNOWN ? str_copy("") : str_format("%d", count);
}

static char *voters_text(const struct minutes_item *item, enum minutes_vote vote)
{
	return joined(item->voted[vote].who, item->voted[vote].count, who_plain);
}

struct item_form item_form_of(const struct minutes_item *item)
{
	return (struct item_form){ {
		[ITEM_SPEAKERS] = joined(item->speaker, item->speakers, who_plain),
		[ITEM_TEXT] = str_copy(item->text),
		[ITEM_ORIGINS] = joined(item->origin, item->origins, str_copy),
		[ITEM_VOTES_FOR] = count_text(item->votes_for),
		[ITEM_VOTES_AGAINST] = count_text(item->against),
		[ITEM_VOTES_ABSTAINED] = count_text(item->abstained),
		[ITEM_VOTERS_FOR] = voters_text(item, VOTE_FOR),
		[ITEM_VOTERS_AGAINST] = voters_text(item, VOTE_AGAINST),
		[ITEM_VOTERS_ABSTAINED] = voters_text(item, VOTE_ABSTAINED),
		[ITEM_PERSON] = item->person ? who_plain(item->person) : str_copy(""),
		[ITEM_DUE] = str_copy(item->due ? item->due : ""),
		[ITEM_DONE] = str_copy(item->done ? "1" : ""),
	} };
}

/* A list of who may vote, each with a choice beside the name: the names of those who chose VOTE. */
static char *names_chosen(const struct request *req, enum minutes_vote vote)
{
	CLEANUP(buf_release) struct buf names = BUF_INIT;
	const char *name;

	for (size_t n = 0; (name = request_field_at(req, "voter", n)); n++)
		if (str_equal(request_field_at(req, "vote", n), minutes_vote_name(vote)))
			buf_printf(&names, "%s%s", names.len ? ", " : "", name);
	return buf_take(&names);
}

static void take_choices(struct item_form *form, const struct request *req)
{
	for (size_t vote = 0; request_field(req, "voter") && vote < MINUTES_VOTES; vote++) {
		free(form->value[ITEM_VOTERS_FOR + vote]);
		form->value[ITEM_VOTERS_FOR + vote] = names_chosen(req, vote);
	}
}

struct item_form item_form_typed(const struct request *req, const struct item_form *base)
{
	struct item_form form = { 0 };

	for (size_t i = 0; i < ITEM_FIELDS; i++) {
		const char *typed = request_field(req, item_fields[i].value);
		const char *kept = base && i != ITEM_DONE ? base->value[i] : ""; /* a box is sent ticked */

		form.value[i] = str_copy(typed ? typed : kept);
	}
	take_choices(&form, req);
	return form;
}

/* Putting two together */

static bool is_same(const char *one, const char *other)
{
	CLEANUP(str_free) char *a = str_copy(one);
	CLEANUP(str_free) char *b = str_copy(other);

	return str_equal(str_trim(a), str_trim(b));
}

static void put(char **value, const char *text)
{
	char *copy = str_copy(text);

	free(*value);
	*value = copy;
}

/* By words. The merge knows whole lines only. */
static bool merge_text(char **mine, const char *base, const char *theirs)
{
	CLEANUP(str_free) char *old = str_format("%s\n", base);
	CLEANUP(str_free) char *one = str_format("%s\n", *mine);
	CLEANUP(str_free) char *other = str_format("%s\n", theirs);
	CLEANUP(str_free) char *merged = NULL;

	if (difference_merge(&merged, old, one, other, NULL) < 0)
		return false;
	put(mine, str_trim(merged));
	return true;
}

unsigned item_form_merge(
	struct item_form *mine, const struct item_form *base, const struct item_form *theirs)
{
	unsigned clashes = 0;

	for (size_t i = 0; i < ITEM_FIELDS; i++) {
		char **value = &mine->value[i];

		if (is_same(*value, theirs->value[i]) ||
			(base && is_same(*value, base->value[i])))
			put(value, theirs->value[i]);
		else if (!base || (!is_same(theirs->value[i], base->value[i]) &&
			(i != ITEM_TEXT || !merge_text(value, base->value[i], theirs->value[i]))))
			clashes |= 1u << i;
	}
	return clashes;
}

unsigned item_form_differs(const struct item_form *one, const struct item_form *other)
{
	unsigned fields = 0;

	for (size_t i = 0; i < ITEM_FIELDS; i++)
		if (!is_same(one->value[i], other->value[i]))
			fields |= 1u << i;
	return fields;
}

/* A form as an item */

static int read_count(const char *text, int *out, struct error *err)
{
	char *end;
	long number;

	*out = VOTES_UNKNOWN;
	if (!*text)
		return 0;
	number = strtol(text, &end, 10);
	if (*end || number < 0 || number > 10000)
		return error_set(err, ERR_INVALID, "votes: \"%s\" is no number from 0 to 10000", text);
	*out = (int)number;
	return 0;
}

static int read_votes(const struct item_form *form, struct minutes_item *item, struct error *err)
{
	int *const count[] = { &item->votes_for, &item->against, &item->abstained };

	for (size_t i = 0; i < ARRAY_SIZE(count); i++)
		if (read_count(form->value[ITEM_VOTES_FOR + i], count[i], err) < 0)
			return error_field(err, item_fields[ITEM_VOTES_FOR + i].value);
	return 0;
}

/* Who voted; names that nobody has stay as written. Where nothing else is counted, all that are named are. */
static int read_voters(const struct item_form *form, struct draft *draft,
	const struct minutes_item *old, struct minutes_item *item, struct error *err)
{
	int *const count[] = { &item->votes_for, &item->against, &item->abstained };
	bool counted = false, named = false;

	for (size_t vote = 0; vote < MINUTES_VOTES; vote++) {
		struct inlines kept = { old ? old->voted[vote].who : NULL,
			old ? old->voted[vote].count : 0 };
		CLEANUP(inlines_release) struct inlines found = { 0 };

		if (who_inlines(draft, form->value[ITEM_VOTERS_FOR + vote], NULL, &kept, &found,
			    err) < 0)
			return error_field(err, item_fields[ITEM_VOTERS_FOR + vote].value);
		named |= found.count > 0;
		counted |= *count[vote] != VOTES_UNKNOWN;
		item->voted[vote] = (struct minutes_voters){ TAKE(found.text), found.count };
		found.count = 0;
	}
	for (size_t vote = 0; named && !counted && vote < MINUTES_VOTES; vote++)
		*count[vote] = (int)item->voted[vote].count;
	return 0;
}

static int read_person(const struct item_form *form, struct draft *draft,
	const struct minutes_item *old, struct minutes_item *item, struct error *err)
{
	struct inlines kept = { old && old->person ? (char **)&old->person : NULL, old && old->person };
	CLEANUP(inlines_release) struct inlines found = { 0 };
	int code = who_inlines(draft, form->value[ITEM_PERSON],
		"person", &kept, &found, err);

	if (code == 0 && found.count > 1)
		code = error_set(err, ERR_INVALID,
			"one person is responsible; make an action for each");
	if (code < 0)
		return error_field(err, "person");
	if (found.count)
		item->person = TAKE(found.text[0]);
	return 0;
}

static int read_due(const char *typed, struct minutes_item *item, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date date;

	if (!*typed)
		return 0;
	if (date_parse_typed(&date, typed, err) < 0)
		return error_field(err, "due");
	date_write(&text, &date);
	item->due = buf_take(&text);
	return 0;
}

/* What an item of LETTER mostly comes from: a suggestion from statements, a decision from suggestions … */
static char source_of(char letter)
{
	return letter == 'O' ? 'S' : letter == 'D' ? 'O' : 'D';
}

/* "s3" is S3, and "3" of a suggestion is S3; of a link the words stay. */
static char *origin_of(const char *word, char letter)
{
	char *origin = word[strspn(word, "0123456789")] ? str_copy(word)
							: str_format("%c%s", source_of(letter), word);

	word = origin;
	if (word[1] && !word[1 + strspn(word + 1, "0123456789")])
		origin[0] = (char)toupper((unsigned char)origin[0]);
	return origin;
}

/* "S1 və S3" */
static bool is_and(const char *word)
{
	return str_equal(word, "və") || str_equal(word, "and");
}

static int read_origins(const char *typed, const struct minutes *minutes, struct minutes_item *item,
	struct error *err)
{
	CLEANUP(str_free) char *copy = str_copy(typed);
	char *rest = copy, *word;

	while ((word = strsep(&rest, ",; \n"))) {
		if (!*word || is_and(word))
			continue;
		item->origin = mem_grow(item->origin, item->origins, sizeof *item->origin);
		item->origin[item->origins++] = word = origin_of(word, item->letter);
		if (item_is_name(word, strlen(word)) && !minutes_find(minutes, word)) {
			error_set(err, ERR_INVALID,
				"%s is named as an origin, but these minutes have no such item", word);
			return error_field(err, "origins");
		}
		if (!item_is_name(word, strlen(word)) && !strchr(word, '#')) {
			error_set(err, ERR_INVALID, "write the numbers of the items, like S1, S3");
			return error_field(err, "origins");
		}
	}
	return 0;
}

/* Names of the item that this one is, or that its words were taken from (the field "of"), are not asked about again. */
static int read_speakers(const struct item_form *form, struct draft *draft, const struct minutes *minutes,
	const struct minutes_item *old, struct minutes_item *item, struct error *err)
{
	const char *of = request_field(draft->req, "of");
	const struct minutes_item *from = old || !of ? old : minutes_find(minutes, of);
	struct inlines kept = { from ? from->speaker : NULL, from ? from->speakers : 0 };
	CLEANUP(inlines_release) struct inlines found = { 0 };

	if (who_inlines(draft, form->value[ITEM_SPEAKERS],
		    "speakers", &kept, &found, err) < 0)
		return error_field(err, "speakers");
	item->speaker = TAKE(found.text);
	item->speakers = found.count;
	found.count = 0;
	return 0;
}

static int read_text(const char *typed, const struct minutes_item *old, struct minutes_item *item,
	struct error *err)
{
	/* browsers take away the line end that a text may begin with */
	bool below = old && *old->text == '\n' && *typed != '\n';

	item->text = str_format("%s%s", below ? "\n" : "", typed);
	if (item->text[strspn(item->text, " \t\n")])
		return 0;
	error_set(err, ERR_INVALID, "write what was said");
	return error_field(err, "text");
}

int item_form_read(const struct item_form *form, struct draft *draft, const struct minutes *minutes,
	char letter, const struct minutes_item *old, struct minutes_item *out, struct error *err)
{
	int code;

	out->votes_for = out->against = out->abstained = VOTES_UNKNOWN;
	out->letter = letter;
	out->done = *form->value[ITEM_DONE] != '\0';
	if ((code = read_text(form->value[ITEM_TEXT], old, out, err)) < 0 ||
		(code = read_speakers(form, draft, minutes, old, out, err)) < 0 ||
		(code = read_origins(form->value[ITEM_ORIGINS], minutes, out, err)) < 0)
		return code;
	if (letter == 'D' && (code = read_votes(form, out, err)) == 0)
		code = read_voters(form, draft, old, out, err);
	if (letter == 'D')
		return code;
	if (letter != 'A')
		return 0;
	if ((code = read_person(form, draft, old, out, err)) < 0)
		return code;
	return read_due(form->value[ITEM_DUE], out, err);
}
