#include "kind.h"
#include "tag.h"
#include "verify_inner.h"

#include <stdio.h>

void verify_release(struct verify *verify)
{
	for (size_t i = 0; i < verify->seals; i++) {
		free(verify->seal[i].record);
		free(verify->seal[i].path);
		free(verify->seal[i].tag);
		free(verify->seal[i].sum);
	}
	for (size_t i = 0; i < verify->faults; i++)
		free(verify->fault[i].path);
	free(verify->seal);
	free(verify->fault);
	*verify = (struct verify){ 0 };
}

void verify_add_error(struct verifying *verifying, const char *path, int line, long offset,
	const struct error *reason)
{
	struct verify *out = verifying->out;

	out->fault = mem_grow(out->fault, out->faults, sizeof *out->fault);
	out->fault[out->faults++] = (struct verify_fault){ str_copy(path), line, offset, *reason };
}

static void step(struct verifying *verifying, const char *phase)
{
	if (verifying->progress)
		verifying->progress(verifying->ctx, phase, ++verifying->done);
}

/* Objects */

static void object_checked(void *ctx)
{
	step(ctx, "objects");
}

struct search {
	const char *blob;
	char *path;
};

static int look_at(void *ctx, const char *path, const char *blob, struct error *err)
{
	struct search *search = ctx;

	if (!search->path && str_equal(blob, search->blob))
		search->path = str_copy(path);
	return 0;
}

static int object_is_broken(
	void *ctx, const char *object, const char *file, const char *words, struct error *err)
{
	struct verifying *verifying = ctx;
	struct search search = { object, NULL };
	CLEANUP(str_free) char *named = str_format("object %s", object);

	store_each_file(verifying->store, verifying->head.hex, "", look_at, &search, NULL);
	if (search.path)
		verify_add(verifying, *file ? file : named, 0,
			"the object %s, the text of %s, is not what its name says: %s", object, search.path, words);
	else
		verify_add(verifying, *file ? file : named, 0, "the object %s is not what its name says: %s",
			object, words);
	free(search.path);
	return 0;
}

/* What was sealed */

static struct sealed *find_sealed(struct verifying *verifying, const char *identity)
{
	for (size_t i = 0; i < verifying->count; i++)
		if (str_equal(verifying->sealed[i].identity, identity))
			return &verifying->sealed[i];
	return NULL;
}

static int remember(struct verifying *verifying, const char *commit, const struct store_changed *changed,
	struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(record_free) struct record *rec = NULL;
	const struct sealed_kind *kind;
	struct sealed *sealed;
	struct place place;
	int code;

	if (!*changed->blob || place_parse(&place, changed->path, NULL) < 0 ||
		!(kind = sealed_kind_of(place.kind->name)) || find_sealed(verifying, place.identity))
		return 0;
	if ((code = store_read_blob(verifying->store, changed->blob, &text, err)) < 0)
		return code;
	if (record_parse(&rec, buf_text(&text), text.len, NULL) < 0 || !kind->is_sealed(rec))
		return 0;
	verifying->sealed = mem_grow(verifying->sealed, verifying->count, sizeof *verifying->sealed);
	sealed = &verifying->sealed[verifying->count++];
	*sealed = (struct sealed){
		.kind = kind,
		.identity = str_copy(place.identity),
		.path = str_copy(changed->path),
	};
	snprintf(sealed->commit.hex, sizeof sealed->commit.hex, "%s", commit);
	return 0;
}

static int look_at_commit(void *ctx, const struct store_commit *commit, struct error *err)
{
	struct verifying *verifying = ctx;
	int code = 0;

	for (size_t i = 0; code == 0 && i < commit->nchanged; i++)
		code = remember(verifying, commit->id.hex, &commit->changed[i], err);
	step(verifying, "revisions");
	return code;
}

/* What there is */

static int look_at_file(void *ctx, const char *path, const char *blob, struct error *err)
{
	struct verifying *verifying = ctx;
	CLEANUP(verify_text_release) struct verify_text now = { 0 };
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const struct sealed_kind *kind;
	struct sealed *first;
	struct place place;
	int code;

	if (place_parse(&place, path, NULL) < 0 || !(kind = sealed_kind_of(place.kind->name)))
		return 0;
	step(verifying, "records");
	first = find_sealed(verifying, place.identity);
	if ((code = verify_read(&now, &text, verifying->store, verifying->head.hex, path, err)) < 0)
		return code;
	if (first)
		first->is_there = true;
	else if (!now.rec || !kind->claims || !kind->claims(now.rec))
		return 0;
	return kind->check(verifying, first, &now, err);
}

static void tell_of_gone(struct verifying *verifying)
{
	for (size_t i = 0; i < verifying->count; i++) {
		const struct sealed *one = &verifying->sealed[i];

		if (!one->is_there)
			verify_add(verifying, one->path, 0,
				"this was sealed and is gone; the sealed text: git show %s:%s", one->commit.hex,
				one->path);
	}
}

/* A tag whose record nobody has: history was rewritten. */
static int look_at_tag(void *ctx, const char *name, struct error *err)
{
	struct verifying *verifying = ctx;
	CLEANUP(str_free) char *ref = str_format("refs/tags/%s", name);

	for (size_t i = 0; i < verifying->out->seals; i++)
		if (str_equal(verifying->out->seal[i].tag, name))
			return 0;
	for (size_t i = 0; i < verifying->count; i++) {
		CLEANUP(buf_release) struct buf own = BUF_INIT;

		if (tag_name(&own, verifying->sealed[i].path, NULL) == 0 && str_equal(buf_text(&own), name))
			return 0; /* told already */
	}
	verify_add(verifying, ref, 0, "this tag seals what main does not record");
	return 0;
}

static int look_at_all(struct verifying *verifying, struct error *err)
{
	const char *head = verifying->head.hex;
	int code;

	if ((code = store_each_commit(verifying->store, "", head, look_at_commit, verifying, err)) < 0)
		return code;
	verifying->done = 0;
	if ((code = signers_read(&verifying->signers, verifying->store, head, err)) < 0 ||
		(code = store_each_file(verifying->store, head, "", look_at_file, verifying, err)) < 0)
		return code;
	tell_of_gone(verifying);
	for (size_t i = 0; code == 0 && tag_prefix(i); i++)
		code = store_each_tag(verifying->store, tag_prefix(i), look_at_tag, verifying, err);
	return code;
}

static void verifying_release(struct verifying *verifying)
{
	for (size_t i = 0; i < verifying->count; i++) {
		free(verifying->sealed[i].identity);
		free(verifying->sealed[i].path);
	}
	free(verifying->sealed);
	buf_release(&verifying->signers);
}

static void verifying_releasep(struct verifying *verifying)
{
	verifying_release(verifying);
}

int verify_all(struct verify *out, struct store *store, verify_progress progress, void *ctx,
	struct error *err)
{
	CLEANUP(verifying_release)
	struct verifying verifying = { .out = out, .store = store, .progress = progress, .ctx = ctx };
	struct error why;
	int code;

	if ((code = store_head(store, &verifying.head, err)) < 0 ||
		(code = store_each_broken(store, object_checked, object_is_broken, &verifying, err)) < 0)
		return code;
	verifying.done = 0;
	/* Where an object is broken, that is the reason, and it was told. */
	if (look_at_all(&verifying, &why) < 0 && !out->faults)
		verify_add_error(&verifying, "records", 0, -1, &why);
	return 0;
}
