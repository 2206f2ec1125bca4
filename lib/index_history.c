#include "index_write.h"
#include "kind.h"
#include "once.h"
#include "text.h"

enum { LINE_MAX_BYTES = 300 };

/*
 * The history of main: its commits, and the versions of each record in them.
 * Who may read a version is decided by what stands in that very version, so
 * that a draft stays the members' when the record is published later.
 */

struct history {
	struct indexer *ix;
	const struct store_commit *commit;
	long long depth;
	long long audience; /* the most public so far */
};

/* The first value of what SQL finds about A and B, else OTHERWISE. */
static int find_number(struct indexer *ix, const char *sql, const char *a, const char *b,
	long long *out, struct error *err)
{
	struct query *query;
	int code = INDEX_ASK(&query, ix, err, sql, TEXT(a), TEXT(b));

	if (code < 0)
		return code;
	code = query_step(query, err);
	if (code > 0)
		*out = query_number(query, 0);
	query_reset(query);
	return code;
}

static int find_depth(struct history *history, struct error *err)
{
	const struct store_commit *commit = history->commit;
	long long depth;
	int code;

	history->depth = 1;
	for (int i = 0; i < commit->parents && i < 2; i++) {
		code = find_number(history->ix,
			"SELECT depth FROM commits WHERE id = ?1 AND ?2 IS NULL",
			commit->parent[i].hex, NULL, &depth, err);
		if (code < 0)
			return code;
		if (code > 0 && depth >= history->depth)
			history->depth = depth + 1;
	}
	return 0;
}

/* What a version says that is kept of it. */
struct said {
	long long audience;
	char *state; /* or NULL */
};

static void said_releasep(struct said *said)
{
	free(said->state);
}

/* Mostly a version is what the record is now: 1 where that is so. */
static int recall(struct history *history, const struct place *place, const char *blob,
	struct said *out, struct error *err)
{
	struct query *query;
	int code = INDEX_ASK(&query, history->ix, err,
		"SELECT audience, coalesce(meeting_state || '/', '') || state FROM records"
		" WHERE id = ? AND blob = ?",
		TEXT(place->identity), TEXT(blob));

	if (code < 0)
		return code;
	if ((code = query_step(query, err)) > 0) {
		out->audience = query_number(query, 0);
		out->state = str_copy(query_text(query, 1));
	}
	query_reset(query);
	return code;
}

/* As recall() has it. The caller frees. */
static char *state_of(const struct record *rec, const struct kind *kind)
{
	const char *state = kind->state_key ? record_get(rec, kind->state_key) : NULL;
	const char *meeting = str_equal(kind->name, "minutes") ? record_get(rec, "state") : NULL;

	return state ? str_format("%s%s%s", meeting ? meeting : "", meeting ? "/" : "", state) : NULL;
}

/* Reading the blob anew is the last resort. */
static int read_said(struct history *history, const struct place *place, const char *blob,
	struct said *out, struct error *err)
{
	CLEANUP(record_free) struct record *rec = NULL;
	int code = recall(history, place, blob, out, err);

	if (code != 0)
		return code < 0 ? code : 0;
	if ((code = index_read(&rec, history->ix->store, place, blob, err)) < 0 || !rec)
		return code;
	out->audience = index_audience(history->ix, place->identity, rec);
	out->state = state_of(rec, place->kind);
	return 0;
}

static int add_version(struct history *history, const struct place *place,
	const struct store_changed *changed, const char *sql, struct error *err)
{
	const char *blob = *changed->blob ? changed->blob : changed->old_blob;
	struct said said __attribute__((cleanup(said_releasep))) = { AUDIENCE_MEMBERS, NULL };
	int code = *blob ? read_said(history, place, blob, &said, err) : 0;

	if (code < 0)
		return code;
	if (said.audience < history->audience)
		history->audience = said.audience;
	return INDEX_RUN(history->ix, err, sql, TEXT(place->identity), NUMBER(history->depth),
		TEXT(history->commit->id.hex), TEXT(changed->path), TEXT(changed->blob),
		NUMBER(said.audience), TEXT(*changed->blob ? said.state : NULL));
}

