#include "draft.h"
#include "date.h"
#include "once.h"
#include "publish.h"
#include "route.h"
#include "secret.h"
#include "site.h"
#include "source.h"
#include "text.h"

#include <stdio.h>
#include <time.h>

enum { TRIES = 16 };

char *draft_address(const struct request *req)
{
	const char *folder = strstr(req->route->pattern, "/proposals/") ? "proposals" : "meetings";

	return str_format("/%s/%s/%s", folder, req->segment[0], req->segment[1]);
}

const char *draft_person(const struct request *req)
{
	return *req->account.person ? req->account.person : req->account.name;
}

const char *draft_language(const struct request *req)
{
	return req->worker->facts->language;
}

const char *draft_phrase(const struct request *req, const char *english)
{
	return phrases_get(phrases_find(req->worker->facts->language), english);
}

/* A round, a comment has no title: its proposal's. */
static void put_title(const struct draft *draft, struct buf *out)
{
	CLEANUP(query_free) struct query *query = NULL;
	const char *title = record_get(draft->rec, "title");
	struct place place;

	if (!title && place_parse(&place, draft->path, NULL) == 0 &&
		db_prepare(&query, page_db(draft->req->worker->pages),
			"SELECT title FROM visible_records WHERE id = ?1", NULL) == 0) {
		query_bind_text(query, 1, place.owner);
		title = query_step(query, NULL) > 0 ? query_text(query, 0) : NULL;
	}
	buf_puts(out, title ? title : draft->path);
}

void draft_subject(const struct draft *draft, struct buf *subject, const char *what,
	const char *value)
{
	const char *phrase = draft_phrase(draft->req, what), *place = strstr(phrase, "%s");

	put_title(draft, subject);
	buf_puts(subject, ": ");
	if (!place || !value) {
		buf_puts(subject, phrase);
		return;
	}
	buf_add(subject, phrase, (size_t)(place - phrase));
	buf_puts(subject, value);
	buf_puts(subject, place + 2);
}

int draft_open(struct draft *out, struct request *req, const char *address, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { .req = req };
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct source source;
	int code;

	if ((code = source_find(req, address, &source, err)) < 0)
		return code;
	draft.path = str_copy(source.path);
	if ((code = store_head(req->worker->store, &draft.head, err)) < 0)
		return code;
	code = store_read(req->worker->store, draft.head.hex, draft.path, &text, NULL, err);
	if (code < 0)
		return code;
	if ((code = record_parse(&draft.rec, buf_text(&text), text.len, err)) < 0)
		return code;
	draft.text = buf_take(&text);
	*out = draft;
	draft = (struct draft){ 0 };
	return 0;
}

void draft_release(struct draft *draft)
{
	free(draft->path);
	free(draft->text);
	record_free(draft->rec);
	change_free(draft->change);
	free(draft->anchor);
	*draft = (struct draft){ 0 };
}

char *draft_now(const struct request *req)
{
	struct date now;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *zone = req->worker->facts->zone;

	if (date_from_time(&now, (long long)time(NULL), zone, NULL) < 0)
		date_from_time(&now, (long long)time(NULL), "UTC", NULL);
	date_write(&text, &now);
	return buf_take(&text);
}

void draft_new_id(char out[DRAFT_ID], const char *now)
{
	int second = (int)(time(NULL) % 60);
	char token[TOKEN_LEN + 1], hash[65];

	token_new(token);
	sha256_hex(hash, token, strlen(token));
	snprintf(out, DRAFT_ID, "%.4s%.2s%.2st%.2s%.2s%02d-%.4s", now, now + 5, now + 8, now + 11,
		now + 14, second, hash);
}

int draft_credit(struct draft *draft, const char *identity, struct error *err)
{
	struct request *req = draft->req;
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT c.author, c.login FROM visible_versions v JOIN visible_commits c ON c.id = v.id"
		" WHERE v.record = ?1 ORDER BY v.depth LIMIT 1", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, identity);
	if ((code = query_step(query, err)) <= 0 || str_equal(query_text(query, 1), req->account.login))
		return code;
	free(draft->change->with_name);
	free(draft->change->with_login);
	draft->change->with_name = str_copy(query_text(query, 0));
	draft->change->with_login = str_copy(query_text(query, 1));
	return 0;
}

/*
 * The mark of the form that REQ sent: its key, and what was typed. A form that comes again by the Back button
 * with other words is another change. All forms of a page have one key: the address tells them apart, and
 * what was typed. NULL: the form has none.
 */
static char *once_of(const struct request *req)
{
	CLEANUP(buf_release) struct buf form = BUF_INIT, sent = BUF_INIT;
	char key[65], sum[65];

	if (!once_is_key(request_field(req, "once")))
		return NULL;
	buf_printf(&form, "%s\n%s", req->path, request_field(req, "once"));
	sha256_hex(key, buf_text(&form), form.len);
	for (size_t i = 0; i < req->form.count; i++) {
		const struct field *field = &req->form.field[i];

		if (!str_equal(field->name, "form_token"))
			buf_printf(&sent, "%s=%zu %s\n", field->name, field->len, field->value);
	}
	sha256_hex(sum, buf_text(&sent), sent.len);
	return str_format("%s %s", key, sum);
}

