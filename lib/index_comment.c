#include "index_write.h"
#include "kind.h"
#include "markdown.h"
#include "text.h"

/* What is said of a proposal: which thread it belongs to, and how it begins. */

enum { WORDS = 280 };

static const char *identity_of(const char *reference, struct place *place)
{
	return reference && place_of_reference(place, reference, NULL) == 0 ? place->identity : NULL;
}

int index_comment(struct entry *entry, struct error *err)
{
	const struct record *rec = entry->rec;
	const char *outcome = yaml_get(record_value(rec, "disposition"), "outcome");
	const char *part = yaml_get(record_value(rec, "anchor"), "part");
	const char *round = record_get(rec, "round"), *author = record_get(rec, "author");
	struct place first, who, matter;
	const char *thread = identity_of(record_get(rec, "reply to"), &first);
	const char *person = identity_of(author, &who);
	CLEANUP(buf_release) struct buf plain = BUF_INIT;
	CLEANUP(str_free) char *words = NULL;

	markdown_plain(&plain, record_body(rec), strlen(record_body(rec)));
	words = text_excerpt(buf_text(&plain), WORDS);
	return INDEX_RUN(entry->ix, err,
		"INSERT INTO comments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		TEXT(entry->id), TEXT(entry->place->owner), TEXT(thread ? thread : entry->id),
		NUMBER(thread ? 2 : outcome ? 1 : 0), TEXT(record_get(rec, "kind")),
		TEXT(part ? part : ""), round ? NUMBER(atoi(round)) : NOTHING, TEXT(person),
		TEXT(person ? NULL : author), TEXT(record_get(rec, "at")), TEXT(outcome),
		TEXT(words), NUMBER(strlen(words) < plain.len), TEXT(identity_of(record_get(rec, "about"), &matter)),
		NUMBER(index_audience(entry->ix, entry->id, rec)));
}
