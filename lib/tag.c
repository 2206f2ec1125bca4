#include "tag.h"
#include "frozen.h"
#include "kind.h"
#include "place.h"

/* What is sealed by a tag. The tag stands on the commit of a submission: the record's own, or the one that it is OF. */
static const struct row {
	const char *kind, *title;
	const char *prefix; /* of the tag's name */
	const char *label;  /* of the line with the record's own sum */
	const char *of;	    /* the key that refers to the submission; NULL: it is one itself */
	const char *once;   /* the key with which it is sealed */
} rows[] = {
	/* clang-format off */
	{ "submission", "Submission", "submission/", "Letter-SHA-256: ", NULL,         "commit"       },
	{ "answer",     "Answer",     "answer/",     "Answer-SHA-256: ", "submission", "published at" },
	/* clang-format on */
};

static const struct row *find_row(const char *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (str_equal(rows[i].kind, kind))
			return &rows[i];
	return NULL;
}

const char *tag_kind(size_t n)
{
	return n < ARRAY_SIZE(rows) ? rows[n].kind : NULL;
}

const char *tag_prefix(size_t n)
{
	return n < ARRAY_SIZE(rows) ? rows[n].prefix : NULL;
}

const char *tag_label(const char *kind)
{
	const struct row *row = find_row(kind);

	return row ? row->label : NULL;
}

bool tag_is_due(const struct record *rec)
{
	const struct row *row = find_row(record_kind(rec));

	return row && record_get(rec, row->once) && record_get(rec, "version") && record_get(rec, "sha256");
}

static int parse(struct place *out, const struct row **row, const char *path, struct error *err)
{
	if (place_parse(out, path, NULL) < 0 || !(*row = find_row(out->kind->name)))
		return error_set(err, ERR_INVALID, "\"%s\" is no place for a submission or an answer", path);
	return 0;
}

/* Of the owner, "proposals/2015/1". */
static int owner_number(const struct place *place)
{
	return atoi(strrchr(place->owner, '/') + 1);
}

int tag_name(struct buf *out, const char *path, struct error *err)
{
	const struct row *row;
	struct place place;
	int code = parse(&place, &row, path, err);

	if (code == 0)
		buf_printf(out, "%s%s/%04d/%02d", row->prefix, place.year, owner_number(&place), place.number);
	return code;
}

/* The submission that REC, which lies at PLACE, is or answers. */
static int parse_submission(struct place *out, const struct row *row, const struct record *rec,
	const struct place *place, struct error *err)
{
	const char *reference = row->of ? record_get(rec, row->of) : NULL;

	if (!row->of) {
		*out = *place;
		return 0;
	}
	if (reference && place_of_reference(out, reference, NULL) == 0 &&
		str_equal(out->kind->name, "submission") && str_equal(out->owner, place->owner))
		return 0;
	return error_set(err, ERR_INVALID, "an answer names a submission of its own proposal");
}

int tag_submission(char **out, const struct record *rec, const char *path, struct error *err)
{
	const struct row *row;
	struct place place, submission;
	int code = parse(&place, &row, path, err);

	if (code < 0 || (code = parse_submission(&submission, row, rec, &place, err)) < 0)
		return code;
	*out = str_format("%s/submissions/%02d.md", place.folder, submission.number);
	return 0;
}

int tag_message(struct buf *out, const struct record *rec, const char *path, struct error *err)
{
	const char *version = record_get(rec, "version"), *sum = record_get(rec, "sha256");
	const struct row *row;
	struct place place, submission;
	char own[65];
	int code = parse(&place, &row, path, err);

	if (code < 0 || (code = parse_submission(&submission, row, rec, &place, err)) < 0)
		return code;
	if (!version || !sum)
		return error_set(err, ERR_INVALID, "what is sealed names the version and its sha256");
	frozen_sum(own, rec);
	buf_printf(out, "%s %d of %s", row->title, place.number, place.owner);
	if (row->of)
		buf_printf(out, ", to submission %d", submission.number);
	buf_printf(out, ", version %s\n\nRecord: %s\n", version, place.identity);
	if (row->of)
		buf_printf(out, "Submission: %s\n", submission.identity);
	buf_printf(out, "Version: %s\nSHA-256: %s\n%s%s\n", version, sum, row->label, own);
	return 0;
}

int tag_with_change(struct change *change, const struct record *rec, const char *path, struct error *err)
{
	CLEANUP(buf_release) struct buf name = BUF_INIT, message = BUF_INIT;
	CLEANUP(str_free) char *submission = NULL;
	int code;

	if ((code = tag_name(&name, path, err)) < 0 ||
		(code = tag_message(&message, rec, path, err)) < 0 ||
		(code = tag_submission(&submission, rec, path, err)) < 0)
		return code;
	if (str_equal(submission, path))
		change_seal(change, buf_text(&name), record_get(rec, "commit"), buf_text(&message));
	else
		change_seal_as(change, buf_text(&name), submission, buf_text(&message));
	return 0;
}

int tag_check_answer(const struct record *rec, const struct record *submission, struct error *err)
{
	static const char *const keys[] = { "version", "sha256" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *sent = record_get(submission, keys[i]);

		if (sent && str_equal(sent, record_get(rec, keys[i])))
			continue;
		return error_set(err, ERR_INVALID, "its %s is not that of the submission that it answers, \"%s\"",
			keys[i], sent ? sent : "");
	}
	return 0;
}

