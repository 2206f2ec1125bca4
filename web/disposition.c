/* What became of the suggestions of a meeting: a page of small forms, one commit each. */

#include "handlers.h"
#include "minutes.h"
#include "picks.h"
#include "said.h"

#include <ctype.h>
#include <stdio.h>

static const char *field(const struct request *req, const char *name)
{
	const char *value = request_field(req, name);

	return value ? value : "";
}

/* Where it went ------------------------------------------------------------------------------- */

/* "R2 2015/1", "2015/1 R2", "/proposals/2015/1#r2" or, of this meeting, "O3". */
struct target {
	char folder[16]; /* "2015/1"; "" for this meeting */
	char item[16];
};

/* "r2" → "R2"; false where WORD is no item of LETTER. */
static bool read_item(char out[16], const char *word, size_t len, char letter)
{
	if (len < 2 || len > 8 || toupper((unsigned char)*word) != letter ||
		strspn(word + 1, "0123456789") < len - 1)
		return false;
	snprintf(out, 16, "%c%.*s", letter, (int)len - 1, word + 1);
	return true;
}

/* "2015/1" or "undated/1" at the beginning of WORD. */
static bool read_folder(char out[16], const char *word, size_t len)
{
	const char *slash = memchr(word, '/', len);
	size_t year = slash ? (size_t)(slash - word) : 0, digits = slash ? strspn(slash + 1, "0123456789") : 0;

	if ((year != 4 || strspn(word, "0123456789") != 4) && (year != 7 || memcmp(word, "undated", 7) != 0))
		return false;
	if (!digits || digits > 6 || year + 1 + digits > len)
		return false;
	snprintf(out, 16, "%.*s", (int)(year + 1 + digits), word);
	return true;
}

/* An address, with or without its scheme and host: what follows "meetings/" or "proposals/". */
static const char *part_of_address(const char *word, size_t len)
{
	static const char *const folders[] = { "meetings/", "proposals/" };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		const char *at = strstr(word, folders[i]);

		if (at && at < word + len)
			return at + strlen(folders[i]);
	}
	return word;
}

static bool read_target(struct target *out, const char *typed, char letter)
{
	*out = (struct target){ 0 };
	for (const char *p = typed; *p; p += strspn(p, " ,·")) {
		size_t len = strcspn(p, " ,");
		const char *end = p + len, *at = part_of_address(p, len), *hash = memchr(p, '#', len);

		if (!*out->folder)
			read_folder(out->folder, at, (size_t)(end - at));
		if (!*out->item && hash)
			read_item(out->item, hash + 1, (size_t)(end - hash - 1), letter);
		else if (!*out->item)
			read_item(out->item, p, len, letter);
		p = end;
	}
	return *out->item;
}

/* The item that TARGET means, as front matters write it: "meetings/…/minutes.md#o3". */
static int find_target(struct request *req, const char *kind, const struct target *target,
	struct buf *out, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *address = *target->folder
		? str_format("/%s/%s", str_equal(kind, "proposal") ? "proposals" : "meetings", target->folder)
		: draft_address(req);
	int code = db_prepare(&query, page_db(req->worker->pages),
		"SELECT r.path || '#' || lower(i.id) FROM visible_records r"
		" JOIN visible_items i ON i.record = r.id WHERE r.address = ?1 AND i.id = ?2",
		err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, address);
	query_bind_text(query, 2, target->item);
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_INVALID, "there is no %s in %s", target->item, address + 1);
	buf_puts(out, query_text(query, 0));
	return 0;
}

/* The outcomes, and what each asks for. */
static const struct outcome {
	const char *name;
	const char *what;  /* for the history */
	char letter;       /* of the item it leads to, or '\0' */
	const char *kind;  /* of the record that has it */
	bool why;          /* has to be given */
} outcomes[] = {
	{ "taken up",     "%s taken up",                       'R',  "proposal", false },
	{ "merged",       "%s merged with another suggestion", 'O',  "minutes",  true  },
	{ "noted",        "%s noted",                          '\0', NULL,       true  },
	{ "out of scope", "%s is out of scope",                '\0', NULL,       true  },
};

