#include "embed.h"
#include "base.h"

static int compare(const void *name, const void *file)
{
	return strcmp(name, ((const struct embedded *)file)->name);
}

const struct embedded *embedded_find(const char *name)
{
	return bsearch(name, embedded, embedded_count, sizeof *embedded, compare);
}
