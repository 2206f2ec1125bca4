#include "test.h"
#include "text.h"

#include <pthread.h>
#include <stdio.h>

#define AZ "az"

static char *fold(const char *text)
{
	return text_fold(text, strlen(text));
}

static char *roman(const char *text)
{
	return text_fold_roman(text, strlen(text));
}

/* Whether any alternative of one parenthesis of QUERY is the beginning of FORM. */
static bool group_finds(const char *group, const char *end, const char *form)
{
	for (const char *p = group; (p = memchr(p, '"', (size_t)(end - p))); p++) {
		const char *from = ++p;

		p = strchr(from, '"');
		if (strncmp(form, from, (size_t)(p - from)) == 0)
			return true;
	}
	return false;
}

/* Whether some word of TEXT answers it, as the index keeps words: in both folds. */
static bool text_answers(const char *text, const char *group, const char *end)
{
	size_t start, pos = 0;

	while (text_next_word(text, strlen(text), &start, &pos)) {
		CLEANUP(str_free) char *plain = text_fold(text + start, pos - start);
		CLEANUP(str_free) char *other = text_fold_roman(text + start, pos - start);

		if (group_finds(group, end, plain) || group_finds(group, end, other))
			return true;
	}
	return false;
}

/* What the index does with a query, in a few lines. */
static bool finds(const char *typed, const char *text)
{
	CLEANUP(str_free) char *query = text_search_query(typed);
	const char *p = query;

	if (!*query)
		return false;
	while ((p = strchr(p, '('))) {
		const char *end = strchr(p, ')');

		if (!text_answers(text, p, end))
			return false;
		p = end;
	}
	return true;
}

#define CHECK_OWNED(call, expected)                                                                \
	do {                                                                                       \
		CLEANUP(str_free) char *owned_ = (call);                                           \
		CHECK_TEXT(owned_, expected);                                                      \
	} while (0)

TEST(blank_is_what_nobody_sees)
{
	CHECK(text_is_blank(NULL) && text_is_blank("") && text_is_blank(" \t\n"));
	CHECK(text_is_blank("\xc2\xa0") && text_is_blank("\xe2\x80\x8b \xef\xbb\xbf"));
	CHECK(!text_is_blank(" ə") && !text_is_blank(".") && !text_is_blank("\xff"));
}

TEST(knows_what_is_utf8)
{
	CHECK(text_is_utf8("", 0));
	CHECK(text_is_utf8("şura ₼ 😀", strlen("şura ₼ 😀")));
	CHECK(!text_is_utf8("a\0b", 3));
	CHECK(!text_is_utf8("\xff", 1));
	CHECK(!text_is_utf8("\xc0\xaf", 2));	     /* overlong */
	CHECK(!text_is_utf8("\xed\xa0\x80", 3));     /* half of a surrogate pair */
	CHECK(!text_is_utf8("\xf5\x80\x80\x80", 4)); /* past U+10FFFF */
	CHECK(!text_is_utf8("ab\xc9", 3));	     /* cut in a letter */
}

TEST(cleaning_normalises_letters_and_line_ends)
{
	struct error err = { 0 };
	char *out = NULL;

	CHECK_OK(text_clean(&out, "\xef\xbb\xbfs\xcc\xa7ura\r\nbir\riki\n\tu\xcc\x88", 23, &err),
		err);
	CHECK_TEXT(out, "şura\nbir\niki\n\tü");
	free(out);
	CHECK_OK(text_clean(&out, "", 0, &err), err);
	CHECK_TEXT(out, "");
	free(out);
	CHECK_OK(text_clean(&out, "I\xcc\x87", 3, &err), err);
	CHECK_TEXT(out, "İ");
	free(out);
}

TEST(cleaning_leaves_clean_text_alone)
{
	static const char text[] = "Nazirliyin “cavabı” — 43% ₼\n\tƏlavə 😀\n";
	struct error err = { 0 };
	char *out = NULL;

	CHECK_OK(text_clean(&out, text, strlen(text), &err), err);
	CHECK_TEXT(out, text);
	free(out);
}

