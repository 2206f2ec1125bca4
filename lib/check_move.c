#include "check_move.h"
#include "minutes.h"
#include "publish.h"
#include "seal.h"
#include "track_guard.h"
#include "text.h"

static void add_sealed(struct faults *faults, const char *path, int line)
{
	fault_add(faults, path, line, "the minutes are sealed: add an addendum");
}

/* The first key of KEYS that the seal covers and in which the two differ; NULL where there is none. */
static const char *broken_key(
	const struct yaml *keys, const struct record *before, const struct record *after)
{
	for (size_t i = 0; i < keys->items; i++)
		if (!seal_leaves_open(keys->item[i]->key) &&
			!record_same(before, after, keys->item[i]->key))
			return keys->item[i]->key;
	return NULL;
}

static void check_seal(const char *path, const struct record *before, const struct record *after,
	struct faults *faults)
{
	const char *key;

	if (!seal_is_there(before))
		return;
	key = broken_key(record_front(before), before, after);
	key = key ? key : broken_key(record_front(after), before, after);
	key = key || record_same(before, after, "seal") ? key : "seal";
	if (key || strcmp(record_body(before), record_body(after)) != 0)
		add_sealed(faults, path, key ? record_line(after, key) : record_body_line(after));
}

/* Whether somebody signed in makes this change, by the step for it. */
static bool is_signing(const struct view *view)
{
	return (view->change && str_equal(view->change->action, "sign")) ||
	       (!view->change && store_setting(view->store, "shura.acceptSigned"));
}

/* A signature stays; one that says "here" is made by who signed in, not by hand. */
static void check_signature(const struct view *view, const char *path, const char *key,
	const struct record *before, const struct record *after, struct faults *faults)
{
	bool is_here = str_equal(yaml_get(record_value(after, key), "way"), "here");

	if (!seal_is_there(before))
		return;
	if (record_value(before, key) && !record_same(before, after, key))
		fault_add(faults, path, record_line(after, key), "a signature stays as it was made");
	else if (!record_value(before, key) && is_here && !is_signing(view))
		fault_add(faults, path, record_line(after, key),
			"who signs here does so signed in, on the page; by hand only \"way: on paper\" is noted");
}

static void check_signatures(const struct view *view, const char *path, const struct record *before,
	const struct record *after, struct faults *faults)
{
	check_signature(view, path, "signed by chair", before, after, faults);
	check_signature(view, path, "signed by secretary", before, after, faults);
}

void check_move(const struct view *view, const char *path, const struct record *before,
	const struct record *after, struct faults *faults)
{
	struct track_case step = { view, path, before, after };
	const struct track *track;
	struct error err;

	for (size_t i = 0; (track = track_nth(i)); i++) {
		const char *from = record_get(before, track->key), *to = record_get(after, track->key);

		if (!str_equal(track->kind, record_kind(after)) || str_equal(from, to))
			continue;
		if (track_check(track, &step, from, to, &err) < 0)
			fault_add_error(faults, path, record_line(after, track->key), &err);
	}
	check_signatures(view, path, before, after, faults);
}

/* New ones */

static int read_owner(struct record **out, const struct view *view, const char *path)
{
	CLEANUP(str_free) char *file = NULL;
	struct place place;

	if (place_parse(&place, path, NULL) < 0)
		return ERR_INVALID;
	file = str_format("%s/minutes.md", place.folder);
	return view_read(out, view, file, NULL);
}

/* A correction comes before the seal. */
static int check_correction(const struct record *owner, const struct record *rec, const char *path,
	struct error *err)
{
	const char *until = yaml_get(record_value(owner, "circulated"), "until");
	const char *at = record_get(rec, "at");

	if (seal_is_there(owner) && !(until && at && strncmp(at, until, strlen("2015-07-28")) <= 0))
		return error_set(err, ERR_INVALID, "the minutes are sealed: add an addendum");
	if (!str_equal(record_get(rec, "state"), "open"))
		return 0;
	if (until && at && strncmp(at, until, strlen("2015-07-28")) > 0)
		return error_set(err, ERR_INVALID,
			"corrections were taken up until %s; tell the coordinator what is wrong", until);
	return 0;
}

static int check_addendum(const struct record *owner, const struct record *rec, const char *path,
	struct error *err)
{
	if (seal_is_there(owner))
		return 0;
	return error_set(err, ERR_INVALID, "minutes that are not sealed are edited; they have no addenda");
}

/* What is said of an item is said of one that is there. */
static int check_item_is_there(const struct record *owner, const struct record *rec,
	const char *path, struct error *err)
{
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(owner, path, NULL);
	CLEANUP(str_free) char *id = NULL;
	struct place place;

	if (place_parse(&place, path, NULL) < 0)
		return 0;
	id = str_copy(place.slug);
	id[0] = (char)(id[0] - 'a' + 'A');
	if (minutes_find(minutes, id))
		return 0;
	return error_set(err, ERR_INVALID, "the minutes have no item %s", id);
}

/* Whether the disposition at PATH is of the suggestion ITEM, "…/minutes.md#o1". */
static bool is_of(const char *path, const char *item)
{
	CLEANUP(str_free) char *folder = str_copy_n(path, (size_t)(strstr(path, "/dispositions/") - path));
	CLEANUP(str_free) char *own = str_format("%s/minutes.md#%s", folder, strrchr(path, '/') + 1);

	own[strlen(own) - strlen(".md")] = '\0';
	return str_equal(own, item);
}

