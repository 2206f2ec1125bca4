#include "place.h"
#include "kind.h"

#include <stdio.h>

enum place_form {
	FORM_SINGLE,   /* council.md */
	FORM_LETTER,   /* people/o/osman-gunduz.md */
	FORM_HUNDREDS, /* issues/2015/0001-0099/0001-local/issue.md */
	FORM_YEAR,     /* meetings/2015/0001-local/minutes.md */
	FORM_FILE,     /* <owner>/notice.md */
	FORM_NUMBER,   /* <owner>/rounds/01.md */
	FORM_ID,       /* <owner>/amendments/<id>.md */
	FORM_ITEM,     /* <owner>/dispositions/o1.md */
	FORM_DAY,      /* <owner>/comments/2015-08-01/<id>.md */
	FORM_DAILY,    /* <owner>/progress/2015-08-01-1.md */
};

/* The whole tree. The parts of an owner follow the kind that owns them. */
static const struct row {
	const char *kind;
	const char *folder;
	enum place_form form;
	const char *file;  /* of a numbered folder */
	const char *owner; /* kind, or NULL */
} rows[] = {
	/* clang-format off */
	{ "council",    "council.md",  FORM_SINGLE,   NULL,          NULL       },
	{ "person",     "people",      FORM_LETTER,   NULL,          NULL       },
	{ "body",       "bodies",      FORM_LETTER,   NULL,          NULL       },
	{ "issue",      "issues",      FORM_HUNDREDS, "issue.md",    NULL       },
	{ "minutes",    "meetings",    FORM_YEAR,     "minutes.md",  NULL       },
	{ "correction", "corrections", FORM_ID,       NULL,          "minutes"  },
	{ "notice",     "notice.md",   FORM_FILE,     NULL,          "minutes"  },
	{ "disposition", "dispositions", FORM_ITEM,   NULL,          "minutes"  },
	{ "action",     "actions",     FORM_ITEM,     NULL,          "minutes"  },
	{ "addendum",   "addenda",     FORM_NUMBER,   NULL,          "minutes"  },
	{ "proposal",   "proposals",   FORM_HUNDREDS, "proposal.md", NULL       },
	{ "comment",    "comments",    FORM_DAY,      NULL,          "proposal" },
	{ "amendment",  "amendments",  FORM_ID,       NULL,          "proposal" },
	{ "endorsement", "endorsements", FORM_ID,     NULL,          "proposal" },
	{ "round",      "rounds",      FORM_NUMBER,   NULL,          "proposal" },
	{ "submission", "submissions", FORM_NUMBER,   NULL,          "proposal" },
	{ "answer",     "answers",     FORM_NUMBER,   NULL,          "proposal" },
	{ "progress",   "progress",    FORM_DAILY,    NULL,          "proposal" },
	/* clang-format on */
};

enum { MAX_SEGMENTS = 8, MAX_NUMBER = 999999 };