TEST(cleaning_refuses_what_no_text_holds_and_names_the_line)
{
	struct error err = { 0 };
	char mine[] = "mine", *out = mine;

	CHECK_REFUSED(text_clean(&out, "bir\niki\xff", 8, &err), ERR_INVALID, err,
		"line 2: this is not UTF-8; save the text as UTF-8 and try again");
	CHECK_REFUSED(text_clean(&out, "a\0b", 3, &err), ERR_INVALID, err,
		"line 1: the control character U+0000 cannot be kept; remove it and try again");
	CHECK_REFUSED(text_clean(&out, "a\r\n\r\n\x1b[0m", 9, &err), ERR_INVALID, err,
		"line 3: the control character U+001B cannot be kept; remove it and try again");
	CHECK_REFUSED(text_clean(&out, "a\xc2\x85", 3, &err), ERR_INVALID, err,
		"line 1: the control character U+0085 cannot be kept; remove it and try again");
	CHECK_REFUSED(text_clean(&out, "\x7f", 1, &err), ERR_INVALID, err,
		"line 1: the control character U+007F cannot be kept; remove it and try again");
	CHECK(out == mine);
}

TEST(folds_the_special_letters_to_what_people_type)
{
	CHECK_OWNED(fold("Əə Iı İi Şş Çç Ğğ Öö Üü"), "ee ii ii ss cc gg oo uu");
	CHECK_OWNED(fold("XİDMƏTLƏRİN"), "xidmetlerin");
	CHECK_OWNED(fold("Nazirlik NAZIRLIK"), "nazirlik nazirlik");
	CHECK_OWNED(fold("İctimai Şura"), "ictimai sura");
	CHECK_OWNED(fold("2015-ci il"), "2015-ci il");
	CHECK_OWNED(fold(""), "");
}

TEST(folds_other_letters_without_their_marks)
{
	CHECK_OWNED(fold("Crème Brûlée Łódź Straße Ærø ﬁ"), "creme brulee lodz strasse aero fi");
	CHECK_OWNED(fold("Ёлка Йод"), "елка иод");
	CHECK_OWNED(fold("s\xcc\xa7ura I\xcc\x87"), "sura i"); /* not in NFC */
	CHECK_OWNED(fold("xid\xc2\xadmət"), "xidmet");	       /* a soft hyphen */
	CHECK_OWNED(fold("xidm\xc7\x9dt xidm\xd3\x99t"), "xidmet xidmet");
	CHECK_OWNED(fold("\xff"), "\xef\xbf\xbd");
}

TEST(folds_as_names_are_written_abroad)
{
	CHECK_OWNED(roman("Əliməmməd"), "alimammad");
	CHECK_OWNED(roman("Məmmədov"), "mammadov");
	CHECK_OWNED(roman("Şura"), "shura");
	CHECK_OWNED(roman("Çingiz Cəfər Xalid Qurban Ağa"), "chingiz jafar khalid gurban agha");
	CHECK_OWNED(roman("İlqar Işıq"), "ilgar ishig");
	CHECK_OWNED(roman("c\xcc\xa7 č"), "ch c");
	CHECK_OWNED(roman("Gündüz"), "gunduz");
}

TEST(words_end_at_hyphens_and_apostrophes)
{
	static const char text[] = " MHM-in, “e-xidmət” O'zbek 2015-ci…MHM’də  a_b\u02bcc ";
	static const char *const words[] = { "MHM", "in", "e", "xidmət", "O", "zbek", "2015", "ci",
		"MHM", "də", "a", "b", "c" };
	size_t len = strlen(text), start, pos = 0;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		CHECK(text_next_word(text, len, &start, &pos));
		CHECK_OWNED(str_copy_n(text + start, pos - start), words[i]);
	}
	CHECK(!text_next_word(text, len, &start, &pos));
	CHECK_NUMBER(pos, len);
}

