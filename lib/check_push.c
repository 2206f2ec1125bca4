#include "check.h"
#include "signers.h"
#include "tag.h"
#include "text.h"

#include <time.h>

enum {
	SHORT_LEN = 10,
	ENOUGH = 100, /* faults, after which no further commit is looked at */
	STOPPED = -100,
	SKEW = 86400, /* seconds by which clocks may differ */
};

/* The new commits of a push to main. */
struct push {
	struct store *store;
	const char *old, *tip;
	bool accepts_signed;
	struct faults *faults;
	struct faults told; /* the same under their plain paths */
};

static void push_release(struct push *push)
{
	faults_release(&push->told);
}

static void push_releasep(struct push *push)
{
	push_release(push);
}

/* A fault that stays through several commits is told of the first. */
static bool was_told(const struct push *push, const struct fault *fault)
{
	CLEANUP(str_free) char *reason = error_text(&fault->reason);

	for (size_t i = 0; i < push->told.count; i++) {
		const struct fault *told = &push->told.fault[i];
		CLEANUP(str_free) char *text = NULL;

		if (!str_equal(told->path, fault->path))
			continue;
		text = error_text(&told->reason);
		if (str_equal(text, reason))
			return true;
	}
	return false;
}

static void tell(struct push *push, const char *commit, const struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->fault[i];
		CLEANUP(str_free) char *name = NULL;

		if (was_told(push, fault))
			continue;
		name = str_equal(commit, push->tip)
			       ? str_copy(fault->path)
			       : str_format("%.*s:%s", SHORT_LEN, commit, fault->path);
		fault_add_error(push->faults, name, fault->line, &fault->reason);
		fault_add_error(&push->told, fault->path, fault->line, &fault->reason);
	}
}

static void tell_of_commit(struct push *push, const char *commit, const struct error *why)
{
	CLEANUP(str_free) char *name = str_format("%.*s", SHORT_LEN, commit);

	fault_add_error(push->faults, name, 0, why);
}

/* "Anar <anar@example.org> 1438344000 +0400" behind KEY in the header, up to its line's end. */
static const char *find_person(const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *line = text; *line && *line != '\n'; line += *line == '\n') {
		if (strncmp(line, key, len) == 0)
			return line + len;
		line = strchrnul(line, '\n');
	}
	return NULL;
}

/* Anywhere in it: nobody else has a reason to look like one of ours. */
static bool is_own_address(const char *address, size_t len)
{
	CLEANUP(str_free) char *text = str_copy_n(address, len);

	return strcasestr(text, "shura.invalid") != NULL;
}

/* What a terminal or a page could be fooled with. */
static bool has_control(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return true;
	return false;
}

/* Who made it must be stated; a signed-in person's address is for the program to write. */
static int check_person(
	const struct push *push, const char *text, const char *key, struct error *err)
{
	const char *person = find_person(text, key);
	size_t len = person ? strcspn(person, "\n") : 0;
	const char *from = person ? memchr(person, '<', len) : NULL;
	const char *to = from ? memchr(from, '>', len - (size_t)(from - person)) : NULL;

	if (!to)
		return error_set(err, ERR_INVALID,
			"this commit does not say who made it; make it anew with git commit");
	if (has_control(person, len))
		return error_set(err, ERR_INVALID, "a name or an address holds a control character");
	if (push->accepts_signed || !is_own_address(from + 1, (size_t)(to - from - 1)))
		return 0;
	return error_set(err, ERR_DENIED,
		"an address that ends in @shura.invalid says who signed in here; set your own with"
		" git config user.email, and make this commit anew");
}

static int check_head(const struct push *push, const struct buf *text, struct error *err)
{
	int code;

	if (memchr(text->data, '\0', text->len))
		return error_set(err, ERR_INVALID, "the message holds a NUL byte");
	if (!text_is_utf8(text->data, text->len))
		return error_set(err, ERR_INVALID, "the author or the message is no valid UTF-8");
	code = check_person(push, text->data, "author ", err);
	return code < 0 ? code : check_person(push, text->data, "committer ", err);
}

/* When the commit TEXT was made, by its committer's clock. */
static long long clock_of(const char *text)
{
	const char *person = find_person(text, "committer ");
	const char *end = person ? memchr(person, '>', strcspn(person, "\n")) : NULL;

	return end ? strtoll(end + 1, NULL, 10) : 0;
}

/* The register on an earlier day is what main was then by these clocks (past.h): nobody adds to a day that is over. */
static int check_clock(const struct push *push, const struct store_commit *commit, const char *text, struct error *err)
{
	CLEANUP(buf_release) struct buf parent = BUF_INIT;
	long long made = clock_of(text);

	if (push->accepts_signed || !*push->old)
		return 0;
	if (made > time(NULL) + SKEW)
		return error_set(err, ERR_INVALID, "this commit is of a day to come; set the clock, and make it anew");
	if (commit->parents && store_read_commit(push->store, commit->parent[0].hex, &parent, NULL) == 0 &&
		made < clock_of(buf_text(&parent)) - SKEW)
		return error_set(err, ERR_INVALID,
			"this commit says that it is older than what it stands on; set the clock, and make it anew");
	return 0;
}

/* Whether COMMIT is all that comes, which is looked at as one (check_commit). */
static bool is_whole_push(const struct push *push, const struct store_commit *commit)
{
	return str_equal(commit->id.hex, push->tip) && commit->parents == 1 &&
	       str_equal(commit->parent[0].hex, push->old);
}

