#include "page.h"
#include "embed.h"
#include "index.h"
#include "kind.h"
#include "test.h"

#include <stdio.h>

/* A small council --------------------------------------------------------------------------- */

static const char council[] =
	"INSERT INTO meta VALUES ('commit', '0123456789012345678901234567890123456789');"
	"INSERT INTO records (id, path, kind, address, title, short, sort, initial, year, number, "
	"date,"
	" audience, blob, front) VALUES"
	" ('people/a', 'people/a/a.md', 'person', '/people/a', 'Əli <A>', NULL, x'01', 'Ə', NULL, "
	"NULL,"
	"  NULL, 0, '', '{}'),"
	" ('people/b', 'people/b/b.md', 'person', '/people/b', 'Bəxtiyar', NULL, x'02', 'B', NULL, "
	"NULL,"
	"  NULL, 0, '', '{}'),"
	" ('people/c', 'people/c/c.md', 'person', '/people/c', 'Gizli', NULL, x'03', 'G', NULL, "
	"NULL,"
	"  NULL, 2, '', '{}'),"
	" ('meetings/2015/1', 'm.md', 'minutes', '/meetings/2015/1', 'E-xidmətlər', NULL, x'04', "
	"'E',"
	"  '2015', 1, '2015-07-28', 0, '', '{\"place\": null, \"keywords\": [\"a\", \"b\"]}');"
	"INSERT INTO items (record, id, seq, letter, agenda, section, text, html) VALUES"
	" ('meetings/2015/1', 'S1', 1, 'S', 1, 'spoke', 'one', '<b>one</b>'),"
	" ('meetings/2015/1', 'S2', 2, 'S', 1, 'spoke', 'two', 'two'),"
	" ('meetings/2015/1', 'D1', 3, 'D', 1, 'resolved', 'three', 'three');"
	"INSERT INTO speakers VALUES ('meetings/2015/1', 'S1', 1, 'people/a', 'Əli'),"
	" ('meetings/2015/1', 'S1', 2, NULL, 'Somebody'),"
	" ('meetings/2015/1', 'S2', 1, 'people/b', 'Bəxtiyar');"
	"INSERT INTO passages VALUES (1, 'meetings/2015/1', 'S1', 'minutes', '2015');"
	"INSERT INTO search (rowid, title, body) VALUES (1, 'E-xidmətlər', 'elektron <xidmətlərin> "
	"sayı');";

/* A new index of that council. Borrowed until the next call. */
static const char *make_index(void)
{
	static char file[512];
	CLEANUP(db_close) struct db *db = NULL;
	struct error err = { 0 };

	snprintf(file, sizeof file, "%s/index.db", test_folder());
	if (index_open(&db, file, DB_WRITE, &err) < 0 || db_run(db, council, &err) < 0) {
		CLEANUP(str_free) char *text = error_text(&err);

		fprintf(stderr, "%s\n", text);
		abort();
	}
	return file;
}

/* One that no test changes. */
static const char *any_index(void)
{
	static char file[512];

	if (!*file)
		snprintf(file, sizeof file, "%s", make_index());
	return file;
}

/* Pages of a test --------------------------------------------------------------------------- */

static const struct embedded catalogues[] = {
	{"po/az.po",
		"msgid \"Meetings\"\nmsgstr \"Toplantılar\"\n"
		"msgctxt \"capacity\"\nmsgid \"chair\"\nmsgstr \"sədr\"\n"
		"msgid \"Statement\"\nmsgstr \"Çıxış\"\n"
		"msgid \"agency\"\nmsgstr \"qurum\"\n",		0, ""},
	{ "po/en.po",
		"msgid \"%d item\"\nmsgid_plural \"%d items\"\n"
		"msgstr[0] \"%d item\"\nmsgstr[1] \"%d items\"\n", 0, ""},
};

static bool in_built_in_words;

struct stage {
	struct pages *pages;
	struct page_thread *thread;
	struct page_reader reader;
};

static void stage_releasep(struct stage *stage)
{
	page_thread_free(stage->thread);
	pages_free(stage->pages);
}

static int load_pages(struct stage *stage, const char *sql, const char *html, struct error *err)
{
	const struct embedded files[] = {
		{"pages/part.html",  "[{{title}}]", 0, ""},
		{ "pages/test.html", html,	   0, ""},
		{ "pages/test.sql",  sql,		 0, ""},
	};
	int code = in_built_in_words ? phrases_init(err)
				     : phrases_init_from(catalogues, ARRAY_SIZE(catalogues), err);

	if (code == 0)
		code = pages_load_from(&stage->pages, files, sql ? 3 : 2, err);
	return code;
}