static int refuse_target(const struct outcome *outcome, struct error *err)
{
	if (outcome->letter == 'R')
		return error_set(err, ERR_INVALID, "write which recommendation it is, like 2015/1 R2");
	return error_set(err, ERR_INVALID,
		"write which suggestion it is, like O3, or 2015/1 O3 of another meeting");
}

static int set_target(struct said *said, const struct outcome *outcome, struct error *err)
{
	struct request *req = said->draft.req;
	CLEANUP(buf_release) struct buf in = BUF_INIT;
	const char *typed = field(req, "in");
	struct target target;

	record_unset(said->rec, "in");
	if (!outcome->letter || (!*typed && outcome->letter == 'R'))
		return 0; /* the proposal may come later */
	if (!read_target(&target, typed, outcome->letter) ||
		(outcome->letter == 'R' && !*target.folder))
		refuse_target(outcome, err);
	else if (outcome->letter == 'O' && !*target.folder && str_equal(target.item, said->item->id))
		error_set(err, ERR_INVALID, "a suggestion is not merged with itself");
	else if (find_target(req, outcome->kind, &target, &in, err) == 0) {
		record_set(said->rec, "in", buf_text(&in));
		return 0;
	}
	return error_field(err, "in");
}

static int set_outcome(struct said *said, const struct outcome **out, struct error *err)
{
	struct request *req = said->draft.req;
	CLEANUP(str_free) char *typed = str_copy(field(req, "why"));
	const char *why = str_trim(typed);
	int code;

	for (size_t i = 0; i < ARRAY_SIZE(outcomes); i++)
		if (str_equal(outcomes[i].name, field(req, "outcome")))
			*out = &outcomes[i];
	if (!*out) {
		error_set(err, ERR_INVALID, "choose what became of it");
		return error_field(err, "outcome");
	}
	if ((*out)->why && !*why) {
		error_set(err, ERR_INVALID, "say why");
		return error_field(err, "why");
	}
	record_set(said->rec, "outcome", (*out)->name);
	if ((code = set_target(said, *out, err)) < 0)
		return code;
	if (*why)
		record_set(said->rec, "why", why);
	else
		record_unset(said->rec, "why");
	return 0;
}

static int save(struct request *req, struct error *err)
{
	CLEANUP(said_release) struct said said = { 0 };
	const struct outcome *outcome = NULL;
	int code = draft_done(req, err);

	if (code != 0)
		return code < 0 ? code : 0;
	if ((code = said_open(&said, req, "disposition", field(req, "of"), err)) < 0 ||
		(code = said_check_base(&said, err)) < 0 ||
		(code = set_outcome(&said, &outcome, err)) < 0)
		return code;
	return said_save(&said, outcome->what, "dispose", err);
}

/* Pages --------------------------------------------------------------------------------------- */

int get_dispositions(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	struct page_value values[] = { { "meeting", meeting } };

	return reply_page(req, reply, "dispositions", values, ARRAY_SIZE(values), err);
}

int post_dispositions(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *meeting = draft_address(req);
	CLEANUP(str_free) char *of = str_copy(field(req, "of"));
	struct page_value values[] = { { "meeting", meeting }, { "base", "" } };
	struct error why;

	if (save(req, &why) < 0)
		return reply_form_again(
			req, reply, "dispositions", values, ARRAY_SIZE(values), &why, err);
	*of = (char)tolower((unsigned char)*of);
	CLEANUP(str_free) char *back = str_format("/record%s/dispositions#%s", meeting, of);
	reply_redirect(reply, back, "saved");
	return 0;
}

int get_suggestions(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *picks = picks_of_address(req);
	struct page_value values[] = {
		{ "picks",   picks              },
		{ "picking", picks ? "1" : NULL },
	};

	return reply_page(req, reply, "suggestions", values, ARRAY_SIZE(values), err);
}
