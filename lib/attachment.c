#include "attachment.h"
#include "text.h"

#include <ctype.h>

static const char taken_words[] =
	"files of this type are not taken; taken are pdf, png, jpg, webp, odt, ods, docx, xlsx, csv, txt, md";

/* clang-format off */
static const struct attachment_type types[] = {
	{ "pdf",  "application/pdf", true },
	{ "png",  "image/png", true },
	{ "jpg",  "image/jpeg", true },
	{ "jpeg", "image/jpeg", true },
	{ "webp", "image/webp", true },
	{ "odt",  "application/vnd.oasis.opendocument.text", false },
	{ "ods",  "application/vnd.oasis.opendocument.spreadsheet", false },
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false },
	{ "csv",  "text/csv; charset=utf-8", false },
	{ "txt",  "text/plain; charset=utf-8", false },
	{ "md",   "text/plain; charset=utf-8", false },
};
/* clang-format on */

static const char *ending_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name ? dot + 1 : "";
}

const struct attachment_type *attachment_find_type(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (strcasecmp(ending_of(name), types[i].ending) == 0)
			return &types[i];
	return NULL;
}

const char *attachment_content_type(const char *name)
{
	const struct attachment_type *type = attachment_find_type(name);

	return type ? type->type : "application/octet-stream";
}

/* What stands in it ---------------------------------------------------------------------------- */

static bool has_at(const char *bytes, size_t len, size_t at, const char *text, size_t n)
{
	return len >= at + n && memcmp(bytes + at, text, n) == 0;
}
#define HAS_AT(bytes, len, at, text) has_at(bytes, len, at, text, sizeof(text) - 1)

static bool has(const char *bytes, size_t len, const char *text)
{
	return bytes && memmem(bytes, len, text, strlen(text));
}

static bool is_zip(const char *bytes, size_t len)
{
	return HAS_AT(bytes, len, 0, "PK\3\4");
}

/* The first entry of an OpenDocument file says uncompressed what it is (ODF 1.2, part 3, 3.3). */
static bool is_open_document(const char *bytes, size_t len, const char *type)
{
	return is_zip(bytes, len) && HAS_AT(bytes, len, 30, "mimetype") &&
	       has_at(bytes, len, 38, type, strlen(type)) && len > 38 + strlen(type) &&
	       bytes[38 + strlen(type)] == 'P';
}

/* Names of entries stand uncompressed; one with programs in it is no docx. */
static bool is_office(const char *bytes, size_t len, const char *folder)
{
	return is_zip(bytes, len) && has(bytes, len, "[Content_Types].xml") &&
	       has(bytes, len, folder) && !has(bytes, len, "vbaProject.bin");
}

static bool is_what_it_says(const struct attachment_type *type, const char *bytes, size_t len)
{
	const char *ending = type->ending;

	if (str_equal(ending, "pdf"))
		return HAS_AT(bytes, len, 0, "%PDF-");
	if (str_equal(ending, "png"))
		return HAS_AT(bytes, len, 0, "\x89PNG\r\n\x1a\n");
	if (str_equal(ending, "jpg") || str_equal(ending, "jpeg"))
		return HAS_AT(bytes, len, 0, "\xff\xd8\xff");
	if (str_equal(ending, "webp"))
		return HAS_AT(bytes, len, 0, "RIFF") && HAS_AT(bytes, len, 8, "WEBP");
	if (str_equal(ending, "docx"))
		return is_office(bytes, len, "word/");
	if (str_equal(ending, "xlsx"))
		return is_office(bytes, len, "xl/");
	if (str_starts(type->type, "text/"))
		return text_is_utf8(bytes, len);
	return is_open_document(bytes, len, type->type);
}

int attachment_check(const char *name, const char *bytes, size_t len, struct error *err)
{
	const struct attachment_type *type = attachment_find_type(name);

	if (!type)
		return error_set(err, ERR_INVALID, taken_words);
	if (len > ATTACHMENT_UPLOAD_MAX)
		return error_set(err, ERR_TOO_LARGE, "this file is too large: at most %d MB are taken",
			ATTACHMENT_UPLOAD_MAX >> 20);
	if (!len)
		return error_set(err, ERR_INVALID, "this file is empty");
	if (is_what_it_says(type, bytes, len))
		return 0;
	if (str_starts(type->type, "text/"))
		return error_set(err, ERR_INVALID,
			"this file is no text in UTF-8; save it as that, or as a PDF");
	return error_set(err, ERR_INVALID,
		"this file is called .%s, but something else stands in it; save it anew as what it is",
		type->ending);
}

/* Names ---------------------------------------------------------------------------------------- */

char *attachment_name(const char *original)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	CLEANUP(str_free) char *stem = NULL;
	CLEANUP(str_free) char *slug = NULL;
	const char *name = original, *ending;

	for (const char *p = original; *p; p++)
		if (*p == '/' || *p == '\\')
			name = p + 1;
	ending = ending_of(name);
	stem = str_copy_n(name, *ending ? (size_t)(ending - 1 - name) : strlen(name));
	slug = text_slug(stem);
	buf_puts(&out, *slug ? slug : "file");
	if (*ending)
		buf_addc(&out, '.');
	for (size_t i = 0; ending[i] && out.len < ATTACHMENT_NAME_MAX; i++)
		if (isalnum((unsigned char)ending[i]))
			buf_addc(&out, (char)tolower((unsigned char)ending[i]));
	return buf_take(&out);
}

bool attachment_is_frozen(const char *state)
{
	static const char *const frozen[] = { "ready", "adopted", "submitted", "closed" };

	for (size_t i = 0; state && i < ARRAY_SIZE(frozen); i++)
		if (str_equal(state, frozen[i]))
			return true;
	return false;
}
