#include "test.h"
#include "kind.h"
#include "place.h"

#include <ftw.h>

/*
 * Golden records: a file's path below its folder is its path in a council.
 *   records/good    canonical and without fault
 *   records/kept    without fault, in an odd style that survives
 *   records/bad     x.md with x.faults, a fault a line
 */

static char *files[256];
static size_t nfiles;

static int note(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	if (type == FTW_F && str_ends(path, ".md") && nfiles < ARRAY_SIZE(files))
		files[nfiles++] = str_copy(path);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void forget_files(void)
{
	while (nfiles)
		free(files[--nfiles]);
}

/* The records below FOLDER into FILES; its length with a slash, to find their paths. */
static size_t find_files(const char *folder)
{
	CLEANUP(str_free) char *root = str_format("%s/%s", test_data, folder);

	forget_files();
	nftw(root, note, 16, FTW_PHYS);
	qsort(files, nfiles, sizeof *files, by_name);
	return strlen(root) + 1;
}

/* What is wrong with the file at PATH: "line 4: words", or "file: words", one a line. */
static void describe(struct buf *out, const char *text, size_t len, const char *path)
{
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct error err;

	if (record_parse(&rec, text, len, &err) < 0) {
		CLEANUP(str_free) char *words = error_text(&err);

		buf_printf(out, "%s\n", words);
		return;
	}
	kind_check(rec, path, &faults);
	for (size_t i = 0; i < faults.count; i++) {
		CLEANUP(str_free) char *words = error_text(&faults.fault[i].reason);

		if (faults.fault[i].line)
			buf_printf(out, "line %d: %s\n", faults.fault[i].line, words);
		else
			buf_printf(out, "file: %s\n", words);
	}
}

static void check_without_fault(const char *file, const char *path)
{
	CLEANUP(record_free) struct record *rec = NULL;
	CLEANUP(buf_release) struct buf written = BUF_INIT, faults = BUF_INIT;
	struct error err;
	size_t len;
	CLEANUP(str_free) char *text = test_read_file(file, &len);

	describe(&faults, text, len, path);
	CHECK_TEXT(buf_text(&faults), "");
	CHECK_OK(record_parse(&rec, text, len, &err), err);
	record_write(&written, rec);
	CHECK_TEXT(buf_text(&written), text);
}

/* Every key set anew, the last one first: order and form are then the program's own. */
static void check_canonical(const char *file)
{
	CLEANUP(record_free) struct record *rec = NULL, *made = NULL;
	CLEANUP(buf_release) struct buf written = BUF_INIT;
	struct error err;
	size_t len;
	CLEANUP(str_free) char *text = test_read_file(file, &len);
	const struct yaml *front;

	CHECK_OK(record_parse(&rec, text, len, &err), err);
	front = record_front(rec);
	made = record_new(record_kind(rec));
	for (size_t i = front->items; i-- > 1;)
		record_set_value(made, front->item[i]->key, yaml_copy(front->item[i]));
	record_set_body(made, record_body(rec));
	record_write(&written, made);
	CHECK_TEXT(buf_text(&written), text);
}

TEST(good_records_are_canonical_and_survive_byte_for_byte)
{
	size_t root = find_files("records/good");

	CHECK(nfiles >= 13);
	for (size_t i = 0; i < nfiles; i++) {
		check_without_fault(files[i], files[i] + root);
		check_canonical(files[i]);
	}
	forget_files();
}

TEST(good_records_cover_every_kind)
{
	bool seen[32] = { 0 };
	size_t root = find_files("records/good");

	for (size_t i = 0; i < nfiles; i++) {
		struct place place;
		struct error err;

		CHECK_OK(place_parse(&place, files[i] + root, &err), err);
		for (size_t n = 0; kind_at(n); n++)
			seen[n] |= kind_at(n) == place.kind;
	}
	forget_files();
	for (size_t n = 0; kind_at(n); n++)
		CHECK(seen[n]);
	CHECK(kind_at(17) && !kind_at(18));
}

TEST(odd_but_valid_records_survive_byte_for_byte)
{
	size_t root = find_files("records/kept");

	CHECK(nfiles >= 3);
	for (size_t i = 0; i < nfiles; i++)
		check_without_fault(files[i], files[i] + root);
	forget_files();
}

TEST(demo_records_are_without_fault)
{
	size_t root = find_files("../../cmd/demo");

	CHECK(nfiles >= 13);
	for (size_t i = 0; i < nfiles; i++)
		check_without_fault(files[i], files[i] + root);
	forget_files();
}

static void check_faults(const char *file, const char *path)
{
	CLEANUP(str_free) char *name = str_format("%.*s.faults", (int)strlen(file) - 3, file);
	CLEANUP(buf_release) struct buf faults = BUF_INIT;
	size_t len;
	CLEANUP(str_free) char *text = test_read_file(file, &len);
	CLEANUP(str_free) char *expected = test_read_file(name, NULL);

	describe(&faults, text, len, path);
	CHECK(*expected);
	if (!str_equal(buf_text(&faults), expected))
		printf("# %s\n", path);
	CHECK_TEXT(buf_text(&faults), expected);
}

TEST(bad_records_are_refused_in_the_expected_words)
{
	size_t root = find_files("records/bad");

	CHECK(nfiles >= 20);
	for (size_t i = 0; i < nfiles; i++)
		check_faults(files[i], files[i] + root);
	forget_files();
}

static enum audience audience(const char *front)
{
	CLEANUP(str_free) char *text = str_format("---\n%s---\n", front);
	CLEANUP(record_free) struct record *rec = NULL;
	struct error err;

	if (record_parse(&rec, text, strlen(text), &err) < 0)
		abort();
	return kind_audience(rec);
}

TEST(shows_each_record_to_those_that_its_state_says)
{
	static const struct {
		const char *front;
		enum audience audience;
	} cases[] = {
	/* clang-format off */
		{ "record: person\n", AUDIENCE_PUBLIC },
		{ "record: body\n", AUDIENCE_PUBLIC },
		{ "record: issue\nstate: open\n", AUDIENCE_PUBLIC },
		{ "record: issue\nstate: closed\n", AUDIENCE_PUBLIC },
		{ "record: minutes\nstate: held\nminutes: draft\n", AUDIENCE_MEMBERS },
		{ "record: minutes\nstate: held\nminutes: circulated\n", AUDIENCE_MEMBERS },
		{ "record: minutes\nstate: held\nminutes: approved\n", AUDIENCE_MEMBERS },
		{ "record: minutes\nstate: held\nminutes: signed\n", AUDIENCE_MEMBERS },
		{ "record: minutes\nstate: held\nminutes: published\n", AUDIENCE_PUBLIC },
		{ "record: minutes\nminutes: what\n", AUDIENCE_MEMBERS },
		{ "record: minutes\n", AUDIENCE_MEMBERS },
		{ "record: correction\nstate: accepted\n", AUDIENCE_MEMBERS },
		{ "record: proposal\nstate: draft\n", AUDIENCE_MEMBERS },
		{ "record: proposal\nstate: review\n", AUDIENCE_MEMBERS },
		{ "record: proposal\nstate: discussion\n", AUDIENCE_PUBLIC },
		{ "record: proposal\nstate: ready\n", AUDIENCE_PUBLIC },
		{ "record: proposal\nstate: submitted\n", AUDIENCE_PUBLIC },
		{ "record: proposal\nstate: closed\n", AUDIENCE_PUBLIC },
		{ "record: proposal\nstate: parked\n", AUDIENCE_MEMBERS },
		{ "record: proposal\nstate: parked\naudience: public\n", AUDIENCE_PUBLIC },
		{ "record: proposal\nstate: submitted\naudience: agency\n", AUDIENCE_AGENCY },
		{ "record: proposal\nstate: submitted\naudience: members\n", AUDIENCE_MEMBERS },
		{ "record: proposal\nstate: closed\naudience: nobody\n", AUDIENCE_MEMBERS },
		{ "record: proposal\nstate: closed\naudience: [public]\n", AUDIENCE_MEMBERS },
		{ "record: proposal\nstate: closed\naudience: null\n", AUDIENCE_PUBLIC },
		{ "record: comment\n", AUDIENCE_MEMBERS },
		{ "record: comment\naudience: discussion\n", AUDIENCE_PUBLIC },
		{ "record: comment\naudience: members\n", AUDIENCE_MEMBERS },
		{ "record: amendment\nstate: open\n", AUDIENCE_MEMBERS },
		{ "record: round\nstate: planned\n", AUDIENCE_MEMBERS },
		{ "record: round\nstate: open\n", AUDIENCE_PUBLIC },
		{ "record: submission\nstate: sent\n", AUDIENCE_PUBLIC },
		{ "record: answer\nanswered at: 2015\n", AUDIENCE_AGENCY },
		{ "record: answer\npublished at: 2015\n", AUDIENCE_PUBLIC },
		{ "record: answer\npublished at: null\n", AUDIENCE_AGENCY },
		{ "record: progress\n", AUDIENCE_AGENCY },
		{ "record: progress\npublished at: 2016\n", AUDIENCE_PUBLIC },
		{ "record: unheard-of\naudience: public\n", AUDIENCE_MEMBERS },
	/* clang-format on */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *front = cases[i].front;
		const char *name = audience_name(cases[i].audience);
		CLEANUP(str_free) char *expected = str_format("%s→ %s", front, name);
		CLEANUP(str_free) char *got = NULL;

		got = str_format("%s→ %s", front, audience_name(audience(front)));
		CHECK_TEXT(got, expected);
	}
}

TEST(names_audiences)
{
	CHECK_TEXT(audience_name(AUDIENCE_PUBLIC), "public");
	CHECK_TEXT(audience_name(AUDIENCE_AGENCY), "agency");
	CHECK_TEXT(audience_name(AUDIENCE_MEMBERS), "members");
}

TEST(finds_kinds_and_keys)
{
	const struct kind *minutes = kind_find("minutes");

	CHECK(minutes);
	CHECK_TEXT(minutes->folder, "meetings");
	CHECK_TEXT(minutes->item_letters, "SODA");
	CHECK(kind_key(minutes, "date")->type == VALUE_DATE);
	CHECK(kind_key(minutes, "participants")->list);
	CHECK(!kind_key(minutes, "nothing"));
	CHECK(!kind_find("nothing"));
	CHECK(!kind_find(NULL));
}

/* A table that forgets its choices, kinds or keys would crash on the first bad record. */
static bool is_whole(const struct key *keys)
{
	for (const struct key *key = keys; key->name; key++) {
		bool refers = key->type == VALUE_REFERENCE || key->type == VALUE_WHO;

		if ((key->type == VALUE_CHOICE) != (key->choices != NULL) ||
			refers != (key->kinds != NULL) ||
			(key->type == VALUE_MAP) != (key->keys != NULL) ||
			(key->type == VALUE_HEX && !key->min))
			return false;
		if (key->keys && !is_whole(key->keys))
			return false;
	}
	return true;
}

TEST(tables_are_whole)
{
	for (size_t n = 0; kind_at(n); n++) {
		const struct kind *kind = kind_at(n);

		CHECK(kind_find(kind->name) == kind);
		CHECK(is_whole(kind->keys));
		CHECK(kind_key(kind, "audience")->type == VALUE_CHOICE);
		CHECK(kind_key(kind, "illustrative")->type == VALUE_BOOLEAN);
		CHECK(!kind->state_key || kind_key(kind, kind->state_key)->type == VALUE_CHOICE);
		CHECK(!kind->public_key || kind_key(kind, kind->public_key));
	}
}

TEST(puts_the_first_fault_and_the_number_of_others_into_an_error)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct error err;

	CHECK_NUMBER(faults_error(&faults, &err), 0);
	fault_add(&faults, "a.md", 3, "\"%s\" is given twice", "x");
	CHECK_REFUSED(faults_error(&faults, &err), ERR_INVALID, err,
		"a.md, line 3: \"x\" is given twice");
	fault_add(&faults, "b.md", 0, "must be stated");
	CHECK_REFUSED(faults_error(&faults, &err), ERR_INVALID, err,
		"a.md, line 3 (and 1 more faults): \"x\" is given twice");
	fault_add(NULL, "c.md", 0, "must be stated");
	CHECK_NUMBER(faults.count, 2);
}

TEST(stops_counting_at_a_thousand_faults)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	struct error err;

	for (int i = 0; i < FAULTS_MAX + 5; i++)
		fault_add(&faults, "a.md", 0, "must be stated");
	CHECK_NUMBER(faults.count, FAULTS_MAX);
	CHECK_REFUSED(faults_error(&faults, &err), ERR_INVALID, err,
		"a.md (and 999 more faults): must be stated");
}

TEST_MAIN