int draft_done(struct request *req, struct error *err)
{
	CLEANUP(str_free) char *once = once_of(req);
	struct revision commit;

	return once ? once_find(page_db(req->worker->pages), req->worker->store, once, &commit, err)
		    : 0;
}

int draft_made(struct request *req, const struct revision *commit, const char *file,
	char **identity, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT record FROM visible_versions WHERE id = ?1 AND path LIKE '%/' || ?2", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, commit->hex);
	query_bind_text(query, 2, file);
	if ((code = query_step(query, err)) < 0)
		return code;
	free(*identity);
	*identity = str_copy(code ? query_text(query, 0) : "");
	return 0;
}

bool draft_is_own(const struct draft *draft)
{
	struct request *req = draft->req;
	CLEANUP(str_free) char *once = once_of(req);
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct revision latest;
	bool same;

	return once && once_latest(page_db(req->worker->pages), req->worker->store, once, &latest, &same, NULL) > 0 &&
	       store_read(req->worker->store, latest.hex, draft->path, &text, NULL, NULL) == 0 &&
	       str_equal(buf_text(&text), draft->text);
}

int draft_commit(struct request *req, struct change *change, struct change_result *result,
	struct error *err)
{
	struct date now;
	struct revision head;
	int code = request_acts(req, err);

	if (code == 0 && (code = store_head(req->worker->store, &head, err)) == 0)
		code = publish_who(req->worker->store, head.hex, change, request_field(req, "show") != NULL, err);
	if (code < 0) {
		change_free(change);
		return code;
	}
	change->time = (long long)time(NULL);
	change->once = once_of(req);
	if (date_from_time(&now, change->time, req->worker->facts->zone, NULL) == 0)
		change->offset = now.offset;
	return writer_commit(req->site->writer, change, result, err);
}

/* An edit that is done again, on what others saved between its reading and its writing. */
struct again {
	struct draft *draft;
	draft_edit edit;
	void *ctx;
};

static int do_again(void *ctx, const char *theirs, char **text, char **subject, struct error *err)
{
	const struct again *again = ctx;
	struct request *req = again->draft->req;
	CLEANUP(draft_release) struct draft draft = { .req = req };
	CLEANUP(buf_release) struct buf line = BUF_INIT;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	int code = record_parse(&draft.rec, theirs, strlen(theirs), err);

	if (code < 0)
		return code;
	draft.path = str_copy(again->draft->path);
	draft.text = str_copy(theirs);
	draft.change = change_new(req->account.name, req->account.login, "");
	if ((code = again->edit(&draft, &line, again->ctx, err)) < 0)
		return code;
	if (draft.change->files)
		return error_set(err, ERR_CONFLICT, "somebody else was faster; save again");
	record_write(&out, draft.rec);
	free(again->draft->anchor);
	again->draft->anchor = TAKE(draft.anchor);
	*text = buf_take(&out);
	*subject = buf_take(&line);
	return 0;
}

static int save(struct draft *draft, const char *subject, struct again *again, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(change_result_release) struct change_result result = { 0 };
	struct change *change = draft->change;

	record_write(&text, draft->rec);
	change_write(change, draft->path, buf_text(&text), text.len);
	change->base = str_copy(draft->head.hex);
	change->merge = CHANGE_STRICT;
	if (change->files == 1) {
		change->redo = do_again;
		change->redo_ctx = again;
	}
	free(change->subject);
	change->subject = str_copy(subject);
	return draft_commit(draft->req, TAKE(draft->change), &result, err);
}

static int try_change(struct request *req, const char *address, draft_edit edit, void *ctx,
	char **anchor, bool *moved_on, struct error *err)
{
	CLEANUP(draft_release) struct draft draft = { 0 };
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	int code = draft_open(&draft, req, address, err);

	*moved_on = false;
	if (code < 0)
		return code;
	draft.change = change_new(req->account.name, req->account.login, "");
	if ((code = edit(&draft, &subject, ctx, err)) < 0)
		return code;
	code = save(&draft, buf_text(&subject), &(struct again){ &draft, edit, ctx }, err);
	*moved_on = code == ERR_CONFLICT;
	if (code == 0 && anchor)
		*anchor = TAKE(draft.anchor);
	return code;
}

int draft_change(struct request *req, const char *address, draft_edit edit, void *ctx,
	char **anchor, struct error *err)
{
	bool moved_on = true;
	int code = request_acts(req, err);

	if (code == 0)
		code = draft_done(req, err);
	if (code != 0)
		return code < 0 ? code : 0;
	for (int i = 0; i < TRIES && moved_on; i++)
		code = try_change(req, address, edit, ctx, anchor, &moved_on, err);
	/* the first try may have been answered between our look and our edit, which it then refused */
	return code < 0 && draft_done(req, NULL) > 0 ? 0 : code;
}