TEST(words_survive_marks_and_broken_bytes)
{
	static const char text[] = "\xff\xcc\x87s\xcc\xa7u\xc2\xadra\xc9";
	size_t start, pos = 0;

	CHECK(text_next_word(text, sizeof text - 1, &start, &pos));
	CHECK_NUMBER(start, 3); /* a mark alone begins no word */
	CHECK_NUMBER(pos, sizeof text - 2);
	CHECK(!text_next_word(text, sizeof text - 1, &start, &pos));
	pos = 0;
	CHECK(!text_next_word("", 0, &start, &pos));
}

TEST(a_query_is_prefixes_in_both_folds)
{
	CHECK_OWNED(text_search_query("xidmet"), "(\"xidmet\"* OR \"khidmet\"*)");
	CHECK_OWNED(text_search_query("Şura, 2015"), "(\"sura\"* OR \"shura\"*) AND (\"2015\"*)");
	CHECK_OWNED(text_search_query("NAZIRLIK"), "(\"nazirlik\"* OR \"nazirliy\"*)");
	CHECK_OWNED(text_search_query("otaq"), "(\"otaq\"* OR \"otag\"* OR \"otagh\"*)");
}

TEST(a_query_of_no_words_is_empty)
{
	CHECK_OWNED(text_search_query(""), "");
	CHECK_OWNED(text_search_query(" \"*-' () ¿? ̇"), "");
}

TEST(a_query_cannot_leave_its_quotes)
{
	CHECK_OWNED(text_search_query("a\" OR title:b* NOT (c) NEAR(\xff)"),
		"(\"a\"*) AND (\"or\"*) AND (\"title\"* OR \"titl\"*) AND (\"b\"*) AND (\"not\"*) AND "
		"(\"c\"* OR \"j\"*) AND (\"near\"*)");
}

TEST(sixteen_words_count)
{
	CLEANUP(str_free)
	char *query = text_search_query("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18");

	CHECK(strstr(query, "\"16\"*"));
	CHECK(!strstr(query, "\"17\"*"));
	CHECK(text_search_is_cut("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17"));
	CHECK(!text_search_is_cut("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 ."));
}

TEST(a_word_finds_its_suffixed_forms)
{
	CHECK(finds("xidmet", "xidmətlərin"));
	CHECK(finds("xidmət", "Elektron xidmətlərdən istifadə"));
	CHECK(finds("XİDMƏT", "xidmətləri"));
	CHECK(!finds("xidmət", "xid"));
	CHECK(!finds("xidmət şura", "xidmətlərin"));
	CHECK(finds("elektron xidmet", "Yerli icra hakimiyyətlərində elektron xidmətlər"));
}

TEST(either_spelling_of_a_name_finds_the_other)
{
	CHECK(finds("Alimammad", "Əliməmməd"));
	CHECK(finds("Əliməmməd", "Alimammad"));
	CHECK(finds("Elimemmed", "Əliməmmədin"));
	CHECK(finds("Mammadov", "Məmmədovun çıxışı"));
	CHECK(finds("Məmmədov", "Mammadov"));
	CHECK(finds("shura", "İctimai Şuranın"));
	CHECK(finds("şura", "Public Shura"));
	CHECK(finds("Chingiz", "Çingiz"));
	CHECK(finds("Çingiz", "Chingiz"));
	CHECK(finds("Jafarov", "Cəfərov"));
	CHECK(finds("Khalid", "Xalid"));
	CHECK(finds("Gurbanov", "Qurbanov"));
	CHECK(!finds("Alimammad", "Vəliməmməd"));
}

TEST(a_final_k_or_q_softens_before_a_suffix)
{
	CHECK(finds("NAZIRLIK", "Nazirliyinin"));
	CHECK(finds("Nazirlik", "NAZİRLİYİNİN"));
	CHECK(finds("nazirlik", "nazirlikdə"));
	CHECK(finds("otaq", "otağın"));
	CHECK(finds("Agentlik", "Agentliyə"));
	CHECK(!finds("tək", "Təyyar")); /* one syllable keeps its k */
	CHECK(!finds("nazirlik", "nazir"));
}

