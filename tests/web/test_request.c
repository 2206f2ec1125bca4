#include "test.h"
#include "request.h"
#include "peers.h"

static struct error err;

#define READ(text) fields_read_urlencoded(&fields, text, strlen(text), &err)

TEST(reads_names_and_values)
{
	CLEANUP(fields_release) struct fields fields = { 0 };

	CHECK_OK(READ("a=1&b=x+y%20z&empty=&bare&a=2"), err);
	CHECK_NUMBER(fields.count, 5);
	CHECK_TEXT(fields_get(&fields, "a"), "1");
	CHECK_TEXT(fields_get(&fields, "b"), "x y z");
	CHECK_TEXT(fields_get(&fields, "empty"), "");
	CHECK_TEXT(fields_get(&fields, "bare"), "");
	CHECK_TEXT(fields.field[4].value, "2");
	CHECK(!fields_get(&fields, "c"));
}

TEST(brings_text_to_one_form)
{
	CLEANUP(fields_release) struct fields fields = { 0 };

	CHECK_OK(READ("t=one%0D%0Atwo&n=o%CC%88"), err);
	CHECK_TEXT(fields_get(&fields, "t"), "one\ntwo");
	CHECK_TEXT(fields_get(&fields, "n"), "ö");
}

TEST(keeps_what_can_be_kept_of_bad_text)
{
	CLEANUP(fields_release) struct fields fields = { 0 };

	CHECK_NUMBER(READ("good=1&nul=a%00b&half=x%C9&bell=%07y&after=2"), ERR_INVALID);
	CHECK_TEXT(fields_get(&fields, "good"), "1");
	CHECK_TEXT(fields_get(&fields, "nul"), "ab");
	CHECK_TEXT(fields_get(&fields, "half"), "x");
	CHECK_TEXT(fields_get(&fields, "bell"), "y");
	CHECK_TEXT(fields_get(&fields, "after"), "2");
}

TEST(refuses_escapes_that_are_none)
{
	static const char *const bad[] = { "a=%", "a=%4", "a=%zz", "%=1", "a=1&b=%g0" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		CLEANUP(fields_release) struct fields fields = { 0 };

		CHECK_REFUSED(READ(bad[i]), ERR_INVALID, err,
			"the address or form holds an escape that is none; begin again at the "
			"first page");
	}
}

TEST(refuses_fields_without_a_proper_name)
{
	static const char *const bad[] = { "=1", "a%20b=1", "a%00=1", "%C9%99=1" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		CLEANUP(fields_release) struct fields fields = { 0 };

		CHECK_NUMBER(READ(bad[i]), ERR_INVALID);
		CHECK_NUMBER(fields.count, 0);
	}
}

TEST(bounds_the_number_of_fields)
{
	CLEANUP(fields_release) struct fields fields = { 0 };
	CLEANUP(buf_release) struct buf many = BUF_INIT;

	for (int i = 0; i <= FIELDS_MAX; i++)
		buf_puts(&many, "a&");
	CHECK_REFUSED(READ(buf_text(&many)), ERR_TOO_LARGE, err,
		"the form has more than 4000 fields; send it in parts");
	CHECK_NUMBER(fields.count, FIELDS_MAX);
}

#define TYPE "multipart/form-data; boundary=----xYz"
#define PART(head, value)                                                                          \
	"------xYz\r\nContent-Disposition: form-data; " head "\r\n\r\n" value "\r\n"
#define END "------xYz--\r\n"
#define READ_PARTS(text) fields_read_multipart(&fields, TYPE, text, sizeof(text) - 1, &err)

TEST(reads_multipart)
{
	CLEANUP(fields_release) struct fields fields = { 0 };

	CHECK_OK(READ_PARTS(PART("name=\"title\"", "Yerli icra") PART("name=text", "one\r\n\r\ntwo")
				 PART("name=\"none\"", "") END),
		err);
	CHECK_NUMBER(fields.count, 3);
	CHECK_TEXT(fields_get(&fields, "title"), "Yerli icra");
	CHECK_TEXT(fields_get(&fields, "text"), "one\n\ntwo");
	CHECK_TEXT(fields_get(&fields, "none"), "");
}

