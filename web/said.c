#include "said.h"
#include "kind.h"
#include "site.h"

#include <ctype.h>

static const struct {
	const char *kind, *folder;
	char letter;
} kinds[] = {
	{ "disposition", "dispositions", 'O' },
	{ "action",      "actions",      'A' },
};

static int find_item(struct said *said, const char *id, char letter, struct error *err)
{
	CLEANUP(str_free) char *upper = str_copy(id);

	*upper = (char)toupper((unsigned char)*upper);
	said->minutes = minutes_read(said->draft.rec, said->draft.path, NULL);
	said->item = *upper == letter ? minutes_find(said->minutes, upper) : NULL;
	if (!said->item)
		return error_set(err, ERR_NOT_FOUND, "there is no item %s in these minutes", upper);
	return 0;
}

static char *path_beside(const char *minutes, const char *folder, const char *id)
{
	const char *slash = strrchr(minutes, '/');

	return str_format("%.*s/%s/%c%s.md", slash ? (int)(slash - minutes) : 0, minutes, folder,
		tolower((unsigned char)*id), id + 1);
}

static int read_record(struct said *said, const char *kind, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code = store_read(said->draft.req->worker->store, said->draft.head.hex, said->path, &text,
		&said->blob, err);

	if (code == 0)
		return record_parse(&said->rec, buf_text(&text), text.len, err);
	if (code != ERR_NOT_FOUND)
		return code;
	said->rec = record_new(kind);
	return 0;
}

int said_open(struct said *out, struct request *req, const char *kind, const char *id,
	struct error *err)
{
	CLEANUP(said_release) struct said said = { 0 };
	CLEANUP(str_free) char *meeting = draft_address(req);
	size_t n = str_equal(kind, kinds[0].kind) ? 0 : 1;
	int code;

	if ((code = draft_open(&said.draft, req, meeting, err)) < 0 ||
		(code = find_item(&said, id, kinds[n].letter, err)) < 0)
		return code;
	said.path = path_beside(said.draft.path, kinds[n].folder, said.item->id);
	if ((code = read_record(&said, kind, err)) < 0)
		return code;
	*out = said;
	said = (struct said){ 0 };
	return 0;
}

void said_release(struct said *said)
{
	draft_release(&said->draft);
	minutes_free(said->minutes);
	free(said->path);
	record_free(said->rec);
	*said = (struct said){ 0 };
}

int said_check_base(const struct said *said, struct error *err)
{
	const char *base = request_field(said->draft.req, "base");

	if (str_equal(base ? base : "", said->blob.hex))
		return 0;
	return error_set(err, ERR_CONFLICT,
		"somebody else said something of %s meanwhile: it is shown here; save again if yours shall count",
		said->item->id);
}

static void sign(struct said *said)
{
	struct request *req = said->draft.req;
	CLEANUP(str_free) char *now = draft_now(req);

	record_set(said->rec, "by", draft_person(req));
	record_set(said->rec, "at", now);
	if (kind_audience(said->draft.rec) == AUDIENCE_PUBLIC)
		record_set(said->rec, "audience", "public");
}

int said_save(struct said *said, const char *what, const char *action, struct error *err)
{
	struct request *req = said->draft.req;
	CLEANUP(change_free) struct change *change =
		change_new(req->account.name, req->account.login, "");
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(buf_release) struct buf subject = BUF_INIT;
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	sign(said);
	record_write(&text, said->rec);
	draft_subject(&said->draft, &subject, what, said->item->id);
	free(change->subject);
	change->subject = str_copy(buf_text(&subject));
	change->action = str_copy(action);
	if (*said->blob.hex)
		change_write(change, said->path, buf_text(&text), text.len);
	else
		change_create(change, said->path, buf_text(&text), text.len);
	change->base = str_copy(said->draft.head.hex);
	change->merge = CHANGE_STRICT;
	return draft_commit(req, TAKE(change), &result, err);
}
