#include "index_write.h"
#include "attachment.h"

/* Files beside records: where they are, and how large. Nothing is read of what stands in them. */

int index_attachment(struct indexer *ix, const char *path, const char *blob, struct error *err)
{
	char owner[PLACE_MAX + 1];
	const char *name = strrchr(path, '/') + 1;
	size_t size;
	int code;

	if (!place_attachment_owner(path, owner))
		return 0;
	if ((code = store_blob_size(ix->store, blob, &size, err)) < 0)
		return code;
	return INDEX_RUN(ix, err, "INSERT OR REPLACE INTO attachments VALUES (?, ?, ?, ?, ?, ?)",
		TEXT(path), TEXT(owner), TEXT(name), TEXT(blob), NUMBER((long long)size),
		TEXT(attachment_content_type(name)));
}

int index_attachment_gone(struct indexer *ix, const char *path, struct error *err)
{
	return INDEX_RUN(ix, err, "DELETE FROM attachments WHERE path = ?", TEXT(path));
}