static int check_new(void *ctx, const struct store_commit *commit, struct error *err)
{
	struct push *push = ctx;
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct error why;
	int code = store_read_commit(push->store, commit->id.hex, &text, err);

	if (code < 0)
		return code;
	if (check_head(push, &text, &why) < 0 || check_clock(push, commit, buf_text(&text), &why) < 0)
		tell_of_commit(push, commit->id.hex, &why);
	if (!is_whole_push(push, commit) && (code = check_step(push->store, commit, &faults, err)) < 0)
		return code;
	check_moves(push->store, commit, &faults);
	if ((code = check_merge(push->store, commit, &faults, err)) < 0)
		return code;
	tell(push, commit->id.hex, &faults);
	return push->faults->count < ENOUGH ? 0 : STOPPED;
}

/* Keys may come along where a council is put together from a clone. */
static int check_signers(struct push *push, const char *old_commit, struct error *err)
{
	CLEANUP(buf_release) struct buf before = BUF_INIT, after = BUF_INIT;
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	int code;

	if ((code = signers_read(&before, push->store, old_commit, err)) < 0 ||
		(code = signers_read(&after, push->store, push->tip, err)) < 0)
		return code;
	signers_check_kept(buf_text(&before), buf_text(&after), push->accepts_signed, &faults);
	tell(push, push->tip, &faults);
	return 0;
}

static int check_commits(struct push *push, const char *old_commit, struct error *err)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	int code = store_each_commit(push->store, old_commit, push->tip, check_new, push, err);

	if (code == STOPPED)
		return 0;
	if (code == 0)
		code = check_commit(push->store, old_commit, push->tip, &faults, err);
	if (code == 0)
		tell(push, push->tip, &faults);
	return code < 0 ? code : check_signers(push, old_commit, err);
}

static int check_main(struct store *store, const char *old_commit, const char *new_commit,
	struct faults *faults, struct error *err)
{
	CLEANUP(push_release) struct push push = {
		.store = store,
		.old = old_commit,
		.tip = new_commit,
		.accepts_signed = store_setting(store, "shura.acceptSigned"),
		.faults = faults,
	};
	int code;

	if (!*new_commit)
		return error_set(err, ERR_DENIED, "the branch main cannot be deleted");
	if (!store_is_ancestor(store, old_commit, new_commit))
		return error_set(err, ERR_DENIED,
			"this push would drop what others have saved; fetch, merge and push again");
	code = check_commits(&push, old_commit, err);
	return code < 0 ? code : faults_error(faults, err);
}

/* What follows "submission/" or "answer/" in NAME; NULL where it is another tag. */
static const char *numbers_of(const char *name)
{
	for (size_t i = 0; tag_prefix(i); i++)
		if (str_starts(name, tag_prefix(i)))
			return name + strlen(tag_prefix(i));
	return NULL;
}

/* "2015/0001/01": the proposal's year and number, and which of its submissions or answers. */
static bool are_numbers(const char *name)
{
	static const char digits[] = "0123456789", undated[] = "undated/";
	size_t n = strspn(name, digits);

	if (str_starts(name, undated))
		name += sizeof undated - 1;
	else if (n == 4 && name[n] == '/')
		name += n + 1;
	else
		return false;
	n = strspn(name, digits);
	if (n < 1 || n > 6 || name[n] != '/')
		return false;
	name += n + 1;
	return strspn(name, digits) == 2 && !name[2];
}

/* Whoever may push could seal what the council never sent: its own key alone does. */
static int check_seal(struct store *store, const char *name, const char *object,
	const char *main_commit, struct error *err)
{
	CLEANUP(buf_release) struct buf signers = BUF_INIT;
	struct tag tag = { .message = NULL };
	int code = signers_read(&signers, store, main_commit, err);

	if (code < 0)
		return code;
	code = tag_verify(&tag, store, name, object, buf_text(&signers), err);
	free(tag.message);
	return code;
}

static int check_tag(struct store *store, const char *ref, const char *name,
	const char *old_commit, const char *object, const char *main_commit, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct revision commit;

	if (*old_commit)
		return error_set(
			err, ERR_DENIED, "\"%s\" is a seal and never changes", ref);
	if (!are_numbers(numbers_of(name)))
		return error_set(err, ERR_DENIED,
			"\"%s\" is no seal's name: submission/YEAR/NUMBER/NN or answer/YEAR/NUMBER/NN, or"
			" \"undated\" in place of the year",
			ref);
	if (store_read_tag(store, object, &text, &commit, err) < 0) {
		error_prefix(err, "%s", ref);
		return ERR_DENIED;
	}
	if (!store_is_ancestor(store, commit.hex, main_commit))
		return error_set(err, ERR_DENIED,
			"\"%s\" seals a commit that main does not hold; push main first", ref);
	if (check_seal(store, name, object, main_commit, err) < 0) {
		error_prefix(err, "%s", ref);
		return ERR_DENIED;
	}
	return 0;
}

static const char *none_for_zeros(const char *commit)
{
	return commit[strspn(commit, "0")] ? commit : "";
}

int check_push(struct store *store, const char *ref, const char *old_commit, const char *new_commit,
	const char *main_commit, struct faults *faults, struct error *err)
{
	static const char tags[] = "refs/tags/";

	old_commit = none_for_zeros(old_commit);
	new_commit = none_for_zeros(new_commit);
	if (str_equal(ref, "refs/heads/main"))
		return check_main(store, old_commit, new_commit, faults, err);
	if (str_starts(ref, tags) && numbers_of(ref + sizeof tags - 1))
		return check_tag(store, ref, ref + sizeof tags - 1, old_commit, new_commit,
			none_for_zeros(main_commit), err);
	return error_set(err, ERR_DENIED,
		"only the branch main is kept here, not \"%s\"; push to main", ref);
}
