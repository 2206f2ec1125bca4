#include "command.h"
#include "date.h"
#include "index.h"
#include "phrases.h"
#include "proposal.h"
#include "publish.h"
#include "rows.h"
#include "step.h"
#include "writer.h"

#include <stdio.h>
#include <time.h>

/* The steps that a record may take from its state, and taking one: what the pages' buttons do. */

static int find_path(struct db *index, const char *name, char **path, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, index, "SELECT path FROM records WHERE id = ?1 OR path = ?1", err);

	if (code < 0)
		return code;
	query_bind_text(query, 1, name[0] == '/' ? name + 1 : name);
	if ((code = query_step(query, err)) < 0)
		return code;
	if (!code)
		return error_set(err, ERR_NOT_FOUND, "there is no record \"%s\"", name);
	*path = str_copy(query_text(query, 0));
	return 0;
}

static int read_record(
	struct record **out, struct store *store, const char *commit, const char *path, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	int code = store_read(store, commit, path, &text, NULL, err);

	return code < 0 ? code : record_parse(out, buf_text(&text), text.len, err);
}

/* Now, in the council's zone. COUNCIL may be NULL. */
static void find_now(struct date *out, const struct record *council)
{
	long long now = (long long)time(NULL);
	const char *zone = council ? record_get(council, "time zone") : NULL;

	if (!zone || date_from_time(out, now, zone, NULL) < 0)
		date_from_time(out, now, "UTC", NULL);
}

static int print_row(void *ctx, const struct track_step *row, const struct error *blocked,
	struct error *err)
{
	CLEANUP(str_free) char *why = blocked ? error_text(blocked) : NULL;

	printf("%-20s %s → %s%s%s\n", row->action, row->from, row->to, why ? "; not yet: " : "",
		why ? why : "");
	return 0;
}

static const char *option(void *ctx, const char *name)
{
	const char *value = command_option(ctx, name);

	return value && !*value ? "1" : value; /* a flag */
}

/* "TITLE: what was done", in the council's first language; a round has its proposal's title. */
static char *subject_of(const struct step *step, const struct track_step *row, const struct record *about)
{
	const struct yaml *languages = about ? record_value(about, "languages") : NULL;
	const struct phrases *phrases = phrases_find(yaml_count(languages) ? languages->item[0]->text : "en");
	CLEANUP(str_free) char *path = proposal_of(step->path);
	CLEANUP(record_free) struct record *owner = NULL;
	const char *title = record_get(step->rec, "title");

	if (!title && read_record(&owner, step->store, step->head, path, NULL) == 0)
		title = record_get(owner, "title");
	return str_format("%s: %s", title ? title : step->path, phrases_get(phrases, row->subject));
}

static int commit(const struct command_line *line, const struct council *council, struct step *step,
	const struct date *now, const struct record *about, struct error *err)
{
	CLEANUP(change_result_release) struct change_result result = { 0 };
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const struct track_step *row;
	int code = step_take(step, line->argument[2], &row, err);

	if (code < 0)
		return code;
	record_write(&text, step->rec);
	change_write(step->change, step->path, buf_text(&text), text.len);
	if ((code = publish_who(step->store, step->head, step->change, step_fact(step, "show") != NULL, err)) < 0)
		return code;
	step->change->base = str_copy(step->head);
	step->change->merge = CHANGE_STRICT;
	step->change->offset = now->offset;
	free(step->change->subject);
	step->change->subject = subject_of(step, row, about);
	code = writer_commit_alone(council, &step->change, 1, &result, err);
	if (code == 0 && result.code < 0) {
		*err = result.err;
		code = result.code;
	}
	if (code == 0)
		printf("%s %s\n", result.commit.hex, step->change->subject);
	return code;
}

int cmd_step(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(db_close) struct db *index = NULL;
	CLEANUP(str_free) char *path = NULL;
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(record_free) struct record *about = NULL; /* council.md */
	CLEANUP(change_free) struct change *change = NULL;
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	const char *author = command_option(line, "author"), *login = command_option(line, "login");
	const char *by = command_option(line, "by");
	struct revision head;
	struct date now;
	int code;

	if ((code = phrases_init(err)) < 0 || (code = command_open(line, &council, &store, &index, err)) < 0 ||
		(code = find_path(index, line->argument[1], &path, err)) < 0 ||
		(code = store_head(store, &head, err)) < 0 ||
		(code = read_record(&rec, store, head.hex, path, err)) < 0)
		return code;
	index_set_reader(index, roles_audience(ROLE_COORDINATOR));
	if (read_record(&about, store, head.hex, "council.md", NULL) < 0)
		about = NULL;
	find_now(&now, about);
	date_write(&text, &now);
	change = change_new(author ? author : "Shura", login ? login : "shura", "");
	struct step step = { store, head.hex, path, rec, change, buf_text(&text),
		by ? by : change->author, ROLE_COORDINATOR | ROLE_AGENCY, option, (void *)line, index };

	if (line->arguments < 3)
		return step_each(&step, print_row, NULL, err);
	return commit(line, council, &step, &now, about, err);
}
