#include "authorship.h"
#include "draft.h"
#include "handlers.h"
#include "passages.h"
#include "reply.h"
#include "revisions.h"

#include <stdio.h>

/* Who wrote what: the text by passages, and beside each which revisions its words come from. */

enum { REVISIONS_READ = 300, WRITERS_SHOWN = 6, TEXTS_READ = 4 << 20 /* bytes of all of them: a second or so */ };

struct reading {
	struct revisions revisions;
	struct record **rec; /* of each revision; NULL where it cannot be read */
	struct authorship authorship;
	struct passages passages;
	struct passages_how how;
	const char *text;
	bool begins_later; /* older revisions are not this reader's to see */
};

static void reading_releasep(struct reading *reading)
{
	for (size_t i = 0; reading->rec && i < reading->revisions.count; i++)
		record_free(reading->rec[i]);
	free(reading->rec);
	revisions_release(&reading->revisions);
	authorship_release(&reading->authorship);
	passages_release(&reading->passages);
}

/* The first revision of those whose texts together are not too long; the others are left out. */
static size_t first_read(struct reading *reading)
{
	size_t first = reading->revisions.count, bytes = 0;

	while (first > 0) {
		bytes += strlen(record_body(reading->rec[first - 1]));
		if (bytes > TEXTS_READ && first < reading->revisions.count)
			break;
		first--;
	}
	reading->revisions.left_out += first;
	return first;
}

static int read_texts(struct reading *reading, struct request *req, struct error *err)
{
	size_t count = reading->revisions.count, n = 0;
	struct authorship_revision *texts = mem_alloc((count + 1) * sizeof *texts);
	int code = 0;

	reading->rec = mem_alloc((count + 1) * sizeof *reading->rec);
	for (size_t i = 0; code == 0 && i < count; i++)
		code = revisions_record(req, &reading->revisions.row[i], &reading->rec[i], err);
	for (size_t i = code == 0 ? first_read(reading) : count; i < count; i++)
		texts[n++] = (struct authorship_revision){ record_body(reading->rec[i]), (unsigned)i };
	if (code == 0) { /* of the last one, which is the text that is shown */
		reading->text = record_body(reading->rec[count - 1]);
		authorship_read(&reading->authorship, texts, n);
	}
	free(texts);
	return code;
}

/* Passages ----------------------------------------------------------------------------------------- */

/* The place of revision NUMBER among SHARES, from 1; 0: it is none of those shown. */
static size_t rank_of(const struct authorship_share *shares, size_t count, unsigned number)
{
	for (size_t i = 0; i < count && i < WRITERS_SHOWN; i++)
		if (shares[i].number == number)
			return i + 1;
	return 0;
}

static const char *const ranks[] = { "0", "1", "2", "3", "4", "5", "6" };

/* The runs of a passage that several wrote, each marked with its writer's number beside the passage. */
static void add_marks(struct passage_mark **marks, size_t *count, const struct reading *reading,
	const struct passage *passage)
{
	struct authorship_share *shares = NULL;
	size_t n = authorship_shares(&shares, &reading->authorship, reading->text, passage->start, passage->end);

	for (size_t i = 0; n > 1 && i < reading->authorship.count; i++) {
		const struct authorship_run *run = &reading->authorship.run[i];
		size_t start = run->start > passage->start ? run->start : passage->start;
		size_t end = run->end < passage->end ? run->end : passage->end;
		size_t rank = rank_of(shares, n, run->number);

		if (start >= end || !rank)
			continue;
		*marks = mem_resize(*marks, (*count + 1) * sizeof **marks);
		(*marks)[(*count)++] =
			(struct passage_mark){ start, end, rank % 2 ? "wrote odd" : "wrote even", ranks[rank] };
	}
	free(shares);
}

static int read_passages(struct reading *reading, struct error *err)
{
	struct passage_mark *marks = NULL;
	size_t count = 0;
	int code = passages_read(&reading->passages, reading->text, &reading->how, err);

	if (code < 0)
		return code;
	for (size_t i = 0; i < reading->passages.count; i++)
		add_marks(&marks, &count, reading, &reading->passages.passage[i]);
	passages_release(&reading->passages);
	reading->passages = (struct passages){ 0 };
	reading->how.mark = marks;
	reading->how.marks = count;
	code = passages_read(&reading->passages, reading->text, &reading->how, err);
	free(marks);
	return code;
}

/* JSON for the page --------------------------------------------------------------------------------- */

static void add_text(struct buf *json, const char *name, const char *text)
{
	buf_printf(json, ",\"%s\":", name);
	buf_add_json(json, text, strlen(text));
}

static void add_writers(struct buf *json, const struct reading *reading, const struct passage *passage)
{
	struct authorship_share *shares = NULL;
	size_t n = authorship_shares(&shares, &reading->authorship, reading->text, passage->start, passage->end);

	buf_puts(json, ",\"writers\":[");
	for (size_t i = 0; i < n && i < WRITERS_SHOWN; i++) {
		const struct revision_of *row = &reading->revisions.row[shares[i].number];

		buf_printf(json, "%s{\"rank\":%zu,\"percent\":%d,\"older\":%d,\"version\":%d", i ? "," : "",
			n > 1 ? i + 1 : 0, shares[i].percent,
			reading->begins_later && !shares[i].number, row->version);
		add_text(json, "commit", row->commit);
		buf_addc(json, '}');
	}
	buf_addc(json, ']');
	free(shares);
}

static char *passages_json(const struct reading *reading)
{
	struct buf json = BUF_INIT;

	buf_addc(&json, '[');
	for (size_t i = 0; i < reading->passages.count; i++) {
		const struct passage *passage = &reading->passages.passage[i];

		buf_printf(&json, "%s{\"number\":%zu", i ? "," : "", i + 1);
		add_text(&json, "item", passage->item ? passage->item : "");
		add_text(&json, "type", passage_type_name(passage->type));
		add_text(&json, "html", passage->html ? passage->html : "");
		add_writers(&json, reading, passage);
		buf_addc(&json, '}');
	}
	buf_addc(&json, ']');
	return buf_take(&json);
}

int get_writers(struct request *req, struct reply *reply, struct error *err)
{
	CLEANUP(str_free) char *address = draft_address(req);
	CLEANUP(draft_release) struct draft draft = { 0 };
	__attribute__((cleanup(reading_releasep))) struct reading reading = { 0 };
	CLEANUP(values_release) struct values values = { 0 };
	int code = draft_open(&draft, req, address, err);

	if (code < 0 || (code = revisions_read(&reading.revisions, req, address, REVISIONS_READ, err)) < 0)
		return code;
	reading.how.markdown = (struct markdown){ .path = draft.path, .item_letters = "R", .heading_shift = 1 };
	reading.how.width = -1;
	reading.begins_later = !request_may(req, ROLE_MEMBER);
	if ((code = read_texts(&reading, req, err)) < 0 || (code = read_passages(&reading, err)) < 0)
		return code;
	values_add_taken(&values, "record", str_copy(address));
	values_add_taken(&values, "passages_json", passages_json(&reading));
	if (reading.revisions.left_out)
		values_add_taken(&values, "left_out", str_format("%zu", reading.revisions.left_out));
	return reply_page(req, reply, "writers", values.value, values.count, err);
}
