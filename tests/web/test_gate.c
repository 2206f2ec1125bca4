#include "test.h"
#include "gate.h"

static struct error err;

static void add(struct message *msg, const char *name, const char *value)
{
	message_add_header(msg, name, strlen(name), value, strlen(value));
}

/* Checks a request with the headers "Name: value" of LINES; answers the HTTP status, 0 where it
 * passes. */
static int check(const char *method, const char *target, const char *const *lines)
{
	struct message msg = { .target = str_copy(target) };
	int status = 0, code;

	strcpy(msg.method, method);
	for (; *lines; lines++) {
		const char *colon = strchr(*lines, ':');

		message_add_header(
			&msg, *lines, (size_t)(colon - *lines), colon + 1, strlen(colon + 1));
	}
	code = message_check(&msg, &status, &err);
	message_release(&msg);
	return code < 0 ? status : 0;
}

#define HEADERS(...)                                                                               \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

TEST(lets_proper_requests_through)
{
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: localhost:8080")), 0);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: [::1]:8080", "Cookie: a=b", "X-Empty:")), 0);
	CHECK_NUMBER(check("POST", "/", HEADERS("host: x", "content-length: 12")), 0);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "Content-Length: 0")), 0);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "X-Name: \tÖrnək\t")), 0);
}

TEST(refuses_lengths_that_two_programs_read_in_two_ways)
{
	CHECK_NUMBER(
		check("POST", "/", HEADERS("Host: x", "Content-Length: 5", "Content-Length: 5")),
		400);
	CHECK_NUMBER(check("POST", "/",
			     HEADERS("Host: x", "Content-Length: 5", "Transfer-Encoding: chunked")),
		400);
	CHECK_NUMBER(check("POST", "/", HEADERS("Host: x", "Transfer-Encoding: chunked")), 411);
	CHECK_NUMBER(check("POST", "/", HEADERS("Host: x", "Content-Length: +5")), 400);
	CHECK_NUMBER(check("POST", "/", HEADERS("Host: x", "Content-Length: 5, 5")), 400);
	CHECK_NUMBER(check("POST", "/", HEADERS("Host: x", "Content-Length: 0x5")), 400);
	CHECK_NUMBER(check("POST", "/", HEADERS("Host: x", "Content-Length:")), 400);
	CHECK_NUMBER(check("POST", "/", HEADERS("Host: x", "Content-Length: 99999999999999999999")),
		400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "Content-Length: 5")), 400);
}

TEST(refuses_names_and_values_that_are_none)
{
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "Content-Length : 5")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "X\x01Y: 5")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "X Y: 5")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", ": 5")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "Şura: 5")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "X: a\rb")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "X: a\x7f")), 400);
	CHECK_NUMBER(check("G(T", "/", HEADERS("Host: x")), 400);
	CHECK_NUMBER(check("", "/", HEADERS("Host: x")), 400);
}

TEST(wants_one_host)
{
	CHECK_NUMBER(check("GET", "/", HEADERS("X: y")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: x", "Host: x")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host:")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: a b")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: a/b")), 400);
	CHECK_NUMBER(check("GET", "/", HEADERS("Host: a@b")), 400);
}

TEST(bounds_address_and_headers)
{
	CLEANUP(str_free) char *target = mem_alloc(MESSAGE_TARGET_MAX + 2);
	struct message msg = { .method = "GET", .target = str_copy("/") };
	int status = 0;

	memset(target, 'a', MESSAGE_TARGET_MAX + 1);
	target[0] = '/';
	CHECK_NUMBER(check("GET", target, HEADERS("Host: x")), 414);
	target[MESSAGE_TARGET_MAX] = '\0';
	CHECK_NUMBER(check("GET", target, HEADERS("Host: x")), 0);
	add(&msg, "Host", "x");
	for (int i = 0; i < MESSAGE_HEADERS_MAX; i++)
		add(&msg, "X", "y");
	CHECK_NUMBER(message_check(&msg, &status, &err), ERR_INVALID);
	CHECK_NUMBER(status, 431);
	message_release(&msg);
}

/* What the library leaves of header lines: NULs for the first colon and for CRLF. */
#define READ(block) read_block(block, sizeof(block) - 1)
static int read_block(const char *block, size_t len)
{
	struct message msg = { 0 };
	int status = 0, code = message_read_headers(&msg, block, len, &status, &err);

	message_release(&msg);
	return code < 0 ? status : 0;
}

TEST(reads_header_lines_as_they_came)
{
	static const char block[] = "Host\0 x\0\0Empty\0\0\0X-Y\0\t a:b \0\0\0\0";
	struct message msg = { 0 };
	int status;

	CHECK_OK(message_read_headers(&msg, block, sizeof block - 1, &status, &err), err);
	CHECK_NUMBER(msg.headers.count, 3);
	CHECK_TEXT(message_header(&msg, "host"), "x");
	CHECK_TEXT(message_header(&msg, "empty"), "");
	CHECK_TEXT(message_header(&msg, "x-y"), "a:b");
	message_release(&msg);
}