/* A path cut at its slashes, in a copy of its own. */
struct segments {
	char text[PLACE_MAX + 1];
	char *at[MAX_SEGMENTS];
	int count;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

PRINTF_LIKE(2, 3) static bool set(char out[PLACE_MAX + 1], const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(out, PLACE_MAX + 1, format, args);
	va_end(args);
	return n >= 0 && n <= PLACE_MAX;
}

static bool is_path_byte(char c)
{
	return (c >= 'a' && c <= 'z') || is_digit(c) || strchr("._/-", c);
}

/* A name in lower letters, digits and single signs: nothing hidden, nothing that means a folder. */
static bool is_name(const char *s)
{
	if (!*s || strchr(".-_", *s) || strstr(s, ".."))
		return false;
	for (; *s; s++)
		if (!is_path_byte(*s) || *s == '/')
			return false;
	return !strchr(".-_", s[-1]);
}

static int refuse(struct error *err, const char *path)
{
	return error_set(err, ERR_INVALID, "\"%s\" is no place for a record", path);
}

static int check_bytes(const char *path, struct error *err)
{
	if (strlen(path) > PLACE_MAX)
		return error_set(err, ERR_INVALID, "a path has at most %d bytes", PLACE_MAX);
	for (const char *p = path; *p; p++)
		if (!is_path_byte(*p))
			return error_set(err, ERR_INVALID,
				"\"%s\": a path has only a-z, 0-9, \".\", \"_\", \"-\" and \"/\"",
				path);
	return 0;
}

static int cut(struct segments *out, const char *path, struct error *err)
{
	int rc = check_bytes(path, err);
	char *rest = out->text;

	if (rc < 0)
		return rc;
	memcpy(out->text, path, strlen(path) + 1);
	out->count = 0;
	while (rest) {
		char *segment = strsep(&rest, "/");

		if (out->count == MAX_SEGMENTS || !is_name(segment))
			return refuse(err, path);
		out->at[out->count++] = segment;
	}
	return 0;
}

/* Digits at S, at least WIDTH of them and with no needless zero; *LEN of them. 0 for anything else.
 */
static int read_number(const char *s, size_t width, size_t *len)
{
	size_t n = strspn(s, "0123456789");

	*len = n;
	if (n < width || n > 6 || (n > width && s[0] == '0'))
		return 0;
	return atoi(s);
}

static bool is_year(const char *s)
{
	if (str_equal(s, "undated"))
		return true;
	return strlen(s) == 4 && (str_starts(s, "19") || (s[0] == '2' && is_digit(s[1]))) &&
	       is_digit(s[2]) && is_digit(s[3]);
}

/* A day as it stands in a path; the calendar itself is date.h's. */
static bool is_day(const char *s, size_t len)
{
	int month, day;

	if (len != 10 || strspn(s, "0123456789") != 4 || s[4] != '-' || s[7] != '-' ||
		!is_digit(s[5]) || !is_digit(s[6]) || !is_digit(s[8]) || !is_digit(s[9]))
		return false;
	month = (s[5] - '0') * 10 + s[6] - '0';
	day = (s[8] - '0') * 10 + s[9] - '0';
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static void write_hundreds(char out[32], int number)
{
	int first = number / 100 * 100;

	snprintf(out, 32, "%04d-%04d", first ? first : 1, first + 99);
}

static const struct row *find_row(const char *folder, const char *owner)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (str_equal(rows[i].folder, folder) && str_equal(rows[i].owner, owner))
			return &rows[i];
	return NULL;
}

static const struct row *find_row_of_kind(const char *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (str_equal(rows[i].kind, kind))
			return &rows[i];
	return NULL;
}

/* NAME without its one ".md" into SLUG; false where it has no such end or no name before it. */
static bool read_file_name(struct place *out, const char *name)
{
	size_t n = strlen(name);

	if (n <= 3 || !str_ends(name, ".md"))
		return false;
	memcpy(out->slug, name, n - 3);
	out->slug[n - 3] = '\0';
	return is_name(out->slug) && !str_ends(out->slug, ".md");
}

/* "0001-local" into number and slug. */
static bool read_numbered(struct place *out, const char *segment)
{
	size_t n;

	out->number = read_number(segment, 4, &n);
	if (!out->number || (segment[n] && segment[n] != '-'))
		return false;
	if (!segment[n])
		return true;
	return set(out->slug, "%s", segment + n + 1) && is_name(out->slug);
}

static void join_folder(struct place *out, const struct segments *path, int count)
{
	size_t n = 0;

	for (int i = 0; i < count; i++)
		n += (size_t)snprintf(
			out->folder + n, sizeof out->folder - n, "%s%s", i ? "/" : "", path->at[i]);
}

static bool parse_letter(struct place *out, const struct row *row, const struct segments *path)
{
	if (path->count != 3 || !read_file_name(out, path->at[2]))
		return false;
	return path->at[1][0] == out->slug[0] && !path->at[1][1] &&
	       set(out->identity, "%s/%s", row->folder, out->slug);
}

/* The numbered folder of a meeting, an issue or a proposal: returns how many segments it is, or 0.
 */
static int parse_numbered(struct place *out, const struct row *row, const struct segments *path)
{
	int depth = row->form == FORM_HUNDREDS ? 4 : 3;
	char hundreds[32];

	if (path->count <= depth || !is_year(path->at[1]) ||
		!read_numbered(out, path->at[depth - 1]))
		return 0;
	write_hundreds(hundreds, out->number);
	if (depth == 4 && !str_equal(path->at[2], hundreds))
		return 0;
	snprintf(out->year, sizeof out->year, "%s", path->at[1]);
	set(out->identity, "%s/%s/%d", row->folder, out->year, out->number);
	join_folder(out, path, depth);
	return depth;
}

/* "2016-01-15-2": a day, and which of that day. */
static bool is_daily(const char *slug)
{
	size_t n;

	return strlen(slug) > 11 && is_day(slug, 10) && slug[10] == '-' &&
	       read_number(slug + 11, 1, &n) > 0 && !slug[11 + n];
}

/* "o1": what an item is called in an address. */
static bool is_item(const char *slug)
{
	size_t n;

	return *slug >= 'a' && *slug <= 'z' && read_number(slug + 1, 1, &n) > 0 && !slug[1 + n];
}

static bool parse_part_name(struct place *out, enum place_form form, const char *day)
{
	size_t n;

	if (form == FORM_NUMBER) {
		out->number = read_number(out->slug, 2, &n);
		return out->number && !out->slug[n];
	}
	out->number = 0;
	if (form == FORM_DAILY)
		return is_daily(out->slug);
	if (form == FORM_ITEM)
		return is_item(out->slug);
	return form != FORM_DAY || is_day(day, strlen(day));
}

/* The one file of its kind that a meeting has. */
static bool parse_only_file(struct place *out, const struct row *row)
{
	out->kind = kind_find(row->kind);
	memcpy(out->owner, out->identity, sizeof out->owner);
	out->number = 0;
	out->slug[0] = '\0';
	return set(out->identity, "%s/%s", out->owner, row->kind);
}

/* What belongs to a meeting or proposal: the segments after its folder of DEPTH segments. */
static bool parse_part(
	struct place *out, const struct row *owner, const struct segments *path, int depth)
{
	const struct row *row = find_row(path->at[depth], owner->kind);
	int file = depth + 1 + (row && row->form == FORM_DAY);