int tag_commit(char **out, struct store *store, const char *main_commit, const struct record *rec,
	const char *path, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *submission = NULL;
	CLEANUP(str_free) char *file = NULL;
	int code = tag_submission(&file, rec, path, err);

	if (code < 0)
		return code;
	if (!str_equal(file, path)) {
		code = store_read(store, main_commit, file, &text, NULL, err);
		if (code == ERR_NOT_FOUND)
			return error_set(err, ERR_INVALID, "there is no submission that this answers");
		if (code < 0 || (code = record_parse(&submission, buf_text(&text), text.len, err)) < 0 ||
			(code = tag_check_answer(rec, submission, err)) < 0)
			return code;
	}
	*out = str_copy(record_get(submission ? submission : rec, "commit"));
	return 0;
}

void tag_make(struct buf *out, const char *name, const char *commit, const char *message, const char *who,
	const struct signing_key *key)
{
	size_t from = out->len;

	buf_printf(out, "object %s\ntype commit\ntag %s\ntagger %s\n\n%s", commit, name, who, message);
	if (!str_ends(message, "\n"))
		buf_addc(out, '\n');
	signature_add(out, key, out->data + from, out->len - from);
}

/* The value of the header KEY ("tag "), or NULL. The caller frees. */
static char *header(const char *text, const char *key)
{
	for (const char *line = text; *line && *line != '\n'; line += *line == '\n') {
		size_t len = strcspn(line, "\n");

		if (str_starts(line, key))
			return str_copy_n(line + strlen(key), len - strlen(key));
		line += len;
	}
	return NULL;
}

int tag_author(char **out, struct store *store, const char *commit, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *who = NULL;
	int code = store_read_commit(store, commit, &text, err);

	if (code < 0)
		return code;
	who = header(buf_text(&text), "author ");
	if (!who)
		return error_set(err, ERR_INVALID, "the commit \"%s\" does not say who made it", commit);
	*out = TAKE(who);
	return 0;
}

/* Where the signature begins: at the last line that may begin one, as git has it. */
static const char *find_signature(const char *text)
{
	const char *found = NULL;

	for (const char *p = text; (p = strstr(p, "\n" SIGNATURE_BEGIN)); p++)
		found = p + 1;
	return found;
}

static int check_signer(struct public_key *signer, const char *text, const char *armour,
	const char *signers, struct error *err)
{
	int code;

	if (!armour)
		return error_set(err, ERR_INVALID,
			"this tag is not signed; a seal is made here, by the step that submits or answers");
	code = signature_verify(signer, armour, text, (size_t)(armour - text), err);
	if (code < 0)
		return code;
	if (signers_have(signers, signer))
		return 0;
	return error_set(err, ERR_INVALID,
		"this tag is signed by a key that the file allowed-signers on main does not name");
}

int tag_verify(struct tag *out, struct store *store, const char *name, const char *object,
	const char *signers, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *own = NULL;
	struct tag tag = { 0 };
	const char *armour, *message;
	int code = store_read_tag(store, object, &text, &tag.commit, err);

	if (code < 0)
		return code;
	if (strlen(buf_text(&text)) != text.len)
		return error_set(err, ERR_INVALID, "the message holds a NUL byte");
	armour = find_signature(buf_text(&text));
	if ((code = check_signer(&tag.signer, buf_text(&text), armour, signers, err)) < 0)
		return code;
	own = header(buf_text(&text), "tag ");
	if (!str_equal(own, name))
		return error_set(err, ERR_INVALID, "this tag was made under the name \"%s\"", own ? own : "");
	message = strstr(buf_text(&text), "\n\n");
	tag.message = message ? str_copy_n(message + 2, (size_t)(armour - message - 2)) : str_copy("");
	*out = tag;
	return 0;
}

/* The text of the proposal in COMMIT, whose folder may have had another name then. */
struct search {
	const char *hundred, *owner;
	char *path;
};

static int look_at(void *ctx, const char *name, struct error *err)
{
	struct search *search = ctx;
	CLEANUP(str_free) char *path = str_format("%s/%s/proposal.md", search->hundred, name);
	struct place place;

	if (!search->path && place_parse(&place, path, NULL) == 0 &&
		str_equal(place.identity, search->owner))
		search->path = TAKE(path);
	return 0;
}

static int find_proposal(char **out, struct store *store, const char *commit, const struct place *place,
	struct error *err)
{
	const char *slash = strrchr(place->folder, '/');
	CLEANUP(str_free) char *hundred = str_copy_n(place->folder, (size_t)(slash - place->folder));
	struct search search = { hundred, place->owner, NULL };
	int code = store_each_name(store, commit, hundred, look_at, &search, err);

	if (code == 0 && !search.path)
		return error_set(err, ERR_INVALID, "the sealed commit does not hold the proposal");
	*out = search.path;
	return code;
}

int tag_check_text(struct store *store, const char *main_commit, const struct record *rec,
	const char *path, struct buf *proposal, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(str_free) char *file = NULL, *commit = NULL;
	const struct row *row;
	struct place place;
	char sum[65];
	int code;

	if ((code = parse(&place, &row, path, err)) < 0 ||
		(code = tag_commit(&commit, store, main_commit, rec, path, err)) < 0)
		return code;
	if (!commit || !store_is_ancestor(store, commit, main_commit))
		return error_set(err, ERR_INVALID, "its commit \"%s\" is none of main's", commit ? commit : "");
	if ((code = find_proposal(&file, store, commit, &place, err)) < 0 ||
		(code = store_read(store, commit, file, &text, NULL, err)) < 0)
		return code;
	sha256_hex(sum, buf_text(&text), text.len);
	if (proposal)
		buf_puts(proposal, file);
	if (str_equal(sum, record_get(rec, "sha256")))
		return 0;
	return error_set(err, ERR_INVALID,
		"its sha256 is not that of \"%s\" in the sealed commit, which is %s", file, sum);
}
