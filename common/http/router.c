/* SPDX-License-Identifier: MIT */
/*
 * Routes are few (under a hundred), so the search is linear; patterns are
 * ordered by their literal start, longest first, and compared by it first.
 */
#include "router_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	const struct http_route *route;
	size_t index;
	size_t literal; /* bytes before the first parameter */
};

struct http_router {
	size_t count;
	struct entry entries[];
};

/* ---- Making ---- */

static bool is_name(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyz_", text[i]) == NULL)
			return false;
	return length > 0;
}

/* One parameter of a segment; `*at` stands on its '{' and moves past '}'. */
static const char *check_param(const char **at)
{
	const char *close = strchr(*at, '}');
	size_t length;

	if (close == NULL)
		return "a brace is not closed";
	length = (size_t)(close - *at) - 1;
	if (length > 0 && close[-1] == '*') {
		length--;
		if (close[1] != '\0' || (*at)[-1] != '/')
			return "a rest parameter is not the last segment";
	}
	if (!is_name(*at + 1, length))
		return "a parameter's name is not of a-z and _";
	*at = close + 1;
	if ((*at)[strcspn(*at, "/{}")] == '{')
		return "a segment has two parameters";
	return NULL;
}

static const char *check_pattern(const char *pattern)
{
	const char *at = pattern, *wrong;
	size_t params = 0;

	if (*pattern != '/')
		return "it does not begin with a slash";
	while (*(at += strcspn(at, "{}")) != '\0') {
		if (*at == '}')
			return "a brace is not opened";
		if (++params > ROUTER_MAX_PARAMS)
			return "it has too many parameters";
		wrong = check_param(&at);
		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}

static const char *check_route(const struct http_route *routes, size_t index)
{
	const struct http_route *route = &routes[index];

	if (route->handler == NULL)
		return "it has no handler";
	if (route->method == HTTP_HEAD)
		return "HEAD is answered by GET's handler";
	for (size_t i = 0; i < index; i++)
		if (routes[i].method == route->method &&
		    strcmp(routes[i].pattern, route->pattern) == 0)
			return "it is in the table twice";
	return check_pattern(route->pattern);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->literal != y->literal)
		return x->literal > y->literal ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

enum err http_router_new(const struct http_route *routes, size_t count,
			 struct http_router **ret_router,
			 struct err_detail *detail)
{
	struct http_router *router =
	    xcalloc(1, sizeof(*router) + count * sizeof(struct entry));

	router->count = count;
	for (size_t i = 0; i < count; i++) {
		const char *wrong = check_route(routes, i);

		if (wrong != NULL) {
			http_router_free(router);
			return err_set(detail, ERR_USAGE, "", "route %s %s: %s",
				       http_method_name(routes[i].method),
				       routes[i].pattern, wrong);
		}
		router->entries[i] = (struct entry){
		    .route = &routes[i],
		    .index = i,
		    .literal = strcspn(routes[i].pattern, "{"),
		};
	}
	qsort(router->entries, count, sizeof(struct entry), compare_entries);
	*ret_router = router;
	return ERR_OK;
}

void http_router_free(struct http_router *router)
{
	free(router);
}

/* ---- Finding ---- */

/* The parameter at `*pattern` against the path; both move past it. */
static bool match_param(const char **pattern, const char **path,
			struct arena *arena, struct http_match *match)
{
	const char *name = *pattern + 1;
	const char *close = strchr(name, '}');
	bool rest = close[-1] == '*';
	size_t suffix = strcspn(close + 1, "/");
	size_t length = rest ? strlen(*path) : strcspn(*path, "/");

	if (length <= suffix ||
	    memcmp(*path + length - suffix, close + 1, suffix) != 0)
		return false;
	match->params[match->param_count++] = (struct http_param){
	    .name = name,
	    .value = arena_strndup(arena, *path, length - suffix),
	};
	*pattern = close + 1 + suffix;
	*path += length;
	return true;
}

static bool match_entry(const struct entry *entry, const char *path,
			struct arena *arena, struct http_match *match)
{
	const char *pattern = entry->route->pattern;
	size_t same = entry->literal;

	match->param_count = 0;
	if (strncmp(path, pattern, same) != 0)
		return false;
	for (;;) {
		path += same;
		pattern += same;
		if (*pattern == '\0')
			return *path == '\0';
		if (!match_param(&pattern, &path, arena, match))
			return false;
		same = strcspn(pattern, "{");
		if (strncmp(path, pattern, same) != 0)
			return false;
	}
}

void http_router_find(const struct http_router *router, enum http_method method,
		      const char *path, struct arena *arena,
		      struct http_match *ret_match)
{
	enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
	const char *pattern = NULL;

	*ret_match = (struct http_match){0};
	for (size_t i = 0; i < router->count; i++) {
		const struct entry *entry = &router->entries[i];

		/* The first pattern that matches is the resource; the rows
		 * with the same text are its other methods. */
		if (pattern == NULL) {
			if (!match_entry(entry, path, arena, ret_match))
				continue;
			pattern = entry->route->pattern;
		} else if (strcmp(pattern, entry->route->pattern) != 0) {
			continue;
		}
		ret_match->allowed |= 1u << entry->route->method;
		if (entry->route->method == wanted) {
			ret_match->route = entry->route;
			ret_match->index = entry->index;
			return;
		}
	}
	if (ret_match->allowed & (1u << HTTP_GET))
		ret_match->allowed |= 1u << HTTP_HEAD;
	if (pattern != NULL)
		ret_match->allowed |= 1u << HTTP_OPTIONS;
}