	if (row && row->form == FORM_FILE)
		return path->count == depth + 1 && parse_only_file(out, row);
	if (!row || path->count != file + 1 || !read_file_name(out, path->at[file]) ||
		!parse_part_name(out, row->form, path->at[depth + 1]))
		return false;
	out->kind = kind_find(row->kind);
	memcpy(out->owner, out->identity, sizeof out->owner);
	if (row->form != FORM_NUMBER)
		return set(out->identity, "%s/%s/%s", out->owner, row->folder, out->slug);
	out->slug[0] = '\0';
	return set(out->identity, "%s/%s/%d", out->owner, row->folder, out->number);
}

static bool parse_row(struct place *out, const struct row *row, const struct segments *path)
{
	int depth;

	out->kind = kind_find(row->kind);
	if (row->form == FORM_SINGLE)
		return path->count == 1 && set(out->identity, "%s", row->kind);
	if (row->form == FORM_LETTER)
		return parse_letter(out, row, path);
	depth = parse_numbered(out, row, path);
	if (!depth)
		return false;
	if (path->count == depth + 1 && str_equal(path->at[depth], row->file))
		return true;
	return parse_part(out, row, path, depth);
}

int place_parse(struct place *out, const char *path, struct error *err)
{
	struct place place = { 0 };
	struct segments segments;
	const struct row *row;
	int rc = cut(&segments, path, err);

	if (rc < 0)
		return rc;
	row = find_row(segments.at[0], NULL);
	if (!row || !parse_row(&place, row, &segments))
		return refuse(err, path);
	*out = place;
	return 0;
}

bool place_is_attachment(const char *path)
{
	char owner[PLACE_MAX + 1];

	return place_attachment_owner(path, owner);
}

bool place_attachment_owner(const char *path, char *owner)
{
	struct place place = { 0 };
	struct segments segments;
	const struct row *row;
	int depth;

	if (cut(&segments, path, NULL) < 0)
		return false;
	row = find_row(segments.at[0], NULL);
	if (!row || !row->file)
		return false;
	depth = parse_numbered(&place, row, &segments);
	if (!depth || segments.count != depth + 2 || !str_equal(segments.at[depth], "attachments"))
		return false;
	strcpy(owner, place.identity);
	return true;
}

int place_make(struct buf *out, const char *kind, const char *year, int number, const char *slug,
	struct error *err)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT;
	const struct row *row = find_row_of_kind(kind);
	struct place place;
	char hundreds[32];
	int rc;

	if (!row || row->owner)
		return error_set(
			err, ERR_INVALID, "\"%s\" is no kind with a place of its own", kind);
	write_hundreds(hundreds, number > 0 && number <= MAX_NUMBER ? number : 0);
	if (row->form == FORM_SINGLE)
		buf_puts(&path, row->folder);
	else if (row->form == FORM_LETTER)
		buf_printf(&path, "%s/%.1s/%s.md", row->folder, slug, slug);
	else
		buf_printf(&path, "%s/%s/%s%s%04d%s%s/%s", row->folder, year,
			row->form == FORM_HUNDREDS ? hundreds : "",
			row->form == FORM_HUNDREDS ? "/" : "", number, *slug ? "-" : "", slug,
			row->file);
	rc = place_parse(&place, buf_text(&path), err);
	if (rc < 0)
		return rc;
	buf_puts(out, buf_text(&path));
	return 0;
}