TEST(keeps_the_bytes_of_a_file)
{
	CLEANUP(fields_release) struct fields fields = { 0 };

	CHECK_OK(READ_PARTS(PART("name=\"f\"; filename=\"a %22b%22.bin\"\r\nContent-Type: x/y",
			 "\0\xff\r\n") END),
		err);
	CHECK_NUMBER(fields.count, 1);
	CHECK_NUMBER(fields.field[0].len, 4);
	CHECK(memcmp(fields.field[0].value, "\0\xff\r\n", 4) == 0);
	CHECK_TEXT(fields.field[0].file, "a \"b\".bin");
}

TEST(a_boundary_within_a_value_is_text)
{
	CLEANUP(fields_release) struct fields fields = { 0 };

	CHECK_OK(READ_PARTS(PART("name=\"a\"", "1------xYz is text ----xYz") END), err);
	CHECK_TEXT(fields_get(&fields, "a"), "1------xYz is text ----xYz");
}

TEST(refuses_broken_multipart)
{
	static const char *const bad[] = {
		"",
		"------xYz",
		"------xYz\r\n",
		"no boundary",
		"------xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever ends",
		"------xYz\r\nContent-Disposition: form-data\r\n\r\nno name\r\n------xYz--\r\n",
		"------xYz\r\nname=\"a\"\r\n\r\n1\r\n------xYz--\r\n",
		"------xYzContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n------xYz--\r\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		CLEANUP(fields_release) struct fields fields = { 0 };

		CHECK_REFUSED(fields_read_multipart(&fields, TYPE, bad[i], strlen(bad[i]), &err),
			ERR_INVALID, err,
			"the form did not arrive whole; go back to it and send it again");
	}
}

TEST(a_cut_form_gives_the_fields_up_to_the_cut)
{
	CLEANUP(fields_release) struct fields fields = { 0 };
	static const char text[] = PART("name=\"a\"", "1") PART("name=\"b\"", "two");

	CHECK_NUMBER(
		fields_read_multipart(&fields, TYPE, text, sizeof text - 4, &err), ERR_INVALID);
	CHECK_TEXT(fields_get(&fields, "a"), "1");
	CHECK_TEXT(fields_get(&fields, "b"), "tw");
}

TEST(knows_who_takes_gzip)
{
	CHECK(accepts_gzip("gzip"));
	CHECK(accepts_gzip("deflate, GZIP;q=0.5, br"));
	CHECK(!accepts_gzip("gzip;q=0"));
	CHECK(!accepts_gzip("gzip; q=0.0, br"));
	CHECK(!accepts_gzip("xgzip"));
	CHECK(!accepts_gzip(""));
	CHECK(!accepts_gzip(NULL));
}

static enum format format_of(char *path, const char *accept)
{
	struct message msg = { 0 };
	enum format format;

	if (accept)
		message_add_header(&msg, "Accept", 6, accept, strlen(accept));
	format = request_format(&msg, path);
	message_release(&msg);
	return format;
}

TEST(takes_the_format_from_suffix_or_header)
{
	char json[] = "/meetings/2015/1.json", md[] = "/meetings/2015/1.md", plain[] = "/people",
	     file[] = "/static/0123/x.json", root[] = "/.json";

	CHECK_NUMBER(format_of(json, "text/html"), FORMAT_JSON);
	CHECK_TEXT(json, "/meetings/2015/1");
	CHECK_NUMBER(format_of(md, NULL), FORMAT_MARKDOWN);
	CHECK_TEXT(md, "/meetings/2015/1");
	CHECK_NUMBER(format_of(plain, NULL), FORMAT_HTML);
	CHECK_NUMBER(format_of(plain, "application/json"), FORMAT_JSON);
	CHECK_NUMBER(format_of(plain, "text/markdown"), FORMAT_MARKDOWN);
	CHECK_NUMBER(format_of(plain, "text/html,application/xhtml+xml,*/*;q=0.8"), FORMAT_HTML);
	CHECK_NUMBER(format_of(plain, "text/html;q=0.4,application/json;q=0.9"), FORMAT_JSON);
	CHECK_NUMBER(format_of(file, NULL), FORMAT_HTML);
	CHECK_TEXT(file, "/static/0123/x.json");
	CHECK_NUMBER(format_of(root, NULL), FORMAT_JSON);
}

TEST(leads_back_only_here)
{
	CHECK_TEXT(request_back("/meetings?x=1#s1"), "/meetings?x=1#s1");
	CHECK_TEXT(request_back("/"), "/");
	CHECK_TEXT(request_back(NULL), "/");
	CHECK_TEXT(request_back(""), "/");
	CHECK_TEXT(request_back("//elsewhere.example/"), "/");
	CHECK_TEXT(request_back("/\\elsewhere.example"), "/");
	CHECK_TEXT(request_back("https://elsewhere.example/"), "/");
	CHECK_TEXT(request_back("/a\r\nSet-Cookie: x"), "/");
}

