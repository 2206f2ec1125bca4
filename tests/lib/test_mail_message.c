#include "test.h"
#include "mail_message.h"

static const struct mail plain = {
	.from = "sura@example.org",
	.from_name = "İctimai Şura",
	.to = "leyla@example.org",
	.to_name = "Leyla",
	.subject = "Salam",
	.text = "Bir.\nİki.\n",
	.message = "abc",
	.settings = "https://council.example/account/mail",
	.time = 1438081200,
	.offset = 240,
};

/* Every line of a letter: ended by CRLF, of 78 bytes at most. */
static bool is_well_formed(const struct buf *letter)
{
	size_t line = 0;

	for (size_t i = 0; i < letter->len; i++, line++) {
		unsigned char c = (unsigned char)letter->data[i];

		if (c >= 0x80 || (c == '\n' && (!i || letter->data[i - 1] != '\r')) ||
			(c == '\r' && letter->data[i + 1] != '\n') || line > 79)
			return false;
		if (c == '\n')
			line = (size_t)-1;
	}
	return str_ends(buf_text(letter), "\r\n");
}

TEST(a_letter_has_what_mail_servers_look_for)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	mail_write(&out, &plain);
	CHECK_TEXT(buf_text(&out),
		"Date: Tue, 28 Jul 2015 15:00:00 +0400\r\n"
		"From: =?UTF-8?B?xLBjdGltYWkgxZ51cmE=?=\r\n <sura@example.org>\r\n"
		"To: \"Leyla\"\r\n <leyla@example.org>\r\n"
		"Subject: Salam\r\n"
		"Message-ID: <abc@example.org>\r\n"
		"Auto-Submitted: auto-generated\r\n"
		"List-Unsubscribe: <https://council.example/account/mail>\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=UTF-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		"Bir.\r\n=C4=B0ki.\r\n");
}

TEST(no_name_and_no_subject_ends_its_line)
{
	struct mail mail = plain;
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	mail.from_name = "Şura\r\nBcc: x@example.org";
	mail.to_name = "\"Leyla\" <y@b.org>\nBcc: x@b.org\\";
	mail.subject = "Salam\r\n\r\nBcc: x@example.org";
	mail_write(&out, &mail);
	CHECK(is_well_formed(&out));
	CHECK(!strstr(buf_text(&out), "\nBcc"));
	CHECK(strstr(buf_text(&out), "Subject: Salam    Bcc: x@example.org\r\n"));
	CHECK(strstr(buf_text(&out),
		"To: \"\\\"Leyla\\\" <y@b.org> Bcc: x@b.org\\\\\"\r\n <leyla@example.org>\r\n"));
}

TEST(long_lines_are_folded_between_characters)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct mail mail = plain;

	for (int i = 0; i < 300; i++)
		buf_puts(&text, i % 7 ? "ə" : " söz=");
	mail.subject = mail.text = mail.to_name = buf_text(&text);
	mail_write(&out, &mail);
	CHECK(is_well_formed(&out));
}

TEST(a_calendar_stands_beside_the_text)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct mail mail = plain;

	mail.calendar = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
	mail.method = "REQUEST";
	mail_write(&out, &mail);
	CHECK(is_well_formed(&out));
	CHECK(strstr(buf_text(&out), "Content-Type: multipart/alternative;\r\n boundary=\"=_abc\"\r\n\r\n--=_abc\r\n"));
	CHECK(strstr(buf_text(&out),
		"Content-Type: text/calendar; charset=UTF-8; method=REQUEST\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n--=_abc--\r\n"));
}

TEST(addresses_are_plain)
{
	static const char *const good[] = { "a@b", "leyla.m+x@mail.example.org", "o'neil@example.org" };
	static const char *const bad[] = { "", "a", "@b.org", "a@", "a@@b.org", "a b@c.org", "a@b.org\r\nBcc: x@y.org",
		"<a@b.org>", "a@b..org", "a@.b.org", "a@b.org.", ".a@b.org", "a.@b.org", "a,b@c.org", "ə@b.org", "a@ə.org" };
	struct error err;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		CHECK(mail_check_address(good[i], &err) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK(mail_check_address(bad[i], &err) == ERR_INVALID);
}

TEST_MAIN
