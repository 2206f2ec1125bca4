#include "markdown_inner.h"
#include "place.h"

#include <ctype.h>

/* The length of the scheme with its colon (RFC 3986, 3.1), or 0. */
static size_t scheme_length(const char *url)
{
	size_t n = 0;

	if (!isalpha((unsigned char)*url))
		return 0;
	while (isalnum((unsigned char)url[n]) || (url[n] && strchr("+.-", url[n])))
		n++;
	return url[n] == ':' ? n + 1 : 0;
}

static bool has_prefix(const char *url, const char *prefix)
{
	return strncasecmp(url, prefix, strlen(prefix)) == 0;
}

static bool is_web(const char *url)
{
	size_t n = has_prefix(url, "http://") ? 7 : has_prefix(url, "https://") ? 8 : 0;

	return n && (isalnum((unsigned char)url[n]) || url[n] == '[' || (url[n] & 0x80));
}

static bool is_fragment(const char *url)
{
	if (*url++ != '#' || !*url)
		return false;
	while (isalnum((unsigned char)*url) || *url == '-' || *url == '_')
		url++;
	return !*url;
}

/* The name in "attachments/name", or NULL. */
static const char *attachment_name(const char *url)
{
	const char *name = url + strlen("attachments/");

	if (!str_starts(url, "attachments/") || !isalnum((unsigned char)*name))
		return NULL;
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("._-", *p))
			return NULL;
	return name;
}

static int own_address(struct buf *out, const char *path)
{
	struct place place;
	int r = place_parse(&place, path, NULL);

	if (r == 0)
		place_address(out, &place);
	return r;
}

static int resolve_place(const char *from, const char *link, struct buf *out)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT, fragment = BUF_INIT;
	int r = place_resolve(&path, &fragment, from, link, NULL);

	if (r == 0)
		r = own_address(out, buf_text(&path));
	if (r == 0 && fragment.len) {
		buf_addc(out, '#');
		buf_puts(out, buf_text(&fragment));
	}
	return r;
}

static int resolve(struct buf *out, const char *link, const struct markdown *how)
{
	if (how->resolve)
		return how->resolve(how->ctx, link, out);
	return how->path ? resolve_place(how->path, link, out) : ERR_INVALID;
}

/* URL names a file in the folder beside the record's own file. */
static int attachment(struct buf *out, const char *url, const struct markdown *how)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	const char *slash = how->path ? strrchr(how->path, '/') : NULL;

	if (!how->path)
		return resolve(out, url, how);
	if (slash)
		buf_add(&path, how->path, (size_t)(slash + 1 - how->path));
	buf_puts(&path, url);
	if (!place_is_attachment(buf_text(&path)) || own_address(out, how->path) < 0)
		return ERR_INVALID;
	buf_printf(out, "/%s", url);
	return 0;
}

enum markdown_target markdown_address(struct buf *href, const char *url, const struct markdown *how)
{
	size_t before = href->len;
	bool mail = has_prefix(url, "mailto:") && url[7];
	int r;

	if (mail || is_fragment(url) || is_web(url)) {
		buf_puts(href, url);
		return mail || *url == '#' ? MARKDOWN_HERE : MARKDOWN_AWAY;
	}
	/* Browsers take a backslash for a slash, and two of them for another host. */
	if (!*url || *url == '#' || scheme_length(url) || str_starts(url, "//") ||
		strchr(url, '\\'))
		return MARKDOWN_NOWHERE;
	r = attachment_name(url) ? attachment(href, url, how) : resolve(href, url, how);
	if (r < 0)
		buf_cut(href, before);
	return r < 0 ? MARKDOWN_NOWHERE : MARKDOWN_HERE;
}

bool markdown_image(struct buf *src, const char *url, const struct markdown *how)
{
	static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".gif", ".webp" };
	const char *name = attachment_name(url);
	size_t before = src->len;

	for (size_t i = 0; name && i < ARRAY_SIZE(endings); i++) {
		if (!str_ends(name, endings[i]))
			continue;
		if (attachment(src, url, how) == 0)
			return true;
		buf_cut(src, before);
	}
	return false;
}

bool markdown_url_is_harmless(const char *url)
{
	static const char *const programs[] = { "javascript:", "vbscript:", "file:", "data:" };

	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		if (has_prefix(url, programs[i]))
			return false;
	return true;
}
