/*
 * Any bytes as a record: what is refused is refused in words, what is taken survives. Built with
 * libFuzzer (clang -fsanitize=fuzzer,address) it searches; with FUZZ_MAIN defined it runs over the
 * corpus and the golden records as a test.
 */

#include "kind.h"
#include "minutes.h"
#include "place.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Somewhere for each kind, so that its own checks run. */
static const char *const paths[] = {
	"council.md",
	"people/o/osman-gunduz.md",
	"bodies/v/vxsi.md",
	"issues/2015/0001-0099/0001-x/issue.md",
	"meetings/2015/0001-x/minutes.md",
	"meetings/2015/0001-x/corrections/k1.md",
	"proposals/2015/0001-0099/0001-x/proposal.md",
	"proposals/2015/0001-0099/0001-x/comments/2015-08-01/k1.md",
	"proposals/2015/0001-0099/0001-x/amendments/k1.md",
	"proposals/2015/0001-0099/0001-x/rounds/01.md",
	"proposals/2015/0001-0099/0001-x/submissions/01.md",
	"proposals/2015/0001-0099/0001-x/answers/01.md",
	"proposals/2015/0001-0099/0001-x/progress/2015-08-01-1.md",
};

static void demand(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

static void demand_words(const struct error *err)
{
	CLEANUP(str_free) char *words = error_text(err);

	demand(*words, "a refusal has words");
}

static struct record *read_back(const struct record *rec, struct buf *text)
{
	struct record *back = NULL;
	struct error err;

	record_write(text, rec);
	if (record_parse(&back, text->data, text->len, &err) < 0) {
		demand(err.code == ERR_TOO_LARGE, "what was written can be read");
		return NULL;
	}
	return back;
}

static void demand_equal(const struct record *a, const struct record *b)
{
	demand(yaml_equal(record_front(a), record_front(b)), "front matter survives");
	demand(str_equal(record_body(a), record_body(b)), "body survives");
}

static void survives(const struct record *rec)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT, again = BUF_INIT;
	CLEANUP(record_free) struct record *back = read_back(rec, &text);

	demand(back, "a record keeps its size");
	demand_equal(rec, back);
	record_write(&again, back);
	demand(str_equal(buf_text(&text), buf_text(&again)), "a second writing changes nothing");
}

/* The same keys set anew, in the program's own order and form. */
static struct record *rebuild(const struct record *rec)
{
	const struct yaml *front = record_front(rec);
	struct record *made = record_new(record_kind(rec));

	for (size_t i = front->items; i-- > 1;)
		record_set_value(made, front->item[i]->key, yaml_copy(front->item[i]));
	record_set_body(made, record_body(rec));
	return made;
}

static void canonical_form_is_stable(const struct record *rec)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT, again = BUF_INIT;
	CLEANUP(record_free) struct record *made = rebuild(rec), *back = read_back(made, &text);
	const struct yaml *front = record_front(rec);

	if (!back)
		return;
	for (size_t i = 0; i < front->items; i++) {
		const char *key = front->item[i]->key;

		demand(str_equal(record_get(rec, key), record_get(back, key)), "values survive");
		record_set_value(back, key, yaml_copy(record_front(back)->item[0]));
		record_set_value(back, key, yaml_copy(front->item[i]));
	}
	record_write(&again, back);
	demand(str_equal(buf_text(&text), buf_text(&again)), "setting the same gives the same");
}

static void check(const struct record *rec)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	const struct kind *kind = kind_find(record_kind(rec));

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (!kind || kind_at(i) == kind)
			kind_check(rec, paths[i], &faults);
	for (size_t i = 0; i < faults.count; i++)
		demand_words(&faults.fault[i].reason);
	minutes_free(minutes_read(rec, paths[4], NULL));
	kind_audience(rec);
}

static void as_place(const char *text)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT, fragment = BUF_INIT, link = BUF_INIT;
	struct place place;

	if (place_parse(&place, text, NULL) == 0) {
		place_reference(&link, text);
		demand(place_of_reference(&place, buf_text(&link), NULL) == 0,
			"a place has a reference");
	}
	place_of_reference(&place, text, NULL);
	place_is_attachment(text);
	if (place_resolve(&path, &fragment, paths[4], text, NULL) == 0)
		demand(place_parse(&place, buf_text(&path), NULL) == 0, "a link leads to a place");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(str_free) char *text = str_copy_n((const char *)data, size);
	struct error err;

	as_place(text);
	if (record_parse(&rec, (const char *)data, size, &err) < 0) {
		demand(!rec, "a refused record is none");
		demand_words(&err);
		return 0;
	}
	survives(rec);
	canonical_form_is_stable(rec);
	check(rec);
	return 0;
}

#ifdef FUZZ_MAIN
#include "test.h"

#include <ftw.h>

static int run_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	size_t len;
	char *text;

	if (type != FTW_F)
		return 0;
	text = test_read_file(path, &len);
	/* Should it end here, this line says where. */
	printf("# %s\n", path + ftw->base);
	LLVMFuzzerTestOneInput((const uint8_t *)text, len);
	free(text);
	return 0;
}

static void run_folder(const char *name)
{
	CLEANUP(str_free) char *folder = str_format("%s/%s", test_data, name);

	CHECK_NUMBER(nftw(folder, run_file, 16, FTW_PHYS), 0);
}

TEST(corpus_breaks_nothing)
{
	run_folder("../fuzz/corpus");
}

TEST(golden_records_break_nothing)
{
	run_folder("records");
}

TEST_MAIN
#endif
