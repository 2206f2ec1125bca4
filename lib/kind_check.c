#include "kind.h"
#include "date.h"
#include "item.h"
#include "minutes.h"
#include "place.h"
#include "rule.h"

/* Where we are: the file, and the key ("participants 2: capacity"). */
struct context {
	const char *path;
	struct faults *faults;
	struct buf key;
	const char *top; /* the front matter's own key */
};

static void contextp(struct context *ctx)
{
	buf_release(&ctx->key);
}

/* Add what ERR says of the value on LINE, with the key before it. */
static void blame(struct context *ctx, int line, struct error *err)
{
	error_field(err, ctx->top);
	error_place(err, "%s", buf_text(&ctx->key));
	fault_add_error(ctx->faults, ctx->path, line, err);
}

#define BLAME(ctx, line, ...)                                                                      \
	do {                                                                                       \
		struct error err_;                                                                 \
		error_set(&err_, ERR_INVALID, __VA_ARGS__);                                        \
		blame(ctx, line, &err_);                                                           \
	} while (0)

/* Texts: each answers ERR_INVALID and says why */

static int refuse_choice(struct error *err, const char *text, const char *words)
{
	return error_set(
		err, ERR_INVALID, "\"%s\" is not known here; write one of: %s", text, words);
}

static int check_choice(const struct key *key, const char *text, struct error *err)
{
	CLEANUP(buf_release) struct buf words = BUF_INIT;

	for (const struct choice *c = key->choices; c->name; c++) {
		if (str_equal(c->name, text))
			return 0;
		buf_printf(&words, "%s%s", words.len ? ", " : "", c->name);
	}
	return refuse_choice(err, text, buf_text(&words));
}

static bool is_number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n && n < 10 && !s[n];
}

static int check_integer(const struct key *key, const char *text, struct error *err)
{
	long number = is_number(text) ? atol(text) : -1;

	if (number < 0 || (key->max && (number < key->min || number > key->max)))
		return error_set(err, ERR_INVALID, "\"%s\" is no whole number from %ld to %ld",
			text, key->min, key->max ? key->max : 999999999L);
	return 0;
}

static int check_boolean(const char *text, struct error *err)
{
	if (str_equal(text, "true") || str_equal(text, "false"))
		return 0;
	return refuse_choice(err, text, "true, false");
}

static bool is_two_digits(const char *s, char max_tens, int max)
{
	return s[0] >= '0' && s[0] <= max_tens && s[1] >= '0' && s[1] <= '9' &&
	       (s[0] - '0') * 10 + (s[1] - '0') <= max;
}

static int check_time(const char *text, struct error *err)
{
	if (strlen(text) == 5 && is_two_digits(text, '2', 23) && text[2] == ':' &&
		is_two_digits(text + 3, '5', 59))
		return 0;
	return error_set(err, ERR_INVALID, "\"%s\" is no time of day; write it like 09:30", text);
}

static bool is_one_of(const char *kinds, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = kinds; *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");

		if (word == n && memcmp(p, name, n) == 0)
			return true;
		p += word;
	}
	return false;
}

static int check_reference(const struct key *key, const char *text, struct error *err)
{
	struct place place;
	int rc = place_of_reference(&place, text, err);

	if (rc < 0)
		return rc;
	if (!is_one_of(key->kinds, place.kind->name))
		return error_set(err, ERR_INVALID,
			"\"%s\" is a record of kind %s; expected one of kind: %s", text,
			place.kind->name, key->kinds);
	return 0;
}

/* A name has no slash, a reference has. */
static int check_who(const struct key *key, const char *text, struct error *err)
{
	return strchr(text, '/') ? check_reference(key, text, err) : 0;
}

static int check_item(const char *text, struct error *err)
{
	const char *hash = strchr(text, '#');
	CLEANUP(str_free) char *path = str_copy_n(text, hash ? (size_t)(hash - text) : 0);
	struct place place;
	size_t letters, digits;

	if (hash) {
		letters = strspn(hash + 1, "abcdefghijklmnopqrstuvwxyz");
		digits = strspn(hash + 1 + letters, "0123456789");
		if (letters == 1 && digits && !hash[2 + digits] &&
			place_parse(&place, path, NULL) == 0)
			return 0;
	}
	return error_set(err, ERR_INVALID,
		"\"%s\" is no item; write it like meetings/2015/0001-name/minutes.md#s1", text);
}

