#include "version.h"
#include "secret.h"

#include <ctype.h>

const struct yaml *version_last(const struct record *rec)
{
	const struct yaml *versions = record_value(rec, "versions");

	return yaml_count(versions) ? versions->item[versions->items - 1] : NULL;
}

int version_number(const struct yaml *entry)
{
	const char *number = yaml_get(entry, "version");

	return number ? atoi(number) : 0;
}

void version_sum(char out[VERSION_SUM_LEN + 1], const struct record *rec)
{
	static const char fence[] = "\n---\n";
	CLEANUP(buf_release) struct buf file = BUF_INIT;
	const char *text;

	record_write(&file, rec);
	text = strstr(buf_text(&file), fence);
	text = text ? text + sizeof fence - 1 : "";
	sha256_hex(out, text, strlen(text));
}

bool version_is_current(const struct record *rec)
{
	char sum[VERSION_SUM_LEN + 1];

	version_sum(sum, rec);
	return str_equal(yaml_get(version_last(rec), "text"), sum);
}

static bool is_blank(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	return !*text;
}

int version_name(
	struct record *rec, const char *by, const char *at, const char *what, struct error *err)
{
	const struct yaml *old = record_value(rec, "versions");
	struct yaml *versions, *entry;
	char sum[VERSION_SUM_LEN + 1];

	if (version_is_current(rec))
		return 0;
	if (!what || is_blank(what)) {
		error_set(err, ERR_INVALID, "say in a line what this version changes");
		return error_field(err, "what");
	}
	CLEANUP(str_free) char *number = str_format("%d", version_number(version_last(rec)) + 1);

	version_sum(sum, rec);
	versions = old ? yaml_copy(old) : yaml_list();
	entry = yaml_map();
	yaml_put_text(entry, "version", number);
	yaml_put_text(entry, "at", at);
	yaml_put_text(entry, "by", by);
	yaml_put_text(entry, "what", what);
	yaml_put_text(entry, "text", sum);
	yaml_append(versions, entry);
	record_set_value(rec, "versions", versions);
	return 0;
}