/* Working days from Sunday to Thursday, and one holiday. */
static const struct rules *any_rules(void)
{
	static const char text[] =
		"---\nrecord: council\nrules:\n"
		"  - {key: notice, value: 1, unit: calendar days, basis: statute, from: 2026-02-01}\n"
		"  - {key: tea, value: at three, unit: o'clock, basis: practice}\n"
		"weekend: [friday, saturday]\nholidays: [2026-11-23]\n---\n";
	static struct rules *rules;
	struct record *record = NULL;

	if (!rules && record_parse(&record, text, strlen(text), NULL) == 0)
		rules = rules_new(record);
	return rules;
}

static int set_stage(struct stage *stage, const char *sql, const char *html, struct error *err)
{
	int code = load_pages(stage, sql, html, err);

	if (code == 0)
		code = page_thread_new(&stage->thread, stage->pages, any_index(), err);
	if (code == 0)
		stage->reader = (struct page_reader){ AUDIENCE_PUBLIC, phrases_find("en"), "UTC",
			any_rules(), "2026-11-24" };
	return code;
}

#define STAGE(sql, html)                                                                           \
	__attribute__((cleanup(stage_releasep))) struct stage stage = { 0 };                       \
	struct error err = { 0 };                                                                  \
	CHECK_OK(set_stage(&stage, sql, html, &err), err)

static const struct page_value values[] = {
	{"path",	  "/meetings/2015/1"},
	{ "q",     "<q>"	     },
	{ "yes",	 "1"		     },
	{ "empty", ""		      },
	{ "gone",  NULL	       },
	{ "q",     "the second"	    },
};

/* The page as HTML or JSON, or what went wrong. The caller frees. */
static char *show(struct stage *stage, bool json)
{
	struct buf out = BUF_INIT;
	struct error err = { 0 };
	int code = (json ? page_json : page_html)(
		stage->thread, "test", &stage->reader, values, ARRAY_SIZE(values), &out, &err);

	if (code == 0)
		return buf_take(&out);
	buf_release(&out);
	return error_text(&err);
}

#define CHECK_SHOWN(json, expected)                                                                \
	do {                                                                                       \
		CLEANUP(str_free) char *shown_ = show(&stage, json);                               \
		CHECK_TEXT(shown_, expected);                                                      \
	} while (0)
#define CHECK_HTML(expected) CHECK_SHOWN(false, expected)
#define CHECK_JSON(expected) CHECK_SHOWN(true, expected)

static const char people[] = "-- :people\n"
			     "SELECT title, address FROM visible_records WHERE kind = 'person'\n"
			     "ORDER BY sort;\n";
static const char meeting[] =
	"-- What was said.\n\n"
	"-- :page one\n"
	"SELECT id, title, number, front ->> '$.place' AS place, 1.5 AS half, '<i>' AS free_html,\n"
	"	'[1]' AS list_json, 7 AS _hidden\n"
	"FROM visible_records WHERE address = :path;\n"
	"-- :sections\n"
	"SELECT section, min(seq) AS first FROM visible_items WHERE record = :id GROUP BY section\n"
	"ORDER BY first;\n"
	"-- :sections.items\n"
	"SELECT id AS item, html AS item_html, seq FROM visible_items\n"
	"WHERE record = :id AND section = :section ORDER BY seq;\n"
	"-- :sections.items.speakers\n"
	"SELECT name FROM visible_speakers WHERE record = :id AND item = :item ORDER BY seq;\n";

/* Showing ----------------------------------------------------------------------------------- */

TEST(a_list_runs_over_its_rows)
{
	STAGE(people, "<ul>\n{{#people}}\n<li>{{title}} {{address}}</li>\n{{/people}}\n</ul>\n");
	CHECK_HTML("<ul>\n<li>Əli &lt;A&gt; /people/a</li>\n<li>Bəxtiyar /people/b</li>\n</ul>\n");
	CHECK_HTML("<ul>\n<li>Əli &lt;A&gt; /people/a</li>\n<li>Bəxtiyar /people/b</li>\n</ul>\n");
}

TEST(what_a_reader_may_see_is_decided_under_the_page)
{
	STAGE(people, "{{#people}}{{title}};{{/people}}");
	CHECK_HTML("Əli &lt;A&gt;;Bəxtiyar;");
	stage.reader.audience = AUDIENCE_MEMBERS;
	CHECK_HTML("Əli &lt;A&gt;;Bəxtiyar;Gizli;");
	stage.reader.audience = AUDIENCE_AGENCY;
	CHECK_HTML("Əli &lt;A&gt;;Bəxtiyar;");
}

