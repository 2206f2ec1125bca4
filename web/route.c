#include "route.h"

/* Cut the segment that PATH is at (after its slash); NULL where it is empty. */
static char *take_segment(const char **path)
{
	size_t len = strcspn(*path, "/");
	char *segment = len ? str_copy_n(*path, len) : NULL;

	*path += len;
	return segment;
}

static void clear(char *segment[8])
{
	for (size_t i = 0; i < 8; i++) {
		free(segment[i]);
		segment[i] = NULL;
	}
}

static bool matches(const char *pattern, const char *path, char *segment[8])
{
	size_t n = 0;

	while (*pattern) {
		if (str_equal(pattern, "/...")) {
			segment[n] = str_copy(*path ? path + 1 : "");
			return *path == '/' && path[1];
		}
		if (*pattern == '*') {
			if (n == 7 || !(segment[n++] = take_segment(&path)))
				return false;
			pattern++;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return *path == '\0';
}

/* "GET, HEAD", "POST" or all three. */
static const char *methods(bool get, bool post)
{
	return get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : post ? "POST" : NULL;
}

const struct route *route_find(
	const char *method, const char *path, char *segment[8], const char **allowed)
{
	bool get = false, post = false;

	for (size_t i = 0; i < routes_count; i++) {
		const struct route *route = &routes[i];
		bool same = matches(route->pattern, path, segment);

		if (same && str_equal(route->method, method)) {
			*allowed = NULL;
			return route;
		}
		clear(segment);
		get |= same && str_equal(route->method, "GET");
		post |= same && str_equal(route->method, "POST");
	}
	*allowed = methods(get, post);
	return NULL;
}

bool route_looks_back(const struct route *route)
{
	return str_equal(route->method, "GET") && (route->roles & ROLE_PUBLIC) && !route->for_all && !route->only_now;
}