TEST(an_acronym_and_its_ending_are_two_words)
{
	CHECK(finds("MHM", "MHM-in xidmətləri"));
	CHECK(finds("MHM-in", "MHM xidmətləri"));
	CHECK(finds("MHM’də", "MHM-in"));
	CHECK(finds("2015-ci il", "2015 il"));
	CHECK(!finds("e-xidmət", "xidmət"));
	CHECK(!finds("MHM-in", "VXSİ-nin"));
	CHECK_OWNED(text_search_query("MHM-in"), "(\"mhm\"*)");
	CHECK_OWNED(text_search_query("MHM in"), "(\"mhm\"*) AND (\"in\"*)");
	CHECK_OWNED(text_search_query("E-gov"), "(\"e\"*) AND (\"gov\"*)");
	CHECK_OWNED(text_search_query("IT-parkda"), "(\"it\"*) AND (\"parkda\"* OR \"parkd\"* OR \"park\"*)");
	CHECK_OWNED(text_search_query("ATƏT-in -in"), "(\"atet\"* OR \"atat\"*) AND (\"in\"*)");
}

static int compare(const char *a, const char *b, const char *language)
{
	CLEANUP(buf_release) struct buf left = BUF_INIT;
	CLEANUP(buf_release) struct buf right = BUF_INIT;

	text_sort_key(&left, a, language);
	text_sort_key(&right, b, language);
	int order = memcmp(left.data, right.data, left.len < right.len ? left.len : right.len);

	return order ? order : (int)left.len - (int)right.len;
}

TEST(sorts_by_the_azerbaijani_alphabet_with_w_last)
{
	static const char *const alphabet[] = { "a", "b", "c", "ç", "d", "e", "ə", "f", "g", "ğ",
		"h", "x", "ı", "i", "j", "k", "q", "l", "m", "n", "o", "ö", "p", "r", "s", "ş", "t",
		"u", "ü", "v", "y", "z", "w" };

	for (size_t i = 1; i < ARRAY_SIZE(alphabet); i++) {
		CLEANUP(str_free) char *before = str_format("%s2", alphabet[i - 1]);
		CLEANUP(str_free) char *upper = text_upper(alphabet[i], AZ);

		if (compare(before, alphabet[i], AZ) >= 0 || compare(before, upper, AZ) >= 0)
			test_fail(__FILE__, __LINE__, "%s comes after %s", before, alphabet[i]);
	}
	CHECK(compare("x", "h", "en") > 0);
	CHECK(compare("x", "ı", "en") > 0); /* elsewhere x does not follow h */
}

TEST(sorts_names_as_a_dictionary)
{
	CHECK(compare("Əliyev", "Ələkbərov", AZ) > 0);
	CHECK(compare("Xəlilov", "İbrahimov", AZ) < 0);
	CHECK(compare("Qasımov", "Kərimov", AZ) > 0);
	CHECK(compare("Qasımov", "Lətifov", AZ) < 0);
	CHECK(compare("əliyev Z", "Əliyev A", AZ) > 0);
	CHECK(compare("şura", "şura", AZ) == 0);
	CHECK(compare("", "a", AZ) < 0);
	CHECK(compare("şur", "şura", AZ) < 0);
}

TEST(sorts_digits_as_numbers)
{
	CHECK(compare("9/2-21", "9/11-21", AZ) < 0);
	CHECK(compare("Məsələ 10", "Məsələ 9", AZ) > 0);
	CHECK(compare("Issue 10", "Issue 9", "en") > 0);
}

TEST(a_sort_key_of_a_long_text_is_whole)
{
	CLEANUP(buf_release) struct buf a = BUF_INIT;
	CLEANUP(buf_release) struct buf b = BUF_INIT;

	for (int i = 0; i < 3000; i++) {
		buf_puts(&a, "ə́1");
		buf_puts(&b, "ə́1");
	}
	buf_puts(&a, "ş");
	buf_puts(&b, "s");
	CHECK(compare(a.data, b.data, AZ) > 0);
}