static void check_cookie(const char *header, const char *wanted)
{
	struct site site = { .origin = "http://127.0.0.1" };
	struct message msg = { .peer = "10.1.2.3" };
	struct request req = { .site = &site, .message = &msg };

	message_add_header(&msg, "Cookie", 6, header, strlen(header));
	CHECK_OK(request_read(&req, "", &err), err);
	CHECK_TEXT(req.came_with, wanted);
	CHECK_TEXT(req.address, "10.1.2.3");
	request_release(&req);
	message_release(&msg);
}

TEST(takes_only_tokens_of_our_form_from_cookies)
{
	static const char token[] = "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE";

	check_cookie("session=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE", token);
	check_cookie("a=b; session=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE;c=d", token);
	check_cookie("xsession=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE", "");
	check_cookie("session=short", "");
	check_cookie("session=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDEF", "");
	check_cookie("session=abcdefghijklmnopqrstuvwxyz0123456789-_ABC'E", "");
	check_cookie("session=", "");
	check_cookie("", "");
}

static void check_address(const char *proxies, const char *peer, const char *via, const char *wanted)
{
	struct site site = { .origin = "https://x.example", .proxies = proxies };
	struct message msg = { 0 };
	struct request req = { .site = &site, .message = &msg };

	strcpy(msg.peer, peer);
	message_add_header(&msg, "X-Forwarded-For", 15, via, strlen(via));
	CHECK_OK(request_read(&req, "", &err), err);
	CHECK_TEXT(req.address, wanted);
	request_release(&req);
	message_release(&msg);
}

TEST(believes_only_its_own_proxies_about_addresses)
{
	static const char own[] = "127.0.0.1, ::1", two[] = "127.0.0.1,10.0.0.2, fd00:0::2";

	check_address(own, "127.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9");
	check_address(own, "::1", "2001:db8::1", "2001:db8::1");
	check_address(own, "::ffff:127.0.0.1", "2001:DB8:0::1", "2001:db8::1");
	check_address(own, "198.51.100.2", "203.0.113.9", "198.51.100.2");
	check_address("", "127.0.0.1", "203.0.113.9", "127.0.0.1");
	check_address(own, "127.0.0.1", "no address", "127.0.0.1");
	check_address(own, "127.0.0.1", "", "127.0.0.1");
	check_address(two, "10.0.0.2", "6.6.6.6, 203.0.113.9 , 127.0.0.1", "203.0.113.9");
	check_address(two, "fd00::2", "203.0.113.9,10.0.0.2", "203.0.113.9");
	check_address(two, "10.0.0.2", "evil, 10.0.0.2", "10.0.0.2");
	check_address(two, "10.0.0.3", "203.0.113.9", "10.0.0.3");
}

TEST(one_address_has_a_share_of_the_connections)
{
	CLEANUP(peers_free) struct peers *peers = NULL;

	CHECK_OK(peers_new(&peers, "127.0.0.1", &err), err);
	for (int i = 0; i < PEERS_SHARE; i++) {
		CHECK(peers_admit(peers, "192.0.2.1"));
		peers_add(peers, "192.0.2.1");
		peers_add(peers, "127.0.0.1");
		peers_add(peers, "2001:db8::1");
	}
	CHECK(!peers_admit(peers, "192.0.2.1"));
	CHECK(!peers_admit(peers, "::ffff:192.0.2.1"));
	CHECK(peers_admit(peers, "192.0.2.2"));
	CHECK(peers_admit(peers, "127.0.0.1"));
	CHECK(!peers_admit(peers, "2001:db8::ffff"));
	CHECK(peers_admit(peers, "2001:db8:0:1::1"));
	peers_remove(peers, "192.0.2.1");
	CHECK(peers_admit(peers, "192.0.2.1"));
}

TEST(a_proxy_is_an_address)
{
	struct peers *peers = NULL;

	CHECK_REFUSED(peers_new(&peers, "10.0.0.2, proxy", &err), ERR_INVALID, err,
		"\"proxy\" is no address of a proxy; write such as 10.0.0.2 or fd00::2");
}

TEST_MAIN
