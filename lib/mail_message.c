#include "mail_message.h"

#include <stdio.h>
#include <time.h>

enum {
	LINE_MAX_BYTES = 76,
	WORD_BYTES = 39, /* of an encoded word: "=?UTF-8?B?" and "?=" take 12 of the 75 it may have,
			    base64 a third */
	LOCAL_MAX = 64,
};

int mail_check_address(const char *text, struct error *err)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	static const char marks[] = "!#$%&'*+/=?^_`{|}~.-";
	size_t local = 0, domain;
	const char *at = strchr(text, '@');

	if (at)
		while (text + local < at &&
			(strchr(letters, text[local]) || strchr(marks, text[local])))
			local++;
	domain = at ? strspn(at + 1,
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")
		    : 0;
	if (!at || !local || text + local != at || local > LOCAL_MAX || !domain || at[1 + domain] ||
		at[1] == '.' || at[1] == '-' || at[domain] == '.' || strstr(text, "..") ||
		*text == '.' || at[-1] == '.' || strlen(text) > MAIL_ADDRESS_MAX)
		return error_set(err, ERR_INVALID,
			"\"%s\" is no e-mail address; write one such as leyla@example.org", text);
	return 0;
}

/* Base64 */

static void add_base64(struct buf *out, const char *bytes, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t three = 0;

		for (size_t k = 0; k < 3; k++)
			three = three << 8 | (k < n ? (unsigned char)bytes[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_addc(out, k <= n ? digits[three >> (18 - 6 * k) & 63] : '=');
	}
}

/* Headers */

static char *one_line(const char *text)
{
	char *line = str_copy(text ? text : "");

	for (char *p = line; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	return line;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* The bytes of the first characters of TEXT that one encoded word takes. */
static size_t word_len(const char *text)
{
	size_t len = strnlen(text, WORD_BYTES);

	while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

/* TEXT as encoded words (RFC 2047), each on its own line. */
static void add_words(struct buf *out, const char *text)
{
	for (size_t n; (n = word_len(text)); text += n) {
		buf_puts(out, "=?UTF-8?B?");
		add_base64(out, text, n);
		buf_puts(out, text[n] ? "?=\r\n " : "?=");
	}
}

/* Free text. What reads like an encoded word but is none is encoded, too. */
static void add_text_header(struct buf *out, const char *name, const char *text)
{
	CLEANUP(str_free) char *line = one_line(text);

	buf_printf(out, "%s: ", name);
	if (is_ascii(line) && !strstr(line, "=?") &&
		strlen(name) + 2 + strlen(line) <= LINE_MAX_BYTES)
		buf_puts(out, line);
	else
		add_words(out, line);
	buf_puts(out, "\r\n");
}

static void add_quoted(struct buf *out, const char *text)
{
	buf_addc(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *text);
	}
	buf_addc(out, '"');
}

static void add_person(struct buf *out, const char *header, const char *name, const char *address)
{
	CLEANUP(str_free) char *line = one_line(name);

	buf_printf(out, "%s: ", header);
	if (is_ascii(line) && strlen(header) + 2 + 2 * strlen(line) <= LINE_MAX_BYTES)
		add_quoted(out, str_trim(line));
	else
		add_words(out, str_trim(line));
	buf_printf(out, "\r\n <%s>\r\n", address);
}

static void add_date(struct buf *out, long long seconds, int offset)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t local = (time_t)(seconds + offset * 60);
	int east = abs(offset);
	struct tm tm;

	gmtime_r(&local, &tm);
	buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n", days[tm.tm_wday],
		tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec,
		offset < 0 ? '-' : '+', east / 60, east % 60);
}

/* Bodies: quoted-printable (RFC 2045, 6.7) */

/* A line never ends in a space, and none is longer than 76 characters. */
static void add_quoted_line(struct buf *out, const char *line, size_t len)
{
	size_t column = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)line[i];
		bool plain = (c > 0x20 && c < 0x7f && c != '=') || (c == ' ' && i + 1 < len);
		size_t width = plain ? 1 : 3;

		if (column + width > LINE_MAX_BYTES - 1) {
			buf_puts(out, "=\r\n");
			column = 0;
		}
		if (plain)
			buf_addc(out, (char)c);
		else
			buf_printf(out, "=%02X", c);
		column += width;
	}
	buf_puts(out, "\r\n");
}

static void add_body(struct buf *out, const char *type, const char *text)
{
	buf_printf(out, "Content-Type: %s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
		type);
	while (*text) {
		size_t len = strcspn(text, "\r\n");

		add_quoted_line(out, text, len);
		text += len;
		text += *text == '\r';
		text += *text == '\n';
	}
}

/* The calendar stands last: the richest of two ways to say the same. */
static void add_both(struct buf *out, const struct mail *mail)
{
	CLEANUP(str_free)
	char *type = str_format("text/calendar; charset=UTF-8; method=%s", mail->method);

	buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"=_%s\"\r\n\r\n",
		mail->message);
	buf_printf(out, "--=_%s\r\n", mail->message);
	add_body(out, "text/plain; charset=UTF-8", mail->text);
	buf_printf(out, "--=_%s\r\n", mail->message);
	add_body(out, type, mail->calendar);
	buf_printf(out, "--=_%s--\r\n", mail->message);
}

void mail_write(struct buf *out, const struct mail *mail)
{
	const char *at = strchr(mail->from, '@');

	add_date(out, mail->time, mail->offset);
	add_person(out, "From", mail->from_name, mail->from);
	add_person(out, "To", mail->to_name, mail->to);
	add_text_header(out, "Subject", mail->subject);
	buf_printf(out, "Message-ID: <%s%s>\r\n", mail->message, at ? at : "");
	buf_puts(out, "Auto-Submitted: auto-generated\r\n");
	buf_printf(out, "List-Unsubscribe: <%s>\r\n", mail->settings);
	buf_puts(out, "MIME-Version: 1.0\r\n");
	if (mail->calendar)
		add_both(out, mail);
	else
		add_body(out, "text/plain; charset=UTF-8", mail->text);
}