/* References */

/* The file that stands for a folder, "/issue.md", or ".md" where the reference names a file. */
static const char *reference_end(const char *ref)
{
	int slashes = 0;

	for (const char *p = ref; *p; p++)
		slashes += *p == '/';
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = strlen(rows[i].folder);

		if (rows[i].file && str_starts(ref, rows[i].folder) && ref[n] == '/' &&
			slashes == (rows[i].form == FORM_HUNDREDS ? 3 : 2))
			return rows[i].file;
	}
	return NULL;
}

int place_of_reference(struct place *out, const char *ref, struct error *err)
{
	CLEANUP(buf_release) struct buf path = BUF_INIT, canonical = BUF_INIT;
	const char *file = reference_end(ref);
	struct place place;

	buf_puts(&path, ref);
	if (file)
		buf_printf(&path, "/%s", file);
	else
		buf_puts(&path, ".md");
	place_reference(&canonical, buf_text(&path));
	if (!str_equal(buf_text(&canonical), ref) || place_parse(&place, buf_text(&path), NULL) < 0)
		return error_set(err, ERR_INVALID,
			"\"%s\" is no reference; write it like people/o/osman-gunduz", ref);
	*out = place;
	return 0;
}

void place_reference(struct buf *out, const char *path)
{
	struct place place;
	size_t len = strlen(path);
	const struct row *row = NULL;

	if (place_parse(&place, path, NULL) == 0)
		row = find_row_of_kind(place.kind->name);
	if (row && row->file)
		buf_puts(out, place.folder);
	else
		buf_add(out, path, str_ends(path, ".md") ? len - 3 : len);
}

void place_address(struct buf *out, const struct place *place)
{
	buf_addc(out, '/');
	buf_puts(out, place->identity);
}

/* Links */

static int refuse_link(struct error *err, const char *link)
{
	return error_set(err, ERR_INVALID, "\"%s\" leads to no record", link);
}

/* Follow the segments of LINK from the folder in PATH. False where they leave the repository. */
static bool walk(struct buf *path, const char *link, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = strcspn(link + i, "/#");

		if (!n)
			return false;
		if (n == 2 && memcmp(link + i, "..", 2) == 0) {
			if (!path->len)
				return false;
			while (path->len && path->data[path->len - 1] != '/')
				buf_cut(path, path->len - 1);
			buf_cut(path, path->len ? path->len - 1 : 0);
		} else if (n != 1 || link[i] != '.') {
			if (path->len)
				buf_addc(path, '/');
			buf_add(path, link + i, n);
		}
		i += n + 1;
	}
	return true;
}

static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

int place_resolve(struct buf *path, struct buf *fragment, const char *from, const char *link,
	struct error *err)
{
	CLEANUP(buf_release) struct buf target = BUF_INIT;
	const char *hash = strchr(link, '#');
	size_t len = hash ? (size_t)(hash - link) : strlen(link);
	struct place place;

	if (!*link || *link == '/' || len > PLACE_MAX * 2 || memchr(link, ':', len))
		return refuse_link(err, link);
	if (len) {
		if (link[len - 1] == '/')
			return refuse_link(err, link);
		buf_add(&target, from, folder_length(from));
		if (!walk(&target, link, len))
			return refuse_link(err, link);
	} else {
		buf_puts(&target, from);
	}
	if (place_parse(&place, buf_text(&target), NULL) < 0)
		return refuse_link(err, link);
	buf_puts(path, buf_text(&target));
	buf_puts(fragment, hash ? hash + 1 : "");
	return 0;
}

void place_link(struct buf *out, const char *from, const char *to)
{
	size_t common = 0;

	for (size_t i = 0; from[i] && from[i] == to[i]; i++)
		if (from[i] == '/')
			common = i + 1;
	for (const char *p = from + common; (p = strchr(p, '/')); p++)
		buf_puts(out, "../");
	buf_puts(out, to + common);
}

char *place_beside(const char *path, const char *name)
{
	return str_format("%.*s/%s", (int)folder_length(path), path, name);
}
