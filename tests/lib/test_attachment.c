#include "index_site.h"
#include "attachment.h"

#define FOLDER "proposals/2015/0001-0099/0001-layihe"
#define MOVED "proposals/2015/0001-0099/0001-yeni-ad"
#define PROPOSAL "---\nrecord: proposal\ntitle: Layihə\nstate: draft\n---\n\n**R1** Söz.\n"

static void check_name(const char *original, const char *expected)
{
	CLEANUP(str_free) char *name = attachment_name(original);

	CHECK_TEXT(name, expected);
}

TEST(a_file_gets_a_plain_name)
{
	check_name("Hesabat (son).PDF", "hesabat-son.pdf");
	check_name("C:\\Sənədlər\\Şəkil 1.JPG", "sekil-1.jpg");
	check_name("../../council.md", "council.md");
	check_name(".png", "png");
	check_name("«».txt", "file.txt");
	check_name("a.tar.gz", "a-tar.gz");
	check_name("a.p/../n g", "n-g");
	check_name("a.p\"n g", "a.png");
	check_name("", "file");
}

TEST(a_file_is_what_its_name_says)
{
	CHECK_OK(attachment_check("a.pdf", "%PDF-1.4", 8, &err), err);
	CHECK_OK(attachment_check("a.md", "# Söz", strlen("# Söz"), &err), err);
	CHECK_REFUSED(attachment_check("a.png", "<html>", 6, &err), ERR_INVALID, err,
		"this file is called .png, but something else stands in it; save it anew as what it is");
	CHECK_REFUSED(attachment_check("a.csv", "\xff\xfe", 2, &err), ERR_INVALID, err,
		"this file is no text in UTF-8; save it as that, or as a PDF");
	CHECK_REFUSED(attachment_check("a.pdf", NULL, 0, &err), ERR_INVALID, err, "this file is empty");
	CHECK_REFUSED(attachment_check("a.svg", "<svg>", 5, &err), ERR_INVALID, err,
		"files of this type are not taken; taken are pdf, png, jpg, webp, odt, ods, docx, xlsx, csv, txt, md");
	CHECK_REFUSED(attachment_check("a.docx", "PK\3\4", 4, &err), ERR_INVALID, err,
		"this file is called .docx, but something else stands in it; save it anew as what it is");
	CHECK_REFUSED(attachment_check("a.odt", "PK\3\4 mimetype", 13, &err), ERR_INVALID, err,
		"this file is called .odt, but something else stands in it; save it anew as what it is");
}

TEST(no_short_file_is_read_beyond_its_end)
{
	static const char *const names[] = { "a.pdf", "a.png", "a.jpg", "a.webp", "a.odt", "a.ods", "a.docx", "a.xlsx" };
	static const char bytes[] = "PK\3\4RIFF%PDF\xff\xd8\xff";

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		for (size_t len = 1; len < sizeof bytes; len++) {
			CLEANUP(str_free) char *exact = mem_alloc(len);

			memcpy(exact, bytes, len);
			CHECK_NUMBER(attachment_check(names[i], exact, len, &err), ERR_INVALID);
		}
}

static int put_all(struct site *site, const char *folder)
{
	CLEANUP(str_free) char *proposal = str_format("%s/proposal.md", folder);
	CLEANUP(str_free) char *plan = str_format("%s/attachments/plan.txt", folder);
	CLEANUP(str_free) char *map = str_format("%s/attachments/map.png", folder);

	put(site, proposal, PROPOSAL);
	put(site, plan, "abc");
	put(site, map, "xy");
	return save(site, "Put");
}

#define ALL "SELECT owner || ' ' || name || ' ' || size || ' ' || type FROM attachments ORDER BY path"

TEST(the_index_follows_files_beside_records)
{
	SITE site = site_new();

	CHECK_OK(put_all(&site, FOLDER), err);
	CHECK_ROWS(site.db, ALL, "proposals/2015/1 map.png 2 image/png;proposals/2015/1 plan.txt 3 text/plain; charset=utf-8;");
	CHECK(equals_rebuilt(&site));

	put(&site, FOLDER "/attachments/plan.txt", "abcd");
	put(&site, FOLDER "/attachments/map.png", NULL);
	CHECK_OK(save(&site, "Change"), err);
	CHECK_ROWS(site.db, ALL, "proposals/2015/1 plan.txt 4 text/plain; charset=utf-8;");
	CHECK(equals_rebuilt(&site));

	put(&site, FOLDER "/attachments/plan.txt", NULL);
	put(&site, FOLDER "/proposal.md", NULL);
	put(&site, MOVED "/proposal.md", PROPOSAL);
	put(&site, MOVED "/attachments/plan.txt", "abcd");
	CHECK_OK(save(&site, "Move"), err);
	CHECK_ROWS(site.db, ALL, "proposals/2015/1 plan.txt 4 text/plain; charset=utf-8;");
	CHECK(equals_rebuilt(&site));
}

TEST(files_have_their_records_readers)
{
	SITE site = site_new();

	CHECK_OK(put_all(&site, FOLDER), err);
	CHECK_ROWS(site.db, "SELECT count(*) FROM visible_attachments", "0;");
	index_set_reader(site.db, 2);
	CHECK_ROWS(site.db, "SELECT count(*) FROM visible_attachments", "2;");
}

TEST_MAIN
