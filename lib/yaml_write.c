#include "yaml.h"

/*
 * Which texts may stand without quotes. The rule: what a reader of YAML 1.1 or of YAML 1.2 takes
 * for a null, a boolean, a merge, or a number that it would print differently, is quoted. Dates
 * stay plain: both print them as they are written.
 */

static const char *const words[] = {
	/* clang-format off */
	"~", "null", "Null", "NULL",
	"true", "True", "TRUE", "false", "False", "FALSE",
	"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF",
	"y", "Y", "n", "N", "<<", "=",
	/* clang-format on */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(const char *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(words[i], s) == 0)
			return true;
	return false;
}

static size_t span_digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* 0x1f, 0b101, 0o17: with a prefix and underscores. */
static bool is_prefixed_number(const char *s)
{
	const char *digits = s[0] != '0'   ? NULL
			     : s[1] == 'x' ? "0123456789abcdefABCDEF_"
			     : s[1] == 'b' ? "01_"
			     : s[1] == 'o' ? "01234567_"
					   : NULL;

	return digits && s[2] && !s[2 + strspn(s + 2, digits)];
}

/* 12:30:45 and 12:30.5 are numbers to base 60 in YAML 1.1. */
static bool is_base_60(const char *s)
{
	size_t n = strspn(s, "0123456789_");

	if (!n || s[n] != ':')
		return false;
	while (s[n] == ':' && is_digit(s[n + 1]))
		n += 1 + span_digits(s + n + 1);
	return !s[n] || (s[n] == '.' && !s[n + 1 + strspn(s + n + 1, "0123456789_")]);
}

static bool is_decimal(const char *s)
{
	size_t n = strspn(s, "0123456789_"), fraction = 0;

	if (n && !is_digit(s[0]))
		return false;
	s += n;
	if (*s == '.') {
		fraction = strspn(s + 1, "0123456789_");
		s += 1 + fraction;
	}
	if (n + fraction == 0)
		return false;
	if (*s == 'e' || *s == 'E') {
		s += 1 + (s[1] == '+' || s[1] == '-');
		n = span_digits(s);
		return n && !s[n];
	}
	return !*s;
}

static bool is_special_float(const char *s)
{
	static const char *const names[] = { ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], s) == 0)
			return true;
	return false;
}

static bool is_number(const char *s)
{
	s += *s == '-' || *s == '+';
	return is_decimal(s) || is_prefixed_number(s) || is_base_60(s) || is_special_float(s);
}

/* A number that every reader prints as it is written: 0, 15, -3, 2.5. */
static bool is_canonical_number(const char *s)
{
	size_t whole, fraction;

	if (strcmp(s, "-0") == 0)
		return false;
	s += *s == '-';
	whole = span_digits(s);
	if (!whole || whole > 15 || (s[0] == '0' && whole > 1))
		return false;
	if (!s[whole])
		return true;
	fraction = s[whole] == '.' ? span_digits(s + whole + 1) : 0;
	s += whole + 1 + fraction;
	return fraction && !*s && s[-1] != '0' && whole + fraction <= 15;
}

static int number_at(const char *s, size_t n)
{
	int number = 0;

	for (size_t i = 0; i < n; i++)
		number = number * 10 + (s[i] - '0');
	return number;
}

static bool is_in_calendar(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (leap && month == 2);
}

/* What YAML 1.1 reads as a moment and would print in another form, or not at all (2015-02-30). */
static bool is_odd_date(const char *s)
{
	size_t month, day;
	const char *rest;

	if (span_digits(s) != 4 || s[4] != '-')
		return false;
	month = span_digits(s + 5);
	if (month < 1 || month > 2 || s[5 + month] != '-')
		return false;
	day = span_digits(s + 6 + month);
	if (day < 1 || day > 2)
		return false;
	rest = s + 6 + month + day;
	if (!*rest)
		return month != 2 || day != 2 ||
		       !is_in_calendar(number_at(s, 4), number_at(s + 5, 2), number_at(s + 8, 2));
	if (*rest != 'T' && *rest != 't' && *rest != ' ')
		return false;
	rest += strspn(rest, "Tt ");
	rest += strspn(rest, "0123456789");
	return *rest == ':' && span_digits(rest + 1) == 2 && rest[3] == ':';
}

/* Characters that YAML may not hold as they are, or takes for a line's end. */
static bool needs_escape(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff ||
	       (c >= 0xfffe && c <= 0xffff);
}

/* The character at *P of well formed UTF-8; *P moves past it. */
static uint32_t next_character(const char **p)
{
	const unsigned char *s = (const unsigned char *)*p;
	int more = s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
	uint32_t c = more ? s[0] & (0x3fu >> more) : s[0];
	int i = 1;

	for (; i <= more && (s[i] & 0xc0) == 0x80; i++)
		c = c << 6 | (s[i] & 0x3fu);
	*p += i;
	return c;
}

static bool has_escapes(const char *s)
{
	while (*s)
		if (needs_escape(next_character(&s)))
			return true;
	return false;
}