static int check_url(const char *text, struct error *err)
{
	size_t n = str_starts(text, "https://") ? 8 : str_starts(text, "http://") ? 7 : 0;

	if (n && text[n] && text[n] != '/' && !text[strcspn(text, " \t\n\"<>\\^`{|}")])
		return 0;
	return error_set(err, ERR_INVALID,
		"\"%s\" is no web address; it begins with https:// or http://", text);
}

static int check_hex(const struct key *key, const char *text, struct error *err)
{
	size_t n = strspn(text, "0123456789abcdef");

	if (n == (size_t)key->min && !text[n])
		return 0;
	return error_set(err, ERR_INVALID, "\"%s\" has not %ld hexadecimal digits", text, key->min);
}

static int check_line(const struct key *key, const char *text, struct error *err)
{
	if (key->required && strchr(text, '\n'))
		return error_set(err, ERR_INVALID, "expected a single line");
	return 0;
}

static int check_text(const struct key *key, const char *text, struct error *err)
{
	struct date date;

	switch (key->type) {
	case VALUE_INTEGER:
		return check_integer(key, text, err);
	case VALUE_BOOLEAN:
		return check_boolean(text, err);
	case VALUE_DATE:
		return date_parse(&date, text, err);
	case VALUE_TIME:
		return check_time(text, err);
	case VALUE_CHOICE:
		return check_choice(key, text, err);
	case VALUE_REFERENCE:
		return check_reference(key, text, err);
	case VALUE_WHO:
		return check_who(key, text, err);
	case VALUE_ITEM:
		return check_item(text, err);
	case VALUE_URL:
		return check_url(text, err);
	case VALUE_HEX:
		return check_hex(key, text, err);
	default:
		return check_line(key, text, err);
	}
}

/* Trees */

static bool is_language(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz");

	return n >= 2 && n <= 3 && !s[n];
}

static void check_names(struct context *ctx, const struct yaml *names)
{
	for (size_t i = 0; i < names->items; i++) {
		const struct yaml *name = names->item[i];

		if (!is_language(name->key))
			BLAME(ctx, name->line, "\"%s\" is no language; write it like az",
				name->key);
		else if (name->type == YAML_LIST || name->type == YAML_MAP)
			BLAME(ctx, name->line, "expected a single value");
	}
}

static void check_keys(
	struct context *ctx, const struct key *keys, const struct yaml *map, int line);

static void check_one(struct context *ctx, const struct key *key, const struct yaml *value)
{
	struct error err;

	if (key->type == VALUE_MAP && value->type == YAML_MAP)
		check_keys(ctx, key->keys, value, value->line);
	else if (key->type == VALUE_MAP)
		BLAME(ctx, value->line, "expected a map, like {key: value}");
	else if (key->type == VALUE_NAMES && value->type == YAML_MAP)
		check_names(ctx, value);
	else if (value->type == YAML_NULL)
		BLAME(ctx, value->line, "must be stated");
	else if (value->type != YAML_SCALAR)
		BLAME(ctx, value->line, "expected a single value");
	else if (check_text(key, value->text, &err) < 0)
		blame(ctx, value->line, &err);
}

static void check_list(struct context *ctx, const struct key *key, const struct yaml *list)
{
	size_t len = ctx->key.len;

	if (list->type != YAML_LIST) {
		BLAME(ctx, list->line, "expected a list, like [a, b]");
		return;
	}
	if (key->required && !list->items)
		BLAME(ctx, list->line, "must be stated");
	for (size_t i = 0; i < list->items; i++) {
		buf_printf(&ctx->key, " %zu", i + 1);
		check_one(ctx, key, list->item[i]);
		buf_cut(&ctx->key, len);
	}
}

