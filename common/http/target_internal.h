/* SPDX-License-Identifier: MIT */
/*
 * A request's target (RFC 9112, section 3.2) as texts: the decoded path, the
 * authority of an absolute form, the query's pairs. Pure.
 */
#ifndef CALLOUT_HTTP_TARGET_INTERNAL_H
#define CALLOUT_HTTP_TARGET_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include <callout/arena.h>

enum { TARGET_MAX_QUERY = 64 };

struct http_pair {
	const char *name;
	const char *value;
};

struct http_target {
	const char *path;      /* "/a/b", or "*" */
	const char *authority; /* NULL unless absolute form */
	const struct http_pair *query;
	size_t query_count;
};

/* NULL, or in words why this is no target: a bad percent escape, no UTF-8, a
 * control character, an encoded slash, a "." or ".." segment. */
const char *http_target_parse(struct arena *arena, const char *target,
			      size_t length, struct http_target *ret_target);

#endif