/* Where a suggestion went: into a recommendation, or together with another suggestion. */
static int check_target(const struct record *rec, const char *path, struct error *err)
{
	static const struct {
		const char *outcome, *file;
		char letter;
	} targets[] = {
		{ "taken up", "/proposal.md#", 'r' },
		{ "merged",   "/minutes.md#",  'o' },
	};
	const char *in = record_get(rec, "in"), *hash = in ? strchr(in, '#') : NULL;

	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		if (!str_equal(targets[i].outcome, record_get(rec, "outcome")) || !hash)
			continue;
		if (!strstr(in, targets[i].file) || hash[1] != targets[i].letter)
			return error_set(err, ERR_INVALID,
				"a suggestion is taken up in a recommendation of a proposal, or merged with another suggestion");
		if (is_of(path, in))
			return error_set(err, ERR_INVALID, "a suggestion is not merged with itself");
	}
	if (str_equal(record_get(rec, "outcome"), "merged") && !in)
		return error_set(err, ERR_INVALID, "write which suggestion it is, like O3, or 2015/1 O3 of another meeting");
	return 0;
}

/* A suggestion that was not taken up is told why. */
static int check_disposition(const struct record *owner, const struct record *rec, const char *path,
	struct error *err)
{
	const char *why = record_get(rec, "why");

	if (!str_equal(record_get(rec, "outcome"), "taken up") &&
		text_is_blank(why))
		return error_set(err, ERR_INVALID, "say why");
	if (check_target(rec, path, err) < 0)
		return err->code;
	return check_item_is_there(owner, rec, path, err);
}

static int check_report(const struct record *owner, const struct record *rec, const char *path,
	struct error *err)
{
	const char *body = record_body(rec);

	if (str_equal(record_get(rec, "state"), "stopped") && text_is_blank(body))
		return error_set(err, ERR_INVALID, "say why it was stopped");
	return check_item_is_there(owner, rec, path, err);
}

static const struct {
	const char *kind;
	int (*check)(const struct record *owner, const struct record *rec, const char *path,
		struct error *err);
	bool always; /* not only when it is new */
} new_ones[] = {
	{ "correction",  check_correction,  false },
	{ "addendum",    check_addendum,    false },
	{ "disposition", check_disposition, true  },
	{ "action",      check_report,      true  },
};

static void check_new(const struct view *view, const char *path, const struct record *rec,
	bool is_new, struct faults *faults)
{
	CLEANUP(record_free) struct record *owner = NULL;
	struct error err;

	for (size_t i = 0; i < ARRAY_SIZE(new_ones); i++) {
		if (!str_equal(new_ones[i].kind, record_kind(rec)) || (!is_new && !new_ones[i].always))
			continue;
		if (read_owner(&owner, view, path) < 0)
			fault_add(faults, path, 0, "there are no minutes that this belongs to");
		else if (new_ones[i].check(owner, rec, path, &err) < 0)
			fault_add_error(faults, path, 0, &err);
		return;
	}
}

/* An addendum says for good what it says. */
static bool is_for_good(const struct record *rec)
{
	return str_equal(record_kind(rec), "addendum");
}

/* Who reads it changes, and a later meeting may approve it. */
static bool stays_open(const struct record *before, const char *key)
{
	return str_equal(key, "audience") ||
	       (str_equal(key, "approved in") && !record_get(before, key));
}

static bool says_more(
	const struct yaml *keys, const struct record *before, const struct record *after)
{
	for (size_t i = 0; i < keys->items; i++)
		if (!stays_open(before, keys->item[i]->key) &&
			!record_same(before, after, keys->item[i]->key))
			return true;
	return false;
}

static void check_for_good(const char *path, const struct record *before, const struct record *after,
	struct faults *faults)
{
	if (strcmp(record_body(before), record_body(after)) != 0 ||
		says_more(record_front(before), before, after) ||
		says_more(record_front(after), before, after))
		fault_add(faults, path, record_body_line(after), "an addendum stays as it is: add another one");
}

/* What a member sent is answered, not rewritten. */
static void check_sent(const char *path, const struct record *before, const struct record *after,
	struct faults *faults)
{
	static const char *const said[] = { "author", "at", "base", "anchor" };
	bool same = strcmp(record_body(before), record_body(after)) == 0;

	if (!str_equal(record_kind(before), "correction"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(said); i++)
		same = same && record_same(before, after, said[i]);
	if (!same)
		fault_add(faults, path, record_body_line(after), "a correction stays on record: it is answered, or withdrawn by who sent it");
}

/* Whether the record is one whose kind stands in the table of the proposals. */
static bool check_kind(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	const char *kind = record_kind(after ? after : before);
	struct error err;

	for (const struct kept_kind *row = proposal_kept; row->kind; row++) {
		if (!str_equal(row->kind, kind))
			continue;
		row->check(view, base, path, before, after, faults);
		if (after && publish_check_who(view, before, after, &err) < 0)
			fault_add_error(faults, path, 0, &err);
		return true;
	}
	return false;
}

void check_kept(const struct view *view, const char *base, const char *path,
	const struct record *before, const struct record *after, struct faults *faults)
{
	if (check_kind(view, base, path, before, after, faults))
		return;
	if (!before) {
		check_new(view, path, after, true, faults);
	} else if (!after) {
		if (seal_is_there(before) || is_for_good(before))
			add_sealed(faults, path, 0);
		else if (str_equal(record_kind(before), "correction"))
			fault_add(faults, path, 0, "a correction stays on record: it is answered, or withdrawn by who sent it");
	} else if (is_for_good(before)) {
		check_for_good(path, before, after, faults);
	} else {
		check_seal(path, before, after, faults);
		check_sent(path, before, after, faults);
		if (!view->change) /* else check_move did it */
			check_signatures(view, path, before, after, faults);
		check_new(view, path, after, false, faults);
	}
}
