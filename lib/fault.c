#include "fault.h"

void fault_add_error(struct faults *faults, const char *path, int line, const struct error *err)
{
	struct fault *fault;

	if (!faults || faults->count == FAULTS_MAX)
		return;
	faults->fault = mem_grow(faults->fault, faults->count, sizeof *fault);
	fault = &faults->fault[faults->count++];
	*fault = (struct fault){ .path = str_copy(path), .line = line, .reason = *err };
}

void faults_release(struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		free(faults->fault[i].path);
	free(faults->fault);
	*faults = (struct faults)FAULTS_INIT;
}

int faults_error(const struct faults *faults, struct error *err)
{
	const struct fault *first = faults->fault;

	if (!faults->count)
		return 0;
	if (err)
		*err = first->reason;
	if (first->line && faults->count > 1)
		error_place(err, "%s, line %d (and %zu more faults)", first->path, first->line,
			faults->count - 1);
	else if (first->line)
		error_place(err, "%s, line %d", first->path, first->line);
	else if (faults->count > 1)
		error_place(err, "%s (and %zu more faults)", first->path, faults->count - 1);
	else
		error_place(err, "%s", first->path);
	return first->reason.code;
}
