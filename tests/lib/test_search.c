#include "test.h"
#include "db.h"
#include "text.h"

/* The folds and the query of text.h with the real full-text index. */

static struct error err;

static const char *const texts[] = {
	"Elektron xidmətlərin təşkili",
	"Əliməmməd Nuriyev çıxış etdi",
	"Nazirliyinin cavabı",
	"MHM-in otağında 2015-ci ilin iclası",
	"Alimammad Mammadov, Public Shura",
};

static struct db *open_index(void)
{
	CLEANUP(str_free) char *file = str_format("%s/index.db", test_folder());
	CLEANUP(query_free) struct query *query = NULL;
	struct db *db = NULL;

	if (db_open(&db, file, DB_WRITE, &err) < 0 ||
		db_run(db, "CREATE VIRTUAL TABLE s USING fts5(t, tokenize = 'council')", &err) <
			0 ||
		db_prepare(&query, db, "INSERT INTO s VALUES (?)", &err) < 0)
		abort();
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		query_bind_text(query, 1, texts[i]);
		if (query_run(query, &err) < 0)
			abort();
	}
	return db;
}

/* The numbers of the texts that TYPED finds: "25". */
static char *found(struct db *db, const char *typed)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *match = text_search_query(typed);
	int rc = db_prepare(&query, db, "SELECT rowid FROM s WHERE s MATCH ? ORDER BY rowid", &err);

	if (rc < 0)
		return error_text(&err);
	query_bind_text(query, 1, match);
	while ((rc = query_step(query, &err)) > 0)
		buf_puts(&out, query_text(query, 0));
	return rc < 0 ? error_text(&err) : buf_take(&out);
}

#define CHECK_FOUND(typed, numbers)                                                                \
	do {                                                                                       \
		CLEANUP(str_free) char *found_ = found(db, typed);                                 \
		CHECK_TEXT(found_, numbers);                                                       \
	} while (0)

TEST(finds_suffixed_forms_without_special_letters)
{
	CLEANUP(db_close) struct db *db = open_index();

	CHECK_FOUND("xidmet", "1");
	CHECK_FOUND("XİDMƏT elektron", "1");
	CHECK_FOUND("xidmetci", "");
	CHECK_FOUND("NAZIRLIK", "3");
	CHECK_FOUND("otaq", "4");
	CHECK_FOUND("MHM-in", "4");
	CHECK_FOUND("mhm", "4");
	CHECK_FOUND("2015", "4");
}

TEST(finds_names_in_either_spelling)
{
	CLEANUP(db_close) struct db *db = open_index();

	CHECK_FOUND("Alimammad", "25");
	CHECK_FOUND("Əliməmməd", "25");
	CHECK_FOUND("Elimemmed", "2");
	CHECK_FOUND("Məmmədov", "5");
	CHECK_FOUND("chikhish", "2");
	CHECK_FOUND("şura", "5");
	CHECK_FOUND("Alimammad şura", "5");
}

/* What is typed, and a text that it shall find, or not. */
static const char *const found_by[][2] = {
	{ "kəndlərdə", "kənd" }, { "kəndlərdə", "kəndlər" }, { "kendlerde", "Kəndin yolu" },
	{ "kəndə", "kənd" }, { "kənddən", "kəndlərə" }, { "kəndində", "kənd" },
	{ "kəndimizin", "kənddə" }, { "şuranın", "şura" }, { "şuraya", "İctimai Şurada" },
	{ "şuralarda", "şura" }, { "üzvlərin", "üzv" }, { "üzvlər", "üzvün" },
	{ "iclasda", "iclas" }, { "iclasların", "iclası" }, { "qərara", "qərar" },
	{ "qərarları", "qərarın" }, { "təkliflərə", "təklif" }, { "məsələnin", "məsələ" },
	{ "məsələləri", "məsələyə" }, { "büdcəsi", "büdcə" }, { "büdcəsindən", "büdcənin" },
	{ "xidmətlərindən", "xidmət" }, { "nazirliyin", "nazirlik" }, { "nazirliyinə", "nazirlik" },
	{ "agentliyə", "agentlik" }, { "otağın", "otaq" }, { "otağında", "otaqlar" },
	{ "vətəndaşların", "vətəndaş" }, { "vətənin", "vətən" }, { "insanların", "insan" },
	{ "təşkilatına", "təşkilat" }, { "protokolun", "protokol" }, { "nümayəndəsinin", "nümayəndə" },
	{ "hakimiyyətlərində", "hakimiyyət" }, { "şəhərinə", "şəhər" }, { "məktəblərdə", "məktəbin" },
	{ "qanunlar", "qanun" }, { "qanunun", "qanunda" }, { "layihəsinə", "layihə" },
	{ "Gəncədə", "Gəncə" }, { "Bakıdan", "Bakı" }, { "Nuriyevin", "Nuriyev" },
	{ "sədrin", "sədr" }, { "yollarda", "yol" }, { "səslərin", "səs" },
	{ "xəstəxanada", "xəstəxana" }, { "icranın", "icra" }, { "sahələrdə", "sahə" },
};
static const char *const not_found_by[][2] = {
	{ "insanın", "inşaat" }, { "vətənin", "veteran" }, { "qanun", "qan" }, { "qadın", "qadağa" },
	{ "müəllim", "müəllif" }, { "prosesi", "prosedur" }, { "səslər", "sessiya" },
	{ "tədbir", "təd" }, { "dairə", "dair" }, { "məsələ", "meşə" }, { "nadir", "nar" },
	{ "Bakı", "bax" }, { "düzgün", "düz" }, { "altı", "alt" }, { "şəhər", "şəh" },
	{ "yerlər", "yeddi" }, { "kitabda", "kit" }, { "2015", "201" }, { "təyin", "təyyarə" },
};

