#include "frozen.h"
#include "kind.h"
#include "seal.h"
#include "tag.h"
#include "verify_inner.h"

#include <stdio.h>

/* What each kind of seal proves; verify.c walks. */

static struct verify_seal *add_seal(struct verifying *verifying, const struct sealed *first,
	const struct verify_text *now, const char *sum)
{
	struct verify *out = verifying->out;
	struct verify_seal *seal;

	out->seal = mem_grow(out->seal, out->seals, sizeof *out->seal);
	seal = &out->seal[out->seals++];
	*seal = (struct verify_seal){
		.kind = first->kind->kind,
		.record = str_copy(first->identity),
		.path = str_copy(now->path),
		.commit = first->commit,
		.sum = str_copy(sum ? sum : ""),
	};
	return seal;
}

/* Minutes */

static bool minutes_are_sealed(const struct record *rec)
{
	return seal_is_there(rec) && seal_check(rec, NULL) == 0;
}

static bool minutes_freeze(const char *key)
{
	return !seal_leaves_open(key);
}

static int check_minutes(struct verifying *verifying, const struct sealed *first,
	const struct verify_text *now, struct error *err)
{
	CLEANUP(verify_text_release) struct verify_text was = { 0 };
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct verify_seal *seal;
	const char *sum;
	struct error why;
	int code;

	if (!first) {
		if (seal_check(now->rec, &why) < 0)
			verify_add_error(verifying, now->path, record_line(now->rec, "seal"), -1, &why);
		return 0;
	}
	if ((code = verify_read(&was, &text, verifying->store, first->commit.hex, first->path, err)) < 0)
		return code;
	sum = record_get(was.rec, "seal");
	seal = add_seal(verifying, first, now, sum);
	if (now->rec && str_equal(sum, record_get(now->rec, "seal")) && seal_check(now->rec, &why) == 0) {
		seal->holds = true;
		return 0;
	}
	if (verify_compare(verifying, &was, now, first->commit.hex, minutes_freeze))
		return 0;
	if (!str_equal(sum, record_get(now->rec, "seal")))
		verify_add(verifying, now->path, record_line(now->rec, "seal"),
			"the seal was %s; the sealed text: git show %s:%s", sum, first->commit.hex, first->path);
	else if (!verify_compare_all(verifying, &was, now, first->commit.hex))
		verify_add_error(verifying, now->path, 0, -1, &why);
	return 0;
}

/* Submissions and answers */

static bool submission_freezes(const char *key)
{
	return frozen_key("submission", key);
}