TEST(refuses_what_the_library_has_mended)
{
	CHECK_NUMBER(READ("\0\0"), 0);
	CHECK_NUMBER(READ("A\0b\0\0"
			  " folded\0\0\0\0"),
		400);
	CHECK_REFUSED(READ("A\0b\0\0"
			   "\tfolded\0\0\0\0"),
		400, err, "the program that asked broke a rule of HTTP: a folded header");
	CHECK_NUMBER(READ("A\0b\0B\0c\0\0\0\0"), 400);
	CHECK_NUMBER(READ("A\0b\0nul\0\0\0\0"), 400);
	CHECK_NUMBER(READ("A\0b\0\0"), 400);
	CHECK_NUMBER(READ("A\0b"), 400);
	CHECK_NUMBER(READ(""), 400);
	CHECK_NUMBER(READ("A\0b\0\0\0"), 400);
}

static int path_of(const char *target, char **path)
{
	struct message msg = { .target = str_copy(target) };
	const char *query;
	int status = 0, code = message_path(&msg, path, &query, &status, &err);

	message_release(&msg);
	return code < 0 ? status : 0;
}

TEST(decodes_a_path)
{
	static const char *const good[][2] = {
		{"/",		       "/"	   },
		{ "/a/b?q=/../x",	  "/a/b"	 },
		{ "/s%C3%B6z/%C9%99", "/söz/ə"    },
		{ "/a%20b",	    "/a b"	   },
		{ "/a.b/..c/d..",	  "/a.b/..c/d.."},
		{ "/a/",		 "/a/"	       },
	};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		CLEANUP(str_free) char *path = NULL;

		CHECK_NUMBER(path_of(good[i][0], &path), 0);
		CHECK_TEXT(path, good[i][1]);
	}
}

TEST(refuses_paths_that_lead_elsewhere)
{
	static const char *const bad[] = { "", "a", "*", "http://x/", "//", "//x", "/a//b", "/..",
		"/../", "/a/../b", "/a/..", "/.", "/./a", "/%2e%2e/", "/a/%2E", "/a\\b", "/a%5cb",
		"/a%2fb", "/a%00b", "/%", "/%4", "/%zz", "/a b", "/a#b", "/a%0Ab", "/a%09b",
		"/a%7F", "/%ff", "/%C9", "/%C0%AF", "/\xc9\x99", "/a?b c" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char *path = NULL;
		int status = path_of(bad[i], &path);

		if (status != 400) {
			free(path);
			test_fail(__FILE__, __LINE__, "\"%s\" was let through", bad[i]);
		}
	}
}

static int admit(struct request *req, struct message *msg, const char *method, const char *target)
{
	static struct site site = { .origin = "http://127.0.0.1:8080" };
	int status = 0;

	strcpy(msg->method, method);
	msg->target = str_copy(target);
	add(msg, "Host", "127.0.0.1:8080");
	req->site = &site;
	return gate_admit(req, msg, &status, &err) < 0 ? status : 0;
}

TEST(admits_a_request_and_finds_its_route)
{
	struct message msg = { 0 };
	struct request req = { 0 };

	CHECK_NUMBER(admit(&req, &msg, "HEAD", "/sign-in.json?back=/x%20y&q=%C9%99"), 0);
	CHECK(req.route != NULL);
	CHECK(req.head);
	CHECK_TEXT(req.method, "GET");
	CHECK_TEXT(req.path, "/sign-in");
	CHECK_NUMBER(req.format, FORMAT_JSON);
	CHECK_TEXT(request_query(&req, "back"), "/x y");
	CHECK_TEXT(request_query(&req, "q"), "ə");
	CHECK_TEXT(req.address_here, "/sign-in?back=/x%20y&q=%C9%99");
	CHECK(!gate_waits(&req));
	CHECK_NUMBER(gate_room(&req), 0);
	request_release(&req);
	message_release(&msg);
}

TEST(forms_and_sessions_go_to_the_pool)
{
	struct message msg = { 0 }, other = { 0 }, file = { 0 };
	struct request req = { 0 };
	static const char cookie[] = "session=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE";

	CHECK_NUMBER(admit(&req, &msg, "POST", "/sign-out"), 0);
	CHECK(gate_waits(&req));
	CHECK_NUMBER(gate_room(&req), GATE_BODY);
	request_release(&req);
	add(&other, "Cookie", cookie);
	CHECK_NUMBER(admit(&req, &other, "GET", "/sign-in"), 0);
	CHECK(gate_waits(&req));
	request_release(&req);
	add(&file, "Cookie", cookie);
	CHECK_NUMBER(admit(&req, &file, "GET", "/static/0/shura.css"), 0);
	CHECK(!gate_waits(&req));
	request_release(&req);
	message_release(&msg);
	message_release(&other);
	message_release(&file);
}