TEST(queries_nest_and_know_the_rows_around)
{
	STAGE(meeting, "{{title}}{{#sections}}\n{{section}}:{{#items}} {{item}}{{#speakers}} "
		       "({{name}} in {{section}} of {{id}}){{/speakers}}{{^speakers}} (nobody)"
		       "{{/speakers}} {{item_html}}{{/items}}{{/sections}}");
	CHECK_HTML(
		"E-xidmətlər\n"
		"spoke: S1 (Əli in spoke of meetings/2015/1) (Somebody in spoke of meetings/2015/1)"
		" <b>one</b> S2 (Bəxtiyar in spoke of meetings/2015/1) two\n"
		"resolved: D1 (nobody) three");
}

TEST(a_query_is_asked_anew_for_each_row_whatever_stands_first)
{
	STAGE(meeting, "{{#sections}}{{#items}}{{^speakers}}-{{/speakers}}{{#speakers}}{{name}} "
		       "{{/speakers}}{{^speakers}}-{{/speakers}};{{/items}}{{/sections}}");
	CHECK_HTML("Əli Somebody ;Bəxtiyar ;--;");
	CHECK_HTML("Əli Somebody ;Bəxtiyar ;--;");
}

TEST(the_same_list_may_stand_twice)
{
	STAGE(people, "{{#people}}{{title}};{{/people}}{{^people}}none{{/people}}"
		      "{{#people}}{{address}};{{/people}}");
	CHECK_HTML("Əli &lt;A&gt;;Bəxtiyar;/people/a;/people/b;");
}

TEST(a_list_of_the_top_may_stand_in_another_one)
{
	STAGE("-- :letters\nSELECT initial FROM visible_records WHERE kind = 'person' ORDER BY "
	      "sort;\n"
	      "-- :numbers\nSELECT value, :initial AS given FROM json_each('[1,2]');\n",
		"{{#letters}}{{#numbers}}{{initial}}{{value}}{{given}} {{/numbers}}{{/letters}}");
	CHECK_HTML("Ə1 Ə2 B1 B2 ");
}

TEST(one_row_is_enough)
{
	STAGE("-- :first one\nSELECT title FROM visible_records ORDER BY sort;\n"
	      "-- :nobody one\nSELECT title FROM visible_records WHERE 0;\n",
		"{{#first}}{{title}}{{/first}}{{#nobody}}x{{/nobody}}{{^nobody}}nobody{{/nobody}}");
	CHECK_HTML("Əli &lt;A&gt;nobody");
	CHECK_JSON("{\"first\":{\"title\":\"Əli <A>\"},\"nobody\":null}\n");
}

TEST(values_of_the_request_are_parameters_and_names)
{
	STAGE("-- :echo one\nSELECT :q AS a, :gone IS NULL AS b, :unknown IS NULL AS c,\n"
	      "	:empty = '' AS d, :q AS q2;\n",
		"{{q}}{{#yes}} yes{{/yes}}{{^gone}} gone{{/gone}}{{^empty}} empty{{/empty}}"
		"{{#echo}} {{a}}{{b}}{{c}}{{d}} {{path}}{{/echo}}{{>part}}");
	CHECK_HTML("&lt;q&gt; yes gone empty &lt;q&gt;111 /meetings/2015/1[]");
}

TEST(a_column_comes_before_a_value_of_the_request)
{
	STAGE("-- :page one\nSELECT 'mine' AS q, NULL AS yes;\n-- :in one\nSELECT :q AS p;\n",
		"{{q}}{{^yes}}!{{/yes}}{{#in}}{{p}}{{/in}}");
	CHECK_HTML("mine!mine");
}

TEST(a_name_in_a_section_is_first_looked_for_there)
{
	STAGE("-- :page one\nSELECT 'outer' AS name;\n"
	      "-- :rows\nSELECT 'inner' AS name, 1 AS other;\n"
	      "-- :other\nSELECT 'query' AS name;\n",
		"{{name}} {{#rows}}{{name}}{{#other}}+{{name}}{{/other}}{{/rows}} "
		"{{#other}}{{name}}{{/other}}");
	CHECK_HTML("outer inner+inner query");
}

TEST(numbers_stay_numbers_from_row_to_row)
{
	STAGE("-- :rows\nSELECT 1 AS whole, 1.5 AS half, '1' AS text, NULL AS none;\n"
	      "-- :rows.types\nSELECT typeof(:whole) AS a, :half AS b, typeof(:text) AS c,\n"
	      "	typeof(:none) AS d;\n",
		"{{#rows}}{{whole}}{{half}}{{text}}{{none}}{{#types}} {{a}} {{b}} {{c}} {{d}}"
		"{{/types}}{{/rows}}");
	CHECK_HTML("11.51 integer 1.5 text null");
}

