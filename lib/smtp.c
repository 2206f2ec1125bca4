#include "smtp.h"
#include "buf.h"
#include "text.h"

#include <curl/curl.h>
#include <stdio.h>

enum {
	CONNECT_SECONDS = 30,
	SEND_SECONDS = 60, /* others wait behind this letter; it is tried again */
};

struct smtp {
	CURL *curl;
	char *server, *user, *password, *ca;
	bool plain;
};

static char *host_of(const char *server)
{
	const char *host = strstr(server, "://") + 3;
	size_t len = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");

	return str_copy_n(host, len);
}

static bool is_this_machine(const char *server)
{
	CLEANUP(str_free) char *host = host_of(server);

	return str_equal(host, "localhost") || str_starts(host, "127.") || str_equal(host, "[::1]");
}

static int check(const struct smtp_options *options, struct error *err)
{
	const char *server = options->server;

	if ((!str_starts(server, "smtp://") && !str_starts(server, "smtps://")) ||
		strpbrk(server, "@ \t\r\n?#") || !strstr(server, "://")[3])
		return error_set(err, ERR_INVALID,
			"\"%s\" is no mail server; write smtp://HOST:PORT or smtps://HOST:PORT",
			server);
	if (options->plain && options->password)
		return error_set(err, ERR_INVALID,
			"a password is not sent without TLS; leave out --mail-plain or "
			"--mail-secret");
	return 0;
}

int smtp_open(struct smtp **out, const struct smtp_options *options, struct error *err)
{
	CLEANUP(smtp_close) struct smtp *smtp = NULL;
	int code = check(options, err);

	if (code < 0)
		return code;
	smtp = mem_alloc(sizeof *smtp);
	smtp->server = str_copy(options->server);
	smtp->user = str_copy(options->user);
	smtp->password = str_copy(options->password);
	smtp->ca = str_copy(options->ca);
	smtp->plain = options->plain;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(smtp->curl = curl_easy_init()))
		return error_set(err, ERR_FAILED, "libcurl could not be started");
	*out = TAKE(smtp);
	return 0;
}

void smtp_close(struct smtp *smtp)
{
	if (!smtp)
		return;
	if (smtp->curl)
		curl_easy_cleanup(smtp->curl);
	free(smtp->server);
	free(smtp->user);
	if (smtp->password)
		explicit_bzero(smtp->password, strlen(smtp->password));
	free(smtp->password);
	free(smtp->ca);
	free(smtp);
}

/* One letter on its way. */
struct sending {
	const char *at;
	size_t left;
	bool named; /* the server took its sender and was told to whom it goes */
	const atomic_bool *stop;
	char said[SMTP_WHY]; /* the last line of the server's that was no yes */
};

static size_t give(char *to, size_t size, size_t n, void *ctx)
{
	struct sending *sending = ctx;
	size_t len = size * n < sending->left ? size * n : sending->left;

	memcpy(to, sending->at, len);
	sending->at += len;
	sending->left -= len;
	return len;
}

static size_t hear(char *line, size_t size, size_t n, void *ctx)
{
	struct sending *sending = ctx;

	if (size * n > 3 && (*line == '4' || *line == '5'))
		snprintf(sending->said, sizeof sending->said, "%.*s",
			(int)(size * n < SMTP_WHY ? size * n : SMTP_WHY - 1), line);
	return size * n;
}

/* The recipient is named only once all that comes before, the same for every letter, went well. */
static int watch(CURL *curl, curl_infotype type, char *data, size_t len, void *ctx)
{
	static const char recipient[] = "RCPT TO:";

	if (type == CURLINFO_HEADER_OUT && len >= strlen(recipient) &&
		memcmp(data, recipient, strlen(recipient)) == 0)
		((struct sending *)ctx)->named = true;
	return 0;
}

static int go_on(void *ctx, curl_off_t all, curl_off_t now, curl_off_t to_send, curl_off_t sent)
{
	return atomic_load(((struct sending *)ctx)->stop);
}

/* The server's words are a stranger's: one line of clean text. */
static void say(char why[SMTP_WHY], const char *text)
{
	CLEANUP(str_free) char *clean = text_nfc(text, strlen(text));
	size_t n = strnlen(clean, SMTP_WHY - 1);

	while (n && ((unsigned char)clean[n] & 0xc0) == 0x80)
		n--;
	clean[n] = '\0';
	for (char *p = clean; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	snprintf(why, SMTP_WHY, "%s", str_trim(clean));
}

/*
 * What goes wrong before a recipient is named would go wrong with any letter. After that it is this
 * letter's own trouble, for good where the server says so; 530 and 535 say only who we are not.
 */
static enum smtp_answer judge(CURLcode result, long status, const struct sending *sending)
{
	if (result == CURLE_OK)
		return SMTP_SENT;
	if (!sending->named)
		return SMTP_AWAY;
	return status < 500 || status == 530 || status == 535 ? SMTP_LATER : SMTP_REFUSED;
}

static void set_up(struct smtp *smtp, struct sending *sending, const char *url, char *trouble)
{
	CURL *curl = smtp->curl;
	bool relaxed = smtp->plain || (!smtp->password && is_this_machine(smtp->server));

	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_SECONDS);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)SEND_SECONDS);
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(relaxed ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	if (smtp->ca)
		curl_easy_setopt(curl, CURLOPT_CAINFO, smtp->ca);
	if (smtp->password) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, smtp->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, smtp->password);
	}
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, sending);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, sending);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, sending);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* to WATCH alone */
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, sending);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, trouble);
}

enum smtp_answer smtp_send(struct smtp *smtp, const char *from, const char *to, const char *letter,
	size_t len, const atomic_bool *stop, char why[SMTP_WHY])
{
	struct sending sending = { .at = letter, .left = len, .stop = stop };
	char trouble[CURL_ERROR_SIZE] = "";
	const char *host = strstr(smtp->server, "://") + 3, *at = strchr(from, '@');
	/* what follows the slash is how we greet */
	CLEANUP(str_free)
	char *url = str_format("%s%s%s", smtp->server, strchr(host, '/') ? "" : "/",
		strchr(host, '/') || !at ? "" : at + 1);
	struct curl_slist *recipients = curl_slist_append(NULL, to);
	CURLcode result;
	long status = 0;

	set_up(smtp, &sending, url, trouble);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
	result = curl_easy_perform(smtp->curl);
	curl_easy_getinfo(smtp->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(recipients);
	if (result != CURLE_OK)
		say(why, *sending.said ? sending.said
			 : *trouble    ? trouble
				       : curl_easy_strerror(result));
	return judge(result, status, &sending);
}