TEST(refuses_methods_and_queries_that_are_none)
{
	struct message msg = { 0 }, other = { 0 };
	struct request req = { 0 };

	CHECK_NUMBER(admit(&req, &msg, "BREW", "/"), 501);
	request_release(&req);
	CHECK_NUMBER(admit(&req, &other, "GET", "/?a=%zz"), 400);
	request_release(&req);
	message_release(&msg);
	message_release(&other);
}

TEST(carries_a_form_without_its_secrets)
{
	CLEANUP(fields_release) struct fields form = { 0 };
	CLEANUP(fields_release) struct fields back = { 0 };
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	fields_add(&form, "form_token", "secret");
	fields_add(&form, "password", "secret");
	fields_add(&form, "password_again", "secret");
	fields_add(&form, "title", "<b> \"&' \nə");
	carry_inputs(&out, &form, "carry.");
	CHECK_TEXT(buf_text(&out), "<input type=\"hidden\" name=\"carry.title\" value=\"&lt;b&gt; "
				   "&quot;&amp;&#39; \nə\">\n");
	buf_cut(&out, 0);
	carry_typed(&out, &form);
	CHECK_TEXT(buf_text(&out), "<pre class=\"typed\">&lt;b&gt; &quot;&amp;&#39; \nə</pre>\n");
	fields_add(&form, "carry.title", "kept");
	fields_add(&form, "carry.", "nameless");
	carry_unpack(&back, &form, "carry.");
	CHECK_NUMBER(back.count, 1);
	CHECK_TEXT(fields_get(&back, "title"), "kept");
}

static struct buf headers;

static void note(void *ctx, const char *name, const char *value)
{
	buf_printf(&headers, "%s: %s\n", name, value);
}

static bool says(const struct request *req, const struct reply *reply, const char *line)
{
	buf_cut(&headers, 0);
	reply_each_header(req, reply, note, NULL);
	return strstr(buf_text(&headers), line) != NULL;
}

TEST(every_answer_has_the_headers_of_safety)
{
	struct request req = { 0 };
	struct reply reply = { 0 };

	CHECK(says(
		&req, &reply, "Content-Security-Policy: default-src 'none'; style-src 'self'; "));
	CHECK(says(&req, &reply, "frame-ancestors 'none'; base-uri 'none'; font-src 'none'\n"));
	CHECK(says(&req, &reply, "X-Content-Type-Options: nosniff\n"));
	CHECK(says(&req, &reply, "Referrer-Policy: same-origin\n"));
	CHECK(says(&req, &reply, "Cross-Origin-Opener-Policy: same-origin\n"));
	CHECK(says(&req, &reply, "Vary: Cookie, Accept-Encoding, Accept, Accept-Language\n"));
	CHECK(says(&req, &reply, "Content-Type: text/html; charset=utf-8\n"));
	CHECK(says(&req, &reply, "Cache-Control: no-cache\n"));
	req.signed_in = true;
	CHECK(says(&req, &reply, "Cache-Control: private, no-store\n"));
	reply.cached_long = true;
	CHECK(says(&req, &reply, "Cache-Control: public, max-age=31536000, immutable\n"));
	buf_release(&headers);
}

TEST(a_file_name_cannot_break_out_of_its_header)
{
	struct request req = { 0 };
	struct reply reply = { .download = str_copy("a\"b\r\nX: ə.md") };

	CHECK(says(&req, &reply,
		"Content-Disposition: attachment; filename=\"a_b__X: __.md\"; "
		"filename*=UTF-8''a%22b%0D%0AX%3A%20%C9%99.md\n"));
	reply_release(&reply);
	buf_release(&headers);
}

TEST(redirects_with_a_word_on_what_was_done)
{
	struct reply reply = { 0 };

	reply_redirect(&reply, "/a", "saved");
	CHECK_TEXT(reply.location, "/a?done=saved");
	reply_redirect(&reply, "/a?b=c#s1", "saved");
	CHECK_TEXT(reply.location, "/a?b=c&done=saved#s1");
	reply_redirect(&reply, "/a#s1", NULL);
	CHECK_TEXT(reply.location, "/a#s1");
	CHECK_NUMBER(reply.status, 303);
	reply_release(&reply);
}

static bool known(const char *header, const char *etag)
{
	struct message msg = { 0 };
	struct request req = { .method = "GET", .message = &msg };
	bool is_known;

	add(&msg, "If-None-Match", header);
	is_known = reply_is_known(&req, etag);
	message_release(&msg);
	return is_known;
}

TEST(compares_tags_weakly)
{
	CHECK(known("\"a-b\"", "\"a-b\""));
	CHECK(known("W/\"a-b\"", "\"a-b\""));
	CHECK(known("\"x\", W/\"a-b\"", "\"a-b\""));
	CHECK(known("*", "\"a-b\""));
	CHECK(!known("\"a-bc\"", "\"a-b\""));
	CHECK(!known("\"a\"", "\"a-b\""));
	CHECK(!known("", "\"a-b\""));
}

TEST_MAIN