/* Whether the grammar lets S stand plain: as a value, as a key, and, with FLOW, in [ ] and { }. */
static bool is_plain_shape(const char *s, bool flow)
{
	size_t n = strlen(s);

	if (!n || strchr(" -?:,[]{}#&*!|>'\"%@`", s[0])) {
		bool dash = n > 1 && s[0] == '-' && s[1] != ' ' && s[1] != '-';

		if (!dash)
			return false;
	}
	if (s[n - 1] == ' ' || s[n - 1] == ':' || str_starts(s, "..."))
		return false;
	if (strstr(s, ": ") || strstr(s, " #") || has_escapes(s))
		return false;
	return !flow || !s[strcspn(s, ",[]{}?")]; /* some take any "?" there for a key */
}

static bool is_plain(const char *s, bool flow)
{
	if (!is_plain_shape(s, flow) || is_word(s) || is_odd_date(s))
		return false;
	return !is_number(s) || is_canonical_number(s);
}

static void write_quoted(struct buf *out, const char *s)
{
	buf_addc(out, '"');
	while (*s) {
		const char *from = s;
		uint32_t c = next_character(&s);

		if (c == '\n')
			buf_puts(out, "\\n");
		else if (c == '\t')
			buf_puts(out, "\\t");
		else if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", (char)c);
		else if (needs_escape(c))
			buf_printf(out, c < 0x100 ? "\\x%02X" : "\\u%04X", c);
		else
			buf_add(out, from, (size_t)(s - from));
	}
	buf_addc(out, '"');
}

static void write_text(struct buf *out, const char *s, bool flow)
{
	if (is_plain(s, flow))
		buf_puts(out, s);
	else
		write_quoted(out, s);
}

/* A scalar that was read unquoted (true, 007) means what it meant there, and stays unquoted. */
static void write_scalar(struct buf *out, const struct yaml *node, bool flow)
{
	if (!node->quoted && is_plain_shape(node->text, flow))
		buf_puts(out, node->text);
	else
		write_text(out, node->text, flow);
}

static void write_flow(struct buf *out, const struct yaml *node);

static void write_flow_children(struct buf *out, const struct yaml *node)
{
	bool map = node->type == YAML_MAP, first = true;

	for (size_t i = 0; i < node->items; i++) {
		const struct yaml *child = node->item[i];

		if (map && child->type == YAML_NULL)
			continue;
		if (!first)
			buf_puts(out, ", ");
		first = false;
		if (map) {
			write_text(out, child->key, true);
			buf_puts(out, ": ");
		}
		write_flow(out, child);
	}
}

static void write_flow(struct buf *out, const struct yaml *node)
{
	bool map = node->type == YAML_MAP;

	if (node->type == YAML_NULL) {
		buf_puts(out, "null");
		return;
	}
	if (node->type == YAML_SCALAR) {
		write_scalar(out, node, true);
		return;
	}
	buf_addc(out, map ? '{' : '[');
	write_flow_children(out, node);
	buf_addc(out, map ? '}' : ']');
}

static size_t count_columns(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static bool holds_scalars_only(const struct yaml *list)
{
	for (size_t i = 0; i < list->items; i++)
		if (list->item[i]->type == YAML_LIST || list->item[i]->type == YAML_MAP)
			return false;
	return true;
}

static void write_block_list(struct buf *out, const struct yaml *list)
{
	buf_cut(out, out->len - 1); /* the space after "key:" */
	buf_addc(out, '\n');
	for (size_t i = 0; i < list->items; i++) {
		const struct yaml *child = list->item[i];

		buf_puts(out, "  - ");
		if (child->type == YAML_SCALAR)
			write_scalar(out, child, false);
		else
			write_flow(out, child);
		buf_addc(out, '\n');
	}
}

static void write_list(struct buf *out, size_t start, const struct yaml *list)
{
	size_t value = out->len;

	if (!holds_scalars_only(list)) {
		write_block_list(out, list);
		return;
	}
	write_flow(out, list);
	if (!list->items || count_columns(out->data + start) <= 100) {
		buf_addc(out, '\n');
		return;
	}
	buf_cut(out, value);
	write_block_list(out, list);
}

void yaml_write_entry(struct buf *out, const char *key, const struct yaml *value)
{
	size_t start = out->len;

	write_text(out, key, false);
	buf_puts(out, ": ");
	if (value->type == YAML_LIST) {
		write_list(out, start, value);
		return;
	}
	if (value->type == YAML_SCALAR)
		write_scalar(out, value, false);
	else
		write_flow(out, value);
	buf_addc(out, '\n');
}

void yaml_write_json(struct buf *out, const struct yaml *node)
{
	bool map = node->type == YAML_MAP;

	if (node->type == YAML_NULL) {
		buf_puts(out, "null");
		return;
	}
	if (node->type == YAML_SCALAR) {
		buf_add_json(out, node->text, strlen(node->text));
		return;
	}
	buf_addc(out, map ? '{' : '[');
	for (size_t i = 0; i < node->items; i++) {
		if (i)
			buf_addc(out, ',');
		if (map) {
			buf_add_json(out, node->item[i]->key, strlen(node->item[i]->key));
			buf_addc(out, ':');
		}
		yaml_write_json(out, node->item[i]);
	}
	buf_addc(out, map ? '}' : ']');
}