/* A folder that got another name is one version, not a deletion; of two files the first counts. */
static const char *const as_version[] = {
	[false] = "INSERT OR IGNORE INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)",
	[true] = "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)"
		 " ON CONFLICT DO UPDATE SET path = excluded.path, blob = excluded.blob,"
		 "	audience = excluded.audience, state = excluded.state"
		 " WHERE blob = '' OR path > excluded.path",
};

static int add_versions(struct history *history, struct error *err)
{
	const struct store_commit *commit = history->commit;
	int code = 0;

	for (size_t i = 0; code == 0 && i < commit->nchanged; i++) {
		const struct store_changed *changed = &commit->changed[i];
		struct place place;

		if (place_parse(&place, changed->path, NULL) == 0)
			code = add_version(
				history, &place, changed, as_version[*changed->blob != 0], err);
	}
	return code;
}

/* Other programs may have written a commit in another encoding; what is no UTF-8 is shown so. */
static char *readable(const char *text)
{
	char *copy = str_copy(text ? text : "");

	if (!text_is_utf8(copy, strlen(copy)))
		for (char *p = copy; *p; p++)
			if ((unsigned char)*p >= 0x80)
				*p = '?';
	return copy;
}

/* TEXT as one line of a page: whoever pushes writes what he likes into a commit. */
static char *one_line(const char *text)
{
	char *line = readable(text);
	size_t end = strlen(line) < LINE_MAX_BYTES ? strlen(line) : LINE_MAX_BYTES;

	while (end && ((unsigned char)line[end] & 0xc0) == 0x80)
		end--;
	line[end] = '\0';
	for (char *p = line; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	return line;
}

static int add_commit(void *ctx, const struct store_commit *commit, struct error *err)
{
	struct history history = { ctx, commit, 0, AUDIENCE_MEMBERS };
	CLEANUP(str_free) char *author = one_line(commit->author);
	CLEANUP(str_free) char *subject = one_line(commit->subject);
	CLEANUP(str_free) char *message = readable(commit->message);
	CLEANUP(str_free) char *email = one_line(commit->email);
	CLEANUP(str_free) char *action = store_trailer(message, "Action");
	CLEANUP(str_free) char *form = store_trailer(message, "Form");
	struct once once;
	bool marked = once_read(&once, form);
	int code;

	if (str_ends(email, "@shura.invalid"))
		email[strcspn(email, "@")] = '\0';
	else
		*email = '\0';
	if ((code = index_go_on(ctx, err)) < 0 || (code = find_depth(&history, err)) < 0 || (code = add_versions(&history, err)) < 0)
		return code;
	return INDEX_RUN(history.ix, err, "INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		TEXT(commit->id.hex), NUMBER(history.depth), NUMBER(commit->time),
		NUMBER(commit->offset), TEXT(author), TEXT(email), TEXT(subject), TEXT(action),
		TEXT(marked ? once.key : NULL), TEXT(marked ? once.sum : NULL),
		NUMBER(history.audience));
}

int index_history(
	struct indexer *ix, const char *old_commit, const char *new_commit, struct error *err)
{
	return store_each_commit(ix->store, old_commit, new_commit, add_commit, ix, err);
}

static int forget_commit(void *ctx, const struct store_commit *commit, struct error *err)
{
	struct indexer *ix = ctx;
	int code;

	if ((code = index_go_on(ix, err)) < 0 ||
		(code = INDEX_RUN(ix, err, "DELETE FROM versions WHERE id = ?", TEXT(commit->id.hex))) < 0)
		return code;
	return INDEX_RUN(ix, err, "DELETE FROM commits WHERE id = ?", TEXT(commit->id.hex));
}

int index_forget(
	struct indexer *ix, const char *old_commit, const char *new_commit, struct error *err)
{
	return store_each_commit(ix->store, new_commit, old_commit, forget_commit, ix, err);
}