TEST(changes_case_as_the_language_does)
{
	CHECK_OWNED(text_lower("İCTİMAİ IŞIQ ƏLAVƏ", AZ), "ictimai ışıq əlavə");
	CHECK_OWNED(text_upper("ictimai ışıq əlavə", AZ), "İCTİMAİ IŞIQ ƏLAVƏ");
	CHECK_OWNED(text_lower("TITLE", "en"), "title");
	CHECK_OWNED(text_upper("title", "en"), "TITLE");
	CHECK_OWNED(text_upper("\xce\x90ß", "en"),
		"\xce\x99\xcc\x88\xcc\x81SS"); /* three letters of one */
	CHECK_OWNED(text_upper("", AZ), "");
}

TEST(gives_the_first_letter)
{
	CHECK_OWNED(text_initial("əliyev", AZ), "Ə");
	CHECK_OWNED(text_initial("ibrahimov", AZ), "İ");
	CHECK_OWNED(text_initial("ibrahimov", "en"), "I");
	CHECK_OWNED(text_initial("ırmaq", AZ), "I");
	CHECK_OWNED(text_initial("s\xcc\xa7ura", AZ), "Ş");
	CHECK_OWNED(text_initial("24 saat", AZ), "#");
	CHECK_OWNED(text_initial("", AZ), "#");
	CHECK_OWNED(text_initial("\xff", AZ), "#");
}

TEST(makes_slugs)
{
	CHECK_OWNED(text_slug("Osman Gündüz"), "osman-gunduz");
	CHECK_OWNED(text_slug("Yerli icra hakimiyyətlərində e-xidmətlər"),
		"yerli-icra-hakimiyyetlerinde-e-xidmetler");
	CHECK_OWNED(text_slug("  --VXSİ (RYTN)…  "), "vxsi-rytn");
	CHECK_OWNED(text_slug("../../etc/passwd\n"), "etc-passwd");
	CHECK_OWNED(text_slug("日本"), "");
	CHECK_OWNED(text_slug(""), "");
}

TEST(slugs_end_at_a_word_within_sixty_bytes)
{
	CHECK_OWNED(text_slug("elektron imza elektron imza elektron imza elektron imzalar bir"),
		"elektron-imza-elektron-imza-elektron-imza-elektron-imzalar");
	CLEANUP(str_free)
	char *slug = text_slug(
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b");

	CHECK_NUMBER(strlen(slug), 60);
	CHECK_OWNED(text_slug("aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggg"),
		"aaaaaaaaa-bbbbbbbbb-ccccccccc-ddddddddd-eeeeeeeee-fffffffff");
}

TEST(excerpts_end_at_a_word)
{
	CHECK_OWNED(text_excerpt("Yerli icra", 20), "Yerli icra");
	CHECK_OWNED(text_excerpt("Yerli icra", 10), "Yerli icra");
	CHECK_OWNED(text_excerpt("Yerli icra  \n", 10), "Yerli icra");
	CHECK_OWNED(text_excerpt("Yerli icra", 9), "Yerli…");
	CHECK_OWNED(text_excerpt("Yerli icra", 5), "Yerli…");
	CHECK_OWNED(text_excerpt("şşşşşş", 3), "şşş…");
	CHECK_OWNED(text_excerpt("ə\xcc\x81ə\xcc\x81ə", 3), "ə\xcc\x81ə\xcc\x81…");
	CHECK_OWNED(text_excerpt("", 3), "");
	CHECK_OWNED(text_excerpt("abc", 0), "…");
}

TEST(tells_the_line_of_a_byte)
{
	CHECK_NUMBER(text_line_of("a\nb\nc", 0), 1);
	CHECK_NUMBER(text_line_of("a\nb\nc", 1), 1);
	CHECK_NUMBER(text_line_of("a\nb\nc", 2), 2);
	CHECK_NUMBER(text_line_of("a\nb\nc", 99), 3);
}

static void *sort_often(void *wrong)
{
	for (int i = 0; i < 2000; i++)
		if (compare("x", "ı", AZ) >= 0 || compare("x", "ı", "en") <= 0)
			++*(int *)wrong;
	return NULL;
}

TEST(threads_sort_at_once)
{
	pthread_t threads[4];
	int wrong[4] = { 0 };

	for (size_t i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL, sort_often, &wrong[i]) == 0);
	for (size_t i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		CHECK_NUMBER(wrong[i], 0);
	}
}

TEST_MAIN
