/* SPDX-License-Identifier: MIT */
/*
 * The route table, checked and ordered once, and the search in it. Pure.
 */
#ifndef CALLOUT_HTTP_ROUTER_INTERNAL_H
#define CALLOUT_HTTP_ROUTER_INTERNAL_H

#include <callout/http.h>

enum { ROUTER_MAX_PARAMS = 8 };

struct http_router;

struct http_param {
	const char *name; /* points into the pattern, ends at '}' or '*' */
	const char *value;
};

struct http_match {
	const struct http_route *route; /* NULL: no such path or method */
	size_t index;			/* of the route in the table */
	unsigned allowed; /* methods of the path, 1 << enum http_method; 0: no
			   * such path */
	struct http_param params[ROUTER_MAX_PARAMS];
	size_t param_count;
};

/* ERR_USAGE names a pattern that is malformed or there twice. */
enum err http_router_new(const struct http_route *routes, size_t count,
			 struct http_router **ret_router,
			 struct err_detail *detail) ERR_MUST_CHECK;
void http_router_free(struct http_router *router);
/* Values are copied into the arena. HEAD finds GET's route. */
void http_router_find(const struct http_router *router, enum http_method method,
		      const char *path, struct arena *arena,
		      struct http_match *ret_match);

#endif
