#include "correct.h"
#include "difference.h"
#include "item.h"
#include "minutes.h"

static char *trimmed(const char *text)
{
	CLEANUP(str_free) char *copy = str_copy(text);

	return str_copy(str_trim(copy));
}

/* WORDS with what became of QUOTE in BODY. The merge knows whole lines only. */
static int merge_words(
	char **out, const char *quote, const char *body, const char *words, struct error *err)
{
	CLEANUP(str_free) char *base = str_format("%s\n", quote);
	CLEANUP(str_free) char *mine = str_format("%s\n", body);
	CLEANUP(str_free) char *theirs = str_format("%s\n", words);
	CLEANUP(str_free) char *merged = NULL;

	if (difference_merge(&merged, base, mine, theirs, NULL) < 0)
		return error_set(err, ERR_CONFLICT,
			"the same words have changed meanwhile: what stands there now is shown with the correction; write what it shall say");
	*out = trimmed(merged);
	return 0;
}

static int find_words(char **out, const struct record *correction, const char *words,
	const char *typed, struct error *err)
{
	const char *quote = yaml_get(record_value(correction, "anchor"), "quote");
	CLEANUP(str_free) char *body = trimmed(record_body(correction));
	CLEANUP(str_free) char *now = trimmed(words);

	if (!typed && !quote)
		return error_set(err, ERR_INVALID, "this correction is a remark: take it up by hand");
	if (!typed)
		return merge_words(out, quote, body, now, err);
	*out = trimmed(typed);
	if (**out)
		return 0;
	error_set(err, ERR_INVALID, "write what it should say");
	return error_field(err, "text");
}

int correct_words(struct record *minutes, const char *path, const struct record *correction,
	const char *typed, const char *language, struct error *err)
{
	const char *part = yaml_get(record_value(correction, "anchor"), "part");
	CLEANUP(minutes_free) struct minutes *read = minutes_read(minutes, path, NULL);
	const struct minutes_item *old = part ? minutes_find(read, part) : NULL;
	CLEANUP(str_free) char *words = NULL;
	CLEANUP(str_free) char *text = NULL;
	struct minutes_item item;
	int code;

	if (!old && part && item_is_name(part, strlen(part)))
		return error_set(err, ERR_INVALID,
			"%s is not in the minutes any more; take it up by hand, or refuse it", part);
	if (!old)
		return error_set(err, ERR_INVALID, "this correction is a remark: take it up by hand");
	if ((code = find_words(&words, correction, old->text, typed, err)) < 0)
		return code;
	text = str_format("%s%s", *old->text == '\n' ? "\n" : "", words);
	item = *old;
	item.text = text;
	return minutes_set_item(minutes, part, &item, language, err);
}