/* Where KEY stands with nothing in it, else where the whole MAP does. */
static int line_of_absent(const struct yaml *map, const char *key, int line)
{
	for (size_t i = 0; i < map->items; i++)
		if (str_equal(map->item[i]->key, key))
			return map->item[i]->line;
	return line;
}

static bool is_blank(const struct yaml *value)
{
	return value->type == YAML_SCALAR && !value->text[strspn(value->text, " \t\n")];
}

static void check_key(struct context *ctx, const struct key *key, const struct yaml *map, int line)
{
	const struct yaml *value = yaml_at(map, key->name);
	size_t len = ctx->key.len;

	if (!len)
		ctx->top = key->name;
	buf_printf(&ctx->key, "%s%s", len ? ": " : "", key->name);
	if (!value || (key->required && is_blank(value))) {
		if (key->required)
			BLAME(ctx, line_of_absent(map, key->name, line), "must be stated");
	} else if (key->list) {
		check_list(ctx, key, value);
	} else if (key->type != VALUE_ANY) {
		check_one(ctx, key, value);
	}
	buf_cut(&ctx->key, len);
}

static void check_keys(
	struct context *ctx, const struct key *keys, const struct yaml *map, int line)
{
	for (const struct key *key = keys; key->name; key++)
		check_key(ctx, key, map, line);
}

static int by_id(const void *a, const void *b)
{
	const struct item *one = a, *other = b;
	int order = strcasecmp(one->id, other->id);

	return order ? order : one->line - other->line;
}

/* Items of other bodies than the minutes, which minutes.h reads. */
static void check_items(struct context *ctx, const struct record *rec, const char *letters)
{
	CLEANUP(items_release) struct items items = items_read(record_body(rec), letters);
	int above = record_body_line(rec) - 1;

	if (items.count)
		qsort(items.item, items.count, sizeof *items.item, by_id);
	for (size_t i = 1; i < items.count; i++) {
		const struct item *item = &items.item[i];

		if (strcasecmp(item->id, item[-1].id) == 0)
			fault_add(ctx->faults, ctx->path, item->line + above,
				"the id %s is used on line %d already; take one of the two out, "
				"and that item gets a new id",
				item->id, item[-1].line + above);
	}
}

/* A round's, a submission's own number stands in the path and in the front matter. */
static void check_number(struct context *ctx, const struct record *rec, const struct kind *kind,
	const struct place *place)
{
	const struct key *key = kind_key(kind, "number");
	const char *number = record_get(rec, "number");

	if (key && key->type == VALUE_INTEGER && number && is_number(number) &&
		atol(number) != place->number)
		fault_add(ctx->faults, ctx->path, record_line(rec, "number"),
			"the number is %s here and %d in the path", number, place->number);
}

static void check_place(struct context *ctx, const struct record *rec, const struct kind *kind)
{
	struct place place;
	struct error err;

	if (place_parse(&place, ctx->path, &err) < 0)
		fault_add_error(ctx->faults, ctx->path, 0, &err);
	else if (place.kind != kind)
		fault_add(ctx->faults, ctx->path, record_line(rec, "record"),
			"a record of kind %s does not belong here; this is the place of kind %s",
			kind->name, place.kind->name);
	else
		check_number(ctx, rec, kind, &place);
}

void kind_check(const struct record *rec, const char *path, struct faults *faults)
{
	__attribute__((cleanup(contextp))) struct context ctx = { .path = path, .faults = faults };
	const struct kind *kind = kind_find(record_kind(rec));

	if (!kind) {
		fault_add(faults, path, record_line(rec, "record"), "\"%s\" is no kind of record",
			record_kind(rec));
		return;
	}
	check_place(&ctx, rec, kind);
	check_keys(&ctx, kind->keys, record_front(rec), 1);
	if (str_equal(kind->name, "council"))
		rules_check(rec, path, faults);
	if (str_equal(kind->name, "minutes"))
		minutes_check(rec, path, faults);
	else if (*kind->item_letters)
		check_items(&ctx, rec, kind->item_letters);
}
