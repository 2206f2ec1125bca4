#include "submission.h"
#include "tag.h"

/* The last one -------------------------------------------------------------------------------- */

struct search {
	char *last; /* path of the highest */
};

static int look_at(void *ctx, const char *path, const struct record *rec, struct error *err)
{
	struct search *search = ctx;

	if (search->last && strcmp(path, search->last) <= 0)
		return 0;
	free(search->last);
	search->last = str_copy(path);
	return 0;
}

int submission_last(struct record **out, char **at, const struct view *view, const char *path,
	struct error *err)
{
	struct search search = { 0 };
	int code = view_each_part(view, path, "submissions", look_at, &search, err);
	CLEANUP(str_free) char *last = search.last;

	if (code < 0)
		return code;
	if (!last)
		return error_set(err, ERR_NOT_FOUND, "nothing was submitted yet");
	if ((code = view_read(out, view, last, err)) == 0 && at)
		*at = TAKE(last);
	return code;
}

/* What it sent --------------------------------------------------------------------------------- */

int submission_sealed(struct record **out, const struct view *view, const char *path,
	const struct record *rec, struct error *err)
{
	CLEANUP(buf_release) struct buf file = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code = tag_check_text(view->store, view->commit, rec, path, &file, err);

	if (code < 0 || (code = store_read(view->store, record_get(rec, "commit"), buf_text(&file), &text,
				 NULL, err)) < 0)
		return code;
	return record_parse(out, buf_text(&text), text.len, err);
}

bool submission_recommends(const struct record *sealed, const char *id)
{
	CLEANUP(items_release) struct items items = items_read(record_body(sealed), "R");

	for (size_t i = 0; i < items.count; i++)
		if (str_equal(items.item[i].id, id))
			return true;
	return false;
}

size_t submission_reasons(const struct record *rec)
{
	return yaml_count(yaml_at(record_value(rec, "returned"), "reasons"));
}

/* What stays of its course ---------------------------------------------------------------------- */

static bool is_in_hand(const struct record *rec)
{
	return str_equal(record_get(rec, "state"), "registered") ||
	       str_equal(record_get(rec, "state"), "under review");
}

/* An extension is added while the agency has it in hand, and says which day was due and which is. */
static int check_extended(const struct record *before, const struct record *after, struct error *err)
{
	const struct yaml *old = record_value(before, "extended"), *new = record_value(after, "extended");
	size_t count = yaml_count(new);
	const char *due = record_get(after, "due"), *was = record_get(before, "due"), *until;

	for (size_t i = 0; i < yaml_count(old); i++)
		if (i >= count || !yaml_equal(old->item[i], new->item[i]))
			return error_set(err, ERR_INVALID, "an extension stays on record as it was told");
	if (count == yaml_count(old))
		return !record_get(before, "incoming date") || str_equal(due, was) ? 0
			: error_set(err, ERR_INVALID,
				"the day that the answer is due moves with an extension that says why");
	until = yaml_get(new->item[count - 1], "until");
	if (count != yaml_count(old) + 1 || !is_in_hand(before) || !str_equal(until, due))
		return error_set(err, ERR_INVALID,
			"an extension is told one at a time, after registration and before the answer, and its day is the one that "
			"is due");
	if (!str_equal(yaml_get(new->item[count - 1], "was"), was))
		return error_set(err, ERR_INVALID, "an extension says which day was due before: %s", was ? was : "none");
	if (until && was && strcmp(until, was) <= 0)
		return error_set(err, ERR_INVALID, "the new day is not later than %s, which is due now", was);
	return 0;
}

void submission_check_course(const char *path, const struct record *before, const struct record *after,
	struct faults *faults)
{
	static const char *const registered[] = { "incoming number", "incoming date" };
	struct error err;

	for (size_t i = 0; i < ARRAY_SIZE(registered); i++)
		if (!str_equal(record_get(before, "state"), "sent") &&
			!record_same(before, after, registered[i]))
			fault_add(faults, path, record_line(after, registered[i]),
				"what was registered stays so: tell a mistake in a letter");
	if (check_extended(before, after, &err) < 0)
		fault_add_error(faults, path, record_line(after, "extended"), &err);
	if (str_equal(record_get(before, "state"), record_get(after, "state")) &&
		!record_same(before, after, "returned"))
		fault_add(faults, path, record_line(after, "returned"), "why it was returned stays on record");
}