TEST(phrases_are_in_the_readers_language)
{
	STAGE("-- :count one\nSELECT 1 AS n, 2 AS m;\n",
		"{{_Meetings}}{{#count}} {{_%d item|n}} {{_%d item|m}}{{/count}}");
	CHECK_HTML("Meetings 1 item 2 items");
	stage.reader.phrases = phrases_find("az");
	CHECK_HTML("Toplantılar 1 item 2 item");
}

TEST(a_page_without_queries_is_a_template)
{
	STAGE(NULL, "{{q}}{{>part}}");
	CHECK_HTML("&lt;q&gt;[]");
	CHECK_JSON("{}\n");
}

TEST(a_page_without_its_row_is_not_found)
{
	STAGE("-- :page one\nSELECT 1 WHERE :path = '/other';\n", "x");
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	buf_puts(&out, "before");
	CHECK_REFUSED(page_html(stage.thread, "test", &stage.reader, values, ARRAY_SIZE(values),
			      &out, &err),
		ERR_NOT_FOUND, err, "there is no such page");
	CHECK_TEXT(buf_text(&out), "before");
	static const struct page_value other = { "path", "/other" };

	CHECK_OK(page_html(stage.thread, "test", &stage.reader, &other, 1, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "beforex");
}

TEST(a_query_that_fails_leaves_nothing_behind)
{
	STAGE("-- :page one\nSELECT 1 AS n;\n-- :bad\nSELECT json_extract(:q, '$') AS v;\n",
		"begun {{#bad}}{{v}}{{/bad}}");
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	CHECK_REFUSED(page_html(stage.thread, "test", &stage.reader, values, ARRAY_SIZE(values),
			      &out, &err),
		ERR_FAILED, err, "test.sql, line 3: database: malformed JSON");
	CHECK_TEXT(buf_text(&out), "");
	CHECK_HTML("test.sql, line 3: database: malformed JSON");
}

TEST(a_page_that_is_not_there_is_a_fault_of_the_program)
{
	STAGE(NULL, "");
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	CHECK_REFUSED(page_html(stage.thread, "nobody", &stage.reader, NULL, 0, &out, &err),
		ERR_FAILED, err, "there is no page \"nobody\" in this program");
}

/* JSON -------------------------------------------------------------------------------------- */

TEST(json_has_the_same_queries)
{
	STAGE(meeting, "");
	CHECK_JSON("{\"page\":{\"id\":\"meetings/2015/1\",\"title\":\"E-xidmətlər\",\"number\":1,"
		   "\"place\":null,\"half\":1.5,\"list_json\":[1]},\"sections\":["
		   "{\"section\":\"spoke\",\"first\":1,\"items\":["
		   "{\"item\":\"S1\",\"seq\":1,\"speakers\":[{\"name\":\"Əli\"},{\"name\":"
		   "\"Somebody\"}]},"
		   "{\"item\":\"S2\",\"seq\":2,\"speakers\":[{\"name\":\"Bəxtiyar\"}]}]},"
		   "{\"section\":\"resolved\",\"first\":3,\"items\":["
		   "{\"item\":\"D1\",\"seq\":3,\"speakers\":[]}]}]}\n");
}

TEST(json_writes_what_numbers_it_can)
{
	STAGE("-- :one one\nSELECT 9e999 AS a, -1 AS b, '12' AS c, 'a\"\\\x01\n' AS d;\n"
	      "-- :_two\nSELECT 1;\n-- :none\nSELECT 1 AS n WHERE 0;\n",
		"");
	CHECK_JSON("{\"one\":{\"a\":\"Inf\",\"b\":-1,\"c\":\"12\",\"d\":\"a\\\"\\\\\\u0001\\n\"},"
		   "\"none\":[]}\n");
}

/* One state of the council ------------------------------------------------------------------- */

TEST(a_page_reads_one_state)
{
	STAGE(people, "{{#people}}{{title}};{{/people}}");
	const char *file = make_index();
	CLEANUP(page_thread_free) struct page_thread *thread = NULL;
	CLEANUP(db_close) struct db *writer = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	char commit[41], again[41];

	CHECK_OK(page_thread_new(&thread, stage.pages, file, &err), err);
	CHECK_OK(index_open(&writer, file, DB_WRITE, &err), err);
	CHECK_OK(page_begin(thread, commit, &err), err);
	CHECK_OK(page_begin(thread, commit, &err), err);
	page_end(thread);
	CHECK_TEXT(commit, "0123456789012345678901234567890123456789");
	CHECK_OK(db_run(writer,
			 "UPDATE meta SET value = 'next' WHERE key = 'commit';"
			 "DELETE FROM records WHERE id = 'people/a'",
			 &err),
		err);
	CHECK_OK(page_html(thread, "test", &stage.reader, NULL, 0, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "Əli &lt;A&gt;;Bəxtiyar;");
	page_end(thread);
	buf_cut(&out, 0);
	CHECK_OK(page_begin(thread, again, &err), err);
	CHECK_TEXT(again, "next");
	CHECK_OK(page_html(thread, "test", &stage.reader, NULL, 0, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "Bəxtiyar;");
	page_end(thread);
	page_end(thread);
}

TEST(pages_go_on_when_the_tables_are_made_anew)
{
	STAGE("-- :found\nSELECT record FROM visible_passages WHERE query MATCH "
	      "search_query('xidmet');\n",
		"{{#found}}{{record}}{{/found}}");
	const char *file = make_index();
	CLEANUP(page_thread_free) struct page_thread *thread = NULL;
	CLEANUP(db_close) struct db *writer = NULL;
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	CHECK_OK(page_thread_new(&thread, stage.pages, file, &err), err);
	CHECK_OK(page_html(thread, "test", &stage.reader, NULL, 0, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "meetings/2015/1");
	CHECK_OK(index_open(&writer, file, DB_WRITE, &err), err);
	CHECK_OK(db_run(writer,
			 "DROP TABLE search; CREATE VIRTUAL TABLE search USING fts5 (title,"
			 " body, tokenize = 'council', prefix = '2 3');",
			 &err),
		err);
	buf_cut(&out, 0);
	CHECK_OK(page_html(thread, "test", &stage.reader, NULL, 0, &out, &err), err);
	CHECK_TEXT(buf_text(&out), "");
}

TEST(handlers_ask_with_the_readers_eyes)
{
	STAGE(people, "");
	static const char sql[] = "SELECT count(*) FROM visible_records WHERE kind = 'person'";
	struct query *query;

	page_set_reader(stage.thread, &stage.reader);
	CHECK_OK(db_keep(&query, page_db(stage.thread), sql, &err), err);
	CHECK_NUMBER(query_step(query, &err), 1);
	CHECK_NUMBER(query_number(query, 0), 2);
	query_reset(query);
	stage.reader.audience = AUDIENCE_MEMBERS;
	page_set_reader(stage.thread, &stage.reader);
	CHECK_NUMBER(query_step(query, &err), 1);
	CHECK_NUMBER(query_number(query, 0), 3);
	query_reset(query);
	CHECK_NUMBER(db_keep(&query, page_db(stage.thread), "SELECT count(*) FROM records", &err),
		ERR_DENIED);
}

/* What does not start ------------------------------------------------------------------------ */

/* What pages_check says of a page with this SQL. The caller frees. */
static char *check(const char *sql, const char *html)
{
	__attribute__((cleanup(stage_releasep))) struct stage stage = { 0 };
	struct error err = { 0 };

	if (load_pages(&stage, sql, html, &err) == 0 &&
		pages_check(stage.pages, any_index(), &err) == 0)
		return str_copy("sound");
	return error_text(&err);
}

#define CHECK_START(sql, html, expected)                                                           \
	do {                                                                                       \
		CLEANUP(str_free) char *answer_ = check(sql, html);                                \
		CHECK_TEXT(answer_, expected);                                                     \
	} while (0)

TEST(a_page_may_read_views_json_and_the_search)
{
	CHECK_START("-- :a\nSELECT r.title, value FROM visible_records r, json_each(r.front);\n"
		    "-- :b\nWITH x AS (SELECT * FROM visible_items) SELECT count(*) FROM x;\n"
		    "-- :c\nSELECT highlighted(passage_text) FROM visible_passages\n"
		    "WHERE query MATCH search_query(:q) ORDER BY place;\n",
		"", "sound");
}

TEST(a_page_that_reads_a_hidden_table_does_not_start)
{
	static const char *const tables[] = { "records", "items", "meta", "pages", "search",
		"search_content", "sqlite_schema", "commits" };

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		CLEANUP(str_free)
		char *sql = str_format("-- :page one\nSELECT 1;\n\n-- :a\n"
				       "SELECT count(*) FROM %s;\n",
			tables[i]);
		CLEANUP(str_free) char *answer = check(sql, "");

		CHECK(str_starts(answer, "test.sql, line 4: database: "));
		CHECK(strstr(answer, "prohibited") || strstr(answer, "not authorized"));
	}
}

TEST(a_page_that_writes_does_not_start)
{
	CHECK_START(
		"-- :a\nDELETE FROM records;\n", "", "test.sql, line 1: database: not authorized");
}

TEST(a_page_with_wrong_sql_does_not_start)
{
	CHECK_START("-- :a\nSELECT wrong FROM visible_records;\n", "",
		"test.sql, line 1: database: no such column: wrong");
	CHECK_START("-- :a\n", "", "test.sql, line 1: a query without a statement");
	CHECK_START("-- :a\nSELECT 1; SELECT 2;\n", "",
		"test.sql, line 1: a query with more than one statement");
}

TEST(a_section_within_itself_does_not_start)
{
	CHECK_START(people, "{{#people}}{{#yes}}{{#people}}{{/people}}{{/yes}}{{/people}}",
		"test.html: the section \"people\" is within itself");
	CHECK_START("-- :page one\nSELECT 1 AS n;\n", "{{#page}}{{/page}}",
		"test.html: the section \"page\" is within itself");
}

TEST(faults_of_the_questions_name_file_and_line)
{
	CHECK_START("-- why\n\nSELECT 1;\n-- :a\nSELECT 1;\n", "",
		"test.sql, line 3: a query begins with a line \"-- :name\"");
	CHECK_START("SELECT 1;\n", "", "test.sql, line 1: a query begins with a line \"-- :name\"");
	CHECK_START("-- :a\nSELECT 1;\n-- :a\nSELECT 2;\n", "",
		"test.sql, line 3: \"a\" is there twice");
	CHECK_START("-- :a\nSELECT 1;\n-- :page one\nSELECT 2;\n", "",
		"test.sql, line 3: \":page one\" has to be the first query");
	CHECK_START("-- :page\nSELECT 1;\n", "",
		"test.sql, line 1: \":page one\" has to be the first query");
	CHECK_START("-- :a two\nSELECT 1;\n", "",
		"test.sql, line 1: \"a\" is followed by \"one\", \"from\" and a page, or nothing");
	CHECK_START("-- :a from nowhere\n", "", "test.sql, line 1: there is no query \":a\" in nowhere.sql");
	CHECK_START("-- :a from test\n", "", "test.sql, line 1: there is no query \":a\" in test.sql");
	CHECK_START("-- :a.b\nSELECT 1;\n", "",
		"test.sql, line 1: \":a.b\" does not stand behind a query \":a\"");
	CHECK_START("-- :page one\nSELECT 1;\n-- :page.b\nSELECT 1;\n", "",
		"test.sql, line 3: \":page.b\" does not stand behind a query \":page\"");
	CHECK_START("-- :A\nSELECT 1;\n", "", "test.sql, line 1: \"A\" is no name");
	CHECK_START("-- :\nSELECT 1;\n", "", "test.sql, line 1: \"\" is no name");
}

TEST(a_fault_of_the_template_does_not_start)
{
	CHECK_START(NULL, "\n{{#a}}", "test.html, line 2: \"a\" is opened but never closed");
	CHECK_START(NULL, "{{>nobody}}", "test.html, line 1: there is no template \"nobody\"");
}

TEST(a_query_of_another_page_is_taken_from_there)
{
	static const struct embedded files[] = {
		{ "pages/a.html", "", 0, "" },
		{ "pages/a.sql", "-- :n from b\n-- :n.m from b\n", 0, "" },
		{ "pages/b.html", "", 0, "" },
		{ "pages/b.sql", "-- :n\nSELECT 1;\n-- :n.m one\nSELECT 2;\n", 0, "" },
	};
	CLEANUP(pages_free) struct pages *pages = NULL;
	struct error err;

	CHECK_OK(pages_load_from(&pages, files, ARRAY_SIZE(files), &err), err);
}

TEST(questions_without_a_template_do_not_start)
{
	static const struct embedded files[] = {
		{"pages/lonely.sql", "-- :a\nSELECT 1;\n", 0, ""}
	};
	struct pages *pages = NULL;
	struct error err = { 0 };

	CHECK_REFUSED(pages_load_from(&pages, files, 1, &err), ERR_INVALID, err,
		"pages/lonely.sql: there is no template \"lonely\"");
}

TEST(without_an_index_nothing_is_read)
{
	__attribute__((cleanup(stage_releasep))) struct stage stage = { 0 };
	struct error err = { 0 };

	CHECK_OK(load_pages(&stage, NULL, "", &err), err);
	CHECK_NUMBER(pages_check(stage.pages, "/nonexistent/index.db", &err), ERR_NOT_FOUND);
}

/* The SQL functions -------------------------------------------------------------------------- */

/* What EXPRESSION is in LANGUAGE; NULL is "(null)". The caller frees. */
static char *evaluate(const char *expression, const char *language)
{
	__attribute__((cleanup(stage_releasep))) struct stage stage = { 0 };
	CLEANUP(str_free)
	char *sql = str_format("-- :page one\nSELECT %s AS v_html;\n", expression);
	struct error err = { 0 };

	if (set_stage(&stage, sql, "{{^v_html}}(none){{/v_html}}{{v_html}}", &err) < 0)
		return error_text(&err);
	stage.reader.phrases = phrases_find(language);
	return show(&stage, false);
}

#define CHECK_SQL(expression, language, expected)                                                  \
	do {                                                                                       \
		CLEANUP(str_free) char *value_ = evaluate(expression, language);                   \
		CHECK_TEXT(value_, expected);                                                      \
	} while (0)

TEST(dates_are_in_words)
{
	CHECK_SQL("date_text('2015-07-28')", "az", "28 iyul 2015-ci il");
	CHECK_SQL("date_text('2015-07-28')", "en", "28 July 2015");
	CHECK_SQL("date_text('2015-07-28', 'short')", "az", "28.07.2015");
	CHECK_SQL("date_text('soon')", "az", "soon");
	CHECK_SQL("date_text(NULL)", "az", "(none)");
	CHECK_SQL("date_text(NULL, 'words')", "az", "(none)");
}

TEST(moments_are_where_they_happened)
{
	CHECK_SQL("moment_text(1438081200, 240)", "az", "28.07.2015, 15:00 UTC+4");
	CHECK_SQL("moment_text(NULL, 240)", "az", "(none)");
}

TEST(words_are_the_readers)
{
	CHECK_SQL("phrase('Meetings')", "az", "Toplantılar");
	CHECK_SQL("phrase(NULL)", "az", "(none)");
	CHECK_SQL("choice_name('capacity', 'chair')", "az", "sədr");
	CHECK_SQL("choice_name('capacity', NULL)", "az", "(none)");
	CHECK_SQL("state_name('minutes', 'draft')", "en", "draft");
	CHECK_SQL("kind_name('person')", "en", "person");
	CHECK_SQL("letter_name('S')", "az", "Çıxış");
	CHECK_SQL("letter_name('X')", "az", "X");
	CHECK_SQL("rule_name('quorum')", "en", "quorum");
	CHECK_SQL("rule_name('minutes.signed')", "en", "minutes are signed after the meeting");
	CHECK_SQL("rule_name('tea')", "en", "tea");
	CHECK_SQL("rule_name(NULL)", "en", "(none)");
	CHECK_SQL("section_title('spoke')", "az", "Çıxış etdilər");
	CHECK_SQL("section_title('other')", "az", "(none)");
	CHECK_SQL("mover_name('invited')", "en", "those who are invited");
	CHECK_SQL("matter_name('sum up')", "en", "to close the discussion with its outcomes");
	CHECK_SQL("matter_name('nothing')", "en", "(none)");
	CHECK_SQL("reader_language()", "az", "az");
}

TEST(choices_are_those_of_the_records)
{
	CHECK_SQL("choices('minutes', 'mode', NULL)", "en", "[\"in person\",\"online\",\"mixed\"]");
	CHECK_SQL("choices('minutes', 'participants', 'attendance')", "en",
		"[\"present\",\"absent\",\"excused\",\"late\",\"left early\"]");
	CHECK_SQL("choices('minutes', 'participants', 'nothing')", "en", "(none)");
	CHECK_SQL("choices('minutes', 'title', NULL)", "en", "(none)");
	CHECK_SQL("choices('nothing', 'title', NULL)", "en", "(none)");
}

TEST(numbers_texts_and_references)
{
	CHECK_SQL("number_text(1234567)", "az", "1.234.567");
	CHECK_SQL("number_text(NULL)", "az", "(none)");
	CHECK_SQL("excerpt('one two three', 8)", "en", "one two…");
	CHECK_SQL("excerpt(NULL, 8)", "en", "(none)");
	CHECK_SQL("reference('people/o/osman-gunduz')", "en", "people/osman-gunduz");
	CHECK_SQL("reference('nothing')", "en", "(none)");
	CHECK_SQL("reference(NULL)", "en", "(none)");
	CHECK_SQL("search_query('')", "en", "(none)");
	CHECK_SQL("search_query(NULL)", "en", "(none)");
	CHECK_SQL("search_query('xidmet') <> ''", "en", "1");
	CHECK_SQL("highlighted('<a>' || char(2) || 'b&' || char(3) || 'c')", "en",
		"&lt;a&gt;<mark>b&amp;</mark>c");
	CHECK_SQL("highlighted(NULL)", "en", "(none)");
}

static void check_rules(void)
{
	CHECK_SQL("rule_due('minutes.circulated', '2026-11-19')", "en", "2026-11-29");
	CHECK_SQL("rule_due('minutes.circulated', '2026-11')", "en", "(none)");
	CHECK_SQL("rule_due('minutes.circulated', NULL)", "en", "(none)");
	CHECK_SQL("rule_due('tea', '2026-11-19')", "en", "(none)");
	CHECK_SQL("rule_text('minutes.signed', '2026-11-19')", "en", "15 working days");
	CHECK_SQL("rule_text('minutes.signed', '2026-11-19')", "az", "15 iş günü");
	CHECK_SQL("rule_text('notice', '2026-11-19')", "en", "1 calendar day");
	CHECK_SQL("rule_text('notice', '2026-01-19')", "en", "5 calendar days");
	CHECK_SQL("rule_text('notice', NULL)", "en", "(none)");
	CHECK_SQL("rule_text('quorum', '2026-11-19')", "en", "more than half of the members");
	CHECK_SQL("rule_text('quorum', '2026-11-19')", "az", "üzvlərin yarıdan çoxu");
	CHECK_SQL("rule_text('majority', '2026-11-19')", "en", "a simple majority of those present");
	CHECK_SQL("rule_text('majority', '2026-11-19')", "az", "iştirak edənlərin sadə səs çoxluğu");
	CHECK_SQL("rule_text('tea', '2026-11-19')", "en", "at three o'clock");
	CHECK_SQL("figure_text('6', NULL)", "en", "6");
	CHECK_SQL("json_extract(rule_rows(), '$[1].key') || json_extract(rule_rows(), '$[1].holds')",
		"en", "notice0");
	CHECK_SQL("json_extract(rule_rows(), '$[2].from') || json_extract(rule_rows(), '$[2].holds')",
		"en", "2026-02-011");
	CHECK_SQL("today()", "en", "2026-11-24");
	CHECK_SQL("workdays_late('2026-11-19', today())", "en", "2");
	CHECK_SQL("workdays_late('2026-11-19', '2026-11-20') || ' days'", "en", "0 days");
	CHECK_SQL("workdays_late('2026-11-24', today())", "en", "(none)");
	CHECK_SQL("workdays_late('2026-11', today())", "en", "(none)");
	CHECK_SQL("workdays_late(NULL, today())", "en", "(none)");
	CHECK_SQL("action_late(0, '2026-11-19', NULL)", "en", "2");
	CHECK_SQL("action_late(1, '2026-11-19', NULL)", "en", "(none)");
	CHECK_SQL("action_late(NULL, '2026-11-19', NULL)", "en", "(none)");
	CHECK_SQL("action_late(0, NULL, '2026-05-24')", "en", "(none)");
	CHECK_SQL("action_late(0, NULL, '2026-05-19')", "en", "2");
	CHECK_SQL("action_late(0, '2026', '2020-05-19')", "en", "(none)");
	CHECK_SQL("action_late(0, NULL, NULL)", "en", "(none)");
	CHECK_SQL("late_text(2)", "en", "overdue by 2 working days");
	CHECK_SQL("late_text(1)", "en", "overdue by 1 working day");
	CHECK_SQL("late_text(0)", "en", "overdue");
	CHECK_SQL("late_text(3)", "az", "3 iş günü gecikir");
	CHECK_SQL("late_text(NULL)", "en", "(none)");
}

TEST(rules_and_lateness_are_in_words)
{
	in_built_in_words = true;
	check_rules();
	in_built_in_words = false;
}

TEST(search_highlights_what_it_found)
{
	STAGE("-- :found\nSELECT highlighted(passage_text) AS p_html FROM visible_passages\n"
	      "WHERE query MATCH search_query('XIDMET') ORDER BY place;\n",
		"{{#found}}{{p_html}}{{/found}}");
	CHECK_HTML("elektron &lt;<mark>xidmətlərin</mark>&gt; sayı");
}

/* The program's own -------------------------------------------------------------------------- */

TEST(the_built_in_pages_start)
{
	CLEANUP(pages_free) struct pages *pages = NULL;
	struct error err = { 0 };

	CHECK_OK(phrases_init(&err), err);
	CHECK_OK(pages_load(&pages, &err), err);
	CHECK_OK(pages_check(pages, any_index(), &err), err);
}

TEST(what_is_built_in_is_found_by_name)
{
	CHECK(embedded_count > 0);
	for (size_t i = 0; i < embedded_count; i++) {
		CHECK(embedded_find(embedded[i].name) == &embedded[i]);
		CHECK_NUMBER(strlen(embedded[i].hash), 16);
		CHECK_NUMBER(embedded[i].data[embedded[i].len], 0);
	}
	CHECK(!embedded_find("pages/nothing.html"));
	CHECK(!embedded_find(""));
}

TEST_MAIN
