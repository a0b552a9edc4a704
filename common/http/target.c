/* SPDX-License-Identifier: MIT */
/*
 * Targets. A path is decoded once and as a whole; what would make the decoded
 * text ambiguous (an encoded slash, a dot segment, a control character) is
 * refused instead of normalised, so no check can be walked around.
 */
#include "target_internal.h"

#include <callout/text.h>

#include <assert.h>
#include <string.h>
#include <strings.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Percent-decode; *ret_text is as long as `length` at most. */
static const char *decode(struct arena *arena, const char *raw, size_t length,
			  bool is_query, char **ret_text)
{
	char *text = arena_alloc(arena, length + 1);
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)raw[i];

		if (c == '%') {
			int high = i + 2 < length ? hex_digit(raw[i + 1]) : -1;
			int low = i + 2 < length ? hex_digit(raw[i + 2]) : -1;

			if (high < 0 || low < 0)
				return "a percent sign without two "
				       "hexadecimal digits";
			c = (unsigned char)(high * 16 + low);
			i += 2;
			if (c == '/' && !is_query)
				return "an encoded slash in the path";
		} else if (c == '+' && is_query) {
			c = ' ';
		}
		/* A query may carry tabs and line ends (free text). */
		if (c == 0 || c == 0x7f ||
		    (c < 0x20 && !(is_query && strchr("\t\r\n", c))))
			return "an encoded control character";
		text[n++] = (char)c;
	}
	if (!text_is_utf8(text, n, NULL))
		return "a text that is not UTF-8";
	*ret_text = text;
	return NULL;
}

static bool has_dot_segment(const char *path)
{
	for (const char *at = path; at != NULL; at = strchr(at + 1, '/')) {
		size_t length = strcspn(at + 1, "/");

		if ((length == 1 && at[1] == '.') ||
		    (length == 2 && at[1] == '.' && at[2] == '.'))
			return true;
	}
	return false;
}

static const char *parse_query(struct arena *arena, const char *raw,
			       struct http_target *target)
{
	struct http_pair *pairs =
	    arena_calloc(arena, TARGET_MAX_QUERY, sizeof(*pairs));
	const char *reason;

	while (*raw != '\0') {
		size_t length = strcspn(raw, "&");
		const char *equals = memchr(raw, '=', length);
		size_t name = equals ? (size_t)(equals - raw) : length;
		struct http_pair *pair = &pairs[target->query_count];
		char *text;

		if (length > 0) {
			if (target->query_count == TARGET_MAX_QUERY)
				return "more query parameters than are read";
			reason = decode(arena, raw, name, true, &text);
			if (reason != NULL)
				return reason;
			pair->name = text;
			pair->value = "";
			if (equals != NULL) {
				reason = decode(arena, equals + 1,
						length - name - 1, true, &text);
				if (reason != NULL)
					return reason;
				pair->value = text;
			}
			target->query_count++;
		}
		raw += length + (raw[length] == '&');
	}
	target->query = pairs;
	return NULL;
}

const char *http_target_parse(struct arena *arena, const char *raw,
			      size_t length, struct http_target *ret_target)
{
	struct http_target target = {0};
	const char *reason, *query;
	char *path;

	assert(raw[length] == '\0');
	if (strcmp(raw, "*") == 0) {
		target.path = "*";
		*ret_target = target;
		return NULL;
	}
	if (strncasecmp(raw, "http://", 7) == 0 ||
	    strncasecmp(raw, "https://", 8) == 0) {
		const char *authority = strchr(raw, ':') + 3;
		size_t n = strcspn(authority, "/?");

		target.authority = arena_strndup(arena, authority, n);
		raw = authority + n;
	}
	query = strchr(raw, '?');
	length = query != NULL ? (size_t)(query - raw) : strlen(raw);
	/* "http://host" and "http://host?q" mean the root. */
	if (length == 0 && target.authority != NULL) {
		path = arena_strdup(arena, "/");
	} else {
		if (*raw != '/')
			return "a target that does not begin with a slash";
		reason = decode(arena, raw, length, false, &path);
		if (reason != NULL)
			return reason;
	}
	if (has_dot_segment(path))
		return "a dot segment in the path";
	target.path = path;
	if (query != NULL) {
		reason = parse_query(arena, query + 1, &target);
		if (reason != NULL)
			return reason;
	}
	*ret_target = target;
	return NULL;
}