static bool proposal_freezes(const char *key)
{
	static const char *const keys[] = { "number", "title", "addressee", "authors", "issues", "born of",
		"summary", "adopted", "versions" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (str_equal(keys[i], key))
			return true;
	return false;
}

/* Whether nothing was submitted after what the record at PATH sent. */
static bool is_last(const struct verifying *verifying, const char *path)
{
	struct place place;

	if (place_parse(&place, path, NULL) < 0)
		return true;
	CLEANUP(str_free) char *next = str_format("%s/submissions/%02d.md", place.folder, place.number + 1);

	return !store_has(verifying->store, verifying->head.hex, next);
}

/* Whether the proposal is still what SUBMISSION sent: one that came back goes on, until it is sent again. */
static bool stands_for(const struct verifying *verifying, const struct record *proposal,
	const struct verify_text *submission)
{
	static const char *const states[] = { "adopted", "submitted", "closed" };
	const char *version = yaml_get(record_value(proposal, "adopted"), "version");
	const char *state = record_get(proposal, "state");

	if (version && !str_equal(version, record_get(submission->rec, "version")) &&
		(str_equal(state, "adopted") || !is_last(verifying, submission->path)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (str_equal(states[i], state))
			return true;
	return false;
}

/* The proposal as it stands on main, beside the submission, against FILE of the sealed commit. */
static int check_proposal(struct verifying *verifying, const struct verify_text *submission,
	const char *file, bool *holds, struct error *err)
{
	const char *commit = record_get(submission->rec, "commit");
	const char *end = strstr(submission->path, "/submissions/");
	CLEANUP(str_free) char *path =
		str_format("%.*s/proposal.md", (int)(end - submission->path), submission->path);
	CLEANUP(verify_text_release) struct verify_text was = { 0 }, now = { 0 };
	CLEANUP(buf_release) struct buf then = BUF_INIT, text = BUF_INIT;
	int code;

	if ((code = verify_read(&was, &then, verifying->store, commit, file, err)) < 0)
		return code;
	code = verify_read(&now, &text, verifying->store, verifying->head.hex, path, err);
	if (code == ERR_NOT_FOUND) {
		verify_add(verifying, path, 0, "the proposal that was submitted is gone; the sealed text: git show %s:%s",
			commit, file);
		*holds = false;
		return 0;
	}
	if (code == 0 && (!now.rec || stands_for(verifying, now.rec, submission)) &&
		verify_compare(verifying, &was, &now, commit, proposal_freezes))
		*holds = false;
	return code;
}

/* What was sealed is known by its sum alone where nobody has its first revision any more. */
static void tell_of_sum(struct verifying *verifying, const struct verify_text *now, const char *name,
	const char *here, const char *there)
{
	const char *kind = record_kind(now->rec), *label = tag_label(kind);
	const char *const *key = frozen_keys(kind);
	size_t skip = strlen(label);

	if (!str_starts(there, label)) {
		CLEANUP(str_free) char *sum = str_copy_n(label, strcspn(label, ":"));

		verify_add(verifying, now->path, 0, "its tag \"%s\" does not hold the sum \"%s\"", name, sum);
		return;
	}
	if (!key) {
		verify_add(verifying, now->path, 0, "this is not what its tag sealed: the sum is %s and was %s",
			here + skip, there + skip);
		return;
	}
	CLEANUP(buf_release) struct buf keys = BUF_INIT;

	for (; *key; key++)
		buf_printf(&keys, "%s%s", keys.len ? ", " : "", *key);
	verify_add(verifying, now->path, record_body_line(now->rec),
		"the letter, or what was sent with it (%s), is not what its tag sealed: the sum is %s and was %s",
		buf_text(&keys), here + skip, there + skip);
}

/* The first line in which the two messages differ. */
static void tell_of_message(struct verifying *verifying, const struct verify_text *now, const char *name,
	const char *record_says, const char *tag_says)
{
	size_t from = 0;

	for (size_t i = 0; record_says[i] && record_says[i] == tag_says[i]; i++)
		if (record_says[i] == '\n')
			from = i + 1;
	CLEANUP(str_free) char *here = str_copy_n(record_says + from, strcspn(record_says + from, "\n"));
	CLEANUP(str_free) char *there = str_copy_n(tag_says + from, strcspn(tag_says + from, "\n"));

	if (str_starts(here, tag_label(record_kind(now->rec))))
		tell_of_sum(verifying, now, name, here, there);
	else
		verify_add(verifying, now->path,
			record_line(now->rec, str_starts(here, "SHA-256") ? "sha256" : "version"),
			"the record says \"%s\" where its tag says \"%s\"", here, there);
}

/* The tag's own words and commit against the record. */
static int compare_tag(struct verifying *verifying, const struct verify_text *now, const char *name,
	const struct tag *tag, bool *same, struct error *err)
{
	CLEANUP(buf_release) struct buf message = BUF_INIT;
	CLEANUP(str_free) char *commit = NULL;
	int code;

	if ((code = tag_message(&message, now->rec, now->path, err)) < 0 ||
		(code = tag_commit(&commit, verifying->store, verifying->head.hex, now->rec, now->path, err)) < 0)
		return code;
	*same = false;
	if (!str_equal(tag->commit.hex, commit))
		verify_add(verifying, now->path, record_line(now->rec, "commit"),
			"its tag \"%s\" stands on another commit, %s", name, tag->commit.hex);
	else if (str_equal(tag->message, buf_text(&message)))
		*same = true;
	else
		tell_of_message(verifying, now, name, buf_text(&message), tag->message);
	return 0;
}

/* The tag: signed, on its commit, and of the record's words. TOLD: the first revision said already what differs. */
static int check_tag(struct verifying *verifying, const struct verify_text *now, const char *name,
	bool told, bool *holds, struct error *err)
{
	CLEANUP(str_free) char *ref = str_format("refs/tags/%s", name);
	struct tag tag = { .message = NULL };
	struct revision object;
	struct error why;
	int code = store_find_tag(verifying->store, name, &object, &why);

	*holds = code == ERR_NOT_FOUND && str_equal(record_get(now->rec, "state"), "withdrawn");
	if (*holds)
		return 0;
	if (code < 0 || tag_verify(&tag, verifying->store, name, object.hex, buf_text(&verifying->signers), &why) < 0) {
		verify_add_error(verifying, ref, 0, -1, &why);
		return 0;
	}
	code = told ? 0 : compare_tag(verifying, now, name, &tag, holds, err);
	free(tag.message);
	return code;
}

/*
 * What was sealed by a tag: NOW as it was in FIRST, as its tag says, and true about the text of the proposal. *HOLDS so
 * far; PROPOSAL gets the path of that text in the sealed commit.
 */
static int check_tagged(struct verifying *verifying, const struct sealed *first,
	const struct verify_text *was, const struct verify_text *now, bool *holds, struct buf *proposal,
	struct error *err)
{
	const char *tag = verifying->out->seal[verifying->out->seals - 1].tag;
	struct error why;
	bool told;
	int code;

	*holds = false;
	told = frozen_keys(first->kind->kind)
		       ? verify_compare(verifying, was, now, first->commit.hex, submission_freezes)
		       : verify_compare_all(verifying, was, now, first->commit.hex);
	if (!now->rec || !tag_is_due(now->rec))
		return 0;
	if (tag_check_text(verifying->store, verifying->head.hex, now->rec, now->path, proposal, &why) < 0) {
		buf_cut(proposal, 0);
		verify_add_error(verifying, now->path, record_line(now->rec, "sha256"), -1, &why);
		return 0;
	}
	if ((code = check_tag(verifying, now, tag, told, holds, err)) < 0)
		return code;
	*holds = *holds && !told;
	return 0;
}

static int check_submission(struct verifying *verifying, const struct sealed *first,
	const struct verify_text *now, struct error *err)
{
	CLEANUP(verify_text_release) struct verify_text was = { 0 };
	CLEANUP(buf_release) struct buf text = BUF_INIT, name = BUF_INIT, file = BUF_INIT;
	struct verify_seal *seal;
	bool holds;
	int code;

	if (!first)
		return 0;
	if ((code = verify_read(&was, &text, verifying->store, first->commit.hex, first->path, err)) < 0 ||
		(code = tag_name(&name, now->path, err)) < 0)
		return code;
	seal = add_seal(verifying, first, now, record_get(was.rec, "sha256"));
	seal->tag = str_copy(buf_text(&name));
	snprintf(seal->commit.hex, sizeof seal->commit.hex, "%s", record_get(was.rec, "commit"));
	if ((code = check_tagged(verifying, first, &was, now, &holds, &file, err)) < 0)
		return code;
	if (file.len)
		code = check_proposal(verifying, now, buf_text(&file), &holds, err);
	seal->holds = code == 0 && holds;
	return code;
}

static bool answer_is_published(const struct record *rec)
{
	return record_get(rec, "published at");
}

static int check_answer(struct verifying *verifying, const struct sealed *first,
	const struct verify_text *now, struct error *err)
{
	CLEANUP(verify_text_release) struct verify_text was = { 0 };
	CLEANUP(buf_release) struct buf text = BUF_INIT, name = BUF_INIT, file = BUF_INIT;
	struct verify_seal *seal;
	char sum[65];
	int code;

	if (!first) {
		verify_add(verifying, now->path, record_line(now->rec, "published at"),
			"this was published, but does not say which version it answers, and is not sealed");
		return 0;
	}
	if ((code = verify_read(&was, &text, verifying->store, first->commit.hex, first->path, err)) < 0 ||
		(code = tag_name(&name, now->path, err)) < 0)
		return code;
	frozen_sum(sum, was.rec);
	seal = add_seal(verifying, first, now, sum);
	seal->tag = str_copy(buf_text(&name));
	return check_tagged(verifying, first, &was, now, &seal->holds, &file, err);
}

static const struct sealed_kind kinds[] = {
	{ "minutes",    minutes_are_sealed, check_minutes,    seal_is_there       },
	{ "submission", tag_is_due,         check_submission, NULL                },
	{ "answer",     tag_is_due,         check_answer,     answer_is_published },
};

const struct sealed_kind *sealed_kind_of(const char *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (str_equal(kinds[i].kind, kind))
			return &kinds[i];
	return NULL;
}