static bool finds(const char *typed, const char *text)
{
	CLEANUP(str_free) char *file = str_format("%s/index.db", test_folder());
	CLEANUP(db_close) struct db *db = NULL;
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *match = text_search_query(typed);

	if (db_open(&db, file, DB_WRITE, &err) < 0 ||
		db_run(db, "CREATE VIRTUAL TABLE s USING fts5(t, tokenize = 'council')", &err) <
			0 ||
		db_prepare(&query, db, "INSERT INTO s VALUES (?)", &err) < 0)
		abort();
	query_bind_text(query, 1, text);
	if (query_run(query, &err) < 0)
		abort();
	query_free(TAKE(query));
	if (db_prepare(&query, db, "SELECT 1 FROM s WHERE s MATCH ?", &err) < 0)
		abort();
	query_bind_text(query, 1, match);
	return query_step(query, &err) > 0;
}

TEST(endings_that_are_typed_need_not_be_there)
{
	for (size_t i = 0; i < ARRAY_SIZE(found_by); i++) {
		if (!finds(found_by[i][0], found_by[i][1]))
			test_fail(__FILE__, __LINE__, "%s does not find %s", found_by[i][0],
				found_by[i][1]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(not_found_by); i++) {
		if (finds(not_found_by[i][0], not_found_by[i][1])) {
			CLEANUP(str_free) char *match = text_search_query(not_found_by[i][0]);

			test_fail(__FILE__, __LINE__, "%s finds %s by %s", not_found_by[i][0],
				not_found_by[i][1], match);
		}
	}
}

TEST(what_was_typed_ranks_before_its_stem_and_both_are_marked)
{
	CLEANUP(db_close) struct db *db = open_index();
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(str_free) char *match = text_search_query("xidmətlərdə");

	CHECK_OK(db_run(db, "INSERT INTO s VALUES ('Xidmət'), ('Yeni xidmət və köhnə xidmət'),"
		" ('Bir neçə il əvvəl göstərilən müxtəlif xidmətlərdə olan çətinliklər barədə')", &err), err);
	CHECK_OK(db_prepare(&query, db, "SELECT highlight(s, 0, '[', ']') FROM s WHERE s MATCH ? ORDER BY rank", &err), err);
	query_bind_text(query, 1, match);
	CHECK(query_step(query, &err) > 0);
	CHECK_TEXT(query_text(query, 0), "Bir neçə il əvvəl göstərilən müxtəlif [xidmətlərdə] olan çətinliklər barədə");
	CHECK(query_step(query, &err) > 0);
	CHECK(strstr(query_text(query, 0), "[") != NULL);
}

TEST(whatever_is_typed_is_no_syntax)
{
	static const char *const typed[] = { "xidmet\"", "\"", "xidmet AND", "NEAR(xidmet, 2)",
		"t:xidmet", "-xidmet", "xidmet*", "^xidmet", "{t}: xidmet", "xidmet + şura", "(((",
		"xidmet'; DROP TABLE s; --", "\xff\xfe xidmet \"\xc9" };
	CLEANUP(db_close) struct db *db = open_index();

	for (size_t i = 0; i < ARRAY_SIZE(typed); i++) {
		CLEANUP(str_free) char *match = text_search_query(typed[i]);
		CLEANUP(str_free) char *result = *match ? found(db, typed[i]) : str_copy("");

		CHECK(strspn(result, "12345") == strlen(result));
	}
	CHECK_FOUND("-xidmet*", "1");
}

TEST_MAIN
